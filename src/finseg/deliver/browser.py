"""How does an HTML page become a PDF?

One HTML file in, PDF bytes out, printed by whatever Chromium the machine has. Nothing is loaded
from anywhere. What the browser writes into the file and differs from run to run (dates, the numbers
of the page's elements) is rewritten, so that the same page gives the same bytes. The browser is
started early and works beside everything else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 45.0  # seconds: a browser that hangs must not hold up the results
_ASKED = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name is looked up
)
_DATES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_NEUTRAL = b"19800101000000"
# Chromium names each element of the page by a number that begins anywhere: on a busy machine
# `(node00000020)` in one run is `(node00000021)` in the next.
_ELEMENTS = re.compile(rb"\(node(\d{8})\)")


def find_browser() -> str | None:
    """Return the path of a Chromium on this machine, if there is one."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def remove_run_marks(data: bytes) -> bytes:
    """Return a PDF without what tells one run of the browser from another; its length stays."""
    known = sorted(set(_ELEMENTS.findall(data)))
    places = {number: b"(node%08d)" % place for place, number in enumerate(known, 1)}
    data = _ELEMENTS.sub(lambda found: places[found[1]], data)
    return _DATES.sub(rb"\g<1>" + _NEUTRAL, data)


class Print:
    """A page on its way to paper; a context manager, so that no process and no file is left."""

    def __init__(self, page: str, browser: str) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        # No room, or a browser that does not start: the sheet is left out, the results are not.
        with suppress(OSError):
            self._folder = tempfile.TemporaryDirectory(prefix="finseg-", ignore_cleanup_errors=True)
            self._process = self._start_chromium(page, browser, Path(self._folder.name))

    def _start_chromium(self, page: str, browser: str, place: Path) -> subprocess.Popen[bytes]:
        self._target = place / "page.pdf"
        source = place / "page.html"
        source.write_text(page, encoding="utf-8")
        # Chromium refuses to work for root within its sandbox. The page is finseg's own: its policy
        # forbids scripts, and text from a customer's file is escaped in it.
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        return subprocess.Popen(  # noqa: S603 - a browser, and a file we made
            [
                browser,
                *_ASKED,
                *root,
                f"--user-data-dir={place / 'profile'}",
                f"--print-to-pdf={self._target}",
                source.as_uri(),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def result(self) -> bytes | None:
        """Wait for the PDF; None where the browser failed or took too long."""
        if self._process is None:
            return None
        try:
            self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return None
        try:
            data = self._target.read_bytes()
        except OSError:
            return None
        return remove_run_marks(data) if data.startswith(b"%PDF") else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
