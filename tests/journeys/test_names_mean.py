"""Does a name say only what the columns bear out, whatever they are called and however scaled?"""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.interpret import load_bundled_lexicon

SETTINGS = {"choose": {"quick": True}, "fit": {"starts": 5}}
LEXICON = load_bundled_lexicon()


@pytest.fixture(scope="module")
def table():
    """Make 500, 300 and 200 customers of three kinds."""
    rng = np.random.default_rng(11)
    kind = np.repeat([0, 1, 2], [500, 300, 200])
    income = np.exp(10.5 + 0.7 * (kind == 1) + rng.normal(0, 0.25, len(kind)))
    loans = np.where(
        (kind == 2) & (np.arange(len(kind)) % 25 > 0), 0, 9_000 + rng.gamma(4, 1000, len(kind))
    )
    return pl.DataFrame(
        {
            "Annual_Income": income.round(2),
            "Loan_Amount": loans.round(2),
            "num_complaints": rng.poisson(np.take([1.0, 1.0, 20.0], kind)).astype(float),
            "Credit_Score": np.clip(
                np.take([560, 700, 620], kind) + rng.normal(0, 40, 1000), 300, 850
            ).round(),
        }
    )


def find_names(table, **settings):
    return {
        s.name: s for s in finseg.segment(table, k=3, settings={**SETTINGS, **settings}).segments
    }


def test_names_say_what_marks_each_segment_in_the_words_of_the_file(table):
    names = find_names(table)

    assert set(names) == {
        "Low credit score, low income",
        "High income, high credit score",
        "No loan amount, many complaints",
    }
    few = names["No loan amount, many complaints"].claims[0]
    assert few.lacked
    assert str(few.figure).startswith("more than 95% of them have no Loan_Amount, against ")


def test_columns_without_a_telling_name_give_no_word_that_needs_a_meaning(table):
    coded = table.rename(dict(zip(table.columns, "abcd", strict=True)))

    for name, segment in find_names(coded).items():
        for phrase in name.casefold().split(", "):
            assert re.fullmatch(r"(high|low|very high|very low) [abcd]", phrase), name
        assert all(claim.axis in "abcd" for claim in segment.claims)


def test_standardised_columns_have_the_same_names_or_the_plain_headings(table):
    plain = set(find_names(table))
    standardised = table.select(
        ((pl.col(c) - pl.col(c).mean()) / pl.col(c).std(ddof=0)).alias(c) for c in table.columns
    )
    scales = {c: {"scale": "standardised"} for c in table.columns}

    for name, segment in find_names(standardised, understand=scales).items():
        words = {"income", "annual", "loan", "amount", "complaints", "credit", "score"}
        said = set(re.findall(r"\w+", name.casefold())) - {"high", "low", "many", "few", "very"}
        assert name in plain or said <= words, name
        for claim in segment.claims:
            assert re.search(
                r" is on average \d+\.\d\d sd (above|below) the average", str(claim.figure)
            )


def test_a_column_whose_owner_is_open_is_neither_debt_nor_wealth(table):
    balance = table.rename({"Loan_Amount": "Account_Balance"})

    for name in find_names(balance, understand={"Account_Balance": {"quantity": "balance"}}):
        assert not re.search(r"debt|invest|saver|borrow|wealth|affluent", name.casefold())
