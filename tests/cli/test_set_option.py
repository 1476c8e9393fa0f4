"""`--set` changes single settings, checked like a file."""

from __future__ import annotations

import pytest

from finseg.cli.set_option import change_settings
from finseg.errors import SettingsError
from finseg.settings import MeasureSettings, Settings


def test_values_are_read_as_in_a_settings_file_and_words_need_no_quotes():
    changed = change_settings(
        Settings(),
        [
            "choose.k=4",
            "read.decimal=,",
            'read.roles.Income = "descriptor"',
            "deliver.title=2024",
            "recommend.weights.size = 0.5",
        ],
    )

    assert (changed.choose.k, changed.read.decimal, changed.deliver.title) == (4, ",", "2024")
    assert changed.read.roles == {"Income": "descriptor"}
    assert changed.recommend.weights.size == 0.5


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("understand.Account_Balance.owner=held", "Account_Balance"),
        ('understand."Account Balance".owner=held', "Account Balance"),
        ("understand.'Account Balance'.owner='held'", "Account Balance"),
        ("understand.Account Balance.owner=held", "Account Balance"),
        ('understand."a.b = c".owner=held', "a.b = c"),
    ],
)
def test_a_column_may_have_blanks_in_its_name(change, column):
    changed = change_settings(Settings(), [change])

    assert changed.understand == {column: MeasureSettings(owner="held")}


def test_the_later_change_counts_and_another_key_of_the_column_stays():
    changed = change_settings(
        Settings(),
        ["understand.a.owner=held", "understand.a.per=month", "understand.a.owner=owed"],
    )

    assert changed.understand == {"a": MeasureSettings(owner="owed", per="month")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("understand.a.owner = lent", "unknown value `lent`"),
        ("understand.a.who=held", "unknown key `who`"),
        ("understand.a=held", "expected"),
        ("choose.k=four", "whole number"),
        ("chose.k=4", "unknown section `chose`"),
        ("choose.k.l=4", "`k` has no keys"),
        ("choose.k", "`choose.k` is no setting"),
        ("=4", "`=4` is no setting"),
    ],
)
def test_what_is_no_setting_is_an_error_that_names_the_option(change, said):
    with pytest.raises(SettingsError, match=said) as caught:
        change_settings(Settings(), [change])

    assert change.partition("=")[0].strip() in caught.value.where
    assert "--set" in caught.value.where


@pytest.mark.parametrize(
    ("change", "where"), [("choose.k.l=4", "--set choose.k.l"), ("choose.k", "--set choose.k")]
)
def test_what_is_written_otherwise_is_shown_an_example(change, where):
    with pytest.raises(SettingsError) as caught:
        change_settings(Settings(), [change])

    assert caught.value.where == where
    assert caught.value.fix == "write SECTION.KEY=VALUE, such as understand.Balance.owner=held"
