"""What do the columns look like, alone and in pairs?

`Exploration`: one `Summary` per numeric column with its histogram, `Levels` per category, and the
two correlation matrices of the features. Aggregates only; no customer's row.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import Amount, Customers, Number, Share, Text
from finseg.records.row_weights import AMONG_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One numeric column in figures; all in the column's own unit."""

    column: str
    unit: Unit
    count: int  # values present
    missing: int
    mean: float
    sd: float  # population form (ddof 0)
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    zero_share: float  # of the values present
    skewness: float
    edges: tuple[float, ...]  # histogram bins + 1, ascending
    counts: tuple[int, ...]  # customers per bin; values outside the edges are in the end bins
    below: int = 0  # customers of the first bin whose value lies below it
    above: int = 0  # customers of the last bin whose value lies above it
    level_of: str = ""  # the category of which this is a level; only the mean tells then


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """One category in figures: its most frequent levels."""

    column: str
    distinct: int
    missing: int
    top: tuple[tuple[str, int], ...]  # level, customers; falling


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration(Shown):
    """Every column alone, and every pair of features."""

    summaries: tuple[Summary, ...]
    levels: tuple[Levels, ...]
    features: tuple[str, ...]  # order of the matrices
    pearson: tuple[tuple[float, ...], ...]
    spearman: tuple[tuple[float, ...], ...]
    has_row_weights: bool = False  # which nothing here counts

    def blocks(self) -> list[Block]:
        """Describe the numeric columns as one table, in their own units."""
        columns = ("Column", "Present", "Missing", "Mean", "5 %", "Median", "95 %", "Zero", "Skew")
        return [
            Heading("Columns in figures"),
            Table(
                columns,
                tuple(map(_build_row, self.summaries)),
                caption=AMONG_ROWS if self.has_row_weights else "",
            ),
        ]


def _build_row(s: Summary) -> tuple[Text, ...]:
    mean, p5, median, p95 = (
        Amount(v, s.unit, customers=s.count) for v in (s.mean, s.p5, s.median, s.p95)
    )
    if s.level_of:
        nothing: tuple[Text, ...] = ("–",) * 5
        return (s.column, Customers(s.count, ""), Customers(s.missing, ""), mean, *nothing)
    return (
        s.column,
        Customers(s.count, ""),
        Customers(s.missing, ""),
        mean,
        p5,
        median,
        p95,
        Share(s.zero_share, of=s.count, digits=0),
        Number(s.skewness, signed=True, customers=s.count),
    )
