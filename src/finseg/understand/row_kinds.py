"""What does one row of this table stand for?

A table that was read in, `RowMeaning` out: a customer, or one of several things that a customer
has. A column that says whose a row is, and repeats, is looked at together with what differs within
one owner: dates, months, numbers of orders or accounts, products, figures. Rows are chosen by their
owner, so that neither their order nor a split of the file changes what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from finseg.records.dataset import Column, Dataset
from finseg.records.row_meaning import RowKind, RowMeaning
from finseg.understand.column_summary import count_distinct
from finseg.understand.dates import parse_dates
from finseg.understand.event_numbers import numbers_events
from finseg.vocabulary.words import Vocabulary, load_vocabulary, split_heading

_ENOUGH_ROWS = 20  # below, repeats prove nothing
FEWEST_REPEATS = 0.2  # share of the rows that repeat an owner, from which on rows may be events
SEVERAL_ROWS = 0.5  # the same, from which on a row is no customer even if nothing else says so
DIFFERING = 0.5  # share of the owners with several rows within whom a value differs
_UNIQUE = 0.98  # share of rows that no other row of the same owner and period repeats
_ALL_DIFFERENT = 0.99  # share of different values among the numbers of accounts
_ROWS_PER_PERIOD = 3  # on average; dates that few rows share are no periods
_MOST_PERIODS = 400
_LOOKED_AT = 100_000  # rows
_LONG = 1e8  # figures from here on are numbers of cards or accounts
_NAMED = 3  # differing columns that are kept
_THINGS = ("row_event", "row_account", "row_product", "bank_code", "place", "row_no_owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owned:
    """The rows of owners who have several, and how columns may be asked about them."""

    table: pl.DataFrame  # rows of some thousand owners with more than one row
    owner: str

    def differs(self, name: str) -> bool:
        """Tell whether a column has more than one value within most owners."""
        return self.measure_difference(name) >= DIFFERING

    def measure_difference(self, name: str) -> float:
        """Return the share of owners within whom a column has more than one value."""
        if name == self.owner:
            return 0.0
        several = self.table.group_by(self.owner).agg(pl.col(name).drop_nulls().n_unique())
        return float((several[name] > 1).mean() or 0.0)  # type: ignore[arg-type]

    def tells_rows_apart(self, name: str) -> bool:
        """Tell whether hardly any two rows of one owner have the same value."""
        rows = self.table.select(self.owner, name)
        return rows.n_unique() >= _UNIQUE * len(rows) and not rows[name].null_count()


def find_row_meaning(dataset: Dataset, known_words: Vocabulary | None = None) -> RowMeaning:
    """Find out what a row stands for, and what shows it."""
    says = (known_words or load_vocabulary()).says
    phrases = {c.name: split_heading(c.original) for c in dataset.columns}
    owner = _choose_owner(dataset, phrases, known_words or load_vocabulary())
    return RowMeaning() if owner is None else _look_at_owner(dataset, owner, says, phrases)


def find_owned_meaning(
    dataset: Dataset, owner: Column, known_words: Vocabulary | None = None
) -> RowMeaning:
    """Find out what a row is where it is given whose it is; "customer" where nothing shows it.

    What a few repeats show is believed here, since the owner is given.
    """
    says = (known_words or load_vocabulary()).says
    phrases = {c.name: split_heading(c.original) for c in dataset.columns}
    found = _look_at_owner(dataset, owner, says, phrases, fewest=0.0)
    persons = [
        c.name
        for c in dataset.columns
        if c.name != owner.name and says(phrases[c.name], "row_owner")
    ]
    if not found.acts and any(_are_all_different(dataset, name) for name in persons):
        return replace(found, kind="customer")  # members of a household
    return found


def _look_at_owner(
    dataset: Dataset,
    owner: Column,
    says: Callable[[str, str], str],
    phrases: Mapping[str, str],
    fewest: float = FEWEST_REPEATS,
) -> RowMeaning:
    """Look at the rows of each owner."""
    ids = dataset.table[owner.name].drop_nulls()
    found = RowMeaning(owner=owner.name, rows=len(ids), owners=count_distinct(ids))
    repeats = found.rows - found.owners  # exact, where a share would be rounded
    if found.owners == found.rows or (fewest and found.rows < _ENOUGH_ROWS):
        return found
    owned = _take_repeated_owners(dataset, owner.name)
    others = [c for c in dataset.columns if c.name != owner.name and not c.counts_rows]
    of_kind = {
        kind: [c.name for c in others if says(phrases[c.name], kind)]
        for kind in ("row_account", "row_product", "row_period")
    }
    of_kind["row_event"] = [c.name for c in others if numbers_events(phrases[c.name], says)]
    lasting = {c.name for c in others if _describes_owner(phrases[c.name], says)}
    found = replace(found, differing=_list_differing_figures(owned, others))
    if repeats < fewest * found.rows:
        return _recognise_few_repeats(owned, found, of_kind["row_event"])
    return _recognise_rows(dataset, owned, found, of_kind, lasting, repeats)


def _recognise_rows(
    dataset: Dataset,
    owned: _Owned,
    found: RowMeaning,
    of_kind: dict[str, list[str]],
    lasting: set[str],
    repeats: int,
) -> RowMeaning:
    """Hold the rows of one owner against each kind; the first that fits is what they are."""
    dated = [d.column for d in dataset.dates if d.form and d.column not in lasting]
    # That dates differ is seen before it is known whether day or month comes first in them.
    undecided = [d.column for d in dataset.dates if not d.form and d.column not in lasting]
    events = [*of_kind["row_event"], *dated, *undecided]
    tests: tuple[tuple[RowKind, list[str], Callable[[str], bool]], ...] = (
        ("month", dated, lambda n: _is_monthly(dataset, n) and owned.tells_rows_apart(n)),
        ("account", of_kind["row_account"], lambda n: _are_all_different(dataset, n)),
        ("event", events, owned.differs),
        ("month", of_kind["row_period"], lambda n: _names_periods(dataset, owned, n)),
        ("product", of_kind["row_product"], owned.tells_rows_apart),
    )
    for kind, names, fits in tests:
        by = next(filter(fits, names), "")
        if by:
            others = tuple(name for name in found.differing if name != by)
            return replace(found, certainty="sure", kind=kind, by=by, differing=others)
    if repeats >= SEVERAL_ROWS * found.rows and any(map(owned.differs, dataset.table.columns)):
        return replace(found, kind="event", certainty="likely")
    return found


def _recognise_few_repeats(owned: _Owned, found: RowMeaning, numbers: Sequence[str]) -> RowMeaning:
    """Take a few repeats for copies, unless each has a number of its own."""
    by = next(filter(owned.differs, numbers), "")
    return replace(found, kind="event", certainty="likely", by=by) if by else found


def _names_periods(dataset: Dataset, owned: _Owned, name: str) -> bool:
    """Tell whether a column named like a period has each of them once for each owner."""
    levels = count_distinct(dataset.table[name].drop_nulls())
    return 2 <= levels <= _MOST_PERIODS and owned.tells_rows_apart(name)


def _choose_owner(dataset: Dataset, phrases: dict[str, str], words: Vocabulary) -> Column | None:
    """Choose the column that says whose a row is: by its words, else the only identifier."""
    named = [
        c
        for c in dataset.columns
        if words.says(phrases[c.name], "row_owner")
        and (c.role == "id" or (c.role == "ignore" and c.kind == "text"))
        and not c.counts_rows
        and c.reason_code not in ("empty", "constant")
    ]
    ids = [c for c in dataset.select_by_role("id") if not c.counts_rows]
    households = [c for c in named if words.says(phrases[c.name], "whom_household")]
    persons = [c for c in named if c not in households]
    if persons or households:
        return (persons or households)[0]
    plain = [c for c in ids if not any(words.says(phrases[c.name], kind) for kind in _THINGS)]
    keys = [c for c in ids if c not in plain]
    if len(plain) == 1:
        return plain[0]
    unique = [c for c in plain if _are_all_different(dataset, c.name)]
    if unique:
        return unique[0]
    accounts = [c for c in keys if words.says(phrases[c.name], "row_account")]
    personal = [c for c in dataset.select_by_role("personal") if "mail" in phrases[c.name]]
    personal += [
        c
        for c in dataset.select_by_role("personal", "feature", "ignore")
        if words.says(phrases[c.name], "row_account") and _holds_long_numbers(dataset, c.name)
    ]
    return next(iter([*plain, *accounts, *personal]), None)


def _holds_long_numbers(dataset: Dataset, name: str) -> bool:
    """Tell whether figures are so long that they name something, or are no figures."""
    values = dataset.table[name]
    least = values.min() if values.dtype.is_numeric() else None
    return not isinstance(least, float) or least >= _LONG


def _take_repeated_owners(dataset: Dataset, owner: str) -> _Owned:
    """Take the rows of owners who have several; of large tables those of some owners."""
    table = dataset.table.filter(pl.col(owner).is_not_null())
    parts = -(-len(table) // _LOOKED_AT)
    if parts > 1:
        table = table.filter(pl.col(owner).hash() % parts == 0)
    return _Owned(table=table.filter(pl.len().over(owner) > 1), owner=owner)


def _list_differing_figures(owned: _Owned, columns: Sequence[Column]) -> tuple[str, ...]:
    figures = [c.name for c in columns if c.role == "feature" and c.kind == "number"]
    return tuple(filter(owned.differs, figures))[:_NAMED]


def _describes_owner(phrase: str, says: Callable[[str, str], str]) -> bool:
    kinds = ("row_lasting_date", "joined", "birth", "future")
    return any(says(phrase, kind) for kind in kinds)


def _is_monthly(dataset: Dataset, name: str) -> bool:
    """Tell whether a column of dates has one date for each of several months."""
    form = next(d.form for d in dataset.dates if d.column == name)
    days = parse_dates(dataset.table[name], form).drop_nulls()
    dates, months = days.n_unique(), days.dt.truncate("1mo").n_unique()
    return months >= 2 and dates == months and len(days) >= _ROWS_PER_PERIOD * dates


def _are_all_different(dataset: Dataset, name: str) -> bool:
    present = dataset.table[name].drop_nulls()
    return count_distinct(present) >= _ALL_DIFFERENT * dataset.rows
