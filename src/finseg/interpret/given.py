"""Do the figures bear out a name that the user gave?

A name, a segment and the lexicon in; a claim for every word of it that the lexicon knows, and what
has to be said about the rest, out. The name is kept whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from finseg.document.numbers import Figures
from finseg.interpret.claims import Subject, against_population, weigh
from finseg.interpret.lexicon import ClaimRule, Lexicon, forbidden_in
from finseg.records.interpretation import MARKER, Claim


def weigh_given(
    text: str, subject: Subject, lexicon: Lexicon, figures: Figures
) -> tuple[Claim, ...]:
    """Return what each known word of a name claims, whether it holds or not, in their order."""
    found: list[tuple[int, Claim]] = []
    rest = text.casefold()
    for rule in sorted(_vocabulary(lexicon, subject), key=lambda rule: -len(rule.says)):
        place = re.search(rf"(?<!\w){re.escape(rule.says.casefold())}(?!\w)", rest)
        if place:
            found.append((place.start(), weigh(rule, subject, figures)))
            rest = rest[: place.start()] + "·" * len(place[0]) + rest[place.end() :]
    return tuple(claim for _, claim in sorted(found, key=lambda pair: pair[0]))


def say_of_given(
    text: str,
    claims: Sequence[Claim],
    subject: Subject,
    lexicon: Lexicon,
    allowed: Sequence[str],
    figures: Figures,
) -> str:
    """Say what speaks against a given name, or that nothing known speaks for it; else nothing."""
    said = []
    false = [claim for claim in claims if not claim.holds]
    if false:
        words = "; ".join(f"{claim.says} ({claim.figure})" for claim in false)
        said.append(f"the figures do not bear out: {words}")
    if not claims:
        most = sorted(subject.bands, key=lambda axis: -abs(subject.bands[axis].value))[:2]
        differences = "; ".join(against_population(axis, subject, figures) for axis in most)
        said.append(f"no word of it is in the lexicon; what differs most: {differences}")
    said += [
        f"`{word}` judges people or names a protected attribute"
        for word in forbidden_in(text, lexicon, allowed)
    ]
    return "; ".join(said)


def _vocabulary(lexicon: Lexicon, subject: Subject) -> Iterator[ClaimRule]:
    """Every phrase of the lexicon with what it claims, where this table has the axes for it."""
    said: set[str] = set()
    for archetype in lexicon.archetypes:
        for rule in archetype.claims:
            axes = {rule.axis} | ({rule.more_than} if rule.more_than else set())
            if rule.says not in said and axes <= subject.bands.keys():
                said.add(rule.says)
                yield rule
    for axis in lexicon.axes:
        if axis.name not in subject.bands:
            continue
        for word in (axis.higher, axis.high, axis.who_high):
            if word and word not in said:
                yield ClaimRule(says=word, axis=axis.name, at_least=MARKER)
        for word in (axis.lower, axis.low, axis.who_low):
            if word and word not in said:
                yield ClaimRule(says=word, axis=axis.name, at_most=-MARKER)
