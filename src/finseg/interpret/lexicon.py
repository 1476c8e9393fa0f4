"""Which words may a name be made of?

TOML text in, a checked `Lexicon` out: axes (ideas that columns measure) with the patterns that find
their columns, and archetypes (directions over axes, with the claims their words make).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple, get_args

import msgspec

from finseg.errors import LexiconError, suggest_name
from finseg.records.measure import QUANTITIES, Direction, Owner, Whom
from finseg.toml_forms import load_form, write_line

NAME_WORDS = 4  # a name of its own, of an archetype, longer than this is not remembered
PHRASE_WORDS = 5  # of one phrase; a composed name has two at most
WHO = "{who}"  # where a phrase has a word for people
COLUMN = "{column}"
LEVEL = "{level}"


_FACET_VALUES: dict[str, tuple[str, ...]] = {
    "quantity": QUANTITIES,
    "owner": get_args(Owner),
    "direction": get_args(Direction),
    "whom": get_args(Whom),
}
_FORMER = re.compile(r"(?m)^(?:column_words = \{ *)?(higher|lower|who_high|who_low)\s*=")
_PLACES = re.compile(r"\{\w*\}")


class Pattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a column of an axis is called, and what must stand beside it."""

    match: str
    beside: str = ""


class Needs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be known of a column before the words of an axis are used for it."""

    quantity: tuple[str, ...] = ()  # one of these, given or sure
    owner: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()  # one of these, or nothing that speaks for any
    whom: tuple[str, ...] = ()


class Axis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One idea that columns measure, with its phrases for composed names."""

    name: str
    high: str  # "high income", "older {who}"
    low: str
    very_high: str = ""  # far above all customers, where segments must be told apart
    very_low: str = ""
    many: str = ""  # in the place of `high` and `low` where all its columns count
    few: str = ""
    none: str = ""  # nearly nobody has any
    spell: bool = False  # one column alone is spoken of by its own heading
    also_high: tuple[str, ...] = ()  # what users call it, beside the words above: "affluent"
    also_low: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()  # a name has one phrase of a kin at most; "-": to the other side
    needs: Needs | None = None  # nothing: its words say no more than a heading does
    patterns: tuple[Pattern, ...] = ()
    quantities: tuple[str, ...] = ()  # what reading found the column to measure, after all patterns
    columns: tuple[str, ...] = ()  # by their names, before any pattern is tried

    @property
    def above(self) -> tuple[str, ...]:
        """Every phrase that says more than all customers have."""
        return tuple(filter(None, (self.high, self.very_high, self.many)))

    @property
    def below(self) -> tuple[str, ...]:
        """Every phrase that says less."""
        return tuple(filter(None, (self.low, self.very_low, self.few, self.none)))


class ClaimRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one word of a name says, as an inequality."""

    says: str
    axis: str
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    more_than: str = ""
    held: bool = False  # nearly every customer of the segment has some of it


class Archetype(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of customer known to the trade."""

    name: str
    direction: dict[str, float]
    claims: tuple[ClaimRule, ...]
    leaning: dict[str, float] = {}  # belongs to the direction where the axis is there
    needs: tuple[str, ...] = ()  # further axes that must be there: they show the kind of business

    @property
    def axes(self) -> frozenset[str]:
        """The axes without which the name cannot be considered."""
        named = {c.axis for c in self.claims} | {c.more_than for c in self.claims if c.more_than}
        return frozenset(self.direction) | frozenset(self.needs) | named

    def find_direction(self, there: Collection[str]) -> dict[str, float]:
        """Return the direction over the axes that are there."""
        leaning = {axis: weight for axis, weight in self.leaning.items() if axis in there}
        return {**self.direction, **leaning}


class People(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the customers of one kind of business are called, and what shows that they are it."""

    who: str
    held: str  # axis of which nearly everybody has some
    beside: tuple[str, ...]  # axes, one of which must be there


class ColumnWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a column that has no axis is spoken of."""

    high: str = "high {column}"
    low: str = "low {column}"
    very_high: str = "very high {column}"
    very_low: str = "very low {column}"
    many: str = "many {column}"  # of what it counts
    few: str = "few {column}"
    very_many: str = "very many {column}"
    very_few: str = "very few {column}"
    has: str = "has {column}"  # nearly everybody, or nobody, in the segment
    no: str = "no {column}"
    more_have: str = "more often with {column}"
    fewer_have: str = "less often with {column}"
    yes: str = "{column}: yes"  # of a yes or no that is nothing people hold
    not_: str = msgspec.field(default="{column}: no", name="not")
    more_yes: str = "{column}: more often yes"
    fewer_yes: str = "{column}: less often yes"
    level: str = "{column}: {level}"
    not_level: str = "{column}: not {level}"
    mostly_level: str = "{column}: mostly {level}"
    more_level: str = "{column}: more often {level}"
    fewer_level: str = "{column}: less often {level}"


class Lexicon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the words."""

    axes: tuple[Axis, ...]
    archetypes: tuple[Archetype, ...] = ()
    people: tuple[People, ...] = ()  # the first that fits names everybody
    customers: str = "customers"  # where none does
    column_words: ColumnWords = ColumnWords()
    average: str = "Near the average"  # who differ in nothing
    mixed: str = "Mixed customers"  # who differ, but nothing is sure
    few: str = "Too few to describe"
    forbidden: tuple[str, ...] = ()
    more: tuple[str, ...] = ("high",)  # before an axis or a column in a name that a user gives
    less: tuple[str, ...] = ("low",)

    @property
    def comparisons(self) -> frozenset[tuple[str, str]]:
        """The pairs of axes whose money some claim compares."""
        claims = (c for a in self.archetypes for c in a.claims)
        return frozenset((c.axis, c.more_than) for c in claims if c.more_than)


def load_bundled_lexicon() -> Lexicon:
    """Return the lexicon that comes with finseg."""
    text = files("finseg.interpret").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return parse_lexicon(text, where="bundled lexicon")


def parse_lexicon(text: str, *, where: str) -> Lexicon:
    """Parse and check a lexicon.

    Raises
    ------
    LexiconError
        If it is not TOML of the right form, names an unknown axis, gives one name or one column
        twice, makes a claim without a figure, is too long or empty where it is to be a word, or has
        a pattern that is no regular expression; with the line where it can be told.

    """
    hint = "compare with the bundled lexicon.toml, whose comments explain each key"
    former = _FORMER.search(text)
    if former:
        before = text.count("\n", 0, former.start(1))
        raise LexiconError(
            f"`{former[1]}` belongs to the former kind of lexicon, with adjectives for each axis",
            where=f"{where}, line {before + 1}",
            fix="give each axis one phrase for `high` (“high income”) and one for `low`; " + hint,
        )
    lexicon = load_form(text, Lexicon, error=LexiconError, where=where, hint=hint)
    for problem in _find_lexicon_problems(lexicon):
        line = write_line(text, key=problem.key, value=problem.value, time=problem.time)
        raise LexiconError(problem.what, where=where + line, fix=problem.fix)
    return lexicon


def explain_wrong_claim(claim: ClaimRule) -> tuple[str, str] | None:
    """Say what is wrong with a claim by itself, and what to do; None where nothing is."""
    low, high, between = claim.at_least, claim.at_most, claim.between
    if all(bound is None for bound in (low, high, between, claim.more_than or claim.held or None)):
        return f"the claim `{claim.says}` has no figure", _ADD_FIGURE
    numbers = [x for x in (low, high, *(between or ())) if x is not None]
    if not all(map(math.isfinite, numbers)):
        return f"the claim `{claim.says}` has a limit that is no number", "write a number"
    crossed = low is not None and high is not None and low > high
    if crossed or (between is not None and between[0] > between[1]):
        return f"the claim `{claim.says}` can never hold", "exchange its limits"
    return None


_ADD_FIGURE = "add at_least, at_most, between, more_than or held"


class _Problem(NamedTuple):
    """What is wrong, what to do, and the key and value near which it stands."""

    what: str
    fix: str
    value: str | None
    key: str = "name"
    time: int = 1  # which of several such places


def _find_lexicon_problems(lexicon: Lexicon) -> Iterator[_Problem]:
    axes = [a.name for a in lexicon.axes]
    yield from _find_repeated_names("axis", axes)
    yield from _find_repeated_names("archetype", [a.name for a in lexicon.archetypes])
    columns = [c for a in lexicon.axes for c in a.columns]
    for column in sorted({c for c in columns if columns.count(c) > 1}):
        what = f"the column `{column}` is given to two axes"
        yield _Problem(what, "a column measures one idea: keep one of them", column, "", 2)
    for axis in lexicon.axes:
        yield from _check_axis_entry(axis)
    for key, phrase in msgspec.structs.asdict(lexicon.column_words).items():
        if phrase.count(COLUMN) != 1:
            what = f"`column_words.{key.rstrip('_')}` does not say which column"
            yield _Problem(what, f"write {COLUMN} once, where its heading is to stand", None, "")
        if phrase.count(LEVEL) != int(key.endswith("level")):
            what = f"`column_words.{key}` does not say which level"
            yield _Problem(what, f"write {LEVEL} once, where the level is to stand", None, "")
    yield from _check_axis_quantities(lexicon.axes)
    # A composed name may have an adjective before what everybody is called.
    for key, most in (("customers", NAME_WORDS - 1), ("average", NAME_WORDS), ("mixed", NAME_WORDS),
                      ("few", NAME_WORDS)):  # fmt: skip
        yield from _check_default_name(key, getattr(lexicon, key), most)
    for people in lexicon.people:
        yield from _check_people_entry(people, axes)
    for archetype in lexicon.archetypes:
        yield from _check_archetype_entry(archetype, axes)


def _find_repeated_names(what: str, names: Sequence[str]) -> Iterator[_Problem]:
    for name in sorted({n for n in names if names.count(n) > 1}):
        told = f"the {what} `{name}` stands there twice"
        yield _Problem(told, "rename or remove one of them", name, time=2)


def _check_default_name(key: str, text: str, most: int) -> Iterator[_Problem]:
    if not 1 <= len(text.split()) <= most:
        what = f"`{key}` is {'too long' if text.split() else 'empty'}"
        yield _Problem(what, f"use one to {most} words", None, key)


def _check_axis_entry(axis: Axis) -> Iterator[_Problem]:
    if not (axis.high.strip() and axis.low.strip()):
        yield _Problem(f"axis `{axis.name}` lacks a phrase", "give `high` and `low`", axis.name)
    for phrase in (*axis.above, *axis.below):
        if len(phrase.split()) > PHRASE_WORDS or set(_PLACES.findall(phrase)) - {WHO}:
            yield _Problem(
                f"axis `{axis.name}`: the phrase `{phrase}` cannot stand in a name",
                f"use at most {PHRASE_WORDS} words; the only place in it is {WHO}",
                axis.name,
            )
    yield from _check_axis_needs(axis)
    for pattern in axis.patterns:
        for text in (pattern.match, pattern.beside):
            try:
                re.compile(text)
            except re.error as cause:
                yield _Problem(
                    f"axis `{axis.name}`: {text!r} is no regular expression ({cause})",
                    "put a backslash before brackets and dots that are meant as such",
                    axis.name,
                )


def _check_axis_needs(axis: Axis) -> Iterator[_Problem]:
    for facet, allowed in _FACET_VALUES.items():
        for value in getattr(axis.needs, facet, ()):
            if value not in allowed:
                what = f"axis `{axis.name}` needs the unknown {facet} `{value}`"
                yield _Problem(what, suggest_name(value, allowed), axis.name)


def _check_axis_quantities(axes: Sequence[Axis]) -> Iterator[_Problem]:
    seen: dict[str, str] = {}
    for axis in axes:
        for quantity in axis.quantities:
            if quantity not in QUANTITIES:
                what = f"axis `{axis.name}`: there is no quantity `{quantity}`"
                yield _Problem(what, suggest_name(quantity, QUANTITIES), axis.name)
            elif quantity in seen:
                what = f"the quantity `{quantity}` is given to `{seen[quantity]}` and `{axis.name}`"
                yield _Problem(what, "a quantity is one idea: keep one of them", axis.name)
            seen[quantity] = axis.name


def _check_people_entry(people: People, axes: Sequence[str]) -> Iterator[_Problem]:
    if not 1 <= len(people.who.split()) <= NAME_WORDS - 1:
        what = f"`{people.who}` is {'too long' if people.who.split() else 'empty'}"
        yield _Problem(what, f"use one to {NAME_WORDS - 1} words", people.who, "who")
    for name in sorted({people.held, *people.beside} - set(axes)):
        what = f"the people `{people.who}` use the unknown axis `{name}`"
        yield _Problem(what, suggest_name(name, axes), people.who, "who")
    if not people.beside:
        yield _Problem(
            f"nothing shows who `{people.who}` are", "name axes in `beside`", people.who, "who"
        )


def _check_archetype_entry(archetype: Archetype, axes: Sequence[str]) -> Iterator[_Problem]:
    for name in sorted((archetype.axes | set(archetype.leaning)) - set(axes)):
        what = f"archetype `{archetype.name}` uses the unknown axis `{name}`"
        yield _Problem(what, suggest_name(name, axes), archetype.name)
    if len(archetype.name.split()) > NAME_WORDS:
        what = f"the name `{archetype.name}` is too long"
        yield _Problem(what, f"use at most {NAME_WORDS} words", archetype.name)
    if not archetype.direction or not any(archetype.direction.values()):
        what = f"archetype `{archetype.name}` has no direction"
        yield _Problem(what, "give at least one axis a weight", archetype.name)
    if not archetype.claims:
        what = f"archetype `{archetype.name}` claims nothing"
        yield _Problem(what, "a name is given for its figures: add a claim", archetype.name)
    for claim in archetype.claims:
        wrong = explain_wrong_claim(claim)
        if wrong:
            yield _Problem(f"archetype `{archetype.name}`: {wrong[0]}", wrong[1], archetype.name)


def find_forbidden_words(text: str, lexicon: Lexicon, allowed: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name that judge people or name a protected attribute."""
    kept_out = {w.casefold() for w in lexicon.forbidden} - {w.casefold() for w in allowed}
    return tuple(w for w in re.findall(r"[^\W\d_]+", text.casefold()) if w in kept_out)


def require_neutral(lexicon: Lexicon, allowed: Sequence[str], where: str) -> None:
    """Refuse a lexicon that would put a forbidden word into a name.

    Raises
    ------
    LexiconError
        Naming the word, and how to allow it.

    """
    own = [w for axis in lexicon.axes for w in (*axis.above, *axis.below)]
    own += [a.name for a in lexicon.archetypes] + [p.who for p in lexicon.people]
    own += msgspec.structs.astuple(lexicon.column_words)
    own += [
        lexicon.customers,
        lexicon.average,
        lexicon.mixed,
        lexicon.few,
    ]
    for text in own:
        for word in find_forbidden_words(text, lexicon, allowed):
            raise LexiconError(
                f"`{text}` holds `{word}`, which judges people or names a protected attribute",
                where=where,
                fix=f'choose another word, or set allowed_words = ["{word}"] in [interpret]',
            )
