"""What was noticed about the data?

A `Finding` has a code, a severity, a column, a count and what to do; `Checked` is the list of them
after every rule has run. Rules collect; only the edge decides to stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from finseg.document.blocks import Block, Heading, Note, Table
from finseg.document.numbers import write_count
from finseg.document.page import Shown
from finseg.records.redundancy import Redundancy

Severity = Literal["stop", "warn", "note"]

_TITLES: dict[Severity, str] = {
    "stop": "Stops the run",
    "warn": "To look at",
    "note": "Good to know",
}
_ONE_BY_ONE = 2  # findings of one code that get a line each
_LISTED = 20  # columns named in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed about the data."""

    code: str  # "D014"; documented in docs/findings.md
    severity: Severity
    column: str  # "" where the whole table is concerned
    count: int  # rows, columns or values concerned
    message: str  # what, with its figures
    action: str  # what was done, or what to do
    rule: str = ""  # id of the domain rule that was broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Shown):
    """Everything that was noticed, the gravest first."""

    findings: tuple[Finding, ...] = ()
    redundancy: Redundancy = field(default_factory=Redundancy)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that forbid going on."""
        return tuple(f for f in self.findings if f.severity == "stop")

    def write_outcome(self) -> str:
        """Say in half a sentence whether the run may go on, and how much is worth a look."""
        stops = len(self.stops)
        grave = sum(f.severity == "warn" for f in self.findings)
        stop = "nothing stops the run"
        if stops:
            stop = f"{write_count(stops, 'thing')} {'stops' if stops == 1 else 'stop'} the run"
        return f"{stop}; {write_count(grave, 'warning') if grave else 'no warning'}"

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Describe the findings, the gravest first; many of one code become one line."""
        blocks: list[Block] = [Heading("Findings")]
        if not self.findings:
            return [*blocks, Note("Nothing remarkable was found.", "good")]
        for severity, title in _TITLES.items():
            found = [f for f in self.findings if f.severity == severity]
            if found:
                header = ("Column", "Code", "What", "What was done, or to do")
                blocks.append(Table(header, _group_findings(found), ("left",) * 4, caption=title))
        return blocks


def _group_findings(findings: Sequence[Finding]) -> tuple[tuple[str, str, str, str], ...]:
    """Write one line per finding; of a code that many columns have, one line for all of them."""
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_code.setdefault((finding.code, finding.rule), []).append(finding)
    rows = []
    for (code, _), group in by_code.items():
        if all(f.column for f in group) and len({f.column for f in group}) > _ONE_BY_ONE:
            columns = len({f.column for f in group})
            rows.append((f"{columns} columns", code, *_summarise_findings(group)))
        else:
            rows += [(f.column or "(table)", code, f.message, f.action) for f in group]
    return tuple(rows)


def _summarise_findings(group: Sequence[Finding]) -> tuple[str, str]:
    """Say what several columns have in common, and give the strongest as an example."""
    most = max(group, key=lambda f: f.count)
    alike = len({f.message for f in group}) == 1
    others = [f for f in group if alike or f is not most]
    names = list(dict.fromkeys(f.column for f in others if alike or f.column != most.column))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    columns = ", ".join(f"`{name}`" for name in names[:_LISTED]) + more
    same_action = len({f.action for f in group}) == 1
    action = most.action if same_action else f"for instance: {most.action}"
    if alike:
        return f"{columns}; {most.message}", action
    lead = "most in" if len({f.count for f in group}) > 1 else "for instance in"
    return f"{lead} `{most.column}`: {most.message}; also in {columns}", action
