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

from collections.abc import Callable

import numpy as np

from finseg.maths.arrays import Floats

Null = Callable[[Floats, np.random.Generator], Floats]


def shuffle_columns(x: Floats, rng: np.random.Generator) -> Floats:
    """Shuffle every column by itself.

    Parameters
    ----------
    x : array of shape (n, d)
        The table to imitate.
    rng : numpy Generator
        Source of the shuffles.

    Returns
    -------
    array of shape (n, d)
        Each column holds exactly the values of the same column of `x`.

    """
    return rng.permuted(x, axis=0)


def draw_gaussian(x: Floats, rng: np.random.Generator) -> Floats:
    """Draw from one Gaussian with the mean and covariance of the table.

    Parameters
    ----------
    x : array of shape (n, d), n >= 1
        The table to imitate; constant or dependent columns stay constant or dependent.
    rng : numpy Generator
        Source of n x d normal numbers.

    Returns
    -------
    array of shape (n, d)
        Independent rows.

    """
    mean = x.mean(axis=0)
    covariance = (x - mean).T @ (x - mean) / len(x)
    # a symmetric root exists where Cholesky's fails, and does not depend on signs of vectors
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.asarray(mean + rng.standard_normal(x.shape) @ root)
