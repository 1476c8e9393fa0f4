"""How does a drawing become a picture for slides and documents?

SVG in, PNG out at twice the size, by the engine that made the drawing. Same drawing and fonts, same
bytes.
"""

from __future__ import annotations

import re

from finseg import drawing_engine as engine
from finseg.errors import MissingPartError

# The engine's own font has no rupee sign; for a text with one it would take any font that has it,
# be it one with serifs.
_RUPEE = re.compile(r'(<text\b[^<>]*font-family=")([^"<>]*"[^<>]*>[^<]*₹)')
_WITH_RUPEE = "DejaVu Sans Condensed, DejaVu Sans, Noto Sans, "


def order_png(svg: str) -> None:
    """Have a finished SVG drawn as PNG beside everything else, where there is a helper for it."""
    engine.order_picture(_fit_fonts(svg))


def render_png(svg: str) -> bytes:
    """Draw a finished SVG as PNG, unless that was ordered and done.

    Raises
    ------
    MissingPartError
        If vl-convert is not installed.

    """
    fitted = _fit_fonts(svg)
    return engine.take_picture(fitted) or _draw_in_process(fitted)


def _fit_fonts(svg: str) -> str:
    return _RUPEE.sub(rf"\g<1>{_WITH_RUPEE}\g<2>", svg)


def _draw_in_process(svg: str) -> bytes:
    try:
        import vl_convert
    except ModuleNotFoundError as cause:
        raise MissingPartError(
            "drawing needs `vl_convert`", fix="pip install vl-convert-python"
        ) from cause
    return bytes(vl_convert.svg_to_png(svg, scale=engine.SCALE))
