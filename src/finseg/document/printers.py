"""How do blocks look as terminal text, as Markdown, as HTML?

Three printers over the same blocks. Each escapes for its own context (`finseg.document.escape`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.document.escape import html_text, markdown_text, plain

_MARKS = {"plain": "", "good": "ok: ", "warn": "! ", "stop": "stop: "}
_GAP = 2  # cells between the columns of a table
_NARROWEST = 12  # cells of a column of words; below, a table is written row by row
_JOINTS = re.compile(r"[^_/\-]*[_/\-]+|[^_/\-]+")
_UNBROKEN = 14  # characters of a word that a page may not break; beyond, it may at the joints
_LONGEST_PART = 24  # characters of a part of a word without a joint


def to_text(blocks: Sequence[Block], *, width: int | None = None) -> str:
    """Print blocks as plain text for a terminal or a log.

    Parameters
    ----------
    blocks : sequence of Block
    width : int, optional
        Cells of a line: longer text is wrapped, in tables cell by cell. Left out, nothing is.

    """
    return "\n\n".join(_text(block, width) for block in blocks)


def to_markdown(blocks: Sequence[Block]) -> str:
    """Print blocks as Markdown; figures are linked as `figures/<name>.svg`."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def to_html(blocks: Sequence[Block]) -> str:
    """Print blocks as escaped HTML; figures are inlined as they are (our own SVG)."""
    return "\n".join(_html(block) for block in blocks)


def _text(block: Block, width: int | None) -> str:
    match block:
        case Heading(text, level):
            line = plain(text)
            rule = min(display_width(line), width or len(line) * 2)
            return "\n".join([*_lines(line, width), ("=" if level == 1 else "-") * rule])
        case Sentence(text):
            return "\n".join(_lines(plain(text), width))
        case Note(text, tone):
            return "\n".join(_lines(_MARKS[tone] + plain(text), width))
        case Table():
            return _text_table(block, width)
        case Figure(name, _, caption, _, _):
            return f"[figure {plain(name)}: {plain(caption)}]"


def display_width(text: str) -> int:
    """Count terminal cells: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _lines(text: str, width: int | None) -> list[str]:
    """Break a text between words, and words that are longer than a line."""
    if width is None or display_width(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if display_width(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width)
        lines += whole
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    """Cut a word into pieces of at most `width` cells, after `_`, `-` or `/` where it can be."""
    pieces = [""]
    for part in _JOINTS.findall(word):
        if pieces[-1] and display_width(pieces[-1] + part) > width:
            pieces.append("")
        for character in part:  # a wide character may stand alone in a narrow column
            if pieces[-1] and display_width(pieces[-1] + character) > width:
                pieces.append("")
            pieces[-1] += character
    return pieces


def _text_table(table: Table, width: int | None) -> str:
    rows = [[plain(cell) for cell in row] for row in (table.columns, *table.rows)]
    sides = table.alignment()
    natural = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    widths = natural if width is None else _narrowed(natural, sides, width)
    caption = _lines(plain(table.caption), width) if table.caption else []
    if widths is None:
        return "\n".join([*caption, *_records(rows, width)])
    head, *body = [_text_row(row, widths, sides) for row in rows]
    rule = "  ".join("-" * cells for cells in widths)
    return "\n".join([*caption, *head, rule, *(line for row in body for line in row)])


def _narrowed(natural: Sequence[int], sides: Sequence[Align], width: int) -> list[int] | None:
    """Share the line among the columns, the widest giving way first; None: they do not fit.

    Numbers are never broken, words not where they fit into `_NARROWEST` cells.
    """
    room = width - _GAP * (len(natural) - 1)
    for most in range(max(*natural, _NARROWEST), _NARROWEST - 1, -1):
        widths = [
            min(cells, most) if side == "left" else cells
            for cells, side in zip(natural, sides, strict=True)
        ]
        if sum(widths) <= room:
            return widths
    return None


def _text_row(cells: Sequence[str], widths: Sequence[int], sides: Sequence[Align]) -> list[str]:
    """Lay out one row on as many lines as its longest cell needs."""
    broken = [_lines(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        (" " * _GAP).join(_pad(*part) for part in zip(line, widths, sides, strict=True)).rstrip()
        for line in zip_longest(*broken, fillvalue="")
    ]


def _records(rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Write a table that is too wide row by row, each cell behind its column's name."""
    head, *body = rows
    lines: list[str] = []
    for row in body:
        for name, cell in zip(head, row, strict=True):
            lines += _lines(f"{name}: {cell}", width)
        lines.append("")
    return lines[:-1]


def _pad(cell: str, width: int, align: Align) -> str:
    blank = " " * (width - display_width(cell))
    return cell + blank if align == "left" else blank + cell


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return "#" * level + " " + markdown_text(text)
        case Sentence(text):
            return markdown_text(text)
        case Note(text, tone):
            return "> " + _MARKS[tone] + markdown_text(text)
        case Table():
            return _markdown_table(block)
        case Figure(name, _, caption, alternative, _):
            return (
                f"![{markdown_text(alternative)}](figures/{name}.svg)\n\n*{markdown_text(caption)}*"
            )


def _markdown_table(table: Table) -> str:
    rule = ["---" if side == "left" else "---:" for side in table.alignment()]
    rows = [map(markdown_text, table.columns), rule]
    rows += [map(markdown_text, row) for row in table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    caption = [markdown_text(table.caption), ""] if table.caption else []
    return "\n".join([*caption, *lines])


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{html_text(text)}</h{level}>"
        case Sentence(text):
            return f"<p>{html_text(text)}</p>"
        case Note(text, tone):
            return f'<p class="note {tone}">{html_text(text)}</p>'
        case Table():
            return _html_table(block)
        case Figure(name, svg, caption, alternative, _):
            return (
                f'<figure id="figure-{html_text(name)}"><div class="scroll" tabindex="0" '
                f'role="region" aria-label="{html_text(alternative)}">{svg}</div>'
                f"<figcaption>{html_text(caption)}</figcaption></figure>"
            )


def _html_table(table: Table) -> str:
    sides = table.alignment()
    head = _html_row([_cell("th", *cell) for cell in zip(table.columns, sides, strict=True)])
    # Tables of words are laid out cell by cell on a phone, each behind its column's name.
    wordy = sum(side == "left" for side in sides) > len(sides) / 2
    names = table.columns if wordy else ("",) * len(sides)
    body = "\n".join(
        _html_row([_cell("td", *cell) for cell in zip(row, sides, names, strict=True)])
        for row in table.rows
    )
    kind = ' class="words"' if wordy else ""
    caption = f"<caption>{html_text(table.caption)}</caption>" if table.caption else ""
    label = html_text(table.caption or "Table: " + ", ".join(table.columns[:3]))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table{kind}>{caption}<thead>{head}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _html_row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(cells) + "</tr>"


def _cell(tag: str, text: str, side: Align, column: str = "") -> str:
    scope = ' scope="col"' if tag == "th" else ""
    name = f' data-column="{html_text(column)}"' if column else ""
    return f'<{tag}{scope} class="{side}"{name}>{_breakable(text)}</{tag}>'


def _breakable(text: str) -> str:
    """Escape text and let long words be broken, after `_`, `-` or `/` where they can be."""
    return " ".join(
        html_text(word) if len(word) <= _UNBROKEN else "<wbr>".join(map(html_text, _parts(word)))
        for word in plain(text).split(" ")
    )


def _parts(word: str) -> list[str]:
    return [
        part[start : start + _LONGEST_PART]
        for part in _JOINTS.findall(word)
        for start in range(0, len(part), _LONGEST_PART)
    ]
