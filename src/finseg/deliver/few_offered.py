"""What may be said of offers, where few customers are meant?

Counts of the offers in, the same with the limit in the place of fewer out. `finseg.deliver.few` has
the rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from finseg.deliver.few import rounded, sizes_shown, unless_few
from finseg.document.numbers import percent
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Action, Cell, Line, Offers, Worth
from finseg.records.offers import Part as Criterion

_PERSONS = ("growth", "reach", "served", "size")  # criteria that are shares of customers
_OF = re.compile(r"([\d.,<>]+)[\u00a0\u202f ]?% of ([\d.,\u00a0\u202f ]*\d)(?= customers?)")


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
    return replace(
        cell,
        eligible=unless_few(cell.eligible, sizes[cell.segment], least),
        reasons=tuple(_OF.sub(lambda found: _vague(found, least), r) for r in cell.reasons),
    )


def _vague(found: re.Match[str], least: int) -> str:
    """Say a share of customers, within a sentence, so that a few of them are not counted."""
    size = int(re.sub(r"\D", "", found[2]))
    share = float(found[1].strip("<>").replace(",", ".")) / 100
    few = round(share * size) < least
    return f"less than {percent(least / max(size, least))} of {found[2]}" if few else found[0]


def _worth(worth: Worth, size: int, least: int, *, small: bool) -> Worth:
    def told(criterion: Criterion) -> Criterion:
        few = criterion.name in _PERSONS and (
            small
            or (criterion.name != "size" and math.isnan(unless_few(criterion.score, size, least)))
        )
        return replace(criterion, figure="–", score=round(criterion.score, 1)) if few else criterion

    return replace(
        worth,
        attractiveness=tuple(map(told, worth.attractiveness)),
        strength=tuple(map(told, worth.strength)),
    )
