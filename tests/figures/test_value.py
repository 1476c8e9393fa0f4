from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.figures.value import MOST_PANELS, plan_value
from finseg.records.holdings import Holding, Holdings
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
)
from tests.builders.records import an_interpretation

NAN = float("nan")


def hold(*columns, shares=(0.7, 0.2, 0.1), customers=(0.5, 0.3, 0.2), k=3):
    held = tuple(
        Holding(column=c, total=1_23_456.0, shares=shares[:k], top_share=0.4, holders=1.0)
        for c in columns
    )
    made = an_interpretation(("Income", "Loan"), k)
    holdings = Holdings(columns=held, customers=customers[:k])
    return make_figure_results(k=k, interpretation=replace(made, holdings=holdings))


def test_a_bar_is_the_share_of_the_money_and_a_tick_that_of_the_customers():
    plan = expect_plan(plan_value(hold("Income")))

    rows = list_values(plan, 0, 0)
    assert [(r["share"], r["customers"]) for r in rows] == [(0.7, 0.5), (0.2, 0.3), (0.1, 0.2)]
    assert [r["beyond"] for r in rows] == [0.7, 0.3, 0.2]
    assert write_rows(plan)[0] == ("0 Segment 0", "50.0%", "70.0%")
    assert {"70.0%", "20.0%", "10.0%", "total ₹1.23L"} <= set(list_words(plan.spec))


def test_a_share_that_is_withheld_has_no_bar():
    plan = expect_plan(plan_value(hold("Income", shares=(0.7, NAN, 0.1))))

    assert list_values(plan, 0, 0)[1]["share"] == 0
    assert list_values(plan, 0, 0)[1]["beyond"] == 0.3
    assert write_rows(plan)[1][2] == "–"


@pytest.mark.parametrize(("columns", "k"), [((), 3), (("Income",), 1)])
def test_without_money_or_others_to_compare_with_there_is_no_figure(columns, k):
    assert plan_value(hold(*columns, customers=(1.0, 0, 0), shares=(1.0, 0, 0), k=k)) is None
    assert plan_value(hold("Income", k=2)) is not None


@pytest.mark.parametrize("number", [MOST_PANELS, MOST_PANELS + 1])
def test_so_many_panels_are_drawn_and_the_table_has_all(number):
    plan = expect_plan(plan_value(hold(*(f"m{i}" for i in range(number)))))

    assert len(plan.spec["concat"]) == MOST_PANELS
    assert len(write_rows(plan)[0]) == 2 + number
    assert ("columns" in str(plan.caption)) == (number > MOST_PANELS)
