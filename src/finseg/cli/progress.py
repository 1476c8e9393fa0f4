"""How does a long run show its progress?

On a terminal one line per stage, with a moving bar, what is being done and the time left while it
runs; elsewhere one plain line when a stage is done, and one every few seconds while it is not.
Always on stderr, so that stdout stays fit for pipes.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from finseg.cli.options import LogForm
from finseg.document.escape import clean_text
from finseg.document.numbers import Numbers
from finseg.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_SELDOM = 5.0  # seconds between two lines of a log


class ProgressDisplay:
    """Tells a person how far the journey is; called by it as `announce(stage, sentence)`."""

    def __init__(self, *, quiet: bool, form: LogForm = LogForm.TEXT) -> None:
        self.quiet = quiet
        self.as_json = form == LogForm.JSON
        self.started = time.perf_counter()
        self._said = self.started
        self._bar: Bar | None = None

    def __call__(self, stage: str, sentence: str) -> None:
        """Begin a stage (no sentence yet), or say what it came to."""
        if self.quiet:
            return
        if not sentence:
            self.started = self._said = time.perf_counter()
            if self.as_json:
                _write_event(stage=stage, event="begin")
            else:
                self._start_bar(stage)
            return
        self._stop_bar()
        if self.as_json:
            seconds = round(time.perf_counter() - self.started, 3)
            _write_event(stage=stage, event="end", message=clean_text(sentence), seconds=seconds)
            return
        spent = Numbers().write_duration(time.perf_counter() - self.started)
        _write_line(stage, f"{sentence} ({spent})")

    def watch(self, progress: Progress) -> None:
        """Move the bar of a stage, or write a line where there is no terminal."""
        if self.quiet:
            return
        bar = self._bar  # another thread may end the stage
        if bar is not None:
            total = None if progress.done is None else 1.0
            words = ", ".join(part for part in (progress.doing, progress.write_time_left()) if part)
            bar.update(bar.task_ids[0], total=total, completed=progress.done or 0, words=words)
            return
        now = time.perf_counter()
        if (self.as_json or not sys.stderr.isatty()) and now - self._said >= _SELDOM:
            self._said = now
            if self.as_json:
                told = {"message": clean_text(progress.doing), "done": progress.done}
                _write_event(stage=progress.stage, event="progress", **told)
                return
            _write_line(progress.stage, f"{progress.write()} …")

    def _start_bar(self, stage: str) -> None:
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        self._stop_bar()
        words = TextColumn("{task.fields[words]}", markup=False)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), words)
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._bar.add_task(f"{stage:<10}", total=None, words="")
        self._bar.start()

    def _stop_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop_bar()


def _write_event(**facts: str | float | None) -> None:
    """Write one JSON object on a line, with the time."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - a log tells when
    sys.stderr.write(json.dumps({"time": now, **facts}, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def _write_line(stage: str, sentence: str) -> None:
    sys.stderr.write(f"{stage:<10} {clean_text(sentence)}\n")
    sys.stderr.flush()
