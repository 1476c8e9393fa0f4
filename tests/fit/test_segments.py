from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from finseg.document.blocks import Table
from finseg.errors import MissingColumnError, TooFewRowsError
from finseg.fit import fit_segments
from finseg.maths.starts import refine_centres
from finseg.settings import FitSettings
from tests.builders.numbers import list_foreign_numbers
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
    assert str(found.order) == "falling size"


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


@pytest.mark.parametrize(("rows", "refined"), [(399, [399]), (400, [200, 400])])
@pytest.mark.parametrize("weighted", [False, True])
def test_many_rows_are_approached_in_two_steps(rng, monkeypatch, rows, refined, weighted):
    monkeypatch.setattr("finseg.fit.segments.SEARCHED", 100)
    monkeypatch.setattr("finseg.fit.segments._HALFWAY", 200)
    monkeypatch.setattr("finseg.fit.segments._MANY", 400)
    asked = []

    def refine(x, found, weights=None):
        asked.append(len(x))
        assert (weights is not None) is weighted
        assert weights is None or len(weights) == len(x)
        return refine_centres(x, found, weights)

    monkeypatch.setattr("finseg.fit.segments.refine_centres", refine)
    x = groups(rng, k=4, each=100)[:rows]
    weights = rng.uniform(0.5, 1.5, rows) if weighted else None

    found = fit_segments(x, x, NAMES, k=4, settings=FitSettings(starts=5), weights=weights)

    assert asked == refined
    assert found.starts == 5


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


def test_each_setting_of_fit_acts(rng):
    x = rng.normal(size=(120, 3))
    raw = np.column_stack([x[:, 0], -10 * x[:, 1], x[:, 2]])

    def kept(**knobs):
        return fit_segments(x, raw, NAMES, k=3, settings=FitSettings(**knobs))

    def means(found, column):
        return [raw[found.assignment.segment == s, column].mean() for s in range(3)]

    plain = kept(starts=4)
    assert (plain.starts, plain.seed, str(plain.order)) == (4, 42, "falling size")
    assert kept().starts == 100  # unless told otherwise
    assert kept(starts=4, seed=7).seed == 7
    assert not np.array_equal(kept(starts=1, seed=1).centres, kept(starts=1, seed=7).centres)
    rising = kept(starts=4, order="rising")
    np.testing.assert_array_equal(rising.centres, plain.centres[::-1])
    by_mean = kept(starts=4, order_by="b")
    assert means(by_mean, 1) == sorted(means(by_mean, 1), reverse=True)  # of the raw figures
    assert str(by_mean.order) == "falling mean `b`"


def test_order_ignores_missing_raw_figures():
    x = np.array([[0.0, 0, 0], [0, 0, 1], [9, 0, 0], [9, 0, 1], [9, 0, 2]])
    raw = x.copy()
    raw[0, 0], raw[1, 0] = np.nan, 99.0

    found = fit_segments(x, raw, NAMES, k=2, settings=FitSettings(starts=5, order_by="a"))

    assert found.assignment.count_members(2).tolist() == [2, 3]


def test_segments_of_equal_size_are_ordered_by_their_centres_in_the_order_of_the_names():
    x = np.array([[0.0, 9], [0, 9], [5, 1], [5, 1]])
    settings = FitSettings(starts=5)

    here = fit_segments(x, x, ("a", "b"), k=2, settings=settings)
    there = fit_segments(x, x, ("z", "b"), k=2, settings=settings)

    assert here.centres.tolist() == [[0, 9], [5, 1]]
    assert there.centres.tolist() == [[5, 1], [0, 9]]


def test_margin_second_choice_and_inertia_of_a_hand_worked_division():
    # Centres 1 (of 0, 2) and 10 (of 9, 10, 11).
    x = np.array([[0.0], [2], [9], [10], [11]])

    found = fit_segments(x, x, ("a",), k=2, settings=FitSettings(starts=5))

    own = found.assignment
    assert own.segment.tolist() == [1, 1, 0, 0, 0]
    assert own.second.tolist() == [0, 0, 1, 1, 1]
    np.testing.assert_allclose(own.margin, [0.9, 1 - 1 / 8, 1 - 1 / 8, 1, 0.9])
    assert own.distance.tolist() == [1, 1, 1, 0, 1]
    assert found.inertia == pytest.approx(4)
    np.testing.assert_allclose(found.reach, [1, 1])


def test_an_unknown_ordering_column_without_a_near_one_gets_the_way_out():
    with pytest.raises(MissingColumnError) as caught:
        fit(np.arange(30.0).reshape(10, 3), k=2, order_by="postcode")

    assert "did you mean" not in caught.value.fix


def test_distinct_customers_far_down_the_file_count():
    x = np.repeat([[0.0, 0, 0], [9.0, 9, 9]], [500, 1], axis=0)

    assert fit(x, k=2).assignment.count_members(2).tolist() == [500, 1]
    with pytest.raises(TooFewRowsError, match=r"501 customers with 2 distinct rows.* 3 segments"):
        fit(x, k=3)


def test_the_fit_shows_sizes_shares_and_the_median_margin():
    segmentation = fit(np.repeat([[0.0, 0, 0], [9.0, 9, 9]], [30, 10], axis=0), k=2)

    _, sentence, table = segmentation.blocks()

    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["0", "30", "75.0%", "1.00"],
        ["1", "10", "25.0%", "1.00"],
    ]
    assert "2 segments" in str(sentence.text)
    assert "10 of 10 starts" in str(sentence.text)
    assert "one start" in str(fit(np.eye(3), k=2, starts=1).say_start_count())


def test_the_reach_is_the_distance_within_which_99_of_100_members_lie():
    # 101 members up to 1.00 from their centre at 0, on both sides; five within 2 of 50.
    far = np.r_[0.0, np.repeat(np.arange(1, 51) / 50, 2) * np.tile([1, -1], 50)]
    x = np.r_[far, 50 + np.array([-2.0, -1, 0, 1, 2])][:, None]

    found = fit_segments(x, x, ("a",), k=2, settings=FitSettings(starts=5))

    assert found.assignment.count_members(2).tolist() == [101, 5]
    assert found.reach == pytest.approx([1.0, 2.0])
    assert found.reach[0] < 1.0 + 1e-12
    assert np.mean(found.assignment.distance[:101] <= found.reach[0] + 1e-12) >= 0.99


def test_a_segmentation_holds_plain_numbers_beside_its_arrays():
    x = np.array([[0.0], [2], [9], [10], [11]])

    assert list_foreign_numbers(fit_segments(x, x, ("a",), k=2, settings=FitSettings())) == []


@pytest.mark.parametrize("name", ["age", "size", "tenure"])
def test_segments_are_ordered_by_the_mean_of_a_column_whatever_its_name(name):
    x = np.array([[0.0], [2], [9], [10], [11]])  # the larger segment has the larger mean
    settings = FitSettings(starts=5, order_by=name, order="rising")

    found = fit_segments(x, -x, (name,), k=2, settings=settings)

    by_size = name == "size"
    assert found.assignment.count_members(2).tolist() == ([2, 3] if by_size else [3, 2])
    assert str(found.order) == ("rising size" if by_size else f"rising mean `{name}`")


def test_sizes_that_ignore_the_weights_of_rows_are_headed_so(rng):
    x = rng.normal(size=(30, 3))
    knobs = FitSettings(starts=3)

    plain = fit_segments(x, x, NAMES, k=2, settings=knobs)
    weighed = fit_segments(x, x, NAMES, k=2, settings=knobs, weights=np.repeat([0.5, 1.5], 15))

    tables = [found.blocks()[-1] for found in (plain, weighed)]
    captions = [str(table.caption) for table in tables if isinstance(table, Table)]
    assert captions[0] == ""
    assert captions[1].startswith("Among the rows")
