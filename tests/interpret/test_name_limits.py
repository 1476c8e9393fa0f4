"""Is each limit of the naming kept on both sides, and at itself?"""

from __future__ import annotations

import math

import pytest

from finseg.interpret.names import CLOSE, _measure_cosine
from tests.builders.names import LEXICON, name_of


@pytest.mark.parametrize(("b", "text"), [(4.0, "Elders"), (4.01, "Much b, much a")])
def test_an_archetype_is_borne_from_the_least_closeness_on(b, text):
    name = name_of(LEXICON, a=3.0, b=b)

    assert CLOSE == 0.6
    assert name.text == text
    assert (name.similarity == pytest.approx(CLOSE)) is (text == "Elders")


def test_closeness_counts_what_the_archetype_leaves_out():
    assert _measure_cosine({"a": 2.0, "b": -1.0}, {"a": 2.0, "c": 2.0}) == pytest.approx(
        4 / (math.sqrt(5) * math.sqrt(8))
    )
    assert _measure_cosine({"a": 1.0}, {"a": 0.0}) == 0.0


def test_an_archetype_whose_claim_does_not_hold_is_not_borne():
    assert name_of(LEXICON, a=0.4).text == "Elders"
    assert name_of(LEXICON, a=0.399).text == "Much a"
