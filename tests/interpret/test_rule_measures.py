"""Are the figures of rules those counted by hand, and does each limit of the search act?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.disclose.segments import _disclose_rules
from finseg.disclose.statements import withhold_statements
from finseg.document.blocks import Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.interpret.rules import _measure_plain_rule
from finseg.records.rules import Condition, Rules

SEGMENT = np.array([0, 0, 0, 0, 0, 1, 1, 2, 0, 1])
REACHED = np.array([1, 1, 1, 0, 0, 1, 0, 0, 1, 1], bool)
HELD = np.arange(8)
RUPEES = Numbers(locale="en-IN", currency="INR")
CONDITION = Condition(column="pay", unit="currency", low=90_000.0)


def measure(segment=0, reached=REACHED):
    return _measure_plain_rule(segment, (CONDITION,), reached, SEGMENT, HELD)


def test_precision_is_of_those_reached_and_recall_of_the_segment_both_on_customers_held_out():
    rule = measure()

    assert rule.customers == 6  # of all
    assert rule.precision == 0.75  # three of the four held out that it reaches
    assert rule.recall == 0.6  # three of the segment's five
    assert (rule.confused, rule.confused_share) == (1, 0.25)


def test_the_wrong_customers_are_mostly_in_the_segment_named():
    reached = np.array([1, 0, 0, 0, 0, 1, 1, 1, 0, 0], bool)

    rule = measure(reached=reached)

    assert (rule.confused, rule.confused_share) == (1, 0.5)
    assert rule.precision == 0.25


def test_a_rule_that_reaches_nobody_held_out_has_no_precision():
    rule = measure(reached=np.zeros(10, bool))

    assert math.isnan(rule.precision)
    assert rule.recall == 0.0
    assert rule.confused is None


def rules_with(**changes):
    values: dict[str, Any] = {
        "leaves": (),
        "agreement": 0.9,
        "held_out": 0.88,
        "held_out_rows": 8,
        "recalls": (0.9, 0.8, 0.7),
        "plain": (measure(),),
        "filled": (),
        "leading": ("pay", "age"),
        "leading_share": 0.4,
    }
    return Rules(**values | changes)


def test_the_table_of_rules_has_reach_precision_recall_and_confusion_in_this_order():
    text = to_text(rules_with().blocks(["A", "B", "C"]), numbers=RUPEES)

    (row,) = (line for line in text.splitlines() if "pay ≥ ₹90K" in line)
    assert row.split("₹90K")[1].split() == ["6", "75.0%", "60.0%", "1", "B", "(25.0%)"]


def reached(hits, confusions, of=100, members=200):
    """Return a rule that reaches so many held out, of whom some are in the segment named wrong."""
    return replace(
        measure(),
        precision=hits / of,
        recall=hits / members,
        confused_share=confusions / of,
        held_out_reached=of,
        held_out_members=members,
        others=of - hits - confusions,
    )


def table_shown(rule, least=5):
    rules = _disclose_rules(rules_with(plain=(rule,)), least)
    table = rules.blocks(["A", "B", "C"])[3]
    assert isinstance(table, Table)
    return [str(cell) for cell in withhold_statements(table, least).rows[0][3:]]


def test_the_bases_of_precision_and_recall_are_those_held_out():
    assert (measure().held_out_reached, measure().held_out_members) == (4, 5)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [(0, "0.0%"), (4, "less than 5.0%"), (5, "5.0%"), (95, "95.0%"), (96, "more than 95.0%")],
)
def test_no_precision_counts_few_customers_or_all_but_few(hits, expected):
    assert table_shown(reached(hits, 0))[0] == expected


@pytest.mark.parametrize(("hits", "expected"), [(4, "less than 2.5%"), (5, "2.5%")])
def test_no_recall_counts_few_customers(hits, expected):
    assert table_shown(reached(hits, 0))[1] == expected


@pytest.mark.parametrize(
    ("hits", "confusions", "expected"),
    [
        (90, 10, "1 B (10.0%)"),
        (90, 6, "1 B"),  # four are left for all other segments
        (90, 5, "1 B (5.0%)"),
        (80, 4, "1 B (less than 5.0%)"),
    ],
)
def test_the_share_of_a_wrong_segment_leaves_no_few_for_the_others(hits, confusions, expected):
    assert table_shown(reached(hits, confusions))[2] == expected


@pytest.mark.parametrize(("of", "cell"), [(4, "–"), (5, "0.0%")])
def test_every_share_of_so_few_reached_is_hidden(of, cell):
    assert table_shown(replace(reached(0, 0, of=of), confused=None))[0] == cell
