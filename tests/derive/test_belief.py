"""Is a ratio that cannot be believed found out, and is what would explain it named?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.derive.belief import (
    _list_repairs,
    can_believe,
    doubt_ratio,
    is_settled,
    measure_ratio,
    name_debt_ratio,
)
from finseg.derive.ratios import add_affordability_ratios
from finseg.document.said import write_text
from finseg.records.believable import BANDS, Band
from finseg.records.measure import Facet
from finseg.settings import PrepareSettings
from tests.builders.measures import make_sure_measure
from tests.builders.tables import make_table

BELIEVED = {"Loan": [5_000.0, 9_000.0, 14_000.0], "Income": [30_000.0, 41_000.0, 52_000.0]}
QUANTITIES = {"Loan": "loan", "Income": "income"}


def weigh(values=None, given=(), **facets):
    """Add the ratios; `given`: columns of which the settings say scale and period."""
    dataset = make_table(values or BELIEVED)
    columns = []
    for column in dataset.columns:
        measure = make_sure_measure(QUANTITIES[column.name], **facets.get(column.name, {}))
        if column.name in given:
            measure = replace(
                measure,
                scale=Facet(value="as is", certainty="given"),
                per=Facet(value="year", certainty="given"),
            )
        columns.append(replace(column, unit="currency", measure=measure))
    return add_affordability_ratios(replace(dataset, columns=tuple(columns)), PrepareSettings())


def scaled(**factors):
    return {c: [v * factors.get(c, 1.0) for v in own] for c, own in BELIEVED.items()}


def test_a_ratio_that_can_be_believed_is_used_and_no_fact_is_kept():
    made = weigh()

    assert "loan to income" in made.table.columns
    assert made.unbelieved == ()


@pytest.mark.parametrize(
    ("values", "repair"),
    [
        (scaled(Loan=1e-3), (1000.0, "Loan", "scale", "thousands")),
        (scaled(Income=1e-3), (1e-3, "Income", "scale", "thousands")),
    ],
)
def test_one_in_another_unit_is_not_used_and_the_reading_that_explains_it_is_named(values, repair):
    made = weigh(values)

    assert "loan to income" not in made.table.columns
    (doubt,) = made.unbelieved
    assert doubt.columns == ("Loan", "Income")
    assert doubt.customers == 3
    (only,) = doubt.repairs
    assert (only.column, only.facet, only.value) == repair[1:]
    assert only.factor == pytest.approx(repair[0])
    assert doubt.band.holds(doubt.median * only.factor, doubt.upper * only.factor)


def test_an_income_per_month_that_is_taken_for_one_a_year_is_named_as_such():
    values = {"Loan": [60_000.0, 99_000.0, 84_000.0], "Income": [3_000.0, 4_100.0, 5_200.0]}

    (doubt,) = weigh(values).unbelieved

    assert [(r.column, r.facet, r.value) for r in doubt.repairs] == [("Income", "per", "month")]
    assert doubt.repairs[0].factor == pytest.approx(1 / 12)


def test_what_the_settings_say_is_not_asked_again():
    values = scaled(Loan=1e-3)

    assert weigh(values).unbelieved
    assert weigh(values, given=("Loan",)).unbelieved
    settled = weigh(values, given=("Loan", "Income"))
    assert settled.unbelieved == ()
    assert "loan to income" in settled.table.columns


def test_the_fact_stands_where_no_ratios_are_wanted():
    dataset = make_table(scaled(Loan=1e-3))
    columns = tuple(
        replace(c, unit="currency", measure=make_sure_measure(QUANTITIES[c.name]))
        for c in dataset.columns
    )

    made = add_affordability_ratios(
        replace(dataset, columns=columns), PrepareSettings(ratios="none")
    )

    assert len(made.unbelieved) == 1
    assert made.table.columns == ["Loan", "Income"]


def test_who_has_nothing_is_left_aside():
    found = measure_ratio(np.array([0.0, 0.0, 0.2, np.nan, -1.0, 0.4]))

    assert found is not None
    assert found == pytest.approx((0.3, 0.39, 2))
    assert measure_ratio(np.array([0.0, np.nan])) is None
    assert can_believe("utilisation", np.array([0.0, np.nan]))


@pytest.mark.parametrize(
    ("median", "upper", "holds"),
    [
        (0.1, 0.5, True), (0.8, 2.0, True), (0.0999, 0.5, False), (0.8001, 2.0, False),
        (0.1, 0.4999, False), (0.8, 2.0001, False),
    ],
)  # fmt: skip
def test_the_ends_of_a_band_belong_to_it(median, upper, holds):
    assert Band(median=(0.1, 0.8), upper=(0.5, 2.0)).holds(median, upper) is holds


@pytest.mark.parametrize("name", BANDS)
@pytest.mark.parametrize("many", [20, 2_000])
def test_a_ratio_is_believed_by_its_median_and_its_upper_end_however_many_have_one(name, many):
    (low, high), (lowest, highest) = BANDS[name].median, BANDS[name].upper
    usual, end = (low * high) ** 0.5, (lowest * highest) ** 0.5
    end = max(end, usual)

    def believe(most, above):
        """Nine of ten have the first ratio, and one of ten the second."""
        values = np.repeat([most, above], [many * 9 // 10, many // 10])
        return can_believe(name, np.r_[values, 0.0, np.nan])

    assert believe(usual, end)
    assert not believe(usual, 1.01 * highest)
    assert believe(usual, highest)
    assert not believe(0.99 * low, end)
    assert believe(low, end)
    if 1.01 * high <= highest:
        assert not believe(1.01 * high, highest)


@pytest.mark.parametrize("name", BANDS)
def test_a_thousandfold_never_stays_in_a_band_but_for_two_amounts_of_wealth(name):
    low, high = BANDS[name].median

    assert 0 < low < high
    assert BANDS[name].upper[0] >= low
    assert BANDS[name].upper[1] >= high
    if name != "investment to loan":
        assert high / low < 1000


def test_debts_are_held_against_the_band_of_the_largest_kind():
    table = make_table({"Card Debt": [1.0], "Loan": [1.0], "Home_Loan": [1.0]})
    card, loan, home = (
        replace(c, original=c.name, measure=make_sure_measure(q))
        for c, q in zip(table.columns, ("debt", "loan", "loan"), strict=True)
    )

    assert name_debt_ratio([card]) == "card debt to income"
    assert name_debt_ratio([card, loan]) == "loan to income"
    assert name_debt_ratio([card, loan, home]) == "secured loan to income"


def test_the_reason_says_both_columns_the_figure_and_what_was_to_be_expected():
    (doubt,) = weigh(scaled(Loan=1e-3)).unbelieved

    said = write_text(doubt.write_reason())
    assert "`Loan` ÷ `Income` comes to 0.000" in said
    assert "0.05 to 6.00" in said


def test_a_column_in_thousands_may_be_written_out():
    dataset = weigh()
    loan, income = dataset.columns[:2]
    loan = replace(loan, unit="thousands")

    doubt = doubt_ratio("loan to income", loan, income, np.array([200.0, 300.0]))

    assert doubt is not None
    assert ("Loan", "as is") in {(r.column, r.value) for r in doubt.repairs}


@pytest.mark.parametrize(
    ("above", "below", "factors"),
    [
        # Of an amount above, what is read otherwise multiplies the ratio; of one below, divides it.
        ("month", "year", [1000, 1 / 12, 1 / 1000, 1 / 12]),
        ("year", "month", [1000, 12, 1 / 1000, 12]),
        ("month", "month", [1000, 1 / 12, 1 / 1000, 12]),
        ("year", "year", [1000, 12, 1 / 1000, 1 / 12]),
        ("", "", [1000, 1 / 12, 1 / 1000, 1 / 12]),  # an income is a year's unless it is said
    ],
)
def test_each_column_may_be_read_in_another_unit_or_per_another_time(above, below, factors):
    spending, income = (
        replace(c, unit="currency", measure=make_sure_measure(q, per=per))
        for c, q, per in zip(
            make_table(BELIEVED).columns, ("spending", "income"), (above, below), strict=True
        )
    )

    repairs = list(_list_repairs(spending, income, (True, True)))

    assert [(r.column, r.facet) for r in repairs] == [
        ("Loan", "scale"), ("Loan", "per"), ("Income", "scale"), ("Income", "per"),
    ]  # fmt: skip
    assert [r.factor for r in repairs] == pytest.approx(factors)
    other = {"month": "year", "year": "month"}
    assert repairs[1].value == other[above or "month"]
    assert repairs[3].value == other[below or "year"]
    amounts = _list_repairs(spending, income, (False, False))
    assert [r.facet for r in amounts] == ["scale", "scale"]


def given(name, quantity, *facets):
    """Make a column of which the settings say some things."""
    (column,) = make_table({name: [1.0]}).columns
    facet: dict[str, Any] = {"scale": Facet(value="as is", certainty="given"),
             "per": Facet(value="year", certainty="given")}  # fmt: skip
    measure: Any = make_sure_measure(quantity)
    for one in facets:
        measure = replace(measure, **{one: facet[one]})
    return replace(column, unit="currency", measure=measure)


@pytest.mark.parametrize(
    ("above", "below", "flows", "settled"),
    [
        (("scale",), ("scale",), (False, False), True),
        ((), ("scale",), (False, False), False),
        (("scale",), (), (False, False), False),
        (("scale",), ("scale",), (True, False), False),
        (("scale",), ("scale",), (False, True), False),
        (("scale", "per"), ("scale",), (True, False), True),
        (("scale", "per"), ("scale",), (False, True), False),
        (("scale",), ("scale", "per"), (False, True), True),
        (("scale", "per"), ("scale", "per"), (True, True), True),
    ],
)
def test_a_ratio_is_settled_where_scale_and_the_time_of_what_flows_are_said(
    above, below, flows, settled
):
    one, other = given("EMI", "instalment", *above), given("Income", "income", *below)

    assert is_settled([one], [other], flows) is settled
    doubt = doubt_ratio("debt service", one, other, np.array([50.0, 60.0]), flows=flows)
    assert (doubt is None) is settled
    repairs = list(_list_repairs(one, other, flows))
    asked = {(r.column, r.facet) for r in repairs}
    assert asked == {
        (name, facet)
        for name, facets, flowing in (("EMI", above, flows[0]), ("Income", below, flows[1]))
        for facet in ("scale", "per")
        if facet not in facets and (facet == "scale" or flowing)
    }


def test_what_cannot_be_believed_is_told_with_its_figures():
    loan, income = given("Loan", "loan"), given("Income", "income")

    doubt = doubt_ratio("loan to income", loan, income, np.array([0.0, 15.0, 20.0, np.nan, 25.0]))

    assert doubt is not None
    assert (doubt.ratio, doubt.above, doubt.below) == ("loan to income", "Loan", "Income")
    assert (doubt.median, doubt.customers) == (20.0, 3)
    assert doubt.upper == pytest.approx(24.5)
    assert doubt.band is BANDS["loan to income"]
    assert doubt.repairs == ()  # a thousand times less or more is none either
    assert doubt_ratio("loan to income", loan, income, np.array([0.0, np.nan])) is None
    assert can_believe("loan to income", np.array([0.5, 1.0]))
    assert not can_believe("loan to income", np.array([40.0, 60.0]))
