"""Are different values counted as they stand, however many rows there are?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.understand.column_summary import MANY, count_distinct, look_at
from finseg.understand.column_types import read_column

PART = 1 << 16  # values compared in one go


@pytest.mark.parametrize("row", [1, PART - 1, PART, PART + 1, PART + 2, 2 * PART])
def test_one_repeat_anywhere_in_rising_values_is_counted(row):
    values = pl.int_range(2 * PART + 1, eager=True).to_frame("id")
    values = values.with_columns(
        pl.when(pl.int_range(pl.len()) == row).then(row - 1).otherwise("id")
    )

    assert count_distinct(values["literal"]) == 2 * PART


def test_values_that_rise_through_all_parts_all_differ():
    assert (
        count_distinct(pl.int_range(3 * PART, eager=True).cast(pl.String).str.zfill(9)) == 3 * PART
    )


def test_levels_are_told_without_the_blanks_around_them():
    look = look_at("tier", "tier", read_column(pl.Series(["gold ", "gold", None, " basic"] * 9)))

    assert look.levels == ("basic", "gold")
    assert look.distinct == 3


def test_a_column_of_very_many_texts_has_no_levels():
    texts = pl.Series([f"word {chr(97 + i % 26)}{i}" for i in range(MANY + 1)])
    look = look_at("remark", "remark", read_column(texts))

    assert look.distinct is None
    assert not look.levels
