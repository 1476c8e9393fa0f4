"""May a check-up be written here?"""

from __future__ import annotations

from pathlib import Path

from finseg.deliver.folder import check_parent, is_taken
from finseg.errors import OutputPlaceError
from finseg.records.checkup import TITLE

_GENERATOR = f'<meta name="generator" content="{TITLE}">'
_MADE_BY = f'"made_by":"{TITLE}"'
# How a file begins that `finseg check` wrote; nothing else is replaced.
_BEGINNINGS = (f"{TITLE}: ", f"# {TITLE}: ", "{", "<!DOCTYPE html>")
_HEAD = 2000  # bytes looked at


def check_checkup_place(target: Path) -> None:
    """Refuse to write a check-up over a file that holds none, before any work is done.

    Raises
    ------
    OutputPlaceError
        If the place cannot be written, or holds something that `finseg check` did not write.

    """
    if is_taken(target) and not _is_checkup_file(target):
        raise OutputPlaceError(
            "there is a file already that `finseg check` did not write",
            where=str(target),
            fix="name another file, or move this one away",
        )
    check_parent(target)


def _is_checkup_file(target: Path) -> bool:
    if not target.is_file():
        return False
    try:
        with target.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return False
    if not head.startswith(_BEGINNINGS):
        return False
    if head.startswith("{"):
        return _MADE_BY in head
    return _GENERATOR in head or not head.startswith("<")
