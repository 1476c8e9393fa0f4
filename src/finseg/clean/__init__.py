"""What has to be changed in this table before anyone counts with it?

A `Dataset` in; out comes the same with what the settings and the domain rules ask for: rows of a
customer who stands in another row set aside, values read as missing, rows rejected, each with its
reason. Whatever is changed here is changed in scoring too (`mend_again`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finseg.clean.domain_rules import DomainRule, bundled_rules, extended_rules
from finseg.clean.domain_values import examine, figures_findings, mend, mend_again, remedies
from finseg.clean.repeats import set_aside
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding

__all__ = ["DomainRule", "extended_rules", "look_at_figures", "mend_again", "set_aside"]


def look_at_figures(
    dataset: Dataset, rules: Sequence[DomainRule] | None = None
) -> tuple[Dataset, tuple[Finding, ...]]:
    """Hold the figures against the domain rules, and do what they ask.

    Returns
    -------
    dataset
        With values read as missing and rows rejected where a rule asks for it, and with what the
        rules ask of other customers.
    findings
        Which values break which rule.

    """
    known = bundled_rules() if rules is None else rules
    hits = examine(dataset, known)
    mended = replace(mend(dataset, hits), remedies=remedies(dataset, known))
    return mended, tuple(figures_findings(hits, dataset))
