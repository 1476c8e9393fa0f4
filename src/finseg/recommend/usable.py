"""May this column be used as that metric, and may it be held against limits in its own unit?

A column and the metric it seems to hold in; the first facet that forbids it out. What is not sure
of a column does not act. Where only its scale is in doubt, a customer's place among all still
holds; limits in money, years or scores do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from finseg.derive.belief import can_believe, is_settled, name_debt_ratio
from finseg.derive.same_debt import find_same_debts
from finseg.document.said import ColumnName, Text, say
from finseg.maths.arrays import Floats
from finseg.records.acting import (
    Obstacle,
    find_direction_obstacle,
    find_owner_obstacle,
    find_period_obstacle,
    find_quantity_obstacle,
    find_same_scale_obstacle,
    find_scale_obstacle,
    find_whom_obstacle,
    make_obstacle,
)
from finseg.records.believable import BANDS, RatioName
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import Owner, Quantity
from finseg.understand.quantities import NATURES

_MONEY: tuple[Quantity, ...] = tuple(q for q, nature in NATURES.items() if nature == "money")
_OWNERS: dict[str, tuple[Owner, ...]] = {
    "debt": ("owed",),
    "savings": ("held",),
    "investment": ("held",),
    "income": ("flow in",),
    "spending": ("flow out",),
    "instalment": ("flow out",),
    "limit": ("limit",),
    "cash advance": ("flow out", "owed"),
}
# A debt burden that a column holds itself is a ratio by its own words.
_RATIOS: tuple[Quantity, ...] = ("ratio", "utilisation")
# How much somebody does or has is a number, whatever the heading says.
_COUNTS: tuple[Quantity, ...] = ("count", "frequency")
_COUNTED = frozenset({"activity", "products"})
LIMITS_ONLY = frozenset({"credit score", "utilisation", "debt service", "arrears", "age"})


class Sides(NamedTuple):
    """What stands above and below the line of a ratio."""

    above: Sequence[Column]
    below: Sequence[Column]


Doubt = Callable[[str, Sequence[str], Sequence[str], Floats], Text]
"""Says why a ratio of these columns, with these figures, is not used; "" where it is."""


def find_obstacle(
    column: Column, metric: str, quantities: Sequence[Quantity], *, is_given: bool
) -> Obstacle | None:
    """Say what keeps a column from being a metric at all; nothing where the settings name it."""
    if column.measure.scale.value == "code" and column.measure.scale.certainty != "open":
        return make_obstacle(column, "scale")
    if is_given:
        return None
    return (
        find_whom_obstacle(column)
        or _find_meaning_obstacle(column, metric, tuple(quantities))
        or _find_order_obstacle(column, metric)
    )


def find_limit_obstacle(column: Column, metric: str, *, is_given: bool) -> Obstacle | None:
    """Say what keeps a column from being held against limits in its own unit."""
    scale = column.measure.scale
    if metric == "credit score" and scale.acts and scale.value == "ranks":
        return None
    if is_given and (scale.certainty == "open" or not scale.value):
        return None
    return find_scale_obstacle(column)


def drop_same_debts(
    dataset: Dataset,
    holders: dict[str, list[Column]],
    given: Mapping[str, str],
    unusable: dict[str, Text],
) -> dict[str, str]:
    """Add up no debts of which one may be part of the other; nothing is then said of either."""
    debts = {c.name for c in holders.get("debt", ()) if c.name not in given}
    for pair in find_same_debts(dataset) if len(debts) > 1 else ():
        if {pair.part, pair.whole} <= debts:
            unusable.setdefault("debt", pair.write_reason())
            holders["debt"] = [c for c in holders["debt"] if c.name in given]
            return {pair.part: "", pair.whole: ""}
    return {}


def make_doubt(dataset: Dataset) -> Doubt:
    """Prepare what ratios are held against: both columns' facets, and what can be believed."""

    def doubt(name: str, above: Sequence[str], below: Sequence[str], values: Floats) -> Text:
        sides = Sides(
            tuple(dataset.find_column(c) for c in above),
            tuple(dataset.find_column(c) for c in below),
        )
        obstacle = _find_ratio_obstacle(name, sides)
        if obstacle is not None:
            return obstacle.write_reason()
        for one in dataset.unbelieved:
            if one.above in above and one.below in below and _is_kin(one.ratio, name):
                return one.write_reason()
        band = _choose_band(name, sides)
        if is_settled(sides.above, sides.below, _find_flows(name)) or can_believe(band, values):
            return ""
        return say(
            "{above} ÷ {below} comes to what cannot be believed: one of the two is in another "
            "unit or per another time",
            above=ColumnName(above[0]),
            below=ColumnName(below[0]),
        )

    return doubt


def _find_meaning_obstacle(
    column: Column, metric: str, quantities: tuple[Quantity, ...]
) -> Obstacle | None:
    if metric == "debt service":
        return find_quantity_obstacle(column, _RATIOS)
    if metric in _COUNTED:
        return find_quantity_obstacle(column, _COUNTS)
    if metric not in _OWNERS:
        return find_quantity_obstacle(column, quantities) if quantities else None
    return find_quantity_obstacle(column, _MONEY) or find_owner_obstacle(column, _OWNERS[metric])


def _find_order_obstacle(column: Column, metric: str) -> Obstacle | None:
    """Say whether it is not sure which end is which: of time since, and of scores and ranks."""
    if metric == "inactivity":
        return find_direction_obstacle(column, "more is worse")
    if metric != "credit score" and column.measure.scale.value == "ranks":
        return find_direction_obstacle(column, "more is better")
    return None


def _find_ratio_obstacle(name: str, sides: Sides) -> Obstacle | None:
    flowing = zip(sides, _find_flows(name), strict=True)
    periods = (find_period_obstacle(c) for side, flows in flowing if flows for c in side)
    scales = (find_same_scale_obstacle(a, b) for a in sides.above for b in sides.below)
    return next((found for found in (*periods, *scales) if found is not None), None)


def _find_flows(name: str) -> tuple[bool, bool]:
    """Say which side of a ratio is an amount per month or per year."""
    return name == "debt service", name != "utilisation"


def _choose_band(name: str, sides: Sides) -> RatioName:
    if name in ("loan to income", "secured loan to income"):
        return name_debt_ratio(sides.above)
    return next(band for band in BANDS if band == name)


def _is_kin(one: RatioName, name: str) -> bool:
    debts = ("loan to income", "card debt to income", "secured loan to income")
    return one == name or (one in debts and name in debts)
