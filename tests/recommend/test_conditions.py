"""Where a customer stands among all, and how clear a reason that is: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.recommend.conditions import Place, describe_condition
from finseg.recommend.products import ProductCondition
from finseg.records.offers import Metric
from finseg.records.offers import Test as Condition
from tests.recommend.test_barriers import bench


def place(*values):
    return Place(
        Metric(name="m", label="m", unit="none", columns=("m",), values=np.array(values, float))
    )


@pytest.mark.parametrize(
    ("share", "figure"),
    [(0.0, 10), (0.2, 10), (0.21, 20), (0.4, 20), (0.5, 30), (0.6, 30), (0.61, 40), (1.0, 90)],
)
def test_a_quantile_is_the_least_figure_that_the_share_does_not_exceed(share, figure):
    assert place(90, 10, np.nan, 30, 20, 40).find_quantile(share) == figure


def test_nothing_known_has_no_quantile_and_no_place():
    nobody = place(np.nan, np.nan)

    assert np.isnan(nobody.find_quantile(0.5))
    assert nobody.low.tolist() == nobody.high.tolist() == [0, 0]


def test_clarity_grows_from_nothing_in_the_middle_to_one_at_the_ends():
    ranks = place(*range(1, 102))  # 101 customers: the grid has one place for each

    assert ranks.low[[0, 25, 50, 100]] == pytest.approx([1 - 2 / 101, 1 - 52 / 101, 0, 0], abs=1e-6)
    assert ranks.high[[0, 50, 75, 100]] == pytest.approx(
        [0, 0, 150 / 101 - 1, 200 / 101 - 1], abs=1e-6
    )
    assert place(1, 2, 3, np.nan).high[3] == 0
    assert place(1, 2, 3, np.nan).low[3] == 0


def test_equal_figures_stand_at_the_place_nearest_the_middle():
    many = place(*[0] * 80, *[5] * 20)

    assert many.high[0] == 0
    assert many.low[0] == 0
    assert many.high[99] == pytest.approx(2 * 81 / 101 - 1)
    few = place(*[0] * 20, *[5] * 80)
    assert few.low[0] == pytest.approx(2 * (1 - 21 / 101) - 1)
    assert few.high[99] == 0


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        ({"at_least": 2}, [False, True, True, False]),
        ({"at_most": 2}, [True, True, False, False]),
        ({"over": 2}, [False, False, True, False]),
        ({"above": (0.5, 2)}, [False, False, True, False]),
        ({"below": (0.5, 2)}, [True, False, False, False]),
        ({"at_least": 2, "at_most": 2}, [False, True, False, False]),
    ],
)
def test_a_condition_holds_at_its_limit_or_only_beyond_it(limits, met):
    on = bench(income=[1, 2, 3, np.nan])

    assert on.meets_test(Condition(measure="income", code="", **limits)).tolist() == met


def test_a_condition_s_share_becomes_a_figure_of_this_table():
    on = bench(income=[10, 20, 30, 40, 50], age=[1] * 5)
    made = on.make_tests([
        ProductCondition(measure="income", above=0.6),
        ProductCondition(measure="tenure", at_least=1),
        ProductCondition(measure="income", below=0.4, if_known=True),
        ProductCondition(measure="age", at_least=1, at_most=9),
    ])  # fmt: skip

    assert [t.measure for t in made] == ["income", "income", "age"]
    assert (made[0].above, made[0].below) == ((0.6, 30), None)
    assert (made[1].above, made[1].below) == (None, (0.4, 20))
    assert [t.if_known for t in made] == [False, True, False]
    assert (made[2].at_least, made[2].at_most, made[2].unit) == (1, 9, "years")


def test_a_limit_counts_four_fifths_and_a_place_what_it_is():
    on = bench(income=[1, 2, 3, 4, 5])
    limit = Condition(measure="income", code="", at_least=2)
    high = Condition(measure="income", code="", above=(0.5, 3))
    low = Condition(measure="income", code="", below=(0.5, 3))

    assert on.weigh_reason(limit).tolist() == pytest.approx([0.8] * 5)
    assert on.weigh_reason(high).tolist() == on.get_place("income").high.tolist()
    assert on.weigh_reason(low).tolist() == on.get_place("income").low.tolist()
    assert on.weigh_reason(high)[4] > on.weigh_reason(high)[0]
    assert on.weigh_reason(low)[0] > on.weigh_reason(low)[4]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            Condition(measure="utilisation", code="", unit="share", at_least=0.305),
            "who use 30.5% or more of their limit",
        ),
        (
            Condition(measure="utilisation", code="", unit="share", over=0.8),
            "who use more than 80% of their limit",
        ),
        (
            Condition(measure="utilisation", code="", unit="share", at_least=0.3, above=(0.2, 0.1)),
            "whose utilisation is 30% or more and higher than that of 20% of all customers",
        ),
        (
            Condition(measure="utilisation", code="", unit="share", below=(0.2, 0.1)),
            "whose utilisation is lower than that of 80% of all customers",
        ),
        (
            Condition(measure="debt service", code="", unit="share", at_most=0.125),
            "whose debt service is 12.5% or less",
        ),
    ],
)
def test_a_share_of_a_limit_is_said_with_as_many_decimals_as_it_takes(test, said):
    assert str(describe_condition(test)) == said


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"at_least": 25_000}, "income>=25000"),
        ({"at_most": 0.35}, "income<=0.35"),
        ({"above": 0.6}, "income>p60"),
        ({"below": 0.25}, "income<p25"),
        ({"at_least": 1, "at_most": 2, "below": 0.5}, "income>=1 and <=2 and <p50"),
    ],
)
def test_the_code_of_a_condition_is_its_limits_in_short(limits, code):
    assert ProductCondition(measure="income", **limits).code == code
