"""Which columns decided that a customer is in one segment and not in the next?

Bundle, raw features and assignment in, `Explanation`s out. The squared distances to two centres are
sums over columns, so their difference is, too: each column's part of it is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from finseg.document.numbers import Numbers
from finseg.maths.arrays import Floats
from finseg.prepare.apply import apply_recipe, invert_recipe
from finseg.records.bundle import Bundle
from finseg.records.explanation import Decider, Explanation
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Assignment

DECIDERS = 3  # columns named


def explain_rows(
    bundle: Bundle,
    raw: Floats,
    assignment: Assignment,
    flags: Sequence[str] | pl.Series,
    numbers: Numbers,
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
    numbers : Numbers
        The reader's manner of writing.

    Returns
    -------
    list of Explanation
        O(n d), with about 20 µs a row for the wording: for lists of customers, not for millions.

    """
    names = [s.name for s in bundle.segments]
    centres = np.array([s.centre for s in bundle.segments])
    typical = invert_recipe(bundle.recipe, centres)
    first, second = assignment.segment, assignment.second
    ideas = bundle.recipe.ideas  # a category speaks with all of its levels
    by_column = _split_distance_gap(
        apply_recipe(bundle.recipe, raw), centres[first], centres[second]
    )
    spoke = np.column_stack([by_column[:, list(places)].sum(axis=1) for _, places in ideas])
    total = np.maximum(spoke, 0).sum(axis=1)
    most = np.argsort(-spoke, axis=1, kind="stable")[:, :DECIDERS]
    out = []
    for i, (own, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        deciders = tuple(
            _make_decider(
                ideas[j],
                bundle.recipe,
                raw[i],
                (typical[own], typical[other]),
                spoke[i, j] / total[i],
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
                numbers=numbers,
            )
        )
    return out


def _make_decider(
    idea: tuple[str, tuple[int, ...]],
    recipe: Recipe,
    raw: Floats,
    typical: tuple[Floats, Floats],
    share: float,
) -> Decider:
    """State what one column said, or the levels of one category."""
    name, places = idea
    here, there = typical
    j = places[0]
    step, missing = recipe.steps[j], bool(np.isnan(raw[j]))
    if not step.level:
        return Decider(
            column=step.column,
            unit=step.unit,
            value=step.impute if missing else float(raw[j]),
            filled=missing,
            here=float(here[j]),
            there=float(there[j]),
            share=float(share),
        )
    had = next((place for place in places if raw[place] == 1), None)
    level = recipe.steps[had].level if had is not None else step.other
    shares = [float(x[j] if had is None else x[had]) for x in typical]
    if had is None:
        shares = [1 - x for x in shares]
    return Decider(
        column=name,
        unit="share",
        value=math.nan,
        filled=missing,
        here=shares[0],
        there=shares[1],
        share=float(share),
        level="" if missing else level,
    )


def _split_distance_gap(prepared: Floats, own: Floats, other: Floats) -> Floats:
    """Return each column's part of how much nearer the own centre is, shape (n, d)."""
    return np.asarray((prepared - other) ** 2 - (prepared - own) ** 2)
