"""Which figures of this table break a domain rule, and what is done about them?

`find_hits` finds them, `mend_dataset` does what the rules ask (reads them as missing, or sets their
rows aside), and `list_remedies` says what they ask of any customers, so that scoring does the same.
Every value is reported by the first rule that speaks about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finseg.clean.domain_rules import DomainRule
from finseg.document.numbers import MONEY
from finseg.document.said import (
    ColumnName,
    Customers,
    Exact,
    Example,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.maths.humps import second_hump
from finseg.records.dataset import Column, Dataset, Reject
from finseg.records.finding import Finding, make_finding
from finseg.records.remedy import Remedy
from finseg.understand.masking import mask_source_rows, show_value

_EXAMPLES = 3
_IN_MONTHS = {"years": 12.0, "months": 1.0, "days": 1 / 30.436875}
_CHANGES = ("missing", "reject row")  # actions that change something
_DONE = {
    "note": "kept",
    "missing": "read as missing",
    "reject row": "their rows are rejected",
    "stop": "the run stops",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hit:
    """Values of one column that break one rule."""

    rule: DomainRule
    column: Column
    rows: pl.Series  # Boolean, one per row of the table examined
    evidence: Text = ""  # figures beside what the rule says
    remedy: Remedy | None = None

    @property
    def count(self) -> int:
        """Rows concerned."""
        return int(self.rows.sum())


def find_hits(dataset: Dataset, rules: Sequence[DomainRule]) -> tuple[Hit, ...]:
    """Try every rule on every column it speaks about; nothing is changed.

    Rules about single values come first; those that compare values do not see what the first read
    as missing.
    """
    single = [rule for rule in rules if rule.humps is None and rule.beyond is None]
    hits = _try_rules(dataset, single, ())
    seen = dataset.table
    for hit in hits:
        if hit.rule.action == "missing":
            seen = seen.with_columns(seen[hit.column.name].set(hit.rows, None))
    several = [rule for rule in rules if rule not in single]
    return (*hits, *_try_rules(replace(dataset, table=seen), several, hits))


def _try_rules(
    dataset: Dataset, rules: Sequence[DomainRule], before: Sequence[Hit]
) -> tuple[Hit, ...]:
    hits: list[Hit] = []
    for column in dataset.columns:
        if column.kind != "number" or not dataset.rows:
            continue
        spoken = pl.Series([False]).new_from_index(0, dataset.rows)
        for earlier in (hit for hit in before if hit.column.name == column.name):
            spoken |= earlier.rows
        for rule in rules:
            hit = _try_rule(rule, column, dataset) if _is_rule_for_column(rule, column) else None
            if hit is None:
                continue
            rows = hit.rows & ~spoken
            if rows.any():
                hits.append(replace(hit, rows=rows))
                spoken |= rows
    return tuple(hits)


def _is_rule_for_column(rule: DomainRule, column: Column) -> bool:
    if rule.quantities and column.quantity not in rule.quantities:
        return False
    if rule.quantities and not column.measure.holds_amounts:
        return False  # of figures that were standardised no amount is impossible
    if rule.unit is not None and column.unit != rule.unit:
        return False
    if not rule.quantities and not rule.column and column.role not in {"feature", "descriptor"}:
        return False
    return not rule.column or re.search(rule.column, column.original) is not None


def _try_rule(rule: DomainRule, column: Column, dataset: Dataset) -> Hit | None:
    values = dataset.table[column.name]
    if rule.humps is not None:
        return _try_hump_rule(rule, column, values)
    if rule.beyond is not None:
        return _try_comparison_rule(rule, column, dataset)
    remedy = _resolve_remedy(rule, column, values)
    return (
        None
        if remedy is None
        else Hit(rule=rule, column=column, rows=find_values_to_mend(remedy, values), remedy=remedy)
    )


def _resolve_remedy(rule: DomainRule, column: Column, values: pl.Series) -> Remedy | None:
    """Resolve a rule for one column, so that it needs nothing else to be applied again."""
    below, above = rule.below, rule.above
    if rule.outside == "scale":
        if column.measure.ends is None:
            return None
        below, above = column.measure.ends
    equals = tuple(
        v for v in rule.equals if rule.apart is None or _is_isolated_value(v, values, rule)
    )
    if above is not None and rule.apart is not None and not _lies_beyond(above, values, rule):
        above = None
    if below is None and above is None and not equals and not rule.not_whole:
        return None
    return Remedy(
        rule=rule.id,
        column=column.name,
        action="reject row" if rule.action == "reject row" else "missing",
        reason=rule.says,
        below=below,
        above=above,
        equals=equals,
        not_whole=rule.not_whole,
    )


def _is_isolated_value(value: float, values: pl.Series, rule: DomainRule) -> bool:
    """Tell whether no value lies near, but for the others that the rule names."""
    others = values.filter(~values.is_in(list(rule.equals)))
    return not ((others - value).abs() < (rule.apart or 0.0)).any()


def _lies_beyond(above: float, values: pl.Series, rule: DomainRule) -> bool:
    """Tell whether the values above a limit are few, and none of the others lies near it."""
    usual = values.filter(values <= above)
    near = (usual > above - (rule.apart or 0.0)).any()
    return not near and 2 * len(usual) > len(values) - values.null_count()


def find_values_to_mend(remedy: Remedy, values: pl.Series) -> pl.Series:
    """Tell which values a remedy speaks about; missing ones never."""
    rows = pl.Series([False]).new_from_index(0, len(values))
    if remedy.below is not None:
        rows |= (values < remedy.below).fill_null(value=False)
    if remedy.above is not None:
        rows |= (values > remedy.above).fill_null(value=False)
    if remedy.equals:
        rows |= values.is_in(list(remedy.equals)).fill_null(value=False)
    if remedy.not_whole:
        rows |= (values != values.floor()).fill_null(value=False)
    return rows


def _try_hump_rule(rule: DomainRule, column: Column, values: pl.Series) -> Hit | None:
    hump = second_hump(values.drop_nulls().to_numpy(), rule.humps or 1.0)
    if hump is None:
        return None
    # A median rests on the values between it and the nearer end: half of its hump.
    rows = values.is_between(hump.low, hump.high).fill_null(value=False)
    others = int((values > 0).sum()) - int(rows.sum())
    behind = max(1, int(rows.sum()) // 2)
    evidence = say(
        "the amounts have two peaks, with medians {main} and {second} (a factor of "
        "{factor}); {share} of them belong to the second peak",
        main=Exact(hump.main, 4, customers=max(1, others // 2)),
        second=Exact(hump.second, 4, customers=behind),
        factor=Exact(hump.factor, 3, customers=behind),
        share=Share(hump.share, of=len(values) - values.null_count()),
    )
    return Hit(rule=rule, column=column, rows=rows, evidence=evidence)


def _try_comparison_rule(rule: DomainRule, column: Column, dataset: Dataset) -> Hit | None:
    """Compare two columns of a row in one unit: months for times, one period for amounts."""
    fit = [c for c in dataset.columns if c.quantity == rule.beyond and c.kind == "number"]
    if not fit:
        return None
    other = fit[0]
    one, two = _find_unit_factor(column), _find_unit_factor(other)
    if one is None or two is None:
        return None
    ours, theirs = dataset.table[column.name] * one, dataset.table[other.name] * two
    rows = (ours > theirs).fill_null(value=False)
    return Hit(
        rule=rule,
        column=column,
        rows=rows,
        evidence=say("compared with {column}", column=ColumnName(other.name)),
    )


def _find_unit_factor(column: Column) -> float | None:
    """Return what a figure is multiplied by to be in months, or per year; None: not known."""
    if column.unit in _IN_MONTHS:
        return _IN_MONTHS[column.unit]
    if column.unit not in MONEY:
        return None
    worth = MONEY[column.unit]
    # An income of unsaid period is one of a year, the longer one, so that there is no false alarm.
    monthly = column.is_monthly(otherwise=column.quantity == "instalment")
    return 12.0 * worth if monthly else worth


def mend_dataset(dataset: Dataset, hits: Sequence[Hit]) -> Dataset:
    """Do what the rules ask: values become missing, rows become rejects; both are counted.

    Returns
    -------
    Dataset
        The same where no rule asks for anything. ``rows read = used + rejected`` still holds.

    """
    asked = [
        (hit.remedy, hit.rows)
        for hit in hits
        if hit.rule.action in _CHANGES and hit.remedy is not None
    ]
    return _apply_remedies(dataset, asked) if asked else dataset


def list_remedies(dataset: Dataset, rules: Sequence[DomainRule]) -> tuple[Remedy, ...]:
    """Return what the rules ask of these columns, whether or not a value breaks them today.

    Customers who are scored later may break a rule that nobody broke before.
    """
    found = (
        _resolve_remedy(rule, column, dataset.table[column.name])
        for column in dataset.columns
        if column.kind == "number"
        for rule in rules
        if rule.action in _CHANGES and _is_rule_for_column(rule, column)
    )
    return tuple(remedy for remedy in found if remedy is not None)


def mend_new_customers(dataset: Dataset, remedies: Sequence[Remedy]) -> Dataset:
    """Do for other customers what was done for those a model was made from."""
    present = [r for r in remedies if r.column in dataset.table.columns]
    if not present:
        return dataset
    pairs = [(r, find_values_to_mend(r, dataset.table[r.column])) for r in present]
    return _apply_remedies(dataset, pairs)


def _apply_remedies(dataset: Dataset, pairs: Sequence[tuple[Remedy, pl.Series]]) -> Dataset:
    table = dataset.table
    counts: dict[str, list[tuple[str, int]]] = {}
    rejected: dict[int, Remedy] = {}
    for remedy, rows in pairs:
        if remedy.action == "missing" and rows.any():
            table = table.with_columns(table[remedy.column].set(rows, None))
            counts.setdefault(remedy.column, []).append((f"rule {remedy.rule}", int(rows.sum())))
        elif rows.any():
            rejected = dict.fromkeys(rows.arg_true().to_list(), remedy) | rejected
    columns = tuple(
        replace(
            column,
            missing=table[column.name].null_count(),
            missing_spellings=(*column.missing_spellings, *counts.get(column.name, ())),
        )
        for column in dataset.columns
    )
    blanked = replace(dataset, table=table, columns=columns)
    if not rejected:
        return blanked
    return blanked.reject_rows(np.array(sorted(rejected)), _reject_broken_rows(rejected, dataset))


def _reject_broken_rows(rejected: Mapping[int, Remedy], dataset: Dataset) -> Iterator[Reject]:
    """Set rows aside as they stood, personal values masked; each by the first rule that asks."""
    rows = sorted(rejected)
    texts = mask_source_rows(dataset, dataset.locate_rows(rows))
    for row, text in zip(rows, texts, strict=True):
        remedy = rejected[row]
        yield Reject(
            line=int(dataset.lines[row]),
            file=dataset.find_file_name(row),
            column=remedy.column,
            reason=f"rule {remedy.rule}: {remedy.reason}",
            kind="rule",
            raw=text,
        )


def report_broken_rules(hits: Sequence[Hit], dataset: Dataset) -> Iterator[Finding]:
    """Say which values break which rule, with a few lines to look at.

    Parameters
    ----------
    hits : sequence of Hit
        What `find_hits` found.
    dataset : Dataset
        The table that was examined, before it was mended.

    """
    for hit in hits:
        rule = hit.rule
        message = say(
            "{values}: {what}{evidence}{examples} (rule {rule})",
            values=Customers(hit.count, "value"),
            what=rule.says,
            evidence=clause("; {evidence}", evidence=hit.evidence) if hit.evidence else "",
            examples=clause("; for instance {cells}", cells=_list_hit_examples(hit, dataset)),
            rule=rule.id,
        )
        yield make_finding(
            "D060",
            hit.count,
            message,
            _DONE[rule.action] + (f"; {rule.fix}" if rule.fix else ""),
            column=hit.column.name,
            severity="stop" if rule.action == "stop" else rule.severity,
            rule=rule.id,
        )


def _list_hit_examples(hit: Hit, dataset: Dataset) -> Example:
    places = hit.rows.arg_true().head(_EXAMPLES).to_list()
    values = dataset.table[hit.column.name]
    cells = [
        say(
            "{value} in line {place}",
            value=_show_number(values[row], hit.column),
            place=dataset.say_row_place(row),
        )
        for row in places
    ]
    return Example(join_said(cells, ", "))


def _show_number(value: float, column: Column) -> Text:
    """Show a number of a column unless it may name someone."""
    shown = Exact(value, 10)
    text = show_value(str(shown), column)
    return say("`{value}`", value=shown) if text == f"`{shown}`" else text
