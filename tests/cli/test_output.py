"""How wide a line is, what a path looks like, and that JSON is JSON."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

from finseg.cli.checkup import check_places, choose_checkup_form
from finseg.cli.output import measure_terminal_width, print_blocks, print_json, print_paths
from finseg.cli.progress import ProgressDisplay
from finseg.document.blocks import Sentence
from finseg.document.numbers import Numbers
from finseg.document.said import Number, say
from finseg.errors import UsageError
from finseg.progress import Progress


@pytest.mark.parametrize(
    ("columns", "width"),
    [("", 120), ("wide", 120), ("39", 40), ("40", 40), ("41", 41), ("200", 200)],
)
def test_a_line_is_as_wide_as_the_terminal_says_but_never_too_narrow(columns, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", io.StringIO())

    assert measure_terminal_width() == width


def test_a_terminal_is_asked_for_its_width(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((77, 20)))

    assert measure_terminal_width() == 77


def test_blocks_are_printed_in_the_reader_s_manner(capsys):
    print_blocks([Sentence(say("{n} of them", n=Number(1.5)))], Numbers(locale="de-DE"))

    assert capsys.readouterr().out == "1,50 of them\n"


def test_each_path_stands_on_a_line_of_its_own_with_the_remark(capsys):
    print_paths([Path("a.csv"), Path("b\nc.csv")])
    print_paths([Path("a.csv")], "replaces one")

    assert capsys.readouterr().out == "→ a.csv\n→ b c.csv\n→ a.csv (replaces one)\n"


def test_figures_that_do_not_exist_are_null_however_deep_they_stand(capsys):
    print_json({"a": float("inf"), "b": [1.5, (float("nan"), "é")], "c": {"d": 0.0}})

    said = capsys.readouterr().out
    told = json.loads(said)
    assert (told.pop("format"), told.pop("version")) == ("finseg-json", 1)
    assert told == {"a": None, "b": [1.5, [None, "é"]], "c": {"d": 0.0}}
    assert "é" in said
    assert said.endswith("}\n")


def test_characters_the_terminal_lacks_become_question_marks(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))

    print_paths([Path("a.csv")])

    assert raw.getvalue() == b"? a.csv\n"


@pytest.mark.parametrize(
    ("asked", "out", "machine", "form"),
    [
        ("", None, False, "text"),
        ("", "a.html", False, "html"),
        ("", "a.txt", False, "text"),
        ("markdown", None, False, "markdown"),
        ("markdown", "a.html", False, "markdown"),
        ("", "a.html", True, "json"),
        ("json", None, True, "json"),
    ],
)
def test_the_form_asked_for_goes_before_the_ending(asked, out, machine, form):
    assert choose_checkup_form(asked, out and Path(out), json=machine) == form


def test_two_forms_at_once_and_unknown_ones_are_refused():
    with pytest.raises(UsageError) as two:
        choose_checkup_form("html", None, json=True)
    with pytest.raises(UsageError) as none:
        choose_checkup_form("markdwon", None, json=False)

    assert two.value.list_lines() == [
        f"{UsageError.code}: --json and --format html contradict each other",
        "  fix:   give one",
    ]
    what, where, fix = none.value.list_lines()
    assert what.endswith("no form `markdwon`")
    assert where == "  where: --format"
    assert "markdown" in fix


def test_one_file_cannot_hold_both(tmp_path):
    place = tmp_path / "a.csv"
    with pytest.raises(UsageError, match="same file") as caught:
        check_places(place, place)
    assert caught.value.fix == "name two files"
    check_places(None, None)
    check_places(tmp_path / "a.html", tmp_path / "b.csv")


def test_progress_says_a_stage_when_it_is_done_with_the_time_it_took(capsys, monkeypatch):
    clock = iter([0.0, 100.0, 102.5])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))

    with ProgressDisplay(quiet=False) as display:
        display("read", "")
        display("read", "3 rows")

    assert capsys.readouterr().err == "read       3 rows (2.5 s)\n"


def test_a_log_gets_a_line_of_a_long_stage_every_five_seconds(capsys, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])

    with ProgressDisplay(quiet=False) as display:
        display("choose", "")
        for second in (1, 4.9, 5, 6, 9.9, 10.5):
            now[0] = 100.0 + second
            display.watch(Progress(stage="choose", doing="a\nb", done=0.25, seconds_left=second))

    assert capsys.readouterr().err == (
        "choose     25%, a b, about 5 s left …\nchoose     25%, a b, about 10 s left …\n"
    )


def test_quiet_progress_says_nothing(capsys, monkeypatch):
    clock = iter([0.0, 100.0, 200.0, 300.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))

    with ProgressDisplay(quiet=True) as display:
        display("read", "")
        display.watch(Progress(stage="read", doing="x"))
        display("read", "3 rows")

    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_a_bar_that_moves_and_does_not_stay(monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    with ProgressDisplay(quiet=False) as display:
        display("choose", "")
        assert display._bar is not None
        display.watch(Progress(stage="choose", doing="y"))
        assert display._bar.tasks[0].total is None  # it moves, but says no share
        display.watch(Progress(stage="choose", doing="[red]x", done=0.5, seconds_left=61))
        assert display._bar.tasks[0].percentage == 50
        display._bar.refresh()
        display("choose", "k = 4")
        assert display._bar is None

    shown = terminal.getvalue()
    assert "[red]x, about 61 s left" in shown
    assert shown.rpartition("\x1b[2K")[2].startswith("choose     k = 4 (")
    line = next(one for one in re.split(r"[\r\n]", shown) if "61 s" in one)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line)
    assert plain.index("[red]x") == len("⠋ choose     ") + 24 + 1  # behind a bar of 24 cells
