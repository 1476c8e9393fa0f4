"""What does the reader see of a study?

`build_report` turns results into `ReportFacts`: statements, blocks and figures. `render_report`
lays the facts out as one self-contained HTML file: no script, nothing loaded from anywhere, the
same facts give the same bytes. No figure is computed here; dates and versions are passed in.
"""

from __future__ import annotations

from finseg.report.build import build_answer, build_report, render_report
from finseg.report.facts import ActionLine, ActionPage, Badge, Card, Fact, ReportFacts, ReportPart

__all__ = [
    "ActionLine",
    "ActionPage",
    "Badge",
    "Card",
    "Fact",
    "ReportFacts",
    "ReportPart",
    "build_answer",
    "build_report",
    "render_report",
]
