"""From which starts are the groups of each number looked for?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finseg.choose import partitions
from finseg.choose.partitions import (
    Partition,
    _split_flattest_columns,
    _split_widest_groups,
    find_partition,
    refine_partition,
)
from finseg.maths.shared_mixture import fit_shared_mixture


class A:
    """Anything with the attributes that are given."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


# A bell of seven and two peaks of four each, which spread less; the second column tells them apart.
BELL = np.array([-3.0, -1, -1, 0, 1, 1, 3])
PEAKS = np.repeat([-1.0, 1.0], 4) / 2
X = np.vstack([np.column_stack([BELL, BELL / 9 + 50]), np.column_stack([0 * PEAKS, PEAKS])])
LABELS = np.repeat([0, 1], [7, 8])


def a_partition(labels=LABELS, x=X) -> Any:
    """Take the groups that are given for those of the mixture, whose own means are other ones."""
    groups: Any = A(
        centres=np.array([[9.0, 9.0], [8.0, 8.0]]),
        assign_groups=lambda rows: labels[: len(rows)],
        whiten_rows=lambda rows: rows * [1.0, 10.0],
    )
    centres = np.array([x[labels == g].mean(axis=0) for g in np.unique(labels)])
    return Partition(labels=labels, centres=centres, groups=groups)


def test_of_several_groups_the_flattest_column_of_any_is_split_and_the_others_keep_their_means():
    (start,) = _split_flattest_columns(X, a_partition())

    # The two peaks lie half a unit to each side of their mean.
    np.testing.assert_allclose(start, [[0.0, 50.0], [0.0, -0.5], [0.0, 0.5]], atol=1e-12)


def test_a_table_of_which_a_group_is_empty_gives_no_start():
    assert _split_flattest_columns(X, a_partition(labels=np.where(LABELS == 1, 2, 0))) == []


def test_of_columns_as_flat_in_two_groups_that_of_the_first_group_is_split():
    twice = np.vstack([X[7:], X[7:] + np.array([0.0, 20])])

    (start,) = _split_flattest_columns(twice, a_partition(np.repeat([0, 1], 8), twice))

    np.testing.assert_allclose(start, [[0.0, 20.0], [0.0, -0.5], [0.0, 0.5]], atol=1e-12)


def test_a_column_without_spread_is_not_flat():
    starts = _split_flattest_columns(np.column_stack([np.zeros(8), PEAKS * 2]), None)

    np.testing.assert_allclose(starts[0], [[0, -1], [0, 1]])


def test_a_group_is_as_wide_as_its_size_times_its_longest_variance():
    x = np.array([[0.0], [4], [10], [12], [14], [16], [18]])
    labels = np.array([0, 0, 1, 1, 1, 1, 1])

    # Variances 8 of two and 10 of five: 16 and 50.
    first, second = _split_widest_groups(x, labels, np.array([[2.0], [14.0]]))

    np.testing.assert_allclose(first[0], [2])
    np.testing.assert_allclose(np.sort(first[1:, 0]), 14 + np.array([-1, 1]) * 10**0.5)
    np.testing.assert_allclose(np.sort(second[1:, 0]), 2 + np.array([-1, 1]) * 8**0.5)


@pytest.mark.parametrize("before", [None, a_partition()])
def test_every_start_is_tried_by_k_means_and_as_a_guess(monkeypatch, before):
    asked: dict[str, Any] = {}

    def fit(x, k, *, starts, warm, rng):
        asked["fit"] = (x.tolist(), k, starts, [w.tolist() for w in warm], rng.random())
        return np.array([[0.0, 50], [0, 0], [0, 1]])

    def sharpen(x, centres, guesses, least):
        asked["sharpen"] = (len(x), len(centres), [g.tolist() for g in guesses], least)
        return "sharpened"

    monkeypatch.setattr(partitions, "fit_table", fit)
    monkeypatch.setattr(partitions, "_sharpen_best", sharpen)
    canvas: Any = A(x=X, start_seed=11)

    found: Any = find_partition(canvas, 3, before=before, starts=4, least=5)

    assert found == "sharpened"
    rows, k, starts, warm, drawn = asked["fit"]
    assert (rows, k, starts) == (X.tolist(), 3, 4)
    assert drawn == np.random.default_rng([11, 3]).random()
    flat = [w.tolist() for w in _split_flattest_columns(X, before)]
    wide = (
        []
        if before is None
        else [w.tolist() for w in _split_widest_groups(X, before.labels, before.centres)]
    )
    assert warm == flat + wide
    n, made, guesses, least = asked["sharpen"]
    assert (n, made, least) == (15, 3, 5)
    # One guess for each start that splits columns, and for each group split in the mixture's units.
    assert len(guesses) == len(flat) + (0 if before is None else 2)
    if before is not None:
        assert guesses[0] == [0] * 7 + [1] * 4 + [2] * 4
        whitened = X * [1.0, 10.0]
        starts = _split_widest_groups(whitened, LABELS, before.groups.centres)
        distances = ((whitened[:, None, :] - starts[0]) ** 2).sum(axis=2)
        assert guesses[1] == distances.argmin(axis=1).tolist()


def test_what_was_found_on_some_is_carried_over_from_where_it_stood(monkeypatch):
    x = np.vstack([X, X + 0.01])
    labels = np.repeat([0, 1, 0, 1], [7, 8, 7, 8])
    found = Partition(
        labels=LABELS,
        centres=np.array([[0.0, 49], [0, 1]]),
        groups=fit_shared_mixture(X, LABELS, steps=0),
    )
    asked: list[Any] = []

    def fit(rows, k, *, starts, warm, **_):
        asked.append((len(rows), k, starts, [w.tolist() for w in warm]))
        return found.centres

    monkeypatch.setattr(partitions, "fit_table", fit)
    canvas: Any = A(x=x)

    carried = refine_partition(canvas, found, least=5)

    assert asked == [(30, 2, 0, [found.centres.tolist()])]
    assert carried.labels.tolist() == labels.tolist()
    assert carried.groups.assign_groups(x).tolist() == labels.tolist()
