from __future__ import annotations

import pytest

from finseg.errors import LexiconError, MissingColumnError, SettingsError
from finseg.interpret import bundled_lexicon, parse_lexicon
from finseg.interpret.axes import map_axes

AXIS = '[[axes]]\nname = "age"\nhigh = "older"\nlow = "younger"\n'


def archetype(
    name="Elders", direction="{ age = 1.0 }", claim='{ says = "E", axis = "age", at_least = 0.5 }'
):
    return f'[[archetypes]]\nname = "{name}"\ndirection = {direction}\nclaims = [{claim}]\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[axes", "cannot be read"),
        ('[[axes]]\nname = "age"\n', "cannot be read"),
        (AXIS + AXIS, "`age` stands there twice"),
        (AXIS + archetype() + archetype(), "`Elders` stands there twice"),
        (AXIS + archetype(direction="{ agee = 1.0 }"), "unknown axis `agee`"),
        (AXIS + archetype(claim='{ says = "E", axis = "age" }'), "has no figure"),
        (AXIS + archetype(name="A B C D E"), "too long"),
        (AXIS + archetype(direction="{}"), "no direction"),
        (AXIS + 'patterns = [{ match = "(" }]\n', "no regular expression"),
    ],
)
def test_a_lexicon_that_contradicts_itself_is_refused(text, what):
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(text, where="ours.toml")

    assert what in caught.value.what
    assert caught.value.where == "ours.toml"


@pytest.mark.parametrize(
    ("column", "axis"),
    [
        ("Customer_Age", "age"),
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
        ("xyz", None),
    ],
)
def test_columns_find_their_axis_by_name(column, axis):
    assert dict(map_axes([column], bundled_lexicon(), {})).get(column) == axis


def test_a_balance_beside_cash_advances_is_debt_and_elsewhere_money():
    card = dict(map_axes(["BALANCE", "CASH_ADVANCE"], bundled_lexicon(), {}))

    assert card["BALANCE"] == "borrowing"


def test_settings_overrule_the_patterns():
    given = {"Loan_Amount": "wealth"}

    assert dict(map_axes(["Loan_Amount"], bundled_lexicon(), given)) == given


def test_unknown_columns_and_axes_are_named_with_the_nearest():
    with pytest.raises(MissingColumnError, match="Lone"):
        map_axes(["Loan"], bundled_lexicon(), {"Lone": "wealth"})
    with pytest.raises(SettingsError, match="welth"):
        map_axes(["Loan"], bundled_lexicon(), {"Loan": "welth"})
