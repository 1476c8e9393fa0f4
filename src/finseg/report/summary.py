"""What goes on the sheets that a manager prints?

The report's answer, laid out for one A4 page: the verdict, a line for each segment, one figure;
then a page for each segment that says what to do with it. They become `summary.pdf` where the
machine has a Chromium (`finseg.deliver.browser`).
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.document.blocks import Figure
from finseg.document.said import Count
from finseg.report import ReportFacts
from finseg.report.pages import render_template

MOST_SEGMENTS = 8  # lines of the table
SUMMARY_FIGURE = "profile"
_ROOM, _PER_LINE, _LEAST_ROOM = 128, 15, 45  # mm for the figure: less with every segment's line
_PER_OUTCOME = 4  # mm


def make_summary_page(facts: ReportFacts, drawn: Sequence[Figure]) -> str:
    """Lay out the summary as one HTML file; same facts and figures, same bytes."""
    import markupsafe  # comes with jinja2

    shown = facts.cards[:MOST_SEGMENTS]
    room = _ROOM - sum(_PER_LINE + _PER_OUTCOME * len(card.outcomes) for card in shown)
    figure = (
        next((f for f in drawn if f.name == SUMMARY_FIGURE), None) if room >= _LEAST_ROOM else None
    )
    return render_template(
        "summary.html.j2",
        facts.numbers,
        facts=facts,
        cards=shown,
        actions=facts.actions,
        left=Count(len(facts.cards) - len(shown), "further segment"),
        figure=figure,
        drawing=markupsafe.Markup(figure.svg) if figure else "",  # noqa: S704 - our own drawing
        room=room,
    )
