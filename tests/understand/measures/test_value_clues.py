"""Do values speak for a scale exactly where they should, at each limit and beside it?"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.measures.value_clues import find_value_clues
from tests.builders.tables import make_table

Found = list[tuple[str, str, str, str]]


def find(columns: dict[str, Any], *, plain: bool = False, **changes: dict[str, Any]) -> Found:
    """Find clues: column, facet, value and strength of each; `plain`: those for no other scale."""
    looks = [look_at(n, n, read_column(pl.Series(n, list(v)))) for n, v in columns.items()]
    table = make_table({n: list(v) for n, v in columns.items()}, **changes)
    clues = find_value_clues(looks, table.columns)
    names = list(columns)
    return [
        (names[c.place], c.facet, c.value, c.strength)
        for c in clues
        if (c.value == "as is") is plain
    ]


def explain(columns: dict[str, Any], **changes: dict[str, Any]) -> list[str]:
    looks = [look_at(n, n, read_column(pl.Series(n, list(v)))) for n, v in columns.items()]
    table = make_table({n: list(v) for n, v in columns.items()}, **changes)
    return [str(c.why) for c in find_value_clues(looks, table.columns) if c.value != "as is"]


def make_moments(mean: float = 0.0, deviation: float = 1.0, rows: int = 40) -> np.ndarray:
    """Make values with just this mean and this deviation."""
    values = np.linspace(-1.0, 1.0, rows) ** 3
    return np.asarray((values - values.mean()) / values.std() * deviation + mean)


PLAIN = np.linspace(3.5, 90.5, 40)  # no integers, never below 0

# ---- standardised -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "deviation", "found"),
    [
        (0.0, 1.0, True), (0.0009, 1.0, True), (0.0011, 1.0, False), (-0.0009, 1.0, True),
        (-0.0011, 1.0, False), (0.0, 1.0329, True), (0.0, 1.0331, False), (0.0, 0.9671, True),
        (0.0, 0.9669, False),
    ],
)  # fmt: skip
def test_one_column_alone_is_standardised_where_its_moments_are_very_near(mean, deviation, found):
    columns = {"a": make_moments(mean, deviation), "b": PLAIN, "c": PLAIN}

    expected = [("a", "scale", "standardised", "proof")] if found else []
    assert find(columns) == expected


@pytest.mark.parametrize(
    ("mean", "deviation", "found"),
    [(0.0499, 1.0, 2), (0.0501, 1.0, 1), (0.0, 1.0999, 2), (0.0, 1.1001, 1), (0.0, 0.9001, 2)],
)
def test_where_most_are_so_a_column_may_be_less_near(mean, deviation, found):
    columns = {"a": make_moments(), "b": make_moments(mean, deviation), "c": PLAIN}

    assert [one[0] for one in find(columns)] == ["a", "b"][:found]
    assert {one[3] for one in find(columns)} == {"proof"}
    why = "2 columns have mean 0" if found == 2 else "its mean is 0 and its deviation 1"
    assert all(why in text for text in explain(columns))


def test_half_of_the_columns_or_one_alone_are_not_most():
    loose = make_moments(0.03)

    assert find({"a": loose, "b": loose, "c": PLAIN, "d": PLAIN}) == []
    assert find({"a": loose}) == []  # all of one
    assert len(find({"a": loose, "b": loose, "c": PLAIN})) == 2
    # Only columns with figures of their own are counted.
    few = {"c": PLAIN, "d": [None] * 21 + list(PLAIN[:19])}
    assert len(find({"a": loose, "b": loose, **few})) == 2
    assert len(find({"a": loose, "b": loose, "c": PLAIN, "d": PLAIN}, d={"role": "id"})) == 2


@pytest.mark.parametrize("role", ["feature", "descriptor", "protected"])
def test_columns_that_are_shown_are_looked_at(role):
    assert len(find({"a": make_moments()}, a={"role": role})) == 1
    assert find({"a": make_moments()}, a={"role": "outcome"}) == []
    assert find({"a": make_moments()}, a={"role": role, "kind": "category"}) == []


@pytest.mark.parametrize(("rows", "found"), [(19, 0), (20, 1)])
def test_twenty_values_show_something(rows, found):
    assert len(find({"a": [*make_moments(rows=rows), *[None] * 9]})) == found


def test_whole_numbers_and_figures_from_0_on_were_not_standardised():
    assert find({"a": [-1.0, 1.0] * 20}) == []
    assert find({"a": np.abs(make_moments()) * 2}) == []


# ---- from 0 to 1 --------------------------------------------------------------------------------

UNIT = np.linspace(0.0, 1.0, 40)


def test_several_columns_from_just_0_to_just_1_were_brought_there():
    proof = ("scale", "zero to one", "proof")

    assert find({"a": UNIT, "b": UNIT[::-1], "c": PLAIN}) == [("a", *proof), ("b", *proof)]
    assert "2 columns run from just 0 to just 1" in explain({"a": UNIT, "b": UNIT, "c": PLAIN})[0]


@pytest.mark.parametrize(
    "columns",
    [
        {"a": UNIT, "b": PLAIN},
        {"a": UNIT},
        {"a": UNIT, "b": UNIT * 0.9, "c": UNIT * 0.9},
    ],
)
def test_one_alone_is_in_doubt(columns):
    assert find(columns) == [("a", "scale", "", "strong")]
    assert explain(columns) == ["its figures run from just 0 to just 1"]


def test_half_of_the_columns_are_in_doubt_too():
    found = find({"a": UNIT, "b": UNIT, "c": PLAIN, "d": PLAIN})

    assert found == [("a", "scale", "", "strong"), ("b", "scale", "", "strong")]


def test_what_is_a_share_by_nature_was_not_brought_there_but_counts_among_the_others():
    found = find({"a": UNIT, "b": UNIT, "c": PLAIN}, b={"quantity": "utilisation"})

    assert found == [("a", "scale", "zero to one", "proof"), ("b", "scale", "share", "strong")]
    # The second is doubted neither as a share nor as one of two.
    assert [one[0] for one in find({"a": UNIT, "share of it": UNIT, "c": PLAIN})] == ["a"]


# ---- scores in steps ----------------------------------------------------------------------------


def steps(low: int, high: int, rows: int = 60) -> list[float]:
    return [float(low + i % (high - low + 1)) for i in range(rows)]


@pytest.mark.parametrize(
    ("heading", "values", "found"),
    [
        ("score", steps(1, 5), True),
        ("score", steps(1, 101, 202), True),  # up to 101
        ("score", steps(1, 102, 204), False),
        ("score", steps(-1, 5), False),
        ("score", [v + 0.5 for v in steps(1, 5)], False),
        ("x", steps(1, 5), False),
        ("number of scores", steps(1, 5), False),
        ("score", [0.0, 200.0] * 30, False),  # few, but with wide gaps
    ],
)
def test_few_whole_steps_below_a_word_of_scores_are_ranks(heading, values, found):
    expected = [(heading, "scale", "ranks", "strong")] if found else []

    assert [one for one in find({heading: values}) if one[2] == "ranks"] == expected


# ---- codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "values", "changes", "found"),
    [
        ("branch code", steps(1, 20), {}, True),
        ("branch code", steps(1, 21, 63), {}, False),
        ("branch code", steps(0, 1), {}, False),  # a flag
        ("branch code", steps(1, 2), {}, True),
        ("branch code", [4.0] * 40, {}, False),
        ("branch code", [v / 2 for v in steps(1, 9)], {}, False),
        ("number of branch codes", steps(1, 5), {}, False),
        ("x", steps(1, 5), {}, False),
        ("branch code", steps(1, 5), {"quantity": "income"}, True),
        ("branch code", steps(1, 5), {"quantity": "debt"}, False),
        ("branch code", ["a", "b"] * 20, {}, False),
    ],
)
def test_few_whole_numbers_below_the_word_for_a_code_are_codes(heading, values, changes, found):
    codes = [one for one in find({heading: values}, **{heading: changes}) if one[2] == "code"]

    assert codes == ([(heading, "scale", "code", "strong")] if found else [])


def test_codes_are_counted_in_the_reason():
    (why,) = explain({"branch code": steps(1, 5)})

    assert why.endswith("in the heading, and 5 whole numbers")


# ---- per cent -----------------------------------------------------------------------------------


def reach(top: float, low: float = 0.0) -> list[float]:
    """Make 41 figures whose 1st and 99th percentiles are all but the ends."""
    return [low] * 2 + list(np.linspace(low, top, 37)) + [top] * 2


@pytest.mark.parametrize(
    ("top", "changes", "value"),
    [
        (3.0, {}, None), (3.1, {}, ""), (20.0, {}, ""), (20.1, {}, "percent"),
        (200.0, {}, "percent"), (200.1, {}, ""), (50.0, {"unit": "percent"}, None),
    ],
)  # fmt: skip
def test_a_ratio_above_1_may_be_in_per_cent_and_far_above_is(top, changes, value):
    found = find({"a": [*reach(top)[:-1], top, 0.25]}, a={"quantity": "ratio", **changes})

    assert found == ([] if value is None else [("a", "scale", value, "hint")])


@pytest.mark.parametrize("quantity", ["utilisation", "ratio", "frequency", "interest rate"])
def test_figures_from_0_to_1_below_the_word_for_a_share_are_shares(quantity):
    share = [("a", "scale", "share", "strong")]

    assert find({"a": reach(0.9)}, a={"quantity": quantity}) == share
    assert find({"a": reach(1.0, 0.1)}, a={"quantity": quantity}) == share
    assert find({"a": reach(1.1)}, a={"quantity": quantity}) == []
    assert find({"a": reach(0.9, -0.1)}, a={"quantity": quantity}) == []
    assert find({"a": [0.0, 1.0] * 20}, a={"quantity": quantity}) == []
    assert find({"a": reach(0.9)}, a={"quantity": "income"}) == []


@pytest.mark.parametrize(
    ("top", "found"), [(1.5, False), (1.6, True), (200.0, True), (200.5, False)]
)
def test_a_rate_above_one_and_a_half_is_in_per_cent(top, found):
    expected = [("rate", "scale", "percent", "strong")] if found else []

    assert find({"rate": [*reach(top), 0.25]}) == expected


@pytest.mark.parametrize(
    ("top", "low", "one", "found"),
    [
        (101.0, 0.0, 0.0, False),
        (102.0, 0.0, 0.0, True),
        (50.0, -1.0, 0.0, True),
        (1000.0, 0.0, 0.25, False),  # thousands have decimals
        (1001.0, 0.0, 0.25, True),
        (50.0, -0.5, 0.25, False),
    ],
)
def test_whole_figures_and_large_ones_are_as_they_are(top, low, one, found):
    expected = [("a", "scale", "as is", "hint")] if found else []
    values = [*(v if one else float(round(v)) for v in reach(top, low)), one]

    assert find({"a": values}, plain=True) == expected
    assert find({"a": values}, plain=True, a={"quantity": "income"}) == []


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("driven km", [("driven km", "scale", "as is", "hint")]),
        ("minutes at night", [("minutes at night", "scale", "as is", "hint")]),
        ("driven km share", []),
        ("driven", []),
    ],
)
def test_a_unit_of_use_in_the_heading_speaks_for_single_ones(heading, found):
    values = list(range(1, 41))

    assert find({heading: values}, plain=True) == found


@pytest.mark.parametrize(
    ("heading", "doubted"),
    [("orders growth", True), ("order hike last year", True), ("number of changes", False)],
)
def test_in_what_a_change_is_written_nobody_knows(heading, doubted):
    found = find({heading: list(range(1, 41))})

    assert ((heading, "scale", "", "strong") in found) is doubted
