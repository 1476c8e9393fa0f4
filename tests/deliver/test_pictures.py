"""Does a drawing become a picture with the same bytes each time?"""

from __future__ import annotations

import struct

from finseg.deliver.pictures import render_png


def test_a_picture_has_twice_the_pixels_of_its_drawing():
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="50">'
    svg = head + '<rect width="9" height="9"/></svg>'

    data = render_png(svg)

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (240, 100)
    assert render_png(svg) == data
