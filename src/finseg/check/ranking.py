"""Which finding comes first?

Findings in, the gravest first out: what stops, what to look at, what is good to know; and within
each, what may make the segments wrong before what only makes them less good. Few people read beyond
the first three.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from finseg.records.finding import Finding, Severity

_SEVERITIES: dict[Severity, int] = {"stop": 0, "warn": 1, "note": 2}

# What is at stake, the gravest first.
_AT_STAKE: tuple[frozenset[str], ...] = (
    # Figures that may be wrong: misread, codes among amounts, currencies mixed, results missing.
    frozenset(
        {"D017", "D028", "D035", "D060", "D071", "D072", "D073", "D074", "D075", "D076", "D079"}
    ),
    # Customers that may be wrong: lost, twice, of another sheet or file, dates that are not theirs.
    frozenset({"D010", "D012", "D013", "D015", "D016", "D019", "D051", "D052", "D054"}),
    # Segments that may be bent: by a few customers, by gaps that are filled, by what counts twice.
    frozenset({"D011", "D032", "D039", "D040", "D044"}),
    # What was taken care of already.
    frozenset({"D020", "D021", "D030", "D031", "D041", "D042"}),
)
RANKED = frozenset().union(*_AT_STAKE)


def sort_by_gravity(findings: Iterable[Finding], features: Container[str]) -> tuple[Finding, ...]:
    """Order findings by severity, by what is at stake, and by how much is concerned.

    Parameters
    ----------
    findings : iterable of Finding
    features : container of str
        Names of the columns that are clustered on: there it matters more.

    """

    def rank_finding(finding: Finding) -> tuple[int, int, bool, int, str, str]:
        stake = next((i for i, codes in enumerate(_AT_STAKE) if finding.code in codes), 0)
        aside = bool(finding.column) and finding.column not in features
        severity = _SEVERITIES[finding.severity]
        return severity, stake, aside, -finding.count, finding.code, finding.column

    return tuple(sorted(findings, key=rank_finding))
