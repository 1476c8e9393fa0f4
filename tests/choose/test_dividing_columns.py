"""Which columns tell groups apart? Worked examples, and laws."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.choose import dividing_columns
from finseg.choose.dividing_columns import (
    find_clear_columns,
    find_dividing_columns,
    measure_shares_between,
)

# Three customers of one group and one of another. In the first column the means are 0 and 4, so all
# of the variance lies between; in the second the group of three is -1, 0, 1 around 0 and the other
# 0: none; the third does not vary.
X = np.array([[0.0, -1, 7], [0, 0, 7], [0, 1, 7], [4, 0, 7]])
LABELS = np.array([0, 0, 0, 1])


def test_a_share_is_what_the_means_explain():
    assert measure_shares_between(X, LABELS).tolist() == [1.0, 0.0, 0.0]
    # 0, 2 and 4, 6: means 1 and 5 around 3, 4·4 = 16 of 9 + 1 + 1 + 9 = 20.
    column = np.array([[0.0], [2], [4], [6]])
    assert measure_shares_between(column, np.array([0, 0, 1, 1])).tolist() == [0.8]


def test_the_clearest_column_comes_first():
    x = np.column_stack([X[:, 1], X[:, 0] + X[:, 1], X[:, 0]])

    assert find_dividing_columns(x, LABELS, ("none", "some", "all")) == ("all", "some")


@pytest.mark.parametrize(("spread", "takes_part"), [(1.5, True), (1.6, False)])
def test_a_column_takes_part_from_three_tenths_on(spread, takes_part):
    """Means 0 and 2, each group -s and s around them: 1 of 1 + s² lies between the groups."""
    x = np.array([[-spread], [spread], [2 - spread], [2 + spread]])

    found = find_dividing_columns(x, np.array([0, 0, 1, 1]), ("a",))

    assert found == (("a",) if takes_part else ())


def test_one_group_has_no_columns_that_divide_it():
    assert find_dividing_columns(X, np.zeros(4, int), ("a", "b", "c")) == ()


def columns_with(*shares):
    """Make columns of which so much lies between two groups of two."""
    rows = []
    for share in shares:
        s = np.sqrt(1 / share - 1) if share else 1.0
        gap = 2.0 if share else 0.0
        rows.append([-s, s, gap - s, gap + s])
    return np.array(rows).T


@pytest.mark.parametrize(
    ("shares", "names"),
    [
        ((0.9, 0.1, 0.1), ("a",)),
        ((0.9, 0.1, 0.16), ()),  # the third takes part a little
        ((0.9, 0.5, 0.14), ("a", "b")),  # just a third are left out
        ((0.9, 0.5, 0.5, 0.1), ()),  # too few
        ((0.9, 0.8), ()),
        ((0.1, 0.1), ()),
    ],
)
def test_columns_of_a_made_division_are_named_only_where_the_others_stay_out(shares, names):
    x = columns_with(*shares)

    assert find_clear_columns(x, np.array([0, 0, 1, 1]), tuple("abcd"[: len(shares)])) == names


def test_the_order_of_rows_columns_and_labels_changes_nothing(rng):
    x = rng.normal(size=(60, 4))
    labels = rng.integers(0, 3, 60)
    x[:, 2] += 4 * labels
    x[:, 0] += 2 * (labels == 1)
    names = np.array(["a", "b", "c", "d"])
    found = find_dividing_columns(x, labels, tuple(names))
    assert found

    for _ in range(5):
        rows, columns = rng.permutation(60), rng.permutation(4)
        relabelled = rng.permutation(3)[labels]
        other = find_dividing_columns(x[rows][:, columns], relabelled[rows], tuple(names[columns]))
        assert other == found


def test_the_limits_themselves_take_part_and_stay_out(monkeypatch):
    shares = np.array([0.15, 0.3, 0.299])
    monkeypatch.setattr(dividing_columns, "measure_shares_between", lambda *_: shares)

    assert find_dividing_columns(X, LABELS, ("a", "b", "c")) == ("b",)
    assert find_clear_columns(X, LABELS, ("a", "b", "c")) == ()  # the third takes part a little
    shares = np.array([0.15, 0.3, 0.31])
    assert find_clear_columns(X, LABELS, ("a", "b", "c")) == ("c", "b")
    shares = np.array([0.151, 0.3, 0.31])
    assert find_clear_columns(X, LABELS, ("a", "b", "c")) == ()
    shares = np.array([0.1] * 33 + [0.9] * 67)
    names = tuple(map(str, range(100)))
    assert len(find_clear_columns(X, LABELS, names)) == 67  # .33 of the columns is enough
    shares = np.array([0.1] * 32 + [0.9] * 68)
    assert find_clear_columns(X, LABELS, names) == ()


def test_columns_that_differ_in_the_last_digits_only_stand_in_the_order_of_their_names(monkeypatch):
    shares = np.array([0.5 + 1e-12, 0.5, 0.5 + 1e-8])
    monkeypatch.setattr(dividing_columns, "measure_shares_between", lambda *_: shares)

    assert find_dividing_columns(X, LABELS, ("b", "a", "c")) == ("c", "a", "b")


def test_the_rounding_of_a_constant_column_divides_nobody():
    x = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    labels = np.array([0, 0, 0, 2, 2, 2, 2])  # nobody is in the second group

    constant, rising = measure_shares_between(x, labels)

    # Means 1 and 4.5 around 3: 3 x 4 + 4 x 2.25 of 28.
    assert (constant, rising) == (0.0, pytest.approx(21 / 28))
