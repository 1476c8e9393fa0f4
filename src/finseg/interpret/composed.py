"""Which name is composed for a segment when no archetype fits?

Subjects, names that are taken and lexicon in; a name and its claims per segment out: adjectives of
the axes that mark it most, and what such customers are called. No name is given twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from finseg.interpret.axes import split_camel_case
from finseg.interpret.claims import (
    HELD,
    Band,
    Subject,
    describe_axis_position,
    describe_holder_share,
    find_most_held_column,
)
from finseg.interpret.lexicon import NAME_WORDS, Axis, Lexicon, People, find_forbidden_words
from finseg.maths.effects import clears_threshold
from finseg.records.interpretation import MARKER, Claim

STRONG = 0.8  # deviation from which a word may be strong: what Cohen (1988) calls a large effect
NEAR = 0.5  # deviation up to which a segment that nothing marks is called near the average
LEADS = 0.4  # of the first mark's deviation; a second one below it is not spoken of
_AXES = 4  # the strongest ones that a composed name may choose from
_COLUMN_WORDS = 3  # of a column without an axis

# How a column counts, not what it counts.
_COUNTING = frozenset(
    {
        "avg", "average", "mean", "median", "total", "tot", "sum", "num", "number", "no", "nr",
        "of", "count", "cnt", "ct", "amt", "amount", "val", "value", "in", "the", "per", "last",
        "mon", "month", "months", "monthly", "annual", "yearly", "year", "years", "mnt", "qty",
        "pct", "percent",
    }
)  # fmt: skip
_NUMBERED = re.compile(
    r"\d+\w*|(column|col|var|variable|feature|field|attr|attribute|unnamed|\w)\d*"
)


class Composed(NamedTuple):
    """A name that was put together, and what supports it."""

    text: str
    claims: tuple[Claim, ...]


class _Word(NamedTuple):
    text: str
    axis: str
    held: bool = False  # it says what all the segment's customers are


class _NameChoice(NamedTuple):
    text: str
    words: tuple[_Word, ...]


def compose_names(
    subjects: Mapping[int, Subject],
    taken: set[str],
    lexicon: Lexicon,
    *,
    allowed: Sequence[str] = (),
) -> dict[int, Composed]:
    """Compose names; where two segments would bear the same, both say something else or more."""
    choices = {s: _list_name_choices(subject, lexicon, allowed) for s, subject in subjects.items()}
    place = dict.fromkeys(subjects, 0)
    while True:
        texts = {s: choices[s][place[s]].text for s in subjects}
        said = list(texts.values())
        twice = [s for s in subjects if said.count(texts[s]) > 1 or texts[s] in taken]
        movable = [s for s in twice if place[s] + 1 < len(choices[s])]
        if not movable:
            break
        for s in movable:
            place[s] += 1
    texts = _number_duplicate_names(texts, taken, subjects)
    return {
        s: Composed(
            texts[s],
            tuple(_make_word_claim(word, subjects[s]) for word in choices[s][place[s]].words),
        )
        for s in subjects
    }


def _number_duplicate_names(
    texts: Mapping[int, str], taken: set[str], subjects: Mapping[int, Subject]
) -> dict[int, str]:
    """Put numbers to names that are still the same, the more marked segment first."""

    def rank_by_deviation(s: int) -> list[float]:
        return sorted(-abs(d) for d in subjects[s].deviations.values())

    out: dict[int, str] = {}
    for s in sorted(texts, key=rank_by_deviation):
        text, number = texts[s], 1
        while text in taken or text in out.values():
            number += 1
            text = f"{texts[s]} ({number})"
        out[s] = text
    return out


def _list_name_choices(
    subject: Subject, lexicon: Lexicon, allowed: Sequence[str]
) -> list[_NameChoice]:
    """Return the names a segment could bear, the best first."""
    known = {a.name: a for a in lexicon.axes}
    marks = [axis for axis, b in subject.bands.items() if clears_threshold(b.low, b.high, MARKER)]
    # The words of a column are not the lexicon's: they may judge people.
    marks = [
        a
        for a in marks
        if a in known or not find_forbidden_words(split_camel_case(a), lexicon, allowed)
    ]
    marks.sort(key=lambda axis: (-abs(subject.bands[axis].value), axis))
    # A column whose name says nothing is spoken of only where the others do not tell enough.
    telling = [axis for axis in marks if axis in known or shorten_column_name(axis)]
    rest = [axis for axis in marks if axis not in telling]
    marks = [*_put_kin_last(telling, subject.bands, known), *rest][:_AXES]
    if not marks:
        return [_NameChoice(_name_unmarked_segment(subject, lexicon), ())]
    pairs = list(combinations(marks, 2)) if len(marks) > 1 else []
    alone = [(marks[0],)] if _has_leading_mark(marks, subject.bands) else []
    several = chain(alone, pairs[:1], combinations(marks, 3), pairs[1:])
    named = (_build_name_choice(axes, subject, lexicon) for axes in several)
    short = [choice for choice in named if len(choice.text.split()) <= NAME_WORDS]
    return short or [_build_name_choice(marks[:1], subject, lexicon)]


def _has_leading_mark(marks: Sequence[str], bands: Mapping[str, Band]) -> bool:
    """Tell whether the first mark says it all: it is the only one, or the next is far weaker."""
    first, *others = (abs(bands[axis].value) for axis in marks)
    return not others or others[0] < LEADS * first


def _put_kin_last(
    marks: Sequence[str], bands: Mapping[str, Band], known: Mapping[str, Axis]
) -> list[str]:
    """Put last what says nearly the same as a stronger mark: its kin, to the same side."""
    fresh: list[str] = []
    again: list[str] = []
    said: set[tuple[str, bool]] = set()
    for axis in marks:
        kin = known[axis].kin if axis in known else ""
        own = (kin or axis, bands[axis].value > 0)
        (again if own in said else fresh).append(axis)
        said.add(own)
    return fresh + again


def _name_unmarked_segment(subject: Subject, lexicon: Lexicon) -> str:
    """Say what a segment is that no axis marks."""
    bands = subject.bands.values()
    if bands and not any(math.isfinite(b.low) for b in bands):
        return lexicon.few
    return lexicon.average if all(abs(b.value) < NEAR for b in bands) else lexicon.mixed


def _build_name_choice(axes: Sequence[str], subject: Subject, lexicon: Lexicon) -> _NameChoice:
    """Put a name together: adjectives by falling strength, then who they are.

    Who they are is said by the strongest axis that has a word for it; without one by the business
    that the table is of; else they are customers.
    """
    bands, business = subject.bands, find_people(subject, lexicon)
    over = business.over if business else ()
    people = [
        _Word(_find_people_word(axis, bands[axis].value, lexicon), axis)
        for axis in axes
        if axis not in over
    ]
    who = next((word for word in people if word.text), None)
    if who is None and business is not None:
        who = _Word(business.who, business.held, held=True)
    told = who.axis if who is not None and not who.held else ""
    words = [
        _Word(_choose_adjective(axis, subject, lexicon), axis) for axis in axes if axis != told
    ]
    spoken = [word.text for word in words] + [who.text if who else lexicon.customers]
    return _NameChoice(" ".join(spoken), (*words, *([who] if who else [])))


def find_people(subject: Subject, lexicon: Lexicon) -> People | None:
    """Find what all customers of this business are called, if they and the segment are it."""
    for people in lexicon.people:
        if people.held not in subject.traits or subject.bands.keys().isdisjoint(people.beside):
            continue
        everyone, own = (
            find_most_held_column(people.held, t)[1] for t in (subject.population, subject.traits)
        )
        if min(everyone, own) >= HELD:
            return people
    return None


def _find_people_word(axis: str, deviation: float, lexicon: Lexicon) -> str:
    known = {a.name: a for a in lexicon.axes}
    if axis not in known:
        return ""
    return known[axis].who_high if deviation > 0 else known[axis].who_low


def _choose_adjective(axis: str, subject: Subject, lexicon: Lexicon) -> str:
    known = {a.name: a for a in lexicon.axes}
    deviation = subject.bands[axis].value
    strong = abs(deviation) >= STRONG
    if axis in known:
        own = known[axis]
        above, below = (own.high, own.low) if strong else (own.higher, own.lower)
        return above if deviation > 0 else below
    say = lexicon.column_words
    above, below = (say.high, say.low) if strong else (say.higher, say.lower)
    return f"{above if deviation > 0 else below}-{_make_unique_column_word(axis, subject.bands)}"


def _make_unique_column_word(column: str, columns: Collection[str]) -> str:
    """Write a column that has no axis as one word, and so that it is no other column's."""
    own = shorten_column_name(column)
    if own and all(shorten_column_name(other) != own for other in columns if other != column):
        return own
    return "-".join(column.split())


def shorten_column_name(column: str) -> str:
    """Return what the name of a column says, as one word; nothing where it is but numbered.

    Examples
    --------
    >>> [shorten_column_name(column) for column in ("num_late_fees_12m", "RoundsPlayed", "V5")]
    ['Late-Fees', 'Rounds-Played', '']

    """
    parts = [part for part in re.split(r"[\W_]+", split_camel_case(column)) if part]
    telling = [part for part in parts if not _NUMBERED.fullmatch(part.casefold())]
    what = [part for part in telling if part.casefold() not in _COUNTING] or telling
    return "-".join(part[:1].upper() + part[1:] for part in what[:_COLUMN_WORDS])


def _make_word_claim(word: _Word, subject: Subject) -> Claim:
    value = subject.bands[word.axis].value
    describe = describe_holder_share if word.held else describe_axis_position
    evidence = describe(word.axis, subject)
    return Claim(
        says=word.text,
        axis=word.axis,
        figure=evidence.figure,
        middle=evidence.middle,
        deviation=value,
        columns=tuple(t.column for t in subject.traits[word.axis]),
        at_least=MARKER if value > 0 and not word.held else None,
        at_most=-MARKER if value < 0 and not word.held else None,
        held=word.held,
    )
