"""Is a heading told from a customer by what stands below it?"""

from __future__ import annotations

import pytest

from finseg.read.cell_kinds import classify_cell, classify_column, count_heading_votes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12.5", "number"),
        (" 12 ", "number"),
        ("2024-01-31", "date"),
        ("Yes", "flag"),
        ("t", "flag"),
        ("word", "text"),
        ("", "nothing"),
        ("N/A", "nothing"),
    ],
)
def test_a_cell_is_of_the_kind_it_is_written_as(text, kind):
    assert classify_cell(text) == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1"] * 9 + ["word"], "number"),  # nine of ten
        (["1"] * 8 + ["word"], "text"),
        (["1", "", "na"], "number"),  # what says nothing does not count
        (["", "na"], "nothing"),
        (["1"] * 3 + ["word"] * 2, "text"),
    ],
)
def test_a_column_is_of_the_kind_of_nine_tenths_of_its_cells(cells, kind):
    assert classify_column(cells) == kind


@pytest.mark.parametrize(
    ("first", "rows", "votes"),
    [
        (["id", "income"], [["a", "5"], ["b", "6"]], (1, 0)),
        (["a", "4"], [["b", "5"], ["c", "6"]], (0, 1)),
        (["age", "7", "open"], [["1", "2", "yes"], ["3", "4", "no"]], (2, 1)),
        # What is said again in more than half of the columns is no heading, where none has figures.
        (["a", "b", "c"], [["a", "b", "x"], ["a", "y", "z"]], (0, 2)),
        (["a", "b", "c", "d"], [["a", "b", "x", "y"], ["a", "y", "z", "z"]], (0, 0)),
        (["a", "b", "c"], [["a", "b", "x"]], (0, 0)),  # one row proves nothing
        # A line that stands again as a whole is left aside, unless there is nothing else.
        (["a", "word"], [["a", "word"], ["b", "5"], ["c", "6"]], (1, 0)),
    ],
)
def test_words_above_figures_speak_for_a_heading_and_figures_against_it(first, rows, votes):
    assert count_heading_votes(first, rows) == votes


@pytest.mark.parametrize(
    ("figures", "counts_up"),
    [
        (["2019", "2020"], True),
        (["1900", "1901"], True),
        (["2100", "2101"], True),
        (["1899", "1900"], False),
        (["2101", "2102"], False),
        (["2019", "2021"], False),
        (["2020", "2019"], False),
        (["1", "2", "3"], True),
        (["1", "2", "4"], False),
        (["1", "2", "4", "5"], True),
        (["1", "2", "2", "3"], False),
        (["3", "3", "3"], False),
        (["1", "2", "3.5"], False),
        (["2019"], False),
    ],
)
def test_figures_that_count_up_beside_a_word_are_a_heading(figures, counts_up):
    rows = [["x", *("5" for _ in figures)], ["y", *("6" for _ in figures)]]

    _, alike = count_heading_votes(["client", *figures], rows)

    assert alike == (0 if counts_up else len(figures))


def test_a_line_of_figures_alone_never_counts_up():
    assert count_heading_votes(["1", "2", "3"], [["5", "6", "7"], ["8", "9", "1"]]) == (0, 3)
