"""How does a drawing become a picture for slides and documents?

SVG in, PNG out at twice the size, by the engine that made the drawing. Same drawing and fonts, same
bytes.
"""

from __future__ import annotations

import re

from finseg.errors import MissingPartError

SCALE = 2.0  # pixels per unit of the drawing: sharp on a projector
# The engine's own font has no rupee sign; for a text with one it would take any font that has it,
# be it one with serifs.
_RUPEE = re.compile(r'(<text\b[^<>]*font-family=")([^"<>]*"[^<>]*>[^<]*₹)')
_WITH_RUPEE = "DejaVu Sans Condensed, DejaVu Sans, Noto Sans, "


def render_png(svg: str) -> bytes:
    """Draw a finished SVG as PNG.

    Raises
    ------
    MissingPartError
        If vl-convert is not installed.

    """
    try:
        import vl_convert
    except ModuleNotFoundError as cause:
        raise MissingPartError(
            "drawing needs `vl_convert`", fix="pip install vl-convert-python"
        ) from cause
    fitted = _RUPEE.sub(rf"\g<1>{_WITH_RUPEE}\g<2>", svg)
    return bytes(vl_convert.svg_to_png(fitted, scale=SCALE))
