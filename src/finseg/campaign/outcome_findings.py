"""What was noticed about the outcomes of a campaign?

Rows of outcomes with what became of each in; one `Finding` per kind of row that could not be used,
and per doubt about the comparison, out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import polars as pl

from finseg.campaign.answers import UNKNOWN, YES, Answers
from finseg.campaign.assigned import Assigned
from finseg.campaign.cells import bound_yes_count
from finseg.campaign.plan_record import TREATMENT
from finseg.document.said import (
    Count,
    Customers,
    Example,
    Level,
    Parts,
    Points,
    Share,
    Text,
    clause,
    say,
)
from finseg.maths.arrays import Bools, Codes, Ints
from finseg.records.dataset import RejectKind
from finseg.records.finding import Finding, make_finding

_SHOWN = 20  # characters of a value that is no outcome
_EXAMPLES = 3

_ROWS: tuple[tuple[str, RejectKind, str, str], ...] = (
    (
        "C001",
        "unknown customer",
        "with an identifier that is not in the campaign",
        "not used",
    ),
    (
        "C002",
        "repeated row",
        "with the same outcome as another row of the same customer",
        "counted once",
    ),
    (
        "C003",
        "repeated customer",
        "of customers who have both yes and no",
        "not used: give one row for each; the customer's outcome is not known",
    ),
    (
        "C004",
        "impossible outcome",
        "with an outcome that is neither yes nor no",
        "not used: say what the words mean with --yes and --no",
    ),
    ("C005", "no id", "without an identifier", "not used"),
)


def report_unused_rows(
    rows: pl.DataFrame, assigned: Assigned, column_id: str, column: str
) -> Iterator[Finding]:
    """Count the rows that were not used, by the reason."""
    for code, kind, what, action in _ROWS:
        own = rows.filter(pl.col("kind") == kind)
        if not len(own):
            continue
        more: Text = ""
        if kind == "impossible outcome":
            values = own["value"].value_counts(sort=True).head(_EXAMPLES)
            quoted = Parts(tuple(Level(quote_outcome_value(v), n) for v, n in values.rows()))
            more = clause(": {values}", values=quoted)
        elif kind == "unknown customer":
            zeros = describe_lost_zeros(assigned, rows)
            more = clause("; {zeros}", zeros=zeros) if zeros else ""
        yield from _report_rows(
            code,
            len(own),
            say("{what}{more}", what=what, more=more),
            action,
            column=column if kind in ("impossible outcome", "repeated customer") else column_id,
        )


def _report_rows(
    code: str,
    number: int,
    what: Text,
    action: str,
    *,
    column: str = "",
    noun: str = "row",
) -> Iterator[Finding]:
    """Report some rows, or nothing where there are none."""
    if number:
        message = say("{rows} {what}", rows=Customers(number, noun), what=what)
        yield make_finding(code, number, message, action, column=column)


def quote_outcome_value(value: str) -> str:
    """Show a value that is no outcome, but nothing that may name a person."""
    short = re.sub(r"\s+", " ", value)
    if "@" in short or sum(c.isdigit() for c in short) > 7:
        return "(not shown: may be personal)"
    return f"`{short[:_SHOWN]}{'…' if len(short) > _SHOWN else ''}`"


def report_unreadable_rows(answers: Answers) -> Iterator[Finding]:
    """Count the lines of the outcomes that are no rows."""
    if not answers.rejects:
        return
    first = answers.rejects[0]
    yield from _report_rows(
        "C011",
        len(answers.rejects),
        say(
            "cannot be read{first}",
            first=clause(
                ", the first in line {line}: {reason}",
                line=Example(Count(first.line)),
                reason=Example(first.reason),
            ),
        ),
        "not used: list them with --rejects",
    )


def report_absent_customers(number: int, source: str) -> Iterator[Finding]:
    """Count the customers who are counted as no because nothing stands there."""
    yield from _report_rows(
        "C006",
        number,
        f"of the campaign without an outcome in {source}",
        "counted as no, as --absent no asks",
        noun="customer",
    )


def report_unknown_outcomes(known: Codes, assigned: Assigned) -> Iterator[Finding]:
    """Count the customers whose outcome is not known, and what they could change."""
    open_ = known == UNKNOWN
    number = int(open_.sum())
    if not number:
        return
    arm = (assigned.table["arm"] == TREATMENT).to_numpy()
    if arm.all() or not arm.any():
        return
    low, high = _bound_difference(known, arm, assigned.table["segment"].to_numpy())
    yield make_finding(
        "C007",
        number,
        say(
            "the outcome of {customers} ({share}) is not known: {treated} with the "
            "offer, {control} without; whatever it is, the plain difference lies between {low} "
            "and {high}",
            customers=Customers(number),
            share=Share(number / len(known), of=len(known)),
            treated=Share(float(open_[arm].mean()), of=int(arm.sum())),
            control=Share(float(open_[~arm].mean()), of=int((~arm).sum())),
            low=Points(low),
            high=Points(high),
        ),
        "left out of the shares; if they differ by group, the comparison is not fair",
    )


def _bound_difference(known: Codes, treated: Bools, segment: Ints) -> tuple[float, float]:
    """Return the least and the largest difference that the unknown outcomes allow.

    Counts that are not told of a segment are not told here either.
    """
    shares = []
    for arm in (treated, ~treated):
        least = most = 0
        for one in np.unique(segment):
            own = known[arm & (segment == one)]
            low, high = bound_yes_count(int((own == YES).sum()), int((own != UNKNOWN).sum()))
            least, most = least + low, most + high + int((own == UNKNOWN).sum())
        shares.append((least / arm.sum(), most / arm.sum()))
    (low1, high1), (low0, high0) = shares
    return low1 - high0, high1 - low0


def report_changed_arms(
    rows: pl.DataFrame, assigned: Assigned, answers: Answers
) -> Iterator[Finding]:
    """Count the customers whose group in the outcomes is not the one they were put in."""
    if "arm" not in answers.table.columns:
        return
    given = answers.table["arm"].str.strip_chars().str.to_lowercase()
    there = rows.with_columns(given.alias("given")).drop_nulls(["customer", "given"])
    own = assigned.table["arm"].gather(there["customer"])
    number = int((there["given"] != own).sum())
    yield from _report_rows(
        "C008",
        number,
        "with a group that is not the one drawn for the customer",
        "each customer counts in the group that was drawn for them (intention to "
        "treat), so that chance alone decides who is in which group",
        column="arm",
    )


def describe_lost_zeros(assigned: Assigned, rows: pl.DataFrame) -> Text:
    """Say how many unknown customers would be known if leading zeros had not been taken off."""
    bare = assigned.table["key"].str.strip_chars_start("0")
    lost = rows.filter(pl.col("kind") == "unknown customer")["key"]
    number = int((lost.is_in(bare.implode()) & (lost != "")).sum())
    if not number:
        return ""
    return say(
        "{rows} would match a customer with leading zeros, which spreadsheets remove",
        rows=Customers(number, "row"),
    )
