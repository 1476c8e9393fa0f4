"""Do some figures stand for something else?

Rules about codes such as -1 and 999999, dates such as 1900-01-01, and piles at the end of a range.
What is found is only said: the settings or a domain rule turn it into gaps.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, select_numbers, write_plural
from finseg.document.escape import write_toml_key
from finseg.document.numbers import write_exact, write_percent, write_whole
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand.sentinels import Suspect, find_caps, find_date_sentinels, find_sentinels

_BOUNDED = ("share", "percent")  # units whose range has ends that many may reach


def report_sentinel_codes(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of values that stand for something else, such as -1 or 999999."""
    for column in dataset.columns:
        if column.kind != "number" or column.role not in ("feature", "descriptor"):
            continue
        values = select_numbers(dataset, column.name)
        for suspect in find_sentinels(values):
            if suspect.count > 1 or suspect.value > 0:
                yield _describe_sentinel(column, suspect, len(values))


def _describe_sentinel(column: Column, suspect: Suspect, rows: int) -> Finding:
    kept = "left as it is" if column.role == "feature" else "not clustered on"
    return Finding(
        code="D035",
        severity="warn",
        column=column.name,
        count=suspect.count,
        message=f"{write_exact(suspect.value, 10)} {suspect.reason}: {write_plural(suspect.count, 'time')} "
        f"({write_percent(suspect.count / rows)})",
        action=f"{kept}; if it means missing: "
        f"`{write_toml_key(column.name)} = [{suspect.value:.10g}]` in [read.sentinels]",
    )


def report_sentinel_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates that stand for "none", such as 1900-01-01 and 9999-12-31."""
    for column in dataset.select_by_role("date"):
        if column.kind != "text":
            continue
        for date, count in find_date_sentinels(dataset.table[column.name]):
            yield Finding(
                code="D035",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{date} stands for something else than a day: {write_plural(count, 'time')}",
                action=f'if it means missing: `{write_toml_key(column.name)} = ["{date}"]` in '
                "[read.sentinels]",
            )


def report_blanked_values(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note values that the settings or a domain rule turned into gaps."""
    for column in dataset.columns:
        if column.sentinels:
            shown = ", ".join(
                f"`{value[:20]}` {write_whole(n)}×" for value, n in column.sentinels[:6]
            )
            yield Finding(
                code="D077",
                severity="note",
                column=column.name,
                count=sum(n for _, n in column.sentinels),
                message=f"stand for no value: {shown}",
                action="treated like blanks, as the settings or a rule say",
            )


def report_piles(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note ends of a range where values pile up: a limit, not a sentinel."""
    for column in dataset.features:
        if column.unit in _BOUNDED:
            continue
        values = select_numbers(dataset, column.name)
        found = find_caps(values)
        known = {suspect.value for suspect in find_sentinels(values)} if found else set()
        for cap in found:
            if cap.value not in known:
                yield _describe_pile(column, cap, len(values))


def _describe_pile(column: Column, cap: Suspect, rows: int) -> Finding:
    return Finding(
        code="D078",
        severity="note",
        column=column.name,
        count=cap.count,
        message=f"{write_plural(cap.count, 'value')} ({write_percent(cap.count / rows)}) are exactly "
        f"{write_exact(cap.value, 10)}, which {cap.reason}",
        action="kept; a limit was reached, or figures were cut off there",
    )


SENTINEL_RULES: tuple[Rule, ...] = (
    report_sentinel_codes,
    report_sentinel_dates,
    report_blanked_values,
    report_piles,
)
