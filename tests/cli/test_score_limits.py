"""Does a night run fail where the scores pass a limit, and only there?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.cli.score import _find_passed_limits
from finseg.score import Scores


def make_scores(segments, flags, read, sizes=(50, 50)):
    assigned = pl.DataFrame({"segment": segments, "flags": flags})
    return Scores(assigned=assigned, rejects=(), rows_read=read, names=("A", "B"), sizes=sizes)


SCORES = make_scores([0] * 6 + [1] * 2, ["far"] * 2 + [""] * 6, read=10)


def test_drift_is_half_of_what_the_shares_differ_by():
    assert SCORES.drift == pytest.approx(0.25)
    assert make_scores([0, 1], ["", ""], 2).drift == 0.0
    assert make_scores([0, 0], ["", ""], 2, sizes=(0, 7)).drift == 1.0
    assert make_scores([], [], 0).drift == 0.0
    assert SCORES.as_dict()["drift"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("place", "reached", "below"), [(0, 0.2, 0.19), (1, 0.25, 0.24), (2, 0.25, 0.24)]
)
def test_a_limit_is_passed_above_it_and_not_at_it(place, reached, below):
    def find(limit):
        limits = [None, None, None]
        limits[place] = limit + 1e-12
        return list(_find_passed_limits(SCORES, *limits))

    assert find(reached) == []
    (told,) = find(below)
    assert ("--most-rejected", "--most-far", "--drift")[place] in told
    assert "20.0%" in told or "25.0%" in told


def test_without_limits_nothing_is_passed():
    assert list(_find_passed_limits(SCORES, None, None, None)) == []
    assert len(list(_find_passed_limits(SCORES, 0.0, 0.0, 0.0))) == 3
