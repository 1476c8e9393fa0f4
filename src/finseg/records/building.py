"""How do rows that are no customers become one row per customer, and what was made of them?

`BuildRecipe`: which columns are what, in plain values, so that a model builds other rows in the
same way. `Built`: the account of the rows. It goes with the table of customers through a study.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers, Unit
from finseg.document.page import Shown
from finseg.document.said import ColumnName, Count, Customers, Names, Said, Text, as_plain, say
from finseg.records.dataset import Column, Kind, Reject, Source
from finseg.records.measure import Direction, Owner, Quantity, Scale
from finseg.records.reading import Habit
from finseg.records.row_meaning import RowKind

_NAMED = 20  # unused columns
_HAVE = ("further customer has", "further customers have")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A column of figures of the rows, and what is surely known of it."""

    column: str
    unit: Unit = "none"
    quantity: Quantity = "none"
    direction: Direction = ""
    owner: Owner = ""
    scale: Scale = "as is"
    money: bool = False
    adds_up: bool  # the sum over several rows means something: not so of rates and ages


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelColumn:
    """A column of categories, and the levels that are common enough to be counted."""

    column: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A column that is the same in all rows of a customer."""

    column: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRecipe:
    """How one row per customer is made of several."""

    per: str  # the column that says whose a row is
    kind: RowKind
    noun: str  # what a row is called: "order"
    nouns: str
    date: str = ""  # the column of dates or periods; "" where rows have none
    form: str = ""  # how its dates are written, as for `strptime`; "": periods by name or number
    number: str = ""  # the number of an order that may have several rows
    once: str = ""  # the number that names one row: equal rows with the same are one
    times: tuple[str, str] | None = None  # quantity and price, whose product is the amount
    figures: tuple[Figure, ...] = ()
    levels: tuple[LevelColumn, ...] = ()
    carried: tuple[Carried, ...] = ()
    days: int = 0  # from the first day that counts to the as-of date
    window: int = 0  # days before the as-of date that count; 0: all
    refunds: bool = False  # amounts below 0 are refunds
    joined: tuple[Carried, ...] = ()  # columns that come from a table of customers
    currency_column: str = ""
    currency: str = ""  # the code whose rows count
    sole_currency: str = ""  # the only code the rows had: others may not be added to it
    compared: tuple[str, ...] = ()  # columns by which copies of a row are left out; none: they stay

    def list_columns(self) -> tuple[str, ...]:
        """Return the columns of the rows of which customers are made."""
        figures = [f.column for f in self.figures]
        made = figures[1:] if self.times else figures
        words = (self.date, self.number, self.once, self.currency_column)
        parts = [*(c.column for c in self.levels), *(c.column for c in self.carried)]
        names = (self.per, *(self.times or ()), *made, *words, *parts)
        return tuple(dict.fromkeys(filter(None, names)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built(Shown):
    """What the customers of a table were made of."""

    recipe: BuildRecipe
    source: Source  # of the rows, before customers were built of them
    rows_used: int
    customers: int
    rejects: tuple[Reject, ...] = ()
    as_of: str = ""  # ISO date
    as_of_reason: Text = ""
    as_of_alone: bool = False  # it lies far behind the date before it
    copies: int = 0  # rows that repeat another in every column
    same: int = 0  # copies with the same number, which are left out
    silent: int = 0  # customers all of whose rows were left out
    future: int = 0  # rows dated after today
    today: str = ""  # ISO date, where it is known
    blanks: tuple[tuple[str, int], ...] = ()  # figures that some of the used rows lack
    undecided: tuple[tuple[str, tuple[str, ...]], ...] = ()  # dates, and forms they may have
    unused: tuple[str, ...] = ()  # columns of which nothing was made
    currencies: tuple[tuple[str, int], ...] = ()  # rows of each, where there are several
    habits: tuple[Habit, ...] = ()  # how columns were written, where other rows may not show it
    unmatched: pl.DataFrame = field(default_factory=pl.DataFrame)  # ids in one of two tables only
    joined: Text = ""  # how a table of customers was joined
    columns: tuple[Column, ...] = ()  # that were made
    table: pl.DataFrame = field(default_factory=pl.DataFrame)  # of the customers, as it was built

    @property
    def rows_read(self) -> int:
        """Rows of the file, used or not."""
        return self.source.rows_read

    def as_dict(self, numbers: Numbers | None = None) -> dict[str, Any]:
        """Return the account and the recipe as plain values, fit for JSON."""
        return {
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rows_left_out": self.rows_read - self.rows_used,
            "customers": self.customers,
            "customers_without_rows": self.silent,
            "as_of": self.as_of,
            "account": self.say_account().write(numbers or Numbers()),
            "recipe": as_plain(self.recipe, numbers),
            "definitions": {c.name: as_plain(c.reason, numbers) for c in self.columns},
            "unused": list(self.unused),
        }

    def say_account(self) -> Said:
        """Account for every row, and say how many customers they became."""
        counted = say("; counted up to {date} ({why})", date=self.as_of, why=self.as_of_reason)
        return say(
            "{read} read = {used} used + {rejected} left out; the used rows are {nouns} of "
            "{customers} ({per}){silent}{counted}",
            read=Count(self.rows_read, "row"),
            used=Count(self.rows_used),
            rejected=Count(self.rows_read - self.rows_used),
            nouns=self.recipe.nouns,
            customers=Count(self.customers, "customer"),
            per=ColumnName(self.recipe.per),
            silent=say("; {silent}", silent=self.say_silent()) if self.silent else "",
            counted=counted if self.as_of else "",
        )

    def say_silent(self) -> Said:
        """Say how many customers are left out with all of their rows."""
        return say("{customers} no row left", customers=Customers(self.silent, *_HAVE))

    def say_future(self) -> tuple[Said, Text]:
        """Say how many rows are dated after today, and what becomes of them."""
        said = say(
            "{rows} dated after today, {today}",
            rows=Customers(self.future, f"{self.recipe.noun} is", f"{self.recipe.nouns} are"),
            today=self.today,
        )
        if self.as_of > self.today:
            return said, say("counted: the as-of date is {date}", date=self.as_of)
        return said, say("left out: times are counted up to {date}", date=self.as_of)

    def blocks(self) -> list[Block]:
        """Describe what the customers were made of, with the definition of each column."""
        blocks: list[Block] = [
            Heading("How the customers were built"),
            Sentence(say("{account}.", account=self.say_account())),
        ]
        blocks += [Sentence(say("{joined}.", joined=self.joined))] if self.joined else []
        rows = tuple((c.name, c.role, c.unit, c.reason) for c in self.columns)
        blocks.append(Table(("Column", "Role", "Unit", "What it is"), rows, ("left",) * 4))
        for column, count in self.blanks:
            text = say(
                "{rows} without a value in {column} count as {nouns}, and add nothing to sums.",
                rows=Customers(count, "row"),
                column=ColumnName(column),
                nouns=self.recipe.nouns,
            )
            blocks.append(Note(text))
        if self.unused:
            names = Names(self.unused, _NAMED)
            blocks.append(Note(say("Nothing was made of {names}.", names=names)))
        return blocks
