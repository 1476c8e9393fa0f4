"""Can the segments that were kept be relied on?

`assess_segments` measures how stable each one is and how much of the answer is the analyst's;
`complete_verdict` tells the verdict.
"""

from __future__ import annotations

from finseg.assess.complete_verdict import complete_verdict
from finseg.assess.segments import assess_segments, begin_assessment

__all__ = ["assess_segments", "begin_assessment", "complete_verdict"]
