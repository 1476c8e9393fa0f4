"""What does a manager see on the first screen?

Results in; out come how many customers are in how many segments, what kind of segments these are
and on what that rests, and each segment on a card: name, size, three facts, one action.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from finseg.document.said import Amount, ColumnName, Count, Number, Said, Share, Text, say
from finseg.figures.chosen_columns import list_median_columns
from finseg.figures.theme import pick_colour
from finseg.interpret.outcome_rates import OutcomeRate, list_outcome_rates
from finseg.records.assessment import SegmentStability
from finseg.records.building import Built
from finseg.records.interpretation import Segment, Trait
from finseg.report.facts import Badge, Card, Fact
from finseg.report.flags import tell_flag
from finseg.report.order import order_segments
from finseg.report.reach import say_reach
from finseg.results import Results

FACTS_PER_CARD, OUTCOMES_PER_CARD = 3, 2
LEAST_EFFECT, CLEAR_EFFECT, LARGE_EFFECT = 0.2, 0.5, 0.8  # sd; the limits of Cohen 1988
_SIZES = ((LARGE_EFFECT, "much "), (CLEAR_EFFECT, "clearly "), (LEAST_EFFECT, "a little "))
CHOICE = "choice"  # anchor of the part with the evidence


def summarise_answer(results: Results) -> tuple[Text, ...]:
    """Give the answer in sentences: customers and segments, then what was left out."""
    dataset, interpretation = results.dataset, results.interpretation
    answer = say(
        "{customers} in {segments}, based on {columns}.",
        customers=Count(dataset.rows, "customer"),
        segments=Count(len(interpretation.segments), "segment"),
        columns=Count(len(results.recipe.ideas), "column"),
    )
    reach = tuple(say_reach(results))
    if results.built:
        return answer, _say_origin(results.built, shared=results.shared), *reach
    if not dataset.rows_rejected:
        return (answer, *reach)
    left_out = say(
        "{read} were read, and {rejected} could not be used{where}.",
        read=Count(dataset.source.rows_read, "row"),
        rejected=Count(dataset.rows_rejected),
        where="" if results.shared else " (listed in rejects.csv)",
    )
    return answer, left_out, *reach


def _say_origin(built: Built, *, shared: bool) -> Said:
    """Say of what the customers were built."""
    left = built.rows_read - built.rows_used
    return say(
        "They were built of {used} {nouns}{until}{left}.",
        used=Count(built.rows_used, ""),
        nouns=built.recipe.nouns,
        until=say(" up to {date}", date=built.as_of) if built.as_of else "",
        left=say(
            "; {rows} left out{where}",
            rows=Count(left, "further row"),
            where="" if shared else " (listed in rejects.csv)",
        )
        if left
        else "",
    )


def make_badge(results: Results) -> Badge:
    """Give the verdict as it says itself: word, what it depends on, headline, weight."""
    verdict = results.verdict
    return Badge(
        word=verdict.word,
        depends=verdict.depends,
        tone=verdict.tone,
        headline=verdict.headline,
        summary=verdict.summarise(),
        anchor=CHOICE,
        weight=verdict.weight,
    )


def make_cards(results: Results) -> tuple[Card, ...]:
    """Put each segment on a card."""
    interpretation = results.interpretation
    medians = list_median_columns(results.recipe, results.interpretation)
    everyone = {t.column: t for t in interpretation.population}
    customers = sum(s.size for s in interpretation.segments)
    return tuple(
        Card(
            id=s.id,
            name=s.name,
            size=s.say_size(),
            share=s.build_share(customers),
            colour=pick_colour(s.id),
            facts=tuple(
                compare_with_everyone(t, everyone[t.column], median=t.column in medians)
                for t in choose_telling_traits(s)
            ),
            anchor=make_segment_anchor(s),
            stability=_write_card_stability(results.find_stability(s.id)),
            action=results.offers.describe_action(s.id),
            outcomes=tuple(
                describe_outcome(rate)
                for rate in list_outcome_rates(interpretation.outside, s.id)[:OUTCOMES_PER_CARD]
            ),
            page=make_page_anchor(s),
        )
        for s in order_segments(results)
    )


def _write_card_stability(segment: SegmentStability | None) -> Text:
    if segment is None or not math.isfinite(segment.jaccard):
        return ""
    return segment.say_stability()


def choose_telling_traits(segment: Segment) -> Sequence[Trait]:
    """Return the traits worth a line: the strongest that may be shown."""
    shown = [
        t
        for t in segment.traits_by_deviation
        if math.isfinite(t.deviation) and math.isfinite(t.mean)
    ]
    return shown[:FACTS_PER_CARD]


def compare_with_everyone(own: Trait, everyone: Trait, *, median: bool) -> Fact:
    """Compare a segment's typical value with everyone's: medians where means mislead."""
    own, everyone = tell_flag(own, everyone), tell_flag(everyone, everyone)
    # 0 against 0 would say nothing, nor does a median that is hidden.
    median = (
        median and not own.level and own.median != everyone.median and math.isfinite(own.median)
    )
    value, against = (own.median, everyone.median) if median else (own.mean, everyone.mean)
    middle = "" if own.level else "median" if median else "mean"
    return Fact(
        what=own.column if own.level else f"{own.column} ({middle})",
        middle=middle,
        value=Amount(value, own.unit, customers=own.present, spell_time=True),
        against=_write_everyone_value(against, everyone),
        effect=_describe_effect_size(value - against, abs(own.deviation)),
    )


def _write_everyone_value(value: float, everyone: Trait) -> Said:
    return say(
        "all: {value}",
        value=Amount(value, everyone.unit, customers=everyone.present, spell_time=True),
    )


def _describe_effect_size(difference: float, size: float) -> str:
    """Say how far from all customers, in Cohen's (1988) words; the figure is in the profile."""
    word = next((word for least, word in _SIZES if size >= least), "")
    if not difference or not word:
        return "about average"
    return word + ("higher" if difference > 0 else "lower")


def describe_outcome(rate: OutcomeRate) -> Fact:
    """Give an outcome's rate with its interval, beside the rate among all."""
    level, everyone = rate.level, rate.share_of_all
    interval = say("{low} to {high}", low=Share(level.low), high=Share(level.high))
    known = math.isfinite(everyone)
    return Fact(
        what=say("{column}: {event}", column=ColumnName(rate.column, bare=True), event=rate.event),
        value=Share(level.share, customers=level.customers),
        against=say("{interval}; all: {all}", interval=interval, all=Share(everyone))
        if known
        else interval,
        effect=_describe_difference(rate) if known else "",
    )


def _describe_difference(rate: OutcomeRate) -> Said:
    """Say whether it is more or less often than among all, with the index."""
    word = "as often as all"
    if rate.difference:
        word = "more often" if rate.difference > 0 else "less often"
    return say("{word} (index {index})", word=word, index=Number(100 * rate.level.index, 0))


def make_page_anchor(segment: Segment) -> str:
    """Return the anchor of the page that says what to do with a segment."""
    return f"act-{segment.id}"


def make_segment_anchor(segment: Segment) -> str:
    """Return the anchor of a segment's own part."""
    return f"segment-{segment.id}"
