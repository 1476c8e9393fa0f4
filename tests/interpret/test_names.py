from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import Figures, Unit
from finseg.errors import SettingsError
from finseg.interpret import bundled_lexicon
from finseg.interpret.claims import Subject
from finseg.interpret.names import AVERAGE, name_segments
from finseg.records.interpretation import Trait

LEXICON = bundled_lexicon()
FIGURES = Figures(locale="en-IN", currency="INR")
AXES = ("age", "income", "credit_standing", "borrowing", "wealth")
MEANS = {"age": 44, "income": 85_000, "credit_standing": 575, "borrowing": 25_000, "wealth": 25_000}
SD = {"age": 15, "income": 38_000, "credit_standing": 160, "borrowing": 14_000, "wealth": 14_000}


def trait(axis, deviation):
    mean = MEANS[axis] + deviation * SD[axis]
    unit: Unit = "currency" if axis in {"income", "borrowing", "wealth"} else "none"
    return Trait(
        column=axis, unit=unit, mean=mean, median=mean, p25=mean, p75=mean, deviation=deviation
    )


def subject(**deviations):
    whole = dict.fromkeys(AXES, 0.0) | deviations
    return Subject(
        traits={axis: [trait(axis, d)] for axis, d in whole.items()},
        population={axis: [trait(axis, 0.0)] for axis in AXES},
        deviations=whole,
    )


deviations = st.fixed_dictionaries({axis: st.floats(-2, 2) for axis in AXES})


@given(segments=st.lists(deviations, min_size=1, max_size=8))
def test_no_name_is_given_twice_and_each_is_short(segments):
    names = name_segments([subject(**d) for d in segments], LEXICON, {}, FIGURES)

    texts = [n.text for n in names]
    assert len(set(texts)) == len(texts)
    assert all(texts)


@given(segments=st.lists(deviations, min_size=2, max_size=6, unique_by=lambda d: d["income"]))
def test_names_go_with_the_segment_and_not_with_its_number(segments):
    subjects = [subject(**d) for d in segments]

    names = name_segments(subjects, LEXICON, {}, FIGURES)
    turned = name_segments(subjects[::-1], LEXICON, {}, FIGURES)

    archetypes = [n.text if n.kind == "archetype" else "" for n in names]
    again = [n.text if n.kind == "archetype" else "" for n in turned]
    assert again[::-1] == archetypes


@given(segment=deviations)
def test_an_archetypes_claims_are_true_of_its_segment(segment):
    (name,) = name_segments([subject(**segment)], LEXICON, {}, FIGURES)

    if name.kind != "archetype":
        return
    archetype = next(a for a in LEXICON.archetypes if a.name == name.text)
    for rule in archetype.claims:
        d = segment[rule.axis]
        assert rule.at_least is None or d >= rule.at_least
        assert rule.at_most is None or d <= rule.at_most
        if rule.more_than:
            own = MEANS[rule.axis] + d * SD[rule.axis]
            other = MEANS[rule.more_than] + segment[rule.more_than] * SD[rule.more_than]
            assert own > other
    assert len(name.claims) == len(archetype.claims)


def test_a_segment_like_all_others_is_called_so():
    (name,) = name_segments([subject(income=0.1)], LEXICON, {}, FIGURES)

    assert name.text == AVERAGE
    assert name.claims == ()


def test_a_composed_name_says_the_two_strongest_differences_in_words():
    (name,) = name_segments([subject(income=0.9, borrowing=-0.6, age=-0.7)], LEXICON, {}, FIGURES)

    assert name.kind == "composed"
    assert name.text == "Higher income, younger"
    assert [c.axis for c in name.claims] == ["income", "age"]


def test_two_segments_of_one_direction_get_different_words():
    twins = [subject(credit_standing=-0.9, age=0.8, borrowing=b) for b in (0.5, -0.5)]

    names = name_segments(twins, LEXICON, {}, FIGURES)

    assert {n.text for n in names} == {
        "Weak credit score, older, heavy borrowing",
        "Weak credit score, older, little borrowing",
    }


def test_a_claim_quotes_the_segment_the_population_and_the_effect():
    (name,) = name_segments([subject(borrowing=0.9, wealth=-0.9)], LEXICON, {}, FIGURES)

    assert name.text == "High Loan Seekers"
    assert name.claims[0].figure == "borrowing ₹38K against ₹25K, +0.90 sd"
    assert name.claims[1].figure == "borrowing ₹38K exceeds wealth ₹12K"


def test_given_names_are_kept_and_no_archetype_repeats_them():
    given_names = {"0": "High Loan Seekers"}
    both = [subject(income=1.0), subject(borrowing=0.9, wealth=-0.9)]

    names = name_segments(both, LEXICON, given_names, FIGURES)

    assert names[0].text == "High Loan Seekers"
    assert names[0].kind == "given"
    assert names[1].text != "High Loan Seekers"


@pytest.mark.parametrize("given_names", [{"7": "Gold"}, {"0": "Gold", "1": "Gold"}])
def test_names_for_absent_segments_or_given_twice_are_refused(given_names):
    with pytest.raises(SettingsError):
        name_segments([subject(), subject(income=1.0)], LEXICON, given_names, FIGURES)
