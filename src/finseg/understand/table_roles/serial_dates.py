"""Which columns of whole numbers are dates that lost their format?

Spreadsheets keep dates as days counted from 1900: 44,000 is June 2020. Whole numbers of some
decades are taken for dates under a word of time (`Last contact`), or beside a column that is known
to be such dates and within its years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, say
from finseg.understand.column_summary import Look
from finseg.understand.dates import looks_like_serials
from finseg.understand.guess import Guess
from finseg.understand.quantities import guess_quantity
from finseg.understand.table_sample import TableSample

_YEAR = 365.25
_LONGEST = 60 * _YEAR  # that a column of one kind of dates spans
_NEAR = 3 * _YEAR  # around the dates that are known
_ROUND = 0.4  # share of multiples of ten from which on they are amounts
_ENOUGH = 20  # values
_FIRST_UNNAMED, _LAST_UNNAMED = 32_874, 49_674  # 1990 and 2036: dates without any word lie between
_FEW = 50  # different values: with fewer, numbers without a word are no dates


def find_serial_dates(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find dates by a word of time, and by the dates beside them."""
    known = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role == "date" and look.is_number and _may_be_serials(look)
    ]
    for place, look in enumerate(sample.looks):
        if guesses[place].role not in ("feature", "descriptor") or guesses[place].code == "coded":
            continue
        if not (look.is_number and _may_be_serials(look)) or _are_round(sample, place):
            continue
        word = look.says("point_in_time")
        beside = next((k for k in known if _lies_within(look, sample.looks[k])), None)
        if word and beside is not None:
            reason = say(
                "dates as Excel's serial numbers: `{word}` in the heading, and {known} beside it "
                "has the same years",
                word=word,
                known=ColumnName(sample.looks[beside].name),
            )
            yield place, Guess(role="date", reason=reason, confidence="fair", code="serial dates")
        elif word or beside is not None or _is_unnamed(look):
            if not word and look.says("currency"):
                continue
            why = "neither a word nor a value speaks against it"
            if word or beside is not None:
                why = f"`{word}` in the heading" if word else "the years of the dates beside it"
            reason = say("whole numbers that look like Excel's dates: {why}", why=why)
            yield place, Guess(role="date", reason=reason, confidence="low", code="serial dates")


def _is_unnamed(look: Look) -> bool:
    """Tell figures of late years, many different ones, under a heading that says nothing."""
    late = look.lowest >= _FIRST_UNNAMED and look.highest <= _LAST_UNNAMED
    return (
        late and not look.has_few_values(_FEW) and guess_quantity(look, "none").quantity == "none"
    )


def _may_be_serials(look: Look) -> bool:
    return (
        look.present >= _ENOUGH
        and look.whole
        and looks_like_serials(look.lowest, look.highest)
        and look.highest - look.lowest <= _LONGEST
    )


def _are_round(sample: TableSample, place: int) -> bool:
    values = sample.get_numbers(place)
    there = values[~np.isnan(values)]
    return float((there % 10 == 0).mean()) >= _ROUND


def _lies_within(look: Look, known: Look) -> bool:
    low, high = known.usual
    return low - _NEAR <= look.usual[0] and look.usual[1] <= high + _NEAR
