"""Can these rows be used, and do they count one customer each?

Dataset and settings in, findings about rows out: rejects, too few rows, rows without an id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from finseg.check.rule import Rule
from finseg.document.said import (
    NOTHING,
    Breakdown,
    ColumnName,
    Count,
    Customers,
    Example,
    Names,
    Number,
    Parts,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.records.dataset import Column, Dataset, NoticeKind, Reject, RejectKind
from finseg.records.finding import Finding, make_finding
from finseg.settings import Settings

ROWS_PER_COLUMN = 70  # Dolnicar, Grün, Leisch & Schmidt 2014, J. Travel Research 53(3)
SET_ASIDE: tuple[RejectKind, ...] = ("repeated row", "repeated customer")  # as the settings asked
# Lines that were never customers: leaving them out loses nobody.
NO_CUSTOMER: tuple[RejectKind, ...] = ("not a row", "repeated header")
_FILES = 3  # that are named
_ENOUGH = 10_000  # rows looked at to count different customers


def report_too_many_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where more rows were rejected than allowed; as asked, or no customers, do not count."""
    yield from report_lost_rows(dataset.rejects, dataset.source.rows_read, settings)


def report_lost_rows(
    rejects: Sequence[Reject], rows_read: int, settings: Settings
) -> Iterator[Finding]:
    """Stop where more rows are lost than allowed, of a table of customers or of what they did."""
    bad, read = _find_lost_rows(rejects, rows_read)
    allowed = settings.check.max_rejected_share
    if len(bad) > allowed * read:
        message = say(
            "{rows} of {read} cannot be used ({share}; {allowed} are allowed): {details}{first}",
            rows=Customers(len(bad), "row"),
            read=Customers(read, ""),
            share=Share(len(bad) / read, of=read),
            allowed=Share(allowed),
            details=join_said([count_reject_kinds(bad), _count_reject_files(bad)]),
            first=write_first_reason(bad[0]),
        )
        yield make_finding(
            "D001",
            len(bad),
            message,
            "correct the file (`finseg check FILE --rejects rejects.csv` lists the "
            "rows), or allow more with --allow-rejects or max_rejected_share in [check]",
        )


def _find_lost_rows(rejects: Sequence[Reject], rows_read: int) -> tuple[list[Reject], int]:
    """Return the rejects that may have been customers, and how many rows may have been any."""
    bad = [r for r in rejects if r.kind not in (*SET_ASIDE, *NO_CUSTOMER)]
    never = {(r.file, r.line) for r in rejects if r.kind in NO_CUSTOMER}
    return bad, rows_read - len(never)


def count_reject_kinds(rejects: Sequence[Reject]) -> Breakdown:
    """Say how many rejects there are of each kind."""
    kinds = Counter(reject.kind for reject in rejects).most_common()
    return Breakdown(tuple((n, kind) for kind, n in kinds))


def _count_reject_files(rejects: Sequence[Reject]) -> Parts:
    """Say which of several files the rows stand in, those with the most first."""
    files = Counter(reject.file for reject in rejects if reject.file).most_common()
    more = say(" and in {n}", n=Count(len(files) - _FILES, "more file"))
    listed = Breakdown(tuple((n, name) for name, n in files[:_FILES]), " in ")
    return Parts((listed, more if len(files) > _FILES else NOTHING), "")


def write_first_reason(first: Reject) -> Text:
    """Say where the first one stands, and why it was rejected: it may quote a value."""
    return clause(
        "; the first is line {line}{file}{column}: {reason}",
        line=Example(Count(first.line)),
        file=say(" of {name}", name=first.file) if first.file else "",
        column=say(", column {name}", name=ColumnName(first.column)) if first.column else "",
        reason=first.full_reason,
    )


def report_no_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Stop where nothing is left to cluster on; say what the columns are instead."""
    if dataset.features:
        return
    groups: dict[str, list[str]] = {}
    for column in dataset.columns:
        groups.setdefault(_explain_no_feature(column, dataset.rows), []).append(column.name)
    found = [
        say("{n} {what} ({names})", n=Count(len(names)), what=what, names=Names(tuple(names), 3))
        for what, names in groups.items()
    ]
    message = say(
        "there is no column to cluster on among {columns}: {found}",
        columns=Count(len(dataset.columns), "column"),
        found=join_said(found),
    )
    action = 'add columns of numbers, or name one in [read.roles]: column = "feature"'
    yield make_finding("D002", len(dataset.columns), message, action)


def _explain_no_feature(column: Column, rows: int) -> str:
    """Say in a word or two why a column is no feature."""
    if rows and column.missing == rows:
        return "without any value"
    if column.role == "ignore":
        return "constant" if column.reason_code == "constant" else f"{column.kind} not used"
    kind = "" if column.role in ("id", "date", "personal") else f", {column.kind}"
    return f"{column.role}{kind}"


def report_too_few_rows(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where there are fewer different customers than segments, or too few for each."""
    needed = settings.choose.k or 2
    fewest = settings.choose.fewest_customers
    names = [column.name for column in dataset.features]
    if not names:
        return
    distinct = dataset.table.select(names).head(_ENOUGH).n_unique() if dataset.rows else 0
    if distinct < needed and dataset.rows > _ENOUGH:
        distinct = dataset.table.select(names).n_unique()
    rows, wanted = Customers(dataset.rows, "usable row"), Count(needed, "segment")
    fix = "add customers, or ask for fewer segments (--k, or k in [choose])"
    if distinct < needed:
        message = say(
            "{rows}{different}; {segments} need at least {needed}",
            rows=rows,
            different=""
            if dataset.rows < needed
            else say(", only {n} of them different", n=Customers(distinct, "")),
            segments=wanted,
            needed=Count(needed),
        )
        yield make_finding("D003", distinct, message, fix)
    elif dataset.rows < needed * fewest:
        message = say(
            "{rows}; {segments} of at least {each} need {all}: with fewer, the figures "
            "would describe single people",
            rows=rows,
            segments=wanted,
            each=Count(fewest, "customer"),
            all=Count(needed * fewest),
        )
        action = f"{fix}; fewest_customers in [choose] is the limit"
        yield make_finding("D003", dataset.rows, message, action)


def report_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say how many rows were rejected, by kind; apart, how many were set aside as asked.

    Where `report_too_many_rejects` speaks of those that may have been customers, the others remain.
    """
    aside = [r for r in dataset.rejects if r.kind in SET_ASIDE]
    lost, read = _find_lost_rows(dataset.rejects, dataset.source.rows_read)
    stops = len(lost) > settings.check.max_rejected_share * read
    known = (*SET_ASIDE, *({r.kind for r in lost} if stops else ()))
    bad = [r for r in dataset.rejects if r.kind not in known]
    if bad:
        columns = {reject.column for reject in bad}
        yield make_finding(
            "D010",
            len(bad),
            say(
                "{rows} rejected: {kinds}{first}",
                rows=Customers(len(bad), "row"),
                kinds=count_reject_kinds(bad),
                first=write_first_reason(bad[0]),
            ),
            "left out; rejects.csv lists them with line and reason",
            column=columns.pop() if len(columns) == 1 else "",
            severity="warn",
        )
    if aside:
        yield make_finding(
            "D010",
            len(aside),
            say(
                "{rows} set aside: {kinds}",
                rows=Customers(len(aside), "row"),
                kinds=count_reject_kinds(aside),
            ),
            f'on_duplicate = "{settings.check.on_duplicate}" in [check] asked for it; rejects.csv '
            "lists them",
            column=aside[0].column,
            severity="note",
        )


def report_few_rows_per_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn where there are too few customers for so many columns."""
    columns, rows = len(dataset.ideas), dataset.rows
    if columns and rows < ROWS_PER_COLUMN * columns:
        message = say(
            "{customers} for {features}: {each} per feature, where {advised} are advised",
            customers=Customers(rows),
            features=Count(columns, "feature"),
            each=Number(rows / columns, 0),
            advised=Count(ROWS_PER_COLUMN),
        )
        action = "use fewer features, or treat the segments as provisional"
        yield make_finding("D011", rows, message, action)


def report_missing_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note rows without an id: they can be joined back by their line only."""
    known = dataset.identifier
    if known is not None and known.missing:
        rows = Customers(known.missing, "row has", "rows have")
        yield make_finding(
            "D014",
            known.missing,
            say("{rows} no id", rows=rows),
            "kept; identify them by their line number",
            column=known.name,
        )


_NOTICED: dict[NoticeKind, str] = {
    "sheet": "D016",
    "formula": "D017",
    "order": "D018",
    "columns": "D019",
}


def report_reader_notices(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report what the reader chose or left out."""
    for notice in dataset.source.notices:
        code = _NOTICED[notice.kind]
        yield make_finding(code, notice.count, notice.message, notice.action, column=notice.column)


ROW_RULES: tuple[Rule, ...] = (
    report_reader_notices,
    report_too_many_rejects,
    report_no_feature,
    report_too_few_rows,
    report_rejects,
    report_few_rows_per_feature,
    report_missing_ids,
)
