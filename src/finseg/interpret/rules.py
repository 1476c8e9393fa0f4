"""How can each segment be told in plain conditions, and how far do they go?

Dataset, recipe and segmentation in, `Rules` out. The conditions are found on one half of at most
40,000 customers and measured on the other half; how often they agree is also counted over all
customers, so that anybody can check it against `segments.csv`. They are a way to talk about the
segments, not what assigns customers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from finseg.choose import sample_rows
from finseg.interpret.plain import find_plain
from finseg.interpret.tree import End, Interval, agreement, follow, grow_tree, meets
from finseg.maths.contribution import between_shares
from finseg.records.recipe import Recipe
from finseg.records.rules import Condition, Leaf, Rule, Rules
from finseg.records.segmentation import Segmentation

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

HALF = 20_000  # customers the conditions are found on, and as many held out
_LEADING = 3


def find_rules(
    raw: Floats, prepared: Floats, recipe: Recipe, segmentation: Segmentation, *, seed: int
) -> Rules:
    """Find the tree and the rule of each segment.

    Parameters
    ----------
    raw, prepared : arrays of shape (n, d)
        The features before (NaN where missing) and after preparation.
    recipe : Recipe
        Its fill values stand for missing ones, as in scoring.
    segmentation : Segmentation
    seed : int
        Decides, with the content of the rows, which customers are held out.

    Returns
    -------
    Rules
        The same for any order of rows and columns.

    Notes
    -----
    Bounded but for one pass over all customers, O(n d).

    """
    segment, k = segmentation.assignment.segment, segmentation.k
    rows = sample_rows(prepared, recipe.columns, size=2 * HALF, seed=seed)
    grown_on, held = rows[::2], rows[1::2]
    # Equal forks are decided by the order of the columns: by name, not by place.
    by_name = sorted(range(len(recipe.steps)), key=lambda j: recipe.steps[j].column)
    x = _filled(raw, recipe)[:, by_name]
    ends = grow_tree(x[grown_on], segment[grown_on], k, x[held], segment[held])
    bounds = find_plain(x[grown_on], segment[grown_on], k)
    told = follow(ends, x)
    shares = between_shares(segmentation.centres, segmentation.assignment.sizes(k))
    leading = np.argsort(-shares, kind="stable")[:_LEADING]

    def conditions(found: Mapping[int, Interval]) -> tuple[Condition, ...]:
        steps = {recipe.steps[by_name[j]].column: interval for j, interval in found.items()}
        return tuple(
            Condition(
                column=step.column,
                unit=step.unit,
                low=_or_none(steps[step.column][0]),
                high=_or_none(steps[step.column][1]),
            )
            for step in recipe.steps
            if step.column in steps
        )

    return Rules(
        leaves=tuple(
            Leaf(
                segment=end.segment,
                conditions=conditions(end.bounds),
                customers=int(inside.sum()),
                agreement=_share(segment[inside] == end.segment),
            )
            for end, inside in _with_members(ends, x)
        ),
        agreement=_share(told == segment),
        held_out=agreement(ends, x[held], segment[held]),
        held_out_rows=len(held),
        recalls=tuple(_share(told[segment == s] == s) for s in range(k)),
        plain=tuple(
            _measured(s, conditions(found), meets(found, x), segment, held)
            for s, found in enumerate(bounds)
        ),
        filled=tuple(step.column for step in recipe.steps if step.imputed),
        leading=tuple(recipe.steps[j].column for j in leading),
        leading_share=float(shares[leading].sum()),
    )


def _filled(raw: Floats, recipe: Recipe) -> Floats:
    fills = np.array([step.impute for step in recipe.steps])
    return np.where(np.isnan(raw), fills, raw)


def _with_members(ends: Sequence[End], x: Floats) -> list[tuple[End, npt.NDArray[np.bool_]]]:
    """Pair each end with the rows that meet it, by segment and then by falling size."""
    pairs = [(end, meets(end.bounds, x)) for end in ends]
    return sorted(pairs, key=lambda pair: (pair[0].segment, -int(pair[1].sum())))


def _measured(
    s: int,
    conditions: tuple[Condition, ...],
    reached: npt.NDArray[np.bool_],
    segment: Integers,
    held: npt.NDArray[np.intp],
) -> Rule:
    """Measure one segment's rule on the customers held out."""
    inside, own = reached[held], segment[held] == s
    wrong = np.bincount(segment[held][inside & ~own])
    confused = int(wrong.argmax()) if wrong.any() else None
    return Rule(
        segment=s,
        conditions=conditions,
        customers=int(reached.sum()),
        precision=_share(own[inside]),
        recall=_share(inside[own]),
        confused=confused,
        confused_share=float(wrong.max() / inside.sum()) if confused is not None else 0.0,
    )


def _share(hits: npt.NDArray[np.bool_]) -> float:
    return float(hits.mean()) if len(hits) else math.nan


def _or_none(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None
