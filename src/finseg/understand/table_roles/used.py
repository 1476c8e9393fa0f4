"""Which categories say what customers use, hold, choose or answer?

Looks and guesses in; the role `feature` for categories of words that do, out. Such a category is
known by its heading (product, channel, contract), or by its kin: three columns or more with the
same levels are services, holdings or answers to one battery of questions. What says who somebody
is (education, job, family), where, or what became of them is described and never clustered on
unless somebody asks for it. Numbers of 0 and 1 are left to the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.said import Count, say
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess

_FEWEST = 3  # columns with the same levels, from which on they are a battery
_MOST_ANSWERS = 7  # levels that an answer has
_MOST_LEVELS = 12
_ENOUGH_ROWS = 100  # customers: of fewer, levels say too little to divide them by
_OTHERS = (
    "demographic",
    "place",
    "calendar",
    "campaign",
    "outcome",
    "decision",
    "existing",
    "consent",
)


def find_used_categories(
    looks: Sequence[Look], guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find the categories that divide customers by what they do."""
    open_places = [place for place, look in enumerate(looks) if _may_be_used(look, guesses[place])]
    batteries: dict[tuple[str, ...], list[int]] = {}
    for place in open_places:
        look = looks[place]
        if look.has_few_values(_MOST_ANSWERS, 2):
            levels = tuple(sorted(level.casefold() for level in look.levels))
            batteries.setdefault(levels, []).append(place)
    kin = {place: own for own in batteries.values() if len(own) >= _FEWEST for place in own}
    for place in open_places:
        word = looks[place].says("used")
        if word or place in kin:
            yield place, _make_guess(guesses[place], looks[place], word, kin.get(place, []))


def _may_be_used(look: Look, guess: Guess) -> bool:
    category = guess.role == "descriptor" and guess.code == "" and not look.is_number
    few = look.has_few_values(_MOST_LEVELS, 2) and look.present >= _ENOUGH_ROWS
    return category and few and not any(look.says(kind) for kind in _OTHERS)


def _make_guess(guess: Guess, look: Look, word: str, kin: Sequence[int]) -> Guess:
    levels = Count(look.distinct or 0, "level")
    if word:
        reason = say(
            "what customers use or choose (`{word}` in the heading), {levels}",
            word=word,
            levels=levels,
        )
    else:
        reason = say(
            "one of {columns} with the same {levels}: services, holdings or answers",
            columns=Count(len(kin), "column"),
            levels=levels,
        )
    return Guess(role="feature", reason=reason, confidence="fair", code="used", order=guess.order)
