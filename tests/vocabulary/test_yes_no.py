"""Do levels say yes in the usual languages, and nothing else?"""

from __future__ import annotations

import pytest

from finseg.vocabulary.missing_values import sort_counts
from finseg.vocabulary.words import load_vocabulary, split_capitals, split_heading
from finseg.vocabulary.yes_no import says_yes


@pytest.mark.parametrize("level", ["yes", " YES ", "Ja", "1.0", "TRUE", "Sí", "x", "Active", "on"])
def test_a_level_says_yes_in_any_case_and_with_blanks_around(level):
    assert says_yes(level)


@pytest.mark.parametrize("level", ["no", "", "n", "0", "yes please", "inactive", "false", "maybe"])
def test_everything_else_says_no(level):
    assert not says_yes(level)


def test_counts_fall_and_equal_ones_are_in_the_order_of_words():
    assert sort_counts({"b": 2, "c": 7, "a": 2}) == (("c", 7), ("a", 2), ("b", 2))


@pytest.mark.parametrize(
    ("heading", "split", "phrase"),
    [
        ("NumATMs", "Num ATMs", "num atms"),
        ("NPSscore", "NPS score", "nps score"),
        ("HTTPCode2", "HTTP Code2", "http code2"),
        ("already split", "already split", "already split"),
        ("Ünal_Größe", "Ünal_Größe", "unal grosse"),
    ],
)
def test_capitals_begin_words_and_accents_are_left_out(heading, split, phrase):
    assert split_capitals(heading) == split
    assert split_heading(heading) == phrase


@pytest.mark.parametrize(
    ("phrase", "kind", "word"),
    [
        ("loan amt2", "currency", "amt"),
        ("balance in inr", "currency", "balance"),
        ("loan no", "currency", ""),
        ("passport number", "personal", "passport number"),
        ("passport no no", "personal", "passport"),
    ],
)
def test_what_stands_behind_a_heading_is_left_out_where_anything_else_is_said(phrase, kind, word):
    assert load_vocabulary().says(phrase, kind) == word
    assert load_vocabulary().says(phrase, kind) == word  # asked again
