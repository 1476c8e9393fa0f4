"""Is the workbook whole, are its numbers numbers, and is it safe to open?"""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from finseg.document.numbers import LOCALES, Numbers
from finseg.document.said import Customers, say
from finseg.figures.theme import shorten_label
from finseg.records.finding import Checked
from finseg.report import workbook
from finseg.report.workbook import choose_money_format, join_customer_offers, write_workbook
from finseg.settings import Settings
from tests.builders.pages import HOSTILE
from tests.builders.results import DATED, make_results

SHEETS = ["summary", "actions", "profile", "customers", "offers", "findings", "columns"]
FRAME = 5 / 7  # that a file adds to the width of a column: five dots of a figure of seven
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def a_book(customers=None, **changes):
    return write_workbook(make_results(**changes), customers, DATED)


def some_customers(ids=("C1", "C2", "C3")):
    return pl.DataFrame(
        {
            "id": list(ids),
            "row": range(1, len(ids) + 1),
            "segment": [0] * len(ids),
            "name": ["Savers 0"] * len(ids),
            "margin": [0.25] * len(ids),
        }
    )


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def hostile(shared):
    blns = json.loads((shared / "badinputs/blns/blns.json").read_text(encoding="utf-8"))
    formulas = (shared / "badinputs/csv-injection/payloads.txt").read_text(encoding="utf-8")
    return [text for text in [*blns, *formulas.splitlines(), HOSTILE] if text.strip()]


def test_the_workbook_has_its_sheets_with_frozen_headings_and_filters():
    book = opened(a_book(some_customers()))

    assert book.sheetnames == SHEETS
    for sheet in book:
        heading = int(sheet.freeze_panes[1:]) - 1
        assert sheet.auto_filter.ref.startswith(f"A{heading}:"), sheet.title
        assert all(cell.font.b for cell in sheet[heading]), sheet.title
    assert book.vba_archive is None
    assert not book.defined_names


def test_numbers_in_the_workbook_are_numbers_in_the_column_s_form():
    book = opened(a_book(some_customers()))

    sizes = [row[2].value for row in book["summary"].iter_rows(min_row=7)]
    assert sizes == [5, 5, 10]
    share = book["summary"]["D7"]
    assert (share.value, share.number_format) == (0.5, "0.0%")
    mean = book["profile"]["E2"]
    assert isinstance(mean.value, int | float)
    assert "₹" in mean.number_format
    assert r"##\,##\,##0" in mean.number_format
    margin = book["customers"]["E2"]
    assert (margin.value, margin.number_format) == (0.25, "0.00")
    assert [c.value for c in book["customers"]["A"]] == ["id", "C1", "C2", "C3"]


def test_hostile_text_is_no_live_formula_in_the_workbook(shared):
    texts = hostile(shared)
    assert len(texts) > 200

    book = opened(a_book(some_customers(texts)))

    read = [cell.value for cell in book["customers"]["A"]][1:]
    assert len(read) == len(texts)
    for text, back in zip(texts, read, strict=True):
        shown = shorten_label(text, 32_000)
        assert (back or "") in {shown, "'" + shown}
    assert not [c for c in cells(book) if c.data_type == "f"]
    for cell in cells(book):
        if isinstance(cell.value, str) and cell.value.startswith(LIVE):
            assert cell.value.lstrip("+-").replace(",", ".", 1).replace(".", "", 1).isdigit()


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "+1+cmd|' /C'!A0"]
)
def test_hostile_names_and_titles_are_no_live_formulas(text):
    settings = Settings().change_section("deliver", title=text, locale="en-IN", currency="INR")

    book = opened(a_book(settings=settings, column=text, name=text))

    assert not [c for c in cells(book) if c.data_type == "f"]
    assert not [c for c in cells(book) if isinstance(c.value, str) and c.value.startswith(LIVE)]
    assert book["summary"]["A1"].value == "'" + text


@pytest.mark.parametrize(("letters", "cut"), [(200, False), (201, True)])
def test_a_title_of_more_than_200_letters_is_cut_in_the_properties(letters, cut):
    settings = Settings().change_section("deliver", title="T" * letters)

    title = opened(a_book(settings=settings)).properties.title

    assert title == ("T" * 199 + "…" if cut else "T" * 200)


def test_the_workbook_knows_no_clock():
    assert a_book(some_customers()) == a_book(some_customers())


def test_more_customers_than_asked_for_are_named_and_not_listed():
    settings = Settings().change_section("deliver", workbook_customers=2)

    book = opened(a_book(some_customers(), settings=settings))

    lines = [cell.value for cell in book["customers"]["A"]]
    assert len(lines) == 2
    assert "3 customers are more than" in lines[1]
    assert "segments.csv" in lines[1]


def test_where_no_customer_may_be_shown_none_is():
    book = opened(a_book(None))

    assert [cell.value for cell in book["customers"]["A"]][1].startswith("left out")


def change_first_traits(**changes):
    """Return an interpretation whose first segment has other figures."""
    made = make_results().interpretation
    first, *others = made.segments
    traits = tuple(replace(t, **changes) for t in first.traits)
    return replace(made, segments=(replace(first, traits=traits), *others))


def test_hidden_figures_are_empty_cells():
    hidden = change_first_traits(mean=math.nan, median=math.nan)

    book = opened(a_book(interpretation=hidden))

    assert book["profile"]["E2"].value is None
    assert book["profile"]["E4"].value is not None


@pytest.mark.parametrize(("unit", "worth"), [("thousands", 60_000), ("lakhs", 6_000_000)])
def test_money_in_thousands_or_lakhs_is_in_full_worth_in_the_workbook(unit, worth):
    book = opened(a_book(interpretation=change_first_traits(unit=unit, mean=60.0)))

    unit_, mean = book["profile"]["D2"], book["profile"]["E2"]
    assert (unit_.value, mean.value) == ("currency", worth)
    assert "₹" in mean.number_format


OFFER_COLUMNS = [
    "outcome", "offer_1", "because_1", "offer_2", "because_2", "offer_3", "because_3", "withheld",
]  # fmt: skip


def test_offers_stand_with_their_reasons_beside_the_customer_s_segment():
    offered = pl.DataFrame({**{c: [f"the {c}"] for c in OFFER_COLUMNS}, "codes_1": ["income>1"]})

    lines = join_customer_offers(some_customers(("C1",)), offered)

    assert lines.columns[-8:] == OFFER_COLUMNS
    assert lines["because_1"][0] == "the because_1"
    assert "codes_1" not in lines.columns


def test_the_second_choice_has_its_name_beside_its_number():
    table = pl.DataFrame({"segment": [0, 1], "name": ["A", "B"], "second": [1, 1]})
    offered = pl.DataFrame({c: ["", ""] for c in OFFER_COLUMNS})

    lines = join_customer_offers(table, offered)

    assert lines.columns[:4] == ["segment", "name", "second", "second_name"]
    assert lines["second_name"].to_list() == ["B", "B"]


@pytest.mark.parametrize("name", ["outcome", "offer_1", "because_3", "withheld", "second_name"])
def test_an_identifier_with_the_name_of_another_column_costs_neither(name):
    offered = pl.DataFrame({c: ["Loan"] for c in OFFER_COLUMNS})

    lines = join_customer_offers(some_customers(("C1",)).rename({"id": name}), offered)

    assert lines[f"{name} (id)"].to_list() == ["C1"]
    assert name == "second_name" or lines[name].to_list() == ["Loan"]


def test_columns_and_flags_of_the_customers_are_explained_where_customers_are():
    told = [row[0].value for row in opened(a_book(some_customers()))["columns"].iter_rows()]

    assert told[0] == "Column"
    assert {"flag far", "flag filled:COLUMN", "flag new:COLUMN", "margin"} <= set(told)
    assert "columns" not in opened(a_book()).sheetnames


def test_findings_are_written_in_the_reader_s_manner():
    settings = Settings().change_section("deliver", locale="de-DE")
    results = make_results(settings=settings)
    said = say("{values} are zero", values=Customers(1_234, "value"))
    finding = replace(results.checked.findings[0], message=said, action=said)

    sheet = opened(a_book(settings=settings, checked=Checked(findings=(finding,))))["findings"]

    assert [sheet["E2"].value, sheet["F2"].value] == ["1.234 values are zero"] * 2


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_money_has_a_format_in_every_locale(locale):
    form = choose_money_format(Numbers(locale=locale, currency="EUR"))

    assert '"€"' in form
    assert form.startswith("#,##0") == LOCALES[locale].sign_after
    assert '"' not in choose_money_format(Numbers(locale=locale))


def test_the_summary_gives_each_segment_its_stability_markers_and_first_offer():
    sheet = opened(a_book())["summary"]
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Segment")
    rows = list(sheet.iter_rows(values_only=True, min_row=7))

    assert head[4:7] == ("Stability (Jaccard)", "Stability in words", "Stands out by")
    assert [row[4] for row in rows] == [0.55, 0.8, None]
    assert rows[1][5] == "valid"
    assert [row[6] for row in rows[:2]] == ["Loan low", "Loan high, Income high"]
    assert [row[7:9] for row in rows] == [("Savers", 5), ("no offer", 0), (None, None)]
    single = opened(a_book(k=1))["summary"]
    assert [row[4] for row in single.iter_rows(values_only=True, min_row=7)] == [None, None]
    assert sheet["A4"].value == "Made on 2025-11-23."
    assert write_workbook(make_results(), None) != a_book()


def test_the_offers_sheet_leaves_eligibility_open_where_nothing_is_known():
    sheet = opened(a_book(k=4))["offers"]
    head, row = sheet.iter_rows(values_only=True)

    assert head[3:5] == ("0 Savers 0", "0: eligible")
    assert row[3:11] == (
        "● target", 1, "neutral", 1, "× not for", 1, "? no data", None,
    )  # fmt: skip
    assert row[11:] == (20, 0)


def test_columns_are_as_wide_as_their_cells_within_bounds_and_amounts_are_in_full():
    table = some_customers().with_columns(
        wide=pl.lit("x" * 30), wider=pl.lit("x" * 90), yes=pl.Series([True, False, True]),
        gap=pl.Series([1.5, None, float("nan")]),
    )  # fmt: skip
    sheet = opened(a_book(table))["customers"]

    def width(name):
        place = table.columns.index(name)
        return sheet.column_dimensions[chr(ord("A") + place)].width - FRAME

    assert width("wide") == pytest.approx(31, abs=0.01)
    assert width("wider") == pytest.approx(60, abs=0.01)
    assert width("id") == pytest.approx(9, abs=0.01)
    assert width("margin") == pytest.approx(12, abs=0.01)
    yes = next(column for column in sheet.iter_cols(values_only=True) if column[0] == "yes")
    gap = next(column for column in sheet.iter_cols(values_only=True) if column[0] == "gap")
    assert [value or "" for value in yes[1:]] == ["yes", "", "yes"]
    assert gap[1:] == (1.5, None, None)
    assert sheet.auto_filter.ref == "A1:I4"
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize(("most", "listed"), [(2, False), (3, True), (4, True)])
def test_as_many_customers_as_the_settings_allow_have_a_line(most, listed):
    settings = Settings().change_section("deliver", workbook_customers=most)
    sheet = opened(a_book(some_customers(), settings=settings))["customers"]

    assert (sheet["A1"].value == "id") is listed


def test_only_the_first_two_hundred_rows_decide_a_width_and_a_page_holds_the_columns():
    early = some_customers([f"C{i}" for i in range(201)])
    texts = ["x"] * 201
    texts[200] = "y" * 40

    def width(texts):
        sheet = opened(a_book(early.with_columns(note=pl.Series(texts))))["customers"]
        return sheet, sheet.column_dimensions["F"].width - FRAME

    sheet, late = width(texts)
    assert late == pytest.approx(9, abs=0.01)
    assert width(texts[::-1])[1] == pytest.approx(41, abs=0.01)
    assert sheet.page_setup.fitToHeight in (0, "0")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    unstable = replace(make_results().assessment, segments=())
    summary = opened(a_book(assessment=unstable))["summary"]
    assert [row[4:6] for row in summary.iter_rows(values_only=True, min_row=7)] == [
        (None, None)
    ] * 3


def test_every_sheet_prints_wide_on_a4_one_page_across_with_its_heading_repeated():
    book = opened(a_book(some_customers()))

    for sheet in book:
        setup = sheet.page_setup
        assert (int(setup.paperSize), setup.orientation) == (9, "landscape"), sheet.title  # A4
        assert (int(setup.fitToWidth or 1), int(setup.fitToHeight)) == (1, 0)
        heading = int(sheet.freeze_panes[1:]) - 1
        assert sheet.freeze_panes.startswith("B"), "the first column stays in sight"
        assert sheet.print_title_rows == f"${heading}:${heading}"
        last = max(sheet.max_row, heading)
        assert sheet.auto_filter.ref.endswith(
            f"{sheet.cell(1, sheet.max_column).column_letter}{last}"
        )


def test_each_figure_of_the_profile_stands_under_its_name():
    figures = {
        "mean": 1.5, "p5": 2.5, "p25": 3.5, "median": 4.5, "p75": 5.5, "p95": 6.5,
        "zero_share": 0.125, "missing_share": 0.25, "deviation": 0.75, "low": 0.5, "high": 1.0,
    }  # fmt: skip
    sheet = opened(a_book(interpretation=change_first_traits(unit="percent", **figures)))["profile"]
    head, first, *_ = sheet.iter_rows(values_only=True)

    assert head == (
        "Segment", "Name", "Column", "Unit", "Mean", "5 %", "25 %", "Median", "75 %", "95 %",
        "Zero", "Missing", "Deviation (sd)", "Deviation from", "Deviation to", "Marker",
        "Used for clustering",
    )  # fmt: skip
    assert first == (0, "Savers 0", "Income", "percent", *figures.values(), "yes", "yes")
    forms = [cell.number_format for cell in sheet[2]]
    assert forms[4:10] == ['#,##0.0"%"'] * 6
    assert forms[10:15] == ["0.0%", "0.0%", *["+0.00;-0.00;0.00"] * 3]
    last = list(sheet.iter_rows(values_only=True))[-1]
    assert last[:3] == (None, "All customers", "Loan")


@pytest.mark.parametrize(
    ("unit", "form"), [("count", "#,##0"), ("years", "#,##0.0##"), ("share", "#,##0.0##")]
)
def test_a_figure_has_the_format_of_its_unit(unit, form):
    sheet = opened(a_book(interpretation=change_first_traits(unit=unit)))["profile"]

    assert sheet["E2"].number_format == form


def test_what_is_only_described_is_said_not_to_be_clustered_on():
    made = make_results().interpretation
    first, *others = made.segments
    ratio = replace(first.traits[0], column="Ratio")
    changed = replace(made, segments=(replace(first, described=(ratio,)), *others))
    rows = list(opened(a_book(interpretation=changed))["profile"].iter_rows(values_only=True))

    assert [(row[2], row[16]) for row in rows[1:4]] == [
        ("Income", "yes"), ("Loan", "yes"), ("Ratio", ""),
    ]  # fmt: skip


def test_indian_amounts_are_grouped_in_lakhs_and_crores_from_there_on():
    form = choose_money_format(Numbers(locale="en-IN", currency="INR"))

    assert form == (r'[>=10000000]"₹"##\,##\,##\,##0;[>=100000]"₹"##\,##\,##0;"₹"#,##0')
    assert choose_money_format(Numbers(locale="en-IN")) == (
        r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;#,##0"
    )
    assert choose_money_format(Numbers(locale="en-GB", currency="GBP")) == '"£"#,##0'
    assert choose_money_format(Numbers(locale="de-DE", currency="EUR")) == '#,##0 "€"'
    assert choose_money_format(Numbers(locale="en-GB", currency="XYZ")) == '"XYZ"#,##0'


def test_more_customers_than_a_sheet_holds_are_named_and_not_listed(monkeypatch):
    monkeypatch.setattr(workbook, "_MOST_ROWS", 2)

    lines = [cell.value for cell in opened(a_book(some_customers()))["customers"]["A"]]

    assert len(lines) == 2
    assert lines[1].startswith("3 customers are more than")


def test_text_longer_than_a_cell_is_cut_and_whole_numbers_have_no_decimals():
    table = some_customers().with_columns(
        note=pl.lit("x" * 32_001), half=pl.lit(2.5), many=pl.lit(12_345)
    )
    sheet = opened(a_book(table))["customers"]

    assert len(sheet["F2"].value) == 32_000
    assert (sheet["G2"].number_format, sheet["H2"].number_format) == ("#,##0.0##", "#,##0")
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ("#,##0", "#,##0")


def test_the_first_lines_say_what_was_read_and_are_set_apart():
    sheet = opened(a_book())["summary"]

    assert sheet["A1"].font.b
    assert sheet["A1"].font.sz == 14
    assert not sheet["A2"].font.b
    assert sheet["A3"].value == "Savers.csv: 11 rows read = 10 used + 1 rejected."
    assert sheet["A5"].value is None
    assert sheet["A6"].value == "Segment"
    undated = opened(write_workbook(make_results(), None))["summary"]
    assert undated["A5"].value == "Segment"
    assert opened(a_book())["findings"]["A1"].value == "Code"
