"""Was anything in doubt about how values were written?

Rules about words for "missing", decimal marks, currencies, percent signs and letters behind digits:
every decision that was made while reading is said here.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, listed, plural
from finseg.document.escape import toml_key
from finseg.document.numbers import exact, percent, whole
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.records.reading import Counts, Reading
from finseg.settings import Settings

_SHOWN = 6  # spellings in one message
_MASKED = ("personal", "id")  # roles whose values are never shown


def _spelled(counts: Counts) -> str:
    shown = ", ".join(f"`{word[:20]}` {whole(n)}×" for word, n in counts[:_SHOWN])
    return shown + (f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else "")


def _total(counts: Counts) -> int:
    return sum(n for _, n in counts)


def missing_spelled(dataset: Dataset, _: Settings) -> Iterator[Finding]:
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
                count=_total(words),
                message=f"read as missing: {_spelled(words)}",
                action="treated like blanks",
            )


def missing_levels(dataset: Dataset, _: Settings) -> Iterator[Finding]:
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
            count=_total(words),
            message=f"words that may mean missing: {_spelled(words)}",
            action="kept as a level, since no answer may be one; to blank them: "
            f"`{toml_key(column.name)} = [{listed_}]` in [read.missing_in]",
        )


def decimal_marks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
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
            message=f"{plural(reading.ambiguous, 'value')} such as {reading.example} can be read "
            f"in two ways, and {'nothing' if alone else 'only the other columns'} can decide",
            action=f"{reading.mark()}: {reading.example} is {_meaning(reading)}; "
            "if that is wrong, set decimal in [read]",
        )


def _meaning(reading: Reading) -> str:
    """Say the example's number, and the one it is not: a reader's own marks may be the others."""
    plain = reading.example.replace(" ", "")
    point = float(plain.replace(",", ""))
    comma = float(plain.replace(".", "").replace(",", "."))
    taken, other = (point, comma) if reading.decimal == "." else (comma, point)
    return f"{exact(taken)}, not {exact(other)}"


def both_marks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of columns with numbers that can only be read with the other decimal mark."""
    for column in dataset.columns:
        count = column.reading.otherwise
        if count:
            yield Finding(
                code="D072",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{plural(count, 'value')} can only be read with the other decimal mark",
                action="write the column in one way"
                + ("; these rows were set aside" if column.kind == "number" else "; kept as text"),
            )


def currencies(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say which currency the figures carry, and warn where there are several."""
    carrying = [c for c in dataset.columns if c.reading.currencies and c.kind == "number"]
    for column in carrying:
        if len(column.reading.currencies) > 1:
            yield Finding(
                code="D073",
                severity="warn",
                column=column.name,
                count=_total(column.reading.currencies[1:]),
                message=f"several currencies: {_spelled(column.reading.currencies)}",
                action="amounts are not converted; bring them into one currency",
            )
    if not carrying:
        return
    names = listed([c.name for c in carrying])
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


def shares_and_percents(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of plain figures up to 1 beside ones with a percent sign."""
    for column in dataset.columns:
        count = column.reading.shares
        if count and column.kind == "number":
            yield Finding(
                code="D075",
                severity="warn",
                column=column.name,
                count=count,
                message=f"{plural(count, 'value')} up to 1 without a percent sign beside "
                f"{whole(_percents(column))} with one: {exact(0.12)} may mean "
                f"{percent(0.12, digits=0)}",
                action="all read as percent, as they stand; write the column in one way",
            )


def _percents(column: Column) -> int:
    return sum(n for unit, n in column.reading.units if unit == "percent")


def letters(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of letters behind digits that were not taken for a magnitude or a unit."""
    for column in dataset.columns:
        unread = column.reading.letters
        if unread and column.role not in _MASKED:
            yield Finding(
                code="D076",
                severity="warn",
                column=column.name,
                count=_total(unread),
                message=f"digits with {_spelled(unread)} behind them: sizes or codes, not amounts, "
                "as far as the column shows",
                action=f"kept as text; where they are amounts (5K is {whole(5000)}), give the "
                "column the role `feature`",
            )


def rounded(dataset: Dataset, _: Settings) -> Iterator[Finding]:
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
            message=f"{plural(count, 'number')} of more than 15 digits came as floating-point "
            f"figures, which do not keep so many: {whole(left)} different ones are left of "
            f"{whole(dataset.rows - column.missing)} values",
            action="if they name customers or accounts, give the column as text: some may have "
            "become one",
        )


SPELLING_RULES: tuple[Rule, ...] = (
    missing_spelled,
    missing_levels,
    decimal_marks,
    both_marks,
    currencies,
    shares_and_percents,
    letters,
    rounded,
)
