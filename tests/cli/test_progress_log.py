"""Is the log of a night run one JSON object a line, each with its time?"""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from finseg.cli.options import LogForm, is_quiet
from finseg.cli.progress import ProgressDisplay
from finseg.progress import Progress


def test_each_line_is_an_object_with_the_time(capsys, monkeypatch):
    monkeypatch.setattr("finseg.cli.progress._SELDOM", 0.0)
    with ProgressDisplay(quiet=False, form=LogForm.JSON) as display:
        display("choose", "")
        display.watch(Progress(stage="choose", doing="comparing", done=0.5))
        display("choose", "k = 4")

    out, err = capsys.readouterr()
    begin, progress, end = map(json.loads, err.splitlines())
    assert out == ""
    assert all(datetime.fromisoformat(e.pop("time")).tzinfo for e in (begin, progress, end))
    assert begin == {"stage": "choose", "event": "begin"}
    assert progress == {
        "stage": "choose", "event": "progress", "message": "comparing", "done": 0.5
    }  # fmt: skip
    assert end.pop("seconds") >= 0
    assert end == {"stage": "choose", "event": "end", "message": "k = 4"}


def test_progress_comes_seldom(capsys):
    with ProgressDisplay(quiet=False, form=LogForm.JSON) as display:
        display("choose", "")
        display.watch(Progress(stage="choose", doing="comparing"))

    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "quiet", "as_json", "silent"),
    [
        (LogForm.TEXT, False, False, False),
        (LogForm.TEXT, False, True, True),
        (LogForm.TEXT, True, False, True),
        (LogForm.JSON, False, True, False),
        (LogForm.JSON, True, True, True),
    ],
)
def test_a_log_that_was_asked_for_is_written_beside_json(form, quiet, as_json, silent):
    assert is_quiet(form, quiet, as_json) is silent
