"""Is no level or tier named that few customers have, and does nothing give the rare ones away?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.disclose.rare_levels import OTHER_LEVELS, OTHER_TIERS
from finseg.disclose.segments import disclose_interpretation
from finseg.disclose.tiers import _disclose_without
from finseg.document.printers import to_text
from finseg.records.existing import Existing
from finseg.records.outside import Outside
from tests.builders.records import an_interpretation
from tests.builders.segments import compare_levels

SIZES = (120, 280)
NAMES = ("A", "B")


def disclosed(counts, least=5, without=0):
    made = an_interpretation(("Income",), 2)
    segments = tuple(replace(s, size=n) for s, n in zip(made.segments, SIZES, strict=True))
    existing = Existing(
        column="tier",
        tiers=tuple(counts),
        counts=tuple(counts.values()),
        agreement=0.5,
        without=without,
    )
    made = replace(
        made,
        segments=segments,
        existing=(existing,),
        outside=Outside(comparisons=(compare_levels("city", counts),)),
    )
    after = disclose_interpretation(made, least)
    return after.existing, after.outside


@pytest.mark.parametrize(
    ("least", "rare", "named"),
    [(5, (3, 1), False), (5, (3, 2), True), (11, (6, 4), False), (11, (6, 5), True)],
)
def test_a_level_that_few_customers_have_is_not_named(least, rare, named):
    counts = {"Big": (60, 140), "Mid": (60 - rare[0], 140 - rare[1]), "Rare": rare}

    (existing,), outside = disclosed(counts, least)

    text = to_text([*existing.blocks(NAMES), *outside.blocks(NAMES)])
    assert ("Rare" in text) is named
    assert "Mid" in text
    # Of two levels that add up to all, the rest of the one that is shown would be the other.
    assert existing.tiers == (("Big", "Mid, Rare") if named else ("Big", "Mid"))
    assert not math.isfinite(sum(existing.sizes)) or named


def test_rare_levels_are_counted_as_one_where_together_they_are_enough():
    counts = {"Big": (120, 275), "Rare": (0, 3), "Scarce": (0, 2)}

    (existing,), outside = disclosed(counts)

    assert existing.tiers == ("Big", OTHER_TIERS)
    assert existing.sizes == (395.0, 5.0)
    assert existing.counts == ((120.0, 275.0), (0.0, 5.0))
    assert not existing.rare
    first, second = (own[1] for own in outside.comparisons[0].levels)
    assert first.level == second.level == OTHER_LEVELS
    assert (first.share, second.share) == (0.0, pytest.approx(5 / 280))


def test_of_the_one_row_share_and_index_are_those_of_its_customers():
    counts = {"Big": (100, 270), "Mid": (0, 10), **{f"rare {i}": (4, 0) for i in range(5)}}

    (existing,), outside = disclosed(counts)

    first, second = (own[2] for own in outside.comparisons[0].levels)
    assert first.customers == 20
    assert first.share == pytest.approx(20 / 120)
    assert first.index == pytest.approx((20 / 120) / (20 / 400))
    assert first.low < first.share < first.high
    assert (second.customers, second.share, second.index) == (0, 0.0, 0.0)
    assert existing.counts == ((100, 270), (0, 10), (20, 0))


def test_what_is_left_for_the_rare_level_is_not_what_its_neighbours_leave():
    """Three have the rare level, all in the first segment: it and its complement are hidden."""
    _, outside = disclosed({"Big": (87, 230), "Mid": (30, 50), "Rare": (3, 0)})

    first, second = outside.comparisons[0].levels
    assert [level.level for level in first] == ["Big", "Mid"]
    assert [math.isnan(level.share) for level in first] == [False, True]
    assert [math.isnan(level.share) for level in second] == [False, False]
    assert math.isnan(second[1].index)  # its total


@pytest.mark.parametrize(("without", "said"), [(0, False), (7, True)])
def test_customers_of_rare_tiers_are_told_with_those_who_have_none(without, said):
    counts = {"Big": (60, 200), "Mid": (57 - without, 80), "Rare": (3, 0)}

    (existing,), _ = disclosed(counts, without=without)

    assert existing.rare
    assert ("10 customers have no tier, or one" in to_text(existing.blocks(NAMES))) is said
    assert existing.without == (10 if said else 5)  # three: the limit itself


@pytest.mark.parametrize(("without", "said"), [(2, 5), (4, 5), (5, 5), (7, 7)])
def test_few_without_a_tier_are_told_as_the_limit(without, said):
    (existing,), _ = disclosed({"Big": (110, 100), "Mid": (10, 180 - without)}, without=without)

    assert existing.without == said
    assert not existing.rare


def test_how_many_have_no_tier_is_hidden_with_the_total_that_it_would_give_away():
    assert math.isnan(_disclose_without(7, 5, hidden=True))
    assert _disclose_without(7, 5, hidden=False) == 7
    assert _disclose_without(4, 5, hidden=True) == 5
    assert math.isnan(_disclose_without(5, 5, hidden=True))


def test_nothing_is_left_of_a_column_in_which_few_have_any_level():
    existing, outside = disclosed({"Rare": (2, 0), "Scarce": (0, 1)}, without=397)

    assert existing == ()
    assert "Scarce" not in to_text(outside.blocks(NAMES))
    assert outside.comparisons[0].levels == ((), ())
