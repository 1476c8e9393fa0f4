"""Which ratios of affordability do a table's figures allow?

Figures in; loan to income, debt service and utilisation added to them, each with its formula as the
label. What is owed against a pledge (a mortgage) is told apart where the columns tell it: the limit
on unsecured debt is not meant for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Unit
from finseg.read.words import words
from finseg.records.dataset import Column
from finseg.records.offers import Measure

_NEAR = 0.02  # a ratio within this of debt / income is that ratio
_PLEDGED = re.compile(
    r"\b(mortgages?|(home|housing|house|property|building) loans?|hypothek\w*|hipotecas?|"
    r"baufinanzierung|secured)\b"
)
_OWED = ("loan to income", "secured loan to income")  # without what is pledged, and all of it
HUNDREDTH = " ÷ 100"  # ends the label of a share that was taken for percent
_CARD = re.compile(r"\b(cards?|cc|revolv\w*)\b")

Add = Callable[[list[Column]], Measure]


def add_ratios(found: dict[str, Measure], debts: Sequence[Column], add: Add) -> None:
    """Add the ratios that the figures allow.

    Parameters
    ----------
    found : dict of measure by name
        Is added to; a debt ratio that is debt over income loses its place as debt service.
    debts : sequence of Column
        The columns that the measure `debt` adds up.
    add : callable
        Adds up some of them.

    """
    income, limit, instalment = (found.get(n) for n in ("income", "limit", "instalment"))
    if income and debts:
        _to_income(found, debts, add, income)
    burden = found.get("debt service")
    if burden and any(_same(burden, found[name]) for name in _OWED if name in found):
        del found["debt service"]  # what is owed over the income, not what is paid
    if "debt service" not in found and instalment and income:
        found["debt service"] = _ratio("debt service", "share", instalment, income)
    drawn = [c for c in debts if c.quantity in ("debt", "balance")]
    drawn = [c for c in drawn if _CARD.search(words(c.original))] or drawn
    if "utilisation" not in found and limit and drawn:
        found["utilisation"] = _ratio("utilisation", "share", add(drawn), limit)


def is_pledged(debt: Column) -> bool:
    """Tell whether a column of debts names what is pledged for them."""
    return bool(_PLEDGED.search(words(debt.original)))


def _to_income(
    found: dict[str, Measure], debts: Sequence[Column], add: Add, income: Measure
) -> None:
    open_ = [c for c in debts if not is_pledged(c)]
    if open_:
        found["loan to income"] = _ratio("loan to income", "none", add(open_), income)
    if len(open_) < len(debts):
        found["secured loan to income"] = _ratio(
            "secured loan to income", "none", found["debt"], income
        )


def _ratio(name: str, unit: Unit, above: Measure, below: Measure) -> Measure:
    """Divide; unknown where a part is, or where nothing can be divided by. Credit owes nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.maximum(above.values, 0.0) / below.values
        values = np.where((below.values > 0) & np.isfinite(values), values, np.nan)
    return Measure(
        name=name,
        label=f"{name} ({_term(above.label)} ÷ {_term(below.label)})",
        unit=unit,
        columns=(*above.columns, *below.columns),
        values=values,
    )


def _term(label: str) -> str:
    """Put brackets around what is itself worked out."""
    return f"({label})" if any(f" {sign} " in label for sign in "+−×÷") else label


def _same(one: Measure, other: Measure) -> bool:
    """Tell whether a share is a ratio, as it stands or before it was taken for percent."""
    if _near(one.values, other.values):
        return True
    return one.label.endswith(HUNDREDTH) and _near(one.values * 100, other.values)


def _near(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    both = np.isfinite(one) & np.isfinite(other)
    if not both.any():
        return False
    apart = np.abs(one[both] - other[both])
    near: npt.NDArray[np.bool_] = apart <= _NEAR * np.maximum(np.abs(other[both]), 0.01)
    return bool(near.mean() > 0.9)
