"""Which figures stand for something else: -1 for "never", 999999 for "unknown"?

Numbers in, suspects with their evidence out; and `blank_values`, which turns values into gaps where
a rule or the settings say so. Finding a suspect changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from finseg.understand.column_types import Typed
from finseg.vocabulary.missing_values import count_spellings, fold_case, sort_counts

_LONE_NEGATIVES = frozenset(
    [-1.0, *(-float(d * n) for n in range(1, 10) for d in "789")]  # -9, -88, -999 …
)
_HIGH = frozenset(
    [float(d * n) for n in range(2, 13) for d in "6789"]
    + [10.0**n - k for n in range(2, 9) for k in (2, 3, 4)]  # surveys and bureaus: 9996 … 9999
    + [float("9" * n + ".99") for n in range(2, 8)]
    + [2.0**31 - 1, 2.0**15 - 1, 2.0**32 - 1, 2.0**63]
)
_CODES = sorted(_LONE_NEGATIVES | _HIGH)
_ISOLATED = 0.5  # of the code: nothing else lies above this
_SHORT_HIGH = 100.0  # 66 … 99 may be a real figure: these must be frequent
_FREQUENT = 0.005  # share of the values
_FEWEST = 5
_SPIKE = 10.0  # times as frequent as any other value: a code in the middle of the range
_CONTINUOUS = 50  # different values from which on a pile at the end is no scale
_NEAR_END = 0.1  # of the range: the neighbours a pile is compared with
_DATES = r"^(?:1753-01-01|1899-12-3[01]|1900-01-0[01]|1970-01-01|0001-01-01|(?:2999|9999)-12-31|(?:0?1[/.-]0?1[/.-](?:1900|1970|1753|0001))|(?:31[/.-]12[/.-](?:2999|9999))|(?:12[/.-]31[/.-](?:2999|9999)))(?:[ T].*)?$"  # noqa: E501
_FEWEST_DATES = 2  # somebody may be born on one of these days


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A value that may stand for something else, and why it is thought so."""

    value: float
    count: int
    reason: str  # "stands alone at the end of the range"


def find_sentinels(numbers: pl.Series) -> tuple[Suspect, ...]:
    """Return the values that seem to stand for something else, the most frequent first.

    A lone negative code where nothing else is negative; a code of nines, eights, sevens or sixes
    (or a computer's largest integer) more than twice as high as everything else; or such a code
    within the range, ten times as frequent as any other value.
    """
    present = numbers.drop_nulls()
    counts = _count_codes(present)
    if not counts:
        return ()
    found = _find_lone_negatives(counts, present) + _find_lone_highs(counts, present)
    alone = {suspect.value for suspect in found}
    inside = {v: n for v, n in counts.items() if v not in alone}
    found += _find_spikes(inside, present)
    return tuple(sorted(found, key=lambda s: (-s.count, s.value)))


def _count_codes(present: pl.Series) -> dict[float, int]:
    """Count the codes within the range that may be told of: one comparison for each of these."""
    low, high = _find_smallest(present), _find_largest(present)
    least = 0.0 if high in _HIGH else _SHORT_HIGH  # short ones stand alone, or not at all
    codes = [c for c in _CODES if low <= c <= high and (c < 0 or c >= least)]
    if not codes:
        return {}
    values = pl.DataFrame({"value": present})
    counts = values.select((pl.col("value") == code).sum().alias(f"{code}") for code in codes)
    return {code: n for code, n in zip(codes, counts.row(0), strict=True) if n}


def _drop_codes(present: pl.Series) -> pl.Series:
    return present.filter(~present.is_in(_CODES))


def _find_lone_negatives(counts: dict[float, int], present: pl.Series) -> list[Suspect]:
    negative = sorted(v for v in counts if v < 0)
    below = int((present < 0).sum()) if negative else 0
    if not negative or below > sum(counts[v] for v in negative) or below == len(present):
        return []
    reason = "stands alone, as nothing else is negative"
    return [Suspect(value=v, count=counts[v], reason=reason) for v in negative]


def _find_lone_highs(counts: dict[float, int], present: pl.Series) -> list[Suspect]:
    """Return the codes that lie more than twice as high as everything that is no code."""
    if _find_largest(present) not in counts:
        return []  # what is no code lies as high
    rest = _drop_codes(present)
    if not len(rest):
        return []
    reason = "stands alone at the end of the range"
    return [
        Suspect(value=value, count=count, reason=reason)
        for value, count in counts.items()
        if value > 0
        and _find_largest(rest) < _ISOLATED * value
        and (value >= _SHORT_HIGH or _is_frequent(count, len(present)))
    ]


def _find_spikes(inside: dict[float, int], present: pl.Series) -> list[Suspect]:
    rows = len(present)
    frequent = {v: n for v, n in inside.items() if abs(v) >= _SHORT_HIGH and _is_frequent(n, rows)}
    if not frequent:
        return []
    rest = _drop_codes(present)
    usual = _count_most_frequent(rest.filter(rest != 0))
    reason = "far more frequent than any other value"
    spikes = {v: n for v, n in frequent.items() if n >= _SPIKE * usual}
    return [Suspect(value=v, count=n, reason=reason) for v, n in spikes.items()]


def find_caps(numbers: pl.Series) -> tuple[Suspect, ...]:
    """Return the ends of the range where values pile up: a limit was reached, or figures were cut.

    Zero is no cap, and a scale of few values has none.
    """
    present = numbers.drop_nulls()
    low, high = _find_smallest(present), _find_largest(present)
    if not high > low:
        return ()
    found = []
    for end, word in ((high, "highest"), (low, "lowest")):
        count = int((present == end).sum())
        if end == 0 or not _is_frequent(count, len(present)):
            continue
        near = present.filter(
            ((present - end).abs() <= _NEAR_END * (high - low)) & (present != end)
        )
        if count >= _SPIKE * max(_count_most_frequent(near), 1) / 2 and _has_many_values(present):
            found.append(Suspect(value=end, count=count, reason=f"is the {word} value"))
    return tuple(found)


def _has_many_values(present: pl.Series) -> bool:
    sample = present.gather_every(max(1, len(present) // 5000))
    return sample.n_unique() > _CONTINUOUS


def _count_most_frequent(values: pl.Series) -> int:
    if not len(values):
        return 0
    counts = values.alias("value").value_counts()["count"].max()
    return counts if isinstance(counts, int) else 0


def _is_frequent(count: int, rows: int) -> bool:
    return count >= max(_FEWEST, _FREQUENT * rows)


def _find_largest(numbers: pl.Series) -> float:
    value = numbers.max()
    return value if isinstance(value, float) else -math.inf


def _find_smallest(numbers: pl.Series) -> float:
    value = numbers.min()
    return value if isinstance(value, float) else math.inf


def find_main_sentinel(numbers: pl.Series) -> float | None:
    """Return the most frequent value that stands alone and for something else, or None."""
    return next((suspect.value for suspect in find_sentinels(numbers)), None)


def find_date_sentinels(text: pl.Series) -> tuple[tuple[str, int], ...]:
    """Return the dates that stand for "none" (1900-01-01, 9999-12-31), where they repeat."""
    found = count_spellings(text.filter(text.str.contains(_DATES).fill_null(value=False)))
    return tuple((date, count) for date, count in found if count >= _FEWEST_DATES)


def blank_values(typed: Typed, values: Collection[float | str]) -> Typed:
    """Turn values into gaps, counted under their spelling.

    Parameters
    ----------
    typed : Typed
        A column as it was read; it is not changed.
    values : collection of float or str
        Numbers are compared with the numbers of the column, texts with its texts.

    """
    if not values:
        return typed
    numbers = [float(v) for v in values if not isinstance(v, str)]
    words = [v.strip().lower() for v in values if isinstance(v, str)]
    if typed.numbers is None:
        words += [f"{n:.15g}" for n in numbers]
    hit = fold_case(typed.text).is_in(words).fill_null(value=False)
    if typed.numbers is not None:
        hit = hit | typed.numbers.is_in(numbers).fill_null(value=False)
    if not hit.any():
        return typed
    blanked = count_spellings(typed.text.filter(hit))
    spelled = dict(typed.spellings)
    for word, count in blanked:
        spelled[word] = spelled.get(word, 0) + count
    unreadable = typed.unreadable
    return replace(
        typed,
        written=typed.text.set(hit, None),
        numbers=None if typed.numbers is None else typed.numbers.set(hit, None),
        unreadable=None if unreadable is None else unreadable & ~hit,
        spellings=sort_counts(spelled),
        sentinels=(*typed.sentinels, *blanked),
    )
