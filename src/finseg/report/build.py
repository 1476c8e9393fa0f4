"""In which order does the report present a study?

Results and drawings in, `ReportFacts` out: first the answer and what to do with each segment. What
that rests on follows, each part to be opened on demand: what only the reader can tell, the data,
the columns, how many segments, each segment, how they compare, what to offer, what the limits are;
then what a validator needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from finseg.disclose.statements import withhold_statements
from finseg.disclose.study import count_hidden_figures
from finseg.document.blocks import Block, Figure, Sentence
from finseg.document.said import Count, say
from finseg.records.checkup import build_reject_blocks
from finseg.records.choice import Choice
from finseg.records.question import TITLE
from finseg.report.action import build_action_pages, build_reliance_lines
from finseg.report.annex import build_annex
from finseg.report.answer import (
    CHOICE,
    make_badge,
    make_cards,
    make_segment_anchor,
    summarise_answer,
)
from finseg.report.facts import ReportFacts, ReportPart
from finseg.report.layout import drop_title, pick_figures, set_title_level, turn_wide_table
from finseg.report.order import say_order
from finseg.report.pages import render_template
from finseg.report.passport import passport
from finseg.report.reading import explain_report
from finseg.results import Results

PICTURE = "profile"  # the figure of the main part


def build_report(
    results: Results,
    drawn: Sequence[Figure],
    dated: date | None = None,
    versions: Sequence[tuple[str, str]] = (),
) -> ReportFacts:
    """Assemble the report of a study.

    Parameters
    ----------
    results : Results
        As they may be shown (`finseg.disclose`); described, never changed.
    drawn : sequence of Figure
        From `finseg.figures`; placed by their names, a missing one is left out.
    dated : date, optional
        Printed on the report.
    versions : sequence of (name, version)
        For the annex.

    """
    by_name = {figure.name: figure for figure in drawn}
    facts = replace(
        _assemble_answer(results, dated),
        picture=by_name.get(PICTURE),
        sections=(
            *_build_questions_part(results),
            _build_data_part(results),
            _build_columns_part(results, by_name),
            _build_choice_part(results.choice, by_name),
            _build_segments_part(results, by_name),
            _build_comparison_part(results, by_name),
            _build_offers_part(results, by_name),
            _build_limits_part(results, by_name),
            ReportPart(
                anchor="reading",
                title="How to read this",
                blocks=explain_report(
                    results.least,
                    count_hidden_figures(results),
                    share=results.shared,
                    quick=results.settings.choose.quick,
                    offers=results.writes_offers,
                ),
            ),
        ),
        annex=build_annex(results, drawn, versions),
    )
    return withhold_statements(facts, results.least) if results.least > 1 else facts


def build_answer(results: Results, dated: date | None = None) -> ReportFacts:
    """Assemble what stands on top of the report and on the summary, without what it rests on."""
    facts = _assemble_answer(results, dated)
    return withhold_statements(facts, results.least) if results.least > 1 else facts


def _assemble_answer(results: Results, dated: date | None) -> ReportFacts:
    return ReportFacts(
        title=results.title,
        date=dated.isoformat() if dated else "",
        summary=summarise_answer(results),
        verdict=make_badge(results),
        cards=make_cards(results),
        order=say_order(results),
        actions=build_action_pages(results),
        reliance=build_reliance_lines(results),
        footing="May be shared" if results.shared else "Internal",
        numbers=results.numbers,
    )


def render_report(facts: ReportFacts, *, title: str = "") -> str:
    """Lay out the report as one HTML file; `title` replaces the facts' own.

    Pure: same facts, same bytes. Text is escaped by the template and by the printer of blocks.
    """
    shown = replace(facts, title=title) if title else facts
    return render_template("report.html.j2", shown.numbers, facts=shown)


def _build_questions_part(results: Results) -> tuple[ReportPart, ...]:
    """Ask what only the bank can say; no part where nothing is to be asked."""
    blocks = tuple(drop_title(results.checked.build_question_blocks()))
    return (ReportPart(anchor="questions", title=TITLE, blocks=blocks),) if blocks else ()


def _build_data_part(results: Results) -> ReportPart:
    """Account for every row, then list the data problems; what is only good to know is annexed."""
    dataset, checked = results.dataset, results.checked
    grave = tuple(f for f in checked.findings if f.severity != "note")
    notes = len(checked.findings) - len(grave)
    blocks: list[Block] = [Sentence(say("{account}.", account=results.say_row_account()))]
    if grave:
        blocks += drop_title(replace(checked, findings=grave).blocks())
    else:
        blocks.append(Sentence("No data problems found."))
    if notes:
        more = say(
            "The annex lists {more} for information.",
            more=Count(notes, "further finding" if grave else "note"),
        )
        blocks.append(Sentence(more))
    if dataset.rejects:
        blocks += build_reject_blocks(dataset.rejects, examples=False, lines=False)
    return ReportPart(anchor="data", title="The data", blocks=tuple(blocks))


def _build_columns_part(results: Results, drawn: Mapping[str, Figure]) -> ReportPart:
    blocks: tuple[Block, ...] = (
        *pick_figures(drawn, "histograms"),
        *drop_title(results.exploration.blocks()),
        *pick_figures(drawn, "correlations"),
    )
    return ReportPart(anchor="columns", title="The columns", blocks=blocks)


def _build_choice_part(choice: Choice, drawn: Mapping[str, Figure]) -> ReportPart:
    """Say the verdict and why this number, show the figures, then give the tables behind them."""
    shown = pick_figures(drawn, "agreement", "elbow", "splits")
    return ReportPart(
        anchor=CHOICE,
        title="How many segments",
        blocks=(*choice.build_verdict_blocks(), *shown, *choice.build_measure_blocks()),
    )


def _build_segments_part(results: Results, drawn: Mapping[str, Figure]) -> ReportPart:
    interpretation = results.interpretation
    passports = tuple(
        ReportPart(
            anchor=make_segment_anchor(s),
            title=f"{s.id} {s.name}",
            blocks=drop_title(passport(s, interpretation, results.find_stability(s.id))),
            segment=s.id,
        )
        for s in interpretation.segments
    )
    blocks: tuple[Block, ...] = (
        turn_wide_table(interpretation.build_averages_table()),
        *pick_figures(drawn, "sizes", "value", "boxes", "pairs", "map"),
    )
    return ReportPart(anchor="segments", title="The segments", blocks=blocks, parts=passports)


def _build_comparison_part(results: Results, drawn: Mapping[str, Figure]) -> ReportPart:
    """Say what tells the segments apart, who holds what, and how they stand beside today's."""
    differences = results.interpretation.build_difference_blocks()
    return ReportPart(
        anchor="apart",
        title="How they compare",
        blocks=(
            *set_title_level(differences, 3),
            *pick_figures(drawn, "tiers", "tier_flow"),
        ),
    )


def _build_offers_part(results: Results, drawn: Mapping[str, Figure]) -> ReportPart:
    offers, names = results.offers, results.names
    ranking = offers.build_ranking_blocks(names)
    first, *rest = drop_title(offers.blocks(names))
    blocks = (
        first,
        *pick_figures(drawn, "offers"),
        *rest,
        *ranking,
        *pick_figures(drawn, "targeting"),
    )
    return ReportPart(anchor="offers", title="Offers", blocks=blocks)


def _build_limits_part(results: Results, drawn: Mapping[str, Figure]) -> ReportPart:
    first, *rest = drop_title(results.assessment.blocks(results.names))
    blocks = (*pick_figures(drawn, "jaccard"), first, *pick_figures(drawn, "silhouettes"), *rest)
    return ReportPart(anchor="reliance", title="How far to rely on the segments", blocks=blocks)
