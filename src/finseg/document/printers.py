"""How do blocks look as terminal text, as Markdown, as HTML?

Three printers over the same blocks. Each writes their values in the reader's manner and escapes for
its own context (`finseg.document.escape`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.document.escape import clean_text, escape_html, escape_markdown
from finseg.document.numbers import Numbers
from finseg.document.said import Text, write_text

_MARKS = {"plain": "", "good": "ok: ", "warn": "! ", "stop": "stop: "}
_GAP = 2  # cells between the columns of a table
_NARROWEST = 12  # cells of a column of words; below, a table is written row by row
_JOINTS = re.compile(r"[^_/\-]*[_/\-]+|[^_/\-]+")
_SVG_WIDTH = re.compile(r'^[^>]*\bwidth="([\d.]+)"')
_PHONE = 480  # pixels: a drawing that is wider cannot be read when it is shrunk to a phone's width
_UNBROKEN = 14  # characters of a word that a page may not break; beyond, it may at the joints
_LONGEST_PART = 24  # characters of a part of a word without a joint


def to_text(
    blocks: Sequence[Block], *, width: int | None = None, numbers: Numbers | None = None
) -> str:
    """Print blocks as plain text for a terminal or a log.

    Parameters
    ----------
    blocks : sequence of Block
    width : int, optional
        Cells of a line: longer text is wrapped, in tables cell by cell. Left out, nothing is.
    numbers : Numbers, optional
        The reader's manner of writing figures.

    """
    return "\n\n".join(_print_text_block(_finish(block, numbers), width) for block in blocks)


def to_markdown(blocks: Sequence[Block], *, numbers: Numbers | None = None) -> str:
    """Print blocks as Markdown; figures are linked as `figures/<name>.svg`."""
    return "\n\n".join(_print_markdown_block(_finish(block, numbers)) for block in blocks) + "\n"


def to_html(blocks: Sequence[Block], *, numbers: Numbers | None = None) -> str:
    """Print blocks as escaped HTML; figures are inlined as they are (our own SVG)."""
    return "\n".join(_print_html_block(_finish(block, numbers)) for block in blocks)


@dataclass(frozen=True, slots=True)
class _Words:
    """A heading, sentence, note or figure with its words written out."""

    block: Heading | Sentence | Note | Figure
    text: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class _Cells:
    """A table with its cells written out, the head first."""

    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Align, ...]
    caption: str


def _finish(block: Block, numbers: Numbers | None) -> _Words | _Cells:
    """Write every value of a block in the reader's manner."""

    def write(text: Text) -> str:
        return write_text(text, numbers)

    match block:
        case Table():
            rows = tuple(tuple(map(write, row)) for row in (block.columns, *block.rows))
            return _Cells(rows, block.fill_alignment(), write(block.caption))
        case Figure():
            return _Words(block, write(block.caption), write(block.alternative))
        case _:
            return _Words(block, write(block.text))


def _print_text_block(done: _Words | _Cells, width: int | None) -> str:
    if isinstance(done, _Cells):
        return _print_text_table(done, width)
    line = clean_text(done.text)
    match done.block:
        case Heading(_, level):
            cells = display_width(line)
            rule = cells if width is None else min(cells, width)
            return "\n".join([*_wrap_lines(line, width), ("=" if level == 1 else "-") * rule])
        case Note(_, tone):
            return "\n".join(_wrap_lines(_MARKS[tone] + line, width))
        case Figure(name):
            return f"[figure {clean_text(name)}: {line}]"
        case _:
            return "\n".join(_wrap_lines(line, width))


def display_width(text: str) -> int:
    """Count terminal cells: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _wrap_lines(text: str, width: int | None) -> list[str]:
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
        *whole, line = _cut_long_word(word, width)
        lines += whole
    return [*lines, line]


def _cut_long_word(word: str, width: int) -> list[str]:
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


def _print_text_table(table: _Cells, width: int | None) -> str:
    rows = [[clean_text(cell) for cell in row] for row in table.rows]
    sides = table.sides
    natural = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    widths = natural if width is None else _fit_widths(natural, sides, width)
    caption = _wrap_lines(clean_text(table.caption), width) if table.caption else []
    if widths is None:
        return "\n".join([*caption, *_print_row_by_row(rows, width)])
    head, *body = [_lay_out_text_row(row, widths, sides) for row in rows]
    rule = "  ".join("-" * cells for cells in widths)
    return "\n".join([*caption, *head, rule, *(line for row in body for line in row)])


def _fit_widths(natural: Sequence[int], sides: Sequence[Align], width: int) -> list[int] | None:
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


def _lay_out_text_row(
    cells: Sequence[str], widths: Sequence[int], sides: Sequence[Align]
) -> list[str]:
    """Lay out one row on as many lines as its longest cell needs."""
    broken = [_wrap_lines(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        (" " * _GAP)
        .join(_pad_cell(*part) for part in zip(line, widths, sides, strict=True))
        .rstrip()
        for line in zip_longest(*broken, fillvalue="")
    ]


def _print_row_by_row(rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Write a table that is too wide row by row, each cell behind its column's name."""
    head, *body = rows
    lines: list[str] = []
    for row in body:
        for name, cell in zip(head, row, strict=True):
            lines += _wrap_lines(f"{name}: {cell}", width)
        lines.append("")
    return lines[:-1]


def _pad_cell(cell: str, width: int, align: Align) -> str:
    blank = " " * (width - display_width(cell))
    return cell + blank if align == "left" else blank + cell


def _print_markdown_block(done: _Words | _Cells) -> str:
    if isinstance(done, _Cells):
        return _print_markdown_table(done)
    text = escape_markdown(done.text)
    match done.block:
        case Heading(_, level):
            return "#" * level + " " + text
        case Note(_, tone):
            return "> " + _MARKS[tone] + text
        case Figure(name):
            return f"![{escape_markdown(done.alternative)}](figures/{name}.svg)\n\n*{text}*"
        case _:
            return text


def _print_markdown_table(table: _Cells) -> str:
    head, *body = [list(map(escape_markdown, row)) for row in table.rows]
    rule = ["---" if side == "left" else "---:" for side in table.sides]
    lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *body)]
    caption = [escape_markdown(table.caption), ""] if table.caption else []
    return "\n".join([*caption, *lines])


def _print_html_block(done: _Words | _Cells) -> str:
    if isinstance(done, _Cells):
        return _print_html_table(done)
    text = escape_html(done.text)
    match done.block:
        case Heading(_, level):
            return f"<h{level}>{text}</h{level}>"
        case Note(_, tone):
            return f'<p class="note {tone}">{text}</p>'
        case Figure(name, svg):
            words = escape_html(done.alternative)
            wide = ' class="wide"' if _measure_svg_width(svg) > _PHONE else ""
            return (
                f'<figure id="figure-{escape_html(name)}"{wide}><div class="scroll" tabindex="0" '
                f'role="region" aria-label="{words}">{svg}</div>'
                # On a phone a wide drawing could not be read: its words stand for it.
                + (f'<p class="told">{words}</p>' if wide else "")
                + f"<figcaption>{text}</figcaption></figure>"
            )
        case _:
            return f"<p>{text}</p>"


def _measure_svg_width(svg: str) -> float:
    """Return the width of a drawing in pixels; 0 where it does not say."""
    found = _SVG_WIDTH.search(svg)
    return float(found[1]) if found else 0.0


def _print_html_table(table: _Cells) -> str:
    columns, *rows = table.rows
    sides = table.sides
    cells = [_print_html_cell("th", *cell) for cell in zip(columns, sides, strict=True)]
    head = _print_html_row(cells)
    # Tables of words are laid out cell by cell on a phone, each behind its column's name.
    wordy = sum(side == "left" for side in sides) > len(sides) / 2
    names = columns if wordy else ("",) * len(sides)
    body = "\n".join(
        _print_html_row(
            [_print_html_cell("td", *cell) for cell in zip(row, sides, names, strict=True)]
        )
        for row in rows
    )
    kind = ' class="words"' if wordy else ""
    caption = f"<caption>{escape_html(table.caption)}</caption>" if table.caption else ""
    label = escape_html(table.caption or "Table: " + ", ".join(columns[:3]))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table{kind}>{caption}<thead>{head}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _print_html_row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(cells) + "</tr>"


def _print_html_cell(tag: str, text: str, side: Align, column: str = "") -> str:
    scope = ' scope="col"' if tag == "th" else ""
    name = f' data-column="{escape_html(column)}"' if column else ""
    return f'<{tag}{scope} class="{side}"{name}>{_add_word_breaks(text)}</{tag}>'


def _add_word_breaks(text: str) -> str:
    """Escape text and let long words be broken, after `_`, `-` or `/` where they can be."""
    return " ".join(
        escape_html(word)
        if len(word) <= _UNBROKEN
        else "<wbr>".join(map(escape_html, _split_long_word(word)))
        for word in clean_text(text).split(" ")
    )


def _split_long_word(word: str) -> list[str]:
    return [
        part[start : start + _LONGEST_PART]
        for part in _JOINTS.findall(word)
        for start in range(0, len(part), _LONGEST_PART)
    ]
