"""How do others find groups among numbers and words?

A `MixedTable` and the number of groups in, the group of each row out: finseg's own preparation, 0/1
dummies, standardised dummies, k-prototypes (Huang 1998) and a mixture of normal and multinomial
columns. The last two are small ones of our own, from several starts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from sklearn.cluster import KMeans

from benchmarks.mixed.families import Floats, Ints, MixedTable, Words
from finseg.derive import add_derived_columns
from finseg.prepare import apply_recipe, learn_recipe
from finseg.settings import Settings
from finseg.understand import read_source

_STARTS = 20
_ROUNDS = 60
_TRIES = range(20)


def make_frame(table: MixedTable) -> pl.DataFrame:
    """Return the table as a file would hold it."""
    numbers = {f"n{j}x": column for j, column in enumerate(table.numbers.T)}
    words = {f"w{j}x": column for j, column in enumerate(table.words.T)}
    return pl.DataFrame({**numbers, **words})


def _standardise(x: Floats) -> Floats:
    return np.asarray((x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0))


def _make_dummies(table: MixedTable) -> Floats:
    return np.column_stack([words == v for words in table.words.T for v in np.unique(words)]) * 1.0


def _run_kmeans(x: Floats, k: int) -> Ints:
    fit = KMeans(k, n_init=_STARTS, random_state=0).fit(x)
    return np.asarray(fit.labels_, dtype=np.int64)


def run_finseg(table: MixedTable, k: int) -> Ints:
    """Prepare as finseg does."""
    frame = make_frame(table)
    knobs = Settings.from_tree({"prepare": {"features": frame.columns}})
    dataset = add_derived_columns(read_source(frame, knobs), knobs.prepare)
    return _run_kmeans(
        apply_recipe(learn_recipe(dataset, knobs.prepare), dataset.build_matrix()), k
    )


def run_dummies(table: MixedTable, k: int) -> Ints:
    """Put 0/1 columns beside standardised numbers."""
    return _run_kmeans(np.column_stack([_standardise(table.numbers), _make_dummies(table)]), k)


def run_standardised_dummies(table: MixedTable, k: int) -> Ints:
    """Standardise every column, dummies too."""
    return _run_kmeans(_standardise(np.column_stack([table.numbers, _make_dummies(table)])), k)


def run_prototypes(table: MixedTable, k: int) -> Ints:
    """Run k-prototypes, with the usual weight of half a standard deviation for a mismatch."""
    x, words, rng = _standardise(table.numbers), table.words, np.random.default_rng(0)
    tried = [_settle_prototypes(x, words, rng.choice(len(x), k, replace=False)) for _ in _TRIES]
    return min(tried, key=lambda pair: pair[0])[1]


def _settle_prototypes(x: Floats, words: Words, rows: Ints) -> tuple[float, Ints]:
    centres, modes = x[rows], words[rows]
    apart = _measure_mismatch(x, words, centres, modes)
    for _ in range(_ROUNDS):
        labels = apart.argmin(axis=1)
        own = [
            labels == s if (labels == s).any() else np.ones(len(x), bool) for s in range(len(rows))
        ]
        centres = np.array([x[o].mean(axis=0) for o in own])
        modes = np.array([[_find_mode(column[o]) for column in words.T] for o in own])
        apart = _measure_mismatch(x, words, centres, modes)
    return float(apart.min(axis=1).sum()), apart.argmin(axis=1).astype(np.int64)


def _measure_mismatch(x: Floats, words: Words, centres: Floats, modes: Words) -> Floats:
    squares = ((x[:, None] - centres) ** 2).sum(axis=2)
    return np.asarray(squares + 0.5 * (words[:, None] != modes).sum(axis=2))


def _find_mode(values: Words) -> str:
    levels, times = np.unique(values, return_counts=True)
    return str(levels[times.argmax()])


def run_mixture(table: MixedTable, k: int) -> Ints:
    """Fit normal columns and levels, independent within groups, by expectation-maximisation."""
    x, d, rng = _standardise(table.numbers), _make_dummies(table), np.random.default_rng(0)
    tried = [_settle_mixture(x, d, rng.dirichlet(np.ones(k), len(x))) for _ in _TRIES]
    return max(tried, key=lambda pair: pair[0])[1]


def _settle_mixture(x: Floats, d: Floats, weight: Floats) -> tuple[float, Ints]:
    fit = 0.0
    for _ in range(_ROUNDS):
        size = weight.sum(axis=0) + 1e-9
        mean = (weight.T @ x) / size[:, None]
        spread = (weight.T @ x**2) / size[:, None] - mean**2 + 1e-3
        share = (weight.T @ d + 0.1) / (size[:, None] + 0.3)
        far = ((x[:, None] - mean) ** 2 / spread).sum(axis=2) + np.log(spread).sum(axis=1)
        log = np.log(size / len(x)) + d @ np.log(share).T - far / 2
        top = log.max(axis=1, keepdims=True)
        weight = np.exp(log - top)
        whole = weight.sum(axis=1, keepdims=True)
        weight, fit = weight / whole, float((top + np.log(whole)).sum())
    return fit, weight.argmax(axis=1).astype(np.int64)


METHODS: dict[str, Callable[[MixedTable, int], Ints]] = {
    "finseg": run_finseg,
    "0/1 dummies": run_dummies,
    "standardised dummies": run_standardised_dummies,
    "k-prototypes": run_prototypes,
    "mixture": run_mixture,
}
