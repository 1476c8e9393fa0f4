"""How does a table in memory become a raw table?

A pandas, polars or Arrow table, a mapping of columns, a list of dicts, or anything else narwhals
knows, in; `Raw` out. The caller's data
are never changed, and no library is imported that the caller has not imported already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from finseg.errors import UsageError
from finseg.read.columnar import make_raw_table
from finseg.read.raw import Raw, make_readable_names
from finseg.records.dataset import Source

_DIMENSIONS, _NAMED = 2, 3  # of an array that is a table; columns of it that are named
_AS_TEXT = (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Null)  # what has one spelling


def frame_to_raw(frame: object) -> Raw:
    """Take over a table in memory.

    Raises
    ------
    UsageError
        If it is not a table.
    EmptyTableError
        If it has no rows or no columns.

    """
    try:
        table, headings, kind = _convert_to_polars(frame)
        digest = digest_table(table)
    except UsageError:
        raise
    except (Exception, pl.exceptions.PanicException) as cause:
        told = " ".join(str(cause).split())[:200]
        raise _make_frame_error(frame, told) from cause
    source = Source(name="table in memory", format=kind, sha256=digest)
    raw = make_raw_table(table, source, first_line=1)
    return replace(raw, originals=headings)


def _make_frame_error(frame: object, told: str = "") -> UsageError:
    what = f"this is not a table that can be read: {type(frame).__name__}"
    return UsageError(
        what + (f" ({told})" if told else ""),
        where="the table given",
        fix=_suggest_table(frame),
    )


def _suggest_table(frame: object) -> str:
    """Say how what was given becomes a table."""
    kind = type(frame).__name__
    if isinstance(frame, np.ndarray):
        wide = frame.ndim == _DIMENSIONS
        columns = (
            ", ".join(f'"column {j + 1}"' for j in range(min(frame.shape[1], _NAMED)))
            if wide
            else ""
        )
        more = ", …" if wide and frame.shape[1] > _NAMED else ""
        names = f"[{columns}{more}]" if wide else '["name of the column"]'
        return f'give its columns names: polars.DataFrame(array, schema={names}, orient="row")'
    if kind == "Series":
        return "a table has several columns; give series.to_frame() if there is but this one"
    return "give a path, a pandas, polars or Arrow table, or a list of dicts"


def _convert_to_polars(frame: object) -> tuple[pl.DataFrame, tuple[str, ...], str]:
    """Return a polars table with unique names, the headings as they were, and the kind."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame, tuple(frame.columns), "polars"
    if isinstance(frame, list | tuple) and frame and all(isinstance(r, Mapping) for r in frame):
        table = _convert_records(frame)
        return table, tuple(table.columns), "list of dicts"
    if isinstance(frame, Mapping):
        table = pl.DataFrame(dict(frame), strict=False)
        return table, tuple(table.columns), "mapping"
    if type(frame).__module__.split(".")[0] == "pandas":
        return _convert_pandas_frame(frame)
    return _convert_narwhals_frame(frame)


def _convert_records(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Lay out one row per dict; what a dict lacks is missing."""
    names = dict.fromkeys(str(name) for record in records for name in record)
    known = [{str(name): value for name, value in record.items()} for record in records]
    return pl.DataFrame(
        [_build_series(n, _level_numbers([r.get(n) for r in known])) for n in names]
    )


def _level_numbers(values: list[Any]) -> list[Any]:
    """Return whole numbers with a point where others of the column have one, as JSON mixes them."""
    kinds = {type(v) for v in values if v is not None}
    return [None if v is None else float(v) for v in values] if kinds == {int, float} else values


def _convert_narwhals_frame(frame: object) -> tuple[pl.DataFrame, tuple[str, ...], str]:
    if hasattr(frame, "__arrow_c_stream__"):
        table = pl.DataFrame(frame)
        module = type(frame).__module__.split(".")[0]
        return table, tuple(table.columns), "Arrow" if module == "pyarrow" else module
    import narwhals as nw

    try:
        known = nw.from_native(frame)  # type: ignore[call-overload]
    except TypeError as cause:
        raise _make_frame_error(frame) from cause
    eager = known.collect() if isinstance(known, nw.LazyFrame) else known
    kind = str(eager.implementation.value)
    table = pl.DataFrame([_build_series(name, eager[name].to_list()) for name in eager.columns])
    return table, tuple(table.columns), kind


def _convert_pandas_frame(frame: Any) -> tuple[pl.DataFrame, tuple[str, ...], str]:  # noqa: ANN401
    """Take a pandas table over column by column: pyarrow may not be there."""
    import narwhals as nw

    if not hasattr(frame, "columns"):
        raise _make_frame_error(frame)
    headings = [str(name) for name in frame.columns]
    unique = [f"c{place}" for place in range(len(headings))]
    known = nw.from_native(frame.set_axis(unique, axis=1), eager_only=True)
    columns = [_convert_narwhals_series(known[name]) for name in unique]
    index = getattr(frame, "index", None)
    if index is not None and getattr(index, "name", None) is not None:
        columns.insert(0, _build_series("index", list(index)))
        headings.insert(0, str(index.name))
    names = make_readable_names(headings)
    table = pl.DataFrame([c.alias(n) for c, n in zip(columns, names, strict=True)])
    return table, tuple(headings), "pandas"


def _convert_narwhals_series(column: Any) -> pl.Series:  # noqa: ANN401 - a narwhals Series
    if column.dtype.is_numeric() and not column.is_null().any():
        return pl.Series(column.name, column.to_numpy())
    return _build_series(column.name, column.to_list())


def _build_series(name: str, values: Sequence[Any]) -> pl.Series:
    """Build a column from Python objects; what does not go together becomes text."""
    present = [None if _is_missing_value(v) else v for v in values]
    try:
        return pl.Series(name, present, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(name, [None if v is None else str(v) for v in present], pl.String)


def _is_missing_value(value: Any) -> bool:  # noqa: ANN401 - anything may be in a column
    """Tell None, NaN, NaT and pandas.NA: none of the last three equals itself."""
    if value is None:
        return True
    try:
        return not bool(value == value)  # noqa: PLR0124
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def digest_table(table: pl.DataFrame) -> str:
    """Hash the content: names, then each column's values; the same for equal tables."""
    digest = hashlib.sha256()
    for column in table.get_columns():
        digest.update(f"{column.name}\x1e".encode())
        if column.dtype.is_numeric():
            gaps = column.is_null().to_numpy()
            numbers = column.cast(pl.Float64).fill_null(0.0).to_numpy()
            digest.update(np.ascontiguousarray(numbers).tobytes())
            digest.update(np.packbits(gaps).tobytes())
        elif column.dtype.is_temporal():
            digest.update(repr(column.to_physical().to_list()).encode())
        elif isinstance(column.dtype, _AS_TEXT):
            text = column.cast(pl.String).fill_null("\x00")
            digest.update(str(text.str.join("\x1f").item()).encode())
        else:  # bytes, lists, objects: there is no text for all of them
            digest.update(repr(column.to_list()).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
