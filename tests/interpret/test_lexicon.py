from __future__ import annotations

import pytest

from finseg.errors import LexiconError, MissingColumnError, SettingsError
from finseg.interpret import bundled_lexicon, parse_lexicon
from finseg.interpret.axes import map_axes
from finseg.interpret.lexicon import require_neutral

WORDS = 'higher = "Older"\nhigh = "Much Older"\nlower = "Younger"\nlow = "Much Younger"\n'
AXIS = f'[[axes]]\nname = "age"\n{WORDS}'
OTHER = f'[[axes]]\nname = "other"\n{WORDS}'


def archetype(
    name="Elders", direction="{ age = 1.0 }", claim='{ says = "E", axis = "age", at_least = 0.5 }'
):
    return f'[[archetypes]]\nname = "{name}"\ndirection = {direction}\nclaims = [{claim}]\n'


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("[[axes", "cannot be read", 0),
        ('[[axes]]\nname = "age"\n', "cannot be read", 0),
        (AXIS + AXIS, "`age` stands there twice", 8),
        (AXIS.replace('"Older"', '""'), "lacks a word", 2),
        (AXIS + archetype() + archetype(), "`Elders` stands there twice", 12),
        (AXIS + archetype(direction="{ agee = 1.0 }"), "unknown axis `agee`", 8),
        (AXIS + archetype(claim='{ says = "E", axis = "age" }'), "has no figure", 8),
        (
            AXIS + archetype(claim='{ says = "E", axis = "age", between = [60, 35] }'),
            "`E` can never hold",
            8,
        ),
        (
            AXIS + archetype(claim='{ says = "E", axis = "age", at_least = nan }'),
            "limit that is no number",
            8,
        ),
        ('customers = "Our Very Valued Clients"\n' + AXIS, "`customers` is too long", 1),
        ('average = ""\n' + AXIS, "`average` is empty", 1),
        (AXIS + archetype(claim=""), "claims nothing", 8),
        (AXIS + archetype(name="A B C D E"), "too long", 8),
        (AXIS + archetype(direction="{}"), "no direction", 8),
        (AXIS + 'patterns = [{ match = "(" }]\n', "no regular expression", 2),
        (AXIS + 'columns = ["A"]\n' + OTHER + 'columns = ["A"]\n', "`A` is given to two axes", 14),
    ],
)
def test_a_lexicon_that_contradicts_itself_is_refused_with_its_line(text, what, line):
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(text, where="ours.toml")

    assert what in caught.value.what
    assert caught.value.where == "ours.toml" + (f", line {line}" if line else "")


def test_the_bundled_lexicon_is_neutral_and_a_judging_one_is_refused_unless_allowed():
    require_neutral(bundled_lexicon(), (), "bundled")
    judging = parse_lexicon(
        'forbidden = ["poor"]\n' + AXIS + archetype(name="Poor Elders"), where="x"
    )

    with pytest.raises(LexiconError, match="judges people"):
        require_neutral(judging, (), "x")
    require_neutral(judging, ("Poor",), "x")


def test_a_column_listed_under_an_axis_needs_no_pattern():
    lexicon = parse_lexicon(AXIS + 'columns = ["C17"]\n', where="x")

    assert map_axes(["C17", "C18"], lexicon, {}) == (("C17", "age"),)


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
