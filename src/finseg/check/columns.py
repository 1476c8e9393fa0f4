"""Is something wrong inside a column?

Dataset in, findings about single columns out: constant, missing, zeros, outliers.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.check.rule import Rule, report_columns, select_numbers
from finseg.document.said import Customers, Exact, Example, Names, Share, Text, clause, say
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings

MUCH_MISSING = 0.3  # share of rows
MANY_ZEROS = 0.3  # share of values
_FAR = 10.0  # times the spread of nearly all values, from the median
_ENOUGH_FOR_PERCENTILES = 500
_SAMPLE = 50_000  # values from which percentiles are taken


def report_constant_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns with one value only."""

    def describe_constant(column: Column) -> tuple[int, Text] | None:
        present = dataset.table[column.name].drop_nulls()
        varies = present.head(1000).n_unique() > 1 or present.n_unique() > 1
        if not len(present) or dataset.rows < 2 or varies:
            return None
        return dataset.rows, "every value is the same" + (" or missing" if column.missing else "")

    yield from report_columns(
        "D030",
        dataset.select_by_role("ignore"),
        describe_constant,
        "not clustered on: it cannot tell customers apart",
    )


def report_empty_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns without any value."""
    yield from report_columns(
        "D031",
        (c for c in dataset.columns if dataset.rows and c.missing == dataset.rows),
        lambda column: (column.missing, "every value is missing"),
        "not used",
    )


def _find_features_with_gaps(dataset: Dataset, above: float, most: float) -> Iterator[Column]:
    """Return the features with values, of which more than `above` and up to `most` lack, 0..1.

    Of blanks that mean "has none" the rule below speaks.
    """
    held = {part.column for c in dataset.features if c.reason_code == "held" for part in c.parts}
    for column in dataset.features:
        if column.name in held or column.category:
            continue
        if above < column.missing / max(dataset.rows, 1) <= most and column.missing < dataset.rows:
            yield column


def report_many_gaps(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of features with more gaps than a median can honestly fill."""

    def describe_many_gaps(column: Column) -> tuple[int, Text]:
        share = Share(column.missing / dataset.rows, of=dataset.rows)
        return column.missing, say("{share} of the values are missing", share=share)

    yield from report_columns(
        "D032",
        _find_features_with_gaps(dataset, MUCH_MISSING, 1.0),
        describe_many_gaps,
        "filled with the median; if that is too much guessing, give the column the "
        'role "descriptor"',
    )


def report_few_gaps(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note features with gaps, and that they will be filled."""

    def describe_gaps(column: Column) -> tuple[int, Text]:
        return column.missing, say(
            "{values} missing ({share})",
            values=Customers(column.missing, "value is", "values are"),
            share=Share(column.missing / dataset.rows, of=dataset.rows),
        )

    yield from report_columns(
        "D033",
        _find_features_with_gaps(dataset, 0.0, MUCH_MISSING),
        describe_gaps,
        "filled with the median",
    )


def report_blanks_for_none(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report blocks of columns whose blanks are read as "has none"."""

    def describe_block(column: Column) -> tuple[int, Text]:
        names = tuple(part.column for part in column.parts)
        without = int((dataset.table[column.name] == 0).sum())
        return without, say(
            "{columns} are blank for the same {customers} ({share}): these are taken to have none",
            columns=Names(names, most=len(names)),
            customers=Customers(without),
            share=Share(without / dataset.rows, of=dataset.rows),
        )

    yield from report_columns(
        "D037",
        (c for c in dataset.columns if c.reason_code == "held"),
        describe_block,
        "clustered on as yes or no, beside the figures, in which they count as the median of those "
        'who have them; if blanks mean “not known”, set blanks = "unknown" in [prepare]',
    )


def report_many_zeros(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note features in which zero is a state of its own."""

    def describe_zeros(column: Column) -> tuple[int, Text] | None:
        values = select_numbers(dataset, column.name)
        count = int((values == 0).sum())
        if not len(values) or count < MANY_ZEROS * len(values):
            return None
        share = Share(count / len(values), of=len(values))
        return count, say("{share} of the values are 0", share=share)

    yield from report_columns(
        "D036",
        (c for c in dataset.features if not c.category),
        describe_zeros,
        "kept: having none at all may be what sets customers apart",
    )


def report_outliers(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of values so far out that they can take a segment of their own."""

    def describe_outliers(column: Column) -> tuple[int, Text] | None:
        values = select_numbers(dataset, column.name)
        tail = 0.01 if len(values) >= _ENOUGH_FOR_PERCENTILES else 0.05
        sample = values.gather_every(max(1, len(values) // _SAMPLE))
        low, mid, high = (sample.quantile(q) or 0.0 for q in (tail, 0.5, 1 - tail))
        if high <= low:
            return None
        if _is_within_reach(values, mid, _FAR * (high - low)):
            return None
        count = int(((values - mid).abs() > _FAR * (high - low)).sum())
        if not count:
            return None
        behind = max(1, (len(sample) - sample.null_count()) // 2)  # on either side of the median
        furthest = float(values[(values - mid).abs().arg_max() or 0])
        return count, say(
            "{values} far from all others{median}{furthest}",
            values=Customers(count, "value is", "values are"),
            median=clause(": the median is {value}", value=Exact(mid, 6, customers=behind)),
            furthest=clause(", the furthest {value}", value=Example(Exact(furthest, 6))),
        )

    yield from report_columns(
        "D039",
        (c for c in dataset.features if not c.category),
        describe_outliers,
        "kept; check these values, as they can form a segment of their own",
    )


def _is_within_reach(values: pl.Series, mid: float, reach: float) -> bool:
    """Tell by the two ends alone that nothing is further away."""
    ends = values.min(), values.max()
    return all(isinstance(end, float) and abs(end - mid) <= reach for end in ends)


COLUMN_RULES: tuple[Rule, ...] = (
    report_constant_columns,
    report_empty_columns,
    report_many_gaps,
    report_few_gaps,
    report_blanks_for_none,
    report_many_zeros,
    report_outliers,
)
