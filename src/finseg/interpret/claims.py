"""Is what a name says true of this segment, and which figure shows it?

A segment's traits, the population's, and a claim from the lexicon in; a `Claim` with its figure and
whether it holds out. A claim holds only if the whole 95 % interval of its figure does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finseg.document.numbers import MONEY, Numbers, write_percent
from finseg.interpret.lexicon import Archetype, ClaimRule
from finseg.maths.effects import clears_threshold, mean_interval
from finseg.records.interpretation import MARKER, Claim, Trait

HELD = 0.95  # share of the customers who must have some of what all are said to have
WEAK = 0.35  # below this many standard deviations a difference is called weak


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A figure and its 95 % interval; nan limits: too few customers to have one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A segment about which claims are made."""

    traits: Mapping[str, Sequence[Trait]]  # axis (or column without one) → its columns' traits
    population: Mapping[str, Sequence[Trait]]
    bands: Mapping[str, Band]  # per axis: deviation from all customers
    surplus: Mapping[tuple[str, str], Band]  # money of one axis less that of another, per customer

    @property
    def deviations(self) -> dict[str, float]:
        """The deviation per axis."""
        return {axis: band.value for axis, band in self.bands.items()}

    def sum_money(self, axis: str) -> float:
        """Add up the mean amounts of an axis; NaN where none of its columns is money."""
        amounts = [t.mean * MONEY[t.unit] for t in self.traits[axis] if t.unit in MONEY]
        return math.fsum(amounts) if amounts else math.nan


def weigh_archetype(
    archetype: Archetype, subject: Subject, figures: Numbers
) -> tuple[Claim, ...] | None:
    """Return every claim of an archetype with its figure, or None when one does not hold."""
    if not archetype.axes <= subject.bands.keys():
        return None
    claims = tuple(weigh_claim(rule, subject, figures) for rule in archetype.claims)
    return claims if all(claim.holds for claim in claims) else None


def weigh_claim(rule: ClaimRule, subject: Subject, figures: Numbers) -> Claim:
    """Say what the figures say to one claim; its axes must be there."""
    tests = (
        _meets_lower_limit(rule, subject),
        _meets_upper_limit(rule, subject),
        _lies_between_limits(rule, subject),
        _exceeds_other_axis(rule, subject),
        not rule.held or find_most_held_column(rule.axis, subject.traits)[1] >= HELD,
    )
    if rule.more_than:
        text = _write_money_comparison(rule, subject, figures)
    elif rule.held:
        text = write_holder_share(rule.axis, subject)
    else:
        text = write_axis_position(rule.axis, subject, figures)
    return Claim(
        says=rule.says,
        axis=rule.axis,
        figure=text,
        deviation=subject.bands[rule.axis].value,
        columns=tuple(t.column for t in subject.traits[rule.axis]),
        holds=all(tests),
        at_least=rule.at_least,
        at_most=rule.at_most,
        between=rule.between,
        more_than=tuple(t.column for t in subject.traits.get(rule.more_than, ())),
        held=rule.held,
    )


def find_most_held_column(axis: str, traits: Mapping[str, Sequence[Trait]]) -> tuple[str, float]:
    """Find the column of an axis that most customers have something of, and how many have."""
    shares = [(t.column, (1 - t.zero_share) * (1 - t.missing_share)) for t in traits[axis]]
    known = [(column, share) for column, share in shares if math.isfinite(share)]
    return max(known, key=lambda pair: (pair[1], pair[0]), default=("", 0.0))


def write_holder_share(axis: str, subject: Subject) -> str:
    """Say how many of the segment have some of what makes them what they are called."""
    column, share = find_most_held_column(axis, subject.traits)
    return f"{write_percent(share)} of them have some {column}"


def _meets_lower_limit(rule: ClaimRule, subject: Subject) -> bool:
    return rule.at_least is None or subject.bands[rule.axis].low >= rule.at_least


def _meets_upper_limit(rule: ClaimRule, subject: Subject) -> bool:
    return rule.at_most is None or subject.bands[rule.axis].high <= rule.at_most


def _lies_between_limits(rule: ClaimRule, subject: Subject) -> bool:
    if rule.between is None:
        return True
    least, most = rule.between
    intervals = [mean_interval(t.mean, t.sd, t.present) for t in subject.traits[rule.axis]]
    return all(least <= low and high <= most for low, high in intervals)  # False for nan


def _exceeds_other_axis(rule: ClaimRule, subject: Subject) -> bool:
    if not rule.more_than:
        return True
    surplus = subject.surplus.get((rule.axis, rule.more_than))
    return surplus is not None and surplus.low > 0  # False for NaN: no money on one side


def _write_money_comparison(rule: ClaimRule, subject: Subject, figures: Numbers) -> str:
    own, other = subject.sum_money(rule.axis), subject.sum_money(rule.more_than)
    text = (
        f"{_name_money_columns(rule.axis, subject)} {figures.write_beside_limit(own, other, 'currency')} against "
        f"{_name_money_columns(rule.more_than, subject)} {figures.write_beside_limit(other, own, 'currency')}"
    )
    if abs(subject.bands[rule.axis].value) < WEAK:
        text += f"; but {_spell_axis_name(rule.axis)} itself is near the average of all customers"
    return text


def _name_money_columns(axis: str, subject: Subject) -> str:
    """Name the columns of money that measure an axis."""
    return " + ".join(t.column for t in subject.traits[axis] if t.unit == "currency")


def write_axis_position(axis: str, subject: Subject, figures: Numbers) -> str:
    """Say where a segment stands on an axis: the column that shows it most, beside all customers.

    Where several columns measure the axis, it is their average that is claimed, so that is said
    too, and with it a column that points the other way.
    """
    traits, band = subject.traits[axis], subject.bands[axis]
    side = math.copysign(1.0, band.value)
    own = max(traits, key=lambda t: (side * t.deviation, t.column))
    everyone = next(t for t in subject.population[axis] if t.column == own.column)
    text = f"{_write_typical_values(own, everyone, figures)}, {_write_deviation(own.deviation, own.low, own.high, figures)}"
    if len(traits) > 1:
        average = _write_deviation(band.value, band.low, band.high, figures)
        text += f"; all {len(traits)} columns of {_spell_axis_name(axis)} on average {average}"
    against = min(traits, key=lambda t: (side * t.deviation, t.column))
    if clears_threshold(against.low, against.high, MARKER) and side * against.deviation < 0:
        text += f", but {against.column} {figures.write_signed(against.deviation)} sd"
    return text + (": weak" if abs(band.value) < WEAK else "")


def _write_typical_values(own: Trait, everyone: Trait, figures: Numbers) -> str:
    """Say a typical value and everyone's: means, or medians where a few amounts turn the means."""
    higher = own.deviation > 0
    for what, value, other in (
        ("", own.mean, everyone.mean),
        ("median ", own.median, everyone.median),
    ):
        if (value > other) == higher and value != other:
            return (
                f"{own.column} {what}{figures.write_beside_limit(value, other, own.unit)} against "
                f"{figures.write_beside_limit(other, value, own.unit)}"
            )
    return (
        f"{own.column} {figures.write_value(own.mean, own.unit)} against "
        f"{figures.write_value(everyone.mean, own.unit)}"
    )


def _write_deviation(value: float, low: float, high: float, figures: Numbers) -> str:
    sure = (
        f" ({figures.write_signed(low)} … {figures.write_signed(high)})"
        if math.isfinite(low)
        else ""
    )
    return f"{figures.write_signed(value)} sd{sure}"


def _spell_axis_name(axis: str) -> str:
    return axis.replace("_", " ")
