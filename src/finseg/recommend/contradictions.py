"""What may a catalogue not say?

A parsed catalogue in, the first things that are wrong with it out: unknown names, duplicates,
limits that contradict each other, conditions that can never or always hold, and reasons that must
not be one (age and family).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from finseg.document.numbers import exact
from finseg.errors import nearest
from finseg.interpret.lexicon import ClaimRule, Lexicon, wrong_claim
from finseg.recommend.measures import Known, known_measures
from finseg.recommend.products import Catalogue, Condition, Product
from finseg.settings import RecommendSettings

# Protected in marketing in many countries; age may decide who is eligible, never who is wanted.
NO_REASON = frozenset({"age", "household"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and what to do."""

    what: str
    fix: str
    product: str = ""
    key: str = ""
    time: int = 1  # which of the products of that name


class Range(NamedTuple):
    """The figures a condition allows."""

    low: float
    high: float

    @property
    def empty(self) -> bool:
        """Whether nothing is allowed."""
        return self.low > self.high

    def within(self, other: Range) -> bool:
        """Whether everything this allows, the other allows."""
        return other.low <= self.low and self.high <= other.high

    def both(self, other: Range) -> Range:
        """Return what both allow."""
        return Range(max(self.low, other.low), min(self.high, other.high))


def problems(
    catalogue: Catalogue, lexicon: Lexicon, settings: RecommendSettings
) -> Iterator[Problem]:
    """Find what is wrong, in the catalogue's order."""
    known = known_measures(lexicon)
    low, high = settings.score_scale
    known["credit score"] = Known(name="credit score", lowest=low, highest=high)
    axes = [a.name for a in lexicon.axes]
    names = catalogue.names
    folded = [n.casefold() for n in names]
    for place, product in enumerate(catalogue.products):
        if folded.index(product.name.casefold()) < place:
            what = f"the product `{product.name}` stands there twice"
            yield Problem(what=what, fix="rename or remove one", product=product.name, time=2)
        yield from _unknown(product, known, axes, names)
        yield from _no_reasons(product)
        yield from _credit_only(product)
        yield from _impossible(product, known)
        yield from _limits(product, settings)
        yield from _contradictory(product, known, settings)
        yield from _opposed(product)


def _conditions(product: Product) -> Iterator[tuple[str, Condition]]:
    for key in ("target", "eligible", "negative"):
        for condition in getattr(product, key):
            yield key, condition


def _opposed(product: Product) -> Iterator[Problem]:
    """Find needs that only hold where a claim against the product does, too."""
    for need in product.need:
        for against in product.against:
            alike = need.axis == against.axis and _is_plain(need) and _is_plain(against)
            if alike and _bounds(need).within(_bounds(against)):
                what = f"`{need.says}` can never make a target: `{against.says}` holds as well"
                fix = "correct `need` or `against`"
                yield Problem(what=what, fix=fix, product=product.name, key="need")


def _is_plain(claim: ClaimRule) -> bool:
    return claim.between is None and not claim.more_than


def _bounds(claim: ClaimRule) -> Range:
    low = -math.inf if claim.at_least is None else claim.at_least
    high = math.inf if claim.at_most is None else claim.at_most
    return Range(low, high)


def _claims(product: Product) -> Iterator[tuple[str, ClaimRule]]:
    for key in ("need", "against"):
        for claim in getattr(product, key):
            yield key, claim


def _unknown(
    product: Product, known: dict[str, Known], axes: Sequence[str], names: Sequence[str]
) -> Iterator[Problem]:
    for key, condition in _conditions(product):
        if condition.measure not in known:
            what = f"nothing is known as `{condition.measure}`"
            fix = nearest(condition.measure, known)
            yield Problem(what=what, fix=fix, product=product.name, key=key)
    for key, claim in _claims(product):
        for axis in (claim.axis, claim.more_than):
            if axis and axis not in axes:
                what, fix = f"no axis `{axis}` in the lexicon", nearest(axis, axes)
                yield Problem(what=what, fix=fix, product=product.name, key=key)
    for other in product.excludes:
        if other not in names or other == product.name:
            itself = other == product.name
            what = "excludes itself" if itself else f"excludes the unknown product `{other}`"
            fix = "remove it" if itself else nearest(other, names)
            yield Problem(what=what, fix=fix, product=product.name, key="excludes")


def _no_reasons(product: Product) -> Iterator[Problem]:
    spoken = [("target", c.measure) for c in product.target]
    spoken += [(key, c.axis) for key, c in _claims(product)]
    for key, word in spoken:
        if word in NO_REASON:
            yield Problem(
                what=f"`{word}` must not be a reason for or against an offer",
                fix="use it in `eligible` or `negative` as a legal limit, or leave it out",
                product=product.name,
                key=key,
            )


def _credit_only(product: Product) -> Iterator[Problem]:
    if product.kind != "credit" and product.secured:
        fix = 'set kind = "credit", or remove it'
        yield Problem(what="only credit is secured", fix=fix, product=product.name, key="secured")
    if product.kind == "credit" and product.stretched:
        what = "credit is no help for customers beyond what they can afford"
        fix = "remove it, or choose another kind"
        yield Problem(what=what, fix=fix, product=product.name, key="stretched")
    if not product.target and not product.stretched:
        what = "there is no condition under which a customer has a reason for it"
        fix = "add a condition to `target`"
        yield Problem(what=what, fix=fix, product=product.name, key="target")


def _impossible(product: Product, known: dict[str, Known]) -> Iterator[Problem]:
    for key, condition in _conditions(product):
        measure = known.get(condition.measure)
        wrong = _wrong_condition(key, condition, measure) if measure else None
        if wrong:
            yield Problem(what=wrong[0], fix=wrong[1], product=product.name, key=key)
    for key, claim in _claims(product):
        wrong = wrong_claim(claim)
        if wrong:
            yield Problem(what=wrong[0], fix=wrong[1], product=product.name, key=key)


def _wrong_condition(key: str, condition: Condition, measure: Known) -> tuple[str, str] | None:
    """Say what is wrong with a condition by itself, and what to do."""
    numbers = [x for x in (condition.at_least, condition.at_most) if x is not None]
    ranked = condition.above is not None or condition.below is not None
    possible, asked, code = _possible(measure), range_of(condition), condition.code
    if not numbers and not ranked:
        return f"`{condition.measure}` has no limit", _ADD
    if not all(map(math.isfinite, numbers)):
        return f"`{code}` has a limit that is no number", "write a number"
    if asked.empty or _crossed(condition):
        return f"`{code}` can never hold: the lower limit is above the upper", "exchange the limits"
    if asked.both(possible).empty:
        return f"`{code}` can never hold: {measure.name} is {_said(possible)}", "correct the limit"
    return _useless(key, condition, measure)


def _useless(key: str, condition: Condition, measure: Known) -> tuple[str, str] | None:
    possible, ranked = _possible(measure), condition.above or condition.below
    if possible.within(range_of(condition)) and not ranked:
        what = f"`{condition.code}` always holds: {measure.name} is {_said(possible)}"
        return what, "correct the limit, or remove the condition"
    if key != "eligible" and condition.if_known:
        return "`if_known` has a meaning in `eligible` only", "remove it"
    return None


_ADD = "add at_least, at_most, above or below"


def _limits(product: Product, settings: RecommendSettings) -> Iterator[Problem]:
    """Hold a product's own limits against the scale, and against what it adds itself."""
    limits, adds = product.limits, product.adds
    if product.kind != "credit" and (limits, adds) != (type(limits)(), type(adds)()):
        key = "adds" if adds != type(adds)() else "limits"
        what = f"`{key}` has a meaning for credit only"
        yield Problem(what=what, fix="remove it", product=product.name, key=key)
        return
    highest = settings.score_scale[1]
    if limits.score_floor is not None and limits.score_floor > highest:
        what = f"a score floor of {exact(limits.score_floor)} lets nobody through"
        fix = f"write a floor of at most {exact(highest)}, where the scale ends"
        yield Problem(what=what, fix=fix, product=product.name, key="limits")
    for name in ("loan_to_income", "debt_service"):
        limit, more = getattr(limits, name), float(getattr(adds, name))
        if limit is not None and more > limit:
            what = (
                f"nobody can have it: it adds {exact(more)} to a {name} of {exact(limit)} at most"
            )
            fix = "correct what it adds, or its limit"
            yield Problem(what=what, fix=fix, product=product.name, key="adds")


def _contradictory(
    product: Product, known: dict[str, Known], settings: RecommendSettings
) -> Iterator[Problem]:
    """Hold the conditions against each other: what is left must be somebody."""
    allowed: dict[str, Range] = {}
    for condition in product.eligible:
        before = allowed.get(condition.measure, _whole(condition, known))
        allowed[condition.measure] = before.both(range_of(condition))
        if allowed[condition.measure].empty:
            what = (
                f"nobody can be eligible: the limits on {condition.measure} contradict each other"
            )
            fix = "keep limits that overlap"
            yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    floor = product.limits.score_floor or 0.0
    floor = max(floor, settings.score_floor)
    score = allowed.get("credit score")
    if product.kind == "credit" and score is not None and score.high < floor:
        what = (
            f"nobody can be eligible: no credit is offered below a credit score of {exact(floor)}"
        )
        fix = "raise the limit, or lower score_floor in [recommend]"
        yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    yield from _ranks(product)
    for condition in product.negative:
        if condition.above is not None or condition.below is not None:
            continue
        asked = range_of(condition)
        inside = allowed.get(condition.measure)
        if inside is not None and not inside.empty and inside.within(asked):
            what = f"everybody eligible is in the negative market: `{condition.code}`"
            fix = "correct `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")
        if inside is not None and asked.both(inside).empty:
            what = f"`{condition.code}` can never hold of anybody eligible"
            fix = "remove it, or correct `eligible`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")
    yield from _never_wanted(product, allowed)


def _ranks(product: Product) -> Iterator[Problem]:
    """Hold places among all customers against each other."""
    allowed: dict[str, Range] = {}
    for condition in product.eligible:
        asked = _places(condition)
        allowed[condition.measure] = asked.both(allowed.get(condition.measure, asked))
        if allowed[condition.measure].low >= allowed[condition.measure].high:
            what = f"nobody can be eligible: the places on {condition.measure} exclude each other"
            fix = "keep places that overlap"
            yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    for condition in product.negative:
        asked, inside = _places(condition), allowed.get(condition.measure, _places(condition))
        bare = condition.at_least is None and condition.at_most is None
        if bare and condition.measure in allowed and inside.within(asked):
            what = f"everybody eligible is in the negative market: `{condition.code}`"
            fix = "correct `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")


def _places(condition: Condition) -> Range:
    """Return the places among all customers that a condition allows, 0 … 1."""
    return Range(condition.above or 0.0, condition.below or 1.0)


def _never_wanted(product: Product, allowed: dict[str, Range]) -> Iterator[Problem]:
    forbidden = [c for c in product.negative if c.above is None and c.below is None]
    for condition in product.target:
        asked = range_of(condition)
        inside = asked.both(allowed.get(condition.measure, asked))
        against = [range_of(c) for c in forbidden if c.measure == condition.measure]
        ranked = condition.above is not None or condition.below is not None
        if inside.empty or (not ranked and any(inside.within(a) for a in against)):
            what = f"`{condition.code}` can never be a reason: nobody with it may have the product"
            fix = "correct `target`, `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="target")


def range_of(condition: Condition) -> Range:
    """Return the figures that the limits in the figure's own unit allow."""
    low = -math.inf if condition.at_least is None else condition.at_least
    high = math.inf if condition.at_most is None else condition.at_most
    return Range(low, high)


def _crossed(condition: Condition) -> bool:
    above, below = condition.above, condition.below
    return above is not None and below is not None and above >= below


def _possible(measure: Known) -> Range:
    return Range(measure.lowest, measure.highest)


def _whole(condition: Condition, known: dict[str, Known]) -> Range:
    measure = known.get(condition.measure)
    return _possible(measure) if measure else Range(-math.inf, math.inf)


def _said(possible: Range) -> str:
    if math.isinf(possible.high):
        return f"never below {exact(possible.low)}" if math.isfinite(possible.low) else "any number"
    return f"between {exact(possible.low)} and {exact(possible.high)}"
