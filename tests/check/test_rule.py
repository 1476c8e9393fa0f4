"""Does every rule report in one way?"""

from __future__ import annotations

import pytest

from finseg.check.rule import list_spellings, report_columns, select_numbers
from finseg.disclose.withhold import withhold
from finseg.records.reading import sum_counts
from tests.builders.tables import make_table


def test_every_column_of_which_there_is_something_to_say_becomes_a_finding():
    columns = make_table({"a": [1.0], "b": [2.0], "c": [3.0]}).columns

    findings = list(
        report_columns(
            "D036",
            columns,
            lambda column: None if column.name == "b" else (7, f"of {column.name}"),
            lambda column: f"look at {column.name}",
        )
    )

    assert [(f.column, f.count, f.severity) for f in findings] == [
        ("a", 7, "note"),
        ("c", 7, "note"),
    ]
    assert [(f.message, f.action) for f in findings] == [
        ("of a", "look at a"),
        ("of c", "look at c"),
    ]


def test_only_the_values_that_are_there_are_looked_at():
    assert select_numbers(make_table({"a": [1.0, None, 3.0]}), "a").to_list() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("spellings", "text"),
    [
        (6, "`w0` 1×, `w1` 2×, `w2` 3×, `w3` 4×, `w4` 5×, `w5` 6×"),
        (8, "`w0` 1×, `w1` 2×, `w2` 3×, `w3` 4×, `w4` 5×, `w5` 6×, 2 more"),
    ],
)
def test_six_spellings_are_listed_and_the_others_counted(spellings, text):
    counts = tuple((f"w{i}", i + 1) for i in range(spellings))

    assert str(list_spellings(counts)) == text
    assert sum_counts(counts) == sum(range(1, spellings + 1))


def test_a_long_spelling_is_cut_and_a_rare_one_can_be_withheld():
    listed = list_spellings((("x" * 21, 9), ("Smith", 4)))

    assert str(listed) == f"`{'x' * 20}` 9×, `Smith` 4×"
    assert "Smith" not in str(withhold(listed, 5))
