"""What is the result of a study, and what can be done with it?"""

from __future__ import annotations

from finseg.study.study import Study

__all__ = ["Study"]
