"""Which table is behind each figure?

A figure is read off, a table is checked: every figure of the report has its values here, as the
figure has them. Of a figure that draws customers one by one no table is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from finseg.deliver.figures.histograms import MOST_PANELS, drawable
from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.document.numbers import Figures, percent
from finseg.records.assessment import Assessment
from finseg.records.choice import Choice
from finseg.records.exploration import Exploration
from finseg.records.interpretation import Interpretation

_LEFT: Align = "left"
_RIGHT: Align = "right"

# Figures whose table stands with them, and in which part.
_BESIDE = {
    "elbow": "How many segments: indices",
    "agreement": "How many segments: would another sample be cut in the same way",
    "sizes": "The segments: averages",
    "jaccard": "Limits: how much of each segment comes back",
    "targeting": "Offers: which segments first",
}


def tables_behind(
    drawn: Mapping[str, Figure],
    *,
    exploration: Exploration,
    choice: Choice,
    interpretation: Interpretation,
    assessment: Assessment,
    writer: Figures,
) -> tuple[Block, ...]:
    """Give the tables behind the figures that were drawn, in their order."""
    names = [f"{s.id} {s.name}" for s in interpretation.segments]
    made: dict[str, Callable[[], list[Table]]] = {
        "histograms": lambda: _histograms(exploration, writer),
        "correlations": lambda: _correlations(exploration, writer),
        "splits": lambda: [_splits(choice)],
        "profile": lambda: [_profile(interpretation, names, writer)],
        "silhouettes": lambda: [_silhouettes(assessment, names, writer)],
    }
    blocks: list[Block] = []
    for name in drawn:
        title = Heading(f"Figure: {name}", level=4)
        if name in made:
            blocks += [title, *(table for table in made[name]() if table.rows)]
        elif name in _BESIDE:
            blocks += [title, Sentence(f"Its table stands with it. {_BESIDE[name]}.")]
        else:
            blocks += [title, Note("It shows customers or counts of them by place; no table.")]
    return tuple(blocks)


def _histograms(exploration: Exploration, writer: Figures) -> list[Table]:
    return [
        Table(
            ("From", "Up to", "Customers"),
            tuple(
                (writer.value(a, s.unit), writer.value(b, s.unit), writer.count(n))
                for (a, b), n in zip(pairwise(s.edges), s.counts, strict=True)
                if n
            ),
            (_RIGHT, _RIGHT, _RIGHT),
            caption=s.column,
        )
        for s in drawable(exploration.summaries)[:MOST_PANELS]
    ]


def _correlations(exploration: Exploration, writer: Figures) -> list[Table]:
    names = exploration.features
    rows = tuple(
        (
            names[a],
            names[b],
            writer.signed(exploration.pearson[a][b]),
            writer.signed(exploration.spearman[a][b]),
        )
        for a in range(len(names))
        for b in range(a)
    )
    return [Table(("Column", "With", "Pearson", "Spearman"), rows, (_LEFT, _LEFT, _RIGHT, _RIGHT))]


def _splits(choice: Choice) -> Table:
    following = dict(pairwise(choice.tried))
    rows = tuple(
        (str(f.k), str(f.source), str(following.get(f.k, f.k + 1)), str(f.target), percent(f.share))
        for f in choice.flows
    )
    columns = ("Segments", "From part", "Segments ", "To part", "Of all customers")
    return Table(columns, rows, (_RIGHT,) * 5)


def _profile(interpretation: Interpretation, names: list[str], writer: Figures) -> Table:
    rows = tuple(
        (
            population.column,
            *(writer.signed(s.traits[i].deviation) for s in interpretation.segments),
        )
        for i, population in enumerate(interpretation.population)
    )
    return Table(
        ("Column", *names), rows, caption="Deviation from all customers, in standard deviations"
    )


def _silhouettes(assessment: Assessment, names: list[str], writer: Figures) -> Table:
    rows = tuple(
        (
            names[s.id],
            *(writer.fixed(s.silhouettes[place], 2) for place in (1, 5, 10, 15, 19)),
        )
        for s in assessment.segments
        if len(s.silhouettes) == 21
    )
    columns = ("Segment", "5 %", "25 %", "Median", "75 %", "95 %")
    return Table(columns, rows, caption="Silhouettes of the customers, by percentile")
