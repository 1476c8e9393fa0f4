"""Can anybody work out a small count from what is shown? Asked of linear programming."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from finseg.maths.suppression import suppress, suppress_list

LEAST = 5
TABLES = arrays(
    np.int64,
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.one_of(st.integers(0, 8), st.integers(0, 500)),
)


def whole_of(table):
    wide = np.hstack([table, table.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def open_interval(table, shown, at):
    """Return what a reader can say of one cell: from, to.

    `shown` is a mask over the table with its totals. The reader knows what is shown, that rows and
    columns add up, and that counts are not negative.
    """
    whole, shape = whole_of(table), shown.shape
    place = np.arange(shown.size).reshape(shape)
    rules = []
    for row in range(shape[0]):
        rule = np.zeros(shown.size)
        rule[place[row, :-1]] = 1
        rule[place[row, -1]] = -1
        rules.append(rule)
    for column in range(shape[1]):
        rule = np.zeros(shown.size)
        rule[place[:-1, column]] = 1
        rule[place[-1, column]] = -1
        rules.append(rule)
    bounds = [
        (float(n), float(n)) if open_ else (0, None)
        for n, open_ in zip(whole.ravel(), shown.ravel(), strict=True)
    ]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(shown.size)
        goal[place[at]] = sign
        found = linprog(goal, A_eq=np.array(rules), b_eq=np.zeros(len(rules)), bounds=bounds)
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends[0], abs(ends[1])


def shown_of(hidden):
    cells = np.hstack([hidden.cells, hidden.rows[:, None]])
    return ~np.vstack([cells, np.append(hidden.columns, hidden.total)])


@given(table=TABLES, known=st.sampled_from([(False, False), (True, False), (False, True)]))
def test_no_hidden_cell_can_be_computed_from_the_others(table, known):
    rows, columns = known
    hidden = suppress(table, LEAST, known_rows=rows, known_columns=columns)
    shown, whole = shown_of(hidden), whole_of(table)

    for at in np.argwhere(~shown):
        low, high = open_interval(table, shown, tuple(at))
        if _lonely(table, rows, columns):
            continue
        assert high - low > 0.5, (table, shown, at)
        if whole[tuple(at)] < LEAST:
            assert low < 0.5


def _lonely(table, known_rows, known_columns):
    """Say whether some known total has but one or no cell behind it: then it says it already."""
    rows = known_rows and ((table > 0).sum(axis=1) < 2).any()
    columns = known_columns and ((table > 0).sum(axis=0) < 2).any()
    return table.sum() < LEAST or rows or columns or (table > 0).sum() < 3


@given(table=TABLES)
def test_no_small_count_is_shown(table):
    hidden = suppress(table, LEAST)
    whole, shown = whole_of(table), shown_of(hidden)

    small = (whole > 0) & (whole < LEAST)
    small[-1, -1] = False  # all customers of the table: a table of so few is not made
    assert not (small & shown).any()


@given(table=TABLES)
def test_a_table_without_small_counts_is_shown_whole(table):
    hidden = suppress(np.where(table < LEAST, 0, table), LEAST)

    assert shown_of(hidden).all()


def test_the_textbook_s_table_needs_a_rectangle():
    table = [[20, 50, 10], [8, 19, 22], [17, 32, 3]]

    hidden = suppress(table, LEAST, known_rows=True, known_columns=True)

    assert hidden.cells.sum() == 4
    assert hidden.cells[2, 2]
    assert not hidden.rows.any()
    assert not hidden.columns.any()


def test_with_a_known_total_the_next_smallest_is_hidden_as_well():
    assert suppress_list([400, 3, 90, 7, 0], LEAST).tolist() == [False, True, False, True, False]


def test_a_hidden_column_is_protected_in_sum():
    table = np.array([[2, 100, 100, 200], [98, 0, 300, 400]])

    hidden = suppress(table, LEAST, known_columns=True, hidden_columns=[0, 1])

    assert hidden.cells[:, :2].all()
    assert not hidden.cells[:, 2:].any()  # 102 in sum: nobody learns the 2


def test_a_small_sum_of_hidden_columns_takes_another_column_along():
    table = np.array([[2, 1, 100, 200], [98, 40, 300, 400]])

    hidden = suppress(table, LEAST, known_columns=True, hidden_columns=[0, 1])

    assert hidden.cells[:, 2].all()
    assert not hidden.cells[:, 3].any()


@pytest.mark.parametrize("least", [5, 11])
def test_the_limit_is_the_smallest_count_that_is_shown(least):
    table = np.array([[least - 1, least], [300, 400]])

    assert suppress(table, least).cells[0, 0]
    assert not suppress(table + 1, least).cells.any()
