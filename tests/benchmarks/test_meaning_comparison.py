"""What is said about columns, held against what is true of them."""

from __future__ import annotations

import polars as pl
import pytest

import finseg
from benchmarks.meaning.compare import judge_facet, judge_table
from benchmarks.meaning.facts import UNKNOWABLE, find_half, load_facts, parse_facts
from benchmarks.meaning.names import find_false
from finseg.records.measure import Certainty, Facet

HEAD = f'file = "a.csv"\nabout = "made"\nhalf = "{find_half("made")}"\n'


@pytest.mark.parametrize(
    ("said", "certainty", "true", "outcome"),
    [
        ("owed", "sure", ("owed",), "right"),
        ("owed", "likely", ("held", "owed"), "right"),
        ("held", "likely", ("owed",), "wrong"),
        ("held", "open", ("owed",), "asked"),
        ("held", "sure", (UNKNOWABLE,), "wrong"),
        ("held", "open", (UNKNOWABLE,), "silent"),
        ("", "open", ("",), "silent"),
        ("", "sure", ("",), "right"),
        ("none", "open", ("none", "score"), "silent"),
        ("none", "sure", ("income",), "wrong"),
        ("none", "likely", ("income",), "asked"),
    ],
)
def test_a_facet_is_wrong_only_where_something_else_is_claimed(
    said: str, certainty: Certainty, true: tuple[str, ...], outcome: str
) -> None:
    assert judge_facet(Facet(value=said, certainty=certainty), true) == outcome


def test_a_forbidden_column_a_missing_one_and_a_false_ratio_are_found() -> None:
    table = pl.DataFrame(
        {
            "loan_amount": [10_000 + 137 * i for i in range(60)],
            "annual_income": [30_000 + 211 * (i * i % 61) for i in range(60)],
            "shoe": [36 + i * 7 % 11 for i in range(60)],
        }
    )
    text = HEAD + '[never]\nshoe = "size"\ngone = "number"\n[columns]\nannual_income = {{ {} }}\n'
    facts = parse_facts("made", text.format('quantity = "income"'))
    judged = judge_table(facts, finseg.check(table).dataset)
    assert judged.clustered == ("shoe",)
    assert judged.absent == ("gone",)
    assert judged.false_ratios == ("loan_amount / annual_income",)
    assert [j.outcome for j in judged.facets] == ["right"]
    wrong = parse_facts("made", text.format('quantity = "loan"'))
    assert judge_table(wrong, finseg.check(table).dataset).count()["wrong"] == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[columns]\na = { colour = 'red' }", "unknown facets"),
        ("[columns]\na = { owner = 'lent' }", "cannot be"),
        ("nevr = { a = 'x' }", "unknown keys"),
    ],
)
def test_facts_with_a_slip_are_refused(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_facts("made", HEAD + text)


def test_a_table_put_into_the_other_half_by_hand_is_refused() -> None:
    other = "measure" if find_half("made") == "build" else "build"
    with pytest.raises(ValueError, match="half"):
        parse_facts("made", f'file = "a.csv"\nabout = "made"\nhalf = "{other}"\n')


def test_all_facts_can_be_read_and_a_family_is_in_one_half() -> None:
    halves: dict[str, set[str]] = {}
    for facts in load_facts():
        halves.setdefault(facts.family, set()).add(facts.half)
    assert set(map(len, halves.values())) == {1}
    assert {"build", "measure"} == set.union(*halves.values())


def test_false_words_are_found_in_any_case_and_no_pattern_finds_none() -> None:
    names = ("Higher-Debt Customers", "Older Customers")
    assert find_false("debt|saver", names) == names[:1]
    assert find_false("", names) == ()
