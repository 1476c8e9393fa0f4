from __future__ import annotations

import numpy as np
import pytest

from finseg.figures.density import estimate_count_density, estimate_density


def test_a_density_integrates_to_one_and_peaks_where_the_values_are():
    values = np.random.default_rng(0).normal(3.0, 0.5, size=2_000)

    heights = estimate_density(values, 0.0, 6.0, points=121)

    assert heights.sum() * 0.05 == pytest.approx(1.0, abs=1e-6)
    assert np.linspace(0, 6, 121)[heights.argmax()] == pytest.approx(3.0, abs=0.25)


def test_a_density_moves_with_its_values():
    values = np.random.default_rng(1).normal(size=300)

    moved = estimate_density(values + 5, 0.0, 10.0)

    np.testing.assert_allclose(moved, estimate_density(values, -5.0, 5.0), atol=1e-9)


def test_a_density_of_less_than_two_values_is_flat():
    assert not estimate_density(np.array([1.0]), 0.0, 2.0).any()


def test_a_density_from_counts_is_that_of_the_values(rng):
    values = rng.normal(3.0, 0.6, size=4_000)
    counts, _ = np.histogram(values, bins=96, range=(0.0, 6.0))

    heights = estimate_count_density(counts, 0.0, 6.0)

    at = (np.arange(96) + 0.5) / 16
    assert heights.sum() / 16 == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(
        heights, np.exp(-0.5 * ((at - 3) / 0.6) ** 2) / (0.6 * 2.5066), atol=0.06
    )
