"""Which categories are taken for what customers use, hold, choose or answer?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.guess import Guess
from finseg.understand.table_roles.used import find_used_categories
from tests.understand.table_roles.reading import find

CODED = Guess(role="descriptor", reason="", code="coded")


def answers(levels: int, rows: int = 120) -> list[str]:
    return [f"l{i % levels:02}" for i in range(rows)]


@pytest.mark.parametrize(
    ("columns", "changes", "used"),
    [
        ({"channel": answers(2)}, {}, True),
        ({"channel": answers(12)}, {}, True),
        ({"channel": answers(13)}, {}, False),
        ({"channel": answers(1)}, {}, False),
        ({"channel": answers(3, 100)}, {}, True),
        ({"channel": answers(3, 99)}, {}, False),
        ({"channel": [*answers(3, 99), None]}, {}, False),
        ({"channel": [float(i % 3) for i in range(120)]}, {"channel": "descriptor"}, False),
        ({"channel": answers(3)}, {"channel": "ignore"}, False),
        ({"channel": answers(3)}, {"channel": CODED}, False),
        ({"consent channel": answers(3)}, {}, False),
        ({"zz": answers(3)}, {}, False),
    ],
)  # fmt: skip
def test_categories_of_what_customers_do_are_features(columns, changes, used):
    found = find(find_used_categories, columns, **changes)

    assert {k: v[:3] for k, v in found.items()} == (
        {next(iter(columns)): ("feature", "used", "fair")} if used else {}
    )


def test_a_battery_is_told_with_its_columns_and_keeps_the_order_of_levels():
    columns = {
        name: [w.upper() for w in answers(3)] if name == "b" else answers(3) for name in "abc"
    }
    found = find(find_used_categories, columns)

    assert {reason for *_, reason in found.values()} == {
        "one of 3 columns with the same 3 levels: services, holdings or answers"
    }
    looks = [look_at("channel", "channel", read_column(pl.Series(answers(3))))]
    ordered = Guess(role="descriptor", reason="", order=("l01", "l00", "l02"))
    ((_, guess),) = find_used_categories(looks, [ordered])
    assert guess.order == ()  # a word of order is read in some languages only
    assert str(guess.reason).endswith("in the heading), 3 levels")


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("abc", "abcd", True),  # three levels of three are shared
        ("abcx", "abcd", True),  # three of four
        ("abx", "abcd", True),  # two of three: one word was translated otherwise
        ("axy", "abcd", False),
        ("abxy", "abcd", False),
        ("abcxy", "abcde", False),  # three of five: another scale
        ("abcdx", "abcde", True),
        ("ab", "abc", False),  # two words are no scale
        ("abcdefg", "abcdefg", True),
        ("abcdefgh", "abcdefgh", False),  # no answer has eight levels
    ],
)
def test_two_columns_with_the_same_words_are_tiers_of_an_amount(one, other, kin):
    columns = {"savings": [*one] * 60, "yy": [*other.upper()] * 60}
    found = find(find_used_categories, {k: v[:160] for k, v in columns.items()})

    assert {k: v[:3] for k, v in found.items()} == (
        dict.fromkeys(columns, ("feature", "used", "fair")) if kin else {}
    )
    if kin:
        assert found["savings"][3].startswith("told in the tiers of an amount as `yy` is")


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("Saving accounts", "Checking account", True),
        ("Sparguthaben", "Girokonto", True),
        ("poupança", "A9", True),
        ("A9", "loan balance", True),
        ("A9", "B9", False),  # tiers of what?
        ("zodiac_own", "zodiac_spouse", False),
        ("collected_by", "approved_by", False),
        ("savings_opened_by", "approved_by", False),
        ("savings", "approved_by", False),
        ("account_manager", "savings_manager", False),
        ("car_fuel", "heating", False),
    ],
)
def test_two_columns_are_tiers_only_where_a_heading_says_what_is_held(one, other, kin):
    found = find(find_used_categories, {one: answers(3), other: answers(3)})

    assert set(found) == ({one, other} if kin else set())


@pytest.mark.parametrize("word", ["other", "Not applicable", "None", "unknown", "NA", "Sonstige"])
def test_a_level_that_any_question_has_shows_no_kin(word):
    def tell(third):
        columns = {"savings": ["a", "b", third] * 40, "yy": ["a", "b", third, "c"] * 30}
        return set(find(find_used_categories, columns))

    assert tell("rich") == {"savings", "yy"}
    assert tell(word) == set()


@pytest.mark.parametrize(("levels", "used"), [("abc", False), ("abx", False), ("axy", True)])
def test_no_kin_of_a_protected_column_is_used(levels, used):
    names = ("first", "second", "third")
    columns = {"faith": ["a", "b", "c"] * 40, **{name: [*levels] * 40 for name in names}}

    found = find(find_used_categories, columns, faith="protected")

    assert set(found) == (set(names) if used else set())


def test_who_somebody_is_stays_described_on_any_scale():
    columns = {"education of savings holder": answers(4), "savings by education": answers(4)}

    assert find(find_used_categories, columns) == {}
