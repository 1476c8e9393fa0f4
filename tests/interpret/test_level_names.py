"""How is a level of a category spoken of in a name? At each share that turns the words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.interpret.claims import HELD
from finseg.interpret.composed import compose_names
from finseg.interpret.marks import find_marks
from finseg.interpret.phrases import _MOST
from finseg.records.interpretation import MARKER
from tests.builders.names import PLAIN
from tests.builders.segments import make_subject, make_trait
from tests.interpret.test_phrases import yes_no


def of_level(share, level="branch", everyone=0.5, **changes):
    side = 1.0 if share > everyone else -1.0
    told = {"category": "Trade_Channel", "level": level, **changes}
    column = f"Trade_Channel: {level}"
    own = yes_no(column, share, deviation=side, low=side - 0.1, high=side + 0.1, **told)
    whole = yes_no(column, everyone, customers=1_000, **told)
    return make_subject({column: [own]}, {column: [whole]})


def name(subject):
    return compose_names({0: subject}, set(), PLAIN)[0]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1.0, "Trade channel: branch"),
        (HELD, "Trade channel: branch"),
        (0.945, "Trade channel: mostly branch"),
        (_MOST, "Trade channel: mostly branch"),
        (0.595, "Trade channel: more often branch"),
        (0.4, "Trade channel: less often branch"),
        (0.055, "Trade channel: less often branch"),
        (0.05, "Trade channel: not branch"),
        (0.0, "Trade channel: not branch"),
    ],
)
def test_a_level_is_said_by_how_many_have_it(share, text):
    found = name(of_level(share))

    assert found.text == text
    (claim,) = found.claims
    assert (claim.held, claim.lacked) == (False, False)
    limits = (MARKER, None) if share > 0.5 else (None, -MARKER)
    assert (claim.at_least, claim.at_most) == limits


def test_a_level_that_says_yes_is_spoken_of_as_a_yes_or_no():
    subject = of_level(1.0, level="yes", category="Mortgage")

    assert name(subject).text == "Has a mortgage"


def test_two_levels_of_one_category_are_not_in_one_name():
    both = {}
    for share, level in ((0.9, "branch"), (0.1, "web")):
        both.update(of_level(share, level).traits)
    subject = make_subject(
        both,
        {
            key: [yes_no(key, 0.5, customers=1_000, category="Trade_Channel", level=t[0].level)]
            for key, t in both.items()
        },
    )
    one, other = find_marks(subject, PLAIN)

    assert one.is_kin(other)
    assert not one.goes_with(other)
    assert name(subject).text == "Trade channel: mostly branch"
    (apart,) = find_marks(make_subject({"Pay": [make_trait("Pay", low=0.4, high=0.6)]}), PLAIN)
    assert not one.is_kin(apart)


def test_the_level_of_a_few_customers_is_in_no_name():
    """Of 200 customers four have it: that many are not told of."""
    few = of_level(0.02)
    enough = of_level(0.025)

    assert name(few).text == "Mixed customers"
    assert name(enough).text == "Trade channel: not branch"


@pytest.mark.parametrize(
    ("value", "texts"),
    [(1.2, ["Much a", "Very much a"]), (1.19, ["Much a (2)", "Much a"])],
)
def test_very_is_said_from_its_limit_on_where_it_parts_two_segments(value, texts):
    def marked(deviation):
        trait = make_trait(
            "col_a", unit="none", mean=120.0, median=110.0, deviation=deviation,
            low=deviation - 0.1, high=deviation + 0.1,
        )  # fmt: skip
        return make_subject({"a": [trait]})

    names = compose_names({0: marked(0.9), 1: marked(value)}, set(), PLAIN)

    assert [names[0].text, names[1].text] == texts


def test_columns_that_are_counted_are_spoken_of_as_many_or_few():
    trait = make_trait("num_late_fees", unit="count", deviation=0.9, low=0.8, high=1.0, mean=120.0)
    few = replace(trait, deviation=-0.9, low=-1.0, high=-0.8, mean=40.0, median=30.0)

    def say(own):
        return name(make_subject({"`num_late_fees`": [own]})).text

    assert say(trait) == "Many late fees"
    assert say(few) == "Few late fees"
