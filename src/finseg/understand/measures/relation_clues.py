"""What do the columns show of one another?

A table's sample and its columns in, clues out. Each says what would be seen by chance, and speaks
only where that is clearly another thing: a column that is never above another although, paired at
random, it often would be. What the sample shows is counted in all rows before it is said, and said
with the few rows in which it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, say
from finseg.maths.arrays import Floats
from finseg.records.believable import BANDS
from finseg.records.dataset import Column
from finseg.records.measure import FacetName
from finseg.understand.measures.clues import Clue
from finseg.understand.table_sample import HOLDS, Holding, TableSample, count_rows

_ENOUGH = 30  # rows
_BY_CHANCE = 0.05  # share of random pairs above, from which on "never above" says something
_CLEARLY_FEWER = 0.1  # of the rows in which chance would break it may break it
_ABOVE = 0.05  # share of rows above a limit from which on it is none of this column
_MOST = 60  # columns that are held against one another
_LARGE = ("income", "loan", "debt", "limit", "savings", "balance", "investment", "property")
_BESIDE_SMALL = ("spending", "instalment", "payment")  # counted as the income is, it seems
_BANK = ("income", "loan", "debt", "limit", "instalment", "investment", "credit score")
_DOUBTED: tuple[FacetName, ...] = ("quantity", "owner", "direction", "scale")
_FEW = 1000.0  # no income, loan or limit in any large currency
_MONTHS = 12.0
# Loan to income, pledged or not: medians outside are of two scales, or of two periods.
_LEAST = BANDS["loan to income"].median[0]
_MOST_OWED = BANDS["secured loan to income"].upper[1]


def find_relation_clues(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Find what relations between columns say of whose money it is, of direction and of scale."""
    yield from _find_spans(sample, columns)
    yield from _find_drawn_limits(sample, columns)
    yield from _find_small_money(sample, columns)
    yield from _find_unlike_scales(sample, columns)
    yield from _find_area_columns(columns)
    yield from _find_points(sample, columns)


def _find_points(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Doubt a balance in a table of points or miles that speaks of no bank's money."""
    if any(c.quantity in _BANK for c in columns):
        return
    beside = next(filter(None, (look.says("points") for look in sample.looks)), "")
    for place in _select(columns, "balance", "savings") if beside else ():
        why = f"the table speaks of `{beside}` and of no income, loan or limit: it may be no money"
        for facet in _DOUBTED:
            yield Clue(place=place, facet=facet, value="", strength="strong", why=why)


def _select(columns: Sequence[Column], *quantities: str) -> list[int]:
    return [
        place
        for place, column in enumerate(columns)
        if column.quantity in quantities
        and column.kind == "number"
        and column.role in ("feature", "descriptor")
    ][:_MOST]


def _pair(sample: TableSample, first: int, second: int) -> tuple[Floats, Floats]:
    one, two = sample.get_numbers(first), sample.get_numbers(second)
    there = ~(np.isnan(one) | np.isnan(two))
    return one[there], two[there]


def _share_above_by_chance(low: Floats, high: Floats) -> float:
    """Return the share of all pairs, one value of each, in which the first is above the second."""
    ordered = np.sort(high)
    return float(np.searchsorted(ordered, low, side="left").mean() / max(1, len(ordered)))


def _find_spans(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Find a recency that counts from the first to the last time: never above another length."""
    lengths = [
        place
        for place, column in enumerate(columns)
        if column.kind == "number" and column.role in ("feature", "descriptor")
    ]
    counts = [place for place in lengths if sample_has_zeros(sample, place)][:_MOST]
    for recency in _select(columns, "recency"):
        if not sample_has_zeros(sample, recency):
            continue
        zeros = ((c, _compare_zeros(sample, recency, c)) for c in counts if c != recency)
        same, found = next(((c, held) for c, held in zeros if held), (None, None))
        if same is None or found is None:
            continue
        beside = [s for s in lengths[:_MOST] if s not in (recency, same)]
        below = ((s, _measure_never_above(sample, recency, s)) for s in beside)
        span, inside = next(((s, held) for s, held in below if held), (None, None))
        why = say(
            "it is 0 exactly where {count} is 0{exceptions}{span}: it may count from the first to "
            "the last time, so that much of it is good",
            count=ColumnName(columns[same].name),
            exceptions=found.write_exceptions(),
            span=say(
                " and never above {other}{exceptions}",
                other=ColumnName(columns[span].name),
                exceptions=inside.write_exceptions(),
            )
            if span is not None and inside is not None
            else "",
        )
        for facet in ("quantity", "direction"):
            yield Clue(place=recency, facet=facet, value="", strength="strong", why=why)


def sample_has_zeros(sample: TableSample, place: int) -> bool:
    """Tell whether a column has zeros, and other values as well, in number."""
    look = sample.looks[place]
    if look.typed.numbers is None or look.lowest > 0 or look.highest < 0:
        return False
    zero = int((sample.get_numbers(place) == 0).sum())
    return zero >= _ENOUGH / 3 and zero <= look.present - _ENOUGH / 3


def _compare_zeros(sample: TableSample, first: int, second: int) -> Holding | None:
    """Count, in all rows, where only one of two columns is 0; None where too often."""
    one, two = _pair(sample, first, second)
    if len(one) < _ENOUGH:
        return None
    found = count_rows((one == 0) != (two == 0))
    zeros = int((one == 0).sum())
    if found.exceptions > (1 - HOLDS) * min(zeros, len(one) - zeros):
        return None
    return found if sample.rows is None else _compare_zeros(sample.whole, first, second)


def _measure_never_above(sample: TableSample, place: int, limit: int) -> Holding | None:
    """Count, in all rows, where a column is above another; None where too often, or by chance."""
    one, two = _pair(sample, place, limit)
    if len(one) < _ENOUGH:
        return None
    found = count_rows(one > two)
    by_chance = _share_above_by_chance(one, two)
    most = min(1 - HOLDS, _CLEARLY_FEWER * by_chance)
    if by_chance < _BY_CHANCE or found.exceptions > most * found.rows:
        return None
    return found if sample.rows is None else _measure_never_above(sample.whole, place, limit)


def _find_drawn_limits(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Find balances that are never above a limit: they are drawn on it, and so owed."""
    for balance in _select(columns, "balance"):
        for limit in _select(columns, "limit"):
            one, two = _pair(sample, balance, limit)
            if len(one) < _ENOUGH:
                continue
            other = ColumnName(columns[limit].name)
            above = float((one > two).mean())
            drawn = _measure_never_above(sample, balance, limit)
            if drawn is not None:
                why = say(
                    "never above {limit}{exceptions}, as what is drawn on it",
                    limit=other,
                    exceptions=drawn.write_exceptions(),
                )
                yield Clue(place=balance, facet="owner", value="owed", strength="strong", why=why)
            elif above >= _ABOVE:
                yield Clue(
                    place=balance, facet="owner", value="held", strength="hint",
                    why=say("often above {limit}: not drawn on it", limit=other),
                )  # fmt: skip


def _find_small_money(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Find large money in small figures: thousands, it seems, whatever the heading says."""
    incomes = _select(columns, "income")
    small = any(0 < sample.looks[p].usual[1] < _FEW for p in incomes)
    for place in _select(columns, *_LARGE, *(_BESIDE_SMALL if small else ())):
        look = sample.looks[place]
        stated = columns[place].measure.scale.value in ("thousands", "lakhs", "standardised")
        if not stated and 0 < max(map(abs, look.usual)) < _FEW:
            yield Clue(
                place=place, facet="scale", value="thousands", strength="hint",
                why=f"too small to be {columns[place].quantity} in single units",
            )  # fmt: skip
            yield Clue(
                place=place, facet="scale", value="", strength="hint",
                why="the heading does not say in what it is counted",
            )  # fmt: skip


def _find_unlike_scales(sample: TableSample, columns: Sequence[Column]) -> Iterator[Clue]:
    """Find a loan and an income that cannot both be in single units and of one person."""
    incomes = [p for p in _select(columns, "income") if columns[p].role == "feature"]
    for income in incomes if len(incomes) == 1 else ():
        for loan in _select(columns, "loan"):
            one, two = _pair(sample, loan, income)
            there = (one > 0) & (two > 0)
            if int(there.sum()) < _ENOUGH:
                continue
            ratio = float(np.median(one[there] / two[there]))
            ratio /= _MONTHS if columns[income].per == "month" else 1.0
            if _LEAST <= ratio <= _MOST_OWED:
                continue
            for place, other in ((loan, income), (income, loan)):
                yield Clue(
                    place=place, facet="scale", value="", strength="strong",
                    why=say(
                        "beside {other} the figures are of another size: thousands and units, or "
                        "a month and a year",
                        other=ColumnName(columns[other].name),
                    ),
                )  # fmt: skip


def _find_area_columns(columns: Sequence[Column]) -> Iterator[Clue]:
    for place, column in enumerate(columns):
        if column.reason_code == "area":
            yield Clue(
                place=place, facet="whom", value="area", strength="strong", why=column.reason
            )
