"""Does a table of orders stop the run, unless somebody said what its rows are?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from finseg.check.row_kinds import report_row_kind
from finseg.records.row_meaning import RowMeaning
from finseg.settings import Settings
from tests.builders.tables import make_table


def run(row: RowMeaning, **sections: dict[str, Any]) -> list[Any]:
    settings = Settings()
    for section, changes in sections.items():
        settings = settings.change_section(section, **changes)
    return list(report_row_kind(replace(make_table({"a": [1.0]}), row=row), settings))


ORDERS = RowMeaning(kind="event", certainty="sure", owner="who", rows=90, owners=30, by="when")


@pytest.mark.parametrize(
    ("certainty", "sections", "severity", "words"),
    [
        ("sure", {}, "stop", 'if a row is a customer all the same, set rows = "customers"'),
        ("given", {}, "stop", "if a row is a customer"),
        ("likely", {}, "warn", "if a row is a customer"),
        ("sure", {"check": {"on_duplicate": "first"}}, "warn", "one row of each is used"),
        ("sure", {"check": {"on_duplicate": "last"}}, "warn", "one row of each is used"),
        ("sure", {"check": {"on_duplicate": "stop"}}, "stop", "if a row is a customer"),
        ("sure", {"build": {"rows": "customers"}}, "note", "each row counts as a customer"),
        (
            "sure",
            {"check": {"on_duplicate": "first"}, "build": {"rows": "customers"}},
            "warn",
            "one row of each is used",
        ),
    ],
)
def test_rows_that_are_no_customers_stop_the_run_unless_the_settings_say_what_to_do(
    certainty, sections, severity, words
):
    (finding,) = run(replace(ORDERS, certainty=certainty), **sections)

    assert (finding.code, finding.severity, finding.count, finding.column) == (
        "D004", severity, 90, "who",
    )  # fmt: skip
    assert words in str(finding.action)
    assert "run `finseg run made.csv --per who`" in str(finding.action)
    assert finding.message == ORDERS.say_kind() or certainty == "likely"


def test_rows_that_are_customers_are_no_finding():
    assert run(replace(ORDERS, kind="customer")) == []
