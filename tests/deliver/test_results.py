"""Is it said what the folder leaves out, and why?"""

from __future__ import annotations

from dataclasses import replace

from finseg.deliver import results

BOOK = {"segments.xlsx": b""}


def test_without_a_browser_the_summary_is_left_out_and_that_is_said(reference, monkeypatch):
    monkeypatch.setattr(results, "find_browser", lambda: None)

    ((name, why),) = results.list_omissions(reference.results, BOOK)

    assert name == "summary.pdf"
    assert "none on this machine" in why
    off = replace(
        reference, settings=reference.settings.change_section("deliver", summary_pdf=False)
    )
    assert "switched off" in results.list_omissions(off, BOOK)[0][1]
    assert results.list_omissions(reference.results, {**BOOK, "summary.pdf": b""}) == ()


def test_customers_left_out_of_the_workbook_are_named_in_the_manifest(reference):
    few = replace(
        reference, settings=reference.settings.change_section("deliver", workbook_customers=10)
    )

    left = results.list_omissions(few, {**BOOK, "summary.pdf": b""})

    assert results.build_manifest(few, None, left)["left_out"] == [
        {"name": "customers of segments.xlsx", "why": left[0][1]}
    ]
