"""What became of each customer of a campaign?

The campaign's table and a table of outcomes in; yes, no or not known per customer out, with every
row that was not used and every doubt counted. Nobody is taken for a no because nothing stands
there, unless it is said that the file lists the yes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finseg.campaign.answers import NO, UNKNOWN, YES, Answers
from finseg.campaign.assigned import Assigned
from finseg.campaign.outcome_findings import (
    describe_lost_zeros,
    quote_outcome_value,
    report_absent_customers,
    report_changed_arms,
    report_unknown_outcomes,
    report_unreadable_rows,
    report_unused_rows,
)
from finseg.campaign.pool import clean_identifiers
from finseg.document.said import Customers
from finseg.errors import OutcomesError, suggest_name
from finseg.maths.arrays import Codes
from finseg.records.dataset import Reject, RejectKind
from finseg.records.finding import Finding
from finseg.understand.masking import mask_identifier
from finseg.vocabulary.words import says, split_heading

_SAYS_YES = "yes"
_YES = (
    "1", "1.0", "yes", "y", "true", "t", "x", "bought", "converted", "accepted", "responded",
    "subscribed", "taken", "sold", "ja", "oui", "si", "sí", "sim",
)  # fmt: skip
_NO = (
    "0", "0.0", "no", "n", "false", "f", "not bought", "not converted", "declined", "rejected",
    "refused", "nein", "non", "nao", "não",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """The outcome of each customer of a campaign."""

    known: Codes  # (n,) YES, NO or UNKNOWN, in the campaign's order
    column: str
    rejects: tuple[Reject, ...]
    findings: tuple[Finding, ...]


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
    is_list = absent_is_no and not outcome and answers.table.width == 1
    wanted = identifier or ("" if is_list else assigned.id)
    column_id = _find_id_column(answers, wanted or answers.table.columns[0])
    # Who stands in a plain list of customers said yes.
    column = (
        column_id if is_list else _find_outcome_column(answers, column_id, assigned.id, outcome)
    )
    value = pl.lit(_SAYS_YES) if is_list else pl.col(column).str.strip_chars().replace("", None)
    rows = answers.table.select(
        clean_identifiers(pl.col(column_id)).alias("key"), value.alias("value")
    ).with_columns(_parse_yes_no(yes, () if is_list else no).alias("code"))
    place = assigned.table.select("key").with_row_index("customer")
    rows = rows.with_row_index("row").join(place, on="key", how="left", maintain_order="left")
    rows = rows.with_columns(_classify_outcome_row())
    rows = _mark_repeated_rows(rows)
    if not rows["customer"].is_not_null().any():
        raise _make_no_match_error(assigned, rows, column_id, answers.source)
    known = np.full(len(place), UNKNOWN, np.int8)
    good = rows.filter(pl.col("kind") == "")
    known[good["customer"].to_numpy()] = good["code"].to_numpy()
    _require_readable_outcomes(rows, answers, column, absent_is_no=absent_is_no)
    open_ = int((known == UNKNOWN).sum())
    if open_ and not absent_is_no and not (known == NO).any() and (known == YES).any():
        raise OutcomesError(
            f"all outcomes are yes, and {Customers(open_)} of the campaign have none",
            where=f"{answers.source}, column `{column}`",
            fix="if the file lists those who said yes, say so: --absent no; else give a row for "
            "every customer",
        )
    findings = [
        *report_unreadable_rows(answers),
        *report_unused_rows(rows, assigned, column_id, column),
        *report_changed_arms(rows, assigned, answers),
    ]
    if absent_is_no:
        silent = np.ones(len(known), bool)
        told = rows.filter(pl.col("kind") != "no outcome").drop_nulls("customer")
        silent[told["customer"].to_numpy()] = False
        known[silent] = NO
        findings += report_absent_customers(int(silent.sum()), answers.source)
    findings += report_unknown_outcomes(known, assigned)
    return Outcomes(
        known=known,
        column=column,
        rejects=(*answers.rejects, *_list_outcome_rejects(rows, answers, column)),
        findings=tuple(findings),
    )


def _require_readable_outcomes(
    rows: pl.DataFrame, answers: Answers, column: str, *, absent_is_no: bool
) -> None:
    """Refuse outcomes of which none could be read, or fewer than not where the others count as no.

    Those that were not read would be left out, and they may be the very ones who said yes.
    """
    ours = rows.filter(pl.col("customer").is_not_null() & pl.col("value").is_not_null())
    readable = int((ours["code"] != UNKNOWN).sum())
    strange = rows.filter(pl.col("kind") == "impossible outcome")["value"]
    if len(strange) and (not readable or (absent_is_no and len(strange) > readable)):
        share = "none" if not readable else f"only {Customers(readable, '')}"
        raise OutcomesError(
            f"{share} of the {Customers(readable + len(strange), 'outcome')} could be read as yes "
            f"or no, for instance {quote_outcome_value(str(strange[0]))} could not",
            where=f"{answers.source}, column `{column}`",
            fix="say which words mean yes and no with --yes and --no, name another column with "
            "--outcome, or give the column of ids alone with --absent no",
        )
    if not readable and not absent_is_no and (rows["kind"] == "no outcome").any():
        raise OutcomesError(
            "no customer of the campaign has an outcome",
            where=f"{answers.source}, column `{column}`",
            fix="give a yes or a no for each customer",
        )


def _find_id_column(answers: Answers, wanted: str) -> str:
    plain = split_heading(wanted)
    for name in answers.table.columns:
        if name == wanted or split_heading(name) == plain:
            return name
    raise OutcomesError(
        f"no column `{wanted}`, which identifies the customers",
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
    if not others:
        raise OutcomesError(
            "there are no outcomes beside the identifiers",
            where=answers.source,
            fix="if the file lists those who said yes, say so: --absent no; else add a column with "
            "the outcome",
        )
    listed = ", ".join(f"`{name}`" for name in others[:10])
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
        f"none of the {Customers(len(rows), 'row')} is of a customer of the campaign",
        where=f"{source}, column `{column}`",
        fix=str(describe_lost_zeros(assigned, rows))
        or f"give the identifiers as they stand in the campaign's column `{assigned.id}`, or name "
        "their column with --id",
    )


_WHY: dict[RejectKind, str] = {
    "no id": "no identifier",
    "unknown customer": "not in the campaign",
    "no outcome": "no outcome",
    "impossible outcome": "neither yes nor no",
    "repeated customer": "yes in one row, no in another",
    "repeated row": "the same outcome as in another row",
}


def _list_outcome_rejects(rows: pl.DataFrame, answers: Answers, column: str) -> Iterator[Reject]:
    for kind, reason in _WHY.items():
        for row in rows.filter(pl.col("kind") == kind).iter_rows(named=True):
            place = int(row["row"])
            value = "" if row["value"] is None else quote_outcome_value(row["value"]).strip("`")
            known_by = "" if row["key"] is None else mask_identifier(row["key"])
            yield Reject(
                line=int(answers.lines[place]),
                file=answers.file_of(place),
                column=column,
                kind=kind,
                reason=reason,
                raw=",".join(part for part in (known_by, value) if part),
            )
