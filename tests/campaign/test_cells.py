"""Which counts are told, on both sides of five and at it."""

from __future__ import annotations

import pytest

from finseg.campaign.cells import bound_yes_count


@pytest.mark.parametrize(
    ("yes", "known", "expected"),
    [
        (0, 90, (0, 4)),
        (4, 90, (0, 4)),
        (5, 90, (5, 5)),
        (85, 90, (85, 85)),
        (86, 90, (86, 90)),
        (90, 90, (86, 90)),
        (5, 10, (5, 5)),
        (4, 9, (0, 4)),
        (5, 9, (5, 9)),
        (1, 3, (0, 3)),
        (0, 0, (0, 0)),
    ],
)
def test_a_count_is_told_where_five_said_yes_and_five_did_not(yes, known, expected):
    assert bound_yes_count(yes, known) == expected
