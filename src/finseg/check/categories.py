"""What is to be known of the categories that are clustered on?

Dataset in, findings out: by how many levels each is clustered on, what became of rare ones and of
blanks; and which cannot be clustered on because enough customers have only one of their levels.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, report_columns
from finseg.derive.levels import NOT_KNOWN
from finseg.document.said import Count, Customers, Said, Share, Text, clause, say
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings

_MANY_POOLED = 0.5  # of the customers: their levels are lost to the segments


def report_clustered_categories(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note how each category is clustered on; warn where most of its levels are rare."""

    def describe_levels(column: Column) -> tuple[int, Text] | None:
        own = _list_level_columns(dataset, column)
        return (dataset.rows, _say_levels(dataset, own)) if own else None

    yield from report_columns(
        "D056",
        dataset.categories,
        describe_levels,
        "all levels together count like one column of numbers; to change that, set its weight in "
        "[prepare.weights]",
    )


def _list_level_columns(dataset: Dataset, column: Column) -> list[Column]:
    return [c for c in dataset.features if c.category == column.name]


def _say_levels(dataset: Dataset, own: list[Column]) -> Said:
    ranked = own[0].reason_code == "rank"
    levels = {level for c in own for level in (*c.levels, *c.rest)}
    pooled = next((c for c in own if c.reason_code == "other levels"), None)
    blank = own[0].missing
    return say(
        "clustered on by {how}{unknown}{rare}{blanks}",
        how=say("the order of its {n}", n=Count(len(levels), "level"))
        if ranked
        else say("its {n}", n=Count(len(levels), "level")),
        unknown=", of which one is that it is blank" if NOT_KNOWN in levels else "",
        rare=_say_rare_levels(dataset, pooled) if pooled else "",
        blanks=clause(
            "; {blank} no level: they count as {what}",
            blank=Customers(blank, "customer has", "customers have"),
            what="the middle one" if ranked else "the shares of all, which speak for no segment",
        )
        if blank
        else "",
    )


def _say_rare_levels(dataset: Dataset, pooled: Column) -> Text:
    customers = int(dataset.table[pooled.name].sum() or 0)
    return clause(
        ", of which {n} that few have are taken together ({share} of the customers)",
        n=Count(len(pooled.levels)),
        share=Share(customers / max(dataset.rows, 1), of=dataset.rows),
    )


def report_rare_levels(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Warn of categories that are left out, or of which most customers have a rare level."""
    limit = Share(settings.prepare.rare_levels, digits=0)

    def describe_loss(column: Column) -> tuple[int, Text] | None:
        own = _list_level_columns(dataset, column)
        if not own:
            return dataset.rows, say(
                "left out: it has not two levels that {limit} of the customers have", limit=limit
            )
        pooled = next((c for c in own if c.reason_code == "other levels"), None)
        customers = int(dataset.table[pooled.name].sum() or 0) if pooled and not pooled.rest else 0
        if customers <= _MANY_POOLED * dataset.rows:
            return None
        return customers, say(
            "{share} of the customers have a level that fewer than {limit} have: all of these are "
            "one level here",
            share=Share(customers / dataset.rows, of=dataset.rows),
            limit=limit,
        )

    yield from report_columns(
        "D057",
        dataset.categories,
        describe_loss,
        "put its levels together to a few that mean something, or give it the role `descriptor`",
    )


CATEGORY_RULES: tuple[Rule, ...] = (report_clustered_categories, report_rare_levels)
