"""Which made-up results do the tests of report, workbook and figures write down?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from finseg.assess import complete_verdict
from finseg.document.blocks import Figure
from finseg.document.said import ColumnName, say
from finseg.figures import FIGURES
from finseg.records.assessment import Alternative, Assessment, SegmentStability
from finseg.records.choice import Agreement, Choice, NullAgreement, SegmentAgreement
from finseg.records.dataset import Column, Dataset, Reject, Source
from finseg.records.finding import Checked, Finding
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.recipe import Recipe
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation
from finseg.records.segmentation import Assignment, Segmentation
from finseg.records.shares import ColumnShare, GroupShare, Shares
from finseg.records.verdict import Evidence, OneMore, Option, Verdict
from finseg.report import ReportFacts, build_report
from finseg.results import Results
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.pages import SVG
from tests.builders.records import (
    a_step,
    a_trait,
    an_exploration,
    fill_interpretation,
)
from tests.builders.trials import a_separation, candidate, some_trials

DATED = date(2025, 11, 23)


def make_results(
    column: str = "Income", name: str = "Savers", k: int = 2, **changes: Any
) -> Results:
    """Make results of k segments with five customers each; `name` stands in every sentence.

    `changes` are records to be taken instead of the made-up ones.
    """
    columns, rows = (column, "Loan"), 5 * k
    own = Settings().change_section("deliver", locale="en-IN", currency="INR", title=name)
    parts: dict[str, Any] = {
        "dataset": make_dataset(columns, name, rows),
        "checked": make_checked(columns, name),
        "recipe": Recipe(
            steps=tuple(
                a_step(c, "none" if i else "log1p", reason=name) for i, c in enumerate(columns)
            )
        ),
        "shares": make_shares(columns),
        "exploration": an_exploration(columns),
        "choice": make_choice(name, rows, k),
        "segmentation": make_segmentation(rows, k),
        "assessment": Assessment(
            segments=tuple(make_stability(i, 0.8 if i % 2 else 0.55) for i in range(k)),
            samples=100,
            borderline_share=0.2,
            alternatives=(
                Alternative(
                    code="ranks", change=name, k=2, agreement=0.7, rows=rows, detail=column
                ),
            ),
        ),
        "interpretation": make_interpretation(columns, name, k),
        "offers": some_offers(k, column, product=name),
        "settings": own,
    }
    made = Results(**{**parts, **changes})
    return replace(made, choice=complete_verdict(made.choice, made.assessment))


def make_report(figures: Iterable[Figure] | None = None, **changes: Any) -> ReportFacts:
    """Make the report of made-up results; `make_results` has the changes."""
    results = changes.pop("results", None) or make_results(**changes)
    name = results.settings.deliver.title
    drawn = make_figures(name) if figures is None else tuple(figures)
    return build_report(results, drawn, DATED, (("finseg", "0.1.0"),))


def make_figures(name: str = "Savers") -> tuple[Figure, ...]:
    """Make an empty drawing under the name of every figure there is."""
    return tuple(Figure(figure, SVG, f"caption {name}", f"words {name}") for figure, _ in FIGURES)


def make_dataset(columns: tuple[str, ...], name: str, rows: int) -> Dataset:
    """Make a table in which one row more was rejected."""
    return Dataset(
        table=pl.DataFrame({c: np.arange(float(rows)) for c in columns}),
        columns=tuple(
            Column(name=c, original=c, role="feature", kind="number", unit="currency", reason=name)
            for c in columns
        ),
        lines=np.arange(2, rows + 2),
        source=Source(name=f"{name}.csv", format="CSV", sha256="ab12", rows_read=rows + 1),
        rejects=(Reject(line=7, column=columns[0], reason=f"bad {name}"),),
    )


def make_checked(columns: tuple[str, ...], name: str) -> Checked:
    """Make one finding, one relation and one group of columns."""
    finding = Finding(
        code="D014", severity="warn", column=columns[0], count=3, message=name, action=name
    )
    relation = Relation(
        kind="sum",
        column=columns[0],
        parts=columns,
        formula=say("{column} + {name}", column=ColumnName(columns[0]), name=name),
        share=1.0,
        left_out=False,
        why=name,
    )
    group = ColumnGroup(columns=columns, agreement=0.9, weight=1.9, shared=False)
    return Checked(
        findings=(finding,), redundancy=Redundancy(relations=(relation,), groups=(group,))
    )


def make_shares(columns: tuple[str, ...]) -> Shares:
    """Let each of two columns count half, and both together."""
    group = GroupShare(
        columns=columns, agreement=0.9, shared=False, share=1.0, common=0.95, weight=1.9
    )
    return Shares(columns=tuple(ColumnShare(column=c, share=0.5) for c in columns), groups=(group,))


def make_verdict(name: str, kind: Any = "constructive") -> Verdict:
    """Make a verdict with one piece of evidence."""
    return Verdict(
        kind=kind,
        k=2,
        natural_k=1,
        fits=True,
        runner_up=None,
        reason=f"Two were asked for: {name}.",
        paragraph=f"The whole story of {name}.",
        evidence=(Evidence(code="agreement", name=f"evidence of {name}", value=0.3, says=name),),
        costs=(f"A limit on {name} cost nothing.",),
        options=tuple(
            Option(
                k=k, kind=kind, agreement=0.7 - 0.1 * k, error=0.02, noise=0.2, threshold=0.6,
                smallest_share=0.5 / k, limit="",
            )
            for k in (2, 3)
        ),
        one_more=OneMore(k=3, split_share=0.5, parts=(0.3, 0.2), staying=0.9),
    )  # fmt: skip


def make_agreement(name: str, k: int) -> Agreement:
    """Make the agreement of samples for one k."""
    null = NullAgreement(
        name=name, mean=0.2, low=0.1, high=0.3, tables=12, spread=0.1, threshold=0.6
    )
    none = dict.fromkeys(("across", "across_low", "across_high", "across_null"))
    segments = tuple(
        SegmentAgreement(jaccard=0.8 if i % 2 else 0.5, low=0.3, high=0.9, null=0.4, **none)
        for i in range(k)
    )
    return Agreement(
        k=k, mean=0.7, low=0.6, high=0.8, pairs=50, error=0.02, nulls=(null,), segments=segments
    )


def make_choice(name: str, rows: int, k: int) -> Choice:
    """Make the choice of a k that was given."""
    trials = some_trials(
        (make_agreement(name, k),),
        candidates=(candidate(k, 1 / k, inertia=9.0, noise=(8.0, 10.0)),),
        separation=a_separation(rows=rows),
        elbow_k=None,
        noise_elbows=(),
        rows=rows,
    )
    return Choice.conclude(trials, replace(make_verdict(name), k=k), given=True)


def make_segmentation(rows: int, k: int) -> Segmentation:
    """Put every k-th customer into the same segment."""
    segment = np.arange(rows) % k
    return Segmentation(
        centres=np.zeros((k, 2)),
        reach=np.ones(k),
        assignment=Assignment(
            segment=segment,
            second=(segment + 1) % k,
            margin=np.ones(rows),
            distance=np.ones(rows),
        ),
        inertia=9.0,
        starts=3,
        starts_at_best=2,
        seed=1,
        order="size",
    )


def make_stability(segment: int, mean: float) -> SegmentStability:
    """Make the stability of one segment."""
    return SegmentStability(
        id=segment, jaccard=mean, low=0.4, high=0.9, null=0.4, silhouettes=(0.1,) * 21
    )


def make_interpretation(columns: tuple[str, ...], name: str, k: int) -> Interpretation:
    """Describe k segments; those with an odd id are above everybody, the others below."""

    def make_traits(deviation: float) -> tuple[Any, ...]:
        mean = 118_597.0 + 1_000 * deviation
        return tuple(
            a_trait(c, deviation * (1 + i), mean=mean, median=5e4, p25=1, p75=2)
            for i, c in enumerate(columns)
        )

    segments = tuple(
        Segment(
            id=i,
            name=f"{name} {i}",
            name_kind="given",
            size=5,
            share=1 / k,
            traits=make_traits(0.9 if i % 2 else -0.3),
        )
        for i in range(k)
    )
    return Interpretation(
        segments=segments,
        population=make_traits(0.0),
        axes=(),
        **fill_interpretation(columns, k),
    )
