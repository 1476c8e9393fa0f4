"""What would another number of segments give? Worked by hand."""

from __future__ import annotations

import pytest

from finseg.choose.options import find_split, list_options
from finseg.choose.verdict import classify_division
from finseg.records.choice import Flow
from finseg.settings import ChooseSettings
from tests.builders.trials import agreement, candidate, some_trials, with_agreement, with_smallest


def flows(k, table):
    return tuple(
        Flow(k=k, source=s, target=t, share=share)
        for s, row in enumerate(table)
        for t, share in enumerate(row)
        if share
    )


def test_the_segment_that_splits_is_the_one_with_the_largest_second_part():
    """Of 2 segments the second, .4 of all, becomes .25 and .14; .01 leaves each of the two."""
    moves = flows(2, [[0.59, 0.01, 0], [0.01, 0.14, 0.25]])

    found = find_split(some_trials(flows=moves), 2)

    assert found is not None
    assert (found.k, found.parts) == (3, (0.25, 0.14))
    assert found.split_share == pytest.approx(0.4)
    assert found.staying == pytest.approx(0.98)


def test_flows_of_other_numbers_are_left_alone():
    moves = (*flows(2, [[0.5, 0.1, 0], [0, 0, 0.4]]), *flows(3, [[0.1, 0.2, 0.3]]))

    found = find_split(some_trials(flows=moves), 2)

    assert found is not None
    assert found.parts == (0.5, 0.1)


def test_where_no_next_number_was_tried_nothing_is_known():
    assert find_split(some_trials(flows=flows(6, [[0.5, 0.5]])), 6) is None
    skipped = (candidate(2), candidate(4))
    moves = flows(2, [[0.5, 0.5]])
    assert find_split(some_trials(candidates=skipped, flows=moves), 2) is None
    assert find_split(some_trials(flows=flows(1, [[0.5, 0.5]])), 1) is None
    assert find_split(some_trials(flows=flows(2, [[1.0, 0]])), 2) is None


def test_each_number_from_two_on_has_its_figures_and_the_limit_it_breaks():
    trials = with_smallest(some_trials(with_agreement(agreement(4, 0.9, noise=0.25))), {3: 0.02})

    options = list_options(trials, ChooseSettings(most_segments=4), classify_division, {2})

    assert [(o.k, o.kind, o.limit) for o in options] == [
        (2, "constructive", "smallest share when kept"),
        (3, "constructive", "smallest share"),
        (4, "reproducible", ""),
        (5, "constructive", "most segments"),
        (6, "constructive", "most segments"),
    ]
    four = options[2]
    assert (four.agreement, four.noise, four.threshold) == (0.9, 0.25, 0.5)
    assert four.smallest_share == 0.2


def test_of_segments_with_equal_second_parts_the_larger_first_part_splits_then_the_first():
    moves = flows(2, [[0.3, 0.1, 0], [0, 0.1, 0.5]])
    alike = flows(2, [[0.3, 0.2, 0], [0, 0.2, 0.3]])

    larger, first = (find_split(some_trials(flows=m), 2) for m in (moves, alike))

    assert larger is not None
    assert larger.parts == (0.5, 0.1)
    assert larger.split_share == pytest.approx(0.6)
    assert larger.staying == pytest.approx(0.9)
    assert first is not None
    third = find_split(some_trials(flows=flows(2, [[0.3, 0.2, 0], [0, 0.19, 0.31]])), 2)
    assert third is not None
    assert third.parts == (0.3, 0.2)
    assert first.parts == (0.3, 0.2)


def test_no_more_than_everybody_stays_together():
    found = find_split(some_trials(flows=flows(2, [[0.7, 0.2], [0, 0.1000001]])), 2)

    assert found is not None
    assert found.staying == 1
