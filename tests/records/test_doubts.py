"""From where on does a defensible change count as another answer, and in which words?"""

from __future__ import annotations

import pytest

from finseg.records.assessment import Alternative, Assessment
from finseg.records.doubts import Doubt, Groups, name_causes, say_effects


def an_alternative(code, agreement=0.9, **changes):
    return Alternative(code=code, change=code, k=3, agreement=agreement, rows=80, **changes)


def doubts_of(*alternatives, customers=80):
    assessment = Assessment(
        segments=(), samples=1, borderline_share=0, alternatives=alternatives, customers=customers
    )
    return assessment.list_doubts()


@pytest.mark.parametrize(("agreement", "doubted"), [(0.599, True), (0.6, False)])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("no logarithms", "no logarithms"),
        ("logarithms", "logarithms"),
        ("another seed", "seed"),
        ("rounded figures", "figures"),
        ("equal weights", "weights"),
    ],
)
def test_a_defensible_change_is_a_doubt_below_the_limit(change, code, agreement, doubted):
    found = doubts_of(an_alternative(change, agreement))

    assert [d.code for d in found] == ([code] if doubted else [])


@pytest.mark.parametrize(
    "change",
    [
        "ranks",
        "half the customers",
        "one segment less",
        "one segment more",
        "outliers left out",
        "many starts",
        "mixture",
    ],
)
def test_a_change_of_the_question_or_the_method_is_none(change):
    assert doubts_of(an_alternative(change, 0.1)) == ()


@pytest.mark.parametrize(("least", "doubted"), [(0.599, True), (0.6, False)])
def test_one_column_less_is_doubted_by_the_column_that_matters_most(least, doubted):
    found = doubts_of(an_alternative("a column less", 0.7, column="age", least=least))

    assert [(d.column, d.agreement) for d in found] == ([("age", least)] if doubted else [])


def test_other_natural_groups_are_a_doubt_whatever_the_segments_do():
    turned = an_alternative("no logarithms", 0.95, groups=Groups(number=1))

    found = doubts_of(an_alternative("another seed", 0.2), turned)

    assert [d.code for d in found] == ["no logarithms", "seed"]  # a turned word is the gravest


@pytest.mark.parametrize(("customers", "code"), [(80, "seed"), (81, "sample"), (None, "seed")])
def test_another_seed_on_some_of_the_customers_is_another_sample_too(customers, code):
    (found,) = doubts_of(an_alternative("another seed", 0.2), customers=customers)

    assert found.code == code


def test_without_doubts_nothing_is_said():
    assert not name_causes(())
    assert not say_effects(())


def test_causes_are_named_with_their_figures_the_third_is_counted():
    doubts = (
        Doubt(code="no logarithms", agreement=0.4, groups=Groups(number=1)),
        Doubt(code="figures", agreement=0.4, groups=Groups(number=4)),
        Doubt(code="column", agreement=0.211, column="age"),
        Doubt(code="weights", agreement=0.5),
    )

    assert str(name_causes(doubts[:1])) == "depends on the logarithm (otherwise no gaps)"
    assert str(name_causes(doubts[1:3])) == (
        "depends on the exact figures (otherwise 4 natural groups) and the column age (0.21)"
    )
    assert str(name_causes(doubts)).endswith("(otherwise 4 natural groups) and 2 more")


def test_effects_are_one_sentence_in_which_nothing_is_said_twice():
    doubts = (
        Doubt(code="seed", agreement=0.3),
        Doubt(code="logarithms", agreement=0.4, groups=Groups(number=2, fits=False)),
        Doubt(code="weights", agreement=0.5),
    )

    assert str(say_effects(doubts)) == (
        "Other choices that are as defensible would give another answer: with logarithms of all "
        "columns there are 2 groups that segments around averages do not follow; with another seed "
        "the division agrees with this one by only 0.30 (adjusted Rand: 1 is the same division); "
        "so would 1 more."
    )
    assert str(say_effects(doubts[::2])) == (
        "Other choices that are as defensible would give another answer: with another seed the "
        "division agrees with this one by only 0.30; with the same weight for every column by only "
        "0.50 (adjusted Rand: 1 is the same division)."
    )
    assert "adjusted Rand" not in str(say_effects(doubts[1:2]))
    four = (*doubts, Doubt(code="column", agreement=0.55, column="age"))
    assert str(say_effects(four)).endswith("is the same division); so would 2 more.")
