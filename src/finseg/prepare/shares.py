"""How much of the distance between customers is each column's, and each idea's?

Prepared matrix, recipe and groups in, `Shares` out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.maths.arrays import Floats
from finseg.records.recipe import Recipe
from finseg.records.redundancy import ColumnGroup
from finseg.records.shares import ColumnShare, GroupShare, Shares


def measure_distance_shares(
    prepared: Floats, recipe: Recipe, groups: Sequence[ColumnGroup]
) -> Shares:
    """Measure the shares of the total distance.

    Parameters
    ----------
    prepared : array of shape (n, d)
        As it is clustered on, weights included.
    recipe : Recipe
        Names the columns; those made of one category are one.
    groups : sequence of Group
        The columns that measure one idea.

    Notes
    -----
    The mean squared distance between two customers is twice the trace of the covariance matrix, so
    shares are shares of the trace. A group's common component is the largest eigenvalue of its
    block. O(n d + n m²), m the columns of a group.

    """
    variances = prepared.var(axis=0)
    total = float(variances.sum()) or 1.0
    place = {c: j for j, c in enumerate(recipe.columns)}
    return Shares(
        columns=tuple(
            ColumnShare(
                column=name,
                share=float(sum(variances[list(places)]) / total),
                levels=len(places) if recipe.steps[places[0]].category else 0,
            )
            for name, places in recipe.ideas
        ),
        groups=tuple(
            _measure_group_share(prepared[:, [place[c] for c in g.columns]], g, total)
            for g in groups
            if all(c in place for c in g.columns)
        ),
    )


def _measure_group_share(x: Floats, group: ColumnGroup, total: float) -> GroupShare:
    covariance = np.cov(x, rowvar=False, ddof=0)
    largest = float(np.linalg.eigvalsh(covariance)[-1])
    return GroupShare(
        columns=group.columns,
        agreement=group.agreement,
        shared=group.shared,
        share=float(np.trace(covariance)) / total,
        common=largest / total,
        weight=largest,
    )
