"""How far is a long stage, and how long will it still take?

A stage says what it is doing and what share of it is done; out come `Progress` records for whoever
watches: a terminal, a log, a notebook. The time left is told from the pace so far.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from finseg.document.numbers import Numbers
from finseg.document.said import Share, write_text

_OFTEN = 0.1  # seconds: more often nobody can read it
_SURE_AFTER = 1.0  # seconds of a stage, and the share of it, from which its pace can be told
_SURE_FROM = 0.03
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one stage is."""

    stage: str  # "choose"
    doing: str  # "comparing with noise"; empty where there is no more to say
    done: float | None = None  # share of the stage, 0 … 1; None where it cannot be told
    seconds_left: float | None = None  # of the stage; None where it cannot be told yet

    def write(self) -> str:
        """Write it in words: "45%, comparing with noise, about 12 s left"."""
        share = "" if self.done is None else write_text(Share(self.done, digits=0), Numbers())
        return ", ".join(part for part in (share, self.doing, self.write_time_left()) if part)

    def write_time_left(self) -> str:
        """Write the time left: "about 12 s left"; empty where it cannot be told."""
        if self.seconds_left is None:
            return ""
        minutes = round(self.seconds_left / _MINUTE)
        if minutes > 1:
            return f"about {minutes} min left"
        return f"about {max(1, round(self.seconds_left))} s left"


Report = Callable[[str, float | None], None]
"""Called by a stage with what it is doing and the share that is done, from any thread."""

Watch = Callable[[Progress], None]
"""Called with how far a stage is; what it raises ends the stage."""


class Pace:
    """Turns the shares that a stage reports into the time it still needs."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._done = 0.0

    def advance(self, done: float) -> tuple[float, float | None]:
        """Return the share that is done, which never falls, and the seconds left, once known.

        They are told from the whole way so far: parts that take long and parts that do not are
        mixed in it.
        """
        self._done = max(self._done, min(done, 1.0))
        spent = self._clock() - self._began
        if spent < _SURE_AFTER or self._done < _SURE_FROM:
            return self._done, None
        return self._done, spent / self._done * (1 - self._done)


def watch_stage(
    stage: str, watch: Watch | None, clock: Callable[[], float] = time.monotonic
) -> Report:
    """Begin to watch a stage; return what it reports to.

    Parameters
    ----------
    stage : str
    watch : callable, optional
        Called by one thread at a time, at most ten times a second while the same thing is done;
        left out, nothing is.
    clock : callable
        Seconds that only grow.

    """
    pace, lock = Pace(clock), Lock()
    told: list[tuple[float, str]] = []  # the last that was passed on: when and what

    def report(doing: str, done: float | None) -> None:
        if watch is None:
            return
        with lock:
            share, left = (None, None) if done is None else pace.advance(done)
            now = clock()
            if told and told[0][1] == doing and now - told[0][0] < _OFTEN:
                return
            told[:] = [(now, doing)]
            watch(Progress(stage=stage, doing=doing, done=share, seconds_left=left))

    return report
