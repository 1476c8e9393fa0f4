"""What may a name say of a segment?

A subject and the lexicon in; its marks out, the strongest first: axes of which the words are sure
and that the figures bear out, and else columns by their headings. Where two ideas of one kin point
to opposite sides, so that their words would contradict each other, both are spoken of by heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from finseg.document.numbers import Unit
from finseg.interpret.claims import (
    Band,
    Subject,
    bears_out,
    find_showing_pair,
    is_opposed,
)
from finseg.interpret.headings import Heading, call_columns, spell_heading
from finseg.interpret.lexicon import Axis, Lexicon, find_forbidden_words
from finseg.maths.effects import clears_threshold
from finseg.records.interpretation import MARKER, Trait

_TIMES: tuple[Unit, ...] = ("days", "months", "years")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An axis or a column in which a segment surely differs from all customers."""

    key: str  # the axis or the column
    band: Band
    traits: tuple[Trait, ...]  # its columns, in the segment
    population: tuple[Trait, ...]
    axis: Axis | None = None  # nothing: it is spoken of by its heading
    heading: Heading | None = None  # of its column, where it has but one
    kin: tuple[str, ...] = ()
    plain: bool = False  # spoken of by its heading, because words would contradict each other

    @property
    def side(self) -> float:
        """Above all customers, 1, or below them, -1."""
        return 1.0 if self.band.value > 0 else -1.0

    @property
    def tells(self) -> bool:
        """Whether it says more than the number of a column."""
        return self.axis is not None or (self.heading is not None and self.heading.tells)

    @property
    def showing(self) -> tuple[Trait, Trait]:
        """The column that shows it most, in the segment and in the population."""
        return find_showing_pair(self.traits, self.population, self.side)

    def is_kin(self, other: Mark) -> bool:
        """Tell whether both say nearly the same, or the opposite."""
        category = self.traits[0].category
        same = bool(category) and category == other.traits[0].category
        return same or bool(_name_kin(self) & _name_kin(other))

    def goes_with(self, other: Mark) -> bool:
        """Tell whether both can be in one name: no kin, or the headings of what differs."""
        apart = self.plain and other.plain and self.contradicts(other)
        return apart or not self.is_kin(other)

    def contradicts(self, other: Mark) -> bool:
        """Tell whether they are of one kin and say the opposite."""
        own, others = (dict(_give_senses(mark)) for mark in (self, other))
        return any(own[name] != others[name] for name in own.keys() & others.keys())


def _name_kin(mark: Mark) -> set[str]:
    return {name for name, _ in _give_senses(mark)}


def _give_senses(mark: Mark) -> list[tuple[str, float]]:
    """Say for each kin whether the mark says much or little of it."""
    return [
        (name.removeprefix("-"), -mark.side if name.startswith("-") else mark.side)
        for name in mark.kin
    ]


def find_marks(subject: Subject, lexicon: Lexicon, allowed: Sequence[str] = ()) -> list[Mark]:
    """Find what marks a segment, the strongest first; what only has a number comes last."""
    known = {a.name: a for a in lexicon.axes}
    headings = _call_all_columns(subject)
    marks: list[Mark] = []
    for key in subject.bands:
        mark = _make_mark(key, known.get(key), subject, headings, known)
        if known.get(key) is None or (len(mark.traits) > 1 and not _is_borne_out(mark)):
            marks += _split_mark(mark, subject, headings, known)
        else:
            marks.append(mark)
    borne = [mark for mark in marks if _is_borne_out(mark)]
    apart = [mark for mark in borne if any(mark.contradicts(other) for other in borne)]
    split = [one for mark in apart for one in _split_mark(mark, subject, headings, known)]
    plain = [replace(one, plain=True) for one in split if _is_borne_out(one)]
    told = [*(mark for mark in borne if mark not in apart), *plain]
    allowed_marks = [m for m in told if not _is_unspeakable(m, subject, lexicon, allowed)]
    return sorted(allowed_marks, key=lambda m: (not m.tells, -abs(m.band.value), m.key))


def _call_all_columns(subject: Subject) -> dict[str, Heading]:
    """Say how each column is spoken of: a level by the heading of its category."""
    traits = [t for own in subject.traits.values() for t in own]
    called = call_columns({t.category or t.column: t.unit for t in traits})
    return {t.column: called[t.category or t.column] for t in traits}


def _make_mark(
    key: str,
    axis: Axis | None,
    subject: Subject,
    headings: Mapping[str, Heading],
    known: Mapping[str, Axis],
) -> Mark:
    traits = tuple(subject.traits[key])
    suggested = axis or known.get(subject.seeming.get(traits[0].column, ""))
    return Mark(
        key=key,
        band=subject.bands[key],
        traits=traits,
        population=tuple(subject.population[key]),
        axis=axis,
        heading=headings[traits[0].column] if len(traits) == 1 else None,
        kin=suggested.kin if suggested else (),
    )


def _split_mark(
    mark: Mark, subject: Subject, headings: Mapping[str, Heading], known: Mapping[str, Axis]
) -> list[Mark]:
    """Speak of the columns of a mark one by one, by their headings."""
    return [
        Mark(
            key=trait.column,
            band=Band(value=trait.deviation, low=trait.low, high=trait.high),
            traits=(trait,),
            population=tuple(t for t in mark.population if t.column == trait.column),
            heading=headings[trait.column],
            kin=_find_kin(trait.column, mark, subject, known),
        )
        for trait in mark.traits
    ]


def _find_kin(
    column: str, mark: Mark, subject: Subject, known: Mapping[str, Axis]
) -> tuple[str, ...]:
    suggested = mark.axis or known.get(subject.seeming.get(column, ""))
    return suggested.kin if suggested else ()


def _is_borne_out(mark: Mark) -> bool:
    """Tell whether interval, mean and median agree, and no column of it says the opposite."""
    return (
        clears_threshold(mark.band.low, mark.band.high, MARKER)
        and not any(is_opposed(trait, mark.side) for trait in mark.traits)
        and bears_out(*mark.showing, mark.side)
    )


def _is_unspeakable(mark: Mark, subject: Subject, lexicon: Lexicon, allowed: Sequence[str]) -> bool:
    """Tell what is in no name: codes, times below 0, and headings that may judge people."""
    if any(subject.scales.get(trait.column) == "code" for trait in mark.traits):
        return True
    if any(trait.unit in _TIMES and trait.median < 0 for trait in mark.population):
        return True  # counted backwards: the highest is the shortest
    spoken = mark.axis is None or mark.axis.spell
    headings = [spell_heading(trait.column) for trait in mark.traits] if spoken else []
    return any(find_forbidden_words(text, lexicon, allowed) for text in headings)
