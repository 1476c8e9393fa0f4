"""In which kind of table do results go back to whoever gave a table?

What was given in; `CallerTable` out, which turns a polars table of results into that kind: pandas,
polars, Arrow or another that narwhals knows, with the identifiers as they stood there. What came
from files goes back as polars. No library is imported that the caller has not imported already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from finseg.maths.arrays import Ints
from finseg.read.raw import make_readable_names

# A whole number as every reader of files takes it: no sign +, no zero in front, 18 digits at most.
_WHOLE = r"^(0|-?[1-9][0-9]{0,17})$"


@dataclass(frozen=True, slots=True, eq=False)
class CallerTable:
    """The table somebody gave: its kind, its index and its identifiers; nothing is copied."""

    given: Any = None  # the table; None where customers came from files

    @property
    def is_pandas(self) -> bool:
        """Tell whether it is a pandas table: results bear its index."""
        return type(self.given).__module__.split(".")[0] == "pandas" and hasattr(
            self.given, "columns"
        )

    def convert_table(
        self, table: pl.DataFrame, ids: Mapping[str, str], rows: Ints | None = None
    ) -> Any:  # noqa: ANN401 - whatever narwhals knows comes back
        """Turn a table of results into the caller's kind.

        Parameters
        ----------
        table : polars.DataFrame
            Results; never changed.
        ids : mapping of str to str
            Column of `table` → name of the identifier in what was given.
        rows : array of int, optional
            Which row of what was given each row is about, from 1. Left out where rows are no
            customers of the caller's: then nothing bears an index.

        """
        headings = self._list_headings()
        values = {
            own: self._take_values(headings.index(name), rows)
            for own, name in ids.items()
            if rows is not None and name in headings
        }
        if rows is None:
            numbers = [own for own, name in ids.items() if self._holds_whole_numbers(name)]
            table = table.with_columns(_read_whole_numbers(table[own]) for own in numbers)
        if not self.is_pandas:
            return self._convert_plain(table, ids, values)
        import narwhals as nw

        frame = nw.from_dict(_list_columns(table), backend="pandas").to_native()
        for own, found in values.items():
            frame[own] = found
        if rows is None:
            return frame
        frame.index = self.given.index[rows - 1]
        names = self._label_ids(ids, headings)
        # What is the index already is no column as well: pandas could not tell them apart.
        return frame.drop(columns=[own for own in names if names[own] is None]).rename(
            columns={own: label for own, label in names.items() if label is not None}
        )

    def convert_column(self, column: pl.Series, rows: Ints | None = None) -> Any:  # noqa: ANN401
        """Turn one column of results into the caller's kind, with the index of `rows`."""
        if self.is_pandas:
            return self.convert_table(column.to_frame(), {}, rows)[column.name]
        frame = self.convert_table(column.to_frame(), {})
        return frame[column.name]

    def _convert_plain(
        self, table: pl.DataFrame, ids: Mapping[str, str], values: Mapping[str, Any]
    ) -> Any:  # noqa: ANN401
        """Convert where there is no index; identifiers of files become numbers where they are."""
        backend = self._find_backend()
        if backend is None:
            found = [
                pl.Series(own, values[own]) if own in values else _read_whole_numbers(table[own])
                for own in ids
                if own in values or self.given is None
            ]
            return table.with_columns(found)
        import narwhals as nw

        made = nw.from_dict(_list_columns(table), backend=backend)
        series = [nw.from_native(v, series_only=True).alias(own) for own, v in values.items()]
        return made.with_columns(*series).select(*table.columns).to_native()

    def _find_backend(self) -> Any:  # noqa: ANN401 - narwhals' own
        """Return narwhals' name of the kind; None where polars is given back."""
        if self.given is None or isinstance(self.given, Mapping | pl.DataFrame | pl.LazyFrame):
            return None
        import narwhals as nw

        return nw.from_native(self.given, eager_only=True).implementation

    def _list_headings(self) -> list[str]:
        """Return the names that the columns bear in our tables, a named index first."""
        given = self.given
        if self.is_pandas:
            named = getattr(given.index, "name", None)
            first = [] if named is None else [str(named)]
            names = [*first, *(str(name) for name in given.columns)]
        elif isinstance(given, Mapping):
            names = [str(name) for name in given]
        elif isinstance(given, pl.LazyFrame):
            names = given.collect_schema().names()
        else:
            import narwhals as nw

            names = [] if given is None else nw.from_native(given, eager_only=True).columns
        return list(make_readable_names(names))

    def _take_values(self, place: int, rows: Ints) -> Any:  # noqa: ANN401
        """Return one column of what was given, in its own type, at these rows."""
        given, at = self.given, rows - 1
        if self.is_pandas:
            named = int(getattr(given.index, "name", None) is not None)
            if place < named:
                return given.index[at]
            return given.iloc[at, place - named].array
        if isinstance(given, Mapping):
            return pl.Series(list(given.values())[place], strict=False)[at]
        if isinstance(given, pl.LazyFrame):
            name = given.collect_schema().names()[place]
            return given.select(name).collect()[name][at]
        import narwhals as nw

        frame = nw.from_native(given, eager_only=True)
        return frame[frame.columns[place]][at.tolist()].to_native()

    def _holds_whole_numbers(self, name: str) -> bool:
        """Tell whether a column of what was given begins with a whole number."""
        headings = self._list_headings()
        if name not in headings:
            return False
        first: Any = next(iter(self._take_values(headings.index(name), np.ones(1, np.int64))))
        plain = first.as_py() if hasattr(first, "as_py") else first
        return isinstance(plain, int | np.integer) and not isinstance(plain, bool)

    def _label_ids(self, ids: Mapping[str, str], headings: Sequence[str]) -> dict[str, Any]:
        """Return for each identifier the caller's own label; None for the index."""
        named = int(getattr(self.given.index, "name", None) is not None)
        labels: dict[str, Any] = {}
        for own, name in ids.items():
            place = headings.index(name) if name in headings else -1
            if own != name or place < 0:
                continue
            labels[own] = None if place < named else self.given.columns[place - named]
        return labels


def note_caller_table(source: object) -> CallerTable:
    """Note what was given, if it is a table in memory."""
    kept = isinstance(source, pl.DataFrame | pl.LazyFrame | Mapping)
    if kept or isinstance(source, str | bytes | Sequence) or hasattr(source, "__fspath__"):
        return CallerTable(source if kept else None)
    if CallerTable(source).is_pandas:
        return CallerTable(source)
    import narwhals as nw

    known = nw.from_native(source, pass_through=True)
    return CallerTable(source if isinstance(known, nw.DataFrame) else None)


def _list_columns(table: pl.DataFrame) -> dict[str, Any]:
    """Return columns as arrays where they are numbers without gaps, else as lists."""
    take: Callable[[pl.Series], Any] = lambda c: (  # noqa: E731
        c.to_numpy() if c.dtype.is_numeric() and not c.null_count() else c.to_list()
    )
    return {column.name: take(column) for column in table.get_columns()}


def _read_whole_numbers(column: pl.Series) -> pl.Series:
    """Return identifiers as numbers where all are written as such, as every reader would."""
    if column.dtype != pl.String or not len(column) or column.null_count():
        return column
    return column.cast(pl.Int64) if column.str.contains(_WHOLE).all() else column
