"""What is to be known of a column that says how many customers each row stands for?

Dataset in, findings out: which column is counted by and what follows it, and which might be.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule
from finseg.document.said import ColumnName, Customers, Number, clause, say
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.row_weights import RowWeights, find_row_weights
from finseg.settings import Settings


def report_row_weights(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the weights that rows are counted by, and columns that may be weights and are not."""
    used = find_row_weights(dataset)
    for column in dataset.select_by_role("weight"):
        if used is not None and column.name == used.column:
            yield _note_used(dataset, used)
            continue
        yield make_finding(
            "D059",
            dataset.rows,
            "may say how many customers each row stands for; rows are not counted by it",
            "to count by it, give it the role `weight` in [read.roles] and no other column; else "
            "the role `ignore`"
            if used is None
            else say("rows are counted by `{column}`", column=ColumnName(used.column)),
            column=column.name,
        )


def _note_used(dataset: Dataset, used: RowWeights) -> Finding:
    message = say(
        "{rows} stand for {all}{proportional}: the fit and the shares, averages, rules and totals "
        "of the segments count each row by it{blank}. The verdict, the description of the columns, "
        "tests, tiers, offers, targets and scores count rows",
        rows=Customers(dataset.rows, "row"),
        all=Number(used.total, 0),
        proportional=", as the weights only say how rows compare" if used.proportional else "",
        blank=clause(
            "; {n} without a weight count as an average one", n=Customers(used.missing, "row")
        )
        if used.missing
        else "",
    )
    action = "to count all rows alike, give it the role `ignore`"
    return make_finding("D058", dataset.rows, message, action, column=used.column)


ROW_WEIGHT_RULES: tuple[Rule, ...] = (report_row_weights,)
