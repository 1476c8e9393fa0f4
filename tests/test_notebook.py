"""What stands below a cell of a notebook while a study is made? Asked of a made-up IPython."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from finseg.notebook import find_notebook_display, write_bar
from finseg.progress import Progress


@pytest.fixture
def cell(monkeypatch):
    """Return what stands below the cell, one entry for each time that it changed."""
    shown: list[str] = []
    python, display = ModuleType("IPython"), ModuleType("IPython.display")
    shell = SimpleNamespace(kernel=object())
    below = SimpleNamespace(update=shown.append)

    def show(html, *, display_id):
        assert display_id is True
        shown.append(html)
        return below

    python.get_ipython = lambda: shell  # type: ignore[attr-defined]
    display.HTML = str  # type: ignore[attr-defined]
    display.display = show  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", python)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return SimpleNamespace(shown=shown, shell=shell)


def test_one_line_moves_and_is_gone_in_the_end(cell):
    display = find_notebook_display()
    assert display is not None

    with display:
        display.announce("read", "")
        display.announce("read", "3 rows")
        display.watch(Progress(stage="choose", doing="<x>", done=0.5, seconds_left=12))

    assert cell.shown == [
        "<div><progress></progress> read</div>",
        '<div><progress value="0.5"></progress> choose: 50%, &lt;x&gt;, about 12 s left</div>',
        "",
    ]


def test_where_nothing_was_shown_nothing_is_cleared(cell):
    display = find_notebook_display()
    assert display is not None

    with display:
        pass

    assert cell.shown == []


def test_outside_of_a_notebook_there_is_no_display(cell, monkeypatch):
    cell.shell.kernel = None  # IPython in a terminal
    assert find_notebook_display() is None
    monkeypatch.delitem(sys.modules, "IPython")
    assert find_notebook_display() is None


def test_a_bar_without_a_share_has_no_value():
    assert write_bar(Progress(stage="a", doing="")) == "<div><progress></progress> a</div>"
