"""Customer segmentation for financial services.

    import finseg

    study = finseg.segment("customers.csv")
    study.segments
    study.write("results")
    finseg.load("results/model.json").score(new_customers).assignments

The names below are loaded when they are first used, so that importing finseg stays quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finseg import campaign
    from finseg.errors import FinsegError
    from finseg.journey import check, example, init, load, score, segment
    from finseg.score import Model
    from finseg.settings import Settings
    from finseg.study import Study

__all__ = [
    "FinsegError",
    "Model",
    "Settings",
    "Study",
    "campaign",
    "check",
    "example",
    "init",
    "load",
    "score",
    "segment",
]

_HOMES = {
    "FinsegError": "finseg.errors",
    "Model": "finseg.score",
    "Settings": "finseg.settings",
    "Study": "finseg.study",
    "check": "finseg.journey",
    "example": "finseg.journey",
    "init": "finseg.journey",
    "load": "finseg.journey",
    "score": "finseg.journey",
    "segment": "finseg.journey",
}


class _Package(ModuleType):
    """The package: its functions stay in sight when a subpackage of the same name is imported.

    Importing `finseg.check` or `finseg.score` would bind the subpackage in their place. It is still
    found by `from finseg.check import …`.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name == "__version__":
        from importlib.metadata import version

        return version("finseg")
    if name == "campaign":
        return import_module("finseg.campaign")
    if name not in _HOMES:
        raise AttributeError(f"module `finseg` has no attribute `{name}`")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
