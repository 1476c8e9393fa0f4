from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from finseg.deliver.figures import NAMES
from finseg.deliver.report import Badge, Card, Fact, Part, ReportFacts, _upright, build_report, page
from finseg.document.blocks import Figure, Note, Sentence, Table
from finseg.records.assessment import Alternative, Assessment, SegmentStability
from finseg.records.choice import Agreement, Candidate, Choice, NullAgreement, Separation
from finseg.records.dataset import Column, Dataset, Reject, Source
from finseg.records.exploration import Exploration, Summary
from finseg.records.finding import Checked, Finding
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment, Segmentation
from finseg.records.verdict import KINDS, Evidence, Verdict
from finseg.settings import Settings

HOSTILE = "</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
SVG = '<svg role="img" aria-label="words"><rect width="1" height="1"/></svg>'
VOID = {"meta", "img", "br", "hr", "link", "input"}


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
    null = NullAgreement(name=name, mean=0.2, low=0.1, high=0.3, threshold=0.6)
    return Agreement(k=2, mean=0.7, low=0.6, high=0.8, pairs=50, nulls=(null,), jaccard=(0.5, 0.8))


def a_stability(segment, mean):
    return SegmentStability(
        id=segment, jaccard=mean, low=0.4, high=0.9, null=0.4, silhouettes=(0.1,) * 21
    )


def records(column="Income", name="Savers", settings=None, figures=None):
    columns = (column, "Loan")

    def traits(deviation):
        return tuple(
            Trait(
                column=c,
                unit="currency",
                mean=118_597.0 + 1_000 * deviation,
                median=50_000.0,
                p25=1.0,
                p75=2.0,
                deviation=deviation * (1 + i),
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
    steps = tuple(
        Step(
            column=c,
            unit="currency",
            impute=0.0,
            imputed=0,
            transform="none" if i else "log1p",
            reason=name,
            centre=0.0,
            scale=1.0,
        )
        for i, c in enumerate(columns)
    )
    summaries = tuple(
        Summary(
            column=c,
            unit="currency",
            count=10,
            missing=0,
            mean=1.0,
            sd=1.0,
            p5=0.0,
            p25=0.5,
            median=1.0,
            p75=1.5,
            p95=2.0,
            zero_share=0.0,
            skewness=0.0,
            edges=(0.0, 1.0, 2.0),
            counts=(5, 5),
        )
        for c in columns
    )
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
    unity = ((1.0, 0.5), (0.5, 1.0))
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
            )
        ),
        "recipe": Recipe(steps=steps),
        "exploration": Exploration(
            summaries=summaries, levels=(), features=columns, pearson=unity, spearman=unity
        ),
        "choice": Choice(
            k=2,
            given=True,
            candidates=candidates,
            agreements=(an_agreement(name),),
            separation=Separation(
                natural_k=1, outcome="none", agreement=1.0, islands=1, rows=10, levels=()
            ),
            flows=(),
            elbow_k=None,
            noise_elbows=(),
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
        "interpretation": Interpretation(segments=segments, population=traits(0.0), axes=()),
        "settings": settings
        or Settings().changed("deliver", locale="en-IN", currency="INR", title=name),
        "figures": tuple(named) if figures is None else figures,
        "date": "2025-11-23",
        "versions": (("finseg", "0.1.0"),),
    }


@pytest.fixture(scope="module")
def html():
    return page(build_report(**records()))


def test_the_same_facts_give_the_same_bytes():
    assert page(build_report(**records())) == page(build_report(**records()))


def test_the_page_is_balanced_and_its_headings_do_not_skip_a_level(html):
    levels = Tree(html).headings()

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_page_loads_nothing_and_runs_nothing(html):
    tree = Tree(html)

    assert not {tag for tag, _ in tree.elements} & {"script", "link", "iframe", "object", "base"}
    assert not tree.attributes("src")
    assert all(href.startswith("#") for href in tree.attributes("href"))
    assert "url(" not in html.replace("url(#", "")
    assert "@import" not in html
    assert not re.findall(r"https?://", html)


def test_the_page_forbids_all_that_it_does_not_need(html):
    policies = [a["content"] for t, a in Tree(html).elements if t == "meta" and "http-equiv" in a]

    policy = policies[0] or ""
    assert len(policies) == 1
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src" not in policy


def test_hostile_text_is_only_text():
    clean = Tree(page(build_report(**records())))

    hostile = page(build_report(**records(column=HOSTILE, name=HOSTILE)))

    tree = Tree(hostile)
    assert [tag for tag, _ in tree.elements] == [tag for tag, _ in clean.elements]
    assert not [k for _, attrs in tree.elements for k in attrs if k.startswith("on")]
    assert HOSTILE in "".join(tree.text)
    assert "{{7*7}}" in hostile  # names are never read as a template


def test_control_and_direction_marks_do_not_reach_the_page():
    facts = build_report(**records(name="a\u202eb\x1b[31mc"))

    assert not set("\u202e\x1b") & set(page(facts).split("<table>", 1)[0])


def test_every_figure_has_alternative_text_and_a_caption(html):
    tree = Tree(html)

    figures = [attrs for tag, attrs in tree.elements if tag == "figure"]
    drawings = [attrs for tag, attrs in tree.elements if tag == "svg"]
    assert len(figures) == len(drawings) == len(NAMES)
    assert all(attrs.get("aria-label") for attrs in drawings)
    assert sum(tag == "figcaption" for tag, _ in tree.elements) == len(NAMES)


def test_every_link_leads_to_a_place_in_the_page(html):
    tree = Tree(html)
    ids = tree.attributes("id")

    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.attributes("href")} <= set(ids)
    assert {"segment-0", "segment-1", "settings", "annex"} <= set(ids)


def test_the_first_screen_gives_the_answer(html):
    first = html[html.index("<main>") : html.index('<section id="data"')]

    assert "10 customers in 2 segments, by 2 columns." in first
    assert "Two were asked for: Savers." in first
    assert "11 rows were read; 1 could not be used" in first
    assert first.count("<article") == 2


@pytest.mark.parametrize(
    ("kind", "tone"), [("natural", "good"), ("reproducible", "good"), ("constructive", "warn")]
)
def test_the_verdict_follows_the_answer_with_its_kind_and_reason(kind, tone):
    parts = records()
    parts["choice"] = replace(parts["choice"], verdict=a_verdict("Savers", kind))

    first = page(build_report(**parts)).split("<main>", 1)[1].split('<section class="cards"', 1)[0]

    answer, badge = first.index("10 customers in 2 segments"), first.index('class="verdict"')
    assert answer < badge < first.index("11 rows were read")
    assert f'<a class="badge {tone}" href="#choice">{kind}</a>' in first
    assert "Two were asked for: Savers." in first[badge:]
    assert "The whole story" not in first


def test_every_kind_of_verdict_is_explained_to_the_reader():
    (part,) = (p for p in build_report(**records()).sections if p.anchor == "reading")

    words = " ".join(b.text for b in part.blocks if isinstance(b, Sentence))
    assert all(f"{kind.capitalize()}: " in words for kind in KINDS)


def test_the_badge_has_the_tone_of_the_verdict_s_own_note():
    for kind in KINDS:
        parts = records()
        parts["choice"] = replace(parts["choice"], verdict=a_verdict("x", kind))

        facts = build_report(**parts)

        (note,) = (b for b in parts["choice"].verdict.blocks() if isinstance(b, Note))
        assert facts.verdict.tone == note.tone


def test_the_choice_is_told_in_order_verdict_figures_tables():
    (part,) = (p for p in build_report(**records()).sections if p.anchor == "choice")

    figures = [i for i, b in enumerate(part.blocks) if isinstance(b, Figure)]
    tables = [i for i, b in enumerate(part.blocks) if isinstance(b, Table)]
    story = part.blocks.index(Sentence("The whole story of Savers."))
    drawn = [block.name for block in part.blocks if isinstance(block, Figure)]
    assert drawn == ["agreement", "elbow", "splits"]
    assert story < tables[0] < figures[0] < figures[-1] < tables[1]


def test_how_far_the_segments_can_be_relied_on_has_a_part_of_its_own():
    facts = build_report(**records())

    anchors = [p.anchor for p in facts.sections]
    part = facts.sections[anchors.index("reliance")]
    assert anchors.index("segments") < anchors.index("reliance") < anchors.index("reading")
    assert [b.name for b in part.blocks if isinstance(b, Figure)] == ["jaccard", "silhouettes"]
    assert sum(isinstance(b, Table) for b in part.blocks) == 2


def test_a_table_without_rows_is_not_printed():
    parts = records()
    parts["assessment"] = replace(parts["assessment"], alternatives=())

    (part,) = (p for p in build_report(**parts).sections if p.anchor == "reliance")

    assert sum(isinstance(b, Table) for b in part.blocks) == 1


def test_cards_say_how_stable_their_segment_is():
    parts = records()
    unknown = a_stability(1, float("nan"))
    parts["assessment"] = replace(
        parts["assessment"], segments=(parts["assessment"].segments[0], unknown)
    )

    cards = build_report(**parts).cards

    assert [c.stability for c in cards] == ["not to be trusted (0.55)", ""]
    assert page(build_report(**parts)).count('href="#reliance">Stability</a>') == 1


def test_cards_give_the_strongest_facts_first_and_medians_of_heavy_tailed_columns():
    facts = build_report(**records()).cards[1].facts

    assert [f.what for f in facts] == ["Loan", "Income"]
    assert facts[0] == Fact(what="Loan", value="₹1.19L", against="all: ₹1.19L", effect="+1.80 sd")
    assert facts[1].value == "₹50K"  # the transformed column: its median


def test_a_card_has_its_segment_s_colour_and_leads_to_its_part():
    cards = build_report(**records()).cards

    assert [c.colour for c in cards] == ["#0072B2", "#D55E00"]
    assert [c.anchor for c in cards] == ["segment-0", "segment-1"]


def test_missing_figures_are_left_out():
    facts = build_report(**records(figures=()))

    assert "<figure" not in page(facts)


def test_a_table_wider_than_a_page_is_turned_on_its_side():
    wide = Table(
        tuple(f"c{i}" for i in range(12)), (("name", *"abcdefghijk"), ("all", *"ABCDEFGHIJK"))
    )

    turned = _upright(wide)

    assert turned.columns == ("c0", "name", "all")
    assert turned.rows[0] == ("c1", "a", "A")
    assert len(turned.rows) == 11
    assert _upright(turned) == turned


def test_the_settings_are_all_printed_and_changes_marked():
    settings = Settings().changed("fit", seed=7)

    facts = build_report(**records(settings=settings))

    (part,) = (p for p in facts.annex if p.anchor == "settings")
    (table,) = part.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == sum(len(keys) for keys in settings.as_tree().values())
    assert ("fit", "seed", "7", "changed") in table.rows
    assert sum(row[3] == "changed" for row in table.rows) == 1


def test_the_title_falls_back_to_the_file_s_name():
    facts = build_report(**records(settings=Settings()))

    assert facts.title == "Customer segments in Savers.csv"
    assert "<title>Another</title>" in page(facts, title="Another")


def test_one_segment_is_said_in_the_singular():
    parts = records()
    parts["interpretation"] = replace(
        parts["interpretation"], segments=parts["interpretation"].segments[:1]
    )
    parts["assessment"] = replace(parts["assessment"], segments=parts["assessment"].segments[:1])

    assert build_report(**parts).summary[0] == "10 customers in one segment, by 2 columns."


def test_facts_alone_make_a_page():
    part = Part(anchor="x", title="X", blocks=(Sentence("words"),))
    card = Card(id=0, name="N", size="1", share="100.0%", colour="#000000", facts=(), anchor="x")
    badge = Badge(kind="natural", tone="good", reason="R", anchor="x")
    facts = ReportFacts(
        title="T",
        date="D",
        summary=("S",),
        verdict=badge,
        cards=(card,),
        sections=(part,),
        annex=(),
    )

    assert Tree(page(facts)).headings() == [1, 2, 2, 2]
