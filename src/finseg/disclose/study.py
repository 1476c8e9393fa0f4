"""What may be shown of few customers to people who may not see customers?

`disclose` takes the records of a study and returns them as they may leave: in every table that
describes customers, counts below the limit are hidden, and what would give them away with them
(`finseg.maths.suppression` has the rule and its source); shares, means and quantiles go with the
counts they rest on; histograms end where enough customers are; nobody is shown alone. Report,
profile, workbook and figures are made of what comes out of here, and of nothing else.

A hidden figure is NaN, printed "–". Where a count must stay a number, it is the limit itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from finseg.disclose.findings import disclose_findings
from finseg.disclose.interpretation import disclose_interpretation
from finseg.disclose.offers import disclose_offers
from finseg.disclose.rounding import (
    blank_quantiles,
    disclose_reading,
    hide_small_share,
    raise_small_count,
)
from finseg.maths.suppression import suppress_list
from finseg.records.assessment import Assessment
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.settings import Settings

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class StudyRecords(Protocol):
    """The records a report is made of; `finseg.study.Study` has them all."""

    @property
    def dataset(self) -> Dataset:
        """The table and its roles."""

    @property
    def checked(self) -> Checked:
        """What was noticed."""

    @property
    def recipe(self) -> Recipe:
        """The preparation."""

    @property
    def shares(self) -> Shares:
        """How much of the distance is each column's."""

    @property
    def exploration(self) -> Exploration:
        """The columns, alone and in pairs."""

    @property
    def choice(self) -> Choice:
        """How many segments, and why."""

    @property
    def segmentation(self) -> Segmentation:
        """Who is in which segment."""

    @property
    def assessment(self) -> Assessment:
        """How far the segments can be relied on."""

    @property
    def interpretation(self) -> Interpretation:
        """What the segments are like."""

    @property
    def offers(self) -> Offers:
        """What is offered to whom."""

    @property
    def settings(self) -> Settings:
        """Every knob."""

    @property
    def title(self) -> str:
        """The report's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """The records of a study as they may leave the house."""

    dataset: Dataset
    checked: Checked
    recipe: Recipe
    shares: Shares
    exploration: Exploration
    choice: Choice
    segmentation: Segmentation
    assessment: Assessment
    interpretation: Interpretation
    offers: Offers
    settings: Settings
    title: str
    least: int  # customers behind every figure
    shared: bool  # with readers outside the house


def disclose(study: StudyRecords, *, share: bool = False) -> Disclosed:
    """Return the records as they may be shown.

    Parameters
    ----------
    study : Results
        Never changed.
    share : bool
        For readers outside the house: the larger limit of the two in [deliver], and no finding on
        rows is worded, since it cites values.

    Returns
    -------
    Disclosed
        O(columns) tables of suppression; the rows are not looked at.

    """
    own = study.settings.deliver
    least = own.smallest_shared_cell if share else own.smallest_cell
    exploration = _disclose_exploration(study.exploration, least)
    return Disclosed(
        dataset=_disclose_dataset(study.dataset, least),
        checked=disclose_findings(study.checked, least, share=share),
        recipe=_disclose_recipe(study.recipe, least),
        shares=study.shares,
        exploration=exploration,
        choice=_disclose_choice(study.choice, least),
        segmentation=study.segmentation,
        assessment=_disclose_assessment(study.assessment),
        interpretation=disclose_interpretation(study.interpretation, least),
        offers=disclose_offers(study.offers, study.interpretation, least),
        settings=study.settings,
        title=study.title,
        least=least,
        shared=share,
    )


def count_hidden_figures(shown: Disclosed) -> int:
    """Count the figures on the segments that are not shown."""
    interpretation = shown.interpretation
    hidden = sum(
        math.isnan(t.mean) + math.isnan(t.zero_share) + math.isnan(t.missing_share)
        for s in interpretation.segments
        for t in (*s.traits, *s.described)
    )
    hidden += sum(math.isnan(n) for e in interpretation.existing for row in e.counts for n in row)
    return hidden + sum(
        math.isnan(level.share)
        for c in interpretation.outside.comparisons
        for levels in c.levels
        for level in levels
    )


def _disclose_dataset(dataset: Dataset, least: int) -> Dataset:
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


def _disclose_recipe(recipe: Recipe, least: int) -> Recipe:
    steps = tuple(replace(s, imputed=raise_small_count(s.imputed, least)) for s in recipe.steps)
    return replace(recipe, steps=steps)


def _disclose_exploration(exploration: Exploration, least: int) -> Exploration:
    return replace(
        exploration,
        summaries=tuple(_disclose_summary(s, least) for s in exploration.summaries),
        levels=tuple(_disclose_levels(levels, least) for levels in exploration.levels),
    )


def _disclose_summary(s: Summary, least: int) -> Summary:
    """Hide what rests on few values, and end the histogram where enough customers are."""
    if 0 < s.count < least:
        hidden = {f.name: math.nan for f in fields(s) if f.type == "float"}
        return replace(s, **hidden, edges=(), counts=(), below=0, above=0)  # type: ignore[arg-type]
    zeros = round(s.zero_share * s.count)
    mask = suppress_list([s.missing, zeros, s.count - zeros], least)
    missing = raise_small_count(s.missing, least)
    quantiles = blank_quantiles(s.count, least)
    edges, counts = (
        ((), ()) if "median" in quantiles else _merge_thin_bins(s.edges, s.counts, least)
    )
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


def _merge_thin_bins(
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


def _disclose_choice(choice: Choice, least: int) -> Choice:
    candidates = tuple(
        replace(c, smallest_share=hide_small_share(c.smallest_share, choice.rows, least))
        for c in choice.candidates
    )
    flows = tuple(f for f in choice.flows if round(f.share * choice.rows) >= least)
    return replace(choice, candidates=candidates, flows=flows)


def _disclose_assessment(assessment: Assessment) -> Assessment:
    """Draw silhouettes from the 5th to the 95th percentile: the ends are single customers."""
    segments = tuple(
        replace(s, silhouettes=(s.silhouettes[1], *s.silhouettes[1:-1], s.silhouettes[-2]))
        if len(s.silhouettes) > 2
        else s
        for s in assessment.segments
    )
    return replace(assessment, segments=segments)
