"""Of headings of the usual kinds nothing acts that is false, little is wrong, and most is known."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.understand.measures.kinds import judge_kinds, judge_rows, read_kinds


@pytest.fixture(scope="module")
def judged():
    return judge_kinds()


def test_nothing_false_acts(judged):
    assert [(j.table, j.column, j.facet) for j in judged if j.acts and j.outcome == "wrong"] == []


def test_one_facet_in_a_hundred_is_wrong_at_the_most_and_one_in_ten_open(judged):
    counts = Counter(j.outcome for j in judged)
    known = counts["right"] + counts["asked"] + counts["wrong"]

    assert known > 1000
    assert counts["wrong"] <= 0.01 * known
    assert counts["asked"] <= 0.1 * known


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("income day", "w1-28"),
        ("loan cycle", "w1-7"),
        ("debt free months", "w0-60"),
        ("card limit increases", "p1"),
        ("company age", "w0-60"),
        ("deposits", "p3"),
        ("vehicle age", "w0-20"),
    ],
)
def test_a_word_with_another_head_behind_it_or_few_whole_numbers_is_never_sure(heading, shape):
    (judged,) = judge_rows("one", [(heading, shape, {"quantity": ("none", "count", "duration")})])

    assert not judged.acts or judged.outcome == "right"


def test_each_table_of_kinds_has_columns_enough_to_stand_for_its_kind():
    assert min(map(len, read_kinds().values())) >= 8
