"""Is a column that repeats an earlier segmentation found out, and no other?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.maths.moments import standardise_columns
from finseg.understand import leaked_clusters as module
from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.leaked_clusters import Planted, find_planted, find_planted_features


@pytest.fixture
def spread(rng: np.random.Generator) -> np.ndarray:
    """Draw three clusters of unequal size on one axis: 100, 200 and 300 rows at 0, 40 and 10."""
    centres = np.repeat([0.0, 40.0, 10.0], [100, 200, 300])
    return centres + rng.uniform(-1, 1, 600)


def labels() -> np.ndarray:
    return np.repeat([0.0, 1.0, 2.0], [100, 200, 300])


def find(*columns: np.ndarray, candidate: int = 0) -> Planted | None:
    return find_planted(np.column_stack(columns), [candidate]).get(candidate)


def test_a_column_that_cuts_another_into_ranges_is_found_with_its_source(spread, rng):
    noise = rng.normal(size=600)

    found = find_planted(np.column_stack([noise, labels(), rng.normal(size=600), spread]), [1])

    assert found == {1: Planted(accuracy=1.0, levels=3, source=3)}


@pytest.mark.parametrize(("swapped", "ranges"), [(3, True), (4, False)])
def test_one_row_of_a_hundred_may_stand_in_a_neighbours_range(swapped, ranges):
    values = np.arange(600.0)
    y = labels()
    y[100 - swapped : 100], y[100 : 100 + swapped] = 1.0, 0.0

    assert module._are_value_ranges(values, y.astype(np.int64), 3) is ranges


def test_a_column_of_as_few_values_is_no_source_of_ranges():
    y = labels().astype(np.int64)

    assert not module._are_value_ranges(y.astype(float), y, 3)


@pytest.mark.parametrize(("wrong", "planted"), [(14, True), (16, False)])
def test_accuracy_is_the_mean_over_the_levels_whatever_their_size(spread, wrong, planted):
    # Of the first level, the smallest, some lie with the second: (1 - wrong / 100 + 1 + 1) / 3.
    spread[:wrong] = np.linspace(39, 41, wrong)

    found = find(labels(), spread)

    assert (found is not None) is planted
    if found:
        assert found.accuracy == pytest.approx((1 - wrong / 100 + 2) / 3)
        assert (found.levels, found.source) == (3, None)


def test_the_better_of_two_ways_to_predict_counts(rng):
    # The levels differ by the small gap between two columns that rise and fall together.
    t = rng.normal(0, 100, 600)
    gap = np.repeat([0.0, 5.0, 2.0], [100, 200, 300]) + rng.normal(0, 0.1, 600)
    y = labels().astype(np.int64)
    x = standardise_columns(np.column_stack([t, t + gap]))

    assert module._measure_accuracy(x, y, 3) == pytest.approx(1.0)
    assert find(labels(), t, t + gap) is not None


def test_sizes_that_differ_by_factors_are_seen_on_the_logarithmic_scale(rng):
    logs = np.repeat([0.0, 9.0, 4.0], [100, 200, 300]) + rng.normal(0, 0.3, 600)
    free = rng.normal(10, 1.5, 600)

    assert find(labels(), np.exp(free), np.exp(logs + 20 - free)) is not None


@pytest.mark.parametrize(("noise", "planted"), [(0.55, False), (1.5, True)])
def test_a_sum_of_other_columns_is_a_count_and_no_segmentation(noise, planted, rng):
    # Of levels 0, 1, 2 at 0, 10, 20 the variance explained is near 1 - noise² / (noise² + 55).
    sums = 10 * labels() + rng.normal(0, noise, 600)
    free = rng.normal(0, 30, 600)

    assert (find(labels(), free, sums - free) is not None) is planted


@pytest.mark.parametrize(("levels", "eligible"), [(2, False), (3, True), (20, True), (21, False)])
def test_three_to_twenty_levels_may_be_segments(levels, eligible):
    y = np.repeat(np.arange(levels), 40)

    assert module._is_eligible(y, levels, 1) is eligible


@pytest.mark.parametrize(
    ("sizes", "features", "eligible"),
    [
        ((10, 10, 20), 1, True),
        ((10, 10, 19), 1, False),  # fewer than ten rows per feature and level
        ((10, 10, 20), 2, False),
        ((9, 20, 20), 1, False),
        ((20, 980, 1000), 1, True),
        ((19, 981, 1000), 1, False),  # less than one of a hundred
    ],
)
def test_every_level_has_ten_rows_and_one_of_a_hundred(sizes, features, eligible):
    assert module._is_eligible(np.repeat(np.arange(3), sizes), 3, features) is eligible


def test_one_found_column_is_no_evidence_for_the_next(spread):
    twin = labels()

    found = find_planted(np.column_stack([labels(), twin, spread]), [0, 1])

    assert sorted(found) == [0, 1]
    assert [found[j].source for j in (0, 1)] == [2, 2]
    assert find_planted(np.column_stack([labels(), twin]), [0, 1]) == {}


@pytest.mark.parametrize(("strays", "found"), [(0, True), (40, True), (300, False)])
def test_rows_that_the_sample_left_out_are_counted_too(strays, found, rng):
    rows = 10_000
    values = rng.permutation(rows).astype(float)
    ranges = np.digitize(values, [2_000, 5_000, 8_000])
    odd = np.flatnonzero((ranges == 1) & (np.arange(rows) % 2 == 1))[:strays]
    ranges[odd] = 2
    looks = [
        look_at(name, name, read_column(pl.Series(name, column)))
        for name, column in (("a", values), ("b", ranges), ("c", rng.normal(size=rows)))
    ]

    planted = find_planted_features(looks)

    assert (1 in planted) is found
    if found:
        assert (planted[1].rows, planted[1].strays > 0) == (rows, strays > 0)
        assert planted[1].strays <= 2 * strays


def test_ranges_are_ordered_by_the_middle_of_each_level_whatever_a_few_strays_do():
    y = np.repeat([0, 1, 2], [20, 20, 560])
    y[17:20], y[-3:] = 2, 0  # three of the first far behind: its mean rank is 97, its middle 10

    assert module._are_value_ranges(np.arange(600.0), y, 3)
