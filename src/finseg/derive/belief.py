"""Can what a ratio comes to be believed, and which other reading would make it so?

The figures of a ratio with its two columns in; None, or an `UnbelievedRatio` with the readings that
would bring it to where such ratios lie, out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.maths.arrays import Floats
from finseg.records.believable import BANDS, Band, RatioName, Repair, UnbelievedRatio
from finseg.records.dataset import Column
from finseg.records.measure import Scale
from finseg.understand.balances import is_pledged

_THOUSAND, _MONTHS = 1000.0, 12.0
_UPPER = 0.95


def name_debt_ratio(debts: Sequence[Column]) -> RatioName:
    """Name what debts over an income are held against, by the largest kind among them."""
    if any(is_pledged(c) for c in debts):
        return "secured loan to income"
    if any(c.quantity == "loan" for c in debts):
        return "loan to income"
    return "card debt to income"


def doubt_ratio(
    name: RatioName,
    above: Column,
    below: Column,
    values: Floats,
    *,
    flows: tuple[bool, bool] = (False, False),
) -> UnbelievedRatio | None:
    """Hold a ratio against what can be believed; None where it can.

    Parameters
    ----------
    name : RatioName
    above, below : Column
        What was divided by what.
    values : array of shape (n,)
        The ratio; nan where it is not known. Who has nothing above is left aside.
    flows : pair of bool
        Which of the two is an amount per month or per year.

    Notes
    -----
    Where the settings say scale and period of both columns, nobody is asked again. O(n).

    """
    found = measure_ratio(values)
    if found is None:
        return None
    median, upper, customers = found
    band = BANDS[name]
    if is_settled([above], [below], flows) or band.holds(median, upper):
        return None
    return UnbelievedRatio(
        ratio=name,
        above=above.name,
        below=below.name,
        median=median,
        upper=upper,
        customers=customers,
        band=band,
        repairs=tuple(
            repair
            for repair in _list_repairs(above, below, flows)
            if band.holds(median * repair.factor, upper * repair.factor)
        ),
    )


def can_believe(name: RatioName, values: Floats) -> bool:
    """Tell whether a ratio of several columns lies where such ratios do."""
    found = measure_ratio(values)
    return found is None or _holds(BANDS[name], found)


def measure_ratio(values: Floats) -> tuple[float, float, int] | None:
    """Return median and 95th percentile of those above 0, and how many; None without any."""
    there = values[np.isfinite(values) & (values > 0)]
    if not len(there):
        return None
    median, upper = np.quantile(there, (0.5, _UPPER))
    return float(median), float(upper), len(there)


def _holds(band: Band, found: tuple[float, float, int]) -> bool:
    return band.holds(found[0], found[1])


def is_settled(above: Sequence[Column], below: Sequence[Column], flows: tuple[bool, bool]) -> bool:
    """Tell whether the settings say everything that could be read otherwise of a ratio's columns.

    `flows`: which side is an amount per month or per year, whose time must be said, too.
    """
    sides = ((above, flows[0]), (below, flows[1]))
    facets = [c.measure.scale for side, _ in sides for c in side]
    facets += [c.measure.per for side, flowing in sides for c in side if flowing]  # type: ignore[misc]
    return all(facet.certainty == "given" for facet in facets)


def _list_repairs(above: Column, below: Column, flows: tuple[bool, bool]) -> Iterator[Repair]:
    """Yield the other readings of both columns that the settings do not rule out."""
    for column, flowing, power in ((above, flows[0], 1), (below, flows[1], -1)):
        if column.measure.scale.certainty != "given":
            factor, value = _read_scale_otherwise(column)
            yield Repair(factor=factor**power, column=column.name, facet="scale", value=value)
        if flowing and column.measure.per.certainty != "given":
            monthly = column.is_monthly(otherwise=column.quantity != "income")
            yield Repair(
                factor=(1 / _MONTHS if monthly else _MONTHS) ** power,
                column=column.name,
                facet="per",
                value="year" if monthly else "month",
            )


def _read_scale_otherwise(column: Column) -> tuple[float, Scale]:
    if column.unit == "thousands":
        return 1 / _THOUSAND, "as is"
    return _THOUSAND, "thousands"
