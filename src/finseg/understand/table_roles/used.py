"""Which categories say what customers use, hold, choose or answer?

Looks and guesses in; the role `feature` for categories of words that do, out. Such a category is
known by its heading (product, channel, contract), or by its kin: three columns or more with the
same levels are services, holdings or answers to one battery of questions. Two columns with the
same words, three or more, one of which may be another (as where somebody translated one by hand),
are tiers of an amount (savings and current account: little, moderate, rich) where the heading of
one says that it is held or owed: two countries, religions or colours share their words just so.
Levels that any question has, such as "other", show no kin, and no kin of a protected column is
used. What says who somebody is (education, job, family), where, or what became of them is described
and never clustered on unless somebody asks for it. Numbers of 0 and 1 are left to the settings.

So that the segments do not depend on the language, no order of words is read here; only bands of
numbers have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from finseg.document.said import Count, Names, Text, say
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.ordinals import find_band_order
from finseg.vocabulary.missing_values import load_levels_of_any_question

_FEWEST = 3  # columns with the same levels, from which on they are a battery
_MOST_ANSWERS = 7  # levels that an answer has
_SCALE = 3  # levels that each of two columns told on one scale has; all but one are in the other
_MOST_LEVELS = 12
_ENOUGH_ROWS = 100  # customers: of fewer, levels say too little to divide them by
# What says where somebody is, when, or what became of them: it is never clustered on by itself.
DESCRIBING = ("demographic", "place", "calendar", "campaign", "outcome", "decision")
_OTHERS = (*DESCRIBING, "existing", "consent")
_HELD = (
    "savings",
    "balance",
    "investment",
    "loan",
    "debt",
)  # told in tiers: little, moderate, rich


def find_used_categories(
    looks: Sequence[Look], guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find the categories that divide customers by what they do."""
    open_places = [place for place, look in enumerate(looks) if _may_be_used(look, guesses[place])]
    protected = [
        _list_levels(look)
        for look, guess in zip(looks, guesses, strict=True)
        if guess.role == "protected" and look.has_few_values(_MOST_LEVELS, _SCALE)
    ]
    levels = {
        place: own
        for place in open_places
        for own in (_list_levels(looks[place]),)
        if looks[place].has_few_values(_MOST_ANSWERS, 2)
        and not any(_share_scale(own, other) for other in protected)
    }
    for place in open_places:
        reason = _say_why(looks, place, levels)
        if reason:
            order = find_band_order(looks[place].levels)
            yield (
                place,
                Guess(role="feature", reason=reason, confidence="fair", code="used", order=order),
            )


def _list_levels(look: Look) -> frozenset[str]:
    return frozenset(level.casefold() for level in look.levels)


def _may_be_used(look: Look, guess: Guess) -> bool:
    category = guess.role == "descriptor" and guess.code == "" and not look.is_number
    few = look.has_few_values(_MOST_LEVELS, 2) and look.present >= _ENOUGH_ROWS
    return category and few and not any(look.says(kind) for kind in _OTHERS)


def _say_why(looks: Sequence[Look], place: int, levels: Mapping[int, frozenset[str]]) -> Text:
    """Say what shows that a category is used; nothing where nothing does."""
    word, number = looks[place].says("used"), Count(looks[place].distinct or 0, "level")
    if word:
        return say(
            "what customers use or choose (`{word}` in the heading), {levels}",
            word=word,
            levels=number,
        )
    own = levels.get(place, frozenset())
    same = sum(own == other for other in levels.values())
    if own and same >= _FEWEST:
        return say(
            "one of {columns} with the same {levels}: services, holdings or answers",
            columns=Count(same, "column"),
            levels=number,
        )
    kin = [
        other
        for other, those in levels.items()
        if other != place and _share_scale(own, those) and _are_tiers(looks[place], looks[other])
    ]
    if not kin:
        return ""
    return say(
        "told in the tiers of an amount as {columns} is, {levels}",
        columns=Names(tuple(looks[other].name for other in kin), most=3),
        levels=number,
    )


def _share_scale(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether nearly all levels of the column that has fewer are levels of the other."""
    one, other = (levels - load_levels_of_any_question() for levels in (one, other))
    fewer = min(len(one), len(other))
    return fewer >= _SCALE and len(one & other) >= fewer - 1


def _are_tiers(one: Look, other: Look) -> bool:
    """Tell whether the heading of one says what is held or owed, and none who did something."""
    both = (one, other)
    held = any(look.says(kind) for look in both for kind in _HELD)
    return held and not any(look.says("by_whom") for look in both)
