"""What does a person read about a table before anything is fitted?

`CheckUp`: a table as it was understood, and what was noticed, in the order a person reads: whether
the run may go on, what to look at, the columns, how the file was read, what had to be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from finseg.document.blocks import Align, Block, Heading, Sentence, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html, to_text
from finseg.document.said import (
    Count,
    Customers,
    Example,
    Parts,
    Said,
    Text,
    as_plain,
    say,
)
from finseg.records.building import Built
from finseg.records.dataset import Dataset, Reject, Source
from finseg.records.finding import Checked
from finseg.records.shares import Shares

TITLE = "finseg check"  # how every form of it begins
_FIRST_LINES = 5  # named per kind of reject
_SHOWN_ROW = 100  # characters of an example
_REJECT_SIDES: tuple[Align, ...] = ("left", "right", "left")


class CheckUp(NamedTuple):
    """A table as it was understood, and what was noticed; nothing is fitted."""

    dataset: Dataset
    checked: Checked
    shares: Shares | None = None  # measured on at most 20,000 rows; None where there are none
    numbers: Numbers = Numbers()  # the reader's manner of writing
    built: Built | None = None  # where customers were built of rows that are none

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The rows that could not be used, those of the file before those of customers."""
        return (*(self.built.rejects if self.built else ()), *self.dataset.rejects)

    @property
    def source(self) -> Source:
        """The file that was read, also where customers were built of its rows."""
        return self.built.source if self.built else self.dataset.source

    def verdict(self) -> str:
        """Say in one sentence what became of the rows and whether the run may go on."""
        return self._say_verdict().write(self.numbers)

    def __repr__(self) -> str:
        return f"<check-up of {self.dataset.source.name}: {self.verdict()}>"

    def __str__(self) -> str:
        return to_text(self.blocks(), numbers=self.numbers)

    def _say_verdict(self) -> Said:
        account = self.built.say_account() if self.built else self.dataset.write_row_account()
        return say(
            "{rows}; {outcome}.",
            rows=account,
            outcome=self.checked.write_outcome(),
        )

    def blocks(self, *, examples: bool = False, asked: bool = True) -> list[Block]:
        """Describe the verdict, the questions, the findings, the columns and the reading.

        With `examples` the first rejected row of each kind is shown, its personal values masked:
        for whoever has the file, not for pages that may go further. Without `asked` the questions
        are left out, for a terminal where they come last.
        """
        dataset = self.dataset
        blocks: list[Block] = [
            Heading(f"{TITLE}: {dataset.source.name}", level=1),
            *self._build_row_blocks(),
            Sentence(self._say_verdict()),
            *(self.checked.build_question_blocks() if asked else ()),
            *self.checked.blocks(),
            *dataset.build_doubtful_blocks(),
            *(self.built.blocks() if self.built else ()),
            Heading("What each column was read as"),
            Sentence(
                say(
                    "{columns}: {roles}.",
                    columns=Count(len(dataset.columns), "column"),
                    roles=_list_role_counts(dataset),
                )
            ),
            dataset.build_columns_table(),
            *self.checked.redundancy.blocks(),
            *(self.shares.blocks() if self.shares else ()),
            Heading("How the file was read"),
            Table(("What", "Found"), _list_source_details(self.source), ("left", "left")),
        ]
        if self.rejects:
            blocks += [
                Heading("Rejected rows"),
                *build_reject_blocks(self.rejects, examples=examples),
            ]
        return blocks

    def _build_row_blocks(self) -> list[Block]:
        """Say first what a row is, where a column says whose it is."""
        row = self.dataset.row
        return [] if self.built or not row.owner else [Sentence(say("{row}.", row=row.say_kind()))]

    def as_dict(self) -> dict[str, Any]:
        """Return what was understood and noticed as plain values, fit for JSON."""
        dataset = self.dataset
        return {
            "made_by": TITLE,
            "verdict": self.verdict(),
            "stops": bool(self.checked.stops),
            "row": {
                "kind": dataset.row.kind,
                "certainty": dataset.row.certainty,
                "owner": dataset.row.owner,
                "by": dataset.row.by,
            },
            "rows_read": dataset.source.rows_read,
            "rows_used": dataset.rows,
            "rows_rejected": dataset.rows_rejected,
            **({"built": self.built.as_dict(self.numbers)} if self.built else {}),
            "source": {
                "name": self.source.name,
                **self.source.write_details(),
            },
            "columns": [
                {
                    "name": c.name,
                    "role": c.role,
                    "kind": c.kind,
                    "unit": c.unit,
                    "quantity": c.quantity,
                    "missing": c.missing,
                    "reason": as_plain(c.reason, self.numbers),
                    "confidence": c.confidence,
                    "quantity_reason": as_plain(c.quantity_reason, self.numbers),
                    "measure": as_plain(c.measure, self.numbers),
                    "order": list(c.order),
                    "reading": as_plain(c.reading.write_reading(), self.numbers),
                    "currency": c.reading.currency,
                    "follows": as_plain(c.follows, self.numbers),
                }
                for c in dataset.columns
            ],
            "as_of": dataset.as_of,
            "questions": [q.as_dict(self.numbers) for q in self.checked.questions],
            "findings": [as_plain(f, self.numbers) for f in self.checked.findings],
            "redundancy": as_plain(self.checked.redundancy, self.numbers),
            "shares": as_plain(self.shares, self.numbers) if self.shares else None,
            "rejects": dict(Counter(r.kind for r in self.rejects).most_common()),
        }

    def _repr_html_(self) -> str:
        return to_html(self.blocks(), numbers=self.numbers)


def _list_role_counts(dataset: Dataset) -> Parts:
    roles = Counter(c.role for c in dataset.columns).most_common()
    words = {"feature": "to cluster on"}
    return Parts(
        tuple(say("{n} {role}", n=Count(n), role=words.get(role, role)) for role, n in roles)
    )


def _list_source_details(source: Source) -> tuple[tuple[Text, ...], ...]:
    return (
        ("file", source.name),
        ("format", source.format),
        *source.details,
        ("rows read", Customers(source.rows_read, "")),
    )


def build_reject_blocks(
    rejects: Sequence[Reject], *, examples: bool = True, lines: bool = True
) -> list[Block]:
    """List rejected rows by kind, with the first lines of each.

    Parameters
    ----------
    rejects : sequence of Reject
        At least one.
    examples : bool
        Show the first row of each kind, its personal values masked; not where the page may reach
        people who must not see customers.
    lines : bool
        Say in which lines the first of each kind stand; not where the page goes without the file.

    """
    by_kind: dict[str, list[Reject]] = {}
    for reject in rejects:
        by_kind.setdefault(reject.kind, []).append(reject)
    kinds = sorted(by_kind.items(), key=lambda item: -len(item[1]))
    # Of one kind alone there are as many as the account of rows says in any case.
    count = Count if len(kinds) == 1 else Customers
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (kind, count(len(found), ""), *((_list_first_lines(found),) if lines else ()))
        for kind, found in kinds
    )
    width = 3 if lines else 2
    header = ("Kind", "Rows", "Lines")[:width]
    blocks: list[Block] = [Table(header, rows, _REJECT_SIDES[:width])]
    if examples:
        shown: tuple[tuple[Text, ...], ...] = tuple(
            (
                kind,
                Example(Count(found[0].line)),
                Example(_write_reject_reason(found[0])),
                Example(_shorten_row(found[0].raw)),
            )
            for kind, found in kinds
        )
        titles = ("Kind", "Line", "Why", "The row, personal values masked")
        blocks.append(
            Table(titles, shown, ("left", "right", "left", "left"), "The first of each kind")
        )
    return blocks


def _list_first_lines(found: Sequence[Reject]) -> Text:
    places: list[Text] = [
        say("{file}{line}", file=f"{r.file} " if r.file else "", line=Example(Count(r.line)))
        for r in found[:_FIRST_LINES]
    ]
    more = " …" if len(found) > _FIRST_LINES else ""
    return say("{places}{more}", places=Parts(tuple(places)), more=more)


def _write_reject_reason(reject: Reject) -> Text:
    if not reject.column:
        return reject.full_reason
    return say("{column}: {reason}", column=reject.column, reason=reject.full_reason)


def _shorten_row(raw: str) -> str:
    return raw if len(raw) <= _SHOWN_ROW else raw[: _SHOWN_ROW - 1].rstrip("…") + "…"
