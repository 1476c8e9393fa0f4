"""Are categories clustered on by their levels, and the same again for new customers?"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from finseg.derive import add_derived_columns, derive_again, find_clustered_formulas, levels
from finseg.derive.levels import (
    _choose_formulas,
    count_levels,
    find_new_levels,
    split_rare_levels,
)
from finseg.settings import PrepareSettings, Settings
from finseg.understand import read_source

READ = PrepareSettings()
CHANNELS = ["branch"] * 50 + ["app"] * 30 + ["phone"] * 20


def customers(values, **roles):
    table = pl.DataFrame({"c": values, "n": [i * 7 % 31 + 0.5 for i in range(len(values))]})
    settings = Settings.from_tree({"read": {"roles": {"c": "feature", **roles}}})
    return read_source(table, settings)


def made_of(values, settings=READ):
    return add_derived_columns(customers(values), settings)


def names_of(dataset):
    return [c.name for c in dataset.features if c.category]


def test_each_level_is_a_column_whose_mean_is_its_share_and_the_category_stays():
    made = made_of(CHANNELS)

    assert names_of(made) == ["c: branch", "c: app", "c: phone"]
    assert [made.table[name].mean() for name in names_of(made)] == [0.5, 0.3, 0.2]
    assert made.find_column("c").kind == "category"
    assert made.ideas == ("n", "c")


def test_of_two_levels_one_column_says_everything_that_of_yes_or_of_the_less_common_one():
    assert names_of(made_of(["Yes"] * 70 + ["No"] * 30)) == ["c: Yes"]
    assert names_of(made_of(["owner"] * 70 + ["tenant"] * 30)) == ["c: tenant"]


@pytest.mark.parametrize(("customers_of_it", "kept"), [(11, True), (10, False)])
def test_a_level_has_a_column_of_its_own_from_eleven_customers_on(customers_of_it, kept):
    others = ["a"] * 60 + ["b"] * 40 + ["d"] * 5

    made = made_of([*others, *["rare"] * customers_of_it])

    assert ("c: rare" in names_of(made)) == kept


@pytest.mark.parametrize(("rare", "kept"), [(0.02, ["a", "b"]), (0.019, ["a", "b", "c"])])
def test_a_level_is_rare_below_the_share_that_is_set(rare, kept):
    counts = {"a": 600, "b": 361, "c": 19, "d": 12, "e": 8}

    assert split_rare_levels(counts, rare)[0] == kept


def test_rare_levels_are_one_column_together():
    made = made_of([*CHANNELS, "fax", "post", "post"])

    assert names_of(made)[-1] == "c: other"
    assert made.table["c: other"].sum() == 3
    assert made.find_column("c: other").levels == ("post", "fax")


def test_one_common_level_is_held_against_all_rare_ones():
    made = made_of(["a"] * 100 + [f"x{i}" for i in range(30)])

    assert names_of(made) == ["c: not a"]
    assert made.table["c: not a"].mean() == pytest.approx(30 / 130)


def test_levels_in_an_order_are_their_places_in_it():
    made = made_of(["high"] * 20 + ["low"] * 50 + ["medium"] * 30)

    assert names_of(made) == ["c (place)"]
    assert made.table["c (place)"].unique(maintain_order=True).to_list() == [3.0, 1.0, 2.0]


def test_a_blank_is_blank_in_every_column_of_the_category():
    made = made_of([*CHANNELS, None, ""])

    assert [made.table[name].null_count() for name in names_of(made)] == [2, 2, 2]


def test_a_category_with_one_level_has_no_column():
    assert names_of(made_of(["a"] * 100)) == []


def test_new_customers_get_the_same_columns_whoever_else_is_there():
    made = made_of([*CHANNELS, *["fax"] * 3, *["post"] * 4])
    formulas = find_clustered_formulas(made)

    again = derive_again(customers(["app", "fax", "branch", *["phone"] * 20]), formulas)

    rows = again.table.select(names_of(made)).head(3).rows()
    assert rows == [(0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 0.0)]


@pytest.mark.parametrize(("rare", "expected"), [(["fax"] * 3, 1.0), ([], None)])
def test_a_new_level_counts_to_the_rare_ones_and_else_as_a_blank_and_is_found(rare, expected):
    made = made_of([*CHANNELS, *rare, *(["post"] * 2 if rare else [])])
    formulas = find_clustered_formulas(made)
    scored = customers(["chat", "app", None, *["phone"] * 20])

    again = derive_again(scored, formulas)

    assert again.table[names_of(made)[-1]][0] == expected
    assert find_new_levels(scored, formulas)["c"].head(3).to_list() == [True, False, False]


def test_of_two_levels_a_new_one_is_not_taken_for_either():
    formulas = find_clustered_formulas(made_of(["Yes"] * 70 + ["No"] * 30))

    again = derive_again(customers(["Maybe", "No", *["Yes"] * 20]), formulas)

    assert again.table["c: Yes"].head(2).to_list() == [None, 0.0]


def test_a_column_of_the_file_with_the_name_of_a_level_stays_as_it_is():
    table = pl.DataFrame({"c": CHANNELS, "c: app": [float(i) for i in range(100)]})
    dataset = read_source(table, Settings.from_tree({"read": {"roles": {"c": "feature"}}}))

    made = add_derived_columns(dataset, READ)

    assert made.table["c: app"].to_list() == dataset.table["c: app"].to_list()
    assert "c: app (made)" in made.table.columns


@pytest.mark.parametrize(("blanks", "level"), [(24, False), (25, True)])
def test_blanks_are_a_level_where_a_fifth_of_the_customers_has_none(blanks, level):
    made = made_of([*CHANNELS, *[None] * blanks])

    assert ("c: not known" in names_of(made)) == level
    assert (made.table["c: app"].null_count() == 0) == level
    again = derive_again(customers([None, *CHANNELS]), find_clustered_formulas(made))
    assert (again.table["c: app"].null_count() == 0) == level


@pytest.mark.parametrize(
    ("blanks", "rows", "level"),
    [(10, 100, False), (11, 100, True), (19, 981, False), (20, 980, True)],
)
def test_blanks_among_holdings_are_a_level_unless_it_is_rare(blanks, rows, level):
    words = (["much", "some", "little"] * rows)[:rows]
    table = pl.DataFrame(
        {"savings zz": [*words, *[None] * blanks], "yy": [*words, *["much"] * blanks]}
    )
    made = add_derived_columns(read_source(table, Settings()), READ)

    assert ("savings zz: not known" in names_of(made)) == level
    assert "yy: not known" not in names_of(made)


def choose(counts, order=(), rare=0.02):
    """Choose the columns of a category of so many customers each."""
    column = replace(customers(["a", "b"] * 15).find_column("c"), order=tuple(order))
    return [
        (d.formula, d.column, d.levels, d.rest)
        for d in _choose_formulas(column, dict(counts), rare)
    ]


@pytest.mark.parametrize(("beside", "placed"), [(10, True), (11, False)])
def test_nine_customers_of_ten_have_a_place_in_an_order(beside, placed):
    order = ("low", "middle", "high")
    counts = {"middle": 50, "low": 30, "other": beside, "high": 10}

    found = choose(counts, order)

    assert (found == [("rank", "c (place)", order, ())]) is placed


@pytest.mark.parametrize(
    ("order", "placed"), [(("a", "b", "c"), True), (("a", "b", "x", "y"), False)]
)
def test_an_order_of_three_levels_that_are_there_says_more_than_yes_or_no(order, placed):
    assert (choose({"a": 50, "b": 40, "c": 30}, order)[0][0] == "rank") is placed


def test_a_level_for_blanks_has_no_place_in_an_order():
    found = choose({"a": 50, "b": 40, "c": 30, "not known": 2}, ("a", "b", "c", "not known"))

    assert [formula for formula, *_ in found] == ["level"] * 3 + ["other levels"]


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ({"yes": 60, "no": 40}, [("level", "c: yes", ("yes",), ("no",))]),
        ({"no": 60, "yes": 40}, [("level", "c: yes", ("yes",), ("no",))]),
        ({"x": 60, "y": 40}, [("level", "c: y", ("y",), ("x",))]),
        ({"yes": 60, "y": 40}, [("level", "c: y", ("y",), ("yes",))]),
        ({"x": 99, "y": 11}, [("level", "c: y", ("y",), ("x",))]),
        ({"x": 99, "y": 6, "z": 5}, [("other levels", "c: not x", ("y", "z"), ("x",))]),
        (
            {"x": 60, "y": 40, "z": 6, "w": 5},
            [
                ("level", "c: x", ("x",), ()),
                ("level", "c: y", ("y",), ()),
                ("other levels", "c: other", ("z", "w"), ()),
            ],
        ),
        ({"x": 99, "y": 10}, [("other levels", "c: not x", ("y",), ("x",))]),
        ({"x": 99}, []),
        ({"x": 9, "y": 8}, []),
    ],
)
def test_each_way_of_making_columns_of_levels(counts, columns):
    assert choose(counts) == columns


def test_levels_are_counted_the_most_common_first_then_by_name_without_blanks_around():
    dataset = customers(["b", " a", "a ", "b", "c", None, "d", "d", "d"])

    assert list(count_levels(dataset, "c").items()) == [("d", 3), ("a", 2), ("b", 2), ("c", 1)]


@pytest.mark.parametrize(("alone", "kept"), [(11, True), (10, False)])
def test_one_rare_level_alone_is_kept_from_eleven_customers_on(alone, kept):
    counts = {"a": 600, "b": 400, "rare": alone}

    assert split_rare_levels(counts, 0.02) == (
        (["a", "b", "rare"], []) if kept else (["a", "b"], ["rare"])
    )


def test_what_a_column_of_levels_is_is_told_with_it():
    made = made_of([*CHANNELS, *["fax"] * 3, "post", None])

    app, other = made.find_column("c: app"), made.find_column("c: other")
    assert str(app.reason) == "1 where `c` is `app`, else 0"
    assert str(other.reason) == "1 where `c` is one of 2 levels that few have, else 0"
    assert (app.unit, app.missing, app.levels, app.derived) == ("yes or no", 1, ("app",), True)
    assert (app.role, app.kind, app.confidence) == ("feature", "number", "high")
    place = made_of(["high"] * 20 + ["low"] * 50 + ["medium"] * 30).find_column("c (place)")
    assert str(place.reason) == "the place, from 1 to 3, of `c` in its order"
    assert place.unit == "none"


def test_a_level_that_is_not_known_is_blank_in_a_place():
    formulas = find_clustered_formulas(made_of(["high"] * 20 + ["low"] * 50 + ["medium"] * 30))

    again = derive_again(customers(["low", "huge", None, *["high"] * 20]), formulas)

    assert again.table["c (place)"].head(4).to_list() == [1.0, None, None, 3.0]


def test_of_levels_against_one_a_new_one_counts_to_the_others():
    formulas = find_clustered_formulas(made_of(["a"] * 100 + [f"x{i}" for i in range(30)]))

    again = derive_again(customers(["a", "x3", "new", None, *["a"] * 20]), formulas)

    assert again.table["c: not a"].head(4).to_list() == [0.0, 1.0, 1.0, None]


def test_of_more_levels_than_are_remembered_nothing_is_new(monkeypatch):
    formulas = find_clustered_formulas(made_of([*CHANNELS, *["fax"] * 3, "post"]))
    scored = customers(["chat", *["app"] * 20])

    assert find_new_levels(scored, formulas)["c"].head(2).to_list() == [True, False]
    monkeypatch.setattr(levels, "MOST_NAMED", 3)
    assert "c" in find_new_levels(scored, formulas)
    monkeypatch.setattr(levels, "MOST_NAMED", 2)
    assert find_new_levels(scored, formulas) == {}
    (named,) = find_clustered_formulas(made_of(["a"] * 100 + [f"x{i}" for i in range(30)]))
    assert (named.levels, named.rest) == (("x0", "x1"), ("a",))


def test_categories_without_a_new_level_are_not_listed():
    formulas = find_clustered_formulas(made_of(CHANNELS))

    assert find_new_levels(customers(["app", None, *["phone"] * 20]), formulas) == {}


def test_names_that_are_taken_twice_are_made_twice():
    taken = {"c: app", "c: app (made)"}

    assert levels._find_free_name("c: app", taken) == "c: app (made) (made)"
    assert levels._find_free_name("c: web", taken) == "c: web"
    assert "c: web" in taken


@pytest.mark.parametrize(("blanks", "name"), [(10, "c: other"), (11, "c: not known")])
def test_blanks_are_counted_as_any_other_level(blanks, name):
    made = made_of([*["a"] * 25, *["b"] * 15, *[None] * blanks])

    assert names_of(made) == ["c: a", "c: b", name]
    assert made.table[name].sum() == blanks


def test_blanks_count_to_a_level_of_that_name():
    made = made_of([*["a"] * 25, *["b"] * 15, *["not known"] * 4, *[None] * 11])

    assert made.table["c: not known"].sum() == 15
