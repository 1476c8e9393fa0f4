"""Is nothing told that rests on fewer customers than the limit?"""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finseg.document.said as said_module
from finseg.disclose.withhold import withhold
from finseg.document.said import (
    Amount,
    BesideLimit,
    Breakdown,
    Clause,
    ColumnName,
    Count,
    Customers,
    Exact,
    Example,
    Interval,
    Level,
    Limit,
    Money,
    Names,
    Number,
    Parts,
    Rounded,
    Said,
    Share,
    Value,
    clause,
    join_said,
    list_values,
    say,
)

LEAST = 5
RESTING = [
    lambda n: Amount(1234.0, "none", n),
    lambda n: BesideLimit(0.3, 0.31, "share", n),
    lambda n: Exact(9999.0, customers=n),
    lambda n: Interval(0.1, 0.2, customers=n),
    lambda n: Level("Gold", n),
    lambda n: Money(1234.0, customers=n),
    lambda n: Number(1.5, customers=n),
    lambda n: Rounded(1234.0, customers=n),
    lambda n: Share(0.3913, customers=n),
]


def write(text):
    return None if text is None else str(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 rows"),
        (1, "fewer than 5 rows"),
        (4, "fewer than 5 rows"),
        (5, "5 rows"),
        (6, "6 rows"),
    ],
)
def test_a_small_count_is_told_as_fewer_than_the_limit(number, shown):
    assert write(withhold(Customers(number, "row"), LEAST)) == shown


def test_a_count_of_columns_is_never_withheld():
    assert withhold(Count(1, "column"), LEAST) == Count(1, "column")


@pytest.mark.parametrize(
    ("members", "of", "shown"),
    [
        (0, 200, "0.0%"),
        (4, 200, "less than 2.5%"),
        (5, 200, "2.5%"),
        (150, 200, "75.0%"),
        (195, 200, "97.5%"),
        (196, 200, "more than 97.5%"),
        (200, 200, "100.0%"),
        (1, 1_000_000, "less than 0.1%"),
        (999_999, 1_000_000, "more than 99.9%"),
        (3, 8, "less than 62.5%"),
        (0, 4, None),
        (2, 4, None),
        (4, 4, None),
        (5, 5, "100.0%"),
    ],
)
def test_a_share_of_few_or_of_all_but_few_is_told_as_a_bound(members, of, shown):
    assert write(withhold(Share(members / of, of=of), LEAST)) == shown


def test_a_share_of_something_else_or_of_nobody_stays():
    for share in (Share(0.01), Share(0.0, of=0)):
        assert withhold(share, LEAST) == share
    assert write(withhold(Share(math.nan, of=3), LEAST)) == "–"


@pytest.mark.parametrize("make", RESTING)
def test_a_value_that_rests_on_few_is_hidden(make):
    assert withhold(make(4), LEAST) is None
    assert withhold(make(5), LEAST) == make(5)
    assert withhold(make(0), LEAST) == make(0)


def test_every_kind_of_value_that_knows_its_customers_is_covered():
    """A new kind of value with a count of customers must be hidden, too."""
    kinds = [
        kind
        for kind in vars(said_module).values()
        if isinstance(kind, type) and issubclass(kind, Value) and is_dataclass(kind)
    ]
    resting = {kind for kind in kinds if "customers" in {f.name for f in fields(kind)}}

    assert resting == {type(make(1)) for make in RESTING}


def test_an_example_takes_its_clause_with_it_and_else_the_statement():
    whole = say(
        "{n} have text{first}",
        n=Customers(9, "value"),
        first=clause("; for instance {one}", one=Example("47o15")),
    )

    assert write(withhold(whole, LEAST)) == "9 values have text"
    assert withhold(say("such as {one}", one=Example("47o15")), LEAST) is None


def test_a_hidden_part_of_a_list_goes_and_the_others_stay():
    spellings = join_said([Level("NA", 12), Level("n.b.", 1), Level("?", 6)], ", ")

    assert write(withhold(spellings, LEAST)) == "NA, ?"
    assert withhold(join_said([Level("NA", 1), Level("?", 2)], ", "), LEAST) is None


def test_a_clause_within_a_clause_goes_alone():
    inner = clause(", {v}", v=Level("Gold", 1))
    outer = clause("; {n}{inner}", n=Customers(7), inner=inner)

    assert write(withhold(say("Kept{outer}", outer=outer), LEAST)) == "Kept; 7 customers"


few = st.integers(0, 12)
single_values = st.one_of(
    few.map(lambda n: Customers(n, "row")),
    st.tuples(few, few).map(lambda t: Share(min(t) / max(*t, 1), of=max(t))),
    st.tuples(st.sampled_from(RESTING), few).map(lambda t: t[0](t[1])),
    few.map(lambda n: Example(f"secret{n}")),
    st.sampled_from(
        [Count(1, "column"), Limit(1.0, "none"), ColumnName("a"), Names(("a", "b")), "words"]
    ),
)


def place_values(inner):
    """Put values into statements, clauses and lists."""
    several = st.lists(inner, min_size=1, max_size=3)
    statements = several.map(
        lambda values: Said(
            " ".join(f"{{v{i}}}" for i in range(len(values))),
            tuple((f"v{i}", value) for i, value in enumerate(values)),
        )
    )
    return st.one_of(
        statements, statements.map(Clause), several.map(lambda values: Parts(tuple(values)))
    )


@given(st.recursive(single_values, place_values, max_leaves=12), st.integers(1, 10))
def test_nothing_that_rests_on_few_is_left_whatever_the_template(text, least):
    left = withhold(text, least)

    for value in [] if left is None else list_values(left):
        assert not isinstance(value, Example)
        base = value.number if isinstance(value, Customers) else getattr(value, "customers", None)
        assert base is None or not 0 < base < least
        if isinstance(value, Share) and value.of is not None:
            members = round(value.share * value.of)
            assert not 0 < members < least
            assert not 0 < value.of - members < least


@given(st.recursive(single_values, place_values, max_leaves=12), st.integers(1, 10))
def test_what_is_left_stays_as_it_is_when_asked_again(text, least):
    left = withhold(text, least)

    if left is not None:
        assert withhold(left, least) == left


@given(st.recursive(single_values.filter(lambda v: not isinstance(v, Example)), place_values))
def test_with_a_limit_of_one_customer_nothing_is_withheld(text):
    assert str(withhold(text, 1)) == str(text)


@pytest.mark.parametrize(
    ("number", "of", "shown"),
    [
        (395, 400, "395 values"),
        (396, 400, "more than 395 values"),
        (399, 400, "more than 395 values"),
        (400, 400, "400 values"),
        (3, 400, "fewer than 5 values"),
        (4, 6, "fewer than 5 values"),
        (5, 6, "more than 1 value"),
        (0, 4, "fewer than 5 values"),  # none of so few is no more than none
        (0, 5, "0 values"),
        (397, None, "397 values"),
    ],
)
def test_a_count_of_all_but_few_is_told_as_a_bound(number, of, shown):
    once = withhold(Customers(number, "value", of=of), LEAST)

    assert write(once) == shown
    assert once is not None
    assert write(withhold(once, LEAST)) == shown


@pytest.mark.parametrize("make_base", [np.int64, np.int32, np.float64, float, lambda n: n + 0.5])
def test_a_base_in_any_kind_of_number_is_compared(make_base):
    assert write(withhold(Share(3 / 400, of=make_base(400)), LEAST)) == "less than 1.2%"
    assert write(withhold(Customers(397, "row", of=make_base(400)), LEAST)) == "more than 395 rows"
    for make in RESTING:
        assert withhold(make(make_base(4)), LEAST) is None
        assert withhold(make(make_base(5)), LEAST) is not None


@pytest.mark.parametrize("base", [math.nan, math.inf])
def test_a_figure_cannot_rest_on_a_number_of_customers_that_is_none(base):
    for make in (*RESTING, lambda n: Share(0.5, of=n), lambda n: Customers(3, of=n)):
        with pytest.raises(ValueError, match="cannot rest"):
            make(base)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((25, 4), "a, b"),  # of 29 told, 25 would give 4 away
        ((25, 5), "25 a, 5 b"),
        ((30, 9, 4), "30 a, b, c"),  # the next smallest goes with it
        ((30, 4, 3), "a, b, c"),  # two small ones protect each other too little
        ((3,), "a"),
    ],
)
def test_a_count_of_few_goes_with_another_where_their_total_is_known(counts, shown):
    kinds = Breakdown(tuple(zip(counts, "abc", strict=False)))

    assert write(withhold(kinds, LEAST)) == shown
    assert write(withhold(kinds, 1)) == write(kinds)
