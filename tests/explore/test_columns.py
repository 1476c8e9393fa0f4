"""Do the summaries, histograms and correlations obey their laws?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import pearsonr, rankdata, spearmanr

from finseg.document.blocks import Table
from finseg.explore import explore_dataset
from finseg.records.dataset import ROLES, ColumnPart, Dataset, Role
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.settings import ExploreSettings
from tests.builders.numbers import list_foreign_numbers
from tests.builders.tables import make_table
from tests.conftest import dataset_of

Numbers = list[float | None]

AMOUNTS = st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: round(v, 3))
GAPPY = st.lists(st.none() | AMOUNTS, min_size=1, max_size=80)
WHOLE = st.lists(st.integers(-40, 400), min_size=1, max_size=80)
BINS = st.integers(5, 200)


def explore(table: Mapping[str, object], bins: int = 30) -> Exploration:
    return explore_dataset(dataset_of(pl.DataFrame(table)), ExploreSettings(bins=bins))


def summary(values: Sequence[float | None], bins: int = 30) -> Summary:
    (found,) = explore({"x": pl.Series(values, dtype=pl.Float64)}, bins).summaries
    return found


@given(values=GAPPY, bins=BINS)
def test_every_value_present_is_in_one_bin_and_every_gap_is_counted(values, bins):
    present = [v for v in values if v is not None]
    assume(present)

    found = summary(values, bins)

    assert sum(found.counts) == found.count == len(present)
    assert found.missing == len(values) - len(present)
    assert len(found.edges) == len(found.counts) + 1


@given(values=GAPPY, bins=BINS)
def test_edges_ascend_in_equal_steps_and_there_are_no_more_bins_than_asked_for(values, bins):
    assume(any(v is not None for v in values))

    found = summary(values, bins)
    steps = np.diff(found.edges)

    assert (steps > 0).all()
    assert len(found.counts) <= bins
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6, atol=1e-6)


@given(values=WHOLE, bins=BINS)
def test_a_bin_of_whole_numbers_holds_whole_numbers_and_as_many_as_the_others(values, bins):
    found = summary([float(v) for v in values], bins)

    assume(max(values) - min(values) < 10 * bins)
    steps = np.diff(found.edges)
    assert np.array_equal(steps, np.round(steps))
    assert steps.min() >= 1


@given(values=WHOLE)
def test_a_bin_of_width_one_counts_one_value(values):
    found = summary([float(v) for v in values], bins=200)

    assume(np.diff(found.edges).max() == 1)
    middles = np.floor(np.array(found.edges[1:-1]))[:-1]  # the end bins take what lies beyond
    assert list(found.counts[1:-1]) == [values.count(int(m) + 1) for m in middles]


def test_a_long_tail_is_counted_in_the_last_bin():
    values: Numbers = [*(i / 10 for i in range(1000)), 1e6]

    found = summary(values)

    assert found.edges[-1] < 101
    assert sum(found.counts) == 1001


@given(values=GAPPY)
def test_figures_are_those_of_numpy_over_the_values_present(values):
    present = np.array([v for v in values if v is not None])
    assume(len(present))

    found = summary(values)

    told = [found.mean, found.sd, found.p5, found.p25, found.median, found.p75, found.p95]
    known = [present.mean(), present.std(), *np.percentile(present, [5, 25, 50, 75, 95])]
    np.testing.assert_allclose(told, known, rtol=1e-9, atol=1e-9)
    assert found.zero_share == (present == 0).mean()


@pytest.mark.parametrize("value", [0.0, 5.0, -2.5, 1e9, 2.0**-30, 1e14 + 0.25])
def test_a_constant_column_has_one_full_bin_and_no_skew(value):
    found = explore({"x": [value] * 20, "y": range(20)})

    constant = found.summaries[0]
    assert max(constant.counts) == 20
    assert sum(constant.counts) == 20
    assert constant.sd == pytest.approx(0.0, abs=1e-15 * max(1.0, value))
    assert constant.skewness == 0.0
    assert (found.pearson[0][0], found.spearman[0][0]) == (1.0, 1.0)
    assert np.isnan([found.pearson[0][1], found.spearman[0][1]]).all()


def test_a_column_without_any_value_is_not_summarised():
    found = explore({"x": [1.0, 2.0, 3.0], "y": pl.Series([None] * 3, dtype=pl.Float64)})

    assert [s.column for s in found.summaries] == ["x"]


def gappy_table(rng: np.random.Generator) -> pl.DataFrame:
    """Make four columns with ties, tails and gaps."""
    x = np.column_stack(
        [rng.normal(size=300), rng.integers(0, 6, 300), rng.exponential(size=300), np.zeros(300)]
    )
    x[:, 3] = x[:, 0] ** 3 - x[:, 1]
    table = pl.DataFrame(x, schema=list("abcd"))
    return table.with_columns(b=pl.when(pl.col("a") > -1).then(pl.col("b")))


def test_correlations_are_symmetric_with_ones_on_the_diagonal(rng):
    found = explore_dataset(dataset_of(gappy_table(rng)), ExploreSettings())

    assert found.features == ("a", "b", "c", "d")
    for matrix in (np.array(found.pearson), np.array(found.spearman)):
        assert matrix.shape == (4, 4)
        assert np.array_equal(matrix, matrix.T)
        assert np.array_equal(np.diag(matrix), np.ones(4))
        assert (np.abs(matrix) <= 1).all()


def test_complete_columns_correlate_as_scipy_says(rng):
    table = gappy_table(rng).drop("b")
    a, c = table["a"].to_numpy(), table["c"].to_numpy()

    found = explore_dataset(dataset_of(table), ExploreSettings())

    assert found.pearson[0][1] == pytest.approx(pearsonr(a, c).statistic, abs=1e-12)
    assert found.spearman[0][1] == pytest.approx(spearmanr(a, c).statistic, abs=1e-12)


@given(pairs=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=60))
def test_spearman_is_pearson_of_the_average_ranks(pairs):
    x, y = np.array(pairs, float).T
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)

    found = explore({"x": x, "y": y})

    known = pearsonr(rankdata(x), rankdata(y)).statistic
    assert found.spearman[0][1] == pytest.approx(known, abs=1e-12)


def test_spearman_is_unchanged_by_a_rising_transform_and_pearson_is_not(rng):
    table = gappy_table(rng)
    bent = table.with_columns(pl.col("c").exp(), pl.col("a") * 3 + 7, pl.col("b") ** 3)

    one, two = (explore_dataset(dataset_of(t), ExploreSettings()) for t in (table, bent))

    np.testing.assert_allclose(one.spearman, two.spearman, rtol=0, atol=1e-12)
    assert abs(one.pearson[0][2] - two.pearson[0][2]) > 1e-3


def test_a_falling_transform_turns_the_sign_of_both(rng):
    table = gappy_table(rng)
    turned = table.with_columns(-pl.col("a"))

    one, two = (explore_dataset(dataset_of(t), ExploreSettings()) for t in (table, turned))

    for before, after in ((one.pearson, two.pearson), (one.spearman, two.spearman)):
        np.testing.assert_allclose(before[0][1:], -np.array(after[0][1:]), rtol=0, atol=1e-12)


def with_extra(values: list[str | None], role: Role) -> Dataset:
    """Make a dataset of one feature and one category of the role given."""
    made = dataset_of(pl.DataFrame({"x": np.arange(len(values), dtype=float)}))
    extra = replace(
        made.columns[0],
        name="extra",
        original="extra",
        role=role,
        kind="category",
        missing=values.count(None),
    )
    table = made.table.with_columns(extra=pl.Series(values, dtype=pl.String))
    return replace(made, table=table, columns=(*made.columns, extra))


HIDDEN = {"id", "personal", "ignore", "date"}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "feature"])
@pytest.mark.parametrize("kind", ["category", "number"])
def test_whoever_may_be_named_is_not_summarised_and_everything_else_is(role, kind):
    dataset = with_extra(["1", "2", "2"], role)
    if kind == "number":
        numbers = dataset.table.cast({"extra": pl.Float64})
        columns = (dataset.columns[0], replace(dataset.columns[1], kind="number"))
        dataset = replace(dataset, table=numbers, columns=columns)

    found = explore_dataset(dataset, ExploreSettings())

    shown = {s.column for s in found.summaries} | {v.column for v in found.levels}
    assert ("extra" in shown) == (role not in HIDDEN)
    assert found.features == ("x",)


def levels(values: list[str | None]) -> Levels:
    (found,) = explore_dataset(with_extra(values, "descriptor"), ExploreSettings()).levels
    return found


@given(values=st.lists(st.none() | st.sampled_from("abcdefghijklmnopq"), min_size=1, max_size=80))
def test_levels_fall_by_count_and_gaps_are_counted_apart(values):
    found = levels(values)

    counts = [n for _, n in found.top]
    present = [v for v in values if v is not None]
    assert counts == sorted(counts, reverse=True)
    assert all(n == values.count(level) for level, n in found.top)
    assert found.missing == values.count(None)
    assert found.distinct == len(set(present))
    assert len(found.top) == min(12, found.distinct)
    rest = [values.count(v) for v in set(present) - {level for level, _ in found.top}]
    assert max(rest, default=0) <= min(counts, default=0)


def test_levels_of_one_count_are_in_the_order_of_the_alphabet():
    assert levels(["c", "a", "b", "b", "c", "a"]).top == (("a", 2), ("b", 2), ("c", 2))


def test_the_order_of_the_customers_does_not_matter(rng):
    table = gappy_table(rng).drop_nulls()
    turned = table.sample(fraction=1.0, shuffle=True, seed=7)

    one, two = (explore_dataset(dataset_of(t), ExploreSettings()) for t in (table, turned))

    assert [s.counts for s in one.summaries] == [s.counts for s in two.summaries]
    np.testing.assert_allclose(one.pearson, two.pearson, rtol=0, atol=1e-12)


@pytest.mark.parametrize("value", [1e16, 1e100, -1e17])
def test_a_constant_column_of_enormous_numbers_has_a_histogram(value):
    table = pl.DataFrame({"a": [value] * 5, "b": [1.0, 2, 3, 4, 5]})

    summary = explore_dataset(dataset_of(table), ExploreSettings()).summaries[0]

    assert sum(summary.counts) == 5
    assert list(summary.edges) == sorted(set(summary.edges))


@pytest.mark.parametrize("bins", [5, 30])
def test_the_number_of_bins_is_a_setting(bins):
    values = list(np.linspace(0.0, 1.0, 1000))

    assert len(summary(values, bins).counts) == bins


def test_the_figures_of_a_small_column_are_those_worked_out_by_hand():
    """Of 0, 0, 2, 4 and 14 the mean is 4, the variance (16 + 16 + 4 + 0 + 100) / 5 = 27.2."""
    one = summary([0.0, 0.0, 2.0, 4.0, 14.0])

    assert (one.count, one.missing, one.mean, one.median) == (5, 0, 4.0, 2.0)
    assert one.sd == pytest.approx(27.2**0.5)
    assert (one.p25, one.p75, one.zero_share) == (0.0, 4.0, 0.4)
    assert one.skewness == pytest.approx((-64 - 64 - 8 + 0 + 1000) / 5 / 27.2**1.5)


@pytest.mark.parametrize(("highest", "above"), [(1.4, 0), (1.6, 1)])
def test_a_range_half_as_wide_again_as_that_of_nearly_all_is_a_long_tail(highest, above):
    """Of 1,000 values from 0 to about 1 the last lies apart; the 99th percentile stays below 1."""
    values = [*np.linspace(0.0, 1.0, 999), highest]

    assert summary(values).above >= above
    assert bool(summary(values).above) is bool(above)


def test_twelve_levels_are_kept_and_all_are_counted():
    counted = levels([letter for i, letter in enumerate("abcdefghijklm") for _ in range(20 - i)])

    assert counted.distinct == 13
    assert [level for level, _ in counted.top] == list("abcdefghijkl")
    assert counted.top[0] == ("a", 20)


def test_a_value_at_the_very_edge_lies_within_it():
    """The 1st and the 99th percentile are 1.5 and 99.5 here; one value lies beyond each."""
    values = [-1000.0, *(i + 0.5 for i in range(1, 100)), 1000.0]
    table = dataset_of(pl.DataFrame({"a": values}))

    (summary,) = explore_dataset(table, ExploreSettings()).summaries

    assert (summary.edges[0], summary.edges[-1]) == (1.5, 99.5)
    assert (summary.below, summary.above) == (1, 1)
    assert sum(summary.counts) == 101


def test_one_end_may_lie_apart_without_the_other():
    """Half are zero, so the 1st percentile is the least; the 99th is 49.5."""
    one = summary([*[0.0] * 50, *(i + 0.5 for i in range(50)), 1000.0], bins=5)
    other = summary([*[0.0] * 50, *(-i - 0.5 for i in range(50)), -1000.0], bins=5)

    assert (one.below, one.above, one.counts) == (0, 1, (60, 10, 10, 10, 11))
    assert (other.below, other.above, other.counts) == (1, 0, (11, 10, 10, 10, 60))


@pytest.mark.parametrize(("highest", "first"), [(49, -0.5), (50, 0.0)])
def test_whole_numbers_are_told_apart_up_to_ten_in_a_bin(highest, first):
    assert summary([0.0, 3.0, float(highest)], bins=5).edges[0] == first


@pytest.mark.parametrize(("steps", "first"), [(19, 0.5), (20, 1.0)])
def test_bins_are_no_narrower_than_four_numbers_can_be_apart(steps, first):
    assert summary([1.0, 1.0 + steps * 2.0**-52], bins=5).edges[0] == pytest.approx(first, abs=1e-9)


def test_an_exploration_holds_plain_numbers_that_can_be_written(rng):
    found = explore_dataset(dataset_of(gappy_table(rng)), ExploreSettings())

    assert found.summaries
    assert list_foreign_numbers(found) == []


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("beyond", "half"), [(-1, 0.5), (0, 0.0), (1, 0.0)])
def test_bins_begin_halfway_between_whole_numbers_while_there_are_such_numbers(beyond, half, sign):
    far = sign * (2.0**52 + beyond)
    low, high = sorted((far, far - sign * 45.0))

    edges = summary([low, high], bins=5).edges

    assert edges[0] == low - half


@pytest.mark.parametrize(("highest", "first"), [(122.5, -24.5), (123.0, 0.0)])
def test_one_and_a_half_times_the_usual_range_is_no_long_tail_and_more_is(highest, first):
    # The 1st percentile is 0, the 99th 98, and 1.5 times as much is 147.
    edges = summary([-24.5, *map(float, range(99)), highest]).edges

    assert (edges[0], edges[-1]) == pytest.approx((first, 122.5 if first else 98.0))


def test_where_nearly_all_are_one_value_the_others_are_seen_on_the_whole_range():
    one = summary([5.0] * 200 + [1000.25])

    assert (one.edges[0], one.edges[-1], one.above) == (5.0, 1000.25, 0)


def test_columns_go_by_the_names_they_have_here():
    level = {"reason_code": "level", "parts": (ColumnPart(column="c"),), "levels": ("x",)}
    rank = {"reason_code": "rank", "parts": (ColumnPart(column="d"),), "unit": "count"}
    dataset = make_table(
        {"a": [1.0, 2.0, 0.0], "b": [1.0, 1.0, 0.0], "e": [1, None, 3], "f": ["p", "q", None]},
        b=level, e=rank, f={"role": "descriptor", "kind": "category"},
    )  # fmt: skip

    found = explore_dataset(dataset, ExploreSettings())

    assert [(s.column, s.level_of, s.unit) for s in found.summaries] == [
        ("a", "", "none"), ("b", "c", "none"), ("e", "", "count"),
    ]  # fmt: skip
    assert [(v.column, v.missing) for v in found.levels] == [("f", 1)]
    assert found.features == ("a", "b", "e")
    # Of a and e two rows are known in both: 1 and 1, 0 and 3.
    assert found.pearson[0][2] == found.spearman[0][2] == pytest.approx(-1.0)
    assert found.pearson[0][1] == pytest.approx(3**0.5 / 2)


@pytest.mark.parametrize(
    ("values", "bins", "edges", "counts"),
    [
        ([0.0, 1.0, 1.0, 5.0], 30, [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5], (1, 2, 0, 0, 0, 1)),
        # 12 whole numbers in 5 bins: three to each, and four bins are enough.
        ([-1.0, 1.0, 2.0, 10.0], 5, [-1.5, 1.5, 4.5, 7.5, 10.5], (2, 1, 0, 1)),
        ([2.0, 2.5, 3.0, 7.0], 5, [2.0, 3.0, 4.0, 5.0, 6.0, 7.0], (2, 1, 0, 0, 1)),
    ],
)
def test_bins_and_what_they_count_are_those_worked_out_by_hand(values, bins, edges, counts):
    one = summary(values, bins)

    assert one.edges == pytest.approx(edges)
    assert one.counts == counts


@pytest.mark.parametrize(("given", "said"), [(True, True), (False, False)])
def test_figures_that_ignore_the_weights_of_rows_are_headed_so(given, said):
    table = make_table(
        {"owed": [1.0, 2.0, 4.0], "w": [1.0, 5.0, 2.0]},
        w={"role": "weight", "given": given, "confidence": "fair"},
    )

    *_, shown = explore_dataset(table, ExploreSettings()).blocks()

    assert isinstance(shown, Table)
    assert str(shown.caption).startswith("Among the rows") is said
