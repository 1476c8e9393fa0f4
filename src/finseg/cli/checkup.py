"""Where does `finseg check` write its results?

Form and places from the command line in; text on stdout or in a file, and the rejects beside it.
Places are looked at before any work is done, and nothing that is not ours is replaced.
"""

from __future__ import annotations

from pathlib import Path

from finseg.cli.output import measure_terminal_width, print_paths, print_text
from finseg.deliver.checkup_place import check_checkup_place
from finseg.deliver.folder import write_file
from finseg.deliver.tables import check_rejects_place, rejects_table, to_csv
from finseg.errors import UsageError, suggest_name
from finseg.records.checkup import CheckUp
from finseg.report.checkup import FORMS, Form, find_form_by_ending, write_checkup

_WIDTH = 100  # cells of a line in a file of plain text


def choose_checkup_form(asked: str, out: Path | None, *, json: bool) -> Form:
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
        raise UsageError(f"no form `{asked}`", where="--format", fix=suggest_name(asked, FORMS))
    return "text" if out is None else find_form_by_ending(out)


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


def deliver_checkup(done: CheckUp, form: Form, out: Path | None, rejects: Path | None) -> None:
    """Print or write the check-up, and write the rejects where they are asked for."""
    written = []
    if out is not None:
        text = write_checkup(done, form, width=_WIDTH)
        write_file(out, text.encode("utf-8", "replace"))
        written.append(out)
    else:
        print_text(write_checkup(done, form, width=measure_terminal_width(), first_row=True))
    if rejects is not None:
        name = done.dataset.source.name
        write_file(rejects, to_csv(rejects_table(done.rejects, name)))
        written.append(rejects)
    if out is not None or form == "text":
        print_paths(written)
