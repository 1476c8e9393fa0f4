"""Is a heading said as a colleague says it?"""

from __future__ import annotations

import pytest

from finseg.document.numbers import Unit
from finseg.interpret import headings
from finseg.interpret.headings import (
    Heading,
    call_columns,
    is_holding,
    say_holding,
    shorten_heading,
    spell_heading,
    strip_verb,
)


@pytest.mark.parametrize(
    ("column", "full", "short"),
    [
        ("Save-Mode", "save mode", "save mode"),
        ("HasCrCard", "has cr card", "has cr card"),
        ("Total_Trans_Amt", "total transaction amount", "transaction amount"),
        ("Annual Income (k$)", "annual income", "income"),
        ("months since opened", "months since opened", "months since opened"),
        ("Income ÷ Loan", "income to loan", "income to loan"),
        ("AvgATMWithdrawals", "average ATM withdrawals", "ATM withdrawals"),
        ("PURCHASES_TRX", "purchases transactions", "purchases transactions"),
        ("spent at home in all lately", "spent at home in all lately", "spent at home all"),
        ("YOJ", "YOJ", "YOJ"),
        ("CCAvg", "CC average", "CC average"),
        ("column_5", "column 5", ""),
        ("V17", "V17", ""),
        ("x", "x", ""),
        ("Total", "total", "total"),
        ("atm_withdrawals", "ATM withdrawals", "ATM withdrawals"),
        ("open_emi_amt", "open EMI amount", "open EMI amount"),
    ],
)
def test_a_heading_is_spelled_out_and_shortened(column, full, short):
    assert spell_heading(column) == full
    assert shorten_heading(column) == short


def test_columns_of_the_same_words_are_called_by_all_their_words():
    called = call_columns(
        {"MonthlyCharges": "currency", "TotalCharges": "currency", "late_fees": "currency"}
    )

    assert [h.text for h in called.values()] == ["monthly charges", "total charges", "late fees"]
    assert call_columns({"a b": "none", "a_b": "none"})["a_b"].text == "a_b"


@pytest.mark.parametrize(
    ("column", "unit", "heading"),
    [
        ("# logins / month", "none", Heading("logins", counts=True)),
        ("num_complaint", "none", Heading("complaints", counts=True)),
        ("NumOfPolicy", "count", Heading("policies", counts=True)),
        ("branch_count", "count", Heading("branches", counts=True)),
        ("complaints", "count", Heading("complaints", counts=True)),
        ("complaints", "none", Heading("complaints")),
        ("NUM_CARDS", "count", Heading("cards", counts=True)),
        ("weekly_SMS", "count", Heading("weekly SMS")),
        ("frequency of calls", "count", Heading("frequency of calls")),
        ("calls", "count", Heading("calls", counts=True)),
        ("address", "count", Heading("address")),
        ("months since opened", "months", Heading("months since opened", counts=True)),
    ],
)
def test_a_heading_that_counts_says_how_many_there_are_of_what(column, unit, heading):
    assert call_columns({column: unit})[column] == heading


def test_capitals_are_kept_where_other_headings_are_written_in_small_letters():
    called = call_columns({"Loan": "none", "Value": "none", "CLAGE": "none"})

    assert called["CLAGE"].text == "CLAGE"
    assert call_columns({"BALANCE": "none", "PURCHASES": "none"})["BALANCE"].text == "balance"


@pytest.mark.parametrize(
    ("text", "held", "what"),
    [
        ("has a loan", True, "loan"),
        ("securities account", True, "securities account"),
        ("is active member", False, "active member"),
        ("yummy", False, "yummy"),
    ],
)
def test_what_people_hold_is_told_from_what_they_are(text, held, what):
    assert is_holding(text) is held
    assert strip_verb(text) == what
    assert say_holding("overdraft") == "an overdraft"


@pytest.mark.parametrize(
    ("column", "spelled", "short"),
    [
        ("NumATMs", "number ATMs", "ATMs"),
        ("NPSscore", "NPS score", "NPS score"),
        ("A_P_R", "APR", "APR"),
        ("AvgATMWithdrawals", "average ATM withdrawals", "ATM withdrawals"),
        ("current_month_debit", "current month debit", "current month debit"),
        ("last_month_debit", "last month debit", "debit"),
    ],
)
def test_short_forms_stay_whole_and_which_month_is_said(column, spelled, short):
    assert (spell_heading(column), shorten_heading(column)) == (spelled, short)


def test_headings_are_spelled_once_for_all_segments_of_a_table(monkeypatch):
    spelled: list[str] = []
    known = headings._make_heading

    def count(text: str, column: str, unit: Unit) -> Heading:
        spelled.append(column)
        return known(text, column, unit)

    monkeypatch.setattr(headings, "_make_heading", count)
    units: dict[str, Unit] = {"spelled once": "none", "spelled twice": "none"}

    assert call_columns(units) == call_columns(dict(units))
    assert len(spelled) == 4  # short and in full


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("NumberOfTimes45DaysBehind", "times 45 days behind"),
        ("NumberOfTime20-40DaysBehind", "time 20-40 days behind"),
        ("visits_12_months", "visits"),
        ("NumberStoreCardsOrLines", "store cards or lines"),
        ("NumberStoreCardsOrBankLines", "store cards or bank"),
        ("NumberOfDaysBehindWithAnyOfTheBills", "days behind"),
        ("NumberRuralStoreCardsOrLines", "rural store cards or lines"),
    ],
)
def test_a_name_never_stops_in_the_middle_of_what_a_heading_says(column, said):
    assert shorten_heading(column) == said


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("AmtGroceries", "groceries amount"),
        ("MntGroceries", "groceries amount"),
        ("Frequency of calls", "frequency of calls"),
        ("Average of calls", "calls"),
        ("amount of groceries", "groceries amount"),
        ("RdcdGroceries", "RdcdGroceries"),  # nobody says "rdcd"
        ("RedcGroceries", "redc groceries"),
        ("PRCHSD groceries", "PRCHSD groceries"),
        ("Cust_Days", "customer days"),
        ("Branch_Days", "branch days"),
        ("Bills30DaysBehindAndEveryBill", "bills 30 days behind and every bill"),
        ("Bills30DaysBehindAndEveryOtherBill", "Bills30DaysBehindAndEveryOtherBill"),
    ],
)
def test_what_nobody_would_say_is_left_as_the_heading_writes_it(column, said):
    assert call_columns({column: "none", "beside": "none"})[column].text == said


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        ("occupation_no", Heading("occupation")),
        ("region number", Heading("region")),
        ("number of regions", Heading("regions", counts=True)),
        ("complaint_nr", Heading("complaints", counts=True)),
    ],
)
def test_the_number_of_a_category_counts_nothing(column, heading):
    assert call_columns({column: "none"})[column] == heading


def test_a_plural_in_capitals_is_a_plural():
    assert call_columns({"NUM_ORDERS": "none", "beside": "none"})["NUM_ORDERS"].text == "ORDERS"


@pytest.mark.parametrize("column", ["--", "%%", "§ §", "(", "\u202e", "= + -"])
def test_a_heading_without_a_word_stays_as_it_is(column):
    assert shorten_heading(column) in {"", "percent percent"}
    assert spell_heading(column)
    assert call_columns({column: "none", "income": "none"})[column].text
