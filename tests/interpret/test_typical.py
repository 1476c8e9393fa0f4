from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.fit import fit_segments
from finseg.interpret.typical import _coarsen_value, _measure_percentile_range, find_typical
from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import FitSettings, Settings
from finseg.understand import read_source

SETTINGS = Settings()


def typical_of(table):
    dataset = read_source(table, SETTINGS)
    recipe = learn_recipe(dataset, SETTINGS.prepare)
    raw = dataset.build_matrix()
    prepared = apply_recipe(recipe, raw)
    segmentation = fit_segments(prepared, raw, recipe.columns, k=2, settings=FitSettings(starts=5))
    sizes = segmentation.assignment.count_members(2)
    return find_typical(raw, recipe, segmentation), sizes


def customers(apart, seed=3):
    """Make 300 customers, of whom the first few stand apart; hardly anybody has a refund."""
    rng = np.random.default_rng(seed)
    income = rng.normal(50_000, 2_000, 300).round(2)
    income[:apart] += 90_000
    refund = np.where(np.arange(300) < apart, rng.normal(7_400, 40, 300), 0.0).round(2)
    return pl.DataFrame({"income": income, "refund": refund})


def test_a_handful_of_customers_have_no_typical_one():
    found, sizes = typical_of(customers(3))

    (few,) = (t for t in found if sizes[t.segment] == 3)
    assert few.values == ()
    assert "could be recognised" in to_text(few.blocks())


def test_a_value_that_hardly_anybody_has_is_coarsened_too():
    found, sizes = typical_of(customers(12))

    (small,) = (t for t in found if sizes[t.segment] == 12)
    (refund,) = (value for column, _, value in small.values if column == "refund")
    assert 7_000 < refund < 7_800
    assert refund % 500 == 0


def test_a_small_amount_beside_a_long_tail_is_not_rounded_away(rng):
    amounts = np.concatenate([rng.normal(400, 5, 200), rng.lognormal(10, 1, 200)]).round(2)
    table = pl.DataFrame({"amount": amounts, "age": rng.normal(45, 10, 400).round()})

    found, _ = typical_of(table)

    told = [value for t in found for column, _, value in t.values if column == "amount"]
    assert any(350 <= value <= 450 for value in told)


def test_a_value_that_stands_alone_is_rounded_until_five_customers_are_as_near(rng):
    column = np.concatenate([rng.normal(100, 3, 300), [12_345.67]])

    assert _coarsen_value(12_345.67, 10.0, column) == 10_000
    assert _coarsen_value(101.3, 10.0, column) == pytest.approx(101.3, abs=0.5)


def a_step(column, unit="none"):
    return Step(
        column=column, unit=unit, impute=0.0, imputed=0, transform="none", reason="", centre=0.0,
        scale=1.0,
    )  # fmt: skip


def by_hand(raw, segment, distance, margin, units=("currency", "years")):
    assignment = Assignment(
        segment=np.array(segment),
        second=1 - np.array(segment),
        margin=np.array(margin, float),
        distance=np.array(distance, float),
    )
    segmentation = Segmentation(
        centres=np.zeros((2, 2)),
        reach=np.ones(2),
        assignment=assignment,
        inertia=1.0,
        starts=1,
        starts_at_best=1,
        seed=1,
        order="",
    )
    steps = tuple(a_step(c, u) for c, u in zip(("pay", "age"), units, strict=True))
    return find_typical(np.array(raw, float), Recipe(steps=steps), segmentation)


SEGMENT = [0] * 5 + [1] * 8
DISTANCE = [3, 1, 2, 4, 5, 9, 8, 2, 2, 5, 6, 7, 8]
MARGIN = [0.1, 0.099, 0.5, 0.05, 0.9, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


def test_the_typical_customer_is_the_one_nearest_to_the_centre_of_its_own_segment():
    raw = [[1000 + 10 * i, 30 + i] for i in range(5)] + [[0, 0] for _ in range(8)]

    first, second = by_hand(raw, SEGMENT, DISTANCE, MARGIN)

    assert (first.segment, second.segment) == (0, 1)
    (pay, age) = first.values
    assert (pay[:2], age[:2]) == (("pay", "currency"), ("age", "years"))
    assert pay[2] == pytest.approx(1010, abs=40)
    assert first.values[0][2] != 0
    assert [value for _, _, value in second.values] == [0.0, 0.0]


def test_of_customers_equally_near_the_one_with_the_smallest_values_is_taken():
    raw = [[0.0, 0.0] for _ in range(13)]
    raw[7], raw[8], raw[9] = [800.0, 50.0], [0.0, 70.0], [0.0, 10.0]

    second = by_hand(raw, SEGMENT, DISTANCE, MARGIN)[1]

    assert second.values[0][2] == 0.0  # row 8 of the two at 2; row 9 is farther away
    assert second.values[1][2] >= 35


def test_the_share_on_the_border_is_of_the_segment_and_below_the_limit():
    first, second = by_hand(np.zeros((13, 2)), SEGMENT, DISTANCE, MARGIN)

    assert first.borderline_share == pytest.approx(2 / 5)  # 0.1 itself is not below 0.1
    assert second.borderline_share == pytest.approx(1 / 8)


def test_five_customers_have_a_typical_one_and_an_empty_segment_has_no_share():
    first, second = by_hand(np.zeros((13, 2)), [0] * 5 + [0] * 8, DISTANCE, MARGIN)
    few = by_hand(np.zeros((13, 2)), [0] * 4 + [1] * 9, DISTANCE, MARGIN)[0]

    assert (len(first.values), second.values, second.borderline_share) == (2, (), 0.0)
    assert few.values == ()
    assert by_hand(np.zeros((13, 2)), SEGMENT, DISTANCE, MARGIN)[0].values != ()


@pytest.mark.parametrize("sign", [1, -1])
def test_a_value_is_rounded_by_four_hundredths_of_the_spread_to_each_side(sign):
    crowd = sign * np.linspace(900, 1100, 300)

    # 0.04 of 200 to each side of 1,013.3: 1,005.3 to 1,021.3; by twice as much 1,000 is in.
    assert _coarsen_value(sign * 1_013.3, 200.0, crowd) == sign * 1_020
    # 0.1 of the value where that is less: between 0.9 and 1.1 of 13.37.
    assert _coarsen_value(sign * 13.37, 5_000.0, sign * np.linspace(10, 20, 300)) in {
        sign * 13.0, sign * 14.0, sign * 12.0, sign * 12.5,
    }  # fmt: skip


@pytest.mark.parametrize("sign", [1, -1])
def test_without_a_spread_a_value_is_rounded_by_four_hundredths_of_itself(sign):
    column = np.full(300, sign * 1_037.0)

    # Between 995.52 and 1,078.48 lies 1,000; not so by a tenth of that.
    assert _coarsen_value(sign * 1_037.0, 0.0, column) == sign * 1_000
    # Between 1,109.8 and 1,202.2 the roundest is 1,200; by twice as much 1,000 would not be in.
    assert _coarsen_value(sign * 1_156.0, 0.0, np.full(9, sign * 1_156.0)) == sign * 1_200


def test_the_width_is_doubled_until_five_customers_are_as_near_and_no_further_than_half():
    # 4 to each side at first: alone; 8: two; 16: four; 32: five. Between 988 and 1,052.
    column = np.array([1_020.0, 1_013.0, 1_005.0, 1_034.0, 990.0, 3_000.0, 2_000.0])

    assert _coarsen_value(1_020.0, 100.0, column) == 1_000
    close = np.array([1_020.0, 1_020.5, 1_021.0, 1_019.5, 1_019.0, 3_000.0])
    assert _coarsen_value(1_020.0, 100.0, close) == 1_020
    assert _coarsen_value(1_020.0, 100.0, close[[0, 1, 2, 3, 5]]) == 1_000  # four are too few
    assert _coarsen_value(640.0, 10.0, np.array([640.0, 9_000.0])) == 500  # 320 … 960


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_nothing_and_a_missing_value_stay_as_they_are(value):
    assert _coarsen_value(value, 10.0, np.arange(9.0)) == pytest.approx(value, nan_ok=True)


def test_the_spread_lies_between_the_tenth_and_the_ninetieth_percentile_of_what_is_known():
    column = np.append(np.arange(0.0, 1_010.0, 10.0), [np.nan, np.nan])

    assert _measure_percentile_range(column) == pytest.approx(800)
    assert _measure_percentile_range(np.full(4, np.nan)) == 0.0
