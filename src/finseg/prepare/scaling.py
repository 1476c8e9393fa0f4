"""By how much is a column divided, and how much does it count?

Values in, centre and scale out; steps in, the same steps with their weights out. Ranks are read off
between a hundred values of the column, so that no single customer's figure is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.moments import measure_quartiles, measure_weighted_moments
from finseg.records.dataset import Column
from finseg.records.recipe import Scaling, Step

_KNOTS = np.linspace(0.005, 0.995, 100)  # the ranks whose values are kept
_NORMAL = 1.349  # standard deviations between the quartiles of a normal column


def measure_scale(
    values: Floats, scaling: Scaling, row_weights: Floats | None = None
) -> tuple[float, float]:
    """Return what is taken away from a column without gaps, and what it is divided by.

    Mean and standard deviation count each row by its weight, where there are weights. Of a constant
    column the scale is 1, so that it stays 0, as in StandardScaler.
    """
    centre, spread = float(values.mean()), float(values.std())
    if row_weights is not None and spread > 0:
        centre, spread = measure_weighted_moments(values, row_weights)
    match scaling:
        case "standard" | "rank":
            return centre, spread or 1.0
        case "robust":
            low, middle, high = measure_quartiles(values)
            return middle, (high - low) / _NORMAL or spread or 1.0
        case "range":
            return centre, float(values.max() - values.min()) or 1.0
        case "none":
            return centre, 1.0


def find_knots(values: Floats) -> tuple[float, ...]:
    """Return the values at equal steps of rank."""
    return tuple(map(float, np.quantile(values, _KNOTS)))


def find_batteries(columns: Sequence[Column], raw: Floats) -> dict[str, str]:
    """Find which features answer on one scale: the key of its battery, by category or column.

    Categories with the same levels do, and columns of numbers that are all 0 or 1.
    """
    levels: dict[str, set[str]] = {}
    found: dict[str, str] = {}
    for column, values in zip(columns, raw.T, strict=True):
        if column.category:
            levels.setdefault(column.category, set()).update(column.levels, column.rest)
        elif not column.derived and bool(((values == 0) | (values == 1) | np.isnan(values)).all()):
            found[column.name] = "0 or 1"
    for category, own in levels.items():
        found[category] = repr(sorted(level.casefold() for level in own))
    return found


def weigh_steps(
    steps: Sequence[Step], batteries: Mapping[str, str], given: Mapping[str, float]
) -> tuple[Step, ...]:
    """Let the levels of a category vary like one column, and count what the settings say.

    Each level is standardised by its step; its weight takes it back to its own spread, over that
    of all levels of the category together. Of several columns of one battery it is their common
    spread: they were answered on one scale, and an answer that hardly anybody gives would count
    like all others if each were standardised by itself. A weight of 2 counts like two columns, so
    that the distance is what it multiplies.
    """
    members: dict[str, set[str]] = {}
    spreads: dict[str, float] = {}
    for step in steps:
        key = batteries.get(_name_idea(step))
        if key is not None:
            members.setdefault(key, set()).add(_name_idea(step))
            spreads[key] = spreads.get(key, 0.0) + _measure_variance(step)
    commons = {key: (spreads[key] / len(members[key])) ** 0.5 or 1.0 for key in members}
    return tuple(_weigh_step(step, batteries, members, commons, given) for step in steps)


def _name_idea(step: Step) -> str:
    return step.category or step.column


def _measure_variance(step: Step) -> float:
    """Return a step's variance; 0 where all of the customers looked at have a level, or none."""
    varies = not step.level or 0 < step.centre < 1
    return step.scale**2 if varies else 0.0


def _weigh_step(
    step: Step,
    batteries: Mapping[str, str],
    members: Mapping[str, set[str]],
    commons: Mapping[str, float],
    given: Mapping[str, float],
) -> Step:
    weight = step.weight
    key = batteries.get(_name_idea(step))
    if key is not None and (step.category or len(members[key]) > 1):
        weight *= step.scale / commons[key]
    wished = given.get(step.column, given.get(step.category, 1.0))
    if wished != 1:
        weight *= wished**0.5
    return replace(step, weight=weight) if weight != step.weight else step
