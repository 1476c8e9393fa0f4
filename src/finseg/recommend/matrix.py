"""Which product is for which segment, and which is it not for?

Subjects (what is known of each segment), products and who may have them in; one `Cell` per product
and segment with its reasons out. A claim holds only with the whole of its interval, as in names.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Numbers, write_count, write_percent
from finseg.interpret.claims import Subject, weigh_claim
from finseg.interpret.lexicon import ClaimRule
from finseg.maths.association import wilson_interval
from finseg.maths.effects import mean_interval
from finseg.recommend.barriers import (
    AFFORDABLE,
    FREE,
    STRETCHING,
    Asked,
    describe_barrier,
    find_credit_limit,
    find_stretched_customers,
    get_affordability_limits,
)
from finseg.recommend.conditions import Bench
from finseg.recommend.products import Product
from finseg.records.offers import Cell, Stance, write_share_and_count
from finseg.settings import RecommendSettings

Codes = npt.NDArray[np.int8]
Integers = npt.NDArray[np.int64]
Limits = tuple[tuple[str, float], ...]  # figure of affordability, and what it is held against
_MOST_REASONS = 2
_MANY = 1 / 3  # of a segment's customers, from which it is a target for what helps the stretched


def make_cells(
    asked: Sequence[Asked],
    codes: Sequence[Codes],
    bench: Bench,
    segment: Integers,
    subjects: Sequence[Subject],
    settings: RecommendSettings,
    figures: Numbers,
) -> tuple[Cell, ...]:
    """Fill the matrix.

    Parameters
    ----------
    asked : sequence of Asked
        The products.
    codes : one array of shape (n,) per product
        What forbids it to each customer, 0 for nothing.
    bench : Bench
        The customers' figures.
    segment : array of shape (n,)
    subjects : one per segment

    """
    k = len(subjects)
    sizes = np.bincount(segment, minlength=k)
    counts = np.bincount(segment[find_stretched_customers(bench, settings)], minlength=k)
    told = any(map(bench.has_measure, STRETCHING))
    beyond = [int(c) if told else None for c in counts]
    seen: dict[Limits, list[tuple[str, ...]]] = {}
    cells = []
    for p, one in enumerate(asked):
        lent = one.product.kind == "credit" and not one.missing
        limits = _collect_mean_limits(one.product, bench, settings) if lent else ()
        if limits not in seen:
            seen[limits] = _find_strained_segments(limits, bench, segment, k, figures)
        strained = seen[limits]
        for s in range(k):
            own = codes[p][segment == s]
            stance: Stance
            reasons: tuple[str, ...]
            if lent and strained[s]:
                stance, reasons = "not for", strained[s]
            else:
                stance, reasons = _decide_stance(
                    one, own, beyond[s], subjects[s], settings, figures
                )
            free = float((own == FREE).mean()) if sizes[s] else 0.0
            cells.append(
                Cell(
                    product=p,
                    segment=s,
                    stance=stance,
                    reasons=reasons,
                    eligible=0.0 if stance == "unknown" else free,
                )
            )
    return tuple(cells)


def _collect_mean_limits(product: Product, bench: Bench, settings: RecommendSettings) -> Limits:
    """Return what the means of a segment are held against.

    No pledge helps a segment that is as a whole beyond what can be carried today.
    """
    out = []
    today = get_affordability_limits(settings)
    for name in AFFORDABLE:
        own = find_credit_limit(product, name, bench, settings)
        limits = [x for x in (own, today.get(name)) if x is not None]
        if bench.has_measure(name) and limits:
            out.append((name, min(limits)))
    return tuple(out)


def _find_strained_segments(
    limits: Limits, bench: Bench, segment: Integers, k: int, figures: Numbers
) -> list[tuple[str, ...]]:
    """Say why a segment as a whole is not one to lend to: its mean is beyond a limit.

    The whole 95 % interval of the mean must be. No credit is promoted to such a segment.
    """
    return [
        tuple(
            told
            for name, limit in limits
            if (told := _describe_mean_breach(bench, name, limit, segment == s, figures))
        )
        for s in range(k)
    ]


def _describe_mean_breach(
    bench: Bench, name: str, limit: float, inside: npt.NDArray[np.bool_], figures: Numbers
) -> str:
    measure = bench.measures[name]
    values = measure.values[inside & bench.get_place(name).known]
    if not len(values):
        return ""
    mean = float(values.mean())
    low, high = mean_interval(mean, float(values.std()), len(values))
    floor = name == "credit score"
    if not (high < limit if floor else low > limit):  # not with too few to have an interval
        return ""
    written = [figures.write_beside_limit(v, limit, measure.unit) for v in (mean, low, high)]
    side = "below the floor" if floor else "over the limit"
    return (
        f"mean {measure.label} {written[0]} ({written[1]} … {written[2]}), {side} of "
        f"{figures.write_limit(limit, measure.unit)}"
    )


def _decide_stance(
    asked: Asked,
    own: Codes,
    beyond: int | None,
    subject: Subject,
    settings: RecommendSettings,
    figures: Numbers,
) -> tuple[Stance, tuple[str, ...]]:
    if asked.missing:
        return "unknown", (f"the table has no {', no '.join(asked.missing)}",)
    against = _find_true_claims(asked.product.against, subject, figures)
    if against:
        return "not for", against
    free = int((own == FREE).sum())
    _, most = wilson_interval(free, len(own))
    if len(own) and most < settings.least_eligible:
        return "not for", (_describe_main_barrier(asked, own, free),)
    reasons = _find_true_claims(asked.product.need, subject, figures)
    strained = _write_strained_share(beyond, len(own)) if asked.product.stretched else ""
    if strained and beyond and wilson_interval(beyond, len(own))[0] >= _MANY:
        reasons = (strained, *reasons)
    if reasons:
        return "target", reasons[:_MOST_REASONS]
    unmet = _describe_unmet_need(asked.product.need, subject, figures)
    return "neutral", (*([strained] if strained else []), *unmet)


def _write_strained_share(beyond: int | None, size: int) -> str:
    """Say how many of a segment need help; nothing where the table does not tell."""
    if beyond is None or not size:
        return ""
    many = write_percent(beyond / size) if beyond else "none"
    return f"{many} of them {'are' if beyond else 'is'} beyond a limit of affordability"


def _describe_unmet_need(
    rules: Sequence[ClaimRule], subject: Subject, figures: Numbers
) -> tuple[str, ...]:
    """Give the figure of the first need that can be weighed, which bears no claim out."""
    for rule in rules:
        if _can_weigh_claim(rule, subject):
            return (f"not shown that they {rule.says}: {weigh_claim(rule, subject).figure}",)
    told = " or ".join(rule.says for rule in rules)
    return (f"no column tells whether they {told}",) if told else ()


def _can_weigh_claim(rule: ClaimRule, subject: Subject) -> bool:
    return {a for a in (rule.axis, rule.more_than) if a} <= subject.bands.keys()


def _find_true_claims(
    rules: Sequence[ClaimRule], subject: Subject, figures: Numbers
) -> tuple[str, ...]:
    """Return the figures of the claims that hold of a segment."""
    told = []
    for rule in rules:
        if _can_weigh_claim(rule, subject):
            claim = weigh_claim(rule, subject)
            if claim.holds:
                told.append(f"they {rule.says}: {claim.figure}")
    return tuple(told)


def _describe_main_barrier(asked: Asked, own: Codes, free: int) -> str:
    """Say that hardly anybody may have it, and what forbids it most."""
    found = np.bincount(own[own != FREE])
    code, number = int(found.argmax()), int(found.max())
    why = describe_barrier(code, asked.eligible, asked.negative)
    few = (
        f"only {write_share_and_count(free, len(own))}"
        if free
        else f"none of {write_count(len(own), 'customer')}"
    )
    return f"{few} may have it; the most frequent bar ({write_percent(number / len(own))}): {why}"
