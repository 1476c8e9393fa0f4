"""What does the name of a column say?

A heading is split into plain lower-case words (`NumOfProducts`, `CUST_ID`, `Annual Income (k$)`
→ `num of products`, `cust id`, `annual income k`), and looked up in `words.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from finseg.errors import WordsError, suggest_name
from finseg.toml_forms import load_form, write_line
from finseg.vocabulary.short_forms import UNDERSTOOD

# Short words in capitals, behind which another word may begin in small letters: "NPSscore".
_ACRONYMS = (
    "APR|ARPU|ATM|AUM|CIBIL|CLV|DPD|DTI|EMI|FICO|FWB|GMV|KYC|LTV|MCC|MOB|MTD|NPA|NPS|OTP|PIN|POS|"
    "RFM|SIM|SIP|SME|SMS|UPI|VIP|YOB|YTD"
)
_CAMEL = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])"
    rf"|(?<![A-Za-z])(?P<acronym>{_ACRONYMS})(?=[a-z]{{2}})"
)
# Letters that are no plain letter with a mark, and so do not come apart by themselves.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss",
     "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)  # fmt: skip
_SPLIT = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"\b([a-z]{3,})\d+\b")  # "pay amt1" is one of several "pay amt"

Patterns = dict[str, frozenset[str]]
_Words = dict[str, dict[str, tuple[str, ...]]]

# Words behind a heading that say in what its amounts are, not what they are: "limit (INR lakh)".
_IN_WHAT = frozenset(
    ("in", "inr", "rs", "rupee", "rupees", "usd", "dollars", "eur", "euro", "euros", "gbp",
     "pounds", "chf", "jpy", "aed", "sgd", "brl", "k", "thousand", "thousands", "tsd", "000",
     "lakh", "lakhs", "lac", "lacs", "crore", "crores", "mn", "mio", "million", "millions")
)  # fmt: skip

# Headings without a blank: "monthlycharges", "tenureinmonths".
_SHORTEST_GLUED, _LONGEST_GLUED = 7, 40
_LONG_PIECE, _LONGEST_PIECE = 4, 20
_JOINING = frozenset(
    ("of", "in", "per", "for", "and", "to", "no", "id", "num", "avg", "max", "min", "sum", "amt",
     "bal",
     "age", "inc", "fee", "net", "tot", "day", "mob", "pct", "gb", "long", "distance",
     "customer")
)  # fmt: skip

_SPAN_BEHIND = re.compile(
    r"( in| over| the| last| past| l| within)* ?l?\d+ ?"
    r"(m|mo|mon|mths?|months?|d|days?|w|wks?|weeks?|y|yrs?|years?)$"
)

_NUMBER = frozenset(("no", "nr", "num", "number", "nos", "numbers", "id", "ids", "#"))

_REMEMBERED = 1 << 18  # answers, each asked several times

PLACES = ("whole", "start", "end", "inside", "not")


def split_heading(heading: str) -> str:
    """Split a heading into plain words, joined by single blanks.

    Examples
    --------
    >>> split_heading("NumOfProducts"), split_heading("CUST_ID"), split_heading("Duração")
    ('num of products', 'cust id', 'duracao')

    """
    return " ".join(map(split_glued_word, _split_at_signs(heading).split()))


def _split_at_signs(heading: str) -> str:
    text = unicodedata.normalize("NFKD", heading.translate(_LETTERS))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = split_capitals(text.replace("%", " pct "))
    words = _SPLIT.sub(" ", text).lower().split()
    return " ".join(UNDERSTOOD.get(word, word) for word in words)


@cache
def split_glued_word(word: str) -> str:
    """Split a word that nobody knows and that is nothing but words of headings without a blank.

    Examples
    --------
    >>> split_glued_word("monthlycharges"), split_glued_word("numberofdependents")
    ('monthly charges', 'number of dependents')
    >>> split_glued_word("household"), split_glued_word("portmanteau")
    ('household', 'portmanteau')

    """
    known = _list_known_words()
    if not _SHORTEST_GLUED <= len(word) <= _LONGEST_GLUED or word in known:
        return word
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            before, piece = best[start], word[start:end]
            if before is not None and piece not in known and end < len(word):
                piece = _strip_joint(piece)
            if before is None or piece not in known:
                continue
            fewest = best[end]
            if fewest is None or len(before) + 1 < len(fewest):
                best[end] = (*before, piece)
    pieces = best[-1]
    if not pieces or not any(len(piece) >= _LONG_PIECE for piece in pieces):
        return word
    return " ".join(pieces)


def _strip_joint(piece: str) -> str:
    """Take off the s by which German joins a long word to the next: "haushaltsgroesse"."""
    return piece[:-1] if piece.endswith("s") and len(piece) > _LONG_PIECE + 1 else piece


@cache
def _list_known_words() -> frozenset[str]:
    """List the words of the bundled patterns, short ones only where they often join others."""
    listed = (
        word
        for places in _read_word_lists().values()
        for runs in places.values()
        for run in runs
        for word in _split_at_signs(run).split()
    )
    return frozenset(w for w in listed if len(w) >= _LONG_PIECE and w.isalpha()) | _JOINING


def split_capitals(heading: str) -> str:
    """Put a blank where a new word begins with a capital, or behind a known short form.

    Examples
    --------
    >>> [split_capitals(name) for name in ("NumATMs", "NPSscore", "AvgATMWithdrawals")]
    ['Num ATMs', 'NPS score', 'Avg ATM Withdrawals']

    """
    return _CAMEL.sub(lambda found: f"{found['acronym'] or ''} ", heading)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Word lists: kind of column → place in the heading → words.

    Places: `whole` (the heading is just this), `start`, `end` and `inside` (as whole words), `not`
    (any of these inside forbids it).
    """

    kinds: Mapping[str, Patterns]
    _said: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _words: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def says(self, phrase: str, kind: str) -> str:
        """Return the listed words by which a heading is of this kind, or an empty text."""
        if phrase and self._list_words_of(kind).isdisjoint(_list_words(phrase)):
            return ""  # most headings have no word of most kinds
        key = phrase, kind
        if key not in self._said:
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            self._said[key] = self._find_words(phrase, kind)
        return self._said[key]

    def _list_words_of(self, kind: str) -> frozenset[str]:
        """List every single word that stands in a pattern of this kind, `not` left out."""
        if kind not in self._words:
            listed = (words for place, words in self.kinds[kind].items() if place != "not")
            self._words[kind] = frozenset(
                w for words in listed for run in words for w in run.split()
            )
        return self._words[kind]

    def _find_words(self, phrase: str, kind: str) -> str:
        patterns = self.kinds[kind]
        forms = dict.fromkeys(
            (phrase, _NUMBERED.sub(r"\1", phrase), _strip_trailing_words(phrase, _IN_WHAT))
        )
        if kind == "count":  # whenever they happened, they are counted
            forms |= {_SPAN_BEHIND.sub("", phrase): None}
        if kind == "personal":  # whoever's passport it is, its number is no less personal
            forms |= {_strip_trailing_words(phrase, _NUMBER): None}
        if any(not _list_runs(form).isdisjoint(patterns.get("not", ())) for form in forms):
            return ""
        return next(filter(None, (_match_phrase(form, patterns) for form in forms)), "")


@cache
def _list_words(phrase: str) -> frozenset[str]:
    """List the words of a heading, also without the numbers behind them."""
    return frozenset((*phrase.split(), *_NUMBERED.sub(r"\1", phrase).split()))


@cache
def _strip_trailing_words(phrase: str, behind: frozenset[str]) -> str:
    """Leave out words that stand behind a heading, where anything else is said."""
    parts = phrase.split()
    while len(parts) > 1 and parts[-1] in behind:
        parts.pop()
    return " ".join(parts)


def _match_phrase(phrase: str, patterns: Patterns) -> str:
    if phrase in patterns.get("whole", ()):
        return phrase or "no name"
    runs = _list_runs(phrase)
    found = runs & patterns.get("inside", frozenset())
    found |= _list_leading_runs(phrase) & patterns.get("start", frozenset())
    found |= _list_trailing_runs(phrase) & patterns.get("end", frozenset())
    return max(found, key=lambda run: (len(run), run)) if found else ""


@cache
def load_vocabulary() -> Vocabulary:
    """Return the bundled word lists."""
    return Vocabulary(_freeze_word_lists(_read_word_lists()))


@cache
def _read_word_lists() -> _Words:
    source = files("finseg.vocabulary").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _freeze_word_lists(tree: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, Patterns]:
    return {
        kind: {place: frozenset(map(split_heading, listed)) for place, listed in places.items()}
        for kind, places in tree.items()
    }


def extend_vocabulary(text: str, *, where: str) -> Vocabulary:
    """Return the bundled word lists with the words of a TOML file added.

    Raises
    ------
    WordsError
        If it is not TOML of the right form, or names an unknown kind or place.

    """
    bundled = load_vocabulary().kinds
    hint = 'write for instance [income] and below it inside = ["take home"]'
    tree = load_form(text, _Words, error=WordsError, where=where, hint=hint)
    for kind, places in tree.items():
        if kind not in bundled:
            raise WordsError(
                f"unknown kind of column `{kind}`",
                where=where + write_line(text, path=(kind,)),
                fix=suggest_name(kind, bundled),
            )
        for place in places:
            if place not in PLACES:
                raise WordsError(
                    f"unknown place `{place}`",
                    where=f"{where}{write_line(text, path=(kind, place))}, [{kind}]",
                    fix=suggest_name(place, PLACES),
                )
    own = _freeze_word_lists(tree)
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
    return load_vocabulary().says(phrase, kind)


@cache
def _list_runs(phrase: str) -> frozenset[str]:
    """All runs of up to four successive words."""
    parts = phrase.split()
    return frozenset(
        " ".join(parts[i:j])
        for i in range(len(parts))
        for j in range(i + 1, min(i + 4, len(parts)) + 1)
    )


@cache
def _list_leading_runs(phrase: str) -> frozenset[str]:
    return frozenset(run for run in _list_runs(phrase) if f"{phrase} ".startswith(f"{run} "))


@cache
def _list_trailing_runs(phrase: str) -> frozenset[str]:
    return frozenset(run for run in _list_runs(phrase) if f" {phrase}".endswith(f" {run}"))
