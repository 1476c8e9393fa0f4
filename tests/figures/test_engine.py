"""Is a figure the same, wherever it is drawn?"""

from __future__ import annotations

import json

from finseg.figures.drawing import render_svg, warm_up
from finseg.figures.engine import _awake, draw_in_helper, start_drawing_process

SPEC = {
    "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 3}]},
    "mark": {"type": "area", "clip": True},
    "encoding": {
        "x": {"field": "a", "type": "quantitative"},
        "y": {"field": "b", "type": "quantitative"},
    },
}


def test_beside_and_here_give_the_same_bytes_however_often():
    warm_up()
    here = [render_svg(SPEC), render_svg(SPEC)]

    with start_drawing_process():
        beside = [render_svg(SPEC), render_svg(SPEC)]
        assert draw_in_helper(json.dumps(SPEC))

    assert beside == here
    assert here[0] == here[1]


def test_without_a_process_nothing_is_drawn_beside_and_none_is_left():
    assert draw_in_helper(json.dumps(SPEC)) is None

    with start_drawing_process():
        process = _awake.get()
        assert process is not None

    assert process.poll() is not None
    assert _awake.get() is None


def test_what_cannot_be_drawn_beside_and_a_process_that_died_are_drawn_here():
    with start_drawing_process():
        assert draw_in_helper("{}") is None or draw_in_helper("nonsense") is None
        process = _awake.get()
        assert process is not None
        process.kill()
        process.wait()

        assert render_svg(SPEC).startswith("<svg")
