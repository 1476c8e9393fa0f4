"""Is the table found on a sheet between what stands above and below it?"""

from __future__ import annotations

import pytest

from finseg.read.sheet_layout import (
    _continues_header,
    _count_usual_cells,
    _find_numeric_columns,
    _is_remark,
    _is_small,
    _is_total_row,
    _iterate_blocks_backwards,
    find_rows_below,
    find_sheet_layout,
    join_header_lines,
)

NAMES = ("id", "income", "age", "town")
BODY = [(f"C{i}", f"{900 + i}", f"{30 + i}", "Leeds") for i in range(8)]
TITLE = ("Customers", None, None, None)
BLANK = (None,) * 4


def test_a_table_that_fills_its_sheet_begins_with_its_header():
    layout = find_sheet_layout([NAMES, *BODY])

    assert (layout.names, layout.header, layout.first, layout.above) == (NAMES, (0,), 1, 0)


def test_a_title_and_blank_rows_above_are_counted():
    layout = find_sheet_layout([TITLE, BLANK, ("2024", None, None, None), NAMES, *BODY])

    assert (layout.header, layout.first, layout.above) == ((3,), 4, 2)


@pytest.mark.parametrize("cells", [2, 3])
def test_a_row_of_half_of_the_cells_is_no_header(cells):
    short = tuple("word" if i < cells else None for i in range(4))

    layout = find_sheet_layout([short, ("a", "b", "c", "d"), *BODY])

    assert layout.first == 2
    assert layout.header == (0, 1)  # with two cells it names groups, with three it is a line of it


@pytest.mark.parametrize(
    ("lines", "header"),
    [(1, (0,)), (2, (0, 1)), (3, (0, 1, 2)), (4, (0, 1, 2))],
)
def test_a_header_has_up_to_three_lines(lines, header):
    rows = [("who", "money", "years", "where")] * lines

    assert find_sheet_layout([*rows, *BODY]).header == header


def test_a_sheet_of_figures_has_no_header():
    rows = [(f"{i}", f"{i}.5") for i in range(9)]

    layout = find_sheet_layout([("t", None), *rows])

    assert (layout.names, layout.header) == (("column 1", "column 2"), ())
    assert (layout.first, layout.above) == (1, 1)


def test_the_settings_name_the_header_or_that_there_is_none():
    rows = [TITLE, BLANK, NAMES, *BODY]

    told, none = find_sheet_layout(rows, 3), find_sheet_layout([BLANK, *BODY], 0)

    assert (told.names, told.header, told.first, told.above) == (NAMES, (2,), 3, 1)
    assert (none.names[0], none.header, none.first, none.above) == ("column 1", (), 1, 0)


def test_the_usual_number_of_cells_is_the_most_frequent_above_one():
    assert _count_usual_cells([1, 1, 1, 4, 4, 3]) == 4
    assert _count_usual_cells([3, 4]) == 4
    assert _count_usual_cells([1, 1, 0]) == 1


@pytest.mark.parametrize(("figures", "numeric"), [(4, [0]), (3, [])])
def test_a_column_is_one_of_figures_where_four_of_five_are(figures, numeric):
    body = [("5" if i < figures else "word", "word") for i in range(5)]

    assert _find_numeric_columns([("a", "b")] * 5 + body, [2] * 10, 2) == numeric


def test_a_line_of_a_header_has_words_in_half_of_the_columns_of_figures():
    assert _continues_header(("a", "b", None, None), [0, 1, 2, 3])
    assert not _continues_header(("a", None, None, None), [0, 1, 2, 3])
    assert not _continues_header(("a", "5", "c", None), [0, 1, 2, 3])
    assert not _continues_header(("a", "b", None, None), [2, 3])


def test_a_cell_merged_over_several_columns_names_all_of_them():
    lines = [("Person", None, "Money", None, None), ("id", "age", "Money", "debt", None)]

    assert join_header_lines(lines) == (
        "Person / id",
        "Person / age",
        "Money",
        "Money / debt",
        "",
    )


@pytest.mark.parametrize(
    ("row", "usual", "total"),
    [
        (("Total", "5", "6", None), 4, True),
        (("Total", None, None, None), 3, True),
        (("Total", None), 2, False),
        (("Total", "5"), 2, True),
        (("Total", "five", "6", None), 4, False),
        (("Ann", "5", "6", None), 4, False),
    ],
)
def test_a_total_says_so_and_has_figures_only(row, usual, total):
    assert _is_total_row(row, sum(c is not None for c in row), usual) is total


@pytest.mark.parametrize(
    ("cells", "usual", "small"),
    [(1, 3, True), (1, 2, False), (2, 5, False), (2, 6, True), (3, 8, False), (3, 9, True)],
)
def test_a_row_is_small_up_to_a_third_of_the_usual_cells(cells, usual, small):
    assert _is_small(("word",) * cells + (None,) * (usual - cells), usual) is small
    assert not _is_small(("5", None, None), 3)


def test_a_remark_is_a_phrase_where_the_column_has_none():
    assert _is_remark((None, "as of May", None), 3, [True, False, False])
    assert not _is_remark(("as of May", None, None), 3, [True, False, False])
    assert not _is_remark((" word ", None, None), 3, [False, False, False])


def test_blocks_are_runs_of_filled_rows_from_the_end():
    assert list(_iterate_blocks_backwards([1, 1, 0, 0, 2, 0])) == [(4, 5), (0, 2)]


def test_totals_and_remarks_below_the_table_are_found():
    spaced = [False] * 4
    total, remark = ("Total", "9", "9", None), ("as of May", None, None, None)

    assert find_rows_below([*BODY, total, remark], spaced) == [8, 9]
    assert find_rows_below([*BODY, BLANK, ("word", None, None, None)], spaced) == [9]
    assert find_rows_below([*BODY, total, BODY[0]], spaced) == []
    assert find_rows_below(BODY, spaced) == []
    assert find_rows_below([total], spaced) == []
