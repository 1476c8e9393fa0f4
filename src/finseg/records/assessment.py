"""Can these segments be relied on?

`Assessment`: how stable each segment of the kept segmentation is, how many customers stand near a
border, and the sensitivity card: how much of the answer is the analyst's choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import (
    write_exact,
    write_fixed,
    write_interval,
    write_percent,
    write_whole,
)
from finseg.document.page import Shown

# Hennig 2007, Cluster-wise assessment of cluster stability, section 4.
NOT_TRUSTED, VALID, HIGHLY_STABLE = 0.6, 0.75, 0.85
NO_BETTER = 0.05  # less than this above noise of the same shape says nothing of the segment itself
WAY = 0.5  # … where noise leaves less room than that: of the way from noise to 1
BORDERLINE = 0.1  # margin below which a customer stands near a border


def describe_jaccard(jaccard: float) -> str:
    """Say Hennig's reading of a mean Jaccard index, whatever noise reaches."""
    if jaccard < NOT_TRUSTED:
        return "not to be trusted"
    if jaccard < VALID:
        return "a pattern, its members doubtful"
    return "valid" if jaccard < HIGHLY_STABLE else "highly stable"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentStability:
    """How much of one segment comes back when other customers of the same kind are drawn."""

    id: int
    jaccard: float  # mean over the bootstrap samples, 0 … 1
    low: float  # where 95 % of the samples lie
    high: float
    null: float  # the same on structureless tables, mean of the segment of the same rank
    silhouettes: tuple[float, ...]  # quantiles 0, 5, … 100 % of its customers' silhouettes

    @property
    def beats_noise(self) -> bool:
        """Whether it comes back clearly better than noise does; else its index says nothing.

        By .05, or by half of what noise leaves to a segment that comes back whole.
        """
        return self.jaccard >= min(self.null + NO_BETTER, self.null + WAY * (1 - self.null))

    @property
    def jaccard_above_noise(self) -> float:
        """What counts for the segment: its Jaccard index where that beats noise, else nothing."""
        return self.jaccard if self.beats_noise else 0.0

    @property
    def word(self) -> str:
        """Hennig's reading of the mean, where it is better than noise."""
        if self.jaccard < NOT_TRUSTED:
            return "not to be trusted"
        if not self.beats_noise:
            return "no better than noise"
        return describe_jaccard(self.jaccard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The same job after one defensible change."""

    change: str  # "ranks instead of amounts"
    k: int
    agreement: float  # adjusted Rand with the kept segmentation, on the customers of both
    rows: int  # customers compared
    detail: str = ""  # what else should be said: the column whose absence matters most


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Shown):
    """How far the segments can be relied on."""

    segments: tuple[SegmentStability, ...]  # ids 0..k-1
    samples: int  # bootstrap samples behind each figure
    borderline_share: float  # customers whose margin is below 0.1
    alternatives: tuple[Alternative, ...]

    def _list_blocks(self) -> list[Block]:
        return self.blocks([""] * len(self.segments))

    def blocks(self, names: Sequence[str]) -> list[Block]:
        """Describe the stability of each segment (`names` by id) and the sensitivity card."""
        stable = tuple(
            (
                f"{s.id} {names[s.id]}",
                write_fixed(s.jaccard, 2),
                write_interval(s.low, s.high),
                write_fixed(s.null, 2),
                s.word,
            )
            for s in self.segments
        )
        changed = tuple(
            (a.change, str(a.k), write_fixed(a.agreement, 2), write_whole(a.rows), a.detail)
            for a in self.alternatives
        )
        return [
            Heading("How far the segments can be relied on"),
            Table(
                (
                    "Segment",
                    "Jaccard",
                    f"{write_percent(0.95, digits=0)} of samples",
                    "On noise",
                    "Reading (Hennig 2007)",
                ),
                stable,
                ("left", "right", "right", "right", "left"),
                caption=f"How much of each segment comes back ({self.samples} bootstrap samples)",
            ),
            Sentence(
                f"{write_percent(self.borderline_share)} of the customers stand near a border "
                f"(margin below {write_exact(BORDERLINE)}): they could as well be in the neighbouring "
                "segment."
            ),
            Table(
                ("The same job with", "k", "Agreement", "Customers", "Detail"),
                changed,
                ("left", "right", "right", "right", "left"),
                caption="Sensitivity card: how much of this is the analyst",
            ),
            Note("Agreement is the adjusted Rand index: 1 the same division, 0 as by chance."),
        ]
