"""What does the workbook say of what happened in each segment, and of what to do with it?

Results in, the sheet "actions" out, one line per segment, and the columns of outcomes of the
summary's sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from finseg.document.said import join_said
from finseg.interpret.outcome_rates import OutcomeRate, list_outcome_rates
from finseg.records.interpretation import Interpretation, Segment
from finseg.report.action import build_action_pages
from finseg.report.sheets import Cell, SheetColumn, WorkbookSheet
from finseg.results import Results


def make_actions_sheet(results: Results) -> WorkbookSheet:
    """Give each segment a line with what its page says."""
    pages = build_action_pages(results)
    topics = list(dict.fromkeys(line.topic for page in pages for line in page.lines))
    columns = (SheetColumn("Segment", "count"), SheetColumn("Name"), *map(SheetColumn, topics))
    rows: list[Sequence[Cell]] = []
    for page in pages:
        said = {line.topic: join_said(line.says) for line in page.lines}
        rows.append((page.id, page.name, *(said.get(topic, "") for topic in topics)))
    return WorkbookSheet("actions", columns, rows)


def list_outcome_columns(interpretation: Interpretation) -> dict[str, OutcomeRate]:
    """Return the outcomes that have a rate in any segment, each with one of its rates."""
    found: dict[str, OutcomeRate] = {}
    for segment in interpretation.segments:
        for rate in list_outcome_rates(interpretation.outside, segment.id):
            if rate.column not in found or math.isnan(found[rate.column].share_of_all):
                found[rate.column] = rate
    return found


def name_outcome_columns(outcomes: Iterable[OutcomeRate]) -> list[SheetColumn]:
    """Name four columns for each outcome: rate, interval, index."""
    return [
        SheetColumn(f"{rate.column}: {part}", "count" if part == "index" else "share")
        for rate in outcomes
        for part in (rate.event, "from", "to", "index")
    ]


def write_outcome_cells(
    interpretation: Interpretation, segment: Segment, outcomes: Iterable[str]
) -> list[Cell]:
    """Write a segment's rates; nothing where one may not be shown."""
    own = {r.column: r.level for r in list_outcome_rates(interpretation.outside, segment.id)}
    cells: list[Cell] = []
    for column in outcomes:
        level = own.get(column)
        cells += [level.share, level.low, level.high, 100 * level.index] if level else [None] * 4
    return cells


def write_outcome_totals(outcomes: Iterable[OutcomeRate]) -> list[Cell]:
    """Write the rates of all customers."""
    cells: list[Cell] = []
    for rate in outcomes:
        cells += [rate.share_of_all, None, None, 100.0]
    return cells
