"""How many customers did each guardrail affect?

What was asked and decided in; one `Guard` per guardrail out, with the number of customers for whom
it acted, or that it could not be checked on this table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finseg.document.said import ColumnName, Exact, Names, Said, Text, clause, join_said, say
from finseg.maths.arrays import Bools
from finseg.recommend.barriers import (
    AFFORDABLE,
    SCORE,
    SECURED,
    STRETCHING,
    Asked,
    find_credit_limit,
)
from finseg.recommend.conditions import Bench
from finseg.recommend.consent import ALLOWED
from finseg.recommend.decide import find_barred_customers
from finseg.recommend.products import Product
from finseg.recommend.standing import StandingFound
from finseg.records.dataset import Dataset
from finseg.records.deciding import Deciding
from finseg.records.offers import UNKNOWN_BARRIERS, Barrier, Decisions, Guard, Standing
from finseg.settings import AffordabilitySettings


def find_guards(
    dataset: Dataset,
    asked: Sequence[Asked],
    decisions: Decisions,
    bench: Bench,
    beyond: Bools,
    standing: StandingFound,
    deciding: Deciding,
    own: AffordabilitySettings,
) -> tuple[Guard, ...]:
    """Count for how many customers each guardrail acted; `beyond`: who is over a limit today.

    O(products × n).
    """
    open_ = [one for one in asked if not one.missing]

    def count_affected(*barriers: Barrier, by: int | None = None) -> int:
        hit = find_barred_customers(decisions.withheld, barriers)
        if by is not None:
            hit &= decisions.withheld_by == by
        return int(hit.any(axis=0).sum())

    lent = [one.product for one in open_ if one.product.kind == "credit"]
    afford = [
        _make_credit_guard(
            name, lent, bench, own, count_affected(Barrier.SCORE_FLOOR, Barrier.OVER_LIMIT, by=i)
        )
        for i, name in enumerate(AFFORDABLE)
        if name != SECURED or bench.has_metric(SECURED)
    ]
    # Who sells no credit, and helps nobody with debts, has no limits of affordability.
    lends = any(one.product.kind == "credit" or one.product.stretched for one in asked)
    afford = [*afford, _make_help_guard(open_, decisions, bench, beyond)] if lends else []
    negative = any(one.negative for one in open_)
    eligible = any(one.eligible for one in open_)
    return (
        _make_consent_guard(dataset, decisions),
        *_make_standing_guards(standing),
        *afford,
        Guard(
            name="negative market",
            rule="no product for customers whom the product is not meant for",
            customers=count_affected(Barrier.NEGATIVE) if negative else None,
        ),
        Guard(
            name="eligibility",
            rule="each customer is checked on their own figures, not on an average",
            customers=count_affected(Barrier.NOT_ELIGIBLE) if eligible else None,
        ),
        Guard(
            name="figure not known",
            rule="no offer that depends on a figure which is missing for the customer",
            customers=count_affected(*UNKNOWN_BARRIERS),
        ),
        Guard(
            name="segment",
            rule="no product in a segment that the product is not for",
            customers=count_affected(Barrier.SEGMENT),
        ),
        _make_protected_guard(dataset, deciding, bench),
    )


def _make_consent_guard(dataset: Dataset, decisions: Decisions) -> Guard:
    there = bool(dataset.select_by_role("consent"))
    return Guard(
        name="consent",
        rule="no offer to customers who refused contact or, unless set otherwise, whose consent is "
        "unknown"
        if there
        else "no column says who may be contacted",
        customers=int((decisions.contact != ALLOWED).sum()) if there else None,
    )


def _make_standing_guards(found: StandingFound) -> list[Guard]:
    """Describe who is no longer offered anything, and by which columns that is known."""
    guards = [
        Guard(
            name=name,
            rule=say(
                rule,
                columns=join_said([ColumnName(c) for c in found.list_columns(standing)], ", "),
            ),
            customers=int((found.code == standing).sum()),
        )
        for standing, (name, rule) in _STANDING_RULES.items()
        if found.list_columns(standing)
    ]
    if guards:
        return guards
    rule = "no column says for sure who has left, has died, or is in default or collection"
    return [Guard(name="left, died or in default", rule=rule, customers=None)]


_STANDING_RULES: dict[Standing, tuple[str, str]] = {
    Standing.LEFT: (
        "has left",
        "no offer to customers who have left ({columns}), other than to win them back",
    ),
    Standing.DIED: ("has died", "no offer to customers who have died ({columns})"),
    Standing.IN_DEFAULT: (
        "in default or collection",
        "no offer to customers who are in default or collection ({columns})",
    ),
    Standing.EXCLUDED: ("excluded", "no offer to customers whom the settings exclude ({columns})"),
}


def _make_credit_guard(
    name: str,
    lent: Sequence[Product],
    bench: Bench,
    own: AffordabilitySettings,
    acted: int,
) -> Guard:
    """Describe one limit on credit: those it was held against, or why it was not."""
    label = "score floor" if name == SCORE else name
    by_pledge = [
        _write_credit_limits([p for p in lent if p.secured is pledge], name, bench, own)
        for pledge in (False, True)
    ]
    limits = list(dict.fromkeys(said for said in by_pledge if said))
    if not limits:
        no_credit = bench.has_metric(name)
        why = "no credit could be decided on" if no_credit else f"no {name} in this table"
        return Guard(name=label, rule=why, customers=None)
    pledged = clause(" ({limits} with a pledge)", limits=limits[1]) if len(limits) == 2 else ""
    rule = (
        "no credit below a {name} of {limits}{pledged}"
        if name == SCORE
        else "no credit that takes {name} over {limits}{pledged}"
    )
    return Guard(
        name=label, rule=say(rule, name=name, limits=limits[0], pledged=pledged), customers=acted
    )


def _write_credit_limits(
    products: Sequence[Product], name: str, bench: Bench, own: AffordabilitySettings
) -> Said:
    limits = {find_credit_limit(product, name, bench, own) for product in products}
    return join_said([Exact(limit) for limit in sorted(x for x in limits if x is not None)], " or ")


def _make_help_guard(
    asked: Sequence[Asked], decisions: Decisions, bench: Bench, beyond: Bools
) -> Guard:
    helps = [p for p, one in enumerate(asked) if one.product.stretched]
    helped = beyond & np.isin(decisions.offers, helps).any(axis=1)
    helped |= (decisions.withheld == Barrier.HELP_FIRST).any(axis=0)
    return Guard(
        name="help instead of debt",
        rule="help and savings for customers over a limit today; nothing is sold beside help",
        customers=int(helped.sum()) if any(map(bench.has_metric, STRETCHING)) else None,
    )


def _make_protected_guard(dataset: Dataset, deciding: Deciding, bench: Bench) -> Guard:
    """Say which protected columns are not read, which are, and what for."""
    ages = bench.metrics["age"].columns if bench.has_metric("age") else ()
    told: list[Text] = []
    never = [c.name for c in dataset.select_by_role("protected") if c.name not in ages]
    if never:
        told.append(say("{columns}: not read", columns=Names(tuple(never), most=len(never))))
    if ages:
        told.append(
            say(
                "{columns}: read only to see who is too young or too old for a product, never as a "
                "reason",
                columns=Names(ages),
            )
        )
    if deciding.protected:
        told.append(
            say(
                "{columns}: the segments are made of it, so the segment counts for nothing",
                columns=Names(deciding.protected),
            )
        )
    return Guard(
        name="protected attributes",
        rule=join_said(told) if told else "none in this table",
        customers=None,
        always=True,
    )
