"""What forbids a product to a customer?

Products and the customers' figures in; for each product and customer the first thing that forbids
it out: affordability first, then the negative market, then what is asked of the customer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finseg.document.said import Text, say
from finseg.maths.arrays import Bools, Codes
from finseg.recommend.conditions import OWN_UNIT, Bench, describe_condition
from finseg.recommend.products import CreditLimits, Product
from finseg.records.offers import (
    STANDING_BARRIERS,
    Barrier,
    MissingFigure,
    Standing,
    Test,
)
from finseg.settings import AffordabilitySettings, RecommendSettings

SCORE = "credit score"
SECURED = "secured loan to income"  # with what is owed against a pledge, where that is told apart
AFFORDABLE = (SCORE, "loan to income", SECURED, "utilisation", "debt service")
STRETCHING = AFFORDABLE[1:]
TINY = 1e-6
PLACES = 64  # more than a product has conditions: barrier and place make one number


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One product with everything that is asked about a customer."""

    product: Product
    reasons: tuple[Test, ...]  # all limits that act anywhere
    eligible: tuple[Test, ...]
    negative: tuple[Test, ...]
    missing: tuple[MissingFigure, ...]  # what the table lacks, so that it cannot be offered
    in_target: int = -1  # which reasons act where the segment is a target, one bit each
    elsewhere: int = -1  # … and which where it is not


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Barriers:
    """What forbids one product to each customer."""

    kind: Codes  # (n,) a `Barrier`
    by: Codes  # (n,) the place of the condition, or of the limit in `AFFORDABLE`

    @property
    def is_free(self) -> Bools:
        """Whom nothing forbids the product."""
        return np.asarray(self.kind == Barrier.NONE)

    def select(self, which: Bools) -> Barriers:
        """Return those of some of the customers."""
        return Barriers(kind=self.kind[which], by=self.by[which])

    def find_most_frequent(self) -> tuple[Barrier, int, int]:
        """Return the most frequent barrier, by which condition, and how many it stops."""
        barred = ~self.is_free
        pairs = self.kind[barred].astype(np.int64) * PLACES + self.by[barred]
        found = np.bincount(pairs)
        kind, by = divmod(int(found.argmax()), PLACES)
        return Barrier(kind), by, int(found.max())


def get_affordability_limits(own: AffordabilitySettings) -> dict[str, float]:
    """Return the limits of affordability beyond which a customer is stretched."""
    return {
        "loan to income": float(own.loan_to_income),
        SECURED: float(own.secured_loan_to_income),
        "utilisation": float(own.utilisation),
        "debt service": float(own.debt_service),
    }


def find_product_tests(product: Product, bench: Bench, settings: RecommendSettings) -> Asked:
    """Find out what can be asked of this table's customers about a product."""
    limits = get_affordability_limits(settings.affordability)
    beyond = tuple(
        Test(measure=name, code=f"{name}>{limit:g}", unit=bench.get_unit(name), over=limit)
        for name, limit in limits.items()
        if product.stretched and bench.has_metric(name)
    )
    reasons, in_target, elsewhere = _find_reason_tests(product, beyond, bench, settings.least_fit)
    return Asked(
        in_target=in_target,
        elsewhere=elsewhere,
        product=product,
        reasons=reasons,
        eligible=bench.make_tests(product.eligible),
        negative=bench.make_tests(product.negative),
        missing=tuple(dict.fromkeys(_find_missing_figures(product, bench, reasons))),
    )


def _find_reason_tests(
    product: Product, beyond: Sequence[Test], bench: Bench, least_fit: float
) -> tuple[tuple[Test, ...], int, int]:
    """Find the reasons with the limits that act: in segments that are targets, and in others.

    The fit is half a point for the segment and half the strength of the reason, so a place among
    all must lie further from the middle where the segment does not count. Beyond a limit of
    affordability is the graver reason, so it stands first.
    """
    acting: dict[Test, list[bool]] = {}
    for test in beyond:
        acting[test] = [True, least_fit - TINY <= OWN_UNIT / 2]
    for condition in product.target:
        if not bench.can_ask(condition):
            continue
        for place, needed in enumerate((2 * least_fit - 1, 2 * least_fit)):
            if needed > 1 + TINY:
                continue
            if condition.above is None and condition.below is None:
                test, acts = bench.make_tests([condition])[0], needed <= OWN_UNIT + TINY
                acts = acts or (place == 0 and product.stretched)
            else:
                least = 0.0 if needed <= 0 else 0.5 + needed / 2
                test, acts = bench.make_place_test(condition, least), True
            acting.setdefault(test, [False, False])[place] = acts
    masks = [sum(told[place] << i for i, told in enumerate(acting.values())) for place in (0, 1)]
    return tuple(acting), masks[0], masks[1]


def _find_missing_figures(
    product: Product, bench: Bench, reasons: Sequence[Test]
) -> list[MissingFigure]:
    lacking = [
        MissingFigure(metrics=(c.measure,))
        for c in product.eligible
        if not c.if_known and not bench.can_ask(c)
    ]
    affordable = any(bench.has_metric(name) for name in AFFORDABLE)
    if product.kind == "credit" and not affordable and not lacking:
        named = tuple(name for name in AFFORDABLE if name != SECURED)
        lacking.append(MissingFigure(metrics=named, for_affordability=True))
    adds = [name for name in STRETCHING if get_credit_addition(product, name) > 0]
    if adds and not lacking and not any(bench.has_metric(name) for name in adds):
        # What is owed already is not known, so the credit may be more than can be carried.
        lacking.append(MissingFigure(metrics=tuple(n for n in adds if n != SECURED)))
    if not reasons:
        wanted = dict.fromkeys(c.measure for c in product.target)
        lacking.append(MissingFigure(metrics=tuple(wanted)))
    return lacking


def find_barriers(asked: Asked, bench: Bench, settings: RecommendSettings) -> Barriers:
    """Return for each customer the first thing that forbids the product.

    Consent and the segment are not looked at here: this is about what a customer may have. A figure
    that the table has, but not for this customer, forbids too. O(n) per condition.
    """
    kind, by = np.zeros(bench.rows, np.int8), np.zeros(bench.rows, np.int8)
    rules: list[tuple[Barrier, int, Bools]] = []
    if asked.product.kind == "credit":
        rules += _check_affordability(asked, bench, settings.affordability)
    for i, test in enumerate(asked.negative):
        rules.append((Barrier.NEGATIVE, i, bench.meets_test(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((Barrier.NOT_ELIGIBLE, i, bench.is_known(test) & ~bench.meets_test(test)))
    for i, test in enumerate(asked.negative):
        rules.append((Barrier.NEGATIVE_UNKNOWN, i, ~bench.is_known(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((Barrier.ELIGIBLE_UNKNOWN, i, ~bench.is_known(test)))
    for barrier, place, forbidden in rules:
        first = (kind == Barrier.NONE) & forbidden
        kind[first] = barrier
        if place:
            by[first] = place
    return Barriers(kind=kind, by=by)


def bar_by_standing(barriers: Barriers, product: Product, standing: Codes) -> Barriers:
    """Forbid a product to who has left, has died or does not pay, before anything else does.

    Who has left may be won back, by a product that is for nobody else.
    """
    kind, by = barriers.kind.copy(), barriers.by.copy()
    for stands, barrier in STANDING_BARRIERS.items():
        out = standing == stands
        if product.win_back and stands == Standing.LEFT:
            out = np.zeros_like(out)
        kind[out], by[out] = barrier, 0
    if product.win_back:
        here = standing == Standing.CUSTOMER
        kind[here], by[here] = Barrier.STILL_HERE, 0
    return Barriers(kind=kind, by=by)


def _check_affordability(
    asked: Asked, bench: Bench, own: AffordabilitySettings
) -> Iterator[tuple[Barrier, int, Bools]]:
    unknown = []
    for i, name in enumerate(AFFORDABLE):
        limit = find_credit_limit(asked.product, name, bench, own)
        if limit is None:
            continue
        values, known = bench.metrics[name].values, bench.get_place(name).known
        with np.errstate(invalid="ignore"):
            if name == SCORE:
                yield Barrier.SCORE_FLOOR, i, known & (values < limit)
            else:
                adds = get_credit_addition(asked.product, name)
                yield Barrier.OVER_LIMIT, i, known & (values + adds > limit)
        unknown.append((Barrier.AFFORDABILITY_UNKNOWN, i, ~known))
    yield from unknown


def find_credit_limit(
    product: Product, name: str, bench: Bench, own: AffordabilitySettings
) -> float | None:
    """Return what a figure of affordability is held against for a credit; None: not at all.

    All that is owed, against a pledge or not, keeps to the limit with a pledge. The unsecured part
    keeps to its own limit besides where more unsecured debt would be added. Where the table does
    not tell the two apart, everything owed is held against the limit that the product has.
    """
    if not bench.has_metric(name):
        return None
    if name == SCORE:
        return max(product.limits.score_floor or 0.0, float(own.score_floor))
    limits = get_affordability_limits(own)
    limit = limits[name]
    stricter = _get_stricter_limits(product.limits)[name]
    if name == SECURED and not product.secured:
        stricter = None
    if name == "loan to income" and product.secured:
        if bench.has_metric(SECURED):
            return None
        limit = limits[SECURED]
    return limit if stricter is None else min(stricter, limit)


def _get_stricter_limits(limits: CreditLimits) -> Mapping[str, float | None]:
    return {
        "loan to income": limits.loan_to_income,
        SECURED: limits.loan_to_income,
        "utilisation": limits.utilisation,
        "debt service": limits.debt_service,
    }


def get_credit_addition(product: Product, name: str) -> float:
    """Return what a credit adds to a figure of affordability."""
    adds = product.adds
    owed = {"loan to income": adds.loan_to_income, SECURED: adds.loan_to_income}
    return float({**owed, "debt service": adds.debt_service}.get(name, 0.0))


def find_stretched_customers(bench: Bench, own: AffordabilitySettings) -> Bools:
    """Tell who is beyond a limit of affordability today."""
    found = np.zeros(bench.rows, bool)
    for name, limit in get_affordability_limits(own).items():
        if bench.has_metric(name):
            found |= bench.meets_test(Test(measure=name, code="", over=limit))
    return found


def describe_barrier(
    barrier: Barrier, by: int, eligible: Sequence[Test], negative: Sequence[Test]
) -> Text:
    """Say in short what forbids a product; the tests are the product's."""
    return _DESCRIPTIONS[barrier](by, eligible, negative)


def _describe_plainly(text: str) -> Callable[[int, Sequence[Test], Sequence[Test]], Text]:
    return lambda _by, _eligible, _negative: text


_DESCRIPTIONS: dict[Barrier, Callable[[int, Sequence[Test], Sequence[Test]], Text]] = {
    Barrier.NONE: _describe_plainly(""),
    Barrier.REFUSED: _describe_plainly("opted out"),
    Barrier.CONSENT_UNKNOWN: _describe_plainly("consent unknown"),
    Barrier.HELP_FIRST: _describe_plainly("help with debts goes first"),
    Barrier.BESIDE: _describe_plainly("excluded by another offer"),
    Barrier.SCORE_FLOOR: _describe_plainly("credit score below the floor"),
    Barrier.OVER_LIMIT: lambda by, _, __: f"{AFFORDABLE[by]} would be over its limit",
    Barrier.AFFORDABILITY_UNKNOWN: lambda by, _, __: f"{AFFORDABLE[by]} not known",
    Barrier.NEGATIVE: lambda by, _, negative: say(
        "not for customers {who}", who=describe_condition(negative[by])
    ),
    Barrier.NOT_ELIGIBLE: lambda by, eligible, _: say(
        "only for customers {who}", who=describe_condition(eligible[by])
    ),
    Barrier.NEGATIVE_UNKNOWN: lambda by, _, negative: f"{negative[by].measure} not known",
    Barrier.ELIGIBLE_UNKNOWN: lambda by, eligible, _: f"{eligible[by].measure} not known",
    Barrier.LEFT: _describe_plainly("has left"),
    Barrier.DIED: _describe_plainly("has died"),
    Barrier.IN_DEFAULT: _describe_plainly("in default or collection"),
    Barrier.EXCLUDED: _describe_plainly("excluded by the settings"),
    Barrier.STILL_HERE: _describe_plainly("only for customers who have left"),
    Barrier.SEGMENT: _describe_plainly("not for this segment"),
}
