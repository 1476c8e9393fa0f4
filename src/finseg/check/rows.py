"""Can these rows be used, and do they count one customer each?

Rules about rows: rejects, too few rows, duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from finseg.check.rule import Rule, listed, plural
from finseg.document.numbers import fixed, percent, whole
from finseg.records.dataset import Column, Dataset, NoticeKind, Reject, RejectKind
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand import identifier

ROWS_PER_COLUMN = 70  # Dolnicar, Grün, Leisch & Schmidt 2014, J. Travel Research 53(3)
SET_ASIDE: tuple[RejectKind, ...] = ("repeated row", "repeated customer")  # as the settings asked
# Lines that were never customers: leaving them out loses nobody.
NO_CUSTOMER: tuple[RejectKind, ...] = ("not a row", "repeated header")
_FILES = 3  # that are named
_ENOUGH = 10_000  # rows looked at to count different customers


def too_many_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where more rows were rejected than allowed; as asked, or no customers, do not count."""
    bad, read = _lost(dataset)
    allowed = settings.check.max_rejected_share
    if len(bad) > allowed * read:
        yield Finding(
            code="D001",
            severity="stop",
            column="",
            count=len(bad),
            message=f"{plural(len(bad), 'row')} of {whole(read)} cannot be used "
            f"({percent(len(bad) / read)}; allowed are {percent(allowed)}): {_kinds(bad)}; "
            f"{_files(bad)}{_first_reason(bad[0])}",
            action="correct the file (`finseg check FILE --rejects rejects.csv` lists the rows), "
            "or raise max_rejected_share in [check], --allow-rejects on the command line",
        )


def _lost(dataset: Dataset) -> tuple[list[Reject], int]:
    """Return the rejects that may have been customers, and how many rows may have been any."""
    bad = [r for r in dataset.rejects if r.kind not in (*SET_ASIDE, *NO_CUSTOMER)]
    never = {(r.file, r.line) for r in dataset.rejects if r.kind in NO_CUSTOMER}
    return bad, dataset.source.rows_read - len(never)


def _kinds(rejects: Sequence[Reject]) -> str:
    kinds = Counter(reject.kind for reject in rejects).most_common()
    return ", ".join(f"{whole(count)} {kind}" for kind, count in kinds)


def _files(rejects: Sequence[Reject]) -> str:
    """Say which of several files the rows stand in, those with the most first."""
    files = Counter(reject.file for reject in rejects if reject.file).most_common()
    more = f" and in {whole(len(files) - _FILES)} more files" if len(files) > _FILES else ""
    said = ", ".join(f"{whole(count)} in {name}" for name, count in files[:_FILES])
    return f"{said}{more}; " if files else ""


def _first_reason(first: Reject) -> str:
    column = f", column `{first.column}`" if first.column else ""
    return f"the first is line {whole(first.line)}{_of(first.file)}{column}: {first.reason}"


def _of(file: str) -> str:
    return f" of {file}" if file else ""


def no_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Stop where nothing is left to cluster on; say what the columns are instead."""
    if dataset.features:
        return
    groups: dict[str, list[str]] = {}
    for column in dataset.columns:
        groups.setdefault(_instead(column, dataset.rows), []).append(column.name)
    found = "; ".join(f"{len(names)} {what} ({listed(names, 3)})" for what, names in groups.items())
    yield Finding(
        code="D002",
        severity="stop",
        column="",
        count=len(dataset.columns),
        message=f"none of the {plural(len(dataset.columns), 'column')} can be clustered on: "
        f"{found}",
        action='add columns of figures, or name one in [read.roles]: column = "feature"',
    )


def _instead(column: Column, rows: int) -> str:
    """Say in a word or two why a column is no feature."""
    if rows and column.missing == rows:
        return "without any value"
    if column.role == "ignore":
        return "constant" if "same" in column.reason else f"{column.kind} not used"
    kind = "" if column.role in ("id", "date", "personal") else f", {column.kind}"
    return f"{column.role}{kind}"


def too_few_rows(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
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
        different = "" if dataset.rows < needed else f", only {whole(distinct)} of them different"
        yield Finding(
            code="D003",
            severity="stop",
            column="",
            count=distinct,
            message=f"{plural(dataset.rows, 'usable row')}{different}; "
            f"{needed} segments need at least {needed}",
            action="give more customers, or ask for fewer segments (k in [choose])",
        )
    elif dataset.rows < needed * fewest:
        yield Finding(
            code="D003",
            severity="stop",
            column="",
            count=dataset.rows,
            message=f"{plural(dataset.rows, 'usable row')}; {plural(needed, 'segment')} of at "
            f"least {fewest} customers need {whole(needed * fewest)}: the figures of fewer "
            "would be those of single people",
            action="give more customers, or ask for fewer segments (k in [choose]); "
            "fewest_customers in [choose] is the limit",
        )


def rejected(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say how many rows were rejected, by kind; apart, how many were set aside as asked.

    Where `too_many_rejects` speaks of those that may have been customers, the others remain.
    """
    aside = [r for r in dataset.rejects if r.kind in SET_ASIDE]
    lost, read = _lost(dataset)
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
            message=f"{plural(len(bad), 'row')} rejected: {_kinds(bad)}; {_first_reason(bad[0])}",
            action="left out, listed with line and reason in rejects.csv",
        )
    if aside:
        yield Finding(
            code="D010",
            severity="note",
            column=aside[0].column,
            count=len(aside),
            message=f"{plural(len(aside), 'row')} set aside: {_kinds(aside)}",
            action=f'on_duplicate = "{settings.check.on_duplicate}" in [check] asked for it; '
            "they are listed in rejects.csv",
        )


def few_rows_per_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn where there are too few customers for so many columns."""
    columns, rows = len(dataset.features), dataset.rows
    if columns and rows < ROWS_PER_COLUMN * columns:
        yield Finding(
            code="D011",
            severity="warn",
            column="",
            count=rows,
            message=f"{plural(rows, 'customer')} for {plural(columns, 'feature')}: "
            f"{fixed(rows / columns, 0)} per feature, {ROWS_PER_COLUMN} are advised",
            action="use fewer features, or take the segments as provisional",
        )


def missing_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note rows without an id: they can be joined back by their line only."""
    known = identifier(dataset)
    if known is None or not known.missing:
        return
    yield Finding(
        code="D014",
        severity="note",
        column=known.name,
        count=known.missing,
        message=f"{plural(known.missing, 'row')} without an id",
        action="kept; they are known by their line number",
    )


_NOTICED: dict[NoticeKind, Callable[..., Finding]] = {
    "sheet": partial(Finding, code="D016", severity="warn"),
    "formula": partial(Finding, code="D017", severity="warn"),
    "order": partial(Finding, code="D018", severity="note"),
    "columns": partial(Finding, code="D019", severity="warn"),
}


def from_reading(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report what the reader chose or left out."""
    for notice in dataset.source.notices:
        yield _NOTICED[notice.kind](
            column=notice.column,
            count=notice.count,
            message=notice.message,
            action=notice.action,
        )


ROW_RULES: tuple[Rule, ...] = (
    from_reading,
    too_many_rejects,
    no_feature,
    too_few_rows,
    rejected,
    few_rows_per_feature,
    missing_ids,
)
