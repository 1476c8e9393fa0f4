"""How does a statement keep its figures until somebody reads it?

`Said` is a template and the typed values that fill it: "{few} of {all} customers" with two counts.
Stages make statements, printers write them, once and in the reader's manner (`Numbers`); what may
be shown is decided by the type of a value (`finseg.disclose`) and never by reading a sentence.

A value says what it counts and on how many customers it rests, so that it can be withheld:
`Customers` counts people, rows or single values, `Count` counts anything else; `Share`, `Amount`
and `Number` know their base; an `Example` is one customer's own value and never leaves the house;
a `Clause` is the part of a sentence that goes with whatever in it is withheld.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

from finseg.document.numbers import Numbers, Unit

_LISTED = 5  # names in one sentence
_TIMES = ("years", "months", "days")


class Value:
    """A part of a statement that is written when the statement is read."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Keep the number of customers behind a figure as an int, so that it can be compared."""
        for name in ("customers", "of"):
            number = getattr(self, name, None)
            if number is not None:
                object.__setattr__(self, name, _read_base(number))

    def write(self, numbers: Numbers) -> str:
        """Write it as text in the reader's manner."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.write(Numbers())


def _read_base(number: float) -> int:
    """Return a number of customers as an int, also one of numpy's; a fraction is rounded down.

    Raises
    ------
    ValueError
        If it is not finite: nobody could then tell whether the figure rests on few.

    """
    if not math.isfinite(number):
        raise ValueError(f"a figure cannot rest on {number} customers")
    return math.floor(number)


Text = str | Value
"""What a reader gets to see: finished words, or a value that is written when it is printed."""


def write_text(text: Text, numbers: Numbers | None = None) -> str:
    """Write words or a value in the reader's manner."""
    return text if isinstance(text, str) else text.write(numbers or Numbers())


@lru_cache(maxsize=4096)
def _list_places(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


@dataclass(frozen=True, slots=True)
class Said(Value):
    """A statement: a template with named places, and what stands in each.

    Raises
    ------
    ValueError
        If the places of the template and the names of the values differ.

    """

    template: str
    values: tuple[tuple[str, Text], ...] = ()

    def __post_init__(self) -> None:
        places, names = _list_places(self.template), {name for name, _ in self.values}
        if places != names:
            raise ValueError(f"{self.template!r} has places {sorted(places)}, not {sorted(names)}")

    def write(self, numbers: Numbers) -> str:
        """Write the statement with its figures in the reader's manner."""
        written = {name: write_text(value, numbers) for name, value in self.values}
        return self.template.format(**written)

    def __bool__(self) -> bool:
        return bool(self.template)

    __str__ = Value.__str__


NOTHING = Said("")


def say(template: str, /, **values: Text) -> Said:
    """Make a statement; every `{name}` in the template is one of the values.

    Examples
    --------
    >>> str(say("{few} of {all}", few=Count(1200), all=Customers(2400)))
    '1,200 of 2,400 customers'

    """
    return Said(template, tuple(values.items()))


def as_said(text: Text) -> Said:
    """Take finished words or a single value as a statement."""
    if isinstance(text, Said):
        return text
    return Said("{text}", (("text", text),)) if text else NOTHING


def join_said(parts: Iterable[Text], joint: str = "; ") -> Said:
    """Make one statement of several, empty ones left out.

    Examples
    --------
    >>> str(join_said([say("age {n}", n=Count(46)), "", "no loan"]))
    'age 46; no loan'

    """
    kept = tuple(part for part in parts if part)
    if len(kept) < 2:
        return as_said(kept[0] if kept else "")
    return Said("{parts}", (("parts", Parts(kept, joint)),))


@dataclass(frozen=True, slots=True)
class Parts(Value):
    """Several statements in a row; one that may not be shown is left out, the others stay."""

    parts: tuple[Text, ...]
    joint: str = ", "

    def write(self, numbers: Numbers) -> str:
        """Write the parts, empty ones left out."""
        written = (write_text(part, numbers) for part in self.parts)
        return self.joint.join(text for text in written if text)

    def __bool__(self) -> bool:
        return any(map(bool, self.parts))


@dataclass(frozen=True, slots=True)
class Count(Value):
    """How many there are of something that is not people: 1 column, 2,000 files."""

    number: int
    noun: str = ""  # "column"; without one only the number is written
    nouns: str = ""  # the plural, where it is not the noun with an s

    def write(self, numbers: Numbers) -> str:
        """Write the number and its noun."""
        return _write_counted(self.number, self.noun, self.nouns, numbers)


@dataclass(frozen=True, slots=True)
class Customers(Value):
    """How many customers, rows or single values; a small number tells of single people.

    `of` is the number they are counted among, where all but few of them tell of the few.
    """

    number: int
    noun: str = "customer"  # "" writes the number alone
    nouns: str = ""
    of: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the number and its noun."""
        return _write_counted(self.number, self.noun, self.nouns, numbers)


@dataclass(frozen=True, slots=True)
class Breakdown(Value):
    """How many of a known total are of each kind; None for a count that is withheld."""

    counts: tuple[tuple[int | None, str], ...]
    joint: str = " "  # 25 no id; 25 in a.csv

    def write(self, numbers: Numbers) -> str:
        """Write each count before its kind; of one that is withheld the kind alone."""
        known = ((None if n is None else numbers.write_whole(n), kind) for n, kind in self.counts)
        return ", ".join(kind if n is None else f"{n}{self.joint}{kind}" for n, kind in known)


def _write_counted(number: int, noun: str, nouns: str, numbers: Numbers) -> str:
    if not noun:
        return numbers.write_whole(number)
    return f"{numbers.write_whole(number)} {noun if number == 1 else nouns or noun + 's'}"


def show_count(number: float) -> Text:
    """Give a number of customers for a cell; "–" where it is NaN, not to be shown."""
    return Customers(round(number), "") if math.isfinite(number) else "–"


@dataclass(frozen=True, slots=True)
class Share(Value):
    """A part of a whole, 0 … 1, written as a percentage.

    `of` is the number of customers it is a share of, where it is one of customers: with it the
    customers meant can be counted, and a share of few, or of all but few, is withheld.
    `customers` is how many hold it, where it is a share of something else, such as of money.
    """

    share: float
    of: int | None = None
    digits: int = 1
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the percentage."""
        return numbers.write_percent(self.share, digits=self.digits)


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """A value in a column's own unit, short enough for a card: ₹1.19L, 46, 3.4%.

    `customers` is how many it rests on, where it is theirs.
    """

    value: float
    unit: Unit
    customers: int | None = None
    spell_time: bool = False  # 46 years, 14.7 months: where no heading says the unit

    def write(self, numbers: Numbers) -> str:
        """Write the value with its unit."""
        if self.spell_time and self.unit in _TIMES and math.isfinite(self.value):
            return f"{numbers.write_exact(self.value, significant=3)} {self.unit}"
        return numbers.write_spoken_value(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Limit(Value):
    """The limit of a rule in a column's unit, with every digit that it takes to apply it."""

    value: float
    unit: Unit

    def write(self, numbers: Numbers) -> str:
        """Write the limit with its unit."""
        return numbers.write_limit(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class BesideLimit(Value):
    """A value with so many digits that it is seen on which side of a limit it lies."""

    value: float
    limit: float
    unit: Unit
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the value with its unit."""
        return numbers.write_beside_limit(self.value, self.limit, self.unit)


@dataclass(frozen=True, slots=True)
class Money(Value):
    """An amount of money of the study's currency: compact (₹1.19L) or in full (₹1,18,597)."""

    value: float
    compact: bool = True
    digits: int | None = None  # decimals, for amounts in full
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the amount with its currency."""
        if self.digits is not None:
            return numbers.write_amount(self.value, self.digits)
        return numbers.write_money(self.value, compact=self.compact)


@dataclass(frozen=True, slots=True)
class Number(Value):
    """A bare number with a fixed count of decimals: an index, an effect, a p-value's neighbour."""

    value: float
    digits: int = 2
    signed: bool = False  # +0.91
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the number."""
        if self.signed:
            return numbers.write_signed(self.value, digits=self.digits)
        return numbers.write_fixed(self.value, self.digits)


@dataclass(frozen=True, slots=True)
class Exact(Value):
    """A bare number with the digits it has, at most `significant`: a threshold, a setting."""

    value: float
    significant: int = 9
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the number."""
        return numbers.write_exact(self.value, significant=self.significant)


@dataclass(frozen=True, slots=True)
class Rounded(Value):
    """A bare number with so many significant digits, whole digits never dropped."""

    value: float
    significant: int = 3
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write the number."""
        return numbers.write_number(self.value, significant=self.significant)


@dataclass(frozen=True, slots=True)
class Coefficient(Value):
    """A factor of a formula, however small: with it, the formula is right."""

    value: float
    significant: int = 6

    def write(self, numbers: Numbers) -> str:
        """Write the factor."""
        return numbers.write_unbounded(self.value, significant=self.significant)


@dataclass(frozen=True, slots=True)
class Interval(Value):
    """Where something lies: 0.18 … 0.27."""

    low: float
    high: float
    digits: int = 2
    customers: int | None = None

    def write(self, numbers: Numbers) -> str:
        """Write both ends."""
        return numbers.write_interval(self.low, self.high, digits=self.digits)


@dataclass(frozen=True, slots=True)
class Points(Value):
    """A difference of two shares, in percentage points: +2.0 points; "–" where there is none."""

    share: float | None
    unit: str = " points"  # "" where the word stands behind the next figure

    def write(self, numbers: Numbers) -> str:
        """Write the difference with its sign; a small one with more digits."""
        if self.share is None or math.isnan(self.share):
            return "–"
        size = abs(self.share) * 100
        digits = 1 if size >= 0.95 or size == 0 else 2 if size >= 0.095 else 3
        sign = "+" if self.share > 0 else "−" if self.share < 0 else ""
        return f"{sign}{numbers.write_fixed(size, digits)}{self.unit}"


@dataclass(frozen=True, slots=True)
class PValue(Value):
    """The p-value of a test: 0.012, or < 0.001."""

    p: float

    def write(self, numbers: Numbers) -> str:
        """Write the p-value."""
        return numbers.write_p_value(self.p)


@dataclass(frozen=True, slots=True)
class Duration(Value):
    """How long something took: 0.4 s, 3 min 20 s."""

    seconds: float

    def write(self, numbers: Numbers) -> str:
        """Write the duration."""
        return numbers.write_duration(self.seconds)


@dataclass(frozen=True, slots=True)
class ColumnName(Value):
    """A column, by its name in back-ticks."""

    name: str
    bare: bool = False  # without back-ticks: in conditions and in cells of tables

    def write(self, numbers: Numbers) -> str:  # noqa: ARG002 - a name is written in one way
        """Write the name."""
        return self.name if self.bare else f"`{self.name}`"


@dataclass(frozen=True, slots=True)
class Names(Value):
    """Several names in back-ticks, the first few of many: `a`, `b` and 3 more."""

    names: tuple[str, ...]
    most: int = _LISTED

    def write(self, numbers: Numbers) -> str:
        """Write the names."""
        listed = ", ".join(f"`{name}`" for name in self.names[: self.most])
        more = len(self.names) - self.most
        return f"{listed} and {numbers.write_whole(more)} more" if more > 0 else listed


@dataclass(frozen=True, slots=True)
class Level(Value):
    """A level of a category as it stands in the file; withheld where few customers have it."""

    level: str
    customers: int

    def write(self, numbers: Numbers) -> str:  # noqa: ARG002 - as it stands
        """Write the level."""
        return self.level


@dataclass(frozen=True, slots=True)
class Example(Value):
    """One customer's own value, row or line: shown on the terminal of whoever has the file."""

    text: Text

    def write(self, numbers: Numbers) -> str:
        """Write the example."""
        return write_text(self.text, numbers)


@dataclass(frozen=True, slots=True)
class Clause(Value):
    """A part of a sentence that is left out where something in it may not be shown."""

    said: Said

    def write(self, numbers: Numbers) -> str:
        """Write the part."""
        return self.said.write(numbers)

    def __bool__(self) -> bool:
        return bool(self.said)


def clause(template: str, /, **values: Text) -> Clause:
    """Make a part of a sentence that goes with whatever in it may not be shown."""
    return Clause(say(template, **values))


def list_values(text: Text) -> Iterator[Value]:
    """Return every value within a text, however deep, itself included."""
    if isinstance(text, str):
        return
    yield text
    match text:
        case Said(_, values):
            for _, value in values:
                yield from list_values(value)
        case Parts(parts):
            for part in parts:
                yield from list_values(part)
        case Example(inner):
            yield from list_values(inner)
        case Clause(said):
            yield from list_values(said)


def as_plain(fact: Any, numbers: Numbers | None = None) -> Any:  # noqa: ANN401 - any record
    """Return a record as plain values fit for JSON; statements are written out."""
    if isinstance(fact, Value):
        return write_text(fact, numbers)
    if is_dataclass(fact) and not isinstance(fact, type):
        return {f.name: as_plain(getattr(fact, f.name), numbers) for f in fields(fact)}
    if isinstance(fact, dict):
        return {key: as_plain(value, numbers) for key, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [as_plain(value, numbers) for value in fact]
    return fact
