"""Which dataclasses and functions does a folder of the package hold?"""

from __future__ import annotations

import pkgutil
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import Parameter, isfunction, signature
from itertools import chain
from typing import Any


def list_dataclasses(package: str) -> list[type[Any]]:
    """Return the dataclasses that the modules of a package define."""
    folder = import_module(package)
    names = (f"{package}.{m.name}" for m in pkgutil.iter_modules(folder.__path__))
    return [
        kind
        for name in names
        for kind in vars(import_module(name)).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == name
    ]


def is_firm(kind: type[Any]) -> bool:
    """Tell whether nothing can be changed in it or hung onto it."""
    parameters: Any = getattr(kind, "__dataclass_params__")  # noqa: B009 - unknown to the checker
    return bool(parameters.frozen) and "__slots__" in vars(kind)


def list_positional(kind: type[Any]) -> list[str]:
    """Return the fields that can be given without their name."""
    return [field.name for field in fields(kind) if field.init and not field.kw_only]


def is_compared(kind: type[Any]) -> bool:
    """Tell whether two are equal where their fields are."""
    parameters: Any = getattr(kind, "__dataclass_params__")  # noqa: B009 - unknown to the checker
    return bool(parameters.eq)


def list_nameless_parameters(package: str) -> list[str]:
    """Return the parameters of a package's functions that cannot be given by their name."""
    folder = import_module(package)
    modules = [import_module(f"{package}.{m.name}") for m in pkgutil.iter_modules(folder.__path__)]
    functions: list[Any] = []
    for module in modules:
        own = [v for v in vars(module).values() if getattr(v, "__module__", "") == module.__name__]
        kinds = [kind for kind in own if isinstance(kind, type)]
        inner = [vars(kind).values() for kind in kinds if is_dataclass(kind) or _is_tuple(kind)]
        functions += [f for f in (*own, *chain(*inner)) if isfunction(f)]
    return [
        f"{function.__qualname__}: {parameter.name}"
        for function in functions
        for parameter in signature(function).parameters.values()
        if parameter.kind is Parameter.POSITIONAL_ONLY
        and not function.__qualname__.endswith("._replace")  # made by the library
    ]


def _is_tuple(kind: type[Any]) -> bool:
    return issubclass(kind, tuple)
