from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.document.numbers import Numbers, Unit
from finseg.errors import SettingsError
from finseg.interpret import load_bundled_lexicon
from finseg.interpret.claims import Subject, describe_axis_position
from finseg.interpret.composed import LONGEST, NEAR
from finseg.interpret.lexicon import find_forbidden_words
from finseg.interpret.names import name_segments
from finseg.interpret.subjects import make_subjects
from finseg.records.interpretation import MARKER, Surplus, Trait, join_doubts

LEXICON = load_bundled_lexicon()
FIGURES = Numbers(locale="en-IN", currency="INR")
AXES = ("age", "income", "credit_standing", "borrowing", "wealth")
MEANS = {"age": 44, "income": 85_000, "credit_standing": 575, "borrowing": 25_000, "wealth": 25_000}
SD = {"age": 15, "income": 38_000, "credit_standing": 160, "borrowing": 14_000, "wealth": 14_000}


ERROR = 0.1  # half the interval of every deviation here
AVERAGE = LEXICON.average


def trait(axis, deviation, error=ERROR):
    mean = MEANS[axis] + deviation * SD[axis]
    unit: Unit = "currency" if axis in {"income", "borrowing", "wealth"} else "none"
    return Trait(
        column=axis,
        unit=unit,
        mean=mean,
        median=mean,
        p25=mean,
        p75=mean,
        deviation=deviation,
        low=deviation - error,
        high=deviation + error,
        sd=SD[axis],
        present=400,
    )


def subjects_of(*segments, error=ERROR) -> list[Subject]:
    every = [dict.fromkeys(AXES, 0.0) | given for given in segments]
    surpluses = [
        Surplus(axis=one, over=other, segment=s, mean=mean, low=mean - 900, high=mean + 900)
        for s, whole in enumerate(every)
        for one, other in (("borrowing", "wealth"), ("wealth", "borrowing"))
        for mean in [trait(one, whole[one]).mean - trait(other, whole[other]).mean]
    ]
    return make_subjects(
        [trait(axis, 0.0, 0.0) for axis in AXES],
        [[trait(axis, d, error) for axis, d in whole.items()] for whole in every],
        surpluses,
        [(axis, axis) for axis in AXES],
    )


def names_of(*segments, given=None, lexicon=LEXICON, error=ERROR):
    subjects = subjects_of(*segments, error=error)
    return name_segments(subjects, lexicon, given or {})


deviations = st.fixed_dictionaries({axis: st.floats(-2, 2) for axis in AXES})


@given(segments=st.lists(deviations, min_size=1, max_size=8))
def test_no_name_is_given_twice_and_each_is_short_and_neutral(segments):
    texts = [n.text for n in names_of(*segments)]

    assert len(set(texts)) == len(texts)
    for text in texts:
        words = text.split(" (")[0].split()  # a number is added where nothing else differs
        assert 1 <= len(words) <= LONGEST
        assert text.count(",") <= 1
        assert "-" not in text or text in {a.name for a in LEXICON.archetypes}
        assert not find_forbidden_words(text, LEXICON, ())


@given(segments=st.lists(deviations, min_size=2, max_size=6, unique_by=lambda d: d["income"]))
def test_names_go_with_the_segment_and_not_with_its_number(segments):
    names = names_of(*segments)

    turned = names_of(*segments[::-1])

    assert [n.text for n in turned][::-1] == [n.text for n in names]


@given(segments=st.lists(deviations, min_size=1, max_size=5))
def test_every_word_of_a_name_is_true_with_the_whole_of_its_interval(segments):
    for name, segment in zip(names_of(*segments), segments, strict=True):
        for claim in name.claims:
            assert claim.holds
            d = segment[claim.axis]
            assert claim.at_least is None or d - ERROR >= claim.at_least
            assert claim.at_most is None or d + ERROR <= claim.at_most
            for other in claim.more_than:
                own = MEANS[claim.axis] + d * SD[claim.axis]
                assert own > MEANS[other] + segment[other] * SD[other]
            if claim.between is not None:
                low, high = claim.between
                assert low <= MEANS[claim.axis] + d * SD[claim.axis] <= high


@given(segment=deviations)
def test_a_segment_of_which_nothing_is_sure_gets_no_word(segment):
    (name,) = names_of(segment, error=5.0)

    unclear = max(map(abs, segment.values())) >= NEAR
    assert name.text == (LEXICON.mixed if unclear else AVERAGE)
    assert name.claims == ()


def test_a_segment_of_a_handful_is_not_said_to_be_near_the_average():
    (name,) = names_of({"income": 3.2}, error=math.nan)

    assert name.text == LEXICON.few
    assert name.claims == ()


def test_an_axis_that_one_column_alone_measures_is_spoken_of_by_its_heading():
    (name,) = names_of({"credit_standing": -1.2, "wealth": 0.5, "age": 0.1})

    assert name.text == "Low credit score, high wealth"
    assert [(c.says, c.axis) for c in name.claims] == [
        ("low credit score", "credit_standing"),
        ("high wealth", "wealth"),
    ]


@given(segment=deviations, column=st.sampled_from(AXES))
def test_removing_a_column_removes_its_claims(segment, column):
    columns = [axis for axis in AXES if axis != column]
    traits = [trait(axis, segment[axis]) for axis in columns]
    population = [trait(axis, 0.0, 0.0) for axis in columns]
    subjects = make_subjects(population, [traits], [], [(axis, axis) for axis in columns])

    (name,) = name_segments(subjects, LEXICON, {})

    assert all(column not in claim.columns for claim in name.claims)


def test_a_segment_like_all_others_is_called_so():
    (name,) = names_of({"income": 0.1})

    assert name.text == AVERAGE
    assert name.claims == ()


def test_a_composed_name_says_the_two_strongest_differences_in_words_of_their_strength():
    (name,) = names_of({"income": 0.9, "borrowing": -0.1, "age": -0.7})

    assert name.kind == "composed"
    assert name.text == "High income, younger customers"
    assert [c.axis for c in name.claims] == ["income", "age"]
    assert [c.at_least for c in name.claims] == [MARKER, None]


def test_two_segments_of_one_direction_get_different_words():
    twins = [{"credit_standing": -0.9, "age": 0.8, "borrowing": b} for b in (0.5, -0.5)]

    names = names_of(*twins)

    assert len({n.text for n in names}) == 2
    assert {c.axis for n in names for c in n.claims} >= {"borrowing"}
    assert all(n.text.count(",") <= 1 for n in names)


def test_twins_are_numbered_as_the_last_resort():
    names = names_of({"income": 0.9}, {"income": 0.9}, {"income": 0.95})

    assert sorted(n.text for n in names) == [
        "High income",
        "High income (2)",
        "High income (3)",
    ]


def test_a_claim_quotes_the_segment_the_population_the_effect_and_its_interval():
    (name,) = names_of({"borrowing": 0.9, "wealth": -0.9})

    assert name.text == "High Loan Seekers"
    assert name.claims[0].figure.write(FIGURES) == (
        "borrowing averages ₹38K against ₹25K for all customers, +0.90 sd (+0.80 … +1.00)"
    )
    assert name.claims[1].figure.write(FIGURES) == "borrowing averages ₹38K against ₹12K of wealth"


def test_given_names_are_kept_and_no_archetype_repeats_them():
    names = names_of(
        {"income": 1.0}, {"borrowing": 0.9, "wealth": -0.9}, given={"0": "High Loan Seekers"}
    )

    assert names[0].text == "High Loan Seekers"
    assert names[0].kind == "given"
    assert names[1].text != "High Loan Seekers"


def test_a_given_name_that_the_figures_bear_out_gets_the_same_evidence():
    (own,) = names_of({"borrowing": 0.9, "wealth": -0.9})

    (given_name,) = names_of({"borrowing": 0.9, "wealth": -0.9}, given={"0": own.text})

    assert given_name.claims == own.claims
    assert not join_doubts(given_name.doubts)


def test_a_given_name_that_the_figures_do_not_bear_out_is_kept_and_said():
    (name,) = names_of({"income": -0.9}, given={"0": "Affluent Gold Clients"})

    assert name.text == "Affluent Gold Clients"
    assert [c.holds for c in name.claims] == [False]
    assert "do not support Affluent (income" in str(join_doubts(name.doubts))


@pytest.mark.parametrize(
    "text",
    ["High Income", "high-income", "HIGH_INCOME clients", "High Earners", "Top income group"],
)
@pytest.mark.parametrize(("income", "holds"), [(0.9, True), (-0.9, False)])
def test_a_given_name_is_understood_however_it_is_written(text, income, holds):
    (name,) = names_of({"income": income}, given={"0": text})

    assert [(c.axis, c.holds) for c in name.claims] == [("income", holds)]
    assert ("do not support" in str(join_doubts(name.doubts))) is not holds


def test_a_given_name_may_speak_of_a_column_by_its_name():
    subject = of_columns({"late_fees_12m": -0.9})

    (name,) = name_segments([subject], LEXICON, {"0": "High late fees 12m"})

    assert [c.holds for c in name.claims] == [False]


def test_a_given_name_of_unknown_words_is_said_to_have_no_figures():
    (name,) = names_of({"income": 0.9}, given={"0": "Tier One"})

    assert name.claims == ()
    assert "the lexicon has none of its words" in str(join_doubts(name.doubts))
    assert "income" in str(join_doubts(name.doubts))


def test_a_given_name_with_a_judging_word_is_kept_and_said():
    (name,) = names_of({"income": -0.9}, given={"0": "Poor Customers"})

    assert "`poor` judges people" in str(join_doubts(name.doubts))


@pytest.mark.parametrize("given_names", [{"7": "Gold"}, {"0": "Gold", "1": "Gold"}, {"0": "  "}])
def test_names_for_absent_segments_given_twice_or_empty_are_refused(given_names):
    with pytest.raises(SettingsError):
        names_of({}, {"income": 1.0}, given=given_names)


CARDS = ("spending", "borrowing")


def card_segment(spending, borrowing):
    """Make a segment of cardholders; `spending` is measured by two columns."""
    traits = [
        replace(trait("income", d), column=column)
        for column, d in zip(("PURCHASES", "SPEND", "BALANCE"), (*spending, borrowing), strict=True)
    ]
    everyone = [replace(trait("income", 0.0, 0.0), column=t.column) for t in traits]
    axes = [("PURCHASES", "spending"), ("SPEND", "spending"), ("BALANCE", "borrowing")]
    (subject,) = make_subjects(everyone, [traits], [], axes)
    return subject


@pytest.mark.parametrize(("borrowing", "borne"), [(-0.5, True), (0.9, False)])
def test_a_given_word_that_claims_two_things_is_borne_out_by_both(borrowing, borne):
    subject = card_segment((0.9, 0.9), borrowing)

    (name,) = name_segments([subject], LEXICON, {"0": "Transactors"})

    assert [c.axis for c in name.claims] == list(CARDS)
    assert all(c.holds for c in name.claims) is borne
    assert ("do not support" in str(join_doubts(name.doubts))) is not borne


def test_a_claim_over_several_columns_says_their_average_and_the_one_that_points_elsewhere():
    subject = card_segment((1.5, -0.6), 0.0)

    said = describe_axis_position("spending", subject).figure.write(FIGURES)

    assert said.startswith(
        "PURCHASES averages ₹1.42L against ₹85K for all customers, +1.50 sd (+1.40 … +1.60)"
    )
    assert "; all 2 columns of spending on average +0.45 sd (+0.35 … +0.55)" in said
    assert said.endswith("but SPEND −0.60 sd")


def test_medians_are_told_where_a_few_amounts_turn_the_means_round():
    turned = replace(trait("income", 0.6), mean=80_000, median=50_000)
    everyone = replace(trait("income", 0.0, 0.0), median=40_000)
    (subject,) = make_subjects([everyone], [[turned]], [], [("income", "income")])

    said = describe_axis_position("income", subject).figure.write(FIGURES)

    assert said.startswith("income has a median of ₹50K against ₹40K for all customers, +0.60 sd")


def test_of_one_customer_nothing_is_claimed_even_of_a_name_that_is_given():
    alone = replace(trait("age", 0.0), sd=0.0, present=1, low=math.nan, high=math.nan)
    (subject,) = make_subjects([trait("age", 0.0)], [[alone]], [], [("age", "age")])

    (name,) = name_segments([subject], LEXICON, {"0": "Mid-Age Gold"})

    assert [c.holds for c in name.claims] == [False]


LOAN = {"loan_amount": "borrowing", "term_months": "loan_term", "age": "age"}


def lending(deviations, *, without=0.0):
    """Make a segment of a table of loans; `without` is the share of everybody who have none."""
    none = {column: without if column == "loan_amount" else 0.0 for column in LOAN}
    traits = [
        replace(trait("age", deviations.get(column, 0.0)), column=column, zero_share=none[column])
        for column in LOAN
    ]
    everyone = [
        replace(trait("age", 0.0, 0.0), column=column, zero_share=none[column]) for column in LOAN
    ]
    (subject,) = make_subjects(everyone, [traits], [], list(LOAN.items()))
    return subject


def test_customers_are_called_by_their_business_with_the_figure_that_shows_it():
    (name,) = name_segments([lending({"age": 0.9, "term_months": -0.6})], LEXICON, {})

    assert name.text == "Older borrowers, short loan term"
    last = name.claims[-1]
    assert (last.says, last.columns, last.held) == ("borrowers", ("loan_amount",), True)
    assert last.figure.write(FIGURES) == "100.0% of them have some loan_amount"


def test_nobody_is_called_a_borrower_where_many_have_no_loan():
    subject = lending({"age": 0.9, "term_months": -0.6}, without=0.3)

    (name,) = name_segments([subject], LEXICON, {})

    assert name.text == "Older customers, short loan term"


def of_columns(deviations):
    """Make a segment from columns, some of which have an axis."""
    traits = [replace(trait("age", d), column=column) for column, d in deviations.items()]
    everyone = [replace(trait("age", 0.0, 0.0), column=column) for column in deviations]
    axes = [(column, column) for column in deviations if column in {a.name for a in LEXICON.axes}]
    (subject,) = make_subjects(everyone, [traits], [], axes)
    return subject


def test_a_second_mark_that_says_nearly_the_same_gives_way_to_another_one():
    (name,) = name_segments(
        [of_columns({"debt_burden": -1.0, "borrowing": -0.9, "income": -0.6})], LEXICON, {}
    )

    assert name.text == "Low debt ratio, low income"


def test_a_mark_far_weaker_than_the_first_is_not_spoken_of():
    (name,) = name_segments([of_columns({"age": 1.5, "income": 0.4})], LEXICON, {})

    assert name.text == "Older customers"


def test_a_column_without_an_axis_is_spoken_of_in_its_own_words():
    subject = of_columns({"num_late_fees_12m": 1.1})

    (name,) = name_segments([subject], LEXICON, {})

    assert name.text == "Many late fees"


def test_a_column_that_is_only_numbered_is_spoken_of_after_those_that_say_something():
    (name,) = name_segments([of_columns({"column_5": -1.2, "age": 0.7})], LEXICON, {})
    (alone,) = name_segments([of_columns({"column_5": -1.2})], LEXICON, {})

    assert name.text == "Older customers, low column 5"
    assert alone.text == "Low column 5"


def test_two_columns_of_the_same_words_are_told_by_their_whole_names():
    subject = of_columns({"late_fees_3m": 1.1, "late_fees_12m": -1.2})

    (name,) = name_segments([subject], LEXICON, {})

    assert name.text == "Low late fees 12m, high late fees 3m"


def test_a_column_whose_words_judge_people_is_in_no_name_unless_the_settings_allow():
    subject = of_columns({"num_female_dependants": 1.2, "age": 0.6})

    (name,) = name_segments([subject], LEXICON, {})
    (let,) = name_segments([subject], LEXICON, {}, allowed=["female"])

    assert name.text == "Older customers"
    assert let.text == "Many female dependants, older customers"
