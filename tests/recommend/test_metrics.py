"""Which columns of a bank become which figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.errors import MissingColumnError, SettingsError
from finseg.interpret import load_bundled_lexicon
from finseg.recommend.conditions import Bench
from finseg.recommend.metrics import KNOWN, Metrics, find_metrics
from finseg.recommend.products import ProductCondition
from finseg.records.dataset import Column, ColumnPart, Dataset, Source
from finseg.records.measure import Facet
from finseg.records.reading import Reading
from finseg.settings import Settings
from finseg.understand.units import guess_period
from finseg.vocabulary.words import split_heading
from tests.builders.measures import make_measure, make_sure_measure

LEXICON = load_bundled_lexicon()


WORDS = {
    "debt": "debt", "loan": "loan", "income": "income", "emi": "instalment",
    "instalment": "instalment", "utilization": "utilisation", "spend": "spending",
    "investment": "investment", "age": "age", "ratio": "ratio", "limit": "limit",
}  # fmt: skip


def measure_of(column, unit, **facets):
    """Say what a heading says, as settings would: nothing is doubted, no ratio either."""
    phrase = split_heading(column)
    quantity = next((q for word, q in WORDS.items() if word in phrase.split()), "none")
    if "ratio" in phrase or "to income" in phrase:
        quantity = "ratio"
    scale = unit if unit in ("percent", "share") else "as is"
    per = guess_period(phrase)
    return make_sure_measure(quantity, certainty="given", per=per, **{"scale": scale, **facets})


def table(units, rows=4, **values):
    """Make columns 1, 2, 3 … in the units given, all features."""
    frame = pl.DataFrame(
        {c: values.get(c, [float(i + 1) for i in range(rows)]) for c in units},
        schema=dict.fromkeys(units, pl.Float64),
    )
    return Dataset(
        table=frame,
        columns=tuple(
            Column(
                name=c,
                original=c,
                role="feature",
                kind="number",
                unit=u,
                reason="made",
                measure=measure_of(c, u),
            )
            for c, u in units.items()
        ),
        lines=np.arange(2, len(frame) + 2),
        source=Source(name="made", format="polars", rows_read=len(frame)),
    )


def found(data, settings=None):
    return find_metrics(data, LEXICON, settings or Settings()).found


def test_every_axis_of_a_figure_is_one_of_the_lexicon():
    assert {k.axis for k in KNOWN} <= {"", *(axis.name for axis in LEXICON.axes)}


def test_one_balance_at_several_dates_is_one_balance_and_the_plainest_is_taken():
    names = ["previous_month_balance", "balance", "average_balance_prev_q2", "savings deposit"]
    data = table(dict.fromkeys(names, "currency"))
    columns = tuple(
        replace(c, measure=make_measure(quantity="savings", owner="held", scale="as is"))
        for c in data.columns
    )

    assert found(replace(data, columns=columns))["savings"].columns == (
        "balance",
        "savings deposit",
    )


def test_debts_are_added_and_a_missing_part_leaves_the_sum_unknown():
    data = table(
        {"Card Debt": "currency", "Other Debt": "currency", "Income": "currency"},
        **{"Other Debt": [1.0, None, 3.0, 4.0]},
    )
    debt = found(data)["debt"]

    assert debt.label == "Card Debt + Other Debt"
    assert np.array_equal(debt.values, [2, np.nan, 6, 8], equal_nan=True)


def test_a_total_beside_its_parts_is_not_counted_twice():
    data = table({"Card Debt": "currency", "Other Debt": "currency", "Total Debt": "currency"})
    parts = (ColumnPart(column="Card Debt"), ColumnPart(column="Other Debt"))
    columns = (*data.columns[:2], replace(data.columns[2], parts=parts))

    assert found(replace(data, columns=columns))["debt"].columns == ("Card Debt", "Other Debt")
    rest = (ColumnPart(column="Total Debt"), ColumnPart(column="Other Debt", subtracted=True))
    first = replace(data.columns[0], parts=rest)
    left = replace(data, columns=(first, *data.columns[1:]))
    assert found(left)["debt"].columns == ("Total Debt",)


def test_monthly_incomes_become_yearly_and_percents_shares():
    data = table(
        {"Monthly_Income": "currency", "Loan": "currency", "Utilization_Pct": "percent"},
        Utilization_Pct=[10.0, 50.0, 80.0, 120.0],
    )
    metrics = found(data)

    assert metrics["income"].values.tolist() == [12, 24, 36, 48]
    assert metrics["loan to income"].values == pytest.approx([1 / 12] * 4)
    assert metrics["utilisation"].values == pytest.approx([0.1, 0.5, 0.8, 1.2])


def test_instalments_of_a_year_and_of_a_month_give_one_debt_service():
    data = table(
        {"Annual_Income": "currency", "EMI": "currency", "Annual_Instalment": "currency"},
        Annual_Income=[1200.0] * 4,
        EMI=[10.0] * 4,
        Annual_Instalment=[120.0] * 4,
    )
    metrics = found(data)

    assert metrics["instalment"].label == "EMI × 12 + Annual_Instalment"
    assert metrics["debt service"].values == pytest.approx([0.2] * 4)


def test_a_ratio_without_an_income_to_divide_by_is_unknown():
    data = table({"Income": "currency", "Loan": "currency"}, Income=[0.0, -5.0, None, 4.0])

    assert np.isnan(found(data)["loan to income"].values).tolist() == [True, True, True, False]


def test_a_debt_ratio_that_is_debt_over_income_is_not_taken_for_instalments():
    data = table(
        {"Income": "currency", "Debt": "currency", "DebtIncomeRatio": "percent"},
        Income=[10.0, 20.0, 40.0, 50.0],
        DebtIncomeRatio=[10.0, 10.0, 7.5, 8.0],
    )
    metrics = found(data)

    assert "debt service" not in metrics
    assert metrics["loan to income"].values == pytest.approx([0.1, 0.1, 0.075, 0.08])


@pytest.mark.parametrize("loan", [[1.0, 2.0, 4.0, 5.0], [50.0, 100.0, 200.0, 250.0]])
@pytest.mark.parametrize("unit", ["none", "percent"])
def test_a_debt_ratio_that_holds_a_mortgage_is_not_taken_for_instalments(loan, unit):
    income = np.array([10.0, 20.0, 40.0, 50.0])
    ratio = (np.array(loan) + 30.0) / income
    data = table(
        {"Income": "currency", "Loan": "currency", "Home_Loan": "currency", "Debt_to_Income": unit},
        Income=income, Loan=loan, Home_Loan=[30.0] * 4,
        Debt_to_Income=ratio * 100 if unit == "percent" else ratio,
    )  # fmt: skip

    assert "debt service" not in found(data)


def test_no_figure_is_made_of_two_currencies_and_the_reason_is_kept():
    units = ("Income", "Loan", "Home_Loan", "EMI", "Credit_Limit")
    data = with_quantities(
        table(dict.fromkeys(units, "currency")),
        Income="income", Loan="debt", Home_Loan="loan", EMI="instalment", Credit_Limit="limit",
    )  # fmt: skip

    def in_currencies(**codes):
        columns = [
            replace(
                c,
                reading=Reading(currencies=((codes.get(c.name, "EUR"), 4),)),
                measure=replace(c.measure, per=Facet(value="month", certainty="given")),
            )
            for c in data.columns
        ]
        return find_metrics(replace(data, columns=tuple(columns)), LEXICON, Settings())

    owed = {"loan to income", "secured loan to income"}
    ratios = owed | {"debt service", "utilisation"}
    assert ratios <= in_currencies().found.keys()

    home = in_currencies(Home_Loan="INR")
    assert not home.found.keys() & (owed | {"debt"})
    assert {"debt service", "utilisation"} <= home.found.keys()
    assert str(home.unusable["debt"]) == "amounts in EUR (`Loan`) and INR (`Home_Loan`)"
    assert owed <= home.unusable.keys()
    assert not in_currencies(Income="INR").found.keys() & (owed | {"debt service"})
    assert "utilisation" in in_currencies(Credit_Limit="INR").unusable


def test_protected_columns_outcomes_and_derived_ones_are_never_read():
    data = table({"Age": "years", "Income": "currency", "Loan": "currency"})
    age, income, loan = data.columns
    for role in ("protected", "outcome", "assignment", "ignore", "personal"):
        kept = replace(data, columns=(replace(age, role=role, given=True), income, loan))
        assert "age" not in found(kept)
    assert "age" not in found(replace(data, columns=(replace(age, derived=True), income, loan)))


@pytest.mark.parametrize("certainty", ["sure", "likely"])
def test_an_age_that_reading_protects_is_a_legal_limit_where_it_is_sure(certainty):
    data = table({"Age": "years", "Income": "currency", "Loan": "currency"})
    age, *others = data.columns
    measure = make_measure(quantity="age", scale="as is", certainty=certainty)
    protected = replace(age, role="protected", measure=measure)

    assert ("age" in found(replace(data, columns=(protected, *others)))) is (certainty == "sure")
    no_age = replace(protected, measure=make_measure(quantity="birth year"))
    assert "age" not in found(replace(data, columns=(no_age, *others)))


def test_the_settings_say_what_a_column_measures():
    data = table({"X1": "none", "Income": "currency"})
    own = Settings().change_section("recommend", measures={"X1": "credit score"})
    own = own.change_section("recommend.affordability", score_scale=[0, 900])

    assert found(data, own)["credit score"].columns == ("X1",)
    with pytest.raises(MissingColumnError, match="X2"):
        found(data, Settings().change_section("recommend", measures={"X2": "age"}))
    with pytest.raises(SettingsError, match="wisdom"):
        found(data, Settings().change_section("recommend", measures={"X1": "wisdom"}))


def test_a_place_among_all_is_exact_with_ties_and_gaps():
    data = table({"Investment": "currency"}, Investment=[0.0, 0.0, 0.0, 5.0, 9.0, None])
    bench = Bench(Metrics(found=found(data), unusable={}), 6)
    above, below = bench.make_tests(
        [
            ProductCondition(measure="investment", above=0.6),
            ProductCondition(measure="investment", below=0.7),
        ]
    )

    assert bench.meets_test(above).tolist() == [False, False, False, True, True, False]
    assert bench.meets_test(below).tolist() == [True, True, True, False, False, False]
    assert (bench.weigh_reason(above) >= 0).all()
    assert (bench.weigh_reason(above) <= 1).all()


def with_quantities(data, **quantities):
    columns = (
        replace(
            c,
            measure=make_sure_measure(
                quantities.get(c.name, "none"),
                per=c.per,
                certainty="given",
                direction="more is worse" if quantities.get(c.name) == "recency" else "",
            ),
        )
        for c in data.columns
    )
    return replace(data, columns=tuple(columns))


def test_a_balance_beside_a_limit_is_neither_debt_nor_savings_until_somebody_says():
    data = with_quantities(
        table({"Balance": "currency", "Credit_Limit": "currency", "Income": "currency"}),
        Balance="balance", Credit_Limit="limit", Income="income",
    )  # fmt: skip
    metrics = find_metrics(data, LEXICON, Settings())
    told = find_metrics(
        data, LEXICON, Settings().change_section("recommend", measures={"Balance": "debt"})
    )

    assert not {"debt", "savings", "utilisation", "loan to income"} & metrics.found.keys()
    assert metrics.doubtful == ("Balance",)
    assert "Balance" in str(metrics.unusable["utilisation"])
    assert told.found["utilisation"].label == "utilisation (Balance ÷ Credit_Limit)"
    assert told.doubtful == ()


def test_a_mortgage_counts_to_the_limit_with_a_pledge_and_not_to_the_other():
    data = table(
        {"Income": "currency", "Personal_Loan": "currency", "Home_Loan": "currency"},
        Income=[10.0, 10.0], Personal_Loan=[1.0, 2.0], Home_Loan=[30.0, None], rows=2,
    )  # fmt: skip
    metrics = found(data)

    assert metrics["loan to income"].values.tolist() == [0.1, 0.2]
    assert metrics["loan to income"].label == "loan to income (Personal_Loan ÷ Income)"
    assert metrics["secured loan to income"].values[0] == pytest.approx(3.1)
    assert np.isnan(metrics["secured loan to income"].values[1])
    assert found(table({"Income": "currency", "Loan": "currency"})).keys() >= {"loan to income"}
    assert "secured loan to income" not in found(table({"Income": "currency", "Loan": "currency"}))


def test_what_a_ratio_is_worked_out_from_stands_in_brackets():
    data = table({"Monthly_Income": "currency", "Card Debt": "currency", "Other Debt": "currency"})

    assert found(data)["loan to income"].label == (
        "loan to income ((Card Debt + Other Debt) ÷ (Monthly_Income × 12))"
    )


def test_of_several_columns_the_one_that_holds_a_customers_figure_is_kept():
    data = table(
        {"Spend_Online": "currency", "Spend_Shops": "currency", "Spend_Part": "currency"},
        Spend_Online=[5.0, 1.0, 3.0], Spend_Shops=[2.0, 4.0, 3.0], Spend_Part=[1.0, 1.0, 0.0],
        rows=3,
    )  # fmt: skip
    spending = found(data)["spending"]

    assert spending.values.tolist() == [5, 4, 3]
    assert "Spend_Part" not in spending.columns, "it is the largest of nobody"
    assert [spending.parts[w] for w in spending.which[:2]] == ["Spend_Online", "Spend_Shops"]


def test_of_two_incomes_the_one_with_the_plainer_name_is_the_customers():
    data = table({"Spouse_Income": "currency", "Income": "currency"})

    assert found(data)["income"].columns == ("Income",)


@pytest.mark.parametrize(
    ("column", "quantity", "used"),
    [
        ("days_since_last_purchase", "recency", True),
        ("Recency", "recency", True),
        ("last_txn_days", "recency", True),
        ("pdays", "recency", False),
        ("days_since_last_contact", "recency", False),
        ("Months_since_last_delinquency", "recency", False),
    ],
)
def test_time_is_inactivity_only_where_it_is_the_customer_who_did_nothing(column, quantity, used):
    data = with_quantities(table({column: "days"}), **{column: quantity})

    assert ("inactivity" in found(data)) is used


@pytest.mark.parametrize("unit", ["count", "none", "years", "months", "score", "share"])
def test_what_is_no_amount_is_not_added_to_one(unit):
    data = table({"Loan": "currency", "Mortgage": "thousands", "Loans": unit})
    data = with_quantities(data, Loan="loan", Mortgage="loan", Loans="loan")

    assert found(data)["debt"].columns == ("Loan", "Mortgage")
