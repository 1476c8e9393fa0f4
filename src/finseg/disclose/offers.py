"""What may be shown of offers that concern few customers?

Offers in; the same with the limit in the place of smaller counts, and without what tells of few
customers in reasons, criteria, guardrails and gaps, out. `finseg.disclose.rounding` and
`finseg.disclose.withhold` have the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finseg.disclose.rounding import hide_small_share, raise_small_count, raise_small_sizes
from finseg.disclose.withhold import withhold
from finseg.document.said import Share, Text, list_values
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Cell, Guard, Line, Offers
from finseg.records.targeting import Action, Criterion, Knockout, Part, Worth

_STEPS = 4  # of a score, 0 … 1, behind which the money of few may stand


def disclose_offers(offers: Offers, interpretation: Interpretation, least: int) -> Offers:
    """Return what is said of offers so that nothing in it is of fewer than `least` customers."""
    sizes = [s.size for s in interpretation.segments]
    shown = raise_small_sizes(sizes, least)
    small = {s for s, (own, told) in enumerate(zip(sizes, shown, strict=True)) if own != told}
    coarse = _find_coarse_criteria(offers.worth, least)
    return replace(
        offers,
        least=least,
        lines=tuple(_disclose_product_line(line, least) for line in offers.lines),
        cells=tuple(_disclose_offer_cell(c, sizes, least) for c in offers.cells),
        guards=tuple(_disclose_guard(guard, least) for guard in offers.guards),
        gaps=_withhold_each(offers.gaps, least),
        worth=tuple(
            _disclose_worth(w, least, small=w.segment in small, coarse=coarse) for w in offers.worth
        ),
        actions=tuple(
            _disclose_action(action, size, least)
            for action, size in zip(offers.actions, shown, strict=True)
        ),
    )


def _disclose_action(action: Action, size: int, least: int) -> Action:
    """Say of few that they are fewer than the limit, of all but few that they are more."""
    if 0 < action.customers < least:
        return replace(action, customers=least, size=size, bound="fewer")
    if 0 < size - action.customers < least <= size - least:
        return replace(action, customers=size - least, size=size, bound="more")
    return replace(action, size=size)


def _disclose_product_line(line: Line, least: int) -> Line:
    offered, first, withheld = (
        raise_small_count(n, least) for n in (line.offered, line.first, line.withheld)
    )
    return replace(line, offered=offered, first=first, withheld=withheld)


def _disclose_guard(guard: Guard, least: int) -> Guard:
    customers = guard.customers
    return replace(
        guard,
        rule=withhold(guard.rule, least) or guard.name,
        customers=None if customers is None else raise_small_count(customers, least),
    )


def _disclose_offer_cell(cell: Cell, sizes: Sequence[int], least: int) -> Cell:
    reasons = _withhold_each(cell.reasons, least)
    if cell.reasons and not reasons:
        reasons = ("the reasons rest on few customers",)
    return replace(
        cell,
        eligible=hide_small_share(cell.eligible, sizes[cell.segment], least),
        reasons=reasons,
    )


def _withhold_each(texts: Sequence[Text], least: int) -> tuple[Text, ...]:
    """Return what is left of each; nothing of those of which nothing is."""
    return tuple(shown for text in texts if (shown := withhold(text, least)))


def _find_coarse_criteria(worth: Sequence[Worth], least: int) -> frozenset[Criterion]:
    """Return the criteria measured by what customers hold, where few hold it in some segment.

    The shares of money add up to 1, and every score is one of the largest: with those of the other
    segments, and their means, that of the few could be computed.
    """
    return frozenset(
        part.name
        for one in worth
        for part in (*one.attractiveness, *one.strength)
        for value in list_values(part.figure)
        if isinstance(value, Share) and value.customers is not None and 0 < value.customers < least
    )


def _disclose_worth(
    worth: Worth, least: int, *, small: bool, coarse: frozenset[Criterion]
) -> Worth:
    """Withhold what tells of few; of a segment whose size is rounded, every share of it."""

    def show(text: Text) -> Text | None:
        return None if small and _holds_share_of_customers(text) else withhold(text, least)

    def disclose_criterion(criterion: Part) -> Part:
        if criterion.name in coarse:
            return replace(criterion, figure="–", score=round(_STEPS * criterion.score) / _STEPS)
        figure = show(criterion.figure)
        if figure == criterion.figure:
            return criterion
        return replace(criterion, figure=figure or "–", score=round(criterion.score, 1))

    def disclose_knockout(knockout: Knockout) -> Knockout:
        return replace(knockout, said=show(knockout.said) or f"{knockout.criterion} too low")

    return replace(
        worth,
        attractiveness=tuple(map(disclose_criterion, worth.attractiveness)),
        strength=tuple(map(disclose_criterion, worth.strength)),
        knocked_out=tuple(map(disclose_knockout, worth.knocked_out)),
    )


def _holds_share_of_customers(text: Text) -> bool:
    return any(isinstance(v, Share) and v.of is not None for v in list_values(text))
