"""Which two columns number people together, so that neither says anything of them?

A number of the household beside a number of the person that starts anew in each; and any two
columns of whole numbers of which no two rows have the same pair, although chance would give many
the same: a shop and the number of the member there, a customer and a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from finseg.document.said import ColumnName, Count, say
from finseg.maths.arrays import Floats, Ints
from finseg.understand.column_summary import Look, count_distinct
from finseg.understand.guess import Guess
from finseg.understand.table_sample import HOLDS, Holding, TableSample, count_rows

_ENOUGH = 100  # rows
_LONGEST_GROUP = 20  # people of one household
_FEWEST_GROUPS = 20
_EXPECTED = 20.0  # equal pairs that chance would give: none has a chance of e^-20
_FEWEST_NUMBERS = 20  # different ones of the finer column; fewer number nobody
_MOST_GROUPS = 100  # of the coarser column, up to here it names groups
_MOST_COLUMNS = 30  # held against one another, all pairs of them


def find_two_column_keys(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find people numbered within households, then other pairs that name each row."""
    places = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role in ("feature", "id", "descriptor")
        and look.whole
        and look.present == look.rows >= _ENOUGH
    ]
    found = dict(_find_household_numbers(sample, guesses, places))
    yield from found.items()
    if not found and not any(g.role == "id" and g.code != "row counter" for g in guesses):
        yield from _find_other_keys(sample, guesses, places)


def _find_household_numbers(
    sample: TableSample, guesses: Sequence[Guess], places: Sequence[int]
) -> Iterator[tuple[int, Guess]]:
    """Find a number of the household beside a number of the person that starts anew in each."""
    looks = sample.looks
    numbered = [p for p in places if guesses[p].role != "descriptor"]
    levels: dict[int, int] = {}
    for person in (place for place in places if _may_count_people(looks[place])):
        numbers = sample.whole.get_numbers(person) - looks[person].lowest
        firsts = int((numbers == 0).sum())
        if firsts < _FEWEST_GROUPS:
            continue
        levels = levels or {place: _count_levels(looks[place]) for place in numbered}
        for household in numbered:
            if household == person or abs(levels[household] - firsts) > (1 - HOLDS) * firsts:
                continue
            found = _measure_numbering(sample.whole.get_levels(household), numbers)
            if found is not None:
                reason = say(
                    "numbers people within {household}{exceptions}: both together name a row",
                    household=ColumnName(looks[household].name),
                    exceptions=found.write_exceptions(),
                )
                yield person, Guess(role="id", reason=reason, confidence="fair", code="number")
                reason = say(
                    "a running number: {person} counts from the start within each{exceptions}",
                    person=ColumnName(looks[person].name),
                    exceptions=found.write_exceptions(),
                )
                yield household, Guess(role="id", reason=reason, confidence="fair", code="number")


def _may_count_people(look: Look) -> bool:
    return look.lowest in (0.0, 1.0) and look.has_few_values(_LONGEST_GROUP, 2)


def _count_levels(look: Look) -> int:
    """Count the different values, all of them."""
    if look.distinct is not None:
        return look.distinct
    return 0 if look.typed.numbers is None else count_distinct(look.typed.numbers)


def _measure_numbering(groups: Ints, numbers: Floats) -> Holding | None:
    """Count where the numbers of a group are not 0, 1, 2 …; None where too often."""
    sizes = np.bincount(groups)
    if sizes.max() < 2:
        return None
    order = np.lexsort((numbers, groups))
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = count_rows(numbers[order] != np.arange(len(groups)) - starts)
    several = int(sizes[sizes > 1].sum())
    return found if found.exceptions <= (1 - HOLDS) * several else None


def _find_other_keys(
    sample: TableSample, guesses: Sequence[Guess], places: Sequence[int]
) -> Iterator[tuple[int, Guess]]:
    """Find two columns no pair of which repeats, where no column names the rows already."""
    usable = [
        place
        for place in places
        if guesses[place].role == "feature" and not sample.looks[place].has_few_values(2)
    ]
    if not 2 <= len(usable) <= _MOST_COLUMNS:
        return
    rows = len(sample.get_levels(usable[0]))
    agree = {place: _compute_agreement(sample.get_levels(place)) for place in usable}
    for one, other in combinations(usable, 2):
        expected = rows * (rows - 1) / 2 * agree[one] * agree[other]
        coarse, fine = sorted((one, other), key=lambda place: -agree[place])
        # Of a key, chance repeats about half of the rows at most, unless few groups have most.
        if not _EXPECTED <= expected <= 2 * rows or not _may_be_key(sample, coarse, fine):
            continue
        pair = (ColumnName(sample.looks[place].name) for place in (coarse, fine))
        reason = say(
            "{coarse} and {fine} together name each row: no pair stands twice, where chance would "
            "give {repeats}",
            coarse=next(pair),
            fine=next(pair),
            repeats=Count(round(expected), "repeat"),
        )
        yield fine, Guess(role="id", reason=reason, confidence="fair", code="number")
        few = sample.looks[coarse].has_few_values(_MOST_GROUPS)
        yield (
            coarse,
            Guess(role="descriptor", reason=reason, confidence="fair", code="coded")
            if few
            else Guess(role="id", reason=reason, confidence="fair", code="number"),
        )
        return


def _compute_agreement(levels: Ints) -> float:
    """Return the share of all pairs of two rows that have the same level."""
    rows = np.bincount(levels).astype(np.float64)
    return float((rows * (rows - 1)).sum() / (len(levels) * (len(levels) - 1)))


def _may_be_key(sample: TableSample, coarse: int, fine: int) -> bool:
    """Tell, from all rows, that no pair of levels stands twice."""
    one, two = sample.get_levels(coarse), sample.get_levels(fine)
    width = int(two.max()) + 1
    if width < _FEWEST_NUMBERS or width * (int(one.max()) + 1) < len(one):
        return False
    if len(np.unique(one * width + two)) < len(one):
        return False
    return sample.rows is None or _may_be_key(sample.whole, coarse, fine)
