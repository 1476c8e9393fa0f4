"""Say in one line what a column measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from finseg.document.said import Text
from finseg.records.dataset import Column
from finseg.records.measure import FACETS, Certainty, Facet, Measure, Owner

_WORDS = (*FACETS, "ends", "certainty", "evidence")


def make_measure(
    *,
    certainty: Certainty = "sure",
    evidence: Text = "",
    ends: tuple[float, float] | None = None,
    **facets: Any,
) -> Measure:
    """Make a measure: ``make_measure(quantity="income", per="month")``.

    Parameters
    ----------
    certainty : Certainty
        Of every facet that is named.
    evidence : Text
        The same for each of them.
    ends : pair of float, optional
    **facets : str

    """
    made: dict[str, Any] = {
        name: Facet(value=value, certainty=certainty, evidence=(evidence,) if evidence else ())
        for name, value in facets.items()
    }
    return Measure(ends=ends, **made)


OWNERS: Mapping[str, Owner] = {
    "savings": "held", "investment": "held", "property": "held", "loan": "owed", "debt": "owed",
    "income": "flow in", "spending": "flow out", "instalment": "flow out", "payment": "flow out",
    "limit": "limit", "available credit": "limit",
}  # fmt: skip


def make_sure_measure(quantity: str, **facets: Any) -> Measure:
    """Make a measure that may act: whose money it is goes with the quantity, the scale is plain."""
    usual = {"quantity": quantity, "owner": OWNERS.get(quantity, ""), "scale": "as is"}
    named = {name: value for name, value in (usual | facets).items() if value}
    return make_measure(**named)


def change_column(column: Column, changes: Mapping[str, Any]) -> Column:
    """Change a column; facets and the words of `make_measure` stand beside its own fields."""
    own = {key: value for key, value in changes.items() if key not in _WORDS}
    words = {key: value for key, value in changes.items() if key in _WORDS}
    if words:
        own["measure"] = make_measure(**words)
    return replace(column, **own)
