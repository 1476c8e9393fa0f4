"""What may be said of findings, where they concern few rows or cite values?

Findings in, the same without examples out; those on few rows say only that something was found.
`finseg.disclose.rounding` has the rule.
"""

from __future__ import annotations

import re
from dataclasses import replace

from finseg.records.finding import Checked, Finding

# Findings on the table's form and its columns; the others speak of rows and cite values.
_ON_COLUMNS = re.compile(r"D0(02|03|11|16|17|18|2[0-79]|4\d|51|54|74)")
# An example is one customer's; behind it stand the rule's name and what follows of repeated ids.
_EXAMPLE = re.compile(
    r"[,;] the first is line .*$"
    r"| such as \S+(?= can be read in two ways)"
    r"|[,;] for instance .*?(?= \(rule [^\s()]+\)$|; [^;]+ of the rows repeat an id|$)",
    re.DOTALL,
)
# What a figure that can be read in two ways was taken for quotes the figure.
_CITED = re.compile(r"^[^:;]*: \S+ is \S+, not \S+; (?=if that is wrong)")


def disclose_findings(checked: Checked, least: int, *, share: bool) -> Checked:
    """Keep what is said of columns; of few rows or values only that something was found."""
    return replace(
        checked, findings=tuple(_disclose_finding(f, least, share=share) for f in checked.findings)
    )


def _disclose_finding(finding: Finding, least: int, *, share: bool) -> Finding:
    if (share or finding.count < least) and not _ON_COLUMNS.fullmatch(finding.code):
        return _drop_wording(finding, least)
    cited = _CITED.sub("read in the way that the other columns speak for; ", finding.action)
    return replace(finding, message=_EXAMPLE.sub("", finding.message), action=cited)


def _drop_wording(finding: Finding, least: int) -> Finding:
    """Say neither what was found nor what to do with it: both cite values."""
    few = f"fewer than {least} rows or values" if finding.count < least else "rows or values"
    return replace(
        finding,
        message=f"concerns {few}; `finseg check` says which",
        action="see what `finseg check` says",
    )
