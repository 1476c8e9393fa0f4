"""Which columns did an earlier run of finseg write?

`segment`, `name`, `margin`, `second` and `flags` side by side, or those of `offers.csv`, whatever
was put before or behind their names when tables were joined; and, under any name, a second choice:
the same few levels as another column, and in no row the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Names, say
from finseg.understand.guess import Guess
from finseg.understand.table_sample import TableSample, count_levels

# What this product writes beside the customers' own columns, and how many of them must be there.
_FILES: tuple[tuple[frozenset[str], frozenset[str], int], ...] = (
    (
        frozenset(("segment", "margin", "second")),
        frozenset(("row", "segment", "name", "margin", "second", "flags", "why")),
        3,
    ),
    (
        frozenset(("segment", "rank", "product")),
        frozenset(
            ("row", "segment", "name", "rank", "product", "offer", "fit", "reason", "reasons",
             "campaign", "priority", "channel", "next", "score", "value", "kind", "why", "guards"),
        ),
        3,
    ),
)  # fmt: skip
_ENOUGH_ROWS = 50
_MOST_LEVELS = 50
_EXPECTED = 12.0  # rows in which chance would agree: none has a chance of e^-12, 1 in 160,000


def find_own_outputs(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find the columns of an earlier run by their names, then by what they hold."""
    named = dict(_find_by_names(sample, guesses))
    yield from named.items()
    yield from (
        (place, guess) for place, guess in _find_by_values(sample, guesses) if place not in named
    )


def _find_by_names(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    phrases = [look.phrase for look in sample.looks]
    for needed, known, least in _FILES:
        added = _find_common_affix(phrases, needed)
        if added is None:
            continue
        begin, end = added
        found = {
            place: word
            for place, phrase in enumerate(phrases)
            for word in [_strip_affix(phrase, begin, end)]
            if word in known and guesses[place].role not in ("id", "personal")
        }
        if len(set(found.values())) >= least:
            names = Names(tuple(sample.looks[place].name for place in found))
            reason = say("an earlier run of finseg wrote it: {names} side by side", names=names)
            for place in found:
                yield place, Guess(role="assignment", reason=reason, code="own output")


def _find_common_affix(phrases: Sequence[str], needed: frozenset[str]) -> tuple[str, str] | None:
    """Find what was put before or behind all the names that are needed, such as `feb`."""
    first = min(needed)
    there = set(phrases)
    for phrase in phrases:
        words = phrase.split()
        for place in (i for i, word in enumerate(words) if word == first):
            begin, end = " ".join(words[:place]), " ".join(words[place + 1 :])
            if all(" ".join(filter(None, (begin, word, end))) in there for word in needed):
                return begin, end
    return None


def _strip_affix(phrase: str, begin: str, end: str) -> str:
    if begin and not phrase.startswith(f"{begin} "):
        return phrase  # what nothing was put before stands under its own name
    inner = phrase[len(begin) :].strip()
    return inner[: -len(end)].strip() if end and inner.endswith(f" {end}") else inner


def _find_by_values(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find two columns with the same levels that agree in no row, and what follows from them."""
    places = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role in ("feature", "descriptor", "assignment", "existing")
        and look.has_few_values(_MOST_LEVELS, 3)
        and look.present == look.rows >= _ENOUGH_ROWS
    ]
    by_levels: dict[tuple[str, ...], list[int]] = {}
    for place in places:
        text = sample.take(sample.looks[place].typed.text)
        by_levels.setdefault(tuple(text.unique().sort()), []).append(place)
    for group in by_levels.values():
        if len(group) == 2 and _never_agree(sample, *group):
            yield from _name_choice_columns(sample, guesses, group)


def _never_agree(sample: TableSample, first: int, second: int) -> bool:
    """Tell, from all rows, that two columns never have the same level, where chance would often."""
    one, two = (sample.get_levels(place) for place in (first, second))
    by_chance = float(np.bincount(one) / len(one) @ np.bincount(two)) if len(one) else 0.0
    if by_chance < _EXPECTED or bool((one == two).any()):
        return False
    texts = (sample.looks[place].typed.text for place in (first, second))
    return sample.rows is None or not bool((next(texts) == next(texts)).any())


def _name_choice_columns(
    sample: TableSample, guesses: Sequence[Guess], group: Sequence[int]
) -> Iterator[tuple[int, Guess]]:
    first, second = (ColumnName(sample.looks[place].name) for place in group)
    reason = say(
        "a first and a second choice of segments: {first} and {second} have the same levels, and "
        "never the same one",
        first=first,
        second=second,
    )
    made = Guess(role="assignment", reason=reason, confidence="fair", code="own output")
    beside = range(min(group) - 3, max(group) + 4)
    for place in {*group, *beside} & set(range(len(sample.looks))):
        if place in group or _follows_from_choice(sample, guesses, place, group):
            yield place, made


def _follows_from_choice(
    sample: TableSample, guesses: Sequence[Guess], place: int, group: Sequence[int]
) -> bool:
    """Tell a margin (a share, beside the choice) and the name of a segment."""
    look, role = sample.looks[place], guesses[place].role
    if role == "feature" and not look.whole and look.lowest >= 0 and look.highest <= 1:
        between = min(group) <= place <= max(group)
        return between or np.min(np.abs(np.asarray(group) - place)) == 1
    levels = sample.get_levels(place) if role == "descriptor" and not look.is_number else None
    return levels is not None and any(
        count_levels(levels) == count_levels(sample.get_levels(one))
        and sample.measure_determination(one, place) is not None
        for one in group
    )
