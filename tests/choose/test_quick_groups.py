"""Are other groups seen where they are clear, and is nothing said where a sample may err?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.choose import find_other_groups, find_quick_groups, quick_groups
from finseg.choose.effort import QUICK
from finseg.records.doubts import Groups
from tests.builders.trials import a_separation
from tests.records.test_separation import GAP, gaps

SEED = np.random.SeedSequence(1)
TWO = Groups(number=2)


def test_groups_are_found_and_found_again():
    x = np.random.default_rng(1).normal(size=(200, 2)) + 9 * (np.arange(200) % 2)[:, None]

    assert find_quick_groups(x, k_max=3, seed=SEED) == TWO
    assert find_other_groups(x, TWO, k_max=3, seed=SEED) is None
    assert find_other_groups(x, Groups(number=3), k_max=3, seed=SEED) == TWO


@pytest.mark.parametrize(
    ("p", "worst", "other"),
    [
        (0.1, 0.7, None),
        (0.101, 0.2, Groups(number=1)),  # more than ten times the limit of .01
        (0.001, 0.71, Groups(number=1)),  # a border as full as one peak
    ],
)
def test_groups_that_are_nearly_there_are_not_said_to_be_gone(monkeypatch, p, worst, other):
    found = a_separation(levels=(gaps(replace(GAP, p=worst), k=2, p=p),))
    monkeypatch.setattr(
        quick_groups, "find_structure", lambda *_, **__: type("Found", (), {"separation": found})
    )

    assert find_other_groups(np.zeros((3, 1)), TWO, k_max=3, seed=SEED) == other


@pytest.mark.parametrize(
    ("outcome", "before", "other"),
    [
        ("misfit", Groups(number=3, fits=True), Groups(number=3, fits=False)),
        ("misfit", Groups(number=3, fits=False), None),
        ("natural", Groups(number=3, fits=False), Groups(number=3, fits=True)),
    ],
)
def test_groups_that_centres_can_no_longer_follow_are_other_groups(
    monkeypatch, outcome, before, other
):
    asked = []
    found = a_separation(natural_k=3, outcome=outcome)

    def look(_, **given):
        asked.append(given)
        return type("Found", (), {"separation": found})

    monkeypatch.setattr(quick_groups, "find_structure", look)

    assert find_other_groups(np.zeros((3, 1)), before, k_max=4, seed=SEED) == other
    assert find_quick_groups(np.zeros((3, 1)), k_max=5, seed=SEED) == Groups(
        number=3, fits=outcome == "natural"
    )
    assert asked == [{"k_max": k, "seed": SEED, "effort": QUICK} for k in (4, 5)]
