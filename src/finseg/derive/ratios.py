"""Which affordability ratios do the columns allow, and how are they derived?

Dataset in; `Derived` formulas, and the dataset with their columns, out. The formulas are a closed
set of the form factor * above / below, so that a saved model can name them and scoring derives the
same figures from raw columns without running anybody's code.

| formula | what | unit |
|---|---|---|
| loan to income | loan / annual income; of a mortgage: secured loan to income | years of income |
| investment to income | investment / annual income | years of income |
| investment to loan | investment / loan | – |
| utilisation | balance / limit | share |
| debt service | monthly instalment * 12 / annual income | share of the income |
| savings months | savings / monthly spending, or savings * 12 / annual income | months |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from finseg.derive.belief import doubt_ratio, name_debt_ratio
from finseg.document.numbers import Unit
from finseg.document.said import say
from finseg.maths.arrays import Floats
from finseg.records.acting import (
    Obstacle,
    find_multiple,
    find_owner_obstacle,
    find_period_obstacle,
    find_same_scale_obstacle,
    find_whom_obstacle,
)
from finseg.records.believable import BANDS, RatioName, UnbelievedRatio
from finseg.records.dataset import Column, ColumnPart, Dataset, Role
from finseg.records.measure import Owner, Quantity
from finseg.records.recipe import Derived, Formula
from finseg.settings import PrepareSettings
from finseg.understand.balances import is_pledged

_MOST_ABOVE = 3  # columns of one quantity that each get their ratio
_ENOUGH = 0.5  # share of the rows in which a ratio must exist to be offered
_MONTHS = 12.0
_USED: tuple[Role, ...] = ("feature", "descriptor")


@dataclass(frozen=True, slots=True, kw_only=True)
class _RatioRule:
    """One formula: what is divided by what, and whether that flows (per month or per year)."""

    formula: Formula
    above: tuple[Quantity, ...]
    below: Quantity
    owners: tuple[Owner, Owner]  # whose money stands above, and below
    unit: Unit = "none"
    above_flows: bool = False
    below_flows: bool = False
    per_month: bool = False  # the flows are brought to months, otherwise to years
    is_derived: bool = True  # otherwise it is only held against what can be believed


_RULES = (
    _RatioRule(
        formula="loan to income",
        above=("loan",),
        below="income",
        owners=("owed", "flow in"),
        below_flows=True,
    ),
    _RatioRule(
        formula="loan to income",
        above=("debt",),
        below="income",
        owners=("owed", "flow in"),
        below_flows=True,
        is_derived=False,
    ),
    _RatioRule(
        formula="investment to income",
        above=("investment",),
        below="income",
        owners=("held", "flow in"),
        below_flows=True,
    ),
    _RatioRule(
        formula="investment to loan", above=("investment",), below="loan", owners=("held", "owed")
    ),
    _RatioRule(
        formula="utilisation",
        above=("debt", "balance"),
        below="limit",
        owners=("owed", "limit"),
        unit="share",
    ),
    _RatioRule(
        formula="debt service",
        above=("instalment",),
        below="income",
        owners=("flow out", "flow in"),
        unit="share",
        above_flows=True,
        below_flows=True,
    ),
    _RatioRule(
        formula="savings months",
        above=("savings",),
        below="spending",
        owners=("held", "flow out"),
        unit="months",
        below_flows=True,
        per_month=True,
    ),
    _RatioRule(
        formula="savings months",
        above=("savings",),
        below="income",
        owners=("held", "flow in"),
        unit="months",
        below_flows=True,
        per_month=True,
    ),
)


def add_affordability_ratios(dataset: Dataset, settings: PrepareSettings) -> Dataset:
    """Return the dataset with the ratios its columns allow, in the role the settings ask for.

    They are descriptors unless `ratios = "cluster"`; with "none" no column is added. A ratio is
    made where both columns are for sure what it needs. It is left alone where the table has such a
    column already, where it is not clear which column to divide by, or where it exists in fewer
    than half of the rows. One that cannot be believed is kept as a fact in `Dataset.unbelieved`.
    O(n) per ratio.
    """
    found, unbelieved = weigh_ratios(dataset)
    if unbelieved:
        dataset = replace(dataset, unbelieved=unbelieved)
    if settings.ratios == "none":
        return dataset
    role: Role = "feature" if settings.ratios == "cluster" else "descriptor"
    made = derive_columns(dataset, found)
    columns = tuple(replace(c, role=role) if c.follows and c.derived else c for c in made.columns)
    scarce = {c.name for c in columns if c.derived and c.missing > (1 - _ENOUGH) * dataset.rows}
    kept = tuple(c for c in columns if c.name not in scarce)
    return replace(made, table=made.table.drop(scarce), columns=kept)


@cache
def list_ratio_parts() -> tuple[tuple[Formula, Quantity, Quantity], ...]:
    """Return each ratio that is derived with what may stand above and below."""
    return tuple(
        (rule.formula, above, rule.below)
        for rule in _RULES
        if rule.is_derived
        for above in rule.above
    )


def find_ratios(dataset: Dataset) -> tuple[Derived, ...]:
    """Find the ratios that the columns allow and that can be believed."""
    return weigh_ratios(dataset)[0]


def weigh_ratios(dataset: Dataset) -> tuple[tuple[Derived, ...], tuple[UnbelievedRatio, ...]]:
    """Find the ratios that the columns allow: those that can be believed, and the others."""
    there = _group_by_quantity(dataset)
    taken = {c.name for c in dataset.columns}
    found: dict[str, Derived] = {}
    doubted: dict[str, UnbelievedRatio] = {}
    for rule in _RULES:
        if rule.formula in there:
            continue  # the table has it: utilisation
        for derived in _apply_ratio_rule(rule, there):
            if derived.column in taken or derived.column in {*found, *doubted}:
                continue
            doubt = doubt_ratio(
                _choose_band(derived, dataset),
                dataset.find_column(derived.above),
                dataset.find_column(derived.below),
                _compute_ratio(dataset, derived),
                flows=(rule.above_flows, rule.below_flows),
            )
            if doubt is not None:
                doubted[derived.column] = doubt
            elif rule.is_derived:
                found[derived.column] = derived
    return tuple(found.values()), tuple(doubted.values())


def _choose_band(ratio: Derived, dataset: Dataset) -> RatioName:
    """Name what the ratio is held against: debts on cards are smaller than loans."""
    if ratio.formula == "loan to income":
        return name_debt_ratio([dataset.find_column(ratio.above)])
    return next(name for name in BANDS if name == ratio.formula)


def _compute_ratio(dataset: Dataset, ratio: Derived) -> Floats:
    made = dataset.table.select(_write_expression(ratio).alias("ratio"))
    return made["ratio"].fill_null(float("nan")).to_numpy()


def derive_columns(dataset: Dataset, ratios: Sequence[Derived]) -> Dataset:
    """Add derived columns to a dataset, as features at the end.

    Missing where a part is missing or infinite, and where the divisor is 0 or below: nobody's
    income is negative. Pure arithmetic row by row, so that one row and a million get the same
    figures.
    """
    table, columns = dataset.table, list(dataset.columns)
    for ratio in ratios:
        table = table.with_columns(_write_expression(ratio).alias(ratio.column))
        columns.append(
            Column(
                name=ratio.column,
                original=ratio.column,
                role="feature",
                kind="number",
                unit=_find_ratio_unit(ratio),
                reason=say("derived: {formula}", formula=ratio.write_formula()),
                reason_code="follows",
                follows=ratio.write_formula(),
                parts=(ColumnPart(column=ratio.above), ColumnPart(column=ratio.below)),
                derived=True,
                missing=table[ratio.column].null_count(),
            )
        )
    return replace(dataset, table=table, columns=tuple(columns))


def _write_expression(ratio: Derived) -> pl.Expr:
    # A divisor below 0 counts as 0, by which nothing finite can be divided.
    value = ratio.factor * pl.col(ratio.above) / pl.col(ratio.below).clip(lower_bound=0.0)
    return pl.when(value.is_finite()).then(value)


def find_clustered_ratios(dataset: Dataset) -> tuple[Derived, ...]:
    """Return the formulas of the derived columns that are features, for the recipe."""
    made = {c.name for c in dataset.features if c.derived and c.follows}
    if not made:
        return ()  # nothing is worked out again
    return tuple(r for r in find_ratios(_drop_derived_columns(dataset)) if r.column in made)


def _drop_derived_columns(dataset: Dataset) -> Dataset:
    columns = tuple(c for c in dataset.columns if not c.derived)
    return replace(dataset, table=dataset.table.select(c.name for c in columns), columns=columns)


def _group_by_quantity(dataset: Dataset) -> dict[str, list[Column]]:
    there: dict[str, list[Column]] = {}
    for column in dataset.select_by_role(*_USED):
        sure = column.measure.quantity.acts and find_whom_obstacle(column) is None
        if column.kind == "number" and sure:
            there.setdefault(column.quantity, []).append(column)
    return there


def _apply_ratio_rule(rule: _RatioRule, there: dict[str, list[Column]]) -> Iterator[Derived]:
    above = [c for quantity in rule.above for c in there.get(quantity, ())]
    below = there.get(rule.below, [])
    # Several incomes: dividing by one of them would be a guess.
    if len(below) != 1 or len(above) > _MOST_ABOVE:
        return
    (divisor,) = below
    if _find_side_obstacle(divisor, rule.owners[1], flows=rule.below_flows):
        return
    above = [
        c
        for c in above
        if _has_same_currency(c, divisor)
        and not _find_side_obstacle(c, rule.owners[0], flows=rule.above_flows)
        and not find_same_scale_obstacle(c, divisor)
    ]
    for column in above:
        yield Derived(
            column=_name_ratio(rule, column, alone=len(above) == 1),
            formula=rule.formula,
            above=column.name,
            below=divisor.name,
            factor=_find_ratio_factor(rule, column, divisor),
        )


def _find_side_obstacle(column: Column, owner: Owner, *, flows: bool) -> Obstacle | None:
    """Say what keeps a column from standing on one side of a ratio."""
    return find_owner_obstacle(column, (owner,)) or (
        find_period_obstacle(column) if flows else None
    )


def _name_ratio(rule: _RatioRule, above: Column, *, alone: bool) -> str:
    """Name a ratio; "loan to income" is of what is owed without a pledge, here as among offers."""
    if rule.formula == "loan to income" and is_pledged(above):
        return f"secured {rule.formula} ({above.name})"
    return rule.formula if alone else f"{rule.formula} ({above.name})"


def _has_same_currency(one: Column, two: Column) -> bool:
    """Tell amounts in two currencies, of which a ratio would say nothing."""
    first, second = one.reading.currency, two.reading.currency
    return not (first and second) or first == second


def _find_ratio_factor(rule: _RatioRule, above: Column, below: Column) -> float:
    """Bring both parts to the same period, per year or per month, and to the same money."""
    per_year = 1.0
    if rule.above_flows and above.is_monthly(otherwise=True):
        per_year *= _MONTHS
    if rule.below_flows and below.is_monthly(otherwise=rule.below == "spending"):
        per_year /= _MONTHS
    one, other = find_multiple(above), find_multiple(below)
    if one and other:
        per_year *= one / other
    return per_year * (_MONTHS if rule.per_month else 1.0)


def _find_ratio_unit(ratio: Derived) -> Unit:
    return next(rule.unit for rule in _RULES if rule.formula == ratio.formula)
