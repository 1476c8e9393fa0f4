"""What does the name of a column say?

A heading is split into plain lower-case words (`NumOfProducts`, `CUST_ID`, `Annual Income (k$)`
→ `num of products`, `cust id`, `annual income k`), and looked up in `words.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from finseg.errors import WordsError, nearest

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"\b([a-z]{3,})\d+\b")  # "pay amt1" is one of several "pay amt"

Patterns = dict[str, frozenset[str]]

# Words behind a heading that say in what its amounts are, not what they are: "limit (INR lakh)".
_IN_WHAT = frozenset(
    ("in", "inr", "rs", "rupee", "rupees", "usd", "dollars", "eur", "euro", "euros", "gbp",
     "pounds", "chf", "jpy", "aed", "sgd", "brl", "k", "thousand", "thousands", "tsd", "000",
     "lakh", "lakhs", "lac", "lacs", "crore", "crores", "mn", "mio", "million", "millions")
)  # fmt: skip

_NUMBER = frozenset(("no", "nr", "num", "number", "nos", "numbers", "id", "ids", "#"))

PLACES = ("whole", "start", "end", "inside", "not")


def words(heading: str) -> str:
    """Split a heading into plain words, joined by single blanks.

    Examples
    --------
    >>> words("NumOfProducts"), words("CUST_ID"), words("Duração")
    ('num of products', 'cust id', 'duracao')

    """
    text = unicodedata.normalize("NFKD", heading)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = _CAMEL.sub(" ", text)
    return _SPLIT.sub(" ", text).strip().lower()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Word lists: kind of column → place in the heading → words.

    Places: `whole` (the heading is just this), `start`, `end` and `inside` (as whole words), `not`
    (any of these inside forbids it).
    """

    kinds: Mapping[str, Patterns]

    def says(self, phrase: str, kind: str) -> str:
        """Return the listed words by which a heading is of this kind, or an empty text."""
        patterns = self.kinds[kind]
        forms = dict.fromkeys((phrase, _NUMBERED.sub(r"\1", phrase), _bare(phrase, _IN_WHAT)))
        if kind == "personal":  # whoever's passport it is, its number is no less personal
            forms |= {_bare(phrase, _NUMBER): None}
        if any(not _runs(form).isdisjoint(patterns.get("not", ())) for form in forms):
            return ""
        return next(filter(None, (_said(form, patterns) for form in forms)), "")


@cache
def _bare(phrase: str, behind: frozenset[str]) -> str:
    """Leave out words that stand behind a heading, where anything else is said."""
    parts = phrase.split()
    while len(parts) > 1 and parts[-1] in behind:
        parts.pop()
    return " ".join(parts)


def _said(phrase: str, patterns: Patterns) -> str:
    if phrase in patterns.get("whole", ()):
        return phrase or "no name"
    runs = _runs(phrase)
    found = runs & patterns.get("inside", frozenset())
    found |= _heads(phrase) & patterns.get("start", frozenset())
    found |= _tails(phrase) & patterns.get("end", frozenset())
    return max(found, key=lambda run: (len(run), run)) if found else ""


@cache
def vocabulary() -> Vocabulary:
    """Return the bundled word lists."""
    source = files("finseg.vocabulary").joinpath("words.toml").read_text(encoding="utf-8")
    return Vocabulary(_frozen(tomllib.loads(source)))


def _frozen(tree: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, Patterns]:
    return {
        kind: {place: frozenset(map(words, listed)) for place, listed in places.items()}
        for kind, places in tree.items()
    }


def extended(text: str, *, where: str) -> Vocabulary:
    """Return the bundled word lists with the words of a TOML file added.

    Raises
    ------
    WordsError
        If it is not TOML of the right form, or names an unknown kind or place.

    """
    bundled = vocabulary().kinds
    try:
        tree = msgspec.convert(tomllib.loads(text), dict[str, dict[str, tuple[str, ...]]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as cause:
        raise WordsError(
            f"the words cannot be read: {cause}",
            where=where,
            fix='write for instance [income] and below it inside = ["take home"]',
        ) from cause
    for kind, places in tree.items():
        if kind not in bundled:
            raise WordsError(
                f"unknown kind of column `{kind}`", where=where, fix=nearest(kind, bundled)
            )
        for place in places:
            if place not in PLACES:
                raise WordsError(
                    f"unknown place `{place}`",
                    where=f"{where}, [{kind}]",
                    fix=nearest(place, PLACES),
                )
    own = _frozen(tree)
    merged = {
        kind: {
            place: places.get(place, frozenset()) | own.get(kind, {}).get(place, frozenset())
            for place in PLACES
        }
        for kind, places in bundled.items()
    }
    return Vocabulary(merged)


def says(phrase: str, kind: str) -> str:
    """Return the bundled words by which a heading is of this kind, or an empty text."""
    return vocabulary().says(phrase, kind)


@cache
def _runs(phrase: str) -> frozenset[str]:
    """All runs of up to four successive words."""
    parts = phrase.split()
    return frozenset(
        " ".join(parts[i:j])
        for i in range(len(parts))
        for j in range(i + 1, min(i + 4, len(parts)) + 1)
    )


def _heads(phrase: str) -> frozenset[str]:
    return frozenset(run for run in _runs(phrase) if f"{phrase} ".startswith(f"{run} "))


def _tails(phrase: str) -> frozenset[str]:
    return frozenset(run for run in _runs(phrase) if f" {phrase}".endswith(f" {run}"))
