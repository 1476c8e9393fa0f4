"""What may be said of offers, where few customers are meant?

Counts of the offers in, the same with the limit in the place of fewer out.
`finseg.disclose.rounding` has the rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from finseg.disclose.rounding import hide_small_share, raise_small_count, raise_small_sizes
from finseg.document.numbers import write_percent
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Action, Cell, Line, Offers, Worth
from finseg.records.offers import Part as Criterion

_PERSONS = ("growth", "reach", "served", "size")  # criteria that are shares of customers
_SHARE = r"([<>]?\d+(?:[.,]\d+)?)[\u00a0\u202f ]?%"
_OF = re.compile(_SHARE + r" of ([\d.,\u00a0\u202f ]*\d)(?= customers?)")
_OF_THEM = re.compile(_SHARE + r"(?= of them (are|have) )")  # of a segment's customers
_REACHED = re.compile("reach " + _SHARE)  # a criterion of weight 0 is no part, but knocks out
_OF_BAR = re.compile(r" \(" + _SHARE + r"\)(?=: )")


def disclose_offers(offers: Offers, interpretation: Interpretation, least: int) -> Offers:
    """Return what is said of offers so that nothing in it is of fewer than `least` customers."""
    sizes = [s.size for s in interpretation.segments]
    small = {s for s, size in enumerate(sizes) if raise_small_sizes(sizes, least)[s] != size}
    return replace(
        offers,
        least=least,
        lines=tuple(_disclose_product_line(line, least) for line in offers.lines),
        cells=tuple(_disclose_offer_cell(c, sizes, least) for c in offers.cells),
        guards=tuple(
            g
            if g.customers is None
            else replace(g, customers=raise_small_count(g.customers, least))
            for g in offers.guards
        ),
        worth=tuple(
            _disclose_worth(w, sizes[w.segment], least, small=w.segment in small)
            for w in offers.worth
        ),
        actions=tuple(
            _disclose_action(action, size, least)
            for action, size in zip(offers.actions, raise_small_sizes(sizes, least), strict=True)
        ),
    )


def _disclose_action(action: Action, size: int, least: int) -> Action:
    """Say of few, and of all but few, that they are as many as the limit."""
    customers = raise_small_count(action.customers, least)
    if 0 < size - customers < least <= size - least:
        customers = size - least
    return replace(action, customers=customers, size=size)


def _disclose_product_line(line: Line, least: int) -> Line:
    offered, first, withheld = (
        raise_small_count(n, least) for n in (line.offered, line.first, line.withheld)
    )
    return replace(line, offered=offered, first=first, withheld=withheld)


def _disclose_offer_cell(cell: Cell, sizes: Sequence[int], least: int) -> Cell:
    size = sizes[cell.segment]
    return replace(
        cell,
        eligible=hide_small_share(cell.eligible, size, least),
        reasons=tuple(_blur_reason(reason, size, least) for reason in cell.reasons),
    )


def _blur_reason(reason: str, size: int, least: int) -> str:
    """Say the shares of customers within a sentence so that few, and all but few, are not told."""

    def blur_share_of_them(found: re.Match[str]) -> str:
        told = _parse_share(found[1])
        if not math.isnan(hide_small_share(told, size, least)):
            return found[0]
        return "few" if told < 0.5 else "nearly all"

    reason = _OF.sub(lambda found: _blur_share_of_count(found, least), reason)
    reason = _OF_THEM.sub(blur_share_of_them, reason)
    return _OF_BAR.sub(
        lambda f: "" if math.isnan(hide_small_share(_parse_share(f[1]), size, least)) else f[0],
        reason,
    )


def _parse_share(share: str) -> float:
    return float(share.strip("<>").replace(",", ".")) / 100


def _blur_share_of_count(found: re.Match[str], least: int) -> str:
    size = int(re.sub(r"\D", "", found[2]))
    share = _parse_share(found[1])
    limit = write_percent(least / max(size, least))
    if round(share * size) < least:
        return f"less than {limit} of {found[2]}"
    if 0 < size - round(share * size) < least:
        return f"all but less than {limit} of {found[2]}"
    return found[0]


def _disclose_worth(worth: Worth, size: int, least: int, *, small: bool) -> Worth:
    def disclose_criterion(criterion: Criterion) -> Criterion:
        few = criterion.name in _PERSONS and (
            small
            or (
                criterion.name != "size"
                and math.isnan(hide_small_share(criterion.score, size, least))
            )
        )
        return replace(criterion, figure="–", score=round(criterion.score, 1)) if few else criterion

    def blur_shortfall(why: str) -> str:
        reached = _REACHED.match(why)
        if reached and (
            small or math.isnan(hide_small_share(_parse_share(reached[1]), size, least))
        ):
            return "reach too low"
        return "size too low" if small and " of the customers, below " in why else why

    return replace(
        worth,
        attractiveness=tuple(map(disclose_criterion, worth.attractiveness)),
        strength=tuple(map(disclose_criterion, worth.strength)),
        knocked_out=tuple(map(blur_shortfall, worth.knocked_out)),
    )
