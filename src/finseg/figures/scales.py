"""On which scale is a column drawn?

A heavy-tailed column is drawn on the scale it was prepared on, bent around zero, with marks in its
own unit; every other column as it is. Ends may be robust, so that one odd value does not squeeze
all others into a corner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finseg.document.numbers import Numbers, Unit
from finseg.figures.theme import Spec
from finseg.figures.ticks import Ticks, place_log_ticks, place_ticks
from finseg.maths.arrays import Floats
from finseg.records.recipe import Step

EDGE = 0.005  # of the customers at each end, left out of a drawing of many
_EVERY = 12  # powers of ten looked at for the marks of a bent axis
_APART = 0.14  # of an axis, between two marks
_PAD = 0.05  # of the range, left free on both sides of a drawing of few


@dataclass(frozen=True, slots=True)
class Scale:
    """One column's way onto paper."""

    name: str
    unit: Unit
    bend: float | None  # of the symmetric-log scale; None for a plain one
    low: float
    high: float

    def bend_values(self, values: Floats) -> Floats:
        """Take raw values to even distances on paper."""
        return _apply_bend(values, self.bend)

    def straighten_values(self, values: Floats) -> Floats:
        """Take distances on paper back to raw values."""
        return _undo_bend(values, self.bend)

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends in distances on paper."""
        low, high = self.bend_values(np.array([self.low, self.high])).tolist()
        return low, high

    def place_axis_ticks(self, numbers: Numbers, *, most: int = 4) -> Ticks:
        """Place the marks of an axis."""
        if self.bend is None:
            return place_ticks(self.low, self.high, self.unit, numbers, most=most)
        every = place_log_ticks(self.low, self.high, self.unit, numbers, most=_EVERY)
        return self._thin_ticks(every)

    def _thin_ticks(self, marks: Ticks) -> Ticks:
        """Leave out marks too near to others: zero stays, then what is farthest from it."""
        low, high = self.ends
        at = (self.bend_values(np.asarray(marks.values, dtype=np.float64)) - low) / (high - low)
        kept: list[int] = []
        for i in sorted(
            range(len(at)), key=lambda i: (marks.values[i] != 0, -abs(marks.values[i]))
        ):
            if all(abs(at[i] - at[j]) >= _APART for j in kept):
                kept.append(i)
        kept.sort()
        return Ticks(tuple(marks.values[i] for i in kept), tuple(marks.labels[i] for i in kept))

    def as_spec(self) -> Spec:
        """Return the scale as a specification wants it."""
        ends: Spec = {"domain": [self.low, self.high], "nice": False, "zero": False}
        return ends if self.bend is None else {"type": "symlog", "constant": self.bend, **ends}


def make_scale(step: Step, low: float, high: float, *, pad: float = _PAD) -> Scale:
    """Lay out a column between two of its values, with some room beside them."""
    bend = None if step.transform in ("none", "rank") else step.bend
    ends = _apply_bend(np.array([low, high]), bend)
    room = pad * float(ends[1] - ends[0])
    if ends[1] <= ends[0]:
        room = 0.5
    low, high = _undo_bend(np.array([ends[0] - room, ends[1] + room]), bend).tolist()
    return Scale(step.column, step.unit, bend, low, high)


def fit_scale(step: Step, values: Floats, *, robust: bool) -> Scale:
    """Lay out a column as wide as its values are: all of them, or all but the outermost 1 %."""
    known = values[np.isfinite(values)]
    if not len(known):
        return make_scale(step, 0.0, 1.0)
    if not robust:
        return make_scale(step, float(known.min()), float(known.max()))
    low, high = np.quantile(known, [EDGE, 1 - EDGE]).tolist()
    if high <= low:  # nearly everybody has the same value
        low, high = float(known.min()), float(known.max())
    return make_scale(step, low, high, pad=0.0)


def _apply_bend(values: Floats, bend: float | None) -> Floats:
    if bend is None:
        return values
    return np.asarray(np.sign(values) * np.log1p(np.abs(values) / bend))


def _undo_bend(values: Floats, bend: float | None) -> Floats:
    if bend is None:
        return values
    return np.asarray(np.sign(values) * bend * np.expm1(np.abs(values)))
