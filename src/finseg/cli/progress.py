"""How does a long run show its progress?

On a terminal one line per stage, with a moving mark while it runs; elsewhere one plain line when a
stage is done. Always on stderr, so that stdout stays fit for pipes.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from finseg.document.escape import clean_text
from finseg.document.numbers import Numbers

if TYPE_CHECKING:
    from rich.status import Status


class Progress:
    """Tells a person how far the journey is; called by it as `announce(stage, sentence)`."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.started = time.perf_counter()
        self._status: Status | None = None

    def __call__(self, stage: str, sentence: str) -> None:
        """Begin a stage (no sentence yet), or say what it came to."""
        if self.quiet:
            return
        if not sentence:
            self.started = time.perf_counter()
            self._start_spinner(stage)
            return
        self._stop_spinner()
        spent = Numbers().write_duration(time.perf_counter() - self.started)
        sys.stderr.write(f"{stage:<10} {clean_text(sentence)} ({spent})\n")
        sys.stderr.flush()

    def _start_spinner(self, stage: str) -> None:
        if not sys.stderr.isatty():
            return
        from rich.console import Console

        self._stop_spinner()
        self._status = Console(stderr=True).status(f"{stage} …")
        self._status.start()

    def _stop_spinner(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop_spinner()
