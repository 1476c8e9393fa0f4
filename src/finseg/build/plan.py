"""Which column of the rows is what, where customers are to be built of them?

A table that was read and the settings in, `BuildRecipe` out: whose a row is, its date, its number,
its figures, its common categories, and what is the same in all rows of a customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from finseg.document.numbers import MONEY
from finseg.errors import MissingColumnError, UsageError, suggest_name
from finseg.records.building import BuildRecipe, Carried, Figure, LevelColumn
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import Quantity
from finseg.records.row_meaning import RowKind, RowMeaning
from finseg.settings import BuildSettings
from finseg.understand.event_numbers import numbers_events
from finseg.understand.row_kinds import find_owned_meaning
from finseg.vocabulary.words import Vocabulary, load_vocabulary, split_heading

_SHOWN_ROWS = 50_000
_REFUND_SHARE = 0.25  # of the amounts below 0, from which on they are no refunds but ordinary
_LINES = 0.05  # of the numbers on several rows, from which on rows are the lines of an order
# What a row is called, by a word of its headings or of its file.
_NOUNS = frozenset(
    [
        "order",
        "invoice",
        "purchase",
        "payment",
        "transaction",
        "booking",
        "visit",
        "claim",
        "donation",
        "gift",
        "trip",
        "call",
        "session",
        "sale",
        "receipt",
    ]
)
_SHORT = {"txn": "transaction", "trans": "transaction", "trx": "transaction", "tx": "transaction"}
_CALLED: dict[RowKind, tuple[str, str]] = {
    "event": ("event", "events"),
    "month": ("period", "periods"),
    "account": ("account", "accounts"),
    "product": ("product", "products"),
    "customer": ("member", "members"),
}
# Quantities that may be added over rows; of others the mean means something.
_ADDING: frozenset[Quantity] = frozenset(
    (
        "balance", "savings", "investment", "property", "limit", "available credit", "loan", "debt",
        "instalment", "payment", "spending", "fees", "premium", "count", "income",
    )
)  # fmt: skip
# What a customer has at one time: of events, the mean means something, and the sum nothing.
_STANDING: frozenset[Quantity] = frozenset(
    (
        "balance", "savings", "investment", "property", "limit", "available credit", "loan", "debt",
        "income", "age", "score", "credit score", "utilisation", "ratio", "interest rate",
    )
)  # fmt: skip
_SPENT = frozenset(
    ["order", "invoice", "purchase", "payment", "booking", "sale", "receipt", "gift", "donation"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A recipe, and what was left over."""

    recipe: BuildRecipe
    meaning: RowMeaning
    unused: tuple[str, ...]
    currencies: tuple[tuple[str, int], ...] = ()


def plan_building(
    dataset: Dataset, settings: BuildSettings, known_words: Vocabulary | None = None
) -> Plan:
    """Plan how customers are built.

    Raises
    ------
    MissingColumnError
        If no column is called as the settings say.
    UsageError
        If it has another value in each row, so that there is nothing to build.

    """
    words = known_words or load_vocabulary()
    per = _find_owner(dataset, settings.per)
    meaning = find_owned_meaning(dataset, per, known_words)
    if meaning.owners == meaning.rows:
        raise UsageError(
            f"each row has another value in `{per.name}`: there is one row per customer already",
            where="--per",
            fix="leave it out, or name the column that repeats where a customer has several rows",
        )
    return _Planner(dataset, settings, words, per, meaning).plan()


def _find_owner(dataset: Dataset, wanted: str) -> Column:
    made = {rule.name for rule in dataset.elapsed}
    for column in dataset.columns:
        if wanted in (column.name, column.original) and column.name not in made:
            return column
    names = [c.name for c in dataset.columns if c.name not in made]
    raise MissingColumnError(
        f"no column `{wanted}` in the table", where="--per", fix=suggest_name(wanted, names)
    )


class _Planner:
    """Gives each column one part; what is taken is not looked at again."""

    def __init__(
        self,
        dataset: Dataset,
        settings: BuildSettings,
        words: Vocabulary,
        per: Column,
        meaning: RowMeaning,
    ) -> None:
        self.dataset, self.settings, self.words, self.per = dataset, settings, words, per
        self.meaning = meaning
        made = {rule.name for rule in dataset.elapsed}
        self.left = [c for c in dataset.columns if c.name not in made and c.name != per.name]
        self.phrases = {per.name: split_heading(per.original)}
        self.phrases |= {c.name: split_heading(c.original) for c in self.left}

    def plan(self) -> Plan:
        """Give each column its part."""
        kind = self.meaning.kind
        noun, nouns = self._find_nouns(kind)
        date, form = self._take_date(kind)
        number, once = self._take_number() if kind == "event" else ("", "")
        currency_column, currencies = self._take_currency()
        sole = currencies[0][0] if len(currencies) == 1 else ""
        constant = self._take_constant()
        times = self._take_times() if kind == "event" else None
        figures = self._take_figures(noun)
        if times:
            figures = (_make_product(times, noun), *figures)
        recipe = BuildRecipe(
            per=self.per.name,
            kind=kind,
            noun=noun,
            nouns=nouns,
            date=date,
            form=form,
            number=number,
            once=once,
            times=times,
            figures=figures,
            levels=self._take_levels(),
            carried=constant,
            window=self.settings.window,
            refunds=kind == "event" and self._has_refunds(figures, times),
            currency_column=currency_column,
            currency=self.settings.currency,
            sole_currency=sole,
            compared=tuple(self.phrases) if self.settings.copies == "leave out" else (),
        )
        unused = tuple(c.name for c in self.left)
        several = () if sole else currencies
        return Plan(recipe=recipe, meaning=self.meaning, unused=unused, currencies=several)

    def _says(self, column: Column, kind: str) -> bool:
        return bool(self.words.says(self.phrases[column.name], kind))

    def _take(self, columns: Sequence[Column]) -> None:
        names = {c.name for c in columns}
        self.left = [c for c in self.left if c.name not in names]

    def _find_nouns(self, kind: RowKind) -> tuple[str, str]:
        noun, nouns = _CALLED[kind]
        if kind != "event":
            return noun, nouns
        heads = [word for c in self.left for word in self.phrases[c.name].split()]
        heads += split_heading(self.dataset.source.name).split()
        said = [_SHORT.get(word, word.rstrip("s")) for word in heads]
        noun = next((known for word in said for known in _NOUNS if word == known), noun)
        return noun, f"{noun}s"

    def _take_date(self, kind: RowKind) -> tuple[str, str]:
        """Take the column of dates that differs most within customers; of months the period."""
        if kind not in ("event", "month"):
            return "", ""
        forms = {d.column: d.form for d in self.dataset.dates if d.form}
        if kind == "month" or self.meaning.by in forms:  # of events with a number, the first date
            name = self.meaning.by
        else:
            lasting = ("row_lasting_date", "joined", "birth", "future")
            open_ = [
                c
                for c in self.left
                if c.name in forms and not any(self._says(c, k) for k in lasting)
            ]
            name = open_[0].name if open_ else ""
        self._take([c for c in self.left if c.name == name])
        return name, forms.get(name, "")

    def _take_number(self) -> tuple[str, str]:
        """Take the number of orders: of those that have several rows, and of those that have one.

        Where nearly each number stands in one row, apart from copies, it names that row.
        """
        for column in [
            c for c in self.left if numbers_events(self.phrases[c.name], self.words.says)
        ]:
            numbers = self.dataset.table[column.name]
            if numbers.null_count() == len(numbers):
                continue
            names_rows = _names_rows(self.dataset.table.select(list(self.phrases)), column.name)
            if numbers.null_count() and not names_rows:
                continue
            self._take([column])
            shared = not numbers.null_count() and numbers.n_unique() < len(numbers)
            return column.name if shared else "", column.name if names_rows else ""
        return "", ""

    def _take_currency(self) -> tuple[str, tuple[tuple[str, int], ...]]:
        """Take the column of currencies, with the rows of each; several may not be added."""
        for column in self.left:
            if "currency" not in self.phrases[column.name].split() or column.kind == "number":
                continue
            counts = (
                self.dataset.table[column.name].value_counts(sort=True, name="rows").drop_nulls()
            )
            self._take([column])
            levels = list(zip(counts[column.name].to_list(), counts["rows"].to_list(), strict=True))
            return column.name, tuple(levels)
        return "", ()

    def _take_constant(self) -> tuple[Carried, ...]:
        """Take the columns that are the same in all rows of a customer."""
        roles = ("feature", "descriptor", "outcome", "protected", "existing", "consent", "weight")
        dates = {d.column for d in self.dataset.dates}
        dated = {c.name for c in self.left if c.name in dates and c.role in ("date", "personal")}
        able = [c for c in self.left if c.role in roles or c.name in dated]
        if not able:
            return ()
        table = self.dataset.table.filter(pl.col(self.per.name).is_not_null())
        # Some rows already show of most columns that they differ.
        same = _find_constant(table.head(_SHOWN_ROWS), self.per.name, able)
        same = _find_constant(table, self.per.name, same) if len(table) > _SHOWN_ROWS else same
        self._take(same)
        return tuple(
            Carried(column=c.name, kind="text" if c.name in dated else c.kind) for c in same
        )

    def _take_times(self) -> tuple[str, str] | None:
        """Take quantity and price of one piece, where no column has their product."""
        numbers = [c for c in self.left if c.kind == "number"]
        prices = [c for c in numbers if {"price", "rate"} & set(self.phrases[c.name].split())]
        counts = [
            c for c in numbers if {"quantity", "qty", "units"} & set(self.phrases[c.name].split())
        ]
        others = [c for c in numbers if c not in prices and self._says(c, "currency")]
        if len(prices) != 1 or len(counts) != 1 or others:
            return None
        self._take([prices[0]])
        return counts[0].name, prices[0].name

    def _take_figures(self, noun: str) -> tuple[Figure, ...]:
        taken = [c for c in self.left if c.role == "feature" and c.kind == "number"]
        self._take(taken)
        return tuple(self._describe_figure(c, noun) for c in taken)

    def _describe_figure(self, column: Column, noun: str) -> Figure:
        measure = column.measure
        money = column.unit in MONEY or self._says(column, "currency")
        quantity = measure.quantity.value if measure.quantity.acts else "none"
        adds = money or quantity in _ADDING or column.quantity in _ADDING
        if self.meaning.kind == "event" and column.quantity in _STANDING:
            adds = False  # a balance after each payment is not added up
        counted = self.meaning.kind == "event" and column.unit in ("none", "count")
        figure = Figure(
            column=column.name,
            unit=column.unit,
            quantity=quantity,
            direction=measure.direction.value if measure.direction.acts else "",
            owner=measure.owner.value if measure.owner.acts else "",
            scale=measure.scale.value if measure.scale.acts else "as is",
            money=money,
            adds_up=adds or (counted and column.quantity not in _STANDING),
        )
        spent = money and adds and self.meaning.kind == "event" and noun in _SPENT
        return _call_spending(figure) if spent and figure.quantity == "none" else figure

    def _has_refunds(self, figures: Sequence[Figure], times: tuple[str, str] | None) -> bool:
        """Tell whether amounts below 0 are few enough to be refunds; more are ordinary."""
        adding = [f.column for f in figures if f.adds_up]
        if not adding:
            return False
        name = times[0] if times else adding[0]
        amounts = self.dataset.table[name].drop_nulls()
        below = int((amounts < 0).sum())
        return 0 < below < _REFUND_SHARE * len(amounts)

    def _take_levels(self) -> tuple[LevelColumn, ...]:
        found: list[LevelColumn] = []
        taken: list[Column] = []
        products = ("category", "text")
        for column in self.left:
            fits = column.role == "descriptor" and column.kind == "category"
            fits |= (
                column.kind in products
                and column.role == "ignore"
                and self._says(column, "row_product")
            )
            if not fits or column.reason_code in ("empty", "constant"):
                continue
            counts = (
                self.dataset.table[column.name].drop_nulls().alias("level").value_counts(name="n")
            )
            counts = counts.filter(pl.col("n") >= self.settings.least_level * self.dataset.rows)
            counts = counts.sort(["n", "level"], descending=[True, False]).head(
                self.settings.levels
            )
            if len(counts):
                found.append(
                    LevelColumn(column=column.name, levels=tuple(counts["level"].to_list()))
                )
                taken.append(column)
        self._take(taken)
        return tuple(found)


def _names_rows(table: pl.DataFrame, number: str) -> bool:
    """Tell whether a number stands in one row only, where copies of a row are one."""
    numbers = table.filter(pl.col(number).is_not_null()).unique()[number]
    several = int((numbers.value_counts(name="rows")["rows"] > 1).sum())
    return several <= _LINES * numbers.n_unique()


def _find_constant(table: pl.DataFrame, per: str, columns: Sequence[Column]) -> list[Column]:
    """Return the columns with one value at most for each customer."""
    if not columns:
        return []
    several = table.group_by(per).agg(pl.col(c.name).drop_nulls().n_unique() for c in columns)
    most = several.select(pl.col(c.name).max() for c in columns).row(0)
    return [c for c, largest in zip(columns, most, strict=True) if largest == 1]


def _make_product(times: tuple[str, str], noun: str) -> Figure:
    figure = Figure(column=f"{times[0]} × {times[1]}", unit="currency", money=True, adds_up=True)
    return _call_spending(figure) if noun in _SPENT else figure


def _call_spending(figure: Figure) -> Figure:
    """Say of the amounts of orders that they are what the customer spent."""
    return Figure(
        column=figure.column,
        unit="currency" if figure.unit == "none" else figure.unit,
        quantity="spending",
        direction="more is better",
        owner="flow out",
        money=True,
        adds_up=True,
    )
