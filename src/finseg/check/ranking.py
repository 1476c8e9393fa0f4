"""Which finding comes first?

Findings in, the most serious first out: what stops, what to look at, what is good to know; and
within each, what may make the segments wrong before what only makes them less good
(`finseg.records.finding_codes`). Few people read beyond the first three.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from finseg.records.finding import Finding
from finseg.records.finding_codes import Severity

_FIRST = "D004"  # what a row is: all else that is said of the table hangs on it
_SEVERITIES: dict[Severity, int] = {"stop": 0, "warn": 1, "note": 2}


def sort_by_gravity(findings: Iterable[Finding], features: Container[str]) -> tuple[Finding, ...]:
    """Order findings by severity, by what is at stake, and by how much is concerned.

    Parameters
    ----------
    findings : iterable of Finding
    features : container of str
        Names of the columns that are clustered on: there it matters more.

    """

    def rank_finding(finding: Finding) -> tuple[int, bool, int, bool, int, str, str]:
        aside = bool(finding.column) and finding.column not in features
        severity = _SEVERITIES[finding.severity]
        rank = finding.about.rank
        later = finding.code != _FIRST
        return severity, later, rank, aside, -finding.count, finding.code, finding.column

    return tuple(sorted(findings, key=rank_finding))
