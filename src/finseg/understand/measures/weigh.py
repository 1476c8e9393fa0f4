"""What do heading, values and other columns say together of what each column measures?

Columns with what their own heading says in, the same with every facet weighed out. What the
settings give is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from finseg.records.dataset import Column
from finseg.records.measure import FACETS, Certainty, Facet, FacetName, Measure, Scale, Whom
from finseg.understand.column_summary import Look
from finseg.understand.measures.blocks import read_blocks
from finseg.understand.measures.clues import Clue, weigh_clues
from finseg.understand.measures.heading_clues import DIRECTIONS, find_heading_clues
from finseg.understand.measures.owners import complete_owners
from finseg.understand.measures.relation_clues import find_relation_clues
from finseg.understand.measures.value_clues import find_value_clues
from finseg.understand.table_sample import TableSample


def weigh_measures(looks: Sequence[Look], columns: Sequence[Column]) -> list[Column]:
    """Weigh all evidence about the columns of one table.

    Parameters
    ----------
    looks : sequence of Look
        One for each column.
    columns : sequence of Column
        With the quantity, the period and the scale that the heading says.

    """
    columns = complete_owners(read_blocks(looks, columns))
    sample = TableSample(looks)
    clues: dict[tuple[int, FacetName], list[Clue]] = {}
    for clue in (
        *find_heading_clues(looks, columns),
        *find_value_clues(looks, columns),
        *find_relation_clues(sample, columns),
    ):
        clues.setdefault((clue.place, clue.facet), []).append(clue)
    return [_weigh_column(place, column, clues) for place, column in enumerate(columns)]


def _weigh_column(
    place: int, column: Column, clues: Mapping[tuple[int, FacetName], Sequence[Clue]]
) -> Column:
    facets: dict[str, Any] = {
        name: weigh_clues(getattr(column.measure, name), clues.get((place, name), ()))
        for name in FACETS
    }
    measure = replace(column.measure, **facets)
    if column.kind in ("number", "category"):
        measure = _add_defaults(measure)
    if column.reason_code in ("coded", "composite"):
        certain: Certainty = "open" if column.confidence == "low" else "sure"
        scale: Facet[Scale] = Facet(value="code", certainty=certain, evidence=(column.reason,))
        measure = replace(measure, scale=scale)
    return _withhold_amounts(replace(column, measure=measure))


def _add_defaults(measure: Measure) -> Measure:
    """Fill in what follows from the quantity where nothing speaks for another thing."""
    quantity = measure.quantity
    known = quantity.value != "none" and quantity.certainty != "open"
    if not measure.whom.evidence and measure.whom.certainty == "open":
        # Rows are customers, so it is likely; no word and no value of its own makes it sure.
        likely: Certainty = "likely"
        whom: Facet[Whom] = Facet(value="customer", certainty=likely, evidence=quantity.evidence)
        measure = replace(measure, whom=whom)
    good = DIRECTIONS.get(quantity.value, "")
    if quantity.value == "balance" and measure.owner.acts:
        good = "more is better" if measure.owner.value == "held" else "more is worse"
    if known and good and not measure.direction.evidence and measure.direction.certainty == "open":
        certain = _limit(quantity.certainty)
        measure = replace(
            measure, direction=Facet(value=good, certainty=certain, evidence=quantity.evidence)
        )
    return measure


def _limit(certainty: Certainty) -> Certainty:
    """Return what may follow from a quantity: a given one makes what follows sure, not given."""
    return "sure" if certainty == "given" else certainty


def _withhold_amounts(column: Column) -> Column:
    """Let nothing act on figures that are no amounts, or whose scale is in doubt."""
    scale = column.measure.scale
    if column.measure.holds_amounts or scale.certainty == "open":
        return column
    measure = replace(
        column.measure,
        quantity=_lower(column.measure.quantity, scale.evidence),
        owner=_lower(column.measure.owner, scale.evidence),
        per=_lower(column.measure.per, scale.evidence),
        ends=None,
    )
    return replace(column, measure=measure, unit="none")


def _lower(facet: Facet[Any], why: Sequence[Any]) -> Facet[Any]:
    if facet.certainty != "sure":
        return facet
    return replace(
        facet, certainty="likely", evidence=tuple(dict.fromkeys([*why, *facet.evidence]))
    )
