"""Does each score say in which fifth a value lies, with equal values together?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.quintiles import FIFTHS, score_fifths


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        ([], []),
        ([7.0], [1]),
        ([3.0, 1, 2, 5, 4], [3, 1, 2, 5, 4]),
        ([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([1.0, 2, 3, 4, 5, 6, 7], [1, 1, 2, 3, 3, 4, 5]),
        ([0.0, 0, 0, 0, 0, 1, 2, 3, 4, 9], [1, 1, 1, 1, 1, 3, 4, 4, 5, 5]),
        ([9.0, 9, 9, 9], [1, 1, 1, 1]),
        ([-2.0, 9, 9, 9, 9], [1, 2, 2, 2, 2]),
    ],
)
def test_a_score_counts_the_limits_below(values, scores):
    found = score_fifths(np.array(values))

    assert found.tolist() == scores
    assert found.dtype == np.int64


def test_each_fifth_of_different_values_is_as_large():
    values = np.random.default_rng(1).permutation(200.0 + np.arange(200))

    found = score_fifths(values)

    assert np.bincount(found).tolist() == [0, *[40] * FIFTHS]
    assert found[np.argsort(values)].tolist() == sorted(found.tolist())
