"""How does a colleague say the heading of a column?

Headings in, plain words out: split where capitals stand, known abbreviations written out, and
without the words that only say how it is counted, where it is no other column's without them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from finseg.document.numbers import Unit
from finseg.understand.wording import names_level
from finseg.vocabulary.heading_currency import strip_heading_currency
from finseg.vocabulary.short_forms import SAID
from finseg.vocabulary.words import load_vocabulary, split_capitals, split_heading

_MOST_WORDS = 4  # of a heading that come into a name
_LONGEST = 7  # words that a colleague would still say in one breath
_LONGEST_SHORT_FORM = 5  # capitals, as in "CIBIL"
_LONGEST_ACRONYM = 3  # letters, where the whole heading is in capitals: "YOJ", not "LOAN"

_SPELLED = frozenset(word for text in SAID.values() for word in text.split())
# How a column counts, not what it counts.
_COUNTING = frozenset(
    {
        "average", "mean", "median", "total", "sum", "number", "no", "of", "count", "in",
        "the", "per", "last", "month", "months", "monthly", "annual", "yearly",
        "year", "years", "quantity", "customer", "person", "mon", "#",
    }
)  # fmt: skip
_COUNTS = frozenset({"number", "count", "quantity", "#"})
_LINKS = frozenset({"since", "on", "of", "at", "with", "in", "to", "until", "as", "by", "for"})
_JOINING = frozenset({"or", "and", "&"})
_LEADING_ON = _LINKS | _JOINING | {"any", "a", "an", "the", "not", "from", "than", "their"}
_PERIODS = frozenset({"days", "weeks", "months", "years", "hours"})
_GLUED = re.compile(r"([A-Za-z]{3,})(\d+)")  # "times90" before "days late"
# What nobody says aloud: letters without a vowel between them, as in "dsbrs".
_UNSPOKEN = re.compile(r"[^\W\daeiouyAEIOUY]{3,}")
_NUMBERED = re.compile(
    r"\d+\w*|(column|col|var|variable|feature|field|attr|attribute|unnamed|\w)\d*"
)
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z](?:[_.][A-Z](?![A-Za-z]))+\.?")  # "A_P_R"
_SPECIAL = frozenset({"current", "previous", "this", "prior", "next"})  # which month, or year
_HELD = re.compile(
    r"accounts?|loans?|mortgages?|cards?|deposits?|insurance|polic(y|ies)|funds?|pensions?|savings|"
    r"overdrafts?|credits?|debts?|bonds?|shares|leases?|limits?|phone|service|subscriptions?|"
    r"certificates?|investments?|property|instalments?|house|home|car|vehicle"
)


# Words that are plural already, or have none.
_PLURALS = frozenset({"children", "people", "staff", "kids", "paid", "kinder", "persons"})


class Heading(NamedTuple):
    """How a column is spoken of."""

    text: str  # "late fees"
    counts: bool = False  # it says how many there are
    tells: bool = True  # it is more than a number or a letter


def split_camel_case(column: str) -> str:
    """Put a blank between the words of a name such as `RoundsPlayed`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)


def spell_heading(column: str, *, shouts: bool = True) -> str:
    """Write a heading in plain words; `shouts`: all headings are in capitals.

    Examples
    --------
    >>> [spell_heading(c) for c in ("num_late_fees_12m", "Save-Mode", "AvgATMWithdrawals", "T")]
    ['number late fees 12m', 'save mode', 'average ATM withdrawals', 'T']

    """
    return " ".join(_split_words(column, shouts=shouts)) or column


def _split_words(column: str, *, shouts: bool = True) -> list[str]:
    column = strip_heading_currency(column)
    plain = re.sub(r"[(\[{].*?[)\]}]", " ", column)
    plain = plain if re.search(r"\w", plain) else column
    plain = _LETTERS.sub(lambda found: re.sub("[_.]", "", found[0]), plain)
    plain = split_capitals(plain.replace("÷", " to ").replace("%", " percent "))
    parts = _part_numbers([part for part in re.split(r"[^\w#]+|_+", plain) if part])
    shouted = shouts and plain.upper() == plain
    return [_spell_word(part, shouted=shouted, alone=len(parts) == 1) for part in parts]


def _part_numbers(parts: list[str]) -> list[str]:
    """Part a number from the word before it, and join two before days: "times 30-59 days"."""
    split = (
        found.groups() if behind and (found := _GLUED.fullmatch(part)) is not None else (part,)
        for part, behind in zip_longest(parts, parts[1:], fillvalue="")
    )
    out = [part for own in split for part in own]
    for place in reversed(range(1, len(out) - 1)):
        first, second, unit = out[place - 1 : place + 2]
        if first.isdigit() and second.isdigit() and unit.casefold() in _PERIODS:
            out[place - 1 : place + 1] = [f"{first}-{second}"]
    return out


def _spell_word(word: str, *, shouted: bool, alone: bool) -> str:
    known = SAID.get(word.casefold())
    if known:
        return known
    if word[:-1].isupper() and word.endswith("s") and len(word) > 2:
        return word  # several of a short form: "ATMs"
    if word.isupper() and not (shouted and not alone and word.isalpha()):
        acronym = not word.isalpha() or not shouted or len(word) <= _LONGEST_ACRONYM
        return word if acronym else word.lower()
    return word.lower()


def shorten_heading(column: str, *, shouts: bool = True) -> str:
    """Return what a heading says, without how it counts; nothing where it is but numbered.

    Examples
    --------
    >>> [shorten_heading(column) for column in ("num_late_fees_12m", "RoundsPlayed", "V5")]
    ['late fees', 'rounds played', '']

    """
    words = _put_amount_last(_split_words(column, shouts=shouts))
    telling = [
        word
        for place, word in enumerate(words)
        if not _NUMBERED.fullmatch(word.casefold()) or _numbers_what_follows(words[place + 1 :])
    ]
    before = ["", *telling]
    what = [
        word
        for word, led in zip(telling, before, strict=False)
        if word.casefold() not in _COUNTING
        or led.casefold() in _SPECIAL
        or (word == "of" and led and led.casefold() not in _COUNTING)
    ] or telling
    acronym = len(what) == 1 and what[0].isupper() and len(what[0]) <= _LONGEST_ACRONYM
    if what and (acronym or what[0].casefold() in _LINKS or {*what} <= _PERIODS):
        what = telling
    said = what[: _count_words_said(what)]
    # A number without all of its words is another number: "59 days past".
    if any(word[0].isdigit() for word in said):
        said = what
    while len(said) > 1 and said[-1].casefold() in _LEADING_ON:
        said = said[:-1]
    return " ".join(said)


def _put_amount_last(words: list[str]) -> list[str]:
    """Say "meat products amount" where a heading says "amount meat products"."""
    if len(words) > 2 and words[0] == "amount" and words[1].casefold() == "of":
        words = [words[0], *words[2:]]
    leads = len(words) > 1 and words[0] == "amount" and words[1].casefold() not in _LINKS
    return [*words[1:], words[0]] if leads else words


def _numbers_what_follows(behind: list[str]) -> bool:
    """Tell the 90 of "90 days late", which says what it is, from the 12 of "spend 12 months"."""
    following = [word.casefold() for word in behind[:2]]
    return (
        len(following) == 2
        and following[0] in _PERIODS
        and following[1] not in _COUNTING
        and following[1].isalpha()
    )


def _count_words_said(words: list[str]) -> int:
    """Count the words that come into a name: "loans or lines" is not cut in its middle."""
    joins = [place for place in range(_MOST_WORDS + 1) if words[place : place + 1]]
    broken = [p for p in joins if words[p].casefold() in _JOINING and p >= _MOST_WORDS - 1]
    return max([_MOST_WORDS, *(p + 2 for p in broken)])


def _is_spoken(text: str) -> bool:
    """Tell words that can be said from what is left of an abbreviation."""
    words = text.split()
    return len(words) <= _LONGEST and not any(
        word not in _SPELLED
        and _UNSPOKEN.fullmatch(word)
        and (word.islower() or len(word) > _LONGEST_SHORT_FORM)
        for word in words
    )


def call_columns(units: Mapping[str, Unit]) -> dict[str, Heading]:
    """Say how each column is spoken of, in a few words, and so that it is no other column's."""
    return dict(_call_columns(tuple(units.items())))


@lru_cache(maxsize=8)
def _call_columns(columns: tuple[tuple[str, Unit], ...]) -> dict[str, Heading]:
    """Say it once for a table, however many of its segments ask."""
    units = dict(columns)
    capitals = [column.upper() == column for column in units]
    shouts = len(capitals) == 1 or not capitals or sum(capitals) * 2 > len(capitals)
    short = {
        c: _make_heading(shorten_heading(c, shouts=shouts), c, unit) for c, unit in units.items()
    }
    full = {c: _make_heading(spell_heading(c, shouts=shouts), c, unit) for c, unit in units.items()}
    forms = [(form, Counter(heading.text for heading in form.values())) for form in (short, full)]
    return {
        column: next(
            (
                form[column]
                for form, times in forms
                if _is_spoken(form[column].text)
                and form[column].text
                and times[form[column].text] == 1
            ),
            Heading(column, tells=short[column].tells),
        )
        for column in units
    }


def _make_heading(text: str, column: str, unit: Unit) -> Heading:
    """Tell a heading that counts something: how many are there, and of what."""
    tells = bool(shorten_heading(column))
    words = text.split()
    said = {word.casefold() for word in _split_words(column)}
    if words and said & _COUNTS and not names_level(split_heading(column), load_vocabulary()):
        what = [word for word in words if word.casefold() not in {*_COUNTS, "of"}] or words
        if not any(map(_is_plural, what)):
            what[-1] = _make_plural(what[-1])
        return Heading(" ".join(what), counts=True, tells=tells)
    counted = unit == "count" and words[:1] != ["frequency"] and _is_plural(text)
    timed = bool(words) and words[0].casefold() in _PERIODS
    return Heading(text, counts=counted or timed, tells=tells)


def _is_plural(text: str) -> bool:
    text = (text.split() or [""])[-1]
    if text.isupper() and len(text) <= _LONGEST_SHORT_FORM:
        return False  # "SMS"
    text = text.casefold()
    return text.endswith("s") and not text.endswith(("ss", "us", "is"))


def _make_plural(text: str) -> str:
    if text.rsplit(maxsplit=1)[-1].lower() in _PLURALS:
        return text
    if re.search(r"[^aeiou]y$", text):
        return f"{text[:-1]}ies"
    return f"{text}es" if re.search(r"(s|x|z|ch|sh)$", text) else f"{text}s"


def say_holding(text: str) -> str:
    """Put an article before what somebody has.

    Examples
    --------
    >>> [say_holding(text) for text in ("mortgage", "overdraft", "savings", "home insurance")]
    ['a mortgage', 'an overdraft', 'savings', 'home insurance']

    """
    if _is_plural(text) or text.endswith(("insurance", "property")):
        return text
    return f"an {text}" if text[:1].casefold() in "aeiou" else f"a {text}"


def strip_verb(text: str) -> str:
    """Take away what a yes/no heading begins with: "has a loan" is about a loan."""
    return re.sub(r"^(has|have|holds?|owns?|is|with) ((an?) )?", "", text) or text


def is_holding(text: str) -> bool:
    """Tell whether a yes/no heading names what people have or do not have."""
    return text.startswith(("has ", "have ", "holds ", "owns ")) or any(
        _HELD.fullmatch(word) for word in text.casefold().split()
    )
