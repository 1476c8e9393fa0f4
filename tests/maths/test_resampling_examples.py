"""What do fits of resamples come to, worked by hand?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import resampling
from finseg.maths.resampling import fit_stack, stack_draws, stack_tables


def test_the_best_start_counts_those_as_good_and_the_inertia_is_in_the_units_of_the_table():
    # Three places of 2, 1 and 1 rows, 10 and 30 apart: in two the far one stands alone.
    x = np.array([[0.0], [0], [10], [30]])

    fits = fit_stack(stack_tables(x[None]), k=2, starts=40, rng=np.random.default_rng(1))

    assert sorted(fits.centres[0, :, 0]) == pytest.approx([10 / 3, 30])
    assert fits.inertia[0] == pytest.approx(2 * (10 / 3) ** 2 + (20 / 3) ** 2)
    assert 0 < fits.reached[0] < 40  # 0 against 10 and 30 is another end
    assert (fits.starts, fits.clusters.tolist(), fits.converged.tolist()) == (40, [2], [True])


def test_tables_of_unequal_weight_and_length_are_padded_by_rows_without_weight():
    x = np.array([[0.0], [4], [6]])
    stack = stack_draws(x, [np.array([0, 0, 0, 2]), np.array([0, 1, 2, 2])])

    assert stack.weights.tolist() == [[3, 1, 0], [1, 1, 2]]
    assert stack.rows[..., 0].tolist() == [[0, 6, 0], [0, 4, 6]]
    (three, one) = fit_stack(stack, k=1, starts=1, rng=np.random.default_rng(1)).centres[:, 0, 0]
    assert (three, one) == pytest.approx((1.5, 4.0))


@pytest.mark.parametrize(
    ("size", "power"), [(0.0, 1.0), (1.0, 1.0), (1.1, 2.0), (4.0, 4.0), (5.0, 8.0), (0.3, 0.5)]
)
def test_tables_are_scaled_by_a_power_of_two(size, power):
    assert resampling._power_of_two(size) == power


def test_as_many_rows_as_clusters_are_enough_and_their_weights_count():
    x = np.array([[0.0], [5.0]])
    rng = np.random.default_rng(1)
    drawn = stack_draws(x, [np.array([0, 1, 1])])

    assert fit_stack(stack_tables(x[None]), k=2, starts=1, rng=rng).inertia[0] == 0
    assert fit_stack(drawn, k=3, starts=1, rng=rng).clusters[0] == 2
    with pytest.raises(ValueError, match="4 clusters need at least 4 rows"):
        fit_stack(drawn, k=4, starts=1, rng=rng)
