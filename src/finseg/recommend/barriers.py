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
AFFORD = 4  # + the place in AFFORDABLE; below the floor, or over a limit
NOT_KNOWN_AFFORD = 8  # + the place in AFFORDABLE
NEGATIVE = 16  # + the place of the condition among the product's
ELIGIBLE = 32
NEGATIVE_UNKNOWN = 48
ELIGIBLE_UNKNOWN = 64
SEGMENT = 80

AFFORDABLE = ("credit score", "loan to income", "utilisation", "debt service")
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


def limits_of(settings: RecommendSettings) -> dict[str, float]:
    """Return the limits of affordability beyond which a customer is stretched."""
    return {name: float(getattr(settings, name.replace(" ", "_"))) for name in STRETCHING}


def ask(product: Product, bench: Bench, settings: RecommendSettings) -> Asked:
    """Find out what can be asked of this table's customers about a product."""
    limits = limits_of(settings)
    beyond = tuple(
        Test(measure=name, code=f"{name}>{limit:g}", over=limit)
        for name, limit in limits.items()
        if product.stretched and bench.has(name)
    )
    # Beyond a limit is the graver reason, so it stands first.
    reasons = (*beyond, *bench.tests(product.target))
    lacking = [c.measure for c in product.eligible if not c.if_known and not bench.has(c.measure)]
    affordable = any(bench.has(name) for name in AFFORDABLE)
    if product.kind == "credit" and not affordable and not lacking:
        lacking.append(NO_AFFORDABILITY)
    if not reasons and not lacking:
        lacking.append(" or ".join(dict.fromkeys(c.measure for c in product.target)))
    return Asked(
        product=product,
        reasons=reasons,
        eligible=bench.tests(product.eligible),
        negative=bench.tests(product.negative),
        missing=tuple(dict.fromkeys(lacking)),
    )


def barriers(asked: Asked, bench: Bench, settings: RecommendSettings) -> Codes:
    """Return for each customer the first thing that forbids the product; 0 where nothing does.

    Consent and the segment are not looked at here: this is about what a customer may have. A figure
    that the table has, but not for this customer, forbids too. O(n) per condition.
    """
    code = np.zeros(bench.rows, np.int8)
    rules = [*_afford(asked, bench, settings)] if asked.product.kind == "credit" else []
    for i, test in enumerate(asked.negative):
        rules.append((NEGATIVE + i, bench.holds(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((ELIGIBLE + i, bench.known(test) & ~bench.holds(test)))
    for i, test in enumerate(asked.negative):
        rules.append((NEGATIVE_UNKNOWN + i, ~bench.known(test)))
    for i, test in enumerate(asked.eligible):
        rules.append((ELIGIBLE_UNKNOWN + i, ~bench.known(test)))
    for number, forbidden in rules:
        code[(code == FREE) & forbidden] = number
    return code


def _afford(
    asked: Asked, bench: Bench, settings: RecommendSettings
) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    unknown = []
    for i, name in enumerate(AFFORDABLE):
        if not bench.has(name):
            continue
        values, known = bench.measures[name].values, bench.place(name).known
        with np.errstate(invalid="ignore"):
            yield AFFORD + i, known & _beyond(name, values, asked.product, settings)
        unknown.append((NOT_KNOWN_AFFORD + i, ~known))
    yield from unknown


def _beyond(
    name: str, values: npt.NDArray[np.float64], product: Product, settings: RecommendSettings
) -> npt.NDArray[np.bool_]:
    """Tell who is below the floor or over a limit, with what the product would add."""
    own = getattr(product.limits, "score_floor" if name == "credit score" else _key(name))
    if name == "credit score":
        floor = settings.score_floor if own is None else max(own, settings.score_floor)
        return np.asarray(values < floor)
    limit = float(getattr(settings, _key(name)))
    limit = limit if own is None else min(own, limit)
    adds = float(getattr(product.adds, _key(name), 0.0))
    if product.secured and name == "loan to income":
        # What is owed today must keep to the limit; with the pledge behind it, more may be added.
        return np.asarray((values > limit) | (values + adds > settings.secured_loan_to_income))
    return np.asarray(values + adds > limit)


def _key(name: str) -> str:
    return name.replace(" ", "_")


def stretched(bench: Bench, settings: RecommendSettings) -> npt.NDArray[np.bool_]:
    """Tell who is beyond a limit of affordability today."""
    found = np.zeros(bench.rows, bool)
    for name, limit in limits_of(settings).items():
        if bench.has(name):
            found |= bench.holds(Test(measure=name, code="", over=limit))
    return found


def said(code: int, eligible: Sequence[Test], negative: Sequence[Test]) -> str:
    """Say a barrier in short; the tests are the product's."""
    families: tuple[tuple[int, Callable[[int], str]], ...] = (
        (SEGMENT, lambda _: _PLAIN[SEGMENT]),
        (ELIGIBLE_UNKNOWN, lambda i: f"{eligible[i].measure} not known"),
        (NEGATIVE_UNKNOWN, lambda i: f"{negative[i].measure} not known"),
        (ELIGIBLE, lambda i: f"not eligible (needs {eligible[i].code})"),
        (NEGATIVE, lambda i: f"negative market ({negative[i].code})"),
        (NOT_KNOWN_AFFORD, lambda i: f"{AFFORDABLE[i]} not known"),
        (AFFORD, lambda i: f"{AFFORDABLE[i]} over its limit" if i else "below the score floor"),
        (REFUSED, lambda i: _PLAIN[REFUSED + i]),
    )
    first, tell = next(family for family in families if code >= family[0])
    return tell(code - first)


_PLAIN = {
    REFUSED: "opted out",
    NO_CONSENT: "not known to agree",
    SEGMENT: "not for this segment",
}
