"""What is each column for?

Looks in, a guess of the role with its reason out. The rules are tried in order and the first that
speaks decides; what words they listen to is data (`words.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import percent
from finseg.read.looks import Look, counts_rows, share_distinct, share_like, share_of
from finseg.read.planted import LEVELS, find_planted
from finseg.read.sentinels import sentinel
from finseg.read.words import says
from finseg.records.dataset import Role

ROW_COUNTER = "counts the rows"  # how the reason of such an id begins
_NEARLY_UNIQUE, _NEARLY_ALL = 0.99, 0.95
_ENOUGH_ROWS = 20  # below, being unique or consecutive proves nothing
_SENTINEL_SHARE = 0.2  # of the values, from which on a column says more than a number
_ENOUGH_FOR_A_FLAG = 5  # rows; two values in two rows are no flag
_CODE_LEVELS = 100
_CATEGORY_LEVELS = 50
_OUTCOME_LEVELS = (2, 5)
_SAMPLE = 5000
_REAL_FIGURES = ("count", "years", "months", "days", "currency", "span")  # never an assignment
_NEARLY_COUNTS = 1.05  # range of a row counter with gaps, per row
LEAKS = "gives the outcome away"

_DATES = (
    r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?: .*)?$"
    r"|^\d{1,2}[- ](?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ,]+\d{2,4}$"
)
_PERSONAL = {
    "e-mail addresses": r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$",
    "phone numbers": r"^(?:\+|00)\d[\d ()/-]{7,}$|^\(?\d{3}\)?[ -]\d{3}[ -]\d{4}$",
    "Indian tax numbers (PAN)": r"^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$",
    "Aadhaar numbers": r"^\d{4}[ -]\d{4}[ -]\d{4}$",
    "card numbers": r"^\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}$",
    "IBANs": r"^[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}$",
    "US social security numbers": r"^\d{3}-\d{2}-\d{4}$",
}
_CODE_TEXT = (
    r"^[A-Za-z]{0,6}[-_/ ]?\d{3,}[A-Za-z]?$|^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a column was taken for, and why."""

    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a rule may know of the other columns."""

    phrases: frozenset[str]


Rule = Callable[[Look, Table], Guess | None]


def guess_roles(looks: Sequence[Look]) -> list[Guess]:
    """Guess the role of every column, with the reason."""
    table = Table(phrases=frozenset(look.phrase for look in looks))
    guesses = [_first(look, table) for look in looks]
    return _without_planted(looks, guesses)


def _first(look: Look, table: Table) -> Guess:
    for rule in RULES:
        guess = rule(look, table)
        if guess is not None:
            return guess
    return Guess(role="feature", reason="numbers without a sign of anything else")


def _empty(look: Look, _: Table) -> Guess | None:
    if look.present:
        return None
    reason = look.typed.note or "every value is missing"
    return Guess(role="ignore", reason=reason)


def _constant(look: Look, _: Table) -> Guess | None:
    if look.rows < 2 or look.distinct != 1:
        return None
    gaps = " or missing" if look.present < look.rows else ""
    return Guess(role="ignore", reason=f"every value is the same{gaps}")


def _row_counter(look: Look, _: Table) -> Guess | None:
    start = counts_rows(look)
    named = says(look.phrase, "row_number")
    if start is None:
        if named and _nearly_counts(look):
            return Guess(role="id", reason=f"{ROW_COUNTER}, with gaps or repeats")
        return None
    if named:
        return Guess(role="id", reason=f"{ROW_COUNTER} from {start}")
    if look.rows < _ENOUGH_ROWS or says(look.phrase, "id"):
        return None
    return Guess(role="id", reason=f"{ROW_COUNTER} from {start}, whatever its name")


def _nearly_counts(look: Look) -> bool:
    if not look.whole or look.rows < _ENOUGH_ROWS or look.present < look.rows:
        return False
    dense = look.highest - look.lowest < _NEARLY_COUNTS * look.rows
    return dense and look.lowest >= 0 and share_distinct(look) >= _NEARLY_ALL


def _identifier(look: Look, _: Table) -> Guess | None:
    if not says(look.phrase, "id") or (look.is_number and not look.whole):
        return None
    share = share_distinct(look)
    if share < 0.5 and look.few(_CODE_LEVELS):
        return None
    unique = "unique" if share == 1.0 else f"different in {percent(share)} of the rows"
    return Guess(role="id", reason=f"named like an identifier, {unique}")


def _number_of_something(look: Look, _: Table) -> Guess | None:
    if look.rows < _ENOUGH_ROWS or (look.is_number and not look.whole):
        return None
    if says(look.phrase, "id_perhaps") and share_distinct(look) >= _NEARLY_UNIQUE:
        return Guess(role="id", reason="named like a number of something, and hardly ever repeated")
    return None


def _codes(look: Look, _: Table) -> Guess | None:
    if look.is_number or look.rows < _ENOUGH_ROWS or look.few(look.rows // 2):
        return None
    if share_like(look, _CODE_TEXT) >= _NEARLY_ALL and share_distinct(look) == 1.0:
        return Guess(role="id", reason="codes, one per row")
    return None


def _earlier_score(look: Look, _: Table) -> Guess | None:
    word = says(look.phrase, "scores")
    if not word:
        return None
    return Guess(role="assignment", reason=f"an earlier model's score: `{word}` in the name")


def _earlier_segment(look: Look, _: Table) -> Guess | None:
    word = says(look.phrase, "assignment")
    if not word or not look.few(_CATEGORY_LEVELS):
        return None
    return Guess(role="assignment", reason=f"an earlier segmentation: `{word}` in the name")


def _personal(look: Look, _: Table) -> Guess | None:
    if look.few(5) and look.rows > 10:
        return None
    word = says(look.phrase, "personal")
    if word and (not look.is_number or look.whole):
        return Guess(role="personal", reason=f"named like personal data: `{word}`")
    if look.is_number:
        return None
    for what, pattern in _PERSONAL.items():
        if share_like(look, pattern) > 0.5:
            return Guess(role="personal", reason=f"the values look like {what}")
    return None


def _protected(look: Look, _: Table) -> Guess | None:
    word = says(look.phrase, "protected")
    if not word or not look.few(_CODE_LEVELS):
        return None
    return Guess(role="protected", reason=f"a protected attribute: `{word}`")


def _outcome(look: Look, _: Table) -> Guess | None:
    low, high = _OUTCOME_LEVELS
    word = says(look.phrase, "outcome")
    if not word or not look.few(high, low):
        return None
    return Guess(role="outcome", reason=f"named like an outcome (`{word}`), {look.distinct} values")


def _date(look: Look, _: Table) -> Guess | None:
    if look.typed.temporal:
        return Guess(role="date", reason="dates")
    if look.is_number:
        compact = look.whole and 19_000_101 <= look.lowest <= look.highest <= 21_001_231
        if compact and says(look.phrase, "date"):
            return Guess(role="date", reason="dates written as year, month, day without marks")
        return None
    if share_like(look, _DATES) >= _NEARLY_ALL:
        return Guess(role="date", reason="the values are dates")
    return None


def _text(look: Look, _: Table) -> Guess | None:
    if look.is_number:
        return None
    levels = look.distinct
    if levels is not None and levels <= max(20, min(_CATEGORY_LEVELS, look.rows // 10)):
        return Guess(role="descriptor", reason=f"a category with {levels} levels")
    if look.typed.note:
        return Guess(role="ignore", reason=f"kept as text: {look.typed.note}")
    many = f"{levels:,}" if levels is not None else "very many"
    return Guess(role="ignore", reason=f"text with {many} different values")


def _call_length(look: Look, table: Table) -> Guess | None:
    company = [p for p in table.phrases if says(p, "campaign")]
    if not says(look.phrase, "call_length") or len(company) < 2:
        return None
    reason = f"length of the last contact: known only after it, {LEAKS}"
    return Guess(role="descriptor", reason=reason)


def _flag(look: Look, _: Table) -> Guess | None:
    if look.distinct != 2 or look.present < _ENOUGH_FOR_A_FLAG:
        return None
    return Guess(role="descriptor", reason="a flag: two values")


def _calendar(look: Look, _: Table) -> Guess | None:
    if not says(look.phrase, "calendar") or not look.whole:
        return None
    return Guess(role="descriptor", reason="a part of the calendar, not an amount")


def _code(look: Look, _: Table) -> Guess | None:
    word = says(look.phrase, "code") or says(look.phrase, "id")
    if not word or not look.whole or not look.few(_CODE_LEVELS):
        return None
    return Guess(role="descriptor", reason=f"numbers that only name something: `{word}`")


def _sentinel(look: Look, _: Table) -> Guess | None:
    numbers = look.typed.numbers
    value = None if numbers is None else sentinel(numbers)
    if value is None:
        return None
    share = share_of(look, value)
    if share <= _SENTINEL_SHARE:
        return None
    reason = f"{value:g} stands for something else in {percent(share)} of the rows"
    return Guess(role="descriptor", reason=reason)


def _age(look: Look, _: Table) -> Guess | None:
    if not says(look.phrase, "age"):
        return None
    reason = "numbers; age is a protected attribute in many uses, so look at how segments use it"
    return Guess(role="feature", reason=reason)


# The first rule that speaks decides.
RULES: tuple[Rule, ...] = (
    _empty,
    _constant,
    _row_counter,
    _identifier,
    _number_of_something,
    _earlier_score,
    _earlier_segment,
    _personal,
    _protected,
    _outcome,
    _date,
    _codes,
    _text,
    _call_length,
    _flag,
    _calendar,
    _code,
    _sentinel,
    _age,
)


def _without_planted(looks: Sequence[Look], guesses: list[Guess]) -> list[Guess]:
    """Take out the features that repeat an earlier segmentation of the others."""
    places = [i for i, guess in enumerate(guesses) if guess.role == "feature"]
    suspects = [j for j, i in enumerate(places) if _may_be_planted(looks[i])]
    if not suspects:
        return guesses
    found = find_planted(_sample(looks, places), suspects)
    for j, planted in found.items():
        if planted.source is None:
            reason = (
                f"looks like an earlier segmentation: the other features predict its "
                f"{planted.levels} values with {percent(planted.accuracy)} accuracy"
            )
        else:
            reason = (
                f"only cuts `{looks[places[planted.source]].name}` into {planted.levels} ranges"
            )
        guesses[places[j]] = Guess(role="assignment", reason=reason)
    return guesses


def _may_be_planted(look: Look) -> bool:
    low, high = LEVELS
    if not look.whole or not look.few(high, low):
        return False
    return not any(says(look.phrase, k) for k in _REAL_FIGURES)


def _sample(looks: Sequence[Look], places: Sequence[int]) -> npt.NDArray[np.float64]:
    """Take some thousand rows of the features, gaps filled with the median."""
    columns = []
    for look in (looks[i] for i in places):
        numbers = look.typed.numbers
        if numbers is not None:
            taken = numbers.gather_every(max(1, look.rows // _SAMPLE))
            columns.append(taken.fill_null(taken.median()).fill_null(0.0).to_numpy())
    return np.column_stack(columns)
