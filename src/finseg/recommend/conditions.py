"""Of which customers does a condition hold, and how clearly?

Metrics and conditions in; `Test`s with their limits, arrays of true and false, strengths, and the
condition in words out. A figure that is not known makes no condition true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Unit
from finseg.document.said import Limit, Said, Share, Text, join_said, say
from finseg.maths.arrays import Bools, Floats
from finseg.recommend.metrics import Metrics
from finseg.recommend.products import ProductCondition
from finseg.records.offers import Metric, Test

OWN_UNIT = 0.8  # strength of a limit in the figure's own unit: a reason wherever others stand
_EXACT = 9  # decimals of a share: less than arithmetic gets wrong
_GRID = 101  # steps in which a customer's place among all is told


class Place:
    """Where each customer stands among all, in one figure; computed when it is asked for."""

    def __init__(self, metric: Metric) -> None:
        self.values = metric.values
        self.known = np.isfinite(metric.values)

    @cached_property
    def _values_in_order(self) -> Floats:
        return np.sort(self.values[self.known])

    def find_quantile(self, share: float) -> float:
        """Return the least figure that at least this share of the customers do not exceed."""
        ordered = self._values_in_order
        if not len(ordered):
            return float("nan")
        place = max(int(np.ceil(share * len(ordered) - 1e-9)) - 1, 0)
        return float(ordered[place])

    @cached_property
    def _quantile_grid(self) -> Floats:
        return np.array([self.find_quantile(share) for share in np.linspace(0, 1, _GRID)])

    @cached_property
    def low(self) -> npt.NDArray[np.float32]:
        """How far below the middle each stands: 1 the lowest, 0 from the middle up."""
        beyond = 1 - np.searchsorted(self._quantile_grid, self.values, side="right") / _GRID
        return np.asarray(np.maximum(2 * np.where(self.known, beyond, 0) - 1, 0), np.float32)

    @cached_property
    def high(self) -> npt.NDArray[np.float32]:
        """How far above the middle each stands: 1 the highest, 0 up to the middle."""
        below = np.searchsorted(self._quantile_grid, self.values, side="left") / _GRID
        return np.asarray(np.maximum(2 * np.where(self.known, below, 0) - 1, 0), np.float32)


class Bench:
    """Everything that conditions are held against."""

    def __init__(self, metrics: Metrics, rows: int) -> None:
        self.metrics = metrics.found
        self.rows = rows
        self._places: dict[str, Place] = {}

    def has_metric(self, measure: str) -> bool:
        """Whether the table has this figure."""
        return measure in self.metrics

    def can_ask(self, condition: ProductCondition) -> bool:
        """Whether the table has the figure, in a unit that limits can be held to."""
        if not self.has_metric(condition.measure):
            return False
        own_unit = condition.at_least is not None or condition.at_most is not None
        return not own_unit or not self.metrics[condition.measure].places_only

    def get_unit(self, measure: str) -> Unit:
        """Return the unit of one figure."""
        return self.metrics[measure].unit

    def get_place(self, measure: str) -> Place:
        """Return the places of one figure."""
        if measure not in self._places:
            self._places[measure] = Place(self.metrics[measure])
        return self._places[measure]

    def make_place_test(self, condition: ProductCondition, least: float) -> Test:
        """Return a condition on a place among all, asked of those beyond a share of them at least.

        `income>p75` asked from .9 on is `income>p90`: the limit that acts is the one that is told.
        """
        above, below = condition.above, condition.below
        stricter = msgspec.structs.replace(
            condition,
            above=None if above is None else max(above, least),
            below=None if below is None else min(below, round(1 - least, _EXACT)),
        )
        return self._make_test(stricter)

    def make_tests(self, conditions: Sequence[ProductCondition]) -> tuple[Test, ...]:
        """Return the conditions that can be asked, with their limits as figures."""
        return tuple(self._make_test(c) for c in conditions if self.can_ask(c))

    def _make_test(self, condition: ProductCondition) -> Test:
        place = self.get_place(condition.measure)
        above, below = condition.above, condition.below
        return Test(
            measure=condition.measure,
            code=condition.code,
            unit=self.get_unit(condition.measure),
            at_least=condition.at_least,
            at_most=condition.at_most,
            above=None if above is None else (above, place.find_quantile(above)),
            below=None if below is None else (below, place.find_quantile(below)),
            if_known=condition.if_known,
        )

    def is_known(self, test: Test) -> Bools:
        """Tell of whom the figure is known."""
        return self.get_place(test.measure).known

    def meets_test(self, test: Test) -> Bools:
        """Tell of whom the condition is known to hold."""
        values = self.metrics[test.measure].values
        held = self.is_known(test).copy()
        with np.errstate(invalid="ignore"):
            if test.at_least is not None:
                held &= values >= test.at_least
            if test.at_most is not None:
                held &= values <= test.at_most
            if test.above is not None:
                held &= values > test.above[1]
            if test.below is not None:
                held &= values < test.below[1]
            if test.over is not None:
                held &= values > test.over
        return held

    def weigh_reason(self, test: Test) -> npt.NDArray[np.float32]:
        """Say how clear a reason the condition is, 0 … 1.

        For a place among all: how far from the middle. A limit in the figure's own unit counts .8,
        which the default `least_fit` takes for enough in a segment that is no target.
        """
        if test.above is None and test.below is None:
            return np.broadcast_to(np.float32(OWN_UNIT), self.rows)
        place = self.get_place(test.measure)
        return place.high if test.above is not None else place.low


def describe_condition(test: Test) -> Said:
    """Say of which customers a condition holds: "who use 30 % or more of their limit"."""
    limits = []
    if test.at_least is not None:
        limits.append(say("{least} or more", least=_write_limit(test.at_least, test.unit)))
    if test.at_most is not None:
        limits.append(say("{most} or less", most=_write_limit(test.at_most, test.unit)))
    if test.over is not None:
        limits.append(say("more than {limit}", limit=_write_limit(test.over, test.unit)))
    amount = join_said(limits, " and ")
    places = []
    if test.above is not None:
        places.append(_describe_place("higher", test.above[0]))
    if test.below is not None:
        places.append(_describe_place("lower", 1 - test.below[0]))
    if test.measure == "utilisation" and amount and not places:
        return say("who use {amount} of their limit", amount=amount)
    return say(
        "whose {measure} is {what}",
        measure=test.measure,
        what=join_said([amount, *places], " and "),
    )


def _write_limit(limit: float, unit: Unit) -> Text:
    """Write a limit with its unit; a share as a percentage, with a decimal where it takes one."""
    if unit != "share":
        return Limit(limit, unit)
    return Share(limit, digits=0 if math.isclose(limit * 100, round(limit * 100)) else 1)


def _describe_place(side: str, share: float) -> Said:
    return say(
        "{side} than that of {share} of all customers", side=side, share=Share(share, digits=0)
    )
