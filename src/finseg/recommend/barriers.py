"""What forbids a product to a customer?

Products and the bench in; for each product and customer the code of the first thing that forbids
it out: affordability first, then the negative market, then what is asked of the customer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.recommend.conditions import Bench
from finseg.recommend.products import Product
from finseg.records.offers import Test
from finseg.settings import RecommendSettings

Codes = npt.NDArray[np.int8]

FREE = 0
REFUSED, NO_CONSENT = 1, 2
HELP_FIRST, BESIDE = 3, 4  # help with debts is offered instead; another offer excludes it
AFFORD = 5  # + the place in AFFORDABLE; below the floor, or over a limit
NOT_KNOWN_AFFORD = 10  # + the place in AFFORDABLE
NEGATIVE = 16  # + the place of the condition among the product's
ELIGIBLE = 32
NEGATIVE_UNKNOWN = 48
ELIGIBLE_UNKNOWN = 64
SEGMENT = 80

SECURED = "secured loan to income"  # with what is owed against a pledge, where that is told apart
AFFORDABLE = ("credit score", "loan to income", SECURED, "utilisation", "debt service")
STRETCHING = AFFORDABLE[1:]
NO_AFFORDABILITY = "credit score, loan to income, utilisation or debt service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One product with everything that is asked about a customer."""

    product: Product
    reasons: tuple[Test, ...]
    eligible: tuple[Test, ...]
    negative: tuple[Test, ...]
    missing: tuple[str, ...]  # what the table lacks, so that it cannot be offered


def get_affordability_limits(settings: RecommendSettings) -> dict[str, float]:
    """Return the limits of affordability beyond which a customer is stretched."""
    return {name: float(getattr(settings, name.replace(" ", "_"))) for name in STRETCHING}


def find_product_tests(product: Product, bench: Bench, settings: RecommendSettings) -> Asked:
    """Find out what can be asked of this table's customers about a product."""
    limits = get_affordability_limits(settings)
    beyond = tuple(
        Test(measure=name, code=f"{name}>{limit:g}", over=limit)
        for name, limit in limits.items()
        if product.stretched and bench.has_measure(name)
    )
    # Beyond a limit is the graver reason, so it stands first.
    reasons = (*beyond, *bench.make_tests(product.target))
    lacking = [
        c.measure for c in product.eligible if not c.if_known and not bench.has_measure(c.measure)
    ]
    affordable = any(bench.has_measure(name) for name in AFFORDABLE)
    if product.kind == "credit" and not affordable and not lacking:
        lacking.append(NO_AFFORDABILITY)
    adds = [name for name in STRETCHING if get_credit_addition(product, name) > 0]
    if adds and not lacking and not any(bench.has_measure(name) for name in adds):
        lacking.append(" or ".join(n for n in adds if n != SECURED))  # may be more than is carried
    if not reasons:
        lacking.append(" or ".join(dict.fromkeys(c.measure for c in product.target)))
    return Asked(
        product=product,
        reasons=reasons,
        eligible=bench.make_tests(product.eligible),
        negative=bench.make_tests(product.negative),
        missing=tuple(dict.fromkeys(lacking)),
    )


def find_barriers(asked: Asked, bench: Bench, settings: RecommendSettings) -> Codes:
    """Return for each customer the first thing that forbids the product; 0 where nothing does.

    Consent and the segment are not looked at here: this is about what a customer may have. A figure
    that the table has, but not for this customer, forbids too. O(n) per condition.
    """
    code = np.zeros(bench.rows, np.int8)
    rules = (
        [*_check_affordability(asked, bench, settings)] if asked.product.kind == "credit" else []
    )
    for i, test in enumerate(asked.negative):
        rules.append((NEGATIVE + i, bench.meets_test(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((ELIGIBLE + i, bench.is_known(test) & ~bench.meets_test(test)))
    for i, test in enumerate(asked.negative):
        rules.append((NEGATIVE_UNKNOWN + i, ~bench.is_known(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((ELIGIBLE_UNKNOWN + i, ~bench.is_known(test)))
    for number, forbidden in rules:
        code[(code == FREE) & forbidden] = number
    return code


def _check_affordability(
    asked: Asked, bench: Bench, settings: RecommendSettings
) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    unknown = []
    for i, name in enumerate(AFFORDABLE):
        limit = find_credit_limit(asked.product, name, bench, settings)
        if limit is None:
            continue
        values, known = bench.measures[name].values, bench.get_place(name).known
        with np.errstate(invalid="ignore"):
            over = (
                values < limit
                if i == 0
                else values + get_credit_addition(asked.product, name) > limit
            )
        yield AFFORD + i, known & over
        unknown.append((NOT_KNOWN_AFFORD + i, ~known))
    yield from unknown


def find_credit_limit(
    product: Product, name: str, bench: Bench, settings: RecommendSettings
) -> float | None:
    """Return what a figure of affordability is held against for a credit; None: not at all.

    All that is owed, against a pledge or not, keeps to the limit with a pledge. The unsecured part
    keeps to its own limit besides where more unsecured debt would be added. Where the table does
    not tell the two apart, everything owed is held against the limit that the product has.
    """
    if not bench.has_measure(name):
        return None
    secured = float(settings.secured_loan_to_income)
    if name == "credit score":
        return max(product.limits.score_floor or 0.0, float(settings.score_floor))
    if name == SECURED:
        own = product.limits.loan_to_income if product.secured else None
        return secured if own is None else min(own, secured)
    if name == "loan to income" and product.secured:
        if bench.has_measure(SECURED):
            return None
        limit = secured
    else:
        limit = float(getattr(settings, _make_attribute_name(name)))
    own = getattr(product.limits, _make_attribute_name(name))
    return limit if own is None else min(own, limit)


def get_credit_addition(product: Product, name: str) -> float:
    """Return what a credit adds to a figure of affordability."""
    key = "loan_to_income" if name == SECURED else _make_attribute_name(name)
    return float(getattr(product.adds, key, 0.0))


def _make_attribute_name(name: str) -> str:
    return name.replace(" ", "_")


def find_stretched_customers(bench: Bench, settings: RecommendSettings) -> npt.NDArray[np.bool_]:
    """Tell who is beyond a limit of affordability today."""
    found = np.zeros(bench.rows, bool)
    for name, limit in get_affordability_limits(settings).items():
        if bench.has_measure(name):
            found |= bench.meets_test(Test(measure=name, code="", over=limit))
    return found


def describe_barrier(code: int, eligible: Sequence[Test], negative: Sequence[Test]) -> str:
    """Say a barrier in short; the tests are the product's."""
    families: tuple[tuple[int, Callable[[int], str]], ...] = (
        (SEGMENT, lambda _: _PLAIN[SEGMENT]),
        (ELIGIBLE_UNKNOWN, lambda i: f"{eligible[i].measure} not known"),
        (NEGATIVE_UNKNOWN, lambda i: f"{negative[i].measure} not known"),
        (ELIGIBLE, lambda i: f"not eligible (needs {eligible[i].code})"),
        (NEGATIVE, lambda i: f"negative market ({negative[i].code})"),
        (NOT_KNOWN_AFFORD, lambda i: f"{AFFORDABLE[i]} not known"),
        (AFFORD, lambda i: f"{AFFORDABLE[i]} beyond its limit with it" if i else _FLOOR),
        (REFUSED, lambda i: _PLAIN[REFUSED + i]),
    )
    first, tell = next(family for family in families if code >= family[0])
    return tell(code - first)


_FLOOR = "below the score floor"
_PLAIN = {
    REFUSED: "opted out",
    NO_CONSENT: "not known to agree",
    HELP_FIRST: "help with debts goes first",
    BESIDE: "excluded by another offer",
    SEGMENT: "not for this segment",
}
