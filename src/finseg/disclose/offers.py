"""What may be said of offers, where few customers are meant?

Counts of the offers in, the same with the limit in the place of fewer out.
`finseg.disclose.rounding` has the rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from finseg.disclose.rounding import rounded, sizes_shown, unless_few
from finseg.document.numbers import percent
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
    small = {s for s, size in enumerate(sizes) if sizes_shown(sizes, least)[s] != size}
    return replace(
        offers,
        least=least,
        lines=tuple(_line(line, least) for line in offers.lines),
        cells=tuple(_cell(c, sizes, least) for c in offers.cells),
        guards=tuple(
            g if g.customers is None else replace(g, customers=rounded(g.customers, least))
            for g in offers.guards
        ),
        worth=tuple(
            _worth(w, sizes[w.segment], least, small=w.segment in small) for w in offers.worth
        ),
        actions=tuple(
            _action(action, size, least)
            for action, size in zip(offers.actions, sizes_shown(sizes, least), strict=True)
        ),
    )


def _action(action: Action, size: int, least: int) -> Action:
    """Say of few, and of all but few, that they are as many as the limit."""
    customers = rounded(action.customers, least)
    if 0 < size - customers < least <= size - least:
        customers = size - least
    return replace(action, customers=customers, size=size)


def _line(line: Line, least: int) -> Line:
    offered, first, withheld = (
        rounded(n, least) for n in (line.offered, line.first, line.withheld)
    )
    return replace(line, offered=offered, first=first, withheld=withheld)


def _cell(cell: Cell, sizes: Sequence[int], least: int) -> Cell:
    size = sizes[cell.segment]
    return replace(
        cell,
        eligible=unless_few(cell.eligible, size, least),
        reasons=tuple(_reason(reason, size, least) for reason in cell.reasons),
    )


def _reason(reason: str, size: int, least: int) -> str:
    """Say the shares of customers within a sentence so that few, and all but few, are not told."""

    def vague(found: re.Match[str]) -> str:
        told = _written(found[1])
        if not math.isnan(unless_few(told, size, least)):
            return found[0]
        return "few" if told < 0.5 else "nearly all"

    reason = _OF.sub(lambda found: _vague(found, least), reason)
    reason = _OF_THEM.sub(vague, reason)
    return _OF_BAR.sub(
        lambda f: "" if math.isnan(unless_few(_written(f[1]), size, least)) else f[0], reason
    )


def _written(share: str) -> float:
    return float(share.strip("<>").replace(",", ".")) / 100


def _vague(found: re.Match[str], least: int) -> str:
    size = int(re.sub(r"\D", "", found[2]))
    share = _written(found[1])
    limit = percent(least / max(size, least))
    if round(share * size) < least:
        return f"less than {limit} of {found[2]}"
    if 0 < size - round(share * size) < least:
        return f"all but less than {limit} of {found[2]}"
    return found[0]


def _worth(worth: Worth, size: int, least: int, *, small: bool) -> Worth:
    def told(criterion: Criterion) -> Criterion:
        few = criterion.name in _PERSONS and (
            small
            or (criterion.name != "size" and math.isnan(unless_few(criterion.score, size, least)))
        )
        return replace(criterion, figure="–", score=round(criterion.score, 1)) if few else criterion

    def too_low(why: str) -> str:
        reached = _REACHED.match(why)
        if reached and (small or math.isnan(unless_few(_written(reached[1]), size, least))):
            return "reach too low"
        return "size too low" if small and " of the customers, below " in why else why

    return replace(
        worth,
        attractiveness=tuple(map(told, worth.attractiveness)),
        strength=tuple(map(told, worth.strength)),
        knocked_out=tuple(map(too_low, worth.knocked_out)),
    )
