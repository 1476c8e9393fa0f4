"""Can these segments be relied on?

Figures measured on samples of the customers in; the `Assessment` out: how stable each segment of
the kept segmentation is, how many customers stand near a border, and the sensitivity card, which
says how much of the answer is the analyst's choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.page import Shown
from finseg.document.said import (
    ColumnName,
    Count,
    Customers,
    Exact,
    Interval,
    Number,
    Said,
    Share,
    Text,
    say,
)
from finseg.records.doubts import FRAGILE, Doubt, DoubtCode, Groups
from finseg.records.verdict import VerdictKind, describe_kind

# Hennig 2007, Cluster-wise assessment of cluster stability, section 4.
NOT_TRUSTED, VALID, HIGHLY_STABLE = 0.6, 0.75, 0.85
NO_BETTER = 0.05  # less than this above noise of the same shape says nothing of the segment itself
WAY = 0.5  # … where noise leaves less room than that: of the way from noise to 1
BORDERLINE = 0.1  # margin below which a customer stands near a border

Reading = Literal["untrusted", "noise", "gaps", "doubtful", "valid", "stable"]
_WORDS: dict[Reading, str] = {
    "untrusted": "not to be trusted",
    "noise": "comes back no better than noise does",
    "gaps": "comes back, and gaps tell it from noise",
    "doubtful": "the group comes back, but many customers change sides",
    "valid": "valid",
    "stable": "highly stable",
}


def read_jaccard(jaccard: float) -> Reading:
    """Return Hennig's reading of a mean Jaccard index, whatever noise reaches."""
    if jaccard < NOT_TRUSTED:
        return "untrusted"
    if jaccard < VALID:
        return "doubtful"
    return "valid" if jaccard < HIGHLY_STABLE else "stable"


def describe_jaccard(jaccard: float) -> str:
    """Say Hennig's reading of a mean Jaccard index, whatever noise reaches."""
    return _WORDS[read_jaccard(jaccard)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentStability:
    """How much of one segment comes back when other customers of the same kind are drawn."""

    id: int
    jaccard: float  # mean over the bootstrap samples, 0 … 1
    low: float  # where 95 % of the samples lie
    high: float
    null: float  # the same on structureless tables, mean of the segment of the same rank
    silhouettes: tuple[float, ...]  # quantiles 0, 5, … 100 % of its customers' silhouettes
    by_gaps: bool = False  # a natural group: gaps tell it from noise, whatever noise reaches

    @property
    def beats_noise(self) -> bool:
        """Whether it comes back clearly better than noise does; else its index says nothing.

        By .05, or by half of what noise leaves to a segment that comes back whole.
        """
        return self.jaccard >= min(self.null + NO_BETTER, self.null + WAY * (1 - self.null))

    @property
    def jaccard_above_noise(self) -> float:
        """What counts for the segment: its Jaccard index where noise does worse, else nothing."""
        return self.jaccard if self.beats_noise or self.by_gaps else 0.0

    @property
    def reading(self) -> Reading:
        """Hennig's reading of the mean, where it is better than noise.

        A column with two peaks keeps them when it is shuffled: noise comes back as well then, and
        it is the gaps that tell a natural group from it.
        """
        found = read_jaccard(self.jaccard)
        if found == "untrusted" or self.beats_noise:
            return found
        if not self.by_gaps:
            return "noise"
        return found if found == "doubtful" else "gaps"

    @property
    def is_valid(self) -> bool:
        """Whether the segment comes back well enough to be worked with."""
        return self.reading in {"valid", "stable", "gaps"}

    @property
    def word(self) -> str:
        """The reading in words; where noise reaches nearly the same, that, too."""
        said = _WORDS[self.reading]
        near = self.jaccard < self.null + NO_BETTER and self.reading in {"valid", "stable"}
        return (
            "comes back only a little better than noise does" if near and not self.by_gaps else said
        )

    def say_stability(self) -> Said:
        """Say the reading with its figures, the same on every page."""
        return say(
            "{word} (Jaccard {own}; noise {noise})",
            word=self.word,
            own=Number(self.jaccard),
            noise=Number(self.null),
        )


Change = Literal[
    "no logarithms",
    "logarithms",
    "ranks",
    "rounded figures",
    "equal weights",
    "a column less",
    "half the customers",
    "one segment less",
    "one segment more",
    "outliers left out",
    "another seed",
    "starts at random",
    "many starts",
    "mixture",
]
# The changes that are as defensible as what was done: if one gives another answer, the answer
# depends on it. The others change the question (another number of segments, half the customers).
DOUBTED: dict[Change, DoubtCode] = {
    "no logarithms": "no logarithms",
    "logarithms": "logarithms",
    "a column less": "column",
    "another seed": "seed",
    "rounded figures": "figures",
    "equal weights": "weights",
}
# The changes that a quick run does not make, in words: no verdict hangs on them.
QUICK_WITHOUT: dict[Change, str] = {
    "ranks": "ranks",
    "half the customers": "half the customers",
    "one segment less": "other numbers of segments",
    "one segment more": "other numbers of segments",
    "outliers left out": "outliers left out",
    "starts at random": "starts at random in place of given ones",
    "many starts": "the best of many starts",
    "mixture": "a mixture",
}

RULING_AGE = 1 / 3  # of what separates the segments, above which age is said to rule them


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What would be chosen without one column that rules the segments."""

    column: str
    share: float  # of what separates the segments, that it carries
    agreement: float  # adjusted Rand of the segments that were kept with those without it
    k: int
    kind: VerdictKind | None = None  # None: the number was not chosen anew
    rows: int | None = None  # customers on whom all this was found

    def say(self) -> Said:
        """Say how much rests on the column, and what the study is without it."""
        return say(
            "{share} of what separates the segments is {column}. Without it, {found} by {agreement}"
            "{rows} (1 is the same). To see them, write "
            '{column} = "descriptor" in [read.roles].',
            share=Share(self.share, digits=0),
            column=ColumnName(self.column),
            found=self._say_found(),
            agreement=Number(self.agreement, 2),
            rows=say(" on {rows}", rows=Customers(self.rows)) if self.rows else "",
        )

    def _say_found(self) -> Said:
        if self.kind is None:
            return say("as many segments ({segments}) agree with these", segments=Count(self.k))
        return say(
            "there are {segments} ({kind}), which agree with these",
            segments=Count(self.k, "segment"),
            kind=describe_kind(self.kind),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The same job after one defensible change."""

    code: Change
    change: Text  # "ranks instead of amounts"
    k: int
    agreement: float  # adjusted Rand with the kept segmentation, on the customers of both
    rows: int  # customers compared
    detail: Text = ""  # what else should be said: the column whose absence matters most
    column: str = ""  # that column
    least: float | None = None  # the agreement without it, where `agreement` is a mean
    each: tuple[tuple[str, float], ...] = ()  # the agreement without each column
    groups: Groups | None = None  # natural groups found after the change, where they are others

    def find_doubt(self, customers: int | None = None) -> Doubt | None:
        """Return the doubt that the change raises; None where it gives much the same answer.

        `customers` are those that were divided: on some of them, another seed is not all that
        changes.
        """
        code = DOUBTED.get(self.code)
        if code == "seed" and customers is not None and self.rows < customers:
            code = "sample"
        agreement = self.agreement if self.least is None else self.least
        if code is None or (self.groups is None and not agreement < FRAGILE):
            return None
        return Doubt(code=code, agreement=agreement, column=self.column, groups=self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Shown):
    """How far the segments can be relied on."""

    segments: tuple[SegmentStability, ...]  # ids 0..k-1
    samples: int  # bootstrap samples behind each figure
    borderline_share: float  # customers whose margin is below 0.1
    alternatives: tuple[Alternative, ...]
    customers: int | None = None  # that the share is a share of
    without: Without | None = None  # the study without age, where age rules the segments

    def find_agreement_without(self, column: str) -> float | None:
        """Return how far the same number of segments agrees that is made without a column."""
        return next((dict(a.each).get(column) for a in self.alternatives if a.each), None)

    def list_doubts(self) -> tuple[Doubt, ...]:
        """List on which defensible changes the answer depends, the gravest first."""
        found = [doubt for a in self.alternatives if (doubt := a.find_doubt(self.customers))]
        return tuple(sorted(found, key=lambda doubt: (doubt.groups is None, doubt.agreement)))

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.segments))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe the stability of each segment (`names` by id) and the sensitivity card."""
        return [
            Heading("How far the segments can be relied on"),
            self._build_stability_table(names),
            Sentence(self.say_borderline()),
            self._build_card(),
            Note("Agreement is the adjusted Rand index: 1 is the same division, 0 is chance."),
        ]

    def _build_stability_table(self, names: Sequence[str]) -> Table:
        columns = (
            "Segment",
            "Jaccard",
            say("{most} of samples", most=Share(0.95, digits=0)),
            "On noise",
            "Reading (Hennig 2007)",
        )
        rows = tuple(
            (
                say("{id} {name}", id=Count(s.id), name=names[s.id]),
                Number(s.jaccard, 2),
                Interval(s.low, s.high),
                Number(s.null, 2),
                s.word,
            )
            for s in self.segments
        )
        caption = say(
            "How much of each segment comes back in another sample ({samples})",
            samples=Count(self.samples, "bootstrap sample"),
        )
        return Table(columns, rows, ("left", "right", "right", "right", "left"), caption=caption)

    def say_borderline(self) -> Said:
        """Say how many customers could as well be in another segment."""
        return say(
            "{share} of the customers stand near a border (margin below {limit}): they "
            "could just as well be in the neighbouring segment.",
            share=Share(self.borderline_share, of=self.customers),
            limit=Exact(BORDERLINE),
        )

    def _build_card(self) -> Table:
        rows = tuple(
            (a.change, Count(a.k), Number(a.agreement, 2), Customers(a.rows, ""), a.detail)
            for a in self.alternatives
        )
        return Table(
            ("Repeated with", "k", "Agreement", "Customers", "Detail"),
            rows,
            ("left", "right", "right", "right", "left"),
            caption="Sensitivity: how much of the result depends on the analyst's choices",
        )
