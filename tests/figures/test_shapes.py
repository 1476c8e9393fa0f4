"""Does the same content come out whole in every shape, and safe to open?"""

from __future__ import annotations

import io
import json
import math
import shutil
import struct
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from finseg.deliver import browser, results
from finseg.deliver.pictures import render_png
from finseg.document.blocks import Figure
from finseg.document.numbers import LOCALES, Numbers
from finseg.figures.theme import shorten_label
from finseg.report import build_report
from finseg.report.markdown import write_markdown
from finseg.report.summary import MOST_SEGMENTS, make_summary_page
from finseg.report.workbook import choose_money_format, join_customer_offers, write_workbook
from finseg.settings import Settings
from tests.builders.reports import HOSTILE, SVG, Tree, records

SHEETS = ["summary", "profile", "customers", "offers", "findings"]
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BOOK = {"segments.xlsx": b""}
PAGE = "<!DOCTYPE html><title>t</title><p>one sheet"


def a_book(customers=None, settings=None, **told):
    made = records(settings=settings, **told)
    wanted = ("dataset", "checked", "choice", "interpretation", "assessment", "offers", "settings")
    return write_workbook(
        **{name: made[name] for name in wanted},
        title=made["settings"].deliver.title,
        customers=customers,
        dated="2026-01-31",
    )


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

    assert [cell.value for cell in book["customers"]["A"]][1] == "not part of what is shared"


def test_hidden_figures_are_empty_cells():
    made = records()["interpretation"]
    first, *others = made.segments
    hidden = tuple(replace(t, mean=math.nan, median=math.nan) for t in first.traits)
    shown = replace(made, segments=(replace(first, traits=hidden), *others))
    wanted = ("dataset", "checked", "choice", "assessment", "offers", "settings")
    book = opened(
        write_workbook(
            **{name: records()[name] for name in wanted},
            interpretation=shown,
            title="t",
            customers=None,
        )
    )

    assert book["profile"]["E2"].value is None
    assert book["profile"]["E4"].value is not None


@pytest.mark.parametrize(("unit", "worth"), [("thousands", 60_000), ("lakhs", 6_000_000)])
def test_money_in_thousands_or_lakhs_is_in_full_worth_in_the_workbook(unit, worth):
    made = records()
    first, *others = made["interpretation"].segments
    traits = tuple(replace(t, unit=unit, mean=60.0) for t in first.traits)
    made["interpretation"] = replace(
        made["interpretation"], segments=(replace(first, traits=traits), *others)
    )
    wanted = ("dataset", "checked", "choice", "interpretation", "assessment", "offers", "settings")

    book = opened(write_workbook(**{n: made[n] for n in wanted}, title="t", customers=None))

    unit_, mean = book["profile"]["D2"], book["profile"]["E2"]
    assert (unit_.value, mean.value) == ("currency", worth)
    assert "₹" in mean.number_format


def test_offers_stand_beside_the_customer_s_segment():
    offered = pl.DataFrame(
        {"outcome": ["offer"], "offer_1": ["Loan"], "offer_2": [""], "offer_3": [""]}
    )

    lines = join_customer_offers(some_customers(("C1",)), offered)

    assert lines.columns[-4:] == ["outcome", "offer_1", "offer_2", "offer_3"]
    assert lines["offer_1"][0] == "Loan"


@pytest.mark.parametrize("name", ["outcome", "offer_1"])
def test_an_identifier_with_the_name_of_an_offer_s_column_costs_neither(name):
    offered = pl.DataFrame({c: ["Loan"] for c in ("outcome", "offer_1", "offer_2", "offer_3")})

    lines = join_customer_offers(some_customers(("C1",)).rename({"id": name}), offered)

    assert lines[f"{name} (id)"].to_list() == ["C1"]
    assert lines[name].to_list() == ["Loan"]


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_money_has_a_format_in_every_locale(locale):
    form = choose_money_format(Numbers(locale=locale, currency="EUR"))

    assert '"€"' in form
    assert form.startswith("#,##0") == LOCALES[locale].sign_after
    assert '"' not in choose_money_format(Numbers(locale=locale))


def the_facts(**told):
    return build_report(**records(**told))


def test_markdown_says_what_the_report_says_in_its_order():
    facts = the_facts()

    text = write_markdown(facts)

    titles = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
    assert titles[0] == facts.title
    places = [titles.index(part.title) for part in (*facts.sections, *facts.annex)]
    assert places == sorted(places)
    assert facts.verdict.reason in text
    assert "](figures/profile.svg)" in text


def test_hostile_names_are_no_markup_in_markdown():
    text = write_markdown(the_facts(column=HOSTILE, name=HOSTILE))

    assert "<script" not in text.replace("\\<script", "")
    assert "<img" not in text.replace("\\<img", "")


def test_the_summary_escapes_every_name_and_loads_nothing():
    page = make_summary_page(the_facts(column=HOSTILE, name=HOSTILE), ())

    tree = Tree(page)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tree.elements}
    assert not tree.attributes("src")
    assert not tree.attributes("href")
    assert HOSTILE in "".join(tree.text)


def test_the_summary_keeps_to_one_page_of_segments():
    facts = the_facts()
    many = replace(facts, cards=facts.cards[:1] * (MOST_SEGMENTS + 3))
    profile = Figure("profile", SVG, "c.", "a")

    assert "3 further segments are in the report." in make_summary_page(many, (profile,))
    assert SVG in make_summary_page(facts, (profile,))
    assert SVG not in make_summary_page(many, (profile,))


def test_a_picture_has_twice_the_pixels_of_its_drawing():
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="50">'
    svg = head + '<rect width="9" height="9"/></svg>'

    data = render_png(svg)

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (240, 100)
    assert render_png(svg) == data


@pytest.fixture(scope="module")
def printed():
    found = browser.find_browser()
    if found is None:
        pytest.skip("needs Chromium")
    with browser.Print(PAGE, found) as sheet:
        assert sheet._folder is not None
        folder = sheet._folder.name
        data = sheet.result()
    return found, data, folder


def test_a_page_becomes_a_pdf_without_a_clock_and_leaves_nothing_behind(printed):
    found, data, folder = printed

    assert data is not None
    assert data.startswith(b"%PDF")
    assert b"/Count 1" in data
    assert b"(D:19800101000000" in data
    assert not Path(folder).exists()
    with browser.Print(PAGE, found) as again:
        assert again.result() == data


def test_a_browser_that_prints_nothing_gives_no_pdf():
    nothing = shutil.which("true")
    if nothing is None:
        pytest.skip("needs the command `true`")

    with browser.Print(PAGE, nothing) as sheet:
        assert sheet.result() is None


def test_a_browser_that_cannot_be_started_costs_the_sheet_and_not_the_results(tmp_path):
    broken = tmp_path / "chromium"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(0o755)

    for place in (broken, tmp_path / "nowhere"):
        with browser.Print(PAGE, str(place)) as sheet:
            assert sheet.result() is None


def test_without_a_browser_the_summary_is_left_out_and_that_is_said(reference, monkeypatch):
    monkeypatch.setattr(results, "find_browser", lambda: None)

    ((name, why),) = results.list_omissions(reference, BOOK)

    assert name == "summary.pdf"
    assert "none on this machine" in why
    off = replace(
        reference, settings=reference.settings.change_section("deliver", summary_pdf=False)
    )
    assert "switched off" in results.list_omissions(off, BOOK)[0][1]
    assert results.list_omissions(reference, {**BOOK, "summary.pdf": b""}) == ()


def test_customers_left_out_of_the_workbook_are_named_in_the_manifest(reference):
    few = replace(
        reference, settings=reference.settings.change_section("deliver", workbook_customers=10)
    )

    left = results.list_omissions(few, {**BOOK, "summary.pdf": b""})

    assert results.build_manifest(few, None, left)["left_out"] == [
        {"name": "customers of segments.xlsx", "why": left[0][1]}
    ]
