"""Which columns describe the place where people live, and not the people?

A district's average salary is the same for everybody there. It is known by being constant within a
column of places; by its heading; or with others that all split the customers alike, as figures do
that were joined from a table of places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Count, say
from finseg.maths.arrays import Ints
from finseg.records.dataset import Confidence
from finseg.understand.guess import Guess
from finseg.understand.table_sample import Holding, TableSample, count_levels

_FEWEST_PLACES = 5
_FEWEST_FIGURES = 3  # different ones; two are a yes and a no
_PER_PLACE = 4  # customers, on average
_ALIKE = 3  # columns that split the customers alike


def find_area_figures(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find the figures of places among the features."""
    places = [p for p, look in enumerate(sample.looks) if _names_places(sample, guesses, p)]
    features = [
        p
        for p, guess in enumerate(guesses)
        if guess.role == "feature" and not sample.looks[p].has_few_values(2)
    ]
    blocks = _find_alike(sample, features)
    for feature in features:
        look = sample.looks[feature]
        held = ((p, _measure_constancy(sample, p, feature)) for p in places)
        where, found = next(((p, f) for p, f in held if f is not None), (None, None))
        word = look.says("area")
        if where is not None and found is not None:
            reason = say(
                "the same for everybody in one {place}{exceptions}: a figure of the place",
                place=ColumnName(sample.looks[where].name),
                exceptions=found.write_exceptions(),
            )
        elif word and not look.says("id"):
            reason = say("a figure of a place: `{word}` in the heading", word=word)
        elif feature in blocks:
            reason = say(
                "splits the customers into the same {groups} as {others} others do: figures of "
                "groups, such as places",
                groups=Count(count_levels(sample.get_levels(feature)), "group"),
                others=Count(blocks[feature] - 1),
            )
        else:
            continue
        sure: Confidence = "fair" if where is not None or word else "low"
        yield feature, Guess(role="descriptor", reason=reason, confidence=sure, code="area")


def _names_places(sample: TableSample, guesses: Sequence[Guess], place: int) -> bool:
    look = sample.looks[place]
    if guesses[place].role not in ("descriptor", "ignore", "id") or not look.present:
        return False
    if not (look.says("place") or look.says("postal")):
        return False
    return _has_places_enough(sample.get_levels(place))


def _has_places_enough(levels: Ints) -> bool:
    there = int((levels >= 0).sum())
    groups = count_levels(levels)
    return groups >= _FEWEST_PLACES and there >= _PER_PLACE * groups


def _measure_constancy(sample: TableSample, place: int, feature: int) -> Holding | None:
    if count_levels(sample.get_levels(feature)) < _FEWEST_FIGURES:
        return None
    return sample.measure_determination(place, feature)


def _find_alike(sample: TableSample, features: Sequence[int]) -> dict[int, int]:
    """Return the columns that split the customers alike, with how many of them there are."""
    by_split: dict[bytes, list[int]] = {}
    for place in features:
        look = sample.looks[place]
        if look.distinct is None or look.distinct < _FEWEST_PLACES or look.whole:
            continue
        levels = sample.get_levels(place)
        if _has_places_enough(levels):
            by_split.setdefault(_number_groups(levels).tobytes(), []).append(place)
    found = (group for group in by_split.values() if len(group) >= _ALIKE)
    confirmed = (_confirm_split(sample, group) for group in found)
    return {place: len(group) for group in confirmed if len(group) >= _ALIKE for place in group}


def _confirm_split(sample: TableSample, group: list[int]) -> list[int]:
    """Keep the columns that split all rows as the first one does."""
    if sample.rows is None:
        return group
    first, *others = group
    return [
        first,
        *(
            place
            for place in others
            if sample.measure_determination(first, place)
            and sample.measure_determination(place, first)
        ),
    ]


def _number_groups(levels: Ints) -> Ints:
    """Return the levels numbered by where each stands first, so that equal splits look equal."""
    _, first, inverse = np.unique(levels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[inverse], dtype=np.int64)
