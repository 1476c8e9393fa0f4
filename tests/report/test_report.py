from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from finseg.document.blocks import Figure, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import Amount, say, write_text
from finseg.figures import FIGURES
from finseg.records.interpretation import Trait
from finseg.records.verdict import KINDS, describe_kind
from finseg.report import (
    Badge,
    Card,
    Fact,
    ReportFacts,
    ReportPart,
    render_report,
)
from finseg.report.answer import compare_with_everyone
from finseg.report.layout import turn_wide_table
from finseg.report.reading import explain_report
from finseg.settings import Settings
from tests.builders.pages import HOSTILE, Tree
from tests.builders.results import make_report, make_results, make_stability, make_verdict


@pytest.fixture(scope="module")
def html():
    return render_report(make_report())


def test_the_same_facts_give_the_same_bytes():
    assert render_report(make_report()) == render_report(make_report())


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
    style = html.split("<style>", 1)[1].split("</style>", 1)[0].encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not Tree(html).attributes("style")


def test_hostile_text_is_only_text():
    clean = Tree(render_report(make_report()))

    hostile = render_report(make_report(column=HOSTILE, name=HOSTILE))

    tree = Tree(hostile)
    assert [tag for tag, _ in tree.elements] == [tag for tag, _ in clean.elements]
    assert not [k for _, attrs in tree.elements for k in attrs if k.startswith("on")]
    assert HOSTILE in "".join(tree.text)
    assert "{{7*7}}" in hostile  # names are never read as a template


def test_control_and_direction_marks_do_not_reach_the_page():
    facts = make_report(name="a\u202eb\x1b[31mc")

    assert not set("\u202e\x1b") & set(render_report(facts).split("<table", 1)[0])


def test_every_figure_has_alternative_text_and_a_caption(html):
    tree = Tree(html)

    figures = [attrs for tag, attrs in tree.elements if tag == "figure"]
    drawings = [attrs for tag, attrs in tree.elements if tag == "svg"]
    assert len(figures) == len(drawings) == len(FIGURES)
    assert all(attrs.get("aria-label") for attrs in drawings)
    assert sum(tag == "figcaption" for tag, _ in tree.elements) == len(FIGURES)


def test_every_link_leads_to_a_place_in_the_page(html):
    tree = Tree(html)
    ids = tree.attributes("id")

    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.attributes("href")} <= set(ids)
    assert {"segment-0", "segment-1", "settings", "annex"} <= set(ids)


def test_the_first_screen_gives_the_answer(html):
    first = html[html.index("<main>") : html.index('<section id="annex"')]

    assert "10 customers in 2 segments, based on 2 columns." in first
    assert "Two were asked for: Savers." in first
    assert "11 rows were read, and 1 could not be used" in first
    assert first.count("<article") == 2


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        ("natural", "good"),
        ("reproducible", "good"),
        ("constructive", "warn"),
        ("undecided", "warn"),
    ],
)
def test_the_verdict_follows_the_answer_with_its_kind_and_reason(kind, tone):
    parts = make_results()
    parts = replace(parts, choice=replace(parts.choice, verdict=make_verdict("Savers", kind)))

    first = (
        render_report(make_report(results=parts))
        .split("<main>", 1)[1]
        .split('<section id="actions"', 1)[0]
    )

    answer, badge = first.index("10 customers in 2 segments"), first.index('class="verdict ')
    assert answer < badge < first.index("<article") < first.index("11 rows were read")
    assert f'<a class="badge {tone}" href="#choice">{describe_kind(kind)}</a>' in first
    assert "Two were asked for: Savers." in first[badge:]
    assert "The whole story" not in first


def test_every_kind_of_verdict_is_explained_to_the_reader():
    (part,) = (p for p in make_report().sections if p.anchor == "reading")

    words = " ".join(str(b.text) for b in part.blocks if isinstance(b, Sentence))
    assert all(f"{describe_kind(kind).capitalize()}: " in words for kind in KINDS)


def test_the_badge_has_the_tone_of_the_verdict_s_own_note():
    for kind in KINDS:
        parts = make_results()
        parts = replace(parts, choice=replace(parts.choice, verdict=make_verdict("x", kind)))

        facts = make_report(results=parts)

        (note,) = (b for b in parts.choice.verdict.blocks() if isinstance(b, Note))
        assert facts.verdict.tone == note.tone


def test_the_choice_is_told_in_order_verdict_figures_tables():
    (part,) = (p for p in make_report().sections if p.anchor == "choice")

    figures = [i for i, b in enumerate(part.blocks) if isinstance(b, Figure)]
    tables = [i for i, b in enumerate(part.blocks) if isinstance(b, Table)]
    story = part.blocks.index(Sentence("The whole story of Savers."))
    drawn = [block.name for block in part.blocks if isinstance(block, Figure)]
    assert drawn == ["agreement", "elbow", "splits"]
    assert story < tables[0] < tables[1] < figures[0] < figures[-1] < tables[2]


def test_how_far_the_segments_can_be_relied_on_has_a_part_of_its_own():
    facts = make_report()

    anchors = [p.anchor for p in facts.sections]
    part = facts.sections[anchors.index("reliance")]
    assert anchors.index("segments") < anchors.index("reliance") < anchors.index("reading")
    assert [b.name for b in part.blocks if isinstance(b, Figure)] == ["jaccard", "silhouettes"]
    assert sum(isinstance(b, Table) for b in part.blocks) == 2


def test_a_table_without_rows_is_not_printed():
    parts = make_results()
    parts = replace(parts, assessment=replace(parts.assessment, alternatives=()))

    (part,) = (p for p in make_report(results=parts).sections if p.anchor == "reliance")

    assert sum(isinstance(b, Table) for b in part.blocks) == 1


def test_cards_say_how_stable_their_segment_is():
    parts = make_results()
    unknown = make_stability(1, float("nan"))
    first, _ = parts.assessment.segments
    parts = replace(parts, assessment=replace(parts.assessment, segments=(first, unknown)))

    cards = make_report(results=parts).cards

    assert [str(c.stability) for c in cards] == ["not to be trusted (Jaccard 0.55; noise 0.40)", ""]
    assert render_report(make_report(results=parts)).count('href="#reliance">Stability: ') == 1


def test_cards_give_the_strongest_facts_first():
    facts = make_report().cards[1].facts

    assert [f.what for f in facts] == ["Loan (mean)", "Income (mean)"]
    mean = Amount(119_497.0, "currency", customers=60, spell_time=True)
    everyone = say(
        "all: {value}", value=Amount(118_597.0, "currency", customers=60, spell_time=True)
    )
    assert facts[0] == Fact(
        what="Loan (mean)", value=mean, against=everyone, effect="much higher", middle="mean"
    )


@pytest.mark.parametrize(
    ("median", "said", "value"), [(50_000.0, "Loan (median)", "₹50K"), (0.0, "Loan (mean)", "₹2L")]
)
def test_medians_of_heavy_tailed_columns_are_said_where_they_differ(median, said, value):
    own = Trait(column="Loan", unit="currency", mean=2e5, median=median, p25=0, p75=0, deviation=1)
    everyone = replace(own, mean=1e5, median=0.0)

    fact = compare_with_everyone(own, everyone, median=True)

    written = write_text(fact.value, Numbers(locale="en-IN", currency="INR"))
    assert (fact.what, written) == (said, value)


def test_a_card_has_its_segment_s_colour_and_leads_to_its_part():
    cards = make_report().cards

    assert [c.colour for c in cards] == ["#0072B2", "#D55E00"]
    assert [c.anchor for c in cards] == ["segment-0", "segment-1"]


def test_missing_figures_are_left_out():
    facts = make_report(figures=())

    assert "<figure" not in render_report(facts)


def test_a_table_wider_than_a_page_is_turned_on_its_side():
    wide = Table(
        tuple(f"c{i}" for i in range(12)), (("name", *"abcdefghijk"), ("all", *"ABCDEFGHIJK"))
    )

    turned = turn_wide_table(wide)

    assert turned.columns == ("c0", "name", "all")
    assert turned.rows[0] == ("c1", "a", "A")
    assert len(turned.rows) == 11
    assert turn_wide_table(turned) == turned


def test_the_settings_are_all_printed_and_changes_marked():
    settings = Settings().change_section("fit", seed=7)

    facts = make_report(settings=settings)

    (part,) = (p for p in facts.annex if p.anchor == "settings")
    (table,) = part.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == sum(len(keys) for keys in settings.list_sections().values())
    assert ("fit", "seed", "7", "changed") in table.rows
    assert sum(row[3] == "changed" for row in table.rows) == 1


def test_the_title_falls_back_to_the_file_s_name():
    facts = make_report(settings=Settings())

    assert facts.title == "Customer segments: Savers.csv"
    assert "<title>Another</title>" in render_report(facts, title="Another")


def test_one_segment_is_said_in_the_singular():
    assert str(make_report(k=1).summary[0]) == "5 customers in 1 segment, based on 2 columns."


def test_facts_alone_make_a_page():
    part = ReportPart(anchor="x", title="X", blocks=(Sentence("words"),))
    card = Card(id=0, name="N", size="1", share="100.0%", colour="#000000", facts=(), anchor="x")
    badge = Badge(word="natural", tone="good", headline="R", summary="R", anchor="x")
    facts = ReportFacts(
        title="T",
        date="D",
        summary=("S",),
        verdict=badge,
        cards=(card,),
        sections=(part,),
        annex=(),
    )

    assert Tree(render_report(facts)).headings() == [1, 2, 2, 3]


def test_what_is_withheld_is_counted_in_the_reader_s_manner():
    german = Numbers(locale="de-DE")

    one, many = (to_text(explain_report(5, n, share=False)[-1:], numbers=german) for n in (1, 1234))

    assert "1 figure was withheld" in one
    assert "1.234 figures were withheld" in many
