"""Are levels of categories told as shares of customers, in figures, rules and reasons?"""

from __future__ import annotations

import math

import pytest

from finseg.document.numbers import Numbers
from finseg.interpret.claims import describe_column_position, describe_lack
from finseg.interpret.typical import find_levels
from finseg.records.explanation import Decider
from finseg.records.interpretation import Trait
from finseg.records.recipe import Recipe, Step
from finseg.records.rules import Condition


def level_trait(share, present=1000):
    return Trait(
        column="channel: branch",
        unit="yes or no",
        mean=share,
        median=float(share > 0.5),
        p25=0.0,
        p75=1.0,
        deviation=share - 0.3,
        sd=math.sqrt(share * (1 - share)),
        present=present,
        zero_share=1 - share,
        category="channel",
        level="branch",
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.61, "channel is branch for 61.0% of them, against 30.0% of all customers"),
        (1.0, "channel is branch for 100.0% of them"),
        (0.99, "channel is branch for more than 95% of them"),
        (0.01, "channel is branch for less than 5% of them"),
    ],
)
def test_a_level_is_told_by_the_share_that_has_it_and_few_are_not_told_to_the_digit(share, said):
    found = describe_column_position(level_trait(share), level_trait(0.3, 5000), "")

    assert found.figure.write(Numbers()).startswith(said)


def test_a_level_that_hardly_anybody_has_is_no_lack_of_it():
    found = describe_lack(level_trait(0.03), level_trait(0.3, 5000))

    assert found.figure.write(Numbers()) == (
        "channel is branch for 3.0% of them, against 30.0% of all customers"
    )


@pytest.mark.parametrize(
    ("limits", "other", "said"),
    [
        ({"low": 0.5}, "", "channel is branch"),
        ({"high": 0.5}, "", "channel is not branch"),
        ({"high": 0.5}, "app", "channel is app"),
        ({"low": 0.5, "or_blank": True}, "", "channel is branch (or not known)"),
    ],
)
def test_a_rule_names_the_level(limits, other, said):
    rule = Condition(
        column="channel: branch",
        unit="yes or no",
        category="channel",
        level="branch",
        other=other,
        **limits,
    )

    assert rule.say_condition().write(Numbers()) == said


def test_the_reason_for_one_customer_names_the_level():
    decider = Decider(
        column="channel",
        unit="yes or no",
        value=math.nan,
        filled=False,
        here=0.61,
        there=0.07,
        share=0.4,
        level="branch",
    )

    assert decider.say_decider().write(Numbers()) == (
        "channel is branch (as for 61% here, 7% there)"
    )


def level_step(level, other=""):
    return Step(
        column=f"channel: {level}",
        unit="yes or no",
        impute=0.3,
        imputed=0,
        transform="none",
        reason="a level",
        centre=0.3,
        scale=0.45,
        category="channel",
        level=level,
        other=other,
    )


@pytest.mark.parametrize(
    ("values", "level"), [((1.0, 0.0), "branch"), ((0.0, 1.0), "app"), ((math.nan, math.nan), "")]
)
def test_the_level_of_one_customer_is_found(values, level):
    recipe = Recipe(steps=(level_step("branch"), level_step("app")))

    assert find_levels(recipe, values) == (("channel", level),)


def test_of_two_levels_the_other_one_is_where_the_column_is_zero():
    recipe = Recipe(steps=(level_step("Yes", other="No"),))

    assert find_levels(recipe, (0.0,)) == (("channel", "No"),)


@pytest.mark.parametrize(("value", "said"), [(0.614, "61.4%"), (0.0, "0%"), (1.0, "100%")])
def test_a_mean_of_ones_and_zeros_is_a_share(value, said):
    assert Numbers().write_value(value, "yes or no") == said
    assert Numbers().write_limit(0.5, "yes or no") == "50%"
