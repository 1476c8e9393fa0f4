"""Two debts are added up only where the rows show that neither is part of the other."""

from __future__ import annotations

import polars as pl
import pytest

from finseg import journey
from finseg.derive.same_debt import find_same_debts
from finseg.document.said import Text
from finseg.recommend.usable import drop_same_debts
from finseg.records.measure import Facet, Measure
from tests.builders.tables import make_table

N = 400


def debt(certainty="sure"):
    return Measure(
        quantity=Facet(value="debt", certainty=certainty),
        owner=Facet(value="owed", certainty=certainty),
    )


def pairs(certainty="sure", **values):
    columns = {name: {"measure": debt(certainty)} for name in values}
    dataset = make_table({name: list(v) for name, v in values.items()}, **columns)
    return [(one.part, one.whole) for one in find_same_debts(dataset)]


@pytest.mark.parametrize(("above", "same"), [(0.0, True), (0.01, True), (0.05, False)])
def test_what_is_hardly_ever_above_a_loan_may_be_part_of_it(rng, above, same):
    loan = rng.lognormal(9, 0.7, N)
    left = loan * rng.random(N)
    left[: int(above * N)] = 2 * loan[: int(above * N)]

    assert pairs(loan=loan, left=left) == ([("left", "loan")] if same else [])


def test_debts_of_their_own_are_added_and_what_is_given_is_settled(rng):
    loan, left = rng.lognormal(9, 0.7, N), rng.lognormal(8.5, 0.7, N)
    part = loan * rng.random(N)

    assert pairs(loan=loan, left=left) == []
    assert pairs("given", loan=loan, part=part) == []


def test_a_small_debt_that_never_reaches_a_large_one_is_no_part_of_it(rng):
    assert pairs(mortgage=rng.uniform(1e5, 3e5, N), card=rng.uniform(10, 900, N)) == []


def test_the_same_figures_twice_are_one_pair(rng):
    loan = rng.lognormal(9, 0.7, N)

    assert pairs(one=loan, two=loan.copy()) == [("one", "two")]


def test_whether_it_is_one_debt_is_asked_and_either_answer_ends_it(rng):
    loan = rng.lognormal(9, 0.7, N).round(2)
    customers = pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in range(N)],
            "loan_amount": loan,
            "outstanding_balance": (loan * rng.random(N)).round(2),
            "visits": rng.integers(0, 9, N),
        }
    )
    (question,) = [q for q in journey.check(customers).checked.questions if q.topic == "same debt"]

    assert question.columns == ("outstanding_balance", "loan_amount")
    for answer in question.answers:
        options = {c.path[1]: {c.path[2]: c.value} for c in answer.changes}
        told = journey.check(customers, settings={"understand": options}).checked.questions
        assert "same debt" not in [q.topic for q in told]


def test_no_sum_is_made_of_what_may_be_one_debt(rng):
    loan = rng.lognormal(9, 0.7, N)
    part = loan * rng.random(N)
    dataset = make_table(
        {"loan": list(loan), "left": list(part)}, loan={"measure": debt()}, left={"measure": debt()}
    )
    holders = {"debt": list(dataset.columns)}
    unusable: dict[str, Text] = {}

    silent = drop_same_debts(dataset, holders, {}, unusable)

    assert holders["debt"] == []
    assert set(silent) == {"loan", "left"}
    assert "may be part of it" in str(unusable["debt"])


@pytest.mark.parametrize(("rows", "same"), [(30, True), (29, False)])
def test_thirty_customers_who_owe_both_are_needed(rows, same):
    whole = [100.0 + i for i in range(rows)] + [200.0, None, 300.0]
    part = [99.0 + i for i in range(rows)] + [0.0, 5.0, None]

    assert (pairs(part=part, whole=whole) == [("part", "whole")]) is same


@pytest.mark.parametrize(("above", "same"), [(2, True), (3, False)])
def test_two_in_a_hundred_may_owe_more_than_the_whole(above, same):
    whole = [100.0 + i for i in range(100)]
    part = [900.0] * above + [90.0 + i for i in range(100 - above)]

    assert (("part", "whole") in pairs(part=part, whole=whole)) is same


@pytest.mark.parametrize(("reaching", "same"), [(10, True), (8, False)])
def test_what_would_hardly_ever_be_above_by_chance_is_no_part(reaching, same):
    """So many of the parts are above 190 of the 200 wholes: .0475 and .038 of all pairs."""
    whole = [100.0] * 190 + [1_000.0] * 10
    part = [500.0] * reaching + [10.0] * (200 - reaching)

    found = pairs(part=part[::-1], whole=whole)

    assert (found == [("part", "whole")]) is same


@pytest.mark.parametrize(("reaching", "same"), [(6, True), (5, False)])
def test_of_few_customers_five_must_be_expected_above_by_chance(reaching, same):
    """Above 34 of 40 wholes: 5.1 and 4.25 rows are expected, a tenth of them all."""
    whole = [100.0] * 34 + [1_000.0] * 6
    part = [500.0] * reaching + [10.0] * (40 - reaching)

    found = pairs(part=part[::-1], whole=whole)

    assert (found == [("part", "whole")]) is same


def test_amounts_and_plans_that_are_no_debts_are_left_alone(rng):
    loan = rng.lognormal(9, 0.7, N)
    values = {"loan": list(loan), "left": list(loan * rng.random(N))}

    def found(**changes):
        columns = {"loan": {"measure": debt()}, "left": {"measure": debt(), **changes}}
        return [(one.part, one.whole) for one in find_same_debts(make_table(values, **columns))]

    assert found() == [("left", "loan")]
    assert found(role="descriptor") == [("left", "loan")]
    assert found(role="ignore") == []
    assert found(measure=debt("open")) == []
    held = Measure(
        quantity=Facet(value="savings", certainty="sure"),
        owner=Facet(value="held", certainty="sure"),
    )
    assert found(measure=held) == []
    assert found(measure=debt("given")) == []


def test_each_part_has_one_whole_and_a_part_may_be_the_whole_of_another(rng):
    loan = rng.lognormal(9, 0.7, N)
    left = loan * rng.uniform(0.5, 1, N)
    due = left * rng.uniform(0.4, 1, N)

    assert pairs(due=due, left=left, loan=loan) == [("due", "left"), ("left", "loan")]


@pytest.mark.parametrize(("reaching", "same"), [(16, False), (17, True)])
def test_just_four_in_a_hundred_above_by_chance_are_too_few(reaching, same):
    """Above half of 200 wholes: .04 and .0425 of all pairs."""
    whole = [100.0] * 100 + [1_000.0] * 100
    part = [500.0] * reaching + [10.0] * (200 - reaching)

    assert (pairs(part=part[::-1], whole=whole) == [("part", "whole")]) is same
