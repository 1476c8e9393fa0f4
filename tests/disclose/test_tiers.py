"""Which of today's tiers are shown by themselves, and which are pooled?"""

from __future__ import annotations

import math

import numpy as np

from finseg.disclose.rare_levels import OTHER_TIERS
from finseg.disclose.tiers import disclose_existing
from finseg.records.existing import Existing

CARDS = {  # of a bank's 10,127 customers in five segments
    "Blue": (2590, 2562, 1639, 1529, 1116),
    "Silver": (223, 0, 37, 77, 218),
    "Gold": (37, 0, 2, 10, 67),
    "Platinum": (4, 0, 0, 3, 13),
}


def disclose(counts, least=5):
    existing = Existing(
        column="Card",
        tiers=tuple(counts),
        counts=tuple(counts.values()),
        agreement=0.1,
        without=0,
    )
    sizes = np.array(list(counts.values())).sum(axis=0).tolist()
    after = disclose_existing(existing, sizes, (), least)
    assert after is not None
    return after


def test_customers_of_small_tiers_are_pooled_where_they_would_vanish():
    after = disclose(CARDS)

    assert after.tiers == ("Blue", "Silver", "Gold, Platinum")
    assert after.sizes == (9436, 555, 136)
    assert after.counts[0] == CARDS["Blue"]
    assert [n for n in after.counts[2] if math.isfinite(n)] == [41, 0, 80]


def test_tiers_that_show_most_of_their_customers_stay_by_themselves():
    open_ = {**CARDS, "Gold": (37, 0, 12, 10, 67), "Platinum": (14, 0, 0, 30, 13)}

    assert disclose(open_).tiers == tuple(CARDS)
    assert disclose(open_).counts == tuple(open_.values())


def test_many_pooled_tiers_are_not_named_one_by_one():
    made = {"A": (900, 900), **{f"t{i}": (3, 7) for i in range(5)}}

    assert disclose(made).tiers[0] == "A"
    assert disclose(made).tiers[-1] == OTHER_TIERS


def test_no_small_cell_is_shown_nor_told_by_the_rest():
    for least in (5, 11):
        after = disclose(CARDS, least)
        counts = np.array(after.counts)
        hidden = np.isnan(counts)
        assert not ((counts > 0) & (counts < least)).any()
        assert all(n != 1 for n in (*hidden.sum(axis=0), *hidden.sum(axis=1)))
