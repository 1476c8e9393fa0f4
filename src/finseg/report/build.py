"""In which order does the report tell a study?

First the answer, then what it rests on: the data, the columns, how many segments, each segment, how
they compare, what to offer, what the limits are; then the annex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from finseg.document.blocks import Block, Figure, Sentence
from finseg.document.numbers import Figures, counted
from finseg.records.assessment import Assessment
from finseg.records.checkup import reject_blocks
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.report.annex import annex
from finseg.report.answer import CHOICE, anchor, badge, cards, summary
from finseg.report.facts import Part, ReportFacts
from finseg.report.layout import body, lowered, placed, upright
from finseg.report.pages import render
from finseg.report.passport import passport
from finseg.report.reading import how_to_read
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
    writer = settings.figures()
    drawn = {figure.name: figure for figure in figures}
    named = settings.deliver.title or title or f"Customer segments in {dataset.source.name}"
    return ReportFacts(
        title=named,
        date=date,
        summary=summary(dataset, interpretation, writer, share=share),
        verdict=badge(choice, assessment, writer),
        cards=cards(interpretation, assessment, offers, recipe, writer),
        sections=(
            _data(dataset, checked, writer),
            _columns(exploration, drawn, writer),
            _choice(choice, drawn),
            _segments(interpretation, assessment, drawn, writer),
            _comparison(interpretation, drawn, writer),
            _offers(offers, interpretation, drawn, writer),
            _limits(assessment, interpretation, drawn),
            Part(
                anchor="reading",
                title="How to read this",
                blocks=how_to_read(least, hidden, share=share),
            ),
        ),
        annex=annex(
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


def page(facts: ReportFacts, *, title: str = "") -> str:
    """Lay out the report as one HTML file; `title` replaces the facts' own.

    Pure: same facts, same bytes. Text is escaped by the template and by the printer of blocks.
    """
    shown = replace(facts, title=title) if title else facts
    return render("report.html.j2", facts=shown)


def _data(dataset: Dataset, checked: Checked, writer: Figures) -> Part:
    """Account for every row, then list what asks for a look; the rest is in the annex."""
    read, used, out = dataset.source.rows_read, dataset.rows, dataset.rows_rejected
    balance = (
        f"{writer.count(read)} rows read = {writer.count(used)} used + "
        f"{writer.count(out)} rejected."
    )
    grave = tuple(f for f in checked.findings if f.severity != "note")
    notes = len(checked.findings) - len(grave)
    more = f"{counted(notes, 'more finding')}, good to know, in the annex." if notes else ""
    blocks: list[Block] = [Sentence(balance)]
    if grave or not notes:
        blocks += body(replace(checked, findings=grave).blocks())
    else:
        more = f"Nothing asks for a look. {more}"
    if more:
        blocks.append(Sentence(more))
    if dataset.rejects:
        blocks += reject_blocks(dataset.rejects, examples=False)
    return Part(anchor="data", title="The data", blocks=tuple(blocks))


def _columns(exploration: Exploration, drawn: Mapping[str, Figure], writer: Figures) -> Part:
    blocks: tuple[Block, ...] = (
        *placed(drawn, "histograms"),
        *body(exploration.blocks(writer)),
        *placed(drawn, "correlations"),
    )
    return Part(anchor="columns", title="The columns", blocks=blocks)


def _choice(choice: Choice, drawn: Mapping[str, Figure]) -> Part:
    """Say the verdict, show its figures, then give the tables behind them."""
    said = len(body(choice.verdict.blocks()))
    blocks = body(choice.blocks())
    shown = placed(drawn, "agreement", "elbow", "splits")
    return Part(
        anchor=CHOICE,
        title="How many segments",
        blocks=(*blocks[:said], *shown, *blocks[said:]),
    )


def _segments(
    interpretation: Interpretation,
    assessment: Assessment,
    drawn: Mapping[str, Figure],
    writer: Figures,
) -> Part:
    stable = {s.id: s for s in assessment.segments} if len(interpretation.segments) > 1 else {}
    passports = tuple(
        Part(
            anchor=anchor(s),
            title=f"{s.id} {s.name}",
            blocks=body(passport(s, interpretation, stable.get(s.id), writer)),
            segment=s.id,
        )
        for s in interpretation.segments
    )
    blocks: tuple[Block, ...] = (
        upright(interpretation.averages(writer)),
        *placed(drawn, "sizes", "value", "profile", "boxes", "pairs", "map"),
    )
    return Part(anchor="segments", title="The segments", blocks=blocks, parts=passports)


def _comparison(
    interpretation: Interpretation, drawn: Mapping[str, Figure], writer: Figures
) -> Part:
    """Say what tells the segments apart, who holds what, and how they stand beside today's."""
    return Part(
        anchor="apart",
        title="How they compare",
        blocks=(*lowered(interpretation.apart(writer), 3), *placed(drawn, "tiers")),
    )


def _offers(
    offers: Offers, interpretation: Interpretation, drawn: Mapping[str, Figure], writer: Figures
) -> Part:
    names = interpretation.names
    targeting = offers.targeting(names, writer)
    first, *rest = body(offers.blocks(names, writer))
    blocks = (
        first,
        *placed(drawn, "offers"),
        *rest,
        *targeting[:1],
        *placed(drawn, "targeting"),
        *targeting[1:],
    )
    return Part(anchor="offers", title="Offers", blocks=blocks)


def _limits(
    assessment: Assessment, interpretation: Interpretation, drawn: Mapping[str, Figure]
) -> Part:
    first, *rest = body(assessment.blocks([s.name for s in interpretation.segments]))
    blocks = (*placed(drawn, "jaccard"), first, *placed(drawn, "silhouettes"), *rest)
    return Part(anchor="reliance", title="Limits: how far to rely on them", blocks=blocks)
