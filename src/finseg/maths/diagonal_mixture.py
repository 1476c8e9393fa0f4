"""Which groups would a mixture of normal distributions make, each with spreads of its own?

Matrix, k and a seed in, the most probable group of each row out: normal distributions whose
covariances are diagonal, fitted by expectation-maximisation from two k-means clusterings. It is
scikit-learn's `GaussianMixture` with the same settings and seed. Another method than the one whose
answer is kept, to hold that answer against.

Reference: McLachlan G J, Peel D (2000), Finite Mixture Models, ch. 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from finseg.maths.arrays import Floats, Ints
from finseg.maths.greedy_seeding import count_numbers
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.starts import run_each_start

_RIDGE = 1e-3  # added to every variance: a group may be a single point
_STEPS = 100  # a mixture that has not settled by then is still a defensible alternative
_ENOUGH = 1e-3  # gain in mean log-likelihood below which the fit stops
_STARTS = 2
_LEAST = 10 * np.finfo(np.float64).eps  # of a row, in a group that has lost all


class _Mixture(NamedTuple):
    """k normal distributions with diagonal covariances."""

    weights: Floats  # (k,)
    means: Floats  # (k, d)
    variances: Floats  # (k, d)


def fit_diagonal_mixture(x: Floats, k: int, *, seed: int) -> Ints:
    """Fit a mixture, and give each row its most probable group.

    Parameters
    ----------
    x : array of shape (n, d)
        At least k different rows, columns of about equal spread.
    k : int
        Groups.
    seed : int
        0 … 2**32 - 1, of the clusterings it starts from.

    Returns
    -------
    int array of shape (n,)
        0 … k - 1; a group may be empty.

    Notes
    -----
    O(steps · n k d).

    """
    uniform = np.random.RandomState(seed).random_sample((_STARTS, count_numbers(k)))
    fits = [
        _fit_mixture(x, np.eye(k)[label_nearest_centres(x, centres)])
        for centres in run_each_start(x, k, uniform)
    ]
    best, _ = max(fits, key=lambda fit: fit[1])
    return np.asarray(_score_rows(x, best).argmax(axis=1), dtype=np.int64)


def _fit_mixture(x: Floats, membership: Floats) -> tuple[_Mixture, float]:
    """Improve a mixture until it gains little; return it with its mean log-likelihood."""
    mixture, before = _estimate_mixture(x, membership), -np.inf
    for _ in range(_STEPS):
        scores = _score_rows(x, mixture)
        most = scores.max(axis=1, keepdims=True)
        shares = np.exp(scores - most)
        sums = shares.sum(axis=1, keepdims=True)
        likelihood = float((most + np.log(sums)).mean())
        mixture = _estimate_mixture(x, shares / sums)
        if abs(likelihood - before) < _ENOUGH:
            return mixture, likelihood
        before = likelihood
    return mixture, before


def _estimate_mixture(x: Floats, membership: Floats) -> _Mixture:
    size = membership.sum(axis=0) + _LEAST
    means = membership.T @ x / size[:, None]
    variances = membership.T @ x**2 / size[:, None] - means**2 + _RIDGE
    return _Mixture(size / size.sum(), means, variances)


def _score_rows(x: Floats, mixture: _Mixture) -> Floats:
    """Return the logarithm of each group's share of the density at each row, (n, k)."""
    weights, means, variances = mixture
    precision = 1.0 / variances
    square = (
        (means**2 * precision).sum(axis=1) - 2.0 * (x @ (means * precision).T) + x**2 @ precision.T
    )
    constant = x.shape[1] * np.log(2 * np.pi) + np.log(variances).sum(axis=1)
    return np.asarray(np.log(weights) - 0.5 * (constant + square))
