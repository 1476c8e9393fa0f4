"""What may be shown of findings about few rows, or with single values?

Findings in, the same without examples out; those about few rows say only that something was found,
and which command shows it. The table of codes says what a finding is about
(`finseg.records.finding_codes`), the types of the values what may be shown (`withhold`). A finding
about all but few rows or values tells of the few, and is treated like one about them.
"""

from __future__ import annotations

from dataclasses import replace

from finseg.disclose.rounding import round_count
from finseg.disclose.withhold import withhold
from finseg.document.said import Count, Customers, Text, say
from finseg.records.dataset import Dataset
from finseg.records.finding import Checked, Finding

_ACCOUNT = ("D001", "D010")  # rows rejected: rows read = used + rejected says how many
_SEE = "Run `finseg check FILE` to see them."
_ASK = "Whoever has the file sees them with `finseg check FILE`."


def disclose_findings(checked: Checked, dataset: Dataset, least: int, *, share: bool) -> Checked:
    """Keep what is said of columns; of few rows or values only that something was found.

    Parameters
    ----------
    checked : Checked
        What was noticed.
    dataset : Dataset
        The table it was noticed in, as it was read.
    least : int
        Customers that must stand behind every figure.
    share : bool
        For readers outside the house: no finding about rows is worded.

    """
    return replace(
        checked,
        findings=tuple(_disclose_finding(f, dataset, least, share=share) for f in checked.findings),
    )


def _disclose_finding(finding: Finding, dataset: Dataset, least: int, *, share: bool) -> Finding:
    message, action = withhold(finding.message, least), withhold(finding.action, least)
    count, title = finding.count, finding.about.title
    named: Text = title
    if finding.about.is_about_rows:
        of = _find_base(finding, dataset, least)
        count = round_count(finding.count, of, least)
        if share or count != finding.count:
            message = action = None
        found: Text = Customers(finding.count, finding.about.counts, of=of)
        if finding.code in _ACCOUNT and finding.count == dataset.rows_rejected:
            count, found = finding.count, Count(finding.count, finding.about.counts)
        named = say("{title}: {found}", title=title, found=withhold(found, least) or "")
    return replace(
        finding,
        count=count,
        message=named if message is None else message,
        action=(_ASK if share else _SEE) if action is None else action,
    )


def _find_base(finding: Finding, dataset: Dataset, least: int) -> int:
    """Return how many rows or values a finding's are counted among.

    All rows, or the values present in its column where these are all but few.
    """
    missing = sum(c.missing for c in dataset.columns if c.name == finding.column)
    present = dataset.rows - missing
    return present if 0 < present - finding.count < least else dataset.rows
