"""What has to be changed in this table before anything is computed from it?

A `Dataset` in; out comes the same with what the settings and the domain rules ask for: rows of a
customer who stands in another row set aside, values read as missing, rows rejected, each with its
reason. Whatever is changed here is changed in scoring too (`mend_new_customers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finseg.clean.domain_rules import DomainRule, extend_rules, load_bundled_rules
from finseg.clean.domain_values import (
    find_hits,
    list_remedies,
    mend_dataset,
    mend_new_customers,
    report_broken_rules,
)
from finseg.clean.repeats import set_aside_repeats
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding

__all__ = [
    "DomainRule",
    "apply_domain_rules",
    "extend_rules",
    "mend_new_customers",
    "set_aside_repeats",
]


def apply_domain_rules(
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
    known = load_bundled_rules() if rules is None else rules
    hits = find_hits(dataset, known)
    mended = replace(mend_dataset(dataset, hits), remedies=list_remedies(dataset, known))
    return mended, tuple(report_broken_rules(hits, dataset))
