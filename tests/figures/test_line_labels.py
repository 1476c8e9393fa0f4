from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from finseg.figures.line_labels import spread_places


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.floats(1, 40))
def test_names_at_line_ends_are_apart_and_keep_their_order(places, room):
    moved = spread_places(places, room, high=300)

    ranked = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= room - 1e-9 for a, b in pairwise(ranked))
    assert max(moved) <= 300


def test_names_that_are_apart_stay_where_they_are():
    assert spread_places([80.0, 10.0, 40.0], 20, high=100) == (80.0, 10.0, 40.0)
