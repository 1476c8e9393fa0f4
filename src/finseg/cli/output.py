"""How are results written to stdout?

Blocks as text, or one JSON object; the only place that prints results. The printers are imported
where blocks are printed: `--help` prints none.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finseg.document.escape import clean_text
from finseg.document.machine_form import mark_form

if TYPE_CHECKING:
    from finseg.document.blocks import Block
    from finseg.document.numbers import Numbers

_NARROWEST = 40  # cells; a terminal that says less has not been asked
_USUAL = 120
_PRINTED: list[bool] = []  # whether the one object on stdout is there


def print_blocks(blocks: Sequence[Block], numbers: Numbers) -> None:
    """Print blocks as text in the reader's manner; characters the terminal lacks become `?`."""
    from finseg.document.printers import to_text

    _write_to_stdout(to_text(blocks, width=measure_terminal_width(), numbers=numbers) + "\n")


def print_text(text: str) -> None:
    """Print finished text."""
    _write_to_stdout(text)


def measure_terminal_width() -> int:
    """Return the cells of a line: of the terminal or `COLUMNS`, else what most screens show."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return max(shutil.get_terminal_size().columns, _NARROWEST)
    return _USUAL


def print_paths(paths: Sequence[Path], remark: str = "") -> None:
    """Print where the results are, each on a line of its own."""
    behind = f" ({remark})" if remark else ""
    _write_to_stdout("".join(f"→ {clean_text(str(path))}{behind}\n" for path in paths))


def print_json(tree: dict[str, Any]) -> None:
    """Print one JSON object, which says what it is; figures that do not exist are null."""
    told = _replace_nonfinite(mark_form(tree))
    _write_to_stdout(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n")
    _PRINTED.append(True)


def has_printed_json() -> bool:
    """Tell whether the one JSON object on stdout is there already."""
    return bool(_PRINTED)


def _write_to_stdout(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def _replace_nonfinite(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {key: _replace_nonfinite(item) for key, item in value.items()}
        case list() | tuple():
            return [_replace_nonfinite(item) for item in value]
        case _:
            return value
