"""What is hidden beside a small count, so that nobody subtracts it from what is known?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.disclose.segments import (
    _count_trait_parts,
    _disclose_rules,
    disclose_interpretation,
)
from finseg.document.said import say
from finseg.records.existing import Existing
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Claim, Doubt, Interpretation, Trait
from finseg.records.outside import Middle, Outside
from tests.builders.records import a_trait, an_interpretation
from tests.builders.segments import compare_levels

LEAST = 5


def make_segments(sizes, columns=("Owed",), **changes) -> Interpretation:
    """Make segments of these sizes; nothing of their columns is missing or zero."""
    made: Interpretation = an_interpretation(columns, len(sizes))
    segments = tuple(
        replace(
            s,
            size=n,
            share=n / sum(sizes),
            traits=tuple(replace(t, present=n, zero_share=0.0) for t in s.traits),
        )
        for s, n in zip(made.segments, sizes, strict=True)
    )
    whole = tuple(replace(t, present=sum(sizes), zero_share=0.0) for t in made.population)
    return replace(made, segments=segments, population=whole, **{"existing": (), **changes})


def disclose_tiers(counts, without) -> Existing:
    """Disclose tiers × segments, with the customers of each segment who have no tier."""
    sizes = [n + sum(row[s] for row in counts) for s, n in enumerate(without)]
    tiers = Existing(
        column="tier",
        tiers=tuple("abc"[: len(counts)]),
        counts=counts,
        agreement=0.5,
        without=sum(without),
    )
    made = make_segments(sizes, existing=(tiers,))
    (after,) = disclose_interpretation(made, LEAST).existing
    return after


def disclose_levels(counts, without):
    """Disclose levels × segments; return what is hidden of cells and of totals."""
    sizes = [n + sum(row[s] for row in counts) for s, n in enumerate(without)]
    comparison = compare_levels("town", dict(zip("abc", counts, strict=False)))
    made = make_segments(sizes, outside=Outside(comparisons=(comparison,)))
    levels = disclose_interpretation(made, LEAST).outside.comparisons[0].levels
    cells = [[math.isnan(own[v].share) for own in levels] for v in range(len(counts))]
    totals = [all(math.isnan(own[v].index) for own in levels) for v in range(len(counts))]
    return cells, totals


@pytest.mark.parametrize(
    ("counts", "without", "hidden", "totals", "said"),
    [
        # Three of 16: hidden with the total of their row, and with those who have no tier.
        (((0, 6), (3, 7)), (6, 0), [[0, 0], [1, 0]], [0, 1], math.nan),
        # Each of the threes hides another; how many have no tier tells nothing of them.
        (((0, 7), (3, 3)), (20, 20), [[0, 1], [1, 1]], [1, 1], 40),
        # Sizes of segments are known: only the nine in the same segment can hide the three.
        (((9, 0), (3, 6)), (0, 0), [[1, 0], [1, 0]], [1, 1], 0),
    ],
)
def test_a_small_tier_is_hidden_with_a_cell_of_its_segment_and_with_totals(
    counts, without, hidden, totals, said
):
    after = disclose_tiers(counts, without)

    assert np.isnan(after.counts).tolist() == np.array(hidden, bool).tolist()
    assert np.isnan(after.sizes).tolist() == np.array(totals, bool).tolist()
    assert after.without == said or (math.isnan(said) and math.isnan(after.without))
    shown = np.isfinite(after.counts)
    assert np.array(after.counts)[shown].tolist() == np.array(counts, float)[shown].tolist()


@pytest.mark.parametrize(
    ("counts", "without", "hidden", "totals"),
    [
        # Against sizes the six and those without a level hide the three, against the shares of a
        # segment's levels the other level does: both must be hidden.
        (((6, 3), (0, 6)), (9, 20), [[1, 1], [0, 1]], [1, 1]),
        (((9, 0), (3, 6)), (0, 0), [[1, 0], [1, 0]], [1, 1]),
        # The total of the second level is told neither by the sizes nor by its index.
        (((0, 6), (3, 7)), (6, 0), [[0, 0], [1, 0]], [0, 1]),
        # Three have no level: a level of their segment hides them, with its total.
        (((20, 30), (17, 24)), (0, 3), [[0, 0], [0, 1]], [0, 1]),
        (((20, 30), (17, 24)), (0, 5), [[0, 0], [0, 0]], [0, 0]),
    ],
)
def test_a_small_level_is_hidden_against_sizes_and_against_shares(counts, without, hidden, totals):
    cells, hidden_totals = disclose_levels(counts, without)

    assert cells == np.array(hidden, bool).tolist()
    assert hidden_totals == np.array(totals, bool).tolist()


RAISED = (3, 60, 80)  # shown as 5, 60, 78: of the first and the last nothing may be said


def test_of_a_segment_whose_size_is_not_the_true_one_no_count_and_no_mean_is_told():
    first, second = ((2, 30, 40), (1, 30, 40))
    tiers = Existing(
        column="tier", tiers=("a", "b"), counts=(first, second), agreement=0.5, without=0
    )
    owed = Holding(column="Owed", total=9.0, shares=(0.1, 0.4, 0.5), top_share=0.3, holders=1.0)
    middles = tuple(Middle(median=m, p25=1.0, p75=9.0) for m in (3.0, 4.0, 5.0))
    levels = compare_levels("town", {"a": first, "b": second})
    visits = replace(levels, levels=(), middles=middles)
    made = make_segments(
        RAISED,
        existing=(tiers,),
        holdings=Holdings(columns=(owed,), customers=(0.02, 0.42, 0.56)),
        outside=Outside(comparisons=(levels, visits)),
    )

    after = disclose_interpretation(made, LEAST)

    only_second = [True, False, True]
    assert [s.size for s in after.segments] == [5, 60, 78]
    assert [math.isnan(s.traits[0].mean) for s in after.segments] == only_second
    assert [math.isnan(s.traits[0].zero_share) for s in after.segments] == only_second
    assert [math.isnan(s.traits[0].missing_share) for s in after.segments][0::2] == [True, True]
    assert np.isnan(after.existing[0].counts).tolist() == [only_second] * 2
    assert [math.isnan(h) for h in after.holdings.columns[0].shares] == only_second
    town, visited = after.outside.comparisons
    assert [math.isnan(own[0].share) for own in town.levels] == only_second
    assert [math.isnan(m.median) for m in visited.middles] == only_second
    assert after.holdings.customers == (5 / 143, 60 / 143, 78 / 143)


@pytest.mark.parametrize(
    ("missing", "zero", "parts"),
    [(0.2, 0.25, (10, 10, 30)), (0.0, math.nan, (0, 0, 50)), (math.nan, 0.1, (0, 5, 45))],
)
def test_zeros_are_a_share_of_those_who_have_a_value(missing, zero, parts):
    trait = replace(a_trait("Owed"), missing_share=missing, zero_share=zero)

    assert _count_trait_parts(trait, 50) == parts


def describe(present, zero=0.0, missing=0.0) -> Trait:
    trait: Trait = a_trait("Owed", present=present)
    return replace(trait, zero_share=zero, missing_share=missing)


def disclose_trait(first, others, sizes, *, clustered=True, **changes):
    """Disclose one column of two segments; return the first segment."""
    made = make_segments(sizes)
    field = "traits" if clustered else "described"
    empty: dict[str, Any] = {"traits": (), "described": ()}
    segments = tuple(
        replace(s, **{**empty, field: (trait,), **(changes if s.id == 0 else {})})
        for s, trait in zip(made.segments, (first, others), strict=True)
    )
    whole: dict[str, Any] = {"population": (), "described": ()} | {
        "population" if clustered else "described": (describe(sum(sizes)),)
    }
    return disclose_interpretation(replace(made, segments=segments, **whole), LEAST)


MEDIAN: dict[str, Any] = {"middle": "median"}
HELD: dict[str, Any] = {"held": True}


@pytest.mark.parametrize("clustered", [True, False])
@pytest.mark.parametrize(
    ("first", "size", "claims", "doubted"),
    [
        (describe(50), 50, {"mean": True, "median": True, "held": True}, True),
        # Nine have no median that rests on five beyond it: only what quotes one goes.
        (describe(9), 9, {"mean": True, "median": False, "held": True}, False),
        (describe(10), 10, {"mean": True, "median": True, "held": True}, True),
        # Four gaps, or four zeros: how many have some is not told, the mean is.
        (describe(46, missing=0.08), 50, {"mean": True, "median": True, "held": False}, False),
        (describe(50, zero=0.08), 50, {"mean": True, "median": True, "held": False}, False),
        # Four have an amount: their mean is theirs.
        (describe(50, zero=0.92), 50, {"mean": False, "median": False, "held": False}, False),
    ],
)
def test_what_is_said_of_a_column_goes_with_what_it_quotes(first, size, claims, doubted, clustered):
    others = describe(200, zero=0.5, missing=0.2)
    plain: dict[str, Any] = {
        "axis": "x",
        "figure": say("much"),
        "deviation": 1.0,
        "columns": ("Owed",),
    }
    made = tuple(
        Claim(says=name, **{**plain, **how})
        for name, how in (("mean", {}), ("median", MEDIAN), ("held", HELD))
    )
    doubt = Doubt(says=say("hardly"), columns=("Owed",))

    after = disclose_trait(
        first, others, (size, 250), clustered=clustered, claims=made, doubts=(doubt,)
    ).segments[0]

    assert {c.says for c in after.claims} == {name for name, stays in claims.items() if stays}
    assert bool(after.doubts) is doubted


@pytest.mark.parametrize("clustered", [True, False])
@pytest.mark.parametrize(
    ("first", "size", "zero", "missing", "mean", "present"),
    [
        (describe(50), 50, False, False, False, 50),
        (describe(50, zero=0.08), 50, True, False, False, 50),
        (describe(50, zero=0.10), 50, False, False, False, 50),
        (describe(50, zero=0.92), 50, True, False, True, 0),
        (describe(46, missing=0.08), 50, True, True, False, 0),
        (describe(45, missing=0.10), 50, False, False, False, 45),
    ],
)
def test_shares_and_mean_of_a_trait_are_each_hidden_by_their_own_count(
    first, size, zero, missing, mean, present, clustered
):
    others = describe(200, zero=0.5, missing=0.2)

    after = disclose_trait(first, others, (size, 250), clustered=clustered).segments[0]

    (trait,) = after.traits if clustered else after.described
    hidden = [math.isnan(v) for v in (trait.zero_share, trait.missing_share, trait.mean)]
    assert hidden == [zero, missing, mean]
    assert trait.present == present
    assert math.isnan(trait.sd) or not mean


@pytest.mark.parametrize(("holders", "left"), [(4, 0), (5, 1), (6, 1)])
def test_a_column_of_money_that_few_hold_is_left_out(holders, left):
    one = Holding(column="gold", total=9.0, shares=(0.5, 0.5), top_share=0.9, holders=holders / 143)
    made = make_segments((43, 100), holdings=Holdings(columns=(one,), customers=(0.3, 0.7)))

    after = disclose_interpretation(made, LEAST).holdings

    assert len(after.columns) == left
    assert all(math.isnan(h.top_share) for h in after.columns)


@pytest.mark.parametrize(
    ("right", "wrong", "hidden"),
    [
        (90, 10, False),  # nobody is left for the other segments
        (90, 9, True),  # one
        (90, 6, True),  # four
        (90, 5, False),
        (0, 96, True),
    ],
)
def test_the_share_of_a_wrong_segment_is_told_unless_it_leaves_few_of_those_reached(
    right, wrong, hidden
):
    made = make_segments((300, 400)).rules
    rule = replace(
        made.plain[0],
        customers=250,
        precision=right / 100,
        recall=0.25,
        held_out_reached=100,
        held_out_members=150,
        confused=1,
        confused_share=wrong / 100,
    )

    (after,) = _disclose_rules(replace(made, plain=(rule,)), LEAST).plain

    assert math.isnan(after.confused_share) is hidden
    assert (after.precision, after.customers) == (rule.precision, 250)


@pytest.mark.parametrize(
    ("present", "blank"), [(19, {"p5", "p25", "p75", "p95"}), (20, {"p5", "p95"}), (100, set())]
)
def test_quantiles_of_a_segment_rest_on_those_who_have_a_value(present, blank):
    first = describe(present, missing=1 - present / 200)

    (trait,) = disclose_trait(first, describe(250), (200, 250)).segments[0].traits

    names = ("p5", "p25", "median", "p75", "p95")
    assert {name for name in names if math.isnan(getattr(trait, name))} == blank


@pytest.mark.parametrize("clustered", [True, False])
@pytest.mark.parametrize(
    ("zeros", "gaps", "hidden"),
    [(4, 0, [True, False]), (5, 0, [False, False]), (0, 4, [True, True]), (0, 5, [False, False])],
)
def test_what_few_of_one_segment_alone_have_is_not_told_of_everybody(
    zeros, gaps, hidden, clustered
):
    first = describe(50 - gaps, zero=zeros / 50, missing=gaps / 50)

    after = disclose_trait(first, describe(200), (50, 200), clustered=clustered)

    (whole,) = after.population if clustered else after.described
    assert [math.isnan(whole.zero_share), math.isnan(whole.missing_share)] == hidden
    assert math.isfinite(whole.mean)


@pytest.mark.parametrize(("present", "hidden"), [(4, True), (10, False)])
def test_a_median_of_few_takes_the_next_along_since_how_many_have_a_value_is_known(present, hidden):
    middles = tuple(Middle(median=m, p25=1.0, p75=9.0) for m in (3.0, 5.0))
    visits = replace(
        compare_levels("town", {"a": (1, 1)}),
        levels=(),
        middles=middles,
        missing_shares=(1 - present / 50, 0.5),
    )
    made = make_segments((50, 400), outside=Outside(comparisons=(visits,)))

    first, second = disclose_interpretation(made, LEAST).outside.comparisons[0].middles

    assert math.isnan(first.median) is hidden
    assert math.isnan(second.median) is hidden
    assert hidden or second == middles[1]


def test_what_is_hidden_of_a_segment_is_told_of_everybody_where_another_hides_it_as_well():
    # Four of the first and a hundred of the second: both cells are hidden, their sum is not.
    after = disclose_trait(describe(50, zero=0.08), describe(200, zero=0.5), (50, 200))

    assert [math.isnan(s.traits[0].zero_share) for s in after.segments] == [True, True]
    assert math.isfinite(after.population[0].zero_share)
