"""Where are k groups that share one spread, in any direction?

Matrix and first labels in, labels, centres and the shared spread out: a mixture of k normal
distributions with one covariance, fitted by expectation-maximisation. Sharpens a k-means
partition whose groups are long in one direction or differ in size, or several of them together, of
which the two most likely are followed to their end; draws nothing at random and does not choose k.

References
----------
McLachlan G J, Peel D (2000), Finite Mixture Models, ch. 3. Art D, Gnanadesikan R,
Kettenring J R (1982), Data-based metrics for cluster analysis, Utilitas Math. 21A, 75-99
(clustering in the units of the spread within groups).

"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finseg.maths.arrays import Floats, Places

ENOUGH = 1e-5  # gain in mean log-likelihood below which the fit stops
RIDGE = 1e-4  # of the mean variance: keeps a flat or repeated column from stopping the fit
STEPS = 50  # of expectation and maximisation at most
SCREENED = 8  # steps after which the most likely of several are followed
FOLLOWED = 2
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


def fit_shared_mixture(x: Floats, labels: Places, *, steps: int = STEPS) -> SharedMixture:
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
    batch = _Batch(x, [labels])
    batch.climb(steps)
    return batch.take(0)


def sharpen_partitions(
    x: Floats, partitions: Sequence[Places], *, least: int = 1, steps: int = STEPS
) -> list[SharedMixture]:
    """Sharpen several partitions into equally many groups at once; follow the most likely two.

    All climb `SCREENED` steps; the two that are then most likely climb to their end, as
    `fit_shared_mixture` does. Those with a group of fewer than `least` rows come last. Returns
    these one or two, in the order in which they were given.
    """
    batch = _Batch(x, partitions)
    batch.climb(min(SCREENED, steps))
    small = np.array([batch.count_least(place) < least for place in range(len(partitions))])
    ahead = np.lexsort((-batch.likelihood, small))[:FOLLOWED]
    batch.keep(np.sort(ahead))
    batch.climb(steps - SCREENED)
    return [batch.take(place) for place in range(len(ahead))]


class _Batch:
    """Mixtures of equally many groups over the same rows, climbing together."""

    def __init__(self, x: Floats, partitions: Sequence[Places]) -> None:
        k = int(partitions[0].max()) + 1
        self.origin = x.mean(axis=0)
        self.rows = x - self.origin
        self.squares = self.rows.T @ self.rows / len(x)
        member = (np.stack(partitions)[..., None] == np.arange(k)).astype(np.float64)
        self.weights, self.means, self.unit = _update_groups(self.rows, member, self.squares)
        self.likelihood = np.full(len(partitions), -np.inf)
        self.climbing = np.ones(len(partitions), dtype=np.bool_)

    def climb(self, steps: int) -> None:
        """Take at most so many steps; a mixture that gains no more stands still."""
        for _ in range(steps):
            at = np.flatnonzero(self.climbing)
            if not len(at):
                return
            unit, weights = self.unit[at], self.weights[at]
            member, likelihood = _update_memberships(
                self.rows @ unit, self.means[at] @ unit, weights
            )
            likelihood += np.linalg.slogdet(unit)[1]
            self.weights[at], self.means[at], self.unit[at] = _update_groups(
                self.rows, member, self.squares
            )
            self.climbing[at] = likelihood - self.likelihood[at] >= ENOUGH
            self.likelihood[at] = likelihood

    def keep(self, places: Places) -> None:
        """Let the others go."""
        for name in ("weights", "means", "unit", "likelihood", "climbing"):
            setattr(self, name, getattr(self, name)[places])

    def count_least(self, place: int) -> int:
        """Count the rows of the smallest group of one of them."""
        groups = self.take(place).assign_groups(self.rows + self.origin)
        return int(np.bincount(groups, minlength=self.weights.shape[1]).min())

    def take(self, place: int) -> SharedMixture:
        """Return one of them."""
        unit = self.unit[place]
        return SharedMixture(
            origin=self.origin,
            unit=unit,
            centres=self.means[place] @ unit,
            weights=self.weights[place],
            likelihood=float(self.likelihood[place]),
        )


def _update_groups(x: Floats, member: Floats, squares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return shares (F, k), means (F, k, d) and what turns rows into units of the spread."""
    weights = np.maximum(member.mean(axis=1), 1e-12)
    means = (member.swapaxes(1, 2) @ x) / (weights * len(x))[..., None]
    within = squares - (means.swapaxes(1, 2) * weights[:, None, :]) @ means
    d = x.shape[1]
    within += (RIDGE * np.trace(squares) / d + 1e-12) * np.eye(d)
    root = np.linalg.cholesky(within)
    return weights, means, np.asarray(np.linalg.inv(root).swapaxes(1, 2))


def _score_groups(whitened: Floats, centres: Floats, weights: Floats) -> Floats:
    """Return the log-probability of each group, up to a constant for each row."""
    constant = np.log(weights) - 0.5 * (centres**2).sum(axis=-1)
    return np.asarray(whitened @ centres.swapaxes(-1, -2) + constant[..., None, :])


def _update_memberships(
    whitened: Floats, centres: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """Return each row's probabilities of membership and the mean log-likelihood of the rows."""
    share = _score_groups(whitened, centres, weights)
    top = share.max(axis=-1, keepdims=True)
    np.exp(np.subtract(share, top, out=share), out=share)
    total = share.sum(axis=-1, keepdims=True)
    share /= total
    square = np.einsum("...nd,...nd->...", whitened, whitened) / whitened.shape[-2]
    likelihood = (top + np.log(total)).mean(axis=(-2, -1)) - 0.5 * square
    return share, likelihood
