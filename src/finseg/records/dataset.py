"""What is a table of customers, once it has been read?

A `Dataset`: the typed columns with their role and unit, where each row stood in the file, what was
guessed and why, and the rows that could not be used. Nothing is dropped without a `Reject`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import Count, Customers, Example, Said, Text, clause, join_said, say
from finseg.maths.arrays import Floats, Ints
from finseg.records.believable import UnbelievedRatio
from finseg.records.dates import Dates
from finseg.records.measure import UNKNOWN, Measure, Period, Quantity
from finseg.records.reading import PLAIN, Counts, Reading
from finseg.records.remedy import Remedy
from finseg.records.row_meaning import CUSTOMER, RowMeaning
from finseg.records.row_text import Stood

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
    "no id",  # whose it is does not stand there
    "no date",  # of an event
    "outside the time",  # of an event: after the as-of date, or before the window
    "another currency",
    "unknown customer",
    "no outcome",
    "impossible outcome",
]
# What code may ask of the reason for a role; "" where nothing hangs on it.
ReasonCode = Literal[
    "",
    "settings",
    "measured",  # a plain feature: the reason is the quantity and why it is one
    "unnamed",  # a plain feature, and no word in its heading says more
    "row counter",
    "names only",  # postal and bank codes
    "leak",  # known only after the outcome
    "empty",
    "constant",
    "follows",  # computed from other columns
    "own output",  # an earlier run of finseg wrote it
    "serial dates",  # whole numbers that are dates, though no format says so
    "number",  # it numbers people, though its heading does not say so
    "proxy",  # says again what a protected column says
    "composite",  # a code made of other columns, digit by digit
    "product",  # but for noise, two other columns multiplied
    "area",  # a figure of a place
    "may be outcome",  # kept out until somebody says that it is none
    "coded",  # levels that were given numbers
    "birth year",
    "held",  # made here: whether the customer has what a block of columns describes
    "level",  # made here: 1 for the customers with this level of a category
    "other levels",  # made here: 1 for those with one of its rare levels
    "rank",  # made here: the place of the customer's level among ordered ones
    "used",  # a category of what customers use, hold or answer
    "below 0",  # its heading says weights of rows, and its values cannot be any
    "not named",  # the settings name the features, and it is none of them
]
NoticeKind = Literal["sheet", "formula", "order", "columns"]

EXCEL = "excel"  # the form of dates that are Excel's serial numbers
UNIX, UNIX_MS = "unix", "unix ms"  # seconds, or thousandths of one, counted from 1970
COUNTED_FORMS = (EXCEL, UNIX, UNIX_MS)
ROLES: tuple[Role, ...] = get_args(Role)
_LINES_PER_FILE = 1 << 40  # more than any file has


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPart:
    """One of the columns that another is computed from."""

    column: str
    subtracted: bool = False  # it stands behind a minus


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it is called, what it is for, and why we think so."""

    name: str  # unique and readable; the key in `Dataset.table`
    original: str  # as it stands in the file
    role: Role
    kind: Kind
    unit: Unit
    reason: Text  # why this role: "named like an identifier, unique"
    reason_code: ReasonCode = ""
    given: bool = False  # the user set the role
    measure: Measure = UNKNOWN  # what it measures, which way is good, whose it is
    follows: Text = ""  # how it is computed from other columns: "`Limit` − `Balance`"
    parts: tuple[ColumnPart, ...] = ()  # the columns it is computed from, in that order
    derived: bool = False  # made here, from `parts`; it does not stand in the file
    adds_up: bool = True  # over customers: not so of means of rows, medians and trends
    confidence: Confidence = "fair"  # of the role; "given" where the user set it
    order: tuple[str, ...] = ()  # of an ordered category: its levels, the lowest first
    levels: tuple[str, ...] = ()  # of a category, that a column made here stands for
    rest: tuple[str, ...] = ()  # its levels that no column stands for
    missing: int = 0
    missing_spellings: Counts = ()  # ("?", 12): spelling, rows
    sentinels: Counts = ()  # those of them that are figures or dates: ("-1", 8)
    reading: Reading = PLAIN  # how its figures were written, and what was decided

    @property
    def quantity(self) -> Quantity:
        """What it measures, however certain that is."""
        return self.measure.quantity.value

    @property
    def quantity_reason(self) -> Text:
        """Why it is taken to measure that."""
        return self.measure.quantity.reason

    @property
    def per(self) -> Period:
        """Per what time its amounts flow; "" where nothing says it."""
        return self.measure.per.value

    def is_monthly(self, *, otherwise: bool) -> bool:
        """Tell whether its amounts are per month; `otherwise` where the heading does not say."""
        return self.per == "month" if self.per else otherwise

    @property
    def full_reason(self) -> Said:
        """The reason for its role, and how its figures were read where that was in doubt."""
        return join_said([self.reason, self.reading.write_reading()])

    @property
    def is_level(self) -> bool:
        """Whether it was made here of levels of a category: 1 for who has one of them, else 0."""
        return self.reason_code in ("level", "other levels")

    @property
    def category(self) -> str:
        """The category whose levels it was made of; "" where it is no such column."""
        return self.parts[0].column if self.is_level or self.reason_code == "rank" else ""

    @property
    def level(self) -> str:
        """Which level 1 stands for, where it was made of levels; "" where it was not."""
        if not self.is_level or self.reason_code == "level":
            return self.levels[0] if self.is_level else ""
        return f"not {self.rest[0]}" if self.rest else "other"

    @property
    def counts_rows(self) -> bool:
        """Whether it is an id that only counts the rows, so that nobody is known by it."""
        return self.role == "id" and self.reason_code == "row counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """A column made from a column of dates."""

    name: str  # "months since opened"
    source: str  # the column of dates
    how: Literal["months since", "age"]  # months up to the as-of date, or completed years
    form: str  # how the dates are written, as for `strptime`; EXCEL for Excel's serial numbers
    as_of: str  # ISO date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not be used, and why.

    There may be hundreds of thousands, so the reason is plain text. It holds nothing of the
    customer: the value that is wrong stands beside it and goes no further than the file's owner.
    """

    line: int  # line in the file, header = 1; for tables in memory the row number, from 1
    column: str  # "" where the whole row is concerned
    reason: str
    value: str = ""  # the customer's value that is wrong, shortened, masked where personal
    kind: RejectKind = "not a row"
    file: str = ""  # which of several files; "" where there is but one
    raw: str = ""  # the line as it stood: shortened, personal values masked

    def write_reason(self) -> str:
        """Write the reason with the value, for the list of rejects that its owner gets."""
        return f"{self.reason}: {self.value}" if self.value else self.reason

    @property
    def full_reason(self) -> Said:
        """The reason with the value, which is left out where no customer may be shown."""
        value = clause(": {value}", value=Example(self.value)) if self.value else ""
        return say("{reason}{value}", reason=self.reason, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a reader decided that whoever gave the table should know."""

    kind: NoticeKind
    count: int  # sheets, cells or files concerned
    message: Text
    action: Text
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the table came from, and how it was understood."""

    name: str  # file name without its folder, or "table in memory"; never a password
    format: str  # "CSV", "Parquet", "Excel", "polars", …
    details: tuple[tuple[str, Text], ...] = ()  # ("delimiter", "comma"), ("encoding", "UTF-8") …
    sha256: str = ""  # of the file's bytes; of the content for tables in memory and databases
    rows_read: int = 0
    notices: tuple[Notice, ...] = ()  # what the reader chose or left out, for `check` to report
    parts: tuple[Source, ...] = ()  # the files a table was put together from; names are unique

    def write_details(self) -> dict[str, str]:
        """Write how it was understood as plain text, for what machines read."""
        return {key: str(value) for key, value in self.details}

    def write_reading(self) -> Said:
        """Say how the table was read: mine.csv: CSV, delimiter comma, encoding UTF-8."""
        how = [say("{key} {value}", key=key, value=value) for key, value in self.details]
        return say("{name}: {how}", name=self.name, how=join_said([self.format, *how], ", "))

    def locate_reject(self, reject: Reject) -> tuple[int, int]:
        """Return the place of a reject's file among the parts, and its line."""
        names = (part.name for part in self.parts)
        return next((i for i, name in enumerate(names) if name == reject.file), 0), reject.line

    def find_file_name(self, files: npt.NDArray[np.int32] | None, row: int) -> str:
        """Return the name of a row's file; `files` has the part of each row, None of one file."""
        return "" if files is None else self.parts[int(files[row])].name

    def sort_rejects(self, rejects: Iterable[Reject]) -> tuple[Reject, ...]:
        """Return rejects in the order of their files and lines."""
        return tuple(sorted(rejects, key=self.locate_reject))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Shown):
    """A table plus a role and a unit for each column.

    Invariant: ``source.rows_read == len(table) + len({(r.file, r.line) for r in rejects})``.
    """

    table: pl.DataFrame  # usable rows; numbers as Float64, everything else as String
    columns: tuple[Column, ...]  # in the file's order, one per column of `table`
    lines: Ints  # (n,) line of each row in its file
    source: Source
    rejects: tuple[Reject, ...] = ()
    first_row: tuple[str, ...] = ()  # as it is shown: one text per column, personal ones masked
    dates: tuple[Dates, ...] = ()
    elapsed: tuple[Elapsed, ...] = ()  # columns that are not in the file
    as_of: str = ""  # ISO date up to which months are counted; "" where there are no dates
    as_of_reason: Text = ""
    as_of_alone: bool = False  # the latest date lies far behind the others: it may be an error
    remedies: tuple[Remedy, ...] = ()  # what domain rules ask of any customers
    files: npt.NDArray[np.int32] | None = None  # (n,) index into `source.parts`; None: one file
    unbelieved: tuple[UnbelievedRatio, ...] = ()  # ratios that are not used, and what explains them
    stood: tuple[Stood, ...] = ()  # the text of each file's rows, while some may be rejected
    row: RowMeaning = CUSTOMER  # what one row stands for

    def __post_init__(self) -> None:
        if self.table.columns != [c.name for c in self.columns]:
            raise ValueError("table and column descriptions differ")
        if len(self.lines) != len(self.table):
            raise ValueError("one line number per row is needed")
        if (self.files is None) == bool(self.source.parts):
            raise ValueError("a table from several files needs the file of each row, and only it")
        if self.files is not None and len(self.files) != len(self.table):
            raise ValueError("one file per row is needed")

    @property
    def rows(self) -> int:
        """Customers that can be used."""
        return len(self.table)

    @property
    def rows_rejected(self) -> int:
        """Rows of the file that cannot be used."""
        return self.source.rows_read - self.rows

    def select_by_role(self, *roles: Role) -> tuple[Column, ...]:
        """Return the columns that have one of `roles`, in file order."""
        return tuple(c for c in self.columns if c.role in roles)

    @property
    def features(self) -> tuple[Column, ...]:
        """The columns clustered on; of a category those made of its levels."""
        return tuple(c for c in self.select_by_role("feature") if c.kind == "number")

    @property
    def categories(self) -> tuple[Column, ...]:
        """The categories clustered on by their levels."""
        return tuple(c for c in self.select_by_role("feature") if c.kind != "number")

    @property
    def ideas(self) -> tuple[str, ...]:
        """The features, a category once."""
        return tuple(dict.fromkeys(c.category or c.name for c in self.features))

    @property
    def profile_only_columns(self) -> tuple[Column, ...]:
        """The numbers that follow from other columns: profiled, but not clustered on."""
        return tuple(
            c for c in self.select_by_role("descriptor") if c.follows and c.kind == "number"
        )

    @property
    def identifier(self) -> Column | None:
        """The id customers are known by: the first that does not just count the rows."""
        ids = self.select_by_role("id")
        return next((c for c in ids if not c.counts_rows), ids[0] if ids else None)

    def find_column(self, name: str) -> Column:
        """Return the description of one column."""
        return next(c for c in self.columns if c.name == name)

    def thin_rows(self, most: int) -> Dataset:
        """Return evenly spread rows, at most `most`; the columns' counts stay those of all rows."""
        step = -(-self.rows // most)
        if step <= 1:
            return self
        return self.take_rows(np.arange(0, self.rows, step))

    def take_rows(self, rows: Ints) -> Dataset:
        """Return these rows in this order; the columns' counts stay those of all rows."""
        files = None if self.files is None else self.files[rows]
        return replace(self, table=self.table[rows], lines=self.lines[rows], files=files)

    def reject_rows(self, rows: Ints, rejects: Iterable[Reject]) -> Dataset:
        """Return the table without some rows, each of which is now one of the rejects."""
        used = np.ones(self.rows, bool)
        used[rows] = False
        table = self.table.filter(pl.Series(used))
        return replace(
            self,
            table=table,
            lines=self.lines[used],
            files=None if self.files is None else self.files[used],
            columns=tuple(replace(c, missing=table[c.name].null_count()) for c in self.columns),
            rejects=self.source.sort_rejects([*self.rejects, *rejects]),
        )

    def find_row_numbers(self) -> Ints:
        """Return where each used row stood among all rows read, from 1; rejected rows count.

        Rows of several files are counted on from file to file, in the order they were read.
        """
        rejected = {self.source.locate_reject(r) for r in self.rejects}
        lost = np.fromiter(
            (_combine_file_and_line(file, line) for file, line in rejected), np.int64
        )
        used = self.lines if self.files is None else _combine_file_and_line(self.files, self.lines)
        if not rejected and (used[1:] > used[:-1]).all():
            return np.arange(1, len(used) + 1)  # every row was used, and they are in order
        return np.searchsorted(np.sort(np.concatenate([used, lost])), used) + 1

    def find_file_name(self, row: int) -> str:
        """Return the name of the file a used row stood in; "" where there is but one."""
        return self.source.find_file_name(self.files, row)

    def locate_rows(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Return for used rows which file they stood in, counted from 0, and their line."""
        files = np.zeros(self.rows, np.int32) if self.files is None else self.files
        chosen = list(rows)
        return list(zip(files[chosen].tolist(), self.lines[chosen].tolist(), strict=True))

    def say_row_place(self, row: int) -> Text:
        """Say where a used row stood: its line, and its file where there are several."""
        file = self.find_file_name(row)
        line = Count(int(self.lines[row]))
        return say("{line} of {file}", line=line, file=file) if file else line

    def build_matrix(self, columns: Sequence[str] | None = None) -> Floats:
        """Return the features (or the columns named) in raw units, shape (n, d); missing is NaN."""
        wanted = [c.name for c in self.features] if columns is None else list(columns)
        table = self.table.select(wanted)
        return table.fill_null(float("nan")).to_numpy(order="fortran")

    def write_row_account(self) -> Said:
        """Account for every row: rows read = used + rejected."""
        return say(
            "{read} read = {used} used + {rejected} rejected",
            read=Count(self.source.rows_read, "row"),
            used=Count(self.rows),
            rejected=Count(self.rows_rejected),
        )

    def build_columns_table(self) -> Table:
        """Say what each column was taken for, and why."""
        rows = tuple(
            (c.name, c.role, c.unit, Customers(c.missing, ""), c.confidence, c.full_reason)
            for c in self.columns
        )
        return Table(
            ("Column", "Role", "Unit", "Missing", "Confidence", "Why"),
            rows,
            ("left", "left", "left", "right", "left", "left"),
        )

    @property
    def currency(self) -> str:
        """The ISO code that figures, or headings of amounts, name, where there is but one."""
        seen = {code for c in self.columns for code in c.reading.list_currencies()}
        codes = {c.reading.currency for c in self.columns if c.reading.currency}
        return codes.pop() if len(seen) == len(codes) == 1 else ""

    def blocks(self) -> list[Block]:
        """Describe what was read and what each column was taken for."""
        return [
            Heading("What each column was read as"),
            Sentence(say("{how}.", how=self.source.write_reading())),
            Sentence(say("{account}.", account=self.write_row_account())),
            *self.build_doubtful_blocks(),
            self.build_columns_table(),
        ]

    def build_first_row_blocks(self) -> list[Block]:
        """Show the first row: a delimiter or header that was guessed wrong is seen in it.

        It is one customer's: for whoever has the file, not for pages that may go further.
        """
        if not self.first_row:
            return []
        made = {rule.name for rule in self.elapsed}
        cells = zip(self.columns, self.first_row, strict=False)  # ratios are added behind
        rows = tuple((column.name, text) for column, text in cells if column.name not in made)
        return [
            Heading("The first row, as it was read"),
            Table(
                ("Column", say("Line {place}", place=self.say_row_place(0))), rows, ("left", "left")
            ),
        ]

    def list_doubtful_columns(self) -> tuple[Column, ...]:
        """Return the columns whose role or quantity was guessed with little to go by."""
        return tuple(
            c
            for c in self.columns
            if (c.confidence == "low" or c.measure.quantity.is_doubtful) and not c.follows
        )

    def build_doubtful_blocks(self) -> list[Block]:
        """List the columns worth a look first; nothing where there are none."""
        rows = tuple(
            (c.name, c.role if c.quantity == "none" else f"{c.role}, {c.quantity}", why)
            for c in self.list_doubtful_columns()
            for why in [c.quantity_reason if c.measure.quantity.is_doubtful else c.reason]
        )
        if not rows:
            return []
        return [
            Heading("Look at these columns first"),
            Sentence(
                "Heading and values say little about them. If one was read wrongly, set it in "
                "[read.roles] or [read.quantities]; `finseg init` writes the lines."
            ),
            Table(("Column", "Read as", "Why"), rows, ("left", "left", "left")),
        ]


def _combine_file_and_line(file: Any, line: Any) -> Any:  # noqa: ANN401 - whole numbers, or arrays of them
    """Return one number that orders rows by file, then by line."""
    return np.asarray(file, np.int64) * _LINES_PER_FILE + line
