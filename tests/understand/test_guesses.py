"""Does each small guess about a column speak up to its limit, and keep silent beyond it?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from finseg.errors import ColumnKindError
from finseg.settings import ReadSettings
from finseg.understand.column_summary import Look, find_levels, look_at
from finseg.understand.column_types import Hints, Understood, read_column
from finseg.understand.event_numbers import guess_event_number, numbers_events
from finseg.understand.features import (
    choose_feature_kind,
    describe_unnamed,
    find_words,
    keep_named_features,
    name_features,
)
from finseg.understand.personal import find_personal
from finseg.understand.survey_weights import guess_weight
from finseg.vocabulary.words import says
from tests.builders.tables import make_table


def look(heading: str, values: list[Any]) -> Look:
    return look_at(heading, heading, read_column(pl.Series(heading, values, strict=False)))


# ---- how many customers a row stands for ------------------------------------------------

ONES = [0.5, 1.5] * 10


@pytest.mark.parametrize(
    ("heading", "values", "confidence"),
    [
        ("fnlwgt", [9.0, 12.0], "high"),
        ("sample weight", [9.0, 12.0], "high"),
        ("weight", [9.0, 12.0], "fair"),
        ("finalwt", [0.0, 12.0], "fair"),
        ("finalwt", [-0.5, 12.0], ""),
        ("finalwt", ["a", "b"], ""),
        ("panel_wt", ONES, "fair"),
        ("panel_wt", ONES[:18], ""),  # fewer than twenty
        ("panel_wt", [0.0, 2.0] * 10, ""),
        ("panel_wt", [*ONES[:18], 0.0, 2.0], ""),  # nobody stands for no customer
        ("panel_wt", [v + 0.0099 for v in ONES], "fair"),
        ("panel_wt", [v + 0.0101 for v in ONES], ""),
        ("panel_wt", [v - 0.0099 for v in ONES], "fair"),
        ("panel_wt", [v - 0.0101 for v in ONES], ""),
        ("zz", ONES, ""),
    ],
)
def test_weights_are_told_by_their_heading_or_a_mean_of_1(heading, values, confidence):
    guess = guess_weight(look(heading, values))

    assert (guess.confidence if guess else "") == confidence
    if guess:
        assert guess.role == "weight"
        word = says("panel wt", "weight_perhaps")
        if heading == "panel_wt":
            mean = f"{sum(values) / len(values):.3f}".rstrip("0").rstrip(".")
            assert f"`{word}` in the name, all above 0 with a mean of {mean}" in str(guess.reason)
        else:
            assert "in the name, no value below 0" in str(guess.reason)


# ---- numbers of orders ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "numbered"),
    [
        ("invoice no", True), ("order", True), ("payment id", True), ("ticket reference", True),
        ("payment terms", False), ("order date", False), ("orders", False), ("customer id", False),
    ],
)  # fmt: skip
def test_a_heading_speaks_of_numbers_of_events(phrase, numbered):
    assert numbers_events(phrase, says) is numbered


@pytest.mark.parametrize(
    ("values", "guessed"),
    [
        ([500 + i for i in range(101)], True),
        ([500 + i for i in range(100)], False),  # kinds of something
        ([500.5 + i for i in range(101)], False),
        ([f"A{i}" for i in range(101)], True),
        ([500 + i for i in range(19)], False),
        ([500 + i % 101 for i in range(300)], True),
    ],
)
def test_many_numbers_of_orders_are_ids(values, guessed):
    guess = guess_event_number(look("invoice no", values), None)

    assert (guess is not None) is guessed
    if guess:
        assert (guess.role, guess.confidence, guess.code) == ("id", "fair", "")
    assert guess_event_number(look("zz", values), None) is None


# ---- what is clustered on ------------------------------------------------------------------------


def test_named_features_get_their_role_before_what_is_set():
    told = ReadSettings(roles={"a": "id", "b": "outcome"})

    assert name_features(told, ()) is told
    assert name_features(told, ["a", "c"]).roles == {"a": "feature", "b": "outcome", "c": "feature"}


def test_other_features_are_described_where_some_are_named():
    a, b = make_table({"a": [1.0], "b": ["x"]}).columns

    assert describe_unnamed(a, ()) is a
    assert describe_unnamed(a, ["a"]) is a
    assert describe_unnamed(b, ["a"]) is b  # it was none
    other = describe_unnamed(a, ["z"])
    assert other == replace(
        a, role="descriptor", reason="the settings name the features, and it is none of them",
        reason_code="not named", given=True, confidence="given",
    )  # fmt: skip
    typed = read_column(pl.Series([1.0]))
    (kept,) = keep_named_features([Understood(column=a, typed=typed)], ["z"])
    assert (kept.column, kept.typed) == (other, typed)


def forced(values: list[Any]) -> Any:
    return read_column(pl.Series("a", values, strict=False), Hints(force=True))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([str(i) for i in range(20)], False),
        ([*(str(i) for i in range(19)), "word"], False),  # 19 of 20 are numbers
        ([*(str(i) for i in range(18)), "word"], True),
        (["x", "y"], True),
        ([*(str(i) for i in range(19)), "word", None, None], False),  # gaps take no part
    ],
)
def test_a_column_of_words_is_one_of_which_more_than_a_twentieth_are_no_numbers(values, words):
    assert find_words({"a": forced(values), "b": forced(["x"])}, ["a", "c"]) == ["a"] * words


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.5, 2.5], "number"),
        ([f"w{i % 50}" for i in range(60)], "category"),
        ([f"w{i % 51}" for i in range(60)], ""),
        ([f"w{i % 51}" for i in range(102)], "category"),  # half of the customers
        ([f"w{i % 51}" for i in range(101)], ""),
        ([*[f"w{i % 51}" for i in range(101)], None], ""),
    ],
)
def test_a_feature_has_numbers_or_few_levels(values, kind):
    own = look("a", values)
    if kind:
        assert choose_feature_kind(own) == kind
        return
    with pytest.raises(ColumnKindError, match="and 51 of them differ") as refused:
        choose_feature_kind(own)
    assert refused.value.what.startswith("column `a` is set to be a feature, but most")
    assert refused.value.where == "settings, [read.roles] or [prepare] features"


# ---- how a column looks ---------------------------------------------------------------


@pytest.mark.parametrize(("different", "counted"), [(1_000, 1_000), (1_001, None)])
def test_up_to_a_thousand_different_values_are_counted(different, counted):
    own = look("a", [i + 0.5 for i in range(different)])

    assert own.distinct == counted
    assert own.has_few_values(1_000) is (counted is not None)
    levels = find_levels(pl.Series([f"v{i}" for i in range(different)]))
    assert (levels is not None) is (counted is not None)


def test_a_look_has_the_usual_range_and_the_ends():
    own = look("a", [*range(1, 101), None, 0])

    assert (own.rows, own.present, own.lowest, own.highest, own.whole) == (102, 101, 0, 100, True)
    assert own.usual == (1.0, 99.0)
    assert own.sampled == 101
    assert own.levels == ()
    words = look("a", ["b ", "a", "b", None])
    assert (words.levels, words.distinct, words.present) == (("a", "b"), 3, 3)
    assert not look("a", [0.5, 1.0]).whole


@pytest.mark.parametrize(("least", "most", "few"), [(3, 3, True), (4, 9, False), (1, 2, False)])
def test_few_values_are_between_two_numbers(least, most, few):
    assert look("a", [1.5, 2.5, 3.5, 3.5]).has_few_values(most, least) is few


def test_no_text_is_nobodys():
    assert find_personal(pl.Series(["x"] * 9)) is None
