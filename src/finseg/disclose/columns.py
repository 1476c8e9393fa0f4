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

from finseg.disclose.rounding import blank_quantiles, disclose_reading, raise_small_count
from finseg.maths.suppression import suppress_list
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.records.recipe import Recipe


def disclose_dataset(dataset: Dataset, least: int) -> Dataset:
    """Leave out the first row and the examples, and round small numbers of values."""
    columns = tuple(
        replace(
            c,
            missing=raise_small_count(c.missing, least),
            reading=disclose_reading(c.reading, least),
        )
        for c in dataset.columns
    )
    return replace(dataset, columns=columns, first_row=())


def disclose_recipe(recipe: Recipe, least: int) -> Recipe:
    """Round small numbers of values that were filled in."""
    steps = tuple(replace(s, imputed=raise_small_count(s.imputed, least)) for s in recipe.steps)
    return replace(recipe, steps=steps)


def disclose_exploration(exploration: Exploration, least: int) -> Exploration:
    """Hide what the summaries of columns say of few customers."""
    return replace(
        exploration,
        summaries=tuple(disclose_summary(s, least) for s in exploration.summaries),
        levels=tuple(_disclose_levels(levels, least) for levels in exploration.levels),
    )


def disclose_summary(s: Summary, least: int) -> Summary:
    """Hide what rests on few values, and end the histogram where enough customers are."""
    if 0 < s.count < least:
        hidden = {f.name: math.nan for f in fields(s) if f.type == "float"}
        return replace(s, **hidden, edges=(), counts=(), below=0, above=0)  # type: ignore[arg-type]
    zeros = round(s.zero_share * s.count)
    mask = suppress_list([s.missing, zeros, s.count - zeros], least)
    missing = raise_small_count(s.missing, least)
    quantiles = blank_quantiles(s.count, least)
    edges, counts = ((), ()) if "median" in quantiles else merge_thin_bins(s.edges, s.counts, least)
    return replace(
        s,
        **quantiles,  # type: ignore[arg-type]
        missing=missing,
        count=s.count + s.missing - missing,
        zero_share=math.nan if mask[1] or mask[2] else s.zero_share,
        edges=edges,
        counts=counts,
        below=s.below if s.below >= least else 0,
        above=s.above if s.above >= least else 0,
    )


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
    while len(heights) > 1 and heights[0] < least:
        heights[:2] = [heights[0] + heights[1]]
        del ends[0]
    while len(heights) > 1 and heights[-1] < least:
        heights[-2:] = [heights[-2] + heights[-1]]
        del ends[-1]
    for place, height in enumerate(heights):
        if 0 < height < least:
            # The last bar holds enough, so there is one to the right.
            right = next(i for i in range(place + 1, len(heights)) if heights[i])
            heights[right] += height
            heights[place] = 0
    if len(ends) > 1:
        width = min(b - a for a, b in pairwise(ends))
        ends[0] = math.floor(ends[0] / width) * width
        ends[-1] = math.ceil(ends[-1] / width) * width
    return tuple(ends), tuple(heights)


def _disclose_levels(levels: Levels, least: int) -> Levels:
    """Leave out levels of few customers, and with one of them the next."""
    mask = suppress_list([*(n for _, n in levels.top), levels.missing], least)
    top = tuple(level for level, hide in zip(levels.top, mask, strict=False) if not hide)
    return replace(levels, top=top, missing=raise_small_count(levels.missing, least))
