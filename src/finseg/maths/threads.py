"""How do many short fits run without waiting for each other?

One thread for everything inside. Short fits lose more by starting and joining threads than they
gain, and on a busy machine the waiting costs ten times the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_lock = Lock()
_blocks: list[Any] = []  # open blocks, in all threads; the first holds the limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread inside the block.

    Blocks may lie within each other and overlap in several threads: the limits are lifted when the
    last one ends.
    """
    # Only libraries that are already loaded can be limited: NumPy's BLAS is.
    from threadpoolctl import threadpool_limits

    with _lock:
        if not _blocks:
            _take_control()
        _blocks.append(_blocks[0] if _blocks else threadpool_limits(1))
    try:
        yield
    finally:
        with _lock:
            limits = _blocks.pop()
            if not _blocks:
                _take_control()
                limits.restore_original_limits()
                _take_control()  # and leave it to whoever comes next


def _take_control() -> None:
    """Let this thread set the limits: since 3.8 threadpoolctl ignores all but the first that did.

    Its reason, threads that undo each other's limits, does not hold here: ours are counted.
    """
    from threadpoolctl import OpenBLASController

    release = getattr(OpenBLASController, "clear_controlling_thread", None)
    if release is not None:
        release(force=True)
