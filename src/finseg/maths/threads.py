"""How are many short fits kept from waiting for each other?

One thread for everything inside. Short fits lose more by starting and joining threads than they
gain, and on a busy machine the waiting costs ten times the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread inside the block."""
    # Only libraries that are already loaded can be limited, so scikit-learn's must be.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
