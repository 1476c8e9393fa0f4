"""Can these rows be used, and do they count one customer each?

Rules about rows: rejects, too few rows, duplicates.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.check.rule import Rule, plural
from finseg.document.numbers import percent
from finseg.read import identifier
from finseg.read.masking import masked
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings

ROWS_PER_COLUMN = 70  # Dolnicar, Grün, Leisch & Schmidt 2014, J. Travel Research 53(3)
_EXAMPLES = 3
# Lines that were never customers: leaving them out loses nobody.
_NO_CUSTOMER = ("not a row", "repeated header")
_ENOUGH = 10_000  # rows looked at to count different customers


def too_many_rejects(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where more rows were rejected than allowed."""
    no_customer = {r.line for r in dataset.rejects if r.kind in _NO_CUSTOMER}
    count = dataset.rows_rejected - len(no_customer)
    read = dataset.source.rows_read - len(no_customer)
    allowed = settings.check.max_rejected_share
    if count and count > allowed * read:
        yield Finding(
            code="D001",
            severity="stop",
            column="",
            count=count,
            message=f"{plural(count, 'row')} of {read:,} cannot be used ({percent(count / read)}; "
            f"allowed are {percent(allowed)}); {_first_reason(dataset)}",
            action="correct the file, or raise max_rejected_share in [check]",
        )


def _first_reason(dataset: Dataset) -> str:
    first = next(r for r in dataset.rejects if r.kind not in _NO_CUSTOMER)
    column = f", column `{first.column}`" if first.column else ""
    return f"the first is line {first.line:,}{column}: {first.reason}"


def no_feature(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Stop where nothing is left to cluster on."""
    if not dataset.features:
        yield Finding(
            code="D002",
            severity="stop",
            column="",
            count=0,
            message=f"none of the {plural(len(dataset.columns), 'column')} is a number to "
            "cluster on",
            action='add numeric columns, or name one in [read.roles]: column = "feature"',
        )


def too_few_rows(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where there are fewer different customers than segments."""
    needed = settings.choose.k or 2
    names = [column.name for column in dataset.features]
    if not names:
        return
    distinct = dataset.table.select(names).head(_ENOUGH).n_unique() if dataset.rows else 0
    if distinct < needed and dataset.rows > _ENOUGH:
        distinct = dataset.table.select(names).n_unique()
    if distinct < needed:
        different = "" if dataset.rows < needed else f", only {distinct:,} of them different"
        yield Finding(
            code="D003",
            severity="stop",
            column="",
            count=distinct,
            message=f"{plural(dataset.rows, 'usable row')}{different}; "
            f"{needed} segments need at least {needed}",
            action="give more customers, or ask for fewer segments (k in [choose])",
        )


def rejected(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """List the rejected rows by reason, with the first line of each."""
    groups: dict[tuple[str, str], list[int]] = {}
    for reject in dataset.rejects:
        reason = reject.reason.split(":")[0]
        groups.setdefault((reject.column, reason), []).append(reject.line)
    for (column, reason), lines in groups.items():
        where = f"first in line {lines[0]:,}" if len(lines) > 1 else f"line {lines[0]:,}"
        yield Finding(
            code="D010",
            severity="warn",
            column=column,
            count=len(lines),
            message=f"{plural(len(lines), 'row')} rejected: {reason} ({where})",
            action="left out, listed with line and reason in rejects.csv",
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
            f"{rows / columns:.0f} per feature, {ROWS_PER_COLUMN} are advised",
            action="use fewer features, or take the segments as provisional",
        )


def duplicated_rows(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Count rows that repeat another row in everything but their id."""
    names = [column.name for column in dataset.columns if column.role not in ("id", "ignore")]
    if not names or dataset.rows < 2:
        return
    count = dataset.rows - dataset.table.select(names).hash_rows().n_unique()
    if not count:
        return
    known = identifier(dataset)
    same_id = known is None or _repeats(dataset, known.name) > 0
    many = count > 0.01 * dataset.rows
    yield Finding(
        code="D012",
        severity="warn" if same_id or many else "note",
        column="",
        count=count,
        message=f"{plural(count, 'row')} of {dataset.rows:,} repeat another row"
        + ("" if known is None else f" in everything but `{known.name}`"),
        action="kept; remove them if they are the same customers",
    )


def _repeats(dataset: Dataset, name: str) -> int:
    values = dataset.table[name].drop_nulls()
    figures = values.cast(pl.Int64, strict=False)
    if not figures.null_count() and bool((figures.diff().drop_nulls() > 0).all()):
        return 0  # ids that only rise do not repeat, and this is cheap to see
    return len(values) - values.n_unique()


def duplicated_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn where an id stands in more than one row; examples are masked."""
    known = identifier(dataset)
    if known is None:
        return
    count = _repeats(dataset, known.name)
    if count:
        values = dataset.table[known.name].drop_nulls()
        twins = values.filter(values.is_duplicated()).unique(maintain_order=True)
        examples = ", ".join(_example(dataset, values.name, v) for v in twins.head(_EXAMPLES))
        yield Finding(
            code="D013",
            severity="warn",
            column=known.name,
            count=count,
            message=f"{plural(len(twins), 'id')} stand in more than one row "
            f"({plural(count, 'row')} too many), for instance {examples}",
            action="kept; give one row per customer to count each once",
        )


def _example(dataset: Dataset, name: str, value: str) -> str:
    lines = dataset.lines[(dataset.table[name] == value).fill_null(value=False).to_numpy()]
    return f"{masked(value)} in lines {' and '.join(f'{line:,}' for line in lines[:2])}"


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


ROW_RULES: tuple[Rule, ...] = (
    too_many_rejects,
    no_feature,
    too_few_rows,
    rejected,
    few_rows_per_feature,
    duplicated_rows,
    duplicated_ids,
    missing_ids,
)
