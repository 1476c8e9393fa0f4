"""What does the name of a column say?

A heading is split into plain lower-case words (`NumOfProducts`, `CUST_ID`, `Annual Income (k$)`
→ `num of products`, `cust id`, `annual income k`), and looked up in `words.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPLIT = re.compile(r"[\W_]+")

Patterns = dict[str, frozenset[str]]


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


@cache
def vocabulary() -> dict[str, Patterns]:
    """Return the bundled word lists: kind of column → place in the heading → words."""
    source = files("finseg.read").joinpath("words.toml").read_text(encoding="utf-8")
    return {
        kind: {place: frozenset(listed) for place, listed in places.items()}
        for kind, places in tomllib.loads(source).items()
    }


def says(phrase: str, kind: str) -> str:
    """Return the listed words by which a heading is of this kind, or an empty text.

    Lists: `whole` (the heading is just this), `start`, `end` and `inside` (as whole words), `not`
    (any of these inside forbids it).
    """
    patterns = vocabulary()[kind]
    runs = _runs(phrase)
    if not runs.isdisjoint(patterns.get("not", ())):
        return ""
    if phrase in patterns.get("whole", ()):
        return phrase or "no name"
    found = runs & patterns.get("inside", frozenset())
    found |= _heads(phrase) & patterns.get("start", frozenset())
    found |= _tails(phrase) & patterns.get("end", frozenset())
    return max(found, key=lambda run: (len(run), run)) if found else ""


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
