"""Is a name made only of what interval, mean and median bear out, and of no contradiction?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.interpret.claims import bears_out
from finseg.interpret.composed import compose_names
from finseg.interpret.lexicon import parse_lexicon
from finseg.interpret.marks import find_marks
from tests.builders.names import PLAIN, subject_of, write_axis
from tests.builders.segments import make_subject, make_trait

KIN = parse_lexicon(
    write_axis("seen", 'kin = ["use"]\n')
    + write_axis("gone", 'kin = ["-use"]\n')
    + write_axis("spent", 'kin = ["money"]\n')
    + write_axis("paid", 'kin = ["money"]\n'),
    where="test",
)


def name(subject, lexicon=KIN):
    return compose_names({0: subject}, set(), lexicon)[0]


@pytest.mark.parametrize(
    ("own", "borne"),
    [
        ({"mean": 120.0, "median": 71.0}, True),
        ({"mean": 120.0, "median": 69.0}, False),
        ({"mean": 79.0, "median": 90.0}, False),
        ({"mean": 80.0, "median": 90.0}, False),
        # Where the medians are one figure, the quartiles are asked.
        ({"mean": 120.0, "median": 70.0, "p25": 50.0, "p75": 121.0}, True),
        ({"mean": 120.0, "median": 70.0, "p25": 49.0, "p75": 121.0}, False),
    ],
)
def test_mean_and_median_must_lie_on_the_side_that_is_said(own, borne):
    everyone = make_trait("pay", mean=80.0, median=70.0, p25=50.0, p75=120.0)

    assert bears_out(make_trait("pay", **own), everyone, 1.0) is borne


@pytest.mark.parametrize(("share", "borne"), [(0.59, True), (0.6, False), (0.61, False)])
def test_where_half_have_none_the_share_who_have_any_speaks_for_the_median(share, borne):
    everyone = make_trait("loan", mean=80.0, median=0.0, zero_share=0.6)
    own = make_trait("loan", mean=120.0, median=0.0, zero_share=share)

    assert bears_out(own, everyone, 1.0) is borne
    below = make_trait("loan", mean=40.0, median=0.0, zero_share=1.2 - share)
    assert bears_out(below, everyone, -1.0) is borne


def test_no_word_rests_on_the_mean_where_the_median_says_the_opposite():
    trait = make_trait("col", mean=120.0, median=60.0, deviation=0.9, low=0.8, high=1.0)

    assert name(make_subject({"a": [trait]}), PLAIN).text == "Mixed customers"
    borne = replace(trait, median=80.0)
    assert name(make_subject({"a": [borne]}), PLAIN).text == "Much a"


@pytest.mark.parametrize(("holders", "told"), [(5, True), (4, False)])
def test_no_word_rests_on_the_mean_of_a_few_who_have_any(holders, told):
    trait = make_trait(
        "col", mean=120.0, deviation=0.9, low=0.8, high=1.0, zero_share=1 - holders / 200
    )

    found = name(make_subject({"a": [trait]}), PLAIN)

    assert found.text == ("Much a" if told else "Mixed customers")


def test_an_axis_whose_columns_disagree_is_spoken_of_by_their_headings():
    traits = [
        make_trait("shop spending", deviation=1.5, low=1.4, high=1.6),
        make_trait("web spending", mean=40.0, median=30.0, deviation=-0.5, low=-0.6, high=-0.4),
    ]
    subject = make_subject({"a": traits}, bands={"a": (0.5, 0.4, 0.6)})

    assert [m.key for m in find_marks(subject, PLAIN)] == ["shop spending", "web spending"]
    assert name(subject, PLAIN).text == "High shop spending"
    agreeing = [traits[0], replace(traits[1], low=-0.6, high=-0.249)]
    whole = make_subject({"a": agreeing}, bands={"a": (0.5, 0.4, 0.6)})
    assert name(whole, PLAIN).text == "Much a"


def test_of_a_kin_a_name_has_one_phrase():
    assert name(subject_of(spent=0.9, paid=0.8)).text == "Much spent"
    assert name(subject_of(spent=0.9, paid=0.8, seen=-0.5)).text == "Much spent, little seen"
    assert name(subject_of(seen=0.9, gone=-0.8)).text == "Much seen"


def test_kin_that_contradict_each_other_are_spoken_of_by_their_headings():
    found = name(subject_of(seen=0.9, gone=0.8))

    assert found.text == "High seen, high gone"
    assert [c.axis for c in found.claims] == ["col_seen", "col_gone"]
    assert name(subject_of(spent=0.9, paid=-0.8)).text == "High spent, low paid"


def test_a_heading_that_only_seems_to_be_of_a_kin_contradicts_its_words_all_the_same():
    trait = make_trait("frequency", mean=40.0, median=30.0, deviation=-0.9, low=-1.0, high=-0.8)
    known = subject_of(seen=0.8)
    subject = replace(
        known,
        traits={**known.traits, "`frequency`": [trait]},
        population={**known.population, "`frequency`": [make_trait("frequency", mean=80.0)]},
        bands={
            **known.bands,
            "`frequency`": replace(known.bands["seen"], value=-0.9, low=-1.0, high=-0.8),
        },
        seeming={"frequency": "seen"},
    )

    assert name(subject).text == "Low frequency, high seen"


def test_codes_are_in_no_name_and_standardised_figures_are_told_as_such():
    trait = make_trait("level", mean=1.2, median=1.1, deviation=1.2, low=1.1, high=1.3)
    everyone = {"`level`": [make_trait("level", mean=0.0, median=0.1, sd=1.0)]}
    plain = make_subject({"`level`": [trait]}, everyone)

    code = replace(plain, scales={"level": "code"})
    standardised = name(replace(plain, scales={"level": "standardised"}))

    assert name(plain).text == "High level"
    assert name(code).claims == ()
    assert str(standardised.claims[0].figure).startswith(
        "level is on average 1.20 sd above the average of all customers, +1.20 sd"
    )


@pytest.mark.parametrize(
    ("unit", "middle", "said"),
    [("days", -1.0, False), ("days", 0.0, True), ("currency", -1.0, True)],
)
def test_no_name_speaks_of_times_that_are_counted_backwards(unit, middle, said):
    trait = make_trait("employed", mean=9.0, median=8.0, deviation=1.2, low=1.1, high=1.3)
    everyone = make_trait("employed", mean=middle, median=middle)
    own = [replace(trait, unit=unit)]
    subject = make_subject({"`employed`": own}, {"`employed`": [replace(everyone, unit=unit)]})

    assert bool(name(subject).claims) is said


DEVIATIONS = st.floats(-2, 2).filter(lambda d: d != 0)


@given(st.fixed_dictionaries(dict.fromkeys(("seen", "gone", "spent", "paid"), DEVIATIONS)))
def test_no_name_has_two_words_of_one_kin_and_each_word_has_its_figure(deviations):
    found = name(subject_of(**deviations))

    axes = [c.axis for c in found.claims if c.axis in deviations]
    assert not {"seen", "gone"} <= set(axes)
    assert not {"spent", "paid"} <= set(axes)
    phrases = found.text.casefold().split(", ") if found.claims else []
    assert [c.says.casefold() for c in found.claims] == phrases
    assert all(c.columns and str(c.figure) for c in found.claims)
