"""Can the segments that were kept be relied on?

`assess_segments` measures how stable each one is and how much of the answer is the analyst's.
"""

from __future__ import annotations

from finseg.assess.segments import assess_segments

__all__ = ["assess_segments"]
