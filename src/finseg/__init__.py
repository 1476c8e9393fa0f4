"""Customer segmentation for financial services.

    import finseg

    study = finseg.segment("customers.csv")
    study.segments
    study.write("results")
    finseg.load("results/model.json").score(new_customers)

The names below are loaded when they are first used, so that importing finseg stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finseg.errors import FinsegError, FinsegWarning
    from finseg.journey import example, load, segment
    from finseg.score import Model
    from finseg.settings import Settings
    from finseg.study import Study

__all__ = [
    "FinsegError",
    "FinsegWarning",
    "Model",
    "Settings",
    "Study",
    "example",
    "load",
    "segment",
]

_HOMES = {
    "FinsegError": "finseg.errors",
    "FinsegWarning": "finseg.errors",
    "Model": "finseg.score",
    "Settings": "finseg.settings",
    "Study": "finseg.study",
    "example": "finseg.journey",
    "load": "finseg.journey",
    "segment": "finseg.journey",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name == "__version__":
        from importlib.metadata import version

        return version("finseg")
    if name not in _HOMES:
        raise AttributeError(f"module `finseg` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
