"""Which figures do products ask for, and which columns hold them?

Dataset and lexicon in, one `Measure` per figure out: the one place where a bank's columns become
what the catalogue speaks of. A column is found by the settings, else by its quantity, else by its
axis. Protected columns, outcomes and earlier scores are never read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import MONEY, Unit, exact
from finseg.errors import MissingColumnError, SettingsError, nearest
from finseg.interpret.axes import map_axes
from finseg.interpret.lexicon import Lexicon
from finseg.read.words import words
from finseg.records.dataset import Column, Dataset
from finseg.records.offers import Measure
from finseg.settings import Settings

Floats = npt.NDArray[np.float64]

_PERCENT_FROM = 3.0  # a share whose 95th percentile is above this is written in percent
_SCALE_SLACK = 0.01  # of the scores may lie off the scale; they count as unknown
_NEAR = 0.02  # a ratio within this of debt / income is that ratio
_MONTHS = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One figure the catalogue can speak of."""

    name: str
    unit: Unit = "none"
    quantities: tuple[str, ...] = ()
    axis: str = ""
    how: Literal["sum", "least", "most", "first"] = "first"  # where several columns hold it
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
    Known(name="debt service", unit="share", axis="debt_burden", how="most", lowest=0),
    Known(name="arrears", quantities=("arrears",), axis="arrears", how="most", lowest=0),
    Known(name="cash advance", unit=_MONEY, axis="cash_advance", lowest=0),
    Known(name="full payment", unit="share", axis="full_payment", lowest=0, highest=1),
    Known(name="tenure", quantities=("tenure",), axis="tenure", lowest=0),
    Known(name="inactivity", quantities=("recency",), axis="inactivity", lowest=0),
    Known(name="products", unit="count", axis="relationship", lowest=0),
)
_SHARES = ("utilisation", "debt service", "full payment")
_OWED = re.compile(r"\b(balance|bal|revolving|outstanding|drawn|used)\b")
_INSTALMENT = re.compile(r"\bemi\b|\b(monthly|loan) (re)?payments?\b|\binstal?lments?\b$")


def known_measures(lexicon: Lexicon) -> dict[str, Known]:
    """Return every figure a catalogue may speak of: those above, and the lexicon's other axes."""
    spoken = {k.axis for k in KNOWN}
    others = (a.name for a in lexicon.axes if a.name not in spoken)
    more = (Known(name=axis.replace("_", " "), axis=axis) for axis in others)
    return {k.name: k for k in (*KNOWN, *more)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The figures this table has, and why others cannot be used although a column is there."""

    found: Mapping[str, Measure]
    unusable: Mapping[str, str]


def find_measures(dataset: Dataset, lexicon: Lexicon, settings: Settings) -> Measures:
    """Find the figures that products may ask for.

    Raises
    ------
    MissingColumnError, SettingsError
        If [recommend.measures] names a column that cannot be read, or an unknown figure.

    Notes
    -----
    A sum is unknown where one of its parts is. Incomes are brought to a year, instalments to a
    month, shares written in percent to 0 … 1. Scores off `score_scale` are not used: limits on
    them would mean something else. O(n) per figure.

    """
    columns = [
        c for c in dataset.named("feature", "descriptor") if c.kind == "number" and not c.derived
    ]
    known = known_measures(lexicon)
    given = _checked(settings.recommend.measures, [c.name for c in columns], list(known))
    axes = _axes(columns, lexicon, settings)
    holders: dict[str, list[Column]] = {}
    for column in columns:
        name = given.get(column.name) or _measure_of(column, axes.get(column.name, ""), known)
        if name:
            holders.setdefault(name, []).append(column)
    held = {name: _of_unit(columns, known[name], given) for name, columns in holders.items()}
    found = {name: _read(dataset, known[name], held[name]) for name in known if held.get(name)}
    unusable: dict[str, str] = {}
    _keep_to_scale(found, unusable, settings)
    _ratios(found, dataset, columns, axes)
    return Measures(found=found, unusable=unusable)


def _checked(
    given: Mapping[str, str], columns: Sequence[str], known: Sequence[str]
) -> Mapping[str, str]:
    for column, name in given.items():
        place = f"[recommend.measures] {column}"
        if column not in columns:
            raise MissingColumnError(
                f"no column `{column}` of figures that may be used",
                where=place,
                fix=nearest(column, columns) if columns else "the table has no such columns",
            )
        if name not in known:
            raise SettingsError(f"no measure `{name}`", where=place, fix=nearest(name, known))
    return given


def _axes(columns: Sequence[Column], lexicon: Lexicon, settings: Settings) -> dict[str, str]:
    names = [c.name for c in columns]
    given = {c: a for c, a in settings.interpret.axes.items() if c in names}
    return dict(map_axes(names, lexicon, given))


def _measure_of(column: Column, axis: str, known: Mapping[str, Known]) -> str:
    """Say what a column measures: its quantity decides, a plain balance is told by its axis.

    An axis that no quantity tells, such as cash advances among spending, goes before both.
    """
    if _INSTALMENT.search(words(column.original)) and axis in ("", "repayment"):
        return "instalment"
    own = [kind.name for kind in known.values() if axis and kind.axis == axis]
    if own and not known[own[0]].quantities:
        return own[0]
    for kind in known.values():
        if column.quantity in kind.quantities:
            return kind.name
    return own[0] if own else ""


def _of_unit(columns: list[Column], kind: Known, given: Mapping[str, str]) -> list[Column]:
    """Keep the columns whose unit is the measure's own: amounts of debt, not numbers of loans."""
    told = [c for c in columns if c.name in given]
    if told:
        return told
    money = kind.unit == _MONEY
    exact = [c for c in columns if c.unit == kind.unit or (money and c.unit in MONEY)]
    if kind.unit == _MONEY:
        return exact or [c for c in columns if c.unit == "none"]
    return exact or columns


def _read(dataset: Dataset, kind: Known, columns: list[Column]) -> Measure:
    if kind.how == "sum":
        columns = _without_totals(columns)
    if kind.how == "first":
        columns = columns[:1]
    names = tuple(c.name for c in columns)
    values = dataset.matrix(names) if names else np.empty((dataset.rows, 0))
    values = np.where(np.isfinite(values), values, np.nan)
    periods = [_period(kind, column) for column in columns]
    worth = [MONEY.get(c.unit, 1.0) if kind.unit == _MONEY else 1.0 for c in columns]
    values = values * np.array([factor for factor, _ in periods]) * np.array(worth)
    combine: Callable[[Floats], Floats] = {
        "sum": lambda m: m.sum(axis=1),
        "least": lambda m: m.min(axis=1),
        "most": lambda m: m.max(axis=1),
        "first": lambda m: m[:, 0],
    }[kind.how]
    joined = {"sum": " + ", "least": " or ", "most": " or "}.get(kind.how, "")
    combined = combine(values) if names else np.full(dataset.rows, np.nan)
    unit = columns[0].unit if columns and kind.unit == "none" else kind.unit
    measure = Measure(
        name=kind.name,
        label=joined.join(c.name + said for c, (_, said) in zip(columns, periods, strict=True)),
        unit=unit,
        columns=names,
        values=np.ascontiguousarray(combined),
    )
    if kind.name in _SHARES and columns:
        return _as_share(measure, columns[0])
    return measure


def _period(kind: Known, column: Column) -> tuple[float, str]:
    """Bring incomes to a year and instalments to a month, as the catalogue speaks of them."""
    if kind.name == "income" and column.is_monthly(otherwise=False):
        return _MONTHS, " × 12"
    if kind.name == "instalment" and not column.is_monthly(otherwise=True):
        return 1 / _MONTHS, " ÷ 12"
    return 1.0, ""


def _without_totals(columns: list[Column]) -> list[Column]:
    """Leave out of a sum what another of its columns already holds."""
    names = {c.name for c in columns}
    out = set()
    for column in columns:
        parts = [p for p in re.findall(r"`([^`]+)`", column.follows) if p in names]
        if parts:
            out.add(column.name)  # a total of the others, a copy, or the rest of one of them
            if "−" in column.follows:
                out.update(parts[1:])
    return [c for c in columns if c.name not in out]


def _times(measure: Measure, factor: float, label: str) -> Measure:
    return Measure(
        name=measure.name,
        label=label,
        unit=measure.unit,
        columns=measure.columns,
        values=measure.values * factor,
    )


def _as_share(measure: Measure, column: Column) -> Measure:
    values = measure.values[np.isfinite(measure.values)]
    large = len(values) > 0 and float(np.quantile(values, 0.95)) > _PERCENT_FROM
    if column.unit == "percent" or large:
        return _times(measure, 0.01, f"{measure.label} ÷ 100")
    return measure


def _keep_to_scale(found: dict[str, Measure], unusable: dict[str, str], settings: Settings) -> None:
    score = found.get("credit score")
    if score is None:
        return
    low, high = settings.recommend.score_scale
    there = score.values[np.isfinite(score.values)]
    off = (there < low) | (there > high)
    if len(there) and off.mean() > _SCALE_SLACK:
        del found["credit score"]
        unusable["credit score"] = (
            f"{score.label} runs from {exact(there.min())} to {exact(there.max())}, and floor "
            f"and catalogue are meant for scores from {exact(low)} to {exact(high)} "
            "(set score_scale, score_floor and a catalogue of your own in [recommend])"
        )
        return
    with np.errstate(invalid="ignore"):
        inside = (score.values >= low) & (score.values <= high)
    found["credit score"] = _with(score, np.where(inside, score.values, np.nan))


def _with(measure: Measure, values: Floats) -> Measure:
    return Measure(
        name=measure.name,
        label=measure.label,
        unit=measure.unit,
        columns=measure.columns,
        values=values,
    )


def _ratios(
    found: dict[str, Measure],
    dataset: Dataset,
    columns: Sequence[Column],
    axes: Mapping[str, str],
) -> None:
    """Add the ratios of affordability that the figures allow."""
    debt, income, instalment = (found.get(n) for n in ("debt", "income", "instalment"))
    if debt and income:
        found["loan to income"] = _ratio("loan to income", "none", debt, income)
    burden = found.get("debt service")
    if burden and "loan to income" in found and _same(burden, found["loan to income"]):
        del found["debt service"]  # what is owed over the income, not what is paid
    if "debt service" not in found and instalment and income:
        yearly = _times(instalment, _MONTHS, f"{instalment.label} × 12")
        found["debt service"] = _ratio("debt service", "share", yearly, income)
    if "utilisation" not in found and "limit" in found:
        owed = [
            c
            for c in columns
            if axes.get(c.name) == "borrowing"
            and c.unit in (_MONEY, "none")
            and _OWED.search(words(c.original))
        ]
        if len(owed) == 1:
            balance = _read(dataset, Known(name="balance", unit=_MONEY), owed)
            found["utilisation"] = _ratio("utilisation", "share", balance, found["limit"])


def _ratio(name: str, unit: Unit, above: Measure, below: Measure) -> Measure:
    """Divide; unknown where a part is, or where nothing can be divided by. Credit owes nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.maximum(above.values, 0.0) / below.values
        values = np.where((below.values > 0) & np.isfinite(values), values, np.nan)
    top = f"({above.label})" if " " in above.label else above.label
    return Measure(
        name=name,
        label=f"{name} ({top} ÷ {below.label})",
        unit=unit,
        columns=(*above.columns, *below.columns),
        values=values,
    )


def _same(one: Measure, other: Measure) -> bool:
    both = np.isfinite(one.values) & np.isfinite(other.values)
    if not both.any():
        return False
    apart = np.abs(one.values[both] - other.values[both])
    near = apart <= _NEAR * np.maximum(np.abs(other.values[both]), 0.01)
    return bool(near.mean() > 0.9)
