"""Where are the tick marks of an axis, and what do their labels say?

Vega writes numbers in its own manner and knows no lakh. Here ticks are placed at round values and
written by `finseg.document.numbers`, so that an axis says ₹1.5L where the tables do.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from finseg.document.numbers import MONEY, Numbers, Unit

_STEPS = (1.0, 2.0, 5.0, 10.0)
_LONG = 10_000  # from here on, bare numbers are written short


@dataclass(frozen=True, slots=True)
class Ticks:
    """Marks of an axis: where, and what is written there."""

    values: tuple[float, ...]
    labels: tuple[str, ...]

    def as_axis(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - properties of an axis
        """Return the axis as a specification wants it."""
        # JSON strings in ASCII are also strings of Vega's expression language.
        where, what = json.dumps(self.values), json.dumps(self.labels)
        expression = f"{what}[indexof({where}, datum.value)]"
        return {"values": list(self.values), "labelExpr": expression, **more}


def place_ticks(low: float, high: float, unit: Unit, numbers: Numbers, *, most: int = 5) -> Ticks:
    """Place at most `most` round marks within low … high and write them in the column's unit."""
    step, values = round_values(low, high, most=most)
    return Ticks(values, _label_ticks(values, step, unit, numbers))


def place_log_ticks(
    low: float, high: float, unit: Unit, numbers: Numbers, *, most: int = 4
) -> Ticks:
    """Place marks for a symmetric-log axis: zero and powers of ten, thinned to about `most`."""
    top = max(abs(low), abs(high), 1.0)
    exponents = range(math.floor(math.log10(top)), -1, -1)
    every = max(1, math.ceil(len(exponents) / most))
    # A mark too near zero's would run into it.
    powers = [10.0**e for e in exponents[::every] if math.log1p(10.0**e) > math.log1p(top) / 8]
    values = tuple(v for v in (*(-p for p in powers), 0.0, *powers[::-1]) if low <= v <= high)
    if len(values) < 2:  # the column spans less than two powers of ten
        return place_ticks(low, high, unit, numbers, most=most)
    return Ticks(values, tuple(_shorten_tick(v, 1.0, unit, numbers) for v in values))


def round_values(low: float, high: float, *, most: int) -> tuple[float, tuple[float, ...]]:
    """Return the smallest step 1, 2 or 5 × 10ⁿ that gives at most `most` marks, and the marks."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return 0.0, (low,) if math.isfinite(low) else ()
    tens = 10.0 ** math.floor(math.log10(span / most))
    for step in (s * tens for s in (*_STEPS, 20.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            digits = max(0, 1 - math.floor(math.log10(step)))
            return step, tuple(round(i * step, digits) + 0.0 for i in range(first, last + 1))
    raise AssertionError("a step of span / most always fits")  # pragma: no cover


def _label_ticks(
    values: tuple[float, ...], step: float, unit: Unit, numbers: Numbers
) -> tuple[str, ...]:
    labels = tuple(_shorten_tick(v, step, unit, numbers) for v in values)
    if len(set(labels)) == len(labels):
        return labels
    # Ticks closer than the short form can tell apart (₹10K, ₹10K) are written in full.
    if unit in MONEY:
        worth = MONEY[unit]
        return tuple(
            numbers.write_amount(v * worth, _count_step_decimals(step * worth)) for v in values
        )
    return tuple(numbers.write_fixed(v, _count_step_decimals(step)) for v in values)


def _shorten_tick(value: float, step: float, unit: Unit, numbers: Numbers) -> str:
    if unit in MONEY:
        return numbers.write_value(value, unit)
    if unit == "yes or no":
        value, step = value * 100, step * 100
    if abs(value) >= _LONG:
        return Numbers(locale=numbers.locale).write_money(value)
    return numbers.write_fixed(value, _count_step_decimals(step)) + (
        numbers.manner.percent if unit in ("percent", "yes or no") else ""
    )


def _count_step_decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
