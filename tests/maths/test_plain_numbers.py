"""Is one number a plain one, which a record can hold and a file can say?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import boundary, coincidence, dip, effects, indices, moments, power, proportions
from finseg.maths.agreement import compare_groupings
from finseg.maths.arrays import Floats
from finseg.maths.roundest import find_roundest_number
from tests.builders.numbers import list_foreign_numbers

PLACE: Floats = np.concatenate([np.linspace(-3, -1, 30), np.linspace(0.5, 2, 20)])
X: Floats = np.column_stack([PLACE, PLACE**2])
LABELS = (PLACE > 0).astype(np.int64)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: compare_groupings(LABELS, LABELS[::-1]),
        lambda: boundary.valley_place(4.0, np.array([1.0, 2.0]), np.array([0.6, 0.4])),
        lambda: boundary.valley_depth(PLACE),
        lambda: boundary.valley_p_value(PLACE),
        lambda: boundary.hollow_p_value(X),
        lambda: coincidence.expect_equal_pairs(LABELS[:, None]),
        lambda: coincidence.bound_probability(7, 2.5),
        lambda: dip.dip_statistic(PLACE),
        lambda: dip.dip_p_value(0.1, 50),
        lambda: effects.clears_threshold(0.3, 0.6, 0.2),
        lambda: indices.find_elbow((1, 2, 3, 4), np.array([100.0, 20.0, 18.0, 17.0])),
        lambda: indices.average_silhouette(X, LABELS, rng=np.random.default_rng(1)),
        lambda: indices.calinski_harabasz(X, LABELS),
        lambda: indices.davies_bouldin(X, LABELS),
        lambda: moments.skewness(PLACE),
        lambda: moments.excess_kurtosis(PLACE),
        lambda: power.group_size(0.1, 0.2, alpha=0.05, power=0.8),
        lambda: power.equal_size(0.1, 0.2, alpha=0.05, power=0.8),
        lambda: power.approximate_power(0.1, 0.2, 90, 110, alpha=0.05),
        lambda: power.exact_power(0.1, 0.3, 40, 60, alpha=0.05),
        lambda: proportions.critical_value(0.05),
        lambda: proportions.difference_p_value(9, 40, 3, 60),
        lambda: find_roundest_number(0.31, 0.57),
    ],
)
def test_one_number_of_the_maths_is_a_plain_number(measure):
    number = measure()

    assert type(number) in (int, float, bool)
    assert list_foreign_numbers(number) == []
