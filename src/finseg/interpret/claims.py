"""Is what a name says true of this segment, and which figure shows it?

A segment's traits, the population's, and a claim from the lexicon in; a `Claim` with its figure
out, or nothing where it does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finseg.document.numbers import Figures
from finseg.interpret.lexicon import Archetype, ClaimRule
from finseg.records.interpretation import Claim, Trait

WEAK = 0.35  # below this many standard deviations a difference is called weak


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A segment about which claims are made."""

    traits: Mapping[str, Sequence[Trait]]  # axis (or column without one) → its columns' traits
    population: Mapping[str, Sequence[Trait]]
    deviations: Mapping[str, float]  # per axis

    def money(self, axis: str) -> float:
        """Add up the mean amounts of an axis; NaN where none of its columns is money."""
        amounts = [t.mean for t in self.traits[axis] if t.unit == "currency"]
        return math.fsum(amounts) if amounts else math.nan


def supported(archetype: Archetype, subject: Subject, figures: Figures) -> tuple[Claim, ...] | None:
    """Return every claim of an archetype with its figure, or None when one does not hold."""
    if not archetype.needs <= subject.deviations.keys():
        return None
    if not all(_holds(rule, subject) for rule in archetype.claims):
        return None
    return tuple(_claim(rule, subject, figures) for rule in archetype.claims)


def _holds(rule: ClaimRule, subject: Subject) -> bool:
    deviation = subject.deviations[rule.axis]
    if rule.at_least is not None and not deviation >= rule.at_least:
        return False
    if rule.at_most is not None and not deviation <= rule.at_most:
        return False
    if rule.between is not None:
        low, high = rule.between
        if not low <= subject.traits[rule.axis][0].mean <= high:
            return False
    # NaN (no money on one side) compares as false, so the claim is not made.
    return not rule.more_than or subject.money(rule.axis) > subject.money(rule.more_than)


def _claim(rule: ClaimRule, subject: Subject, figures: Figures) -> Claim:
    if rule.more_than:
        return _comparison(rule, subject, figures)
    return Claim(
        says=rule.says,
        axis=rule.axis,
        figure=against_population(rule.axis, subject, figures),
        deviation=subject.deviations[rule.axis],
    )


def _comparison(rule: ClaimRule, subject: Subject, figures: Figures) -> Claim:
    own, other = subject.money(rule.axis), subject.money(rule.more_than)
    deviation = subject.deviations[rule.axis]
    text = (
        f"{_spoken(rule.axis)} {figures.money(own)} exceeds {_spoken(rule.more_than)} "
        f"{figures.money(other)}"
    )
    if abs(deviation) < WEAK:
        text += f"; but {_spoken(rule.axis)} itself is near the average of all customers"
    return Claim(says=rule.says, axis=rule.axis, figure=text, deviation=deviation)


def against_population(axis: str, subject: Subject, figures: Figures) -> str:
    """Say where a segment stands on an axis: its leading column beside all customers."""
    own = max(subject.traits[axis], key=lambda t: abs(t.deviation))
    everyone = next(t for t in subject.population[axis] if t.column == own.column)
    weak = ": weak" if abs(own.deviation) < WEAK else ""
    return (
        f"{own.column} {figures.value(own.mean, own.unit)} against "
        f"{figures.value(everyone.mean, own.unit)}, {figures.signed(own.deviation)} sd{weak}"
    )


def _spoken(axis: str) -> str:
    return axis.replace("_", " ")
