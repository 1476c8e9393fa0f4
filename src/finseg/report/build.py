"""In which order does the report tell a study?

First the answer, then what it rests on: the data, the columns, how many segments, each segment, how
they compare, what to offer, what the limits are; then the annex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from finseg.document.blocks import Block, Figure, Sentence
from finseg.document.numbers import Numbers, write_count
from finseg.records.assessment import Assessment
from finseg.records.checkup import build_reject_blocks
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
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
from finseg.report.pages import render_template
from finseg.report.passport import passport
from finseg.report.reading import explain_report
from finseg.settings import Settings


def build_report(
    *,
    dataset: Dataset,
    checked: Checked,
    recipe: Recipe,
    shares: Shares,
    exploration: Exploration,
    choice: Choice,
    segmentation: Segmentation,
    interpretation: Interpretation,
    assessment: Assessment,
    offers: Offers,
    settings: Settings,
    figures: Sequence[Figure],
    date: str,
    versions: Sequence[tuple[str, str]] = (),
    title: str = "",
    least: int = 1,
    hidden: int = 0,
    share: bool = False,
) -> ReportFacts:
    """Assemble the report of a study.

    Parameters
    ----------
    dataset, checked, recipe, shares, exploration, choice, segmentation, interpretation, assessment,
    offers
        The stages' records, as they may be shown (`finseg.disclose.study`); they are described,
        never changed.
    settings : Settings
        Locale and title, and printed in the annex with every default.
    figures : sequence of Figure
        From `finseg.figures.study_figures`; placed by their names, a missing one is
        left out.
    date : str
        As it is to be printed.
    versions : sequence of (name, version)
        For the annex.
    title : str
        Instead of one made of the file's name.
    least, hidden : int
        Customers behind every figure, and the figures withheld for that: said, not applied.
    share : bool
        Whether this copy goes to readers outside the house; said, not applied.

    """
    writer = settings.numbers()
    drawn = {figure.name: figure for figure in figures}
    named = settings.deliver.title or title or f"Customer segments in {dataset.source.name}"
    return ReportFacts(
        title=named,
        date=date,
        summary=summarise_answer(dataset, interpretation, writer, share=share),
        verdict=make_badge(choice, assessment, writer),
        cards=make_cards(interpretation, assessment, offers, recipe, writer),
        sections=(
            _build_data_part(dataset, checked, writer),
            _build_columns_part(exploration, drawn, writer),
            _build_choice_part(choice, drawn),
            _build_segments_part(interpretation, assessment, drawn, writer),
            _build_comparison_part(interpretation, drawn, writer),
            _build_offers_part(offers, interpretation, drawn, writer),
            _build_limits_part(assessment, interpretation, drawn),
            ReportPart(
                anchor="reading",
                title="How to read this",
                blocks=explain_report(least, hidden, share=share),
            ),
        ),
        annex=build_annex(
            dataset=dataset,
            checked=checked,
            recipe=recipe,
            shares=shares,
            segmentation=segmentation,
            settings=settings,
            figures=figures,
            versions=versions,
        ),
        footing="To be shared" if share else "For use in the house",
    )


def render_report(facts: ReportFacts, *, title: str = "") -> str:
    """Lay out the report as one HTML file; `title` replaces the facts' own.

    Pure: same facts, same bytes. Text is escaped by the template and by the printer of blocks.
    """
    shown = replace(facts, title=title) if title else facts
    return render_template("report.html.j2", facts=shown)


def _build_data_part(dataset: Dataset, checked: Checked, writer: Numbers) -> ReportPart:
    """Account for every row, then list what asks for a look; the rest is in the annex."""
    read, used, out = dataset.source.rows_read, dataset.rows, dataset.rows_rejected
    balance = (
        f"{writer.write_whole(read)} rows read = {writer.write_whole(used)} used + "
        f"{writer.write_whole(out)} rejected."
    )
    grave = tuple(f for f in checked.findings if f.severity != "note")
    notes = len(checked.findings) - len(grave)
    more = f"{write_count(notes, 'more finding')}, good to know, in the annex." if notes else ""
    blocks: list[Block] = [Sentence(balance)]
    if grave or not notes:
        blocks += drop_title(replace(checked, findings=grave).blocks())
    else:
        more = f"Nothing asks for a look. {more}"
    if more:
        blocks.append(Sentence(more))
    if dataset.rejects:
        blocks += build_reject_blocks(dataset.rejects, examples=False)
    return ReportPart(anchor="data", title="The data", blocks=tuple(blocks))


def _build_columns_part(
    exploration: Exploration, drawn: Mapping[str, Figure], writer: Numbers
) -> ReportPart:
    blocks: tuple[Block, ...] = (
        *pick_figures(drawn, "histograms"),
        *drop_title(exploration.blocks()),
        *pick_figures(drawn, "correlations"),
    )
    return ReportPart(anchor="columns", title="The columns", blocks=blocks)


def _build_choice_part(choice: Choice, drawn: Mapping[str, Figure]) -> ReportPart:
    """Say the verdict, show its figures, then give the tables behind them."""
    said = len(drop_title(choice.verdict.blocks()))
    blocks = drop_title(choice.blocks())
    shown = pick_figures(drawn, "agreement", "elbow", "splits")
    return ReportPart(
        anchor=CHOICE,
        title="How many segments",
        blocks=(*blocks[:said], *shown, *blocks[said:]),
    )


def _build_segments_part(
    interpretation: Interpretation,
    assessment: Assessment,
    drawn: Mapping[str, Figure],
    writer: Numbers,
) -> ReportPart:
    stable = {s.id: s for s in assessment.segments} if len(interpretation.segments) > 1 else {}
    passports = tuple(
        ReportPart(
            anchor=make_segment_anchor(s),
            title=f"{s.id} {s.name}",
            blocks=drop_title(passport(s, interpretation, stable.get(s.id), writer)),
            segment=s.id,
        )
        for s in interpretation.segments
    )
    blocks: tuple[Block, ...] = (
        turn_wide_table(interpretation.build_averages_table(writer)),
        *pick_figures(drawn, "sizes", "value", "profile", "boxes", "pairs", "map"),
    )
    return ReportPart(anchor="segments", title="The segments", blocks=blocks, parts=passports)


def _build_comparison_part(
    interpretation: Interpretation, drawn: Mapping[str, Figure], writer: Numbers
) -> ReportPart:
    """Say what tells the segments apart, who holds what, and how they stand beside today's."""
    return ReportPart(
        anchor="apart",
        title="How they compare",
        blocks=(
            *set_title_level(interpretation.build_difference_blocks(writer), 3),
            *pick_figures(drawn, "tiers"),
        ),
    )


def _build_offers_part(
    offers: Offers, interpretation: Interpretation, drawn: Mapping[str, Figure], writer: Numbers
) -> ReportPart:
    names = interpretation.names
    targeting = offers.build_targeting_blocks(names, writer)
    first, *rest = drop_title(offers.blocks(names, writer))
    blocks = (
        first,
        *pick_figures(drawn, "offers"),
        *rest,
        *targeting[:1],
        *pick_figures(drawn, "targeting"),
        *targeting[1:],
    )
    return ReportPart(anchor="offers", title="Offers", blocks=blocks)


def _build_limits_part(
    assessment: Assessment, interpretation: Interpretation, drawn: Mapping[str, Figure]
) -> ReportPart:
    first, *rest = drop_title(assessment.blocks([s.name for s in interpretation.segments]))
    blocks = (*pick_figures(drawn, "jaccard"), first, *pick_figures(drawn, "silhouettes"), *rest)
    return ReportPart(anchor="reliance", title="Limits: how far to rely on them", blocks=blocks)
