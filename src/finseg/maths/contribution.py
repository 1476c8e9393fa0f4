"""How much does each column contribute to the distance between groups?

Centres and sizes in, shares per column out: for groups around centres the squared distance between
two centres is a sum over columns, so each column's part of it is exact and no model has to be asked
(PITFALLS of feature importances: they explain the model that was asked, not the groups).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats


def share_between_variance(centres: Floats, sizes: npt.NDArray[np.number[Any]]) -> Floats:
    """Share the distance of the groups from the common centre out over the columns.

    Parameters
    ----------
    centres : array of shape (k, d)
        Group centres, in the space in which distance was measured.
    sizes : array of shape (k,)
        Members of each group, or what they count together.

    Returns
    -------
    array of shape (d,)
        Each column's share of the between-groups sum of squares, adding up to 1; zeros where all
        centres are the same.

    """
    weights = np.asarray(sizes, dtype=np.float64)
    middle = weights @ centres / weights.sum()
    return _normalise_parts(weights @ (centres - middle) ** 2)


def share_pair_distance(centres: Floats) -> Floats:
    """Share the squared distance of each pair of groups out over the columns.

    Parameters
    ----------
    centres : array of shape (k, d)

    Returns
    -------
    array of shape (k, k, d)
        Adding up to 1 over the columns; zeros for a group with itself and for equal centres.

    """
    return _normalise_parts((centres[:, None, :] - centres[None, :, :]) ** 2)


def _normalise_parts(parts: Floats) -> Floats:
    total = parts.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(parts, total, out=np.zeros_like(parts), where=total > 0))
