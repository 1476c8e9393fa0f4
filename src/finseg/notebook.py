"""How does a study in a notebook show how far it is?

Progress in; one line with a bar below the cell out, which moves and is gone when the study is done.
Only where there is a notebook: IPython is never imported here, it is there already or it is not.
"""

from __future__ import annotations

import sys
from types import ModuleType, TracebackType
from typing import Any, Self

from finseg.document.escape import escape_html
from finseg.progress import Progress


def find_notebook_display() -> NotebookDisplay | None:
    """Return a display below the cell that is running; None outside of a notebook."""
    python = sys.modules.get("IPython")
    shell = python.get_ipython() if python is not None else None
    display = sys.modules.get("IPython.display")
    if display is None or getattr(shell, "kernel", None) is None:
        return None
    return NotebookDisplay(display)


class NotebookDisplay:
    """One line below the cell; a context manager, so that it does not stay."""

    def __init__(self, display: ModuleType) -> None:
        self._display = display
        self._shown: Any = None

    def announce(self, stage: str, sentence: str) -> None:
        """Show that a stage has begun."""
        if not sentence:
            self.watch(Progress(stage=stage, doing=""))

    def watch(self, progress: Progress) -> None:
        """Show how far a stage is."""
        self._show_html(write_bar(progress))

    def _show_html(self, text: str) -> None:
        html = self._display.HTML(text)
        if self._shown is None:
            self._shown = self._display.display(html, display_id=True)
        else:
            self._shown.update(html)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown is not None:
            self._show_html("")


def write_bar(progress: Progress) -> str:
    """Write a bar with what is being done and the time left as HTML."""
    value = "" if progress.done is None else f' value="{progress.done}"'
    words = ": ".join(part for part in (progress.stage, progress.write()) if part)
    return f"<div><progress{value}></progress> {escape_html(words)}</div>"
