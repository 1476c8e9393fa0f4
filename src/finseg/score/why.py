"""Which columns decided that a customer is in one segment and not in the next?

Bundle, raw features and assignment in, `Explanation`s out. The squared distances to two centres are
sums over columns, so their difference is, too: each column's part of it is exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.document.numbers import Numbers
from finseg.prepare.apply import apply_recipe, invert_recipe
from finseg.records.bundle import Bundle
from finseg.records.explanation import Decider, Explanation
from finseg.records.segmentation import Assignment

Floats = npt.NDArray[np.float64]

DECIDERS = 3  # columns named


def explain_rows(
    bundle: Bundle,
    raw: Floats,
    assignment: Assignment,
    flags: Sequence[str] | pl.Series,
    figures: Numbers,
) -> list[Explanation]:
    """Explain every row.

    Parameters
    ----------
    bundle : Bundle
    raw : array of shape (n, d)
        Features in raw units, in the recipe's order; NaN where missing.
    assignment : Assignment
        Of these rows.
    flags : sequence of n texts
    figures : Figures

    Returns
    -------
    list of Explanation
        O(n d), with about 20 µs a row for the wording: for lists of customers, not for millions.

    """
    steps, names = bundle.recipe.steps, [s.name for s in bundle.segments]
    centres = np.array([s.centre for s in bundle.segments])
    typical = invert_recipe(bundle.recipe, centres)
    first, second = assignment.segment, assignment.second
    spoke = _split_distance_gap(apply_recipe(bundle.recipe, raw), centres[first], centres[second])
    total = np.maximum(spoke, 0).sum(axis=1)
    most = np.argsort(-spoke, axis=1, kind="stable")[:, :DECIDERS]
    out = []
    for i, (own, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        deciders = tuple(
            Decider(
                column=steps[j].column,
                unit=steps[j].unit,
                value=steps[j].impute if np.isnan(raw[i, j]) else float(raw[i, j]),
                filled=bool(np.isnan(raw[i, j])),
                here=float(typical[own, j]),
                there=float(typical[other, j]),
                share=float(spoke[i, j] / total[i]),
            )
            for j in most[i].tolist()
            if spoke[i, j] > 0
        )
        out.append(
            Explanation(
                segment=own,
                name=names[own],
                second=other,
                second_name=names[other],
                margin=float(assignment.margin[i]),
                deciders=deciders,
                flags=str(flags[i]),
                numbers=figures,
            )
        )
    return out


def _split_distance_gap(prepared: Floats, own: Floats, other: Floats) -> Floats:
    """Return each column's part of how much nearer the own centre is, shape (n, d)."""
    return np.asarray((prepared - other) ** 2 - (prepared - own) ** 2)
