"""Is the L in `12L` a lakh or a size?

The parts of a column's numbers in, the same parts out with the letters taken for magnitudes, or
not: then these texts are no numbers. Decided for the whole column: by its money signs, its heading,
its fractions and its plain numbers. Credit and debit (`Cr`, `Dr`) are told from crore here, and
units of time are never mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from finseg.records.reading import Counts
from finseg.vocabulary.missing_values import count_spellings, load_spelling_table
from finseg.vocabulary.words import says

_WEAK = ("k", "l", "m", "mm", "b", "t")  # also sizes, seats and millimetres
_TIMES = ("years", "months", "days")
_MANY_CRORE = r"^[0-9]{4,}|^[0-9]{1,3}(?:[, '][0-9]{2,3})+"  # nobody has a thousand crore


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberParts:
    """Parts of numbers after the column has decided what their marks mean."""

    parts: pl.DataFrame
    unread: Counts = ()  # letters and units that were not taken for part of a number
    credit: int = 0  # values with Cr, where it is no crore
    debit: int = 0  # values with Dr, which are negative then


def settle_marks(
    parts: pl.DataFrame, phrase: str, plain: int, *, force: bool, credit: bool
) -> NumberParts:
    """Decide what the letters behind the numbers of a column mean.

    Parameters
    ----------
    parts : polars.DataFrame
        As `split_marks` returns them.
    phrase : str
        The heading in plain words.
    plain : int
        Values of the column that are plain numbers.
    force : bool
        The user says that it is a column of numbers.
    credit : bool
        The model knows that Cr is credit in this column.

    """
    parts, credited, debited = _settle_credit_and_debit(parts, known=credit)
    unread: Counts = ()
    if not force and not _are_magnitudes(parts, phrase, plain):
        weak = parts["magnitude"].is_in(_WEAK).fill_null(value=False)
        unread = count_spellings(parts["magnitude"].filter(weak))
        parts = _blank_digits(parts, weak)
    parts, mixed = _refuse_mixed_times(parts, force=force)
    return NumberParts(parts=parts, unread=(*unread, *mixed), credit=credited, debit=debited)


def _settle_credit_and_debit(parts: pl.DataFrame, *, known: bool) -> tuple[pl.DataFrame, int, int]:
    """Read Cr as credit where the column has Dr too, or amounts that nobody has in crore."""
    cr = parts["magnitude"].is_in(["cr", "cr."]).fill_null(value=False)
    dr = (parts["tail"] == "dr").fill_null(value=False)
    huge = cr & parts["digits"].str.contains(_MANY_CRORE).fill_null(value=False)
    if not (known or dr.any() or huge.any()):
        return _blank_digits(parts, (parts["tail"] == "cr").fill_null(value=False)), 0, 0
    settled = parts.with_columns(
        magnitude=parts["magnitude"].set(cr, None), negative=parts["negative"] ^ dr
    )
    return settled, int(cr.sum()), int(dr.sum())


def _are_magnitudes(parts: pl.DataFrame, phrase: str, plain: int) -> bool:
    magnitudes = parts["magnitude"].drop_nulls()
    weak = parts.filter(pl.col("magnitude").is_in(_WEAK))
    if not len(weak) or parts["currency"].is_not_null().any():
        return True
    if not set(load_spelling_table()["magnitude_not"]["words"]).isdisjoint(phrase.split()):
        return False
    if len(weak) < len(magnitudes) or weak["digits"].str.contains("[.,]").any():
        return True
    return bool(says(phrase, "currency") or says(phrase, "count")) or plain >= len(weak)


def _refuse_mixed_times(parts: pl.DataFrame, *, force: bool) -> tuple[pl.DataFrame, Counts]:
    """Refuse years beside months: nothing is converted. Forced, the most frequent unit stays."""
    times = count_spellings(
        parts["unit"].filter(parts["unit"].is_in(_TIMES).fill_null(value=False))
    )
    if len(times) < 2:
        return parts, ()
    refused = times[1:] if force else times
    mask = parts["unit"].is_in([unit for unit, _ in refused]).fill_null(value=False)
    return _blank_digits(parts, mask), refused


def _blank_digits(parts: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    return parts.with_columns(digits=parts["digits"].set(mask, None)) if mask.any() else parts
