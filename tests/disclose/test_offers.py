"""What is said of offers where few customers of a segment are meant?"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from finseg.disclose.offers import disclose_offers
from finseg.document.said import BesideLimit, Example, Share, clause, list_values, say
from finseg.recommend.barriers import Asked, Barriers
from finseg.recommend.matrix import describe_main_barrier, describe_strained_share
from finseg.recommend.products import Product
from finseg.recommend.targeting import find_knockouts
from finseg.records.offers import Barrier, Guard
from finseg.records.offers import Test as Condition
from finseg.records.targeting import Knockout, Part
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.records import an_interpretation

SIZE = 200
NOT_READ = cast("Product", None)


def shown(reasons=(), parts=(), knocked_out=(), sizes=(SIZE, SIZE), **changes):
    made = an_interpretation(("Income",), 2)
    segments = tuple(replace(s, size=size) for s, size in zip(made.segments, sizes, strict=True))
    offers = some_offers(2)
    cell = replace(offers.cells[0], reasons=reasons)
    worth = replace(offers.worth[0], attractiveness=parts, knocked_out=knocked_out)
    own = {"cells": (cell, *offers.cells[1:]), "worth": (worth, *offers.worth[1:])}
    offers = replace(offers, **own | changes)
    return disclose_offers(offers, replace(made, segments=segments), 5)


def share_of_them(customers, of=SIZE):
    return say("{share} of them have some Loan", share=Share(customers / of, of=of))


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        (0, None),
        (1, "less than 2.5% of them have some Loan"),
        (4, "less than 2.5% of them have some Loan"),
        (5, None),
        (80, None),
        (195, None),
        (196, "more than 97.5% of them have some Loan"),
        (199, "more than 97.5% of them have some Loan"),
        (200, None),
    ],
)
def test_no_reason_counts_few_customers_or_all_but_few(customers, expected):
    before = share_of_them(customers)

    (after,) = shown(reasons=(before,)).cells[0].reasons

    assert str(after) == (expected or str(before))


def test_a_mean_of_few_customers_is_no_reason_that_is_shown():
    def mean(customers):
        return say(
            "mean score {mean}, below the floor",
            mean=BesideLimit(504.2, 550.0, "score", customers=customers),
        )

    (few,) = shown(reasons=(mean(4),)).cells[0].reasons
    (many,) = shown(reasons=(mean(5),)).cells[0].reasons

    assert "504" not in str(few)
    assert many == mean(5)


def test_gaps_and_guardrails_show_no_example():
    gap = say("the score runs{ends} off the scale", ends=clause(" to {x}", x=Example("987")))
    guard = Guard(name="consent", rule=gap, customers=3)

    offers = shown(gaps=(gap,), guards=(guard,))

    assert [str(g) for g in offers.gaps] == ["the score runs off the scale"]
    assert str(offers.guards[0].rule) == "the score runs off the scale"
    assert offers.guards[0].customers == 5


def reach(customers, of=SIZE):
    share = customers / of
    figure = say("{share} may be contacted", share=Share(share, of=of))
    return Part(name="reach", weight=1.0, score=share, figure=figure)


def knocked_out(part):
    said = say("reach: {figure}, below {least}", figure=part.figure, least=Share(0.1))
    return Knockout(criterion="reach", said=said)


@pytest.mark.parametrize("customers", [1, 4])
def test_what_knocks_a_segment_out_does_not_repeat_a_hidden_figure(customers):
    part = reach(customers)

    worth = shown(parts=(part,), knocked_out=(knocked_out(part),)).worth[0]

    for text in (worth.attractiveness[0].figure, worth.knocked_out[0].said):
        assert "less than 2.5%" in str(text)
    assert worth.attractiveness[0].score == round(part.score, 1)


def test_a_figure_of_enough_customers_stays_to_the_last_digit():
    part = reach(10)

    worth = shown(parts=(part,), knocked_out=(knocked_out(part),)).worth[0]

    assert worth.attractiveness == (part,)
    assert worth.knocked_out == (knocked_out(part),)


def test_of_a_segment_whose_size_is_rounded_no_share_of_customers_is_told():
    part = reach(3, of=3)
    value = Part(name="value", weight=1.0, score=0.75, figure=say("{x} of savings", x=Share(0.123)))

    worth = shown(parts=(part, value), knocked_out=(knocked_out(part),), sizes=(3, 397)).worth[0]

    assert worth.attractiveness[0].figure == "–"
    assert worth.attractiveness[1] == value
    assert [str(k.said) for k in worth.knocked_out] == ["reach too low"]


def test_the_statements_that_matrix_and_targeting_make_can_be_withheld():
    test = Condition(measure="income", code="income>=5", at_least=5.0)
    asked = Asked(product=NOT_READ, reasons=(), eligible=(test,), negative=(), missing=())
    kind = np.array([Barrier.NONE, *[Barrier.NOT_ELIGIBLE] * (SIZE - 1)], np.int8)
    reasons = (
        describe_main_barrier(asked, Barriers(kind=kind, by=np.zeros(SIZE, np.int8))),
        describe_strained_share(SIZE - 1, SIZE),
        describe_strained_share(1, SIZE),
    )
    out = find_knockouts(
        {"stability": None, "reach": [(0.005, reach(1).figure)]},
        0,
        np.array([200.0, 100.0]),
        Settings().recommend.knockouts,
    )

    after = shown(reasons=reasons, knocked_out=out)

    assert out
    assert "0.5%" in str(reasons[0])
    texts = [*after.cells[0].reasons, *(k.said for k in after.worth[0].knocked_out)]
    assert len(texts) == 4
    assert not [t for t in texts if "0.5%" in str(t) or "99.5%" in str(t)]
    told = [
        v.share * v.of
        for t in texts
        for v in list_values(t)
        if isinstance(v, Share) and v.of is not None
    ]
    assert all(number in {0, SIZE} or 5 <= number <= SIZE - 5 for number in told)


@pytest.mark.parametrize(("holders", "left"), [(0, True), (4, False), (5, True)])
@pytest.mark.parametrize("name", ["value", "relationship"])
def test_of_money_that_few_hold_in_one_segment_no_share_and_no_exact_score_is_told(
    name, holders, left
):
    def hold(share, score, customers):
        figure = say("{x} of savings", x=Share(share, customers=customers))
        return Part(name=name, weight=1.0, score=score, figure=figure)

    few, many = hold(0.3913, 0.6429, holders), hold(0.6087, 1.0, 150)
    offers = some_offers(2)
    both = tuple(
        replace(w, attractiveness=(reach(80), part), strength=())
        for w, part in zip(offers.worth, (few, many), strict=True)
    )

    after = [w.attractiveness for w in shown(worth=both).worth]

    assert [parts[0] for parts in after] == [reach(80), reach(80)]
    assert ([parts[1] for parts in after] == [few, many]) is left
    if not left:  # the other segment's share would say what is left for the few
        assert [parts[1].figure for parts in after] == ["–", "–"]
        assert [parts[1].score for parts in after] == [0.75, 1.0]
