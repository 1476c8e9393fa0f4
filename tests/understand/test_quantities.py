"""Is it found what a column measures, with the scale of a score, and is a doubt said?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.disclose.withhold import withhold
from finseg.document.numbers import Unit
from finseg.errors import WordsError
from finseg.records.dataset import Column
from finseg.records.measure import QUANTITIES
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_summary import look_at
from finseg.understand.column_types import Typed, read_column
from finseg.understand.quantities import (
    NATURES,
    QuantityGuess,
    guess_quantity,
    use_quantity_setting,
)
from finseg.vocabulary.words import extend_vocabulary as extended_words
from finseg.vocabulary.words import load_vocabulary

N = 400


def measured(heading: str, values: object, **settings: object) -> Column:
    rng = np.random.default_rng(5)
    table = {"customer_id": [f"C{i:04d}" for i in range(N)], "a": rng.normal(9, 2, N)}
    knobs = Settings().change_section("read", **settings)
    dataset = read_source(pl.DataFrame({**table, heading: values}), knobs)
    return next(c for c in dataset.columns if c.original == heading)


def amounts(rng):
    return rng.lognormal(9, 0.8, N)


def whole(low, high):
    return lambda rng: rng.integers(low, high, N)


def test_every_quantity_has_a_nature_and_words():
    assert {*NATURES, "none"} == set(QUANTITIES)
    words = load_vocabulary().kinds
    assert [q for q in NATURES if q.replace(" ", "_") not in words] == []


HEADINGS = {
    "EstimatedSalary": (amounts, "income", "currency"),
    "NumOfProducts": (whole(1, 5), "count", "count"),
    "Avg_Utilization_Ratio": (lambda r: r.random(N), "utilisation", "share"),
    "DebtIncomeRatio": (lambda r: r.uniform(0, 40, N), "ratio", "none"),
    "Card Debt": (amounts, "debt", "currency"),
    "Months_on_book": (whole(13, 57), "tenure", "months"),
    "PRC_FULL_PAYMENT": (lambda r: r.random(N), "ratio", "share"),
    "EMI": (amounts, "instalment", "currency"),
    "AQB": (amounts, "balance", "currency"),
    "FD_Balance": (amounts, "savings", "currency"),
    "Sanctioned_Amt": (amounts, "loan", "currency"),
    "DPD_30": (whole(0, 4), "arrears", "count"),
    "max_dpd": (whole(0, 400), "arrears", "days"),
    "NACH_bounces": (whole(0, 6), "count", "count"),
    "APR": (lambda r: r.uniform(3, 30, N), "interest rate", "percent"),
    "mortgage_outstanding": (amounts, "loan", "currency"),
    "isa_value": (amounts, "savings", "currency"),
    "Avg_Open_To_Buy": (amounts, "available credit", "currency"),
    "PAY_AMT1": (amounts, "payment", "currency"),
    "loan to income ratio": (lambda r: r.random(N), "ratio", "share"),
    "Renda mensal": (amounts, "income", "currency"),
    "Einkommen": (amounts, "income", "currency"),
    "prêt_immobilier": (amounts, "loan", "currency"),
    "Idade": (whole(18, 80), "age", "years"),
    "q7": (lambda r: r.normal(size=N), "none", "none"),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_heading_and_range_say_what_a_column_measures(heading, rng):
    make, quantity, unit = HEADINGS[heading]

    column = measured(heading, make(rng))

    assert (column.role, column.quantity, column.unit) == ("feature", quantity, unit)
    assert column.quantity_reason


@pytest.mark.parametrize(
    ("heading", "low", "high", "scale"),
    [
        ("CIBIL", 310, 840, (300, 900)),
        ("FICO score", 310, 840, (300, 850)),
        ("Credit_Score", 310, 840, (300, 850)),
        ("Credit_Score", 310, 899, (300, 900)),
        ("Credit_Score", 120, 998, (0, 999)),
        ("bureau score", 5, 99, (0, 100)),
    ],
)
def test_the_scale_of_a_credit_score_is_found_and_said(heading, low, high, scale, rng):
    column = measured(heading, rng.integers(low, high + 1, N))

    assert column.quantity == "credit score"
    assert column.measure.ends == scale
    assert f"{scale[0]}–{scale[1]}" in str(column.quantity_reason)


def test_codes_for_no_history_do_not_hide_the_scale(rng):
    scores = np.where(rng.random(N) < 0.3, -1, rng.integers(310, 880, N))

    assert measured("CIBIL", scores).measure.quantity.certainty == "sure"


@pytest.mark.parametrize(
    ("heading", "values", "sure", "said"),
    [
        ("Experience", lambda r: r.integers(-3, 40, N), "open", "below 0"),
        ("income", lambda r: r.integers(15, 140, N), "sure", "in thousands"),
        ("Tenure", lambda r: r.integers(0, 11, N), "likely", "days, months or years"),
        ("q7", lambda r: r.normal(size=N), "open", "no word"),
        ("income", lambda r: r.lognormal(10, 1, N), "sure", "`income`"),
    ],
)
def test_what_speaks_against_a_guess_lowers_its_confidence_and_is_said(
    heading, values, sure, said, rng
):
    column = measured(heading, values(rng))

    assert column.measure.quantity.certainty == sure
    assert said in str(column.quantity_reason)


@pytest.mark.parametrize("heading", ["income_month_k", "Income month", "salary 12 months"])
def test_an_income_of_a_month_is_money_and_no_number_of_months(heading, rng):
    column = measured(heading, rng.integers(900, 9_000, N))

    assert column.quantity == "income"
    assert column.unit not in ("months", "years", "days")


@pytest.mark.parametrize(
    ("heading", "most", "scale", "certainty"),
    [
        ("income", 140, "thousands", "open"),  # what is proposed acts nowhere
        ("income", 140_000, "as is", "sure"),
        ("Annual Income (k$)", 140, "thousands", "sure"),
    ],
)
def test_a_small_income_is_one_and_only_its_multiple_is_open(heading, most, scale, certainty, rng):
    measure = measured(heading, rng.integers(most // 9, most, N)).measure

    assert (measure.quantity.value, measure.quantity.certainty) == ("income", "sure")
    assert (measure.scale.value, measure.scale.certainty) == (scale, certainty)


@pytest.mark.parametrize(
    ("heading", "values", "unit"),
    [
        ("Annual Income (k$)", lambda r: r.integers(15, 140, N), "thousands"),
        ("Income LPA", lambda r: r.integers(3, 60, N), "lakhs"),
        ("income", lambda r: r.integers(15, 140, N), "none"),
        ("income", lambda r: r.lognormal(10, 1, N), "currency"),
        ("income_k", lambda r: r.lognormal(13, 1, N), "currency"),
    ],
)
def test_money_that_is_counted_in_thousands_is_not_taken_for_units(heading, values, unit, rng):
    assert measured(heading, values(rng)).unit == unit


def test_a_quantity_set_in_the_settings_goes_before_the_guess(rng):
    column = measured("q7", rng.integers(310, 900, N), quantities={"q7": "credit score"})

    assert (column.quantity, column.measure.quantity.certainty) == ("credit score", "given")
    assert column.measure.ends == (300, 900)


def test_a_bank_adds_words_of_its_own(rng):
    own = extended_words('[income]\ninside = ["Sold Hlavni"]\n', where="ours.toml")
    table = pl.DataFrame({"a": rng.normal(size=N), "SoldHlavni 2024": rng.lognormal(9, 1, N)})

    dataset = read_source(table, Settings(), own)

    assert dataset.columns[-1].quantity == "income"
    assert read_source(table, Settings()).columns[-1].quantity == "none"


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("[income", "not valid TOML", "line"),
        ('[incom]\ninside = ["x"]', "unknown kind of column `incom`", "`income`"),
        ('[income]\ninsde = ["x"]', "unknown place `insde`", "`inside`"),
        ("[income]\ninside = [3]", "expected text", "inside"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_remedy(text, what, fix):
    with pytest.raises(WordsError) as caught:
        extended_words(text, where="ours.toml")

    assert what in caught.value.what
    assert fix in caught.value.fix
    assert "ours.toml" in caught.value.where


@pytest.mark.parametrize(("codes", "found"), [([0, -1], "credit score"), ([12, 25], "score")])
def test_a_score_on_a_bureaus_scale_is_a_credit_score_whatever_its_codes(codes, found):
    values = [*range(320, 840, 5), *codes * 10]
    table = pl.DataFrame({"score": values, "income": [1000.5 + 7 * i for i in range(len(values))]})

    assert read_source(table, Settings()).find_column("score").quantity == found


@pytest.mark.parametrize(
    ("present", "least", "left"),
    [
        (12, 5, False),
        (499, 5, False),
        (500, 5, True),
        (1099, 11, False),
        (1100, 11, True),
    ],
)
@pytest.mark.parametrize("heading", ["Card Debt", "q7", "Monthly Income"])
def test_the_usual_range_is_told_where_enough_lie_beyond_its_ends(heading, present, least, left):
    values = np.linspace(101.25, 977.5, present)
    sparse = np.concatenate([values, np.full(600, np.nan)])
    reason = guess_quantity(seen(heading, sparse), "none").reason

    told = str(withhold(reason, least))

    assert "mostly" in str(reason)
    assert ("mostly" in told) is left
    assert told != "None"


@pytest.mark.parametrize(("least", "told"), [(6, "but 6% of them"), (7, "less than 7.0% of them")])
def test_a_reason_stays_whole_without_the_range_and_counts_no_few(least, told):
    values = np.concatenate([np.linspace(350, 840, 94), np.full(6, 870.0)])
    reason = guess_quantity(seen("FICO credit score", values), "none").reason

    shown = str(withhold(reason, least))

    assert "300–850" in shown
    assert "mostly" not in shown
    assert told in shown


def seen(heading: str, values: np.ndarray):
    numbers = pl.Series(values).fill_nan(None)
    typed = Typed(written=numbers.cast(pl.String), numbers=numbers, blanks=numbers.null_count())
    return look_at(heading, heading, typed)


def guess(heading: str, values: object, unit: Unit = "none") -> QuantityGuess:
    numbers = pl.Series(list(values), dtype=pl.Float64)  # type: ignore[call-overload]
    return guess_quantity(look_at(heading, heading, read_column(numbers)), unit)


def up_to(highest: float, lowest: float = 0.0) -> list[float]:
    """Return values whose first and last percentile are these."""
    return [lowest, lowest, *np.linspace(lowest, highest, 97).tolist(), highest, highest]


@pytest.mark.parametrize(
    ("heading", "values", "unit", "quantity", "guessed"),
    [
        ("income", up_to(999.9), "currency", "income", "none"),
        ("income", up_to(1000), "currency", "income", "currency"),
        ("income k", up_to(19_999), "currency", "income", "thousands"),
        ("income k", up_to(20_000), "currency", "income", "currency"),
        ("income lakhs", up_to(90), "currency", "income", "lakhs"),
        ("loan", up_to(900), "none", "loan", "currency"),
        ("loan", up_to(1.5), "none", "loan", "none"),
        ("loan", up_to(1.6), "none", "loan", "currency"),
        ("loan", up_to(1.5, -1.6), "none", "loan", "currency"),  # as large below 0
        ("loan", up_to(1.5, -1.5), "none", "loan", "none"),
        ("age", up_to(90, 18), "none", "age", "years"),
        ("utilisation", up_to(1.5), "none", "utilisation", "share"),
        ("utilisation", up_to(1.6), "none", "utilisation", "percent"),
        ("interest rate", up_to(200), "none", "interest rate", "percent"),
        ("interest rate", up_to(201), "none", "none", "none"),
        ("num products", [1, 2, 3, 4] * 9, "none", "count", "count"),
        ("num products", [1.5, 2, 3, 4] * 9, "none", "none", "none"),
        ("num products", [100_000] * 99, "none", "count", "count"),
        ("num products", [100_001] * 99, "none", "none", "none"),
    ],
)
def test_range_and_unit_go_with_the_quantity(heading, values, unit, quantity, guessed):
    found = guess(heading, values, unit)

    assert (found.quantity, found.unit) == (quantity, guessed)


@pytest.mark.parametrize(
    ("heading", "quantity", "confidence"),
    [
        ("days loan", "loan", "low"),
        ("hours loan", "loan", "low"),
        ("loan", "loan", "high"),
        ("balance of 12 months spending", "spending", "high"),  # the time stands behind
        ("spending in 3 months total", "spending", "high"),
        ("days income", "income", "high"),  # for which, not of which
        ("months salary", "income", "high"),
    ],
)
def test_a_heading_that_opens_with_a_time_counts_it_and_is_no_money(heading, quantity, confidence):
    found = guess(heading, up_to(90_000, 2_000))

    assert (found.quantity, found.confidence) == (quantity, confidence)
    assert ("but the heading counts a time" in str(found.reason)) is (confidence == "low")


@pytest.mark.parametrize(("ages", "quantity"), [(90, "age"), (89, "none")])
def test_nine_of_ten_values_must_be_ages(ages, quantity):
    values = [130] * ages + [999] * (100 - ages)

    assert guess("age", values).quantity == quantity


@pytest.mark.parametrize(
    ("heading", "values", "unit", "confidence"),
    [
        ("tenure", up_to(120), "years", "high"),
        ("tenure", up_to(121), "years", "low"),
        ("tenure", up_to(50), "none", "fair"),  # in days, months or years?
        ("tenure", up_to(50, -1), "months", "low"),
        ("income", up_to(5000), "currency", "high"),
        ("income", up_to(5000, -1), "currency", "low"),
        ("income", up_to(500), "currency", "high"),  # in which multiple is another question
        ("loan", up_to(1.2), "currency", "low"),
        ("balance", up_to(900, -5), "currency", "high"),
        ("utilisation", up_to(200), "percent", "high"),
        ("utilisation", up_to(201), "percent", "low"),
        ("debt ratio", up_to(1000), "none", "high"),
        ("debt ratio", up_to(1001), "none", "low"),
        ("interest rate", up_to(20, -10), "percent", "high"),
        ("interest rate", up_to(20, -11), "percent", "low"),
        ("q7", up_to(20), "none", "low"),
        ("q7", up_to(20), "score", "low"),
        ("q7", up_to(20), "months", "fair"),
    ],
)
def test_values_that_speak_against_a_quantity_or_leave_it_open_lower_the_confidence(
    heading, values, unit, confidence
):
    assert guess(heading, values, unit).confidence == confidence


@pytest.mark.parametrize(
    ("inside", "scale", "confidence"),
    [(95, (300.0, 850.0), "high"), (94, (300.0, 900.0), "high")],
)
def test_the_narrowest_scale_that_holds_nineteen_of_twenty_is_taken(inside, scale, confidence):
    values = [300, *[850] * (inside - 1), *[890] * (100 - inside)]

    found = guess("credit score", values)

    assert (found.scale, found.confidence, found.unit) == (scale, confidence, "score")


@pytest.mark.parametrize(
    ("highest", "scale", "read_as"),
    [(1.0, (0.0, 1.0), "read as 0–1, the"), (1.2, (0.0, 100.0), "read as 0–100, the")],
)
def test_a_score_between_0_and_1_is_on_that_scale_which_is_said_once(highest, scale, read_as):
    found = guess("credit score", [0.19, 0.45, 0.62, highest] * 20)

    assert found.scale == scale
    assert read_as in str(found.reason)


@pytest.mark.parametrize(
    ("named", "scale"), [("schufa score", (0.0, 100.0)), ("serasa score", (0.0, 1000.0))]
)
def test_a_bureau_that_is_named_has_its_own_scale(named, scale):
    assert guess(named, [20, 50, 80] * 20).scale == scale


def test_a_scale_that_is_named_is_taken_and_what_lies_beyond_is_said():
    found = guess("fico score", [700] * 90 + [890] * 10)
    none = guess("credit score", [5000] * 20)

    assert (found.scale, found.confidence) == ((300.0, 850.0), "low")
    assert "10 % of them lie beyond" in str(found.reason).replace("\u202f", " ").replace(
        "10%", "10 %"
    )
    assert (none.scale, none.confidence) == (None, "low")


@pytest.mark.parametrize(("code", "scale"), [(10, (300.0, 850.0)), (11, (0.0, 999.0))])
def test_codes_up_to_ten_are_no_scores(code, scale):
    assert guess("credit score", [700] * 60 + [code] * 40).scale == scale


@pytest.mark.parametrize(("highest", "found"), [(601, True), (600, False)])
def test_a_score_is_a_bureau_s_where_it_takes_half_of_the_scale(highest, found):
    values = [320] * 5 + [highest] * 95

    assert (guess("score", values).quantity == "credit score") is found
    assert guess("score", [v + 0.5 for v in values]).quantity == "score"


@pytest.mark.parametrize(
    ("heading", "values", "unit"),
    [
        ("past due 30", list(range(31)) * 3, "count"),
        ("past due 30", list(range(32)) * 3, "days"),
        ("past due", [1, 2, 3] * 9, "days"),
        ("past due", [3650] * 50, "days"),
        ("past due", [3651] * 50, "none"),
        ("past due", [1.5] * 50, "none"),
    ],
)
def test_days_behind_are_told_from_times_behind(heading, values, unit):
    found = guess(heading, values)

    assert (found.quantity, found.unit) == ("arrears", unit)


def test_a_quantity_that_is_set_still_has_its_unit_and_scale_guessed():
    look = look_at("x", "x", read_column(pl.Series([300.0, 700.0, 840.0] * 9)))

    told = use_quantity_setting("credit score", look, "none")

    assert (told.quantity, told.confidence, told.scale) == ("credit score", "given", (300.0, 850.0))
    assert use_quantity_setting("loan", look, "none").unit == "currency"


@pytest.mark.parametrize("quantity", ["income", "limit", "loan"])
def test_what_cannot_be_negative_is_doubted_where_it_is(quantity):
    assert guess(quantity, up_to(5000, -1), "currency").confidence == "low"
    assert guess(quantity, up_to(5000, 0), "currency").confidence == "high"


def test_money_that_looks_like_a_count_is_money_and_other_units_stay():
    assert guess("loan", up_to(900), "count").unit == "currency"
    assert guess("loan", up_to(900), "percent").unit == "percent"
    assert guess("loan lakh k", up_to(900), "currency").unit == "lakhs"
    assert guess("tenure", up_to(50), "months").unit == "months"
    assert guess("past due", [1, 2, 3] * 9, "months").unit == "months"
