from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.content_order import arrange_by_rank
from finseg.maths.gap import gap_statistic, uniform_table


def gap(x, *, box="axes", seed=0, k_max=6, salts=None):
    rng = np.random.default_rng(seed)
    return gap_statistic(x, k_max=k_max, references=20, starts=5, rng=rng, box=box, salts=salts)


@pytest.mark.parametrize("box", ["columns", "axes"])
def test_four_groups_are_four_and_noise_is_one(groups, noise, box):
    assert gap(groups[0], box=box).k == 4
    assert gap(noise[:300], box=box).k == 1


def test_two_elongated_groups_along_a_diagonal_are_two():
    # Tibshirani, Walther & Hastie 2001, section 5, model (e): two elongated clusters
    rng = np.random.default_rng(0)
    line = np.linspace(-0.5, 0.5, 100)[:, None] * np.ones(3)
    x = np.concatenate([line, line + 10]) + rng.normal(scale=0.1, size=(200, 3))

    assert gap(x, box="axes").k == 2


def test_gap_of_a_uniform_table_is_within_its_error_of_zero(noise):
    got = gap(noise[:300], box="columns", k_max=3)

    assert (np.abs(got.gap) < 4 * got.error).all()


@pytest.mark.parametrize("box", ["columns", "axes"])
def test_gap_does_not_depend_on_row_or_column_order(noise, box):
    x = noise[:200, :3]
    rows, columns = np.random.default_rng(3).permutation(200), [1, 2, 0]

    moved = gap(x[rows][:, columns], box=box, salts=[8, 9, 7])

    np.testing.assert_allclose(moved.gap, gap(x, box=box, salts=[7, 8, 9]).gap, atol=1e-9)


def test_gap_does_not_depend_on_units(groups):
    x, _ = groups

    moved = gap(x * [1e4, 3.0, 0.1] + 7e5, box="columns")

    again = gap(x * [1e5, 30.0, 1.0] - 1e3, box="columns")
    np.testing.assert_allclose(moved.gap, again.gap, atol=1e-6)


def test_gap_and_error_of_one_group_are_those_of_the_total_variance(noise):
    x = noise[:100]
    rng = np.random.default_rng(0)
    table = arrange_by_rank(x)[1]
    drawn = np.stack([uniform_table(table, "columns", rng) for _ in range(20)])
    null = np.log(100 * drawn.var(axis=1).sum(axis=1))

    got = gap(x, box="columns", k_max=1)

    assert got.gap[0] == pytest.approx(null.mean() - np.log(100 * x.var(axis=0).sum()))
    assert got.error[0] == pytest.approx(null.std() * np.sqrt(1 + 1 / 20))


def test_the_first_k_within_one_error_of_the_next_is_chosen(groups, noise):
    for x in (groups[0], noise[:150], np.concatenate([groups[0], groups[0] + 40])):
        got = gap(x)
        enough = got.gap[:-1] >= got.gap[1:] - got.error[1:]

        assert not enough[: got.k - 1].any()
        assert got.k == 6 or enough[got.k - 1]


def test_a_constant_table_is_one_group():
    got = gap(np.ones((20, 2)), k_max=3)

    np.testing.assert_array_equal(got.gap, 0)
    assert got.k == 1


def test_the_gap_of_three_different_rows_is_largest_at_three_and_finite():
    x = np.repeat(np.array([[0.0, 0], [1, 0], [0, 1]]), 20, axis=0)

    got = gap(x, k_max=5).gap

    assert got.argmax() == 2
    assert np.isfinite(got).all()


@pytest.mark.parametrize("box", ["columns", "axes"])
def test_uniform_tables_fill_the_box_and_stay_inside(box):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((500, 2)) @ np.array([[3.0, 3.0], [0.2, -0.2]])

    made = np.concatenate([uniform_table(x, box, rng) for _ in range(20)])

    axes = np.eye(2) if box == "columns" else np.linalg.svd(x - x.mean(axis=0))[2]
    seen, box_of = (made - x.mean(axis=0)) @ axes.T, (x - x.mean(axis=0)) @ axes.T
    low, high = box_of.min(axis=0), box_of.max(axis=0)
    assert (seen >= low - 1e-9).all()
    assert (seen <= high + 1e-9).all()
    np.testing.assert_allclose(seen.std(axis=0), (high - low) / np.sqrt(12), rtol=0.03)


def test_wrong_requests_are_refused():
    x, rng = np.ones((5, 2)), np.random.default_rng(0)

    with pytest.raises(ValueError, match="columns, axes"):
        gap(x, box="sphere")
    with pytest.raises(ValueError, match="references >= 1"):
        gap_statistic(x, k_max=2, references=0, starts=1, rng=rng)
    with pytest.raises(ValueError, match="at least 6 rows"):
        gap(x)
