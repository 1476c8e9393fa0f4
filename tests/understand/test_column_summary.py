"""Are different values counted as they stand, however many rows there are?"""

from __future__ import annotations

import math

import polars as pl
import pytest

from finseg.understand import column_summary as module
from finseg.understand.column_summary import (
    MANY,
    Look,
    compute_distinct_share,
    compute_pattern_share,
    compute_value_share,
    count_distinct,
    find_counter_start,
    find_levels,
    look_at,
)
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


def look_of(*values: object) -> Look:
    return look_at("x", "x", read_column(pl.Series(values, strict=False)))


def test_range_and_gaps_are_those_of_the_values_present():
    look = look_of(5, 2, None, 9)

    assert (look.rows, look.present, look.distinct) == (4, 3, 3)
    assert (look.lowest, look.highest, look.whole) == (2.0, 9.0, True)
    assert not look_of(5, 2.5).whole
    assert math.isnan(look_of("a", "b").lowest)


def test_the_usual_range_goes_from_the_first_to_the_last_percentile():
    assert look_of(*range(101)).usual == (1.0, 99.0)
    assert look_of(*range(0, 2010, 10)).usual == (20.0, 1980.0)


@pytest.mark.parametrize(
    ("most", "least", "few"), [(3, 1, True), (2, 1, False), (3, 3, True), (5, 4, False)]
)
def test_few_values_are_told_at_both_limits(most, least, few):
    assert look_of(1, 2, 3, 3).has_few_values(most, least) is few


def test_up_to_a_thousand_values_are_levels():
    assert find_levels(pl.Series(range(MANY))) is not None
    assert find_levels(pl.Series(range(MANY + 1))) is None
    # A sample of every second row misses some: they are counted all the same.
    values = pl.Series([i // 2 for i in range(2 * MANY)] + [0] * 8000 + [-1])
    assert find_levels(values) is None


def test_shares_are_of_the_values_present():
    assert compute_value_share(look_of(7, 7, 8, None), 7) == pytest.approx(2 / 3)
    assert compute_value_share(look_of("a"), 7) == 0.0
    assert compute_distinct_share(look_of(7, 7, 8, None)) == pytest.approx(2 / 3)
    assert compute_distinct_share(look_of(1, 3, 9)) == 1.0
    assert compute_distinct_share(look_of(1, 3, 3)) == pytest.approx(2 / 3)
    assert compute_distinct_share(look_of(None)) == 0.0
    assert compute_pattern_share(look_of("a1", "b", " a2 ", None), r"^a\d$") == pytest.approx(2 / 3)
    assert compute_pattern_share(look_of(None), "a") == 0.0


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ((0, 1, 2), 0),
        ((1, 2, 3), 1),
        ((2, 3, 4), None),
        ((1, 3, 2), None),
        ((1, 2, 4), None),
        ((1, 1, 3), None),
        ((1, 2, None), None),
        ((1.0, 2.5, 3.0), None),
    ],
)
def test_a_counter_begins_with_nought_or_one_and_leaves_nothing_out(values, start):
    assert find_counter_start(look_of(*values)) == start


def test_one_value_and_none_are_counted():
    assert count_distinct(pl.Series([5, None])) == 1
    assert count_distinct(pl.Series([None], dtype=pl.Int64)) == 0
    assert count_distinct(pl.Series([5, 5])) == 1
    assert module.MANY == 1000


def test_whole_figures_are_whole_in_whatever_type():
    assert look_of(5.0, 2.0).whole
    assert not look_of(5.0, 2.5).whole
    assert look_at("x", "x", read_column(pl.Series(["5", "2.0"]))).whole
