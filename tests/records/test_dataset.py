"""Does a dataset account for its rows, know the id of its customers, and keep values apart?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.document.blocks import Table
from finseg.document.said import Example, list_values
from finseg.records.dataset import (
    Column,
    ColumnPart,
    Dataset,
    Elapsed,
    ReasonCode,
    Reject,
    Role,
    Source,
)
from finseg.records.reading import Reading
from tests.builders.measures import make_measure
from tests.builders.tables import add_rejects, make_table


def column(name: str, role: Role = "feature", code: ReasonCode = "") -> Column:
    return Column(
        name=name, original=name, role=role, kind="number", unit="none", reason="", reason_code=code
    )


def dataset(*columns: Column, rows: int = 5, rejects: tuple[Reject, ...] = ()) -> Dataset:
    return Dataset(
        table=pl.DataFrame({c.name: np.arange(float(rows)) for c in columns}),
        columns=columns,
        lines=np.arange(2, rows + 2),
        source=Source(name="a.csv", format="CSV", rows_read=rows + len(rejects)),
        rejects=rejects,
    )


COUNTER = column("nr", "id", "row counter")
CLIENT = column("client", "id")


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ((COUNTER, CLIENT), "client"),
        ((CLIENT, COUNTER), "client"),
        ((COUNTER,), "nr"),  # better than nothing
        ((column("income"),), None),
        ((replace(COUNTER, role="feature"), CLIENT), "client"),
    ],
)
def test_customers_are_known_by_the_first_id_that_does_not_count_rows(columns, name):
    found = dataset(*columns).identifier

    assert (found.name if found else None) == name


def test_only_an_id_counts_rows():
    assert COUNTER.counts_rows
    assert not replace(COUNTER, role="feature").counts_rows
    assert not CLIENT.counts_rows


def test_the_value_of_a_reject_is_an_example_and_no_part_of_the_reason():
    reject = Reject(line=3, column="income", reason="text in a column of numbers", value="`4o1`")

    assert reject.write_reason() == str(reject.full_reason) == f"{reject.reason}: {reject.value}"
    assert [v for v in list_values(reject.full_reason) if isinstance(v, Example)] == [
        Example("`4o1`")
    ]
    assert str(replace(reject, value="").full_reason) == reject.reason


def test_every_row_is_accounted_for():
    gone = tuple(Reject(line=line, column="", reason="") for line in (7, 8))
    data = dataset(CLIENT, rejects=gone)

    assert (data.rows, data.rows_rejected) == (5, 2)
    assert str(data.write_row_account()) == "7 rows read = 5 used + 2 rejected"


def test_rejected_rows_leave_table_lines_and_gaps_consistent():
    data = dataset(CLIENT, column("income"))
    data = replace(
        data, table=data.table.with_columns(income=pl.Series([None, 1.0, None, 3.0, 4.0]))
    )

    left = data.reject_rows(np.array([0, 3]), [Reject(line=2, column="", reason="x")])

    assert left.lines.tolist() == [3, 4, 6]
    assert left.find_column("income").missing == 1
    assert left.table["income"].to_list() == [1.0, None, 4.0]


def test_row_numbers_count_the_rejected_rows_too():
    data = replace(
        dataset(CLIENT, rows=3, rejects=(Reject(line=3, column="", reason=""),)),
        lines=np.array([2, 4, 5]),
    )

    assert data.find_row_numbers().tolist() == [1, 3, 4]


@pytest.mark.parametrize(
    ("lines", "numbers"), [([2, 3, 7], [1, 2, 3]), ([7, 2, 3], [3, 1, 2]), ([2, 7, 3], [1, 3, 2])]
)
def test_row_numbers_follow_the_file_in_whatever_order_the_rows_are(lines, numbers):
    data = replace(dataset(CLIENT, rows=3), lines=np.array(lines))

    assert data.find_row_numbers().tolist() == numbers


@pytest.mark.parametrize(("most", "rows"), [(5, 5), (4, 3), (3, 3), (2, 2), (1, 1)])
def test_rows_are_thinned_evenly_to_no_more_than_asked(most, rows):
    thin = dataset(CLIENT).thin_rows(most)

    assert thin.rows == len(thin.lines) == rows
    assert thin.lines[0] == 2


def test_columns_that_do_not_describe_the_table_are_refused():
    data = dataset(CLIENT)
    with pytest.raises(ValueError, match="differ"):
        replace(data, columns=(column("other"),))
    with pytest.raises(ValueError, match="line number"):
        replace(data, lines=data.lines[1:])
    with pytest.raises(ValueError, match="several files"):
        replace(data, files=np.zeros(5, np.int32))


@pytest.mark.parametrize(
    ("confidence", "certainty", "follows", "listed"),
    [
        ("low", "likely", "", True),
        ("fair", "open", "", True),
        ("fair", "likely", "", False),
        ("low", "open", "`a` + `b`", False),
    ],
)
def test_columns_are_doubtful_by_role_or_quantity_unless_computed(
    confidence, certainty, follows, listed
):
    measure = make_measure(quantity="loan", certainty=certainty, evidence="it looks like one")
    one = replace(CLIENT, confidence=confidence, measure=measure, follows=follows)

    assert bool(dataset(one).list_doubtful_columns()) is listed


@pytest.mark.parametrize(
    ("seen", "currency"),
    [
        ([(("INR", 3),), (("INR", 1),)], "INR"),
        ([(("INR", 3),), ()], "INR"),
        ([(("INR", 3),), (("USD", 1),)], ""),
        ([(("INR", 3),), (("$", 1),)], ""),  # dollars of an unknown country
        ([(("INR", 3), ("USD", 1)), (("INR", 1),)], ""),
        ([(), ()], ""),
    ],
)
def test_a_table_has_a_currency_where_all_its_figures_have_the_same(seen, currency):
    made = make_table(
        {"a": [1.0], "b": [2.0]},
        a={"reading": Reading(currencies=seen[0])},
        b={"reading": Reading(currencies=seen[1])},
    )

    assert made.currency == currency


def test_rejected_rows_are_those_read_and_not_used():
    made = add_rejects(make_table({"a": [1.0, 2.0, 3.0]}), "not a row", "no values")

    assert (made.rows, made.rows_rejected) == (3, 2)
    account = str(made.write_row_account())
    assert account == "5 rows read = 3 used + 2 rejected"


def test_rows_of_several_files_are_numbered_through_and_found_again():
    parts = tuple(Source(name=name, format="CSV", rows_read=2) for name in ("a.csv", "b.csv"))
    plain = make_table({"x": [1.0, 2.0, 3.0]})
    made = replace(
        plain,
        lines=np.array([2, 4, 2]),
        files=np.array([0, 0, 1], np.int32),
        source=Source(name="all", format="CSV", rows_read=5, parts=parts),
        rejects=(
            Reject(line=3, column="", reason="r", file="b.csv"),
            Reject(line=3, column="", reason="r", file="a.csv"),
        ),
    )

    assert made.find_row_numbers().tolist() == [1, 3, 4]
    assert made.locate_rows([2, 0]) == [(1, 2), (0, 2)]
    assert [made.find_file_name(i) for i in range(3)] == ["a.csv", "a.csv", "b.csv"]
    assert [str(made.say_row_place(i)) for i in (0, 2)] == ["2 of a.csv", "2 of b.csv"]
    assert str(plain.say_row_place(1)) == "3"
    gone = made.reject_rows(np.array([1]), [Reject(line=4, column="", reason="r", file="a.csv")])
    assert [(r.file, r.line) for r in gone.rejects] == [("a.csv", 3), ("a.csv", 4), ("b.csv", 3)]
    assert gone.lines.tolist() == [2, 2]
    assert gone.files is not None
    assert gone.files.tolist() == [0, 1]


def test_columns_are_chosen_by_role_kind_and_origin():
    made = make_table(
        {"a": [1.0, None], "b": [2.0, 3.0], "c": [4.0, 5.0], "d": [6.0, 7.0]},
        b={"role": "descriptor", "follows": "`a` x 2", "parts": (ColumnPart(column="a"),)},
        c={"role": "descriptor"},
        d={"role": "descriptor", "kind": "category", "follows": "x"},
    )

    assert [c.name for c in made.features] == ["a"]
    assert [c.name for c in made.profile_only_columns] == ["b"]
    assert [c.name for c in made.select_by_role("feature", "descriptor")] == ["a", "b", "c", "d"]
    matrix = made.build_matrix()
    assert matrix.shape == (2, 1)
    assert np.isnan(matrix[1, 0])
    assert made.build_matrix(["c", "b"]).tolist() == [[4.0, 2.0], [5.0, 3.0]]


def test_amounts_are_monthly_as_the_heading_says_or_else_as_asked():
    month, year, open_ = make_table(
        {"a": [1.0], "b": [1.0], "c": [1.0]}, a={"per": "month"}, b={"per": "year"}
    ).columns

    assert [c.is_monthly(otherwise=False) for c in (month, year, open_)] == [True, False, False]
    assert [c.is_monthly(otherwise=True) for c in (month, year, open_)] == [True, False, True]


def test_the_reason_that_is_doubtful_is_shown():
    made = make_table(
        {"a": [1.0], "b": [1.0], "c": [1.0]},
        a={"confidence": "low", "reason": "role a", "evidence": "quantity a"},
        b={"quantity": "loan", "certainty": "open", "evidence": "quantity b"},
    )

    (table,) = (block for block in made.build_doubtful_blocks() if isinstance(block, Table))

    assert table.rows == (("a", "feature", "role a"), ("b", "feature, loan", "quantity b"))
    assert make_table({"c": [1.0]}).build_doubtful_blocks() == []


def test_the_first_row_is_shown_without_what_was_made_of_it():
    rule = Elapsed(name="months", source="d", how="months since", form="%Y", as_of="2024-01-01")
    made = replace(
        make_table({"a": [1.0], "months": [7.0], "b": [2.0]}),
        first_row=("1", "7", "2"),
        elapsed=(rule,),
    )

    (table,) = (block for block in made.build_first_row_blocks() if isinstance(block, Table))

    assert table.rows == (("a", "1"), ("b", "2"))
    assert str(table.columns[1]) == "Line 2"
    assert make_table({"c": [1.0]}).build_first_row_blocks() == []
