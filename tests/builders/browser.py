"""How do the tests look at a page as people do? Through headless Chromium, by its own protocol.

The DevTools protocol over a pipe (`--remote-debugging-pipe`): messages end with a NUL byte, so
nothing but the standard library is needed. Everything the page complains of or asks for is kept.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PATIENCE = 90.0  # seconds for one answer, on a busy machine
# Chromium reads from the fourth file it is given and writes to the fifth.
_PIPED = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for place, end in enumerate(ends, 3):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
_LOUD = {"error", "warning"}


def chromium() -> str:
    """Return the browser's path; without one, skip, or fail where CI says it must be there."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium must be present in CI")
        pytest.skip("needs Chromium")
    return found


class Browser:
    """A running Chromium."""

    def __init__(self, process: subprocess.Popen[bytes], reading: int, writing: int) -> None:
        self._process, self._reading, self._writing = process, reading, writing
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer; events that come first are kept."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, (method, answer["error"])
                return dict(answer["result"])
            self.events.append(answer)

    def wait(self, method: str, session: str) -> None:
        """Wait for an event."""
        while not any(
            e.get("method") == method and e.get("sessionId") == session for e in self.events
        ):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reading], [], [], max(0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            part = os.read(self._reading, 1 << 20)
            assert part, f"the browser ended: {self._process.poll()}"
            self._buffer += part
        line, self._buffer = self._buffer.split(b"\0", 1)
        return dict(json.loads(line))


class Tab:
    """One page, opened and loaded."""

    def __init__(self, browser: Browser, session: str, uri: str) -> None:
        self._browser, self._session, self.uri = browser, session, uri

    def evaluate(self, script: str) -> Any:
        """Run a script in the page and return its value."""
        answer = self._browser.send(
            "Runtime.evaluate",
            self._session,
            expression=script,
            returnByValue=True,
            awaitPromise=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def complaints(self) -> list[str]:
        """Return what the page wrote to its console, and what went wrong in it."""
        said = []
        for event in self._own():
            params = event["params"]
            match event["method"]:
                case "Runtime.exceptionThrown" | "Page.javascriptDialogOpening":
                    said.append(json.dumps(params))
                case "Runtime.consoleAPICalled":
                    said.append(json.dumps(params["args"]))
                case "Log.entryAdded" if params["entry"]["level"] in _LOUD:
                    said.append(params["entry"]["text"])
        return said

    def requests(self) -> list[str]:
        """Return what the page asked the network for, itself left out."""
        asked = (
            e["params"]["request"]["url"]
            for e in self._own()
            if e["method"] == "Network.requestWillBeSent"
        )
        return [url for url in asked if url.split("#")[0] != self.uri]

    def media(self, media: str = "", scheme: str = "light") -> None:
        """Show the page as on paper (`print`) or in dark colours."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._browser.send(
            "Emulation.setEmulatedMedia", self._session, media=media, features=features
        )

    def size(self, width: int, height: int = 900) -> None:
        """Give the window a size in pixels."""
        self._browser.send(
            "Emulation.setDeviceMetricsOverride",
            self._session,
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def pdf(self) -> bytes:
        """Print to A4 as the page's own style says."""
        printed = self._browser.send(
            "Page.printToPDF", self._session, preferCSSPageSize=True, printBackground=True
        )
        return base64.b64decode(printed["data"])

    def picture(self, target: Path, *, top: float = 0, height: float = 900) -> None:
        """Save what a stretch of the page looks like."""
        width = self.evaluate("innerWidth")
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        taken = self._browser.send(
            "Page.captureScreenshot", self._session, clip=clip, captureBeyondViewport=True
        )
        target.write_bytes(base64.b64decode(taken["data"]))

    def _own(self) -> Iterator[dict[str, Any]]:
        self.evaluate("0")  # what has happened until now is in the pipe before the answer
        return (e for e in self._browser.events if e.get("sessionId") == self._session)


@contextmanager
def running() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    path = chromium()
    to_read, from_us = os.pipe()
    to_us, from_it = os.pipe()
    # No crash reporter and no updates: nothing of this run may outlive it.
    options = ["--headless", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"]
    options += ["--disable-background-networking", "--no-first-run", "--disable-breakpad"]
    options += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, *options, f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            [sys.executable, "-c", _PIPED, str(to_read), str(from_it), *command],
            pass_fds=(to_read, from_it),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(from_it)
        browser = Browser(process, to_us, from_us)
        try:
            yield browser
        finally:
            if process.poll() is None:
                browser.send("Browser.close")
                process.wait(timeout=_PATIENCE)
            os.close(to_us)
            os.close(from_us)


@contextmanager
def opened(
    browser: Browser, page: Path, width: int = 1280, *, trusting: bool = False
) -> Iterator[Tab]:
    """Open a page and wait until it is loaded; `trusting`: without the page's own policy."""
    target = browser.send("Target.createTarget", url="about:blank")["targetId"]
    session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        browser.send(f"{domain}.enable", session)
    if trusting:
        browser.send("Page.setBypassCSP", session, enabled=True)
    tab = Tab(browser, session, page.as_uri())
    tab.size(width)
    browser.events.clear()
    browser.send("Page.navigate", session, url=tab.uri)
    browser.wait("Page.loadEventFired", session)
    try:
        yield tab
    finally:
        browser.send("Target.closeTarget", targetId=target)
