"""Is a name made of the right marks, in words of their strength?"""

from __future__ import annotations

import math

import pytest

from finseg.interpret.composed import (
    LEADS,
    LONGEST,
    NEAR,
    compose_names,
)
from finseg.interpret.lexicon import parse_lexicon
from finseg.interpret.phrases import VERY, find_people
from finseg.records.interpretation import MARKER
from tests.builders.names import PLAIN, name_of, subject_of, write_axis
from tests.builders.segments import make_subject, make_trait


@pytest.mark.parametrize(
    ("a", "error", "text"),
    [
        (MARKER, 0.0, "Much a"),
        (-MARKER, 0.0, "Little a"),
        (0.2499, 0.0, "Near the average"),
        (2 * VERY, 0.1, "Much a"),
        (NEAR, 5.0, "Mixed customers"),
        (0.499, 5.0, "Near the average"),
        (-NEAR, 5.0, "Mixed customers"),
        (3.0, math.nan, "Too few to describe"),
    ],
)
def test_one_word_says_above_and_one_below_from_the_limit_of_a_marker_on(a, error, text):
    assert name_of(error=error, a=a).text == text


@pytest.mark.parametrize(
    ("b", "text"),
    [
        (LEADS * 1.0, "Much a, much b"),
        (0.399, "Much a"),
        (-0.4, "Much a, little b"),
    ],
)
def test_a_second_mark_is_spoken_of_from_two_fifths_of_the_first(b, text):
    assert name_of(a=1.0, b=b).text == text


def test_what_is_said_first_is_the_strongest_mark_and_a_name_has_two_at_first():
    assert name_of(a=0.6, b=-0.9, c=0.7).text == "Little b, much c"


def test_segments_that_would_bear_one_name_say_another_mark():
    subjects = {
        0: subject_of(a=0.9, b=0.6, c=0.5),
        1: subject_of(a=0.9, b=0.6, c=-0.5),
    }

    names = compose_names(subjects, set(), PLAIN)

    assert names[0].text == "Much a, much c"
    assert names[1].text == "Much a, little c"
    assert [c.says for c in names[1].claims] == ["much a", "little c"]
    assert [(c.at_least, c.at_most) for c in names[1].claims] == [(MARKER, None), (None, -MARKER)]


@pytest.mark.parametrize(
    ("strong", "texts"),
    [
        (VERY, ["Much a", "Very much a"]),
        (1.199, ["Much a (2)", "Much a"]),
    ],
)
def test_of_two_that_one_thing_marks_the_far_stronger_one_is_very_much_so(strong, texts):
    subjects = {0: subject_of(a=0.5), 1: subject_of(a=strong)}

    names = compose_names(subjects, set(), PLAIN)

    assert [names[s].text for s in (0, 1)] == texts


def test_very_parts_two_segments_before_another_mark_is_spoken_of():
    subjects = {
        0: subject_of(a=0.9, b=0.8, c=0.7),
        1: subject_of(a=1.5, b=1.1, c=0.9),
    }

    names = compose_names(subjects, set(), PLAIN)

    assert [names[s].text for s in (0, 1)] == ["Much a, much b", "Very much a, much b"]


@pytest.mark.parametrize(
    ("own", "everyone", "found"), [(0.05, 0.05, True), (0.06, 0.05, False), (0.05, 0.06, False)]
)
def test_the_word_of_a_business_needs_nearly_all_of_the_segment_and_of_everybody(
    own, everyone, found
):
    lexicon = parse_lexicon(
        'people = [{ who = "Savers", held = "a", beside = ["b"] }]\n'
        + write_axis("a")
        + write_axis("b"),
        where="test",
    )
    traits = {
        "a": [make_trait("money", zero_share=own)],
        "b": [make_trait("rate", zero_share=0.5)],
    }
    population = {
        "a": [make_trait("money", zero_share=everyone)],
        "b": [make_trait("rate", zero_share=0.5)],
    }

    people = find_people(make_subject(traits, population), lexicon)

    assert (people is not None) is found
    assert find_people(make_subject({"a": traits["a"]}), lexicon) is None


def test_two_adjectives_share_their_word_for_people_and_one_keeps_it():
    words = 'high = "{0} {{who}}"\nlow = "un{0} {{who}}"\n'
    lexicon = parse_lexicon(
        "".join(f'[[axes]]\nname = "{name}"\n{words.format(name)}' for name in ("old", "rich"))
        + write_axis("a"),
        where="test",
    )

    assert name_of(lexicon, old=0.9, rich=-0.8).text == "Old, unrich customers"
    assert name_of(lexicon, a=0.9, rich=-0.8).text == "Much a, unrich customers"
    assert name_of(lexicon, old=0.9, a=0.8).text == "Old customers, much a"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("spent at home", "Very very much a, high spent at home"),
        ("spent at home lately", "Very very much a"),
    ],
)
def test_a_name_of_more_than_eight_words_is_cut_to_the_first_mark(column, text):
    traits = {
        "a": [make_trait("a", unit="none", deviation=0.9, low=0.8, high=1.0)],
        column: [make_trait(column, unit="none", deviation=0.8, low=0.7, high=0.9)],
    }
    lexicon = parse_lexicon(write_axis("a").replace("much a", "very very much a", 1), where="test")

    (name,) = compose_names({0: make_subject(traits)}, set(), lexicon).values()

    assert LONGEST == 8
    assert name.text == text


def test_of_twins_the_more_marked_one_keeps_the_name_whatever_the_side():
    weak, strong, third = (subject_of(a=0.5, b=d) for d in (0.1, -0.24, 0.2))

    names = compose_names({0: weak, 1: strong, 2: third}, set(), PLAIN)

    assert names[1].text == "Much a"
    assert names[2].text == "Much a (2)"
    assert names[0].text == "Much a (3)"
    (taken,) = compose_names({0: weak}, {"Much a"}, PLAIN).values()
    assert taken.text == "Much a (2)"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [(0.4, 0.3, "Near the average"), (0.1, 0.6, "Mixed customers")],
)
def test_a_segment_is_near_the_average_only_where_every_axis_is(first, second, text):
    assert name_of(error=5.0, a=first, b=second).text == text
