"""What is still said of findings, readings and quantiles where few customers stand behind them?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.disclose.findings import disclose_findings
from finseg.disclose.rounding import blank_quantiles, disclose_reading
from finseg.document.said import Count, Customers, Example, Level, clause, say
from finseg.records.finding import Checked, make_finding
from finseg.records.finding_codes import CODES
from finseg.records.reading import Reading
from tests.conftest import dataset_of

LEAST = 5
TABLE = dataset_of(pl.DataFrame({"Income": np.arange(1000.0)}))


def shown(code, count, message, action="look", *, share=False):
    found = make_finding(
        code, count, message, action, column="Income", severity=CODES[code].severity or "warn"
    )
    checked = Checked(findings=(found,))
    (finding,) = disclose_findings(checked, TABLE, LEAST, share=share).findings
    return finding


def cite(number):
    """Say how many values are far away, the first of them as an example."""
    return say(
        "{n} far away{first}",
        n=Customers(number, "value is", "values are"),
        first=clause(", for instance {one}", one=Example("666,666")),
    )


ABOUT_ROWS = sorted(code.code for code in CODES.values() if code.is_about_rows)
ABOUT_COLUMNS = sorted(set(CODES) - set(ABOUT_ROWS))


@pytest.mark.parametrize("code", ABOUT_ROWS)
@pytest.mark.parametrize(("count", "share"), [(1, False), (4, False), (1, True), (400, True)])
def test_a_finding_about_few_rows_or_one_that_is_shared_only_names_what_was_found(
    code, count, share
):
    one = shown(code, count, cite(count), say("blank {v}", v=Example("666,666")), share=share)

    assert "666" not in f"{one.message}{one.action}"
    assert "far away" not in str(one.message)
    assert str(one.message).startswith(CODES[code].title)
    assert "finseg check FILE" in str(one.action)
    assert one.count == max(count, LEAST)


@pytest.mark.parametrize("code", ABOUT_ROWS)
def test_a_finding_about_enough_rows_is_worded_in_the_house_without_its_example(code):
    one = shown(code, LEAST, cite(LEAST))

    assert str(one.message) == "5 values are far away"
    assert (one.count, one.action) == (LEAST, "look")


@pytest.mark.parametrize("code", ABOUT_COLUMNS)
@pytest.mark.parametrize("share", [False, True])
def test_a_finding_about_columns_is_told_however_few_they_are(code, share):
    one = shown(code, 1, say("{n} carries INR", n=Count(1, "column")), share=share)

    assert str(one.message) == "1 column carries INR"
    assert one.count == 1


def test_few_are_named_as_fewer_than_the_limit_and_many_by_their_number():
    assert str(shown("D039", 1, cite(1)).message).endswith("fewer than 5 values")
    assert str(shown("D039", 12, cite(12), share=True).message).endswith(": 12 values")


def test_a_message_whose_example_stands_in_no_clause_is_not_worded():
    one = shown("D052", 30, say("such as {v}", v=Example("31.02.1999")))

    assert str(one.message) == "Dates that cannot be read: 30 values"
    assert one.action == "look"


def test_what_to_do_is_withheld_by_itself():
    one = shown("D035", 30, cite(30), say("write {v}", v=Level("999", 4)))

    assert str(one.message) == "30 values are far away"
    assert "finseg check FILE" in str(one.action)


def test_a_column_that_hides_something_is_only_named_by_its_title():
    one = shown("D026", 1, say("text such as {v}", v=Example("Smith")))

    assert str(one.message) == "A column that is not used"


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


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize(
    ("count", "said", "counted"),
    [(395, "395 values", 395), (396, "more than 395 values", 395), (400, "400 values", 400)],
)
def test_a_finding_about_all_but_few_values_of_a_column_does_not_tell_of_the_few(
    count, said, counted, share
):
    income = np.concatenate([np.arange(400.0), np.full(600, np.nan)])
    table = dataset_of(pl.DataFrame({"Income": income}).fill_nan(None))
    found = make_finding("D036", count, "many", "look", column="Income")

    (one,) = disclose_findings(Checked(findings=(found,)), table, LEAST, share=share).findings

    assert one.count == counted
    assert str(one.message) == ("many" if not share and count != 396 else f"Many zeros: {said}")


@pytest.mark.parametrize("code", ["D001", "D010"])
@pytest.mark.parametrize(("rejected", "said"), [(3, "3 rows"), (7, "fewer than 5 rows")])
def test_rejected_rows_are_counted_where_the_account_of_rows_has_the_same_number(
    code, rejected, said
):
    source = replace(TABLE.source, rows_read=TABLE.rows + rejected)
    found = make_finding(code, 3, cite(3), "look", severity=CODES[code].severity or "warn")
    checked = Checked(findings=(found,))

    (one,) = disclose_findings(checked, replace(TABLE, source=source), LEAST, share=True).findings

    assert str(one.message) == f"{CODES[code].title}: {said}"
    assert one.count == (3 if rejected == 3 else LEAST)
