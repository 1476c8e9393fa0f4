"""Do rows that are no customers leave the others as they would be without them?"""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from finseg.read import not_rows as module
from finseg.read.csv_marks import Marks
from finseg.read.lines import Odd
from finseg.read.not_rows import (
    DESCRIBES,
    FOOTER,
    PAGE,
    TOTAL,
    UNITS,
    classify_leftovers,
    find_non_customer_rows,
)
from finseg.records.dataset import Dataset, RejectKind
from finseg.settings import Settings
from finseg.understand import read_source

HEADER = "id,income,age\n"
ROWS = [f"C{i:03},{1000 + 37 * i},{20 + i % 50}\n" for i in range(60)]


def read(tmp_path, text: str) -> Dataset:
    path = tmp_path / "customers.csv"
    path.write_text(text)
    return read_source(path, Settings())


@pytest.mark.parametrize("size", [1, 2, 7, 20])
def test_files_put_one_below_the_other_with_their_headers_are_one_table(tmp_path, size):
    blocks = ["".join(ROWS[i : i + size]) for i in range(0, len(ROWS), size)]

    dataset = read(tmp_path, HEADER + HEADER.join(blocks))

    whole = read(tmp_path, HEADER + "".join(ROWS))
    assert dataset.table.equals(whole.table)
    assert [(c.role, c.kind, c.reason) for c in dataset.columns] == [
        (c.role, c.kind, c.reason) for c in whole.columns
    ]
    assert {r.kind for r in dataset.rejects} == {"repeated header"}
    assert dataset.source.rows_read == dataset.rows + len(blocks) - 1


def test_a_line_of_units_and_a_total_do_not_make_text_of_a_short_table(tmp_path):
    dataset = read(tmp_path, HEADER + ",INR,years\n" + "".join(ROWS[:4]) + "Total,4222,\n")

    assert [c.name for c in dataset.features] == ["income", "age"]
    assert [(r.line, r.kind) for r in dataset.rejects] == [(2, "not a row"), (7, "not a row")]
    assert dataset.find_row_numbers().tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize("size", [3, 20])
def test_sums_and_feet_of_pages_between_the_customers_are_none(tmp_path, size):
    wide = [line.strip() + ",North,2020-01-05\n" for line in ROWS]
    pages = [
        [
            *wide[i : i + size],
            "Subtotal,99999,,,\n",
            f"Page {i // size + 1} of {60 // size}\n",
            "\n",
        ]
        for i in range(0, 60, size)
    ]
    header = "id,income,age,region,opened\n"

    dataset = read(tmp_path, header + header.join("".join(page) for page in pages))

    assert dataset.rows == len(ROWS)
    assert Counter(r.kind for r in dataset.rejects) == {
        "not a row": 2 * len(pages),
        "repeated header": len(pages) - 1,
    }
    assert dataset.source.rows_read == dataset.rows + len(dataset.rejects)


@pytest.mark.parametrize(
    "row", ["Total Ltd,900,,,\n", "Total,900,30,North,2020-01-05\n", "C999,,,,2020-01-05\n"]
)
def test_a_customer_who_is_called_so_or_has_gaps_is_no_sum(tmp_path, row):
    wide = [line.strip() + ",North,2020-01-05\n" for line in ROWS]

    dataset = read(
        tmp_path, "id,income,age,region,opened\n" + "".join([*wide[:30], row, *wide[30:]])
    )

    assert "not a row" not in {r.kind for r in dataset.rejects}


def a_table(*rows: tuple[str | None, ...], before: int = 12) -> pl.DataFrame:
    """Put rows below some customers with an id, a name, a town, an income and an age."""
    customers = [(f"C{i}", f"Ann {i}", "Leeds", f"{900 + i}", f"{30 + i}") for i in range(before)]
    return pl.DataFrame(
        [*customers, *rows], orient="row", schema=["id", "name", "town", "income", "age"]
    )


HEADINGS = ["id", "name", "town", "income", "age"]


def find(*rows: tuple[str | None, ...], before: int = 12) -> dict[int, str]:
    table = a_table(*rows, before=before)
    return {row - before: why for row, why in find_non_customer_rows(table, HEADINGS).items()}


@pytest.mark.parametrize(("length", "reason"), [(20, DESCRIBES), (19, UNITS)])
def test_words_of_twenty_letters_describe_and_shorter_ones_are_units(length, reason):
    table = pl.concat(
        [
            a_table().head(0),
            pl.DataFrame([("i" * length,) * 5], orient="row", schema=HEADINGS),
            a_table(),
        ]
    )

    assert find_non_customer_rows(table, HEADINGS) == {0: reason}


@pytest.mark.parametrize(
    "first",
    [
        ("word", "word", "word", "word", "7"),  # a figure in a column of figures
        ("word", "word", "word", "word", "n/a"),
        ("word", "word", "word", "word", "2020-01-01"),
        ("word", "word", "word", "word", None),  # of two columns of figures one is empty
        ("id", "name", "town", "income", "age"),  # the header again is told elsewhere
    ],
)
def test_a_first_row_is_a_customer_unless_words_stand_in_two_columns_of_figures(first):
    kinds = dict.fromkeys(HEADINGS, pl.String)
    table = pl.concat([pl.DataFrame([first], orient="row", schema=kinds), a_table()])

    assert find_non_customer_rows(table, HEADINGS) == {}


def test_a_table_of_two_rows_or_of_one_column_has_customers_only():
    assert (
        find_non_customer_rows(a_table(("Total", None, None, "9", None), before=1), HEADINGS) == {}
    )
    assert find(("Total", None, None, "9", None), before=2) == {0: TOTAL}
    assert find_non_customer_rows(pl.DataFrame({"a": ["x", "y", "Total"]}), ["a"]) == {}


@pytest.mark.parametrize(("count", "found"), [(5, 5), (6, 0)])
def test_notes_are_looked_for_in_the_last_five_rows(count, found):
    # A sixth would stand among the customers, and others alone are no sign then.
    notes = [("Made with care", None, None, None, None)] * count

    assert len(find(*notes, before=40)) == found


def test_totals_and_notes_end_with_the_last_customer():
    total, note = ("Total", None, None, "999", "30"), ("Made with care", None, None, None, None)

    assert find(total, note) == {0: TOTAL, 1: FOOTER}
    assert find(note, ("C9", "Bob", "Leeds", "5", "6")) == {}


@pytest.mark.parametrize(
    ("label", "reason"),
    [("Total" + " " * 34, TOTAL), ("Total" + " " * 35, None), ("Total Care of Leeds", None)],
)
def test_a_label_of_forty_characters_is_a_sentence(label, reason):
    found = find((label, None, "Leeds", "999", "30"))

    assert found == ({0: reason} if reason else {})


@pytest.mark.parametrize(("gaps", "total"), [(5, True), (6, False)])
def test_a_column_counts_as_filled_up_to_a_twentieth_of_gaps(gaps, total):
    rows = [("C", None if i < gaps else "Ann", "Leeds", f"{i}", "30") for i in range(100)]
    rows += [("D", "Bob", "Leeds", "7", "31")] * 4 + [("Total", None, "Leeds", "999", "30")]
    table = pl.DataFrame(rows, orient="row", schema=HEADINGS)

    assert (104 in find_non_customer_rows(table, HEADINGS)) is total


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("Total", "x", None, None, None), True),  # lacks three of five
        (("Total", "x", "y", None, None), False),  # two of five are less than half
        (("Total of Leeds", None, None, None, None), False),  # says something else
        (("C7", None, None, None, None), False),
    ],
)
def test_a_sum_between_the_customers_lacks_half_of_the_columns(row, found):
    table = pl.concat([a_table(row), a_table()])

    assert (12 in find_non_customer_rows(table, HEADINGS)) is found


def test_a_sum_between_the_customers_lacks_two_columns_at_least():
    names = ["id", "income", "age"]
    rows = [(f"C{i}", f"{i}", "30") for i in range(12)]
    one = [*rows, ("Total", "99", None), *rows]
    two = [*rows, ("Total", None, None), *rows]

    assert find_non_customer_rows(pl.DataFrame(one, orient="row", schema=names), names) == {}
    found = find_non_customer_rows(pl.DataFrame(two, orient="row", schema=names), names)
    assert found == {12: TOTAL}


@pytest.mark.parametrize(("filled", "found"), [(11, True), (10, False)])
def test_a_column_that_half_of_the_rows_lack_is_not_one_that_customers_have(filled, found):
    # Of 21 rows: with 10 gaps a column is usual, with 11 it is not; then only one is lacking.
    rows: list[tuple[str | None, ...]]
    rows = [(f"C{i}", "x", "5" if i < filled else None) for i in range(20)]
    rows.insert(9, ("Total", None, None))
    names = ["id", "town", "age"]

    assert (
        9 in find_non_customer_rows(pl.DataFrame(rows, orient="row", schema=names), names)
    ) is found


def test_a_note_needs_three_columns_and_stands_alone_as_no_other_row_does():
    body = a_table()
    note = ["Made with care", "", "", "", ""]

    assert module._recognise_note(note, body) == FOOTER
    assert module._recognise_note(note[:3], body.select("id", "name", "town")) == FOOTER
    assert module._recognise_note(note[:2], body.select("id", "name")) == ""
    assert module._recognise_note(["12", "", "", "", ""], body) == ""
    assert module._recognise_note(["Made", "x", "", "", ""], body) == ""
    assert module._recognise_note(note, a_table(("C9", None, None, None, None))) == ""


MARKS = Marks(",")


def leftovers(
    *texts: str, last: int, width: int = 4, first: int = 0, kind: RejectKind = "too few fields"
):
    odds = [
        Odd(first + i, [], "r", kind, text.count(",") + 1, first + i + 1)
        for i, text in enumerate(texts)
    ]
    found = classify_leftovers(odds, lambda o: texts[o.line - first], last, MARKS, width)
    return [odd.kind if odd.reason == "r" else odd.reason for odd in found]


@pytest.mark.parametrize(("count", "notes"), [(20, True), (21, False)])
def test_up_to_twenty_lines_below_the_last_row_may_be_notes(count, notes):
    found = leftovers(*["Made with care"] * count, last=9, first=10)

    assert found == [FOOTER if notes else "too few fields"] * count


def test_notes_stand_below_the_last_row_and_feet_of_pages_anywhere():
    assert leftovers("Made with care", last=9, first=9) == ["too few fields"]
    assert leftovers("Page 3 of 12", last=99, first=9) == [PAGE]
    assert leftovers("Page 3 of 12", last=99, first=9, kind="unclosed quote") == ["unclosed quote"]
    assert leftovers("Source: bank, 2024", last=9, first=10) == [FOOTER]


@pytest.mark.parametrize(
    ("texts", "table"),
    [
        (("name,sum", "a,1", "b,2"), True),
        (("name,sum", "a,1"), False),
        (("name,sum", "a,b", "b,c"), False),
        ((",sum", "a,1", "b,2"), False),
        (("name,", "a,1", "b,2"), False),
        (("name", "a", "b"), False),
        (("sum,5", "1,2", "2,3"), False),  # a figure in the heading
        (("name,sum,x,y", "a,1,2,3", "b,2,3,4"), False),  # as wide as the header
    ],
)
def test_three_lines_with_a_heading_of_their_own_are_another_table(texts, table):
    found = leftovers(*texts, last=99, first=5)

    if not table:
        assert found == ["too few fields"] * len(texts)
        return
    assert found == ["belongs to another table, of 2 columns, that begins in line 6"] * len(texts)


def test_lines_of_one_width_that_follow_one_another_are_one_run():
    odds = [
        Odd(1, [], "r", count=2, next_line=2),
        Odd(3, [], "r", count=2, next_line=4),  # one line is between
        Odd(6, [], "r", count=2, next_line=7),  # two are
        Odd(7, [], "r", count=3, next_line=8),
    ]

    assert [[o.line for o in run] for run in module._group_runs(odds)] == [[1, 3], [6], [7]]


@pytest.mark.parametrize(("cells", "found"), [(2, True), (3, False)])
def test_a_sum_that_lacks_exactly_half_of_the_columns_is_one(cells, found):
    names = ["id", "town", "income", "age"]
    rows: list[tuple[str | None, ...]]
    rows = [(f"C{i}", "Leeds", f"{900 + i}", "30") for i in range(24)]
    rows.insert(12, ("Total", *(["x", "y"][: cells - 1]), *([None] * (4 - cells))))
    table = pl.DataFrame(rows, orient="row", schema=names)

    assert (12 in find_non_customer_rows(table, names)) is found


def test_one_long_word_among_units_does_not_describe():
    first = ("i" * 50, "Text", "Text", "INR", "years")
    table = pl.concat([pl.DataFrame([first], orient="row", schema=HEADINGS), a_table()])

    assert find_non_customer_rows(table, HEADINGS) == {0: UNITS}
