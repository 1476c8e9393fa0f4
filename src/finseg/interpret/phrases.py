"""In which words is a mark said, and which figure shows that they are true?

A mark and the lexicon in; a phrase with its claim out. What people hold is said as people say it:
"no savings account", "has a mortgage"; what is counted is many or few.
"""

from __future__ import annotations

from typing import NamedTuple

from finseg.interpret.claims import (
    HELD,
    Evidence,
    Subject,
    describe_axis_position,
    describe_column_position,
    describe_holder_share,
    describe_lack,
    find_most_held_column,
    is_yes_no,
)
from finseg.interpret.headings import Heading, is_holding, say_holding, strip_verb
from finseg.interpret.lexicon import COLUMN, LEVEL, WHO, Lexicon, People
from finseg.interpret.marks import Mark
from finseg.maths.effects import FEWEST
from finseg.records.interpretation import MARKER, Claim
from finseg.vocabulary.yes_no import says_yes

_MOST = 0.6  # share of a segment from which on it is mostly so
VERY = 1.2  # deviation from which one may say "very": what Sawilowsky (2009) calls very large


class Phrase(NamedTuple):
    """One thing that a name says, and what supports it."""

    text: str  # "high income", or "older {who}"
    claim: Claim


def make_phrase(
    mark: Mark, subject: Subject, lexicon: Lexicon, *, very: bool = False
) -> Phrase | None:
    """Say a mark in words; None where there is no stronger word and it is asked for."""
    heading = mark.heading or Heading("")
    everyone = mark.showing[1]
    if mark.axis is None and is_yes_no(everyone):
        plain = None if very else _say_yes_no(mark, heading, subject, lexicon)
        return plain if plain is not None and _can_be_shown(mark, plain) else None
    lack = _say_lack(mark, heading, subject, lexicon)
    if lack is not None:
        return None if very else lack
    if very and abs(mark.band.value) < VERY:
        return None
    text = _choose_words(mark, heading, lexicon, very=very)
    phrase = Phrase(text, _make_claim(mark, text, subject)) if text else None
    return phrase if phrase is not None and _can_be_shown(mark, phrase) else None


def _can_be_shown(mark: Mark, phrase: Phrase) -> bool:
    """Tell a figure that is not that of a few customers: no word goes without one."""
    if phrase.claim.held or phrase.claim.lacked:
        return True
    return all(trait.holders == 0 or trait.holders >= FEWEST for trait in mark.traits)


def _choose_words(mark: Mark, heading: Heading, lexicon: Lexicon, *, very: bool) -> str:
    above = mark.side > 0
    axis, say = mark.axis, lexicon.column_words
    if axis is not None and not (axis.spell and heading.tells and heading.text):
        if very:
            return axis.very_high if above else axis.very_low
        counted = all(trait.unit == "count" for trait in mark.traits)
        special = (axis.many if above else axis.few) if counted else ""
        return special or (axis.high if above else axis.low)
    if heading.counts:
        words = (say.very_many, say.very_few) if very else (say.many, say.few)
    else:
        words = (say.very_high, say.very_low) if very else (say.high, say.low)
    return words[0 if above else 1].replace(COLUMN, heading.text)


def _say_yes_no(mark: Mark, heading: Heading, subject: Subject, lexicon: Lexicon) -> Phrase:
    """Say what nearly everybody or nobody has; else who have it more or less often than all."""
    say, above = lexicon.column_words, mark.side > 0
    if mark.traits[0].level and not says_yes(mark.traits[0].level):
        return _say_level(mark, heading, subject, lexicon)
    what, share = strip_verb(heading.text), 1 - mark.traits[0].zero_share
    nearly_all = (share if above else 1 - share) >= HELD
    held = is_holding(heading.text)
    if held:
        words = (say.has, say.no) if nearly_all else (say.more_have, say.fewer_have)
    else:
        words = (say.yes, say.not_) if nearly_all else (say.more_yes, say.fewer_yes)
    text = words[0 if above else 1]
    bare = not held or (nearly_all and not above)
    text = text.replace(COLUMN, what if bare else say_holding(what))
    kind = ("has" if above else "lacks") if nearly_all else ""
    return Phrase(text, _make_claim(mark, text, subject, kind))


def _say_level(mark: Mark, heading: Heading, subject: Subject, lexicon: Lexicon) -> Phrase:
    """Say which level nearly everybody has or nobody, most have, or more or fewer than of all."""
    say, above = lexicon.column_words, mark.side > 0
    (trait,) = mark.traits
    share = 1 - trait.zero_share
    nearly_all = (share if above else 1 - share) >= HELD
    if nearly_all:
        text = say.level if above else say.not_level
    elif above:
        text = say.mostly_level if share >= _MOST else say.more_level
    else:
        text = say.fewer_level
    text = text.replace(COLUMN, heading.text).replace(LEVEL, trait.level)
    return Phrase(text, _make_claim(mark, text, subject))


def _say_lack(mark: Mark, heading: Heading, subject: Subject, lexicon: Lexicon) -> Phrase | None:
    """Say that nearly nobody has any, where others have."""
    if mark.side > 0 or any(trait.column in subject.scales for trait in mark.traits):
        return None
    rare = all(t.zero_share >= HELD for t in mark.traits)  # False where it is not known
    if not rare or min(t.zero_share for t in mark.population) >= HELD:
        return None
    axis = mark.axis
    spelled = heading.text if heading.tells and (axis is None or axis.spell) else ""
    text = lexicon.column_words.no.replace(COLUMN, spelled) if spelled else ""
    text = text or (axis.none if axis is not None else "")
    if not text:
        return None
    return Phrase(text, _make_claim(mark, text, subject, "lacks"))


def _make_claim(mark: Mark, text: str, subject: Subject, kind: str = "") -> Claim:
    evidence = _find_evidence(mark, subject, kind)
    return Claim(
        says=text.replace(WHO, "").strip(),
        axis=mark.key,
        figure=evidence.figure,
        middle=evidence.middle,
        deviation=mark.band.value,
        columns=tuple(trait.column for trait in mark.traits),
        at_least=MARKER if mark.side > 0 else None,
        at_most=-MARKER if mark.side < 0 else None,
        held=kind == "has",
        lacked=kind == "lacks",
    )


def _find_evidence(mark: Mark, subject: Subject, kind: str) -> Evidence:
    own, everyone = mark.showing
    if kind == "lacks":
        return describe_lack(own, everyone)
    if mark.axis is not None:
        return describe_axis_position(mark.key, subject)
    return describe_column_position(own, everyone, subject.scales.get(own.column, ""))


def find_people(subject: Subject, lexicon: Lexicon) -> People | None:
    """Find what all customers of this business are called, if they and the segment are it."""
    for people in lexicon.people:
        if people.held not in subject.traits or subject.bands.keys().isdisjoint(people.beside):
            continue
        if any(trait.column in subject.scales for trait in subject.traits[people.held]):
            continue
        everyone, own = (
            find_most_held_column(people.held, t)[1] for t in (subject.population, subject.traits)
        )
        if min(everyone, own) >= HELD:
            return people
    return None


def claim_people(people: People, subject: Subject) -> Claim:
    """Claim that nearly all of a segment are what they are called."""
    evidence = describe_holder_share(people.held, subject)
    return Claim(
        says=people.who,
        axis=people.held,
        figure=evidence.figure,
        middle=evidence.middle,
        deviation=subject.bands[people.held].value,
        columns=tuple(trait.column for trait in subject.traits[people.held]),
        held=True,
    )
