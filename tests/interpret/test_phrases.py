"""Is what people hold, count or lack said as people say it, with the figure that shows it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.interpret.claims import HELD
from finseg.interpret.composed import compose_names
from finseg.interpret.lexicon import parse_lexicon
from tests.builders.names import PLAIN, write_axis
from tests.builders.segments import make_subject, make_trait


def yes_no(column, share, *, customers=200, **changes):
    """Make a column of 0 and 1 in which a share of the customers has 1."""
    middle = float(share >= 0.5)
    return make_trait(
        column,
        unit="none",
        mean=share,
        median=middle,
        p25=float(share >= 0.75),
        p75=float(share >= 0.25),
        sd=(share * (1 - share)) ** 0.5,
        zero_share=1 - share,
        present=customers,
        **changes,
    )


def name_yes_no(column, share, everyone=0.5):
    side = 1.0 if share > everyone else -1.0
    own = yes_no(column, share, deviation=side, low=side - 0.1, high=side + 0.1)
    subject = make_subject({column: [own]}, {column: [yes_no(column, everyone, customers=1_000)]})
    return compose_names({0: subject}, set(), PLAIN)[0]


@pytest.mark.parametrize(
    ("column", "share", "text"),
    [
        ("Mortgage", 1.0, "Has a mortgage"),
        ("Mortgage", HELD, "Has a mortgage"),
        ("Mortgage", 0.94, "More often with a mortgage"),
        ("Mortgage", 0.98, "Has a mortgage"),
        ("Mortgage", 0.975, "Has a mortgage"),
        ("Savings_Account", 0.0, "No savings account"),
        ("Savings_Account", 0.06, "Less often with a savings account"),
        ("has a loan", 1.0, "Has a loan"),
        ("has a loan", 0.0, "No loan"),
        ("yummy", 1.0, "Yummy: yes"),
        ("yummy", 0.0, "Yummy: no"),
        ("yummy", 0.8, "Yummy: more often yes"),
        ("yummy", 0.2, "Yummy: less often yes"),
    ],
)
def test_a_yes_or_no_is_said_as_people_say_it(column, share, text):
    assert name_yes_no(column, share).text == text


def test_a_yes_or_no_has_the_shares_as_its_figure_and_can_be_tested_again():
    has, none = name_yes_no("Mortgage", 1.0), name_yes_no("Mortgage", 0.0)

    assert str(has.claims[0].figure).startswith(
        "100.0% of them have 1 in Mortgage, against 50.0% of all customers"
    )
    assert str(none.claims[0].figure) == (
        "100.0% of them have no Mortgage, against 50.0% of all customers"
    )
    assert [(c.held, c.lacked) for c in (*has.claims, *none.claims)] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("zeros", "everyone", "text"),
    [
        (1.0, 0.4, "No loan amount"),
        (HELD, 0.4, "No loan amount"),
        (0.94, 0.4, "Low loan amount"),
        (1.0, 0.95, "Low loan amount"),
        (0.98, 0.4, "No loan amount"),
        (0.98, 0.95, "Mixed customers"),  # the amounts of four would be told
    ],
)
def test_an_amount_that_nearly_nobody_has_is_said_to_be_none(zeros, everyone, text):
    own = make_trait(
        "Loan_Amount", mean=2.0, median=0.0, deviation=-0.9, low=-1.0, high=-0.8, zero_share=zeros
    )
    whole = make_trait("Loan_Amount", mean=80.0, median=70.0, zero_share=everyone, present=1_000)
    subject = make_subject({"`Loan_Amount`": [own]}, {"`Loan_Amount`": [whole]})

    (name,) = compose_names({0: subject}, set(), PLAIN).values()

    assert name.text == text


def test_what_is_no_amount_is_never_said_to_be_none():
    own = make_trait(
        "Loan", mean=0.0, median=0.0, deviation=-0.9, low=-1.0, high=-0.8, zero_share=1.0
    )
    whole = make_trait("Loan", mean=1.0, median=1.0, zero_share=0.4)
    subject = make_subject({"`Loan`": [own]}, {"`Loan`": [whole]})

    def say(subject):
        return compose_names({0: subject}, set(), PLAIN)[0].text

    assert say(subject) == "No loan"
    assert say(replace(subject, scales={"Loan": "zero to one"})) == "Low loan"


@pytest.mark.parametrize(
    ("unit", "columns", "text"),
    [
        ("count", ["c1"], "Many claims"),
        ("count", ["c1", "c2"], "Many claims"),
        ("currency", ["c1"], "High claims"),
    ],
)
def test_an_axis_that_counts_is_many_or_few(unit, columns, text):
    lexicon = parse_lexicon(
        write_axis("claims", 'many = "many claims"\nfew = "few claims"\n').replace(
            '"much claims"', '"high claims"'
        ),
        where="test",
    )
    own = [make_trait(c, unit=unit, deviation=0.9, low=0.8, high=1.0) for c in columns]

    (name,) = compose_names({0: make_subject({"claims": own})}, set(), lexicon).values()

    assert name.text == text


def test_an_axis_is_spelled_by_the_heading_of_its_only_column():
    lexicon = parse_lexicon(write_axis("a", "spell = true\n"), where="test")

    def say(*columns):
        own = [make_trait(c, deviation=0.9, low=0.8, high=1.0) for c in columns]
        return compose_names({0: make_subject({"a": own})}, set(), lexicon)[0].text

    assert say("Loan_Amount") == "High loan amount"
    assert say("Loan_Amount", "Card debt") == "Much a"
    assert say("V5") == "Much a"


@pytest.mark.parametrize(
    ("customers", "figure"),
    [
        (200, "more than 95% of them have no Loan"),  # six others
        (633, "more than 95% of them have no Loan"),  # nineteen
        (667, "97.0% of them have no Loan"),  # twenty
    ],
)
def test_a_share_that_leaves_few_is_told_as_a_bound(customers, figure):
    own = make_trait(
        "Loan",
        mean=1.0,
        median=0.0,
        deviation=-0.9,
        low=-1.0,
        high=-0.8,
        zero_share=0.97,
        present=customers,
    )
    subject = make_subject({"`Loan`": [own]}, {"`Loan`": [make_trait("Loan", zero_share=0.4)]})

    (name,) = compose_names({0: subject}, set(), PLAIN).values()

    assert name.text == "No loan"
    assert str(name.claims[0].figure).startswith(figure)
    assert (name.claims[0].middle == "bound") is ("more" in figure)
