"""How does a specification become a picture?

Vega-Lite in, SVG out, by vl-convert; the result is made safe to stand several times in one page and
alone in a folder. The same specification, in Altair (`altair.Chart.from_dict`), is interactive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from finseg.document.blocks import Figure
from finseg.document.escape import escape_html
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.drawing_engine import WARM, has_drawing_process, order_drawing, take_drawing
from finseg.errors import MissingPartError
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import Spec, shorten_label

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ID = re.compile(r'(\sid="|url\(#|href="#)')
_NUMBERED = re.compile(r'(\sid="|url\(#|href="#)([A-Za-z_]+)(\d+)')
_PATH = re.compile(r'<path[^<>]*? d="[^"<>]*"')
_DOT = re.compile(r"(M[^A-Za-z]+)Z")
_FINE = re.compile(r"(\.\d)\d+")
_SAID = re.compile(r' role="graphics-[^"]*"| aria-roledescription="[^"]*"')
_ROOT = re.compile(r"<svg\b")


def render_figure(name: str, plan: FigurePlan, numbers: Numbers) -> Figure:
    """Draw a plan.

    Parameters
    ----------
    name : str
        Of the figure: file name without ending, anchor, and prefix of all ids in the SVG.
    plan : FigurePlan
        From one of the functions of this package.
    numbers : Numbers
        The reader's manner, for the words in the drawing.

    Raises
    ------
    MissingPartError
        If vl-convert is not installed.

    """
    svg = finish_drawing(render_svg(plan.spec), name, write_text(plan.alternative, numbers))
    return Figure(name, svg, plan.caption, plan.alternative, plan.behind)


def order_figure(
    name: str, plan: FigurePlan, numbers: Numbers, then: Callable[[str], None] | None = None
) -> None:
    """Have a plan drawn beside everything else; `then` is called with the finished SVG.

    `render_figure` finds the drawing made; of a plan that has changed since, it draws anew.
    """
    if not has_drawing_process():
        return

    def finish(drawing: str) -> None:
        if then is not None:
            words = write_text(plan.alternative, numbers)
            then(finish_drawing(_renumber_ids(drawing), name, words))

    order_drawing(_write_spec(plan.spec), None if then is None else finish)


def render_svg(spec: Spec) -> str:
    """Turn a specification into SVG; same specification, same bytes."""
    text = _write_spec(spec)
    return _renumber_ids(take_drawing(text) or _draw_in_process(text))


def _write_spec(spec: Spec) -> str:
    return json.dumps(spec, allow_nan=False, separators=(",", ":"))


def _draw_in_process(text: str) -> str:
    try:
        import vl_convert  # 35 ms, and scoring draws nothing
    except ModuleNotFoundError as cause:
        raise MissingPartError(
            "drawing needs `vl_convert`", fix="pip install vl-convert-python"
        ) from cause
    return str(vl_convert.vegalite_to_svg(text))


def _renumber_ids(drawing: str) -> str:
    """Count the drawing's own ids from 0: the engine counts on from drawing to drawing."""
    seen: dict[str, str] = {}

    def renumber_id(found: re.Match[str]) -> str:
        lead, name, number = found.groups()
        place = seen.setdefault(name + number, str(len(seen)))
        return f"{lead}{name}{place}"

    return _TAG.sub(lambda tag: _NUMBERED.sub(renumber_id, tag[0]), drawing)


def finish_drawing(drawing: str, name: str, alternative: str) -> str:
    """Make ids unique to the figure, drop needless digits, say on the root alone what is seen."""
    words = escape_html(shorten_label(alternative, 2_000))
    root = f'<svg role="img" aria-label="{words}"'
    lean = _PATH.sub(lambda path: _shorten_path(path[0]), drawing)
    unique = _TAG.sub(lambda tag: _SAID.sub("", _ID.sub(rf"\g<1>{name}-", tag[0])), lean)
    return _ROOT.sub(lambda _: root, unique, count=1)


def _shorten_path(path: str) -> str:
    """Keep tenths of a pixel, and give a dot some length: printers drop strokes that have none."""
    return _DOT.sub(r"\1h.1", _FINE.sub(r"\1", path))


def warm_up() -> None:
    """Start the engine in this process; one that is missing is said where a figure is drawn."""
    try:
        _draw_in_process(WARM)
    except MissingPartError:
        return
