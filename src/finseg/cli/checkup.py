"""Where does `finseg check` put what it found?

Form and places from the command line in; text on stdout or in a file, and the rejects beside it.
Places are looked at before any work is done, and nothing that is not ours is replaced.
"""

from __future__ import annotations

from pathlib import Path

from finseg.cli.output import say_text, say_where, terminal_width
from finseg.deliver.checkup_place import check_checkup_place
from finseg.deliver.folder import write_file
from finseg.deliver.tables import check_rejects_place, rejects_table, to_csv
from finseg.errors import UsageError, nearest
from finseg.records.checkup import CheckUp
from finseg.report.checkup import FORMS, Form, checkup_text, form_of

_WIDTH = 100  # cells of a line in a file of plain text


def chosen_form(asked: str, out: Path | None, *, json: bool) -> Form:
    """Return the form asked for; left out, the one that the file's ending says.

    Raises
    ------
    UsageError
        If there is no such form, or two are asked for.

    """
    if json and asked not in ("", "json"):
        raise UsageError(f"--json and --format {asked} contradict each other", fix="give one")
    if json:
        return "json"
    for form in FORMS:
        if form == asked:
            return form
    if asked:
        raise UsageError(f"no form `{asked}`", where="--format", fix=nearest(asked, FORMS))
    return "text" if out is None else form_of(out)


def check_places(out: Path | None, rejects: Path | None) -> None:
    """Refuse places that hold something else, before any work is done.

    Raises
    ------
    OutputPlaceError
        If a place cannot be written, or something else stands there.
    UsageError
        If both are the same.

    """
    if out is not None and out == rejects:
        raise UsageError("--out and --rejects name the same file", fix="name two files")
    if out is not None:
        check_checkup_place(out)
    if rejects is not None:
        check_rejects_place(rejects)


def deliver(done: CheckUp, form: Form, out: Path | None, rejects: Path | None) -> None:
    """Print or write the check-up, and write the rejects where they are asked for."""
    written = []
    if out is not None:
        text = checkup_text(done, form, width=_WIDTH)
        write_file(out, text.encode("utf-8", "replace"))
        written.append(out)
    else:
        say_text(checkup_text(done, form, width=terminal_width(), first_row=True))
    if rejects is not None:
        name = done.dataset.source.name
        write_file(rejects, to_csv(rejects_table(done.dataset.rejects, name)))
        written.append(rejects)
    if out is not None or form == "text":
        say_where(written)
