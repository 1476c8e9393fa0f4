"""Was anything in doubt about how values were written?

Dataset in, findings about words for "missing", decimal marks, currencies, percent signs and letters
behind digits out: every decision that was made while reading is reported here.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, list_spellings
from finseg.document.escape import write_toml_key
from finseg.document.said import (
    Count,
    Customers,
    Exact,
    Example,
    Level,
    Names,
    Parts,
    Share,
    Text,
    clause,
    say,
)
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.reading import Reading, sum_counts
from finseg.settings import Settings

_SHOWN = 6  # words quoted in one setting
_MASKED = ("personal", "id")  # roles whose values are never shown


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
            yield make_finding(
                "D034",
                sum_counts(words),
                say("read as missing: {words}", words=list_spellings(words)),
                "treated like blanks",
                column=column.name,
            )


def report_missing_levels(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note words for "missing" that are kept as a level of a category."""
    for column in dataset.columns:
        words = column.reading.levels
        if not words or column.kind != "category" or column.role in _MASKED:
            continue
        quoted = Parts(tuple(Level(f'"{word}"', n) for word, n in words[:_SHOWN]))
        yield make_finding(
            "D070",
            sum_counts(words),
            say("words that may mean missing: {words}", words=list_spellings(words)),
            say(
                "kept as a level, since “no answer” may be one; to read them as missing, "
                "write `{key} = [{words}]` in [read.missing_in]",
                key=write_toml_key(column.name),
                words=quoted,
            ),
            column=column.name,
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
        yield make_finding(
            "D071",
            reading.ambiguous,
            say(
                "{values}{such} can be read in two ways, and {decides}",
                values=Customers(reading.ambiguous, "value"),
                such=clause(" such as {value}", value=Example(reading.example)),
                decides="nothing shows which is right"
                if alone
                else "only the other columns show which is right",
            ),
            say(
                "{meaning}{both}; if that is wrong, set decimal in [read]",
                meaning=reading.write_mark_meaning(),
                both=_compare_both_readings(reading),
            ),
            column=column.name,
            severity="warn" if alone else "note",
        )


def _compare_both_readings(reading: Reading) -> Text:
    """Say the example's number, and the one it is not: a reader's own marks may be the others."""
    plain = reading.example.replace(" ", "")
    point = float(plain.replace(",", ""))
    comma = float(plain.replace(".", "").replace(",", "."))
    taken, other = (point, comma) if reading.decimal == "." else (comma, point)
    return clause(
        ": {value} is {taken}, not {other}",
        value=Example(reading.example),
        taken=Example(Exact(taken)),
        other=Example(Exact(other)),
    )


def report_both_marks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of columns with numbers that can only be read with the other decimal mark."""
    for column in dataset.columns:
        count = column.reading.otherwise
        if count:
            done = "these rows were set aside" if column.kind == "number" else "kept as text"
            yield make_finding(
                "D072",
                count,
                say(
                    "{values} can only be read with the other decimal mark",
                    values=Customers(count, "value"),
                ),
                f"{done}; write the whole column in one way",
                column=column.name,
            )


def report_currencies(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Say which currency the figures carry, and warn where there are several."""
    carrying = [c for c in dataset.columns if c.reading.list_currencies() and c.kind == "number"]
    for column in carrying:
        currencies = column.reading.currencies
        if len(currencies) > 1:
            yield make_finding(
                "D073",
                sum_counts(currencies[1:]),
                say("several currencies: {codes}", codes=list_spellings(currencies)),
                "amounts are not converted; convert them to one currency first",
                column=column.name,
            )
    if not carrying:
        return
    names = Names(tuple(c.name for c in carrying))
    used, chosen = dataset.currency, settings.deliver.currency
    seen = sorted({code for c in carrying for code in c.reading.list_currencies()})
    if used:
        how = f"{chosen}, as [deliver] says" if chosen else f"{used} in the report"
        indian = used == "INR" and settings.deliver.locale != "en-IN"
        lakh = '; for lakh and crore, as in ₹1.19L and 1,18,597, set locale = "en-IN" there'
        yield make_finding(
            "D074",
            len(carrying),
            say("figures are in {currency}: {columns}", currency=used, columns=names),
            f"written as {how}; to change it, set currency in [deliver]{lakh if indian else ''}",
            severity="note" if chosen in ("", used) else "warn",
        )
    elif all(len(set(c.reading.list_currencies())) == 1 for c in carrying):
        yield make_finding(
            "D074",
            len(carrying),
            say("figures are in {codes}: {columns}", codes=", ".join(seen), columns=names),
            "amounts are not converted; set currency in [deliver]",
            severity="warn" if len(seen) > 1 else "note",
        )


def report_shares_among_percents(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of plain figures up to 1 beside ones with a percent sign."""
    for column in dataset.columns:
        count = column.reading.shares
        if count and column.kind == "number":
            yield make_finding(
                "D075",
                count,
                say(
                    "{values} up to 1 no percent sign, beside {percents} with one: {plain} may "
                    "mean {percent}",
                    values=Customers(count, "value has", "values have"),
                    percents=Customers(_count_percents(column), ""),
                    plain=Exact(0.12),
                    percent=Share(0.12, digits=0),
                ),
                "all read as percent; write the whole column in one way",
                column=column.name,
            )


def _count_percents(column: Column) -> int:
    return sum(n for unit, n in column.reading.units if unit == "percent")


def report_letters(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of letters behind digits that were not taken for a magnitude or a unit."""
    for column in dataset.columns:
        unread = column.reading.letters
        if unread and column.role not in _MASKED:
            yield make_finding(
                "D076",
                sum_counts(unread),
                say(
                    "digits with {letters} behind them: they look like sizes or codes, not amounts",
                    letters=list_spellings(unread),
                ),
                say(
                    "kept as text; if they are amounts (5K is {amount}), give the column the role "
                    "`feature` in [read.roles]",
                    amount=Count(5000),
                ),
                column=column.name,
            )


def report_rounded_numbers(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of long numbers whose last digits were lost before they came here."""
    for column in dataset.columns:
        count = column.reading.rounded
        if not count:
            continue
        left = dataset.table[column.name].drop_nulls().n_unique()
        yield make_finding(
            "D079",
            count,
            say(
                "{numbers} of more than 15 digits came as floating-point numbers, which do not "
                "keep so many digits: {values} have {left} different numbers left",
                numbers=Customers(count, "number"),
                values=Customers(dataset.rows - column.missing, "value"),
                left=Customers(left, ""),
            ),
            "if they name customers or accounts, give the column as text: some may have become one",
            column=column.name,
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
