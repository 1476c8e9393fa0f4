"""Which error is raised where a finding forbids going on?"""

from __future__ import annotations

import pytest

from finseg.check import find_stop_error
from finseg.errors import DataError, NoFeatureError, TooFewRowsError, TooManyRejectsError
from finseg.records.finding import Checked, make_finding


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("D001", TooManyRejectsError),
        ("D002", NoFeatureError),
        ("D003", TooFewRowsError),
        ("D012", DataError),
    ],
)
def test_each_stop_has_an_error_of_its_own(code, error):
    found = make_finding(code, 3, "too bad", "mend it", severity="stop")

    raised = find_stop_error(Checked(findings=(found,)), "mine.csv")

    assert type(raised) is error
    assert all(words in str(raised) for words in ("too bad", "mine.csv", "mend it"))


def test_the_first_stop_is_raised_with_its_column_and_a_warning_is_not():
    warn = make_finding("D012", 3, "odd", "look", severity="warn")
    first = make_finding("D013", 3, "twice", "mend", column="who", severity="stop")
    second = make_finding("D003", 3, "few", "add")

    raised = find_stop_error(Checked(findings=(warn, first, second)), "mine.csv")

    assert "twice" in str(raised)
    assert "who" in str(raised)
    assert "mine.csv" not in str(raised)
    assert find_stop_error(Checked(findings=(warn,)), "mine.csv") is None
