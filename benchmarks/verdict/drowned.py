"""Which tables hide groups in a few columns, among others that are noise?

A seed in, prepared tables out, each with the columns that carry its groups. A mixture at separation
4 in two to five columns, and as many columns of noise again; and twins without groups, made of the
same columns with one normal law in the place of the mixture. Never part of the package.

Every planted column carries: the share of its variance between the groups is at least `LEAST`
(centres are drawn again until it is), since nobody can name a column in which the groups hardly
differ. In the twins all columns are one law, so that no column carries anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zlib import crc32

import numpy as np
import numpy.typing as npt

from benchmarks.verdict.tables import NATURAL, NOT_NATURAL, Floats, Table, prepare

SIZES = (500, 1000, 2000, 3000)
SEPARATION = 4
MOST_TIED = 0.4  # correlation with a planted column, of noise that leans on it
LEAST = 0.3  # of a planted column's variance, between the groups
MOST_TIED = 0.4  # correlation of a column that leans on a planted one
Noise = Callable[[np.random.Generator, int, int], Floats]


def _normal(rng: np.random.Generator, n: int, d: int) -> Floats:
    return rng.normal(size=(n, d))


def _log_normal(rng: np.random.Generator, n: int, d: int) -> Floats:
    return np.exp(rng.uniform(0.5, 1.2, d) * rng.normal(size=(n, d)) + 6)


def _correlated(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Share one factor: the noise has a long direction of its own."""
    load = rng.uniform(0.5, 0.9, d)
    return rng.normal(size=(n, 1)) * load + rng.normal(size=(n, d)) * np.sqrt(1 - load**2)


def _counts(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Numbers of products, log-normal money beside them in every other column."""
    counts = rng.poisson(rng.uniform(0.5, 4, d), size=(n, d)).astype(np.float64)
    return np.where(np.arange(d) % 2 == 0, counts, _log_normal(rng, n, d))


def _copies(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Write one column several times, a little noise on each."""
    return rng.normal(size=(n, 1)) + rng.uniform(0.05, 0.3) * rng.normal(size=(n, d))


NOISES: dict[str, Noise] = {
    "normal": _normal,
    "log-normal": _log_normal,
    "correlated": _correlated,
    "counts": _counts,
}


def _draw_labels(rng: np.random.Generator, n: int, k: int) -> npt.NDArray[np.intp]:
    share = rng.uniform(1, 4, k)
    return rng.choice(k, size=n, p=share / share.sum())


def _measure_between(centres: Floats, shares: Floats, spread: Floats) -> Floats:
    """Return the share of each column's variance between the groups."""
    middle = shares @ centres
    between = shares @ (centres - middle) ** 2
    within = float(shares @ spread**2)
    return np.asarray(between / (between + within))


def _plant(rng: np.random.Generator, n: int, k: int, d: int) -> Floats:
    """Plant k round groups in d columns, each of which carries; spreads differ by up to a half."""
    labels = _draw_labels(rng, n, k)
    shares = np.bincount(labels, minlength=k) / n
    spread = rng.uniform(1, 1.5, k)
    i, j = np.triu_indices(k, 1)
    while True:
        centres = rng.normal(size=(k, d))
        apart = np.linalg.norm(centres[i] - centres[j], axis=1) / np.maximum(spread[i], spread[j])
        centres *= SEPARATION / apart.min()
        if _measure_between(centres, shares, spread).min() >= LEAST:
            return np.asarray(centres[labels] + spread[labels, None] * rng.normal(size=(n, d)))


def _lean(rng: np.random.Generator, planted: Floats) -> Floats:
    """Let each column of noise lean a little on a planted one, as income does on age."""
    z = (planted - planted.mean(axis=0)) / planted.std(axis=0)
    r = rng.uniform(0.15, MOST_TIED, z.shape[1])
    noise = rng.normal(size=z.shape)
    return np.asarray(r * z[:, rng.permutation(z.shape[1])] + np.sqrt(1 - r**2) * noise)


def _draw_law(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Draw columns of one normal law, correlated as groups would make them."""
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d))


def _draw_factor(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Draw columns that one strong factor rules."""
    load = rng.uniform(0.8, 0.95, d)
    return rng.normal(size=(n, 1)) * load + rng.normal(size=(n, d)) * np.sqrt(1 - load**2)


TWINS: dict[str, tuple[Callable[[np.random.Generator, int, int], Floats], Noise]] = {
    **{f"twin, {name}": (_draw_law, noise) for name, noise in NOISES.items()},
    "twin, copies": (_draw_law, _copies),
    "twin, factor": (_draw_factor, _normal),
}
DROWNED = tuple(f"drowned, {name}" for name in (*NOISES, "leaning"))


def drowned(per_family: int, *, seed: int = 17) -> Iterator[Table]:
    """Yield tables whose groups lie in half of the columns."""
    for family in DROWNED:
        name = family.removeprefix("drowned, ")
        for i in range(per_family):
            rng = np.random.default_rng((seed, crc32(name.encode()), i))
            n, d, k = SIZES[i % len(SIZES)], int(rng.integers(2, 6)), int(rng.integers(2, 7))
            planted = _plant(rng, n, k, d)
            noise = NOISES[name](rng, n, d) if name in NOISES else _lean(rng, planted)
            raw = np.column_stack([planted, noise])
            order = rng.permutation(2 * d)
            yield Table(
                family=family, name=f"n={n} d={d}+{d} k={k} #{i}",
                x=prepare(raw[:, order]), true_k=k, right=NATURAL,
                carriers=tuple(map(int, np.flatnonzero(order < d))),
            )  # fmt: skip


def twins(per_family: int, *, seed: int = 19) -> Iterator[Table]:
    """Yield tables made as the drowned ones are, without groups."""
    for name, (law, noise) in TWINS.items():
        for i in range(per_family):
            rng = np.random.default_rng((seed, crc32(name.encode()), i))
            n, d = SIZES[i % len(SIZES)], int(rng.integers(2, 6))
            raw = np.column_stack([law(rng, n, d), noise(rng, n, d)])
            yield Table(
                family=name, name=f"n={n} d={d}+{d} #{i}", x=prepare(raw), true_k=1,
                right=NOT_NATURAL,
            )  # fmt: skip
