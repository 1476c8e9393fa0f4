"""Is a look at some of the customers settled only where more of them would say the same?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.choose import structure
from finseg.choose.effort import DEFAULT
from finseg.choose.levels import judge_borders
from finseg.choose.partitions import find_partition
from finseg.choose.structure import _is_sure, find_structure, is_far_from_gaps
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


@pytest.mark.parametrize(
    ("share", "k_max", "least", "ks", "limit"),
    [
        (0.0, 2, 8, [2], 0.01),  # never fewer than eight customers
        (0.133, 2, 8, [2], 0.01),
        (0.134, 6, 9, [2, 3, 4, 5, 6], 0.01),  # of 60 that is 8.04
        (0.1, 9, 8, [2, 3, 4, 5, 6, 7], 0.05 / 6),  # groups of eight; the chance is shared
    ],
)
def test_each_number_is_looked_for_as_often_as_planned_from_the_one_before(
    monkeypatch, share, k_max, least, ks, limit
):
    asked, judged = [], []

    def find(canvas, k, *, before, starts, least):
        asked.append((k, None if before is None else len(before.groups.centres), starts, least))
        return find_partition(canvas, k, before=before, starts=2, least=8)

    def judge(canvas, groups, *, least, limit):
        judged.append((least, limit))
        return judge_borders(canvas, groups, least=least, limit=limit)

    monkeypatch.setattr(structure, "find_partition", find)
    monkeypatch.setattr(structure, "judge_borders", judge)
    x = np.random.default_rng(3).normal(size=(60, 2))
    effort = replace(DEFAULT, gap_starts=5)

    find_structure(x, k_max=k_max, seed=np.random.SeedSequence(1), least_share=share, effort=effort)

    assert asked == [(k, None if k == 2 else k - 1, 5, least) for k in ks]
    assert judged == [(least, pytest.approx(limit))] * len(ks)
