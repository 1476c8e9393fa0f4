from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from finseg.figures.theme import (
    SEGMENT_COLOURS,
    break_column_name,
    clip_index,
    label_segment_share,
    pick_colour,
    pick_dot_form,
    shorten_label,
)
from tests.builders.figures import RUPEES
from tests.builders.records import an_interpretation

# What people with protanopia and deuteranopia see, in linear RGB (Machado et al. 2009, table 1).
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
}  # fmt: skip
# Linear RGB to OKLab (Ottosson 2020).
CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def read_linear(code):
    parts = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(("eyes", "least"), [("usual", 0.15), ("protanopia", 0.1),
                                             ("deuteranopia", 0.1)])  # fmt: skip
def test_no_two_segment_colours_are_alike(eyes, least):
    seen = {
        code: LAB @ np.cbrt(CONES @ np.clip(EYES[eyes] @ read_linear(code), 0, 1))
        for code in SEGMENT_COLOURS
    }
    apart = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}

    assert len(apart) == 45
    assert {pair: far for pair, far in apart.items() if far < least} == {}


def test_segment_colours_stand_out_from_white():
    def luminance(code):
        return float(read_linear(code) @ [0.2126, 0.7152, 0.0722])

    assert min(1.05 / (luminance(c) + 0.05) for c in SEGMENT_COLOURS) >= 3


def test_twenty_segments_differ_in_colour_or_dot():
    assert len({(pick_colour(i), pick_dot_form(i)) for i in range(20)}) == 20


def test_labels_are_one_short_line():
    assert shorten_label("a\nb\tc") == "a b c"
    assert len(shorten_label("x" * 500)) < 50
    assert shorten_label("\x1b[31mred\ud800") == "�[31mred�"


def test_a_long_name_is_broken_at_a_joint():
    assert break_column_name("PURCHASES_FREQUENCY", 14) == ["PURCHASES_", "FREQUENCY"]
    assert break_column_name("short", 14) == ["short"]
    assert all(len(line) <= 14 for line in break_column_name("x" * 40, 14))


@pytest.mark.parametrize(("length", "label"), [(8, "x" * 8), (9, "x" * 7 + "…")])
def test_a_label_is_cut_where_it_is_longer_than_there_is_room(length, label):
    assert shorten_label("x" * length, 8) == label


def test_the_name_is_cut_and_the_share_is_not():
    (segment,) = an_interpretation(("x",), 1, ["A long name"]).segments

    assert label_segment_share(segment, 6, RUPEES) == "0 A l… (100.0%)"


@pytest.mark.parametrize(("value", "clipped"), [(-0.2, 0), (0.12347, 0.1235), (1.2, 1)])
def test_an_index_is_held_within_the_drawing(value, clipped):
    assert clip_index(value) == clipped


@pytest.mark.parametrize(
    ("name", "longest", "lines"),
    [
        ("ab_cdefghij", 11, ["ab_cdefghij"]),
        ("ab_cdefghij", 10, ["ab_", "cdefghij"]),
        ("a_bcdef_ghijkl", 9, ["a_bcdef_", "ghijkl"]),  # the joint nearest the middle
        ("abcdefghijkl", 6, ["abcde…"]),
        ("_abcdefgh_", 5, ["_", "abcd…"]),
    ],
)
def test_a_name_is_broken_once_at_the_joint_nearest_its_middle(name, longest, lines):
    assert break_column_name(name, longest) == lines
