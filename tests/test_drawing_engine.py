"""Is a figure the same, wherever it is drawn, and is it drawn once?"""

from __future__ import annotations

import io
import json
import time
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from finseg.deliver.pictures import render_png
from finseg.drawing_engine import (
    DrawingProcess,
    _awake,
    has_drawing_process,
    order_drawing,
    order_picture,
    start_drawing_process,
    take_drawing,
    take_picture,
)
from finseg.figures.drawing import render_svg, warm_up

SPEC = {
    "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 3}]},
    "mark": {"type": "area", "clip": True},
    "encoding": {
        "x": {"field": "a", "type": "quantitative"},
        "y": {"field": "b", "type": "quantitative"},
    },
}
LINE = json.dumps(SPEC)


def find_helper():
    helper = _awake.get()
    assert helper is not None
    return helper


def test_beside_and_here_give_the_same_bytes_however_often():
    warm_up()
    here = [render_svg(SPEC), render_svg(SPEC)]
    picture = render_png(here[0])

    with start_drawing_process():
        beside = [render_svg(SPEC), render_svg(SPEC)]
        assert take_drawing(LINE)
        assert render_png(here[0]) == picture == take_picture(here[0])

    assert beside == here
    assert here[0] == here[1]


def test_what_was_ordered_is_drawn_once_and_passed_on_when_it_is_there():
    passed, there = [], Event()

    def note(drawing):
        passed.append(drawing)
        order_picture(drawing)  # in another thread, of the same helper
        there.set()

    with start_drawing_process():
        order_drawing(LINE, note)
        order_drawing(LINE)
        assert there.wait(60)
        (drawing,) = passed

        assert take_drawing(LINE) == drawing
        assert take_picture(drawing)
        assert len(find_helper()._orders) == 2


def test_without_a_process_nothing_is_drawn_beside_and_none_is_left():
    order_drawing(LINE, lambda _: None)
    order_picture("<svg/>")
    assert take_drawing(LINE) is None
    assert take_picture("<svg/>") is None
    assert not has_drawing_process()

    with start_drawing_process():
        assert has_drawing_process()
        process = find_helper().process

    assert process.poll() is not None
    assert not has_drawing_process()


def test_what_cannot_be_drawn_beside_and_a_process_that_died_are_drawn_here():
    with start_drawing_process():
        assert take_drawing("{}") is None or take_drawing("nonsense") is None
        assert take_picture("no drawing") is None
        find_helper().process.kill()
        find_helper().process.wait()

        assert render_svg(SPEC).startswith("<svg")


def test_the_end_does_not_wait_for_what_is_still_to_be_drawn():
    passed: list[str] = []
    with start_drawing_process():
        for place in range(200):
            order_drawing(json.dumps({**SPEC, "title": str(place)}), passed.append)
        helper, started = find_helper(), time.perf_counter()

    assert time.perf_counter() - started < 5
    assert len(passed) < 200
    assert helper.order("svg", LINE).result() is None  # ordered too late


@pytest.mark.parametrize("lacking", ["stdin", "stdout"])
def test_a_process_without_one_of_its_two_pipes_draws_nothing(lacking):
    process: Any = SimpleNamespace(stdin=io.BytesIO(), stdout=io.BytesIO(b'"drawn"\n'))
    assert DrawingProcess(process).order("svg", LINE).result() == "drawn"

    setattr(process, lacking, None)
    assert DrawingProcess(process).order("svg", LINE).result() is None
