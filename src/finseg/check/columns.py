"""Is something wrong inside a column?

Rules about single columns: constant, missing, sentinels, zeros, outliers.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from finseg.check.rule import Rule, report_columns, select_numbers, write_plural
from finseg.document.numbers import write_exact, write_percent
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

    def describe_constant(column: Column) -> tuple[int, str] | None:
        present = dataset.table[column.name].drop_nulls()
        varies = present.head(1000).n_unique() > 1 or present.n_unique() > 1
        if not len(present) or dataset.rows < 2 or varies:
            return None
        return dataset.rows, "every value is the same" + (" or missing" if column.missing else "")

    yield from report_columns(
        dataset.select_by_role("ignore"),
        describe_constant,
        code="D030",
        severity="warn",
        action="not clustered on: it tells no two customers apart",
    )


def report_empty_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns without any value."""
    yield from report_columns(
        (c for c in dataset.columns if dataset.rows and c.missing == dataset.rows),
        lambda column: (column.missing, "every value is missing"),
        code="D031",
        severity="warn",
        action="not used",
    )


def _find_features_with_gaps(dataset: Dataset, above: float, most: float) -> Iterator[Column]:
    """Return the features of which more than one share and up to another is missing, 0..1."""
    for column in dataset.features:
        if above < column.missing / max(dataset.rows, 1) <= most and column.missing < dataset.rows:
            yield column


def report_many_gaps(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of features with more gaps than a median can honestly fill."""
    yield from report_columns(
        _find_features_with_gaps(dataset, MUCH_MISSING, 1.0),
        lambda c: (
            c.missing,
            f"{write_percent(c.missing / dataset.rows)} of the values are missing",
        ),
        code="D032",
        severity="warn",
        action='filled with the median; consider the role "descriptor"',
    )


def report_few_gaps(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note features with gaps, and that they will be filled."""

    def describe_gaps(column: Column) -> tuple[int, str]:
        values = write_plural(column.missing, "value is", "values are")
        return column.missing, f"{values} missing ({write_percent(column.missing / dataset.rows)})"

    yield from report_columns(
        _find_features_with_gaps(dataset, 0.0, MUCH_MISSING),
        describe_gaps,
        code="D033",
        severity="note",
        action="filled with the median",
    )


def report_many_zeros(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note features in which zero is a state of its own."""

    def describe_zeros(column: Column) -> tuple[int, str] | None:
        values = select_numbers(dataset, column.name)
        count = int((values == 0).sum())
        if not len(values) or count < MANY_ZEROS * len(values):
            return None
        return count, f"{write_percent(count / len(values))} of the values are 0"

    yield from report_columns(
        dataset.features,
        describe_zeros,
        code="D036",
        severity="note",
        action="kept; having none may be what divides the customers",
    )


def report_outliers(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of values so far out that they can take a segment of their own."""

    def describe_outliers(column: Column) -> tuple[int, str] | None:
        values = select_numbers(dataset, column.name)
        tail = 0.01 if len(values) >= _ENOUGH_FOR_PERCENTILES else 0.05
        sample = values.gather_every(max(1, len(values) // _SAMPLE))
        low, mid, high = (sample.quantile(q) for q in (tail, 0.5, 1 - tail))
        if low is None or mid is None or high is None or high <= low:
            return None
        if _is_within_reach(values, mid, _FAR * (high - low)):
            return None
        count = int(((values - mid).abs() > _FAR * (high - low)).sum())
        if not count:
            return None
        furthest = float(values[(values - mid).abs().arg_max() or 0])
        return count, _write_outlier_message(count, furthest, mid)

    yield from report_columns(
        dataset.features,
        describe_outliers,
        code="D039",
        severity="warn",
        action="kept; check them, they can take a segment of their own",
    )


def _is_within_reach(values: pl.Series, mid: float, reach: float) -> bool:
    """Tell by the two ends alone that nothing is further away."""
    ends = values.min(), values.max()
    return all(isinstance(end, float) and abs(end - mid) <= reach for end in ends)


def _write_outlier_message(count: int, furthest: float, mid: float) -> str:
    return (
        f"{write_plural(count, 'value')} far from all others: the furthest is {write_exact(furthest, 6)}, "
        f"the median {write_exact(mid, 6)}"
    )


COLUMN_RULES: tuple[Rule, ...] = (
    report_constant_columns,
    report_empty_columns,
    report_many_gaps,
    report_few_gaps,
    report_many_zeros,
    report_outliers,
)
