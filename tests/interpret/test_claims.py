"""Does a claim hold exactly where its whole interval does, and is its figure the right one?"""

from __future__ import annotations

import math

import pytest

from finseg.document.numbers import Numbers
from finseg.document.said import BesideLimit, Number, Share, list_values
from finseg.interpret.claims import (
    HELD,
    WEAK,
    describe_axis_position,
    describe_holder_share,
    find_most_held_column,
    weigh_archetype,
    weigh_claim,
)
from finseg.interpret.lexicon import Archetype, ClaimRule
from finseg.records.interpretation import MARKER
from tests.builders.segments import make_subject, make_trait

RUPEES = Numbers(locale="en-IN", currency="INR")


def weigh(subject, **rule):
    return weigh_claim(ClaimRule(says="W", axis="income", **rule), subject)


@pytest.mark.parametrize(
    ("rule", "low", "high", "holds"),
    [
        ({"at_least": 0.4}, 0.4, 0.6, True),
        ({"at_least": 0.4}, 0.399, 0.6, False),
        ({"at_most": 0.6}, 0.4, 0.6, True),
        ({"at_most": 0.6}, 0.4, 0.601, False),
        ({"at_least": 0.4}, math.nan, math.nan, False),
        ({"at_least": 0.3, "at_most": 0.5}, 0.4, 0.6, False),
    ],
)
def test_a_limit_holds_for_the_whole_interval_and_at_itself(rule, low, high, holds):
    subject = make_subject({"income": [make_trait("pay", low=low, high=high)]})

    assert weigh(subject, **rule).holds is holds


@pytest.mark.parametrize(
    ("between", "holds"),
    [
        ((98.62, 101.38), False),  # 100 ± 1.96 · 10 / √200 = 98.614 … 101.386
        ((98.61, 101.39), True),
        ((98.61, 101.38), False),
        ((98.62, 101.39), False),
    ],
)
def test_a_range_is_of_the_mean_with_its_interval_in_the_column_s_own_unit(between, holds):
    subject = make_subject({"income": [make_trait("pay")]})

    assert weigh(subject, between=between).holds is holds


@pytest.mark.parametrize(
    ("surplus", "holds"),
    [
        ({("income", "debt"): 0.01}, True),
        ({("income", "debt"): 0.0}, False),
        ({("debt", "income"): 5.0}, False),
        ({}, False),
    ],
)
def test_more_of_one_than_of_another_needs_the_whole_interval_of_the_difference(surplus, holds):
    traits = {"income": [make_trait("pay")], "debt": [make_trait("loan", mean=60.0)]}

    claim = weigh(make_subject(traits, surplus=surplus), more_than="debt")

    assert claim.holds is holds
    assert claim.more_than == ("loan",)


@pytest.mark.parametrize(
    ("zero", "missing", "share", "holds"),
    [
        (0.05, 0.0, 0.95, True),
        (0.051, 0.0, 0.949, False),
        (0.02, 0.05, 0.931, False),
        (0.0, 0.05, 0.95, True),
    ],
)
def test_nearly_all_must_have_some_of_it_zeros_and_gaps_counted(zero, missing, share, holds):
    subject = make_subject({"income": [make_trait("pay", zero_share=zero, missing_share=missing)]})

    assert HELD == 0.95
    column, found = find_most_held_column("income", subject.traits)
    assert column == "pay"
    assert found == pytest.approx(share)
    assert weigh(subject, held=True).holds is holds


def test_the_column_that_most_have_something_of_is_quoted_as_a_share_of_the_segment():
    own = [
        make_trait("rare", zero_share=0.7, present=190, missing_share=0.05),
        make_trait("common", zero_share=0.2, present=160, missing_share=0.2),
    ]

    figure = describe_holder_share("income", make_subject({"income": own})).figure

    assert str(figure) == "64.0% of them have some common"  # (1 − 0.2) · (1 − 0.2)
    (share,) = (v for v in list_values(figure) if isinstance(v, Share))
    assert share.of == 200  # 160 of them have a value


def test_an_archetype_needs_all_its_axes_and_all_its_claims():
    rules = (
        ClaimRule(says="A", axis="income", at_least=0.4),
        ClaimRule(says="B", axis="debt", at_most=-0.3),
    )
    archetype = Archetype(name="X", direction={"income": 1.0}, claims=rules)
    debt = make_trait("loan", deviation=-0.5, low=-0.6, high=-0.4, mean=60.0, median=40.0)
    income = make_trait("pay")

    both = weigh_archetype(archetype, make_subject({"income": [income], "debt": [debt]}))

    assert [c.says for c in both or ()] == ["A", "B"]
    assert weigh_archetype(archetype, make_subject({"income": [income]})) is None
    above = make_subject({"income": [income], "debt": [make_trait("loan")]})
    assert weigh_archetype(archetype, above) is None


def test_a_claim_quotes_segment_and_population_and_says_on_how_many_each_rests():
    everyone = {"income": [make_trait("pay", mean=80.0, present=1_000, zero_share=0.25)]}
    own = make_trait("pay", mean=120.0, present=200, zero_share=0.985)

    evidence = describe_axis_position("income", make_subject({"income": [own]}, everyone))

    assert evidence.figure.write(RUPEES) == (
        "pay averages ₹120 against ₹80 for all customers, +0.50 sd (+0.40 … +0.60)"
    )
    assert evidence.middle == "mean"
    amounts = [v for v in list_values(evidence.figure) if isinstance(v, BesideLimit)]
    assert [(v.value, v.customers) for v in amounts] == [(120.0, 3), (80.0, 750)]
    effects = [v for v in list_values(evidence.figure) if isinstance(v, Number)]
    assert {v.customers for v in effects} == {200}
    assert all(v.signed for v in effects)


def test_where_the_means_point_the_other_way_the_medians_are_quoted_with_half_the_customers():
    own = make_trait("pay", mean=70.0, median=90.0, present=201)
    everyone = {"income": [make_trait("pay", mean=80.0, median=75.0, present=1_001)]}

    evidence = describe_axis_position("income", make_subject({"income": [own]}, everyone))

    assert evidence.middle == "median"
    amounts = [v for v in list_values(evidence.figure) if isinstance(v, BesideLimit)]
    assert [(v.value, v.customers) for v in amounts] == [(90.0, 100), (75.0, 500)]


def test_means_are_quoted_where_neither_means_nor_medians_go_along():
    own = make_trait("pay", mean=80.0, median=70.0)

    evidence = describe_axis_position("income", make_subject({"income": [own]}))

    assert evidence.middle == "mean"
    assert "averages 80 against 80" in str(evidence.figure)


@pytest.mark.parametrize(("value", "weak"), [(WEAK, False), (0.349, True), (-0.349, True)])
def test_a_small_difference_is_called_weak(value, weak):
    subject = make_subject(
        {"income": [make_trait("pay", deviation=value)]}, bands={"income": (value, 0.1, 0.6)}
    )

    assert ("weak" in str(describe_axis_position("income", subject).figure)) is weak


@pytest.mark.parametrize(("high", "told"), [(-MARKER, True), (-0.249, False)])
def test_a_column_that_points_elsewhere_is_named_only_where_that_is_sure(high, told):
    own = [
        make_trait("pay", deviation=1.5),
        make_trait("rent", deviation=-0.3, low=-0.4, high=high),
    ]
    subject = make_subject({"income": own}, bands={"income": (0.6, 0.5, 0.7)})

    said = str(describe_axis_position("income", subject).figure)

    assert ("but rent −0.30 sd" in said) is told
    assert "2 columns of income on average +0.60 sd (+0.50 … +0.70)" in said


@pytest.mark.parametrize(("value", "near"), [(WEAK, False), (0.349, True)])
def test_money_of_two_axes_is_added_up_by_axis_whatever_its_unit(value, near):
    traits = {
        "income": [make_trait("pay", mean=100.0), make_trait("rent", mean=2.0, unit="thousands")],
        "debt": [make_trait("loan", mean=60.0, zero_share=0.9)],
    }
    subject = make_subject(traits, bands={"income": (value, 0.1, 0.6)})

    figure = weigh(subject, more_than="debt").figure

    assert figure.write(RUPEES).startswith("pay + rent average ₹2.1K against ₹60 of loan")
    assert ("near the average" in str(figure)) is near
    amounts = [v for v in list_values(figure) if isinstance(v, BesideLimit)]
    assert [(v.value, v.customers) for v in amounts] == [(2_100.0, 200), (60.0, 20)]


def test_an_axis_without_money_has_no_sum():
    subject = make_subject({"income": [make_trait("age", unit="years")]})

    assert math.isnan(subject.sum_money("income"))
