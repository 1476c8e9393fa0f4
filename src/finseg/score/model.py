"""How does a saved model score a file or a table?

`Model` is what `finseg.load` returns. A path or a table in; `Scores` out, with the assignments in a
table of the caller's own kind. Rows that cannot be scored are listed with their reason, never
dropped in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from finseg.build import build_again, list_needed_columns, require_date
from finseg.clean.domain_values import mend_new_customers
from finseg.derive import derive_again, find_new_levels
from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import (
    ColumnName,
    Customers,
    Exact,
    Example,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.maths.arrays import Floats
from finseg.read.caller_table import CallerTable, note_caller_table
from finseg.records.building import Built
from finseg.records.bundle import Bundle
from finseg.records.checkup import build_reject_blocks
from finseg.records.dataset import Dataset, Kind, Reject
from finseg.records.explanation import Explanation
from finseg.records.reading import Reading
from finseg.records.recipe import Recipe
from finseg.records.segmentation import (
    WHY,
    Assignment,
    build_assignment_table,
    list_shown_ids,
)
from finseg.score.assign import (
    BETWEEN_FLAGS,
    FAR,
    FILLED,
    NEW_LEVEL,
    assign_segments,
    flag_rows,
    spell_flag,
)
from finseg.score.why import explain_rows
from finseg.settings import Settings
from finseg.understand import read_columns

_USUALLY_FAR = 0.01  # of the customers a model was made from: reach is their 99th percentile
_SHOWN = 3  # new levels of a category that are named
_OFTEN_FAR = 0.05  # from which share on the new customers may differ from those of the model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """The scored customers, and those that could not be scored."""

    assigned: pl.DataFrame  # ids as text, row, segment, name, margin, second, flags
    rejects: tuple[Reject, ...]
    rows_read: int
    names: tuple[str, ...]  # of the model's segments
    source: str = ""  # the name of what was scored
    blank: tuple[tuple[str, float], ...] = ()  # needed columns without any value: name, the filling
    numbers: Numbers = field(default_factory=Numbers)  # the reader's manner of writing
    blank_categories: tuple[str, ...] = ()  # needed categories without any value
    built: Built | None = None  # where customers were built of rows that are none
    open: tuple[tuple[str, Reading], ...] = ()  # columns that do not show their decimal mark
    new_levels: tuple[tuple[str, tuple[str, ...]], ...] = ()  # per category, some of them
    bridged: tuple[tuple[str, str], ...] = ()  # columns of another case: the model's name, theirs
    ids: Mapping[str, str] = field(default_factory=dict)  # column of `assigned` → name as given
    caller: CallerTable = field(default_factory=CallerTable)  # the kind of `assignments`
    sizes: tuple[int, ...] = ()  # of the model's segments, among the customers it was made from

    @property
    def assignments(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per customer scored: ids, row, segment, name, margin, second, flags.

        In the kind of table that was given (polars for files), with the index of pandas and
        identifiers as they stood there. Rows that cannot be scored are left out; `row` says where
        each stood, and `rejects` why the others are not here.
        """
        rows = None if self.built else self.assigned["row"].to_numpy()
        return self.caller.convert_table(self.assigned, self.ids, rows)

    def share_flagged(self, word: str) -> float:
        """Return the share, 0..1, of scored customers that carry a flag.

        Parameters
        ----------
        word : str
            A whole flag: ``"far"``, ``"filled:income"``; or ``"filled"`` for any filled column.

        """
        if not len(self.assigned):
            return 0.0
        flags = BETWEEN_FLAGS + self.assigned["flags"] + BETWEEN_FLAGS
        carried = flags.str.contains(f"{BETWEEN_FLAGS}{word}{BETWEEN_FLAGS}", literal=True)
        if word == FILLED:
            carried |= flags.str.contains(f"{BETWEEN_FLAGS}{FILLED}:", literal=True)
        return int(carried.sum()) / len(self.assigned)

    @property
    def drift(self) -> float:
        """Share, 0..1, of customers that are in other segments than those of the model were.

        Half the sum of what the segments' shares differ by. In a small table chance alone gives
        some: about 0.04 with 1,000 customers in five segments.
        """
        total = len(self.assigned)
        if not total or not sum(self.sizes):
            return 0.0
        pairs = zip(self._count_members(), self.sizes, strict=True)
        return sum(abs(n / total - m / sum(self.sizes)) for n, m in pairs) / 2

    def _count_members(self) -> list[int]:
        """Count customers per segment."""
        segment = self.assigned["segment"].to_numpy()
        counted: list[int] = np.bincount(segment, minlength=len(self.names)).tolist()
        return counted

    def blocks(self) -> list[Block]:
        """Describe how the customers spread over the segments, and what to be careful about."""
        total = len(self.assigned)
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (f"{s} {name}", Customers(n, ""), Share(n / max(1, total), of=total))
            for s, (name, n) in enumerate(zip(self.names, self._count_members(), strict=True))
        )
        account = say(
            "{read} {what} = {scored} scored + {rejected} rejected.",
            what="customers built" if self.built else "rows read",
            read=Customers(self.rows_read, ""),
            scored=Customers(total, ""),
            rejected=Customers(self.rows_read - total, ""),
        )
        return [
            Heading("Scored customers"),
            *(
                [Sentence(say("{account}.", account=self.built.say_account()))]
                if self.built
                else ()
            ),
            Sentence(account),
            Table(("Segment", "Customers", "Share"), rows),
            *(build_reject_blocks(self.rejects) if self.rejects else ()),
            *self._note_bridged_columns(),
            *self._warn_of_future(),
            *self._warn_of_columns(),
            *self._warn_of_levels(),
            *self._warn_of_flags(),
        ]

    def _note_bridged_columns(self) -> Iterator[Note]:
        """Say which columns were taken although their names are written otherwise."""
        if self.bridged:
            named = [
                say(
                    "{theirs} was taken for {ours}",
                    theirs=ColumnName(theirs),
                    ours=ColumnName(ours),
                )
                for ours, theirs in self.bridged
            ]
            yield Note(
                say(
                    "Some column names differ from the model's in upper and lower case: {columns}.",
                    columns=join_said(named, ", "),
                )
            )

    def _warn_of_future(self) -> Iterator[Note]:
        """Warn of orders that are dated after today."""
        if self.built and self.built.future:
            rows, action = self.built.say_future()
            yield Note(say("{rows}; {action}.", rows=rows, action=action), "warn")

    def _warn_of_columns(self) -> Iterator[Note]:
        """Warn of columns that are blank throughout, or whose decimal mark is in doubt."""
        for name, value in self.blank:
            text = say(
                "Column {column} is blank in every row: all {customers} were scored as if theirs "
                "were {median}, the median of the customers the model was made from. Give the "
                "column, or do not use these scores.",
                column=ColumnName(name),
                customers=Customers(len(self.assigned)),
                median=Exact(value, 6),
            )
            yield Note(text, "warn")
        for name in self.blank_categories:
            text = say(
                "Column {column} is blank in every row: all {customers} were scored by their other "
                "columns alone. Give the column, or do not use these scores.",
                column=ColumnName(name),
                customers=Customers(len(self.assigned)),
            )
            yield Note(text, "warn")
        for name, reading in self.open:
            text = say(
                "Column {column}: {reading}. If that is wrong, do not use these scores: set "
                "decimal in [read] and make the model again.",
                column=ColumnName(name),
                reading=reading.write_reading(),
            )
            yield Note(text, "warn" if reading.basis == "nothing" else "plain")

    def _warn_of_levels(self) -> Iterator[Note]:
        """Warn of levels of categories that the model does not know."""
        for name, levels in self.new_levels:
            text = say(
                "{share} have a level of {column} that nobody had when the model was made{such} "
                "(flag `new`): they are scored as if it were a rare one, or else by their other "
                "columns. If levels were renamed, give them their old names.",
                share=Share(self.share_flagged(spell_flag(NEW_LEVEL, name)), of=len(self.assigned)),
                column=ColumnName(name),
                such=clause(", such as {levels}", levels=Example(", ".join(levels))),
            )
            yield Note(text, "warn")

    def _warn_of_flags(self) -> Iterator[Note]:
        """Say how many customers lie far from their segment, or had gaps filled."""
        total = len(self.assigned)
        far, filled = self.share_flagged(FAR), self.share_flagged(FILLED)
        if far:
            text = say(
                "{far} lie farther from their segment's centre than {most} of the customers it was "
                "made from (flag `far`); about {usual} is usual.",
                far=Share(far, of=total),
                most=Share(0.99, digits=0),
                usual=Share(_USUALLY_FAR, digits=0),
            )
            yield Note(text, "warn" if far > _OFTEN_FAR else "plain")
        if filled:
            text = say(
                "{filled} had missing values filled (flag `filled`).",
                filled=Share(filled, of=total),
            )
            yield Note(text)

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values, fit for JSON."""
        return {
            **({"built": self.built.as_dict(self.numbers)} if self.built else {}),
            "rows_read": self.rows_read,
            "rows_scored": len(self.assigned),
            "rows_rejected": self.rows_read - len(self.assigned),
            "segments": [
                {"id": s, "name": name, "size": n}
                for s, (name, n) in enumerate(zip(self.names, self._count_members(), strict=True))
            ],
            "share_far": self.share_flagged(FAR),
            "drift": self.drift,
            "share_filled": self.share_flagged(FILLED),
            "blank_columns": [*(name for name, _ in self.blank), *self.blank_categories],
            "bridged_columns": {theirs: ours for ours, theirs in self.bridged},
            "open_columns": [name for name, _ in self.open],
            "new_levels": {name: list(levels) for name, levels in self.new_levels},
            "rejects": dict(Counter(r.kind for r in self.rejects).most_common()),
        }

    def __repr__(self) -> str:
        write = self.numbers.write_whole
        members = zip(self.names, self._count_members(), strict=True)
        told = ", ".join(f"{s} {name} ({write(n)})" for s, (name, n) in enumerate(members))
        read = f"{write(len(self.assigned))} of {write(self.rows_read)} rows scored"
        return f"<Scores: {read}: {told}>"

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _AssignedTable:
    """A table that was read and assigned."""

    dataset: Dataset
    raw: Floats
    assignment: Assignment
    flags: pl.Series
    levels: tuple[tuple[str, tuple[str, ...]], ...]  # per category, some that the model lacks
    built: Built | None = None


class Model:
    """A saved segmentation, ready to score.

    Parameters
    ----------
    bundle : Bundle
        The model's content; `finseg.load` reads it from a file.

    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.settings = Settings.from_tree(bundle.settings, where="model")

    def __repr__(self) -> str:
        named = ", ".join(f"{s} {name}" for s, name in enumerate(self.segments))
        return (
            f"<Model of {self.settings.numbers().write_whole(self.bundle.rows)} customers: {named}>"
        )

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments' names, by id."""
        return tuple(s.name for s in self.bundle.segments)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns a table must have to be scored."""
        if self.bundle.build is not None:
            return list_needed_columns(self.bundle.build)
        dates = {made.name: made.source for made in self.bundle.elapsed}
        return tuple(
            dict.fromkeys(dates.get(name, name) for name in self.bundle.recipe.input_columns)
        )

    def score(
        self,
        table: Any,  # noqa: ANN401 - whatever narwhals knows
        *,
        why: bool = False,
        as_of: str = "",
        customers: Any = None,  # noqa: ANN401 - a path, or whatever narwhals knows
        today: date | None = None,
    ) -> Scores:
        """Score a table in memory, or a file.

        Parameters
        ----------
        table : path, or pandas, polars or Arrow table
            Needs the model's columns; others are ignored, their order does not matter.
        why : bool
            Add a column with the reason for each customer.
        as_of : str, optional
            ISO date up to which months are counted; needed where a feature is made from dates.
        customers : path, or pandas, polars or Arrow table, optional
            The table joined by the customers' id, where they are built of other rows and the model
            uses columns of it.
        today : date, optional
            Orders dated later are no as-of date by themselves.

        Returns
        -------
        Scores
            `assignments`, a table of the same kind as the one given; the rejected rows with their
            reasons; a summary.

        Raises
        ------
        WrongColumnsError
            If a column the model needs is missing or has values of another kind.
        AsOfError
            If `as_of` is needed and left out, or is not a date.

        """
        if as_of:
            require_date(as_of)
        found = self._assign_table(table, as_of, customers, today)
        scored = build_assignment_table(found.dataset, found.assignment, self.segments, found.flags)
        if why:
            sentences = [e.sentence() for e in self._explain_table(found)]
            scored = scored.with_columns(pl.Series(WHY, sentences, pl.String))
        return Scores(
            assigned=scored,
            rejects=(*(found.built.rejects if found.built else ()), *found.dataset.rejects),
            rows_read=found.dataset.source.rows_read,
            names=self.segments,
            source=found.dataset.source.name,
            blank=_find_blank_columns(self.bundle.recipe, found.raw),
            numbers=self.settings.numbers(),
            blank_categories=_find_blank_categories(self.bundle.recipe, found.dataset.table),
            new_levels=found.levels,
            built=found.built,
            open=tuple(
                (c.name, c.reading) for c in found.dataset.columns if c.reading.is_undecided
            ),
            bridged=_find_bridged_columns(found.dataset),
            ids=list_shown_ids(found.dataset, scored),
            caller=note_caller_table(table),
            sizes=tuple(s.size for s in self.bundle.segments),
        )

    def explain(
        self,
        table: Any,  # noqa: ANN401 - whatever narwhals knows
        *,
        as_of: str = "",
    ) -> list[Explanation]:
        """Say for each customer why it is in its segment.

        Parameters
        ----------
        table : mapping of column to value, path, or pandas, polars or Arrow table
            One customer as a mapping, or a few as a table.
        as_of : str, optional
            As in `score`.

        Returns
        -------
        list of Explanation
            One per customer that can be scored, in order: segment, second choice, margin and the
            three columns that decided between the two.

        Raises
        ------
        WrongColumnsError
            If a column the model needs is missing or has values of another kind.
        AsOfError
            If `as_of` is needed and left out, or is not a date.

        """
        one = isinstance(table, Mapping)
        asked = pl.DataFrame([dict(table)]) if one else table
        return self._explain_table(self._assign_table(asked, as_of))

    def _assign_table(
        self,
        table: Any,  # noqa: ANN401
        as_of: str,
        customers: Any = None,  # noqa: ANN401
        today: date | None = None,
    ) -> _AssignedTable:
        bundle = self.bundle
        dataset, built = self._read_customers(table, as_of, customers, today)
        # No row is rejected from here on, so the text they stood in is let go.
        dataset = replace(mend_new_customers(dataset, bundle.remedies), stood=())
        raw = derive_again(dataset, bundle.recipe.derived).build_matrix(bundle.recipe.columns)
        assignment = assign_segments(bundle, raw)
        reach = np.array([s.reach for s in bundle.segments])
        new = find_new_levels(dataset, bundle.recipe.derived)
        flags = flag_rows(bundle.recipe, raw, assignment, reach, new)
        levels = tuple(
            (name, tuple(dataset.table[name].filter(there).unique().sort().head(_SHOWN).to_list()))
            for name, there in new.items()
        )
        return _AssignedTable(
            dataset=dataset,
            raw=raw,
            assignment=assignment,
            flags=flags,
            levels=levels,
            built=built,
        )

    def _read_customers(
        self,
        table: Any,  # noqa: ANN401
        as_of: str,
        customers: Any,  # noqa: ANN401
        today: date | None,
    ) -> tuple[Dataset, Built | None]:
        """Read one row per customer, or build it as the customers of the study were built."""
        bundle = self.bundle
        if bundle.build is not None:
            return build_again(
                table,
                self.settings,
                bundle.build,
                bundle.habits,
                as_of,
                customers,
                bundle.recipe.input_columns,
                today,
            )
        kinds: dict[str, Kind] = dict.fromkeys(bundle.recipe.input_columns, "number")
        kinds |= dict.fromkeys(bundle.recipe.category_columns, "category")
        kinds |= dict.fromkeys(bundle.ids, "text")
        elapsed = bundle.elapsed
        return read_columns(table, self.settings, kinds, elapsed, as_of, bundle.habits), None

    def _explain_table(self, found: _AssignedTable) -> list[Explanation]:
        numbers = self.settings.numbers()
        return explain_rows(self.bundle, found.raw, found.assignment, found.flags, numbers)


def _find_blank_columns(recipe: Recipe, raw: Floats) -> tuple[tuple[str, float], ...]:
    """Return the columns without any value, with what they are filled with; not of categories."""
    if not len(raw):
        return ()
    return tuple(
        (step.column, step.impute)
        for j, step in enumerate(recipe.steps)
        if not step.category and bool(np.isnan(raw[:, j]).all())
    )


def _find_blank_categories(recipe: Recipe, table: pl.DataFrame) -> tuple[str, ...]:
    """Return the categories without any value."""
    names = recipe.category_columns if len(table) else ()
    return tuple(name for name in names if table[name].null_count() == len(table))


def _find_bridged_columns(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """Return the columns that differ from the model's by upper and lower case alone."""
    return tuple(
        (c.name, c.original)
        for c in dataset.columns
        if c.name != c.original and c.name.casefold() == c.original.casefold()
    )
