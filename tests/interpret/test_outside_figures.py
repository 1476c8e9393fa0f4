"""Are the comparisons with columns that made no segment those counted by hand?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.interpret.outside import (
    MOST_LEVELS,
    _explain_unfit_column,
    code_levels,
    compare_outside,
    compare_outside_column,
)
from finseg.records.outside import CLEAR, Outside, OutsideColumn
from tests.builders.segments import make_dataset, make_outside, repeat_segments


def compare(values, sizes, kind="category"):
    column = OutsideColumn(make_outside("channel", kind))
    return compare_outside_column(column, pl.Series(values), repeat_segments(*sizes), len(sizes))


def test_chi_squared_shares_and_indices_of_unequal_segments():
    found = compare(["web"] * 16 + ["branch"] * 8 + ["web"] * 12 + ["branch"] * 44, (24, 56))

    # Expected: 8.4 and 19.6 of 28 on the web, 15.6 and 36.4 of 52 in a branch.
    chi = 7.6**2 * (1 / 8.4 + 1 / 19.6 + 1 / 15.6 + 1 / 36.4)
    assert found.method == "chi-squared"
    assert found.association.statistic == pytest.approx(chi)
    assert found.association.freedom == 1
    branch, web = found.levels[0]
    assert (branch.level, web.level) == ("branch", "web")  # the more frequent first
    assert (web.customers, web.share) == (16, pytest.approx(16 / 24))
    assert web.index == pytest.approx((16 / 24) / (28 / 80))
    assert found.levels[1][1].index == pytest.approx((12 / 56) / (28 / 80))
    # Wilson's interval of 16 of 24
    z2 = 1.96**2
    middle = (16 + z2 / 2) / (24 + z2)
    half = 1.96 * math.sqrt(16 * 8 / 24 + z2 / 4) / (24 + z2)
    assert (web.low, web.high) == (
        pytest.approx(middle - half, 1e-4),
        pytest.approx(middle + half, 1e-4),
    )


def test_kruskal_wallis_and_middles_of_unequal_segments_gaps_left_out():
    found = compare([1.0, 2.0, 3.0, None, 4.0, 5.0, 6.0, 7.0, 8.0], (4, 5), kind="number")

    # Sums of ranks 6 of three and 30 of five: 12 / 72 · (36 / 3 + 900 / 5) − 27
    assert found.method == "Kruskal-Wallis"
    assert found.association.statistic == pytest.approx(5.0)
    assert found.association.effect == pytest.approx(5 / 7)
    assert [(m.p25, m.median, m.p75) for m in found.middles] == [(1.5, 2.0, 2.5), (5.0, 6.0, 7.0)]
    assert found.missing_shares == (0.25, 0.0)


def test_a_segment_without_a_value_has_no_middle_and_no_share():
    numbers = compare([1.0, 2.0, 3.0, None, None], (3, 2), kind="number")
    words = compare(["a", "b", "b", None, None], (3, 2))

    assert math.isnan(numbers.middles[1].median)
    assert [level.share for level in words.levels[1]] == [0.0, 0.0]


def test_p_values_are_corrected_for_the_number_of_columns():
    sizes = (40, 60)
    rng = np.random.default_rng(5)
    values = {
        "income": rng.normal(size=100),
        "visits": rng.normal(size=100) + 0.8 * repeat_segments(*sizes),
        "calls": rng.normal(size=100),
    }
    roles = {"visits": "descriptor", "calls": "descriptor"}
    dataset = make_dataset(values, **roles)

    found = compare_outside(dataset, repeat_segments(*sizes), 2).comparisons

    least, other = sorted(found, key=lambda c: c.association.p)
    assert least.p_corrected == pytest.approx(2 * least.association.p)
    assert other.p_corrected == pytest.approx(other.association.p)
    assert found == tuple(sorted(found, key=lambda c: -c.association.effect))
    assert compare_outside(dataset, np.zeros(100, np.int64), 1) == Outside(comparisons=())


@pytest.mark.parametrize(("p", "clear"), [(0.0499, True), (CLEAR, False), (0.06, False)])
def test_a_difference_is_clear_below_the_level_and_not_at_it(p, clear):
    found = replace(compare(["a", "b"] * 10, (8, 12)), p_corrected=p)

    assert found.is_clear is clear
    said = to_text(Outside(comparisons=(found,)).blocks(["A", "B"]))
    assert ("1 of 1 column that" in said) is clear
    assert ("50.0% (100)" in said) is clear  # the levels are laid out only where they differ


@pytest.mark.parametrize(
    ("values", "numbers", "fits"),
    [
        ([f"l{i}" for i in range(MOST_LEVELS)], False, True),
        ([f"l{i}" for i in range(MOST_LEVELS + 1)], False, False),
        ([float(i) for i in range(MOST_LEVELS + 1)], True, True),
        ([1.0, None, None], True, False),
        ([1.0, 1.0, 1.0], True, False),
        ([1.0, 2.0], True, True),
    ],
)
def test_a_column_is_compared_with_two_values_and_at_most_fifty_levels(values, numbers, fits):
    assert bool(_explain_unfit_column(pl.Series(values), numbers=numbers)) is not fits


def test_levels_are_numbered_by_falling_frequency_and_ties_by_name():
    names, codes = code_levels(pl.Series(["b", "c", "a", "c", "d", "a"]))

    assert names == ["a", "c", "b", "d"]
    assert codes.tolist() == [2, 1, 0, 1, 3, 0]
