"""What does a person read in the terminal when a study is done?

Results in, a few blocks out: rows, verdict, segments with their key averages, offers, warnings,
questions.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.said import (
    Count,
    Customers,
    Number,
    Said,
    Share,
    Text,
    as_said,
    join_said,
    say,
)
from finseg.figures.chosen_columns import list_median_columns
from finseg.interpret.outcome_rates import OutcomeRate, list_outcome_rates
from finseg.records.finding import Finding
from finseg.records.interpretation import Segment, Trait, write_stands_for
from finseg.report.answer import choose_telling_traits, compare_with_everyone, describe_outcome
from finseg.report.flags import tell_flag
from finseg.report.order import order_segments, say_order
from finseg.results import Results

_WARNINGS = 3  # shown; the report has them all


def summarise_results(results: Results) -> list[Block]:
    """Describe the outcome in a few lines."""
    dataset, verdict = results.dataset, results.verdict
    return [
        Heading(results.title),
        Sentence(
            say(
                "{rows}; {features}; {segments}.",
                rows=results.say_row_account(),
                features=Count(len(dataset.ideas), "feature"),
                segments=Count(results.segmentation.k, "segment"),
            )
        ),
        Sentence(verdict.summarise()),
        *([Sentence(verdict.weight)] if verdict.weight else []),
        *(map(Sentence, results.search.list_sentences()) if results.search else ()),
        *_list_order(results),
        _tabulate_segments(results),
        Sentence(results.offers.summarise()),
        *_warn_of_small_segments(results),
        *_list_warnings(results.checked.findings),
        *results.checked.build_question_blocks(lines=False),
    ]


class Fact(NamedTuple):
    """A figure of a segment in one column."""

    column: Text
    value: Text
    middle: str  # "mean" or "median"; "" for the share of a level


def _list_order(results: Results) -> list[Block]:
    order = say_order(results)
    return [Sentence(order)] if order else []


def _tabulate_segments(results: Results) -> Table:
    segments = order_segments(results)
    customers = sum(s.size for s in segments)
    weighted = any(s.stands_for is not None for s in segments)
    outside = results.interpretation.outside
    rates = {s.id: list_outcome_rates(outside, s.id)[:1] for s in segments}
    outcomes = next((rate for rate in rates.values() if rate), ())
    medians = list_median_columns(results.recipe, results.interpretation)
    everyone = {t.column: t for t in results.interpretation.population}
    facts = {s.id: _list_facts(s, everyone, medians) for s in segments}
    usual = _find_usual_middle(fact for own in facts.values() for fact in own)
    rows = tuple(
        (
            str(s.id),
            s.name,
            Customers(s.size, ""),
            *([write_stands_for(s.stands_for)] if weighted else []),
            s.build_share(customers),
            *(_write_rate(rate) for rate in rates[s.id]),
            *("–" for _ in outcomes[len(rates[s.id]) :]),
            _write_facts(facts[s.id], usual),
        )
        for s in segments
    )
    stand = ("Stand for",) * weighted
    happened = tuple(_head_outcome(rate) for rate in outcomes)
    heads: tuple[Text, ...] = (
        "Id",
        "Segment",
        "Customers",
        *stand,
        "Share",
        *happened,
        f"What sets it apart ({usual}s)",
    )
    numbers: tuple[Align, ...] = ("right", "right", "right") if weighted else ("right", "right")
    sides: list[Align] = ["left"] * len(happened)
    return Table(heads, rows, ("right", "left", *numbers, *sides, "left"))


def _head_outcome(rate: OutcomeRate) -> Said:
    everyone = rate.share_of_all
    what = describe_outcome(rate).what
    known = math.isfinite(everyone)
    return say("{what} (all: {all})", what=what, all=Share(everyone)) if known else as_said(what)


def _write_rate(rate: OutcomeRate) -> Said:
    return say(
        "{share} ({low} to {high}; index {index})",
        share=Share(rate.level.share, customers=rate.level.customers),
        low=Share(rate.level.low),
        high=Share(rate.level.high),
        index=Number(100 * rate.level.index, 0),
    )


def _write_facts(facts: Sequence[Fact], usual: str) -> Said:
    """Write figures, each that is no `usual` middle with what it is."""
    return join_said(
        [
            say(
                "{column} {value}{middle}",
                column=fact.column,
                value=fact.value,
                middle=f" ({fact.middle})" if fact.middle not in ("", usual) else "",
            )
            for fact in facts
        ],
        ", ",
    )


def _list_facts(
    segment: Segment, everyone: Mapping[str, Trait], medians: Collection[str]
) -> list[Fact]:
    """List the figures that stand on the segment's card, too."""
    facts = []
    for trait in choose_telling_traits(segment):
        fact = compare_with_everyone(trait, everyone[trait.column], median=trait.column in medians)
        column = tell_flag(trait, everyone[trait.column]).column
        facts.append(Fact(column=column, value=fact.value, middle=fact.middle))
    return facts


def _find_usual_middle(facts: Iterable[Fact]) -> str:
    """Find whether most figures are means, or medians; means where there are as many."""
    middles = [fact.middle for fact in facts]
    return "median" if middles.count("median") > middles.count("mean") else "mean"


def _warn_of_small_segments(results: Results) -> list[Block]:
    """Warn of segments below the size that the settings ask for."""
    floor = results.settings.raise_smallest_share(results.dataset.rows).choose.smallest_share
    small = [s for s in results.interpretation.segments if s.share < floor]
    if not small:
        return []
    warning = say(
        "{segments} ({ids}) below the smallest share of {floor} that [choose] smallest_share and "
        "fewest_customers ask for. Ask for fewer segments with --k, or lower these settings.",
        segments=say("{n} " + ("is" if len(small) == 1 else "are"), n=Count(len(small), "segment")),
        ids=", ".join(str(s.id) for s in small),
        floor=Share(floor),
    )
    return [Note(warning, "warn")]


def _list_warnings(findings: tuple[Finding, ...]) -> list[Block]:
    """List the first warnings, and say where the others are."""
    grave = [f for f in findings if f.severity != "note"]
    blocks: list[Block] = [Note(_write_warning(f), "warn") for f in grave[:_WARNINGS]]
    more = len(grave) - _WARNINGS
    if more > 0:
        rest = say("See the report for {more}.", more=Count(more, "more warning"))
        blocks.append(Note(rest, "warn"))
    return blocks


def _write_warning(finding: Finding) -> Text:
    if not finding.column:
        return finding.message
    return say("{column}: {message}", column=finding.column, message=finding.message)
