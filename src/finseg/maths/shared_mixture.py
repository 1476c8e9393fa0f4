"""Where are k groups that share one spread, in any direction?

Matrix and first labels in, labels, centres and the shared spread out: a mixture of k normal
distributions with one covariance, fitted by expectation-maximisation. Sharpens a k-means
partition whose groups are long in one direction or differ in size; draws nothing at random
and does not choose k.

References
----------
McLachlan G J, Peel D (2000), Finite Mixture Models, ch. 3. Art D, Gnanadesikan R,
Kettenring J R (1982), Data-based metrics for cluster analysis, Utilitas Math. 21A, 75-99
(clustering in the units of the spread within groups).

"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.maths.arrays import Floats, Places

ENOUGH = 1e-5  # gain in mean log-likelihood below which the fit stops
RIDGE = 1e-4  # of the mean variance: keeps a flat or repeated column from stopping the fit
LEAST_SPREAD = 0.05  # of a group, relative to the shared one: a group may be a single point


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMixture:
    """k groups in the units of their shared spread.

    `origin` (d,) and `unit` (d, d) turn rows into units of the spread within groups; `centres`
    (k, d) are the group means in those units, `weights` (k,) the shares of the groups, and
    `likelihood` the mean log-likelihood of a row, up to a constant of the table.
    """

    origin: Floats
    unit: Floats
    centres: Floats
    weights: Floats
    likelihood: float

    def whiten_rows(self, x: Floats) -> Floats:
        """Return rows (n, d) in units of the spread within groups."""
        return np.asarray((x - self.origin) @ self.unit)

    def assign_groups(self, x: Floats) -> Places:
        """Return the most probable group of each row, 0 .. k-1."""
        return np.asarray(
            _score_groups(self.whiten_rows(x), self.centres, self.weights).argmax(axis=1)
        )

    def membership_probabilities(self, x: Floats) -> Floats:
        """Return each row's probabilities (n, k) of belonging to each group."""
        return _update_memberships(self.whiten_rows(x), self.centres, self.weights)[0]

    def group_spreads(self, x: Floats) -> Floats:
        """Return how widely each group (k,) spreads, as a multiple of the shared spread.

        The root of the mean square over the columns; 1 for a group without rows.
        """
        rows = self.whiten_rows(x)
        labels = _score_groups(rows, self.centres, self.weights).argmax(axis=1)
        square = ((rows - self.centres[labels]) ** 2).mean(axis=1)
        count = np.bincount(labels, minlength=len(self.centres))
        total = np.bincount(labels, weights=square, minlength=len(self.centres))
        spread = np.sqrt(total / np.maximum(count, 1))
        return np.where(count > 0, np.maximum(spread, LEAST_SPREAD), 1.0)


def fit_shared_mixture(x: Floats, labels: Places, *, steps: int = 50) -> SharedMixture:
    """Sharpen a partition under one covariance shared by all groups.

    Parameters
    ----------
    x : array of shape (n, d)
        Finite numbers, columns of comparable spread.
    labels : array of shape (n,)
        A first partition, 0 .. k-1, every group with at least one row.
    steps : int
        At most so many expectation-maximisation steps.

    Returns
    -------
    SharedMixture
        A group may end up most probable for no row; callers check the sizes.

    Notes
    -----
    O(steps n (d + k) d). The sum of squares of `x` is computed once: the shared covariance is
    it less the weighted squares of the means.

    """
    k = int(labels.max()) + 1
    origin = x.mean(axis=0)
    rows = x - origin
    squares = rows.T @ rows / len(rows)
    member = np.zeros((len(rows), k))
    member[np.arange(len(rows)), labels] = 1.0
    weights, means, unit = _update_groups(rows, member, squares)
    last, likelihood = -np.inf, -np.inf
    for _ in range(steps):
        member, likelihood = _update_memberships(rows @ unit, means @ unit, weights)
        likelihood += float(np.linalg.slogdet(unit)[1])
        weights, means, unit = _update_groups(rows, member, squares)
        if likelihood - last < ENOUGH:
            break
        last = likelihood
    return SharedMixture(
        origin=origin, unit=unit, centres=means @ unit, weights=weights, likelihood=likelihood
    )


def _update_groups(x: Floats, member: Floats, squares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return shares, means and the matrix that turns rows into units of the spread."""
    weights = np.maximum(member.mean(axis=0), 1e-12)
    means = (member.T @ x) / (weights * len(x))[:, None]
    within = squares - (means.T * weights) @ means
    d = x.shape[1]
    within += (RIDGE * np.trace(squares) / d + 1e-12) * np.eye(d)
    root = np.linalg.cholesky(within)
    return weights, means, np.asarray(np.linalg.inv(root).T)


def _score_groups(whitened: Floats, centres: Floats, weights: Floats) -> Floats:
    """Return the log-probability of each group, up to a constant for each row."""
    return np.asarray(whitened @ centres.T + np.log(weights) - 0.5 * (centres**2).sum(axis=1))


def _update_memberships(whitened: Floats, centres: Floats, weights: Floats) -> tuple[Floats, float]:
    """Return each row's probabilities of membership and the mean log-likelihood."""
    score = _score_groups(whitened, centres, weights)
    top = score.max(axis=1, keepdims=True)
    share = np.exp(score - top)
    total = share.sum(axis=1, keepdims=True)
    likelihood = (top + np.log(total)).mean() - 0.5 * (whitened**2).sum(axis=1).mean()
    return share / total, float(likelihood)
