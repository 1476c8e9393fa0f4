"""What the settings say of a column goes before every guess."""

from __future__ import annotations

import polars as pl
import pytest

from finseg.errors import MissingColumnError
from finseg.settings import Settings
from finseg.understand import read_source

TABLE = {
    "Account Balance": [900.5 + 7 * (i * i % 101) for i in range(60)],
    "Monthly Income": [2000.5 + 7 * (i * i % 97) for i in range(60)],
}


def read(toml: str):
    return read_source(pl.DataFrame(TABLE), Settings.from_toml(toml))


def test_facets_that_are_named_are_given_and_the_others_stay_as_guessed():
    guessed, told = (
        read(text).find_column("Account Balance").measure
        for text in ("", '[understand."Account Balance"]\nowner = "owed"\nper = "point in time"')
    )

    assert (guessed.owner.value, guessed.owner.certainty) == ("held", "sure")
    assert (told.owner.value, told.owner.certainty, told.owner.acts) == ("owed", "given", True)
    assert (told.per.value, told.per.certainty) == ("point in time", "given")
    assert told.quantity == guessed.quantity


def test_a_quantity_means_the_same_in_both_places():
    own, read_section = (
        read(text).find_column("Account Balance")
        for text in (
            '[understand."Account Balance"]\nquantity = "credit score"',
            '[read.quantities]\n"Account Balance" = "credit score"',
        )
    )

    assert own == read_section
    assert (own.quantity, own.measure.quantity.certainty) == ("credit score", "given")
    assert own.measure.owner.value == ""


def test_the_own_section_goes_before_the_older_one():
    told = read(
        '[read.quantities]\n"Account Balance" = "loan"\n'
        '[understand."Account Balance"]\nquantity = "savings"'
    )

    assert told.find_column("Account Balance").quantity == "savings"


def test_a_column_that_is_not_there_is_an_error_that_names_the_section():
    with pytest.raises(MissingColumnError, match="no column `Account Balanc`") as caught:
        read('[understand."Account Balanc"]\nowner = "held"')

    assert caught.value.where == 'settings, [understand."Account Balanc"]'
    assert "Account Balance" in caught.value.fix


def test_what_is_made_of_dates_can_be_answered_too():
    frame = pl.DataFrame(
        {"opened": [f"20{10 + i % 9}-0{1 + i % 9}-11" for i in range(40)], "x": range(40)}
    )
    knobs = Settings.from_toml('[understand."months since opened"]\ndirection = "neither"')

    made = read_source(frame, knobs).find_column("months since opened")

    assert made.measure.direction.certainty == "given"
    assert made.quantity in ("tenure", "recency")
