"""What does a person read in the terminal when a study is done?

Results in, a few blocks out: rows, verdict, segments with their key averages, offers, warnings,
questions.
"""

from __future__ import annotations

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.said import Amount, Count, Customers, Said, Share, Text, join_said, say
from finseg.records.finding import Finding
from finseg.records.interpretation import Interpretation, Trait, write_stands_for
from finseg.report.flags import tell_flag
from finseg.results import Results

_WARNINGS = 3  # shown; the report has them all
_KEY_AVERAGES = 3  # columns shown per segment


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
        _tabulate_segments(results.interpretation),
        Sentence(results.offers.summarise()),
        *_warn_of_small_segments(results),
        *_list_warnings(results.checked.findings),
        *results.checked.build_question_blocks(lines=False),
    ]


def _tabulate_segments(interpretation: Interpretation) -> Table:
    segments = interpretation.segments
    everyone = {trait.column: trait for trait in interpretation.population}
    customers = sum(s.size for s in segments)
    weighted = any(s.stands_for is not None for s in segments)
    rows = tuple(
        (
            str(s.id),
            s.name,
            Customers(s.size, ""),
            *([write_stands_for(s.stands_for)] if weighted else []),
            s.build_share(customers),
            join_said(
                (
                    _write_average(tell_flag(t, everyone.get(t.column, t)))
                    for t in s.traits_by_deviation[:_KEY_AVERAGES]
                ),
                ", ",
            ),
        )
        for s in segments
    )
    stand = ("Stand for",) * weighted
    heads = ("Id", "Segment", "Customers", *stand, "Share", "What sets it apart (averages)")
    numbers: tuple[Align, ...] = ("right", "right", "right") if weighted else ("right", "right")
    return Table(heads, rows, ("right", "left", *numbers, "left"))


def _write_average(trait: Trait) -> Said:
    mean = Amount(trait.mean, trait.unit, customers=trait.present, spell_time=True)
    return say("{column} {mean}", column=trait.column, mean=mean)


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
