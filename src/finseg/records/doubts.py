"""On which of the analyst's choices does the answer depend?

A `Doubt` is one defensible change (no logarithm, one column less, another seed, rounded figures,
equal weights) after which the answer would be another: the division agrees with the one that was
kept by less than `FRAGILE`, or the search for natural groups comes to another number. Here are the
facts, and the words in which every page says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.said import (
    NOTHING,
    ColumnName,
    Count,
    Number,
    Said,
    Text,
    join_said,
    say,
)

FRAGILE = 0.6  # adjusted Rand below which a defensible change counts as giving another answer
_NAMED = 2  # doubts on badge and headline; the others are counted

DoubtCode = Literal["no logarithms", "logarithms", "column", "seed", "sample", "figures", "weights"]
_NAMES: dict[DoubtCode, str] = {
    "no logarithms": "the logarithm",
    "logarithms": "the logarithm",
    "column": "the column {column}",
    "seed": "the seed",
    "sample": "the seed and the sample",
    "figures": "the exact figures",
    "weights": "the weights that columns share",
}
_CHANGES: dict[DoubtCode, str] = {
    "no logarithms": "without logarithms",
    "logarithms": "with logarithms of all columns",
    "column": "without {column}",
    "seed": "with another seed",
    "sample": "with another seed and fewer customers",
    "figures": "with figures rounded to two digits",
    "weights": "with the same weight for every column",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """What a search for natural groups comes to."""

    number: int  # 1: none
    fits: bool = True  # whether segments around centres follow them

    def name_number(self) -> Said:
        """Name how many there are: no gaps, or 3 natural groups."""
        if self.number == 1:
            return say("no gaps")
        if self.fits:
            return say("{groups}", groups=Count(self.number, "natural group"))
        return say(
            "{groups} that segments around averages do not follow",
            groups=Count(self.number, "group"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One defensible change that gives another answer."""

    code: DoubtCode
    agreement: float  # adjusted Rand with the segments that were kept
    column: str = ""  # the one left out
    groups: Groups | None = None  # that are found after the change, where others were before

    def name_cause(self) -> Said:
        """Name what the answer depends on, with the figure: the logarithm (0.40)."""
        figure: Text = Number(self.agreement)
        if self.groups:
            figure = say("otherwise {groups}", groups=self.groups.name_number())
        cause = self._fill(_NAMES[self.code], bare=True)
        return say("{cause} ({figure})", cause=cause, figure=figure)

    def say_effect(self, *, short: bool = False) -> Said:
        """Say what the change does: without logarithms there are no gaps.

        `short` leaves out what was said of the change before it.
        """
        change = self._fill(_CHANGES[self.code])
        if self.groups:
            return say(
                "{change} there are {groups}", change=change, groups=self.groups.name_number()
            )
        return say(
            "{change} {what}by only {agreement}",
            change=change,
            what="" if short else "the division agrees with this one ",
            agreement=Number(self.agreement),
        )

    def _fill(self, template: str, *, bare: bool = False) -> Said:
        column = {"column": ColumnName(self.column, bare)} if self.column else {}
        return say(template, **column)


def name_causes(doubts: Sequence[Doubt]) -> Said:
    """Say what the answer depends on, for the badge; nothing where there is no doubt."""
    if not doubts:
        return NOTHING
    named: list[Text] = [doubt.name_cause() for doubt in doubts[:_NAMED]]
    more = len(doubts) - _NAMED
    if more > 0:
        named.append(say("{more} more", more=Count(more)))
    return say("depends on {causes}", causes=_join_list(named))


def say_effects(doubts: Sequence[Doubt]) -> Said:
    """Say in one sentence what other defensible choices would give."""
    if not doubts:
        return NOTHING
    shown, more = doubts[:_NAMED], len(doubts) - _NAMED
    turned = [doubt.say_effect() for doubt in shown if doubt.groups]
    moved = [doubt for doubt in shown if not doubt.groups]
    effects = [doubt.say_effect(short=place > 0) for place, doubt in enumerate(moved)]
    scale = NOTHING
    if moved:
        scale = say(" (adjusted Rand: {same} is the same division)", same=Count(1))
    return say(
        "Other choices that are as defensible would give another answer: {effects}{scale}{more}.",
        effects=join_said([*turned, *effects], "; "),
        scale=scale,
        more=say("; so would {more} more", more=Count(more)) if more > 0 else NOTHING,
    )


def _join_list(parts: Sequence[Text]) -> Said:
    """Join parts as a list is spoken: a, b and c."""
    return join_said([join_said(parts[:-1], ", "), parts[-1]], " and ")
