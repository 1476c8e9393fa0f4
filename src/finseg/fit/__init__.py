"""Which segmentation is kept?

`fit_segments` makes it, with the segments in a stated order; `keep_segments` sees to it that the
number which is kept keeps to the limits of the business; `parse_starting_centres` reads where the
search starts, if the settings say so.
"""

from __future__ import annotations

from finseg.fit.keep_segments import keep_segments
from finseg.fit.segments import fit_segments
from finseg.fit.starting_centres import StartingCentres, parse_starting_centres

__all__ = ["StartingCentres", "fit_segments", "keep_segments", "parse_starting_centres"]
