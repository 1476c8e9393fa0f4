"""How is the drawing engine ready before the first figure? In a helper process.

A specification in, its SVG out. Starting the drawing engine costs most of a second of processor
time and holds the interpreter's lock, so a thread would not help. A process of its own starts it
while customers are still being read, and then draws. Where that cannot be, figures are drawn where
they are made, with the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# It knows nothing of finseg, so that it is quick; a figure it cannot draw is answered with null.
_DRAW = """
import json, sys, vl_convert
vl_convert.vegalite_to_svg(sys.argv[1])
for line in sys.stdin:
    try:
        print(json.dumps(vl_convert.vegalite_to_svg(line)), flush=True)
    except Exception:
        print("null", flush=True)
"""
_PLACE = {c: {"field": f, "type": "quantitative"} for c, f in (("x", "a"), ("y", "b"))}
WARM = json.dumps(
    {
        "data": {"values": [{"a": 0, "b": 0}, {"a": 1, "b": 1}]},
        "layer": [{"mark": m, "encoding": _PLACE} for m in ("line", "rect", "text")],
    }
)

_awake: ContextVar[subprocess.Popen[str] | None] = ContextVar("_awake", default=None)


@contextmanager
def start_drawing_process() -> Iterator[None]:
    """Start the engine in a process of its own; it ends with the block."""
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and our own text
            [sys.executable, "-P", "-c", _DRAW, WARM],  # -P: not what lies in this folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
    except (OSError, ValueError):  # no interpreter to start, or no room for it
        yield
        return
    token = _awake.set(process)
    try:
        yield
    finally:
        _awake.reset(token)
        process.kill()
        process.communicate()


def draw_in_helper(spec: str) -> str | None:
    """Let the process draw a specification, JSON in one line; None where there is none to do it."""
    process = _awake.get()
    if process is None or process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(spec + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        drawing = json.loads(answer) if answer else None
    except (OSError, ValueError):
        return None
    return drawing if isinstance(drawing, str) else None
