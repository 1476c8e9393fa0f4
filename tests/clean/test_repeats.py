"""Which row of a customer is kept, and what becomes of the others?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.clean.repeats import find_repeats, set_aside_repeats
from finseg.settings import Settings
from finseg.understand import read_source

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
