"""Is each customer in one row only?

Dataset in, findings about copies of rows and customers in more than one row out
(`finseg.clean.repeats` finds them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.check.rule import Rule
from finseg.clean.repeats import Repeats, find_repeats, hash_rows, match_rows
from finseg.document.said import (
    ColumnName,
    Customers,
    Exact,
    Example,
    Number,
    Said,
    Text,
    clause,
    join_said,
    say,
)
from finseg.maths.arrays import Ints
from finseg.maths.coincidence import bound_probability, expect_equal_pairs
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.finding_codes import Severity
from finseg.settings import Settings
from finseg.understand.masking import mask_identifier

_EXAMPLES = 3
_MANY = 0.01  # share of the rows from which on copies are no chance
_CLEARLY_FEWER = 0.1  # of the pairs found: what depends on each other is equal more often
_IMPROBABLE = 0.01
_POOL, _PROBES = 5_000, 100  # rows in which values are counted, and rows that are looked at
_BY_NATURE = "kept: different customers may well have the same figures"
_STOPPED = (
    'the run stops because on_duplicate = "stop" in [check]; leave one row per customer in the '
    'file, or set "first" or "last" to use one row of each, or "keep" to use all'
)
_KEPT = (
    "kept, so these customers count more than once; to use one row of each, set "
    'on_duplicate = "first" or "last" in [check]'
)


def report_duplicates(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Report ids in several rows, copies of rows, and customers alike in all but their id."""
    if dataset.row.kind != "customer" and settings.build.rows != "customers":
        return  # an order may well be like another, and another finding says what the rows are
    if dataset.row.certainty == "given":
        return  # built one by one: customers with one order each may well be alike
    found = find_repeats(dataset)
    severity: Severity = "stop" if settings.check.on_duplicate == "stop" else "warn"
    action = _STOPPED if severity == "stop" else _KEPT
    if found.column is not None:
        differ, same = found.select_repeats(~found.same), found.select_repeats(found.same)
        yield from _report_repeated_ids(dataset, differ, found.column, severity, action)
        yield from _report_copied_rows(dataset, same, found.column, severity, action)
        yield from _report_copies_with_other_ids(dataset, found.rows[found.same], found.column)
    elif len(found.rows):
        chance = _weigh_chance(
            dataset, [c.name for c in dataset.columns if not c.counts_rows], found
        )
        message = say(
            "{rows} of {all} repeat another row{lines}{chance}",
            rows=Customers(len(found.rows), "row"),
            all=Customers(dataset.rows, ""),
            lines=clause(": {lines}", lines=_list_example_lines(dataset, found)),
            chance=chance.say_chance(),
        )
        if chance.is_ruled_out or severity == "stop":
            yield make_finding("D012", len(found.rows), message, action, severity=severity)
        else:
            yield make_finding("D012", len(found.rows), message, _BY_NATURE, severity="note")


def _report_repeated_ids(
    dataset: Dataset, found: Repeats, known: Column, severity: Severity, action: str
) -> Iterator[Finding]:
    """Say which ids stand in rows with different values; examples are masked."""
    if not len(found.rows):
        return
    count, ids = len(found.rows), len(np.unique(found.kept))
    message = say(
        "{ids} in more than one row, with different values ({rows} too many){lines}",
        ids=Customers(ids, "id stands", "ids stand"),
        rows=Customers(count, "row"),
        lines=clause(", for instance {lines}", lines=_list_example_lines(dataset, found)),
    )
    yield make_finding("D013", count, message, action, column=known.name, severity=severity)


def _report_copied_rows(
    dataset: Dataset, found: Repeats, known: Column, severity: Severity, action: str
) -> Iterator[Finding]:
    """Count rows that are there twice, with their id and all."""
    count = len(found.rows)
    if count:
        message = say(
            "{rows} of another with the same id{lines}",
            rows=Customers(count, "row is a copy", "rows are copies"),
            lines=clause(", for instance {lines}", lines=_list_example_lines(dataset, found)),
        )
        yield make_finding("D015", count, message, action, column=known.name, severity=severity)


def _report_copies_with_other_ids(
    dataset: Dataset, copies: Ints, known: Column
) -> Iterator[Finding]:
    """Count rows that repeat another row in everything but their id."""
    names = [c.name for c in dataset.columns if c.role not in ("id", "ignore") and not c.derived]
    if not names or dataset.rows < 2:
        return
    keys = hash_rows(dataset, names)
    if dataset.rows - keys.n_unique() <= len(copies):
        return
    found = match_rows(None, keys, keys, "first")
    found = found.select_repeats(~np.isin(found.rows, copies))
    count = len(found.rows)
    chance = _weigh_chance(dataset, names, found)
    many = chance.is_ruled_out and count > _MANY * dataset.rows
    yield make_finding(
        "D012",
        count,
        say(
            "{rows} of {all} repeat another row in everything but {id}{lines}{chance}",
            rows=Customers(count, "row"),
            all=Customers(dataset.rows, ""),
            id=ColumnName(known.name),
            lines=clause(": {lines}", lines=_list_example_lines(dataset, found)),
            chance=chance.say_chance(),
        ),
        "kept; look whether these are the same customers" if chance.is_ruled_out else _BY_NATURE,
        severity="warn" if many else "note",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chance:
    """How many pairs of equal rows there are, and how many chance would make."""

    pairs: int
    expected: float

    @property
    def is_ruled_out(self) -> bool:
        """Whether chance cannot have made so many pairs."""
        return self.expected < _CLEARLY_FEWER * self.pairs and self.probability < _IMPROBABLE

    @property
    def probability(self) -> float:
        """At most so likely are so many pairs or more by chance."""
        return bound_probability(self.pairs, self.expected)

    def say_chance(self) -> Said:
        """Say what chance would do."""
        if self.is_ruled_out:
            return say(
                "; chance would make about {expected} of these {pairs} (probability below {p})",
                expected=Number(self.expected, 1),
                pairs=Customers(self.pairs, "pair"),
                p=Exact(_IMPROBABLE),
            )
        if self.expected >= self.pairs:
            return say("; with so few different values, chance alone would make as many")
        return say(
            "; chance alone would make about {expected} of these {pairs}",
            expected=Number(self.expected, 1),
            pairs=Customers(self.pairs, "pair"),
        )


def _weigh_chance(dataset: Dataset, names: Sequence[str], found: Repeats) -> _Chance:
    """Count the pairs of equal rows, and estimate how many chance would make.

    The chance is taken from rows chosen by their content, and again from the equal rows
    themselves, of which a group that is alike by nature makes the most; the larger figure counts.
    """
    first, copies = np.unique(found.kept, return_counts=True)
    keys = hash_rows(dataset, names).to_numpy()
    order = np.argsort(keys, kind="stable")
    equal = order[np.isin(keys[order], keys[first])]
    pool = np.unique(np.concatenate([order[:_POOL], equal[:_PROBES]]))
    few = dataset.table[pool.tolist()].select(pl.col(names).rank("dense").fill_null(0))
    codes = few.to_numpy().astype(np.int64)
    by_content = np.searchsorted(pool, order[:_PROBES])
    scale = dataset.rows * (dataset.rows - 1) / (len(pool) * (len(pool) - 1))
    among_all = scale * expect_equal_pairs(codes, by_content)
    share = len(equal) / dataset.rows
    among_equal = scale * share * expect_equal_pairs(codes, np.searchsorted(pool, equal[:_PROBES]))
    return _Chance(
        pairs=int((copies * (copies + 1) // 2).sum()), expected=max(among_all, among_equal)
    )


def _list_example_lines(dataset: Dataset, found: Repeats) -> Example:
    """Give the first few: the id, masked, and both lines."""
    examples: list[Text] = []
    for row, kept in zip(found.rows[:_EXAMPLES], found.kept[:_EXAMPLES], strict=True):
        value = "" if found.column is None else dataset.table[found.column.name][int(row)]
        known = f"{mask_identifier(value)} in " if value else ""
        examples.append(
            say(
                "{known}lines {kept} and {row}",
                known=known,
                kept=dataset.say_row_place(kept),
                row=dataset.say_row_place(row),
            )
        )
    more = " …" if len(found.rows) > _EXAMPLES else ""
    return Example(say("{examples}{more}", examples=join_said(examples), more=more))


DUPLICATE_RULES: tuple[Rule, ...] = (report_duplicates,)
