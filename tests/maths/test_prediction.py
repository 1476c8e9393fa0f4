from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import prediction
from finseg.maths.content_order import arrange_by_rank
from finseg.maths.prediction import prediction_strength, worst_cluster


def strength(x, ks, *, splits=5, seed=0, salts=None):
    rng = np.random.default_rng(seed)
    return prediction_strength(x, ks=ks, splits=splits, starts=5, rng=rng, salts=salts)


def test_planted_groups_are_predicted_and_more_are_not(groups):
    ks = range(1, 7)

    got = strength(groups[0], ks)

    assert got[4:].mean(axis=1).max() < 0.8
    assert got[3].mean() > 0.95


def test_noise_is_one_group(noise):
    assert strength(noise, range(2, 6)).mean(axis=1).max() < 0.8


def test_one_group_is_always_predicted(noise):
    np.testing.assert_array_equal(strength(noise, [1]), 1)


def test_strength_is_a_share(noise):
    got = strength(noise, [2, 5, 9])

    assert ((got >= 0) & (got <= 1)).all()


def test_strength_does_not_depend_on_row_or_column_order(noise):
    x = noise[:301, :3]
    rows, columns = np.random.default_rng(3).permutation(301), [2, 0, 1]

    moved = strength(x[rows][:, columns], [2, 4], salts=[12, 10, 11])

    np.testing.assert_allclose(moved, strength(x, [2, 4], salts=[10, 11, 12]), atol=1e-9)


def test_the_worst_cluster_counts_pairs():
    # 4 rows split 3 + 1 keep 3 of 6 pairs; 3 rows together keep all
    table = np.array([[3.0, 1], [0, 3]])

    assert worst_cluster(table) == 0.5


def test_a_cluster_of_one_row_predicts_nothing():
    assert worst_cluster(np.array([[1.0, 0], [0, 5]])) == 0
    assert worst_cluster(np.array([[0.0, 0], [0, 5]])) == 0


def test_tables_that_cannot_be_halved_are_refused():
    with pytest.raises(ValueError, match="at least 4 rows"):
        strength(np.ones((3, 1)), [1])
    with pytest.raises(ValueError, match="1 split"):
        strength(np.ones((9, 1)), [1], splits=0)
    with pytest.raises(ValueError, match="at least 5 rows"):
        strength(np.ones((9, 1)), [5])


def test_each_half_predicts_the_other_and_an_odd_row_is_left_out(monkeypatch):
    asked = []

    def fit(stack, *, k, starts, **_):
        asked.append((stack.rows.shape, k, starts))
        low, high = stack.rows.min(axis=1), stack.rows.max(axis=1)
        return type("Fits", (), {"centres": np.stack([low, high], axis=1)})

    monkeypatch.setattr(prediction, "fit_stack", fit)
    x = np.array([[0.0], [1.0], [2.0], [7.0], [8.0], [9.0], [10.0]])

    got = strength(x, [1, 2], splits=3)

    assert asked == [((6, 3, 1), 2, 5)]
    assert got[0].tolist() == [1, 1, 1]
    rng = np.random.default_rng(0)
    _, table = arrange_by_rank(x)
    for split in range(3):
        halves = table[rng.permutation(7)[:6].reshape(2, 3), 0]
        shares = []
        for own, other in (halves, halves[::-1]):
            seen, said = ((h.min() + h.max()) / 2 for h in (own, other))
            kept = []
            for upper in (False, True):
                members = own[(own > seen) == upper]
                pairs = len(members) * (len(members) - 1)
                above = int((members > said).sum())
                below = len(members) - above
                kept.append((above * (above - 1) + below * (below - 1)) / pairs if pairs else 0)
            shares.append(min(kept))
        assert got[1, split] == pytest.approx(np.mean(shares))
