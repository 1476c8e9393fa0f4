"""What does this column of figures measure?

A look and its unit in; a quantity in a bank's words out, with its reason and how sure that is. The
heading proposes (`words.toml`), the range of the values agrees or objects. A guess decides which
domain rules speak about a column; it never changes a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from finseg.document.numbers import Unit
from finseg.document.said import (
    NOTHING,
    Exact,
    Number,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.records.dataset import Confidence
from finseg.records.measure import Quantity
from finseg.understand.column_summary import Look
from finseg.understand.units import list_possible_units
from finseg.understand.wording import find_other_head, find_other_owner, names_level

Nature = Literal["money", "time", "share", ""]

# Every quantity, and what its figures are in. The first whose words stand in the heading decides: a
# "loan to income ratio" is a ratio before it is a loan, a "savings balance" savings before it is a
# balance.
NATURES: dict[Quantity, Nature] = {
    "birth year": "",
    "credit score": "",
    "score": "",
    "utilisation": "share",
    "interest rate": "",
    "frequency": "share",
    "count": "",
    "ratio": "share",
    "arrears": "",
    "recency": "time",
    "employment": "time",
    "tenure": "time",
    "age": "",
    "duration": "time",
    "available credit": "money",
    "limit": "money",
    "spending": "money",
    "instalment": "money",
    "payment": "money",
    "property": "money",
    "income": "money",
    "savings": "money",
    "investment": "money",
    "premium": "money",
    "fees": "money",
    "loan": "money",
    "debt": "money",
    "balance": "money",
}

# Ranges in use, the narrowest first: (whose, lowest, highest). FICO and VantageScore 3+; TransUnion
# CIBIL and the other Indian bureaus; Experian UK to 2025; Equifax UK and Serasa; Experian UK since.
SCALES: tuple[tuple[str, float, float], ...] = (
    ("FICO", 300.0, 850.0),
    ("CIBIL", 300.0, 900.0),
    ("0 to 1", 0.0, 1.0),
    ("0 to 100", 0.0, 100.0),
    ("Experian UK", 0.0, 999.0),
    ("Equifax UK", 0.0, 1000.0),
    ("Experian UK since 2025", 0.0, 1250.0),
)
_NAMED_SCALES = {
    "cibil": 1, "crif": 1, "fico": 0, "vantage": 0, "vantagescore": 0, "beacon": 0, "schufa": 3,
    "serasa": 5,
}  # fmt: skip
_INSIDE = 0.95  # share of the values that must lie on a scale for it to be the one
_SMALL_INCOME = 1000.0  # no income of a month or a year in any large currency
MULTIPLES: dict[str, Unit] = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "ths", "000", "000s"), "thousands"),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "lpa"), "lakhs"),
}
HIGHEST_MULTIPLE = 20_000.0  # a heading may say k of figures that are written out
_MOST_COUNTABLE = 31.0  # whole numbers up to here may be counted, as days and deposits are
_SHORT_WORD = 4  # letters, up to here an s at the end makes no plural
_MOST_THINGS = 50.0  # whole numbers up to here count things that only a plural names
_UNITS = frozenset(
    ("hours", "minutes", "weeks", "points", "miles", "meters", "metres", "euros", "dollars",
     "thousands", "levels", "codes", "groups", "answers", "dates", "wages", "costs", "sales")
)  # fmt: skip
_NO_THINGS = ("currency", "score", "ranks", "months", "days", "years", "share", "percent", "span")
_HEADS_BEHIND: tuple[Quantity, ...] = (
    "age",
    "employment",
    "tenure",
    "duration",
    "score",
    "credit score",
)
_CODES = 10.0  # on a scale from 300, values up to here are no scores
_MOST_OF_A_SHARE, _MOST_PERCENT = 1.5, 200.0
_MOST_COUNTED = 1e5
_OLDEST, _LONGEST_YEARS = 130.0, 120.0
_EARLIEST, _LATEST = 1890.0, 2030.0  # years of birth
_MOST_AGES = 0.9  # share of the values that must be ages
# "fee amt", "card spend 6m": what it is stands before how much and over which time.
_AMOUNT_BEHIND = re.compile(r" (amt|amnt|amount|val|value)$")
_SPAN_BEHIND = re.compile(
    r" (in |over |last |l|past |prev )*\d+ ?"
    r"(m|mo|mon|mths?|months?|d|days?|w|wks?|weeks?|y|yrs?|years?)$"
)
_WORST = re.compile(
    r"^(?!.*\b(days?|dpd|months?|times|count|num|number)\b).*\b(max|worst|highest|ever)\b"
)
_MOST_STATES = 12  # whole numbers, up to here "worst delinquency" may be a code
_HOW_OFTEN = "frequency of"  # SMS, say: who sends none may call every day
_IN_PERCENT = re.compile(r" (in )?(pct|perc|percent|percentage)$")
_COUNTS_TIME = re.compile(r"(days|weeks|months|hours|minutes) (?!income|salary)")
# "number of days employed" is a time; "number of months" alone, or "times", may be counted.
_COUNTS_UNITS = re.compile(
    r"\b(no|number|num|nb|nr|count|n|anzahl|numero|nombre) (of |de |d )?"
    r"(days?|weeks?|months?|years?|hours?|minutes?|tage|monate|jahre|dias|meses|anos|jours|mois) \w"
)
_TRAILING = re.compile(r"[lqhvp]?\d+[a-z]{0,3}|held|[a-z]")  # "12m" behind a plural
_RELATION = re.compile(r"\b(in|with|about|between|to)\b")  # "interest in products" counts none
_TIMES_BEHIND = re.compile(r"\d+|times?|count|number|num|bounces?|delinq\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityGuess:
    """What a column of figures measures, and why we think so."""

    quantity: Quantity
    unit: Unit
    reason: Text
    confidence: Confidence
    scale: tuple[float, float] | None = None
    scale_doubt: Text = ""  # why it is not known in which multiple the amounts are written

    @property
    def is_doubted(self) -> bool:
        """Whether the values speak against what the heading says."""
        return self.confidence == "low"


def guess_quantity(look: Look, unit: Unit) -> QuantityGuess:
    """Guess what a column of numbers measures."""
    for quantity in NATURES:
        word = _find_word(quantity, look)
        if word and _can_be_quantity(quantity, look):
            return _assess_quantity(quantity, look, unit, word)
    if counts_several(look):
        reason = join_said(["things in the plural, and whole numbers", _write_usual_range(look)])
        return QuantityGuess(quantity="count", unit="count", reason=reason, confidence="fair")
    reason = join_said(["no word in the heading names a quantity", _write_usual_range(look)])
    sure: Confidence = "fair" if unit not in ("none", "score") else "low"
    return QuantityGuess(quantity="none", unit=unit, reason=reason, confidence=sure)


def counts_several(look: Look) -> bool:
    """Tell small whole numbers from 0 or 1 below a plural that is no unit: `handsets`."""
    last = [word for word in look.phrase.split() if not _TRAILING.fullmatch(word)][-1:] or [""]
    plural = last[0].endswith("s") and not last[0].endswith(("ss", "us", "is"))
    if not plural or len(last[0]) <= _SHORT_WORD or last[0] in _UNITS:
        return False
    if any(map(look.says, _NO_THINGS)) or _RELATION.search(look.phrase):
        return False
    return look.whole and look.lowest in (0.0, 1.0) and look.usual[1] <= _MOST_THINGS


def _find_word(quantity: Quantity, look: Look) -> str:
    """Return the words by which a heading names a quantity.

    A rate in percent is still a rate, and an amount over some months still one of its kind.
    """
    kind = quantity.replace(" ", "_")
    word = look.says(kind)
    if not word and NATURES[quantity] == "money":
        named = _SPAN_BEHIND.sub("", look.phrase)
        known = look.vocabulary
        return known.says(named, kind) or known.says(_AMOUNT_BEHIND.sub("", named), kind)
    if word or quantity not in ("utilisation", "interest rate"):
        return word
    return look.vocabulary.says(_IN_PERCENT.sub("", look.phrase), kind)


def use_quantity_setting(quantity: Quantity, look: Look, unit: Unit) -> QuantityGuess:
    """Return a quantity that the settings name; only its unit and scale are still guessed."""
    told = _assess_quantity(quantity, look, unit, "")
    return QuantityGuess(
        quantity=quantity,
        unit=told.unit,
        reason="set in the settings",
        confidence="given",
        scale=told.scale,
    )


def _can_be_quantity(quantity: Quantity, look: Look) -> bool:
    """Tell whether the values can be this at all, so that the next word may be tried."""
    if quantity == "count":
        counted = look.whole and look.usual[1] <= _MOST_COUNTED and not _is_share_column(look)
        return counted and not _counts_something_else(look)
    if quantity == "arrears" and look.says("recency"):
        return False  # months since somebody was behind
    if quantity == "birth year":
        return look.whole and is_birth_year_range(look.usual)
    if quantity == "frequency":
        return not look.whole or look.usual[1] <= _MOST_OF_A_SHARE
    # A code such as 999 for a few makes no other thing of an age: a rule speaks of the code.
    return (
        quantity not in ("interest rate", "age")
        or (quantity == "interest rate" and look.usual[1] <= _MOST_PERCENT)
        or (quantity == "age" and _compute_share_between(look, 0.0, _OLDEST) >= _MOST_AGES)
    )


def _counts_something_else(look: Look) -> bool:
    """Tell a heading with a word of counting that counts time, numbers levels, or is an amount."""
    return bool(
        _COUNTS_UNITS.search(look.phrase)
        or names_level(look.phrase, look.vocabulary)
        or (look.says("amount_first") and not look.says("counting"))
        or _is_object(look.phrase, look.says("count"))
    )


def _is_object(phrase: str, word: str) -> bool:
    """Tell whether what could be counted is only what the heading is about."""
    before, found, _ = f" {phrase} ".rpartition(f" {word} ")
    return bool(found) and bool(_RELATION.search(before))


def is_birth_year_range(usual: tuple[float, float]) -> bool:
    """Tell whether a usual range may be one of years of birth."""
    return _EARLIEST <= usual[0] <= usual[1] <= _LATEST


def _is_share_column(look: Look) -> bool:
    return bool(look.says("ratio") or look.says("utilisation")) and look.usual[1] <= 1


def _assess_quantity(quantity: Quantity, look: Look, unit: Unit, word: str) -> QuantityGuess:
    said = f"`{word}` in the heading"
    if quantity == "credit score":
        return _assess_credit_score(look, said)
    if quantity == "score" and _is_on_bureau_scale(look):
        return replace(_assess_credit_score(look, said), confidence="fair")
    unit = _infer_unit(quantity, look, unit)
    objection = _find_objection(quantity, look, unit) or _find_other_thing(quantity, look, word)
    doubt = NOTHING if objection else _write_doubt(quantity, look, unit, word)
    multiple = _write_multiple(quantity, look, unit)
    agreed = NOTHING if objection or doubt else _write_usual_range(look)
    return QuantityGuess(
        quantity=quantity,
        unit=unit,
        reason=join_said([said, multiple or agreed], ", ")
        if agreed
        else join_said([said, objection, doubt]),
        confidence="low" if objection else "fair" if doubt else "high",
        scale_doubt=multiple if unit == "none" else "",
    )


def _find_other_thing(quantity: Quantity, look: Look, word: str) -> Said:
    """Say that the heading speaks of another thing beside the quantity, or nothing."""
    if not word:
        return NOTHING
    if NATURES.get(quantity) == "money" and _COUNTS_TIME.match(look.phrase):
        return say("but the heading counts a time")
    if quantity == "age":
        whose = find_other_owner(look.phrase, word, look.vocabulary)
        if whose:
            return say(f"but it may be the age of `{whose}`")
    if NATURES.get(quantity) == "money" or quantity in _HEADS_BEHIND:
        head = find_other_head(look.phrase, word, look.vocabulary)
        if head and not _stands_first(look, word):
            return say(f"but the heading goes on with `{head}`")
    few = look.whole and look.usual[1] <= _MOST_COUNTABLE
    if NATURES.get(quantity) == "money" and few and not _says_multiple(look):
        return say("but {values} may count things", values=_write_values(look))
    return NOTHING


def _stands_first(look: Look, word: str) -> bool:
    """Tell a word of a language in which the thing comes first: `revenu fiscal`."""
    return look.phrase.startswith(f"{word} ") and bool(look.vocabulary.says(word, "head_first"))


def find_multiple(phrase: str) -> str:
    """Return the word by which a heading says thousands or lakhs, or nothing."""
    words = phrase.split()
    return next((w for w in words if w in MULTIPLES and (len(w) > 1 or w == words[-1])), "")


def _says_multiple(look: Look) -> bool:
    return bool(find_multiple(look.phrase))


def _write_doubt(quantity: Quantity, look: Look, unit: Unit, word: str) -> Said:
    """Say what nobody can tell from heading and values, or nothing."""
    values = _write_values(look)
    if word and _stands_first(look, word) and find_other_head(look.phrase, word, look.vocabulary):
        return say("and the heading goes on with other words")
    if quantity == "count" and word == _HOW_OFTEN:
        return say("{values}, of one of the things that people do", values=values)
    if unit == "none" and NATURES.get(quantity) == "time":
        return say("{values}, and nothing says whether in days, months or years", values=values)
    return NOTHING


def _write_multiple(quantity: Quantity, look: Look, unit: Unit) -> Said:
    """Say in which multiple amounts are written, or that it is not known; mostly nothing.

    It is income all the same: of two columns in one unknown multiple a ratio is known.
    """
    values = _write_values(look)
    if unit in ("thousands", "lakhs"):
        return say("{values}: in {unit}, as the heading says", values=values, unit=unit)
    if quantity == "income" and 0 < look.usual[1] < _SMALL_INCOME:
        return say("{values}: in thousands, it seems, so shown without a currency", values=values)
    return NOTHING


def _write_usual_range(look: Look) -> Said:
    """Say the usual range; the extremes are single customers'."""
    low, high = _type_usual_ends(look)
    return say("values mostly {low} … {high}", low=low, high=high)


def _write_values(look: Look) -> Said:
    """Say the same within a sentence, which stays whole where the range may not be shown."""
    low, high = _type_usual_ends(look)
    return say("values{range}", range=clause(" mostly {low} … {high}", low=low, high=high))


def _type_usual_ends(look: Look) -> tuple[Exact, Exact]:
    """Return both ends of the usual range, each with the customers beyond it: one in a hundred."""
    beyond = max(1, look.sampled // 100)
    low, high = look.usual
    return Exact(low, 4, customers=beyond), Exact(high, 4, customers=beyond)


def _infer_unit(quantity: Quantity, look: Look, unit: Unit) -> Unit:
    """Give the unit that goes with a quantity where the words gave none."""
    if NATURES.get(quantity) == "money":
        # "income month" is an income per month, not a number of months.
        other: tuple[Unit, ...] = ("none", "count", "months", "years", "days")
        unit = "currency" if unit in other and _are_amounts(look) else unit
        return _infer_multiple(quantity, look) if unit == "currency" else unit
    if quantity == "age":
        return "years"
    if quantity == "arrears" and unit in ("none", "days"):
        return _infer_arrears_unit(look, unit)
    return _infer_unsaid_unit(quantity, look) if unit == "none" else unit


def _infer_unsaid_unit(quantity: Quantity, look: Look) -> Unit:
    """Give the unit that only the quantity and the size of the values tell."""
    if quantity == "count":
        return "count"
    if NATURES.get(quantity) == "time":
        if look.says("years"):
            return "none"  # a few values that stand for something else make no days of years
        possible = list_possible_units(look.usual[1])
        return possible[0] if len(possible) == 1 else "none"
    if quantity in ("utilisation", "interest rate"):
        return "share" if look.usual[1] <= _MOST_OF_A_SHARE else "percent"
    return "none"


def _infer_multiple(quantity: Quantity, look: Look) -> Unit:
    """Say what money is counted in: the heading says thousands, or an income can be no amount."""
    said = [MULTIPLES[word] for word in look.phrase.split() if word in MULTIPLES]
    if said and look.usual[1] < HIGHEST_MULTIPLE:
        return said[0]
    return "none" if quantity == "income" and 0 < look.usual[1] < _SMALL_INCOME else "currency"


def _are_amounts(look: Look) -> bool:
    return max(abs(look.usual[0]), abs(look.usual[1])) > _MOST_OF_A_SHARE


def _infer_arrears_unit(look: Look, unit: Unit) -> Unit:
    """Tell days behind from the number of times that someone was behind."""
    if (
        look.whole
        and look.has_few_values(31)
        and any(map(_TIMES_BEHIND.fullmatch, look.phrase.split()))
    ):
        return "count"
    return "days" if look.whole and look.usual[1] <= 3650 else unit


def _find_objection(quantity: Quantity, look: Look, unit: Unit) -> Said:
    """Say what in the values speaks against it, or nothing."""
    low, high = look.usual
    values, nature = _write_values(look), NATURES.get(quantity)
    checks: list[tuple[bool, str]] = [
        (nature == "money" and not _are_amounts(look), "cannot be amounts"),
        (quantity in ("income", "limit", "loan") and low < 0, "go below 0"),
        (quantity == "utilisation" and high > _MOST_PERCENT, "cannot be shares"),
        (nature == "share" and high > 1000, "cannot be shares"),
        ((nature == "time" or quantity in ("count", "age")) and low < 0, "go below 0"),
        (unit == "years" and high > _LONGEST_YEARS, "cannot be years"),
        (quantity == "interest rate" and low < -10, "cannot be rates"),
        (quantity == "arrears" and _may_be_states(look), "may be codes of what was worst"),
    ]
    why = next((why for wrong, why in checks if wrong), "")
    return say("but {values} {why}", values=values, why=why) if why else NOTHING


def _may_be_states(look: Look) -> bool:
    few = look.whole and look.has_few_values(_MOST_STATES)
    return few and bool(_WORST.search(look.phrase))


def _assess_credit_score(look: Look, said: str) -> QuantityGuess:
    """Find the scale: the one named, else the narrowest that holds nearly all values."""
    named = next((_NAMED_SCALES[w] for w in look.phrase.split() if w in _NAMED_SCALES), None)
    whose, low, high = SCALES[named] if named is not None else _find_narrowest_scale(look)
    values = _write_values(look)
    if not whose:
        reason = say("{said}; but {values} fit no known scale", said=said, values=values)
        return QuantityGuess(
            quantity="credit score", unit="score", reason=reason, confidence="low", scale=None
        )
    inside = _compute_share_between(look, low, high)
    how = "named" if named is not None else "the narrowest scale that holds them"
    fits = inside >= _INSIDE
    scored = len(_find_scored_values(look, low))  # without the codes for "none"
    beyond = Share(1 - inside, of=scored, digits=0)
    reason = say(
        "{said}, {values}: read as {low}–{high}{whose}, {how}{beyond}",
        said=said,
        values=values,
        low=Number(low, 0),
        high=Number(high, 0),
        whose=say(" ({whose})", whose=whose) if whose[0].isalpha() else NOTHING,
        how=how,
        beyond="" if fits else say(", but {share} of them lie beyond it", share=beyond),
    )
    return QuantityGuess(
        quantity="credit score",
        unit="score",
        reason=reason,
        confidence="high" if fits else "low",
        scale=(low, high),
    )


def _is_on_bureau_scale(look: Look) -> bool:
    """Tell a score from 300 to 850 or 900, codes such as 0 and -1 left aside: a credit bureau's."""
    _, low, high = SCALES[1]
    spread = look.usual[1] - low > (high - low) / 2
    return spread and look.whole and _compute_share_between(look, low, high) >= _INSIDE


def _find_narrowest_scale(look: Look) -> tuple[str, float, float]:
    for whose, low, high in SCALES:
        if _compute_share_between(look, low, high) >= _INSIDE:
            return whose, low, high
    return "", 0.0, 0.0


def _compute_share_between(look: Look, low: float, high: float) -> float:
    """Return the share on a scale; codes below 10, such as -1 for no history, are left aside."""
    scored = _find_scored_values(look, low)
    return int(scored.is_between(low, high).sum()) / max(1, len(scored))


def _find_scored_values(look: Look, low: float) -> pl.Series:
    numbers = look.typed.numbers
    if numbers is None:
        return pl.Series([], dtype=pl.Float64)
    return numbers.filter(numbers > _CODES) if low > _CODES else numbers.drop_nulls()
