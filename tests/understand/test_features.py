"""Can any column be clustered on, and is what has neither numbers nor levels refused?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.errors import ColumnKindError, MissingColumnError
from finseg.settings import Settings
from finseg.understand import read_source

N = 120


def read(columns, **settings):
    return read_source(pl.DataFrame(columns), Settings.from_tree(settings))


def features(names):
    return {"prepare": {"features": names}}


INCOMES = [1000.5 + 7 * i for i in range(N)]
TABLE = {
    "income": INCOMES,
    "age": [20 + i % 60 for i in range(N)],
    "channel": ["branch", "app", "phone"] * 40,
}


def test_words_become_a_category_and_numbers_stay_numbers():
    dataset = read(TABLE, **features(["income", "channel"]))

    kinds = {c.name: (c.role, c.kind) for c in dataset.columns}
    assert kinds["income"] == ("feature", "number")
    assert kinds["channel"] == ("feature", "category")


def test_what_is_not_named_is_described_and_the_reason_is_said():
    dataset = read(TABLE, **features(["channel"]))

    age = dataset.find_column("age")
    assert (age.role, age.reason_code) == ("descriptor", "not named")
    assert [c.name for c in dataset.categories] == ["channel"]
    assert dataset.features == ()


def test_the_names_of_features_go_before_roles():
    roles = {"read": {"roles": {"income": "descriptor", "age": "feature"}}}

    dataset = read(TABLE, **features(["income"]), **roles)

    assert [c.name for c in dataset.features] == ["income"]


def test_a_feature_that_is_not_there_is_refused_with_the_name_that_is_near():
    with pytest.raises(MissingColumnError, match="no column `chanel`") as caught:
        read(TABLE, **features(["chanel"]))
    assert "features" in caught.value.where
    assert "channel" in caught.value.fix


@pytest.mark.parametrize(("levels", "refused"), [(50, False), (60, False), (61, True), (N, True)])
def test_values_of_which_most_differ_are_no_category(levels, refused):
    words = {"code": [f"word {i % levels}" for i in range(N)], "n": INCOMES}
    if not refused:
        assert read(words, **features(["code"])).categories[0].name == "code"
        return
    with pytest.raises(ColumnKindError, match=f"not numbers, and {levels} of them differ"):
        read(words, **features(["code"]))


def test_fifty_thousand_levels_are_refused_with_what_to_do():
    words = {"code": [f"k{i}x" for i in range(50_000)], "n": [float(i) for i in range(50_000)]}

    with pytest.raises(ColumnKindError, match="very many") as caught:
        read(words, **features(["code"]))
    assert "descriptor" in caught.value.fix


def test_dates_are_refused():
    dates = pl.Series([f"2024-01-{1 + i % 28:02d}" for i in range(N)]).str.to_date()

    with pytest.raises(ColumnKindError, match="dates"):
        read({"opened": dates, "n": INCOMES}, **features(["opened"]))


def test_a_customer_with_a_level_and_no_number_is_kept_and_one_with_neither_is_not():
    values = {
        "income": [None, None, *INCOMES[2:]],
        "channel": ["app", None, *["branch", "phone"] * 59],
        "id": [f"C{i:04d}" for i in range(N)],
    }

    dataset = read(values, **features(["income", "channel"]))

    assert dataset.rows == N - 1
    assert [r.reason for r in dataset.rejects] == ["no value in any column that is clustered on"]
