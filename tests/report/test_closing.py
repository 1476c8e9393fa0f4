"""What the terminal says at the end, and how parts of the report are laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.blocks import Block, Figure, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import Share, write_text
from finseg.figures import QUICK_FIGURES
from finseg.records.assessment import QUICK_WITHOUT
from finseg.records.finding import Checked, Finding
from finseg.records.redundancy import Redundancy
from finseg.report import ReportPart, build_report
from finseg.report.annex import (
    _list_changed_settings,
    _list_settings_blocks,
    _quote_file_name,
    _write_setting_cell,
    _write_toml_literal,
)
from finseg.report.closing import Fact, _find_usual_middle, _write_facts, summarise_results
from finseg.report.layout import drop_title, pick_figures, set_title_level, turn_wide_table
from finseg.report.markdown import _list_answer_blocks, _list_part_blocks
from finseg.report.reading import explain_report
from finseg.settings import Settings
from tests.builders.blocks import as_table
from tests.builders.records import a_trait
from tests.builders.results import make_report, make_results


def finding(message, column="Income", severity="warn"):
    return Finding(
        code="D014", severity=severity, column=column, count=3, message=message, action="act"
    )


def closing(*findings, **changes):
    checked = Checked(findings=findings, redundancy=Redundancy(relations=(), groups=()))
    return summarise_results(replace(make_results(checked=checked), **changes))


def notes(blocks):
    return [write_text(b.text) for b in blocks if isinstance(b, Note)]


def test_three_warnings_are_shown_and_the_others_counted():
    few = [finding(m) for m in ("one", "two", "three")]

    assert notes(closing(*few)) == ["Income: one", "Income: two", "Income: three"]
    more = notes(closing(*few, finding("four", column=""), finding("five")))
    assert more[:3] == ["Income: one", "Income: two", "Income: three"]
    assert more[3] == "See the report for 2 more warnings."
    assert notes(closing(finding("four", column=""), finding("x", severity="note"))) == ["four"]
    assert all(b.tone == "warn" for b in closing(*few) if isinstance(b, Note))


def test_segments_below_the_smallest_share_are_warned_of():
    made = make_results()
    first, second = made.interpretation.segments
    settings = made.settings.change_section("choose", smallest_share=0.5)

    def warned(share, other=0.9):
        segments = (replace(first, share=share), replace(second, share=other))
        own = replace(made.interpretation, segments=segments)
        return notes(closing(settings=settings, interpretation=own))

    assert not warned(0.5)
    assert warned(0.49)[0].startswith("1 segment is (0) below the smallest share of 50.0%")
    assert warned(0.49, 0.4)[0].startswith("2 segments are (0, 1) below")


def test_a_segment_s_line_gives_its_share_and_three_averages():
    made = make_results()
    first, second = made.interpretation.segments
    traits = tuple(a_trait(c, d, mean=m) for c, d, m in (
        ("A", 0.1, 1.0), ("B", -0.9, 2.0), ("C", 0.5, 3.0), ("D", 0.3, 4.0),
    ))  # fmt: skip
    own = replace(
        made.interpretation,
        segments=(replace(first, traits=traits, size=3), replace(second, size=9)),
        population=tuple(a_trait(c) for c in ("A", "B", "C", "D", "Income", "Loan")),
    )
    (table,) = (b for b in closing(interpretation=own) if isinstance(b, Table))

    _, last = table.rows  # the smaller one
    assert [write_text(c) for c in last[:4]] == ["0", "Savers 0", "3", "50.0%"]
    assert write_text(last[4]) == "B 2, C 3, D 4"
    assert last[3] == Share(0.5, of=12)


@pytest.mark.parametrize(
    ("middles", "usual"),
    [
        (["mean", "median", "median"], "median"),
        (["mean", "median"], "mean"),
        (["", "", "median"], "median"),
        ([], "mean"),
    ],
)
def test_the_heading_names_what_most_figures_are(middles, usual):
    facts = [Fact(column="a", value="1", middle=middle) for middle in middles]

    assert _find_usual_middle(facts) == usual


def test_a_figure_says_what_it_is_only_where_the_heading_does_not():
    facts = [
        Fact(column="a", value="1", middle="median"),
        Fact(column="b", value="2", middle="mean"),
        Fact(column="c: yes", value="3%", middle=""),
    ]

    assert str(_write_facts(facts, "median")) == "a 1, b 2 (mean), c: yes 3%"
    assert str(_write_facts(facts, "mean")) == "a 1 (median), b 2, c: yes 3%"


def test_a_wide_table_is_turned_only_where_that_makes_it_narrower():
    def table(columns, rows):
        return Table(
            tuple(f"c{i}" for i in range(columns)),
            tuple(tuple(f"{r}.{i}" for i in range(columns)) for r in range(rows)),
        )

    assert turn_wide_table(table(9, 2)) == table(9, 2)
    turned = turn_wide_table(table(10, 2))
    assert turned.columns == ("c0", "0.0", "1.0")
    assert turned.rows[0] == ("c1", "0.1", "1.1")
    assert len(turned.rows) == 9
    assert turn_wide_table(table(10, 10)) == table(10, 10)
    assert turn_wide_table(table(10, 9)) != table(10, 9)


def test_titles_and_empty_tables_go_and_what_is_missing_is_not_drawn():
    empty, full = Table(("a",), ()), Table(("a",), (("1",),))
    blocks: list[Block] = [Heading("T"), Sentence("s"), empty, full, Heading("U", 2)]

    assert drop_title(blocks) == (Sentence("s"), full, Heading("U", 2))
    assert drop_title([Sentence("s"), Heading("T")]) == (Sentence("s"), Heading("T"))
    assert drop_title([]) == ()
    assert set_title_level(blocks, 4)[0] == Heading("T", 4)
    assert set_title_level(blocks, 4)[1] == Sentence("s")
    drawn = {"b": Figure("b", "", "", ""), "a": Figure("a", "", "", "")}
    assert [f.name for f in pick_figures(drawn, "a", "x", "b")] == ["a", "b"]


def test_parts_of_parts_stand_a_level_lower_and_so_do_the_titles_in_them():
    inner = ReportPart(anchor="i", title="Inner", blocks=(Heading("Low", 2), Sentence("s")))
    outer = ReportPart(anchor="o", title="Outer", blocks=(Heading("High", 5),), parts=(inner,))

    assert _list_part_blocks([outer], 2) == [
        Heading("Outer", 2), Heading("High", 5), Heading("Inner", 3), Heading("Low", 4),
        Sentence("s"),
    ]  # fmt: skip


def test_markdown_gives_date_weight_and_cards_where_there_are_some():
    facts = make_report()
    text = to_text(_list_answer_blocks(facts), width=400, numbers=Numbers())

    assert facts.date in text
    assert write_text(facts.verdict.weight) in text
    row = next(line for line in text.splitlines() if line.startswith("0 Savers 0"))
    assert "50.0%" in row
    assert "(Jaccard 0.55; noise 0.40)" in row
    bare = replace(
        facts,
        date="",
        verdict=replace(facts.verdict, weight=""),
        cards=tuple(replace(c, stability="", action="") for c in facts.cards),
    )
    blocks = _list_answer_blocks(bare)
    assert [write_text(b.text) for b in blocks if isinstance(b, Sentence)] == [
        *(write_text(s) for s in facts.summary),
        write_text(facts.order),
    ]
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows[0][4:] == ("–", "–")


def test_the_annex_marks_and_lists_the_settings_that_differ():
    own = Settings().change_section("choose", k=4).change_section("read", missing=["n/a"])
    (table,) = map(as_table, _list_settings_blocks(own))
    changed = {(row[0], row[1]): row[2] for row in table.rows if row[3] == "changed"}

    assert changed == {("choose", "k"): "4", ("read", "missing"): "['n/a']"}
    (lines,) = map(as_table, _list_changed_settings(own))
    assert lines.rows == (("[read]", 'missing = ["n/a"]'), ("[choose]", "k = 4"))
    (none,) = _list_changed_settings(Settings())
    assert isinstance(none, Sentence)
    assert "no finseg.toml" in write_text(none.text)


@pytest.mark.parametrize(
    ("value", "cell", "literal"),
    [
        ("", "–", '""'),
        (None, "–", "null"),
        ({}, "–", "{  }"),
        ({"a": "b", "c": 1}, "a = b, c = 1", '{ "a" = "b", "c" = 1 }'),
        (0, "0", "0"),
        (False, "False", "false"),
    ],
)
def test_a_setting_is_written_as_people_and_as_toml_write_it(value, cell, literal):
    assert _write_setting_cell(value) == cell
    assert _write_toml_literal(value) == literal


def test_a_file_name_is_quoted_where_a_shell_would_split_it():
    assert _quote_file_name("a.csv") == "a.csv"
    assert _quote_file_name("my file.csv") == '"my file.csv"'
    assert _quote_file_name("a&b.csv") == '"a&b.csv"'


def test_the_data_part_shows_grave_findings_and_counts_the_notes():
    def data(*findings):
        checked = Checked(findings=findings, redundancy=Redundancy(relations=(), groups=()))
        part = make_report(checked=checked).sections[0]
        return to_text(part.blocks, width=300)

    grave, note = finding("grave one"), finding("small one", severity="note")
    both = data(grave, note, note)
    assert "grave one" in both
    assert "small one" not in both
    assert "lists 2 further findings" in both
    assert "lists 1 note" in data(note)
    assert "No data problems found." not in both
    assert "No data problems found." in data(note)
    assert "The annex lists" not in data(grave)
    assert "11 rows read = 10 used + 1 rejected." in both


def test_rows_features_and_segments_are_counted_in_the_first_line():
    first = next(b for b in closing() if isinstance(b, Sentence))

    assert write_text(first.text) == "11 rows read = 10 used + 1 rejected; 2 features; 2 segments."


@pytest.mark.parametrize(("least", "withheld"), [(1, False), (2, True)])
def test_statements_are_withheld_from_two_customers_on(least, withheld, monkeypatch):
    seen = []

    def withhold(facts, least):
        seen.append(least)
        return facts

    monkeypatch.setattr("finseg.report.build.withhold_statements", withhold)
    make_report(results=replace(make_results(), least=least))

    assert seen == ([least] if withheld else [])


def test_a_card_shows_its_stability_and_offer_in_markdown():
    facts = make_report()
    (table,) = (b for b in _list_answer_blocks(facts) if isinstance(b, Table))

    assert [tuple(map(write_text, row[4:])) for row in table.rows] == [
        tuple(map(write_text, (c.stability, c.action))) for c in facts.cards
    ]


def test_the_smallest_share_is_raised_to_the_fewest_customers():
    made = make_results()
    settings = made.settings.change_section("choose", smallest_share=0.0, fewest_customers=6)
    first, second = made.interpretation.segments

    def warned(share):
        own = replace(
            made.interpretation, segments=(replace(first, share=share), replace(second, share=0.9))
        )
        return bool(notes(closing(settings=settings, interpretation=own)))

    floor = settings.raise_smallest_share(10).choose.smallest_share
    assert 0 < floor < 1
    assert [warned(floor), warned(floor - 0.001)] == [False, True]


def test_the_origin_of_the_run_is_listed_with_what_repeats_it():
    facts = make_report(settings=Settings())
    (part,) = (p for p in facts.annex if p.anchor == "origin")
    table = as_table(part.blocks[0])

    assert table.rows == (
        ("Input", "Savers.csv"), ("SHA-256 of the input", "ab12"), ("finseg", "0.1.0"),
    )  # fmt: skip
    said = [write_text(b.text) for b in part.blocks if isinstance(b, Sentence)]
    assert said[1] == "finseg run Savers.csv --settings finseg.toml"
    made = make_results()
    source = replace(made.dataset.source, sha256="", name="my file.csv")
    bare = make_report(
        results=replace(made, dataset=replace(made.dataset, source=source), settings=Settings())
    )
    (part,) = (p for p in bare.annex if p.anchor == "origin")
    assert as_table(part.blocks[0]).rows[:2] == (
        ("Input", "my file.csv"), ("SHA-256 of the input", "–"),
    )  # fmt: skip
    said = [write_text(b.text) for b in part.blocks if isinstance(b, Sentence)]
    assert 'finseg run "my file.csv" --settings' in said[1]


@pytest.mark.parametrize("sign", [*" '()&;|<>*?$`"])
def test_every_sign_that_a_shell_reads_is_quoted(sign):
    assert _quote_file_name(f"a{sign}b.csv") == f'"a{sign}b.csv"'


def test_the_parts_of_the_report_hold_their_figures_in_their_order():
    facts = make_report()
    figures = {
        part.anchor: [b.name for b in part.blocks if isinstance(b, Figure)]
        for part in facts.sections
    }

    assert list(figures) == [
        "data", "columns", "choice", "segments", "apart", "offers", "reliance", "reading",
    ]  # fmt: skip
    assert figures == {
        "data": [],
        "columns": ["histograms", "correlations"],
        "choice": ["agreement", "elbow", "splits"],
        "segments": ["sizes", "value", "boxes", "pairs", "map"],
        "apart": ["tiers", "tier_flow"],
        "offers": ["offers", "targeting"],
        "reliance": ["jaccard", "silhouettes"],
        "reading": [],
    }
    assert [part.anchor for part in facts.annex] == [
        "shares", "roles", "preparation", "ranking", "fit", "findings", "behind", "settings",
        "origin",
    ]  # fmt: skip
    segments = facts.sections[3]
    assert [(p.anchor, p.segment, str(p.title)) for p in segments.parts] == [
        ("segment-0", 0, "0 Savers 0"), ("segment-1", 1, "1 Savers 1"),
    ]  # fmt: skip


def test_a_copy_to_be_shared_is_said_to_be_one():
    made = make_results()
    own, shared = make_report(results=made), make_report(results=replace(made, shared=True))

    assert (own.footing, shared.footing) == ("Internal", "May be shared")
    assert "rejects.csv" in write_text(own.summary[1])
    assert "rejects.csv" not in write_text(shared.summary[1])
    assert own.date == "2025-11-23"
    assert build_report(made, ()).date == ""


def test_the_protection_is_told_from_two_customers_on_with_what_was_withheld():
    def told(least, hidden=0, *, share=False):
        last = explain_report(least, hidden, share=share)[-1]
        return write_text(last.text) if isinstance(last, Note) else ""

    assert told(1) == ""
    assert "rests on at least 2 customers" in told(2)
    assert "missing values from 1 to 4 are given as 5" in told(5)
    assert "withheld here" not in told(5)
    assert "7 figures were withheld here" in told(5, 7)
    assert "made to be shared" not in told(5)
    assert told(5, share=True).startswith("This copy was made to be shared: ")
    words = " ".join(
        write_text(b.text) for b in explain_report(1, 0, share=False) if isinstance(b, Sentence)
    )
    assert "0.2 is small, 0.5 is noticeable, 0.8 is large" in words
    assert "below 0.6 do not trust the segment, from 0.75 it is valid, from 0.85 highly" in words
    assert "is 1 when both are divided in the same way, and 0 when" in words


def test_a_quick_report_names_all_that_was_left_out():
    def told(**knobs):
        first = explain_report(1, 0, share=False, quick=True, **knobs)[0]
        return write_text(first.text) if isinstance(first, Sentence) else ""

    words = told()

    assert all(change in words for change in QUICK_WITHOUT.values())
    assert words.count("other numbers of segments") == 1
    for left in ("silhouettes", "columns that carry groups", "workbook", "printed summary"):
        assert left in words
    assert f"all figures but {len(QUICK_FIGURES)}" in words
    assert "offers.csv" not in words
    assert "offers.csv" in told(offers=False)


@pytest.mark.parametrize(
    ("quick", "most", "written"),
    [(True, 49, False), (True, 50, True), (False, 49, True)],
)
def test_offers_are_written_unless_a_quick_run_has_many_customers(quick, most, written):
    made = make_results()
    settings = made.settings.change_section("choose", quick=quick)
    limit = made.dataset.rows + most - 50

    found = replace(made, settings=settings.change_section("deliver", workbook_customers=limit))

    assert found.writes_offers is written
