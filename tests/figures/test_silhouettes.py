from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from finseg.figures.silhouettes import estimate_mean_silhouette, plan_silhouettes
from tests.builders.figures import list_values, list_words, make_figure_results, write_rows
from tests.builders.records import a_stability, an_assessment

NAN = float("nan")


def assess(*segments, k=3):
    made = replace(an_assessment(k), segments=segments)
    return plan_silhouettes(make_figure_results(k=k, assessment=made))


def test_a_mean_silhouette_is_that_of_its_quantiles():
    values = np.random.default_rng(2).normal(0.2, 0.1, 5_000)

    mean = estimate_mean_silhouette(np.quantile(values, np.linspace(0, 1, 21)).tolist())

    assert mean == pytest.approx(values.mean(), abs=0.01)
    assert estimate_mean_silhouette((0.1, 0.3)) == pytest.approx(0.2)


def test_larger_segments_have_thicker_silhouettes_sorted_from_the_clearest():
    rows = list_values(assess(*an_assessment(3).segments), 0)

    strips = [[r for r in rows if r["id"] == i] for i in range(3)]
    thick = [strip[-1]["place"] - strip[0]["place"] for strip in strips]
    assert thick == sorted(thick, reverse=True)
    assert thick[0] == pytest.approx(3 * thick[2])  # the shares are 1/2, 1/3, 1/6
    assert all(a["at"] >= b["at"] for strip in strips for a, b in pairwise(strip))


def test_the_mean_of_all_weighs_segments_by_their_customers():
    even = [
        replace(a_stability(i), silhouettes=(mean, mean)) for i, mean in enumerate((0.6, 0.3, 0.0))
    ]

    plan = assess(*even)  # 0.6 / 2 + 0.3 / 3 + 0 / 6

    assert {"all: 0.40", "mean 0.60", "mean 0.30", "mean 0.00"} <= set(list_words(plan.spec))


def test_the_table_has_mean_and_percentiles():
    rows = write_rows(assess(replace(a_stability(0), silhouettes=(0.1, 0.2, 0.5))))

    # By hand: at 0, 50 and 100 % lie 0.1, 0.2 and 0.5.
    assert rows == [("0 Segment 0", "0.25", "0.11", "0.15", "0.20", "0.35", "0.47")]


@pytest.mark.parametrize("silhouettes", [(NAN,) * 21, (), (0.3,), (0.1, NAN, 0.3)])
def test_segments_without_measurements_are_left_out(silhouettes):
    unknown = replace(a_stability(0), silhouettes=silhouettes)

    assert [row[0] for row in write_rows(assess(unknown, a_stability(1)))] == ["1 Segment 1"]
    assert assess(unknown) is None


def test_one_segment_is_not_compared():
    assert assess(a_stability(0), k=1) is None
    assert assess(a_stability(0), k=2) is not None
