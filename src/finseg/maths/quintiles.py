"""In which fifth of all customers does each one lie?

Values in, scores from 1 (the lowest fifth) to 5 out. Equal values have equal scores: the limits are
the values at 20, 40, 60 and 80 % of all, and a score counts the limits that lie below.
"""

from __future__ import annotations

import numpy as np

from finseg.maths.arrays import Floats, Ints

FIFTHS = 5


def score_fifths(values: Floats) -> Ints:
    """Score values from 1 to 5.

    Parameters
    ----------
    values : array of shape (n,)
        Without NaN.

    Returns
    -------
    array of shape (n,)
        Where half of all have the lowest value, they all score 1, and nobody scores 2.

    Examples
    --------
    >>> score_fifths(np.array([1.0, 1.0, 1.0, 2.0, 9.0])).tolist()
    [1, 1, 1, 4, 5]

    """
    if not len(values):
        return np.zeros(0, np.int64)
    shares = np.arange(1, FIFTHS) / FIFTHS
    limits = np.quantile(values, shares, method="inverted_cdf")
    return 1 + np.searchsorted(limits, values, side="left").astype(np.int64)
