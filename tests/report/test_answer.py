"""The first screen: which fact, in which words, from which figure on."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.document.said import Share, write_text
from finseg.report.answer import (
    compare_with_everyone,
    make_badge,
    make_cards,
    summarise_answer,
)
from tests.builders.records import a_trait
from tests.builders.results import make_results, make_stability


@pytest.mark.parametrize(
    ("deviation", "mean", "effect"),
    [
        (0.19, 101.0, "about average"),
        (0.2, 101.0, "a little higher"),
        (0.49, 101.0, "a little higher"),
        (0.5, 101.0, "clearly higher"),
        (0.79, 101.0, "clearly higher"),
        (0.8, 101.0, "much higher"),
        (-0.8, 99.0, "much lower"),
        (-0.2, 99.0, "a little lower"),
        (0.8, 100.0, "about average"),
    ],
)
def test_a_difference_is_called_after_cohen_s_limits(deviation, mean, effect):
    own, everyone = a_trait("Income", deviation, mean=mean), a_trait("Income", mean=100.0)

    assert compare_with_everyone(own, everyone, median=False).effect == effect


def test_a_fact_compares_medians_where_means_mislead_and_means_where_medians_say_nothing():
    own, everyone = a_trait("Income", 0.9, mean=500, median=10), a_trait("Income", mean=300)
    everyone = replace(everyone, median=20)

    plain = compare_with_everyone(own, everyone, median=False)
    skewed = compare_with_everyone(own, everyone, median=True)
    assert (plain.what, write_text(plain.value), write_text(plain.against)) == (
        "Income (mean)", "500", "all: 300",
    )  # fmt: skip
    assert (skewed.what, write_text(skewed.value), write_text(skewed.against)) == (
        "Income (median)", "10", "all: 20",
    )  # fmt: skip
    assert (plain.effect, skewed.effect) == ("much higher", "much lower")
    for median in (20, math.nan):
        fact = compare_with_everyone(replace(own, median=median), everyone, median=True)
        assert fact.what == "Income (mean)"


def test_cards_show_the_three_strongest_facts_that_are_figures():
    made = make_results()
    (first, second) = made.interpretation.segments
    traits = (
        a_trait("Income", 0.3), a_trait("Loan", -0.9), a_trait("A", 0.5), a_trait("B", 0.6),
        a_trait("C", math.nan), a_trait("D", 2.0, mean=math.nan),
    )  # fmt: skip
    first = replace(first, traits=traits, size=3, share=0.3)
    everyone = tuple(a_trait(t.column) for t in traits)
    interpretation = replace(
        made.interpretation, segments=(first, replace(second, size=7)), population=everyone
    )
    _, card = make_cards(replace(made, interpretation=interpretation))  # the larger comes first

    assert [str(f.what).split()[0] for f in card.facts] == ["Loan", "B", "A"]
    assert card.share == Share(0.3, of=10)
    assert write_text(card.size) == "3 customers"
    assert write_text(card.stability).endswith("(Jaccard 0.55; noise 0.40)")


def test_a_single_segment_has_no_stability_on_its_card():
    assert make_cards(make_results(k=1))[0].stability == ""
    made = make_results()
    unknown = replace(make_stability(0, math.nan))
    stable = replace(made.assessment, segments=(unknown, make_stability(1, 0.8)))
    cards = make_cards(replace(made, assessment=stable))
    assert cards[0].stability == ""
    assert "0.80" in write_text(cards[1].stability)


def test_the_badge_is_worded_by_the_verdict_alone():
    made = make_results()
    badge = make_badge(made)
    verdict = made.verdict

    assert (badge.word, badge.tone, badge.anchor) == (verdict.word, verdict.tone, "choice")
    assert badge.headline == verdict.headline
    assert badge.summary == verdict.summarise()
    assert badge.depends == verdict.depends
    assert badge.weight == verdict.weight


def test_rows_left_out_are_said_with_where_they_are_listed():
    made = make_results()
    answer, left_out, reach = summarise_answer(made)

    assert write_text(answer) == "10 customers in 2 segments, based on 2 columns."
    assert write_text(left_out) == (
        "11 rows were read, and 1 could not be used (listed in rejects.csv)."
    )

    def read(rows):
        source = replace(made.dataset.source, rows_read=rows)
        return summarise_answer(replace(made, dataset=replace(made.dataset, source=source)))

    assert write_text(reach).startswith("They rest on 2 columns alone")
    assert len(read(10)) == 2
    assert "2 could not be used" in write_text(read(12)[1])
