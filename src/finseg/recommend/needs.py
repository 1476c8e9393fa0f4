"""What is known of each segment when it is compared with the needs of products?

Interpretation and figures in, one `Subject` per segment out. Claims speak of axes. An axis that no
column has by its name is spoken for by the figure that measures it: a ratio of two columns, a
descriptor, a column under a foreign heading. A balance that may be held or owed speaks for none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import polars as pl

from finseg.interpret.claims import Subject
from finseg.interpret.lexicon import ClaimRule
from finseg.interpret.profile import Profile, make_profile
from finseg.interpret.segments import collect_subjects
from finseg.interpret.subjects import find_surpluses
from finseg.maths.arrays import Ints
from finseg.prepare import apply_recipe
from finseg.prepare.learn import learn_step
from finseg.recommend.metrics import Metrics
from finseg.records.dataset import Column, Dataset
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Metric
from finseg.records.recipe import Recipe
from finseg.settings import PrepareSettings

Axes = tuple[tuple[str, str], ...]


def find_subjects(
    dataset: Dataset,
    interpretation: Interpretation,
    metrics: Metrics,
    claims: Iterable[ClaimRule],
    segment: Ints,
    settings: PrepareSettings,
) -> list[Subject]:
    """Put together what the claims of a catalogue may be weighed on, per segment.

    Parameters
    ----------
    claims : iterable of ClaimRule
        Of all products, for and against.
    segment : array of shape (n,)

    Notes
    -----
    O(n log n) for each figure that speaks for an axis.

    """
    k, asked = len(interpretation.segments), tuple(claims)
    axes = _settle_axes(interpretation.axes, metrics)
    spoken = {axis for _, axis in axes}
    wanted = dict.fromkeys(a for c in asked for a in (c.axis, c.more_than) if a)
    more = {
        axis: metric
        for axis in wanted
        if axis not in spoken
        for metric in [metrics.find_axis_metric(axis)]
        if metric is not None
        and metric.label not in dict(axes)
        and _can_speak_for_axis(metric, metrics)
    }
    axes = (*axes, *((metric.label, axis) for axis, metric in more.items()))
    there = {t.column for t in (*interpretation.population, *interpretation.described)}
    told = _profile_metrics(
        [m for m in more.values() if m.label not in there], segment, k, settings
    )
    widened = replace(
        interpretation,
        axes=axes,
        population=(*interpretation.population, *told.population),
        segments=tuple(
            replace(s, traits=(*s.traits, *traits))
            for s, traits in zip(interpretation.segments, told.segments, strict=True)
        ),
    )
    pairs = {(c.axis, c.more_than) for c in asked if c.more_than}
    return collect_subjects(widened, find_surpluses(dataset, segment, k, axes, pairs))


def _settle_axes(axes: Axes, metrics: Metrics) -> Axes:
    """Give columns whose name alone misleads the axis of what they are, and doubtful ones none."""
    other = dict(metrics.settled)
    return tuple((column, own) for column, axis in axes if (own := other.get(column, axis)))


def _can_speak_for_axis(metric: Metric, metrics: Metrics) -> bool:
    silent = {column for column, axis in metrics.settled if not axis}
    return not silent.issuperset(metric.columns) and bool(np.isfinite(metric.values).any())


def _profile_metrics(
    metrics: list[Metric], segment: Ints, k: int, settings: PrepareSettings
) -> Profile:
    """Describe the segments by figures, as by columns."""
    if not metrics:
        return Profile(population=(), segments=((),) * k)
    steps = tuple(
        learn_step(
            Column(name=m.label, original=m.label, role="feature", kind="number", unit=m.unit,
                   reason=""),
            m.values,
            settings,
        )
        for m in metrics
    )  # fmt: skip
    table = pl.DataFrame({m.label: pl.Series(m.values).fill_nan(None) for m in metrics})
    prepared = apply_recipe(Recipe(steps=steps), np.column_stack([m.values for m in metrics]))
    return make_profile(table, steps, prepared, segment, k)
