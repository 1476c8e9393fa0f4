from __future__ import annotations

import pytest

from finseg.errors import LexiconError, MissingColumnError, SettingsError
from finseg.interpret import load_bundled_lexicon, parse_lexicon
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
        ("[[axes", "not valid TOML", 0),
        ('[[axes]]\nname = "age"\n', "`higher` is missing", 1),
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
        (AXIS + 'quantities = ["agee"]\n', "no quantity `agee`", 2),
        (
            AXIS + 'quantities = ["age"]\n' + OTHER + 'quantities = ["age"]\n',
            "the quantity `age` is given to `age` and `other`",
            9,
        ),
        (
            'people = [\n{ who = "Elders", held = "agee", beside = ["age"] }]\n' + AXIS,
            "`Elders` use the unknown axis `agee`",
            2,
        ),
        (
            'people = [{ who = "Very Old Wise Elders", held = "age", beside = ["age"] }]\n' + AXIS,
            "too long",
            1,
        ),
        ('people = [{ who = "Elders", held = "age", beside = [] }]\n' + AXIS, "nothing shows", 1),
        (
            AXIS + archetype() + "leaning = { agee = 1.0 }\n",
            "uses the unknown axis `agee`",
            8,
        ),
    ],
)
def test_a_lexicon_that_contradicts_itself_is_refused_with_its_line(text, what, line):
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(text, where="ours.toml")

    assert what in caught.value.what
    place = f"ours.toml, line {line}," if line else "ours.toml,"
    assert f"{caught.value.where},".startswith(place)


def test_the_bundled_lexicon_is_neutral_and_a_judging_one_is_refused_unless_allowed():
    require_neutral(load_bundled_lexicon(), (), "bundled")
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
