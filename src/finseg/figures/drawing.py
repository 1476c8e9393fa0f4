"""How does a specification become a picture?

Vega-Lite in, SVG out, by vl-convert; the result is made safe to stand several times in one page and
alone in a folder. The same specification, in Altair (`altair.Chart.from_dict`), is interactive.
"""

from __future__ import annotations

import json
import re

from finseg.document.blocks import Figure
from finseg.document.escape import html_text
from finseg.errors import MissingPartError
from finseg.figures.engine import WARM, drawn_beside
from finseg.figures.theme import Spec, label

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ID = re.compile(r'(\sid="|url\(#|href="#)')
_NUMBERED = re.compile(r'(\sid="|url\(#|href="#)([A-Za-z_]+)(\d+)')
_PATH = re.compile(r'<path[^<>]*? d="[^"<>]*"')
_DOT = re.compile(r"(M[^A-Za-z]+)Z")
_FINE = re.compile(r"(\.\d)\d+")
_SAID = re.compile(r' role="graphics-[^"]*"| aria-roledescription="[^"]*"')
_ROOT = re.compile(r"<svg\b")


def render(name: str, spec: Spec, caption: str, alternative: str) -> Figure:
    """Draw a specification.

    Parameters
    ----------
    name : str
        Of the figure: file name without ending, anchor, and prefix of all ids in the SVG.
    spec : dict
        Vega-Lite, from one of the functions of this package.
    caption : str
        What the reader should see in it.
    alternative : str
        The same in words, for those who cannot see it.

    Raises
    ------
    MissingPartError
        If vl-convert is not installed.

    """
    return Figure(name, described(svg(spec), name, alternative), caption, alternative)


def svg(spec: Spec) -> str:
    """Turn a specification into SVG; same specification, same bytes."""
    text = json.dumps(spec, allow_nan=False, separators=(",", ":"))
    return _renumbered(drawn_beside(text) or _drawn_here(text))


def _drawn_here(text: str) -> str:
    try:
        import vl_convert  # 35 ms, and scoring draws nothing
    except ModuleNotFoundError as cause:
        raise MissingPartError(
            "drawing needs `vl_convert`", fix="pip install vl-convert-python"
        ) from cause
    return str(vl_convert.vegalite_to_svg(text))


def _renumbered(drawing: str) -> str:
    """Count the drawing's own ids from 0: the engine counts on from drawing to drawing."""
    seen: dict[str, str] = {}

    def anew(found: re.Match[str]) -> str:
        lead, name, number = found.groups()
        place = seen.setdefault(name + number, str(len(seen)))
        return f"{lead}{name}{place}"

    return _TAG.sub(lambda tag: _NUMBERED.sub(anew, tag[0]), drawing)


def described(drawing: str, name: str, alternative: str) -> str:
    """Make ids unique to the figure, drop needless digits, say on the root alone what is seen."""
    words = html_text(label(alternative, 2_000))
    root = f'<svg role="img" aria-label="{words}"'
    lean = _PATH.sub(lambda path: _lean(path[0]), drawing)
    unique = _TAG.sub(lambda tag: _SAID.sub("", _ID.sub(rf"\g<1>{name}-", tag[0])), lean)
    return _ROOT.sub(lambda _: root, unique, count=1)


def _lean(path: str) -> str:
    """Keep tenths of a pixel, and give a dot some length: printers drop strokes that have none."""
    return _DOT.sub(r"\1h.1", _FINE.sub(r"\1", path))


def warm_up() -> None:
    """Start the engine in this process; one that is missing is said where a figure is drawn."""
    try:
        _drawn_here(WARM)
    except MissingPartError:
        return
