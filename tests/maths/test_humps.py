"""Is a second hump found where amounts of two periods were mixed, and none made up elsewhere?"""

from __future__ import annotations

import numpy as np
import pytest

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
