"""What should be done with each segment, on one page?

Results as they may be shown in, an `ActionPage` per segment out: who they are, how many, what
money, what happened, what to offer and what not, how sure that is, how to find them, what to ask.
`build_reliance_lines` says the same of all segments together. Every line names the part with the
tables behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from finseg.disclose.statements import withhold_statements
from finseg.document.numbers import MONEY
from finseg.document.said import (
    Amount,
    ColumnName,
    Count,
    Exact,
    Names,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.figures.chosen_columns import list_median_columns
from finseg.interpret.headings import spell_heading
from finseg.interpret.outcome_rates import OutcomeRate, list_outcome_rates
from finseg.maths.effects import FEWEST
from finseg.records.assessment import BORDERLINE
from finseg.records.interpretation import Segment, Trait
from finseg.records.outside import Comparison
from finseg.records.rules import say_conditions
from finseg.report.answer import (
    CHOICE,
    choose_telling_traits,
    compare_with_everyone,
    describe_outcome,
    make_page_anchor,
    make_segment_anchor,
)
from finseg.report.facts import ActionLine, ActionPage
from finseg.report.flags import tell_flag
from finseg.report.order import order_segments
from finseg.results import Results

_HOLDINGS, _STANCES = 3, 3  # columns of money, products: named on a page
_OFFERS, _APART, _DATA, _RELIANCE = "offers", "apart", "data", "reliance"  # anchors of parts


def build_action_pages(results: Results) -> tuple[ActionPage, ...]:
    """Put a page together for each segment, in the reader's order."""
    pages = tuple(
        ActionPage(
            id=segment.id,
            name=segment.name,
            anchor=make_page_anchor(segment),
            lines=tuple(line for line in _list_lines(results, segment) if any(line.says)),
        )
        for segment in order_segments(results)
    )
    return withhold_statements(pages, results.least) if results.least > 1 else pages


def _list_lines(results: Results, segment: Segment) -> Iterator[ActionLine]:
    own = make_segment_anchor(segment)
    yield ActionLine(topic="Who they are", says=tuple(_say_facts(results, segment)), anchor=own)
    yield ActionLine(
        topic="Size and money", says=tuple(_say_size_and_money(results, segment)), anchor=own
    )
    yield ActionLine(
        topic="What happened", says=tuple(_say_outcomes(results, segment)), anchor=_APART
    )
    yield ActionLine(topic="Offer", says=(_say_offer(results, segment),), anchor=_OFFERS)
    yield ActionLine(topic="Do not offer", says=tuple(_say_refusals(results, segment)),
                     anchor=_OFFERS)  # fmt: skip
    yield ActionLine(topic="How sure", says=tuple(_say_certainty(results, segment)), anchor=own)
    yield ActionLine(topic="How to find them", says=(_say_rule(results, segment),), anchor=own)
    yield ActionLine(topic="Ask the bank", says=(_say_questions(results, segment),),
                     anchor="questions" if results.checked.questions else own)  # fmt: skip


def _say_facts(results: Results, segment: Segment) -> Iterator[Said]:
    """Say what sets them apart, the card's facts in plain words."""
    if segment.size < FEWEST:
        yield say("They are too few to be described.")
        return
    medians = list_median_columns(results.recipe, results.interpretation)
    everyone = {t.column: t for t in results.interpretation.population}
    for trait in choose_telling_traits(segment):
        fact = compare_with_everyone(trait, everyone[trait.column], median=trait.column in medians)
        yield say(
            "{what}: {value}{middle}, {effect} ({against})",
            what=_spell(tell_flag(trait, everyone[trait.column])),
            value=fact.value,
            middle=f" ({fact.middle})" if fact.middle else "",
            effect=fact.effect,
            against=fact.against,
        )


def _spell(trait: Trait) -> str:
    """Write a column's name in plain words; the level of a category stays as it stands."""
    if trait.level:
        return trait.column
    words = spell_heading(trait.column)
    return words[:1].upper() + words[1:]


def _say_size_and_money(results: Results, segment: Segment) -> Iterator[Text]:
    interpretation = results.interpretation
    everyone = sum(s.size for s in interpretation.segments)
    yield say(
        "{size}, {share} of all", size=segment.say_size(), share=segment.build_share(everyone)
    )
    if segment.size < FEWEST:
        return
    known = [h for h in interpretation.holdings.columns if math.isfinite(h.shares[segment.id])]
    held = join_said(
        (
            say(
                "{share} of {column}",
                share=Share(holding.shares[segment.id]),
                column=ColumnName(holding.label),
            )
            for holding in known[:_HOLDINGS]
        ),
        ", ",
    )
    yield say("Of all customers' money: {held}", held=held) if held else ""


def _say_outcomes(results: Results, segment: Segment) -> Iterator[Said]:
    outside = results.interpretation.outside
    for rate in list_outcome_rates(outside, segment.id):
        yield _say_rate(rate)
    for comparison in outside.comparisons:
        if comparison.outside.column.role == "outcome" and comparison.middles:
            yield from _say_middle(comparison, segment)


def _say_rate(rate: OutcomeRate) -> Said:
    fact = describe_outcome(rate)
    return say(
        "{what}: {value} ({against}){effect}",
        what=fact.what,
        value=fact.value,
        against=fact.against,
        effect=say(", {effect}", effect=fact.effect) if fact.effect else "",
    )


def _say_middle(comparison: Comparison, segment: Segment) -> Iterator[Said]:
    """Say an outcome that is an amount."""
    column, middle = comparison.outside.column, comparison.middles[segment.id]
    if math.isfinite(middle.median):
        yield say(
            "{column}: {median} (median)",
            column=ColumnName(column.name, bare=True),
            median=Amount(middle.median, column.unit, spell_time=True),
        )


def _say_offer(results: Results, segment: Segment) -> Said:
    return results.offers.actions[segment.id].describe()


def _say_refusals(results: Results, segment: Segment) -> Iterator[Text]:
    """Name the products that are not for the segment, and why."""
    offers = results.offers
    cells = (offers.find_cell(place, segment.id) for place in range(len(offers.lines)))
    for cell in [cell for cell in cells if cell.stance == "not for"][:_STANCES]:
        yield say(
            "{product}{why}",
            product=offers.lines[cell.product].name,
            why=clause(": {why}", why=cell.reasons[0]) if cell.reasons else "",
        )


def _say_certainty(results: Results, segment: Segment) -> Iterator[Text]:
    stability = results.find_stability(segment.id)
    if stability is not None and math.isfinite(stability.jaccard):
        yield say("In other samples: {stability}", stability=stability.say_stability())
    if len(results.names) < 2:
        return
    near = results.interpretation.contributions.nearest[segment.id]
    yield say(
        "{share} stand near a border (margin below {limit}), mostly to {near}",
        share=Share(results.interpretation.typical[segment.id].borderline_share, of=segment.size),
        limit=Exact(BORDERLINE),
        near=f"{near} {results.names[near]}",
    )
    yield say("About this name: {note}", note=segment.note) if segment.note else ""


def _say_rule(results: Results, segment: Segment) -> Text:
    if len(results.names) < 2:
        return ""
    rule = results.interpretation.rules.plain[segment.id]
    if not rule.conditions:
        return say("No short rule tells them; segments.csv names each of them.")
    return say(
        "{conditions}{measured}",
        conditions=say_conditions(rule.conditions),
        measured=clause(
            ". {precision} of those who meet it are in the segment, and {recall} of the segment "
            "meet it",
            precision=Share(rule.precision, of=rule.held_out_reached),
            recall=Share(rule.recall, of=rule.held_out_members),
        ),
    )


def _say_questions(results: Results, segment: Segment) -> Text:
    """Ask what bears on the columns of this page; nothing where nothing is to be asked."""
    columns = {t.column for t in choose_telling_traits(segment)}
    asked = [q for q in results.checked.questions if columns.intersection(q.columns)]
    if asked:
        return join_said((q.say_question() for q in asked), " ")
    outcomes = [r.column for r in list_outcome_rates(results.interpretation.outside, segment.id)]
    if outcomes:
        return say(
            "Over what time was {outcome} counted, and when was the rest of the table taken?",
            outcome=ColumnName(outcomes[0]),
        )
    return say("Is there a column of what happened later: who left, paid, bought?")


def build_reliance_lines(results: Results) -> tuple[ActionLine, ...]:
    """Say of all segments how sure they are, what the data lack, and what only the bank knows."""
    lines = (
        ActionLine(topic="The segments", says=tuple(_say_verdict(results)), anchor=CHOICE),
        ActionLine(
            topic="Single customers", says=(results.assessment.say_borderline(),), anchor=_RELIANCE
        ),
        ActionLine(topic="Offers", says=(results.offers.summarise(),), anchor=_OFFERS),
        ActionLine(topic="The data", says=tuple(_say_data_problems(results)), anchor=_DATA),
        ActionLine(
            topic="Ask the bank",
            says=tuple(q.say_question() for q in results.checked.questions),
            anchor="questions",
        ),
    )
    kept = tuple(line for line in lines if any(line.says))
    return withhold_statements(kept, results.least) if results.least > 1 else kept


def _say_verdict(results: Results) -> Iterator[Text]:
    stable = [s for s in results.assessment.segments if s.is_valid]
    weak = [s.id for s in results.assessment.segments if not s.is_valid]
    if len(results.names) > 1 and results.assessment.segments:
        yield say(
            "{stable} of {all} come back reliably in other samples{weak}",
            stable=Count(len(stable)),
            all=Count(len(results.names), "segment"),
            weak=say("; not so {ids}", ids=_join_ids(weak)) if weak else "",
        )


def _join_ids(ids: Iterable[int]) -> Said:
    return join_said((Count(id_) for id_ in ids), ", ")


def _say_data_problems(results: Results) -> Iterator[Text]:
    yield say("{account}", account=results.say_row_account())
    grave = [f for f in results.checked.findings if f.severity != "note"]
    columns = tuple(dict.fromkeys(f.column for f in grave if f.column))
    if grave:
        yield say(
            "{problems} to check{columns}",
            problems=Count(len(grave), "warning"),
            columns=say(": {names}", names=Names(columns)) if columns else "",
        )
    if not results.numbers.currency and any(c.unit in MONEY for c in results.dataset.columns):
        yield "Amounts of money: currency unknown; name it with [deliver] currency"
