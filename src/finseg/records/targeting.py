"""Which segments to work on first?

`Worth`: how attractive a segment is and how strong the bank is in it, criterion by criterion, and
what puts it last. Scores and their figures in; the ranking and its arithmetic in blocks out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Heading, Table
from finseg.document.said import Count, Customers, Number, Said, Text, join_said, say

Criterion = Literal["size", "value", "demand", "stability", "reach", "offered", "relationship"]


_WHY: dict[Criterion, str] = {
    "size": "{figure}",
    "value": "with {figure}",
    "demand": "{figure}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One criterion of a segment: its weight, its score and the figure behind it."""

    name: Criterion
    weight: float  # the weights of the criteria that could be measured add up to 1
    score: float  # 0 … 1
    figure: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Knockout:
    """Why a segment comes last, whatever its score."""

    criterion: Criterion
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """How attractive a segment is, and how strong the bank is in it."""

    segment: int
    attractiveness: tuple[Part, ...]
    strength: tuple[Part, ...]
    knocked_out: tuple[Knockout, ...] = ()

    @property
    def attractiveness_score(self) -> float:
        """The weighted mean of the criteria of attractiveness, 0 … 1."""
        return sum(p.weight * p.score for p in self.attractiveness)

    @property
    def strength_score(self) -> float:
        """The weighted mean of the criteria of strength, 0 … 1."""
        return sum(p.weight * p.score for p in self.strength)

    @property
    def rank(self) -> tuple[bool, float]:
        """What segments are ordered by: knocked out last, then the product of both."""
        return bool(self.knocked_out), -self.attractiveness_score * self.strength_score

    def say_why(self) -> Said:
        """Say in a sentence what makes it attractive, and what puts it last."""
        told = [p for p in self.attractiveness if p.name in _WHY and p.figure != "–"]
        why = join_said(say(_WHY[p.name], figure=p.figure) for p in told)
        if not self.knocked_out:
            return say("{why}.", why=why) if told else say("Too few customers to tell of.")
        last = self.list_knockouts()
        return say("Comes last ({last}): {why}.", last=last, why=why or "too few to tell of")

    def list_knockouts(self) -> Said:
        """Say why it comes last; empty where it does not."""
        return join_said(k.said for k in self.knocked_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do with a segment."""

    product: str  # "" for none
    target: bool  # the segment is a target for it; otherwise only some of its customers are
    customers: int  # that are offered it
    size: int  # of the segment
    bound: Literal["", "fewer", "more"] = ""  # than `customers`, where that is a limit

    def describe(self) -> Said:
        """Say it in the few words of a card."""
        if not self.product:
            return say("no offer")
        return self._write(
            "{product} ({some} of {all})"
            if self.target
            else "for some of them: {product} ({some} of {all})"
        )

    def advise(self) -> Said:
        """Say it in a sentence of its own."""
        if not self.product:
            return say("Offer nothing: nobody here has a clear reason for what they may have.")
        return self._write("Offer {product}, to {some} of {all}.")

    def _write(self, template: str) -> Said:
        return say(
            template,
            product=self.product,
            some=say("{bound} than {limit}", bound=self.bound, limit=Count(self.customers))
            if self.bound
            else Customers(self.customers, ""),
            all=Customers(self.size),
        )


def build_ranking_blocks(
    ranked: Sequence[Worth], advice: Sequence[Said], names: Sequence[str]
) -> list[Block]:
    """Say which segments to work on first, why, and what to do; nothing of a single one."""
    if len(ranked) < 2:
        return []
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            say("{place}. {name}", place=Count(place), name=names[w.segment]),
            w.say_why(),
            advice[w.segment],
        )
        for place, w in enumerate(ranked, 1)
    )
    return [
        Heading("Which segments to work on first", level=3),
        Table(
            ("Segment, the first to work on first", "Why it stands here", "What to do"),
            rows,
            ("left", "left", "left"),
            caption="Who refused contact, has left or does not pay counts among the customers of a "
            "segment, but never among those with a reason for a product. The annex has the "
            "arithmetic",
        ),
    ]


def build_arithmetic_blocks(ranked: Sequence[Worth], names: Sequence[str]) -> list[Block]:
    """Show how the segments were ranked, criterion by criterion; nothing of a single one."""
    if len(ranked) < 2:
        return []
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            Count(place) if not w.knocked_out else "–",
            f"{w.segment} {names[w.segment]}",
            _write_weighted_sum(w.attractiveness, w.attractiveness_score),
            _write_weighted_sum(w.strength, w.strength_score),
            Number(w.attractiveness_score * w.strength_score),
            w.list_knockouts(),
        )
        for place, w in enumerate(ranked, 1)
    )
    behind: tuple[tuple[Text, ...], ...] = tuple(
        (f"{w.segment} {names[w.segment]}", p.name, p.figure, Number(p.score))
        for w in sorted(ranked, key=lambda w: w.segment)
        for p in (*w.attractiveness, *w.strength)
    )
    left: Align = "left"
    return [
        Table(
            (
                "Rank",
                "Segment",
                "Attractiveness",
                "Own strength",
                "Product of the two",
                "Knocked out",
            ),
            rows,
            ("right", left, left, left, "right", left),
            caption="Each score is the sum of weight × score of its criteria; segments are ranked "
            "by attractiveness × own strength",
        ),
        Table(("Segment", "Criterion", "Figure", "Score"), behind, (left, left, left, "right")),
    ]


def _write_weighted_sum(parts: tuple[Part, ...], total: float) -> Said:
    """Write out a weighted mean."""
    terms = join_said(
        (
            say(
                "{weight} × {score} {name}",
                weight=Number(p.weight, 3),
                score=Number(p.score),
                name=p.name,
            )
            for p in parts
        ),
        " + ",
    )
    return say("{terms} = {total}", terms=terms or "0", total=Number(total))
