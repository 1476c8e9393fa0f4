"""What may be shown of a column in which few customers have a value?

Dataset, recipe and exploration in, the same without the first row and without examples out; what
rests on few values is hidden, and histograms end where enough customers are.
`finseg.disclose.rounding` has the rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise

from finseg.disclose.rounding import blank_quantiles, disclose_reading, round_count
from finseg.maths.suppression import suppress_list
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.records.interpretation import Trait
from finseg.records.recipe import Recipe, ShownRecipe


def disclose_dataset(dataset: Dataset, least: int) -> Dataset:
    """Leave out the first row and the examples, and round small numbers of values."""
    columns = tuple(
        replace(
            c,
            missing=round_count(c.missing, dataset.rows, least),
            reading=disclose_reading(c.reading, least),
        )
        for c in dataset.columns
    )
    return replace(dataset, columns=columns, first_row=())


def disclose_recipe(recipe: Recipe, shown: Sequence[Summary], rows: int, least: int) -> ShownRecipe:
    """Round small numbers of values that were filled in, and hide what was learnt of few values.

    Parameters
    ----------
    recipe : Recipe
        The figures still need what was learnt: it stays in the record and is not written.
    shown : sequence of Summary
        The columns as they may be shown: where mean or median is hidden, centre, scale, skewness
        and the value filled in would tell it.
    rows : int
        Customers in the table.
    least : int
        Customers that must stand behind every figure.

    """
    told = {s.column for s in shown if math.isfinite(s.mean) and math.isfinite(s.median)}
    steps = tuple(replace(s, imputed=round_count(s.imputed, rows, least)) for s in recipe.steps)
    hidden = frozenset(recipe.columns) - told
    return ShownRecipe(steps=steps, derived=recipe.derived, hidden=hidden)


def disclose_exploration(
    exploration: Exploration, traits: Sequence[Trait], rows: int, least: int
) -> Exploration:
    """Hide what the summaries of columns say of few customers.

    Parameters
    ----------
    exploration : Exploration
        Never changed.
    traits : sequence of Trait
        All customers as they may be shown beside the segments: what is hidden there is hidden here.
    rows : int
        Customers in the table.
    least : int
        Customers that must stand behind every figure.

    """
    means = {t.column for t in traits if math.isnan(t.mean)}
    zeros = {t.column for t in traits if math.isnan(t.zero_share)}
    summaries = []
    for s in exploration.summaries:
        shown = disclose_summary(s, least)
        if s.column in means:
            shown = _hide_moments(shown)
        if s.column in zeros:
            shown = replace(shown, zero_share=math.nan)
        summaries.append(shown)
    return replace(
        exploration,
        summaries=tuple(summaries),
        levels=tuple(_disclose_levels(levels, rows, least) for levels in exploration.levels),
    )


def _hide_moments(s: Summary) -> Summary:
    """Hide what few amounts decide: with zeros alone, mean and spread would be 0."""
    return replace(
        s, mean=math.nan, sd=math.nan, skewness=math.nan, edges=(), counts=(), below=0, above=0
    )


def disclose_summary(s: Summary, least: int) -> Summary:
    """Hide what rests on few values, and end the histogram where enough customers are.

    Mean, spread and skewness rest on the customers who have an amount, not on those with zero: the
    mean of 400 of whom three owe something, times 400, is what these three owe.
    """
    rows = s.count + s.missing
    if 0 < s.count < least:
        hidden = {f.name: math.nan for f in fields(s) if f.type == "float"}
        few = replace(s, **hidden)  # type: ignore[arg-type]
        return _hide_moments(replace(few, missing=round_count(s.missing, rows, least)))
    zeros = round(s.zero_share * s.count)
    mask = suppress_list([s.missing, zeros, s.count - zeros], least)
    missing = round_count(s.missing, rows, least)
    quantiles = blank_quantiles(s.count, least)
    edges, counts = ((), ()) if "median" in quantiles else merge_thin_bins(s.edges, s.counts, least)
    shown = replace(
        s,
        **quantiles,  # type: ignore[arg-type]
        missing=missing,
        count=rows - missing,
        zero_share=math.nan if mask[1] or mask[2] else s.zero_share,
        edges=edges,
        counts=counts,
        below=s.below if s.below >= least else 0,
        above=s.above if s.above >= least else 0,
    )
    return _hide_moments(shown) if 0 < s.count - zeros < least else shown


def merge_thin_bins(
    edges: Sequence[float], counts: Sequence[int], least: int
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Count customers of a thin bar to its neighbour, and let the bars end where many are.

    The outermost edges would be the smallest and the largest value: they are moved out to a whole
    number of bars.
    """
    if sum(counts) < least:
        return (), ()
    ends, heights = list(edges), list(counts)
    while heights[0] < least:  # all together are enough
        heights[:2] = [heights[0] + heights[1]]
        del ends[0]
    while heights[-1] < least:
        heights[-2:] = [heights[-2] + heights[-1]]
        del ends[-1]
    for place, height in enumerate(heights):
        if height < least:
            # The last bar holds enough, so there is one to the right.
            right = next(i for i in range(place + 1, len(heights)) if heights[i])
            heights[right] += height
            heights[place] = 0
    width = min(b - a for a, b in pairwise(ends))
    ends[0] = math.floor(ends[0] / width) * width
    ends[-1] = math.ceil(ends[-1] / width) * width
    return tuple(ends), tuple(heights)


def _disclose_levels(levels: Levels, rows: int, least: int) -> Levels:
    """Leave out levels of few customers, and with one of them the next."""
    mask = suppress_list([*(n for _, n in levels.top), levels.missing], least)
    top = tuple(level for level, hide in zip(levels.top, mask, strict=False) if not hide)
    return replace(levels, top=top, missing=round_count(levels.missing, rows, least))
