"""Are ratios derived where the columns exist, safely, and with their formula?"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import polars as pl
import pytest

from finseg.derive.ratios import (
    add_affordability_ratios,
    derive_columns,
    find_clustered_ratios,
    find_ratios,
    list_ratio_parts,
)
from finseg.prepare import learn_recipe
from finseg.records.measure import Facet
from finseg.records.reading import PLAIN, Reading
from finseg.records.recipe import LEVEL_FORMULAS, Formula
from finseg.settings import PrepareSettings
from tests.builders.measures import make_sure_measure
from tests.builders.tables import make_table
from tests.conftest import dataset_of

DESCRIBE = PrepareSettings()
CLUSTER = PrepareSettings(ratios="cluster")


def sure(quantity, **facets):
    """Make a measure; a balance is owed, as a ratio needs it."""
    owner = {"owner": "owed"} if quantity == "balance" else {}
    return make_sure_measure(quantity, **owner, **facets)


def customers(quantities, **values):
    dataset = dataset_of(pl.DataFrame(values))
    columns = tuple(
        replace(c, measure=sure(quantities[c.name], per=c.per)) for c in dataset.columns
    )
    return replace(dataset, columns=columns)


def ratios(quantities, **values):
    made = add_affordability_ratios(customers(quantities, **values), DESCRIBE)
    return {c.name: made.table[c.name].to_list() for c in made.columns if c.derived}


def test_a_loan_is_set_against_the_annual_income():
    kinds = {"Loan": "loan", "Annual_Income": "income"}

    assert ratios(kinds, Loan=[50.0, 30.0], Annual_Income=[100.0, 120.0]) == {
        "loan to income": [0.5, 0.25]
    }


def test_a_loan_in_units_is_set_against_an_income_in_thousands():
    dataset = customers({"Loan": "loan", "Income": "income"}, Loan=[50_000.0], Income=[100.0])
    units = {"Loan": "currency", "Income": "thousands"}
    columns = tuple(replace(c, unit=units[c.name]) for c in dataset.columns)

    made = add_affordability_ratios(replace(dataset, columns=columns), DESCRIBE)

    assert made.table["loan to income"].to_list() == [pytest.approx(0.5)]


def test_periods_are_read_from_the_names_and_said():
    kinds = {"EMI": "instalment", "Monthly_Income": "income", "Loan": "loan"}
    dataset = customers(kinds, EMI=[10.0], Monthly_Income=[40.0], Loan=[960.0])

    made = add_affordability_ratios(dataset, DESCRIBE)

    assert made.table["debt service"].to_list() == [0.25]
    assert made.table["loan to income"].to_list() == [2.0]
    assert str(made.find_column("debt service").follows) == "`EMI` / `Monthly_Income`"
    assert (
        str(made.find_column("loan to income").follows) == "0.0833333 × `Loan` / `Monthly_Income`"
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("emi", "income"), 12 * 20 / 480),
        (("annual_instalment", "annual_income"), 20 / 480),
        (("instalment", "monthly_salary"), 20 / 480),
    ],
)
def test_debt_service_is_the_share_of_the_income_over_one_period(names, expected):
    emi, income = names
    made = ratios({emi: "instalment", income: "income"}, **{emi: [20.0], income: [480.0]})

    assert made == {"debt service": [pytest.approx(expected)]}


def test_savings_last_months_of_spending_or_else_of_income():
    with_spending = {"s": "savings", "spend": "spending", "income": "income"}
    only_income = {"s": "savings", "income": "income"}

    assert ratios(with_spending, s=[600.0], spend=[200.0], income=[1200.0]) == {
        "savings months": [3.0]
    }
    assert ratios(only_income, s=[600.0], income=[1200.0]) == {"savings months": [6.0]}


def test_a_divisor_that_is_missing_nought_or_negative_gives_no_ratio_and_is_counted():
    kinds = {"balance": "balance", "limit": "limit"}
    balance = [5.0, 5.0, 5.0, None, 5.0, 0.0, 5.0, 5.0]
    limit = [10.0, 0.0, None, 10.0, -10.0, 10.0, 10.0, 20.0]

    made = add_affordability_ratios(customers(kinds, balance=balance, limit=limit), DESCRIBE)

    assert made.table["utilisation"].to_list() == [0.5, None, None, None, None, 0.0, 0.5, 0.25]
    assert made.find_column("utilisation").missing == 4


def test_a_ratio_that_hardly_anybody_has_is_not_offered():
    kinds = {"balance": "balance", "limit": "limit"}

    assert ratios(kinds, balance=[1.0, 2.0, 3.0], limit=[0.0, 0.0, 5.0]) == {}


def test_a_ratio_the_table_has_already_is_left_alone():
    kinds = {"balance": "balance", "limit": "limit", "u": "utilisation"}

    assert ratios(kinds, balance=[1.0], limit=[2.0], u=[0.5]) == {}


def test_several_loans_get_a_ratio_each_and_several_incomes_none():
    loans = {"car": "loan", "house": "loan", "income": "income"}
    incomes = {"car": "loan", "income": "income", "income2": "income"}

    assert ratios(loans, car=[5.0], house=[20.0], income=[10.0]) == {
        "loan to income (car)": [0.5],
        "loan to income (house)": [2.0],
    }
    assert ratios(incomes, car=[5.0], income=[10.0], income2=[20.0]) == {}


def test_a_mortgage_is_no_part_of_what_is_called_loan_to_income():
    alone = {"Home_Loan": "loan", "income": "income"}

    assert ratios(alone, Home_Loan=[20.0], income=[10.0]) == {
        "secured loan to income (Home_Loan)": [2.0]
    }
    assert ratios({"Loan": "loan", **alone}, Loan=[5.0], Home_Loan=[20.0], income=[10.0]) == {
        "loan to income (Loan)": [0.5],
        "secured loan to income (Home_Loan)": [2.0],
    }


def test_ratios_are_described_clustered_on_or_not_made_as_the_settings_say():
    dataset = customers({"loan": "loan", "income": "income"}, loan=[5.0, 6.0], income=[9.0, 8.0])

    described, clustered = (
        add_affordability_ratios(dataset, DESCRIBE),
        add_affordability_ratios(dataset, CLUSTER),
    )

    assert described.find_column("loan to income").role == "descriptor"
    assert learn_recipe(described, DESCRIBE).derived == ()
    assert clustered.find_column("loan to income").role == "feature"
    recipe = learn_recipe(clustered, CLUSTER)
    assert recipe.columns == ("loan", "income", "loan to income")
    assert recipe.input_columns == ("loan", "income")
    assert add_affordability_ratios(dataset, PrepareSettings(ratios="none")) is dataset


def test_the_recipe_derives_the_same_figures_row_by_row():
    dataset = customers(
        {"loan": "loan", "income": "income"}, loan=[5.1, 6.7, 1.3], income=[9.0, 8.9, 7.0]
    )
    recipe = learn_recipe(add_affordability_ratios(dataset, CLUSTER), CLUSTER)
    whole = derive_columns(dataset, recipe.derived).build_matrix(recipe.columns)
    one = replace(dataset, table=dataset.table[1:2], lines=dataset.lines[1:2])

    assert (derive_columns(one, recipe.derived).build_matrix(recipe.columns) == whole[1:2]).all()


def test_every_formula_can_be_found():
    kinds = {
        "loan": "loan",
        "income": "income",
        "invested": "investment",
        "balance": "balance",
        "limit": "limit",
        "emi": "instalment",
        "saved": "savings",
    }
    found = find_ratios(
        customers(kinds, **{n: [0.05, 0.1] if n == "emi" else [2.0, 4.0] for n in kinds})
    )

    assert {d.formula for d in found} == set(get_args(Formula)) - {"held", *LEVEL_FORMULAS}


def test_a_loan_and_an_income_in_two_currencies_make_no_ratio():
    quantities = {"Loan": "loan", "Annual Income": "income"}
    data = customers(quantities, **{"Loan": [5.0, 6.0], "Annual Income": [10.0, 20.0]})
    rupees, euros = (Reading(currencies=((code, 2),)) for code in ("INR", "EUR"))
    loan, income = data.columns

    def ratios_of(one, two):
        columns = (replace(loan, reading=one), replace(income, reading=two))
        return find_ratios(replace(data, columns=columns))

    assert ratios_of(rupees, rupees)
    assert ratios_of(rupees, PLAIN)
    assert not ratios_of(rupees, euros)


@pytest.mark.parametrize(("loans", "made"), [(3, 3), (4, 0)])
def test_up_to_three_loans_get_their_ratio(loans, made):
    kinds = {f"Loan {i}": "loan" for i in range(loans)} | {"Income": "income"}
    values = {name: [10.0] for name in kinds}

    assert len(find_ratios(customers(kinds, **values))) == made


@pytest.mark.parametrize(("gaps", "kept"), [(3, True), (4, False)])
def test_a_ratio_exists_for_half_of_the_customers(gaps, kept):
    kinds = {"Loan": "loan", "Income": "income"}
    loans = [None] * gaps + [5.0] * (6 - gaps)

    made = add_affordability_ratios(customers(kinds, Loan=loans, Income=[5.0] * 6), DESCRIBE)

    assert ("loan to income" in made.table.columns) is kept
    assert len(made.columns) == len(made.table.columns)


def flows(values=(20.0, 480.0, 90.0, 30.0), **changes):
    names = {"emi": "instalment", "income": "income", "savings": "savings", "spending": "spending"}
    pers = {name: own["per"] for name, own in changes.items() if "per" in own}
    dataset = make_table(
        {name: [value] for name, value in zip(names, values, strict=True)},
        **{n: {"unit": changes.get(n, {}).get("unit", "currency")} for n in names},
    )
    columns = tuple(
        replace(c, measure=sure(names[c.name], per=pers.get(c.name, ""))) for c in dataset.columns
    )
    made = add_affordability_ratios(replace(dataset, columns=columns), DESCRIBE)
    return made.table["debt service"][0], made.table["savings months"][0]


def test_an_instalment_and_spending_are_monthly_and_an_income_annual_unless_said():
    assert flows() == (pytest.approx(240 / 480), pytest.approx(3.0))
    assert flows(income={"per": "month"})[0] == pytest.approx(20 / 480)
    assert flows(emi={"per": "year"})[0] == pytest.approx(20 / 480)
    assert flows((10.0, 480.0, 15.0, 30.0), spending={"per": "year"})[1] == pytest.approx(6.0)
    thousands = flows((0.02, 480.0, 90.0, 30.0), emi={"unit": "thousands"})
    assert thousands[0] == pytest.approx(1000 * 0.24 / 480)
    thousands = flows((10.0, 480.0, 90_000.0, 30.0), spending={"unit": "thousands"})
    assert thousands[1] == pytest.approx(3.0)


def test_only_what_is_sure_makes_a_ratio():
    def ratios_of(**changes):
        dataset = customers({"l": "loan", "i": "income"}, l=[5.0, 6.0], i=[10.0, 20.0])
        loan, income = dataset.columns
        income = replace(income, measure=sure("income", **changes))
        return find_ratios(replace(dataset, columns=(loan, income)))

    assert ratios_of()
    assert ratios_of(whom="customer")
    assert ratios_of(certainty="given")
    for open_ in ("likely", "open"):
        assert not ratios_of(certainty=open_)
    assert not ratios_of(whom="area")
    assert not ratios_of(whom="household")
    assert not ratios_of(owner="held")
    assert not ratios_of(owner="")
    for scale in ("standardised", "zero to one", "ranks", "code", "logarithm"):
        assert not ratios_of(scale=scale)
    assert not ratios_of(per="lifetime")


def test_a_deposit_and_a_card_limit_make_no_utilisation():
    dataset = make_table(
        {"b": [5.0, 6.0], "l": [10.0, 20.0]},
        b={"quantity": "balance", "owner": "held", "scale": "as is"},
        l={"quantity": "limit", "owner": "limit", "scale": "as is"},
    )

    assert find_ratios(dataset) == ()


def test_a_period_that_is_only_likely_is_neither_used_nor_replaced_by_the_usual_one():
    def make(certainty, evidence=""):
        dataset = customers({"l": "loan", "i": "income"}, l=[5.0, 6.0], i=[10.0, 20.0])
        loan, income = dataset.columns
        per = Facet(value="month" if certainty == "likely" else "", certainty=certainty,
                    evidence=(evidence,) if evidence else ())  # fmt: skip
        income = replace(income, measure=replace(income.measure, per=per))
        return find_ratios(replace(dataset, columns=(loan, income)))

    assert not make("likely")
    assert not make("open", evidence="the figures are those of a month")
    assert make("open")


def test_two_columns_in_the_same_scale_make_a_ratio_though_the_scale_is_only_likely():
    def make(one, other):
        loans = [5e-3, 6e-3] if one == ("thousands", "sure") else [5.0, 6.0]
        dataset = customers({"l": "loan", "i": "income"}, l=loans, i=[10.0, 20.0])
        columns = tuple(
            replace(c, measure=replace(c.measure, scale=Facet(value=value, certainty=certainty)))
            for c, (value, certainty) in zip(dataset.columns, (one, other), strict=True)
        )
        return find_ratios(replace(dataset, columns=columns))

    assert make(("thousands", "likely"), ("thousands", "likely"))
    (ratio,) = make(("thousands", "sure"), ("as is", "sure"))
    assert ratio.factor == 1000
    assert not make(("thousands", "likely"), ("as is", "sure"))
    assert not make(("as is", "sure"), ("thousands", "likely"))
    assert not make(("standardised", "likely"), ("standardised", "likely"))


def test_only_the_ratios_that_are_features_are_derived_again():
    kinds = {"Loan": "loan", "Income": "income"}
    dataset = customers(kinds, Loan=[10.0, 20.0], Income=[40.0, 10.0])
    made = add_affordability_ratios(dataset, DESCRIBE)
    features = replace(made, columns=tuple(replace(c, role="feature") for c in made.columns))

    assert find_clustered_ratios(made) == ()
    (ratio,) = find_clustered_ratios(features)
    assert (ratio.above, ratio.below, ratio.factor) == ("Loan", "Income", 1.0)


@pytest.mark.parametrize(
    ("quantities", "values", "expected"),
    [
        ({"l": "loan", "m": "income"}, (240.0, 10.0), {"loan to income": ("none", 2.0)}),
        ({"i": "investment", "m": "income"}, (60.0, 10.0), {"investment to income": ("none", 0.5)}),
        ({"i": "investment", "m": "loan"}, (60.0, 10.0), {"investment to loan": ("none", 6.0)}),
        ({"d": "debt", "m": "limit"}, (2.0, 8.0), {"utilisation": ("share", 0.25)}),
        ({"e": "instalment", "m": "income"}, (2.0, 10.0), {"debt service": ("share", 0.2)}),
        ({"s": "savings", "m": "spending"}, (60.0, 10.0), {"savings months": ("months", 6.0)}),
        ({"s": "savings", "m": "income"}, (60.0, 10.0), {"savings months": ("months", 6.0)}),
    ],
)
def test_each_formula_has_its_unit_and_reads_a_monthly_divisor_as_monthly(
    quantities, values, expected
):
    """Of what does not flow, a loan or a limit, the period of the name plays no part."""
    above, below = quantities
    dataset = make_table(
        {above: [values[0]], below: [values[1]]},
        **{name: {"quantity": quantity} for name, quantity in quantities.items()},
    )
    columns = tuple(replace(c, measure=sure(c.quantity, per="month")) for c in dataset.columns)

    made = add_affordability_ratios(replace(dataset, columns=columns), DESCRIBE)

    found = {
        c.name: (c.unit, pytest.approx(made.table[c.name][0])) for c in made.columns if c.derived
    }
    assert found == expected
    assert {c.reason_code for c in made.columns if c.derived} == {"follows"}


def test_a_divisor_between_nought_and_one_divides():
    assert ratios({"l": "loan", "i": "income"}, l=[1.0, 2.0], i=[0.5, 1.0]) == {
        "loan to income": [2.0, 2.0]
    }


def test_one_currency_and_none_make_a_ratio_whichever_has_it():
    data = customers({"l": "loan", "i": "income"}, l=[5.0, 6.0], i=[10.0, 20.0])
    loan, income = data.columns
    rupees = Reading(currencies=(("INR", 2),))

    for one, two in ((rupees, PLAIN), (PLAIN, rupees), (PLAIN, PLAIN), (rupees, rupees)):
        columns = (replace(loan, reading=one), replace(income, reading=two))
        assert len(find_ratios(replace(data, columns=columns))) == 1


def test_a_column_that_has_the_name_of_a_ratio_is_left_as_it_is():
    dataset = customers(
        {"loan": "loan", "income": "income", "loan to income": ""},
        **{"loan": [5.0], "income": [10.0], "loan to income": [9.0]},
    )

    assert find_ratios(dataset) == ()
    assert add_affordability_ratios(dataset, DESCRIBE).table["loan to income"].to_list() == [9.0]


@pytest.mark.parametrize(
    ("above", "below", "factor"),
    [
        ("thousands", "currency", 1000),
        ("currency", "thousands", 1 / 1000),
        ("thousands", "thousands", 1),
        ("thousands", "", 1),  # nothing says what one of the two stands for
        ("", "thousands", 1),
        ("", "", 1),
    ],
)
def test_a_ratio_is_brought_to_the_same_money_only_where_both_say_what_they_stand_for(
    above, below, factor
):
    dataset = customers({"l": "loan", "i": "income"}, l=[50.0 / factor], i=[100.0])
    columns = tuple(
        replace(c, unit=unit, measure=sure(q, scale=""))
        for c, unit, q in zip(dataset.columns, (above, below), ("loan", "income"), strict=True)
    )

    (made,) = find_ratios(replace(dataset, columns=columns))

    assert made.factor == pytest.approx(factor)


def test_a_table_that_has_a_ratio_gets_none_of_its_name_and_the_others():
    kinds = {"b": "balance", "l": "limit", "u": "utilisation", "d": "loan", "i": "income"}
    values = {"b": [0.4], "l": [1.0], "u": [0.4], "d": [5.0], "i": [10.0]}

    assert ratios(kinds, **values) == {"loan to income": [0.5]}
    del kinds["u"], values["u"]
    assert set(ratios(kinds, **values)) == {"loan to income", "utilisation"}


def test_debts_on_cards_are_held_against_an_income_and_make_no_column():
    kinds = {"Debt": "debt", "Income": "income"}

    good = add_affordability_ratios(customers(kinds, Debt=[2.0, 3.0], Income=[9.0, 8.0]), DESCRIBE)
    high = add_affordability_ratios(customers(kinds, Debt=[99.0], Income=[9.0]), DESCRIBE)

    assert (good.unbelieved, good.table.columns) == ((), ["Debt", "Income"])
    (doubt,) = high.unbelieved
    assert (doubt.ratio, doubt.above) == ("card debt to income", "Debt")


def test_of_a_loan_and_card_debts_each_is_held_against_the_income_by_its_own_name():
    kinds = {"Loan": "loan", "Debt": "debt", "Income": "income"}
    dataset = customers(kinds, Loan=[900.0], Debt=[0.5], Income=[9.0])

    made = add_affordability_ratios(dataset, DESCRIBE)

    assert [doubt.ratio for doubt in made.unbelieved] == ["loan to income"]
    assert made.table.columns == ["Loan", "Debt", "Income"]


def test_what_may_stand_above_and_below_is_listed_for_each_ratio_that_is_made():
    assert list_ratio_parts() == (
        ("loan to income", "loan", "income"),
        ("investment to income", "investment", "income"),
        ("investment to loan", "investment", "loan"),
        ("utilisation", "debt", "limit"),
        ("utilisation", "balance", "limit"),
        ("debt service", "instalment", "income"),
        ("savings months", "savings", "spending"),
        ("savings months", "savings", "income"),
    )


def test_a_column_that_is_left_aside_or_no_number_makes_no_ratio():
    def found(**changes):
        dataset = make_table(
            {"l": [5.0], "i": [10.0]},
            l={"quantity": "loan", "owner": "owed", "scale": "as is", **changes},
            i={"quantity": "income", "owner": "flow in", "scale": "as is"},
        )
        return [d.column for d in find_ratios(dataset)]

    assert found() == ["loan to income"]
    assert found(role="descriptor") == ["loan to income"]
    assert found(role="ignore") == []
    assert found(kind="category") == []


def test_the_instalment_of_a_mortgage_is_debt_service_like_any_other():
    kinds = {"Home_Loan": "instalment", "income": "income"}

    assert ratios(kinds, Home_Loan=[20.0], income=[480.0]) == {"debt service": [pytest.approx(0.5)]}
