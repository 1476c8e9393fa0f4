"""Do headings say what they say, in any spelling?"""

from __future__ import annotations

import pytest

from finseg.errors import WordsError
from finseg.understand.units import guess_unit
from finseg.vocabulary.words import (
    Vocabulary,
    extend_vocabulary,
    load_vocabulary,
    says,
    split_heading,
)


@pytest.mark.parametrize(
    ("heading", "phrase"),
    [
        ("NumOfProducts", "num of products"),
        ("CUST_ID", "cust id"),
        ("Annual Income (k$)", "annual income k"),
        ("Duração", "duracao"),
        ("HasCrCard", "has cr card"),
        ("PRC_FULL_PAYMENT", "prc full payment"),
        ("Unnamed: 0", "unnamed 0"),
        ("credit limit used(%)", "credit limit used pct"),
        ("Tenureinmonths", "tenure in months"),
        ("Kuendigungswahrscheinlichkeit", "kuendigung wahrscheinlichkeit"),
        ("household", "household"),
        ("qualifying", "qualifying"),
        ("", ""),
    ],
)
def test_headings_are_split_into_words(heading, phrase):
    assert split_heading(heading) == phrase


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        (
            "id",
            ["CustomerID", "cust_id", "CLIENTNUM", "Account Number"],
            ["Branch ID", "paid", "Mid"],
        ),
        ("personal", ["Surname", "E-mail", "mobile_no", "PAN"], ["Product Name", "Contact count"]),
        ("protected", ["Gender", "Marital_Status", "sexo"], ["Sector"]),
        ("age", ["Age", "Customer_Age", "Idade"], ["Average", "Account age", "Usage"]),
        ("outcome", ["Exited", "Attrition_Flag", "y", "Risk", "Defaulted"], ["Loan_Amount"]),
        ("has_left", ["Exited", "Churn Flag", "has_left"], ["churn_probability", "Churn Reason"]),
        ("has_died", ["Deceased", "is_deceased"], ["Death benefit", "Date of death"]),
        ("in_default", ["Default", "NPA_Flag", "charged off"], ["Default rate", "Ever defaulted"]),
        ("standing", ["Customer Status", "loan_status"], ["Marital Status", "Order Status"]),
        ("taken_up", ["y", "Personal Loan"], ["Exited", "loan_status"]),
        ("assignment", ["Cluster", "kmeans_label", "Customer Segment"], ["Customer_Age"]),
        ("scores", ["y_pred", "churn_probability", "Propensity"], ["Credit_Score"]),
    ],
)
def test_words_say_what_kind_of_column_it_is(kind, yes, no):
    assert all(says(split_heading(heading), kind) for heading in yes)
    assert not any(says(split_heading(heading), kind) for heading in no)


@pytest.mark.parametrize(
    ("heading", "lowest", "highest", "unit"),
    [
        ("Annual Income (k$)", 15, 137, "currency"),
        ("Spending Score (1-100)", 1, 99, "score"),
        ("CREDIT_LIMIT", 50, 30000, "currency"),
        ("PURCHASES_FREQUENCY", 0, 1, "share"),
        ("PURCHASES_TRX", 0, 358, "count"),
        ("PRC_FULL_PAYMENT", 0, 1, "share"),
        ("Interest rate", 2, 17, "percent"),
        ("DebtIncomeRatio", 0.1, 41, "none"),
        ("Total_Amt_Chng_Q4_Q1", 0, 3.4, "none"),
        ("Months_on_book", 13, 56, "months"),
        ("Customer_Age", 18, 69, "years"),
        ("Years Employed", 0, 33, "years"),
        ("Tenure", 0, 10, "none"),
        ("days_past_due", 0, 400, "days"),
        ("Edu", 1, 5, "none"),
    ],
)
def test_units_follow_name_and_range(heading, lowest, highest, unit):
    assert guess_unit(split_heading(heading), lowest, highest) == unit


def test_the_word_lists_are_written_as_headings_are_split():
    for kind, places in load_vocabulary().kinds.items():
        for place, listed in places.items():
            assert place in {"whole", "start", "end", "inside", "not"}, kind
            assert {word for word in listed if split_heading(word) != word} == set()


@pytest.mark.parametrize(
    "kind", ["limit", "balance", "income", "savings", "fees", "instalment", "loan", "credit_limit"]
)
@pytest.mark.parametrize("behind", ["inr", "(INR)", " in lakhs", "_usd", " (Rs.)", " k€", "_000"])
def test_in_what_amounts_are_does_not_change_what_they_are(kind, behind):
    known = load_vocabulary()

    phrase = split_heading(f"{kind} {behind}")

    for each in ("limit", "balance", "income", "savings", "fees", "instalment", "loan"):
        assert bool(known.says(phrase, each)) == bool(known.says(split_heading(kind), each)), each


def vocabulary(**places: list[str]) -> Vocabulary:
    kinds = {"money": {place: frozenset(words) for place, words in places.items()}}
    return Vocabulary(kinds)


@pytest.mark.parametrize(
    ("places", "phrase", "word"),
    [
        ({"whole": ["take home"]}, "take home", "take home"),
        ({"whole": ["take home"]}, "my take home", ""),
        ({"start": ["pay"]}, "pay day", "pay"),
        ({"start": ["pay"]}, "my pay", ""),
        ({"start": ["pay"]}, "payment", ""),
        ({"end": ["pay"]}, "my pay", "pay"),
        ({"end": ["pay"]}, "pay day", ""),
        ({"inside": ["a b c d"]}, "x a b c d y", "a b c d"),
        ({"inside": ["a b c d e"]}, "x a b c d e y", ""),  # four words at most
        ({"inside": ["pay", "pay day"]}, "the pay day", "pay day"),  # the longest
        ({"inside": ["pay"], "not": ["day"]}, "pay day", ""),
        ({"end": ["pay"]}, "pay inr lakh", "pay"),  # in what its amounts are
        ({"end": ["amt"]}, "pay amt1", "amt"),
        ({"end": ["in"]}, "in", "in"),  # nothing is left but this
        ({"whole": [""]}, "", "no name"),
    ],
)
def test_words_are_looked_for_in_their_place(places, phrase, word):
    assert vocabulary(**places).says(phrase, "money") == word


def test_the_number_of_something_personal_is_no_less_personal():
    words = {"end": frozenset(["passport"])}
    vocabulary = Vocabulary({"personal": words, "money": words})

    assert vocabulary.says("passport no", "personal") == "passport"
    assert vocabulary.says("passport no", "money") == ""


def test_words_of_ones_own_are_added_in_their_place_and_the_bundled_ones_stay():
    own = extend_vocabulary('[income]\nwhole = ["Zaster-Netto"]\n', where="w.toml")

    assert own.says("zaster netto", "income") == "zaster netto"
    assert own.says("my zaster netto", "income") == ""
    assert own.says("zaster netto", "loan") == ""
    for kind in load_vocabulary().kinds:
        for phrase in ("income", "loan amount", "credit limit", "age", "take off"):
            assert own.says(phrase, kind) == load_vocabulary().says(phrase, kind)


@pytest.mark.parametrize(
    ("text", "what", "where", "fix"),
    [
        ('[incme]\ninside = ["x"]', "kind of column `incme`", "w.toml, line 1", "`income`"),
        ('[income]\n\ninsid = ["x"]', "place `insid`", "w.toml, line 3, [income]", "`inside`"),
        ("[income]\ninside = 3", "", "w.toml, line 2", "write for instance [income]"),
    ],
)
def test_an_unknown_kind_or_place_is_named_with_its_line_and_the_nearest(text, what, where, fix):
    with pytest.raises(WordsError) as error:
        extend_vocabulary(text, where="w.toml")

    assert what in error.value.what
    assert error.value.where.startswith(where)
    assert fix in error.value.fix
