"""Do some figures stand for something else?

Dataset in, findings about codes such as -1 and 999999, dates such as 1900-01-01, and piles at the
end of a range out. Nothing is changed: the settings or a domain rule turn such values into gaps.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, list_spellings, select_numbers
from finseg.document.escape import write_toml_key
from finseg.document.said import Customers, Exact, Level, Share, say
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.reading import sum_counts
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
    return make_finding(
        "D035",
        suspect.count,
        say(
            "{value} {reason}: {times} ({share})",
            value=Exact(suspect.value, 10, customers=suspect.count),
            reason=suspect.reason,
            times=Customers(suspect.count, "time"),
            share=Share(suspect.count / rows, of=rows),
        ),
        say(
            "{kept}; if it means missing, write `{key} = [{code}]` in [read.sentinels]",
            kept="left as it is" if column.role == "feature" else "not clustered on",
            key=write_toml_key(column.name),
            code=Level(f"{suspect.value:.10g}", suspect.count),
        ),
        column=column.name,
    )


def report_sentinel_dates(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of dates that stand for "none", such as 1900-01-01 and 9999-12-31."""
    for column in dataset.select_by_role("date"):
        if column.kind != "text":
            continue
        for date, count in find_date_sentinels(dataset.table[column.name]):
            level = Level(date, count)
            yield make_finding(
                "D035",
                count,
                say(
                    "{date} does not seem to be a real date: {times}",
                    date=level,
                    times=Customers(count, "time"),
                ),
                say(
                    'if it means missing, write `{key} = ["{date}"]` in [read.sentinels]',
                    key=write_toml_key(column.name),
                    date=level,
                ),
                column=column.name,
            )


def report_blanked_values(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note values that the settings or a domain rule turned into gaps."""
    for column in dataset.columns:
        if column.sentinels:
            yield make_finding(
                "D077",
                sum_counts(column.sentinels),
                say("read as missing: {values}", values=list_spellings(column.sentinels)),
                "treated like blanks, as the settings or a domain rule say",
                column=column.name,
            )


def report_piles(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note ends of a range where values pile up: a limit, not a sentinel."""
    for column in dataset.features:
        if column.unit in _BOUNDED or column.category:
            continue
        values = select_numbers(dataset, column.name)
        found = find_caps(values)
        known = {suspect.value for suspect in find_sentinels(values)} if found else set()
        for cap in found:
            if cap.value not in known:
                yield _describe_pile(column, cap, len(values))


def _describe_pile(column: Column, cap: Suspect, rows: int) -> Finding:
    return make_finding(
        "D078",
        cap.count,
        say(
            "{values} ({share}) exactly {end}, which {reason}",
            values=Customers(cap.count, "value is", "values are"),
            share=Share(cap.count / rows, of=rows),
            end=Exact(cap.value, 10, customers=cap.count),
            reason=cap.reason,
        ),
        "kept: a limit was reached, or the figures were cut off there",
        column=column.name,
    )


SENTINEL_RULES: tuple[Rule, ...] = (
    report_sentinel_codes,
    report_sentinel_dates,
    report_blanked_values,
    report_piles,
)
