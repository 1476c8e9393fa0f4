"""How is a table written so that a spreadsheet opens it safely?

Frames in, CSV bytes out: UTF-8, comma, header. Text that a spreadsheet would run as a formula gets
a leading apostrophe (CWE-1236); numbers are left alone. The one place that writes customers' text
to CSV.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from finseg.deliver.folder import check_parent, is_taken
from finseg.document.escape import FORMULA, NUMBER, escape_formula
from finseg.errors import OutputPlaceError
from finseg.records.dataset import Reject
from finseg.records.segmentation import ASSIGNMENT_COLUMNS, WHY

_REJECTS = {
    "file": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "kind": pl.String,
    "reason": pl.String,
    "raw": pl.String,
}
_LINES = 8_192  # written at a time: polars keeps the room that it took for more
_LONGEST_HEADING = 1 << 20  # bytes; what has no line end within is no table of ours


def to_csv(table: pl.DataFrame) -> bytes:
    """Write a table as CSV that is safe to open in a spreadsheet."""
    return b"".join(to_csv_pieces((table,)))


def to_csv_pieces(parts: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """Write the parts of a long table as pieces of one CSV, as `to_csv` does."""
    heading = True
    for part in parts:
        safe = part.with_columns(_defuse_formulas(pl.col(c)) for c in _list_live_columns(part))
        safe = safe.rename({c: escape_formula(c) for c in safe.columns if escape_formula(c) != c})
        # One slice at least: a table without rows has its heading.
        for start in range(0, max(len(safe), 1), _LINES):
            written = io.BytesIO()
            safe[start : start + _LINES].write_csv(written, include_header=heading)
            yield written.getvalue()
            heading = False


def _list_live_columns(table: pl.DataFrame) -> list[str]:
    """Return the columns of text in which something would be run; mostly there is none."""
    texts = (s for s in table.iter_columns() if s.dtype == pl.String)
    return [text.name for text in texts if text.str.contains(FORMULA).any()]


def _defuse_formulas(column: pl.Expr) -> pl.Expr:
    live = column.str.contains(FORMULA) & ~column.str.contains(NUMBER)
    return pl.when(live).then(pl.concat_str(pl.lit("'"), column)).otherwise(column).name.keep()


def check_scores_place(target: Path) -> None:
    """Refuse to write scores over a file that does not hold scores, before any work is done.

    Raises
    ------
    OutputPlaceError
        If the place cannot be written, or holds anything but scores.

    """
    answers = ",".join(ASSIGNMENT_COLUMNS)
    if is_taken(target) and not _read_first_line(target).endswith((answers, f"{answers},{WHY}")):
        raise _make_foreign_file_error(target, "scores")
    check_parent(target)


def check_rejects_place(target: Path) -> None:
    """Refuse to write rejects over a file that does not hold rejects, before any work is done.

    Raises
    ------
    OutputPlaceError
        If the place cannot be written, or holds what does not begin as `rejects_table` does.

    """
    if is_taken(target) and _read_first_line(target) != ",".join(_REJECTS):
        raise _make_foreign_file_error(target, "rejects")
    check_parent(target)


def _read_first_line(target: Path) -> str:
    """Return the first line of a file; of anything else an empty text."""
    if not target.is_file():
        return ""
    try:
        with target.open("rb") as file:
            return file.readline(_LONGEST_HEADING).decode("utf-8", "replace").strip()
    except OSError as cause:
        raise OutputPlaceError(
            f"the file that is there already cannot be read: {cause.strerror or cause}",
            where=str(target),
            fix="name another file",
        ) from cause


def _make_foreign_file_error(target: Path, what: str) -> OutputPlaceError:
    return OutputPlaceError(
        f"there is a file already that holds no {what}",
        where=str(target),
        fix="name another file, or move this one away",
    )


def rejects_table(rejects: Sequence[Reject], file: str = "") -> pl.DataFrame:
    """Lay out one row per row that could not be used.

    Parameters
    ----------
    rejects : sequence of Reject
        Their `raw` is masked already.
    file : str
        The file of those that name none: where there was but one.

    """
    return pl.DataFrame(
        {
            "file": [r.file or file for r in rejects],
            "line": [r.line for r in rejects],
            "column": [r.column for r in rejects],
            "kind": [r.kind for r in rejects],
            "reason": [r.write_reason() for r in rejects],
            "raw": [r.raw for r in rejects],
        },
        schema=_REJECTS,
    )
