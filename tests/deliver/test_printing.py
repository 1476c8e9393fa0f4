"""Is a page printed with the same bytes each time, and does a broken browser cost only that?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from finseg.deliver import browser

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
