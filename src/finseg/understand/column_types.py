"""Is this column a column of numbers?

A column as it came in; its numbers, gaps and spoiled rows out. A column is one of numbers when
nearly all its values read as numbers, in whatever spelling. Digits that are names (leading zeros,
more than fifteen digits) stay text, so that no two customers merge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import get_args

import polars as pl

from finseg.document.numbers import Unit
from finseg.document.said import Customers, Text, say
from finseg.read.raw import LONGEST_NUMBER, blank_unwritable_dates, format_plain_numbers
from finseg.records.dataset import Column
from finseg.records.reading import (
    PLAIN,
    Basis,
    Counts,
    Decimal,
    Habit,
    Reading,
    list_counts,
    sum_counts,
)
from finseg.understand.decimals import (
    DecimalEvidence,
    decide_decimal_mark,
    find_table_decimal,
    weigh_decimal_marks,
)
from finseg.understand.heading_patterns import NAMES, NEARLY_ALL, are_names
from finseg.understand.number_suffixes import NumberParts, settle_marks
from finseg.understand.spellings import (
    build_start_pattern,
    digits_to_numbers,
    parts_to_numbers,
    split_marks,
    tidy_texts,
)
from finseg.vocabulary.missing_values import (
    count_spellings,
    is_computable,
    is_missing,
    is_user_missing_word,
    read_words,
)

_SAMPLE = 1000
_EXACT = 2.0**53  # up to here a double keeps whole numbers apart
_WORTH_SAYING = 0.05  # share of the rows, from which on a spelling explains a column of words
_UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
_FIRST_PART = 16  # this part of the rows is looked at before the rest
_SURE_POINT = r"^[+-]?[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})$|^[+-]?(?:0|[0-9]{4,})\.[0-9]{3}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of a column beside its values."""

    phrase: str = ""  # the heading in plain words
    decimal: Decimal | None = None
    basis: Basis = "settings"  # of that decimal mark
    missing: tuple[str, ...] = ()  # further words for "missing"
    force: bool = False  # read it as numbers however few there are; the rest is unreadable
    words: bool = False  # it is known to hold words, of which none is a gap
    habit: Habit | None = None  # how a model knows it to be written, where nothing else decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One column, as text and, where it is one of numbers, as numbers."""

    # As it stood: text, or numbers that are written plainly (`format_plain_numbers`).
    written: pl.Series
    numbers: pl.Series | None = None  # Float64, null where missing or unreadable
    unreadable: pl.Series | None = None  # Boolean per row: text in a column of numbers
    spellings: Counts = ()  # how gaps were written
    sentinels: Counts = ()  # those of them that a rule or the settings turned into gaps
    blanks: int = 0
    temporal: bool = False  # it came as dates
    note: Text = ""  # why it is no column of numbers
    reading: Reading = PLAIN  # how its figures were written, and what was decided

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.numbers is not None

    @property
    def text(self) -> pl.Series:
        """The values as they stood, null where blank or missing; numbers are written anew."""
        return (
            self.written if self.written.dtype == pl.String else format_plain_numbers(self.written)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One column with all that was found out about it."""

    column: Column
    typed: Typed
    place: str = ""  # its name in `Raw.table`; "" where it is made from others


def read_column(values: pl.Series, hints: Hints = Hints()) -> Typed:
    """Find out whether a column holds numbers, and read them.

    Parameters
    ----------
    values : pl.Series
        Text, or any type polars knows.
    hints : Hints
        Heading, decimal mark, the user's words for "missing".

    Notes
    -----
    What comes out does not depend on the order of the rows. A column of plain numbers costs one
    cast and a look at whether its whole numbers are names.

    """
    values, own = _blank_words(values, hints.missing)
    dtype = values.dtype
    if dtype == pl.String:
        typed = _read_text(values, hints)
    elif dtype.is_numeric():
        typed = _read_numeric(values, hints)
    elif dtype == pl.Null:
        typed = Typed(written=values.cast(pl.String), blanks=len(values))
    else:
        typed = _read_other(values, hints)
    if not own:
        return typed
    blanks = typed.blanks - sum_counts(own)
    return replace(typed, spellings=(*own, *typed.spellings), blanks=blanks)


def read_table(table: pl.DataFrame, hints: Mapping[str, Hints]) -> dict[str, Typed]:
    """Read the columns named in `hints`; where one leaves its decimal mark open, others decide.

    Where they do not either, the habit decides that a model knows.
    """
    typed = {name: read_column(table[name], hint) for name, hint in hints.items()}
    agreed = find_table_decimal(column.reading for column in typed.values())
    for name, column in typed.items():
        if column.reading.basis != "nothing":
            continue
        hint = hints[name]
        if agreed:
            typed[name] = read_column(table[name], replace(hint, decimal=agreed, basis="table"))
        elif hint.habit:
            hint = replace(hint, decimal=hint.habit.decimal, basis="model")
            typed[name] = read_column(table[name], hint)
    return typed


def _blank_words(values: pl.Series, words: Collection[str]) -> tuple[pl.Series, Counts]:
    """Blank what the user says is missing, counted by its spelling."""
    if not words or values.dtype.is_nested():
        return values, ()
    text = values if values.dtype == pl.String else values.cast(pl.String, strict=False)
    hit = is_user_missing_word(text, words)
    return (values.set(hit, None), count_spellings(text.filter(hit))) if hit.any() else (values, ())


def _read_numeric(values: pl.Series, hints: Hints) -> Typed:
    numbers = values.cast(pl.Float64)
    blanks = numbers.null_count()
    reading = replace(PLAIN, rounded=_count_rounded(values)) if values.dtype.is_float() else PLAIN
    if not hints.force and _has_too_many_digits(values, numbers):
        return Typed(written=_write_all_digits(values), blanks=blanks, note=NAMES, reading=reading)
    # Whole numbers of any type are finite, and none is too large to compute with.
    usual = None if values.dtype.is_integer() else is_computable(numbers)
    if usual is None or usual.all():
        return Typed(written=values, numbers=numbers, blanks=blanks, reading=reading)
    odd = ~usual.fill_null(value=True)
    return Typed(
        written=format_plain_numbers(values).set(odd, None),
        numbers=numbers.set(odd, None),
        spellings=count_spellings(numbers.filter(odd).cast(pl.String)),
        blanks=blanks,
        reading=reading,
    )


def _count_rounded(values: pl.Series) -> int:
    """Count whole numbers so long that a double keeps only some of them apart."""
    size = values.abs()
    most = size.fill_nan(None).max()
    if not isinstance(most, float) or most <= _EXACT:
        return 0
    return int(((size > _EXACT) & is_computable(values)).sum())


def _has_too_many_digits(values: pl.Series, numbers: pl.Series) -> bool:
    """Tell whole numbers of more digits than a double keeps: any such integer, or floats all so."""
    ends = numbers.min(), numbers.max()
    if not any(isinstance(end, float) and abs(end) >= 10.0**LONGEST_NUMBER for end in ends):
        return False  # nor is any NaN, which is no end
    long = numbers.abs() >= 10.0**LONGEST_NUMBER
    whole = (numbers == numbers.floor()) & numbers.is_finite()
    if values.dtype.is_float():
        present = len(values) - values.null_count()
        return int((long & whole & is_computable(numbers)).sum()) >= NEARLY_ALL * present
    return bool(whole.all())


def _write_all_digits(values: pl.Series) -> pl.Series:
    """Write whole numbers with all their digits."""
    if values.dtype.is_integer():
        return values.cast(pl.String)
    texts = [None if v is None or v != v else f"{v:.0f}" for v in values.to_list()]  # noqa: PLR0124
    return pl.Series(values.name, texts, pl.String)


def _read_other(values: pl.Series, hints: Hints) -> Typed:
    dtype = values.dtype
    if dtype.is_temporal() and dtype != pl.Duration:
        text = blank_unwritable_dates(values).cast(pl.String)
        beyond = text.null_count() - values.null_count()
        note = say("{n} beyond the calendar", n=Customers(beyond, "date")) if beyond else ""
        return Typed(written=text, blanks=text.null_count(), temporal=True, note=note)
    if dtype == pl.Boolean or isinstance(dtype, (pl.Categorical, pl.Enum)):
        return _read_text(values.cast(pl.String), hints)
    return Typed(
        written=pl.Series(values.name, [None] * len(values), pl.String),
        blanks=len(values),
        note=f"values of type {dtype} cannot be used",
    )


def _read_text(text: pl.Series, hints: Hints) -> Typed:
    if text.null_count() == len(text):
        return Typed(written=text, blanks=len(text))
    if hints.words or (not hints.force and _begins_with_words(text)):
        return _keep_as_words(text, hints)
    numbers = _cast_to_numbers(text)
    failed = text.is_not_null() & numbers.is_null()
    if failed.any():
        return _read_spelled(text, numbers, failed, hints)
    if not hints.force and are_names(text, numbers, hints.phrase):
        return Typed(written=text, blanks=text.null_count(), note=NAMES)
    reading = _decide_plain_reading(text, hints)
    if reading.decimal == ",":
        return _Spelled.from_text(text, numbers, failed, hints).read_values()
    return Typed(written=text, numbers=numbers, blanks=text.null_count(), reading=reading)


def _read_spelled(text: pl.Series, numbers: pl.Series, failed: pl.Series, hints: Hints) -> Typed:
    if not hints.force and _has_too_many_words(text, failed, len(text)):
        return _keep_as_words(text, hints)
    return _Spelled.from_text(text, numbers, failed, hints).read_values()


def _keep_as_words(
    text: pl.Series, hints: Hints, note: Text = "", reading: Reading = PLAIN
) -> Typed:
    """Keep a column as one of words."""
    worded = read_words(text, hints.phrase, no_gaps=hints.words)
    gaps = sum_counts(worded.gaps)
    return Typed(
        written=worded.text,
        spellings=worded.gaps,
        blanks=worded.text.null_count() - gaps,
        note=note,
        reading=replace(reading, codes=worded.codes, levels=worded.levels),
    )


def _cast_to_numbers(text: pl.Series) -> pl.Series:
    numbers = text.cast(pl.Float64, strict=False)
    usual = is_computable(numbers)
    return numbers if usual.all() else numbers.set(~usual.fill_null(value=True), None)


def _begins_with_words(text: pl.Series) -> bool:
    """Tell that the first rows settle it: too many words in them for the whole column."""
    part = text.head(len(text) // _FIRST_PART + 1)
    return _has_too_many_words(
        part, part.is_not_null() & _cast_to_numbers(part).is_null(), len(text)
    )


def _has_too_many_words(text: pl.Series, failed: pl.Series, rows: int) -> bool:
    """Tell that too many values of a column of `rows` neither are gaps nor begin as numbers do.

    Looks at a part of them first and stops where that already settles it for the whole.
    """
    allowed = (1 - NEARLY_ALL) * rows
    words, begin, size = 0, 0, len(text) // _FIRST_PART + 1
    while begin < len(text):
        if not failed[begin : begin + size].any():
            begin, size = begin + size, 2 * size
            continue
        rest = text[begin : begin + size].filter(failed[begin : begin + size])
        rest = rest.filter(~rest.str.contains(build_start_pattern()))
        words += int((~is_missing(tidy_texts(rest))).sum())
        if words > allowed:
            return True
        begin, size = begin + size, 2 * size
    return False


def _decide_plain_reading(text: pl.Series, hints: Hints) -> Reading:
    """Decide the decimal mark of a column that reads as numbers as it is."""
    if hints.decimal is None or (hints.decimal == "." and hints.basis == "values"):
        sample = text.gather_every(max(1, len(text) // _SAMPLE))
        if sample.str.contains(_SURE_POINT).any():  # and no comma anywhere: that settles it
            return PLAIN
        if not text.str.contains(".", literal=True).any():
            return PLAIN
    return decide_decimal_mark(
        weigh_decimal_marks(text.str.strip_chars("+- ")), hints.decimal, hints.basis
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelled:
    """A column in which some values are no plain numbers: gaps, spellings, or words."""

    text: pl.Series
    numbers: pl.Series  # where a plain cast reads them
    failed: pl.Series  # Boolean per row: it does not
    bare: pl.Series  # the texts that failed, in plain characters
    gap: pl.Series  # Boolean per failed text
    marks: NumberParts  # of the failed texts that are no gaps
    hints: Hints

    @classmethod
    def from_text(
        cls, text: pl.Series, numbers: pl.Series, failed: pl.Series, hints: Hints
    ) -> _Spelled:
        bare = tidy_texts(text.filter(failed))
        gap = is_missing(bare)
        plain = len(numbers) - numbers.null_count()
        marks = settle_marks(
            split_marks(bare.filter(~gap)),
            hints.phrase,
            plain,
            force=hints.force,
            credit=hints.habit is not None and hints.habit.credit,
        )
        return cls(
            text=text, numbers=numbers, failed=failed, bare=bare, gap=gap, marks=marks, hints=hints
        )

    def read_values(self) -> Typed:
        """Read what a plain cast could not: gaps by their spelling, numbers by theirs."""
        hints, rows = self.hints, self.failed.arg_true()
        if not hints.force and self._holds_names():
            return self._keep_names()
        reading = self._decide_reading()
        numbers = self.numbers
        if reading.decimal == ",":
            numbers = _read_with_comma(self.text, numbers)
        spelled = parts_to_numbers(self.marks.parts, reading.decimal)
        # `scatter` changes its series: what came in stays as it is.
        numbers = numbers.clone().scatter(rows.filter(~self.gap), spelled)
        missing = rows.filter(self.gap)
        spellings = count_spellings(self.text.gather(missing))
        unreadable = (self.text.is_not_null() & numbers.is_null()).scatter(missing, False)
        lost, blanks = int(unreadable.sum()), self.text.null_count()
        present = len(numbers) - blanks - len(missing)
        if not hints.force and present - lost < NEARLY_ALL * present:
            why, told = self._explain_refusal(reading)
            return _keep_as_words(self.text, hints, note=why, reading=told)
        return Typed(
            written=self.text.clone().scatter(missing, None) if len(missing) else self.text,
            numbers=numbers,
            unreadable=unreadable if lost else None,
            spellings=spellings,
            blanks=blanks,
            reading=reading,
        )

    def _keep_names(self) -> Typed:
        """Keep digits that are names as text; words for "missing" among them are gaps."""
        missing = self.failed.arg_true().filter(self.gap)
        return Typed(
            written=self.text.clone().scatter(missing, None) if len(missing) else self.text,
            spellings=count_spellings(self.text.gather(missing)),
            blanks=self.text.null_count(),
            note=NAMES,
        )

    def _holds_names(self) -> bool:
        plain = self.text.filter(~self.failed)
        digits = self.bare.filter(~self.gap)
        return are_names(
            plain.append(digits),
            self.numbers.filter(~self.failed).append(_cast_to_numbers(digits)),
            self.hints.phrase,
        )

    def _decide_reading(self) -> Reading:
        """Decide the decimal mark, and count the marks that stood with the figures."""
        read = self.marks.parts.filter(pl.col("digits").is_not_null())
        unit = read["unit"].replace({"permille": "percent", "basis points": "percent"})
        marked = int((read["currency"].is_not_null() | unit.is_not_null()).sum())
        plain, percent = self.numbers.drop_nulls(), (unit == "percent").any()
        return replace(
            decide_decimal_mark(self._weigh_evidence(), self.hints.decimal, self.hints.basis),
            currencies=count_spellings(read["currency"].drop_nulls()),
            units=tuple((_UNITS[word], n) for word, n in count_spellings(unit.drop_nulls())),
            magnitudes=count_spellings(read["magnitude"].drop_nulls()),
            bare=len(read) - marked + len(plain),
            credit=self.marks.credit,
            debit=self.marks.debit,
            shares=int(((plain > 0) & (plain <= 1)).sum()) if percent else 0,
            letters=self.marks.unread,
        )

    def _weigh_evidence(self) -> DecimalEvidence:
        digits = self.marks.parts["digits"]
        plain = self.text.filter(~self.failed).str.strip_chars("+- ")
        money = self.marks.parts["currency"].is_not_null().any()
        return weigh_decimal_marks(plain.append(digits), money=bool(money))

    def _explain_refusal(self, reading: Reading) -> tuple[Text, Reading]:
        """Say why the column is none of numbers, and what of it is worth a finding."""
        unread = reading.letters
        if sum_counts(unread) >= _WORTH_SAYING * len(self.numbers):
            why = say(
                "nothing shows that what stands behind its digits is a magnitude: {marks}",
                marks=list_counts(unread, 4),
            )
            return why, Reading(letters=unread)
        if min(reading.otherwise, self._weigh_evidence().total) >= _WORTH_SAYING * len(
            self.numbers
        ):
            mixed = "numbers with decimal points beside numbers with decimal commas"
            return mixed, Reading(otherwise=reading.otherwise)
        return "", PLAIN


def _read_with_comma(text: pl.Series, numbers: pl.Series) -> pl.Series:
    """Read again, with a decimal comma, what also reads as a plain number."""
    text = text.str.strip_chars()
    again = digits_to_numbers(text.str.strip_chars_start("+-"), ",")
    negative = text.str.starts_with("-").fill_null(value=False)
    again = again.zip_with(~negative, again * -1.0)
    return again.set(numbers.is_null(), None)
