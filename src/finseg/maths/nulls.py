"""What would these customers look like if there were no groups among them?

Matrix (n, d) and a generator in; a structureless matrix of the same shape out. There are two ideas
of "no groups": `shuffle_columns` keeps each column and forgets how columns go together;
`draw_gaussian` keeps the means and the covariances and forgets the shapes. A column that has two
peaks by itself keeps them under `shuffle_columns`: groups that one column shows are then part of
the null. The input is never changed.

Note for repeatability: the result depends on the row order of the input. Hand over rows in content
order (`finseg.maths.content_order`) where that matters.

References: Tibshirani, Walther & Hastie 2001; Hennig & Lin 2015 (nulls of clustering).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from finseg.maths.arrays import Floats

Null = Callable[[Floats, np.random.Generator], Floats]


def shuffle_columns(x: Floats, rng: np.random.Generator) -> Floats:
    """Shuffle every column by itself: the same values in each, shape (n, d)."""
    return rng.permuted(x, axis=0)


def shuffle_blocks(
    x: Floats, rng: np.random.Generator, blocks: Sequence[Sequence[int]] = ()
) -> Floats:
    """Shuffle every column by itself, and those of a block together, as its levels exclude others.

    Parameters
    ----------
    x : array of shape (n, d)
    rng : numpy.random.Generator
    blocks : sequence of column numbers
        The levels of one category each: every customer keeps exactly one of them.

    """
    shuffled = shuffle_columns(x, rng)
    for block in blocks:
        shuffled[:, list(block)] = x[rng.permutation(len(x))][:, list(block)]
    return shuffled


def draw_gaussian(x: Floats, rng: np.random.Generator) -> Floats:
    """Draw n independent rows from one Gaussian with the mean and covariance of the table (n, d).

    Constant or dependent columns stay constant or dependent.
    """
    mean = x.mean(axis=0)
    covariance = (x - mean).T @ (x - mean) / len(x)
    # a symmetric root exists where Cholesky's fails, and does not depend on signs of vectors
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.asarray(mean + rng.standard_normal(x.shape) @ root)


# What agrees with itself must beat both: shuffled columns keep every column's shape and break all
# ties between them; one Gaussian keeps the ties (an elongated cloud is always cut across its
# length) and no shape.
NULLS: tuple[tuple[str, Null], ...] = (
    ("columns shuffled", shuffle_columns),
    ("one Gaussian", draw_gaussian),
)


def find_null(name: str, blocks: Sequence[Sequence[int]] = ()) -> Null:
    """Return the null of this name; `blocks` of columns stay together in it."""
    null = dict(NULLS)[name]
    return partial(shuffle_blocks, blocks=blocks) if null is shuffle_columns and blocks else null
