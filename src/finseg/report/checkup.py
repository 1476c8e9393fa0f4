"""In which formats does `finseg check` present its results?

A `CheckUp` and the name of a form in, finished text out: for a terminal, as Markdown, as an HTML
page that needs nothing else, or as JSON. All but JSON print the same blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec

from finseg.document.blocks import Block, Heading
from finseg.document.machine_form import mark_form
from finseg.document.numbers import Numbers
from finseg.document.printers import to_markdown, to_text
from finseg.document.said import Text
from finseg.records.checkup import TITLE, CheckUp
from finseg.report import ReportPart
from finseg.report.pages import render_template

Form = Literal["text", "markdown", "html", "json"]
FORMS: tuple[Form, ...] = get_args(Form)
_BY_ENDING: dict[str, Form] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
}


def find_form_by_ending(target: Path) -> Form:
    """Return the form that the ending of a file's name asks for; plain text for any other."""
    return _BY_ENDING.get(target.suffix.lower(), "text")


def write_checkup(
    done: CheckUp, form: Form, *, width: int | None = None, first_row: bool = False
) -> str:
    """Write a check-up in one of its forms.

    Parameters
    ----------
    done : CheckUp
        What was found.
    form : str
        One of `FORMS`.
    width : int, optional
        Cells of a line, for plain text.
    first_row : bool
        Whether plain text shows the first row, and the first rejected row of each kind: on the
        terminal of whoever has the file.

    """
    numbers = done.numbers
    match form:
        case "text":
            row = done.dataset.build_first_row_blocks() if first_row else []
            last = done.checked.build_question_blocks(
                lines=False
            )  # where the eye is when it is printed
            shown = [*done.blocks(examples=first_row, asked=False), *row, *last]
            return to_text(shown, width=width, numbers=numbers) + "\n"
        case "markdown":
            return to_markdown(done.blocks(), numbers=numbers)
        case "html":
            return _lay_out_checkup(done.blocks(), numbers)
        case "json":
            return (
                msgspec.json.encode(mark_form(done.as_dict())).decode() + "\n"
            )  # NaN becomes null


def _lay_out_checkup(blocks: Sequence[Block], numbers: Numbers) -> str:
    """Lay out the blocks as one page: what stands before the first section is its answer."""
    parts: list[ReportPart] = []
    lead: list[Block] = []
    title: Text = TITLE
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            title = block.text
        elif isinstance(block, Heading) and block.level == 2:
            parts.append(ReportPart(anchor=f"part-{len(parts) + 1}", title=block.text))
        elif parts:
            last = parts[-1]
            parts[-1] = ReportPart(
                anchor=last.anchor, title=last.title, blocks=(*last.blocks, block)
            )
        else:
            lead.append(block)
    return render_template("check.html.j2", numbers, title=title, lead=lead, parts=parts)
