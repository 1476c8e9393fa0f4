"""Which tables of customers would tempt an honest rule to say the wrong thing?

A seed in, prepared tables out, each with what may be said of it. The older tables (`tables.py`) are
of one law each: uniform, normal, log-normal. These are what real files do to such laws: small
counts and their logarithms, ratings, bands, round figures, limits, products and ratios of columns,
near copies; and groups that are few, far, small, wide, long, or seen by two of twelve columns.
Never part of the package.

What may be said
----------------
A table that one law made, without a choice among several laws for each customer, has no groups,
however its columns are rounded, multiplied or cut off. Where a valley lies on no straight line
(an arc, a bent sheet, two ellipses across each other) *misfit* is right as well. So it is for
groups that are there, but of sizes or lengths that segments around centres do not follow.

A zero is no group of its own. 60 % without a savings account are a yes-or-no column, which the bank
knows before any analysis; if each of five such columns made groups there would be 32 of them, and
each would be natural. Amounts above zero are log-normal here: one law, and the right answer is
*none*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from benchmarks.verdict.tables import (
    FOUND,
    NATURAL,
    NO_GROUPS,
    NOT_NATURAL,
    Floats,
    Table,
    prepare,
)
from finseg.records.separation import Outcome

SIZES = (300, 600, 1000, 2000)
Groups = npt.NDArray[np.intp]
Make = Callable[[np.random.Generator, int], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Tables of one kind, and what may be said of them."""

    make: Make
    right: frozenset[Outcome]
    groups: int = 1  # planted ones
    sizes: tuple[int, ...] = SIZES


def _correlate(rng: np.random.Generator, n: int, d: int, *, most: float = 0.8) -> Floats:
    """Draw standard normal columns that share one factor."""
    load = rng.uniform(0, most, d)
    return rng.normal(size=(n, 1)) * load + rng.normal(size=(n, d)) * np.sqrt(1 - load**2)


def _scatter(rng: np.random.Generator, labels: Groups, centres: Floats) -> Floats:
    """Put a round bell of spread 1 around the centre of each customer's group."""
    return centres[labels] + rng.normal(size=(len(labels), centres.shape[1]))


def _separate(centres: Floats, separation: float) -> Floats:
    """Widen the centres until the closest two are so far apart."""
    i, j = np.triu_indices(len(centres), 1)
    closest = np.linalg.norm(centres[i] - centres[j], axis=1).min()
    return np.asarray(centres * (separation / closest))


def _label(shares: Iterable[float], n: int) -> Groups:
    """Give each customer the number of a group, exactly in these shares."""
    ends = np.round(np.cumsum(list(shares)) * n)
    return np.searchsorted(ends, np.arange(n), side="right")


# Staircases: few values, each shared by many.


def _counts(rng: np.random.Generator, n: int) -> Floats:
    """Numbers of products, 0 to 6, Poisson or more scattered; all columns are such."""
    d = int(rng.integers(2, 7))
    mean = rng.uniform(0.4, 2.5, d)
    scattered = np.where(rng.random(d) < 0.5, rng.gamma(2.0, 0.5, size=(n, d)), 1.0)
    return np.asarray(np.minimum(rng.poisson(mean * scattered), 6), dtype=np.float64)


def _logarithms_of_counts(rng: np.random.Generator, n: int) -> Floats:
    """Take log(1 + count): the steps become unequal, the first the widest."""
    return np.log1p(_counts(rng, n))


def _counts_beside_money(rng: np.random.Generator, n: int) -> Floats:
    money = np.exp(0.8 * _correlate(rng, n, 3) + 8)
    counts = _counts(rng, n)[:, :2]
    return np.column_stack([money, counts[:, :1], np.log1p(counts[:, 1:])])


def _ratings(rng: np.random.Generator, n: int) -> Floats:
    """Answers from 1 to 5, each a normal opinion cut at four points; opinions are correlated."""
    d = int(rng.integers(3, 9))
    cuts = np.sort(rng.normal(rng.uniform(-0.8, 0.3, (d, 1)), 0.9, size=(d, 4)), axis=1)
    opinion = _correlate(rng, n, d)
    return np.asarray(1.0 + (opinion[:, :, None] > cuts).sum(axis=2))


def _age_bands(rng: np.random.Generator, n: int) -> Floats:
    """Ages as bands of unequal width, written as the middle of the band, beside amounts."""
    edges = np.array([18, 25, 35, 45, 55, 65, 90])
    age = np.clip(rng.normal(43, 14, n), 18, 89)
    middle = (edges[:-1] + edges[1:]) / 2
    band = middle[np.searchsorted(edges, age, side="right") - 1]
    income = np.exp(10 + 0.01 * (age - 43) + 0.5 * rng.normal(size=n))
    children = np.minimum(rng.poisson(1.2, n), 4)
    return np.column_stack([band, income, children, rng.integers(1, 6, n)])


def _round_salaries(rng: np.random.Generator, n: int) -> Floats:
    """Salaries to the thousand, larger ones to five or ten thousand, loans to half thousands."""
    z = _correlate(rng, n, 3)
    salary = np.exp(10.4 + 0.5 * z[:, 0])
    coarse = rng.random(n) < rng.uniform(0.2, 0.7)
    step = np.where(coarse, np.where(salary > 50_000, 10_000, 5_000), 1_000)
    loan = np.exp(8.5 + 0.7 * z[:, 1])
    return np.column_stack(
        [np.round(salary / step) * step, np.round(loan / 500) * 500, 600 + 60 * z[:, 2]]
    )


# Columns that are made of others.


def _products(rng: np.random.Generator, n: int) -> Floats:
    """Two columns and their product; around zero in every third table (a saddle)."""
    kind = int(rng.integers(3))
    if kind == 0:
        x, y = rng.uniform(-1, 1, (2, n))
    elif kind == 1:
        x, y = np.exp(0.6 * _correlate(rng, n, 2)).T
    else:
        x, y = rng.normal(5, 1, (2, n))
    return np.column_stack([x, y, x * y])


def _ratios(rng: np.random.Generator, n: int) -> Floats:
    """Income, debt and limit, with debt to income, use of the limit and limit to income."""
    income, debt, limit = np.exp(np.array([10, 8, 8.5]) + 0.6 * _correlate(rng, n, 3)).T
    return np.column_stack([income, debt, limit, debt / income, debt / limit, limit / income])


def _near_copies(rng: np.random.Generator, n: int) -> Floats:
    """One column three times, a little noise on each (balances of three months), and others."""
    d = int(rng.integers(1, 4))
    base = rng.normal(size=(n, 1)) if rng.random() < 0.5 else rng.uniform(-1.7, 1.7, (n, 1))
    copies = base + rng.uniform(0.02, 0.2) * rng.normal(size=(n, 3))
    return np.column_stack([copies, rng.normal(size=(n, d))])


def _shares_of_a_whole(rng: np.random.Generator, n: int) -> Floats:
    """How spending divides among three to six kinds: columns that add up to 1."""
    return rng.dirichlet(rng.uniform(1.0, 4.0, int(rng.integers(3, 7))), n)


# Heaps, limits and shapes.


def _zeros(rng: np.random.Generator, n: int) -> Floats:
    """Balances: 60 % have none, each column for itself; the others are log-normal."""
    d = int(rng.integers(1, 6))
    money = np.exp(rng.uniform(0.5, 1.2, d) * _correlate(rng, n, d) + rng.uniform(5, 9, d))
    return np.asarray(np.where(rng.random((n, d)) < 0.6, 0.0, np.round(money, 2)))


def _limits(rng: np.random.Generator, n: int) -> Floats:
    """Shares cut off at 0 and 100 %: use of cards and overdrafts, up to a third at a limit."""
    d = int(rng.integers(2, 6))
    spread = rng.uniform(0.2, 0.6, d)
    return np.clip(rng.uniform(0.3, 0.8, d) + spread * _correlate(rng, n, d), 0.0, 1.0)


def _bent_sheet(rng: np.random.Generator, n: int) -> Floats:
    """Bend an evenly filled sheet by up to three quarters of a circle."""
    angle = rng.uniform(0, rng.uniform(0.8, 1.5) * np.pi, n)
    thin = 1 + rng.uniform(0.03, 0.15) * rng.normal(size=n)
    return np.column_stack([thin * np.cos(angle), thin * np.sin(angle), rng.uniform(0, 2, n)])


def _correlated_uniform(rng: np.random.Generator, n: int) -> Floats:
    """Shear an evenly filled box; every edge stays sharp."""
    d = int(rng.integers(2, 7))
    shear = np.eye(d) + np.triu(rng.uniform(-1.2, 1.2, (d, d)), 1)
    return rng.random((n, d)) @ shear


def _other_correlation(rng: np.random.Generator, n: int) -> Floats:
    """Two halves around one centre: columns rise together in one, against each other in the other.

    They differ, and no gap lies between them: their ellipses cross.
    """
    r = rng.uniform(0.5, 0.9)
    sign = np.where(np.arange(n) < n // 2, 1.0, -1.0)
    x = rng.normal(size=n)
    y = sign * r * x + np.sqrt(1 - r**2) * rng.normal(size=n)
    return np.column_stack([x, y, rng.normal(size=(n, int(rng.integers(0, 3))))])


def _five_far(rng: np.random.Generator, n: int) -> Floats:
    """Five customers in a hundred far from the rest: outliers, too few to be a segment."""
    return _scatter(rng, _label((1 - 5 / n, 5 / n), n), np.array([[0.0] * 4, [4.0] * 4]))


# Groups.


def _oversized(rng: np.random.Generator, n: int) -> Floats:
    """Log-normal money; 8 % of the customers have 3.6 deviations more of everything, in logs."""
    d = int(rng.integers(2, 6))
    labels = _label((0.92, 0.08), n)
    scale = rng.uniform(0.5, 1.0, d)
    return np.exp(scale * _scatter(rng, labels, np.array([[0.0] * d, [3.6] * d])) + 8)


def _twelve_far(rng: np.random.Generator, n: int) -> Floats:
    """Twelve customers far from all the others, eight deviations away."""
    d = int(rng.integers(2, 6))
    away = rng.normal(size=d)
    centres = np.vstack([np.zeros(d), 8 * away / np.linalg.norm(away)])
    return _scatter(rng, _label((1 - 12 / n, 12 / n), n), centres)


def _two_of_twelve_columns(rng: np.random.Generator, n: int) -> Floats:
    """Two groups, six deviations apart, in two columns; ten more columns are noise."""
    labels = _label((0.6, 0.4), n)
    centres = np.zeros((2, 12))
    centres[1, :2] = 6 / np.sqrt(2)
    return _scatter(rng, labels, centres)


def _unequal_sizes(rng: np.random.Generator, n: int) -> Floats:
    """Four round groups of 70, 20, 8 and 2 %, the closest six deviations apart."""
    centres = _separate(rng.normal(size=(4, int(rng.integers(2, 6)))), 6)
    return _scatter(rng, _label((0.7, 0.2, 0.08, 0.02), n), centres)


def _unequal_spreads(rng: np.random.Generator, n: int) -> Floats:
    """Put a tight group beside one four times as wide, three spreads of each between them."""
    d = int(rng.integers(2, 6))
    labels = _label((0.5, 0.5), n)
    away = rng.normal(size=d)
    centres = np.vstack([np.zeros(d), 15 * away / np.linalg.norm(away)])
    spread: Floats = np.array([[1.0], [4.0]])
    rows = centres[labels] + spread[labels] * rng.normal(size=(n, d))
    return np.asarray(rows, dtype=np.float64)


def _groups_in_money(rng: np.random.Generator, n: int) -> Floats:
    """Three groups of log-normal customers, six deviations apart on their logarithms."""
    centres = _separate(rng.normal(size=(3, int(rng.integers(3, 6)))), 6)
    money = np.exp(0.5 * _scatter(rng, _label((0.5, 0.3, 0.2), n), centres) + 9)
    return np.asarray(np.round(money, 2), dtype=np.float64)


def _long_groups(rng: np.random.Generator, n: int) -> Floats:
    """Two groups beside each other, each four times as long as wide, six widths apart."""
    labels = _label((0.55, 0.45), n)
    z = _scatter(rng, labels, np.array([[0.0, 0.0, 0.0], [6.0, 0.0, 0.0]])) * [1.0, 4.0, 1.0]
    turn = rng.uniform(0.2, 1.3)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.column_stack([z[:, :2] @ turned, z[:, 2]])


def _groups_in_counts(rng: np.random.Generator, n: int) -> Floats:
    """Seldom and often: uses in a month, about 2 or about 25, of three channels."""
    labels = _label((0.6, 0.4), n)
    mean = np.array([[2.0, 2.0, 2.0], [25.0, 25.0, 25.0]])
    return np.asarray(rng.poisson(mean[labels]), dtype=np.float64)


def _groups_beside_copies(rng: np.random.Generator, n: int) -> Floats:
    """Three groups, six deviations apart in three columns; a fourth, noise, stands there thrice.

    Counted three times, the noise can draw the centres to itself: then *misfit* is right.
    """
    centres = _separate(rng.normal(size=(3, 3)), 6)
    noise = rng.normal(size=(n, 1)) + 0.1 * rng.normal(size=(n, 3))
    return np.column_stack([_scatter(rng, _label((0.4, 0.35, 0.25), n), centres), noise])


FAMILIES: dict[str, Family] = {
    "counts": Family(make=_counts, right=NO_GROUPS),
    "log counts": Family(make=_logarithms_of_counts, right=NO_GROUPS),
    "counts, money": Family(make=_counts_beside_money, right=NO_GROUPS),
    "ratings": Family(make=_ratings, right=NO_GROUPS),
    "age bands": Family(make=_age_bands, right=NO_GROUPS),
    "round salaries": Family(make=_round_salaries, right=NO_GROUPS),
    "products": Family(make=_products, right=NO_GROUPS),
    "ratios": Family(make=_ratios, right=NO_GROUPS),
    "near copies": Family(make=_near_copies, right=NO_GROUPS),
    "shares": Family(make=_shares_of_a_whole, right=NO_GROUPS),
    "zeros": Family(make=_zeros, right=NO_GROUPS),
    "limits": Family(make=_limits, right=NO_GROUPS),
    "corr. uniform": Family(make=_correlated_uniform, right=NO_GROUPS),
    "bent sheet": Family(make=_bent_sheet, right=NOT_NATURAL),
    "other corr.": Family(make=_other_correlation, right=NOT_NATURAL),
    "five far": Family(make=_five_far, right=NO_GROUPS, sizes=(100,)),
    "oversized": Family(make=_oversized, right=FOUND, groups=2),
    "twelve far": Family(make=_twelve_far, right=FOUND, groups=2, sizes=(260,)),
    "2 of 12 columns": Family(make=_two_of_twelve_columns, right=NATURAL, groups=2),
    "unequal sizes": Family(make=_unequal_sizes, right=NATURAL, groups=4, sizes=(600, 1000, 2000)),
    "unequal spreads": Family(make=_unequal_spreads, right=NATURAL, groups=2),
    "groups in money": Family(make=_groups_in_money, right=NATURAL, groups=3),
    "long groups": Family(make=_long_groups, right=FOUND, groups=2),
    "groups, counts": Family(make=_groups_in_counts, right=NATURAL, groups=2),
    "groups, copies": Family(make=_groups_beside_copies, right=FOUND, groups=3),
}


def families(per_family: int, *, seed: int = 13) -> Iterator[Table]:
    """Yield so many tables of each family; asking for more changes none of them."""
    for name in FAMILIES:
        for i in range(per_family):
            yield draw_table(name, i, seed=seed)


def draw_table(name: str, i: int, *, seed: int = 13) -> Table:
    """Draw the i-th table of a family."""
    family = FAMILIES[name]
    rng = np.random.default_rng((seed, crc32(name.encode()), i))
    n = family.sizes[i % len(family.sizes)]
    x = prepare(family.make(rng, n))
    return Table(
        family=name,
        name=f"n={n} d={x.shape[1]} #{i}",
        x=x,
        true_k=family.groups,
        right=family.right,
    )
