"""What may be shown of findings about few rows, or with single values?

Findings in, the same without examples out; those about few rows say only that something was found,
and which command shows it. The table of codes says what a finding is about
(`finseg.records.finding_codes`), the types of the values what may be shown (`withhold`).
"""

from __future__ import annotations

from dataclasses import replace

from finseg.disclose.rounding import raise_small_count
from finseg.disclose.withhold import withhold
from finseg.document.said import Customers, Said, say
from finseg.records.finding import Checked, Finding

_SEE = "Run `finseg check FILE` to see them."


def disclose_findings(checked: Checked, least: int, *, share: bool) -> Checked:
    """Keep what is said of columns; of few rows or values only that something was found.

    Parameters
    ----------
    checked : Checked
        What was noticed.
    least : int
        Customers that must stand behind every figure.
    share : bool
        For readers outside the house: no finding about rows is worded.

    """
    return replace(
        checked, findings=tuple(_disclose_finding(f, least, share=share) for f in checked.findings)
    )


def _disclose_finding(finding: Finding, least: int, *, share: bool) -> Finding:
    about_rows = finding.about.is_about_rows
    message, action = withhold(finding.message, least), withhold(finding.action, least)
    if about_rows and (share or finding.count < least):
        message = action = None
    count = raise_small_count(finding.count, least) if about_rows else finding.count
    return replace(
        finding,
        count=count,
        message=_name_finding(finding, least) if message is None else message,
        action=_SEE if action is None else action,
    )


def _name_finding(finding: Finding, least: int) -> Said:
    """Say what kind of thing was found and in how many rows or values, and no more."""
    about = finding.about
    if not about.is_about_rows:
        return say("{title}", title=about.title)
    found = withhold(Customers(finding.count, about.counts), least) or ""
    return say("{title}: {found}", title=about.title, found=found)
