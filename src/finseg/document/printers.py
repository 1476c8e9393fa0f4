"""How do blocks look as terminal text, as Markdown, as HTML?

Three printers over the same blocks. Each escapes for its own context (`finseg.document.escape`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.document.escape import clean_text, escape_html, escape_markdown

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
    return "\n\n".join(_print_text_block(block, width) for block in blocks)


def to_markdown(blocks: Sequence[Block]) -> str:
    """Print blocks as Markdown; figures are linked as `figures/<name>.svg`."""
    return "\n\n".join(_print_markdown_block(block) for block in blocks) + "\n"


def to_html(blocks: Sequence[Block]) -> str:
    """Print blocks as escaped HTML; figures are inlined as they are (our own SVG)."""
    return "\n".join(_print_html_block(block) for block in blocks)


def _print_text_block(block: Block, width: int | None) -> str:
    match block:
        case Heading(text, level):
            line = clean_text(text)
            rule = min(display_width(line), width or len(line) * 2)
            return "\n".join([*_wrap_lines(line, width), ("=" if level == 1 else "-") * rule])
        case Sentence(text):
            return "\n".join(_wrap_lines(clean_text(text), width))
        case Note(text, tone):
            return "\n".join(_wrap_lines(_MARKS[tone] + clean_text(text), width))
        case Table():
            return _print_text_table(block, width)
        case Figure(name, _, caption, _, _):
            return f"[figure {clean_text(name)}: {clean_text(caption)}]"


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


def _print_text_table(table: Table, width: int | None) -> str:
    rows = [[clean_text(cell) for cell in row] for row in (table.columns, *table.rows)]
    sides = table.fill_alignment()
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


def _print_markdown_block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return "#" * level + " " + escape_markdown(text)
        case Sentence(text):
            return escape_markdown(text)
        case Note(text, tone):
            return "> " + _MARKS[tone] + escape_markdown(text)
        case Table():
            return _print_markdown_table(block)
        case Figure(name, _, caption, alternative, _):
            return f"![{escape_markdown(alternative)}](figures/{name}.svg)\n\n*{escape_markdown(caption)}*"


def _print_markdown_table(table: Table) -> str:
    rule = ["---" if side == "left" else "---:" for side in table.fill_alignment()]
    rows = [map(escape_markdown, table.columns), rule]
    rows += [map(escape_markdown, row) for row in table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    caption = [escape_markdown(table.caption), ""] if table.caption else []
    return "\n".join([*caption, *lines])


def _print_html_block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape_html(text)}</h{level}>"
        case Sentence(text):
            return f"<p>{escape_html(text)}</p>"
        case Note(text, tone):
            return f'<p class="note {tone}">{escape_html(text)}</p>'
        case Table():
            return _print_html_table(block)
        case Figure(name, svg, caption, alternative, _):
            return (
                f'<figure id="figure-{escape_html(name)}"><div class="scroll" tabindex="0" '
                f'role="region" aria-label="{escape_html(alternative)}">{svg}</div>'
                f"<figcaption>{escape_html(caption)}</figcaption></figure>"
            )


def _print_html_table(table: Table) -> str:
    sides = table.fill_alignment()
    head = _print_html_row(
        [_print_html_cell("th", *cell) for cell in zip(table.columns, sides, strict=True)]
    )
    # Tables of words are laid out cell by cell on a phone, each behind its column's name.
    wordy = sum(side == "left" for side in sides) > len(sides) / 2
    names = table.columns if wordy else ("",) * len(sides)
    body = "\n".join(
        _print_html_row(
            [_print_html_cell("td", *cell) for cell in zip(row, sides, names, strict=True)]
        )
        for row in table.rows
    )
    kind = ' class="words"' if wordy else ""
    caption = f"<caption>{escape_html(table.caption)}</caption>" if table.caption else ""
    label = escape_html(table.caption or "Table: " + ", ".join(table.columns[:3]))
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
