"""Can these rows be used, and do they count one customer each?

Rules about rows: rejects, too few rows, duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from finseg.check.rule import Rule, list_names, write_plural
from finseg.document.numbers import write_fixed, write_percent, write_whole
from finseg.records.dataset import Column, Dataset, NoticeKind, Reject, RejectKind
from finseg.records.finding import Finding
from finseg.settings import Settings

ROWS_PER_COLUMN = 70  # Dolnicar, Grün, Leisch & Schmidt 2014, J. Travel Research 53(3)
SET_ASIDE: tuple[RejectKind, ...] = ("repeated row", "repeated customer")  # as the settings asked
# Lines that were never customers: leaving them out loses nobody.
NO_CUSTOMER: tuple[RejectKind, ...] = ("not a row", "repeated header")
_FILES = 3  # that are named
_ENOUGH = 10_000  # rows looked at to count different customers


def report_too_many_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where more rows were rejected than allowed; as asked, or no customers, do not count."""
    bad, read = _find_lost_rows(dataset)
    allowed = settings.check.max_rejected_share
    if len(bad) > allowed * read:
        yield Finding(
            code="D001",
            severity="stop",
            column="",
            count=len(bad),
            message=f"{write_plural(len(bad), 'row')} of {write_whole(read)} cannot be used "
            f"({write_percent(len(bad) / read)}; allowed are {write_percent(allowed)}): {_count_reject_kinds(bad)}; "
            f"{_count_reject_files(bad)}{_write_first_reason(bad[0])}",
            action="correct the file (`finseg check FILE --rejects rejects.csv` lists the rows), "
            "or raise max_rejected_share in [check], --allow-rejects on the command line",
        )


def _find_lost_rows(dataset: Dataset) -> tuple[list[Reject], int]:
    """Return the rejects that may have been customers, and how many rows may have been any."""
    bad = [r for r in dataset.rejects if r.kind not in (*SET_ASIDE, *NO_CUSTOMER)]
    never = {(r.file, r.line) for r in dataset.rejects if r.kind in NO_CUSTOMER}
    return bad, dataset.source.rows_read - len(never)


def _count_reject_kinds(rejects: Sequence[Reject]) -> str:
    kinds = Counter(reject.kind for reject in rejects).most_common()
    return ", ".join(f"{write_whole(count)} {kind}" for kind, count in kinds)


def _count_reject_files(rejects: Sequence[Reject]) -> str:
    """Say which of several files the rows stand in, those with the most first."""
    files = Counter(reject.file for reject in rejects if reject.file).most_common()
    more = f" and in {write_whole(len(files) - _FILES)} more files" if len(files) > _FILES else ""
    said = ", ".join(f"{write_whole(count)} in {name}" for name, count in files[:_FILES])
    return f"{said}{more}; " if files else ""


def _write_first_reason(first: Reject) -> str:
    column = f", column `{first.column}`" if first.column else ""
    return f"the first is line {write_whole(first.line)}{_write_file_suffix(first.file)}{column}: {first.full_reason}"


def _write_file_suffix(file: str) -> str:
    return f" of {file}" if file else ""


def report_no_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Stop where nothing is left to cluster on; say what the columns are instead."""
    if dataset.features:
        return
    groups: dict[str, list[str]] = {}
    for column in dataset.columns:
        groups.setdefault(_explain_no_feature(column, dataset.rows), []).append(column.name)
    found = "; ".join(
        f"{len(names)} {what} ({list_names(names, 3)})" for what, names in groups.items()
    )
    yield Finding(
        code="D002",
        severity="stop",
        column="",
        count=len(dataset.columns),
        message=f"none of the {write_plural(len(dataset.columns), 'column')} can be clustered on: "
        f"{found}",
        action='add columns of figures, or name one in [read.roles]: column = "feature"',
    )


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
    if distinct < needed:
        different = (
            "" if dataset.rows < needed else f", only {write_whole(distinct)} of them different"
        )
        yield Finding(
            code="D003",
            severity="stop",
            column="",
            count=distinct,
            message=f"{write_plural(dataset.rows, 'usable row')}{different}; "
            f"{needed} segments need at least {needed}",
            action="give more customers, or ask for fewer segments (k in [choose])",
        )
    elif dataset.rows < needed * fewest:
        yield Finding(
            code="D003",
            severity="stop",
            column="",
            count=dataset.rows,
            message=f"{write_plural(dataset.rows, 'usable row')}; {write_plural(needed, 'segment')} of at "
            f"least {fewest} customers need {write_whole(needed * fewest)}: the figures of fewer "
            "would be those of single people",
            action="give more customers, or ask for fewer segments (k in [choose]); "
            "fewest_customers in [choose] is the limit",
        )


def report_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say how many rows were rejected, by kind; apart, how many were set aside as asked.

    Where `report_too_many_rejects` speaks of those that may have been customers, the others remain.
    """
    aside = [r for r in dataset.rejects if r.kind in SET_ASIDE]
    lost, read = _find_lost_rows(dataset)
    stops = len(lost) > settings.check.max_rejected_share * read
    known = (*SET_ASIDE, *({r.kind for r in lost} if stops else ()))
    bad = [r for r in dataset.rejects if r.kind not in known]
    if bad:
        columns = {reject.column for reject in bad}
        yield Finding(
            code="D010",
            severity="warn",
            column=columns.pop() if len(columns) == 1 else "",
            count=len(bad),
            message=f"{write_plural(len(bad), 'row')} rejected: {_count_reject_kinds(bad)}; {_write_first_reason(bad[0])}",
            action="left out, listed with line and reason in rejects.csv",
        )
    if aside:
        yield Finding(
            code="D010",
            severity="note",
            column=aside[0].column,
            count=len(aside),
            message=f"{write_plural(len(aside), 'row')} set aside: {_count_reject_kinds(aside)}",
            action=f'on_duplicate = "{settings.check.on_duplicate}" in [check] asked for it; '
            "they are listed in rejects.csv",
        )


def report_few_rows_per_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn where there are too few customers for so many columns."""
    columns, rows = len(dataset.features), dataset.rows
    if columns and rows < ROWS_PER_COLUMN * columns:
        yield Finding(
            code="D011",
            severity="warn",
            column="",
            count=rows,
            message=f"{write_plural(rows, 'customer')} for {write_plural(columns, 'feature')}: "
            f"{write_fixed(rows / columns, 0)} per feature, {ROWS_PER_COLUMN} are advised",
            action="use fewer features, or take the segments as provisional",
        )


def report_missing_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note rows without an id: they can be joined back by their line only."""
    known = dataset.identifier
    if known is None or not known.missing:
        return
    yield Finding(
        code="D014",
        severity="note",
        column=known.name,
        count=known.missing,
        message=f"{write_plural(known.missing, 'row')} without an id",
        action="kept; they are known by their line number",
    )


_NOTICED: dict[NoticeKind, Callable[..., Finding]] = {
    "sheet": partial(Finding, code="D016", severity="warn"),
    "formula": partial(Finding, code="D017", severity="warn"),
    "order": partial(Finding, code="D018", severity="note"),
    "columns": partial(Finding, code="D019", severity="warn"),
}


def report_reader_notices(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report what the reader chose or left out."""
    for notice in dataset.source.notices:
        yield _NOTICED[notice.kind](
            column=notice.column,
            count=notice.count,
            message=str(notice.message),
            action=str(notice.action),
        )


ROW_RULES: tuple[Rule, ...] = (
    report_reader_notices,
    report_too_many_rejects,
    report_no_feature,
    report_too_few_rows,
    report_rejects,
    report_few_rows_per_feature,
    report_missing_ids,
)
