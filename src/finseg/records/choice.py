"""How many segments, and on what evidence?

One `Candidate` per k that was tried, and the `Choice` among them.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.blocks import Block, Heading, Note, Sentence, Table
from finseg.document.numbers import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One clustering at one k."""

    k: int
    inertia: float  # sum of squared distances to the centres, over the rows it was fitted on
    centre_silhouette: float  # mean of 1 - nearest / second nearest centre distance; NaN at k = 1
    smallest_share: float  # customers in the smallest segment, 0..1
    starts: int
    starts_at_best: int  # starts within 1e-4 of the best inertia


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The number of segments, and why."""

    k: int
    given: bool  # the user fixed k
    candidates: tuple[Candidate, ...]  # ascending k
    elbow_k: int | None  # where the Kneedle rule sees an elbow, if anywhere
    rows: int  # customers the candidates were fitted on
    sampled: bool  # fewer than all of them
    reason: str  # one or two sentences for the report

    def __post_init__(self) -> None:
        tried = [c.k for c in self.candidates]
        if tried != sorted(set(tried)):
            raise ValueError("candidates must be in ascending order of k, each once")

    @property
    def tried(self) -> tuple[int, ...]:
        """The numbers of segments that were tried."""
        return tuple(c.k for c in self.candidates)

    def blocks(self) -> list[Block]:
        """Describe the candidates and the choice."""
        sample = " (a sample)" if self.sampled else ""
        rows = tuple(
            (
                f"{c.k}" + (" ←" if c.k == self.k else ""),
                f"{c.inertia:,.1f}",
                f"{c.centre_silhouette:.3f}" if c.k > 1 else "–",
                percent(c.smallest_share),
                f"{c.starts_at_best} of {c.starts}",
            )
            for c in self.candidates
        )
        columns = ("k", "Inertia", "Centre silhouette", "Smallest segment", "Starts at best")
        return [
            Heading("How many segments"),
            Sentence(self.reason),
            Table(columns, rows, ("right",) * 5),
            Note(
                f"Fitted on {self.rows:,} customers{sample}. The centre silhouette compares "
                "distances to centres; it runs higher than the usual silhouette and must not be "
                "read on its scale."
            ),
        ]
