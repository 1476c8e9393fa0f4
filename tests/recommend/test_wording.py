"""The lines of offers.csv: in the study's manner, each with its own figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.document.numbers import Numbers
from finseg.recommend import build_customer_table, lay_out_customers
from finseg.recommend.wording import (
    ANSWERS,
    _round_as_printed,
    _write_comparison,
    _write_metric_reason,
)
from finseg.records.offers import Metric
from finseg.records.offers import Test as Condition
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

FUND = {
    "name": "Fund", "kind": "investment", "what": "x",
    "target": [{"measure": "income", "at_least": 20_000}, {"measure": "savings", "above": 0.7}],
    "eligible": [{"measure": "utilisation", "at_most": 0.95}],
    "negative": [{"measure": "utilisation", "at_least": 0.3, "at_most": 0.9}],
}  # fmt: skip
COLUMNS = {
    "Annual_Income": np.array([20_000.0, 19_999, 45_500, 45_500, 1000, 1000, 20_000]),
    "Savings": np.array([1.0, 2, 3, 4, 5, 6, 7]),
    "Utilization": np.array([0.1, 0.1, 0.3, 0.29, 0.1, 0.96, 0.96]),
}


def rows(numbers=None):
    data = dataset(COLUMNS, {})
    offers = offered(data, np.array([0, 0, 0, 0, 1, 1, 1]), catalogue_of([FUND]), Settings())
    return build_customer_table(offers, data, ["One", "Two"], numbers or Numbers())


@pytest.mark.parametrize("size", [1, 3, 6, 7, 8])
def test_the_lines_laid_out_in_parts_are_those_of_the_whole_table(size):
    data = dataset(COLUMNS, {})
    offers = offered(data, np.array([0, 0, 0, 0, 1, 1, 1]), catalogue_of([FUND]), Settings())
    which = np.array([0, 1, 0, 1, 0, 1, 1], np.int8)
    largest = tuple(replace(m, parts=("Pay", "Rent"), which=which) for m in offers.metrics)
    offers = replace(offers, metrics=largest)
    whole = build_customer_table(offers, data, ["One", "Two"], Numbers())

    parts = list(lay_out_customers(offers, data, ["One", "Two"], Numbers(), size=size))

    assert [len(part) for part in parts[:-1]] == [size] * (-(-7 // size) - 1)
    assert pl.concat(parts).equals(whole)
    assert whole["because_1"].to_list()[0] == "Pay 20K, at least 20K"
    assert whole["because_1"].to_list()[3] == "Rent 46K, at least 20K"


def test_the_columns_are_those_that_a_campaign_reads():
    assert set(ANSWERS) == set(rows().columns)


def test_every_customer_has_the_outcome_and_the_reason_of_their_own_figures():
    table = rows()

    nothing = "no offer: no clear reason for one"
    assert table["outcome"].to_list() == [
        "offer",
        nothing,
        "no offer: withheld",
        "offer",
        nothing,
        nothing,  # more savings than 70 % have, but too near the middle
        "no offer: withheld",
    ]
    assert table["codes_1"].to_list()[0] == "income>=20000"
    assert table["because_1"].to_list()[0] == "Annual_Income 20K, at least 20K"
    assert table["because_1"].to_list()[3] == "Annual_Income 46K, at least 20K"
    assert table["offer_1"].to_list() == ["Fund", "", "", "Fund", "", "", ""]


def test_what_is_withheld_names_the_product_and_the_condition():
    withheld = rows()["withheld"].to_list()

    assert (
        withheld[2] == "Fund: not for customers who use 30% or more and 90% or less of their limit"
    )
    assert withheld[6] == "Fund: only for customers who use 95% or less of their limit"
    assert withheld[0] == ""


@pytest.mark.parametrize(
    ("locale", "expected"), [("en-IN", "30% or more"), ("de-DE", "30\u00a0% or more")]
)
def test_the_table_is_in_the_study_s_manner(locale, expected):
    assert expected in rows(Numbers(locale=locale))["withheld"][2]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"over": 0.5}, "over the limit of 0.5"),
        ({"at_least": 0.5}, "at least 0.5"),
        ({"at_most": 0.5}, "at most 0.5"),
        ({"at_least": 0.2, "at_most": 0.5}, "at least 0.2 and at most 0.5"),
        ({"above": (0.6, 9.0)}, "higher than that of 60% of the customers (over 9)"),
        ({"below": (0.25, 9.0)}, "lower than that of 75% of the customers (under 9)"),
    ],
)
def test_a_figure_is_held_against_its_limit_or_the_other_customers(limits, said):
    assert _write_comparison(Condition(measure="m", code="", **limits), Numbers()) == said


@pytest.mark.parametrize(
    ("unit", "values", "rounded"),
    [
        ("none", [0.12345, 1234.4, 0.0, -0.98765], [0.123, 1234, 0, -0.988]),
        ("currency", [14_449, 149_900, 999, 1_234_567], [14_000, 150_000, 999, 1_230_000]),
    ],
)
def test_figures_that_are_printed_alike_are_written_once(unit, values, rounded):
    found = _round_as_printed(np.array(values, float), unit, Numbers())

    assert found == pytest.approx(rounded)


def test_a_figure_is_never_rounded_to_the_wrong_side_of_its_limit():
    measure = Metric(
        name="m", label="m", unit="none", columns=("m",),
        values=np.array([0.5004, 0.6, 0.5, 0.49996]),
    )  # fmt: skip
    test = Condition(measure="m", code="", over=0.5)

    written = _write_metric_reason([test], measure, np.arange(4), Numbers()).to_list()

    assert [text.split(",")[0] for text in written] == ["m 0.5004", "m 0.600", "m 0.500",
                                                        "m 0.49996"]  # fmt: skip


def test_the_column_a_customer_s_figure_stands_in_is_the_one_that_is_named():
    measure = Metric(
        name="m", label="a or b", unit="none", columns=("a", "b"),
        values=np.array([1.0, 2.0, 3.0]), parts=("a", "b"), which=np.array([1, 0, 1], np.int8),
    )  # fmt: skip
    tests = [Condition(measure="m", code="", at_least=1), Condition(measure="m", code="", over=0)]

    assert _write_metric_reason(tests, measure, np.array([2, 0]), Numbers()).to_list() == [
        "b 3.00, at least 1 and over the limit of 0", "b 1.00, at least 1 and over the limit of 0",
    ]  # fmt: skip


def test_identifiers_stand_first_and_one_named_as_ours_gets_a_longer_name():
    data = dataset(COLUMNS, {"segment": ("id", list("abcdefg")), "Key": ("id", list("tuvwxyz"))})
    offers = offered(data, np.array([0, 0, 0, 0, 1, 1, 1]), catalogue_of([FUND]), Settings())

    table = build_customer_table(offers, data, ["One", "Two"], Numbers())

    assert table.columns[:4] == ["segment (id)", "Key", "row", "segment"]
    assert table["row"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    assert table["name"].to_list() == ["One"] * 4 + ["Two"] * 3


def test_words_come_first_and_the_codes_for_programs_last():
    assert rows().columns == list(ANSWERS)
    assert ANSWERS[:5] == ("row", "segment", "name", "outcome", "offer_1")
    assert ANSWERS[5] == "because_1"
    assert ANSWERS[-4:] == ("withheld", "codes_1", "codes_2", "codes_3")
