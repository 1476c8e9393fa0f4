"""Tables whose number of groups is known: none, a planted mixture, or a published answer.

Seeds in, prepared matrices out: each table goes through the product's default preparation
(logarithms of skewed columns, then standard scores). Used by the benchmark and by the tests; never
part of the package.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.dataset import Column, Dataset, Source
from finseg.records.separation import Outcome
from finseg.settings import PrepareSettings

Floats = npt.NDArray[np.float64]
SIZES = (300, 500, 1000, 2000, 5000)
DIMENSIONS = (2, 3, 4, 5, 6, 8, 10, 12)
CENTRE_SHAPED = (
    "fcps/hepta", "fcps/tetra", "fcps/twodiamonds", "fcps/engytime", "sipu/unbalance",
    "sipu/r15", "sipu/s1", "sipu/s2", "uci/wine",
)  # fmt: skip
OTHER_SHAPES = ("fcps/atom", "fcps/chainlink", "fcps/target", "fcps/lsun")
NO_GROUPS: frozenset[Outcome] = frozenset({"none"})
NOT_NATURAL: frozenset[Outcome] = frozenset({"none", "misfit"})
NATURAL: frozenset[Outcome] = frozenset({"natural"})
MISFIT: frozenset[Outcome] = frozenset({"misfit"})
FOUND: frozenset[Outcome] = frozenset({"natural", "misfit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One prepared table and what is known about it."""

    family: str
    name: str
    x: Floats
    true_k: int  # 1: no groups
    right: frozenset[Outcome]  # what may be said; "natural" only with the true k
    labels: npt.NDArray[np.intp] | None = None
    separation: float = 0.0
    carriers: tuple[int, ...] = ()  # places of the columns in which the groups lie, where only some


def prepare(raw: Floats) -> Floats:
    """Prepare as the product does, all columns features of unknown unit."""
    table = pl.DataFrame(raw, schema=[f"v{j}" for j in range(raw.shape[1])], orient="row")
    columns = tuple(
        Column(
            name=name,
            original=name,
            role="feature",
            kind="number",
            unit="none",
            reason="made",
            missing=0,
        )
        for name in table.columns
    )
    source = Source(name="made", format="polars", rows_read=len(table))
    dataset = Dataset(
        table=table, columns=columns, lines=np.arange(2, len(table) + 2), source=source
    )
    return apply_recipe(learn_recipe(dataset, PrepareSettings()), dataset.build_matrix())


def _uniform(rng: np.random.Generator, n: int, d: int) -> Floats:
    return rng.random((n, d))


def _gaussian(rng: np.random.Generator, n: int, d: int) -> Floats:
    return rng.normal(size=(n, d))


def _correlated(rng: np.random.Generator, n: int, d: int) -> Floats:
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d))


def _log_normal(rng: np.random.Generator, n: int, d: int) -> Floats:
    return np.asarray(np.exp(rng.uniform(0.5, 1.2, d) * rng.normal(size=(n, d)) + 3))


def _t4(rng: np.random.Generator, n: int, d: int) -> Floats:
    if rng.random() < 0.5:  # independent columns
        return rng.standard_t(4, size=(n, d))
    return np.asarray(rng.normal(size=(n, d)) / np.sqrt(rng.chisquare(4, size=(n, 1)) / 4))


def _money(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Balances in pounds: correlated log-normal, some columns with zeros, some with a cap."""
    factor = rng.normal(size=(n, 1))
    load = rng.uniform(0, 0.8, d)
    z = factor * load + rng.normal(size=(n, d)) * np.sqrt(1 - load**2)
    money = np.exp(rng.uniform(0.6, 1.4, d) * z + rng.uniform(5, 9, d))
    for j in range(d):
        kind = rng.random()
        if kind < 0.5:  # a share without the product
            money[rng.random(n) < rng.uniform(0.05, 0.6), j] = 0.0
        elif kind < 0.75:  # a limit that many reach
            money[:, j] = np.minimum(money[:, j], np.quantile(money[:, j], rng.uniform(0.85, 0.95)))
    return np.asarray(np.round(money, 2))


def _band(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Bend a band into an arc of up to 180 degrees; further columns are noise."""
    angle = rng.uniform(0, rng.uniform(np.pi / 2, np.pi), n)
    radius = 1 + rng.uniform(0.05, 0.2) * rng.normal(size=n)
    arc = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    noise = rng.normal(size=(n, d - 2)) * rng.uniform(0.1, 1.0, d - 2)
    return np.column_stack([arc, noise])


def _counted(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Whole numbers: ages, scores, numbers of products, yes/no, loan terms, round amounts."""
    makers: tuple[Callable[[], Floats], ...] = (
        lambda: np.clip(np.round(rng.normal(45, 14, n)), 18, 90),
        lambda: np.asarray(rng.integers(300, 851, n), dtype=np.float64),
        lambda: np.asarray(rng.poisson(rng.uniform(1, 4), n), dtype=np.float64),
        lambda: np.asarray(rng.random(n) < rng.uniform(0.1, 0.5), dtype=np.float64),
        lambda: np.asarray(rng.integers(1, 6, n), dtype=np.float64),
        lambda: _rounded_by_some(rng, rng.lognormal(2.9, 0.55, n), steps=(1, 3, 6, 12)),
        lambda: _rounded_by_some(rng, rng.lognormal(10.5, 0.6, n), steps=(1, 500, 5_000, 10_000)),
    )
    picks = np.concatenate([[0, 1], rng.integers(0, len(makers), d)])[:d]
    # The first two columns were ages and scores only; every other table starts with mixed grids.
    if rng.random() < 0.5:
        picks[:2] = [5, rng.choice([0, 6])]
    return np.column_stack([makers[int(p)]() for p in picks])


def _rounded_by_some(rng: np.random.Generator, exact: Floats, *, steps: tuple[int, ...]) -> Floats:
    """Round each amount to one of several steps, coarse ones often: terms in months, incomes."""
    step = rng.choice(steps, size=len(exact), p=rng.dirichlet(np.arange(1, len(steps) + 1)))
    return np.asarray(np.maximum(np.round(exact / step), 1) * step, dtype=np.float64)


STRUCTURELESS: dict[str, Callable[[np.random.Generator, int, int], Floats]] = {
    "uniform": _uniform,
    "gaussian": _gaussian,
    "correlated": _correlated,
    "log-normal": _log_normal,
    "t4": _t4,
    "money": _money,
    "band": _band,
    "counted": _counted,
}


def structureless(per_family: int, *, seed: int = 7) -> Iterator[Table]:
    """Yield tables without groups, `per_family` of each family."""
    for f, (family, make) in enumerate(STRUCTURELESS.items()):
        for i in range(per_family):
            rng = np.random.default_rng((seed, f, i))
            n, d = SIZES[i % len(SIZES)], int(rng.choice(DIMENSIONS))
            x = prepare(make(rng, n, d))
            yield Table(family=family, name=f"n={n} d={d} #{i}", x=x, true_k=1, right=NOT_NATURAL)


def mixture(rng: np.random.Generator, *, separation: float) -> Table:
    """Plant 2 to 8 round Gaussian groups, sizes up to 4:1, spreads up to 2:1.

    The least separated pair of centres is `separation` times the larger spread of the two
    apart; every other pair more.
    """
    k, d = int(rng.integers(2, 9)), int(rng.integers(3, 9))
    n = int(rng.choice([s for s in (500, 1000, 2000, 3000) if s >= 100 * k]))
    spread = rng.uniform(1, 2, k)
    centres = rng.normal(size=(k, d))
    i, j = np.triu_indices(k, 1)
    apart = np.linalg.norm(centres[i] - centres[j], axis=1) / np.maximum(spread[i], spread[j])
    centres *= separation / apart.min()
    share = rng.uniform(1, 4, k)
    labels = rng.choice(k, size=n, p=share / share.sum())
    x = prepare(centres[labels] + spread[labels, None] * rng.normal(size=(n, d)))
    name = f"n={n} d={d} k={k}"
    return Table(
        family=f"mixture {separation:g}", name=name, x=x, true_k=k, labels=labels,
        right=NATURAL, separation=separation,
    )  # fmt: skip


def mixtures(
    per_separation: int, *, separations: tuple[float, ...] = (3, 4, 6), seed: int = 11
) -> Iterator[Table]:
    """Yield planted mixtures, `per_separation` at each separation."""
    for separation in separations:
        for i in range(per_separation):
            rng = np.random.default_rng((seed, int(separation * 10), i))
            yield mixture(rng, separation=separation)


def published(
    folder: Path, names: tuple[str, ...], *, family: str, right: frozenset[Outcome] = NATURAL
) -> Iterator[Table]:
    """Yield published sets from a folder of `<battery>/<name>.data.gz`; noise rows stay in."""
    for name in names:
        with gzip.open(folder / f"{name}.data.gz") as f:
            raw = np.loadtxt(f, ndmin=2)
        with gzip.open(folder / f"{name}.labels0.gz") as f:
            labels = np.loadtxt(f, dtype=np.intp)
        true_k = len(set(labels.tolist()) - {0})
        yield Table(
            family=family, name=name, x=prepare(raw), true_k=true_k, right=right, labels=labels
        )
