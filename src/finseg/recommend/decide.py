"""Which products is each customer offered, and in which order?

Reasons, barriers and the matrix in; `Decisions` out. A product is offered where the customer has a
reason of their own that is clear enough, and nothing forbids it. The fit orders the offers: half a
point for a segment that is a target, and half the strength of the customer's clearest reason.
Segments that do not decide (`finseg.recommend.deciding`) count for nothing. No offer is a normal
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Bools, Codes, Ints, Places
from finseg.recommend.barriers import Asked, Barriers
from finseg.recommend.conditions import Bench
from finseg.recommend.consent import NOT_KNOWN, REFUSED
from finseg.records.offers import (
    Barrier,
    Cell,
    Decisions,
    Outcome,
    Standing,
    Test,
)

SLOTS = 3
_ALL_BITS = 0xFFFF_FFFF
_FIRST, _NEXT = 4.0, 2.0  # strengths of help, above all others whatever the segment


def is_help(asked: Asked) -> bool:
    """Tell whether a product is advice for customers beyond what they can afford."""
    return asked.product.stretched and asked.product.kind == "advice"


class Wanted(NamedTuple):
    """Who has which reasons for one product, and how clear the clearest is."""

    held: npt.NDArray[np.uint32]  # (n,) one bit per reason that holds, whether or not it acts
    strength: npt.NDArray[np.float32]  # (n,)
    known: Bools  # (n,) whether there is a figure for some reason at all


def find_reasons(asked: Asked, bench: Bench, beyond: Bools) -> Wanted:
    """Find each customer's reasons for a product, and how clear the clearest is.

    To who is beyond a limit of affordability, what helps goes before everything else: advice on
    the debt first, then what builds a reserve. Advice goes first as well where its reason is a
    figure of the customer's own (arrears, an overdraft), not a place among all.
    """
    held = np.zeros(bench.rows, np.uint32)
    strength = np.zeros(bench.rows, np.float32)
    known = np.zeros(bench.rows, bool)
    if asked.missing:
        return Wanted(held, strength, known)
    for i, test in enumerate(asked.reasons):
        true = bench.meets_test(test)
        known |= bench.is_known(test)
        held |= true.astype(np.uint32) << np.uint32(i)
        clear = _FIRST if is_help(asked) and _is_acute(test) else bench.weigh_reason(test)
        np.maximum(strength, clear, out=strength, where=true)
    if asked.product.stretched:
        strength[beyond & (held > 0)] = _FIRST if is_help(asked) else _NEXT
    return Wanted(held, strength, known)


def _is_acute(test: Test) -> bool:
    return any(limit is not None for limit in (test.over, test.at_least, test.at_most))


def find_acting_reasons(asked: Asked, want: Wanted, is_target: Bools) -> npt.NDArray[np.uint32]:
    """Return which reasons of each customer are clear enough for an offer, one bit each.

    Where the segment is a target, or help is urgent, the limits of the catalogue are enough.
    """
    near = is_target | (want.strength >= _NEXT)
    elsewhere, in_target = (np.uint32(m & _ALL_BITS) for m in (asked.elsewhere, asked.in_target))
    return np.asarray(want.held & np.where(near, in_target, elsewhere), np.uint32)


def decide_offers(
    asked: Sequence[Asked],
    barriers: Sequence[Barriers],
    wants: Sequence[Wanted],
    cells: Sequence[Cell],
    segment: Ints,
    deciding: Sequence[bool],
    contact: Codes,
    standing: Codes,
    most_offers: int,
) -> Decisions:
    """Choose the offers of every customer; `deciding` tells which segments count.

    Notes
    -----
    O(products × n). Equal fits are ordered by value less cost, then as in the catalogue.

    """
    n, k = len(segment), len(cells) // len(asked)
    fit = np.empty((len(asked), n), np.float32)
    withheld, withheld_by = (np.zeros((len(asked), n), np.int8) for _ in range(2))
    refused, unknown = contact == REFUSED, contact == NOT_KNOWN
    acting = []
    for p, (one, own, want) in enumerate(zip(asked, barriers, wants, strict=True)):
        own_cells = cells[p * k : (p + 1) * k]
        stances = [c.stance if deciding[c.segment] else "neutral" for c in own_cells]
        is_target = np.array([stance == "target" for stance in stances])[segment]
        # Who needs help is helped, whatever the averages of the others are.
        forbids = [stance == "not for" and not is_help(one) for stance in stances]
        not_for = np.array(forbids)[segment]
        score = np.float32(0.5) * (want.strength + is_target.astype(np.float32))
        acting.append(find_acting_reasons(one, want, is_target))
        enough = acting[p] > 0
        kind = own.kind.copy()
        kind[not_for & own.is_free] = Barrier.SEGMENT
        kind[unknown] = Barrier.CONSENT_UNKNOWN
        kind[refused] = Barrier.REFUSED
        fit[p] = np.where(enough & (kind == Barrier.NONE), score, -1.0)
        withheld[p] = np.where(enough, kind, Barrier.NONE)
        if own.by.any():
            withheld_by[p] = np.where(enough & (kind == own.kind), own.by, 0)
    offers, held = _choose_offers(asked, fit, withheld, acting, most_offers)
    return Decisions(
        offers=offers,
        held=held,
        withheld=withheld,
        withheld_by=withheld_by,
        contact=contact,
        standing=standing,
        outcome=_code_outcomes(
            offers, withheld, np.any([w.known for w in wants], axis=0), contact, standing
        ),
    )


def _code_outcomes(
    offers: npt.NDArray[np.int16], withheld: Codes, known: Bools, contact: Codes, standing: Codes
) -> Codes:
    """Say in a code what came out for each customer."""
    return np.select(
        [
            contact == REFUSED,
            (standing == Standing.LEFT) & (offers[:, 0] < 0),
            standing == Standing.DIED,
            standing == Standing.IN_DEFAULT,
            standing == Standing.EXCLUDED,
            contact == NOT_KNOWN,
            offers[:, 0] >= 0,
            (withheld != Barrier.NONE).any(axis=0),
            ~known,
        ],
        [
            Outcome.OPTED_OUT,
            Outcome.LEFT,
            Outcome.DIED,
            Outcome.IN_DEFAULT,
            Outcome.EXCLUDED,
            Outcome.CONSENT_UNKNOWN,
            Outcome.OFFER,
            Outcome.WITHHELD,
            Outcome.FIGURES_UNKNOWN,
        ],
        default=Outcome.NO_REASON,
    ).astype(np.int8)


def find_barred_customers(withheld: Codes, barriers: Sequence[Barrier]) -> Bools:
    """Tell where one of some barriers stands; faster than `numpy.isin` for so few."""
    found = np.zeros(withheld.shape, bool)
    for barrier in barriers:
        found |= withheld == barrier
    return found


def _choose_offers(
    asked: Sequence[Asked],
    fit: npt.NDArray[np.float32],
    withheld: Codes,
    acting: Sequence[npt.NDArray[np.uint32]],
    most: int,
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.uint32]]:
    """Take the best fit, then the next that the ones taken do not exclude; these are noted."""
    n = fit.shape[1]
    offers = np.full((n, SLOTS), -1, np.int16)
    held = np.zeros((n, SLOTS), np.uint32)
    order = np.array(sorted(range(len(asked)), key=lambda p: (-_compute_net_value(asked[p]), p)))
    fit = fit[order]
    place = {int(p): row for row, p in enumerate(order)}
    excluded = _find_exclusions(asked)
    for slot in range(most):
        chosen = _find_best_rows(fit, order)
        offers[:, slot] = chosen
        for p in range(len(asked)):
            taken = np.flatnonzero(chosen == p)
            held[taken, slot] = acting[p][taken]
            fit[place[p], taken] = -1.0
            for other, barrier in excluded[p].items():
                out = taken[fit[place[other], taken] > 0]
                fit[place[other], out] = -1.0
                withheld[other, out] = barrier
    return offers, held


def _find_best_rows(fit: npt.NDArray[np.float32], order: Places) -> npt.NDArray[np.int16]:
    """Return for each customer the first product that fits best; -1 where none does.

    Product by product, since `argmax` over so few rows of so many customers is slow.
    """
    best = np.zeros(fit.shape[1], np.float32)
    chosen = np.full(fit.shape[1], -1, np.int16)
    for product, own in zip(order, fit, strict=True):
        better = own > best
        chosen[better] = product
        np.copyto(best, own, where=better)
    return chosen


def _compute_net_value(asked: Asked) -> float:
    return (asked.product.value or 0.0) - (asked.product.cost or 0.0)


def _find_exclusions(asked: Sequence[Asked]) -> list[dict[int, Barrier]]:
    """Return for each product those that are not offered beside it, whichever says so, and why.

    Beside advice for the stretched nothing is sold but what is meant for the stretched as well:
    who needs help with a debt needs neither another one nor an investment.
    """
    places = {one.product.name: p for p, one in enumerate(asked)}
    out: list[dict[int, Barrier]] = [{} for _ in asked]
    for p, one in enumerate(asked):
        for name in one.product.excludes:
            out[p][places[name]] = out[places[name]][p] = Barrier.BESIDE
    for p, one in enumerate(asked):
        if is_help(one):
            for other, beside in enumerate(asked):
                if not beside.product.stretched:
                    out[p][other], out[other][p] = Barrier.HELP_FIRST, Barrier.BESIDE
    return out
