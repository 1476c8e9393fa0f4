"""Which made-up results do the tests of the report write down?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import polars as pl

from finseg.document.blocks import Figure
from finseg.document.said import ColumnName, say
from finseg.figures import NAMES
from finseg.records.assessment import Alternative, Assessment, SegmentStability
from finseg.records.choice import Agreement, Candidate, Choice, NullAgreement, SegmentAgreement
from finseg.records.dataset import Column, Dataset, Reject, Source
from finseg.records.finding import Checked, Finding
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.recipe import Recipe
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation
from finseg.records.segmentation import Assignment, Segmentation
from finseg.records.shares import ColumnShare, GroupShare, Shares
from finseg.records.verdict import Evidence, Verdict
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.records import a_separation, a_step, a_trait, an_exploration
from tests.builders.studies import told

HOSTILE = "</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
SVG = '<svg role="img" aria-label="words"><rect width="1" height="1"/></svg>'
VOID = {"meta", "img", "br", "hr", "link", "input", "wbr"}


class Tree(HTMLParser):
    """Every element with its attributes; unbalanced tags raise."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag == "wbr":  # where a word may break: no element, and none of the text
            return
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def attributes(self, name):
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]

    def headings(self):
        return [int(tag[1]) for tag, _ in self.elements if re.fullmatch(r"h[1-6]", tag)]


def a_verdict(name, kind="constructive"):
    return Verdict(
        kind=kind,
        k=2,
        natural_k=1,
        fits=True,
        runner_up=None,
        reason=f"Two were asked for: {name}.",
        paragraph=f"The whole story of {name}.",
        evidence=(Evidence(name=f"evidence of {name}", value=0.3, says=name),),
        costs=(f"A limit on {name} cost nothing.",),
    )


def an_agreement(name):
    null = NullAgreement(name=name, mean=0.2, low=0.1, high=0.3, tables=12, threshold=0.6)
    none = dict.fromkeys(("across", "across_low", "across_high", "across_null"))
    segments = tuple(
        SegmentAgreement(jaccard=mean, low=0.3, high=0.9, null=0.4, **none) for mean in (0.5, 0.8)
    )
    return Agreement(k=2, mean=0.7, low=0.6, high=0.8, pairs=50, nulls=(null,), segments=segments)


def a_stability(segment, mean):
    return SegmentStability(
        id=segment, jaccard=mean, low=0.4, high=0.9, null=0.4, silhouettes=(0.1,) * 21
    )


def records(column="Income", name="Savers", settings=None, figures=None):
    columns = (column, "Loan")

    def traits(deviation):
        return tuple(
            a_trait(
                c, deviation * (1 + i), mean=118_597.0 + 1_000 * deviation, median=5e4, p25=1, p75=2
            )
            for i, c in enumerate(columns)
        )

    segments = tuple(
        Segment(
            id=i,
            name=f"{name} {i}",
            name_kind="given",
            size=5,
            share=0.5,
            traits=traits(0.9 if i else -0.3),
        )
        for i in range(2)
    )
    steps = tuple(a_step(c, "none" if i else "log1p", reason=name) for i, c in enumerate(columns))
    candidates = (
        Candidate(
            k=2,
            inertia=9.0,
            noise=(8.0, 10.0),
            silhouette=0.4,
            centre_silhouette=0.5,
            calinski_harabasz=50.0,
            davies_bouldin=1.0,
            gap=0.1,
            gap_error=0.01,
            prediction_strength=0.8,
            smallest_share=0.5,
            starts=3,
            starts_at_best=2,
        ),
    )
    segment = np.arange(10) % 2
    named = (Figure(n, SVG, f"caption {name}", f"words {name}") for n in NAMES)
    return {
        "dataset": Dataset(
            table=pl.DataFrame({c: np.arange(10.0) for c in columns}),
            columns=tuple(
                Column(
                    name=c,
                    original=c,
                    role="feature",
                    kind="number",
                    unit="currency",
                    reason=name,
                )
                for c in columns
            ),
            lines=np.arange(2, 12),
            source=Source(name=f"{name}.csv", format="CSV", sha256="ab12", rows_read=11),
            rejects=(Reject(line=7, column=column, reason=f"bad {name}"),),
        ),
        "checked": Checked(
            findings=(
                Finding(
                    code="D014",
                    severity="warn",
                    column=column,
                    count=3,
                    message=name,
                    action=name,
                ),
            ),
            redundancy=Redundancy(
                relations=(
                    Relation(
                        kind="sum",
                        column=column,
                        parts=columns,
                        formula=say("{column} + {name}", column=ColumnName(column), name=name),
                        share=1.0,
                        left_out=False,
                        why=name,
                    ),
                ),
                groups=(ColumnGroup(columns=columns, agreement=0.9, weight=1.9, shared=False),),
            ),
        ),
        "recipe": Recipe(steps=steps),
        "shares": Shares(
            columns=tuple(ColumnShare(column=c, share=0.5) for c in columns),
            groups=(
                GroupShare(
                    columns=columns, agreement=0.9, shared=False, share=1.0, common=0.95, weight=1.9
                ),
            ),
        ),
        "exploration": an_exploration(columns),
        "choice": Choice(
            k=2,
            given=True,
            candidates=candidates,
            agreements=(an_agreement(name),),
            separation=a_separation(10),
            flows=(),
            elbow_k=None,
            noise_elbows=(),
            noise_tables=20,
            rows=10,
            sampled=False,
            quick=False,
            verdict=a_verdict(name),
        ),
        "assessment": Assessment(
            segments=tuple(a_stability(i, 0.55 + 0.25 * i) for i in range(2)),
            samples=100,
            borderline_share=0.2,
            alternatives=(Alternative(change=name, k=2, agreement=0.7, rows=10, detail=column),),
        ),
        "segmentation": Segmentation(
            centres=np.zeros((2, 2)),
            reach=np.ones(2),
            assignment=Assignment(
                segment=segment, second=1 - segment, margin=np.ones(10), distance=np.ones(10)
            ),
            inertia=9.0,
            starts=3,
            starts_at_best=2,
            seed=1,
            order="size",
        ),
        "interpretation": Interpretation(
            segments=segments, population=traits(0.0), axes=(), **told(columns, 2)
        ),
        "offers": some_offers(2, column, product=name),
        "settings": settings
        or Settings().change_section("deliver", locale="en-IN", currency="INR", title=name),
        "figures": tuple(named) if figures is None else figures,
        "date": "2025-11-23",
        "versions": (("finseg", "0.1.0"),),
    }
