"""What does a sheet of an Excel or OpenDocument workbook hold?

Bytes in, `Raw` with typed columns out: the sheet asked for, or the first visible one with a table,
and said. Rows below the table are rejected as no customers; rows above the header, blank rows,
hidden sheets and formulas without a result are said.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from finseg.document.said import ColumnName, Count, Names, Text, say
from finseg.errors import EmptyTableError, SettingsError, suggest_name
from finseg.read.columnar import run_reader
from finseg.read.limits import ReadLimits, require_memory
from finseg.read.not_rows import FOOTER, TOTAL
from finseg.read.raw import Raw, make_readable_names
from finseg.read.sheet_layout import (
    LOOKED_AT,
    TAIL,
    SheetLayout,
    find_rows_below,
    find_sheet_layout,
)
from finseg.read.workbook_guard import CELL_WEIGHT, SheetFacts, measure_workbook
from finseg.records.dataset import Notice, Reject, Source
from finseg.settings import ReadSettings
from finseg.vocabulary.row_words import begins_with_summary

_SHOWN = 5  # sheets that are named
_OFTEN = 0.1  # share of values with blanks from which on a column is one of phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetText:
    """A sheet as text, and where the table is on it."""

    name: str
    visible: bool
    text: pl.DataFrame
    layout: SheetLayout | None  # None where it has no rows below a header

    @property
    def rank(self) -> int:
        """How much it looks like the table: 2 a table, 1 a list, 0 nothing."""
        if self.layout is None:
            return 0
        return 2 if self.text.width > 1 else 1


def read_workbook(data: bytes, name: str, settings: ReadSettings, limits: ReadLimits) -> Raw:
    """Read one sheet.

    Raises
    ------
    SettingsError
        If there is no sheet of that name.
    EmptyTableError
        If no sheet has rows.
    UnreadableFileError
        If the workbook is damaged.
    LimitError
        If it is larger than the settings allow.

    """
    sheet = settings.sheet
    known = measure_workbook(data, name, limits)
    require_memory(len(data), name)
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    book = run_reader(lambda: _open(data), "workbook", name)
    names: list[str] = book.sheet_names
    if sheet and sheet not in names:
        raise SettingsError(
            f"the workbook has no sheet `{sheet}`",
            where=f"{name}, [read] sheet",
            fix=suggest_name(sheet, names),
        )
    sheets = []
    for title in [sheet] if sheet else names:
        limits.check_time(name)
        sheets.append(_inspect_sheet(book, title, name, settings, limits))
    chosen = _choose_sheet(sheets)
    if chosen is None or chosen.layout is None:
        raise EmptyTableError(
            "no sheet of the workbook has a header and rows",
            where=name,
            fix="give a workbook with customers",
        )
    limits.check_time(name)
    source = Source(
        name=name,
        format="Excel",
        details=tuple(_describe_sheets(chosen, sheets, len(names))),
        notices=(
            *([] if sheet else _write_choice_notice(chosen, sheets)),
            *_write_formula_notice(chosen.name, known.get(chosen.name, SheetFacts())),
        ),
    )
    return _read_body(book, chosen, chosen.layout, source)


def _open(data: bytes) -> Any:  # noqa: ANN401 - fastexcel has no types
    import fastexcel

    return fastexcel.read_excel(data)


def _inspect_sheet(
    book: Any,  # noqa: ANN401 - fastexcel has no types
    title: str,
    name: str,
    settings: ReadSettings,
    limits: ReadLimits,
) -> _SheetText:
    """Read a sheet as text from its very first row."""
    loaded = run_reader(
        lambda: book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string"),
        f"sheet `{title}`",
        name,
    )
    limits.check_shape(loaded.height, loaded.width, name, weight=CELL_WEIGHT)
    text = pl.DataFrame()
    if loaded.width and loaded.height:
        text = run_reader(loaded.to_polars, f"sheet `{title}`", name)
    text = text.with_columns(pl.all().replace("", None)) if text.width else text
    layout = _lay_out_sheet(text, settings)
    if layout is not None and not _has_rows(text, layout):
        layout = None
    return _SheetText(name=title, visible=loaded.visible == "visible", text=text, layout=layout)


def _lay_out_sheet(text: pl.DataFrame, settings: ReadSettings) -> SheetLayout | None:
    """Find the table among the rows; what the settings leave out counts as blank."""
    header, skipped = settings.header, settings.skip_rows
    top: list[tuple[str | None, ...]] = text.head(max(LOOKED_AT + skipped, header or 0)).rows()
    blank = [(None,) * text.width] * min(skipped, len(top))
    top = [*blank, *top[skipped:]]
    if not any(cell is not None for row in top for cell in row) or (header or 0) > len(top):
        return None
    return find_sheet_layout(top, header)


def _has_rows(text: pl.DataFrame, layout: SheetLayout) -> bool:
    body = text.slice(layout.first)
    return any(body[c].null_count() < len(body) for c in body.columns)


def _choose_sheet(sheets: list[_SheetText]) -> _SheetText | None:
    """Return the first visible sheet with a table; a hidden one only where no other has any."""
    ranked = [s for s in sheets if s.rank]
    return max(ranked, key=lambda s: (s.visible, s.rank), default=None)


def _describe_sheets(
    chosen: _SheetText, sheets: list[_SheetText], count: int
) -> list[tuple[str, Text]]:
    details: list[tuple[str, Text]] = [("sheet", f"`{chosen.name}` of {count}")]
    details += [] if chosen.visible else [("hidden", "yes")]
    others = [s.name for s in sheets if s is not chosen and s.visible]
    hidden = [s.name for s in sheets if s is not chosen and not s.visible]
    details += [("sheets not read", _write_sheet_names(others))] if others else []
    details += [("hidden sheets not read", _write_sheet_names(hidden))] if hidden else []
    return details


def _write_sheet_names(titles: list[str]) -> str:
    return str(Names(tuple(titles), _SHOWN))


def _write_choice_notice(chosen: _SheetText, sheets: list[_SheetText]) -> list[Notice]:
    """Say where the choice of the sheet is open to doubt; nobody asked for it."""
    rivals = [s.name for s in sheets if s is not chosen and s.rank >= chosen.rank and s.visible]
    if chosen.visible and not rivals:
        return []
    hidden = ", though it is hidden: no visible sheet has a table" if not chosen.visible else ""
    also = say(
        "; {sheets} {have} as well",
        sheets=Names(tuple(rivals), _SHOWN),
        have="has a table" if len(rivals) == 1 else "have tables",
    )
    return [
        Notice(
            kind="sheet",
            count=1 + len(rivals),
            message=say(
                "sheet {sheet} was read{hidden}{also}",
                sheet=ColumnName(chosen.name),
                hidden=hidden,
                also=also if rivals else "",
            ),
            action="name the sheet you mean in [read] sheet",
        )
    ]


def _write_formula_notice(sheet: str, measured: SheetFacts) -> list[Notice]:
    if not measured.empty_formulas:
        return []
    return [
        Notice(
            kind="formula",
            count=measured.empty_formulas,
            message=say(
                "{cells} of sheet {sheet} {hold} without a saved result",
                cells=Count(measured.empty_formulas, "cell"),
                sheet=ColumnName(sheet),
                hold="holds a formula" if measured.empty_formulas == 1 else "hold formulas",
            ),
            action="read as missing; open the workbook, let it calculate, and save it",
        )
    ]


def _read_body(book: Any, sheet: _SheetText, layout: SheetLayout, source: Source) -> Raw:  # noqa: ANN401
    """Read the body once more, each column in its own kind."""
    body = sheet.text.slice(layout.first)
    filled = body.select(~pl.all_horizontal(pl.all().is_null())).to_series()
    below = _list_footer_rows(body)
    keep = filled.to_numpy().copy()
    keep[below] = False
    height = int(np.flatnonzero(keep)[-1]) + 1 if keep.any() else 0
    table = run_reader(
        lambda: book.load_sheet(
            sheet.name,
            header_row=None,
            skip_rows=layout.first,
            n_rows=height,
            schema_sample_rows=None,
        ).to_polars(),
        f"sheet `{sheet.name}`",
        source.name,
    )
    inner = keep[:height]
    blank = int((~inner).sum())
    kept = [i for i, name in enumerate(layout.names) if name or _has_values(body, i)]
    originals = tuple(layout.names[i] for i in kept)
    table = table.select([table.columns[i] for i in kept]).filter(pl.Series(inner))
    if not len(table):
        raise EmptyTableError("the sheet has no rows", where=source.name, fix="fill the sheet")
    rejects = tuple(_reject_row_below(body, row, layout) for row in below)
    details = [
        *source.details,
        *_describe_header_place(layout),
        *_describe_skipped_rows(layout, blank),
    ]
    return Raw(
        table=table.rename(dict(zip(table.columns, make_readable_names(originals), strict=True))),
        originals=originals,
        lines=(np.flatnonzero(inner) + layout.first + 1).astype(np.int64),
        source=replace(source, details=tuple(details), rows_read=len(table) + len(rejects)),
        rejects=rejects,
    )


def _reject_row_below(body: pl.DataFrame, row: int, layout: SheetLayout) -> Reject:
    """Set aside a row below the table: it is no customer, and still not lost."""
    cells = [cell or "" for cell in body.row(row)]
    first = next(cell for cell in cells if cell)
    return Reject(
        line=row + layout.first + 1,
        column="",
        reason=TOTAL if begins_with_summary(first) else FOOTER,
        kind="not a row",
        raw=",".join(cells),
    )


def _has_values(body: pl.DataFrame, column: int) -> bool:
    values = body.to_series(column)
    return values.null_count() < len(values)


def _list_footer_rows(body: pl.DataFrame) -> list[int]:
    """Return the rows of the body, counted from 0, that are totals or footnotes."""
    spaced = []
    for column in body.get_columns():
        values = column.drop_nulls()
        with_blanks = int(values.str.strip_chars().str.contains(" ", literal=True).sum())
        spaced.append(with_blanks > 1 + _OFTEN * len(values))  # one may be the remark itself
    start = max(0, len(body) - TAIL)
    return [start + i for i in find_rows_below(body.slice(start).rows(), spaced)]


def _describe_header_place(layout: SheetLayout) -> list[tuple[str, Text]]:
    if not layout.header:
        return [("header", "none: the first row holds values")]
    first, last = layout.header[0] + 1, layout.header[-1] + 1
    if first != last:
        return [("header in rows", f"{first} to {last}, joined")]
    return [("header in row", f"{first}")] if first > 1 else []


def _describe_skipped_rows(layout: SheetLayout, blank: int) -> list[tuple[str, Text]]:
    details: list[tuple[str, Text]] = []
    if layout.above:
        details.append(("rows above the header", Count(layout.above)))
    if blank:
        details.append(("blank rows skipped", Count(blank)))
    return details
