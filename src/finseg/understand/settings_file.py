"""How does a bank take over, line by line, what finseg found out about its file?

A dataset and its settings in, a settings file out. What was set stands as it is; what was guessed
stands as a comment with its reason and how sure it is. Taking the mark away from a line fixes that
guess; changing the line changes it. So the file is short to read and gives the same result as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from finseg.document.escape import plain, toml_key
from finseg.document.numbers import counted, exact, percent
from finseg.records.dataset import Column, Dataset
from finseg.settings import Settings
from finseg.understand import identifier
from finseg.understand.dates import in_words
from finseg.understand.sentinels import sentinel

_WIDTH = 46  # where comments begin
_SURE = {"low": 0, "fair": 1, "high": 2, "given": 3}
_OPEN = "#? "  # before a line that changes the result
_GUESSED = "# "
_BY_COLUMN = ("roles", "units", "quantities", "dates")
# Limits that many will want to set: key, value to begin with, what it means. "": the default.
_LIMITS = (
    ("k", "4", "fixes the number of segments"),
    ("k_max", "", "the largest number that is tried"),
    ("smallest_share", "", "share of the customers below which a segment cannot be served"),
    ("fewest_customers", "", "customers below which a segment would show single people"),
    ("most_segments", "6", "the largest number that the team can serve"),
)


def draft(dataset: Dataset, settings: Settings) -> str:
    """Write a settings file for one table.

    Parameters
    ----------
    dataset : Dataset
        The table as it was understood.
    settings : Settings
        What it was understood with.

    Returns
    -------
    str
        TOML that `Settings.from_toml` reads; its result is that of `settings`.

    """
    told = _differing(settings)
    read = told.pop("read", {})
    parts = [
        _head(dataset),
        _section("read", _read(dataset, read)),
        _section("read.roles", _roles(dataset, read.get("roles", {}))),
        _section("read.units", _units(dataset, read.get("units", {}))),
        _section("read.quantities", _quantities(dataset, read.get("quantities", {}))),
        _section("read.dates", _dates(dataset, read.get("dates", {}))),
        _section("check", _check(dataset, told.pop("check", {}))),
        _section("choose", _choose(settings, told.pop("choose", {}))),
    ]
    deliver = _deliver(dataset, settings, told.pop("deliver", {}))
    parts += [_section("deliver", deliver)] if deliver else []
    parts += [_section(name, _as_told(keys)) for name, keys in _flat(told)]
    return "\n".join(parts)


def _differing(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the keys whose values are not the defaults."""
    default = Settings().as_tree()
    tree = {
        name: {key: value for key, value in keys.items() if value != default[name][key]}
        for name, keys in settings.as_tree().items()
    }
    return {name: keys for name, keys in tree.items() if keys}


def _flat(tree: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give tables inside a section a heading of their own."""
    for name, keys in tree.items():
        yield name, {key: value for key, value in keys.items() if not isinstance(value, dict)}
        for key, value in keys.items():
            if isinstance(value, dict):
                yield f"{name}.{key}", value


def _head(dataset: Dataset) -> str:
    source = dataset.source
    how = "".join(f", {key} {value}" for key, value in source.details)
    columns = _set_by_name(dataset)
    low = sum(c.confidence == "low" for c in columns)
    lines = [
        f"How finseg understands {source.name}: {source.format}{how};",
        f"{counted(source.rows_read, 'row')} read, {counted(len(columns), 'column')}, "
        f"{counted(len(dataset.features), 'feature')}"
        + (f"; {low} of them with little to go by, listed first." if low else "."),
        "",
        "Lines that begin with `# ` and a name are guesses, with their reason: take the mark away",
        "to fix one, and change it to change it. As it stands, this file changes nothing.",
        "Lines that begin with `#? ` would change the result: they are yours to decide.",
    ]
    return "".join(f"# {plain(line)}".rstrip() + "\n" for line in lines)


def _section(name: str, lines: Sequence[str]) -> str:
    return f"[{name}]\n" + "".join(f"{line}\n" for line in lines)


def _line(mark: str, key: str, value: Any, comment: str = "") -> str:  # noqa: ANN401 - TOML
    text = f"{mark}{key} = {_value(value)}"
    return f"{text:<{_WIDTH}}  # {plain(comment)}" if comment else text


def _value(value: Any) -> str:  # noqa: ANN401 - any TOML value
    """Write a value as TOML; a text as JSON would, which TOML reads as well."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _as_told(keys: Mapping[str, Any]) -> list[str]:
    return [_line("", toml_key(key), value) for key, value in keys.items()]


def _read(dataset: Dataset, told: Mapping[str, Any]) -> list[str]:
    lines = _as_told({k: v for k, v in told.items() if k not in _BY_COLUMN})
    if dataset.as_of and "as_of" not in told:
        lines.append(_line(_GUESSED, "as_of", dataset.as_of, dataset.as_of_reason))
    known = identifier(dataset)
    by = f"by `{known.name}`" if known else "by their line in the file: no column names them"
    return [*lines, f"# Customers are known {plain(by)}."]


def _roles(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    """List the columns: those with little to go by first, else in the file's order."""
    columns = sorted(_set_by_name(dataset), key=lambda c: _SURE[c.confidence] > 0)
    lines = [
        _line(
            "" if _is_told(c, told) else _GUESSED,
            toml_key(c.name),
            c.role,
            _why(c.confidence, c.reason),
        )
        for c in columns
    ]
    marks = [
        f"# `{c.name}`: {found}"
        for c in _set_by_name(dataset)
        for found in [_odd_value(dataset, c)]
        if found
    ]
    head = ["# Values that may stand for something else:"] if marks else []
    return [*lines, *head, *map(plain, marks)]


def _set_by_name(dataset: Dataset) -> list[Column]:
    """Return the columns that settings can name: all but the ratios that are derived."""
    return [c for c in dataset.columns if not c.derived]


def _is_told(column: Column, told: Mapping[str, Any]) -> bool:
    return column.name in told or column.original in told


def _why(confidence: str, reason: str) -> str:
    return reason if confidence == "given" else f"{confidence}: {reason}"


def _odd_value(dataset: Dataset, column: Column) -> str:
    if column.kind != "number" or column.role not in {"feature", "descriptor"}:
        return ""
    values = dataset.table[column.name].drop_nulls()
    value = sentinel(values)
    if value is None:
        return ""
    return f"{exact(value)} in {percent(int((values == value).sum()) / len(values))} of the values"


def _units(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    return [
        _line("" if _is_told(c, told) else _GUESSED, toml_key(c.name), c.unit)
        for c in _figures(dataset)
    ]


def _quantities(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    return [
        _line(
            "" if _is_told(c, told) else _GUESSED,
            toml_key(c.name),
            c.quantity,
            "" if _said_above(c) else _why(c.quantity_confidence, c.quantity_reason),
        )
        for c in _figures(dataset)
    ]


def _said_above(column: Column) -> bool:
    """Tell whether the reason of the role says what the column measures."""
    return column.quantity_reason in column.reason


def _figures(dataset: Dataset) -> list[Column]:
    """Return the columns that a quantity is guessed for."""
    return [c for c in _set_by_name(dataset) if c.kind == "number" and c.quantity_reason]


def _dates(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    lines = []
    for dates in dataset.dates:
        key = toml_key(dates.column)
        column = dataset.column(dates.column)
        if dates.form:
            mark = "" if _is_told(column, told) else _GUESSED
            lines.append(_line(mark, key, dates.form, f"{dates.said}: {dates.evidence}"))
        lines += [
            _line(_OPEN, key, form, f"{in_words(form)}: {dates.evidence}")
            for form in dates.examples
        ]
    return lines


def _check(dataset: Dataset, told: Mapping[str, Any]) -> list[str]:
    default = Settings().check.max_rejected_share
    lines = _as_told(told)
    if "max_rejected_share" not in told:
        share = dataset.rows_rejected / max(1, dataset.source.rows_read)
        here = f"{percent(share)} are rejected here"
        lines.append(_line(_GUESSED, "max_rejected_share", default, here))
    if "rules" not in told:
        lines.append(_line(_OPEN, "rules", "our-rules.toml", "domain rules of your own"))
    return lines


def _deliver(dataset: Dataset, settings: Settings, told: Mapping[str, Any]) -> list[str]:
    lines = _as_told(told)
    currency = settings.deliver.currency or dataset.currency
    if currency == "INR" and "locale" not in told:
        lines.append(_line(_OPEN, "locale", "en-IN", "₹1.19L and 1,18,597, as Indian banks write"))
    return lines


def _choose(settings: Settings, told: Mapping[str, Any]) -> list[str]:
    lines = _as_told(told)
    for key, value, meaning in _LIMITS:
        if key in told:
            continue
        if value:
            lines.append(_line(_OPEN, key, int(value), meaning))
        else:
            lines.append(_line(_GUESSED, key, getattr(settings.choose, key), meaning))
    return lines
