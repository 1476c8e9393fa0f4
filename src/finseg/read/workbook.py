"""What does a sheet of an Excel or OpenDocument workbook hold?

Bytes in, `Raw` with typed columns out: the sheet asked for, or the first visible one that is not
empty, and said. Rows without any value are skipped, and said.
"""

from __future__ import annotations

import io
import logging
import zipfile

import numpy as np
import polars as pl

from finseg.errors import EmptyTableError, SettingsError, UnreadableFileError, nearest
from finseg.read.columnar import guarded
from finseg.read.raw import Raw, readable_names
from finseg.records.dataset import Source

_MOST_UNPACKED = 2 << 30  # bytes of all parts of the workbook together
_MOST_ROWS = 1_048_576  # Excel's own limit


def read_workbook(data: bytes, name: str, sha256: str, sheet: str = "") -> Raw:
    """Read one sheet.

    Raises
    ------
    SettingsError
        If there is no sheet of that name.
    EmptyTableError
        If no sheet has rows.
    UnreadableFileError
        If the workbook is damaged, or unpacks to more than a workbook may hold.

    """
    _refuse_bombs(data, name)
    names = _sheet_names(data, name)
    if sheet and sheet not in names:
        raise SettingsError(
            f"the workbook has no sheet `{sheet}`",
            where=f"{name}, [read] sheet",
            fix=nearest(sheet, names),
        )
    chosen, table, hidden = _choose(data, name, [sheet] if sheet else names)
    if table is None:
        raise EmptyTableError(
            "no sheet of the workbook has a header and rows",
            where=name,
            fix="give a workbook with customers",
        )
    details = [("sheet", f"`{chosen}` of {len(names)}")]
    details += [("hidden", "yes")] if hidden else []
    above = _rows_above(data, name, chosen, len(table))
    details += [("header in row", f"{above + 1}")] if above else []
    return _raw(table, Source(name=name, format="Excel", sha256=sha256), details, above)


def _refuse_bombs(data: bytes, name: str) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as cause:
        raise UnreadableFileError(
            f"the workbook is damaged ({cause})", where=name, fix="save it again"
        ) from cause
    if size > _MOST_UNPACKED:
        raise UnreadableFileError(
            f"the workbook unpacks to {size >> 20:,} MiB", where=name, fix="give the table as CSV"
        )


def _sheet_names(data: bytes, name: str) -> list[str]:
    found: list[str] = []

    def read() -> pl.DataFrame:
        import fastexcel

        found.extend(fastexcel.read_excel(data).sheet_names)
        return pl.DataFrame()

    guarded(read, "workbook", name)
    return found


def _rows_above(data: bytes, name: str, sheet: str, height: int) -> int:
    """Count the empty rows above the header: the reader leaves them out."""
    counted: list[int] = []

    def read() -> pl.DataFrame:
        import fastexcel

        book = fastexcel.read_excel(data)
        whole = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        counted.append(whole.height)
        return pl.DataFrame()

    guarded(read, f"sheet `{sheet}`", name)
    return max(counted[0] - height - 1, 0)


def _choose(data: bytes, name: str, sheets: list[str]) -> tuple[str, pl.DataFrame | None, bool]:
    """Return the first visible sheet with rows; a hidden one only where it is the only one."""
    hidden: tuple[str, pl.DataFrame] | None = None
    for sheet in sheets:
        table, visible = _load(data, name, sheet)
        if table is None:
            continue
        if visible:
            return sheet, table, False
        hidden = hidden or (sheet, table)
    return (*hidden, True) if hidden else ("", None, False)


def _load(data: bytes, name: str, sheet: str) -> tuple[pl.DataFrame | None, bool]:
    visible = True

    def read() -> pl.DataFrame:
        nonlocal visible
        import fastexcel

        logging.getLogger("fastexcel").setLevel(logging.ERROR)
        loaded = fastexcel.read_excel(data).load_sheet(sheet, schema_sample_rows=None)
        visible = loaded.visible == "visible"
        if not loaded.width or not loaded.height:
            return pl.DataFrame()
        if loaded.height > _MOST_ROWS:
            raise UnreadableFileError(f"a sheet with {loaded.height:,} rows", where=name)
        return loaded.to_polars()

    table = guarded(read, f"sheet `{sheet}`", name)
    return (table if len(table) else None), visible


def _raw(table: pl.DataFrame, source: Source, details: list[tuple[str, str]], above: int) -> Raw:
    filled = ~table.select(pl.all_horizontal(pl.all().is_null())).to_series()
    lines = np.flatnonzero(filled.to_numpy()) + 2 + above
    skipped = len(table) - len(lines)
    details += [("blank rows skipped", f"{skipped:,}")] if skipped else []
    originals = tuple("" if c.startswith("__UNNAMED__") else c for c in table.columns)
    names = readable_names(originals)
    table = table.filter(filled).rename(dict(zip(table.columns, names, strict=True)))
    if not len(table):
        raise EmptyTableError("the sheet has no rows", where=source.name, fix="fill the sheet")
    return Raw(
        table=table,
        originals=originals,
        lines=lines.astype(np.int64),
        source=Source(
            name=source.name,
            format=source.format,
            details=tuple(details),
            sha256=source.sha256,
            rows_read=len(table),
        ),
    )
