from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from finseg.errors import MissingColumnError, TooFewRowsError
from finseg.fit import fit_segments
from finseg.settings import FitSettings
from tests.conftest import groups

NAMES = ("a", "b", "c")


def fit(x, *, k=4, **knobs):
    knobs.setdefault("starts", 10)
    settings = FitSettings(**knobs)
    return fit_segments(x, x, NAMES, k=k, settings=settings)


def test_every_customer_is_with_its_nearest_centre(rng):
    x = rng.uniform(size=(500, 3))

    found = fit(x)

    d = ((x[:, None] - found.centres[None]) ** 2).sum(axis=2)
    np.testing.assert_array_equal(found.assignment.segment, d.argmin(axis=1))
    assert found.inertia == pytest.approx(d.min(axis=1).sum())


def test_one_start_gives_scikit_learns_partition(rng):
    x = rng.uniform(size=(500, 3))

    found = fit(x, starts=1, seed=42)

    theirs = KMeans(4, n_init=1, random_state=42).fit_predict(x)
    pairs = set(zip(found.assignment.segment.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == 4


def test_segments_are_numbered_by_falling_size(rng):
    x = np.vstack([groups(rng, k=1, each=n) + 30 * i for i, n in enumerate((20, 50, 35))])

    found = fit(x, k=3)

    assert found.assignment.count_members(3).tolist() == [50, 35, 20]
    assert found.order == "falling size"


@pytest.mark.parametrize(("order", "sign"), [("falling", -1), ("rising", 1)])
def test_segments_can_be_numbered_by_a_mean(rng, order, sign):
    x = groups(rng, k=4)

    found = fit(x, order_by="b", order=order)

    means = [x[found.assignment.segment == s, 1].mean() for s in range(4)]
    assert means == sorted(means, key=lambda m: sign * m)


def test_row_and_column_order_change_no_segment(rng):
    x = rng.uniform(size=(300, 3))
    rows, columns = rng.permutation(300), [1, 2, 0]

    found = fit(x)
    shuffled = fit_segments(
        x[rows][:, columns],
        x[rows][:, columns],
        tuple(NAMES[j] for j in columns),
        k=4,
        settings=FitSettings(starts=10),
    )

    np.testing.assert_array_equal(shuffled.assignment.segment, found.assignment.segment[rows])


def test_a_sampled_search_ends_in_a_fit_on_all_rows(rng, monkeypatch):
    x = groups(rng, k=4, each=200)

    whole = fit(x)
    monkeypatch.setattr("finseg.fit.segments.SEARCHED", 100)
    sampled = fit(x)

    np.testing.assert_allclose(sampled.centres, whole.centres, atol=1e-3)
    assert sampled.starts == 10


def test_about_one_in_a_hundred_lies_beyond_the_reach(rng):
    found = fit(rng.normal(size=(4000, 3)))

    beyond = found.assignment.distance > found.reach[found.assignment.segment]
    assert 0.005 <= beyond.mean() <= 0.012


def test_an_unknown_ordering_column_is_named_with_the_nearest():
    with pytest.raises(MissingColumnError) as caught:
        fit(np.arange(30.0).reshape(10, 3), k=2, order_by="aa")

    assert "did you mean `a`?" in caught.value.fix


def test_fewer_distinct_customers_than_segments_are_refused():
    with pytest.raises(TooFewRowsError):
        fit(np.repeat([[0.0, 0, 0], [9.0, 9, 9]], 10, axis=0), k=2 + 1)
