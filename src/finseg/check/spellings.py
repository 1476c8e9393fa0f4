"""Was anything in doubt about how values were written?

Rules about words for "missing", decimal marks, currencies, percent signs and letters behind digits:
every decision that was made while reading is said here.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, list_names, write_plural
from finseg.document.escape import write_toml_key
from finseg.document.numbers import write_exact, write_percent, write_whole
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.records.reading import Counts, Reading
from finseg.settings import Settings

_SHOWN = 6  # spellings in one message
_MASKED = ("personal", "id")  # roles whose values are never shown


def _list_spellings(counts: Counts) -> str:
    shown = ", ".join(f"`{word[:20]}` {write_whole(n)}×" for word, n in counts[:_SHOWN])
    return shown + (f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else "")


def _sum_counts(counts: Counts) -> int:
    return sum(n for _, n in counts)


def report_missing_spellings(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note how gaps were written, infinities among them."""
    for column in dataset.columns:
        turned = dict(column.sentinels)
        ruled = {f"rule {remedy.rule}" for remedy in dataset.remedies}  # a finding says so
        gaps = [
            (word, n - turned.get(word, 0))
            for word, n in column.missing_spellings
            if word not in ruled
        ]
        words = tuple((word, n) for word, n in gaps if n > 0)
        if words:
            yield Finding(
                code="D034",
                severity="note",
                column=column.name,
                count=_sum_counts(words),
                message=f"read as missing: {_list_spellings(words)}",
                action="treated like blanks",
            )


def report_missing_levels(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note words for "missing" that are kept as a level of a category."""
    for column in dataset.columns:
        words = column.reading.levels
        if not words or column.kind != "category" or column.role in _MASKED:
            continue
        listed_ = ", ".join(f'"{word}"' for word, _ in words[:_SHOWN])
        yield Finding(
            code="D070",
            severity="note",
            column=column.name,
            count=_sum_counts(words),
            message=f"words that may mean missing: {_list_spellings(words)}",
            action="kept as a level, since no answer may be one; to blank them: "
            f"`{write_toml_key(column.name)} = [{listed_}]` in [read.missing_in]",
        )


def report_decimal_marks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Say where a decimal mark was in doubt: nothing in the column decides it."""
    for column in dataset.columns:
        reading = column.reading
        if column.kind != "number" or reading.basis not in ("nothing", "table"):
            continue
        if not reading.ambiguous:
            continue
        alone = reading.basis == "nothing"
        yield Finding(
            code="D071",
            severity="warn" if alone else "note",
            column=column.name,
            count=reading.ambiguous,
            message=f"{write_plural(reading.ambiguous, 'value')} such as {reading.example} can be read "
            f"in two ways, and {'nothing' if alone else 'only the other columns'} can decide",
            action=f"{reading.write_mark_meaning()}: {reading.example} is {_write_both_readings(reading)}; "
            "if that is wrong, set decimal in [read]",
        )


def _write_both_readings(reading: Reading) -> str:
    """Say the example's number, and the one it is not: a reader's own marks may be the others."""
    plain = reading.example.replace(" ", "")
    point = float(plain.replace(",", ""))
    comma = float(plain.replace(".", "").replace(",", "."))
    taken, other = (point, comma) if reading.decimal == "." else (comma, point)
    return f"{write_exact(taken)}, not {write_exact(other)}"


def report_both_marks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of columns with numbers that can only be read with the other decimal mark."""
    for column in dataset.columns:
        count = column.reading.otherwise
        if count:
            yield Finding(
                code="D072",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{write_plural(count, 'value')} can only be read with the other decimal mark",
                action="write the column in one way"
                + ("; these rows were set aside" if column.kind == "number" else "; kept as text"),
            )


def report_currencies(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say which currency the figures carry, and warn where there are several."""
    carrying = [c for c in dataset.columns if c.reading.currencies and c.kind == "number"]
    for column in carrying:
        if len(column.reading.currencies) > 1:
            yield Finding(
                code="D073",
                severity="warn",
                column=column.name,
                count=_sum_counts(column.reading.currencies[1:]),
                message=f"several currencies: {_list_spellings(column.reading.currencies)}",
                action="amounts are not converted; bring them into one currency",
            )
    if not carrying:
        return
    names = list_names([c.name for c in carrying])
    used, chosen = dataset.currency, settings.deliver.currency
    seen = sorted({code for c in carrying for code, _ in c.reading.currencies})
    if used:
        how = f"{chosen}, as [deliver] says" if chosen else f"{used} in the report"
        indian = used == "INR" and settings.deliver.locale != "en-IN"
        yield Finding(
            code="D074",
            severity="note" if chosen in ("", used) else "warn",
            column="",
            count=len(carrying),
            message=f"figures carry the currency {used}: {names}",
            action=f"written as {how}; to change it, set currency in [deliver]"
            + '; for lakh and crore, as in ₹1.19L and 1,18,597: locale = "en-IN" there' * indian,
        )
    elif all(len(c.reading.currencies) == 1 for c in carrying):
        yield Finding(
            code="D074",
            severity="warn" if len(seen) > 1 else "note",
            column="",
            count=len(carrying),
            message=f"figures carry {', '.join(seen)}: {names}",
            action="amounts are not converted; set currency in [deliver]",
        )


def report_shares_among_percents(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of plain figures up to 1 beside ones with a percent sign."""
    for column in dataset.columns:
        count = column.reading.shares
        if count and column.kind == "number":
            yield Finding(
                code="D075",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{write_plural(count, 'value')} up to 1 without a percent sign beside "
                f"{write_whole(_count_percents(column))} with one: {write_exact(0.12)} may mean "
                f"{write_percent(0.12, digits=0)}",
                action="all read as percent, as they stand; write the column in one way",
            )


def _count_percents(column: Column) -> int:
    return sum(n for unit, n in column.reading.units if unit == "percent")


def report_letters(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of letters behind digits that were not taken for a magnitude or a unit."""
    for column in dataset.columns:
        unread = column.reading.letters
        if unread and column.role not in _MASKED:
            yield Finding(
                code="D076",
                severity="warn",
                column=column.name,
                count=_sum_counts(unread),
                message=f"digits with {_list_spellings(unread)} behind them: sizes or codes, not amounts, "
                "as far as the column shows",
                action=f"kept as text; where they are amounts (5K is {write_whole(5000)}), give the "
                "column the role `feature`",
            )


def report_rounded_numbers(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of long numbers whose last digits were lost before they came here."""
    for column in dataset.columns:
        count = column.reading.rounded
        if not count:
            continue
        left = dataset.table[column.name].drop_nulls().n_unique()
        yield Finding(
            code="D079",
            severity="warn",
            column=column.name,
            count=count,
            message=f"{write_plural(count, 'number')} of more than 15 digits came as floating-point "
            f"figures, which do not keep so many: {write_whole(left)} different ones are left of "
            f"{write_whole(dataset.rows - column.missing)} values",
            action="if they name customers or accounts, give the column as text: some may have "
            "become one",
        )


SPELLING_RULES: tuple[Rule, ...] = (
    report_missing_spellings,
    report_missing_levels,
    report_decimal_marks,
    report_both_marks,
    report_currencies,
    report_shares_among_percents,
    report_letters,
    report_rounded_numbers,
)
