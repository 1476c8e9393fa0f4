"""Which words are a yes, which a no, and which way a heading turns them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finseg.recommend.consent import read_consent
from finseg.settings import RecommendSettings
from tests.builders.products import dataset

ALLOWED, REFUSED, NOT_KNOWN = 0, 1, 2


def codes(settings=None, **columns):
    n = len(next(iter(columns.values())))
    made: dict[str, Any] = {name: ("consent", values) for name, values in columns.items()}
    data = dataset({"Annual_Income": np.arange(n) + 1.0}, made)
    return read_consent(data, settings or RecommendSettings()).tolist()


@pytest.mark.parametrize(
    ("word", "agrees", "refuses"),
    [
        ("yes", ALLOWED, REFUSED),
        (" TRUE ", ALLOWED, REFUSED),
        ("no", REFUSED, ALLOWED),
        ("0", REFUSED, ALLOWED),
        ("maybe", NOT_KNOWN, NOT_KNOWN),
        (None, NOT_KNOWN, NOT_KNOWN),
        ("opted in", ALLOWED, ALLOWED),
        ("opt-in", ALLOWED, ALLOWED),
        ("subscribed", ALLOWED, ALLOWED),
        ("opted out", REFUSED, REFUSED),
        ("optout", REFUSED, REFUSED),
        ("unsubscribed", REFUSED, REFUSED),
        ("withdrawn", REFUSED, ALLOWED),
    ],
)
def test_a_refusing_heading_turns_plain_words_but_not_those_that_speak_for_themselves(
    word, agrees, refuses
):
    assert codes(Marketing_Consent=[word]) == [agrees]
    assert codes(Do_Not_Contact=[word]) == [refuses]


def test_one_refusal_of_several_is_enough_and_all_must_agree():
    yes, no, unknown = "yes", "no", "?"
    first = [yes, yes, yes, no, no, no, unknown, unknown, unknown]
    second = [yes, no, unknown] * 3

    assert codes(Mail=first, Phone=second) == [
        ALLOWED, REFUSED, NOT_KNOWN, REFUSED, REFUSED, REFUSED, NOT_KNOWN, REFUSED, NOT_KNOWN,
    ]  # fmt: skip


def test_who_did_not_refuse_may_be_contacted_where_the_settings_say_so():
    own = RecommendSettings(consent="not refused")

    assert codes(own, Mail=["yes", "no", "?"]) == [ALLOWED, REFUSED, ALLOWED]


def test_words_of_one_s_own_are_the_only_ones_that_agree():
    own = RecommendSettings(consent_values=(" Jawohl ",))

    assert codes(own, Mail=["jawohl", "yes", None]) == [ALLOWED, REFUSED, REFUSED]


def test_without_a_column_everybody_may_be_contacted():
    assert (
        read_consent(dataset({"Age": np.arange(3.0)}, {}), RecommendSettings()).tolist() == [0] * 3
    )
