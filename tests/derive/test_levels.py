"""Are categories clustered on by their levels, and the same again for new customers?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.derive import add_derived_columns, derive_again, find_clustered_formulas
from finseg.derive.levels import find_new_levels, split_rare_levels
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
