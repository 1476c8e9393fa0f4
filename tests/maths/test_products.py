"""Products of two columns are found through the noise, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.products import measure_product, search_products

N = 400


def factors(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.integers(1, 72, N).astype(float), rng.uniform(20, 110, N).round(2)


@pytest.mark.parametrize(("noise", "found"), [(0.0, True), (0.05, True), (0.3, False)])
def test_noise_is_borne_up_to_a_correlation_of_the_logarithms(noise, found, rng):
    a, b = factors(rng)
    whole = a * b * np.exp(noise * rng.normal(size=N))

    fit = measure_product(whole, a, b)

    assert (fit is not None) is found
    if fit is not None:
        assert (fit.factor, fit.rows) == (1.0, N)
        assert fit.within == int((np.abs(whole / (a * b) - 1) <= 0.05).sum())


def test_nine_rows_in_ten_may_stand_for_all(rng):
    a, b = factors(rng)
    whole = a * b
    for strange, found in ((36, True), (60, False)):
        other = whole.copy()
        other[:strange] *= rng.lognormal(0, 0.5, strange)
        assert (measure_product(other, a, b) is not None) is found


@pytest.mark.parametrize(
    ("power", "found"), [(1.0, True), (1.05, True), (1.3, False), (0.7, False)]
)
def test_a_product_grows_by_a_tenth_where_it_grows_by_a_tenth(power, found, rng):
    a, b = factors(rng)
    middle = float(np.median(a * b))

    fit = measure_product(middle * (a * b / middle) ** power, a, b)

    assert (fit is not None) is found


def test_only_a_simple_factor_is_one(rng):
    a, b = factors(rng)

    assert measure_product(12 * a * b, a, b) is not None
    assert measure_product(7.7 * a * b, a, b) is None


def test_a_factor_that_adds_nothing_makes_no_product(rng):
    a = rng.lognormal(5, 2, N)
    b = np.exp(0.05 * rng.normal(size=N))

    assert measure_product(a * np.exp(0.05 * rng.normal(size=N)), a, b) is None


def test_no_permutation_is_a_product(rng):
    a, b = factors(rng)

    assert all(measure_product(a * b, rng.permutation(a), b) is None for _ in range(20))


def test_the_search_finds_the_three_among_others_and_none_without(rng):
    a, b = factors(rng)
    x = np.column_stack([rng.lognormal(5, 1, N), b, rng.integers(18, 80, N), a, a * b])

    assert next(search_products(x)) == (4, 1, 3)
    x[:, 4] = rng.permutation(x[:, 4])
    assert not list(search_products(x))
    assert not list(search_products(x[:, :2]))
    assert not list(search_products(x[:40]))
    assert not list(search_products(np.full((N, 4), np.nan)))


@pytest.mark.parametrize(("elsewhere", "found"), [(0.0, True), (700.0, False)])
def test_where_a_factor_is_0_the_product_is_0_too(elsewhere, found, rng):
    a, b = factors(rng)
    b[100:] = 0
    whole = np.where(b > 0, a * b, elsewhere)

    assert (measure_product(whole, a, b) is not None) is found


@pytest.mark.parametrize(("rows", "found"), [(50, True), (49, False)])
def test_fifty_rows_above_nought_are_needed(rows, found, rng):
    a, b = factors(rng)
    a, b = a[:rows], b[:rows]

    fit = measure_product(a * b, a, b)

    assert (fit is not None) is found
    assert fit is None or (fit.rows, fit.within) == (50, 50)
    x = np.column_stack([a, b, a * b])
    assert bool(list(search_products(x))) is found


def test_as_many_columns_as_can_be_searched_are(rng):
    a, b = factors(rng)
    x = np.column_stack([a, b, a * b, *np.exp(rng.normal(size=(57, N)))])

    assert next(search_products(x)) == (2, 0, 1)
    assert not list(search_products(np.column_stack([x, a])))
    few = x[:, :2]
    assert not list(search_products(few))


@pytest.mark.parametrize(
    ("factor", "named"), [(1.04, 1.0), (1.06, None), (12.5, 12.0), (0.96, 1.0)]
)
def test_a_factor_within_five_percent_of_a_simple_one_is_it(factor, named, rng):
    a, b = factors(rng)

    fit = measure_product(factor * a * b, a, b)

    assert (None if fit is None else fit.factor) == named


@pytest.mark.parametrize(("strange", "found"), [(40, True), (41, False)])
def test_nine_rows_in_ten_above_nought_are_needed(strange, found, rng):
    a, b = factors(rng)
    whole = a * b
    whole[:strange] *= -1

    fit = measure_product(whole, a, b)

    assert (fit is not None) is found
    assert fit is None or (fit.rows, fit.within) == (360, 360)
    gaps = np.where(whole < 0, np.nan, whole)
    assert measure_product(gaps, a, b) is not None  # what is not known is not against it


def test_a_factor_must_explain_three_quarters_of_what_the_other_leaves_open():
    # Logarithms u + v against u and v, with a rest: the variances are known by design.
    u, v, rest = np.linalg.qr(np.random.default_rng(3).normal(size=(400, 4)) - 0)[0].T[1:]
    u, v, rest = (z - z.mean() for z in (u, v, rest))

    def product(part, noise):
        return measure_product(
            *(np.exp(20 * z) for z in (u + part * v + noise * rest, u, part * v))
        )

    assert product(0.2, 0.08) is not None
    assert product(0.2, 0.13) is None


@pytest.mark.parametrize(("spread", "found"), [(0.11, True), (0.09, False)])
def test_what_hardly_varies_multiplies_nothing(spread, found, rng):
    wave = np.where(np.arange(N) % 2, 1.0, -1.0)
    a, b = rng.permutation(np.exp(0.3 * wave)), rng.permutation(np.exp(spread * wave))
    x = np.column_stack([a, b, a * b])

    assert bool(list(search_products(x))) is found
