"""Do runs of k-means end where no row changes its cluster?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import lloyd
from finseg.maths.lloyd import Tables, measure_inertia, run_lloyd

ROWS = np.array([[[0.0], [0.2], [0.7], [1.0]]])


def run(centres, weights=((1.0, 1, 1, 1),), max_iter=50, rows=ROWS):
    start = np.array(centres)[None, None, :, None]
    return run_lloyd(
        Tables(rows, np.array(weights)), start, max_iter=max_iter, precision=np.float64
    )


def test_centres_end_at_the_means_of_their_rows():
    found = run([0.0, 0.2])

    assert found.centres[0, 0, :, 0].tolist() == pytest.approx([0.1, 0.85])
    assert found.labels[0, 0].tolist() == [0, 0, 1, 1]
    assert found.inertia[0, 0] == pytest.approx(2 * 0.1**2 + 2 * 0.15**2)
    assert found.converged.all()


def test_weights_count_rows_as_often_as_they_say():
    found = run([0.0, 1.0], weights=((3.0, 1, 1, 2),))

    assert found.centres[0, 0, :, 0].tolist() == pytest.approx([0.05, 0.9])
    assert found.inertia[0, 0] == pytest.approx(3 * 0.05**2 + 0.15**2 + 0.2**2 + 2 * 0.1**2)


def test_a_run_that_is_stopped_says_so():
    assert not run([0.0, 0.05], max_iter=1).converged.any()


def test_a_cluster_that_lost_its_rows_starts_again_at_the_worst_row():
    found = run([0.4, 50.0])

    assert np.isfinite(found.centres).all()
    assert sorted(np.bincount(found.labels[0, 0]).tolist()) == [2, 2]


def test_more_clusters_than_places_leave_the_rest_absent():
    found = run([0.0, 1.0, 1.0], rows=np.array([[[0.0], [0.0], [1.0], [1.0]]]))

    assert np.isnan(found.centres[0, 0, :, 0]).sum() == 1
    assert found.inertia[0, 0] == 0


@pytest.mark.parametrize("block", [1, 50, 1 << 18])
def test_carried_sums_are_those_of_the_rows_at_the_end(monkeypatch, block):
    """Duplicates, a constant column, unequal weights; rows move in parts and in one piece."""
    rng = np.random.default_rng(3)
    tables = np.repeat(rng.normal(size=(2, 60, 3)), 2, axis=1) / 4
    tables[:, :, 1] = 0.5
    weights = rng.integers(0, 4, size=(2, 120)).astype(float)
    seeds = tables[:, rng.choice(120, size=(4, 5), replace=False)]
    monkeypatch.setattr(lloyd, "BLOCK", block)

    got = run_lloyd(Tables(tables, weights), seeds, max_iter=300)

    for r, s in np.ndindex(2, 4):
        for j in np.flatnonzero(~np.isnan(got.centres[r, s, :, 0])):
            own = weights[r] * (got.labels[r, s] == j)
            mean = np.average(tables[r], axis=0, weights=own)
            np.testing.assert_allclose(got.centres[r, s, j], mean, atol=1e-12)


def test_a_lost_centre_goes_to_the_row_that_adds_most_with_its_weight():
    rows = np.array([0.0, 0, 0, 0, 0.1, 1, -0.9])[None, :, None]

    # Around the mean .03 the two ends cost .94 and .86; around -.09 1.18 and twice .66.
    plain = run([0.1, 50.0], weights=(np.ones(7),), max_iter=1, rows=rows)
    heavy = run([0.1, 50.0], weights=((1.0, 1, 1, 1, 1, 1, 2),), max_iter=1, rows=rows)

    assert plain.centres[0, 0, 1, 0] == pytest.approx(1.0)
    assert heavy.centres[0, 0, 1, 0] == pytest.approx(-0.9)


def test_of_equally_near_centres_the_lower_number_wins_and_absent_ones_never():
    points = lloyd.prepare_points(np.array([[[0.0], [1.0], [3.0]]]), np.float64)
    centres = np.array([[[9.0], [2.0], [0.0], [2.0]]])

    def label(*absent):
        mask = np.isin(np.arange(4), absent)[None]
        return lloyd.label_nearest(centres, mask, np.zeros(1, dtype=np.intp), points)[0].tolist()

    assert label() == [2, 1, 1]
    assert label(1) == [2, 2, 3]
    assert label(1, 2, 3) == [0, 0, 0]


def test_runs_on_several_tables_know_which_is_theirs():
    tables = np.array([[[0.0], [1.0]], [[10.0], [30.0]]])
    points = lloyd.prepare_points(tables, np.float64)
    centres = np.array([[[0.0], [9.0]], [[9.0], [0.0]], [[12.0], [29.0]], [[25.0], [14.0]]])

    found = lloyd.label_nearest(
        centres, np.zeros((4, 2), dtype=bool), np.array([0, 0, 1, 1]), points
    )

    assert found.tolist() == [[0, 0], [1, 1], [0, 1], [1, 0]]


# From 0 and 0.2 the first round moves the second centre to 19/30 (a square of .1878), the second
# one both to .1 and .85 (.01 + .0469), and the third one none.
@pytest.mark.parametrize(
    ("tolerance", "ends"),
    [(0.19, [0, 19 / 30]), (0.18, [0.1, 0.85]), (0.057, [0.1, 0.85]), (0.0, [0.1, 0.85])],
)
def test_a_run_ends_where_its_centres_move_by_no_more_than_the_tolerance(tolerance, ends):
    start = np.array([0.0, 0.2])[None, None, :, None]
    found = run_lloyd(
        Tables(ROWS, np.ones((1, 4))),
        start,
        max_iter=50,
        precision=np.float64,
        tolerance=np.array([tolerance]),
    )

    assert found.centres[0, 0, :, 0].tolist() == pytest.approx(ends)
    assert found.converged.all()


def test_inertia_is_that_of_the_nearest_centres_by_weight():
    centres = np.array([[[[0.0], [1.0], [np.nan]], [[0.7], [0.7], [0.7]]]])

    found = measure_inertia(Tables(ROWS, np.array([[1.0, 2, 3, 0]])), centres, np.float64)

    first = 2 * 0.2**2 + 3 * 0.3**2  # 0.2 to 0, 0.7 to 1
    second = 0.7**2 + 2 * 0.5**2
    assert found[0].tolist() == pytest.approx([first, second])


def test_inertia_is_the_same_in_blocks_of_any_size(rng, monkeypatch):
    tables = Tables(rng.normal(size=(2, 50, 3)), rng.uniform(size=(2, 50)))
    centres = rng.normal(size=(2, 7, 4, 3))
    whole = measure_inertia(tables, centres, np.float64)

    monkeypatch.setattr(lloyd, "ROWS", 16)
    monkeypatch.setattr(lloyd, "BLOCK", 4 * 16 * 3)

    np.testing.assert_allclose(measure_inertia(tables, centres, np.float64), whole, rtol=1e-12)


def test_inertia_on_the_rows_themselves_is_never_below_nothing(rng):
    rows = rng.normal(size=(1, 5, 2)) * 1e6

    found = measure_inertia(Tables(rows, np.ones((1, 5))), rows[None], np.float64)

    assert 0 <= found[0, 0] < 1e-2
