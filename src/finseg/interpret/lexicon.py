"""Which words may a name be made of?

TOML text in, a checked `Lexicon` out: axes (ideas that columns measure) with the patterns that find
their columns, and archetypes (directions over axes, with the claims their words make).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files

import msgspec

from finseg.errors import LexiconError, nearest

_NAME_WORDS = 4  # a name longer than this is not remembered


class Pattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a column of an axis is called, and what must stand beside it."""

    match: str
    beside: str = ""


class Axis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One idea that columns measure, with its words for composed names."""

    name: str
    high: str
    low: str
    patterns: tuple[Pattern, ...] = ()


class ClaimRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one word of a name says, as an inequality."""

    says: str
    axis: str
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    more_than: str = ""


class Archetype(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of customer known to the trade."""

    name: str
    direction: dict[str, float]
    claims: tuple[ClaimRule, ...]

    @property
    def needs(self) -> frozenset[str]:
        """The axes without which the name cannot be considered."""
        named = {c.axis for c in self.claims} | {c.more_than for c in self.claims if c.more_than}
        return frozenset(self.direction) | named


class Lexicon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the words."""

    axes: tuple[Axis, ...]
    archetypes: tuple[Archetype, ...] = ()

    def axis(self, name: str) -> Axis:
        """Return one axis by its name."""
        return next(a for a in self.axes if a.name == name)


def bundled_lexicon() -> Lexicon:
    """Return the lexicon that comes with finseg."""
    text = files("finseg.interpret").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return parse_lexicon(text, where="bundled lexicon")


def parse_lexicon(text: str, *, where: str) -> Lexicon:
    """Parse and check a lexicon.

    Raises
    ------
    LexiconError
        If it is not TOML of the right form, names an unknown axis, gives one name twice, makes a
        claim without a figure, or has a pattern that is no regular expression.

    """
    try:
        lexicon = msgspec.convert(tomllib.loads(text), Lexicon)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as cause:
        raise LexiconError(
            f"the lexicon cannot be read: {cause}",
            where=where,
            fix="compare with the bundled lexicon.toml, whose comments explain each key",
        ) from cause
    for problem, fix in _problems(lexicon):
        raise LexiconError(problem, where=where, fix=fix)
    return lexicon


def _problems(lexicon: Lexicon) -> Iterable[tuple[str, str]]:
    axes = [a.name for a in lexicon.axes]
    yield from _twice("axis", axes)
    yield from _twice("archetype", [a.name for a in lexicon.archetypes])
    for axis in lexicon.axes:
        yield from _bad_patterns(axis)
    for archetype in lexicon.archetypes:
        yield from _bad_archetype(archetype, axes)


def _twice(what: str, names: Sequence[str]) -> Iterable[tuple[str, str]]:
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"the {what} `{name}` stands there twice", "rename or remove one of them"


def _bad_patterns(axis: Axis) -> Iterable[tuple[str, str]]:
    for pattern in axis.patterns:
        for text in (pattern.match, pattern.beside):
            try:
                re.compile(text)
            except re.error as cause:
                yield (
                    f"axis `{axis.name}`: {text!r} is no regular expression ({cause})",
                    "put a backslash before brackets and dots that are meant as such",
                )


def _bad_archetype(archetype: Archetype, axes: Sequence[str]) -> Iterable[tuple[str, str]]:
    for name in sorted(archetype.needs - set(axes)):
        yield f"archetype `{archetype.name}` uses the unknown axis `{name}`", nearest(name, axes)
    if len(archetype.name.split()) > _NAME_WORDS:
        yield f"the name `{archetype.name}` is too long", f"use at most {_NAME_WORDS} words"
    if not archetype.direction or not any(archetype.direction.values()):
        yield f"archetype `{archetype.name}` has no direction", "give at least one axis a weight"
    for claim in archetype.claims:
        bounds = (claim.at_least, claim.at_most, claim.between, claim.more_than or None)
        if all(bound is None for bound in bounds):
            yield (
                f"archetype `{archetype.name}`: the claim `{claim.says}` has no figure",
                "add at_least, at_most, between or more_than",
            )
