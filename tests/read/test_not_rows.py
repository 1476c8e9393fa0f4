"""Do rows that are no customers leave the others as they would be without them?"""

from __future__ import annotations

from collections import Counter

import pytest

from finseg.records.dataset import Dataset
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
