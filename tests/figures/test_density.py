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


def smooth(shares, width, cell):
    """Smooth shares at places a cell apart, mirrored at both ends."""
    n = len(shares)
    whole = np.concatenate([shares[::-1], shares, shares[::-1]])
    reach = min(int(np.ceil(4 * width / cell)), n - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * cell / width) ** 2)
    kernel /= kernel.sum()
    return [float(whole[n + i - reach : n + i + reach + 1] @ kernel) / cell for i in range(n)]


def test_a_density_is_silvermans_of_the_counts_at_even_places():
    # Of 9 places half a unit apart; -1 counts at the first, 1.3 at 1.5; the spread is 2 of four.
    values = np.array([-1.0, 1.3, 2.0, 2.0])
    shares = np.array([0.25, 0, 0, 0.25, 0.5, 0, 0, 0, 0])

    found = estimate_density(values, 0.0, 4.0, points=9)

    width = max(1.06 * values.std(ddof=1) * 4**-0.2, 1.25)
    assert width == 1.25
    np.testing.assert_allclose(found, smooth(shares, width, 0.5))
    wide = np.array([0.0, 8.0, 16.0, 40.0])
    spread = 1.06 * wide.std(ddof=1) * 4**-0.2
    assert spread > 2.5 / 2
    places = np.zeros(81)
    places[[0, 16, 32, 80]] = 0.25
    np.testing.assert_allclose(
        estimate_density(wide, 0.0, 40.0, points=81), smooth(places, spread, 0.5)
    )


def test_a_density_of_counts_takes_its_spread_from_the_middles_of_cells():
    counts = np.array([3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4])

    found = estimate_count_density(counts, 10.0, 16.0)

    middles = np.repeat([0.25, 1.25, 5.75], [3, 1, 4])
    width = max(1.06 * middles.std(ddof=1) * 8**-0.2, 1.25)
    assert width > 1.25
    np.testing.assert_allclose(found, smooth(counts / 8, width, 0.5))
    assert not estimate_count_density(np.array([0, 1, 0]), 0.0, 3.0).any()
    assert estimate_count_density(np.array([0, 2, 0]), 0.0, 3.0).any()
