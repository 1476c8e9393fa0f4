"""Is a page printed with the same bytes each time, and does a broken browser cost only that?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from finseg.deliver import browser

ONE_RUN = (
    b"%PDF /CreationDate (D:20260131120000+00'00') /ModDate (D:20260131120000+00'00') "
    b"/ID (node00000020) /ID (node00000031) /Names [(node00000020) 5 (node00000031) 6] node00000020"
)
PAGE = "<!DOCTYPE html><title>t</title><p>one sheet"


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


def test_what_differs_from_run_to_run_is_rewritten_and_the_length_stays():
    other_run = (
        ONE_RUN.replace(b"(node00000031)", b"(node00000032)")
        .replace(b"(node00000020)", b"(node00000021)")
        .replace(b"20260131120000", b"20270131120001")
    )

    plain = browser.remove_run_marks(ONE_RUN)

    assert browser.remove_run_marks(other_run) == plain
    assert len(plain) == len(ONE_RUN)
    assert b"/Names [(node00000001) 5 (node00000002) 6]" in plain
    assert plain.endswith(b" node00000020")  # words of the page stay
    assert plain.count(b"(D:19800101000000+00'00')") == 2


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
