"""Do some figures stand for something else?

Rules about codes such as -1 and 999999, dates such as 1900-01-01, and piles at the end of a range.
What is found is only said: the settings or a domain rule turn it into gaps.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, numbers, plural
from finseg.document.escape import toml_key
from finseg.document.numbers import exact, percent, whole
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand.sentinels import Suspect, caps, date_sentinels, sentinels

_BOUNDED = ("share", "percent")  # units whose range has ends that many may reach


def codes(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of values that stand for something else, such as -1 or 999999."""
    for column in dataset.columns:
        if column.kind != "number" or column.role not in ("feature", "descriptor"):
            continue
        values = numbers(dataset, column.name)
        for suspect in sentinels(values):
            if suspect.count > 1 or suspect.value > 0:
                yield _code(column, suspect, len(values))


def _code(column: Column, suspect: Suspect, rows: int) -> Finding:
    kept = "left as it is" if column.role == "feature" else "not clustered on"
    return Finding(
        code="D035",
        severity="warn",
        column=column.name,
        count=suspect.count,
        message=f"{exact(suspect.value, 10)} {suspect.reason}: {plural(suspect.count, 'time')} "
        f"({percent(suspect.count / rows)})",
        action=f"{kept}; if it means missing: "
        f"`{toml_key(column.name)} = [{suspect.value:.10g}]` in [read.sentinels]",
    )


def dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates that stand for "none", such as 1900-01-01 and 9999-12-31."""
    for column in dataset.named("date"):
        if column.kind != "text":
            continue
        for date, count in date_sentinels(dataset.table[column.name]):
            yield Finding(
                code="D035",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{date} stands for something else than a day: {plural(count, 'time')}",
                action=f'if it means missing: `{toml_key(column.name)} = ["{date}"]` in '
                "[read.sentinels]",
            )


def made_missing(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note values that the settings or a domain rule turned into gaps."""
    for column in dataset.columns:
        if column.sentinels:
            shown = ", ".join(f"`{value[:20]}` {whole(n)}×" for value, n in column.sentinels[:6])
            yield Finding(
                code="D077",
                severity="note",
                column=column.name,
                count=sum(n for _, n in column.sentinels),
                message=f"stand for no value: {shown}",
                action="treated like blanks, as the settings or a rule say",
            )


def piles(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note ends of a range where values pile up: a limit, not a sentinel."""
    for column in dataset.features:
        if column.unit in _BOUNDED:
            continue
        values = numbers(dataset, column.name)
        found = caps(values)
        known = {suspect.value for suspect in sentinels(values)} if found else set()
        for cap in found:
            if cap.value not in known:
                yield _pile(column, cap, len(values))


def _pile(column: Column, cap: Suspect, rows: int) -> Finding:
    return Finding(
        code="D078",
        severity="note",
        column=column.name,
        count=cap.count,
        message=f"{plural(cap.count, 'value')} ({percent(cap.count / rows)}) are exactly "
        f"{exact(cap.value, 10)}, which {cap.reason}",
        action="kept; a limit was reached, or figures were cut off there",
    )


SENTINEL_RULES: tuple[Rule, ...] = (codes, dates, made_missing, piles)
