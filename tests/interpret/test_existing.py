from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from finseg.document.printers import to_text
from finseg.interpret.existing import compare_existing
from finseg.interpret.outside import MOST_LEVELS
from tests.builders.segments import make_dataset, repeat_segments

TIERS = ["gold"] * 3 + ["silver"] + ["gold"] + ["silver"] * 4 + [None]


def compare(tiers=TIERS, sizes=(4, 6), role="existing"):
    columns = {"income": [1.5 + v for v in range(len(tiers))], "tier": tiers}
    dataset = make_dataset(columns, tier=role)
    return compare_existing(dataset, repeat_segments(*sizes), len(sizes))


def test_the_cross_table_and_the_agreement_are_those_counted_by_hand():
    (existing,) = compare()

    assert existing.tiers == ("silver", "gold")  # the larger one first
    assert existing.counts == ((1, 4), (3, 1))
    assert existing.without == 1
    # Pairs together in both: 3 + 6 = 9; by tier 10 + 6, by segment 6 + 10, of 36.
    expected = 16 * 16 / 36
    assert existing.agreement == pytest.approx((9 - expected) / (16 - expected))
    assert existing.stay_share == pytest.approx(7 / 9)
    assert [existing.count_tier(i) for i in range(2)] == [5, 4]


def test_it_is_said_where_each_tier_goes_with_the_share_of_the_tier():
    text = to_text(compare()[0].blocks(["A", "B"]))

    assert "silver to 1 B (80.0%); gold to 0 A (75.0%)" in text
    assert "22.2% of the customers go elsewhere" in text
    assert "1 customer has no tier." in text
    assert "4 (80.0%)" in text


def test_a_tier_of_which_a_cell_is_hidden_is_not_said_to_go_anywhere():
    hidden = replace(compare()[0], counts=((math.nan, math.nan), (3, 1)), sizes=(math.nan, 4))

    text = to_text(hidden.blocks(["A", "B"]))

    assert "silver to" not in text
    assert "gold to 0 A (75.0%)" in text
    assert "elsewhere" not in text
    assert math.isnan(hidden.stay_share)


@pytest.mark.parametrize(("levels", "compared"), [(1, 0), (2, 1), (MOST_LEVELS, 1), (51, 0)])
def test_a_column_of_two_to_fifty_levels_is_compared(levels, compared):
    tiers = [f"t{i % levels}" for i in range(120)]

    assert len(compare(tiers, (50, 70))) == compared


def test_earlier_segments_are_compared_too_and_numbers_are_not():
    assert len(compare(role="assignment")) == 1
    dataset = make_dataset({"income": [1.5 + v for v in range(9)], "age": range(9)})
    numbers = replace(
        dataset,
        columns=tuple(replace(c, role="existing", kind="number") for c in dataset.columns),
    )

    assert compare_existing(numbers, repeat_segments(4, 5), 2) == ()


def test_customers_without_a_tier_in_between_do_not_shift_the_others():
    tiers = ["x", None, "y", "x", None, "y", "y"]
    dataset = make_dataset({"pay": [1.5 * i for i in range(7)], "tier": tiers}, tier="existing")

    (found,) = compare_existing(dataset, repeat_segments(3, 4), 2)

    assert found.tiers == ("y", "x")
    assert found.counts == ((1, 2), (1, 1))
    assert found.without == 2


def ordered_tiers(tiers, order):
    made = make_dataset({"income": [1.5 + v for v in range(len(tiers))], "tier": tiers},
                        tier="existing")  # fmt: skip
    columns = tuple(replace(c, order=order) if c.name == "tier" else c for c in made.columns)
    return replace(made, columns=columns)


def test_tiers_that_have_an_order_stand_in_it():
    order = ("Blue", "Silver", "Gold")
    tiers = ["Gold"] * 5 + ["Blue"] * 3 + ["Silver"] * 4
    segment = np.repeat([0, 1], [5, 7])

    (own,) = compare_existing(ordered_tiers(tiers, order), segment, 2)
    (by_size,) = compare_existing(ordered_tiers(tiers, ()), segment, 2)

    assert own.tiers == order
    assert own.counts == ((0, 3), (0, 4), (5, 0))
    assert by_size.tiers == ("Gold", "Silver", "Blue")
    assert by_size.counts == ((5, 0), (0, 4), (0, 3))
