"""Are categories of what customers do clustered on, and who they are only described?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.settings import Settings
from finseg.understand import read_source

N = 240


def roles_of(**columns):
    values = {
        "income": [1000.5 + 7 * (i * 31 % 97) for i in range(N)],
        **{name.replace("_", " "): own for name, own in columns.items()},
    }
    dataset = read_source(pl.DataFrame(values), Settings())
    return {c.name: c.role for c in dataset.columns}


def pick(levels, shift=0):
    return [levels[(i * 7 + i // 5 + shift) % len(levels)] for i in range(N)]


@pytest.mark.parametrize("heading", ["channel", "payment method", "contract", "InternetService"])
def test_what_customers_choose_is_clustered_on(heading):
    assert roles_of(**{heading: pick(["a", "b", "c"])})[heading] == "feature"


@pytest.mark.parametrize("heading", ["education", "job", "region", "outcome", "housing", "gender"])
def test_who_and_where_somebody_is_and_what_became_of_them_is_not(heading):
    assert roles_of(**{heading: pick(["a", "b", "c"])})[heading] != "feature"


@pytest.mark.parametrize(("columns", "role"), [(2, "descriptor"), (3, "feature")])
def test_three_columns_with_the_same_answers_are_a_battery(columns, role):
    answers = {f"word{j}x": pick(["Yes", "No", "Yes"], j) for j in range(columns)}

    found = roles_of(**answers)

    assert {found[name] for name in answers} == {role}


def test_what_says_who_somebody_is_belongs_to_no_battery():
    answers = {name: pick(["Yes", "No", "Yes"], j) for j, name in enumerate(("ax", "bx", "cx"))}

    found = roles_of(**answers, partner=pick(["Yes", "No"]))

    assert found["partner"] == "descriptor"
    assert found["ax"] == "feature"


@pytest.mark.parametrize(("levels", "role"), [(12, "feature"), (13, "descriptor")])
def test_a_category_of_many_levels_is_described(levels, role):
    assert roles_of(channel=pick([f"c{i}" for i in range(levels)]))["channel"] == role


@pytest.mark.parametrize(("levels", "role"), [(7, "feature"), (8, "descriptor")])
def test_an_answer_has_few_levels(levels, role):
    answers = {f"word{j}x": pick([f"a{i}" for i in range(levels)], j) for j in range(3)}

    assert set(roles_of(**answers).values()) == {"feature", role}


def test_flags_of_numbers_are_left_to_the_settings():
    flags = {f"word{j}x": pick([0, 1, 1], j) for j in range(3)}

    assert {roles_of(**flags)[name] for name in flags} == {"descriptor"}


def test_a_few_customers_are_not_divided_by_words():
    for rows, role in ((99, "descriptor"), (100, "feature")):
        table = pl.DataFrame(
            {"n": [i * 7 % 31 + 0.5 for i in range(rows)], "channel": pick(["a", "b", "c"])[:rows]}
        )
        assert read_source(table, Settings()).find_column("channel").role == role
