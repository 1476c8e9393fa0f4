"""Is a name made of the right marks, in words of their strength?"""

from __future__ import annotations

import math

import pytest

from finseg.interpret.composed import (
    LEADS,
    NEAR,
    STRONG,
    compose_names,
    find_people,
    shorten_column_name,
)
from finseg.interpret.lexicon import load_bundled_lexicon, parse_lexicon
from finseg.records.interpretation import MARKER
from tests.builders.names import PLAIN, name_of, subject_of, write_axis
from tests.builders.segments import make_subject, make_trait


@pytest.mark.parametrize(
    ("a", "error", "text"),
    [
        (MARKER, 0.0, "BitA Customers"),
        (-MARKER, 0.0, "LessA Customers"),
        (0.2499, 0.0, "Near-Average Customers"),
        (STRONG, 0.1, "BigA Customers"),
        (0.799, 0.1, "BitA Customers"),
        (-STRONG, 0.1, "LowA Customers"),
        (-0.799, 0.1, "LessA Customers"),
        (NEAR, 5.0, "Mixed Customers"),
        (0.499, 5.0, "Near-Average Customers"),
        (-NEAR, 5.0, "Mixed Customers"),
        (3.0, math.nan, "Too Few to Describe"),
    ],
)
def test_a_word_has_the_strength_of_the_deviation(a, error, text):
    assert name_of(error=error, a=a).text == text


@pytest.mark.parametrize(
    ("b", "text"),
    [
        (LEADS * 1.0, "BigA BitB Customers"),
        (0.399, "BigA Customers"),
        (-0.4, "BigA LessB Customers"),
    ],
)
def test_a_second_mark_is_spoken_of_from_two_fifths_of_the_first(b, text):
    assert name_of(a=1.0, b=b).text == text


def test_what_is_said_first_is_the_strongest_mark_and_a_name_has_two_at_first():
    assert name_of(a=0.6, b=-0.9, c=0.7).text == "LowB BitC Customers"


def test_segments_that_would_bear_one_name_say_another_mark():
    subjects = {
        0: subject_of(a=0.9, b=0.6, c=0.5),
        1: subject_of(a=0.9, b=0.6, c=-0.5),
    }

    names = compose_names(subjects, set(), PLAIN)

    assert names[0].text == "BigA BitB BitC Customers"
    assert names[1].text == "BigA BitB LessC Customers"
    assert [c.says for c in names[1].claims] == ["BigA", "BitB", "LessC"]
    assert [(c.at_least, c.at_most) for c in names[1].claims] == [
        (MARKER, None),
        (MARKER, None),
        (None, -MARKER),
    ]


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


def test_the_bundled_words_of_a_column_leave_out_how_it_counts():
    assert shorten_column_name("avg_monthly_orders") == "Orders"
    assert load_bundled_lexicon().customers == "Customers"


def test_of_twins_the_more_marked_one_keeps_the_name_whatever_the_side():
    weak, strong, third = (subject_of(a=0.5, b=d) for d in (0.1, -0.24, 0.2))

    names = compose_names({0: weak, 1: strong, 2: third}, set(), PLAIN)

    assert names[1].text == "BitA Customers"
    assert names[2].text == "BitA Customers (2)"
    assert names[0].text == "BitA Customers (3)"
    (taken,) = compose_names({0: weak}, {"BitA Customers"}, PLAIN).values()
    assert taken.text == "BitA Customers (2)"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [(0.4, 0.3, "Near-Average Customers"), (0.1, 0.6, "Mixed Customers")],
)
def test_a_segment_is_near_the_average_only_where_every_axis_is(first, second, text):
    assert name_of(error=5.0, a=first, b=second).text == text
