"""Is this column a column of numbers?

A column as it came in; its numbers, gaps and spoiled rows out. A column is one of numbers when
nearly all its values read as numbers. Digits that are names (leading zeros, more than fifteen
digits) stay text, so that no two customers merge.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from finseg.read.spellings import Decimal, count_sure, is_missing, parse_numbers, possible

NEARLY_ALL = 0.95  # share of the values present that must read as numbers
LONGEST_NUMBER = 15  # digits a double keeps; longer ones are names
_SAMPLE = 1000
_HOPELESS = 0.5  # share in the sample below which the whole column is not tried
_FEW_LEADING_ZEROS = 0.01
_NAMES = "digits with leading zeros, or too many of them"
# Days from 1970 that polars can write as a date: the 262,142 years of its calendar, rounded down.
_MOST_DAYS = 95_000_000
_PER_DAY = {"ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}

Spellings = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One column, as text and, where it is one of numbers, as numbers."""

    text: pl.Series  # as it stood; null where blank
    numbers: pl.Series | None = None  # Float64, null where missing or unreadable
    unreadable: pl.Series | None = None  # Boolean per row: text in a column of numbers
    spellings: Spellings = ()  # how gaps were written, in a column of numbers
    blanks: int = 0
    temporal: bool = False  # it came as dates
    note: str = ""  # what was peculiar about it, in words

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.numbers is not None


def read_column(values: pl.Series, *, decimal: str = "", force: bool = False) -> Typed:
    """Find out whether a column holds numbers, and read them.

    Parameters
    ----------
    values : pl.Series
        Text, or any type polars knows.
    decimal : str
        The decimal mark, where it is known.
    force : bool
        Read it as numbers however few there are; the rest is unreadable.

    """
    dtype = values.dtype
    if dtype == pl.String:
        return _read_text(values, decimal, force=force)
    if dtype.is_numeric():
        return _read_numeric(values, force=force)
    if dtype == pl.Null:
        return Typed(text=values.cast(pl.String), blanks=len(values))
    return _read_other(values, decimal, force=force)


def _read_numeric(values: pl.Series, *, force: bool) -> Typed:
    if values.dtype.is_integer() and not force and _too_long(values):
        text = values.cast(pl.String)
        return Typed(text=text, blanks=text.null_count(), note=_NAMES)
    numbers = values.cast(pl.Float64)
    blanks = numbers.null_count()
    odd = ~possible(numbers).fill_null(value=True)
    spellings: Spellings = ()
    if odd.any():
        spellings = _counted(numbers.filter(odd).cast(pl.String))
        numbers = numbers.set(odd, None)
    return Typed(text=as_text(values), numbers=numbers, spellings=spellings, blanks=blanks)


def _too_long(values: pl.Series) -> bool:
    return bool((values.cast(pl.Float64).abs() >= 10.0**LONGEST_NUMBER).any())


def as_text(values: pl.Series) -> pl.Series:
    """Write numbers as an id would be written: whole ones without a decimal point."""
    if values.dtype.is_float():
        whole = values.drop_nulls().drop_nans()
        safe = bool(((whole == whole.round()) & (whole.abs() < 2.0**53)).all())
        if safe:
            return values.fill_nan(None).cast(pl.Int64, strict=False).cast(pl.String)
    return values.cast(pl.String)


def _read_other(values: pl.Series, decimal: str, *, force: bool) -> Typed:
    dtype = values.dtype
    if dtype.is_temporal() and dtype != pl.Duration:
        text = _writable(values).cast(pl.String)
        beyond = text.null_count() - values.null_count()
        note = f"{beyond:,} dates beyond the calendar" if beyond else ""
        return Typed(text=text, blanks=text.null_count(), temporal=True, note=note)
    if dtype == pl.Boolean or isinstance(dtype, (pl.Categorical, pl.Enum)):
        text = values.cast(pl.String)
        return _read_text(text, decimal, force=force)
    return Typed(
        text=pl.Series(values.name, [None] * len(values), pl.String),
        blanks=len(values),
        note=f"values of type {dtype} cannot be used",
    )


def _writable(dates: pl.Series) -> pl.Series:
    """Leave out dates beyond the calendar: polars panics where it is to write one."""
    dtype = dates.dtype
    if dtype == pl.Time:
        return dates
    per_day = _PER_DAY[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
    within = (dates.to_physical().cast(pl.Int64) // per_day).is_between(-_MOST_DAYS, _MOST_DAYS)
    return dates if within.all() else dates.set(~within.fill_null(value=True), None)


def _read_text(text: pl.Series, decimal: str, *, force: bool) -> Typed:
    blanks = text.null_count()
    plain = Typed(text=text, blanks=blanks)
    if blanks == len(text):
        return plain
    if not force and not _hopeful(text, decimal):
        return plain
    numbers = _cast(text)
    failed = text.is_not_null() & numbers.is_null()
    if not force and _is_name(text):
        return Typed(text=text, blanks=blanks, note=_NAMES)
    spelled: Spellings = ()
    note = ""
    if failed.any() or decimal == ",":
        numbers, failed, spelled, note = _second_chance(text, numbers, failed, decimal)
    gaps = blanks + sum(count for _, count in spelled)
    readable = len(text) - gaps - int(failed.sum())
    present = len(text) - gaps
    if not force and present and readable < NEARLY_ALL * present:
        return plain
    return Typed(
        text=text,
        numbers=numbers,
        unreadable=failed if failed.any() else None,
        spellings=spelled,
        blanks=blanks,
        note=note,
    )


def _cast(text: pl.Series) -> pl.Series:
    numbers = text.cast(pl.Float64, strict=False)
    usual = possible(numbers)
    return numbers if usual.all() else numbers.set(~usual.fill_null(value=True), None)


def _hopeful(text: pl.Series, decimal: str) -> bool:
    """Try a few values spread over the column before trying all."""
    step = max(1, len(text) // _SAMPLE)
    sample = text.gather_every(step).drop_nulls()
    if not len(sample):
        return True
    mark: Decimal = "," if decimal == "," or count_sure(sample, ",") else "."
    good = parse_numbers(sample, mark).is_not_null() | _cast(sample).is_not_null()
    good = good | is_missing(sample)
    return int(good.sum()) >= _HOPELESS * len(sample)


def _is_name(text: pl.Series) -> bool:
    """Tell digits that name something from digits that count something."""
    zero = text.str.starts_with("0")
    lengths = text.str.len_bytes()
    longest, shortest = _extreme(lengths.max()), _extreme(lengths.min())
    leading = int((text.filter(zero).str.contains(r"^0\d+$")).sum() or 0) if zero.any() else 0
    long = longest > LONGEST_NUMBER and bool(text.str.contains(r"^\d{16,}$").any())
    if not leading and not long:
        return False
    if not text.str.contains(r"^\d+$").all():
        return False
    even = longest == shortest
    return long or even or leading >= _FEW_LEADING_ZEROS * (len(text) - text.null_count())


def _second_chance(
    text: pl.Series, numbers: pl.Series, failed: pl.Series, decimal: str
) -> tuple[pl.Series, pl.Series, Spellings, str]:
    """Read what a plain cast could not: gaps by their spelling, numbers by theirs."""
    rest = text.filter(failed)
    gap = is_missing(rest)
    spelled = _counted(rest.filter(gap)) if gap.any() else ()
    rows = failed.arg_true()
    mark = _decimal(text, rest, decimal)
    if mark == ",":
        missing = pl.Series([False]).new_from_index(0, len(text)).scatter(rows.filter(gap), True)
        numbers = parse_numbers(text, ",")
        return numbers, text.is_not_null() & numbers.is_null() & ~missing, spelled, "decimal comma"
    again = parse_numbers(rest.filter(~gap))
    read = again.is_not_null()
    numbers = numbers.scatter(rows.filter(~gap), again)
    failed = failed.scatter(rows.filter(gap), False).scatter(rows.filter(~gap), ~read)
    note = f"{int(read.sum()):,} values with signs or group marks" if read.any() else ""
    return numbers, failed, spelled, note


def _decimal(text: pl.Series, rest: pl.Series, decimal: str) -> Decimal:
    """Decide the decimal mark of a column: the comma needs more sure values than the point."""
    if decimal:
        return "," if decimal == "," else "."
    commas = count_sure(rest, ",")
    return "," if commas and commas > count_sure(text, ".") else "."


def _counted(texts: pl.Series) -> Spellings:
    """Count the spellings, the most frequent first."""
    counts = texts.str.strip_chars().alias("spelling").value_counts(sort=True)
    return tuple(sorted(counts.rows(), key=lambda row: (-row[1], row[0])))


def _extreme(value: object) -> int:
    return value if isinstance(value, int) else 0
