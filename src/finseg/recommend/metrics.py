"""Which figures do products ask for, and which columns hold them?

Dataset and lexicon in, one `Metric` per figure out: the one place where a bank's columns become
what the catalogue speaks of. A column is found by the settings, else by its quantity, else by its
axis. Protected columns, outcomes and earlier scores are never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from finseg.derive.holders import count_blanks_as_none
from finseg.document.numbers import MONEY, Unit
from finseg.document.said import ColumnName, Text, say
from finseg.errors import MissingColumnError, SettingsError, suggest_name
from finseg.interpret.axes import map_axes
from finseg.interpret.lexicon import Lexicon
from finseg.maths.arrays import Floats
from finseg.recommend.arrears import tells_months_behind
from finseg.recommend.ratios import add_ratios
from finseg.recommend.score_scale import enforce_score_scale
from finseg.recommend.usable import (
    LIMITS_ONLY,
    drop_same_debts,
    find_limit_obstacle,
    find_obstacle,
    make_doubt,
)
from finseg.records.acting import find_multiple
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import Quantity
from finseg.records.offers import Metric
from finseg.settings import Settings
from finseg.understand.balances import is_pledged
from finseg.vocabulary.words import split_heading

_PERCENT_FROM = 3.0  # a share whose 95th percentile is above this is written in percent
_MONTHS = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One figure the catalogue can speak of."""

    name: str
    unit: Unit = "none"
    quantities: tuple[Quantity, ...] = ()
    axis: str = ""
    how: Literal["sum", "least", "most", "plainest"] = "plainest"  # where several columns hold it
    lowest: float = -np.inf  # what is possible at all
    highest: float = np.inf


_MONEY: Unit = "currency"
KNOWN = (
    Known(name="age", unit="years", quantities=("age",), axis="age", lowest=0, highest=130),
    Known(name="income", unit=_MONEY, quantities=("income",), axis="income"),
    Known(name="debt", unit=_MONEY, quantities=("loan", "debt"), axis="borrowing", how="sum"),
    Known(name="savings", unit=_MONEY, quantities=("savings",), axis="savings", how="sum"),
    Known(name="investment", unit=_MONEY, quantities=("investment",), axis="wealth", how="sum"),
    Known(name="spending", unit=_MONEY, quantities=("spending",), axis="spending", how="most"),
    Known(name="limit", unit=_MONEY, quantities=("limit",), axis="limit"),
    Known(name="instalment", unit=_MONEY, quantities=("instalment",), how="sum"),
    Known(
        name="credit score",
        unit="score",
        quantities=("credit score",),
        axis="credit_standing",
        how="least",
        lowest=0,
        highest=1000,
    ),
    Known(
        name="utilisation",
        unit="share",
        quantities=("utilisation",),
        axis="utilisation",
        how="most",
        lowest=0,
    ),
    Known(name="loan to income", lowest=0),
    Known(name="secured loan to income", lowest=0),
    Known(name="debt service", unit="share", axis="debt_burden", how="most", lowest=0),
    Known(name="arrears", quantities=("arrears",), axis="arrears", how="most", lowest=0),
    Known(name="months behind", unit="months", how="most", lowest=0),  # today, with payments
    Known(name="cash advance", unit=_MONEY, axis="cash_advance", lowest=0),
    Known(name="full payment", unit="share", axis="full_payment", lowest=0, highest=1),
    Known(name="tenure", quantities=("tenure",), axis="tenure", lowest=0),
    Known(name="inactivity", axis="inactivity", lowest=0),
    Known(name="products", unit="count", axis="relationship", lowest=0),
)
# Axes that a figure can speak for where no column does by its name.
_SPEAKS = {"debt service": "debt_burden", "loan to income": "debt_burden"}
# Time since the customer did something is inactivity; since the bank called, it is not.
_USED = re.compile(
    r"\b(trans\w*|txns?|trx|purchases?|log ?ins?|visits?|activ\w*|usage|used|seen|orders?|"
    r"buchung\w*|compras?|achats?)\b"
)
_NOT_USED = re.compile(
    r"\b(contact\w*|campaign|call\w*|opened|opening|default\w*|delinq\w*|due|complain\w*|claims?|"
    r"issued?|missed|bounced?|joined|joining|onboard\w*)\b"
)
_INSTALMENT = re.compile(r"\bemi\b|\b(monthly|loan) (re)?payments?\b|\binstal?lments?\b$")


def list_metrics(lexicon: Lexicon) -> dict[str, Known]:
    """Return every figure a catalogue may speak of: those above, and the lexicon's other axes."""
    spoken = {k.axis for k in KNOWN}
    others = (a.name for a in lexicon.axes if a.name not in spoken)
    more = (Known(name=axis.replace("_", " "), axis=axis) for axis in others)
    return {k.name: k for k in (*KNOWN, *more)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The figures this table has, and why others cannot be used although a column is there."""

    found: Mapping[str, Metric]
    unusable: Mapping[str, Text]
    settled: tuple[tuple[str, str], ...] = ()  # (column, axis) where a name alone misleads
    doubtful: tuple[str, ...] = ()  # balances that may be held or owed

    def find_axis_metric(self, axis: str) -> Metric | None:
        """Return the figure that measures an axis, also where it is made of several columns."""
        names = [k.name for k in KNOWN if k.axis == axis]
        names += [name for name, spoken in _SPEAKS.items() if spoken == axis]
        return next((self.found[name] for name in names if name in self.found), None)


def find_metrics(dataset: Dataset, lexicon: Lexicon, settings: Settings) -> Metrics:
    """Find the figures that products may ask for.

    Raises
    ------
    MissingColumnError, SettingsError
        If [recommend.measures] names a column that cannot be read, or an unknown figure.

    Notes
    -----
    A sum is unknown where one of its parts is. Nothing is made of two currencies. Incomes and
    instalments are brought to a year, shares written in percent to 0 … 1. Scores off `score_scale`
    are not used: limits on them would mean something else. O(n) per figure.

    """
    dataset = count_blanks_as_none(dataset, settings.prepare)
    described = dataset.select_by_role("feature", "descriptor")
    columns = [c for c in described if c.kind == "number" and not c.derived]
    columns += [c for c in dataset.select_by_role("protected") if is_legal_age(c)]
    known = list_metrics(lexicon)
    given = _check_metric_settings(
        settings.recommend.measures, [c.name for c in columns], list(known)
    )
    axes = _map_metric_axes(columns, lexicon, settings)
    balances = {
        c.name: _find_balance_axis(c)
        for c in columns
        if c.quantity == "balance" and c.name not in (*given, *settings.interpret.axes)
    }
    idle = [c for c in columns if axes.get(c.name) == "inactivity"]
    elsewhere = {c.name: "" for c in idle if _NOT_USED.search(split_heading(c.original))}
    axes |= balances | elsewhere
    # Who has a mortgage owes more than they hold, which is no need: debt that speaks for none.
    pledged = {c.name: "" for c in columns if axes.get(c.name) == "borrowing" and is_pledged(c)}
    holders = _group_by_metric(columns, given, axes, known)
    holders.setdefault("months behind", [])
    unusable: dict[str, Text] = {}
    silent = _drop_unsure_columns(holders, known, given, unusable)
    silent |= drop_same_debts(dataset, holders, given, unusable)
    holders["months behind"] += [c for c in holders.get("arrears", ()) if tells_months_behind(c)]
    held = {
        name: _keep_matching_units(columns, known[name], given) for name, columns in holders.items()
    }
    found = {
        name: _build_metric(dataset, known[name], held[name]) for name in known if held.get(name)
    }
    _mark_places_only(found, held, given, unusable)
    doubtful = [c for c, axis in balances.items() if not axis]
    if doubtful and "limit" in found:
        unusable["utilisation"] = say(
            "{column} may be money that is held, not owed", column=ColumnName(doubtful[0])
        )
    enforce_score_scale(found, unusable, settings)
    add_ratios(
        found,
        unusable,
        {c.name: c.reading.currency for c in columns if c.reading.currency},
        held.get("debt", []),
        lambda columns: _build_metric(dataset, known["debt"], columns),
        make_doubt(dataset),
    )
    _pass_reasons_on(found, unusable, doubtful)
    return Metrics(
        found=found,
        unusable={
            name: why
            for name, why in unusable.items()
            if name not in found or found[name].places_only
        },
        settled=tuple((balances | elsewhere | pledged | silent).items()),
        doubtful=tuple(doubtful),
    )


def _group_by_metric(
    columns: Sequence[Column],
    given: Mapping[str, str],
    axes: Mapping[str, str],
    known: Mapping[str, Known],
) -> dict[str, list[Column]]:
    """Return the columns that each figure would be made of; those of none are left away."""
    holders: dict[str, list[Column]] = {}
    for column in columns:
        name = given.get(column.name) or _name_metric(column, axes.get(column.name, ""), known)
        if name:
            holders.setdefault(name, []).append(column)
    return holders


_STANDS: dict[str, str] = {"owed": "borrowing", "held": "savings"}


def _find_balance_axis(balance: Column) -> str:
    """Say what a balance speaks for; "" where it is not sure whose money it is."""
    owner = balance.measure.owner
    return _STANDS.get(owner.value, "") if owner.acts else ""


def _drop_unsure_columns(
    holders: dict[str, list[Column]],
    known: Mapping[str, Known],
    given: Mapping[str, str],
    unusable: dict[str, Text],
) -> dict[str, str]:
    """Take out what a metric cannot be made of; what is said of an axis by it, is not said.

    A sum without one of its parts is not known: then there is none of it.
    """
    silent: dict[str, str] = {}
    for name, columns in holders.items():
        obstacles = {
            c.name: obstacle
            for c in columns
            for obstacle in [
                find_obstacle(c, name, known[name].quantities, is_given=c.name in given)
            ]
            if obstacle is not None
        }
        for obstacle in obstacles.values():
            unusable.setdefault(name, obstacle.write_reason())
            silent[obstacle.column] = ""
        keep_none = bool(obstacles) and known[name].how == "sum"
        holders[name] = [c for c in columns if not keep_none and c.name not in obstacles]
    return silent


def _pass_reasons_on(
    found: Mapping[str, Metric], unusable: dict[str, Text], doubtful: Sequence[str]
) -> None:
    """Give what is not there for want of a part the reason why the part is not used."""
    for name in ("savings", "debt") if doubtful else ():
        if name not in found:
            reason = say("{column} may be held or owed", column=ColumnName(doubtful[0]))
            unusable.setdefault(name, reason)
    for name, parts in _PARTS.items():
        reasons = [unusable[part] for part in parts if part in unusable and part not in found]
        if reasons and name not in found:
            unusable.setdefault(name, reasons[0])


_PARTS = {
    "loan to income": ("income", "debt"),
    "secured loan to income": ("income", "debt"),
    "debt service": ("income", "instalment"),
    "utilisation": ("limit", "debt"),
}


def _mark_places_only(
    found: dict[str, Metric],
    held: Mapping[str, Sequence[Column]],
    given: Mapping[str, str],
    unusable: dict[str, Text],
) -> None:
    """Mark the metrics of which only places among all mean something; take out what needs more."""
    for name, metric in list(found.items()):
        obstacles = [
            find_limit_obstacle(c, name, is_given=c.name in given)
            for c in held[name]
            if c.name in metric.columns
        ]
        obstacle = next((one for one in obstacles if one is not None), None)
        if obstacle is None:
            continue
        unusable[name] = obstacle.write_reason()
        if name in LIMITS_ONLY:
            del found[name]
        else:
            found[name] = replace(metric, places_only=True)


def is_legal_age(column: Column) -> bool:
    """Tell a protected column that is read all the same: an age, for limits the law sets.

    Not where the settings make it protected: who says so wants it left alone.
    """
    age = column.measure.quantity
    return column.kind == "number" and age.value == "age" and age.acts and not column.given


def _check_metric_settings(
    given: Mapping[str, str], columns: Sequence[str], known: Sequence[str]
) -> Mapping[str, str]:
    for column, name in given.items():
        place = f"[recommend.measures] {column}"
        if column not in columns:
            raise MissingColumnError(
                f"no column `{column}` of numbers that may be used",
                where=place,
                fix=suggest_name(column, columns) if columns else "the table has no such columns",
            )
        if name not in known:
            raise SettingsError(f"no metric `{name}`", where=place, fix=suggest_name(name, known))
    return given


def _map_metric_axes(
    columns: Sequence[Column], lexicon: Lexicon, settings: Settings
) -> dict[str, str]:
    names = [c.name for c in columns]
    given = {c: a for c, a in settings.interpret.axes.items() if c in names}
    return dict(map_axes(names, lexicon, given))


def _name_metric(column: Column, axis: str, known: Mapping[str, Known]) -> str:
    """Say what a column measures: its quantity decides, a plain balance is told by its axis.

    An axis that no quantity tells, such as cash advances among spending, goes before both.
    """
    if _INSTALMENT.search(split_heading(column.original)) and axis in ("", "repayment"):
        return "instalment"
    if column.quantity == "recency" and not axis:
        return "inactivity" if _USED.search(split_heading(column.original)) else ""
    own = [kind.name for kind in known.values() if axis and kind.axis == axis]
    if own and not known[own[0]].quantities:
        return own[0]
    for kind in known.values():
        if column.quantity in kind.quantities:
            return kind.name
    return own[0] if own else ""


def _keep_matching_units(
    columns: list[Column], kind: Known, given: Mapping[str, str]
) -> list[Column]:
    """Keep the columns whose unit is the measure's own: amounts of debt, not numbers of loans."""
    told = [c for c in columns if c.name in given]
    if told:
        return told
    money = kind.unit == _MONEY
    exact = [c for c in columns if c.unit == kind.unit or (money and c.unit in MONEY)]
    if money:
        return exact or [c for c in columns if c.unit == "none"]
    return exact or columns


def _build_metric(dataset: Dataset, kind: Known, columns: list[Column]) -> Metric:
    if kind.how == "sum":
        columns = _keep_one_date(_drop_totals(columns))
    if kind.how == "plainest":
        # What is added to a name narrows it: `Income` goes before `Spouse_Income`, wherever it is.
        # What adds up over all the time with the business tells less than what is due each month.
        columns = [min(columns, key=lambda c: (_adds_up(c), len(c.name), c.name))]
    values = dataset.build_matrix([c.name for c in columns])
    values = np.where(np.isfinite(values), values, np.nan)
    labels = [c.name for c in columns]
    for j, column in enumerate(columns):
        factor, told = _find_conversion(kind, column, values[:, j])
        worth = find_multiple(column) if kind.unit == _MONEY else None
        values[:, j] *= factor * (worth or 1.0)
        labels[j] += told
    metric = Metric(
        name=kind.name,
        label=" + ".join(labels),
        unit=columns[0].unit if kind.unit == "none" else kind.unit,
        columns=tuple(c.name for c in columns),
        values=np.ascontiguousarray(values.sum(axis=1)),
    )
    return (
        metric
        if kind.how == "sum"
        else _take_extreme_value(metric, values, labels, most=kind.how == "most")
    )


def _adds_up(column: Column) -> bool:
    return column.per == "lifetime" or "total" in split_heading(column.original).split()


def _take_extreme_value(
    metric: Metric, values: Floats, labels: Sequence[str], *, most: bool
) -> Metric:
    """Take each customer's largest or least figure, and keep which column it stands in."""
    kept = _find_decisive_columns(values if most else -values)
    values, labels = values[:, kept], [labels[j] for j in kept]
    unknown = np.isnan(values).any(axis=1)
    filled = np.where(np.isnan(values), -np.inf if most else np.inf, values)
    which = filled.argmax(axis=1) if most else filled.argmin(axis=1)
    chosen = np.where(unknown, np.nan, values[np.arange(len(values)), which])
    return replace(
        metric,
        label=" or ".join(labels),
        columns=tuple(metric.columns[j] for j in kept),
        values=chosen,
        parts=tuple(labels) if len(labels) > 1 else (),
        which=which.astype(np.int8) if len(labels) > 1 else None,
    )


def _find_conversion(kind: Known, column: Column, values: Floats) -> tuple[float, str]:
    """Say what brings a column to the measure's unit, and how that is written."""
    if kind.unit == "share":
        there = values[np.isfinite(values)]
        large = len(there) > 0 and float(np.quantile(there, 0.95)) > _PERCENT_FROM
        return (0.01, " ÷ 100") if column.unit == "percent" or large else (1.0, "")
    if kind.name == "months behind":
        return (1 / 30, " ÷ 30") if column.unit == "days" else (1.0, "")
    monthly = (kind.name == "income" and column.is_monthly(otherwise=False)) or (
        kind.name == "instalment" and column.is_monthly(otherwise=True)
    )
    return (_MONTHS, " × 12") if monthly else (1.0, "")


def _find_decisive_columns(values: Floats) -> list[int]:
    """Return the columns that are the largest of somebody: not the parts beside their total."""
    kept = list(range(values.shape[1]))
    for j in reversed(range(values.shape[1])):
        others = [values[:, i] for i in kept if i != j]
        with np.errstate(invalid="ignore"):
            if any((other >= values[:, j]).all() for other in others):
                kept.remove(j)
    return kept


def _drop_totals(columns: list[Column]) -> list[Column]:
    """Leave out of a sum what another of its columns already holds."""
    names = {c.name for c in columns}
    out = set()
    for column in columns:
        parts = [part for part in column.parts if part.column in names]
        if parts:
            out.add(column.name)  # a total of the others, a copy, or the rest of one of them
        if not all(part.subtracted for part in parts):
            out.update(part.column for part in parts if part.subtracted)
    return [c for c in columns if c.name not in out]


# Words of a heading that say when, or over what time, a stock was looked at.
_WHEN = re.compile(
    r"\b(previous|prev|prior|last|latest|current|average|avg|mean|opening|closing|month(ly)?|"
    r"quarter(ly)?|year(ly)?|day|daily|end|start|begin|q\d?|m\d|[a-z]{3} ?\d{2,4})\b"
)


def _keep_one_date(columns: list[Column]) -> list[Column]:
    """Leave out of a sum what is the same stock at another date: added up, nobody holds it."""
    plainest: dict[str, Column] = {}
    for column in sorted(columns, key=lambda c: (len(c.name), c.name)):
        what = " ".join(_WHEN.sub(" ", split_heading(column.original)).split())
        plainest.setdefault(what or column.name, column)
    kept = {c.name for c in plainest.values()}
    return [c for c in columns if c.name in kept]
