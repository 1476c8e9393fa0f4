"""What did the guardrails do?

What was asked and decided in; one `Guard` per guardrail out, with the number of customers for whom
it acted, or the plain word that it could not be checked on this table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.document.numbers import write_exact
from finseg.recommend.barriers import (
    AFFORD,
    AFFORDABLE,
    ELIGIBLE,
    HELP_FIRST,
    NEGATIVE,
    NEGATIVE_UNKNOWN,
    NOT_KNOWN_AFFORD,
    SECURED,
    SEGMENT,
    STRETCHING,
    Asked,
    find_credit_limit,
    find_stretched_customers,
)
from finseg.recommend.conditions import Bench
from finseg.recommend.products import Product
from finseg.records.dataset import Dataset
from finseg.records.offers import Decisions, Guard
from finseg.settings import RecommendSettings


def find_guards(
    dataset: Dataset,
    asked: Sequence[Asked],
    decisions: Decisions,
    bench: Bench,
    settings: RecommendSettings,
) -> tuple[Guard, ...]:
    """Count for how many customers each guardrail acted. O(products × n)."""
    codes = decisions.withheld
    open_ = [one for one in asked if not one.missing]

    def count_affected(first: int, beyond_last: int) -> int:
        return int(((codes >= first) & (codes < beyond_last)).any(axis=0).sum())

    lent = [one.product for one in open_ if one.product.kind == "credit"]
    afford = [
        _make_credit_guard(name, lent, bench, settings, count_affected(AFFORD + i, AFFORD + i + 1))
        for i, name in enumerate(AFFORDABLE)
        if name != SECURED or bench.has_measure(SECURED)
    ]
    known = (codes >= NOT_KNOWN_AFFORD) & (codes < NEGATIVE)
    known |= (codes >= NEGATIVE_UNKNOWN) & (codes < SEGMENT)
    return (
        _make_consent_guard(dataset, decisions),
        *afford,
        _make_help_guard(open_, decisions, bench, settings),
        Guard(
            name="negative market",
            rule="nothing to whom the product is not for",
            customers=count_affected(NEGATIVE, ELIGIBLE)
            if any(one.negative for one in open_)
            else None,
        ),
        Guard(
            name="eligibility",
            rule="checked customer by customer, not on averages",
            customers=count_affected(ELIGIBLE, NEGATIVE_UNKNOWN)
            if any(one.eligible for one in open_)
            else None,
        ),
        Guard(
            name="not known",
            rule="no claim on a figure that the customer lacks",
            customers=int(known.any(axis=0).sum()),
        ),
        Guard(
            name="segment",
            rule="nothing in a segment that the product is not for",
            customers=count_affected(SEGMENT, SEGMENT + 1),
        ),
        _make_protected_guard(dataset),
    )


def _make_consent_guard(dataset: Dataset, decisions: Decisions) -> Guard:
    there = bool(dataset.select_by_role("consent"))
    return Guard(
        name="consent",
        rule="nothing for who refused or, unless set otherwise, is not known to agree"
        if there
        else "no column says who may be contacted",
        customers=int((decisions.contact != 0).sum()) if there else None,
    )


def _make_credit_guard(
    name: str, lent: Sequence[Product], bench: Bench, settings: RecommendSettings, acted: int
) -> Guard:
    """Describe one limit on credit: those it was held against, or why it was not."""
    label = "score floor" if name == "credit score" else name
    told = [
        said_
        for pledge in (False, True)
        if (
            said_ := _write_credit_limits(
                [p for p in lent if p.secured is pledge], name, bench, settings
            )
        )
    ]
    if not told:
        why = (
            "no credit could be decided on"
            if bench.has_measure(name)
            else f"no {name} in this table"
        )
        return Guard(name=label, rule=why, customers=None)
    limits = f"{told[0]} ({told[1]} with a pledge)" if len(set(told)) == 2 else told[0]
    rule = f"no credit below a {name} of {limits}"
    if name != "credit score":
        rule = f"no credit beyond a {name} of {limits}, with what it adds"
    return Guard(name=label, rule=rule, customers=acted)


def _write_credit_limits(
    products: Sequence[Product], name: str, bench: Bench, settings: RecommendSettings
) -> str:
    limits = {find_credit_limit(product, name, bench, settings) for product in products}
    return " or ".join(
        f"{write_exact(limit)}" for limit in sorted(x for x in limits if x is not None)
    )


def _make_help_guard(
    asked: Sequence[Asked], decisions: Decisions, bench: Bench, settings: RecommendSettings
) -> Guard:
    helps = [p for p, one in enumerate(asked) if one.product.stretched]
    helped = find_stretched_customers(bench, settings) & np.isin(decisions.offers, helps).any(
        axis=1
    )
    helped |= (decisions.withheld == HELP_FIRST).any(axis=0)
    return Guard(
        name="help instead of debt",
        rule="help and savings for who is beyond a limit today; nothing is sold beside help",
        customers=int(helped.sum()) if any(map(bench.has_measure, STRETCHING)) else None,
    )


def _make_protected_guard(dataset: Dataset) -> Guard:
    names = ", ".join(c.name for c in dataset.select_by_role("protected"))
    return Guard(
        name="protected attributes",
        rule=f"never read{f' ({names})' if names else ''}; age is a legal limit only, never a "
        "reason",
        customers=None,
        always=True,
    )
