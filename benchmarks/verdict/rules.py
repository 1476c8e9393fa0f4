"""What number of groups do the usual rules of thumb name?

Prepared matrix in, one k for each rule out: best silhouette, Calinski-Harabasz and
Davies-Bouldin, the gap statistic, the Kneedle elbow and prediction strength, as their papers
or packages use them. Here to be compared with; never part of the package.

References
----------
Rousseeuw (1987); Calinski & Harabasz (1974); Davies & Bouldin (1979); Tibshirani, Walther &
Hastie (2001); Satopaa et al. (2011); Tibshirani & Walther (2005).

"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

Floats = npt.NDArray[np.float64]

MOST_ROWS = 1_000  # that the slow rules look at
REFERENCES = 10  # uniform tables of the gap statistic
SPLITS = 5  # of prediction strength
STRONG = 0.8  # prediction strength from which a k counts (Tibshirani & Walther 2005)


def fits_by_k(x: Floats, k_max: int, *, starts: int = 5) -> dict[int, KMeans]:
    """Fit k-means for k = 1 .. k_max."""
    ks = range(1, min(k_max, len(x) - 1) + 1)
    return {k: KMeans(k, n_init=starts, random_state=0).fit(x) for k in ks}


def index_rules(x: Floats, fits: dict[int, KMeans]) -> dict[str, int]:
    """Name the k of the best silhouette, Calinski-Harabasz, Davies-Bouldin, and the elbow."""
    ks = [k for k in fits if k > 1]
    rows = np.random.default_rng(0).permutation(len(x))[:MOST_ROWS]
    silhouettes = [silhouette_score(x[rows], fits[k].labels_[rows]) for k in ks]
    separations = [calinski_harabasz_score(x, fits[k].labels_) for k in ks]
    overlaps = [davies_bouldin_score(x, fits[k].labels_) for k in ks]
    return {
        "silhouette": ks[int(np.argmax(silhouettes))],
        "CH": ks[int(np.argmax(separations))],
        "DB": ks[int(np.argmin(overlaps))],
        "elbow": elbow(np.array([fit.inertia_ for fit in fits.values()])),
    }


def elbow(inertia: Floats) -> int:
    """Name the k at the Kneedle point of a falling curve over k = 1, 2, ..."""
    along = np.linspace(0, 1, len(inertia))
    fallen = (inertia[0] - inertia) / (inertia[0] - inertia[-1])
    return int(np.argmax(fallen - along)) + 1


def gap_statistic(x: Floats, k_max: int) -> int:
    """Name the smallest k whose gap is within one standard error of the next one's."""
    rng = np.random.default_rng(0)
    rows = x[rng.permutation(len(x))[:MOST_ROWS]]
    low, high = rows.min(axis=0), rows.max(axis=0)
    nulls = [rng.uniform(low, high, rows.shape) for _ in range(REFERENCES)]
    seen = np.array([np.log(fit.inertia_) for fit in fits_by_k(rows, k_max).values()])
    null = np.array(
        [[np.log(f.inertia_) for f in fits_by_k(y, k_max, starts=1).values()] for y in nulls]
    )
    gap = null.mean(axis=0) - seen
    error = null.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    good = gap[:-1] >= gap[1:] - error[1:]
    return int(np.argmax(good)) + 1 if good.any() else len(gap)


def prediction_strength(x: Floats, k_max: int) -> int:
    """Name the largest k with a mean prediction strength of at least .8."""
    rng = np.random.default_rng(0)
    rows = x[rng.permutation(len(x))[:MOST_ROWS]]
    best = 1
    for k in range(2, min(k_max, len(rows) // 4) + 1):
        if np.mean([_strength(rows, k, rng) for _ in range(SPLITS)]) >= STRONG:
            best = k
    return best


def _strength(x: Floats, k: int, rng: np.random.Generator) -> float:
    """Return the least share of pairs of a test group that the other half also joins."""
    order = rng.permutation(len(x))
    half, other = x[order[: len(x) // 2]], x[order[len(x) // 2 :]]
    train = KMeans(k, n_init=3, random_state=0).fit(half)
    test = KMeans(k, n_init=3, random_state=0).fit(other)
    predicted = train.predict(other)
    shares = []
    for group in range(k):
        counts = np.bincount(predicted[test.labels_ == group], minlength=k)
        size = counts.sum()
        if size > 1:
            shares.append(float((counts * (counts - 1)).sum() / (size * (size - 1))))
    return min(shares, default=0.0)
