"""How do blocks look as terminal text, as Markdown, as HTML?

Three printers over the same blocks. Escaping happens here, once per context, and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from html import escape

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table

_MARKS = {"plain": "", "good": "ok: ", "warn": "! ", "stop": "stop: "}
# Control characters can move the cursor or recolour a terminal; direction marks can reorder text.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\n\t\u2028\u2029]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """Make text from a customer's file safe for a terminal: one line, no control characters."""
    return _UNPRINTABLE.sub("�", _BREAKS.sub(" ", text))


def to_text(blocks: Sequence[Block]) -> str:
    """Print blocks as plain text for a terminal or a log."""
    return "\n\n".join(_text(block) for block in blocks)


def to_markdown(blocks: Sequence[Block]) -> str:
    """Print blocks as Markdown; figures are linked as `figures/<name>.svg`."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def to_html(blocks: Sequence[Block]) -> str:
    """Print blocks as escaped HTML; figures are inlined as they are (our own SVG)."""
    return "\n".join(_html(block) for block in blocks)


def _text(block: Block) -> str:
    match block:
        case Heading(text, level):
            line = plain(text)
            return line + "\n" + ("=" if level == 1 else "-") * display_width(line)
        case Sentence(text):
            return plain(text)
        case Note(text, tone):
            return _MARKS[tone] + plain(text)
        case Table():
            return _text_table(block)
        case Figure(name, _, caption, _):
            return f"[figure {plain(name)}: {plain(caption)}]"


def display_width(text: str) -> int:
    """Count terminal cells: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _text_table(table: Table) -> str:
    rows = [table.columns, *table.rows]
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    sides = table.alignment()
    lines = [
        "  ".join(_pad(*part) for part in zip(row, widths, sides, strict=True)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    caption = [plain(table.caption)] if table.caption else []
    return "\n".join([*caption, *lines])


def _pad(cell: str, width: int, align: Align) -> str:
    blank = " " * (width - display_width(cell))
    return cell + blank if align == "left" else blank + cell


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return "#" * level + " " + markdown_escape(text)
        case Sentence(text):
            return markdown_escape(text)
        case Note(text, tone):
            return "> " + _MARKS[tone] + markdown_escape(text)
        case Table():
            return _markdown_table(block)
        case Figure(name, _, caption, alternative):
            return (
                f"![{markdown_escape(alternative)}](figures/{name}.svg)\n\n"
                f"*{markdown_escape(caption)}*"
            )


def markdown_escape(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def _markdown_table(table: Table) -> str:
    rule = ["---" if side == "left" else "---:" for side in table.alignment()]
    rows = [map(markdown_escape, table.columns), rule]
    rows += [map(markdown_escape, row) for row in table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    caption = [markdown_escape(table.caption), ""] if table.caption else []
    return "\n".join([*caption, *lines])


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Sentence(text):
            return f"<p>{escape(text)}</p>"
        case Note(text, tone):
            return f'<p class="note {tone}">{escape(text)}</p>'
        case Table():
            return _html_table(block)
        case Figure(_, svg, caption, alternative):
            return (
                f'<figure><div class="scroll" tabindex="0" role="region" '
                f'aria-label="{escape(alternative)}">{svg}</div>'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )


def _html_table(table: Table) -> str:
    sides = table.alignment()
    head = _html_row(table.columns, sides, lambda cell, side: _cell("th", cell, side))
    body = "\n".join(
        _html_row(row, sides, lambda cell, side: _cell("td", cell, side)) for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    label = escape(table.caption or "Table: " + ", ".join(table.columns[:3]))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table>{caption}<thead>{head}</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _html_row(
    cells: Sequence[str], sides: Sequence[Align], cell_html: Callable[[str, Align], str]
) -> str:
    return "<tr>" + "".join(map(cell_html, cells, sides)) + "</tr>"


def _cell(tag: str, text: str, side: Align) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return f'<{tag}{scope} class="{side}">{escape(text)}</{tag}>'
