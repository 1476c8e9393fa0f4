"""One segment's page: what is shown, from which size and figure on."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from finseg.document.blocks import Note, Sentence, Table
from finseg.document.printers import to_text
from finseg.document.said import say, write_text
from finseg.records.holdings import Holding
from finseg.records.interpretation import Doubt
from finseg.records.outside import LevelShare
from finseg.report.passport import (
    _build_outside_table,
    _build_typical_blocks,
    _is_clearly_different,
    passport,
)
from tests.builders.blocks import as_table
from tests.builders.records import a_trait
from tests.builders.results import make_results, make_stability


def page(k=2, segment=0, stability=None, **changes):
    interpretation = make_results(k=k).interpretation
    own = replace(interpretation.segments[segment], size=60, share=0.75, **changes)
    others = tuple(own if s.id == segment else replace(s, size=20) for s in interpretation.segments)
    whole = replace(interpretation, segments=others)
    return passport(own, whole, stability)


def words(blocks):
    return to_text(blocks, width=500)


def test_the_size_is_a_share_of_all_with_its_interval():
    assert "60 customers, 75.0% of all (95% interval 64.5% to 83.2%)." in words(page())


def test_stability_is_said_where_it_was_measured():
    assert "0.80" in words(page(stability=make_stability(0, 0.8)))
    assert "Jaccard" not in words(page())


@pytest.mark.parametrize(("size", "shown"), [(4, False), (5, True), (6, True)])
def test_figures_of_fewer_than_five_are_not_shown(size, shown):
    interpretation = make_results().interpretation
    own = replace(interpretation.segments[0], size=size, name_kind="composed")
    others = (own, replace(interpretation.segments[1], size=20))

    text = words(passport(own, replace(interpretation, segments=others), None))
    assert ("Deviation (sd)" in text) is shown
    assert ("With fewer than 5 customers" in text) is not shown
    assert ("No column differs from all customers" in text) is shown


def test_columns_that_mark_the_segment_have_a_dot_and_described_ones_a_table_of_their_own():
    marking = a_trait("Income", 0.9, low=0.7, high=1.1, zero_share=0.5, missing_share=0.25)
    plain = a_trait("Loan", 0.3)
    text = words(page(traits=(plain, marking), described=(a_trait("Ratio", 0.1),)))

    assert "Income ●" in text
    assert "Loan ●" not in text
    assert text.index("Income ●") < text.index("Loan")
    assert "these columns follow from others" in text
    assert "these columns follow from others" not in words(page())
    row = next(line for line in text.splitlines() if line.startswith("Income"))
    assert row.split()[8:11] == ["50%", "25%", "+0.90"] or "50%" in row
    assert "+0.70 … +1.10" in row


def test_a_name_of_one_s_own_has_no_word_on_columns_and_a_note_is_a_warning():
    assert "No column differs" not in words(page(name_kind="given"))
    blocks = page(doubts=(Doubt(says=say("two segments bear it")),))
    (note,) = (b for b in blocks if isinstance(b, Note))
    assert (note.tone, write_text(note.text)) == ("warn", "About this name: two segments bear it.")


def test_a_single_segment_has_neither_rule_nor_neighbour():
    assert "plain conditions" not in words(page(k=1))
    assert "Nearest segment" not in words(page(k=1))
    assert "Nearest segment" in words(page(k=2))
    assert "conditions" in words(page(k=2))


def level(name, share, index, low, high, customers=30):
    return LevelShare(level=name, share=share, index=index, low=low, high=high, customers=customers)


@pytest.mark.parametrize(
    ("share", "index", "low", "high", "clear"),
    [
        (0.5, 1.25, 0.41, 0.6, True),  # 0.41 × 1.25 > 0.5
        (0.5, 1.25, 0.4, 0.6, False),
        (0.5, 1.24, 0.49, 0.6, False),
        (0.5, 0.8, 0.4, 0.62, True),  # 0.62 × 0.8 < 0.5
        (0.5, 0.8, 0.4, 0.625, False),
        (0.5, 0.81, 0.4, 0.5, False),
        (0.5, 1.0, 0.4, 0.6, False),
    ],
)
def test_a_level_is_told_where_its_whole_interval_is_on_one_side(share, index, low, high, clear):
    assert _is_clearly_different(level("a", share, index, low, high)) is clear


def comparison(name, levels, *, clear=True):
    column = SimpleNamespace(column=SimpleNamespace(name=name))
    return SimpleNamespace(outside=column, is_clear=clear, levels=(levels,) if levels else ())


def test_the_levels_that_differ_most_stand_first_and_six_are_listed():
    levels = [level(f"L{i}", 0.1 * i, 2.0, 0.09 * i, 0.2 * i) for i in range(1, 8)]
    rare = level("rare", 0.2, 0.1, 0.1, 0.3)
    outside: Any = SimpleNamespace(
        comparisons=(
            comparison("City", levels),
            comparison("Tier", [rare]),
            comparison("Sex", [level("doubtful", 0.9, 3.0, 0.8, 0.95)], clear=False),
            comparison("Empty", []),
        )
    )
    own: Any = SimpleNamespace(id=0)
    (table,) = map(as_table, _build_outside_table(own, outside))

    assert [write_text(row[0]) for row in table.rows] == [
        "City: L7", "City: L6", "City: L5", "City: L4", "City: L3", "City: L2",
    ]  # fmt: skip
    assert [write_text(cell) for cell in table.rows[0][1:]] == ["70.0%", "200"]
    none: Any = SimpleNamespace(comparisons=(comparison("Tier", [level("a", 0.5, 1.0, 0.4, 0.6)]),))
    assert not list(_build_outside_table(own, none))


def test_every_sentence_and_table_of_the_page_has_something_in_it():
    blocks = page()

    assert all(write_text(b.text) for b in blocks if isinstance(b, Sentence))
    assert all(b.rows for b in blocks if isinstance(b, Table))


def test_a_rule_is_said_with_its_figures_or_that_there_is_none():
    interpretation = make_results().interpretation
    plain = interpretation.rules.plain
    assert "Income ≥" in words(page())
    assert "90.0%" in words(page())
    bare = tuple(replace(rule, conditions=()) for rule in plain)
    none = replace(interpretation, rules=replace(interpretation.rules, plain=bare))
    text = words(passport(none.segments[0], none, None))
    assert "Income ≥" not in text


def test_a_typical_customer_that_was_withheld_leaves_nothing_but_too_few_are_said():
    interpretation = make_results().interpretation
    typical = tuple(replace(t, values=()) for t in interpretation.typical)
    bare = replace(interpretation, typical=typical)
    large, small = (replace(bare.segments[0], size=size) for size in (60, 3))

    assert _build_typical_blocks(large, typical[0]) == []
    assert _build_typical_blocks(small, typical[0]) == typical[0].blocks()
    assert _build_typical_blocks(large, interpretation.typical[0])


def test_each_figure_of_the_table_stands_under_its_name():
    trait = a_trait(
        "Income", 0.9, mean=11.0, median=22.0, p25=33.0, p75=44.0, zero_share=0.5,
        missing_share=0.25, low=0.625, high=1.125,
    )  # fmt: skip
    trait = replace(trait, unit="none")
    table = next(b for b in page(traits=(trait,)) if isinstance(b, Table) and b.caption)

    assert [write_text(c) for c in table.columns] == [
        "Column", "Mean", "Median", "Middle half", "Zero", "Missing", "Deviation (sd)",
        "95% interval",
    ]  # fmt: skip
    assert [write_text(cell) for cell in table.rows[0]] == [
        "Income ●", "11", "22", "33 … 44", "50%", "25%", "+0.90", "+0.62 … +1.12",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "held"), [(5, True), (4, False)])
def test_what_a_segment_holds_is_told_of_five_customers_on(size, held):
    interpretation = make_results().interpretation
    shares = Holding(column="Income", total=9.0, shares=(0.375, 0.625), top_share=0.4, holders=1.0)
    own = replace(interpretation.segments[0], size=size)
    changed = replace(
        interpretation,
        segments=(own, interpretation.segments[1]),
        holdings=replace(interpretation.holdings, columns=(shares,)),
    )

    text = words(passport(own, changed, None))

    assert ("They hold 37.5% of" in text) is held


def test_the_nearest_segment_is_named_with_who_stands_near_the_border():
    interpretation = make_results().interpretation
    typical = tuple(
        replace(t, borderline_share=share)
        for t, share in zip(interpretation.typical, (0.125, 0.25), strict=True)
    )
    changed = replace(interpretation, typical=typical)

    texts = [words(passport(s, changed, None)) for s in changed.segments]

    assert "Nearest segment: 1 Savers 1." in texts[0]
    assert "12.5% of the segment's customers stand near a border" in texts[0]
    assert "Nearest segment: 0 Savers 0." in texts[1]
    assert "25.0% of the segment's customers stand near a border" in texts[1]


def test_rules_are_said_with_precision_and_recall_each_for_its_own():
    interpretation = make_results().interpretation
    first, second = interpretation.rules.plain
    rules = replace(
        interpretation.rules,
        plain=(replace(first, precision=0.75, recall=0.625), replace(second, conditions=())),
    )
    changed = replace(interpretation, rules=rules)

    assert "75.0% are in the segment; of the segment, 62.5% meet them" in words(
        passport(changed.segments[0], changed, None)
    )
    assert "No short plain conditions tell this segment" in words(
        passport(changed.segments[1], changed, None)
    )


def test_levels_are_ordered_by_how_far_off_they_are_and_how_many_have_them():
    """Share times the distance of the index from 1: .4, .45, .3."""
    levels = [
        level("a", 0.4, 2.0, 0.35, 0.5), level("b", 0.15, 4.0, 0.12, 0.2),
        level("c", 0.5, 0.4, 0.4, 0.6),
    ]  # fmt: skip
    outside: Any = SimpleNamespace(comparisons=(comparison("City", levels),))
    own: Any = SimpleNamespace(id=0)
    (table,) = map(as_table, _build_outside_table(own, outside))

    assert [write_text(row[0]) for row in table.rows] == ["City: b", "City: a", "City: c"]
    assert [write_text(row[2]) for row in table.rows] == ["400", "200", "40"]
