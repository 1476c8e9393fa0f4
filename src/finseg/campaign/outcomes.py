"""What became of each customer of a campaign?

The campaign's table and a table of outcomes in; yes, no or not known per customer out, with every
row that was not used and every doubt counted. Nobody is taken for a no because nothing stands
there, unless it is said that the file lists the yes alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.campaign.answers import Answers
from finseg.campaign.cells import bound_yes_count
from finseg.campaign.plan_record import CONTROL, TREATMENT, write_points
from finseg.campaign.pool import clean_identifiers
from finseg.document.numbers import write_count
from finseg.document.said import (
    Count,
    Customers,
    Example,
    Level,
    Parts,
    Share,
    Text,
    clause,
    say,
)
from finseg.errors import CampaignError, OutcomesError, suggest_name
from finseg.records.dataset import Reject, RejectKind
from finseg.records.finding import Finding, make_finding
from finseg.understand.masking import mask_identifier
from finseg.vocabulary.words import says, split_heading

YES, NO, UNKNOWN = 1, 0, -1
_YES = (
    "1", "1.0", "yes", "y", "true", "t", "x", "bought", "converted", "accepted", "responded",
    "subscribed", "taken", "sold", "ja", "oui", "si", "sí", "sim",
)  # fmt: skip
_NO = (
    "0", "0.0", "no", "n", "false", "f", "not bought", "not converted", "declined", "rejected",
    "refused", "nein", "non", "nao", "não",
)  # fmt: skip
_SHOWN = 20  # characters of a value that is no outcome
_EXAMPLES = 3

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assigned:
    """A campaign as it was read back: who is in which group."""

    table: pl.DataFrame  # key, segment, name, arm
    id: str  # the heading of the identifier
    product: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """The outcome of each customer of a campaign."""

    known: Codes  # (n,) YES, NO or UNKNOWN, in the campaign's order
    column: str
    rejects: tuple[Reject, ...]
    findings: tuple[Finding, ...]


def read_assigned(answers: Answers) -> Assigned:
    """Understand a campaign's table.

    Raises
    ------
    CampaignError
        If it is none: a column is missing, an id stands twice, an arm is neither of the two.

    """
    table, where = answers.table, answers.source
    lacking = [c for c in ("segment", "arm", "product") if c not in table.columns[1:]]
    fix = "name the campaign.csv that `finseg campaign plan` wrote"
    if lacking:
        raise CampaignError(
            f"this is no campaign: it has no column `{lacking[0]}`", where=where, fix=fix
        )
    if answers.rejects:
        first = answers.rejects[0]
        raise CampaignError(
            f"the campaign was damaged: {write_count(len(answers.rejects), 'row')} cannot be read, the "
            f"first in line {first.line} ({first.reason})",
            where=where,
            fix=fix,
        )
    name = table.columns[0]
    labels = pl.col("name") if "name" in table.columns else pl.lit("")
    found = table.select(
        clean_identifiers(pl.col(name)).alias("key"),
        pl.col("segment").cast(pl.Int64, strict=False),
        labels.fill_null("").alias("name"),
        pl.col("arm").str.strip_chars().str.to_lowercase(),
    )
    wrong = found.with_row_index("row").filter(
        ~pl.col("arm").is_in([TREATMENT, CONTROL]).fill_null(value=False)
        | pl.col("segment").is_null()
        | pl.col("key").is_null()
        | pl.col("key").is_duplicated()
    )
    if len(wrong):
        line = int(answers.lines[int(wrong["row"][0])])
        raise CampaignError(
            f"the campaign was changed: {write_count(len(wrong), 'row')} without a group or segment, "
            f"or of a customer who stands there twice, the first in line {line}",
            where=where,
            fix=f"{fix}; the groups are drawn by chance and must stay as they were drawn",
        )
    return Assigned(table=found, id=name, product=str(table["product"][0]))


def read_outcomes(
    assigned: Assigned,
    answers: Answers,
    *,
    outcome: str = "",
    identifier: str = "",
    yes: Sequence[str] = (),
    no: Sequence[str] = (),
    absent_is_no: bool = False,
) -> Outcomes:
    """Find the outcome of each customer.

    Parameters
    ----------
    assigned : Assigned
    answers : Answers
        The outcomes: a row per customer.
    outcome, identifier : str
        Their columns; left out, the one there is and the campaign's own.
    yes, no : sequence of str
        Further words for either.
    absent_is_no : bool
        The file lists those who said yes: who does not stand there said no.

    Raises
    ------
    OutcomesError
        If a column is missing, no row is of a customer of the campaign, or all outcomes are yes and
        others are missing, which may be a list of the yes alone.

    """
    column_id = _find_id_column(answers, identifier or assigned.id)
    column = _find_outcome_column(answers, column_id, assigned.id, outcome)
    rows = answers.table.select(
        clean_identifiers(pl.col(column_id)).alias("key"),
        pl.col(column).str.strip_chars().replace("", None).alias("value"),
    ).with_columns(_parse_yes_no(yes, no).alias("code"))
    place = assigned.table.select("key").with_row_index("customer")
    rows = rows.with_row_index("row").join(place, on="key", how="left", maintain_order="left")
    rows = rows.with_columns(_classify_outcome_row())
    rows = _mark_repeated_rows(rows)
    if not rows["customer"].is_not_null().any():
        raise _make_no_match_error(assigned, rows, column_id, answers.source)
    known = np.full(len(place), UNKNOWN, np.int8)
    good = rows.filter(pl.col("kind") == "")
    known[good["customer"].to_numpy()] = good["code"].to_numpy()
    open_ = int((known == UNKNOWN).sum())
    if open_ and not absent_is_no and not (known == NO).any() and (known == YES).any():
        raise OutcomesError(
            f"all outcomes are yes, and {write_count(open_, 'customer')} of the campaign have none",
            where=f"{answers.source}, column `{column}`",
            fix="if the file lists those who said yes, say so: --absent no; else give a row for "
            "every customer",
        )
    findings = [
        *_report_unreadable_rows(answers),
        *_report_unused_rows(rows, assigned, column_id, column),
        *_report_changed_arms(rows, assigned, answers),
    ]
    if absent_is_no:
        silent = np.ones(len(known), bool)
        told = rows.filter(pl.col("kind") != "no outcome").drop_nulls("customer")
        silent[told["customer"].to_numpy()] = False
        known[silent] = NO
        findings += _report_absent_customers(int(silent.sum()), answers.source)
    findings += _report_unknown_outcomes(known, assigned)
    return Outcomes(
        known=known,
        column=column,
        rejects=(*answers.rejects, *_list_outcome_rejects(rows, answers, column)),
        findings=tuple(findings),
    )


def _find_id_column(answers: Answers, wanted: str) -> str:
    plain = split_heading(wanted)
    for name in answers.table.columns:
        if name == wanted or split_heading(name) == plain:
            return name
    raise OutcomesError(
        f"no column `{wanted}`, which the customers are known by",
        where=answers.source,
        fix=f"name it with --id: {suggest_name(wanted, answers.table.columns)}",
    )


def _find_outcome_column(answers: Answers, column_id: str, own_id: str, wanted: str) -> str:
    names = answers.table.columns
    if wanted:
        if wanted in names:
            return wanted
        raise OutcomesError(
            f"no column `{wanted}`", where=answers.source, fix=suggest_name(wanted, names)
        )
    # What the campaign itself brought is no outcome.
    ours = {column_id, own_id, "row", "segment", "name", "stratum", "product", "arm"}
    others = [name for name in names if name not in ours]
    named = [name for name in others if says(split_heading(name), "outcome")]
    found = others if len(others) == 1 else named
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"`{name}`" for name in others[:10]) or "there is no other column"
    raise OutcomesError(
        "it is not clear which column holds the outcome",
        where=answers.source,
        fix=f"name it with --outcome: {listed}",
    )


def _parse_yes_no(yes: Sequence[str], no: Sequence[str]) -> pl.Expr:
    """Read yes and no; the caller's words go before the known ones."""
    value = pl.col("value").str.to_lowercase()
    own_yes, own_no = ([word.strip().lower() for word in given] for given in (yes, no))
    return (
        pl.when(value.is_in(own_yes))
        .then(YES)
        .when(value.is_in(own_no))
        .then(NO)
        .when(value.is_in(_YES))
        .then(YES)
        .when(value.is_in(_NO))
        .then(NO)
        .otherwise(UNKNOWN)
        .cast(pl.Int8)
    )


def _classify_outcome_row() -> pl.Expr:
    """Say why a row is not used; empty where it may be."""
    return (
        pl.when(pl.col("key").is_null())
        .then(pl.lit("no id"))
        .when(pl.col("customer").is_null())
        .then(pl.lit("unknown customer"))
        .when(pl.col("value").is_null())
        .then(pl.lit("no outcome"))
        .when(pl.col("code") == UNKNOWN)
        .then(pl.lit("impossible outcome"))
        .otherwise(pl.lit(""))
        .alias("kind")
    )


def _mark_repeated_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Use one of a customer's rows where all agree, and none where they contradict each other."""
    free = pl.col("kind") == ""
    at = ["customer", free]
    differ = pl.col("code").n_unique().over(at) > 1
    again = pl.int_range(pl.len()).over(at) > 0
    return rows.with_columns(
        pl.when(free & differ)
        .then(pl.lit("repeated customer"))
        .when(free & again)
        .then(pl.lit("repeated row"))
        .otherwise(pl.col("kind"))
        .alias("kind")
    )


def _make_no_match_error(
    assigned: Assigned, rows: pl.DataFrame, column: str, source: str
) -> OutcomesError:
    return OutcomesError(
        f"none of the {write_count(len(rows), 'row')} is of a customer of the campaign",
        where=f"{source}, column `{column}`",
        fix=_describe_lost_zeros(assigned, rows)
        or f"give the identifiers as they stand in the campaign's column `{assigned.id}`, or name "
        "their column with --id",
    )


def _describe_lost_zeros(assigned: Assigned, rows: pl.DataFrame) -> str:
    """Say how many unknown customers would be known if leading zeros had not been taken off."""
    bare = assigned.table["key"].str.strip_chars_start("0")
    lost = rows.filter(pl.col("kind") == "unknown customer")["key"]
    number = int((lost.is_in(bare.implode()) & (lost != "")).sum())
    if not number:
        return ""
    return f"{write_count(number, 'row')} would be known with leading zeros, which a spreadsheet takes off"


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
        "with the same outcome as another of the customer",
        "counted once",
    ),
    (
        "C003",
        "repeated customer",
        "of customers with both yes and no",
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


def _report_unused_rows(
    rows: pl.DataFrame, assigned: Assigned, column_id: str, column: str
) -> Iterator[Finding]:
    for code, kind, what, action in _ROWS:
        own = rows.filter(pl.col("kind") == kind)
        if not len(own):
            continue
        more: Text = ""
        if kind == "impossible outcome":
            values = own["value"].value_counts(sort=True).head(_EXAMPLES)
            quoted = Parts(tuple(Level(_quote_outcome_value(v), n) for v, n in values.rows()))
            more = clause(": {values}", values=quoted)
        elif kind == "unknown customer":
            zeros = _describe_lost_zeros(assigned, rows)
            more = clause("; {zeros}", zeros=Example(zeros)) if zeros else ""
        yield make_finding(
            code,
            len(own),
            say("{rows} {what}{more}", rows=Customers(len(own), "row"), what=what, more=more),
            action,
            column=column if kind in ("impossible outcome", "repeated customer") else column_id,
        )


def _quote_outcome_value(value: str) -> str:
    """Show a value that is no outcome, but nothing that may name a person."""
    short = re.sub(r"\s+", " ", value)
    if "@" in short or sum(c.isdigit() for c in short) > 7:
        return "(not shown: may be personal)"
    return f"`{short[:_SHOWN]}{'…' if len(short) > _SHOWN else ''}`"


def _report_unreadable_rows(answers: Answers) -> Iterator[Finding]:
    if answers.rejects:
        first = answers.rejects[0]
        where = clause(
            ", the first in line {line}: {reason}",
            line=Example(Count(first.line)),
            reason=Example(first.reason),
        )
        number = len(answers.rejects)
        message = say("{rows} cannot be read{where}", rows=Customers(number, "row"), where=where)
        yield make_finding("C011", number, message, "not used: --rejects lists them")


def _report_absent_customers(number: int, source: str) -> Iterator[Finding]:
    if number:
        message = say(
            "{customers} no outcome in {source}",
            customers=Customers(
                number, "customer of the campaign has", "customers of the campaign have"
            ),
            source=source,
        )
        yield make_finding("C006", number, message, "counted as no, as you said")


def _report_unknown_outcomes(known: Codes, assigned: Assigned) -> Iterator[Finding]:
    """Count the customers whose outcome is not known, and what they could change."""
    open_ = known == UNKNOWN
    number = int(open_.sum())
    if not number:
        return
    arm = (assigned.table["arm"] == TREATMENT).to_numpy()
    if arm.all() or not arm.any():
        return
    low, high = _bound_difference(known, arm, assigned.table["segment"].to_numpy())
    message = say(
        "the outcome of {customers} ({share}) is not known: {treated} with the offer, {control} "
        "without; whatever it is, the plain difference lies between {low} and {high}",
        customers=Customers(number),
        share=Share(number / len(known), of=len(known)),
        treated=Share(float(open_[arm].mean()), of=int(arm.sum())),
        control=Share(float(open_[~arm].mean()), of=int((~arm).sum())),
        low=write_points(low),
        high=write_points(high),
    )
    yield make_finding(
        "C007",
        number,
        message,
        "left out of the shares; where they differ by group, the comparison is not fair",
    )


def _bound_difference(
    known: Codes, treated: npt.NDArray[np.bool_], segment: npt.NDArray[np.int64]
) -> tuple[float, float]:
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


def _report_changed_arms(
    rows: pl.DataFrame, assigned: Assigned, answers: Answers
) -> Iterator[Finding]:
    """Count the customers whose group in the outcomes is not the one they were put in."""
    if "arm" not in answers.table.columns:
        return
    given = answers.table["arm"].str.strip_chars().str.to_lowercase()
    there = rows.with_columns(given.alias("given")).drop_nulls(["customer", "given"])
    own = assigned.table["arm"].gather(there["customer"])
    number = int((there["given"] != own).sum())
    if number:
        message = say(
            "{rows} with another group than the customer was put in", rows=Customers(number, "row")
        )
        yield make_finding(
            "C008",
            number,
            message,
            "the group they were put in counts (intention to treat): what became of the drawn "
            "groups is compared, so that chance alone decides who is where",
            column="arm",
        )


_WHY: dict[RejectKind, str] = {
    "no id": "no identifier",
    "unknown customer": "not in the campaign",
    "no outcome": "no outcome",
    "impossible outcome": "neither yes nor no",
    "repeated customer": "yes in one row and no in another",
    "repeated row": "the same outcome as in another row",
}


def _list_outcome_rejects(rows: pl.DataFrame, answers: Answers, column: str) -> Iterator[Reject]:
    for kind, reason in _WHY.items():
        for row in rows.filter(pl.col("kind") == kind).iter_rows(named=True):
            place = int(row["row"])
            value = "" if row["value"] is None else _quote_outcome_value(row["value"]).strip("`")
            known_by = "" if row["key"] is None else mask_identifier(row["key"])
            yield Reject(
                line=int(answers.lines[place]),
                file=answers.file_of(place),
                column=column,
                kind=kind,
                reason=reason,
                raw=",".join(part for part in (known_by, value) if part),
            )
