"""What is a table of customers, once it has been read?

A `Dataset`: the typed columns with their role and unit, where each row stood in the file, what was
guessed and why, and the rows that could not be used. Nothing is dropped without a `Reject`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.numbers import Unit

Role = Literal[
    "id",
    "feature",
    "descriptor",
    "outcome",
    "protected",
    "personal",
    "assignment",  # an earlier segmentation or an earlier model's scores
    "existing",  # tiers or segments the bank works with today: compared with, not clustered on
    "weight",  # how many customers a row stands for
    "consent",  # whether the customer may be contacted
    "date",
    "ignore",
]
Kind = Literal["number", "category", "text"]
# What a column of figures measures, in a bank's words; "none" where nothing speaks for any.
Quantity = Literal[
    "age",
    "income",
    "balance",
    "savings",
    "investment",
    "property",  # worth of a house, a vehicle or other collateral
    "limit",
    "available credit",  # what is left of a limit
    "loan",
    "debt",  # owed without a loan agreement of its own: on cards, overdrafts
    "instalment",
    "payment",
    "spending",
    "fees",
    "premium",
    "credit score",
    "score",
    "utilisation",
    "ratio",
    "frequency",  # share of the periods in which something happened
    "interest rate",
    "count",
    "tenure",  # with the bank
    "employment",  # time with the employer
    "recency",  # time since something happened
    "arrears",  # days, times or money behind with payments
    "duration",
    "none",
]
Confidence = Literal["given", "high", "fair", "low"]
RejectKind = Literal[
    "text in a number column",
    "too few fields",
    "too many fields",
    "unclosed quote",
    "quote out of place",
    "damaged text",
    "repeated header",
    "no values",
    "not a row",  # a comment, a total, a note, a line that describes the columns
    "another table",
    "rule",
    "repeated row",
    "repeated customer",
]

EXCEL = "excel"  # the form of dates that are Excel's serial numbers

ROLES: tuple[Role, ...] = get_args(Role)
KINDS: tuple[Kind, ...] = get_args(Kind)
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
REJECT_KINDS: tuple[RejectKind, ...] = get_args(RejectKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it is called, what it is for, and why we think so."""

    name: str  # unique and readable; the key in `Dataset.table`
    original: str  # as it stands in the file
    role: Role
    kind: Kind
    unit: Unit
    reason: str  # why this role, in words: "named like an identifier and unique"
    given: bool = False  # the user set the role
    quantity: Quantity = "none"
    follows: str = ""  # how it is computed from other columns: "`Limit` − `Balance`"
    derived: bool = False  # made here, from `follows`; it does not stand in the file
    confidence: Confidence = "fair"  # of the role; "given" where the user set it
    quantity_reason: str = ""  # why this quantity, in words
    quantity_confidence: Confidence = "fair"
    scale: tuple[float, float] | None = None  # of a credit score: the lowest and highest there are
    order: tuple[str, ...] = ()  # of an ordered category: its levels, the lowest first
    missing: int = 0
    missing_spellings: tuple[tuple[str, int], ...] = ()  # ("?", 12): spelling, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """A column made from a column of dates."""

    name: str  # "months since opened"
    source: str  # the column of dates
    how: Literal["months since", "age"]  # months up to the as-of date, or completed years
    form: str  # how the dates are written, as for `strptime`; EXCEL for Excel's serial numbers
    as_of: str  # ISO date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """How one column of dates was understood."""

    column: str
    form: str = ""  # as for `strptime`; "" where it could not be decided
    said: str = ""  # the form in words: "day/month/year"
    evidence: str = ""  # why this form, or why none
    examples: tuple[str, ...] = ()  # forms that are possible, where it could not be decided
    unreadable: int = 0  # values in another form, or no dates; they are gaps in what is derived
    others: tuple[tuple[str, int], ...] = ()  # other forms that stand in it: ("2024-01-31", 3)
    two_digit_years: int = 0
    placeholders: int = 0  # 9999-12-31 and the like
    first: str = ""  # ISO dates
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Values of one column that a domain rule does something about, here and when scoring."""

    rule: str  # its id
    column: str
    action: Literal["missing", "reject row"]
    reason: str
    below: float | None = None  # values below are concerned
    above: float | None = None
    equals: tuple[float, ...] = ()
    not_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not be used, and why."""

    line: int  # line in the file, header = 1; for tables in memory the row number, from 1
    column: str  # "" where the whole row is concerned
    reason: str
    kind: RejectKind = "not a row"
    file: str = ""  # which of several files; "" where there is but one
    raw: str = ""  # the line as it stood: shortened, personal values masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the table came from, and how it was understood."""

    name: str  # file name without its folder, or "table in memory"
    format: str  # "CSV", "Parquet", "Excel", "polars", …
    details: tuple[tuple[str, str], ...] = ()  # ("delimiter", "comma"), ("encoding", "UTF-8") …
    sha256: str = ""  # of the file's bytes; of the content for tables in memory
    rows_read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table plus a role and a unit for each column.

    Invariant: ``source.rows_read == len(table) + len({r.line for r in rejects})``.
    """

    table: pl.DataFrame  # usable rows; numbers as Float64, everything else as String
    columns: tuple[Column, ...]  # in the file's order, one per column of `table`
    lines: npt.NDArray[np.int64]  # (n,) line of each row in the file
    source: Source
    rejects: tuple[Reject, ...] = ()
    first_row: tuple[str, ...] = ()  # as it is shown: one text per column, personal ones masked
    dates: tuple[Dates, ...] = ()
    elapsed: tuple[Elapsed, ...] = ()  # columns that are not in the file
    as_of: str = ""  # ISO date up to which months are counted; "" where there are no dates
    as_of_reason: str = ""
    remedies: tuple[Remedy, ...] = ()  # what domain rules did

    def __post_init__(self) -> None:
        if self.table.columns != [c.name for c in self.columns]:
            raise ValueError("table and column descriptions differ")
        if len(self.lines) != len(self.table):
            raise ValueError("one line number per row is needed")

    @property
    def rows(self) -> int:
        """Customers that can be used."""
        return len(self.table)

    @property
    def rows_rejected(self) -> int:
        """Rows of the file that cannot be used."""
        return self.source.rows_read - self.rows

    def named(self, *roles: Role) -> tuple[Column, ...]:
        """Return the columns that have one of `roles`, in file order."""
        return tuple(c for c in self.columns if c.role in roles)

    @property
    def features(self) -> tuple[Column, ...]:
        """The columns clustered on."""
        return self.named("feature")

    @property
    def described(self) -> tuple[Column, ...]:
        """The numbers that follow from other columns: profiled, but not clustered on."""
        return tuple(c for c in self.named("descriptor") if c.follows and c.kind == "number")

    def column(self, name: str) -> Column:
        """Return the description of one column."""
        return next(c for c in self.columns if c.name == name)

    def thinned(self, most: int) -> Dataset:
        """Return evenly spread rows, at most `most`; the columns' counts stay those of all rows."""
        step = -(-self.rows // most)
        if step <= 1:
            return self
        return replace(self, table=self.table.gather_every(step), lines=self.lines[::step])

    def without(self, rows: npt.NDArray[np.int64], rejects: Iterable[Reject]) -> Dataset:
        """Return the table without some rows, each of which is now one of the rejects."""
        used = np.ones(self.rows, bool)
        used[rows] = False
        table = self.table.filter(pl.Series(used))
        return replace(
            self,
            table=table,
            lines=self.lines[used],
            columns=tuple(replace(c, missing=table[c.name].null_count()) for c in self.columns),
            rejects=tuple(sorted([*self.rejects, *rejects], key=lambda r: (r.file, r.line))),
        )

    def row_numbers(self) -> npt.NDArray[np.int64]:
        """Return where each used row stood among all rows read, from 1; rejected rows count."""
        rejected = {r.line for r in self.rejects}
        every = np.sort(np.concatenate([self.lines, np.fromiter(rejected, np.int64)]))
        return np.searchsorted(every, self.lines) + 1

    def matrix(self, columns: Sequence[str] | None = None) -> npt.NDArray[np.float64]:
        """Return the features (or the columns named) in raw units, shape (n, d); missing is NaN."""
        wanted = [c.name for c in self.features] if columns is None else list(columns)
        table = self.table.select(wanted)
        return table.fill_null(float("nan")).to_numpy(order="fortran")

    def account(self) -> str:
        """Account for every row: rows read = used + rejected."""
        return (
            f"{self.source.rows_read:,} rows read = {self.rows:,} used + "
            f"{self.rows_rejected:,} rejected"
        )

    def columns_table(self) -> Table:
        """Say what each column was taken for, and why."""
        rows = tuple(
            (c.name, c.role, c.unit, f"{c.missing:,}", c.confidence, c.reason) for c in self.columns
        )
        return Table(
            ("Column", "Role", "Unit", "Missing", "Sure", "Why"),
            rows,
            ("left", "left", "left", "right", "left", "left"),
        )

    def blocks(self) -> list[Block]:
        """Describe what was read and what each column was taken for."""
        source = self.source
        how = ", ".join(f"{key} {value}" for key, value in source.details)
        return [
            Heading("Columns and what they were taken for"),
            Sentence(f"{source.name}: {source.format}{', ' + how if how else ''}."),
            Sentence(f"{self.account()}."),
            *self._first(),
            *self.doubtful_blocks(),
            self.columns_table(),
        ]

    def _first(self) -> list[Block]:
        """Show the first row: a delimiter or header that was guessed wrong is seen in it."""
        if not self.first_row:
            return []
        cells = zip(self.columns, self.first_row, strict=False)  # ratios are added behind
        row = "; ".join(f"{column.name} = {text}" for column, text in cells)
        return [Sentence(f"The first row (line {int(self.lines[0]):,}): {row}.")]

    def doubtful(self) -> tuple[Column, ...]:
        """Return the columns whose role or quantity was guessed with little to go by."""
        return tuple(c for c in self.columns if "low" in (c.confidence, c.quantity_confidence))

    def doubtful_blocks(self) -> list[Block]:
        """List the columns worth a look first; nothing where there are none."""
        rows = tuple(
            (c.name, c.role if c.quantity == "none" else f"{c.role}, {c.quantity}", why)
            for c in self.doubtful()
            for why in [c.quantity_reason if c.quantity_confidence == "low" else c.reason]
        )
        if not rows:
            return []
        return [
            Heading("Columns worth a look first"),
            Sentence(
                "There was little to go by. What they are is set in [read.roles] and "
                "[read.quantities]; `finseg init` writes the lines."
            ),
            Table(("Column", "Taken for", "Why"), rows, ("left", "left", "left")),
        ]
