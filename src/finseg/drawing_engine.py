"""How are figures drawn beside everything else? By a helper process.

A specification in, its SVG out; an SVG in, its picture out. The drawing engine holds the
interpreter's lock while it starts and while it draws, so a thread would not help. A process of its
own starts it before anything else of finseg is loaded; figures are ordered from it as soon as they
are known and taken when they are wanted, and nothing is drawn twice. Where there is no such
process, figures are drawn where they are made, with the same bytes.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from hashlib import sha256
from threading import Lock

from finseg.processes import start_python

SCALE = 2.0  # pixels of a picture per unit of the drawing: sharp on a projector
# It knows nothing of finseg, so that it is quick; what it cannot draw is answered with null.
_DRAW = """
import base64, json, sys, vl_convert
scale = float(sys.argv[2])
vl_convert.vegalite_to_svg(sys.argv[1])
for line in sys.stdin:
    try:
        kind, what = json.loads(line)
        if kind == "svg":
            made = vl_convert.vegalite_to_svg(what)
        else:
            made = base64.b64encode(vl_convert.svg_to_png(what, scale=scale)).decode()
    except Exception:
        made = None
    print(json.dumps(made), flush=True)
"""
_PLACE = {c: {"field": f, "type": "quantitative"} for c, f in (("x", "a"), ("y", "b"))}
WARM = json.dumps(
    {
        "data": {"values": [{"a": 0, "b": 0}, {"a": 1, "b": 1}]},
        "layer": [{"mark": m, "encoding": _PLACE} for m in ("line", "rect", "text")],
    }
)

Drawing = Future[str | None]
_NOT_DRAWN: Drawing = Future()
_NOT_DRAWN.set_result(None)


class DrawingProcess:
    """The helper and what was ordered from it; it draws one thing after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        # It waits for the helper, and while it waits everything else goes on.
        self._messenger = ThreadPoolExecutor(1, thread_name_prefix="finseg-drawing")
        self._orders: dict[bytes, Drawing] = {}
        self._lock = Lock()
        self._ended = False

    def order(self, kind: str, what: str) -> Drawing:
        """Order a drawing ("svg", of a specification) or a picture ("png", of a drawing), once."""
        line = json.dumps([kind, what]) + "\n"
        known = sha256(line.encode()).digest()
        with self._lock:
            if self._ended:
                return _NOT_DRAWN
            if known not in self._orders:
                self._orders[known] = self._messenger.submit(self._exchange, line)
            return self._orders[known]

    def _exchange(self, line: str) -> str | None:
        if self.process.stdin is None or self.process.stdout is None:
            return None
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            made = json.loads(answer) if answer else None
        except (OSError, ValueError):  # it died, or the end has come
            return None
        return made if isinstance(made, str) else None

    def end(self) -> None:
        """End the process at once, whatever it is drawing."""
        with self._lock:
            self._ended = True
        self.process.kill()
        self._messenger.shutdown(cancel_futures=True)  # whoever waited has an answer: none
        self.process.communicate()


_awake: ContextVar[DrawingProcess | None] = ContextVar("_awake", default=None)


@contextmanager
def start_drawing_process() -> Iterator[None]:
    """Start the engine in a process of its own; it ends with the block."""
    process = start_python(_DRAW, [WARM, str(SCALE)])
    if process is None:
        yield
        return
    helper = DrawingProcess(process)
    token = _awake.set(helper)
    try:
        yield
    finally:
        _awake.reset(token)
        helper.end()


def has_drawing_process() -> bool:
    """Tell whether there is a helper that figures can be ordered from."""
    return _awake.get() is not None


def order_drawing(spec: str, then: Callable[[str], None] | None = None) -> None:
    """Order the drawing of a specification, JSON in one line, to be taken later.

    `then` is called with it once it is made, in another thread.
    """
    helper = _awake.get()
    if helper is None:
        return
    drawn = helper.order("svg", spec)
    if then is not None:
        here = copy_context()  # in which `then` finds the same helper
        drawn.add_done_callback(lambda done: here.run(_pass_on, done, then))


def _pass_on(done: Drawing, then: Callable[[str], None]) -> None:
    drawn = None if done.cancelled() else done.result()
    if drawn is not None:
        then(drawn)


def order_picture(svg: str) -> None:
    """Order the picture of a drawing, to be taken later."""
    helper = _awake.get()
    if helper is not None:
        helper.order("png", svg)


def take_drawing(spec: str) -> str | None:
    """Wait for the drawing of a specification; None where there is nobody to make it."""
    helper = _awake.get()
    return None if helper is None else helper.order("svg", spec).result()


def take_picture(svg: str) -> bytes | None:
    """Wait for the picture of a drawing; None where there is nobody to make it."""
    helper = _awake.get()
    made = None if helper is None else helper.order("png", svg).result()
    return None if made is None else base64.b64decode(made)
