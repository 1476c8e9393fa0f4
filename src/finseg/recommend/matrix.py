"""Which product is for which segment, and which is it not for?

What is known of each segment, products and who may have them in; one `Cell` per product and segment
with its reasons out. A claim holds only with the whole of its interval, as in names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from finseg.document.said import (
    BesideLimit,
    Customers,
    Limit,
    Said,
    Share,
    Text,
    clause,
    say,
)
from finseg.interpret.claims import Subject, weigh_claim
from finseg.interpret.lexicon import ClaimRule
from finseg.maths.arrays import Bools, Ints
from finseg.maths.association import wilson_interval
from finseg.maths.effects import mean_interval
from finseg.recommend.barriers import (
    AFFORDABLE,
    SCORE,
    STRETCHING,
    Asked,
    Barriers,
    describe_barrier,
    find_credit_limit,
    get_affordability_limits,
)
from finseg.recommend.conditions import Bench
from finseg.recommend.products import Product
from finseg.records.offers import Cell, Stance
from finseg.settings import AffordabilitySettings, RecommendSettings

Limits = tuple[tuple[str, float], ...]  # figure of affordability, and what it is held against
_MOST_REASONS = 2
_MANY = 1 / 3  # of a segment's customers, from which it is a target for what helps the stretched


class Counted(NamedTuple):
    """The customers of one segment, for one product."""

    size: int
    free: int  # who may have it
    beyond: int | None  # over a limit of affordability; None where the table does not tell


def make_cells(
    asked: Sequence[Asked],
    barriers: Sequence[Barriers],
    bench: Bench,
    beyond: Bools,
    segment: Ints,
    subjects: Sequence[Subject],
    settings: RecommendSettings,
) -> tuple[Cell, ...]:
    """Fill the matrix.

    Parameters
    ----------
    asked : sequence of Asked
        The products.
    barriers : sequence of Barriers
        Of each product: what forbids it to each customer.
    bench : Bench
        The customers' figures.
    beyond : array of shape (n,)
        Who is beyond a limit of affordability.
    segment : array of shape (n,)
    subjects : one per segment

    """
    own, k = settings.affordability, len(subjects)
    sizes = np.bincount(segment, minlength=k)
    counts = np.bincount(segment[beyond], minlength=k)
    can_tell = any(map(bench.has_metric, STRETCHING))
    counts_beyond = [int(c) if can_tell else None for c in counts]
    seen: dict[Limits, list[tuple[Text, ...]]] = {}
    cells = []
    for p, one in enumerate(asked):
        lent = one.product.kind == "credit" and not one.missing
        limits = _collect_mean_limits(one.product, bench, own) if lent else ()
        if limits not in seen:
            seen[limits] = _find_strained_segments(limits, bench, segment, k)
        strained = seen[limits]
        free = np.bincount(segment[barriers[p].is_free], minlength=k)
        for s in range(k):
            stance: Stance
            reasons: tuple[Text, ...]
            if lent and strained[s]:
                stance, reasons = "not for", strained[s]
            else:
                counted = Counted(int(sizes[s]), int(free[s]), counts_beyond[s])
                stance, reasons = _decide_stance(one, counted, subjects[s], settings)
                if stance == "not for" and not reasons:
                    held = barriers[p].select(segment == s)
                    reasons = (describe_main_barrier(one, held),)
            may = float(free[s] / sizes[s]) if sizes[s] else 0.0
            cells.append(
                Cell(
                    product=p,
                    segment=s,
                    stance=stance,
                    reasons=reasons,
                    eligible=0.0 if stance == "unknown" else may,
                )
            )
    return tuple(cells)


def _collect_mean_limits(product: Product, bench: Bench, own: AffordabilitySettings) -> Limits:
    """Return what the means of a segment are held against.

    No pledge helps a segment that is as a whole beyond what can be carried today.
    """
    out = []
    today = get_affordability_limits(own)
    for name in AFFORDABLE:
        for_credit = find_credit_limit(product, name, bench, own)
        limits = [x for x in (for_credit, today.get(name)) if x is not None]
        if bench.has_metric(name) and limits:
            out.append((name, min(limits)))
    return tuple(out)


def _find_strained_segments(
    limits: Limits, bench: Bench, segment: Ints, k: int
) -> list[tuple[Text, ...]]:
    """Say why a segment as a whole is not one to lend to: its mean is beyond a limit.

    The whole 95 % interval of the mean must be. No credit is promoted to such a segment.
    """
    return [
        tuple(
            breach
            for name, limit in limits
            if (breach := describe_mean_breach(bench, name, limit, segment == s))
        )
        for s in range(k)
    ]


def describe_mean_breach(bench: Bench, name: str, limit: float, inside: Bools) -> Text:
    """Say that the mean of some customers is beyond a limit; "" where it is not for sure."""
    metric = bench.metrics[name]
    values = metric.values[inside & bench.get_place(name).known]
    if not len(values):
        return ""
    mean = float(values.mean())
    low, high = mean_interval(mean, float(values.std()), len(values))
    floor = name == SCORE
    if not (high < limit if floor else low > limit):  # not with too few to have an interval
        return ""
    mean_, low_, high_ = (
        BesideLimit(v, limit, metric.unit, customers=len(values)) for v in (mean, low, high)
    )
    return say(
        "mean {label} {mean} ({low} … {high}), {side} of {limit}",
        label=metric.label,
        mean=mean_,
        low=low_,
        high=high_,
        side="below the floor" if floor else "over the limit",
        limit=Limit(limit, metric.unit),
    )


def _decide_stance(
    asked: Asked,
    counted: Counted,
    subject: Subject,
    settings: RecommendSettings,
) -> tuple[Stance, tuple[Text, ...]]:
    """Decide a cell; without a reason where hardly anybody may have the product."""
    if asked.missing:
        lacking = ", no ".join(map(str, asked.missing))
        return "unknown", (f"the table has no {lacking}",)
    against = _find_true_claims(asked.product.against, subject)
    if against:
        return "not for", against
    size, beyond = counted.size, counted.beyond
    _, most = wilson_interval(counted.free, size)
    if size and most < settings.least_eligible:
        return "not for", ()
    reasons = _find_true_claims(asked.product.need, subject)
    strained = describe_strained_share(beyond, size) if asked.product.stretched else ""
    if strained and beyond and wilson_interval(beyond, size)[0] >= _MANY:
        reasons = (strained, *reasons)
    if reasons:
        return "target", reasons[:_MOST_REASONS]
    unmet = _describe_unmet_need(asked.product.need, subject)
    return "neutral", (*([strained] if strained else []), *unmet)


def describe_strained_share(beyond: int | None, size: int) -> Text:
    """Say how many of a segment need help; "" where the table does not tell."""
    if beyond is None or not size:
        return ""
    if not beyond:
        return "none of them is over a limit of affordability"
    return say(
        "{share} of them are over a limit of affordability", share=Share(beyond / size, of=size)
    )


def _describe_unmet_need(rules: Sequence[ClaimRule], subject: Subject) -> tuple[Text, ...]:
    """Give the figure of the first need that can be weighed, which bears no claim out."""
    for rule in rules:
        if _can_weigh_claim(rule, subject):
            figure = weigh_claim(rule, subject).figure
            return (say("not shown that they {claim}: {figure}", claim=rule.says, figure=figure),)
    claims = " or ".join(rule.says for rule in rules)
    return (f"no column tells whether they {claims}",) if claims else ()


def _can_weigh_claim(rule: ClaimRule, subject: Subject) -> bool:
    return {a for a in (rule.axis, rule.more_than) if a} <= subject.bands.keys()


def _find_true_claims(rules: Sequence[ClaimRule], subject: Subject) -> tuple[Text, ...]:
    """Return the claims that hold of a segment, with their figures."""
    true = []
    for rule in rules:
        if _can_weigh_claim(rule, subject):
            claim = weigh_claim(rule, subject)
            if claim.holds:
                true.append(say("they {claim}: {figure}", claim=rule.says, figure=claim.figure))
    return tuple(true)


def describe_main_barrier(asked: Asked, held: Barriers) -> Said:
    """Say that hardly anybody may have it, and what forbids it most."""
    size, free = len(held.kind), int(held.is_free.sum())
    barrier, by, number = held.find_most_frequent()
    if free:
        few: Text = say(
            "only {share} of {all} may have it",
            share=Share(free / size, of=size),
            all=Customers(size),
        )
    else:
        few = say("none of {all} may have it", all=Customers(size))
    return say(
        "{few}; the most frequent reason: {why}{share}",
        few=few,
        why=describe_barrier(barrier, by, asked.eligible, asked.negative),
        share=clause(" ({share})", share=Share(number / size, of=size)),
    )
