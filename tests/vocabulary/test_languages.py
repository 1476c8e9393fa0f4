"""Are the core words of a customer table known in every language?"""

from __future__ import annotations

import pytest

from finseg.understand.quantities import NATURES
from finseg.vocabulary.words import says, split_heading
from tests.vocabulary.languages import LANGUAGES, PROTECTED

_NAMES = {quantity.replace(" ", "_"): quantity for quantity in NATURES}
HEADINGS = [
    (language, kind, heading)
    for language, kinds in LANGUAGES.items()
    for kind, headings in kinds.items()
    for heading in headings
]


def test_every_language_has_every_core_word():
    assert {frozenset(kinds) for kinds in LANGUAGES.values()} == {frozenset(LANGUAGES["English"])}


@pytest.mark.parametrize(("language", "kind", "heading"), HEADINGS)
def test_core_words_are_known_and_no_other_quantity_goes_before_them(language, kind, heading):
    phrase = split_heading(heading)

    assert says(phrase, kind), language
    if kind in _NAMES:
        first = next(q for name, q in _NAMES.items() if says(phrase, name))
        assert first == _NAMES[kind]


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Płeć", "plec"), ("Straße", "strasse"), ("Løn", "lon"), ("Œuvre", "oeuvre")],
)
def test_letters_that_are_no_letter_with_a_mark_are_written_plainly(heading, words):
    assert split_heading(heading) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_law_protects_is_known_in_every_language(language):
    unknown = [h for h in PROTECTED[language] if not says(split_heading(h), "protected")]

    assert unknown == []


@pytest.mark.parametrize("heading", ["Zugehörigkeit", "confessions made", "raceway", "golf"])
def test_words_that_only_begin_alike_are_not_protected(heading):
    assert not says(split_heading(heading), "protected")
