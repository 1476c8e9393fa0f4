"""Does a heading say in so many words what its column measures?

A heading and the words of a quantity in it in; what it goes on with, or over which time it adds up,
out. In English the thing comes last: an "income total" is an income, an "income day" is a day.
"""

from __future__ import annotations

import re

from finseg.vocabulary.words import Vocabulary

_MARKS = re.compile(r"[lqhvp]?\d+[a-z]{0,3}|[ivx]|[a-z]")  # "12m", "l3m", "2023", "q4", "k"
_NUMBER_BEHIND = re.compile(r"^(.+) (?:num|number|no|nr)$")
_LEVELS = ("coded", "named_thing", "place")
_QUALIFIERS = ("qualifier", "per_month", "per_year")
_SEVERAL = re.compile(
    r"\b(?:l|last |past |prev |previous )?(\d+) ?"
    r"(m|mo|mon|mth|mths|month|months|d|day|days|w|wk|weeks|y|yr|yrs|years)\b"
)
_OTHER = re.compile(r"\b(ytd|mtd|qtd|weekly|daily|quarterly|quarter|per week|per day|biweekly)\b")
_YEARS = {"m": 12, "d": 365, "w": 52, "y": 1}


def find_other_head(phrase: str, word: str, known_words: Vocabulary) -> str:
    """Return the word that a heading goes on with and that is another thing, or nothing.

    Examples
    --------
    >>> from finseg.vocabulary.words import load_vocabulary
    >>> find_other_head("income total 12m", "income", load_vocabulary())
    ''
    >>> find_other_head("loan cycle", "loan", load_vocabulary())
    'cycle'

    """
    _, found, behind = f" {phrase} ".rpartition(f" {word} ")
    if not found:
        return ""
    return next(
        (
            token
            for token in behind.split()
            if not _MARKS.fullmatch(token)
            and not any(known_words.says(token, kind) for kind in _QUALIFIERS)
        ),
        "",
    )


def find_other_owner(phrase: str, word: str, known_words: Vocabulary) -> str:
    """Return the word before a quantity that is no person, or nothing: "vehicle age".

    Examples
    --------
    >>> from finseg.vocabulary.words import load_vocabulary
    >>> find_other_owner("customer age", "age", load_vocabulary())
    ''
    >>> find_other_owner("company age", "age", load_vocabulary())
    'company'

    """
    before, found, _ = f" {phrase} ".partition(f" {word} ")
    return next(
        (
            token
            for token in (before.split() if found else ())
            if not _MARKS.fullmatch(token) and not known_words.says(token, "person")
        ),
        "",
    )


def names_level(phrase: str, known_words: Vocabulary) -> str:
    """Return the category that a heading gives the number of, or nothing: "education num".

    Examples
    --------
    >>> from finseg.vocabulary.words import load_vocabulary
    >>> names_level("education num", load_vocabulary())
    'education'
    >>> names_level("branches number", load_vocabulary())
    ''
    >>> names_level("number of branches", load_vocabulary())
    ''

    """
    found = _NUMBER_BEHIND.match(phrase)
    what = found[1] if found else ""
    return next(filter(None, (known_words.says(what, kind) for kind in _LEVELS)), "")


def find_stated_span(phrase: str) -> str:
    """Return the time over which a heading adds up, where it is no month and no year.

    Examples
    --------
    >>> find_stated_span("spend last 3 months"), find_stated_span("fees ytd")
    ('3 months', 'ytd')
    >>> find_stated_span("spend 12m"), find_stated_span("avg monthly spend 3m")
    ('', '')

    """
    if re.search(r"\b(monthly|annual|yearly|per month|per year|pm|pa)\b", phrase):
        return ""
    other = _OTHER.search(phrase)
    if other:
        return other[1]
    spans = [m for m in _SEVERAL.finditer(phrase) if not _is_month_or_year(int(m[1]), m[2][0])]
    return spans[0][0] if spans else ""


def _is_month_or_year(number: int, unit: str) -> bool:
    if unit == "m":
        return number in (1, 12)
    return number == 1 if unit == "y" else number >= 360 if unit == "d" else number == _YEARS["w"]
