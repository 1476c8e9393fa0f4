"""Is a look at some of the customers settled only where more of them would say the same?"""

from __future__ import annotations

import pytest

from finseg.choose.structure import _is_sure, is_far_from_gaps
from finseg.records.separation import Border, GapEvidence
from tests.builders.trials import a_separation


def level(k, p, *worst, limit=0.01):
    borders = tuple(
        Border(pair=(0, 1), dip=0.1, dip_p=p, p=w, depth=0.5, traffic=0.2, customers=50)
        for w in worst
    )
    return GapEvidence(k=k, borders=borders, least_share=0.2, hollow=(), p=p, limit=limit)


CLEAR = level(2, 0.0001, 0.001)
FAR_OFF = level(3, 0.9, 0.9)


@pytest.mark.parametrize(
    ("p", "worst", "limit", "far"),
    [
        (0.1, (0.3,), 0.01, False),  # ten times the limit
        (0.11, (0.3,), 0.01, True),
        (0.11, (0.3,), 0.02, False),
        (0.0001, (0.7,), 0.01, False),
        (0.0001, (0.71,), 0.01, True),  # one border is as full as one peak
        (0.0001, (0.1, 0.71), 0.01, True),
        (0.0001, (), 0.01, True),  # a group was too small to be one
    ],
)
def test_a_level_is_far_from_gaps_by_all_its_borders_or_by_one_full_one(p, worst, limit, far):
    one = level(2, p, *worst, limit=limit)

    assert is_far_from_gaps(one) is far
    assert is_far_from_gaps(one, FAR_OFF) is far
    assert not is_far_from_gaps(one, CLEAR)
    assert _is_sure(a_separation(levels=(one, FAR_OFF))) is far  # no groups were found


@pytest.mark.parametrize(
    ("agreement", "sure"),
    [(0.84, False), (0.86, True), (0.75, False), (0.66, False), (0.64, True), (1.0, True)],
)
def test_an_agreement_near_its_limit_may_go_either_way(agreement, sure):
    outcome = "natural" if agreement >= 0.75 else "misfit"

    found = a_separation(natural_k=2, outcome=outcome, agreement=agreement, levels=(CLEAR, FAR_OFF))

    assert _is_sure(found) is sure


@pytest.mark.parametrize(
    ("best", "sure"),
    [
        (level(2, 0.0019, 0.01), True),  # a fifth of the limit of all
        (level(2, 0.0021, 0.01), False),
        (level(2, 0.0021, 0.01, limit=0.02), True),
        (level(2, 0.0001, 0.01, 0.029), True),  # a fifth of the limit of each
        (level(2, 0.0001, 0.01, 0.031), False),
    ],
)
def test_groups_are_sure_where_their_borders_are_well_within_the_limits(best, sure):
    found = a_separation(natural_k=2, outcome="natural", levels=(best, FAR_OFF))

    assert _is_sure(found) is sure


def test_groups_are_open_while_a_larger_number_comes_near_to_gaps():
    near, natural = level(3, 0.02, 0.2), {"natural_k": 2, "outcome": "natural"}

    assert not _is_sure(a_separation(levels=(CLEAR, near), **natural))
    assert _is_sure(a_separation(levels=(CLEAR, FAR_OFF), **natural))
    before = level(2, 0.02, 0.2)  # a smaller number that was passed over says nothing
    three = level(3, 0.0001, 0.001)
    assert _is_sure(a_separation(levels=(before, three), natural_k=3, outcome="natural"))
    assert not _is_sure(a_separation(levels=(CLEAR, FAR_OFF), natural_k=4, outcome="natural"))
