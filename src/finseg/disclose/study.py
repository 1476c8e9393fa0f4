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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from finseg.disclose.findings import disclose_findings
from finseg.disclose.offers import disclose_offers
from finseg.disclose.rounding import (
    blank_quantiles,
    disclose_reading,
    hide_small_share,
    raise_small_count,
    raise_small_sizes,
)
from finseg.maths.suppression import suppress, suppress_list
from finseg.records.assessment import Assessment
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.existing import Existing
from finseg.records.exploration import Exploration, Levels, Summary
from finseg.records.finding import Checked
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.offers import Offers
from finseg.records.outside import Comparison, LevelShare, Middle, Outside
from finseg.records.recipe import Recipe
from finseg.records.rules import Rules
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.settings import Settings

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Number = TypeVar("Number", Trait, Middle, LevelShare)


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
        interpretation=_disclose_interpretation(study.interpretation, least),
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


def _disclose_interpretation(interpretation: Interpretation, least: int) -> Interpretation:
    sizes = [s.size for s in interpretation.segments]
    shown = raise_small_sizes(sizes, least)
    moved = [i for i, (own, said) in enumerate(zip(sizes, shown, strict=True)) if own != said]
    parts = _mask_profiles(interpretation, moved, least)
    holders = {t: counts for t, (_, counts) in parts.items()}
    segments = tuple(
        _disclose_segment(
            s, shown[s.id], sum(sizes), {c: mask[:, s.id] for c, (mask, _) in parts.items()}, least
        )
        for s in interpretation.segments
    )
    population = {c: mask[:, -1] for c, (mask, _) in parts.items()}
    return replace(
        interpretation,
        segments=segments,
        population=tuple(
            _disclose_trait(t, population[t.column], least) for t in interpretation.population
        ),
        described=tuple(
            _disclose_trait(t, population[t.column], least) for t in interpretation.described
        ),
        typical=tuple(replace(t, values=()) for t in interpretation.typical),
        rules=_disclose_rules(interpretation.rules, least),
        holdings=_disclose_holdings(interpretation.holdings, holders, shown, moved, least),
        existing=tuple(_disclose_existing(e, sizes, moved, least) for e in interpretation.existing),
        outside=_disclose_outside(interpretation.outside, sizes, moved, least),
    )


_MISSING, _ZERO, _OTHER, _FIGURES = range(4)  # rows of a column's mask: three counts, then means


def _mask_profiles(
    interpretation: Interpretation, moved: Sequence[int], least: int
) -> dict[str, tuple[Mask, Counts]]:
    """Say for each column and segment, everybody last, what is hidden, and who has an amount."""
    segments, k = interpretation.segments, len(interpretation.segments)
    everyone = (*interpretation.population, *interpretation.described)
    found: dict[str, tuple[Mask, Counts]] = {}
    for place, whole in enumerate(everyone):
        own = [(*s.traits, *s.described)[place] for s in segments]
        counts = np.array(
            [_count_trait_parts(t, s.size) for t, s in zip(own, segments, strict=True)]
        ).T
        hidden = suppress(counts, least, known_columns=True, hidden_columns=moved)
        amounts = counts[_OTHER : _OTHER + 1]
        few = suppress(amounts, least, hidden_columns=moved)
        mask = np.zeros((4, k + 1), bool)
        mask[:3, :k], mask[:3, k] = hidden.cells, hidden.rows
        mask[_FIGURES, :k], mask[_FIGURES, k] = few.columns, few.total or few.rows[0]
        found[whole.column] = mask, counts[_OTHER]
    return found


def _count_trait_parts(trait: Trait, size: int) -> tuple[int, int, int]:
    """Return customers of a segment without the value, with zero, with an amount."""
    missing = round(trait.missing_share * size) if math.isfinite(trait.missing_share) else 0
    present = size - missing
    zero = round(trait.zero_share * present) if math.isfinite(trait.zero_share) else 0
    return missing, zero, present - zero


def _disclose_trait(trait: Trait, mask: Mask, least: int) -> Trait:
    trait = replace(trait, **blank_quantiles(trait.present, least))  # type: ignore[arg-type]
    if mask[_FIGURES] or mask[_MISSING]:
        trait = replace(trait, present=0)
    if mask[_FIGURES]:
        trait = _blank_record(trait, keep=("zero_share", "missing_share"))
    if mask[_ZERO] or mask[_OTHER]:
        trait = replace(trait, zero_share=math.nan)
    return replace(trait, missing_share=math.nan) if mask[_MISSING] else trait


def _blank_record(record: Number, *, keep: Iterable[str] = ()) -> Number:
    """Return a record with NaN for every figure, also for those that are added to it later."""
    hidden = {f.name: math.nan for f in fields(record) if f.type == "float" and f.name not in keep}
    return replace(record, **hidden)  # type: ignore[arg-type]


def _disclose_segment(
    segment: Segment, size: int, everyone: int, masks: dict[str, Mask], least: int
) -> Segment:
    hidden = {column for column, mask in masks.items() if mask[_FIGURES]}
    medians = {t.column for t in segment.traits if t.present < 2 * least}
    counts = {column for column, mask in masks.items() if mask[[_MISSING, _ZERO, _OTHER]].any()}
    return replace(
        segment,
        size=size,
        share=size / max(everyone, 1),
        traits=tuple(_disclose_trait(t, masks[t.column], least) for t in segment.traits),
        described=tuple(_disclose_trait(t, masks[t.column], least) for t in segment.described),
        claims=tuple(
            c
            for c in segment.claims
            if not (hidden | counts if c.held else hidden) & set(c.columns)
            and not (medians & set(c.columns) and " median " in c.figure)
        ),
        # A doubt may quote mean, median or share of any of its columns.
        doubts=tuple(
            doubt
            for doubt in segment.doubts
            if not (hidden | medians | counts) & set(doubt.columns)
        ),
    )


def _disclose_holdings(
    holdings: Holdings,
    holders: dict[str, Counts],
    sizes: Sequence[int],
    moved: Sequence[int],
    least: int,
) -> Holdings:
    everyone = max(sum(sizes), 1)
    return replace(
        holdings,
        columns=tuple(
            _disclose_holding(h, holders.get(h.column), everyone, moved, least)
            for h in holdings.columns
        ),
        customers=tuple(size / everyone for size in sizes),
    )


def _disclose_holding(
    holding: Holding, holders: Counts | None, everyone: int, moved: Sequence[int], least: int
) -> Holding:
    shares = np.array(holding.shares)
    if holders is not None:
        shares[suppress(holders[None, :], least, known_rows=True, hidden_columns=moved).columns] = (
            math.nan
        )
    few = round(holding.holders * everyone / 10) < least
    return replace(
        holding,
        shares=tuple(map(float, shares)),
        top_share=math.nan if few else holding.top_share,
        below_zero=raise_small_count(holding.below_zero, least),
    )


def _disclose_rules(rules: Rules, least: int) -> Rules:
    """Hide how many customers an end of the tree holds where they are few."""
    mask = suppress_list([leaf.customers for leaf in rules.leaves], least)
    leaves = tuple(
        replace(leaf, customers=math.nan, agreement=math.nan) if hide else leaf
        for leaf, hide in zip(rules.leaves, mask, strict=True)
    )
    plain = tuple(
        replace(rule, customers=raise_small_count(int(rule.customers), least))
        for rule in rules.plain
    )
    return replace(rules, leaves=leaves, plain=plain)


def _disclose_existing(
    existing: Existing, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Existing:
    """Hide small cells; customers without a tier are a row that readers get by subtraction."""
    counts = np.array(existing.counts, np.int64)
    without = np.array(sizes) - counts.sum(axis=0)
    hidden = suppress(np.vstack([counts, without]), least, known_columns=True, hidden_columns=moved)
    shown = np.where(hidden.cells[:-1], math.nan, counts)
    totals = np.where(hidden.rows[:-1], math.nan, counts.sum(axis=1))
    return replace(
        existing,
        counts=tuple(tuple(map(float, row)) for row in shown),
        sizes=tuple(map(float, totals)),
        without=raise_small_count(existing.without, least),
    )


def _disclose_outside(
    outside: Outside, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Outside:
    comparisons = tuple(_disclose_comparison(c, sizes, moved, least) for c in outside.comparisons)
    return replace(outside, comparisons=comparisons)


def _disclose_comparison(
    c: Comparison, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Comparison:
    if c.middles:
        gone = c.missing_shares or (0.0,) * len(sizes)
        present = [[round(n * (1 - share)) for n, share in zip(sizes, gone, strict=True)]]
        few = suppress(present, least, hidden_columns=moved).columns
        return replace(
            c,
            middles=tuple(
                _blank_record(m) if hide else _disclose_middle(m, n, least)
                for m, n, hide in zip(c.middles, present[0], few, strict=True)
            ),
        )
    counts = np.array([[level.customers for level in levels] for levels in c.levels]).T
    without = np.array(sizes) - counts.sum(axis=0)
    hidden = suppress(np.vstack([counts, without]), least, known_columns=True, hidden_columns=moved)
    return replace(
        c,
        levels=tuple(
            tuple(
                _hide_level(level, hide=bool(hidden.cells[i, s]), total=bool(hidden.rows[i]))
                for i, level in enumerate(levels)
            )
            for s, levels in enumerate(c.levels)
        ),
    )


def _disclose_middle(middle: Middle, present: int, least: int) -> Middle:
    hidden = blank_quantiles(present, least)
    own = {f.name: hidden[f.name] for f in fields(middle) if f.name in hidden}
    return replace(middle, **own)


def _hide_level(level: LevelShare, *, hide: bool, total: bool) -> LevelShare:
    """Hide a level in one segment; the index gives its total away, and goes with that."""
    if hide:
        return replace(_blank_record(level), customers=0)
    return replace(level, index=math.nan) if total else level
