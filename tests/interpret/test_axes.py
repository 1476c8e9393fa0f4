"""Does each column find the idea it measures?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.errors import MissingColumnError, SettingsError
from finseg.interpret import load_bundled_lexicon, parse_lexicon
from finseg.interpret.axes import find_sure_axes, map_axes
from tests.builders.measures import change_column, make_measure
from tests.builders.segments import make_outside

WORDS = 'high = "older {who}"\nlow = "younger {who}"\n'


AXIS = f'[[axes]]\nname = "age"\n{WORDS}'


def test_a_column_listed_under_an_axis_needs_no_pattern():
    lexicon = parse_lexicon(AXIS + 'columns = ["C17"]\n', where="x")

    assert map_axes(["C17", "C18"], lexicon, {}) == (("C17", "age"),)


@pytest.mark.parametrize(
    ("column", "axis"),
    [
        ("Customer_Age", "age"),
        ("PAST_ACCIDENTS", "accidents"),
        ("Past_Claims", "claims"),
        ("accident insurance premium", "premium"),
        ("AnnualIncome", "income"),
        ("EstimatedSalary", "income"),
        ("Credit_Score", "credit_standing"),
        ("CIBIL score", "credit_standing"),
        ("Loan_Amount", "borrowing"),
        ("Total_Revolving_Bal", "borrowing"),
        ("CREDIT_LIMIT", "limit"),
        ("Avg_Utilization_Ratio", "utilisation"),
        ("Investment", "wealth"),
        ("balance", "savings"),
        ("Months_on_book", "tenure"),
        ("CASH_ADVANCE_TRX", "cash_advance"),
        ("Spending Score (1-100)", "spending"),
        ("Years Employed", "employment"),
        ("emp_length", "employment"),
        ("months since opened", "tenure"),
        ("Months Since Policy Inception", "tenure"),
        ("months_since_last_claim", "claim_free"),
        ("days_since_last_login", "inactivity"),
        ("VehicleAge", "vehicle_age"),
        ("account_length", "tenure"),
        ("campaign", "contact"),
        ("previous", "past_contact"),
        ("PAY_0", "arrears"),
        ("PAY_AMT1", "repayment"),
        ("delinq_2yrs", "arrears"),
        ("annual_inc", "income"),
        ("revol_bal", "borrowing"),
        ("revol_util", "utilisation"),
        ("loan_amnt", "borrowing"),
        ("AvgCheckingBal", "savings"),
        ("num_products_held", "relationship"),
        ("MntMeatProducts", "spending"),
        ("total_day_minutes", "calling"),
        ("customer_service_calls", "support"),
        ("client_aum", "wealth"),
        ("equity_share", "equity"),
        ("risk_tolerance", "risk_appetite"),
        ("xyz", None),
    ],
)
def test_columns_find_their_axis_by_name(column, axis):
    assert dict(map_axes([column], load_bundled_lexicon(), {})).get(column) == axis


def test_a_balance_beside_cash_advances_is_debt_and_elsewhere_money():
    card = dict(map_axes(["BALANCE", "CASH_ADVANCE"], load_bundled_lexicon(), {}))

    assert card["BALANCE"] == "borrowing"


def test_savings_beside_the_spending_on_a_card_are_no_debt():
    columns = ["SavingsBalance", "AvgCheckingBal", "monthly_card_spend"]

    axes = dict(map_axes(columns, load_bundled_lexicon(), {}))

    assert axes == dict(zip(columns, ["savings", "savings", "spending"], strict=True))


def test_a_column_in_another_language_finds_its_axis_by_what_reading_found_it_to_measure():
    quantities = {"Kundenalter": "age", "Kreditbetrag": "loan", "Sparguthaben": "savings"}

    axes = dict(map_axes([*quantities, "Sonstiges"], load_bundled_lexicon(), {}, quantities))

    assert axes == {"Kundenalter": "age", "Kreditbetrag": "borrowing", "Sparguthaben": "savings"}


def test_the_pattern_of_a_name_goes_before_its_quantity():
    axes = map_axes(["CASH_ADVANCE"], load_bundled_lexicon(), {}, {"CASH_ADVANCE": "spending"})

    assert axes == (("CASH_ADVANCE", "cash_advance"),)


def test_settings_overrule_the_patterns():
    given = {"Loan_Amount": "wealth"}

    assert dict(map_axes(["Loan_Amount"], load_bundled_lexicon(), given)) == given


def test_unknown_columns_and_axes_are_named_with_the_nearest():
    with pytest.raises(MissingColumnError, match="Lone"):
        map_axes(["Loan"], load_bundled_lexicon(), {"Lone": "wealth"})
    with pytest.raises(SettingsError, match="welth"):
        map_axes(["Loan"], load_bundled_lexicon(), {"Loan": "welth"})


def test_what_must_stand_beside_a_column_is_another_column():
    lexicon = parse_lexicon(
        '[[axes]]\nname = "limit"\nhigh = "A"\nlow = "B"\n'
        'patterns = [{ match = "limit", beside = "limit|card" }]\n',
        where="test",
    )

    assert map_axes(["limit", "age"], lexicon, {}) == ()
    assert map_axes(["limit", "card"], lexicon, {}) == (("limit", "limit"),)


def make_known(name, **facets):
    """Make a column with a measure; nothing of it is open unless that is said."""
    return change_column(make_outside(name, "number"), facets)


INCOME = {"quantity": "income", "owner": "flow in", "whom": "customer", "scale": "as is"}


@pytest.mark.parametrize(
    ("facets", "sure"),
    [
        (INCOME, True),
        ({**INCOME, "certainty": "given"}, True),
        ({**INCOME, "certainty": "likely"}, False),
        ({**INCOME, "certainty": "open"}, False),
        ({**INCOME, "quantity": "spending"}, False),
        ({**INCOME, "owner": "flow out"}, False),
        ({**INCOME, "whom": "household"}, True),
        ({**INCOME, "whom": "area"}, False),
        ({"quantity": "income", "owner": "flow in"}, True),
        ({**INCOME, "scale": "thousands"}, True),
        ({**INCOME, "scale": "standardised"}, False),
        ({**INCOME, "scale": "zero to one"}, False),
        ({**INCOME, "scale": "ranks"}, False),
    ],
)
def test_the_words_of_an_axis_need_what_they_say_to_be_sure(facets, sure):
    columns = {"Income": make_known("Income", **facets)}
    found = (("Income", "income"),)

    assert find_sure_axes(found, columns, load_bundled_lexicon(), {}) == (found if sure else ())
    assert find_sure_axes(found, columns, load_bundled_lexicon(), {"Income": "income"}) == found


def test_a_facet_that_something_speaks_for_and_against_is_not_sure():
    silent = make_measure(quantity="recency")
    doubted = make_measure(direction="", certainty="open", evidence="high with many orders")
    columns = {
        "days since last visit": replace(make_outside("a"), measure=silent),
        "recency": replace(make_outside("b"), measure=replace(silent, direction=doubted.direction)),
    }
    found = tuple((name, "inactivity") for name in columns)

    assert find_sure_axes(found, columns, load_bundled_lexicon(), {}) == found[:1]


def test_an_axis_whose_words_say_no_more_than_a_heading_needs_nothing():
    columns = {"apr": make_known("apr", quantity="none", certainty="open")}
    found = (("apr", "interest_rate"),)

    assert find_sure_axes(found, columns, load_bundled_lexicon(), {}) == found
