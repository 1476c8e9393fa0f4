"""Two scales are one only where nothing as strong speaks against either."""

from __future__ import annotations

import pytest

from finseg.records.acting import find_same_scale_obstacle
from finseg.records.dataset import Column
from finseg.records.measure import Facet, Measure, Scale
from finseg.understand.measures.clues import Clue, Strength, weigh_clues


def money(name: str, *, against: Strength) -> Column:
    """Make a column of which a hint speaks for thousands, and a doubt against."""
    clues = [
        Clue(place=0, facet="scale", value="thousands", strength="hint", why="small"),
        Clue(place=0, facet="scale", value="", strength=against, why="the heading is silent"),
    ]
    scale: Facet[Scale] = weigh_clues(Facet(value=""), clues)
    return Column(
        name=name, original=name, role="feature", kind="number", unit="none", reason="",
        measure=Measure(scale=scale),
    )  # fmt: skip


@pytest.mark.parametrize(("against", "alike"), [("hint", True), ("strong", False)])
def test_open_scales_are_alike_unless_they_are_contradicted(against, alike):
    one, other = money("loan", against="hint"), money("income", against=against)

    assert (find_same_scale_obstacle(one, other) is None) == alike
    assert (find_same_scale_obstacle(other, one) is None) == alike
