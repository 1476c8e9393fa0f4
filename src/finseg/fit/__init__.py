"""Which segmentation is kept?

`fit_segments` makes it, with the segments in a stated order; `keep_segments` sees to it that the
number which is kept keeps to the limits of the business.
"""

from __future__ import annotations

from finseg.fit.keep_segments import keep_segments
from finseg.fit.segments import fit_segments

__all__ = ["fit_segments", "keep_segments"]
