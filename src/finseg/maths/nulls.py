"""What would these customers look like if there were no groups among them?

Matrix (n, d) and a generator in; a structureless matrix of the same shape out. Three ideas of "no
groups": `marginals` keeps each column and forgets how columns go together; `gaussian` keeps the
means and the covariances and forgets the shapes; `copula` keeps each column exactly and the rank
correlations nearly, and forgets everything else. A column that has two humps by itself keeps them
under `marginals` and `copula`: groups that one column shows are then part of the null. It never
changes its input.

Note for repeatability: the result depends on the row order of the input. Hand over rows in content
order (`finseg.maths.content_order`) where that matters.

References: Tibshirani, Walther & Hastie 2001; Hennig & Lin 2015 (nulls of clustering); Iman &
Conover 1982 (imposing rank correlation on given columns).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Null = Callable[[Floats, np.random.Generator], Floats]


def marginals(x: Floats, rng: np.random.Generator) -> Floats:
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


def gaussian(x: Floats, rng: np.random.Generator) -> Floats:
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


def copula(x: Floats, rng: np.random.Generator) -> Floats:
    """Give the columns of the table the ranks of one Gaussian with the same rank correlations.

    Parameters
    ----------
    x : array of shape (n, d)
        The table to imitate.
    rng : numpy Generator
        Source of n x d normal numbers.

    Returns
    -------
    array of shape (n, d)
        Each column holds exactly the values of the same column of `x`.

    Notes
    -----
    Ranks of `x` become normal scores (average rank for ties); the Gaussian has their
    covariance. Ties weaken the correlations slightly.

    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    scores = ndtri((rankdata(x, axis=0) - 0.5) / len(x))
    ranks = np.argsort(np.argsort(gaussian(scores, rng), axis=0), axis=0)
    return np.take_along_axis(np.sort(x, axis=0), ranks, axis=0)
