"""What are the lines that do not fit the header?

Rejected lines in, the same with a better word for them where there is one: a note or a total below
the table, or the lines of another table. Each stays a reject; nothing is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from finseg.document.numbers import write_whole
from finseg.read.cell_kinds import classify_cell, count_heading_votes
from finseg.read.csv_marks import Marks, split_record
from finseg.read.lines import Odd
from finseg.read.non_customer_rows import FOOTER, PAGE

_MOST_NOTES = 20  # lines below the last row that can be notes
_FEWEST_ROWS = 3  # lines, header included, that make another table
_PAGE = re.compile(
    r"(?:[-=_*~#. ]{0,9}(?:page|seite|p[aá]gina|pagina|pag\.?)\s*(?:no\.?\s*)?:?\s*\d+"
    r"(?:\s*(?:of|/|von|de|di)\s*\d+)?[-=_*~#. ]{0,9}|[-=_*~ ]{3,}|\W*(?:contd|continued|cont'd)\W*"
    r"|(?:carried|brought) (?:forward|over))",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W*(?:\(?\d+ (?:rows?|records?|lines?|zeilen)\b|(?:grand |sub)?totals?\b|sum\b|summe\b|"
    r"notes?\b|source\b|end of|generated|printed|exported|created|footnote|page \d)",
    re.IGNORECASE,
)


def classify_leftovers(
    odds: Sequence[Odd], text_of: Callable[[Odd], str], last_row: int, marks: Marks, width: int
) -> list[Odd]:
    """Name notes and other tables among the rejected lines.

    Parameters
    ----------
    odds : sequence of Odd
        The rejected lines, in order.
    text_of : callable
        Returns a line as it stands.
    last_row : int
        The last line that is used; notes stand below it.
    marks : Marks
        How a line is split.
    width : int
        Fields of the header.

    """
    result: list[Odd] = []
    for run in _group_runs(odds):
        texts = [text_of(odd) for odd in run]
        rows = [split_record(text, marks)[0] for text in texts]
        if _is_table(run, rows, width):
            reason = f"belongs to another table, of {run[0].count} columns, that begins in line "
            reason += write_whole(run[0].line + 1)
            result += [replace(odd, reason=reason, kind="another table") for odd in run]
            continue
        for odd, text, row in zip(run, texts, rows, strict=True):
            note = odd.line > last_row and len(odds) <= _MOST_NOTES and _is_note(odd, text, row)
            reason = FOOTER if note else PAGE if _ends_page(odd, row) else ""
            result.append(replace(odd, reason=reason, kind="not a row") if reason else odd)
    return result


def _group_runs(odds: Sequence[Odd]) -> Iterator[list[Odd]]:
    """Group lines that follow one another and have the same number of fields."""
    run: list[Odd] = []
    for odd in odds:
        if run and (odd.count != run[-1].count or odd.line > run[-1].next_line + 1):
            yield run
            run = []
        run.append(odd)
    if run:
        yield run


def _is_table(run: Sequence[Odd], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether lines make a table of their own: as wide as one another, below a heading."""
    count = run[0].count
    if count in (0, 1, width) or len(run) < _FEWEST_ROWS:
        return False
    words, alike = count_heading_votes(rows[0], rows[1:200])
    filled = all(field.strip() for field in rows[0][:-1])
    return words > 0 and alike <= 0 and filled


def _ends_page(odd: Odd, row: Sequence[str]) -> bool:
    """Tell the foot or head of a printed page: `Page 3 of 12`, `continued`, a line of dashes."""
    if odd.kind != "too few fields":
        return False
    filled = [field for field in row if field.strip()]
    return len(filled) == 1 and bool(_PAGE.fullmatch(filled[0].strip()))


def _is_note(odd: Odd, text: str, row: Sequence[str]) -> bool:
    if odd.kind not in ("too few fields", "too many fields"):
        return False
    alone = len([field for field in row if field.strip()]) == 1 and classify_cell(row[0]) == "text"
    return alone or bool(_NOTE.match(text))
