"""Which columns only say again what a protected column says?

Another coding of it, bands of it, or levels each of which stands with one protected level alone;
and figures that rise and fall with an age: years of experience are age by another name. What a
protected attribute determines is protected too: clustering on it would cluster on that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Number, Said, say
from finseg.maths.arrays import Floats, Ints
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.table_sample import Holding, TableSample

_FEWEST_ROWS = 50
_MOST_LEVELS = 30
_MOST_AGES = 150
_OTHERS = 20  # rows beside the commonest level, so that chance does not agree so often
_PER_LEVEL = 4  # rows for each protected level, on average
_ALONG = 0.95  # correlation of the ranks, in size, from which on a figure is an age by another name


def find_protected_proxies(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find columns that a protected one determines, or that determine a protected one."""
    looks = sample.looks
    ages = [place for place, look in enumerate(looks) if _holds_ages(look, guesses[place])]
    sources = [
        place
        for place, look in enumerate(looks)
        if (guesses[place].role == "protected" and look.has_few_values(_MOST_LEVELS, 2))
        or (place in ages and look.has_few_values(_MOST_AGES, 10))
    ]
    if not sources and not ages:
        return
    for place, look in enumerate(looks):
        if guesses[place].role not in ("feature", "descriptor") or place in {*sources, *ages}:
            continue
        reason = None
        if look.has_few_values(_MOST_LEVELS, 2):
            reason = _find_repeated(sample, place, sources)
        if reason is None and guesses[place].role == "feature" and look.is_number:
            reason = _find_age_alongside(sample, place, ages)
        if reason is not None:
            yield place, Guess(role="protected", reason=reason, code="proxy")


def _holds_ages(look: Look, guess: Guess) -> bool:
    named = bool(look.says("age")) or guess.code == "birth year"
    return named and look.is_number and guess.role in ("feature", "descriptor", "protected")


def _find_repeated(sample: TableSample, place: int, sources: Sequence[int]) -> Said | None:
    for source in sources:
        found = _measure_repetition(sample, source, place)
        if found is not None:
            return say(
                "says again what {source} says, which is protected{exceptions}",
                source=ColumnName(sample.looks[source].name),
                exceptions=found.write_exceptions(),
            )
    return None


def _measure_repetition(sample: TableSample, source: int, place: int) -> Holding | None:
    """Find bands of many ages, or one level for each; or levels that stand with one alone."""
    levels, protected = sample.get_levels(place), sample.get_levels(source)
    there = (protected >= 0) & (levels >= 0)
    own, other = protected[there], levels[there]
    if len(own) < max(_FEWEST_ROWS, _PER_LEVEL * len(np.unique(own))):
        return None
    if min(_count_others(own), _count_others(other)) < _OTHERS:
        return None
    found = sample.measure_determination(source, place)
    if found is None and sample.looks[source].has_few_values(_MOST_LEVELS):
        found = sample.measure_determination(place, source)
    return found


def _count_others(levels: Ints) -> int:
    """Count the rows that do not have the commonest level."""
    return len(levels) - int(np.bincount(levels).max())


def _find_age_alongside(sample: TableSample, place: int, ages: Sequence[int]) -> Said | None:
    for age in ages:
        r = _correlate_ranks(sample, place, age)
        if abs(r) >= _ALONG and sample.rows is not None:
            r = _correlate_ranks(sample.whole, place, age)
        if abs(r) >= _ALONG:
            name = ColumnName(sample.looks[age].name)
            return say(
                "an age by another name: it {moves} (correlation of the ranks {r})",
                moves=say("rises and falls with {age}", age=name)
                if r > 0
                else say("falls where {age} rises", age=name),
                r=Number(r, 3),
            )
    return None


def _correlate_ranks(sample: TableSample, place: int, age: int) -> float:
    """Return the correlation of the ranks, equal values in the middle of theirs; 0 for none."""
    one, two = sample.get_levels(place), sample.get_levels(age)
    there = (one >= 0) & (two >= 0)
    if int(there.sum()) < _FEWEST_ROWS:
        return 0.0
    one, two = one[there], two[there]
    if not (np.ptp(one) and np.ptp(two)):
        return 0.0
    return float(np.corrcoef(_rank_rows(one), _rank_rows(two))[0, 1])


def _rank_rows(levels: Ints) -> Floats:
    rows = np.bincount(levels)
    return np.asarray((np.cumsum(rows) - rows / 2)[levels])
