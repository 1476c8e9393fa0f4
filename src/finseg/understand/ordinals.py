"""Do the levels of a category have an order?

Levels in, their order with its reason out: bands (`< 25`, `25-34`, `35+`, `Less than $40K`),
numbers beside a word of order (`3 stars`), or words of a known scale (`low`, `medium`, `high`),
which are data (`scales.toml`). Levels such as `Unknown` have no place in an order.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from finseg.records.dataset import Confidence

FEWEST, MOST = 2, 30  # levels that can be put in an order
_LETTERS = "rating"  # the scale made of letters
_BANDS = 3  # bands there must be, so that two codes with a dash are no bands

_UNITS = {
    "k": 1e3, "thousand": 1e3, "tsd": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "mio": 1e6,
    "l": 1e5, "lac": 1e5, "lacs": 1e5, "lakh": 1e5, "lakhs": 1e5, "lpa": 1e5,
    "cr": 1e7, "crore": 1e7, "crores": 1e7, "bn": 1e9,
}  # fmt: skip
_MONEY = re.compile(r"[$€£₹¥%]|\b(?:rs|inr|usd|eur|gbp|chf)\b\.?")
_WORDS_BESIDE = re.compile(
    r"\b(?:years?|yrs?|months?|days?|old|age|aged|anos|jahre|ans|p\.?a\.?|per annum|and|inr)\b"
)
_FIGURE = r"(-?\d+(?:[.,]\d+)*) ?([a-z]+)?"
_RANGE = re.compile(rf"^(?:from |between )?{_FIGURE} ?(?:-|–|—|~|to|bis|a|and|\.\.+|<) ?{_FIGURE}$")
_BELOW = re.compile(
    rf"^(?:<=?|≤|less than|lower than|under|below|up ?to|upto|at most|till|unter|bis|menos de|"
    rf"ate|moins de|younger than) ?{_FIGURE}$|^{_FIGURE} ?(?:or|&) ?(?:less|below|under|younger)$"
)
_ABOVE = re.compile(
    rf"^(?:>=?|≥|more than|greater than|over|above|at least|from|ueber|über|uber|ab|mais de|mas de|"
    rf"plus de|older than) ?{_FIGURE}$"
    rf"|^{_FIGURE} ?(?:\+|plus|(?:or|&)? ?(?:more|above|over|older|up))$"
)
_INTERVAL = re.compile(rf"^[\[(] ?{_FIGURE} ?, ?{_FIGURE} ?[\])]$")
_NUMBERED = re.compile(r"^(?:(\d+) ?([a-z ]+)|([a-z ]+?) ?(\d+))$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The levels that have a place in an order, the lowest first."""

    levels: tuple[str, ...]
    reason: str
    confidence: Confidence


@cache
def _load_scales() -> dict[str, Any]:
    text = files("finseg.vocabulary").joinpath("scales.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def find_level_order(levels: Sequence[str]) -> Order | None:
    """Return the order of a category's levels, or None where none is known.

    Examples
    --------
    >>> find_level_order(["high", "low", "Unknown", "medium"]).levels
    ('low', 'medium', 'high')
    >>> find_level_order(["35+", "25-34", "<25"]).levels
    ('<25', '25-34', '35+')

    """
    known = [level for level in levels if not is_unknown(level)]
    if not FEWEST <= len(known) <= MOST:
        return None
    return _order_bands(known) or _order_by_number(known) or _order_by_scale(known)


def find_band_order(levels: Sequence[str]) -> tuple[str, ...]:
    """Return bands of numbers in their order: 16-25, 26-39, 65+; nothing for other levels."""
    order = _order_bands([level for level in levels if not is_unknown(level)])
    return order.levels if order else ()


def is_unknown(level: str) -> bool:
    """Tell whether a level says that nothing is known."""
    return _fold_level(level) in _load_scales()["unknown"]


def find_tiers(levels: Sequence[str]) -> list[str]:
    """Return the levels that are words banks call their tiers by."""
    words = _load_scales()["tiers"]
    return [level for level in levels if _fold_level(level) in words]


def _fold_level(level: str) -> str:
    text = unicodedata.normalize("NFKD", level.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", text).strip()


def _order_bands(levels: Sequence[str]) -> Order | None:
    places = {level: _read_band(level) for level in levels}
    found = {level: place for level, place in places.items() if place is not None}
    if len(found) < len(levels) or len(found) < _BANDS:
        return None
    ordered = sorted(found, key=lambda level: found[level])
    bounds = [found[level] for level in ordered]
    if len(set(bounds)) < len(bounds):
        return None
    overlap = any(one[1] > two[0] + 1e-9 for one, two in pairwise(bounds))
    return Order(
        levels=tuple(ordered),
        reason="bands" + (" that overlap" if overlap else ""),
        confidence="fair" if overlap else "high",
    )


def _read_band(level: str) -> tuple[float, float] | None:
    """Return the lower and upper bound of a band."""
    text = unicodedata.normalize("NFKC", level).casefold()
    text = _WORDS_BESIDE.sub(" ", _MONEY.sub("", text))
    text = re.sub(r"\s+", " ", text).strip()
    for pattern in (_RANGE, _INTERVAL):
        match = pattern.match(text)
        if match:
            return _read_bounds(*match.groups())
    match = _BELOW.match(text)
    if match:
        return float("-inf"), _parse_bound(*_pick_bound(match))
    match = _ABOVE.match(text)
    return (_parse_bound(*_pick_bound(match)), float("inf")) if match else None


def _read_bounds(low: str, low_unit: str, high: str, high_unit: str) -> tuple[float, float] | None:
    """Read both ends; a unit said once holds for both: 40-60K."""
    first, last = _parse_bound(low, low_unit or high_unit), _parse_bound(high, high_unit)
    if first > last:
        first = _parse_bound(low, low_unit)
    return (first, last) if first <= last else None


def _pick_bound(match: re.Match[str]) -> tuple[str, str]:
    number, unit = next(
        (n, u) for n, u in zip(match.groups()[::2], match.groups()[1::2], strict=True) if n
    )
    return number, unit


def _parse_bound(number: str, unit: str | None) -> float:
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))|,(?=\d{2},)", "", number).replace(",", ".")
    try:
        return float(whole) * _UNITS.get(unit or "", 1.0)
    except ValueError:
        return float("nan")


def _order_by_number(levels: Sequence[str]) -> Order | None:
    """Order `1 star`, `2 stars` by their numbers; `Branch 1` is a name."""
    words = _load_scales()["numbered"]["words"]
    numbers: dict[str, int] = {}
    for level in levels:
        match = _NUMBERED.match(_fold_level(level))
        word = (match[2] or match[3]).strip() if match else ""
        if not match or word.split(" ")[-1] not in words:
            return None
        numbers[level] = int(match[1] or match[4])
    if len(set(numbers.values())) < len(numbers):
        return None
    ordered = sorted(numbers, key=lambda level: numbers[level])
    return Order(levels=tuple(ordered), reason="numbered levels", confidence="high")


def _order_by_scale(levels: Sequence[str]) -> Order | None:
    plain = {level: _fold_level(level) for level in levels}
    for name, steps in _load_scales()["scales"].items():
        place = {word: i for i, step in enumerate(steps) for word in step}
        found = {level: place[word] for level, word in plain.items() if word in place}
        if len(found) == len(levels) and len(set(found.values())) >= FEWEST:
            ordered = sorted(found, key=lambda level: found[level])
            alike = len(set(found.values())) < len(found)
            if name == _LETTERS and (alike or max(map(len, plain.values())) == 1):
                continue  # A, B and C may be products; AAA and BB are ratings
            return Order(
                levels=tuple(ordered),
                reason=f"words of {name}" + (", some of them on one step" if alike else ""),
                confidence="fair" if alike or len(levels) == FEWEST else "high",
            )
    return None
