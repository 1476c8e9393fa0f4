"""Few whole numbers that no word explains may be codes; what puts all into one order is no news."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.understand.table_roles.reading import read, told

N = 600


@pytest.fixture
def customers(rng: np.random.Generator) -> dict[str, Any]:
    names = ("income", "savings", "debt")
    return {name: rng.lognormal(9, 0.8, N).round(2) for name in names}


@pytest.mark.parametrize(
    ("heading", "most", "code"),
    [
        ("qq", 12, "coded"),
        ("qq", 13, "unnamed"),
        ("handsets", 8, "measured"),  # a plural is counted
        ("qq per week", 8, "unnamed"),
        ("qq 6m", 8, "unnamed"),
        ("qq score", 8, "measured"),
        ("income group", 8, "coded"),  # the last word says what it is
        ("wealth", 8, "coded"),  # no money comes in so few small numbers
    ],
)
def test_few_steps_may_be_codes_where_no_word_says_what_they_count(
    heading, most, code, customers, rng
):
    values = rng.integers(1, most + 1, N)

    assert told({**customers, heading: values}, heading)[1] == code


def test_what_may_be_a_code_is_described_and_its_scale_open(customers, rng):
    column = read({**customers, "qq": rng.integers(1, 5, N)})["qq"]

    assert (column.role, column.confidence) == ("descriptor", "low")
    assert column.measure.scale.certainty == "open"
    assert "they may be codes" in str(column.reason)


@pytest.mark.parametrize(
    ("headings", "role"),
    [
        (("qqqa", "qqqb", "qqqc"), "feature"),  # headings that begin alike
        (("aqa", "bqb", "cqc"), "descriptor"),
        (("aqa", "bqb", "cqc", "dqd", "eqe", "gqg"), "feature"),  # six with the same steps
        (("aqa", "bqb", "cqc", "dqd", "eqe"), "descriptor"),
    ],
)
def test_answers_of_one_battery_are_no_codes(headings, role, customers, rng):
    answers = {heading: rng.integers(1, 6, N) for heading in headings}

    assert told({**customers, **answers}, headings[0])[0] == role


def test_where_too_little_else_is_left_nothing_is_taken_out(customers, rng):
    few = dict(list(customers.items())[:2])

    assert told({**few, "qq": rng.integers(1, 5, N)}, "qq")[0] == "feature"
    assert told({**customers, "qq": rng.integers(1, 5, N)}, "qq")[0] == "descriptor"


@pytest.mark.parametrize(
    ("values", "role"),
    [
        (lambda r: r.integers(101, 141, N), "descriptor"),  # branches, say
        (lambda r: r.integers(61, 99, N), "feature"),
        (lambda r: 10 * r.integers(11, 51, N), "feature"),  # rounded
        (lambda r: r.integers(101, 190, N), "feature"),  # too few customers for each
    ],
)
def test_long_numbers_that_repeat_often_may_be_codes(values, role, customers, rng):
    assert told({**customers, "qq": values(rng)}, "qq")[0] == role


@pytest.mark.parametrize(
    ("made", "role"),
    [
        (lambda x: x**2, "descriptor"),
        (lambda x: -np.sqrt(x), "descriptor"),
        (lambda x: x**2 * np.where(np.arange(N) == 9, 50, 1), "feature"),
        (lambda x: 3 * x + 7, "feature"),  # a copy, which is told with its formula
    ],
)
def test_what_puts_everybody_into_the_same_order_is_a_function(made, role, customers):
    income = customers["income"]

    assert told({**customers, "zz": made(income)}, "zz")[0] == role
    assert told({"zz": made(income), **customers}, "income")[0] == "feature"
