"""In which order does a reader meet the segments?

Results in, the segments' ids out: first those in which an outcome differs beyond chance, the
furthest first, then those that hold the most money, then the largest. Ids stay what they are.
"""

from __future__ import annotations

import math

from finseg.document.said import ColumnName, Said, say
from finseg.interpret.outcome_rates import OutcomeRate, list_outcome_rates
from finseg.records.holdings import Holding
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.measure import Owner
from finseg.results import Described

# Whose money counts, and what they do with it; no debt and no limit.
_OWNERS: dict[Owner, str] = {
    "held": "what they hold",
    "flow in": "what they bring in",
    "flow out": "what they spend",
}


def order_segments(results: Described) -> tuple[Segment, ...]:
    """Return the segments in the order they are shown in."""
    interpretation = results.interpretation
    money, _ = choose_money(results)

    def rank(segment: Segment) -> tuple[float, float, int, int]:
        rate = _find_leading_rate(interpretation, segment)
        held = money.shares[segment.id] if money else 0.0
        known = held if math.isfinite(held) else 0.0
        return -abs(rate.difference) if rate else 0.0, -known, -segment.size, segment.id

    return tuple(sorted(interpretation.segments, key=rank))


def say_order(results: Described) -> Said:
    """Say in which order the segments stand; nothing of a single one."""
    segments = results.interpretation.segments
    if len(segments) < 2:
        return say("")
    rates = (_find_leading_rate(results.interpretation, s) for s in segments)
    rate = next((rate for rate in rates if rate and rate.difference), None)
    money, does = choose_money(results)
    held = say("{does} ({column})", does=does, column=ColumnName(money.column)) if money else ""
    if rate and held:
        return say(
            "In this order: how far {outcome} departs from all customers, where chance does not "
            "explain it; then {held}; then size.",
            outcome=ColumnName(rate.column),
            held=held,
        )
    if rate:
        return say(
            "In this order: how far {outcome} departs from all customers, where chance does not "
            "explain it; then size.",
            outcome=ColumnName(rate.column),
        )
    return say("In this order: {held}, then size.", held=held) if held else say("Largest first.")


def choose_money(results: Described) -> tuple[Holding | None, str]:
    """Return the money that segments are ordered by, held, else earned, else spent, in words."""
    owners = {c.name: c.measure.owner.value for c in results.dataset.columns}
    for owner, does in _OWNERS.items():
        for holding in results.interpretation.holdings.columns:
            if owners.get(holding.column) == owner:
                return holding, does
    return None, ""


def _find_leading_rate(interpretation: Interpretation, segment: Segment) -> OutcomeRate | None:
    """Return the rate of the outcome in which the segments differ most."""
    return next(iter(list_outcome_rates(interpretation.outside, segment.id)), None)
