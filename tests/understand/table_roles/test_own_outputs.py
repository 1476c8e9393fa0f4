"""Is what an earlier run wrote known by its names, and by what it holds, and nothing else?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.understand.table_roles.own_outputs import find_own_outputs
from tests.understand.table_roles.reading import find

FIGURES = [0.5 + i for i in range(20)]


def find_names(*headings: str, **roles: str) -> list[str]:
    return list(find(find_own_outputs, dict.fromkeys(headings, FIGURES), **roles))


# ---- by their names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["segment", "margin", "second", "income"], ["segment", "margin", "second"]),
        (["segment", "margin", "income"], []),
        (["segment", "second", "name", "income"], []),
        (["segment", "rank", "product", "fit"], ["segment", "rank", "product", "fit"]),
        (["segment", "rank", "offer", "fit"], []),
        (["feb segment", "feb margin", "feb second", "margin"],
         ["feb segment", "feb margin", "feb second", "margin"]),
        (["feb segment", "mar margin", "feb second"], []),
        (["segment old", "margin old", "second old", "income old"],
         ["segment old", "margin old", "second old"]),
        (["feb segment", "feb margin", "feb second", "feb income"],
         ["feb segment", "feb margin", "feb second"]),
    ],
)  # fmt: skip
def test_names_that_stand_side_by_side_are_those_of_an_earlier_run(headings, found):
    assert find_names(*headings) == found


def test_an_id_or_a_personal_column_is_no_output():
    assert find_names("segment", "margin", "second", "row", row="id") == [
        "segment", "margin", "second",
    ]  # fmt: skip
    assert find_names("segment", "margin", "second", second="id") == []
    assert find_names("segment", "margin", "second", "name", name="personal") == [
        "segment", "margin", "second",
    ]  # fmt: skip


def test_the_reason_names_the_columns():
    (guess, *_) = find(
        find_own_outputs, dict.fromkeys(("segment", "margin", "second"), FIGURES)
    ).values()

    assert guess[:2] == ("assignment", "own output")
    assert "an earlier run of finseg wrote it: `segment`, `margin`" in guess[3]


# ---- by what they hold ---------------------------------------------------------------------------


def make_choices(rows: int, levels: int, same: int = 0) -> dict[str, Any]:
    """Make a first and a second choice of so many levels, the same in a few rows."""
    first = [i % levels for i in range(rows)]
    second = [one if i < same else (one + 1) % levels for i, one in enumerate(first)]
    return {"a": [f"L{one:02}" for one in first], "b": [f"L{one:02}" for one in second]}


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (make_choices(90, 3), True),
        (make_choices(90, 2), False),
        (make_choices(50, 3), True),
        (make_choices(49, 3), False),
        (make_choices(600, 50), True),
        (make_choices(663, 51), False),
        (make_choices(65, 5), True),  # chance would agree in 13 rows
        (make_choices(55, 5), False),  # in 11
        (make_choices(90, 3, same=1), False),
        (make_choices(90, 3) | {"c": [*make_choices(90, 3)["b"][1:], "L00"]}, False),  # three
    ],
)
def test_two_choices_have_the_same_levels_and_never_the_same_one(table, found):
    expected = {"a", "b"} if found else set()

    assert set(find(find_own_outputs, table)) == expected
    assert set(find(find_own_outputs, {**table, "a": [None, *table["a"][1:]]})) == set()
    assert set(find(find_own_outputs, table, a="protected")) == set()


def test_two_choices_of_other_levels_are_none():
    table = make_choices(90, 3)
    table["b"] = [one.replace("L00", "L09") for one in table["b"]]

    assert find(find_own_outputs, table) == {}


MARGIN = [0.05 + (i * 7 % 90) / 100 for i in range(90)]


@pytest.mark.parametrize(
    ("order", "values", "found"),
    [
        ("abm", MARGIN, True),
        ("mab", MARGIN, True),
        ("amb", MARGIN, True),
        ("abxm", MARGIN, False),  # not beside them
        ("axmb", MARGIN, True),  # between them
        ("axymb", MARGIN, True),
        ("abm", [v + 0.2 for v in MARGIN], False),  # above 1
        ("abm", [v - 0.1 for v in MARGIN], False),  # below 0
        ("abm", [0.0, 0.5, 1.0] * 30, True),
        ("abm", [0, 1, 1] * 30, False),
    ],
)
def test_a_share_beside_or_between_the_choices_is_their_margin(order, values, found):
    others = {"m": values, "x": [9.5 + i for i in range(90)], "y": [7.5 + i for i in range(90)]}
    made = {**make_choices(90, 3), **others}

    outputs = set(find(find_own_outputs, {name: made[name] for name in order}))

    assert outputs == ({"a", "b", "m"} if found else {"a", "b"})


@pytest.mark.parametrize(
    ("order", "odd", "found"),
    [
        ("abn", 0, True),
        ("nab", 0, True),
        ("abxyn", 0, True),
        ("abxyzn", 0, False),  # too far
        ("nxyab", 0, True),
        ("nxyzab", 0, False),
        ("abn", 1, True),  # one of 60 that are no savers
        ("abn", 4, False),  # two
    ],
)
def test_the_names_of_the_segments_follow_from_a_choice(order, odd, found):
    made: dict[str, Any] = make_choices(90, 3)
    names = {"L00": "Savers", "L01": "Spenders", "L02": "Owners"}
    made["n"] = ["Owners" if i < odd and v == "L00" else names[v] for i, v in enumerate(made["a"])]
    made |= {name: [9.5 + i * k for i in range(90)] for k, name in enumerate("xyz", 1)}

    outputs = set(find(find_own_outputs, {name: made[name] for name in order}))

    assert outputs == ({"a", "b", "n"} if found else {"a", "b"})


def test_a_column_of_fewer_names_is_none_of_theirs():
    made = make_choices(90, 3)
    table = {**made, "n": ["one" if v == "L00" else "other" for v in made["a"]]}

    assert set(find(find_own_outputs, table)) == {"a", "b"}
