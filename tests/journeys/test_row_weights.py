"""Is a sample with weights told like the customers it stands for, from the file to the segments?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg import segment

N = 240


def make_sample(rng: np.random.Generator) -> pl.DataFrame:
    kind = rng.integers(0, 3, N)
    return pl.DataFrame(
        {
            "age": (30 + 12 * kind + rng.normal(0, 3, N)).round(0),
            "income": (20_000 + 9_000 * ((kind + 1) % 3) + rng.normal(0, 2_000, N)).round(-1),
            "survey_weight": rng.integers(1, 5, N),
        }
    )


def test_weights_of_a_sample_count_as_repeated_rows_in_sizes_means_and_rules(rng):
    sample = make_sample(rng)
    weights = sample["survey_weight"].to_numpy()
    knobs = {"prepare": {"transform": "none"}, "choose": {"quick": True}}

    weighted = segment(sample, k=3, settings=knobs)
    repeated = segment(
        sample[np.repeat(np.arange(N), weights)].drop("survey_weight"), k=3, settings=knobs
    )

    assert sum(s.size for s in weighted.segments) == N
    assert [s.stands_for for s in weighted.segments] == [float(s.size) for s in repeated.segments]
    for one, other in zip(weighted.segments, repeated.segments, strict=True):
        assert one.share == pytest.approx(other.share)
        assert [t.mean for t in one.traits] == pytest.approx([t.mean for t in other.traits])
    np.testing.assert_allclose(
        weighted.segmentation.centres, repeated.segmentation.centres, atol=1e-9
    )
    codes = {f.code for f in weighted.checked.findings if f.column == "survey_weight"}
    assert codes >= {"D058"}
    assert "D059" not in codes


def test_the_segments_of_whom_rows_stand_for_are_held_against_the_same_customers():
    rng = np.random.default_rng(3)
    age, n = rng.integers(18, 80, 1200).astype(float), 1200
    table = pl.DataFrame(
        {
            "age": age,
            "income": rng.gamma(4, 10_000, n),
            "balance": rng.gamma(2, 2_000, n),
            "survey_weight": np.where(age > 55, 12.0, 1.0) * rng.uniform(0.9, 1.1, n),
        }
    )

    found = segment(table, k=4, quick=True).assessment

    again = next(a.agreement for a in found.alternatives if a.code == "another seed")
    assert again > 0.8  # among the rows as they are: .41
    assert all(a.groups is None for a in found.alternatives)
    assert not any(doubt.code in {"seed", "sample"} for doubt in found.list_doubts())
