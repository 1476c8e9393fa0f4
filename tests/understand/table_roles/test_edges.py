"""Does each finder of roles speak up to its limit, and keep silent beyond it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from finseg.understand.guess import Guess
from finseg.understand.table_roles.area_figures import find_area_figures
from finseg.understand.table_roles.coded_levels import find_coded_levels
from finseg.understand.table_roles.outcomes import find_linked_outcomes
from finseg.understand.table_roles.protected_proxies import find_protected_proxies
from finseg.understand.table_roles.running_numbers import find_running_numbers
from finseg.understand.table_roles.serial_dates import find_serial_dates
from tests.understand.table_roles.reading import find

CODED = Guess(role="descriptor", reason="", code="coded")


def shuffle(values: Sequence[Any]) -> list[Any]:
    return [values[i] for i in np.random.default_rng(1).permutation(len(values))]


# ---- running numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([*range(99), 415], True),  # 100² / (2 · 416) = 12.02 repeats by chance
        ([*range(99), 416], False),  # 11.99
        ([*range(98), 415], False),  # 99 values
        ([*range(98), 97, 415], False),  # one stands twice
        ([*(i + 0.5 for i in range(99)), 415.5], False),
    ],
)
def test_numbers_that_never_repeat_where_chance_would_give_twelve_repeats_are_ids(values, found):
    ids = find(find_running_numbers, {"a": shuffle(values)})

    assert set(ids) == ({"a"} if found else set())
    if found:
        assert ids["a"][:3] == ("id", "number", "fair")
        assert "chance would give 12 repeats" in ids["a"][3]
        assert find(find_running_numbers, {"a": shuffle(values)}, a="descriptor") == {}
        assert find(find_running_numbers, {"score": shuffle(values)}) == {}


@pytest.mark.parametrize(
    ("first", "step", "found"),
    [(1_000_003, 7_919, True), (100_003, 7_919, False), (9_900_003, 7_919, False)],
)
def test_numbers_of_one_length_of_seven_digits_or_more_are_ids(first, step, found):
    values = [first + step * i for i in range(101)]

    ids = find(find_running_numbers, {"a": shuffle(values)})

    assert set(ids) == ({"a"} if found else set())
    assert all(one[:3] == ("id", "number", "low") for one in ids.values())
    assert find(find_running_numbers, {"amount": shuffle(values)}) == {}


@pytest.mark.parametrize(("repeats", "found"), [(12, True), (13, False)])
def test_one_number_of_one_length_in_a_hundred_may_stand_twice(repeats, found):
    values = [1_000_003 + 7_001 * min(i, 1_199 - repeats) for i in range(1_200)]

    assert (find(find_running_numbers, {"a": shuffle(values)}) != {}) is found


@pytest.mark.parametrize(("round_ones", "found"), [(40, True), (41, False)])
def test_numbers_of_which_more_than_a_fifth_are_round_are_amounts(round_ones, found):
    values = [1_000_000 + 40_010 * i + (0 if i < round_ones else 3) for i in range(200)]

    assert (find(find_running_numbers, {"a": shuffle(values)}) != {}) is found


@pytest.mark.parametrize(
    ("levels", "holes", "times", "found"),
    [(50, 0, 2, True), (49, 0, 3, False), (98, 2, 2, True), (97, 3, 2, False), (50, 0, 20, True),
     (50, 0, 21, False)],
)  # fmt: skip
def test_numbers_of_groups_have_no_holes_and_are_shared_by_few(levels, holes, times, found):
    # The last number stands behind the holes.
    numbers = [*range(1, levels), levels + holes] * times

    ids = find(find_running_numbers, {"household": shuffle(numbers)})

    assert (ids != {}) is found
    assert find(find_running_numbers, {"x": shuffle(numbers)}) == {}


# ---- dates without their format ------------------------------------------------------------------

DAYS = [40_001 + 3 * i for i in range(40)]


@pytest.mark.parametrize(
    ("columns", "changes", "found"),
    [
        ({"last contact": DAYS}, {}, "low"),
        ({"x": DAYS}, {}, ""),
        ({"x": DAYS, "day": DAYS}, {"day": "date"}, "low"),
        ({"last contact": DAYS, "day": DAYS}, {"day": "date"}, "fair"),
        ({"amount": DAYS, "day": DAYS}, {"day": "date"}, ""),
        ({"last contact": DAYS}, {"last contact": "outcome"}, ""),
        ({"last contact": DAYS}, {"last contact": "descriptor"}, "low"),
        ({"last contact": DAYS}, {"last contact": CODED}, ""),
        ({"last contact": [d + 0.5 for d in DAYS]}, {}, ""),
        ({"last contact": DAYS[:20]}, {}, "low"),
        ({"last contact": DAYS[:19]}, {}, ""),
        ({"last contact": [*DAYS, 40_001 + 21_915]}, {}, "low"),  # 60 years
        ({"last contact": [*DAYS, 40_001 + 21_916]}, {}, ""),
        ({"last contact": [7_306, *DAYS[:3], *range(20_001, 20_020)]}, {}, ""),
        ({"last contact": [20_000] * 15 + [20_001] * 25}, {}, "low"),  # 37.5 % are round
        ({"last contact": [20_000] * 16 + [20_001] * 24}, {}, ""),  # 40 %
    ],
)  # fmt: skip
def test_whole_numbers_are_dates_by_a_word_of_time_or_beside_dates(columns, changes, found):
    name = next(iter(columns))
    dates = find(find_serial_dates, columns, **changes)

    assert {k: v[:3] for k, v in dates.items()} == (
        {name: ("date", "serial dates", found)} if found else {}
    )


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (
            {"last contact": DAYS, "day": DAYS},
            (
                "dates as Excel's serial numbers: `contact` in the heading, and `day` beside it "
                "has the same years"
            ),
        ),
        (
            {"last contact": DAYS},
            "whole numbers that look like Excel's dates: `contact` in the heading",
        ),
        (
            {"x": DAYS, "day": DAYS},
            "whole numbers that look like Excel's dates: the years of the dates beside it",
        ),
    ],
)
def test_the_reason_tells_what_shows_that_numbers_are_dates(columns, reason):
    (found,) = find(find_serial_dates, columns, day="date").values()

    assert found[3] == reason


@pytest.mark.parametrize(
    ("shift", "found"), [(1_095, True), (1_096, False), (-1_095, True), (-1_096, False)]
)
def test_dates_lie_within_three_years_of_those_beside_them(shift, found):
    flat = [40_001] * 10 + [40_201] * 20
    moved = [day + shift for day in flat]

    dates = find(find_serial_dates, {"x": moved, "day": flat}, day="date")

    assert ("x" in dates) is found


# ---- outcomes ------------------------------------------------------------------------------------


def follow(yes: int, no: int, *, zeros: int = 0, others: int = 0) -> dict[str, Any]:
    """Make an outcome, and figures that are 0 where it is 0: but for `others`, and `zeros` more."""
    outcome = [1] * yes + [0] * no
    figures = [0.0] * zeros + [5.5 + i for i in range(yes - zeros)]
    figures += [7.25] * others + [0.0] * (no - others)
    return {"churned": outcome, "x": figures}


@pytest.mark.parametrize(
    ("table", "leaks"),
    [
        (follow(20, 20), True), (follow(19, 21), False), (follow(21, 19), False),
        (follow(100, 100, zeros=5), True), (follow(100, 100, zeros=6), False),
        (follow(100, 100, others=2), True), (follow(100, 100, others=3), False),
    ],
)  # fmt: skip
def test_a_column_that_is_0_on_one_side_and_hardly_ever_on_the_other_leaks(table, leaks):
    found = find(find_linked_outcomes, table, churned="outcome")

    assert {k: v[:3] for k, v in found.items()} == (
        {"x": ("descriptor", "leak", "fair")} if leaks else {}
    )
    assert find(find_linked_outcomes, table, churned="descriptor", x="descriptor") == {}


def test_the_reason_tells_the_exceptions_and_blanks_are_nothing():
    table = follow(100, 100, others=2)
    table["x"] = [None if v == 0 else v for v in table["x"]]

    (found,) = find(find_linked_outcomes, table, churned="outcome").values()

    assert found[3] == (
        "0 or blank for nearly everyone on one side of `churned` (in 98 of 100 rows), and hardly "
        "ever on the other"
    )


@pytest.mark.parametrize(
    ("name", "role", "followed"),
    [
        ("x", "outcome", True),
        ("approved", "descriptor", True),  # a decision
        ("x", "descriptor", False),
        ("approved", "feature", False),
    ],
)
def test_an_outcome_or_a_decision_may_be_followed(name, role, followed):
    table = follow(40, 40)
    columns = {name: table["churned"], "y": table["x"]}

    found = find(find_linked_outcomes, columns, **{name: role})

    assert ("y" in found) is followed


@pytest.mark.parametrize(("levels", "found"), [(5, True), (6, False), (1, False)])
def test_an_outcome_has_two_to_five_levels(levels, found):
    values = [i % levels for i in range(40 * levels)]
    figures = [0.0 if v == 0 else 2.5 + i for i, v in enumerate(values)]

    leaks = find(find_linked_outcomes, {"y": values, "x": figures}, y="outcome")

    assert ("x" in leaks) is found


def make_means(
    *groups: tuple[int, int], digits: int = 3, times: float = 1.0, yes: int = 1, other: int = 0
) -> dict[str, Any]:
    """Make an outcome in groups of so many with so many events, and its mean in each."""
    outcome = [yes if i < events else other for people, events in groups for i in range(people)]
    means = [
        round(events / people, digits) * times for people, events in groups for _ in range(people)
    ]
    return {"churned": outcome, "x": means}


EIGHTS = [(8, 1), (8, 3), (8, 4), (8, 6), (8, 7)]
MEANS = {"x": ("descriptor", "leak", "fair")}


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (make_means(*EIGHTS), MEANS),
        (make_means(*EIGHTS[1:], (7, 1)), {}),  # 39 people
        (make_means(*EIGHTS[1:], (9, 1)), MEANS),
        (make_means(*EIGHTS, yes=0, other=1), MEANS),  # of those who stay
        (make_means(*EIGHTS, times=100.0), MEANS),  # per cent
        (make_means(*EIGHTS, times=1000.0), {}),
        (make_means(*EIGHTS, times=-1.0), {}),
        (make_means((30, 10), (30, 20), (30, 25)), MEANS),
        (make_means((30, 10), (30, 20)), {}),  # two may be so by chance
        (make_means((30, 10), (30, 20), (30, 25), digits=1), {}),  # rounded so, any would be
        (make_means((20, 20), (20, 20), (20, 20)), {}),
    ],
)  # fmt: skip
def test_the_mean_of_an_outcome_in_groups_leaks_where_chance_does_not_explain_it(table, found):
    leaks = find(find_linked_outcomes, table, churned="outcome")

    assert {name: leak[:3] for name, leak in leaks.items()} == found


def test_two_in_a_hundred_may_have_another_value_than_the_mean_of_their_group():
    groups = [(49, 10), (49, 20), (49, 25), (49, 40)]
    table = make_means(*groups)
    right, wrong = dict(table), dict(table)
    right["churned"], right["x"] = [*table["churned"], 1, 1, 0, 0], [*table["x"], *[0.777] * 4]
    wrong["churned"], wrong["x"] = [*right["churned"], 0], [*right["x"], 0.777]

    (found,) = find(find_linked_outcomes, right, churned="outcome").values()

    assert found[3] == (
        "the mean of `churned` among those with the same value (in 196 of 200 rows): it was "
        "computed from the outcome"
    )
    assert find(find_linked_outcomes, wrong, churned="outcome") == {}


def test_only_an_outcome_of_two_levels_has_means():
    table = make_means(*EIGHTS)
    three = [one or 2 * (i % 2) for i, one in enumerate(table["churned"])]

    assert sorted(set(three)) == [0, 1, 2]
    assert "x" in find(find_linked_outcomes, table, churned="outcome")
    assert find(find_linked_outcomes, {**table, "churned": three}, churned="outcome") == {}


# ---- codes, categories, places -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "values", "found"),
    [
        ("education", [i % 12 for i in range(120)], True),
        ("education", [i % 13 for i in range(120)], False),
        ("education", [i % 2 + 1 for i in range(40)], True),
        ("education", [2 + i % 3 for i in range(40)], False),  # neither from 0 nor from 1
        ("education", [0, 1, 5] * 20, True),  # 6 is twice 3
        ("education", [0, 1, 6] * 20, False),
        ("education", [1] * 40, False),
        ("education score", [i % 5 for i in range(40)], False),
        ("education", [i % 5 + 0.5 for i in range(40)], False),
    ],
)
def test_few_dense_whole_numbers_below_the_word_for_a_category_are_levels(heading, values, found):
    codes = find(find_coded_levels, {heading: values})

    assert {k: v[:3] for k, v in codes.items()} == (
        {heading: ("descriptor", "coded", "fair")} if found else {}
    )
    assert find(find_coded_levels, {heading: values}, **{heading: "outcome"}) == {}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([i % 3 for i in range(15)], True),
        ([i % 3 for i in range(14)], False),  # five customers for each, on average
        ([i % 100 for i in range(500)], True),
        ([i % 101 for i in range(600)], False),
        ([i % 2 for i in range(60)], False),
        ([v for v in range(20) for _ in range(5)] + [21] * 5, False),  # a hole
        ([v for v in range(10) for _ in range(5 + v)], True),  # the higher, the more
        ([v for v in range(10) for _ in range(20 - v)], False),  # counts of something
    ],
)
def test_numbers_of_named_things_leave_no_hole_and_do_not_fall(values, found):
    assert (find(find_coded_levels, {"hobbies": values}) != {}) is found


def places(groups: int, each: int, figures: int) -> dict[str, Any]:
    town = [f"t{i % groups}" for i in range(groups * each)]
    return {"town": town, "x": [0.5 + i % groups % figures for i in range(groups * each)]}


@pytest.mark.parametrize(
    ("columns", "area"),
    [
        (places(5, 20, 5), True), (places(4, 25, 4), False),  # five places at least
        (places(30, 4, 30), True), (places(30, 3, 30), False),  # four customers of each
        (places(30, 20, 3), True), (places(30, 20, 2), False),  # three different figures
    ],
)  # fmt: skip
def test_a_figure_that_is_the_same_in_each_place_is_one_of_the_place(columns, area):
    found = find(find_area_figures, columns)

    assert {k: v[:3] for k, v in found.items()} == (
        {"x": ("descriptor", "area", "fair")} if area else {}
    )
    assert find(find_area_figures, {"zz": columns["town"], "x": columns["x"]}) == {}
    for role, known in (("ignore", area), ("id", area), ("outcome", False)):
        assert ("x" in find(find_area_figures, columns, town=role)) is known


def alike(columns: int, groups: int = 6, rows: int = 60) -> dict[str, Any]:
    return {
        f"f{j}": [0.5 + j + (i % groups) * (j + 1) for i in range(rows)] for j in range(columns)
    }


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (alike(2), 0), (alike(3), 3), (alike(4), 4), (alike(3, 4), 0), (alike(3, 5), 3),
        (alike(3, 15), 3), (alike(3, 16), 0),
        ({**alike(2), "w": [float(i % 6) for i in range(60)]}, 0),  # whole numbers are none
    ],
)  # fmt: skip
def test_three_columns_that_split_the_customers_alike_are_figures_of_groups(columns, found):
    areas = find(find_area_figures, columns)

    assert len(areas) == found
    assert all(one[2] == "low" and f"as {found - 1} others do" in one[3] for one in areas.values())


# ---- what says again what is protected ----------------------------------------------------------


def bands(rows: int, levels: int = 2) -> dict[str, Any]:
    return {"sex": [f"s{i % levels}" for i in range(rows)],
            "x": [f"c{i % levels}" for i in range(rows)]}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "proxy"),
    [
        (bands(50, 12), True), (bands(49, 12), False), (bands(80), True), (bands(78), False),
        (bands(120, 30), True), (bands(119, 30), False), (bands(124, 31), False),
    ],
)  # fmt: skip
def test_levels_that_go_with_protected_ones_are_protected(columns, proxy):
    found = find(find_protected_proxies, columns, sex="protected")

    assert {k: v[:3] for k, v in found.items()} == (
        {"x": ("protected", "proxy", "high")} if proxy else {}
    )
    assert find(find_protected_proxies, columns, sex="descriptor") == {}
    assert find(find_protected_proxies, columns, sex="protected", x="outcome") == {}


@pytest.mark.parametrize(
    ("rows", "swaps", "found"), [(50, 0, True), (49, 0, False), (400, 8, True), (400, 150, False)]
)
def test_figures_that_rise_with_an_age_are_an_age(rows, swaps, found):
    rng = np.random.default_rng(2)
    age = np.arange(rows) / 7 + 20.5
    other = age * 3 + 0.25
    moved = rng.permutation(rows)[:swaps]
    other[moved] = other[rng.permutation(moved)]
    r = np.corrcoef(np.argsort(np.argsort(other)), np.arange(rows))[0, 1]

    ages = find(find_protected_proxies, {"age": age, "x": other})

    assert (rows < 50 or abs(r) < 0.95) is not found
    assert ("x" in ages) is found
    if found:
        assert f"it rises and falls with `age` (correlation of the ranks {r:.3f})" in ages["x"][3]
        assert find(find_protected_proxies, {"age": age, "x": other}, x="descriptor") == {}
