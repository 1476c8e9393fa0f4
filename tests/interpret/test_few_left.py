"""Is a share told to the digit only where it leaves enough customers, and of whom is it one?"""

from __future__ import annotations

import math

import pytest

from finseg.document.said import Number, Share, list_values
from finseg.interpret.claims import (
    bears_out,
    describe_column_position,
    describe_holder_share,
    describe_lack,
    is_yes_no,
)
from finseg.records.interpretation import Trait
from tests.builders.segments import make_subject, make_trait
from tests.interpret.test_levels_told import level_trait


def yes_no(share, present=400, column="has_card"):
    return Trait(
        column=column,
        unit="none",
        mean=share,
        median=float(share > 0.5),
        p25=0.0,
        p75=1.0,
        deviation=share - 0.3,
        sd=math.sqrt(share * (1 - share)),
        present=present,
        zero_share=1 - share,
    )


def list_bases(figure):
    return [v.of for v in list_values(figure) if isinstance(v, Share)]


@pytest.mark.parametrize(
    ("zeros", "said", "middle", "bases"),
    [
        (0, "100.0%", "mean", [400]),
        (1, "more than 95%", "bound", [None]),
        (19, "more than 95%", "bound", [None]),
        (20, "95.0%", "mean", [400]),
        (24, "94.0%", "mean", [400]),
    ],
)
def test_who_has_some_is_told_to_the_digit_from_twenty_without_on(zeros, said, middle, bases):
    subject = make_subject({"income": [make_trait("pay", present=400, zero_share=zeros / 400)]})

    evidence = describe_holder_share("income", subject)

    assert str(evidence.figure) == f"{said} of them have some pay"
    assert (evidence.middle, list_bases(evidence.figure)) == (middle, bases)


@pytest.mark.parametrize(
    ("having", "said", "middle"),
    [
        (1_000, "100.0%", "mean"),
        (981, "more than 95%", "bound"),
        (980, "98.0%", "mean"),
        (20, "2.0%", "mean"),
        (19, "less than 5%", "bound"),
        (0, "0.0%", "mean"),
    ],
)
def test_a_level_is_told_to_the_digit_where_twenty_have_it_and_twenty_do_not(having, said, middle):
    everyone = level_trait(0.3, 5_000)
    evidence = describe_column_position(level_trait(having / 1_000), everyone, "")

    assert f"for {said} of them, against 30.0% of all" in str(evidence.figure)
    assert evidence.middle == middle
    assert list_bases(evidence.figure) == ([None, 5_000] if middle == "bound" else [1_000, 5_000])


@pytest.mark.parametrize(
    ("lacking", "said"),
    [(400, "100.0%"), (381, "more than 95%"), (380, "95.0%"), (100, "25.0%")],
)
def test_who_has_none_is_told_by_the_share_of_zeros(lacking, said):
    own, everyone = yes_no(1 - lacking / 400), yes_no(0.75, 900)
    figure = describe_lack(own, everyone).figure

    assert str(figure) == f"{said} of them have no has_card, against 25.0% of all customers"
    assert list_bases(figure)[1] == 900


def test_a_yes_or_no_is_told_by_who_has_it_with_the_verb_of_its_heading():
    everyone = yes_no(0.3, 900)

    has = describe_column_position(yes_no(0.625), everyone, "").figure
    assert str(has).startswith("62.5% of them: has_card, against 30.0% of all customers, ")
    assert list_bases(has) == [400, 900]
    card = describe_column_position(
        yes_no(0.625, column="card"), yes_no(0.3, 900, column="card"), ""
    ).figure
    assert str(card).startswith("62.5% of them have 1 in card, against 30.0% of all customers")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"sd": 0.5}, False),
        ({"zero_share": 0.6}, False),
        ({"mean": 0.0, "zero_share": 1.0, "sd": 0.0}, False),
        ({"mean": 1.0, "zero_share": 0.0, "sd": 0.0}, False),
        ({"mean": 1.5, "zero_share": -0.5, "sd": 0.0}, False),
    ],
)
def test_a_yes_or_no_has_the_mean_and_the_spread_of_ones_and_zeros(changes, told):
    plain = {"mean": 0.3, "zero_share": 0.7, "sd": math.sqrt(0.21)}

    assert is_yes_no(make_trait("x", **{**plain, **changes})) is told


@pytest.mark.parametrize(("mean", "said"), [(1.5, "1.25 sd above"), (-1.0, "1.25 sd below")])
def test_standardised_figures_are_told_as_spreads_above_or_below_the_average(mean, said):
    own = make_trait("x", mean=mean, deviation=mean, present=70)
    everyone = make_trait("x", mean=0.25, zero_share=0.0)

    figure = describe_column_position(own, everyone, "standardised").figure

    assert str(figure).startswith(f"x is on average {said} the average of all customers, ")
    assert {v.customers for v in list_values(figure) if isinstance(v, Number)} == {70}


@pytest.mark.parametrize(
    ("p25", "p75", "borne"),
    [(50, 120, True), (50, 121, True), (51, 120, True), (49, 130, False), (60, 119, False)],
)
def test_where_medians_are_one_figure_no_quartile_may_lie_on_the_other_side(p25, p75, borne):
    everyone = make_trait("x", mean=80.0, median=70.0, p25=50.0, p75=120.0)
    own = make_trait("x", mean=90.0, median=70.0, p25=p25, p75=p75)

    assert bears_out(own, everyone, 1.0) is borne
    mirrored = make_trait("x", mean=70.0, median=70.0, p25=100 - p25, p75=240 - p75)
    assert bears_out(mirrored, everyone, -1.0) is borne
    assert not bears_out(mirrored, everyone, 1.0)
