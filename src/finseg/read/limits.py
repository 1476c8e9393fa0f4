"""Is this input small enough to be read?

Sizes, counts and the clock in; nothing out, or an error that names the limit, what was found and
the setting. What can be known beforehand is asked beforehand: a file's size before it is opened,
the size of an archive while it is unpacked, rows and columns before they are parsed. The time is
looked at between the steps: a step that is under way is not broken off.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

from finseg.document.said import Count
from finseg.errors import EnvironmentStopError, LimitError
from finseg.settings import ReadSettings

# Below this size nothing is too dense: a small file of zeros is no attack.
UNSUSPECTED = 16 << 20
_MEMORY_PER_BYTE = 4  # what is needed at least to read one byte of text and type it
_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """The limits of [read], and when the reading began."""

    settings: ReadSettings
    began: float = field(
        default_factory=lambda: time.monotonic()  # noqa: PLW0108 - asked anew each time
    )

    def check_size(self, count: int, name: str, what: str = "it has") -> None:
        """Refuse more bytes than allowed."""
        most = self.settings.max_bytes
        if count > most:
            raise LimitError(
                f"{what} {Count(count, 'byte')} or more, and at most {Count(most)} are read",
                where=name,
                fix="give fewer rows or columns, or raise max_bytes in [read]",
            )

    def check_ratio(self, unpacked: int, packed: int, name: str) -> None:
        """Refuse what unpacks to many times its size: customers' tables do not."""
        most = self.settings.max_ratio
        if unpacked > UNSUSPECTED and unpacked > most * packed:
            raise LimitError(
                f"it unpacks to more than {most} times its size, which no customer table does",
                where=name,
                fix=(
                    "unpack it and look at it; if it is a customer table, raise max_ratio in [read]"
                ),
            )

    def check_shape(self, rows: int, columns: int, name: str, *, weight: int = 1) -> None:
        """Refuse too many rows, columns or cells.

        A format whose reader takes `weight` times the memory per cell may have so many fewer.
        """
        settings = self.settings
        for count, most, what in (
            (rows, settings.max_rows, "rows"),
            (columns, settings.max_columns, "columns"),
            (rows * columns, settings.max_cells // weight, "cells"),
        ):
            if count > most:
                raise LimitError(
                    f"the table has {Count(count)} {what}, and at most {Count(most)} are read",
                    where=name,
                    fix=f"give fewer rows or columns, or raise max_{what} in [read]",
                )

    def check_time(self, name: str) -> None:
        """Refuse to go on when the time is over."""
        if self.seconds_left() < 0:
            raise self.make_time_error(name, "give fewer rows or columns")

    def make_time_error(self, name: str, remedy: str) -> LimitError:
        """Return the error that says that the time is over, and what to do but raise the limit."""
        return LimitError(
            f"reading took longer than {Count(self.settings.max_seconds, 'second')}",
            where=name,
            fix=f"{remedy}, or raise max_seconds in [read]",
        )

    def seconds_left(self) -> float:
        """Return how much of the time is left."""
        return self.settings.max_seconds - (time.monotonic() - self.began)


def require_memory(size: int, name: str) -> None:
    """Refuse a table that this machine cannot hold, before it is tried.

    Parameters
    ----------
    size : int
        Bytes of the input, unpacked.
    name : str
        The input concerned.

    Raises
    ------
    EnvironmentStopError
        If even the least that is needed is not there.

    """
    free, need = free_memory(), _MEMORY_PER_BYTE * size
    if free is not None and need > free:
        raise EnvironmentStopError(
            f"reading needs about {Count(need >> 20)} MiB of memory, "
            f"and {Count(free >> 20)} MiB are free",
            where=name,
            fix="give the program more memory, or fewer rows and columns",
        )


def free_memory() -> int | None:
    """Return the bytes this process may still take, or None where that cannot be known."""
    known = (_read_ulimit_left(), _read_cgroup_left(), _read_available_memory())
    return min((count for count in known if count is not None), default=None)


def _read_ulimit_left() -> int | None:
    """Read what `ulimit` leaves of the address space, and of the data in it."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    taken = [int(count) for count in _read_kernel_file("/proc/self/statm").split()] or [0] * 7
    left = []
    for limit, pages in ((resource.RLIMIT_AS, taken[0]), (resource.RLIMIT_DATA, taken[5])):
        most, _ = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            left.append(max(0, most - pages * os.sysconf("SC_PAGE_SIZE")))
    return min(left, default=None)


def _read_cgroup_left() -> int | None:
    """Read the limit of the container, as version 2 of control groups gives it."""
    most, taken = (
        _read_kernel_file(f"/sys/fs/cgroup/memory.{what}") for what in ("max", "current")
    )
    if not most.strip().isdigit() or not taken.strip().isdigit():
        return None
    pages = [
        line
        for line in _read_kernel_file("/sys/fs/cgroup/memory.stat").splitlines()
        if "_file " in line
    ]
    cached = sum(int(line.split()[1]) for line in pages if line.startswith(("active", "inactive")))
    return max(0, int(most) - int(taken) + cached)


def _read_available_memory() -> int | None:
    for line in _read_kernel_file("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * _KIB
    return None


def _read_kernel_file(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123 - the kernel's, not a user's
            return file.read()
    except (OSError, ValueError):
        return ""
