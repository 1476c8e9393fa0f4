from __future__ import annotations

import numpy as np
import pytest

from finseg.choose import choose_k, sample_rows
from finseg.errors import TooFewRowsError
from finseg.settings import ChooseSettings
from tests.conftest import groups

NAMES = ("a", "b", "c")
AUTO = ChooseSettings()


def test_clear_groups_are_counted(rng):
    choice = choose_k(groups(rng, k=4), NAMES, AUTO, seed=1)

    assert choice.k == choice.elbow_k == 4
    assert not choice.given
    assert "k = 4" in choice.reason


def test_a_given_k_is_kept_and_the_others_are_tried_beside_it(rng):
    choice = choose_k(groups(rng, k=4), NAMES, ChooseSettings(k=12, k_max=10), seed=1)

    assert choice.k == 12
    assert choice.given
    assert choice.tried == tuple(range(1, 13))
    assert choice.elbow_k == 4  # sought among 1 … k_max only


def test_a_division_with_too_small_a_segment_is_not_taken(rng):
    x = np.vstack([groups(rng, k=2, each=200), np.full((4, 3), 200.0) + rng.normal(size=(4, 3))])

    free = choose_k(x, NAMES, ChooseSettings(smallest_share=0.0), seed=1)
    held = choose_k(x, NAMES, ChooseSettings(smallest_share=0.03), seed=1)

    def smallest(choice):
        return next(c for c in choice.candidates if c.k == choice.k).smallest_share

    assert smallest(free) < 0.03
    assert smallest(held) >= 0.03 or held.k == 1


def test_inertia_falls_with_every_further_segment(rng):
    choice = choose_k(rng.uniform(size=(500, 3)), NAMES, AUTO, seed=1)

    inertias = [c.inertia for c in choice.candidates]
    assert inertias == sorted(inertias, reverse=True)


def test_row_and_column_order_do_not_matter(rng):
    x = rng.uniform(size=(400, 3))
    rows, columns = rng.permutation(400), [2, 0, 1]

    choice = choose_k(x, NAMES, AUTO, seed=1)
    shuffled = choose_k(x[rows][:, columns], tuple(NAMES[j] for j in columns), AUTO, seed=1)

    for one, other in zip(choice.candidates, shuffled.candidates, strict=True):
        assert other.inertia == pytest.approx(one.inertia, rel=1e-9)
        assert other.smallest_share == one.smallest_share


def test_more_segments_than_distinct_customers_are_refused_with_both_numbers():
    x = np.repeat([[0.0, 0, 0], [1.0, 1, 1]], 20, axis=0)

    with pytest.raises(TooFewRowsError, match=r"40 customers with 2 distinct rows.* 3 segments"):
        choose_k(x, NAMES, ChooseSettings(k=3), seed=1)


def test_identical_customers_are_one_segment():
    choice = choose_k(np.ones((50, 3)), NAMES, AUTO, seed=1)

    assert choice.k == 1
    assert choice.tried == (1,)


def test_a_sample_holds_the_same_customers_whatever_their_order(rng):
    x = rng.normal(size=(1000, 3))
    order = rng.permutation(1000)

    drawn = x[sample_rows(x, NAMES, size=100, seed=5)]
    again = x[order][sample_rows(x[order], NAMES, size=100, seed=5)]

    np.testing.assert_array_equal(again, drawn)


def test_a_large_table_is_sampled_and_it_is_said(rng):
    choice = choose_k(rng.normal(size=(300, 3)), NAMES, ChooseSettings(sample_rows=100), seed=1)

    assert (choice.rows, choice.sampled) == (100, True)
