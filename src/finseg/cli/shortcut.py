"""What does `finseg FILE` alone do?

The words of a command line in; the same with `check` in front out, where the first is a file and no
command. Afterwards the person reads what comes next.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path


def complete_command(arguments: Sequence[str], commands: Collection[str]) -> tuple[list[str], bool]:
    """Return the words with a command in front, and whether it was left out."""
    first = arguments[0] if arguments else "-"
    if first in commands or first.startswith("-") or not _is_place(first):
        return list(arguments), False
    return ["check", *arguments], all(not word.startswith("-") for word in arguments)


def _is_place(word: str) -> bool:
    """Tell whether customers may be there: a file, an address, a pattern."""
    return "://" in word or "*" in word or bool(Path(word).suffix) or Path(word).exists()


def write_next_steps(files: Sequence[str]) -> str:
    """Say what can be done with files that were checked."""
    named = " ".join(map(shlex.quote, files))
    return (
        "\nNext:\n"
        f"  finseg run {named}          forms the segments and writes a report\n"
        f"  finseg init {named} --ask   asks what only you can know, and keeps it as settings\n"
    )
