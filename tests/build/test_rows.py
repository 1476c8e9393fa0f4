"""Are rows that cannot count left out one by one, and days and seconds read as they stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.build.made import Made, make_names_unique
from finseg.build.rows import use_rows
from finseg.build.sums import DAY, ID, MOMENT, ORDER, PERIOD
from finseg.build.table import build_table
from finseg.document.said import say
from finseg.errors import WrongColumnsError
from finseg.records.building import BuildRecipe, Carried, Figure, LevelColumn
from finseg.records.dataset import Dataset
from finseg.records.row_text import Stood
from tests.builders.tables import make_table

AMOUNT = Figure(column="paid", money=True, adds_up=True)
EPOCH = date(1970, 1, 1)


def make_recipe(**changes: Any) -> BuildRecipe:
    fields: dict[str, Any] = {
        "per": "id", "kind": "event", "noun": "order", "nouns": "orders", "date": "when",
        "form": "%Y-%m-%d", "figures": (AMOUNT,),
    }  # fmt: skip
    return BuildRecipe(**{**fields, **changes})


def make_rows(when: Sequence[str | None], **more: Sequence[Any]) -> Dataset:
    n = len(when)
    owners = [("a", "a", "b")[i % 3] for i in range(n)]
    values: Mapping[str, Any] = {
        "id": owners, "when": pl.Series(when, dtype=pl.String), "paid": list(range(1, n + 1)),
    }  # fmt: skip
    return make_table({**values, **more})


def number_day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


# ---- what is left out ---------------------------------------------------------------------------


def test_each_row_is_left_out_for_the_first_thing_it_lacks():
    rows = make_rows(
        ["2024-01-01", None, "soon", "2024-01-02", "2024-01-03", "2024-01-09"],
        id=[None, None, "a", "a", "b", "b"],
        code=["EUR", "EUR", "EUR", "GBP", None, "EUR"],
    )

    used = use_rows(rows, make_recipe(currency_column="code", currency="EUR"))

    assert [(r.line, r.column, r.kind) for r in used.dataset.rejects] == [
        (2, "id", "no id"),
        (3, "id", "no id"),
        (4, "when", "no date"),
        (5, "code", "another currency"),
        (6, "code", "another currency"),
    ]
    assert [r.reason for r in used.dataset.rejects[1:4]] == [
        "it is not said whose it is",
        "no date that can be read, so that the order cannot be counted",
        "an amount in another currency than EUR",
    ]
    assert used.rows["paid"].to_list() == [6.0]
    assert used.rows[DAY].to_list() == [number_day("2024-01-09")]
    assert used.owners == 2


@pytest.mark.parametrize(
    ("recipe", "used"),
    [
        ({"currency_column": "code", "currency": "EUR"}, [1.0, 4.0]),
        ({"currency_column": "code", "sole_currency": "EUR"}, [1.0, 3.0, 4.0]),  # a gap as before
        ({"currency_column": "code", "currency": "GBP", "sole_currency": "EUR"}, [2.0]),
        ({"currency_column": "code"}, [1.0, 2.0, 3.0, 4.0]),
        ({"currency": "EUR"}, [1.0, 2.0, 3.0, 4.0]),
    ],
)
def test_amounts_in_other_currencies_are_left_out_where_one_is_chosen_or_known(recipe, used):
    rows = make_rows(["2024-01-01"] * 4, code=["EUR", "GBP", None, "EUR"])

    done = use_rows(rows, make_recipe(**recipe))
    undated = use_rows(rows, make_recipe(**recipe, date="", form=""))

    assert done.rows["paid"].to_list() == undated.rows["paid"].to_list() == used


SAME: Mapping[str, Any] = {
    "id": ["a", "a", "b", "a", "a", "a"],
    "paid": [1, 1, 1, 2, 1, 1],
    "no": ["p", "p", "p", "p", None, None],
    "note": ["x", "y", "x", "x", "x", "x"],
}


@pytest.mark.parametrize("dated", [True, False])
def test_equal_rows_with_the_number_that_names_one_are_one(dated):
    recipe = make_recipe(once="no", **({} if dated else {"date": "", "form": ""}))

    used = use_rows(make_rows(["2024-01-01"] * 6, **SAME), recipe)

    # The note is nothing that customers are made of; rows without a number are nobody's copy.
    assert [(r.line, r.column, r.kind) for r in used.dataset.rejects] == [(3, "no", "repeated row")]
    assert "a copy of the row with the same `no`, which names one order" in str(
        used.dataset.rejects[0].reason
    )
    assert (used.same, used.copies) == (1, 1)
    assert used.rows["paid"].to_list() == [1.0, 1.0, 2.0, 1.0, 1.0]
    assert (DAY in used.rows.columns) is dated


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    ("compared", "copies", "left"), [((), 1, 6), (("id", "paid"), 0, 3), (("id", "note"), 0, 3)]
)
def test_copies_are_counted_or_left_out_by_the_columns_that_are_compared(
    compared, copies, left, dated
):
    recipe = make_recipe(compared=compared, **({} if dated else {"date": "", "form": ""}))

    used = use_rows(make_rows(["2024-01-01"] * 6, **SAME), recipe)

    assert (used.copies, len(used.rows), used.same) == (copies, left, 0)
    assert {r.reason for r in used.dataset.rejects} == (
        {"a copy of another row in every column"} if compared else set()
    )


def test_a_number_that_is_not_there_leaves_nothing_out():
    rows = make_rows(["2024-01-01"] * 2, paid=[1, 1], id=["a", "a"])

    assert len(use_rows(rows, make_recipe(once="no")).rows) == 2


def test_numbers_and_dates_are_ids_and_dates_from_then_on():
    category = {"role": "descriptor", "kind": "category"}
    rows = make_table(
        {"id": ["a"], "when": ["2024-01-01"], "paid": [1], "no": ["p"], "one": ["q"], "c": ["x"]},
        when=category, no=category, one=category, c=category,
    )  # fmt: skip

    columns = use_rows(rows, make_recipe(number="no", once="one")).dataset.columns

    assert {c.name: (c.role, c.kind) for c in columns} == {
        "id": ("ignore", "text"), "when": ("date", "text"), "paid": ("feature", "number"),
        "no": ("id", "text"), "one": ("id", "text"), "c": ("descriptor", "category"),
    }  # fmt: skip


def _write_fields(lines: Sequence[int]) -> list[list[str]]:
    return [[f"{line}", "", f"{line}.5"] for line in lines]


def test_the_file_of_a_row_is_named_and_its_line_shown():
    rows = make_rows([None, "2024-01-01", None])
    parts = tuple(replace(rows.source, name=f"{i}.csv") for i in range(2))
    stood = tuple(
        Stood(columns=("id", "when", "paid"), fields=_write_fields, delimiter=";") for _ in parts
    )
    rows = replace(
        rows, source=replace(rows.source, parts=parts), files=np.array([0, 1, 1], np.int32),
        stood=stood,
    )  # fmt: skip

    rejects = use_rows(rows, make_recipe()).dataset.rejects

    assert [(r.file, r.line) for r in rejects] == [("0.csv", 2), ("1.csv", 4)]
    assert [r.raw for r in rejects] == ["2;;2.5", "4;;4.5"]


# ---- days and seconds --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("2024-01-05", 0),
        ("2024-01-05 07:08", 7 * 3600 + 8 * 60),
        ("2024-01-05T07:08:09", 7 * 3600 + 8 * 60 + 9),
        ("2024-01-05 7:08:09.123", 7 * 3600 + 8 * 60 + 9),
        ("2024-01-05 07:08 PM", 19 * 3600 + 8 * 60),
        ("2024-01-05 07:08:09pm", 19 * 3600 + 8 * 60 + 9),
        ("2024-01-05 12:30 PM", 12 * 3600 + 1800),
        ("2024-01-05 12:30 AM", 1800),
        ("2024-01-05 07:08 am", 7 * 3600 + 8 * 60),
        (" 2024-01-05 23:59:59Z ", 86_399),
    ],
)
def test_the_second_of_a_day_is_read_where_it_stands(text, second):
    used = use_rows(make_rows([text, "2024-01-05 01:00"]), make_recipe())

    assert used.rows[DAY].to_list() == [number_day("2024-01-05")] * 2
    assert used.rows[MOMENT][0] == number_day("2024-01-05") * 86_400 + second


@pytest.mark.parametrize(
    ("when", "as_of", "second"),
    [
        (["2024-01-05 03:00", "2024-01-05 09:00", "2024-01-04 23:00"], "", 9 * 3600),
        (["2024-01-05 03:00", "2024-01-05 09:00", "2024-01-04 23:00"], "2024-01-04", 23 * 3600),
        (["2024-01-05 03:00", "2024-01-05 09:00"], "2024-01-07", 86_399),  # to its end
        (["2024-01-05", "2024-01-04"], "", 0),
        (["2024-01-05", "2024-01-04"], "2024-01-07", 0),  # days without a clock
    ],
)
def test_time_is_counted_up_to_the_last_row_of_the_day_or_to_its_end(when, as_of, second):
    used = use_rows(make_rows(when), make_recipe(), as_of)

    assert used.as_of == date.fromisoformat(as_of or when[0][:10])
    assert used.until is not None
    assert used.until.day == (used.as_of - EPOCH).days
    assert used.until.moment == used.until.day * 86_400 + second


@pytest.mark.parametrize(
    ("when", "refused"),
    [
        (["2024-01-05", "5.1.24", None, None], False),  # one of two: not most
        (["2024-01-05", "5.1.24", "5.1.24", None], True),
        (["2024-01-05", None, None, None], False),
    ],
)
def test_most_dates_must_be_written_as_the_model_knew_them(when, refused):
    if refused:
        with pytest.raises(WrongColumnsError, match="most dates in column `when`") as error:
            use_rows(make_rows(when), make_recipe())
        assert error.value.where == "made.csv"
    else:
        assert use_rows(make_rows(when), make_recipe()).rows[DAY].len() == 1


@pytest.mark.parametrize(
    ("last", "today", "alone"),
    [
        ("2025-01-01", None, False),  # 366 days after the one before
        ("2025-01-02", None, True),
        ("2025-01-02", date(2025, 1, 2), True),
        ("2025-01-02", date(2025, 1, 1), False),  # does not count
    ],
)
def test_a_last_day_more_than_a_year_after_the_others_is_doubtful(last, today, alone):
    used = use_rows(make_rows(["2023-01-01", "2024-01-01", last]), make_recipe(), "", today)

    assert used.alone is alone


@pytest.mark.parametrize(
    ("today", "as_of", "reason", "future"),
    [
        (None, "2024-05-03", "the day of the last order in the file", 0),
        (date(2024, 5, 3), "2024-05-03", "the day of the last order in the file", 0),
        (date(2024, 5, 2), "2024-05-02", "the day of the last order not after today", 1),
        (date(2024, 5, 1), "2024-05-01", "the day of the last order not after today", 2),
        (date(2024, 4, 30), "2024-05-03", "the day of the last order in the file", 3),  # all ahead
    ],
)
def test_the_as_of_date_is_the_last_day_that_is_not_ahead_unless_all_are(
    today, as_of, reason, future
):
    used = use_rows(make_rows(["2024-05-01", "2024-05-03", "2024-05-02"]), make_recipe(), "", today)

    assert (str(used.as_of), str(used.reason), used.future) == (as_of, reason, future)


@pytest.mark.parametrize(
    ("window", "used"),
    [(0, [1.0, 2.0, 3.0]), (1, [2.0]), (2, [2.0]), (3, [2.0, 3.0]), (5, [1.0, 2.0, 3.0])],
)
def test_only_days_in_the_window_up_to_the_as_of_date_count(window, used):
    rows = make_rows(["2024-05-01", "2024-05-05", "2024-05-03", "2024-05-06"])

    done = use_rows(rows, make_recipe(window=window), "2024-05-05")

    assert done.rows["paid"].to_list() == used
    reasons = [r.reason for r in done.dataset.rejects]
    assert reasons.count("after the as-of date 2024-05-05") == 1
    assert len(reasons) == 4 - len(used)


def test_where_no_day_is_left_there_is_no_as_of_date():
    used = use_rows(make_rows([None, None]), make_recipe())

    assert (used.as_of, used.until, len(used.rows), used.alone) == (None, None, 0, False)


# ---- what is taken -------------------------------------------------------------------------------


def test_what_is_needed_is_taken_once_under_its_name():
    rows = make_table(
        {"id": [7, 7, 12], "when": ["2024-01-01"] * 3, "pieces": [2, None, 3],
         "price": [1.5, 2.5, 4], "c": ["x", "y", "x"], "city": ["p", "p", "q"], "no": list("mno"),
         "note": list("uvw")},
    )  # fmt: skip
    recipe = make_recipe(
        times=("pieces", "price"),
        figures=(replace(AMOUNT, column="pieces × price"), replace(AMOUNT, column="pieces")),
        levels=(LevelColumn(column="c", levels=("x",)),),
        carried=(Carried(column="city", kind="category"), Carried(column="c", kind="category")),
        number="no",
    )

    taken = use_rows(rows, recipe).rows

    assert set(taken.columns) == {
        ID, "pieces", "c", "city", "pieces × price", ORDER, DAY, MOMENT,
    }  # fmt: skip
    assert taken[ID].to_list() == ["7", "7", "12"]
    assert taken["pieces × price"].to_list() == [3.0, None, 12.0]
    assert taken[ORDER].to_list() == ["m", "n", "o"]


@pytest.mark.parametrize(
    ("form", "periods", "ordered"),
    [
        ("%Y-%m-%d", ["2024-02-29", "2024-01-31"], [date(2024, 2, 29), date(2024, 1, 31)]),
        ("", ["10", "9"], [10.0, 9.0]),
        ("", ["10", None], [10.0, None]),
        ("", ["10", "June"], ["10", "June"]),
    ],
)
def test_periods_follow_each_other_as_dates_numbers_or_words(form, periods, ordered):
    used = use_rows(make_rows(periods), make_recipe(kind="month", form=form))

    expected = [v for v in ordered if v is not None]
    assert used.rows[PERIOD].to_list() == expected
    assert not {DAY, MOMENT} & set(used.rows.columns)
    assert used.until is None


def test_periods_that_are_figures_stay_figures():
    rows = make_table({"id": ["a", "a"], "when": [10, 9], "paid": [1, 2]})

    assert use_rows(rows, make_recipe(kind="month", form="")).rows[PERIOD].to_list() == [10.0, 9.0]


# ---- the table made of them ----------------------------------------------------------------------


def test_the_account_of_the_rows_goes_with_the_table():
    rows = make_rows(
        ["2024-01-01", "2024-01-11", "2024-03-01", "2024-01-21", None],
        paid=[1, None, 3, None, 5],
        id=["b", "a", "c", "a", "b"],
        city=["p", None, "r", "q", "p"],
        born=["1990"] * 5,
    )
    recipe = make_recipe(carried=(
        Carried(column="city", kind="category"), Carried(column="born", kind="text")))  # fmt: skip

    dataset, built = build_table(rows, recipe, "2024-01-25", today=date(2024, 2, 1))

    assert dataset.table["id"].to_list() == ["a", "b"]
    assert dataset.table["city"].to_list() == ["q", "p"]
    assert dataset.table.columns[:3] == ["id", "city", "born"]
    assert (built.rows_used, built.customers, built.silent, built.future) == (3, 2, 1, 1)
    assert (built.as_of, built.today, built.blanks) == ("2024-01-25", "2024-02-01", (("paid", 2),))
    assert built.recipe.days == 24
    assert [c.name for c in built.columns] == dataset.table.columns[3:]
    assert dataset.lines.tolist() == [2, 3]
    assert (dataset.source.rows_read, dataset.source.format) == (2, "customers built of other rows")
    assert (dataset.row.certainty, dataset.row.owner, dataset.row.rows, dataset.row.owners) == (
        "given", "id", 2, 2,
    )  # fmt: skip
    per = dataset.find_column("id")
    assert (per.role, per.kind, per.given) == ("id", "text", True)
    assert "whose the orders are" in str(per.reason)
    assert dataset.find_column("mean paid").missing == 1
    assert (built.table.equals(dataset.table), str(built.rejects[0].kind)) == (
        True, "outside the time",
    )  # fmt: skip


def test_without_a_day_the_account_names_none():
    _, built = build_table(make_rows(["x", "y"]), make_recipe(date="", form=""))

    assert (built.as_of, built.today, built.recipe.days, built.future) == ("", "", 0, 0)


@pytest.mark.parametrize(
    ("recipe", "again", "days"),
    [({}, False, 30), ({"window": 50}, False, 50), ({"days": 77}, True, 77), ({}, True, 0)],
)
def test_the_time_is_from_the_first_row_or_the_window_or_that_of_the_model(recipe, again, days):
    rows = make_rows(["2024-05-01", "2024-05-31"])

    assert build_table(rows, make_recipe(**recipe), again=again)[1].recipe.days == days


def test_a_column_that_was_read_as_an_id_and_is_kept_is_no_second_id():
    rows = make_table(
        {"id": ["a", "a"], "when": ["2024-01-01"] * 2, "paid": [1, 2], "born": ["x", "x"],
         "city": ["p", "p"]},
        born={"role": "id"}, city={"role": "protected"},
    )  # fmt: skip
    recipe = make_recipe(carried=(
        Carried(column="born", kind="text"), Carried(column="city", kind="category")))  # fmt: skip

    dataset, _ = build_table(rows, recipe)

    assert dataset.find_column("born").role == "ignore"
    assert dataset.find_column("city").role == "protected"


# ---- names and descriptions of what was made -----------------------------------------------------


def make_made(name: str, **changes: Any) -> Made:
    return Made(name=name, value=pl.lit(1), definition=say("so and so"), **changes)


def test_names_that_are_taken_get_a_number_whatever_their_case():
    made = [make_made(name) for name in ("Total", "total", "Mean", "TOTAL", "other")]

    found = make_names_unique(made, ["mean", "Mean (2)"])

    assert [m.name for m in found] == ["Total", "total (2)", "Mean (3)", "TOTAL (3)", "other"]


def test_what_was_made_is_described_as_sure():
    made = make_made(
        "x", role="feature", unit="days", quantity="recency", direction="more is worse",
        owner="flow in", per="month", scale="thousands", adds_up=False,
    )  # fmt: skip

    column = made.describe_column(3)

    measure = column.measure
    facets = {
        name: getattr(measure, name).value
        for name in ("quantity", "direction", "owner", "per", "whom", "scale")
    }
    assert facets == {
        "quantity": "recency", "direction": "more is worse", "owner": "flow in", "per": "month",
        "whom": "customer", "scale": "thousands",
    }  # fmt: skip
    assert all(getattr(measure, name).certainty == "sure" for name in facets)
    assert all(getattr(measure, name).evidence == (made.definition,) for name in facets)
    assert (column.name, column.original, column.role, column.kind, column.unit) == (
        "x", "x", "feature", "number", "days",
    )  # fmt: skip
    assert (column.reason, column.reason_code, column.confidence) == (
        made.definition, "measured", "high",
    )  # fmt: skip
    assert (column.missing, column.adds_up) == (3, False)


def test_what_measures_nothing_or_is_no_number_says_so():
    assert make_made("x").describe_column(0).reason_code == ""
    assert make_made("x").describe_column(0).measure.whom.value == "customer"
    category = make_made("x", kind="category", quantity="count").describe_column(0)
    assert (category.measure.quantity.value, category.measure.whom.value) == ("none", "")
