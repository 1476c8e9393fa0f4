from __future__ import annotations

import pytest

from finseg.interpret.headings import shorten_heading, spell_heading
from finseg.vocabulary.heading_currency import find_heading_currency, strip_heading_currency


@pytest.mark.parametrize(
    ("heading", "code", "without"),
    [
        ("income_eur", "EUR", "income"),
        ("Savings balance (USD)", "USD", "Savings balance"),
        ("Loan amount in GBP", "GBP", "Loan amount"),
        ("LOAN-CHF", "CHF", "LOAN"),
        ("spend [pln]", "PLN", "spend"),
        ("Einkommen in €", "EUR", "Einkommen in €"),
        ("balance £", "GBP", "balance £"),
        ("incomeEUR", "EUR", "income"),
        ("Saldo (R$)", "BRL", "Saldo (R$)"),
        ("Betrag A$", "AUD", "Betrag A$"),
        ("stan konta zł", "PLN", "stan konta zł"),
        ("Balance US$", "USD", "Balance US$"),
    ],
)
def test_a_currency_at_the_end_of_a_heading_is_read_and_taken_off(heading, code, without):
    assert find_heading_currency(heading) == code
    assert strip_heading_currency(heading) == without


@pytest.mark.parametrize(
    "heading",
    ["eur", "EUR", "eur_rate", "MntWines", "wines_mnt", "products_all", "at_the_top", "amount",
     "neur", "amounteur", "usd_eur_1", "€ or $", "",
     "gespraechsdauer_sek", "contact_nok", "saldo kr", "kraft", "EURO6"],
)  # fmt: skip
def test_what_is_no_currency_at_the_end_is_left(heading):
    assert find_heading_currency(heading) == ""
    assert strip_heading_currency(heading) == heading


def test_names_do_without_the_currency():
    assert spell_heading("savings_balance_eur") == "savings balance"
    assert shorten_heading("monthly_income_usd") == "income"
    assert spell_heading("eur") == "eur"
