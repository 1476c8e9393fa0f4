"""Is a name that the user gave weighed by the figures?"""

from __future__ import annotations

from finseg.interpret.lexicon import Axis, Lexicon
from finseg.interpret.user_names import list_name_doubts, weigh_given_name
from finseg.records.interpretation import MARKER
from tests.builders.names import PLAIN, subject_of


def test_a_word_of_a_given_name_is_weighed_at_the_limit_of_a_marker():
    def holds(d, text):
        (claim,) = weigh_given_name(text, subject_of(0.0, a=d), PLAIN)
        return claim.holds

    assert holds(MARKER, "Much-A People")
    assert not holds(0.249, "much a people")
    assert holds(-MARKER, "little a people")
    assert not holds(-0.249, "little a people")


def test_what_speaks_against_a_name_names_its_columns_and_figures():
    subject = subject_of(a=0.9, b=-0.5)

    claims = weigh_given_name("Little A Gold", subject, PLAIN)
    (doubt,) = list_name_doubts("Little A Gold", claims, subject, PLAIN, ())
    unknown = list_name_doubts("Gold", (), subject, PLAIN, ())

    assert doubt.columns == ("col_a",)
    assert "do not support little a (col_a averages 98.0 against 80.0" in str(doubt.says)
    assert [d.columns for d in unknown] == [(), ("col_a",), ("col_b",)]


def test_the_longest_phrase_is_taken_first_and_claims_stand_in_the_order_of_the_name():
    lexicon = Lexicon(
        axes=tuple(
            Axis(name=name, high=high, low=low)
            for name, high, low in (("a", "Net Payer", "Late"), ("b", "Payer", "Early"))
        )
    )
    subject = subject_of(0.0, a=0.5, b=-0.5)

    claims = weigh_given_name("Early Net Payers", subject, lexicon)

    assert [(c.axis, c.holds) for c in claims] == [("b", True), ("a", True)]
