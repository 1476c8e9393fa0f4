"""Which files are in the folder, and what does the manifest say? Asked of made-up results."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from finseg.deliver import pictures, results
from finseg.errors import SmallSegmentError
from finseg.records.building import BuildRecipe, Built
from finseg.records.bundle import Bundle
from finseg.records.dataset import Reject, Source
from tests.builders.results import make_results

NO_BUNDLE = cast("Bundle", None)
BOTH = {"segments.xlsx": b"", "summary.pdf": b""}


def unpack_files(files):
    """Return every file as one piece, by its name."""
    return {name: data if isinstance(data, bytes) else b"".join(data) for name, data in files}


def with_settings(made, **changes):
    return replace(made, settings=made.settings.change_section("deliver", **changes))


@pytest.mark.parametrize(("most", "left"), [(9, 1), (10, 0), (11, 0)])
def test_customers_are_left_out_of_the_workbook_beyond_the_setting(most, left):
    made = with_settings(make_results(), workbook_customers=most)  # ten customers

    omitted = results.list_omissions(made, BOTH)

    assert [name for name, _ in omitted] == ["customers of segments.xlsx"] * left
    assert all("= 9; see" in why for _, why in omitted)


def test_a_folder_without_a_workbook_was_made_to_be_shared():
    omitted = results.list_omissions(make_results(), {"summary.pdf": b""})

    assert omitted == (("everything that has customers' rows", "this copy was made to be shared"),)


@pytest.mark.parametrize(
    ("files", "left"),
    [
        (("segments.csv", "offers.csv"), ("summary.pdf", "segments.xlsx", "most figures")),
        (("segments.csv",), ("summary.pdf", "offers.csv", "segments.xlsx", "most figures")),
        ((), ("summary.pdf", "most figures", "everything that has customers' rows")),
    ],
)
def test_a_quick_run_says_what_it_did_not_make(files, left):
    made = make_results()
    made = replace(made, settings=made.settings.change_section("choose", quick=True))
    made = with_settings(made, summary_pdf=False, workbook_customers=9)

    omitted = results.list_omissions(made, files)

    assert tuple(name for name, _ in omitted) == left
    whys = {why for name, why in omitted if name != "everything that has customers' rows"}
    assert whys == {"not made in a quick run; run again without --quick"}


@pytest.mark.parametrize(
    ("wanted", "browser", "why"),
    [
        (False, "chromium", "switched off in [deliver] summary_pdf"),
        (False, None, "switched off in [deliver] summary_pdf"),
        (True, None, "printing it needs Chromium, and there is none on this machine"),
        (True, "chromium", "Chromium did not print it"),
    ],
)
def test_the_reason_why_there_is_no_summary_is_the_right_one(monkeypatch, wanted, browser, why):
    monkeypatch.setattr(results, "find_browser", lambda: browser)
    made = with_settings(make_results(), summary_pdf=wanted)

    assert results.list_omissions(made, {"segments.xlsx": b""}) == (("summary.pdf", why),)


def test_the_manifest_says_what_made_the_results():
    made = make_results()
    parts = (
        Source(name="a.csv", format="CSV", sha256="1", rows_read=4),
        Source(name="b.csv", format="CSV", sha256="2", rows_read=6),
    )
    source = replace(made.dataset.source, details=(("delimiter", "comma"),), parts=parts)
    made = replace(
        made,
        dataset=replace(made.dataset, source=source, files=np.zeros(10, np.int32)),
        settings=made.settings.change_section("fit", seed=17),
    )

    manifest = results.build_manifest(
        made, date(2026, 3, 31), [("summary.pdf", "off")], outcome={"k": 2}
    )

    assert manifest["input"] == {
        "name": "Savers.csv",
        "format": "CSV",
        "sha256": "ab12",
        "delimiter": "comma",
        "files": [
            {"name": "a.csv", "sha256": "1", "rows_read": 4},
            {"name": "b.csv", "sha256": "2", "rows_read": 6},
        ],
    }
    assert (manifest["version"], manifest["title"], manifest["seed"]) == (1, "Savers", 17)
    assert (manifest["dated"], manifest["outcome"]) == ("2026-03-31", {"k": 2})
    assert manifest["left_out"] == [{"name": "summary.pdf", "why": "off"}]
    assert manifest["settings"]["fit"]["seed"] == 17
    assert {"python", "finseg", "numpy", "vl-convert-python"} <= set(manifest["versions"])


def test_a_shared_manifest_tells_no_outcome_and_an_undated_one_no_date():
    manifest = results.build_manifest(make_results(), None)

    assert manifest["shared"] is True
    assert "outcome" not in manifest
    assert manifest["dated"] is None
    assert "files" not in manifest["input"]


@pytest.fixture
def quick(monkeypatch):
    """Draw and print nothing."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(results, "plan_figures", lambda _: {})
    monkeypatch.setattr(results, "find_browser", lambda: None)
    monkeypatch.setattr(results, "build_report", lambda shown, *_: told.setdefault("shown", shown))
    monkeypatch.setattr(results, "render_report", lambda _: "page")
    monkeypatch.setattr(results, "write_markdown", lambda _: "words")
    monkeypatch.setattr(
        results, "write_workbook", lambda _, customers, __: told.update(book=customers) or b"book"
    )
    monkeypatch.setattr(results, "join_customer_offers", lambda _, offers: offers)
    monkeypatch.setattr(results, "dump_bundle", lambda _: b"model")
    return told


@pytest.mark.parametrize(("most", "joined"), [(9, False), (10, True)])
def test_the_workbook_gets_the_offers_where_its_customers_are_few_enough(quick, most, joined):
    made = with_settings(make_results(), workbook_customers=most)
    assigned = pl.DataFrame({"row": [1], "segment": [0], "name": ["A"]})
    offers = pl.DataFrame({"row": [1], "segment": [0], "name": ["A"], "outcome": ["offer"]})

    files = unpack_files(
        results.make_result_files(
            made,
            assignments=assigned.iter_slices(2),
            offers=offers.iter_slices(2),
            bundle=NO_BUNDLE,
            dated=None,
        )
    )

    assert sorted(files) == [
        "model.json", "offers.csv", "profile.csv", "rejects.csv", "report.html", "report.md",
        "segments.csv", "segments.xlsx",
    ]  # fmt: skip
    assert ("outcome" in quick["book"].columns) is joined
    assert files["segments.csv"] == b"row,segment,name\n1,0,A\n"
    assert files["offers.csv"].startswith(b"row,segment,name,outcome")
    assert b"Savers.csv,7,Income" in files["rejects.csv"]
    assert quick["shown"].least == 5


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("most", "offered"), [(9, False), (10, True)])
def test_a_quick_run_writes_no_workbook_and_offers_where_customers_are_few(most, offered):
    made = with_settings(make_results(), workbook_customers=most)
    made = replace(made, settings=made.settings.change_section("choose", quick=True))
    table = pl.DataFrame({"row": [1], "segment": [0], "name": ["A"]})

    files = unpack_files(
        results.make_result_files(
            made,
            assignments=table.iter_slices(2),
            offers=table.iter_slices(2),
            bundle=NO_BUNDLE,
            dated=None,
        )
    )

    assert sorted(files) == [
        "model.json", *(["offers.csv"] if offered else []), "profile.csv", "rejects.csv",
        "report.html", "report.md", "segments.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(("least", "refused"), [(4, False), (5, False), (6, True)])
def test_a_segment_of_fewer_than_the_shared_limit_is_not_shared(quick, least, refused):
    made = with_settings(make_results(), smallest_shared_cell=least, smallest_cell=1)

    if refused:
        with pytest.raises(SmallSegmentError, match="fewer than 6 customers: 0, 1"):
            results.make_shared_files(made, None)
    else:
        assert sorted(dict(results.make_shared_files(made, None))) == [
            "profile.csv",
            "report.html",
            "report.md",
        ]
        assert quick["shown"].shared


def test_a_text_with_a_rupee_is_drawn_in_a_font_that_has_one(monkeypatch):
    import vl_convert

    drawn: dict[str, Any] = {}
    monkeypatch.setattr(
        vl_convert, "svg_to_png", lambda svg, scale: drawn.update(svg=svg, scale=scale) or b"png"
    )
    plain = '<text font-family="Inter">12</text>'

    assert pictures.render_png(plain + '<text font-family="Inter">₹12</text>') == b"png"

    assert drawn["svg"].startswith(plain)
    assert 'font-family="DejaVu Sans Condensed, DejaVu Sans, Noto Sans, Inter">₹12' in drawn["svg"]
    assert drawn["scale"] == 2.0


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("data", "there"), [(b"%PDF", True), (None, False)])
def test_the_summary_is_printed_of_the_report_and_its_drawings(monkeypatch, data, there):
    asked: dict[str, Any] = {}

    class Sheet(nullcontext[Any]):
        def result(self) -> Any:
            return data

        def __enter__(self) -> Any:
            return self

    monkeypatch.setattr(results, "find_browser", lambda: "chromium")
    monkeypatch.setattr(results, "make_summary_page", lambda *given: asked.update(page=given))
    monkeypatch.setattr(results, "Print", lambda *_: Sheet())
    made = with_settings(make_results(), smallest_shared_cell=1, smallest_cell=1)

    files = dict(results.make_shared_files(made, None))

    assert ("summary.pdf" in files) is there
    assert asked["page"][1] == ()  # the drawings
    assert asked["page"][0].footing == "May be shared"


def with_built(made, **changes):
    """Build the customers of two files of orders, one row of which was left out."""
    recipe = BuildRecipe(per="who", kind="event", noun="order", nouns="orders")
    reject = Reject(line=4, column="when", reason="no date", kind="no date", raw="x")
    source = Source(name="orders.csv", format="CSV", sha256="cd34", rows_read=30)
    built = Built(
        recipe=recipe, source=source, rows_used=29, customers=10, rejects=(reject,),
        table=pl.DataFrame({"who": ["a", "=b"], "n": [1.5, 2.0]}),
        unmatched=pl.DataFrame({"who": ["z"], "missing in": ["the rows"]}),
    )  # fmt: skip
    return replace(made, built=replace(built, **changes))


def make_files(made):
    return unpack_files(
        results.make_result_files(
            made,
            assignments=[pl.DataFrame({"row": [1]})],
            offers=[pl.DataFrame({"row": [1]})],
            bundle=NO_BUNDLE,
            dated=None,
        )
    )


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("joined", ["", "two columns joined"])
def test_customers_that_were_built_are_written_with_the_rows_left_out_of_either(joined):
    files = make_files(with_built(make_results(), joined=joined))

    assert files["customers.csv"] == b"who,n\na,1.5\n'=b,2.0\n"
    assert ("unmatched.csv" in files) is bool(joined)
    heading, of_rows, of_customers = files["rejects.csv"].decode().splitlines()
    assert heading == "file,line,column,kind,reason,raw"
    assert of_rows == "orders.csv,4,when,no date,no date,x"
    assert of_customers.startswith("customers.csv,7,Income,")
    assert "customers.csv" not in make_files(make_results())


def test_the_manifest_names_the_rows_that_customers_were_built_of():
    manifest = results.build_manifest(with_built(make_results()), None)

    assert (manifest["input"]["name"], manifest["input"]["sha256"]) == ("orders.csv", "cd34")
    assert (manifest["built"]["rows_read"], manifest["built"]["customers"]) == (30, 10)
    assert "built" not in results.build_manifest(make_results(), None)


@pytest.mark.parametrize("png", [True, False])
def test_pictures_are_made_where_they_are_asked_for(monkeypatch, quick, png):
    drawn = (SimpleNamespace(name="profile", svg="<svg/>"),)
    monkeypatch.setattr(results, "render_figures", lambda *_: drawn)
    monkeypatch.setattr(results, "render_png", lambda svg: svg.encode() + b"!")
    made = with_settings(make_results(), png=png, smallest_shared_cell=1, smallest_cell=1)

    files = dict(results.make_shared_files(made, None))

    assert files["figures/profile.svg"] == b"<svg/>"
    assert files.get("figures/profile.png") == (b"<svg/>!" if png else None)
    assert quick["shown"].shared
