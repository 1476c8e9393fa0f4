"""Which rows are in this file, table or database?

A source in, a `Raw` table out: the rows as they are written, with the line of each, and the lines
that are no rows. Nothing is said about what a column means. Nothing but `FinsegError` comes out of
a file that cannot be read.
"""

from __future__ import annotations

from finseg.read.address import label_source
from finseg.read.frames import frame_to_raw
from finseg.read.raw import Raw
from finseg.read.source import read_any

__all__ = ["Raw", "frame_to_raw", "label_source", "read_any"]
