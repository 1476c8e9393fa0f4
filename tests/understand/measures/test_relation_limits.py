"""Do columns speak of one another exactly where they should, at each limit and beside it?"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.measures.clues import Clue
from finseg.understand.measures.relation_clues import find_relation_clues, sample_has_zeros
from finseg.understand.table_sample import TableSample
from tests.builders.tables import make_table

Found = list[tuple[str, str, str, str]]


def make_sample(columns: dict[str, Any]) -> TableSample:
    series = [pl.Series(n, list(v), dtype=pl.Float64) for n, v in columns.items()]
    return TableSample([look_at(s.name, s.name, read_column(s)) for s in series])


def find_clues(columns: dict[str, Any], **changes: dict[str, Any]) -> list[Clue]:
    columns = {n: list(map(float, v)) for n, v in columns.items()}
    table = make_table(columns, **changes)
    return list(find_relation_clues(make_sample(columns), table.columns))


def find(columns: dict[str, Any], **changes: dict[str, Any]) -> Found:
    """Find clues: column, facet, value and strength of each."""
    names = list(columns)
    clues = find_clues(columns, **changes)
    return [(names[c.place], c.facet, c.value, c.strength) for c in clues]


def explain(columns: dict[str, Any], **changes: dict[str, Any]) -> list[str]:
    return [str(c.why) for c in find_clues(columns, **changes)]


# ---- what is drawn on a limit -------------------------------------------------------------------

LIMIT = {"quantity": "limit", "scale": "thousands"}
BALANCE = {"quantity": "balance", "scale": "thousands"}
CARD: dict[str, dict[str, Any]] = {"limit": LIMIT, "balance": BALANCE}
OWED = [("balance", "owner", "owed", "strong")]
HELD = [("balance", "owner", "held", "hint")]


def make_card(rows: int = 40, above: int = 0) -> dict[str, list[float]]:
    """Make limits and what is drawn on them, nine tenths; the first are above."""
    limit = [1000.0 * (1 + i % 8) for i in range(rows)]
    balance = [top * 1.5 if i < above else top * 0.9 for i, top in enumerate(limit)]
    return {"limit": limit, "balance": balance}


@pytest.mark.parametrize(("rows", "found"), [(29, []), (30, OWED), (31, OWED)])
def test_thirty_rows_show_that_a_balance_is_drawn_on_a_limit(rows, found):
    assert find(make_card(rows), **CARD) == found


@pytest.mark.parametrize(
    ("above", "found"), [(0, OWED), (4, OWED), (8, OWED), (9, []), (19, []), (20, HELD)]
)
def test_a_balance_is_owed_up_to_two_in_a_hundred_above_and_held_from_five_on(above, found):
    assert find(make_card(400, above), **CARD) == found


def test_what_is_above_is_counted_in_the_reason():
    assert explain(make_card(400, 0), **CARD) == ["never above `limit`, as what is drawn on it"]
    (why,) = explain(make_card(400, 8), **CARD)
    assert "(in 392 of 400 rows)" in why
    assert explain(make_card(400, 40), **CARD) == ["often above `limit`: not drawn on it"]


def test_rows_without_one_of_the_two_are_not_counted():
    card = make_card(40)
    card["balance"][:5] = [float("nan")] * 5
    card["limit"][5:10] = [float("nan")] * 5

    assert find(card, **CARD) == OWED
    card["limit"][10:11] = [float("nan")]
    assert find(card, **CARD) == []


@pytest.mark.parametrize(("last", "found"), [(3001.0, OWED), (3000.0, []), (2999.0, [])])
def test_one_pair_in_twenty_would_be_above_by_chance_before_never_says_something(last, found):
    # Of 40 x 40 pairs, 39 + 38 are above, and three more with the last: 80.
    limit = [1000.0 * (40 - i) for i in range(40)]
    balance = [39_500.0, 38_500.0, last, *[500.0] * 37]

    assert find({"limit": limit, "balance": balance}, **CARD) == found


@pytest.mark.parametrize(("above", "found"), [(7, OWED), (8, [])])
def test_a_tenth_of_what_chance_would_put_above_may_be_there(above, found):
    card = make_card(400)  # of halves, 12 in 64 are above other limits
    card["balance"] = [v * (1.5 if i < above else 0.5) for i, v in enumerate(card["limit"])]

    assert find(card, **CARD) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"role": "feature"}, OWED),
        ({"role": "descriptor"}, OWED),
        ({"role": "outcome"}, []),
        ({"role": "protected"}, []),
        ({"role": "ignore"}, []),
        ({"kind": "category"}, []),
        ({"quantity": "none"}, []),
    ],
)
def test_only_numbers_that_describe_customers_are_held_against_one_another(change, found):
    card = make_card()

    assert find(card, **{**CARD, "balance": {**BALANCE, **change}}) == found
    if "quantity" not in change:
        assert find(card, **{**CARD, "limit": {**LIMIT, **change}}) == found


# ---- a span from the first to the last time ------------------------------------------------------

RECENCY: dict[str, dict[str, Any]] = {"recency": {"quantity": "recency"}}
SPAN = [("recency", "quantity", "", "strong"), ("recency", "direction", "", "strong")]


def make_span(rows: int = 60, zeros: int = 20, odd: int = 0) -> dict[str, list[float]]:
    """Make counts, and spans that are 0 where those are, but for the odd first."""
    count = [0.0 if i < zeros else 1.0 + i % 3 for i in range(rows)]
    span = [50.0 if i < odd else 0.0 if i < zeros else 10.0 + i % 40 for i in range(rows)]
    return {"recency": span, "frequency": count}


def test_a_recency_that_is_0_where_a_count_is_may_be_a_span():
    assert find(make_span(), **RECENCY) == SPAN
    (why, _) = explain(make_span(), **RECENCY)
    assert why.startswith("it is 0 exactly where `frequency` is 0: it may count from the first")
    assert find(make_span()) == []  # of no recency


@pytest.mark.parametrize(("odd", "found"), [(0, SPAN), (2, SPAN), (3, [])])
def test_two_in_a_hundred_of_the_zeros_may_be_odd(odd, found):
    assert find(make_span(300, 120, odd), **RECENCY) == found
    # The rarer of zeros and others counts.
    assert find(make_span(240, 120 + odd, odd), **RECENCY) == found


@pytest.mark.parametrize(("rows", "found"), [(29, []), (30, SPAN)])
def test_thirty_rows_show_a_span(rows, found):
    assert find(make_span(rows, 12), **RECENCY) == found


@pytest.mark.parametrize(("zeros", "there"), [(9, False), (10, True), (50, True), (51, False)])
def test_ten_zeros_and_ten_others_are_some(zeros, there):
    assert sample_has_zeros(make_sample({"a": make_span(60, zeros)["recency"]}), 0) is there
    assert find(make_span(60, zeros), **RECENCY) == (SPAN if there else [])


@pytest.mark.parametrize(("other", "there"), [(5.0, True), (-5.0, True)])
def test_zeros_may_be_the_lowest_or_the_highest(other, there):
    assert sample_has_zeros(make_sample({"a": [0.0] * 20 + [other] * 20}), 0) is there
    assert not sample_has_zeros(make_sample({"a": [other] * 40}), 0)


@pytest.mark.parametrize("role", ["feature", "descriptor", "outcome"])
def test_a_count_that_describes_nobody_is_no_sign_of_a_span(role):
    found = [] if role == "outcome" else SPAN

    assert find(make_span(), recency=RECENCY["recency"], frequency={"role": role}) == found
    assert find(make_span(), **RECENCY, frequency={"kind": "category"}) == []


def test_a_length_that_it_never_exceeds_is_named_too():
    table = make_span()
    table["tenure"] = [v + 1 for v in table["recency"]]

    (why, _) = explain(table, **RECENCY)
    assert "is 0 and never above `tenure`: it may count" in why
    table["tenure"] = table["recency"][::-1]
    (why, _) = explain(table, **RECENCY)
    assert "tenure" not in why
    table["tenure"] = [v + 100 for v in table["recency"]]  # by chance too it never is
    (why, _) = explain(table, **RECENCY)
    assert "tenure" not in why


# ---- small money ---------------------------------------------------------------------------------


def reach(top: float, low: float = 0.0) -> list[float]:
    """Make figures whose 1st and 99th percentiles are the ends."""
    return [low] * 3 + list(np.linspace(low, top, 35)) + [top] * 3


def small(name: str) -> Found:
    return [(name, "scale", "thousands", "hint"), (name, "scale", "", "hint")]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (reach(999.0), True),
        (reach(1000.0), False),
        (reach(1.0), True),
        (reach(10.0, -999.0), True),
        (reach(10.0, -1000.0), False),
        ([0.0] * 40, False),
    ],
)
@pytest.mark.parametrize("quantity", ["income", "loan", "debt", "savings", "property"])
def test_large_money_below_a_thousand_may_be_in_thousands(quantity, values, found):
    expected = small("a") if found else []

    assert find({"a": values}, a={"quantity": quantity}) == expected
    for stated in ("thousands", "lakhs", "standardised"):
        assert find({"a": values}, a={"quantity": quantity, "scale": stated}) == []
    assert find({"a": values}, a={"quantity": "age"}) == []


def test_the_reasons_for_thousands_name_the_quantity():
    assert explain({"a": reach(90.0)}, a={"quantity": "loan"}) == [
        "too small to be loan in single units",
        "the heading does not say in what it is counted",
    ]


@pytest.mark.parametrize(("top", "found"), [(999.0, True), (1000.0, False)])
def test_spending_is_counted_as_the_income_is(top, found):
    income = {"quantity": "income", "scale": "thousands"}
    spent = {"a": reach(top), "b": reach(20.0)}

    expected = small("b") if found else []
    assert find(spent, a=income, b={"quantity": "spending"}) == expected
    assert find(spent, a=income, b={"quantity": "age"}) == []
    assert find({"b": reach(20.0)}, b={"quantity": "spending"}) == []


# ---- unlike scales -------------------------------------------------------------------------------

INCOME, LOAN = {"quantity": "income"}, {"quantity": "loan"}
UNLIKE = [("loan", "scale", "", "strong"), ("income", "scale", "", "strong")]


def make_loans(ratio: float, rows: int = 31, gaps: int = 0) -> dict[str, list[float]]:
    """Make loans of so many incomes; those of the last are 0."""
    income = [20_000.0 * (1 + i % 7) for i in range(rows)]
    loan = [0.0 if i >= rows - gaps else one * ratio for i, one in enumerate(income)]
    return {"income": income, "loan": loan}


@pytest.mark.parametrize(
    ("ratio", "found"), [(0.051, []), (0.049, UNLIKE), (29.9, []), (30.1, UNLIKE), (1.0, [])]
)
def test_a_loan_of_less_than_a_twentieth_of_an_income_or_over_thirty_is_of_another_scale(
    ratio, found
):
    loans = make_loans(ratio)
    loans["loan"][0] = 5_000.0  # so that it is no small money

    assert find(loans, income=INCOME, loan=LOAN) == found


@pytest.mark.parametrize(
    ("ratio", "found"), [(12 * 0.051, []), (12 * 0.049, UNLIKE), (12 * 29.9, []), (361.0, UNLIKE)]
)
def test_incomes_of_a_month_count_twelvefold(ratio, found):
    assert find(make_loans(ratio), income={**INCOME, "per": "month"}, loan=LOAN) == found


@pytest.mark.parametrize(("gaps", "found"), [(0, UNLIKE), (1, UNLIKE), (2, [])])
def test_thirty_people_with_both_show_that_scales_are_unlike(gaps, found):
    assert find(make_loans(40.0, gaps=gaps), income=INCOME, loan=LOAN) == found


def test_scales_are_held_against_one_income_that_is_clustered_on():
    loans = make_loans(40.0)

    assert find(loans, income={**INCOME, "role": "descriptor"}, loan=LOAN) == []
    assert find(loans, income=INCOME, loan={**LOAN, "role": "descriptor"}) == UNLIKE
    two = {**loans, "wage": loans["income"]}
    assert find(two, income=INCOME, loan=LOAN, wage=INCOME) == []
    why = explain(loans, income=INCOME, loan=LOAN)
    assert why[0].startswith("beside `income` the figures are of another size")
    assert why[1].startswith("beside `loan` the figures are of another size")


# ---- points, and areas ---------------------------------------------------------------------------

POINTS = [("balance", facet, "", "strong") for facet in ("quantity", "owner", "direction", "scale")]


@pytest.mark.parametrize("quantity", ["balance", "savings"])
def test_a_balance_beside_points_and_no_bank_money_may_be_no_money(quantity):
    table = {"balance": reach(9000.0), "Bonus miles": reach(5000.0), "x": reach(7000.0)}

    assert find(table, balance={"quantity": quantity}) == POINTS
    assert find(table, balance={"quantity": "spending"}) == []
    for bank in ("income", "loan", "debt", "investment", "credit score"):
        assert find(table, balance={"quantity": quantity}, x={"quantity": bank}) == []
    del table["Bonus miles"]
    assert find(table, balance={"quantity": quantity}) == []


def test_a_figure_of_an_area_is_of_nobody():
    table = {"a": reach(7000.0), "b": reach(9000.0)}

    assert find(table, b={"reason_code": "area"}) == [("b", "whom", "area", "strong")]
    assert explain(table, b={"reason_code": "area"}) == ["made for a test"]
