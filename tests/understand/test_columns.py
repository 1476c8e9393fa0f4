"""Which rows are set aside, and is each one said?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest

from finseg import journey
from finseg.errors import ColumnKindError
from finseg.read.raw import Raw
from finseg.records.dataset import Column, Source
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.columns import find_file_counters
from finseg.understand.masking import show_value

INCOME = Column(
    name="income", original="income", role="feature", kind="number", unit="none", reason="given"
)


def rejects(table: Mapping[str, object]) -> list[tuple[int, str, str]]:
    dataset = read_source(pl.DataFrame(table), Settings())
    assert dataset.source.rows_read == dataset.rows + len({r.line for r in dataset.rejects})
    return [(r.line, r.column, r.write_reason()) for r in dataset.rejects]


def test_text_in_a_column_of_numbers_rejects_its_row_with_the_value():
    income = [str(1000 + 7 * i) for i in range(99)]

    found = rejects({"income": [*income[:50], "abc", *income[50:]]})

    assert found == [(51, "income", "text in a column of numbers: `a…`")]


def test_a_row_without_any_feature_is_rejected():
    found = rejects({"income": [1.5, None, 3.5], "debt": [1.5, None, None], "x": ["a", "b", "c"]})

    assert found == [(2, "", "no value in any column that is clustered on")]


TWICE = {
    "income": ["1.5"] * 30 + ["income"] + ["2.5"] * 30,
    "city": ["a"] * 30 + [" city "] + ["b"] * 30,
    "": ["x"] * 30 + [None] + ["x"] * 30,
}


def as_sheet(table: pl.DataFrame, path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [table.columns, *table.rows()]:
        book.active.append(row)
    book.save(path)


WRITE = {"csv": lambda table, path: table.write_csv(path), "xlsx": as_sheet}


@pytest.mark.parametrize("kind", WRITE)
def test_a_header_in_the_middle_of_a_file_is_rejected_as_such(tmp_path, kind):
    WRITE[kind](pl.DataFrame(TWICE), tmp_path / f"two.{kind}")

    dataset = read_source(tmp_path / f"two.{kind}", Settings())

    assert [(r.line, r.column, r.reason) for r in dataset.rejects] == [
        (32, "", "repeats the header")
    ]


@pytest.mark.parametrize("kind", WRITE)
def test_a_row_that_repeats_only_some_headings_is_no_header(tmp_path, kind):
    table = pl.DataFrame({**TWICE, "": "x"}).with_row_index("n")
    WRITE[kind](table, tmp_path / f"two.{kind}")

    dataset = read_source(tmp_path / f"two.{kind}", Settings())

    assert "repeats the header" not in {r.reason for r in dataset.rejects}


def test_a_level_that_bears_its_columns_name_is_a_level():
    table = {"income": [1.5 + i for i in range(30)], "default": ["default", "paid", "late"] * 10}

    assert rejects(table) == []
    assert rejects({"kind": ["kind", "other"] * 15, **table}) == []


def test_the_only_column_of_a_file_may_hold_its_own_name(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("default\n" + "default\npaid\nlate\n" * 10)

    assert read_source(path, Settings()).rejects == ()


def test_a_row_with_several_faults_is_rejected_once():
    numbers = [str(i) for i in range(60)]

    assert len(rejects({"a": [*numbers, "x"], "b": [*numbers, "y"]})) == 1


@pytest.mark.parametrize("value", ["me@bank.com", "4111 1111 1111 1111", "9876543210"])
def test_values_that_may_name_someone_are_not_shown(value):
    assert value not in show_value(value, INCOME)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("Anna Schmidt", "`A…`"),
        ("O'Neil-Łoś, Dr.", "`O…`"),
        ("(Anna)", "`A…`"),
        ("अनिता", "`अ…`"),
        ("Anna 7", "`A…`"),
        ("7 Anna", "`7…`"),
        ("120 USD", "`120 USD`"),
        ("1.2.3", "`1.2.3`"),
        ("--", "`--`"),
    ],
)
def test_of_what_may_be_a_name_only_the_first_letter_is_shown(value, seen):
    assert show_value(value, INCOME) == seen


@pytest.mark.parametrize(
    "column",
    [
        replace(INCOME, role="personal"),
        replace(INCOME, name="phone"),
        replace(INCOME, original="Last Name"),
    ],
)
def test_nothing_of_a_personal_column_is_shown(column):
    assert show_value("12-3", column) == "(not shown: may be personal)"


def test_long_values_are_shortened():
    assert show_value("1/" * 25, INCOME) == "(not shown: may be personal)"
    assert show_value("-" * 50, INCOME) == f"`{'-' * 20}…`"


def test_missing_is_counted_in_the_rows_that_are_used():
    table = pl.DataFrame({"a": ["1.5", "NA", None, "2.5", "3.5"], "b": [1.5, 2.5, None, 4.5, 5.5]})

    dataset = read_source(table, Settings())

    assert dataset.rows == 4
    assert dataset.find_column("a").missing == 1
    assert dataset.find_column("a").missing_spellings == (("NA", 1),)
    assert dataset.table["a"].null_count() == 1


FIGURES = {
    "age": (range(18, 68), "protected", "number"),
    "day": (range(1, 32), "descriptor", "number"),
    "year of birth": (range(1950, 2000), "protected", "number"),
    "loss": (range(0, 5000, 100), "outcome", "number"),
    "children": (range(5), "descriptor", "category"),
    "region code": (range(60), "descriptor", "category"),
    "nationality": (range(60), "protected", "category"),
    "sex": (range(1, 3), "protected", "category"),
    "churned": (range(2), "outcome", "category"),
    "cluster": (range(30), "assignment", "category"),
}


@pytest.mark.parametrize("heading", FIGURES)
def test_figures_are_kept_as_figures_unless_they_name_something_or_are_few(heading):
    levels, role, kind = FIGURES[heading]
    cells = [levels[i % len(levels)] for i in range(200)]
    table = pl.DataFrame({"income": [1000.5 + 7 * i for i in range(200)], heading: cells})

    column = read_source(
        table, Settings.from_tree({"read": {"roles": {heading: role}}})
    ).find_column(heading)

    assert (column.role, column.kind) == (role, kind)


def test_an_age_that_is_kept_out_is_still_held_against_the_rules_for_ages():
    table = pl.DataFrame(
        {
            "income": [1000.5 + 7 * i for i in range(200)],
            "age": [150, *range(18, 68)] * 3 + [20] * 47,
        }
    )

    done = journey.check(table, settings={"read": {"roles": {"age": "protected"}}})

    (broken,) = (f for f in done.checked.findings if f.code == "D060")
    assert (broken.column, broken.count, done.dataset.find_column("age").unit) == (
        "age",
        3,
        "years",
    )


def a_raw(sizes: list[int], **values: list[object]) -> Raw:
    parts = tuple(Source(name=f"{i}.csv", format="CSV") for i in range(len(sizes)))
    return Raw(
        table=pl.DataFrame(values, strict=False),
        originals=tuple(values),
        lines=np.arange(sum(sizes)),
        source=Source(name="all", format="CSV", parts=parts),
        files=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
    )


@pytest.mark.parametrize(
    ("sizes", "values", "found"),
    [
        ([4, 2], [1, 2, 3, 4, 1, 2], True),
        ([4, 2], [0, 1, 2, 3, 0, 1], True),
        ([4, 2], [1, 2, 3, 4, 5, 6], False),
        ([3, 2], [1, 2, 3, 1, 2], False),  # fewer than three rows a file
        ([6], [1, 2, 3, 4, 5, 6], False),
        ([6, 0], [1, 2, 3, 4, 5, 6], False),
    ],
)
def test_a_column_counts_the_rows_of_each_file_where_it_starts_again(sizes, values, found):
    assert bool(find_file_counters(a_raw(sizes, nr=values))) is found


def read_kind(heading: str, values: Sequence[object], **settings: object) -> str:
    table = {heading: values, "income": [900.5 + 7 * (i * i % 101) for i in range(len(values))]}
    dataset = read_source(pl.DataFrame(table), Settings().change_section("read", **settings))
    return dataset.find_column(heading).kind


@pytest.mark.parametrize(
    ("role", "levels", "kind"),
    [
        ("assignment", 50, "category"),
        ("assignment", 51, "number"),
        ("descriptor", 10, "category"),
        ("descriptor", 11, "number"),
        ("outcome", 11, "number"),
        ("existing", 60, "category"),
        ("ignore", 5, "number"),
        ("weight", 5, "number"),
        ("id", 60, "text"),
        ("feature", 2, "number"),
    ],
)
def test_whole_numbers_are_figures_where_their_role_and_number_make_them_so(role, levels, kind):
    values = [3 * (i % levels) + 1 for i in range(120)]

    assert read_kind("q7", values, roles={"q7": role}) == kind


def test_codes_are_no_figures_however_many_there_are():
    values = [100 + i for i in range(120)]

    assert read_kind("postal code", values, roles={"postal code": "descriptor"}) == "category"


@pytest.mark.parametrize(("words", "refused"), [(5, False), (6, True)])
def test_a_feature_of_the_settings_has_numbers_in_nineteen_of_twenty_rows(words, refused):
    values = [f"word{i}" if i < words else f"{i}.5" for i in range(100)]
    if not refused:
        assert read_kind("a", values, roles={"a": "feature"}) == "number"
        return
    with pytest.raises(ColumnKindError, match="most of its values are not numbers"):
        read_kind("a", values, roles={"a": "feature"})


def test_a_row_is_rejected_where_every_feature_lacks_and_by_its_first_reason():
    table = {
        "a": ["1.5", None, None, "4.5", "word", *(f"{i}.5" for i in range(60))],
        "b": ["1.5", None, "3.5", None, "word", *(f"{i * i}.25" for i in range(60))],
        "town": ["p", "q", "r", "s", "t", *("Leeds" for _ in range(60))],
    }

    found = rejects(table)

    assert [(line, name) for line, name, _ in found] == [(2, ""), (5, "a")]
    assert found[0][2] == "no value in any column that is clustered on"


def test_the_settings_go_before_every_guess_and_the_period_is_read_from_the_heading():
    table = {
        "Monthly_Income": [900.5 + 7 * (i * i % 101) for i in range(60)],
        "Annual Spend": [100.5 + 7 * (i * i % 97) for i in range(60)],
    }
    knobs = Settings().change_section(
        "read", units={"Annual Spend": "months"}, quantities={"Annual Spend": "fees"}
    )

    dataset = read_source(pl.DataFrame(table), knobs)

    income, spend = (dataset.find_column(name) for name in table)
    assert (income.per, spend.per) == ("month", "year")
    assert (spend.unit, spend.quantity) == ("months", "fees")
    assert spend.measure.quantity.certainty == "given"
    assert (income.unit, income.quantity) == ("currency", "income")


def test_a_setting_may_name_a_column_as_it_stands_in_the_file():
    heading = "opened\non"
    days = [f"{1 + i % 12:02}/{1 + i % 12:02}/2020" for i in range(60)]
    table = pl.DataFrame({heading: days, "income": [900.5 + 7 * i for i in range(60)]})

    dataset = read_source(table, Settings().change_section("read", dates={heading: "%d/%m/%Y"}))

    assert [(d.column, d.form) for d in dataset.dates] == [("opened on", "%d/%m/%Y")]


def test_dates_are_kept_as_text_though_they_are_whole_numbers():
    assert read_kind("opened date", [40_000 + i % 9 for i in range(60)]) == "text"
    assert read_kind("opened date", [20_240_101 + i % 9 for i in range(60)]) == "text"


def test_a_word_for_missing_holds_in_every_column_or_in_one():
    table = {"a": ["5", "9", "7"] * 20, "b": ["4", "9", "8"] * 20}
    knobs = Settings().change_section("read", missing_in={"a": ["9"]}, missing=["8"])

    dataset = read_source(pl.DataFrame(table), knobs)

    assert [dataset.find_column(name).missing for name in "ab"] == [20, 20]
    assert dataset.table["a"].drop_nulls().unique().sort().to_list() in ([5, 7], ["5", "7"])
    assert dataset.find_column("a").missing_spellings == (("9", 20),)
    assert dataset.find_column("b").missing_spellings == (("8", 20),)
