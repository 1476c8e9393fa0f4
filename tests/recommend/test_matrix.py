"""What a cell of the matrix says, and from which figure on."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.said import Share, list_values
from finseg.recommend.barriers import Asked, Barriers
from finseg.recommend.matrix import (
    describe_main_barrier,
    describe_mean_breach,
    describe_strained_share,
)
from finseg.records.offers import Barrier
from finseg.records.offers import Test as Condition
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered
from tests.recommend.test_barriers import bench, product

EVERYBODY = np.ones(40, bool)


def spread(mean, by=0.01):
    """Make 40 figures about a mean; the 95 % interval is about ± 0.31 of `by`."""
    return mean + by * np.where(np.arange(40) % 2, 1, -1)


@pytest.mark.parametrize(
    ("mean", "beyond"), [(0.45, False), (0.5, False), (0.502, False), (0.504, True), (0.6, True)]
)
def test_a_segment_is_over_a_limit_with_the_whole_interval_of_its_mean(mean, beyond):
    on = bench(loan_to_income=spread(mean))

    said = describe_mean_breach(on, "loan to income", 0.5, EVERYBODY)

    assert bool(said) is beyond
    assert not said or str(said).endswith("over the limit of 0.5")


@pytest.mark.parametrize(
    ("mean", "beyond"), [(560, False), (550, False), (548, False), (546, True), (504, True)]
)
def test_a_segment_is_below_the_floor_with_the_whole_interval_of_its_mean(mean, beyond):
    on = bench(credit_score=spread(mean, by=10.0))

    said = describe_mean_breach(on, "credit score", 550, EVERYBODY)

    assert bool(said) is beyond
    assert not said or str(said).endswith("below the floor of 550")


def test_a_mean_is_that_of_the_segment_and_of_those_whose_figure_is_known():
    values = np.concatenate([spread(0.9)[:20], spread(0.1)[:10], [np.nan] * 10])
    on = bench(loan_to_income=values)
    first = np.arange(40) < 20

    assert "mean loan to income 0.900 (" in str(
        describe_mean_breach(on, "loan to income", 0.5, first)
    )
    assert describe_mean_breach(on, "loan to income", 0.5, ~first) == ""
    assert describe_mean_breach(on, "loan to income", 0.5, np.arange(40) >= 30) == ""


def test_the_share_over_a_limit_is_one_of_the_segment():
    assert str(describe_strained_share(3, 8)) == "37.5% of them are over a limit of affordability"
    assert "none" in str(describe_strained_share(0, 8))
    assert describe_strained_share(None, 8) == ""
    assert describe_strained_share(0, 0) == ""


def test_the_reason_most_frequent_among_those_who_may_not_is_named_with_its_share():
    tests = (
        Condition(measure="age", code="", at_least=18),
        Condition(measure="age", code="", at_most=70),
    )
    asked = Asked(product=product(), reasons=(), eligible=tests, negative=(), missing=())
    kind = np.array([Barrier.NONE] + [Barrier.NOT_ELIGIBLE] * 9, np.int8)
    by = np.array([0] + [0] * 3 + [1] * 6, np.int8)

    said = describe_main_barrier(asked, Barriers(kind=kind, by=by))

    assert str(said) == (
        "only 10.0% of 10 customers may have it; the most frequent reason: only for customers "
        "whose age is 70 or less (60.0%)"
    )
    assert all(v.of == 10 for v in list_values(said) if isinstance(v, Share))
    nobody = Barriers(kind=kind[1:], by=by[1:])
    assert str(describe_main_barrier(asked, nobody)).startswith("none of 9 customers may have it")


HELP = {
    "name": "Help", "kind": "advice", "what": "help", "stretched": True, "target": [],
    "need": [{"says": "trade", "axis": "trading", "at_least": 0.5}],
}  # fmt: skip


@pytest.mark.parametrize(("over", "stance"), [(50, "target"), (45, "target"), (40, "neutral")])
def test_help_is_for_a_segment_of_which_surely_a_third_is_over_a_limit(over, stance):
    loans = np.array([9e3] * over + [1e3] * (100 - over) + [1e3] * 50)
    columns = {"Annual_Income": np.full(150, 1e4), "Loan_Amount": loans}
    segment = np.array([0] * 100 + [1] * 50)

    cells = offered(dataset(columns, {}), segment, catalogue_of([HELP]), Settings()).cells

    assert cells[0].stance == stance
    assert str(cells[0].reasons[0]).startswith(f"{over}.0% of them are over a limit")
    assert "none of them" in str(cells[1].reasons[0])


TRADE = {"says": "trade", "axis": "trading", "at_least": 0.5}
FUND = {
    "name": "Fund", "kind": "investment", "what": "x",
    "target": [{"measure": "income", "at_least": 1}],
}  # fmt: skip


def cells_of(product, **columns):
    made = {"Annual_Income": np.full(150, 1e4), **columns}
    segment = np.array([0] * 100 + [1] * 50)
    return offered(dataset(made, {}), segment, catalogue_of([product]), Settings()).cells


def test_a_product_without_a_need_is_neutral_without_a_word():
    first, second = cells_of(FUND)

    assert (first.stance, first.reasons, first.eligible) == ("neutral", (), 1.0)
    assert second.reasons == ()
    (said,) = cells_of({**FUND, "need": [TRADE, {**TRADE, "says": "save"}]})[0].reasons
    assert str(said) == "no column tells whether they trade or save"


def test_a_product_that_lacks_a_figure_is_unknown_and_says_each():
    lacking = {**FUND, "eligible": [{"measure": m, "at_least": 1} for m in ("tenure", "savings")]}
    first, _ = cells_of(lacking)

    assert (first.stance, first.eligible) == ("unknown", 0.0)
    assert [str(r) for r in first.reasons] == ["the table has no tenure, no savings"]


def test_no_credit_is_for_a_segment_whose_mean_is_beyond_a_limit_whatever_the_pledge():
    loans = np.array([9e3] * 100 + [1e3] * 50) + 10 * (np.arange(150) % 2)
    loan = {**FUND, "name": "Loan", "kind": "credit"}

    first, second = cells_of(loan, Loan_Amount=loans)
    assert (first.stance, second.stance) == ("not for", "neutral")
    assert str(first.reasons[0]).startswith("mean loan to income (Loan_Amount ÷ Annual_Income)")
    assert (first.eligible, second.eligible) == (0.0, 1.0)
    pledged, _ = cells_of({**loan, "secured": True}, Loan_Amount=loans)
    assert pledged.stance == "not for"
    assert pledged.eligible == 1.0
    deposit, _ = cells_of(FUND, Loan_Amount=loans)
    assert deposit.stance == "neutral"
