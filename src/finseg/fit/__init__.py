"""Which segmentation is kept?

`fit_segments` makes it, with the segments in a stated order.
"""

from __future__ import annotations

from finseg.fit.segments import fit_segments

__all__ = ["fit_segments"]
