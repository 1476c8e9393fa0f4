"""Is a second hump found where amounts of two periods were mixed, and none made up elsewhere?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import humps
from finseg.maths.humps import TOLERANCE, second_hump

N = 2000


@pytest.mark.parametrize("factor", [12, 1000])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_a_mixture_is_found_with_its_factor_and_share(rng, factor, share):
    amounts = rng.lognormal(11, 0.35, N)
    amounts[rng.random(N) < share] /= factor

    hump = second_hump(amounts, factor)

    assert hump is not None
    assert hump.factor == pytest.approx(factor, rel=TOLERANCE)
    assert hump.share == pytest.approx(min(share, 1 - share), abs=0.05)


SHAPES = {
    "lognormal": lambda r: r.lognormal(10, 0.5, N),
    "wide lognormal": lambda r: r.lognormal(10, 1.5, N),
    "gamma": lambda r: r.gamma(2, 2e4, N),
    "normal": lambda r: r.normal(5e4, 1e4, N),
    "rounded": lambda r: np.round(r.lognormal(10, 0.8, N), -3),
    "pareto": lambda r: r.pareto(1.2, N) * 1e4,
    "uniform": lambda r: r.uniform(0, 2e5, N),
    "round figures": lambda r: r.choice([5e3, 1e4, 12e3, 2e4, 5e4, 1e5, 12e4, 2e5], N),
    "zeros": lambda r: r.lognormal(9, 1, N) * (r.random(N) < 0.4),
}


@pytest.mark.parametrize("factor", [12, 1000])
@pytest.mark.parametrize("shape", SHAPES)
def test_amounts_of_one_kind_have_no_second_hump(rng, shape, factor):
    assert not any(second_hump(SHAPES[shape](rng), factor) for _ in range(10))


def test_it_does_not_depend_on_the_unit_or_the_order(rng):
    amounts = rng.lognormal(11, 0.3, N)
    amounts[:300] /= 12
    one = second_hump(amounts, 12)

    other = second_hump(rng.permutation(amounts) * 100, 12)

    assert one is not None
    assert other is not None
    assert other.factor == pytest.approx(one.factor, rel=0.1)
    assert other.share == pytest.approx(one.share, abs=0.01)


@pytest.mark.parametrize("values", [[], [1.0], [0.0] * 500, [5.0] * 500, [np.nan] * 500])
def test_too_little_has_no_hump(values):
    assert second_hump(np.array(values), 12) is None


@pytest.mark.parametrize(
    ("many", "few", "zeros", "found"),
    [
        (70, 30, 0, True),  # a hundred amounts
        (69, 30, 0, False),
        (70, 30, 5, True),
        (69, 30, 5, False),  # nothing is no amount
        (300, 20, 0, True),  # twenty in the smaller hump
        (300, 19, 0, False),
        (20, 300, 0, True),
        (19, 300, 0, False),
    ],
)
def test_a_hump_is_shown_by_a_hundred_amounts_of_which_twenty_are_in_it(many, few, zeros, found):
    amounts = np.r_[np.linspace(11_000, 13_000, many), np.linspace(900, 1_100, few)]

    hump = second_hump(np.r_[amounts, np.zeros(zeros)], 12)

    assert (hump is not None) is found
    if hump is not None:
        larger, smaller = (12_000, 1_000) if many > few else (1_000, 12_000)
        assert (hump.main, hump.second) == pytest.approx((larger, smaller), rel=1e-4)
        assert hump.share == min(many, few) / (many + few)
        assert hump.low < smaller < hump.high


def test_counts_are_of_amounts_above_nought_from_the_smallest_on():
    step = humps._STEP
    amounts = np.r_[np.full(60, 10.0), np.full(45, 10 ** (1 + 7.5 * step)), 0, -5, np.inf, np.nan]

    found = humps._count_in_bins(amounts)

    assert found is not None
    low, counts = found
    assert low == 1
    assert counts.tolist() == [60, 0, 0, 0, 0, 0, 0, 45]


def test_parts_of_a_long_column_are_counted_together(monkeypatch):
    amounts = np.r_[np.full(50, 1000.0), np.full(60, 10.0), np.full(70, 100.0)]
    whole = humps._count_in_bins(amounts)

    monkeypatch.setattr(humps, "_PART", 40)
    parts = humps._count_in_bins(amounts)

    assert whole is not None
    assert parts is not None
    assert parts[0] == whole[0] == 1
    assert parts[1].tolist() == whole[1].tolist()
    assert whole[1].sum() == 180


@pytest.mark.parametrize(
    ("middles", "counts", "width"),
    [
        ([0.4, 1.6], [50, 50], 0.15),
        ([1.0, 1.1], [50, 50], 0.05),
        # Quartiles at 4.5 and 5.5, and two tails that make the standard deviation .97.
        (
            [2.5, 4.5, 5.0, 5.5, 7.5],
            [1_000, 7_000, 1_000, 7_000, 1_000],
            0.9 / 1.34 / 17_000**0.2,
        ),
        # A standard deviation of .56 is less than 1 / 1.34.
        (
            [2.5, 4.5, 5.0, 5.5, 7.5],
            [100, 7_000, 1_000, 7_000, 100],
            0.9 * (4_750 / 15_200) ** 0.5 / 15_200**0.2,
        ),
        # Both quartiles at 1: the standard deviation, two times the root of .09.
        ([1.0, 3.0], [9_000, 1_000], 0.9 * 0.6 / 10_000**0.2),
    ],
)
def test_the_bandwidth_is_silvermans_within_its_limits(middles, counts, width):
    found = humps._choose_bandwidth(np.array(middles), np.array(counts))

    assert found == pytest.approx(width)


def judge(places, density, *, width=0.1, peak=4):
    """Judge a hump at 4 beside one at 0, whose grid is 0, 1 … 5."""
    return humps._judge_hump(
        np.array(places), np.arange(6.0), np.array(density, dtype=float), width, 0, peak
    )


HUMPS = [*np.linspace(-0.4, 0.5, 60), *np.linspace(3.91, 4.09, 30)]


@pytest.mark.parametrize(("valley", "kept"), [(2.0, True), (2.01, False)])
def test_the_valley_is_half_as_high_as_the_smaller_hump_at_most(valley, kept):
    found = judge(HUMPS, [9, 7, valley, 3, 4, 1])

    assert (found is not None) is kept
    if found is not None:
        assert found.share == 30 / 90
        assert found.main == pytest.approx(10**0.05)
        assert found.second == pytest.approx(10**4.0)
        assert found.factor == pytest.approx(10**3.95)
        assert (found.low, found.high) == (10**2, 10**6)  # as far as from the peak to the valley


@pytest.mark.parametrize(("near", "kept"), [(16, True), (15, False)])
def test_a_hump_stands_four_standard_errors_above_the_valley(near, kept):
    places = [
        *np.linspace(-0.4, 0.5, 60),
        *np.linspace(3.91, 4.09, near),
        *np.linspace(4.3, 4.9, 9),
    ]

    # With nobody in the valley so many are as many standard errors as their root.
    assert (judge(places, [9, 7, 0, 3, 4, 1]) is not None) is kept


@pytest.mark.parametrize(("crowd", "kept"), [(11, True), (12, False)])
def test_those_in_the_valley_count_against_the_hump(crowd, kept):
    # 29 is four times the root of 51, 28.6, but 28 is not that of 52, 28.8.
    places = [*np.zeros(60), *np.linspace(3.91, 4.09, 40), *np.full(crowd, 2.0)]

    assert (judge(places, [9, 7, 0, 3, 4, 1]) is not None) is kept


@pytest.mark.parametrize(
    ("heap", "others", "kept"),
    [(30, 30, True), (31, 30, False), (25, 19, False), (5, 19, True), (5, 18, False)],
)
def test_a_hump_is_more_than_one_heap_and_twenty_different_amounts(heap, others, kept):
    places = [*np.zeros(90), *np.full(heap, 4.0), *np.linspace(3.95, 4.08, others)]

    assert (judge(places, [9, 7, 0, 3, 4, 1]) is not None) is kept


@pytest.mark.parametrize(("gap", "found"), [(11.0, True), (9.8, False), (14.2, False)])
def test_the_medians_are_the_factor_apart_but_for_15_percent(rng, gap, found):
    amounts = rng.lognormal(11, 0.2, N)
    amounts[:600] /= gap

    hump = second_hump(amounts, 12)

    assert (hump is not None) is found
