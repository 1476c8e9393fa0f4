"""What became of customers that were scored?

`Scores`: the segment of each, the rows that could not be scored, and what to be careful about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import (
    ColumnName,
    Customers,
    Exact,
    Example,
    Names,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.read.caller_table import CallerTable
from finseg.records.building import Built
from finseg.records.checkup import build_reject_blocks
from finseg.records.dataset import Reject
from finseg.records.reading import Reading
from finseg.score.assign import (
    BETWEEN_FLAGS,
    FAR,
    FILLED,
    NEW_LEVEL,
    spell_flag,
)

_USUALLY_FAR = 0.01  # of the customers a model was made from: reach is their 99th percentile
SHOWN_LEVELS = 3  # new levels of a category that are named
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
    gone_levels: tuple[tuple[str, tuple[str, ...]], ...] = ()  # that nobody has any more
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
        some: about 0.03 with 1,000 customers in five segments.
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
        for name, levels in self.gone_levels:
            text = say(
                "Nobody has {levels} in {column}, though customers of the model had it. If levels "
                "were merged or renamed, give the old ones, or make the model again.",
                levels=Names(levels, most=SHOWN_LEVELS),
                column=ColumnName(name),
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
            "gone_levels": {name: list(levels) for name, levels in self.gone_levels},
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
