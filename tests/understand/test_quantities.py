"""Is it found what a column measures, with the scale of a score, and is a doubt said?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.errors import WordsError
from finseg.records.dataset import QUANTITIES, Column
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.quantities import NATURES
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
    assert column.scale == scale
    assert f"{scale[0]}–{scale[1]}" in str(column.quantity_reason)


def test_codes_for_no_history_do_not_hide_the_scale(rng):
    scores = np.where(rng.random(N) < 0.3, -1, rng.integers(310, 880, N))

    assert measured("CIBIL", scores).quantity_confidence == "high"


@pytest.mark.parametrize(
    ("heading", "values", "sure", "said"),
    [
        ("Experience", lambda r: r.integers(-3, 40, N), "low", "below 0"),
        ("income", lambda r: r.integers(15, 140, N), "fair", "in thousands"),
        ("Tenure", lambda r: r.integers(0, 11, N), "fair", "days, months or years"),
        ("q7", lambda r: r.normal(size=N), "low", "no word"),
        ("income", lambda r: r.lognormal(10, 1, N), "high", "`income`"),
    ],
)
def test_what_speaks_against_a_guess_lowers_its_confidence_and_is_said(
    heading, values, sure, said, rng
):
    column = measured(heading, values(rng))

    assert column.quantity_confidence == sure
    assert said in str(column.quantity_reason)


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

    assert (column.quantity, column.quantity_confidence) == ("credit score", "given")
    assert column.scale == (300, 900)


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
