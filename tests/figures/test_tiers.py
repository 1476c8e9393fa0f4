from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.figures.tiers import MOST_COLUMNS, MOST_TIERS, plan_tiers
from finseg.records.existing import Existing
from tests.builders.figures import (
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import an_interpretation

NAN = float("nan")


def compare(*counts, k=2, least=5, column="tier", times=1, **changes):
    tiers = tuple(f"T{i}" for i in range(len(counts)))
    made = Existing(column=column, tiers=tiers, counts=counts, agreement=0.5, without=0, **changes)
    interpretation = replace(an_interpretation(("x", "y"), k), existing=(made,) * times)
    return plan_tiers(make_figure_results(k=k, interpretation=interpretation, least=least))


def test_a_square_is_the_share_of_its_tier():
    plan = compare((60, 20), (10, 40))

    squares = {(s["row"], s["segment"]): s["says"] for s in list_values(plan, 0, 0)}
    assert squares == {(0, 0): "75%", (0, 1): "25%", (1, 0): "20%", (1, 1): "80%"}
    assert {"T0 (80)", "T1 (50)"} <= set(list_words(plan.spec))
    assert write_rows(plan) == [("tier", "T0", "60", "20"), ("tier", "T1", "10", "40")]
    words = write_words(plan.alternative)
    assert "tier agrees with the segments by 0.50" in words
    assert "76.9%" in words  # 100 of 130


@pytest.mark.parametrize(("customers", "shown"), [(0, "0"), (1, "–"), (4, "–"), (5, "5")])
def test_a_count_below_the_limit_is_not_shown(customers, shown):
    plan = compare((60, customers), (40, 20))

    assert write_rows(plan)[0][3] == shown
    squares = {(s["row"], s["segment"]): s["says"] for s in list_values(plan, 0, 0)}
    assert (squares[0, 1] == "–") == (shown == "–")
    assert "fewer than 5 customers" in write_words(plan.caption)


def test_the_limit_is_that_of_the_results():
    assert write_rows(compare((60, 10), least=11))[0][3] == "–"
    assert write_rows(compare((60, 11), least=11))[0][3] == "11"


def test_a_tier_with_hidden_cells_keeps_the_shares_that_may_be_shown():
    plan = compare((60.0, NAN, NAN), k=3, sizes=(120.0,))

    assert {"50%", "–", "T0 (120)"} <= set(list_words(plan.spec))
    assert "few" not in list_words(plan.spec)  # what hides another cell may be of many
    assert write_rows(plan) == [("tier", "T0", "60", "–", "–")]
    assert "largest part" not in write_words(plan.alternative)


def test_without_todays_tiers_or_with_one_segment_nothing_is_compared():
    assert compare((60,), k=1) is None
    assert compare((60, 20), times=0) is None
    assert compare((60, 20)) is not None


@pytest.mark.parametrize("number", [MOST_TIERS, MOST_TIERS + 1])
def test_the_largest_tiers_are_drawn_and_the_table_has_all(number):
    plan = compare(*[(60, 20)] * number)

    assert len(list_values(plan, 0, 0)) == 2 * MOST_TIERS
    assert len(write_rows(plan)) == number
    assert ("largest tiers" in write_words(plan.caption)) == (number > MOST_TIERS)


def test_so_many_divisions_are_drawn():
    assert len(compare((60, 20), times=MOST_COLUMNS + 1).spec["vconcat"]) == MOST_COLUMNS


@pytest.mark.parametrize(("share", "ink"), [(54, "#1F2933"), (55, "white")])
def test_words_on_dark_squares_are_white(share, ink):
    assert list_values(compare((share, 100 - share)), 0, 0)[0]["ink"] == ink
