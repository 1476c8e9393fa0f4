from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.cluster import KMeans

from benchmarks.verdict.tables import prepare
from finseg.choose.effort import DEFAULT, QUICK
from finseg.choose.levels import combine_p_values
from finseg.choose.structure import find_structure
from finseg.maths.agreement import compute_adjusted_rand, contingency_table
from finseg.prepare import apply_recipe, learn_recipe
from finseg.settings import Settings
from finseg.understand import read_source

SEED = np.random.SeedSequence(1)


def structure(x, *, seed=SEED, effort=QUICK, **options):
    return find_structure(x, k_max=6, seed=seed, effort=effort, **options)


def answer(found):
    return found.separation.natural_k, found.separation.outcome


@pytest.fixture(scope="module")
def three_groups():
    rng = np.random.default_rng(11)
    centres = np.array([[0.0, 0, 0], [5, 0, 0], [0, 5, 0]])
    labels = rng.choice(3, size=600, p=[0.5, 0.3, 0.2])
    return prepare(centres[labels] + rng.normal(size=(600, 3))), labels


@pytest.fixture(scope="module")
def customers():
    """Structureless customers with whole numbers, zeros and caps: the hardest to keep alike."""
    rng = np.random.default_rng(12)
    age = np.clip(np.round(rng.normal(45, 14, 500)), 18, 90)
    loan = np.where(rng.random(500) < 0.4, 0, np.round(rng.lognormal(9, 1, 500)))
    limit = np.minimum(np.round(rng.lognormal(8, 0.7, 500), -2), 8000)
    return prepare(np.column_stack([age, loan, limit, rng.integers(300, 851, 500)]))


@pytest.fixture(params=["three_groups", "customers"])
def table(request):
    value = request.getfixturevalue(request.param)
    return value[0] if isinstance(value, tuple) else value


def test_planted_groups_are_found_with_their_members(three_groups):
    x, labels = three_groups

    found = structure(x)

    assert answer(found) == (3, "natural")
    table = np.zeros((3, 3))
    np.add.at(table, (labels, found.labels), 1)
    assert table.max(axis=1).sum() >= 0.97 * len(x)
    assert found.separation.agreement > 0.9


def test_customers_with_zeros_caps_and_whole_numbers_are_not_groups(customers):
    found = structure(customers)

    assert answer(found) == (1, "none")
    assert not found.labels.any()


def test_row_and_column_order_do_not_matter(table):
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(len(table)), rng.permutation(table.shape[1])

    here, there = structure(table), structure(table[rows][:, columns])

    assert there.separation == here.separation
    np.testing.assert_array_equal(there.labels, here.labels[rows])


def test_repeating_every_row_does_not_matter(table):
    here, there = structure(table), structure(np.repeat(table, 3, axis=0))

    assert there.separation == here.separation
    np.testing.assert_array_equal(there.labels, np.repeat(here.labels, 3))


def test_the_unit_of_a_column_does_not_matter():
    rng = np.random.default_rng(13)
    raw = rng.normal(50, 10, size=(300, 3)) + 60 * (rng.random((300, 1)) < 0.5)

    here, there = structure(prepare(raw)), structure(prepare(raw * [0.01, 83.2, 1e6]))

    assert here.separation.natural_k == 2
    assert there.separation == here.separation


def test_repeated_rows_are_not_further_customers():
    rng = np.random.default_rng(14)
    x = rng.normal(size=(60, 2))
    often = x[rng.integers(0, 60, size=3000)]

    found = structure(often)

    assert found.separation.natural_k == 1
    assert all(border.customers <= 60 for lv in found.separation.levels for border in lv.borders)


def prepared(path):
    dataset = read_source(path, Settings())
    recipe = learn_recipe(dataset, Settings().prepare)
    return apply_recipe(recipe, dataset.build_matrix([step.column for step in recipe.steps]))


@pytest.mark.parametrize("name", ["german_credit_data", "Mall_Customers"])
@pytest.mark.parametrize("seed", range(3))
def test_loan_terms_on_mixed_grids_and_few_whole_numbers_are_no_groups(shared, name, seed):
    x = prepared(shared / "data" / f"{name}.csv")

    found = structure(x, seed=np.random.SeedSequence(seed), effort=DEFAULT)

    assert x.shape[1] == 3
    assert answer(found) == (1, "none")


def test_groups_of_whole_ages_are_found_beside_loan_terms_on_mixed_grids():
    rng = np.random.default_rng(17)
    old = rng.random(1000) < 0.4
    ages = np.round(np.where(old, 65, 25) + 5 * rng.normal(size=1000))
    step = rng.choice([1, 3, 6, 12], size=1000)
    months = np.maximum(np.round(rng.lognormal(2.9, 0.55, 1000) / step), 1) * step

    found = structure(prepare(np.column_stack([ages, months])))

    assert answer(found) == (2, "natural")
    assert max(np.mean(found.labels == old), np.mean(found.labels != old)) > 0.98


@pytest.mark.parametrize("seed", range(2, 5))
def test_another_seed_gives_the_same_answer(table, seed):
    here, there = structure(table), structure(table, seed=np.random.SeedSequence(seed))

    assert there.separation.natural_k == here.separation.natural_k


def test_the_same_seed_gives_the_same_evidence(table):
    assert structure(table).separation == structure(table).separation


def test_rings_are_groups_that_k_means_does_not_follow():
    rng = np.random.default_rng(15)
    angle = rng.uniform(0, 2 * np.pi, 800)
    radius = np.where(rng.random(800) < 0.5, 1.0, 4.0) + 0.1 * rng.normal(size=800)
    rings = prepare(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))

    found = structure(rings)

    assert answer(found) == (2, "misfit")
    assert found.separation.agreement < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_a_full_s_curve_is_one_band_and_not_two_groups(seed):
    rng = np.random.default_rng(seed)
    t = 3 * np.pi * (rng.random(800) - 0.5)
    band = np.column_stack([np.sin(t), 2 * rng.random(800), np.sign(t) * (np.cos(t) - 1)])

    found = structure(prepare(band + 0.05 * rng.normal(size=band.shape)))

    assert found.separation.outcome != "natural"
    assert set(found.separation.level(2).hollow) == {0, 1}
    assert not found.separation.level(2).passes


def test_two_shells_apart_are_groups_though_hollow():
    rng = np.random.default_rng(18)
    shells = rng.normal(size=(600, 3))
    shells /= np.linalg.norm(shells, axis=1)[:, None]
    shells[:300, 0] += 6

    found = structure(prepare(shells))

    assert answer(found) == (2, "natural")


@pytest.mark.parametrize(("share", "seed"), [(0.3, 0), (0.6, 1)])
def test_a_heap_in_the_middle_hides_no_groups_beside_it(share, seed):
    rng = np.random.default_rng(seed)
    old = rng.random(600) < 0.4
    ages = np.round(np.where(old, 65, 25) + 5 * rng.normal(size=600))
    months = np.round(rng.lognormal(3.3, 0.5, 600))
    months[rng.random(600) < share] = 36

    found = structure(prepare(np.column_stack([ages, months])))

    assert answer(found) == (2, "natural")
    assert max(np.mean(found.labels == old), np.mean(found.labels != old)) > 0.98


def test_a_narrow_group_beside_a_wide_one_is_a_group():
    rng = np.random.default_rng(19)
    narrow = rng.random(1000) < 0.3
    centres = np.where(narrow[:, None], [6.5, 0, 0, 0], [0.0, 0, 0, 0])
    x = centres + np.where(narrow, 1, 2)[:, None] * rng.normal(size=(1000, 4))

    found = structure(prepare(x))

    assert answer(found) == (2, "natural")


def test_groups_that_overlap_are_not_called_a_misfit_for_it():
    rng = np.random.default_rng(20)
    labels = rng.choice(2, size=1000, p=[0.6, 0.4])
    x = prepare(3.6 * labels[:, None] * np.eye(4)[0] + rng.normal(size=(1000, 4)))
    kmeans = KMeans(2, n_init=5, random_state=0).fit_predict(x).astype(np.intp)

    found = structure(x)

    assert answer(found) == (2, "natural")
    plain = float(compute_adjusted_rand(contingency_table(found.labels, kmeans)))
    assert plain + 0.02 < found.separation.agreement <= 1


def test_a_handful_of_outliers_is_not_a_group():
    rng = np.random.default_rng(16)
    x = rng.normal(size=(800, 3))
    x[:6] += 12

    found = structure(prepare(x), least_share=0.02)

    assert found.separation.natural_k == 1


def test_every_border_of_the_natural_level_is_a_gap(three_groups):
    found = structure(three_groups[0])

    level = found.separation.level(found.separation.natural_k)

    assert level.passes
    assert len(level.borders) >= found.separation.natural_k - 1
    assert all(b.passes and b.p <= 0.15 and b.depth >= 0.1 for b in level.borders)


def test_levels_are_tried_in_order_and_for_others_there_is_no_evidence(three_groups):
    found = structure(three_groups[0])

    assert [lv.k for lv in found.separation.levels] == [2, 3, 4, 5, 6]
    assert found.separation.level(7) is None


@pytest.mark.parametrize(
    "x",
    [
        np.ones((40, 3)),
        np.zeros((1, 2)),
        np.array([[0.0], [1.0], [2.0]]),
        np.repeat([[0.0, 0], [1, 0], [1, 1]], [300, 20, 20], axis=0),
        np.vstack([np.eye(3), np.zeros((20_000, 3))]),
        np.vstack([np.arange(36.0).reshape(12, 3), np.zeros((20_000, 3))]),
    ],
    ids=["constant", "one row", "three rows", "three distinct", "nearly equal", "twelve differ"],
)
def test_tables_too_small_to_judge_have_no_natural_groups(x):
    found = structure(x)

    assert answer(found) == (1, "none")
    assert found.labels.shape == (len(x),)


@pytest.mark.parametrize(
    ("x", "k_max"),
    [(np.zeros((0, 2)), 5), (np.array([[np.nan, 1.0]]), 5), (np.zeros(4), 5), (np.eye(9), 1)],
)
def test_what_is_not_a_table_or_a_choice_is_refused(x, k_max):
    with pytest.raises(ValueError, match=r"matrix|k_max"):
        find_structure(x, k_max=k_max, seed=SEED)


def test_the_given_table_is_not_changed(customers):
    before = customers.copy()

    structure(customers)

    np.testing.assert_array_equal(customers, before)


def test_the_record_cannot_be_changed(three_groups):
    with pytest.raises(dataclasses.FrozenInstanceError):
        structure(three_groups[0]).separation.natural_k = 7


@pytest.mark.parametrize("p", [0.3, 0.001])
def test_equal_p_values_together_are_e_times_one_of_them(p):
    assert combine_p_values([p]) == p
    assert combine_p_values([p, p, p]) == pytest.approx(min(1, np.e * p))


def test_a_level_says_the_worst_of_its_borders_each_by_itself(three_groups):
    level = structure(three_groups[0]).separation.level(4)

    assert level.worst_p == max(b.p for b in level.borders)
    assert level.least_depth == min(b.depth for b in level.borders)
    assert level.most_traffic == max(b.traffic for b in level.borders)


@pytest.mark.parametrize(("effort", "rows"), [(QUICK, 2_000), (DEFAULT, 2_500)])
def test_quick_looks_at_fewer_rows(effort, rows):
    x = np.random.default_rng(4).normal(size=(2_500, 2))
    x[:1_000, 0] += 3.1  # a gap, not a wide one

    assert find_structure(x, k_max=2, seed=SEED, effort=effort).separation.rows == rows


def test_where_nothing_is_near_to_a_gap_no_more_customers_are_looked_at():
    x = np.random.default_rng(4).normal(size=(2_500, 2))

    whole = find_structure(x, k_max=2, seed=SEED, effort=DEFAULT).separation
    quick = find_structure(x, k_max=2, seed=SEED, effort=QUICK).separation

    assert whole == quick
    assert whole.rows == 2_000
    assert quick.settled


@pytest.mark.parametrize(("rows", "settled"), [(2_000, True), (2_001, False)])
def test_a_quick_look_is_settled_where_it_saw_everybody(rows, settled):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(rows, 1))
    x[::2] += 2.6  # near to a gap, and no more than near

    found = find_structure(x, k_max=2, seed=SEED, effort=QUICK).separation

    assert 0.2 < max(found.levels[0].p / found.levels[0].limit, found.levels[0].worst_p / 0.15) < 10
    assert found.settled is settled
    assert find_structure(x, k_max=2, seed=SEED, effort=DEFAULT).separation.settled
