"""Which plain conditions describe each segment, and how often are they right?

Dataset, recipe and segmentation in, `Rules` out. The conditions are found on one half of at most
40,000 customers and measured on the other half; how often they agree is also counted over all
customers, so that anybody can check it against `segments.csv`. They are a way to talk about the
segments, not what assigns customers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from finseg.choose import sample_rows
from finseg.interpret.plain import find_plain_rules
from finseg.interpret.tree import (
    Interval,
    TreeEnd,
    assign_by_tree,
    compute_hit_share,
    find_rows_within,
    grow_tree,
    measure_tree_agreement,
)
from finseg.maths.arrays import Bools, Floats, Ints, Places
from finseg.maths.contribution import share_between_variance
from finseg.records.recipe import Recipe, Step
from finseg.records.rules import Condition, Leaf, Rule, Rules
from finseg.records.segmentation import Segmentation

HALF = 20_000  # customers the conditions are found on, and as many held out
_LEADING = 3


def find_rules(
    raw: Floats,
    prepared: Floats,
    recipe: Recipe,
    segmentation: Segmentation,
    *,
    seed: int,
    weights: Floats | None = None,
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
    weights : array of shape (n,), optional
        How much each row counts in the tree and in all shares; counts are of rows all the same.

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
    x = _fill_feature_gaps(raw, recipe)[:, by_name]
    ends = grow_tree(
        x[grown_on],
        segment[grown_on],
        k,
        x[held],
        segment[held],
        weights=_take_rows(weights, grown_on),
        held_weights=_take_rows(weights, held),
    )
    bounds = find_plain_rules(x[grown_on], segment[grown_on], k)
    told = assign_by_tree(ends, x)
    flags = {step.column for j, step in enumerate(recipe.steps) if _is_yes_no(raw[:, j])}
    leading = _find_leading(recipe, segmentation, weights)

    def make_conditions(found: Mapping[int, Interval]) -> tuple[Condition, ...]:
        named = {recipe.steps[by_name[j]].column: interval for j, interval in found.items()}
        return tuple(
            _make_condition(step, named[step.column], yes_no=step.column in flags)
            for step in recipe.steps
            if step.column in named
        )

    return Rules(
        leaves=tuple(
            _measure_leaf(end, make_conditions(end.bounds), inside, segment, weights)
            for end, inside in _pair_ends_with_rows(ends, x)
        ),
        agreement=compute_hit_share(told == segment, weights),
        held_out=measure_tree_agreement(ends, x[held], segment[held], _take_rows(weights, held)),
        held_out_rows=len(held),
        recalls=tuple(
            compute_hit_share(told[own] == s, _take_rows(weights, own))
            for s, own in enumerate(segment == s for s in range(k))
        ),
        plain=tuple(
            _measure_plain_rule(
                s, make_conditions(found), find_rows_within(found, x), segment, held, weights
            )
            for s, found in enumerate(bounds)
        ),
        filled=tuple(name for name, places in recipe.ideas if recipe.steps[places[0]].imputed),
        leading=tuple(name for name, _ in leading),
        leading_share=float(sum(share for _, share in leading)),
    )


def _make_condition(step: Step, interval: Interval, *, yes_no: bool) -> Condition:
    low, high = interval
    return Condition(
        column=step.column,
        unit=step.unit,
        low=_drop_infinite_limit(low),
        high=_drop_infinite_limit(high),
        or_blank=_includes_blanks(step, interval),
        category=step.category,
        level=step.level,
        other=step.other,
        yes_no=yes_no,
    )


def _find_leading(
    recipe: Recipe, segmentation: Segmentation, weights: Floats | None
) -> list[tuple[str, float]]:
    """Find the columns that separate the segments most, with what each carries."""
    segment, k = segmentation.assignment.segment, segmentation.k
    sizes = np.bincount(segment, weights=weights, minlength=k)
    shares = share_between_variance(segmentation.centres, sizes)
    by_idea = [(name, float(shares[list(places)].sum())) for name, places in recipe.ideas]
    return sorted(by_idea, key=lambda pair: -pair[1])[:_LEADING]


def _is_yes_no(values: Floats) -> bool:
    """Tell a column of 0 and 1."""
    there = values[~np.isnan(values)]
    return bool(((there == 0) | (there == 1)).all()) and len(np.unique(there)) > 1


def _fill_feature_gaps(raw: Floats, recipe: Recipe) -> Floats:
    fills = np.array([step.impute for step in recipe.steps])
    return np.where(np.isnan(raw), fills, raw)


def _pair_ends_with_rows(ends: Sequence[TreeEnd], x: Floats) -> list[tuple[TreeEnd, Bools]]:
    """Pair each end with the rows that meet it, by segment and then by falling size."""
    pairs = [(end, find_rows_within(end.bounds, x)) for end in ends]
    return sorted(pairs, key=lambda pair: (pair[0].segment, -int(pair[1].sum())))


def _measure_leaf(
    end: TreeEnd,
    conditions: tuple[Condition, ...],
    inside: Bools,
    segment: Ints,
    weights: Floats | None,
) -> Leaf:
    """Measure one end of the tree on all customers."""
    hits = segment[inside] == end.segment
    return Leaf(
        segment=end.segment,
        conditions=conditions,
        customers=int(inside.sum()),
        agreement=compute_hit_share(hits, _take_rows(weights, inside)),
    )


def _measure_plain_rule(
    s: int,
    conditions: tuple[Condition, ...],
    reached: Bools,
    segment: Ints,
    held: Places,
    weights: Floats | None = None,
) -> Rule:
    """Measure one segment's rule on the customers held out."""
    inside, own, counted = reached[held], segment[held] == s, _take_rows(weights, held)
    beside = inside & ~own
    wrong = np.bincount(segment[held][beside], weights=_take_rows(counted, beside))
    confused = int(wrong.argmax()) if wrong.any() else None
    return Rule(
        segment=s,
        conditions=conditions,
        customers=int(reached.sum()),
        precision=compute_hit_share(own[inside], _take_rows(counted, inside)),
        recall=compute_hit_share(inside[own], _take_rows(counted, own)),
        held_out_reached=int(inside.sum()),
        held_out_members=int(own.sum()),
        confused=confused,
        confused_share=_compute_part(segment[held][inside] == confused, counted, inside),
        others=int((beside & (segment[held] != confused)).sum()),
    )


def _compute_part(hits: Bools, counted: Floats | None, inside: Bools) -> float:
    """Return which part of those inside is hit; 0 of none."""
    return compute_hit_share(hits, _take_rows(counted, inside)) if len(hits) else 0.0


def _take_rows(weights: Floats | None, rows: Bools | Places) -> Floats | None:
    return None if weights is None else weights[rows]


def _includes_blanks(step: Step, interval: Interval) -> bool:
    """Tell whether customers without a value are reached, because what fills it in is."""
    low, high = interval
    return step.imputed > 0 and low <= step.impute < high


def _drop_infinite_limit(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None
