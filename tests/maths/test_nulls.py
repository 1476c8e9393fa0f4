from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.nulls import draw_gaussian, find_null, shuffle_blocks, shuffle_columns

NULLS = [shuffle_columns, draw_gaussian]


@pytest.fixture
def skewed():
    """Log-normal columns that go together."""
    rng = np.random.default_rng(0)
    return np.exp(rng.standard_normal((4_000, 3)) @ np.array([[1, 0.8, 0], [0, 0.6, 0], [0, 0, 1]]))


@pytest.mark.parametrize("null", NULLS)
def test_a_null_has_the_shape_leaves_its_input_alone_and_repeats(null, skewed):
    before = skewed.copy()

    made = null(skewed, np.random.default_rng(1))

    assert made.shape == skewed.shape
    np.testing.assert_array_equal(skewed, before)
    np.testing.assert_array_equal(made, null(skewed, np.random.default_rng(1)))
    assert (made != null(skewed, np.random.default_rng(2))).any()


def test_a_null_of_marginals_keeps_each_column(skewed):
    made = shuffle_columns(skewed, np.random.default_rng(1))

    np.testing.assert_array_equal(np.sort(made, axis=0), np.sort(skewed, axis=0))


def test_shuffled_columns_no_longer_go_together(skewed):
    made = np.log(shuffle_columns(skewed, np.random.default_rng(1)))

    assert np.abs(np.corrcoef(made.T) - np.eye(3)).max() < 4 / np.sqrt(len(made))


def test_the_gaussian_has_the_same_mean_and_covariance(groups):
    x = np.tile(groups[0], (50, 1))

    made = draw_gaussian(x, np.random.default_rng(1))

    np.testing.assert_allclose(made.mean(axis=0), x.mean(axis=0), atol=0.15)
    np.testing.assert_allclose(np.cov(made.T), np.cov(x.T), atol=0.7)


def test_groups_vanish_from_a_gaussian(groups):
    from finseg.maths.resampling import fit_stack, stack_tables

    x, _ = groups
    made = draw_gaussian(x, np.random.default_rng(1))

    def left(table):
        rng = np.random.default_rng(0)
        one, four = (
            fit_stack(stack_tables(table[None]), k=k, starts=5, rng=rng).inertia[0] for k in (1, 4)
        )
        return four / one

    assert left(made) > 3 * left(x)


@pytest.mark.parametrize("null", NULLS)
def test_constant_columns_stay_constant_and_wide_tables_work(null):
    x = np.random.default_rng(0).random((3, 6))
    x[:, 2] = 4.0

    made = null(x, np.random.default_rng(1))

    np.testing.assert_allclose(made[:, 2], 4.0)
    assert np.isfinite(made).all()


def test_dependent_columns_stay_dependent_in_the_gaussian():
    x = np.random.default_rng(0).random((50, 3))
    x[:, 2] = x[:, 0] + x[:, 1]

    made = draw_gaussian(x, np.random.default_rng(1))

    np.testing.assert_allclose(made[:, 2], made[:, 0] + made[:, 1], atol=1e-6)


def test_the_gaussian_is_drawn_with_the_population_variance():
    x = np.array([[0.0], [2.0], [7.0]])  # mean 3, variance (9 + 1 + 16) / 3

    made = draw_gaussian(x, np.random.default_rng(1))

    z = np.random.default_rng(1).standard_normal((3, 1))
    np.testing.assert_allclose(made, 3 + (26 / 3) ** 0.5 * z)


def test_the_levels_of_one_category_are_shuffled_together():
    level = np.random.default_rng(0).integers(0, 3, 300)
    x = np.column_stack([np.arange(300.0), *(level == v for v in range(3))])

    made = shuffle_blocks(x, np.random.default_rng(1), [(1, 2, 3)])

    assert (made[:, 1:].sum(axis=1) == 1).all()
    np.testing.assert_array_equal(made[:, 1:].sum(axis=0), x[:, 1:].sum(axis=0))
    own = np.corrcoef(made[:, 0], made[:, 1])[0, 1]
    assert abs(own) < 0.2


def test_without_levels_blocks_are_shuffled_as_columns_are():
    x = np.random.default_rng(0).random((50, 3))

    made = find_null("columns shuffled", ())(x, np.random.default_rng(1))

    np.testing.assert_array_equal(made, shuffle_columns(x, np.random.default_rng(1)))
