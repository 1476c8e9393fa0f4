"""Who is in which group of a campaign?

The table of a campaign, as it was read back, in; `Assigned` out, unless somebody changed the groups
so that they cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from finseg.campaign.answers import Answers
from finseg.campaign.plan_record import CONTROL, TREATMENT
from finseg.campaign.pool import clean_identifiers
from finseg.document.said import Customers
from finseg.errors import CampaignError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assigned:
    """A campaign as it was read back: who is in which group."""

    table: pl.DataFrame  # key, segment, name, arm
    id: str  # the heading of the identifier
    product: str


def read_assigned(answers: Answers) -> Assigned:
    """Understand a campaign's table.

    Raises
    ------
    CampaignError
        If it is none: a column is missing, an id stands twice, an arm is neither of the two.

    """
    table, where = answers.table, answers.source
    lacking = [c for c in ("segment", "arm", "product") if c not in table.columns[1:]]
    fix = "name the campaign.csv that `finseg campaign plan` wrote"
    if lacking:
        raise CampaignError(
            f"this is not a campaign file: it has no column `{lacking[0]}`", where=where, fix=fix
        )
    if answers.rejects:
        first = answers.rejects[0]
        raise CampaignError(
            f"the campaign was damaged: {Customers(len(answers.rejects), 'row')} cannot be read, "
            f"the first in line {first.line} ({first.reason})",
            where=where,
            fix=fix,
        )
    name = table.columns[0]
    labels = pl.col("name") if "name" in table.columns else pl.lit("")
    found = table.select(
        clean_identifiers(pl.col(name)).alias("key"),
        pl.col("segment").cast(pl.Int64, strict=False),
        labels.fill_null("").alias("name"),
        pl.col("arm").str.strip_chars().str.to_lowercase(),
    )
    wrong = found.with_row_index("row").filter(
        ~pl.col("arm").is_in([TREATMENT, CONTROL]).fill_null(value=False)
        | pl.col("segment").is_null()
        | pl.col("key").is_null()
        | pl.col("key").is_duplicated()
    )
    if len(wrong):
        line = int(answers.lines[int(wrong["row"][0])])
        raise CampaignError(
            f"the campaign was changed: {Customers(len(wrong), 'row has', 'rows have')} no group "
            f"or segment, or a customer who is in another row too; the first is line {line}",
            where=where,
            fix=f"{fix}; the groups were drawn at random and must stay as they are",
        )
    return Assigned(table=found, id=name, product=str(table["product"][0]))
