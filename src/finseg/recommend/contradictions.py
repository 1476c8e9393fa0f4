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

from finseg.document.said import Exact
from finseg.errors import suggest_name
from finseg.interpret.lexicon import ClaimRule, Lexicon, explain_wrong_claim
from finseg.recommend.metrics import Known, list_metrics
from finseg.recommend.products import Catalogue, Product, ProductCondition
from finseg.settings import RecommendSettings

# Protected in marketing in many countries; age may decide who is eligible, never who is wanted.
NO_REASON = frozenset({"age", "household"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and what to do."""

    what: str
    fix: str
    product: str
    key: str = ""
    time: int = 1  # which of the products of that name


class Range(NamedTuple):
    """The figures a condition allows."""

    low: float
    high: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing is allowed."""
        return self.low > self.high

    def is_within(self, other: Range) -> bool:
        """Whether everything this allows, the other allows."""
        return other.low <= self.low and self.high <= other.high

    def find_overlap(self, other: Range) -> Range:
        """Return what both allow."""
        return Range(max(self.low, other.low), min(self.high, other.high))


def find_problems(
    catalogue: Catalogue, lexicon: Lexicon, settings: RecommendSettings
) -> Iterator[Problem]:
    """Find what is wrong, in the catalogue's order."""
    known = list_metrics(lexicon)
    low, high = settings.affordability.score_scale
    known["credit score"] = Known(name="credit score", lowest=low, highest=high)
    axes = [a.name for a in lexicon.axes]
    names = catalogue.names
    folded = [n.casefold() for n in names]
    for place, product in enumerate(catalogue.products):
        if folded.index(product.name.casefold()) < place:
            what = f"the product `{product.name}` stands there twice"
            yield Problem(what=what, fix="rename or remove one", product=product.name, time=2)
        yield from _find_unknown_names(product, known, axes, names)
        yield from _find_forbidden_reasons(product)
        yield from _find_kind_problems(product)
        yield from _find_impossible_conditions(product, known)
        yield from _find_limit_problems(product, settings)
        yield from _find_contradictions(product, known, settings)
        yield from _find_opposed_needs(product)


def _list_conditions(product: Product) -> Iterator[tuple[str, ProductCondition]]:
    for key in ("target", "eligible", "negative"):
        for condition in getattr(product, key):
            yield key, condition


def _find_opposed_needs(product: Product) -> Iterator[Problem]:
    """Find needs that only hold where a claim against the product does, too."""
    for need in product.need:
        for against in product.against:
            alike = need.axis == against.axis and _is_plain_claim(need) and _is_plain_claim(against)
            if alike and get_allowed_range(need).is_within(get_allowed_range(against)):
                what = f"`{need.says}` can never make a target: `{against.says}` holds as well"
                fix = "correct `need` or `against`"
                yield Problem(what=what, fix=fix, product=product.name, key="need")


def _is_plain_claim(claim: ClaimRule) -> bool:
    return claim.between is None and not claim.more_than


def _list_claims(product: Product) -> Iterator[tuple[str, ClaimRule]]:
    for key in ("need", "against"):
        for claim in getattr(product, key):
            yield key, claim


def _find_unknown_names(
    product: Product, known: dict[str, Known], axes: Sequence[str], names: Sequence[str]
) -> Iterator[Problem]:
    for key, condition in _list_conditions(product):
        if condition.measure not in known:
            what = f"nothing is known as `{condition.measure}`"
            fix = suggest_name(condition.measure, known)
            yield Problem(what=what, fix=fix, product=product.name, key=key)
    for key, claim in _list_claims(product):
        for axis in (claim.axis, claim.more_than):
            if axis and axis not in axes:
                what, fix = f"no axis `{axis}` in the lexicon", suggest_name(axis, axes)
                yield Problem(what=what, fix=fix, product=product.name, key=key)
    for other in product.excludes:
        if other not in names or other == product.name:
            itself = other == product.name
            what = "excludes itself" if itself else f"excludes the unknown product `{other}`"
            fix = "remove it" if itself else suggest_name(other, names)
            yield Problem(what=what, fix=fix, product=product.name, key="excludes")


def _find_forbidden_reasons(product: Product) -> Iterator[Problem]:
    spoken = [("target", c.measure) for c in product.target]
    spoken += [(key, c.axis) for key, c in _list_claims(product)]
    for key, word in spoken:
        if word in NO_REASON:
            yield Problem(
                what=f"`{word}` must not be a reason for or against an offer",
                fix="use it in `eligible` or `negative` as a legal limit, or leave it out",
                product=product.name,
                key=key,
            )


def _find_kind_problems(product: Product) -> Iterator[Problem]:
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


def _find_impossible_conditions(product: Product, known: dict[str, Known]) -> Iterator[Problem]:
    for key, condition in _list_conditions(product):
        measure = known.get(condition.measure)
        wrong = _check_condition(key, condition, measure) if measure else None
        if wrong:
            yield Problem(what=wrong[0], fix=wrong[1], product=product.name, key=key)
    for key, claim in _list_claims(product):
        wrong = explain_wrong_claim(claim)
        if wrong:
            yield Problem(what=wrong[0], fix=wrong[1], product=product.name, key=key)


def _check_condition(
    key: str, condition: ProductCondition, measure: Known
) -> tuple[str, str] | None:
    """Say what is wrong with a condition by itself, and what to do."""
    numbers = [x for x in (condition.at_least, condition.at_most) if x is not None]
    ranked = condition.above is not None or condition.below is not None
    possible, asked = _get_possible_range(measure), get_allowed_range(condition)
    code = condition.code
    if not numbers and not ranked:
        return f"`{condition.measure}` has no limit", _ADD
    if not all(map(math.isfinite, numbers)):
        return f"`{code}` has a limit that is no number", "write a number"
    if asked.is_empty or _has_crossed_limits(condition):
        return f"`{code}` can never hold: the lower limit is above the upper", "exchange the limits"
    if asked.find_overlap(possible).is_empty:
        return (
            f"`{code}` can never hold: {measure.name} is {_write_range(possible)}",
            "correct the limit",
        )
    return _check_usefulness(key, condition, measure)


def _check_usefulness(
    key: str, condition: ProductCondition, measure: Known
) -> tuple[str, str] | None:
    possible, ranked = _get_possible_range(measure), condition.above or condition.below
    if possible.is_within(get_allowed_range(condition)) and not ranked:
        what = f"`{condition.code}` always holds: {measure.name} is {_write_range(possible)}"
        return what, "correct the limit, or remove the condition"
    if key != "eligible" and condition.if_known:
        return "`if_known` has a meaning in `eligible` only", "remove it"
    return None


_ADD = "add at_least, at_most, above or below"


def _find_limit_problems(product: Product, settings: RecommendSettings) -> Iterator[Problem]:
    """Hold a product's own limits against the scale, and against what it adds itself."""
    limits, adds = product.limits, product.adds
    if product.kind != "credit" and (limits, adds) != (type(limits)(), type(adds)()):
        key = "adds" if adds != type(adds)() else "limits"
        what = f"`{key}` has a meaning for credit only"
        yield Problem(what=what, fix="remove it", product=product.name, key=key)
        return
    highest = settings.affordability.score_scale[1]
    if limits.score_floor is not None and limits.score_floor > highest:
        what = f"a score floor of {Exact(limits.score_floor)} lets nobody through"
        fix = f"write a floor of at most {Exact(highest)}, where the scale ends"
        yield Problem(what=what, fix=fix, product=product.name, key="limits")
    for name, limit, more in (
        ("loan_to_income", limits.loan_to_income, adds.loan_to_income),
        ("debt_service", limits.debt_service, adds.debt_service),
    ):
        if limit is not None and more > limit:
            what = (
                f"nobody can have it: it adds {Exact(more)} to a {name} of at most {Exact(limit)}"
            )
            fix = "correct what it adds, or its limit"
            yield Problem(what=what, fix=fix, product=product.name, key="adds")


def _find_contradictions(
    product: Product, known: dict[str, Known], settings: RecommendSettings
) -> Iterator[Problem]:
    """Hold the conditions against each other: what is left must be somebody."""
    allowed: dict[str, Range] = {}
    for condition in product.eligible:
        before = allowed.get(condition.measure, _get_starting_range(condition, known))
        allowed[condition.measure] = before.find_overlap(get_allowed_range(condition))
        if allowed[condition.measure].is_empty:
            what = (
                f"nobody can be eligible: the limits on {condition.measure} contradict each other"
            )
            fix = "keep limits that overlap"
            yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    floor = product.limits.score_floor or 0.0
    floor = max(floor, settings.affordability.score_floor)
    score = allowed.get("credit score")
    if product.kind == "credit" and score is not None and score.high < floor:
        what = (
            f"nobody can be eligible: no credit is offered below a credit score of {Exact(floor)}"
        )
        fix = "raise the limit, or lower score_floor in [recommend.affordability]"
        yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    yield from _find_rank_contradictions(product)
    for condition in product.negative:
        if condition.above is not None or condition.below is not None:
            continue
        asked = get_allowed_range(condition)
        inside = allowed.get(condition.measure)
        if inside is not None and not inside.is_empty and inside.is_within(asked):
            what = f"everybody eligible is in the negative market: `{condition.code}`"
            fix = "correct `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")
        if inside is not None and asked.find_overlap(inside).is_empty:
            what = f"`{condition.code}` can never hold of anybody eligible"
            fix = "remove it, or correct `eligible`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")
    yield from _find_impossible_reasons(product, allowed)


def _find_rank_contradictions(product: Product) -> Iterator[Problem]:
    """Hold places among all customers against each other."""
    allowed: dict[str, Range] = {}
    for condition in product.eligible:
        asked = _get_allowed_places(condition)
        allowed[condition.measure] = asked.find_overlap(allowed.get(condition.measure, asked))
        if allowed[condition.measure].low >= allowed[condition.measure].high:
            what = f"nobody can be eligible: the places on {condition.measure} exclude each other"
            fix = "keep places that overlap"
            yield Problem(what=what, fix=fix, product=product.name, key="eligible")
    for condition in product.negative:
        inside = allowed.get(condition.measure)
        bare = condition.at_least is None and condition.at_most is None
        if bare and inside is not None and inside.is_within(_get_allowed_places(condition)):
            what = f"everybody eligible is in the negative market: `{condition.code}`"
            fix = "correct `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="negative")


def _get_allowed_places(condition: ProductCondition) -> Range:
    """Return the places among all customers that a condition allows, 0 … 1."""
    return Range(condition.above or 0.0, condition.below or 1.0)


def _find_impossible_reasons(product: Product, allowed: dict[str, Range]) -> Iterator[Problem]:
    forbidden = [c for c in product.negative if c.above is None and c.below is None]
    for condition in product.target:
        asked = get_allowed_range(condition)
        inside = asked.find_overlap(allowed.get(condition.measure, asked))
        against = [get_allowed_range(c) for c in forbidden if c.measure == condition.measure]
        ranked = condition.above is not None or condition.below is not None
        if inside.is_empty or (not ranked and any(inside.is_within(a) for a in against)):
            what = f"`{condition.code}` can never be a reason: nobody with it may have the product"
            fix = "correct `target`, `eligible` or `negative`"
            yield Problem(what=what, fix=fix, product=product.name, key="target")


def get_allowed_range(limits: ProductCondition | ClaimRule) -> Range:
    """Return the figures that the limits in the figure's own unit allow."""
    low = -math.inf if limits.at_least is None else limits.at_least
    high = math.inf if limits.at_most is None else limits.at_most
    return Range(low, high)


def _has_crossed_limits(condition: ProductCondition) -> bool:
    above, below = condition.above, condition.below
    return above is not None and below is not None and above >= below


def _get_possible_range(measure: Known) -> Range:
    return Range(measure.lowest, measure.highest)


def _get_starting_range(condition: ProductCondition, known: dict[str, Known]) -> Range:
    measure = known.get(condition.measure)
    return _get_possible_range(measure) if measure else Range(-math.inf, math.inf)


def _write_range(possible: Range) -> str:
    if math.isinf(possible.high):
        return f"never below {Exact(possible.low)}" if math.isfinite(possible.low) else "any number"
    return f"between {Exact(possible.low)} and {Exact(possible.high)}"
