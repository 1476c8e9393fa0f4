"""Which name is composed for a segment when no archetype fits?

Subjects, names that are taken and lexicon in; a name and its claims per segment out: what marks it
most, in two phrases at most. No name is given twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from finseg.interpret.claims import Subject
from finseg.interpret.lexicon import WHO, Lexicon
from finseg.interpret.marks import Mark, find_marks
from finseg.interpret.phrases import Phrase, claim_people, find_people, make_phrase
from finseg.records.interpretation import Claim

NEAR = 0.5  # deviation up to which a segment that nothing marks is called near the average
LEADS = 0.4  # of the first mark's deviation; a second one below it is not spoken of
LONGEST = 8  # words of a composed name; what is longer is said of one column only
_MARKS = 5  # the strongest ones that a composed name may choose from


class Composed(NamedTuple):
    """A name that was put together, and what supports it."""

    text: str
    claims: tuple[Claim, ...]


class _Choice(NamedTuple):
    text: str
    claims: tuple[Claim, ...]
    stronger: bool = False  # it says the same as the choice before it, with "very"


def compose_names(
    subjects: Mapping[int, Subject],
    taken: set[str],
    lexicon: Lexicon,
    *,
    allowed: Sequence[str] = (),
) -> dict[int, Composed]:
    """Compose names; where two segments would bear the same, they say something else or more."""
    choices = {s: _list_choices(subject, lexicon, allowed) for s, subject in subjects.items()}
    place = dict.fromkeys(subjects, 0)
    while movable := _find_movable(choices, place, taken):
        for s in movable:
            place[s] += 1
    texts = {s: choices[s][place[s]].text for s in subjects}
    numbered = _number_duplicate_names(texts, taken, subjects)
    return {s: Composed(numbered[s], choices[s][place[s]].claims) for s in subjects}


def _find_movable(
    choices: Mapping[int, Sequence[_Choice]], place: Mapping[int, int], taken: set[str]
) -> list[int]:
    """Find which of those that share a name say something else: where "very" parts them, these."""
    texts = {s: own[place[s]].text for s, own in choices.items()}
    said = list(texts.values())
    movable = [
        s
        for s, text in texts.items()
        if (said.count(text) > 1 or text in taken) and place[s] + 1 < len(choices[s])
    ]
    stronger = [s for s in movable if choices[s][place[s] + 1].stronger]
    parted = [
        s
        for s in stronger
        if texts[s] not in taken
        and said.count(texts[s]) > [texts[t] for t in stronger].count(texts[s])
    ]
    return [s for s in movable if s in parted or not any(texts[s] == texts[t] for t in parted)]


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


def _list_choices(subject: Subject, lexicon: Lexicon, allowed: Sequence[str]) -> list[_Choice]:
    """Return the names a segment could bear, the best first."""
    marks = find_marks(subject, lexicon, allowed)[:_MARKS]
    if not marks:
        return [_Choice(_name_unmarked_segment(subject, lexicon), ())]
    pairs = [pair for pair in combinations(marks, 2) if pair[0].goes_with(pair[1])]
    alone = not pairs or _has_leading_mark(marks)
    several = [*([(marks[0],)] if alone else []), *pairs]
    choices = [
        choice
        for spoken in several
        for very in (False, True)
        if (choice := _build_choice(spoken, subject, lexicon, very=very)) is not None
    ]
    short = [choice for choice in choices if len(choice.text.split()) <= LONGEST]
    first = _build_choice(marks[:1], subject, lexicon, very=False)
    unmarked = _Choice(_name_unmarked_segment(subject, lexicon), ())
    return short or [first or unmarked]


def _has_leading_mark(marks: Sequence[Mark]) -> bool:
    """Tell whether the first mark says it all: the next one that is no kin of it is far weaker."""
    first, *others = marks
    other = next((mark for mark in others if mark.goes_with(first)), None)
    return other is None or abs(other.band.value) < LEADS * abs(first.band.value)


def _name_unmarked_segment(subject: Subject, lexicon: Lexicon) -> str:
    """Say what a segment is that no axis marks."""
    bands = subject.bands.values()
    if bands and not any(math.isfinite(b.low) for b in bands):
        return lexicon.few
    return lexicon.average if all(abs(b.value) < NEAR for b in bands) else lexicon.mixed


def _build_choice(
    marks: Sequence[Mark], subject: Subject, lexicon: Lexicon, *, very: bool
) -> _Choice | None:
    """Put a name together from its marks; with "very" for the first that can be said so."""
    phrases = [phrase for mark in marks if (phrase := make_phrase(mark, subject, lexicon))]
    if very:
        strong = [make_phrase(mark, subject, lexicon, very=True) for mark in marks]
        first = next((phrase for phrase in strong if phrase is not None), None)
        if first is None or len(phrases) < len(marks):
            return None
        phrases[strong.index(first)] = first
    if not phrases:
        return None
    people = find_people(subject, lexicon)
    named = people is not None and any(WHO in phrase.text for phrase in phrases)
    who = people.who if people is not None else lexicon.customers
    claims = [phrase.claim for phrase in phrases]
    if people is not None and named:
        claims.append(claim_people(people, subject))
    return _Choice(join_phrases(phrases, who), tuple(claims), stronger=very)


def join_phrases(phrases: Sequence[Phrase], who: str) -> str:
    """Join phrases into a name; two adjectives share their word for people."""
    texts = [phrase.text for phrase in phrases]
    people = [i for i, text in enumerate(texts) if WHO in text]
    for i in people[:-1]:
        if i + 1 in people:
            texts[i] = texts[i].replace(WHO, "").strip()
    joined = ", ".join(texts).replace(WHO, who)
    return joined[:1].upper() + joined[1:]
