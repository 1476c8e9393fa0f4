"""Which ratios of affordability do a table's figures allow?

Figures in; loan to income, debt service and utilisation added to them, each with its formula as the
label. What is owed against a pledge (a mortgage) is told apart where the columns tell it: the limit
on unsecured debt is not meant for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from finseg.document.numbers import Unit
from finseg.document.said import ColumnName, Text, join_said, say
from finseg.maths.arrays import Floats
from finseg.recommend.usable import Doubt
from finseg.records.dataset import Column
from finseg.records.offers import Metric
from finseg.understand.balances import is_pledged
from finseg.vocabulary.words import split_heading

_OWED = ("loan to income", "secured loan to income")
_NEAR = 0.02  # a ratio within this of debt / income is that ratio
_CARD = re.compile(r"\b(cards?|cc|revolv\w*)\b")

Add = Callable[[list[Column]], Metric]
Keep = Callable[[Metric, Metric, Metric], None]


def add_ratios(
    found: dict[str, Metric],
    unusable: dict[str, Text],
    currencies: Mapping[str, str],
    debts: Sequence[Column],
    add: Add,
    doubt: Doubt = lambda _name, _above, _below, _values: "",
) -> None:
    """Add the ratios that the figures allow.

    Parameters
    ----------
    found : dict of metric by name
        Is added to; a debt ratio that is debt over income loses its place as debt service, and an
        amount that adds up two currencies is taken out.
    unusable : dict of reason by name
        Is added to: what would be made of two currencies.
    currencies : mapping of currency by column
        Columns that carry one.
    debts : sequence of Column
        The columns that the metric `debt` adds up.
    add : callable
        Adds up some of them.
    doubt : callable
        Says why a ratio is not used, although its columns are there.

    """

    def keep(ratio: Metric, above: Metric, below: Metric) -> None:
        reason = doubt(ratio.name, above.columns, below.columns, ratio.values)
        if reason:
            unusable[ratio.name] = reason
        else:
            found[ratio.name] = ratio

    def has_two_currencies(columns: Iterable[str], *names: str) -> bool:
        reason = _describe_two_currencies(columns, currencies)
        if reason:
            unusable.update(dict.fromkeys(names, reason))
        return bool(reason)

    for name in [name for name, one in found.items() if has_two_currencies(one.columns, name)]:
        del found[name]
    income, limit, instalment = (found.get(n) for n in ("income", "limit", "instalment"))
    # Where one debt cannot be counted, what is owed is not known: neither ratio may leave it out.
    if (
        income
        and debts
        and not has_two_currencies([*_list_debt_columns(debts), *income.columns], *_OWED)
    ):
        _add_debt_ratios(debts, add, income, keep)
    burden = found.get("debt service")
    owed = [found[name] for name in _OWED if name in found]
    if burden and any(_is_same_ratio(burden, ratio) for ratio in owed):
        del found["debt service"]  # what is owed over the income, not what is paid
    if (
        "debt service" not in found
        and instalment
        and income
        and not has_two_currencies((*instalment.columns, *income.columns), "debt service")
    ):
        keep(_divide_metrics("debt service", "share", instalment, income), instalment, income)
    drawn = [c for c in debts if c.quantity in ("debt", "balance")]
    drawn = [c for c in drawn if _CARD.search(split_heading(c.original))] or drawn
    if (
        "utilisation" not in found
        and limit
        and drawn
        and not has_two_currencies([*_list_debt_columns(drawn), *limit.columns], "utilisation")
    ):
        owed_now = add(drawn)
        keep(_divide_metrics("utilisation", "share", owed_now, limit), owed_now, limit)


def _describe_two_currencies(columns: Iterable[str], currencies: Mapping[str, str]) -> Text:
    """Say which columns carry currencies of their own; "" where they can be put together."""
    named: dict[str, str] = {}
    for column in columns:
        if column in currencies:
            named.setdefault(currencies[column], column)
    if len(named) < 2:
        return ""
    amounts = [
        say("{code} ({column})", code=code, column=ColumnName(column))
        for code, column in named.items()
    ]
    return say("amounts in {amounts}", amounts=join_said(amounts, " and "))


def _list_debt_columns(columns: Iterable[Column]) -> list[str]:
    return [c.name for c in columns]


def _add_debt_ratios(debts: Sequence[Column], add: Add, income: Metric, keep: Keep) -> None:
    open_ = [c for c in debts if not is_pledged(c)]
    kinds: list[tuple[str, Sequence[Column]]] = []
    if open_:
        kinds.append(("loan to income", open_))
    if len(open_) < len(debts):
        kinds.append(("secured loan to income", debts))
    for name, columns in kinds:
        owed = add(list(columns))
        keep(_divide_metrics(name, "none", owed, income), owed, income)


def _divide_metrics(name: str, unit: Unit, above: Metric, below: Metric) -> Metric:
    """Divide; unknown where a part is, or where nothing can be divided by. Credit owes nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.maximum(above.values, 0.0) / below.values
        values = np.where((below.values > 0) & np.isfinite(values), values, np.nan)
    return Metric(
        name=name,
        label=f"{name} ({_bracket_label(above.label)} ÷ {_bracket_label(below.label)})",
        unit=unit,
        columns=(*above.columns, *below.columns),
        values=values,
    )


def _bracket_label(label: str) -> str:
    """Put brackets around what is itself worked out."""
    return f"({label})" if any(f" {sign} " in label for sign in "+−×÷") else label


def _is_same_ratio(share: Metric, ratio: Metric) -> bool:
    """Tell whether a share is that ratio; one that is large was taken for percent, and is not."""
    both = np.isfinite(share.values) & np.isfinite(ratio.values)
    if not both.any():
        return False
    told, worked_out = share.values[both], ratio.values[both]
    return any(_is_nearly_equal(factor * told, worked_out) for factor in (1.0, 100.0))


def _is_nearly_equal(one: Floats, other: Floats) -> bool:
    near = np.abs(one - other) <= _NEAR * np.maximum(np.abs(other), 0.01)
    return bool(near.mean() > 0.9)
