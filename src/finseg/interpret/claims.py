"""Is what a name says true of this segment, and which figure shows it?

A segment's traits, the population's, and a claim from the lexicon in; a `Claim` with its figure and
whether it holds out. A claim holds only if the whole 95 % interval of its figure does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from finseg.document.numbers import MONEY
from finseg.document.said import (
    Amount,
    BesideLimit,
    ColumnName,
    Count,
    Number,
    Said,
    Share,
    Text,
    join_said,
    say,
)
from finseg.interpret.lexicon import Archetype, ClaimRule
from finseg.maths.effects import mean_interval
from finseg.records.interpretation import Claim, MiddleKind, Trait
from finseg.records.measure import Scale

_HAS = re.compile(r"(has|have|holds?|owns?)[ _]", re.IGNORECASE)  # the heading says who
HELD = 0.95  # share of the customers who must have some of what all are said to have
_FEW_LEFT = 20  # customers that a share must leave, where it leaves any, to be told to the digit
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

    traits: Mapping[str, Sequence[Trait]]  # axis (or key of a column without one) → its columns'
    population: Mapping[str, Sequence[Trait]]
    bands: Mapping[str, Band]  # per axis: deviation from all customers
    surplus: Mapping[tuple[str, str], Band]  # money of one axis less that of another, per customer
    scales: Mapping[str, Scale] = field(default_factory=dict)  # of columns that are no amounts
    seeming: Mapping[str, str] = field(
        default_factory=dict
    )  # column → axis, where that is not sure

    @property
    def deviations(self) -> dict[str, float]:
        """The deviation per axis."""
        return {axis: band.value for axis, band in self.bands.items()}

    def sum_money(self, axis: str) -> float:
        """Add up the mean amounts of an axis; NaN where none of its columns is money."""
        amounts = [t.mean * MONEY[t.unit] for t in self.traits[axis] if t.unit in MONEY]
        return math.fsum(amounts) if amounts else math.nan


class Evidence(NamedTuple):
    """The figure behind a claim, and what it quotes of the column."""

    figure: Said
    middle: MiddleKind = "mean"


def weigh_archetype(archetype: Archetype, subject: Subject) -> tuple[Claim, ...] | None:
    """Return every claim of an archetype with its figure, or None when one does not hold."""
    if not archetype.axes <= subject.bands.keys():
        return None
    spoken = (t.column for axis in archetype.axes for t in subject.traits[axis])
    if not subject.scales.keys().isdisjoint(spoken):
        return None
    claims = tuple(weigh_claim(rule, subject) for rule in archetype.claims)
    borne = all(claim.holds for claim in claims) and all(
        bears_out(*_find_showing_pair(rule.axis, subject), _find_side(rule))
        for rule in archetype.claims
        if _find_side(rule)
    )
    return claims if borne else None


def _find_side(rule: ClaimRule) -> float:
    """Say to which side of all customers a claim puts the segment; 0 where to none."""
    return float((rule.at_least or 0.0) > 0) - float((rule.at_most or 0.0) < 0)


def _find_showing_pair(axis: str, subject: Subject) -> tuple[Trait, Trait]:
    return find_showing_pair(
        subject.traits[axis], subject.population[axis], subject.bands[axis].value
    )


def find_showing_pair(
    traits: Sequence[Trait], population: Sequence[Trait], side: float
) -> tuple[Trait, Trait]:
    """Find the column that shows most that a segment is on one side, and all customers in it."""
    own = max(traits, key=lambda t: (math.copysign(1.0, side) * t.deviation, t.column))
    return own, next(t for t in population if t.column == own.column)


def bears_out(own: Trait, everyone: Trait, side: float) -> bool:
    """Tell whether mean and median both put a segment on one side of all customers.

    Where both medians are the same figure, which cannot move, the median has no say: half of the
    customers have none, or the column has few different figures. Then the share who have any must
    be on that side, or else, where zeros are not what holds the median, the quartiles.
    """
    if not side * (own.mean - everyone.mean) > 0:
        return False
    if own.median != everyone.median:
        return side * (own.median - everyone.median) > 0
    if own.median == 0:
        return side * (everyone.zero_share - own.zero_share) > 0
    quartiles = (own.p25 - everyone.p25, own.p75 - everyone.p75)
    return all(side * difference >= 0 for difference in quartiles)


def weigh_claim(rule: ClaimRule, subject: Subject) -> Claim:
    """Say what the figures say to one claim; its axes must be there."""
    tests = (
        _meets_lower_limit(rule, subject),
        _meets_upper_limit(rule, subject),
        _lies_between_limits(rule, subject),
        _exceeds_other_axis(rule, subject),
        not rule.held or find_most_held_column(rule.axis, subject.traits)[1] >= HELD,
    )
    if rule.more_than:
        evidence = _describe_money_comparison(rule, subject)
    elif rule.held:
        evidence = describe_holder_share(rule.axis, subject)
    else:
        evidence = describe_axis_position(rule.axis, subject)
    return Claim(
        says=rule.says,
        axis=rule.axis.strip("`"),
        figure=evidence.figure,
        middle=evidence.middle,
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


def describe_holder_share(axis: str, subject: Subject) -> Evidence:
    """Say how many of the segment have some of what makes them what they are called.

    Of a share that leaves a few customers only that it is above 95 %.
    """
    column, share = find_most_held_column(axis, subject.traits)
    of = next((_count_customers(t) for t in subject.traits[axis] if t.column == column), None)
    bound = share >= HELD and of is not None and 0 < round((1 - share) * of) < _FEW_LEFT
    figure = say(
        "{least}{share} of them have some {column}",
        least="more than " if bound else "",
        share=Share(HELD, digits=0) if bound else Share(share, of=of),
        column=ColumnName(column, bare=True),
    )
    return Evidence(figure, "bound" if bound else "mean")


def describe_lack(own: Trait, everyone: Trait) -> Evidence:
    """Say how many of the segment have none of something, beside all customers."""
    return _compare_shares("of them have no {column}", own, everyone, lacking=True)


def _compare_shares(
    template: str, own: Trait, everyone: Trait, *, lacking: bool = False
) -> Evidence:
    """Say two shares; of one that leaves a few customers, only that it is above 95 %."""
    if own.level:
        return _compare_level_shares(own, everyone)
    shares = [t.zero_share if lacking else 1 - t.zero_share for t in (own, everyone)]
    left = round((1 - shares[0]) * own.present)
    bound = shares[0] >= HELD and 0 < left < _FEW_LEFT
    figure = say(
        f"{{least}}{{own}} {template}, against {{all}} of all customers",
        least="more than " if bound else "",
        own=Share(HELD, digits=0) if bound else Share(shares[0], of=own.present),
        all=Share(shares[1], of=everyone.present),
        column=ColumnName(own.column, bare=True),
    )
    return Evidence(figure, "bound" if bound else "mean")


def _compare_level_shares(own: Trait, everyone: Trait) -> Evidence:
    """Say how many have a level; of a share that leaves few, only on which side of it they are."""
    share = 1 - own.zero_share
    having, lacking = round(share * own.present), round((1 - share) * own.present)
    most, few = (
        share >= HELD and 0 < lacking < _FEW_LEFT,
        share <= 1 - HELD and 0 < having < _FEW_LEFT,
    )
    bound = most or few
    figure = say(
        "{category} is {level} for {least}{own} of them, against {all} of all customers",
        category=ColumnName(own.category, bare=True),
        level=own.level,
        least="more than " if most else "less than " if few else "",
        own=Share(HELD if most else 1 - HELD, digits=0) if bound else Share(share, of=own.present),
        all=Share(1 - everyone.zero_share, of=everyone.present),
    )
    return Evidence(figure, "bound" if bound else "mean")


def _count_customers(trait: Trait) -> int:
    """Return the size of the group that a trait describes."""
    return round(trait.present / (1 - trait.missing_share)) if trait.missing_share < 1 else 0


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


def _describe_money_comparison(rule: ClaimRule, subject: Subject) -> Evidence:
    own, other = subject.sum_money(rule.axis), subject.sum_money(rule.more_than)
    own_traits = _list_money_traits(rule.axis, subject)
    other_traits = _list_money_traits(rule.more_than, subject)
    weak = abs(subject.bands[rule.axis].value) < WEAK
    axis = _spell_axis_name(rule.axis)
    figure = say(
        f"{{own_columns}} {_choose_verb(own_traits)} {{own}} against {{other}} of {{other_columns}}"
        "{beside}",
        own_columns=_name_columns(own_traits),
        own=BesideLimit(own, other, "currency", _count_fewest_holders(own_traits)),
        other=BesideLimit(other, own, "currency", _count_fewest_holders(other_traits)),
        other_columns=_name_columns(other_traits),
        beside=f"; but {axis} itself is near the average of all customers" if weak else "",
    )
    return Evidence(figure)


def _list_money_traits(axis: str, subject: Subject) -> list[Trait]:
    """Return the columns of money that measure an axis."""
    return [t for t in subject.traits[axis] if t.unit in MONEY]


def _name_columns(traits: Sequence[Trait]) -> Said:
    return join_said((ColumnName(t.column, bare=True) for t in traits), " + ")


def _choose_verb(traits: Sequence[Trait]) -> str:
    return "averages" if len(traits) == 1 else "average"


def _count_fewest_holders(traits: Sequence[Trait]) -> int | None:
    return min((t.holders for t in traits), default=None)


def describe_axis_position(axis: str, subject: Subject) -> Evidence:
    """Say where a segment stands on an axis: the column that shows it most, beside all customers.

    Where several columns measure the axis, it is their average that is claimed, so that is said
    too, and with it a column that points the other way.
    """
    traits, band = subject.traits[axis], subject.bands[axis]
    side = math.copysign(1.0, band.value)
    own, everyone = _find_showing_pair(axis, subject)
    against = min(traits, key=lambda t: (side * t.deviation, t.column))
    opposed = is_opposed(against, side)
    values, middle = _describe_typical_values(own, everyone, subject.scales.get(own.column, ""))
    figure = say(
        "{values}, {deviation}{average}{opposed}{weak}",
        values=values,
        deviation=_describe_deviation(own.deviation, own.low, own.high, own.present),
        average=_describe_axis_average(axis, subject) if len(traits) > 1 else "",
        opposed=_describe_opposed_column(against) if opposed else "",
        weak=" (weak)" if abs(band.value) < WEAK else "",
    )
    return Evidence(figure, middle)


def is_opposed(trait: Trait, side: float) -> bool:
    """Tell whether a column marks the segment on the other side than is claimed."""
    return trait.is_marker and side * trait.deviation < 0


def describe_column_position(own: Trait, everyone: Trait, scale: Scale) -> Evidence:
    """Say where a segment stands in one column, beside all customers."""
    values, middle = _describe_typical_values(own, everyone, scale)
    deviation = _describe_deviation(own.deviation, own.low, own.high, own.present)
    weak = " (weak)" if abs(own.deviation) < WEAK else ""
    return Evidence(
        say("{values}, {deviation}{weak}", values=values, deviation=deviation, weak=weak), middle
    )


def is_yes_no(everyone: Trait) -> bool:
    """Tell a column of 0 and 1: its mean is the share of those that are not zero."""
    share = everyone.mean
    spread = math.sqrt(max(share * (1 - share), 0.0))
    return (
        0 < share < 1
        and math.isclose(share, 1 - everyone.zero_share, abs_tol=1e-9)
        and math.isclose(everyone.sd, spread, abs_tol=1e-9)
    )


def _describe_typical_values(own: Trait, everyone: Trait, scale: Scale) -> Evidence:
    """Say a typical value and everyone's: means, or medians where a few amounts turn the means."""
    column = ColumnName(own.column, bare=True)
    if is_yes_no(everyone):
        said = "of them: {column}" if _HAS.match(own.column) else "of them have 1 in {column}"
        return _compare_shares(said, own, everyone)
    if scale == "standardised":
        figure = say(
            "{column} is on average {own} sd {side} the average of all customers",
            column=column,
            own=Number(abs(own.mean - everyone.mean), customers=own.present),
            side="above" if own.mean > everyone.mean else "below",
        )
        return Evidence(figure)
    higher = own.deviation > 0
    if own.mean != everyone.mean and (own.mean > everyone.mean) == higher:
        figure = say(
            "{column} averages {own} against {all} for all customers",
            column=column,
            own=BesideLimit(own.mean, everyone.mean, own.unit, own.holders),
            all=BesideLimit(everyone.mean, own.mean, own.unit, everyone.holders),
        )
        return Evidence(figure, "mean")
    if own.median != everyone.median and (own.median > everyone.median) == higher:
        figure = say(
            "{column} has a median of {own} against {all} for all customers",
            column=column,
            # As many customers lie between a median and the nearer end.
            own=BesideLimit(own.median, everyone.median, own.unit, own.present // 2),
            all=BesideLimit(everyone.median, own.median, own.unit, everyone.present // 2),
        )
        return Evidence(figure, "median")
    figure = say(
        "{column} averages {own} against {all} for all customers",
        column=column,
        own=Amount(own.mean, own.unit, own.holders),
        all=Amount(everyone.mean, own.unit, everyone.holders),
    )
    return Evidence(figure, "mean")


def _describe_axis_average(axis: str, subject: Subject) -> Said:
    traits, band = subject.traits[axis], subject.bands[axis]
    present = min(t.present for t in traits)
    return say(
        f"; all {{columns}} columns of {_spell_axis_name(axis)} on average {{deviation}}",
        columns=Count(len(traits)),
        deviation=_describe_deviation(band.value, band.low, band.high, present),
    )


def _describe_opposed_column(trait: Trait) -> Said:
    return say(
        ", but {column} {deviation} sd",
        column=ColumnName(trait.column, bare=True),
        deviation=Number(trait.deviation, signed=True, customers=trait.present),
    )


def _describe_deviation(value: float, low: float, high: float, customers: int) -> Said:
    interval: Text = ""
    if math.isfinite(low):
        interval = say(
            " ({low} … {high})",
            low=Number(low, signed=True, customers=customers),
            high=Number(high, signed=True, customers=customers),
        )
    deviation = Number(value, signed=True, customers=customers)
    return say("{deviation} sd{interval}", deviation=deviation, interval=interval)


def _spell_axis_name(axis: str) -> str:
    return axis.strip("`").replace("_", " ")
