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
from finseg.records.reading import PLAIN, Counts, Reading

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
    "limit",
    "loan",
    "instalment",
    "investment",
    "savings",
    "spending",
    "payment",
    "credit score",
    "utilisation",
    "ratio",
    "count",
    "tenure",
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
    "not a row",
    "rule",
    "repeated row",
    "repeated customer",
]

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
    missing: int = 0
    missing_spellings: Counts = ()  # ("?", 12): spelling, rows
    sentinels: Counts = ()  # those of them that are figures or dates: ("-1", 8)
    reading: Reading = PLAIN  # how its figures were written, and what was decided

    @property
    def why(self) -> str:
        """The reason for its role, and how its figures were read where that was in doubt."""
        return "; ".join(part for part in (self.reason, self.reading.said()) if part)


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
        rows = tuple((c.name, c.role, c.unit, f"{c.missing:,}", c.why) for c in self.columns)
        return Table(
            ("Column", "Role", "Unit", "Missing", "Why"),
            rows,
            ("left", "left", "left", "right", "left"),
        )

    @property
    def currency(self) -> str:
        """The ISO code that the figures of the table carry, where it is the same throughout."""
        seen = {code for c in self.columns for code, _ in c.reading.currencies}
        codes = {c.reading.currency for c in self.columns if c.reading.currency}
        return codes.pop() if len(seen) == len(codes) == 1 else ""

    def blocks(self) -> list[Block]:
        """Describe what was read and what each column was taken for."""
        source = self.source
        how = ", ".join(f"{key} {value}" for key, value in source.details)
        return [
            Heading("Columns and what they were taken for"),
            Sentence(f"{source.name}: {source.format}{', ' + how if how else ''}."),
            Sentence(f"{self.account()}."),
            self.columns_table(),
        ]
