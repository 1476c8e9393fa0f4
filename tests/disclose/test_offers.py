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
from finseg.records.targeting import Action, Knockout, Part
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.records import an_interpretation

SIZE, LEAST = 200, 5
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


def disclose_two(sizes=(30, 90), **changes):
    made = an_interpretation(("Income",), 2)
    segments = tuple(replace(s, size=size) for s, size in zip(made.segments, sizes, strict=True))
    return disclose_offers(
        replace(some_offers(2), **changes), replace(made, segments=segments), LEAST
    )


@pytest.mark.parametrize(
    ("customers", "shown", "said"),
    [
        (0, 0, "0"),
        (1, 5, "fewer than 5"),
        (4, 5, "fewer than 5"),
        (5, 5, "5"),
        (25, 25, "25"),
        (26, 25, "more than 25"),
        (29, 25, "more than 25"),
        (30, 30, "30"),
    ],
)
def test_an_action_for_few_or_for_all_but_few_is_told_as_the_limit(customers, shown, said):
    action = Action(product="A", target=True, customers=customers, size=30)

    after = disclose_two(actions=(action, action)).actions

    assert (after[0].customers, after[0].size) == (shown, 30)
    assert str(after[0].describe()) == f"A ({said} of 30 customers)"
    assert after[1].size == 90


def test_in_a_segment_too_small_to_hide_anybody_all_are_told():
    action = Action(product="A", target=True, customers=6, size=8)

    assert disclose_two(sizes=(8, 90), actions=(action, action)).actions[0].customers == 6


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 5), (5, 5), (6, 6)])
def test_each_count_of_a_product_is_told_from_the_limit_on(count, shown):
    plain = some_offers(2).lines[0]
    others = {"offered": 50, "first": 50, "withheld": 50}

    for name in others:
        (line,) = disclose_two(lines=(replace(plain, **{**others, name: count}),)).lines

        expected = {**others, name: shown}
        assert {key: getattr(line, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("segment", "customers", "hidden"),
    [(0, 4, True), (0, 5, False), (0, 26, True), (0, 25, False), (1, 4, True), (1, 26, False)],
)
def test_the_share_that_qualifies_is_one_of_its_own_segment(segment, customers, hidden):
    size = (30, 90)[segment]
    cells = [replace(c, eligible=0.5) for c in some_offers(2).cells]
    cells[segment] = replace(cells[segment], eligible=customers / size)

    after = disclose_two(cells=tuple(cells)).cells

    assert np.isnan(after[segment].eligible) == hidden
    assert after[1 - segment].eligible == 0.5


def test_a_cell_without_a_reason_gets_none_and_one_that_loses_all_says_so():
    plain = some_offers(2).cells
    lost = replace(plain[0], reasons=(say("{x}", x=Example("987")),))
    kept = replace(plain[0], reasons=(say("{x}", x=Example("987")), "they save"))

    after = disclose_two(cells=(replace(plain[0], reasons=()), lost, kept)).cells

    assert [[str(r) for r in cell.reasons] for cell in after] == [
        [],
        ["the reasons rest on few customers"],
        ["they save"],
    ]


def test_a_guardrail_whose_rule_must_be_hidden_goes_by_its_name_and_may_count_nobody():
    rule = say("{x}", x=Example("987"))
    guards = (
        Guard(name="floor", rule=rule, customers=None),
        Guard(name="age", rule="r", customers=9),
    )

    after = disclose_two(guards=guards, gaps=(rule, "No score.")).guards

    assert [(str(g.rule), g.customers) for g in after] == [("floor", None), ("r", 9)]
    assert disclose_two(gaps=(rule, "No score.")).gaps == ("No score.",)
    assert disclose_two().least == LEAST


def test_the_strength_of_a_segment_is_withheld_like_its_attractiveness():
    worth = some_offers(2).worth
    strength = replace(worth[0].strength[0], figure=share_of_them(3), score=0.3456)

    after = disclose_two(worth=(replace(worth[0], strength=(strength,)), worth[1])).worth

    assert after[0].strength[0].score == 0.3
    assert "less than 2.5%" in str(after[0].strength[0].figure)
    assert after[1] == worth[1]
