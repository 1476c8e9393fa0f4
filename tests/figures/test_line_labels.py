from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from finseg.figures.line_labels import LineEnd, label_line_ends, spread_places


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.floats(1, 40))
def test_names_at_line_ends_are_apart_and_keep_their_order(places, room):
    moved = spread_places(places, room, high=300)

    ranked = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(b - a >= room - 1e-9 for a, b in pairwise(ranked))
    assert max(moved) <= 300


def test_names_that_are_apart_stay_where_they_are():
    assert spread_places([80.0, 10.0, 40.0], 20, high=100) == (80.0, 10.0, 40.0)


def test_names_that_overlap_are_moved_down_and_back_up_from_the_end():
    assert spread_places([10.0, 12.0, 90.0], 20, high=100) == (10.0, 30.0, 90.0)
    assert spread_places([95.0, 97.0], 20, high=100) == (80.0, 100)
    assert spread_places([50.0, 50.0], 10, high=100) == (50.0, 60.0)


def test_a_name_of_two_lines_has_room_for_both_and_is_centred_on_its_place():
    ends = (LineEnd(("one",), 40.0, "#111111"), LineEnd(("two", "lines"), 50.0, "#222222"))

    first, second = label_line_ends(ends, width=200, height=100)

    # Two lines of 13 and 3 more: 29 apart, and half of it above the lower edge.
    assert [layer["encoding"]["y"]["value"] for layer in (first, second)] == [40.0, 69.0]
    assert [layer["encoding"]["x"]["value"] for layer in (first, second)] == [208, 208]
    assert [layer["mark"]["dy"] for layer in (first, second)] == [0.0, -6.5]
    assert [layer["mark"]["color"] for layer in (first, second)] == ["#111111", "#222222"]
    low = label_line_ends((LineEnd(("one",), 99.0, "#111111"),), width=200, height=100)
    assert low[0]["encoding"]["y"]["value"] == 92.0
