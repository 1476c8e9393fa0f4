"""What is still said of findings, readings and quantiles where few customers stand behind them?"""

from __future__ import annotations

import pytest

from finseg.disclose.findings import disclose_findings
from finseg.disclose.rounding import blank_quantiles, disclose_reading
from finseg.records.finding import Checked, Finding
from finseg.records.reading import Reading


def shown(code="D060", count=9, message="", action="", *, share=False):
    found = Finding(
        code=code, severity="warn", column="Income", count=count, message=message, action=action
    )
    return disclose_findings(Checked(findings=(found,)), 5, share=share).findings[0]


def test_a_finding_that_is_not_worded_does_not_cite_values_in_what_to_do():
    one = shown("D030", 2, "9999999 twice", "`Income` = [9999999] in [read.sentinels]")

    assert "9999999" not in one.message + one.action


def test_findings_that_list_values_are_not_worded_where_they_are_shared():
    for code in ("D070", "D071", "D073", "D076", "D077", "D078"):
        assert "1.234" not in shown(code, 9, "9 values such as 1.234", share=True).message
    assert shown("D074", 1, "figures carry INR", share=True).message == "figures carry INR"


def test_no_finding_gives_a_customer_as_an_example():
    domain = "9 values: less than nothing; for instance −529 in line 115, −3 in line 9 (rule low)"
    repeated = "9 ids, for instance lines 3 and 9; 2.0% of the rows repeat an id, so a row is none"

    assert shown(message=domain).message == "9 values: less than nothing (rule low)"
    assert shown("D013", message=repeated).message == (
        "9 ids; 2.0% of the rows repeat an id, so a row is none"
    )
    assert shown("D028", message="1 does not, for instance `x; y`").message == "1 does not"


def test_neither_the_first_rejected_row_nor_a_figure_of_two_readings_is_cited():
    rejected = (
        "7 rows rejected: 7 text in a number column; the first is line 101, column `income`: "
    )
    ambiguous = "9 values such as 1.234 can be read in two ways, and nothing can decide"
    taken = "as thousands: 1.234 is 1,234, not 1.234; if that is wrong, set decimal in [read]"

    assert (
        "47o15" not in shown("D010", 7, f"{rejected}text in a column of numbers: `47o15`").message
    )
    one = shown("D071", 9, ambiguous, taken)
    assert "1.234" not in one.message + one.action
    assert "can be read in two ways" in one.message
    assert one.action.endswith("if that is wrong, set decimal in [read]")


def test_how_a_column_was_written_is_told_without_a_value_of_it():
    written = Reading(
        decimal=",", basis="table", ambiguous=1, example="1,234", letters=(("12L", 1), ("K", 7))
    )

    said = str(disclose_reading(written, 5).write_reading())

    assert "in 5 values the comma is the decimal mark" in said
    assert "1,234" not in said
    assert "12L" not in said
    assert "K" in said


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        (9, {"p5", "p25", "median", "p75", "p95"}),
        (10, {"p5", "p25", "p75", "p95"}),
        (20, {"p5", "p95"}),
        (99, {"p5", "p95"}),
        (100, set()),
    ],
)
def test_a_quantile_is_hidden_where_few_lie_beyond_it(values, hidden):
    assert set(blank_quantiles(values, 5)) == hidden
