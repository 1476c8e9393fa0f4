"""Is a row of this table a customer?

Dataset and settings in, one finding out where it is an order, a month, an account or a product
(`finseg.understand.row_kinds` finds out). Where that is sure the run stops: segments of orders are
not segments of customers.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule
from finseg.document.said import say
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.finding_codes import Severity
from finseg.settings import Settings


def report_row_kind(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Stop where rows are surely no customers; warn where they may be none."""
    row = dataset.row
    if row.kind == "customer":
        return
    line = row.write_continuing_line(dataset.source.name)
    severity: Severity = "stop" if row.acts else "warn"
    if settings.check.on_duplicate in ("first", "last"):
        severity, kept = (
            "warn",
            "one row of each is used, since on_duplicate in [check] asks for it",
        )
    elif settings.build.rows == "customers":
        severity, kept = "note", "each row counts as a customer, since rows in [build] says so"
    else:
        kept = 'if a row is a customer all the same, set rows = "customers" in [build]'
    action = say("to make one row of each customer, run `{line}`; {kept}", line=line, kept=kept)
    yield make_finding(
        "D004",
        row.rows,
        row.say_kind(),
        action,
        column=row.owner,
        severity=severity,
    )


ROW_KIND_RULES: tuple[Rule, ...] = (report_row_kind,)
