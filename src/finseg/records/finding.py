"""What was noticed about the data?

A `Finding` has a code, a severity, a column, a count and what to do; `Checked` is the list of them
after every rule has run. Rules collect; only the edge decides to stop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from finseg.document.blocks import Block, Heading, Note, Table
from finseg.records.redundancy import Redundancy

Severity = Literal["stop", "warn", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed about the data."""

    code: str  # "D014"; documented in docs/findings.md
    severity: Severity
    column: str  # "" where the whole table is concerned
    count: int  # rows, columns or values concerned
    message: str  # what, with its figures
    action: str  # what was done, or what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Everything that was noticed, the gravest first."""

    findings: tuple[Finding, ...] = ()
    redundancy: Redundancy = field(default_factory=Redundancy)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that forbid going on."""
        return tuple(f for f in self.findings if f.severity == "stop")

    def blocks(self) -> list[Block]:
        """Describe the findings as one table, the gravest first."""
        if not self.findings:
            return [Heading("Findings"), Note("Nothing remarkable was found.", "good")]
        rows = tuple(
            (f.severity, f.code, f.column, f"{f.count:,}", f.message, f.action)
            for f in self.findings
        )
        return [
            Heading("Findings"),
            Table(
                ("Severity", "Code", "Column", "Count", "What", "What was done, or to do"),
                rows,
                ("left", "left", "left", "right", "left", "left"),
            ),
        ]
