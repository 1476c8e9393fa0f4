"""Is each change of the sensitivity card the one it is called?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.assess.alternatives import _rank_columns, _round_column, sensitivity_card
from finseg.maths.arrays import Floats
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.starts import run_kmeans
from finseg.records.assessment import Change
from finseg.records.recipe import Recipe, Step

NAMES = ("income", "age", "noise")


def a_recipe(d, transform="none", weights=(1.0,) * 9):
    steps = tuple(
        Step(column=NAMES[j], unit="none", impute=1.0, imputed=0, transform=transform, reason="",
             centre=0.0, scale=1.0, weight=weights[j])
        for j in range(d)
    )  # fmt: skip
    return Recipe(steps=steps)


def card(x, k, *, transform="none", raw=None, labels=None, seed=1):
    if labels is None:
        labels = label_nearest_centres(x, run_kmeans(x.copy(), k, starts=10, seed=seed).centres)
    found = sensitivity_card(
        x if raw is None else raw, x, labels, a_recipe(x.shape[1], transform), k=k, seed=seed
    )
    return {a.code: a for a in found}


@pytest.fixture
def customers(rng):
    """Two groups of unequal size that the first column tells apart, and the others do not."""
    centres = np.repeat([[0.0, 0, 0], [12, 0, 0]], [90, 60], axis=0)
    return np.abs(centres + rng.normal(size=(150, 3)) + 4)


def test_logarithms_are_taken_where_none_were_and_left_where_some_were(customers):
    assert "logarithms" in card(customers, 2)
    assert "no logarithms" not in card(customers, 2)
    logged = card(customers, 2, transform="log1p")
    assert "no logarithms" in logged
    assert "logarithms" not in logged
    assert not {"logarithms", "no logarithms"} & set(card(customers - 9, 2))  # negative values


def test_the_column_that_matters_most_is_named_with_its_agreement(customers):
    found = card(customers, 2)["a column less"]

    assert "income" in str(found.detail)
    assert 0.6 < found.agreement < 0.75  # the mean of 1, 1 and about 0
    assert found.rows == 150


def test_one_segment_less_and_one_more_are_really_so_many(customers):
    three = card(customers, 3)

    assert (three["one segment less"].k, three["one segment more"].k) == (2, 4)
    assert "2 segments" in str(three["one segment less"].change)
    two = card(customers, 2)
    assert "one segment less" not in two
    assert two["one segment more"].k == 3


def test_the_farthest_customers_are_left_out_of_the_comparison_too(customers):
    found = card(customers, 2)

    assert found["outliers left out"].rows == 147  # 2 % of 150
    assert "2%" in str(found["outliers left out"].change)
    assert {a.rows for code, a in found.items() if code != "outliers left out"} == {150}


def test_the_long_search_says_both_inertias():
    # The best division is 0, 2 and 10, 11, 12: 2 + 2 = 4. What was kept cuts elsewhere.
    x = np.array([[0.0], [2], [10], [11], [12]])
    labels = np.array([0, 0, 0, 1, 1])

    found = card(x, 2, labels=labels)["many starts"]

    assert "4.0" in str(found.detail)
    assert "56.5" in str(found.detail)  # 16 + 4 + 36 around 4, and .25 twice around 11.5
    assert found.agreement < 1


def test_the_long_search_says_from_how_many_starts(customers):
    assert "200 starts" in str(card(customers, 2)["many starts"].change)


def test_what_cannot_be_done_is_left_out():
    x = np.array([[0.0], [1], [9]])

    assert card(x, 1, labels=np.zeros(3, int)) == {}
    assert card(x, 3, labels=np.arange(3)) == {}  # four segments of three customers
    few = card(x, 2, labels=np.array([0, 0, 1]))
    assert "a column less" not in few  # there is but one
    assert "half the customers" not in few  # half is one customer


def test_ranks_are_average_ranks_column_by_column():
    x = np.array([[10.0, 1], [30, 1], [20, 1], [20, 5]])

    assert _rank_columns(x).tolist() == [[1, 2], [4, 2], [2.5, 2], [2.5, 4]]


@pytest.fixture
def asked(monkeypatch):
    """Collect what is clustered, into how many, from how many starts and with which seed."""
    calls = []

    def record(x, k, *, starts, seed):
        calls.append((np.array(x), k, starts, seed))
        return run_kmeans(x, k, starts=1, seed=1)

    monkeypatch.setattr("finseg.assess.alternatives.run_kmeans", record)
    return calls


def run_card(raw, prepared, *, transform="none", weights=(1.0,) * 9):
    labels = np.repeat([0, 1, 2], [20, 12, 8])
    recipe = a_recipe(prepared.shape[1], transform, weights)
    return sensitivity_card(raw, prepared, labels, recipe, k=3, seed=7)


def standardise(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def test_each_change_clusters_its_own_customers_and_columns(asked, rng):
    raw = rng.gamma(2, 10, (40, 2))
    prepared = standardise(raw)

    codes = [a.code for a in run_card(raw, prepared)]

    assert codes == [
        "logarithms", "ranks", "rounded figures", "a column less", "half the customers",
        "one segment less", "one segment more", "outliers left out", "another seed", "many starts",
        "mixture",
    ]  # fmt: skip
    assert [(x.shape, k, starts, seed) for x, k, starts, seed in asked] == [
        ((40, 2), 3, 5, 7),  # logarithms
        ((40, 2), 3, 5, 7),  # ranks
        ((40, 2), 3, 5, 7),  # rounded
        ((40, 1), 3, 5, 7),
        ((40, 1), 3, 5, 7),
        ((20, 2), 3, 5, 7),  # half the customers
        ((40, 2), 2, 5, 7),
        ((40, 2), 4, 5, 7),
        ((39, 2), 3, 5, 7),  # without the 2 % farthest
        ((40, 2), 3, 5, 8),  # another seed
        ((40, 2), 3, 200, 7),
    ]
    assert np.array_equal(asked[3][0][:, 0], prepared[:, 1])
    assert np.array_equal(asked[4][0][:, 0], prepared[:, 0])
    assert np.array_equal(asked[5][0], prepared[:20])
    far = np.argmax(((prepared - np.median(prepared, axis=0)) ** 2).sum(axis=1))
    assert np.array_equal(asked[8][0], np.delete(prepared, far, axis=0))


def test_other_scales_fill_gaps_and_keep_the_weights(asked, rng):
    raw = rng.gamma(2, 10, (40, 2))
    filled = raw.copy()
    raw[3, 0], filled[3, 0] = np.nan, 1.0  # what the recipe fills with

    run_card(raw, standardise(filled), weights=(0.5, 2.0))

    # Of 40 values the quartiles lie halfway between the 10th and 11th, the 30th and 31st.
    ordered = np.sort(filled, axis=0)
    bends = ordered[9:11].mean(axis=0) ** 2 / ordered[29:31].mean(axis=0)
    np.testing.assert_allclose(asked[0][0], standardise(np.log1p(filled / bends)) * [0.5, 2.0])
    ranks = filled.argsort(axis=0).argsort(axis=0).astype(float)
    np.testing.assert_allclose(asked[1][0], standardise(ranks) * [0.5, 2.0])


def test_where_one_column_was_bent_all_are_taken_plain(asked, rng):
    raw = rng.gamma(2, 10, (40, 2))

    codes = [a.code for a in run_card(raw, raw, transform="asinh", weights=(0.5, 2.0))]

    assert codes[0] == "no logarithms"
    np.testing.assert_allclose(asked[0][0], standardise(raw) * [0.5, 2.0])


@pytest.mark.parametrize(("lowest", "logged"), [(0.0, True), (-0.1, False)])
def test_logarithms_are_tried_where_nothing_is_below_zero(asked, rng, lowest, logged):
    raw = rng.gamma(2, 10, (40, 2))
    raw[0, 1] = lowest

    codes = [a.code for a in run_card(raw, standardise(raw))]

    assert ("logarithms" in codes) is logged
    assert len(asked) == 10 + logged


def test_a_column_that_does_not_vary_varies_on_no_other_scale(asked, rng):
    raw = np.column_stack([rng.gamma(2, 10, 40), np.full(40, 5.0), rng.gamma(2, 10, 40)])

    run_card(raw, raw)

    assert [np.ptp(x[:, 1]) for x, *_ in asked[:2]] == [0.0, 0.0]


def test_figures_are_rounded_to_two_digits_missing_ones_stay():
    column = np.array([0.0, 1234, -56.7, 0.0987, np.nan, 100, 99.4])

    rounded = _round_column(column)

    np.testing.assert_allclose(rounded, [0, 1200, -57, 0.099, np.nan, 100, 99])


@pytest.mark.parametrize(("far", "rounded"), [(100, False), (200, True)])
def test_a_column_whose_spread_rounding_would_swallow_stays(far, rounded):
    """2,040 and 1,960 move by 40, the others by nothing: 28.3 on average (root mean square).

    That is a quarter of 113, between the spreads of 76 and of 144 (root mean square) of the two.
    """
    column = np.array([2040.0, 1960, 2000 - far, 2000 + far])

    expected = [2000.0, 2000, *column[2:]] if rounded else column
    assert np.array_equal(_round_column(column), expected)


def test_round_figures_are_not_rounded_again_and_equal_weights_not_made_equal(asked, rng):
    raw = rng.integers(1, 99, (40, 2)).astype(float)

    codes = [a.code for a in run_card(raw, standardise(raw))]

    assert not {"rounded figures", "equal weights"} & set(codes)
    assert len(asked) == 9 + 1


def test_near_copies_count_in_full_where_every_column_counts_alike(asked, rng):
    raw = rng.integers(1, 99, (40, 2)).astype(float)
    weights = (0.5, 2.0)

    codes = [a.code for a in run_card(raw, standardise(raw) * weights, weights=weights)]

    place = codes.index("equal weights")
    np.testing.assert_allclose(asked[place][0], standardise(raw))


def test_changes_of_the_preparation_are_asked_after_natural_groups(customers):
    labels = np.repeat([0, 1], [90, 60])
    recipe = a_recipe(3, weights=(1.0, 0.5, 0.5))
    seen: dict[Change, Floats] = {}

    sensitivity_card(
        customers, customers, labels, recipe, k=2, seed=1, remember=seen.__setitem__
    )  # fmt: skip

    assert list(seen) == ["logarithms", "rounded figures", "equal weights"]
    np.testing.assert_allclose(seen["equal weights"], customers / (1.0, 0.5, 0.5))


def test_the_column_that_matters_most_is_a_fact_of_its_own(customers):
    found = card(customers, 2)["a column less"]

    assert found.column == "income"
    assert found.least is not None
    assert found.least < 0.2


def test_where_centres_were_given_random_starts_are_no_other_seed(customers):
    x = standardise(customers)
    labels = np.arange(len(x)) % 3
    recipe = a_recipe(x.shape[1])

    full = sensitivity_card(x, x, labels, recipe, k=3, seed=1, centres_given=True)
    quick = sensitivity_card(x, x, labels, recipe, k=3, seed=1, centres_given=True, quick=True)

    at_random = [a for a in full if a.code == "starts at random"]
    assert [a.change for a in at_random] == ["starts at random"]
    assert at_random[0].find_doubt() is None
    assert not {"another seed", "starts at random"} & {a.code for a in quick}
    assert "another seed" not in {a.code for a in full}


def a_mixed_recipe():
    """Make a recipe of an income and two categories of two levels and three."""
    levels = [("city", "x"), ("city", "y"), *(("branch", name) for name in "pqr")]
    more = tuple(
        replace(a_recipe(1).steps[0], column=f"{own} {level}", category=own, level=level,
                unit="yes or no", weight=0.5)
        for own, level in levels
    )  # fmt: skip
    return Recipe(steps=(replace(a_recipe(1).steps[0], weight=0.25), *more))


def test_a_category_goes_with_all_of_its_levels_and_keeps_their_scale(asked, rng):
    city, branch = rng.integers(0, 2, 40), rng.integers(0, 3, 40)
    raw = np.column_stack([rng.integers(1, 99, 40), np.eye(2)[city], np.eye(3)[branch]])
    labels = np.repeat([0, 1, 2], [20, 12, 8])

    found = {
        a.code: a
        for a in sensitivity_card(raw, raw, labels, a_mixed_recipe(), k=3, seed=7, quick=True)
    }

    assert [name for name, _ in found["a column less"].each] == ["income", "city", "branch"]
    shapes = [x.shape for x, *_ in asked]
    place = list(found).index("a column less")
    assert shapes[place : place + 3] == [(40, 5), (40, 4), (40, 3)]
    assert np.array_equal(asked[place + 1][0], np.delete(raw, [1, 2], axis=1))
    np.testing.assert_allclose(asked[place - 1][0], raw / [0.25, 1, 1, 1, 1, 1])
    assert list(found)[place - 1] == "equal weights"


def test_each_column_that_was_left_out_has_its_agreement(customers):
    found = card(customers, 2)["a column less"]

    assert [name for name, _ in found.each] == list(NAMES)
    values = [value for _, value in found.each]
    assert found.least == min(values) == values[0]
    assert found.agreement == pytest.approx(sum(values) / 3)


@pytest.mark.parametrize(("different", "asked_for"), [(3, False), (4, True)])
def test_one_more_segment_needs_as_many_different_customers(different, asked_for):
    x = np.arange(12.0).reshape(12, 1) % different

    assert bool(card(x, 3, labels=np.arange(12) % 3)) is asked_for
