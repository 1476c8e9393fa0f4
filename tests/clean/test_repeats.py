"""Which row of a customer is kept, and what becomes of the others?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.clean.repeats import (
    _are_ids_unique,
    find_repeats,
    hash_rows,
    set_aside_repeats,
)
from finseg.settings import Settings
from finseg.understand import read_source
from tests.builders.tables import make_table

CLIENTS = [f"K{i:04}" for i in range(40)]


def read(**columns):
    return read_source(pl.DataFrame(columns), Settings())


@pytest.fixture
def twice():
    """Client 3 stands in row 10 with another income, client 5 in row 20 as a copy."""
    clients = list(CLIENTS)
    incomes = [1000.5 + 37 * i for i in range(40)]
    clients[10] = clients[3]
    clients[20], incomes[20] = clients[5], incomes[5]
    return read(customer_id=clients, income=incomes)


def test_rows_with_the_id_of_another_are_paired_with_the_one_that_is_kept(twice):
    found = find_repeats(twice, "first")

    assert found.column is not None
    assert found.column.name == "customer_id"
    assert list(zip(found.rows, found.kept, found.same, strict=True)) == [
        (10, 3, False),
        (20, 5, True),
    ]
    last = find_repeats(twice, "last")
    assert list(zip(last.rows, last.kept, strict=True)) == [(3, 10), (5, 20)]


def test_without_an_id_copies_in_every_column_repeat_each_other():
    data = read(income=[1.5, 2.5, 1.5, 4.5], debt=[1.0, 2.0, 1.0, 1.0])

    found = find_repeats(data)

    assert (found.column, found.rows.tolist(), found.kept.tolist()) == (None, [2], [0])


@pytest.mark.parametrize(("keep", "gone"), [("keep", []), ("first", [11, 21]), ("last", [4, 6])])
def test_the_setting_says_which_row_is_set_aside(twice, keep, gone):
    left = set_aside_repeats(twice, Settings().change_section("check", on_duplicate=keep))

    assert [r.line for r in left.rejects] == gone
    assert left.rows + len(left.rejects) == left.source.rows_read == 40
    assert {r.kind for r in left.rejects} == (
        {"repeated customer", "repeated row"} if gone else set()
    )


def test_ids_that_rise_fall_or_are_words_are_unique_where_none_repeats():
    assert _are_ids_unique(pl.Series(["1", "2", "5", None]))
    assert _are_ids_unique(pl.Series(["5", "2", "1"]))
    assert _are_ids_unique(pl.Series(["b", "a"]))
    assert not _are_ids_unique(pl.Series(["1", "2", "2"]))
    assert not _are_ids_unique(pl.Series(["b", "a", "b"]))


def repeated(keep, **changes):
    dataset = make_table(
        {"id": ["A", "B", "A", None, None, "A"], "x": [1.0, 2.0, 3.0, 4.0, 4.0, 1.0]},
        id={"role": "id", **changes},
    )
    return find_repeats(dataset, keep)


def test_one_row_of_a_customer_is_kept_and_gaps_are_no_customer():
    first, last = repeated("first"), repeated("last")

    assert first.rows.tolist() == [2, 5]
    assert first.kept.tolist() == [0, 0]
    assert first.same.tolist() == [False, True]
    assert last.rows.tolist() == [0, 2]
    assert last.kept.tolist() == [5, 5]
    assert last.same.tolist() == [True, False]
    assert first.select_repeats(np.array([False, True])).rows.tolist() == [5]


def test_an_id_that_only_counts_rows_tells_nobody():
    found = repeated("first", reason_code="row counter")

    assert found.column is None
    assert (found.rows.tolist(), found.kept.tolist()) == ([4, 5], [3, 0])


@pytest.mark.parametrize(
    ("keep", "rejects"),
    [
        (
            "first",
            [
                (4, "repeated customer", "the same id as in line 2, which"),
                (7, "repeated row", "a copy of line 2, which"),
            ],
        ),
        (
            "last",
            [
                (2, "repeated row", "a copy of line 7, which"),
                (4, "repeated customer", "the same id as in line 7, which"),
            ],
        ),
        ("keep", []),
        ("stop", []),
    ],
)
def test_a_row_set_aside_says_which_other_is_used(keep, rejects):
    dataset = make_table(
        {"id": ["A", "B", "A", "C", "D", "A"], "x": [1.0, 2.0, 3.0, 4.0, 4.0, 1.0]},
        id={"role": "id"},
    )

    made = set_aside_repeats(dataset, Settings().change_section("check", on_duplicate=keep))

    assert [(r.line, r.kind) for r in made.rejects] == [(line, kind) for line, kind, _ in rejects]
    assert all(place in r.reason for r, (_, _, place) in zip(made.rejects, rejects, strict=True))
    assert all(r.column == "id" for r in made.rejects)
    assert made.rows == 6 - len(rejects)


def test_a_table_without_repeats_comes_back_as_it_is_and_rows_without_columns_are_no_copies():
    dataset = make_table({"id": ["A", "B", "C"]}, id={"role": "id"})
    again = make_table({"id": ["A", "B", "A"]}, id={"role": "id"})

    assert set_aside_repeats(dataset, Settings().change_section("check", on_duplicate="first")) is (
        dataset
    )
    assert hash_rows(dataset, []).to_list() == [None, None, None]
    found = find_repeats(again)
    assert (found.rows.tolist(), found.same.tolist()) == ([2], [True])
