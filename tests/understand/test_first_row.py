"""Does the first row show what was read, and nothing that names a customer?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.understand.first_row import EMPTY, show_first_row
from finseg.understand.masking import HIDDEN
from tests.builders.tables import make_table


def show(*values: object, **changes: Any) -> str:
    dataset = make_table({"x": list(values)}, x=changes)
    (shown,) = show_first_row(dataset.table, dataset.columns)
    return shown


@pytest.mark.parametrize(
    ("value", "shown"), [(46.0, "46"), (46.5, "46.5"), (-3.0, "-3"), (1e15, "1" + "0" * 15)]
)
def test_figures_are_shown_as_they_are(value, shown):
    assert show(value, 7.5) == shown


def test_a_gap_is_empty_and_a_table_without_rows_has_no_first():
    assert show(None, 5.0) == EMPTY
    dataset = make_table({"x": [5.0]})
    assert show_first_row(dataset.table.head(0), dataset.columns) == ()


def test_of_an_identifier_only_the_end_is_shown():
    assert show("AB1234567", role="id") == "••••••567"
    assert show("A" * 28 + "1234567", role="id") == "•" * 27 + "567"  # of the last thirty


@pytest.mark.parametrize(
    "changes", [{"role": "personal"}, {"original": "e-mail", "role": "feature"}]
)
def test_what_is_about_persons_is_hidden_whatever_its_role(changes):
    assert show("ann@bank.com", "bob@bank.com", **changes) == HIDDEN


@pytest.mark.parametrize(("times", "shown"), [(3, "Leeds"), (2, "L…")])
def test_a_category_is_shown_where_three_customers_share_it(times, shown):
    assert show(*["Leeds"] * times, "York", role="descriptor", kind="category") == shown


def test_only_the_first_ten_thousand_rows_are_looked_at():
    towns = ["Leeds", "Leeds", *["York"] * 9_997, "Leeds"]

    assert show(*towns, role="descriptor", kind="category") == "Leeds"
    towns.insert(5, "York")
    assert show(*towns, role="descriptor", kind="category") == "L…"


@pytest.mark.parametrize(("length", "shown"), [(30, "t" * 30), (31, "t" * 29 + "…")])
def test_long_texts_are_cut_at_thirty_characters(length, shown):
    assert show(*["t" * length] * 3, role="descriptor", kind="category") == shown


def test_a_date_is_shown_though_it_is_rare():
    assert (
        show("2024-01-31 12:00:00.000000000 +0000", role="date") == "2024-01-31 12:00:00.000000000 "
    )
