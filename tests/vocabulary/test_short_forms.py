"""Is a short form said as the word that it is read as?"""

from __future__ import annotations

import pytest

from finseg.interpret.headings import spell_heading
from finseg.vocabulary.short_forms import SAID, UNDERSTOOD
from finseg.vocabulary.words import split_heading


@pytest.mark.parametrize("short", UNDERSTOOD)
def test_what_is_understood_is_said_as_the_same_word(short):
    heading = f"{short}_last"

    assert split_heading(heading) == f"{UNDERSTOOD[short]} last"
    assert spell_heading(heading) == f"{UNDERSTOOD[short]} last"


@pytest.mark.parametrize("short", sorted({*SAID} - {*UNDERSTOOD}))
def test_what_the_word_lists_have_is_said_in_full_and_read_as_it_stands(short):
    assert split_heading(f"{short}_last") == f"{short} last"
    assert spell_heading(f"{short}_last") == f"{SAID[short]} last"


@pytest.mark.parametrize("word", ["last", "od", "os", "dpd"])
def test_a_word_that_is_no_short_form_of_one_word_stays(word):
    assert split_heading(word) == spell_heading(word) == word
