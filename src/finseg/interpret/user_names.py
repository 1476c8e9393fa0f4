"""Do the figures support a name that the user gave?

A name, a segment and the lexicon in; a claim for every word of it that the lexicon knows, and what
has to be said about the rest, out. The name is kept whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from finseg.document.said import as_said, say
from finseg.interpret.claims import Subject, describe_axis_position, weigh_claim
from finseg.interpret.headings import shorten_heading, spell_heading, split_camel_case
from finseg.interpret.lexicon import WHO, Axis, ClaimRule, Lexicon, find_forbidden_words
from finseg.records.interpretation import MARKER, Claim, Doubt

_BETWEEN = r"[\s_-]+"
_Meaning = tuple[ClaimRule, ...]  # all that one phrase claims


def weigh_given_name(text: str, subject: Subject, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Return what each known word of a name claims, whether it holds or not, in their order."""
    for archetype in lexicon.archetypes:
        known = archetype.axes <= subject.bands.keys()
        if known and re.fullmatch(_make_phrase_pattern(archetype.name), text.casefold()):
            return tuple(weigh_claim(rule, subject) for rule in archetype.claims)
    found: list[tuple[int, tuple[Claim, ...]]] = []
    rest = text.casefold()
    meanings = _build_vocabulary(lexicon, subject)
    for written in sorted(meanings, key=lambda written: (-len(written), written)):
        place = re.search(written, rest)
        if place:
            found.append((place.start(), _pick_best_meaning(meanings[written], subject)))
            rest = rest[: place.start()] + "·" * len(place[0]) + rest[place.end() :]
    found.sort(key=lambda pair: pair[0])
    return tuple(claim for _, claims in found for claim in claims)


def _pick_best_meaning(meanings: Sequence[_Meaning], subject: Subject) -> tuple[Claim, ...]:
    """Weigh what a phrase can mean: the first meaning that is borne out in full, else the first."""
    weighed = [tuple(weigh_claim(rule, subject) for rule in meaning) for meaning in meanings]
    return next((claims for claims in weighed if all(c.holds for c in claims)), weighed[0])


def list_name_doubts(
    text: str,
    claims: Sequence[Claim],
    subject: Subject,
    lexicon: Lexicon,
    allowed: Sequence[str],
) -> tuple[Doubt, ...]:
    """Say what speaks against a given name, or that nothing known speaks for it; else nothing."""
    doubts = [
        Doubt(
            says=say(
                "the figures do not support {word} ({figure})",
                word=claim.says,
                figure=claim.figure,
            ),
            columns=(*claim.columns, *claim.more_than),
        )
        for claim in claims
        if not claim.holds
    ]
    if not claims:
        most = sorted(subject.bands, key=lambda axis: -abs(subject.bands[axis].value))[:2]
        doubts.append(
            Doubt(says=as_said("the lexicon has none of its words, so finseg could not check it"))
        )
        doubts += [
            Doubt(
                says=say(
                    "the segment differs: {figure}",
                    figure=describe_axis_position(axis, subject).figure,
                ),
                columns=tuple(trait.column for trait in subject.traits[axis]),
            )
            for axis in most
        ]
    doubts += [
        Doubt(says=say("`{word}` judges people or names a protected attribute", word=word))
        for word in find_forbidden_words(text, lexicon, allowed)
    ]
    return tuple(doubts)


def _make_phrase_pattern(phrase: str) -> str:
    """Return a pattern for a phrase, with blanks or hyphens between its words, one or several."""
    parts = (re.escape(part) for part in re.split(_BETWEEN, phrase.casefold()))
    return rf"(?<!\w){_BETWEEN.join(parts)}s?(?!\w)"


def _build_vocabulary(lexicon: Lexicon, subject: Subject) -> dict[str, list[_Meaning]]:
    """Every phrase, as a pattern, with what it can mean where this table has the axes for it."""
    out: dict[str, list[_Meaning]] = {}
    for archetype in lexicon.archetypes:
        own: dict[str, list[ClaimRule]] = {}
        for rule in archetype.claims:
            own.setdefault(rule.says, []).append(rule)
        for phrase, rules in own.items():
            axes = {axis for rule in rules for axis in (rule.axis, rule.more_than) if axis}
            if axes <= subject.bands.keys():
                out.setdefault(_make_phrase_pattern(phrase), []).append(tuple(rules))
    known = {a.name: a for a in lexicon.axes}
    for name in subject.bands:
        above, below = _list_side_phrases(name, known.get(name), lexicon, subject)
        for phrase in above:
            rule = ClaimRule(says=phrase, axis=name, at_least=MARKER)
            out.setdefault(_make_phrase_pattern(phrase), []).append((rule,))
        for phrase in below:
            rule = ClaimRule(says=phrase, axis=name, at_most=-MARKER)
            out.setdefault(_make_phrase_pattern(phrase), []).append((rule,))
    return out


def _list_side_phrases(
    name: str, axis: Axis | None, lexicon: Lexicon, subject: Subject
) -> tuple[list[str], list[str]]:
    """Return the phrases that say more, and less, than everybody of an axis or a column."""
    columns = [t.column for t in subject.traits[name]]
    nouns = dict.fromkeys(
        [
            name.strip("`"),
            *map(_split_column_words, columns),
            *map(spell_heading, columns),
            *filter(None, map(shorten_heading, columns)),
        ]
    )
    above = [f"{word} {noun}" for word in lexicon.more for noun in nouns]
    below = [f"{word} {noun}" for word in lexicon.less for noun in nouns]
    if axis is not None:
        above = [*_drop_people_word(axis.above), *axis.also_high, *above]
        below = [*_drop_people_word(axis.below), *axis.also_low, *below]
    return above, below


def _drop_people_word(phrases: Sequence[str]) -> list[str]:
    return [phrase.replace(WHO, "").strip() for phrase in phrases]


def _split_column_words(column: str) -> str:
    return re.sub(r"[\W_]+", " ", split_camel_case(column)).strip()
