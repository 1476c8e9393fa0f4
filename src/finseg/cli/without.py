"""What is installed here, and only costs time?

Names of packages in; inside the block they are as if they were not installed. scikit-learn loads
pandas wherever it finds it, 0.2 s of every run, and nothing of this command line hands a table to
either. A finder stands before Python's own; what asks only whether a package is there is told yes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Refusal(Loader):
    """Says of a package that it is not there."""

    def exec_module(self, module: ModuleType) -> None:
        raise ModuleNotFoundError(
            f"finseg does without {module.__name__} here", name=module.__name__
        )


class _Refusing(MetaPathFinder):
    """Finds packages that are not to be loaded."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = packages

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """Return what refuses to be loaded, or None: then the next finder is asked."""
        return ModuleSpec(fullname, _Refusal()) if fullname in self.packages else None


@contextmanager
def do_without(*packages: str) -> Iterator[None]:
    """Have packages that are not loaded yet refused inside the block."""
    finder = _Refusing(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
