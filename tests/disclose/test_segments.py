"""Are claims and doubts hidden by what they rest on, whatever their words say?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.disclose.segments import disclose_interpretation
from finseg.document.said import BesideLimit, say
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Claim, Doubt
from finseg.records.outside import LevelShare, Middle, Outside
from tests.disclose.test_study import COLUMNS, LEAST, an_interpretation


def shown(changes, *, sizes=(30, 60), holders=None, kind="claims", column="owed"):
    """Disclose one claim or doubt on a column of the first of two segments."""
    rng = np.random.default_rng(4)
    segment = np.repeat([0, 1], sizes)
    values = rng.lognormal(3, 1, (sum(sizes), 2))
    if holders is not None:
        values[holders : sizes[0], 0] = 0.0
    made = an_interpretation(segment, values, np.zeros(sum(sizes)), 2)
    plain = say("quotes {value}", value=BesideLimit(12.0, 9.0, "currency", 200))
    one: Claim | Doubt
    if kind == "claims":
        facts: dict[str, Any] = {
            "says": "W",
            "axis": "x",
            "figure": plain,
            "deviation": 1.0,
            "columns": (column,),
        }
        one = Claim(**(facts | changes))
    else:
        one = Doubt(**({"says": plain, "columns": (column,)} | changes))
    first = replace(made.segments[0], **{kind: (one,)})
    after = disclose_interpretation(replace(made, segments=(first, made.segments[1])), LEAST)
    return bool(getattr(after.segments[0], kind))


@pytest.mark.parametrize(("customers", "left"), [(LEAST - 1, False), (LEAST, True)])
@pytest.mark.parametrize(("kind", "field"), [("claims", "figure"), ("doubts", "says")])
def test_a_figure_of_few_takes_claim_and_doubt_along(kind, field, customers, left):
    figure = say("any words {x}", x=BesideLimit(12.0, 9.0, "currency", customers))

    assert shown({field: figure}, kind=kind) is left


@pytest.mark.parametrize(("sizes", "left"), [((9, 60), False), ((10, 60), True)])
def test_a_claim_on_a_median_needs_enough_customers_on_either_side(sizes, left):
    assert shown({"middle": "median"}, sizes=sizes) is left
    assert shown({"middle": "mean"}, sizes=sizes) is True


@pytest.mark.parametrize(("holders", "left"), [(LEAST - 1, False), (LEAST, True)])
def test_a_claim_on_a_mean_needs_enough_who_have_an_amount(holders, left):
    # As many of the first segment have an amount; the others' zeros are no amounts.
    assert shown({}, sizes=(60, 90), holders=holders) is left


@pytest.mark.parametrize(("middle", "left"), [("bound", True), ("mean", False)])
def test_a_claim_that_only_says_more_than_95_percent_is_shown_whatever_the_counts(middle, left):
    figure = say("more than 95% have none")
    claim = {"middle": middle, "lacked": True, "figure": figure}

    assert shown(claim, sizes=(60, 90), holders=3) is left


def test_the_money_a_claim_compares_with_must_be_shown_too():
    assert shown({"columns": ("held",), "more_than": ("owed",)}, sizes=(60, 90), holders=3) is False
    assert shown({"columns": ("held",)}, sizes=(60, 90), holders=3) is True


def test_what_needs_no_customer_stays():
    assert shown({"says": say("a word judges people"), "columns": ()}, kind="doubts") is True


def test_a_mean_of_all_customers_that_is_hidden_is_quoted_beside_no_segment():
    rng = np.random.default_rng(4)
    values = rng.lognormal(3, 1, (90, 2))
    values[3:, 0] = 0.0  # three customers of all owe anything
    made = an_interpretation(np.repeat([0, 1], (30, 60)), values, np.zeros(90), 2)
    figure = say("nothing against {all}", all=BesideLimit(1.0, 0.0, "currency", 90))
    claim = Claim(says="W", axis="x", figure=figure, deviation=-1.0, columns=("owed",))
    second = replace(made.segments[1], claims=(claim,))

    after = disclose_interpretation(replace(made, segments=(made.segments[0], second)), LEAST)

    assert np.isnan(after.population[0].mean)
    assert after.segments[1].claims == ()


def name_shown(
    *figures, kind="composed", name="High income, few claims", others="Near the average"
):
    """Disclose a name whose words rest on so many customers each."""
    made = make_two()
    claims = tuple(
        Claim(
            says=says,
            axis="x",
            figure=say("{x}", x=BesideLimit(2.0, 1.0, "currency", customers)),
            deviation=1.0,
        )
        for says, customers in figures
    )
    first = replace(made.segments[0], name=name, name_kind=kind, claims=claims)
    second = replace(made.segments[1], name=others)
    after = disclose_interpretation(replace(made, segments=(first, second)), LEAST)
    return after.names[0]


@pytest.mark.parametrize(
    ("figures", "name"),
    [
        ((("high income", LEAST), ("few claims", LEAST)), "High income, few claims"),
        ((("high income", LEAST), ("few claims", LEAST - 1)), "High income"),
        ((("high income", LEAST - 1), ("few claims", LEAST)), "Few claims"),
        ((("high income", LEAST - 1), ("few claims", LEAST - 1)), "Segment 0"),
        # A word that claims two things needs the figures of both.
        ((("idle", LEAST), ("idle", LEAST - 1)), "Segment 0"),
    ],
)
def test_no_word_of_a_name_is_shown_without_its_figure(figures, name):
    assert name_shown(*figures) == name
    assert name_shown(*figures, kind="given") == "High income, few claims"


def test_a_name_of_which_words_are_hidden_is_no_other_segments():
    figures = (("high income", LEAST), ("few claims", LEAST - 1))

    assert name_shown(*figures, others="High income") == "High income (0)"


def holding_of(holders, everyone=100):
    return Holding(
        column="savings", total=9e3, shares=(0.25, 0.75), top_share=0.4, holders=holders / everyone,
        below_zero=2,
    )  # fmt: skip


def make_two(sizes=(40, 60), **changes):
    rng = np.random.default_rng(4)
    rows = sum(sizes)
    values = rng.lognormal(3, 1, (rows, 2))
    made = an_interpretation(np.repeat([0, 1], sizes), values, np.zeros(rows), 2)
    return replace(made, **changes)


@pytest.mark.parametrize(("without", "hidden"), [(LEAST - 1, True), (LEAST, False), (0, False)])
def test_the_mean_of_a_flag_goes_where_few_have_none(without, hidden):
    rng = np.random.default_rng(4)
    values = np.column_stack([rng.lognormal(3, 1, 300), np.ones(300)])
    values[:without, 1] = 0.0  # of the first hundred
    values[100:150, 1] = 0.0
    values[220:240, 1] = 0.0
    made = an_interpretation(np.repeat([0, 1, 2], (100, 100, 100)), values, np.zeros(300), 3)

    after = disclose_interpretation(made, LEAST)

    assert math.isnan(after.segments[0].traits[1].mean) is hidden
    others = [segment.traits[1].mean for segment in after.segments[1:]]
    assert any(map(math.isnan, (*others, after.population[1].mean))) is hidden  # no difference
    assert not math.isnan(after.segments[0].traits[0].mean)


@pytest.mark.parametrize(("holders", "hidden"), [(44, True), (46, False), (50, False)])
def test_the_share_of_the_top_tenth_goes_where_that_tenth_is_of_few(holders, hidden):
    # A tenth of 44 holders are 4, of 46 5.
    holdings = Holdings(columns=(holding_of(holders),), customers=(0.4, 0.6))

    (after,) = disclose_interpretation(make_two(holdings=holdings), LEAST).holdings.columns

    assert math.isnan(after.top_share) is hidden
    assert after.below_zero == LEAST  # of two customers
    assert "fewer than 5 customers have less than zero" in str(after.say_below_zero())
    nobody = replace(holdings, columns=(replace(holdings.columns[0], below_zero=0),))
    assert (
        disclose_interpretation(make_two(holdings=nobody), LEAST).holdings.columns[0].below_zero
        == 0
    )
    assert after.shares == (0.25, 0.75)  # who holds savings is not known here


def test_the_shares_of_money_of_few_holders_are_hidden_with_another():
    rng = np.random.default_rng(4)
    values = rng.lognormal(3, 1, (160, 2))
    values[3:40, 0] = 0.0  # three of the first forty owe
    made = an_interpretation(np.repeat([0, 1, 2], (40, 50, 70)), values, np.zeros(160), 3)
    owed = Holding(column="owed", total=9.0, shares=(0.1, 0.4, 0.5), top_share=0.3, holders=0.7)
    held = replace(owed, column="held")
    holdings = Holdings(columns=(owed, held), customers=(0.25, 0.3125, 0.4375))

    after = disclose_interpretation(replace(made, holdings=holdings), LEAST).holdings

    assert [math.isnan(s) for s in after.columns[0].shares] == [True, True, False]
    assert after.columns[1].shares == (0.1, 0.4, 0.5)
    assert after.customers == (0.25, 0.3125, 0.4375)


def test_shares_of_customers_follow_sizes_that_were_raised():
    after = disclose_interpretation(make_two((3, 97)), LEAST)

    assert [s.size for s in after.segments] == [5, 95]
    assert [s.share for s in after.segments] == [0.05, 0.95]
    assert after.holdings.customers == (0.05, 0.95)


def test_ends_of_the_tree_that_hold_few_are_hidden_with_the_next_smallest():
    made = make_two()
    leaves = tuple(
        replace(made.rules.leaves[0], customers=n, agreement=0.9) for n in (4, 40, 9, 47)
    )
    plain = tuple(
        replace(made.rules.plain[s], customers=n) for s, n in zip((0, 0, 1), (0, 4, 6), strict=True)
    )

    after = disclose_interpretation(
        replace(made, rules=replace(made.rules, leaves=leaves, plain=plain)), LEAST
    ).rules

    assert [math.isnan(leaf.customers) for leaf in after.leaves] == [True, False, True, False]
    assert [math.isnan(leaf.agreement) for leaf in after.leaves] == [True, False, True, False]
    assert [rule.customers for rule in after.plain] == [0, 5, 6]


@pytest.mark.parametrize(
    ("wrong", "hidden"), [(0, False), (1, True), (LEAST - 1, True), (LEAST, False)]
)
def test_a_tree_that_errs_for_few_does_not_say_for_how_many(wrong, hidden):
    made = make_two()
    rules = replace(
        made.rules,
        leaves=tuple(replace(made.rules.leaves[0], customers=n) for n in (60, 40)),
        agreement=1 - wrong / 100,
        held_out=1 - wrong / 50,
        held_out_rows=50,
    )

    after = disclose_interpretation(replace(made, rules=rules), LEAST).rules

    assert (math.isnan(after.agreement), math.isnan(after.held_out)) == (hidden, hidden)


@pytest.mark.parametrize(("without", "shown"), [(0, 0), (4, 5), (5, 5), (6, 6)])
def test_few_customers_without_a_tier_are_told_as_the_limit(without, shown):
    made = make_two()
    tiers = replace(
        made.existing[0], tiers=("a", "b"), counts=((30, 10), (10, 50 - without)), without=without
    )

    (after,) = disclose_interpretation(replace(made, existing=(tiers,)), LEAST).existing

    assert after.without == shown


def test_tiers_that_a_small_cell_would_hide_are_shown_as_one():
    tiers = replace(
        make_two().existing[0],
        tiers=("a", "b", "c"),
        counts=((20, 30), (17, 20), (3, 10)),
        without=0,
    )

    (after,) = disclose_interpretation(make_two(existing=(tiers,)), LEAST).existing

    assert after.tiers == ("a", "b, c")
    assert after.counts == ((20.0, 30.0), (20.0, 30.0))
    assert after.sizes == (50.0, 50.0)


@pytest.mark.parametrize(("missing", "hidden"), [(0.92, True), (0.9, False), (0.0, False)])
def test_the_middle_of_an_outside_column_needs_enough_who_have_a_value(missing, hidden):
    # Of the first 50, 4 or 5 have a value; a middle of so few has no quartile in any case.
    made = make_two((50, 400))
    comparison = replace(
        made.outside.comparisons[0],
        levels=(),
        middles=tuple(Middle(median=m, p25=1.0, p75=9.0) for m in (3.0, 5.0)),
        missing_shares=(missing, 0.5),
    )
    few = replace(comparison, missing_shares=())

    first, second = (
        disclose_interpretation(replace(made, outside=Outside(comparisons=(comparison,))), LEAST)
        .outside.comparisons[0]
        .middles
    )
    both = (
        disclose_interpretation(replace(made, outside=Outside(comparisons=(few,))), LEAST)
        .outside.comparisons[0]
        .middles
    )

    assert math.isnan(first.median) is (missing >= 0.9)
    assert math.isnan(second.p25) is hidden
    assert both == few.middles


def test_a_level_of_few_is_hidden_with_its_count_and_index():
    made = make_two((40, 60))
    counts = ((20, 30), (17, 24), (3, 6))
    levels = tuple(
        tuple(
            LevelShare(level=str(v), customers=row[s], share=row[s] / (40, 60)[s], low=0.1,
                       high=0.9, index=1.5)
            for v, row in enumerate(counts)
        )
        for s in range(2)
    )  # fmt: skip
    comparison = replace(made.outside.comparisons[0], levels=levels)

    after = disclose_interpretation(
        replace(made, outside=Outside(comparisons=(comparison,))), LEAST
    ).outside.comparisons[0]

    assert [math.isnan(one.share) for one in after.levels[0]] == [False, True, True]
    assert [one.customers for one in after.levels[0]] == [20, 0, 0]
    assert after.levels[0][0] == levels[0][0]
    assert [math.isnan(one.index) for one in after.levels[0]] == [False, True, True]


def test_nobody_of_the_nearest_customers_is_shown_and_no_column_is_forgotten():
    made = make_two()
    told = replace(made, described=made.population[1:], population=made.population[:1])
    segments = tuple(replace(s, traits=s.traits[:1], described=s.traits[1:]) for s in told.segments)

    after = disclose_interpretation(replace(told, segments=segments), LEAST)

    assert all(one.values == () for one in after.typical)
    assert [[t.mean for t in s.described] for s in after.segments] == [
        [t.mean for t in s.described] for s in segments
    ]
    assert [t.column for t in (*after.population, *after.described)] == list(COLUMNS)


@pytest.mark.parametrize(("gaps", "hidden"), [(0, False), (4, True), (5, False)])
def test_few_gaps_of_a_segment_are_not_told_and_take_the_number_present_along(gaps, hidden):
    rng = np.random.default_rng(4)
    values = rng.lognormal(3, 1, (300, 2))
    values[:gaps, 0] = np.nan
    values[100 : 105 + gaps, 0] = np.nan  # enough of the second segment
    made = an_interpretation(np.repeat([0, 1], (100, 200)), values, np.zeros(300), 2)

    after = disclose_interpretation(made, LEAST)

    trait = after.segments[0].traits[0]
    assert math.isnan(trait.missing_share) is hidden
    assert trait.present == (0 if hidden else 100 - gaps)
    assert math.isfinite(trait.mean)
    assert after.segments[0].traits[1] == made.segments[0].traits[1]
