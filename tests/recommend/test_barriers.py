"""Affordability, negative market and eligibility: on both sides of each limit, and at it."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.recommend.barriers import (
    AFFORDABLE,
    Barriers,
    describe_barrier,
    find_barriers,
    find_credit_limit,
    find_product_tests,
    find_stretched_customers,
    get_affordability_limits,
)
from finseg.recommend.conditions import Bench, describe_condition
from finseg.recommend.metrics import Metrics
from finseg.recommend.products import Product
from finseg.records.offers import Barrier, Metric
from finseg.records.offers import Test as Condition
from finseg.settings import AffordabilitySettings, RecommendSettings, Settings
from tests.builders.products import catalogue_of

UNITS = {"utilisation": "share", "debt service": "share", "credit score": "score", "age": "years"}


def bench(**figures):
    """Make a bench of figures; the name of a figure is written with underscores."""
    made = {
        name: Metric(
            name=name,
            label=name,
            unit=UNITS.get(name, "none"),  # type: ignore[arg-type]
            columns=(name,),
            values=np.array(values, float),
        )
        for name, values in ((key.replace("_", " "), v) for key, v in figures.items())
    }
    rows = len(next(iter(made.values())).values)
    return Bench(Metrics(found=made, unusable={}), rows)


def product(**changes) -> Product:
    made = {
        "name": "Loan", "kind": "credit", "what": "money",
        "target": [{"measure": "income", "at_least": 1}], **changes,
    }  # fmt: skip
    return catalogue_of([made]).products[0]


def barred(own, on, settings=None):
    settings = settings or RecommendSettings()
    found = find_barriers(find_product_tests(own, on, settings), on, settings)
    return [
        (Barrier(k).name, b) for k, b in zip(found.kind.tolist(), found.by.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("figures", "limit", "place"),
    [
        ({"loan_to_income": [0.49, 0.5, 0.51]}, Barrier.OVER_LIMIT, 1),
        ({"utilisation": [0.79, 0.8, 0.81]}, Barrier.OVER_LIMIT, 3),
        ({"debt_service": [0.39, 0.4, 0.41]}, Barrier.OVER_LIMIT, 4),
    ],
)
def test_a_figure_at_its_limit_still_gets_credit_and_beyond_it_none(figures, limit, place):
    assert barred(product(), bench(**figures)) == [("NONE", 0), ("NONE", 0), (limit.name, place)]


def test_the_score_floor_itself_is_enough():
    on = bench(credit_score=[549, 550, 551])

    assert barred(product(), on) == [("SCORE_FLOOR", 0), ("NONE", 0), ("NONE", 0)]


def test_a_secured_loan_may_reach_four_and_a_half_incomes():
    on = bench(secured_loan_to_income=[4.49, 4.5, 4.51], loan_to_income=[0.4, 0.6, 0.4])

    assert barred(product(secured=True), on) == [("NONE", 0), ("NONE", 0), ("OVER_LIMIT", 2)]
    assert barred(product(), on) == [("NONE", 0), ("OVER_LIMIT", 1), ("OVER_LIMIT", 2)]


def test_what_a_credit_adds_counts_against_the_limit():
    adding = product(adds={"loan_to_income": 0.2, "debt_service": 0.1})
    on = bench(loan_to_income=[0.29, 0.3, 0.31, 0.1], debt_service=[0.1, 0.3, 0.1, 0.31])

    assert barred(adding, on) == [
        ("NONE", 0), ("NONE", 0), ("OVER_LIMIT", 1), ("OVER_LIMIT", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "name", "values"),
    [
        ("loan_to_income", "loan to income", [0.25, 0.35]),
        ("utilisation", "utilisation", [0.25, 0.35]),
        ("debt_service", "debt service", [0.25, 0.35]),
    ],
)
def test_settings_and_catalogue_move_the_limit_and_the_stricter_counts(key, name, values):
    on = bench(**{key: values})
    place = AFFORDABLE.index(name)
    own, loose = (
        Settings().change_section("recommend.affordability", **{key: limit}).recommend
        for limit in (0.3, 0.9)
    )

    assert barred(product(), on) == [("NONE", 0)] * 2
    assert barred(product(), on, own) == [("NONE", 0), ("OVER_LIMIT", place)]
    assert barred(product(limits={key: 0.3}), on, loose) == [("NONE", 0), ("OVER_LIMIT", place)]
    assert barred(product(limits={key: 0.9}), on, own) == [("NONE", 0), ("OVER_LIMIT", place)]


def test_the_higher_of_two_score_floors_counts():
    on = bench(credit_score=[580, 640])
    own = RecommendSettings(affordability=AffordabilitySettings(score_floor=600))

    assert barred(product(), on, own) == [("SCORE_FLOOR", 0), ("NONE", 0)]
    assert barred(product(limits={"score_floor": 650}), on, own) == [("SCORE_FLOOR", 0)] * 2
    assert barred(product(limits={"score_floor": 400}), on, own)[0] == ("SCORE_FLOOR", 0)


def test_a_secured_limit_of_the_settings_is_for_secured_loans_alone():
    on = bench(loan_to_income=[0.5, 2.0, 3.5])
    own = AffordabilitySettings(secured_loan_to_income=3.0)

    assert find_credit_limit(product(secured=True), "loan to income", on, own) == 3.0
    assert find_credit_limit(product(), "loan to income", on, own) == 0.5
    assert find_credit_limit(product(), "debt service", on, own) is None
    assert barred(product(secured=True), on, RecommendSettings(affordability=own)) == [
        ("NONE", 0), ("NONE", 0), ("OVER_LIMIT", 1),
    ]  # fmt: skip


def test_a_figure_that_a_customer_lacks_forbids_credit_after_what_is_known():
    on = bench(credit_score=[700, np.nan, np.nan], utilisation=[np.nan, 0.2, 0.9])

    assert barred(product(), on) == [
        ("AFFORDABILITY_UNKNOWN", 3), ("AFFORDABILITY_UNKNOWN", 0), ("OVER_LIMIT", 3),
    ]  # fmt: skip


def test_what_is_no_credit_keeps_to_no_limit_of_affordability():
    on = bench(credit_score=[300], utilisation=[2.0])

    assert barred(product(kind="deposit"), on) == [("NONE", 0)]


def test_the_condition_that_forbids_is_kept_and_the_negative_market_goes_first():
    own = product(
        kind="deposit",
        eligible=[{"measure": "age", "at_least": 18}, {"measure": "income", "at_least": 10}],
        negative=[{"measure": "age", "at_least": 75}, {"measure": "utilisation", "at_least": 0.3}],
    )
    on = bench(
        age=[17, 18, 75, 40, 40, np.nan, 40],
        income=[5, 10, 5, 9, 20, 20, np.nan],
        utilisation=[0.1, 0.29, 0.1, 0.1, 0.3, 0.1, 0.1],
    )

    assert barred(own, on) == [
        ("NOT_ELIGIBLE", 0), ("NONE", 0), ("NEGATIVE", 0), ("NOT_ELIGIBLE", 1), ("NEGATIVE", 1),
        ("NEGATIVE_UNKNOWN", 0), ("ELIGIBLE_UNKNOWN", 1),
    ]  # fmt: skip


def test_who_is_over_a_limit_today_is_stretched_and_at_the_limit_not():
    on = bench(loan_to_income=[0.5, 0.51, 0.1], utilisation=[0.1, 0.1, 0.8])

    assert find_stretched_customers(on, AffordabilitySettings()).tolist() == [False, True, False]
    lower = AffordabilitySettings(utilisation=0.7)
    assert find_stretched_customers(on, lower).tolist() == [False, True, True]


def test_each_limit_of_the_settings_is_the_limit_of_its_own_figure():
    own = AffordabilitySettings(
        loan_to_income=1, secured_loan_to_income=2, utilisation=3, debt_service=4
    )

    assert list(get_affordability_limits(own).items()) == [
        ("loan to income", 1.0), ("secured loan to income", 2.0), ("utilisation", 3.0),
        ("debt service", 4.0),
    ]  # fmt: skip


def test_the_most_frequent_barrier_is_counted_with_its_condition():
    kind = np.array([0, 8, 9, 9, 9, 8, 8], np.int8)
    by = np.array([0, 0, 0, 1, 1, 1, 0], np.int8)

    assert Barriers(kind=kind, by=by).find_most_frequent() == (Barrier.NEGATIVE, 0, 2)
    kind[2], by[2] = 9, 1
    assert Barriers(kind=kind, by=by).find_most_frequent() == (Barrier.NOT_ELIGIBLE, 1, 3)


NEGATIVE = Condition(measure="utilisation", code="", unit="share", at_least=0.3)
ELIGIBLE = Condition(measure="income", code="", unit="currency", at_least=25_000)


@pytest.mark.parametrize(
    ("barrier", "by", "expected"),
    [
        (Barrier.NONE, 0, ""),
        (Barrier.REFUSED, 0, "opted out"),
        (Barrier.CONSENT_UNKNOWN, 0, "consent unknown"),
        (Barrier.HELP_FIRST, 0, "help with debts goes first"),
        (Barrier.BESIDE, 0, "excluded by another offer"),
        (Barrier.SCORE_FLOOR, 0, "credit score below the floor"),
        (Barrier.OVER_LIMIT, 4, "debt service would be over its limit"),
        (Barrier.AFFORDABILITY_UNKNOWN, 3, "utilisation not known"),
        (Barrier.NEGATIVE, 0, "not for customers who use 30% or more of their limit"),
        (Barrier.NEGATIVE_UNKNOWN, 0, "utilisation not known"),
        (Barrier.NOT_ELIGIBLE, 0, "only for customers whose income is 25K or more"),
        (Barrier.ELIGIBLE_UNKNOWN, 0, "income not known"),
        (Barrier.SEGMENT, 0, "not for this segment"),
    ],
)
def test_every_barrier_is_said_in_plain_words(barrier, by, expected):
    text = describe_barrier(barrier, by, [ELIGIBLE], [NEGATIVE])

    assert write_text(text, Numbers()).replace("25,000", "25K") == expected
    assert not set(str(text)) & set(";("), "campaigns read it up to these marks"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"at_most": 70}, "whose age is 70 or less"),
        ({"at_least": 18, "at_most": 70}, "whose age is 18 or more and 70 or less"),
        ({"over": 70}, "whose age is more than 70"),
        ({"above": (0.6, 51.0)}, "whose age is higher than that of 60% of all customers"),
        ({"below": (0.25, 30.0)}, "whose age is lower than that of 75% of all customers"),
    ],
)
def test_a_condition_says_which_customers_it_means(limits, expected):
    test = Condition(measure="age", code="", **limits)

    assert str(describe_condition(test)) == expected


@pytest.mark.parametrize(
    ("changes", "columns", "lacking"),
    [
        ({}, {"income": [1]}, [(("credit score", "loan to income", "utilisation", "debt service"),
                                True)]),
        ({}, {"income": [1], "credit_score": [700]}, []),
        ({}, {"savings": [1], "credit_score": [700]}, [(("income",), False)]),
        (
            {"eligible": [{"measure": "age", "at_least": 18}]},
            {"income": [1]},
            [(("age",), False)],
        ),
        (
            {"eligible": [{"measure": "age", "at_least": 18, "if_known": True}]},
            {"income": [1], "utilisation": [0.1]},
            [],
        ),
        (
            {"adds": {"debt_service": 0.1}},
            {"income": [1], "credit_score": [700]},
            [(("debt service",), False)],
        ),
        (
            {"adds": {"debt_service": 0.1, "loan_to_income": 0.2}},
            {"income": [1], "credit_score": [700]},
            [(("loan to income", "debt service"), False)],
        ),
        (
            {"adds": {"debt_service": 0.1, "loan_to_income": 0.2}},
            {"income": [1], "secured_loan_to_income": [0.1]},
            [],
        ),
        ({"kind": "deposit"}, {"income": [1]}, []),
    ],
)  # fmt: skip
def test_a_product_lacks_what_the_table_cannot_tell(changes, columns, lacking):
    asked = find_product_tests(product(**changes), bench(**columns), RecommendSettings())

    assert [(m.metrics, m.for_affordability) for m in asked.missing] == lacking


def test_being_over_each_limit_that_the_table_tells_is_a_reason_for_help_and_stands_first():
    own = product(kind="advice", stretched=True)
    asked = find_product_tests(
        own, bench(income=[1], utilisation=[0.1], debt_service=[0.1]), RecommendSettings()
    )

    assert [(t.measure, t.over, t.code, t.unit) for t in asked.reasons] == [
        ("utilisation", 0.8, "utilisation>0.8", "share"),
        ("debt service", 0.4, "debt service>0.4", "share"),
        ("income", None, "income>=1", "none"),
    ]
    plain = find_product_tests(product(), bench(income=[1], utilisation=[0.1]), RecommendSettings())
    assert [t.code for t in plain.reasons] == ["income>=1"]


def test_a_pledge_changes_which_limit_a_catalogue_s_own_is_for():
    on = bench(loan_to_income=[1], secured_loan_to_income=[1], utilisation=[0.1])
    own, limits = AffordabilitySettings(), {"limits": {"loan_to_income": 0.3}}

    assert find_credit_limit(product(**limits), "loan to income", on, own) == 0.3
    assert find_credit_limit(product(**limits), "secured loan to income", on, own) == 4.5
    pledged = product(secured=True, **limits)
    assert find_credit_limit(pledged, "loan to income", on, own) is None
    assert find_credit_limit(pledged, "secured loan to income", on, own) == 0.3
    assert find_credit_limit(pledged, "utilisation", on, own) == 0.8


def test_what_is_chosen_of_barriers_keeps_kind_and_place_together():
    some = Barriers(kind=np.array([0, 8, 9], np.int8), by=np.array([0, 1, 2], np.int8))

    kept = some.select(np.array([False, True, True]))

    assert (kept.kind.tolist(), kept.by.tolist()) == ([8, 9], [1, 2])
    assert some.is_free.tolist() == [True, False, False]
