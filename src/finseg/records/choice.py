"""How many segments, and on what evidence?

One `Candidate` per k with its indices; `Agreement`, whether another sample would give the same;
`Separation`, whether gaps lie between the groups; and the `Choice` that rests on them. None of the
indices is decisive alone; what they come to is the `Verdict` (`finseg.records.verdict`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Heading, Note, Table
from finseg.document.numbers import (
    localise_prose,
    write_fixed,
    write_interval,
    write_p_value,
    write_percent,
    write_whole,
)
from finseg.document.page import Shown
from finseg.records.verdict import Verdict

Outcome = Literal["none", "natural", "misfit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One clustering at one k. NaN where an index does not exist (most at k = 1)."""

    k: int
    inertia: float  # sum of squared distances to the centres, over the rows it was fitted on
    noise: (
        tuple[float, float] | None
    )  # where 90 % of noise tables of the same shape lie; or not drawn
    silhouette: float  # -1 … 1 (Rousseeuw 1987), exact up to 5,000 rows, sampled beyond
    centre_silhouette: float  # mean of 1 - nearest / second nearest centre distance; its own scale
    calinski_harabasz: float
    davies_bouldin: float
    gap: float  # log inertia of uniform tables less that of these customers
    gap_error: float
    prediction_strength: float  # 0 … 1
    smallest_share: float  # customers in the smallest segment, 0 … 1
    starts: int
    starts_at_best: int  # starts within 1e-4 of the best inertia


# From this adjusted Rand on, the division that was kept passes for the trial that was weighed.
SAME_DIVISION = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The division that was kept, held against the trial of the same number of segments."""

    division: Candidate  # over the rows of the trials; no noise, gap or prediction strength
    agreement: float  # adjusted Rand with the trial
    seed: int

    @property
    def is_same_division(self) -> bool:
        """Whether what is said of the trial is said of what was kept."""
        return self.agreement >= SAME_DIVISION

    @property
    def origin_text(self) -> str:
        """Say how it was made."""
        starts = self.division.starts
        return f"{'one start' if starts == 1 else f'best of {starts} starts'}, seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NullAgreement:
    """Agreement on structureless tables of the same shape."""

    name: str  # "columns shuffled", "one Gaussian"
    mean: float  # over the tables
    low: float  # the lowest and the highest of the tables
    high: float
    tables: int
    threshold: float  # mean and two standard deviations: what these customers must exceed


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAgreement:
    """How stable one segment of a candidate is, within its number of segments and across them.

    Means over bootstrap samples, where 95 % of the samples lie, and what a segment of the same rank
    reaches on structureless tables of the same shape, treated alike: the larger mean of the two
    kinds of noise.
    """

    jaccard: float  # of the segment that comes back in another sample, 0 … 1 (Hennig 2007)
    low: float
    high: float
    null: float
    # 1: its customers were one segment already when there were fewer, 0: they are gathered from
    # all alike (1 less the entropy, Dolnicar & Leisch 2017). None where there were not two before.
    across: float | None
    across_low: float | None
    across_high: float | None
    across_null: float | None


# Steinley 2004 (Psychological Methods 9, 386-396) calls an adjusted Rand below .65 poor recovery;
# of two equal segments about a tenth of the customers would then change sides.
REPRODUCED = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Would another sample of these customers be cut in the same way, at one k?"""

    k: int
    mean: float  # adjusted Rand of pairs of bootstrap samples; 1 the same, 0 as by chance
    low: float  # where 95 % of the pairs lie
    high: float
    pairs: int
    nulls: tuple[NullAgreement, ...]
    segments: tuple[SegmentAgreement, ...]  # of the candidate, by falling size
    # Each segment's Jaccard index again, on larger samples with more starts: it decides between the
    # numbers that are reproduced, and is measured for these only.
    closer: tuple[float, ...] | None = None

    @property
    def jaccard(self) -> tuple[float, ...]:
        """Each segment's mean Jaccard index, the closer look where there was one."""
        return self.closer or tuple(s.jaccard for s in self.segments)

    @property
    def least_stable_segment(self) -> SegmentAgreement:
        """The segment that comes back least."""
        return min(self.segments, key=lambda s: s.jaccard)

    @property
    def most_mixed_segment(self) -> SegmentAgreement | None:
        """The segment that comes least from one segment of fewer; None at the first k."""
        known = [(s.across, s) for s in self.segments if s.across is not None]
        return min(known, key=lambda pair: pair[0])[1] if known else None

    @property
    def beats_noise(self) -> bool:
        """Agreement clearly above that of both kinds of null tables."""
        return all(self.mean > null.threshold for null in self.nulls)

    @property
    def gain_over_noise(self) -> float:
        """How much of the way from noise's agreement to 1 is gone; negative below noise.

        Corrected for noise as the adjusted Rand index is for chance, since few segments agree more
        than many on noise as well; by the noise that agrees more.
        """
        noise = max(null.mean for null in self.nulls)
        return (self.mean - noise) / (1 - noise) if noise < 1 else 0.0

    @property
    def is_reproducible(self) -> bool:
        """Another sample would be cut in much the same way, and noise would not."""
        return self.mean >= REPRODUCED and self.beats_noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Are k groups separated from each other, border by border?"""

    k: int
    passes: bool  # every condition holds at every border
    p: float  # of all borders together: how often one heap would look so divided
    worst_p: float  # of the single border with the least evidence
    depth: float  # of the fullest border: 1 empty, 0 as full as the emptier centre beside it
    traffic: float  # of the busiest border: near neighbours across it, over those inside a group
    hollow: int = 0  # groups without a middle (arcs): no line through one can be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Natural groups: how many, and whether segments around centres can follow them."""

    natural_k: int  # 1: none
    outcome: Outcome  # "misfit": there are groups, but not around centres
    agreement: float  # adjusted Rand of k-means with the groups, of what their overlap permits
    islands: int  # large parts of the data that no near neighbours join
    rows: int  # customers looked at
    looks: int  # how often they were looked for, with other starts
    agreeing: int  # looks that gave this answer
    levels: tuple[Level, ...]  # ascending k

    def write_look_count(self) -> str:
        """Say how often groups were looked for, and how often with this answer."""
        if self.looks == 1:
            return "Gaps were looked for once."
        return (
            f"{self.agreeing} of {self.looks} looks with other starts gave this answer; less than "
            "half count as no groups."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How segments split as k grows: customers of one segment at k found in one at the next k."""

    k: int
    source: int  # segment at k
    target: int  # segment at the next k tried
    share: float  # of all customers, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Shown):
    """The number of segments, and why."""

    k: int
    given: bool  # the user fixed k
    candidates: tuple[Candidate, ...]  # ascending k
    agreements: tuple[Agreement, ...]  # ascending k, from 2
    separation: Separation
    flows: tuple[Flow, ...]
    elbow_k: int | None  # where the Kneedle rule sees an elbow, if anywhere
    noise_elbows: tuple[tuple[int, int], ...]  # (k, noise tables whose elbow is there), ascending
    noise_tables: int  # how many were drawn
    rows: int  # customers the candidates were fitted on
    sampled: bool  # fewer than all of them
    quick: bool  # less evidence, on request
    verdict: Verdict
    kept: Kept | None = None  # None before the fit, and for one segment

    def __post_init__(self) -> None:
        tried = [c.k for c in self.candidates]
        if tried != sorted(set(tried)):
            raise ValueError("candidates must be in ascending order of k, each once")

    @property
    def candidate_ks(self) -> tuple[int, ...]:
        """The numbers of segments that were tried."""
        return tuple(c.k for c in self.candidates)

    @property
    def reason(self) -> str:
        """Why this k, in one sentence."""
        return self.verdict.reason

    def candidate(self, k: int) -> Candidate:
        """Return the candidate of one k."""
        return next(c for c in self.candidates if c.k == k)

    def agreement(self, k: int) -> Agreement | None:
        """Return the agreement at one k; None at k = 1 or where none was measured."""
        return next((a for a in self.agreements if a.k == k), None)

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Describe the verdict, the candidates and the evidence."""
        return [
            Heading("How many segments"),
            *self.verdict.blocks(),
            self._build_index_table(),
            Note(self._write_index_note()),
            *self._build_agreement_blocks(),
            *self._build_separation_blocks(),
        ]

    def _build_index_table(self) -> Table:
        other = self.kept if self.kept and not self.kept.is_same_division else None
        shown = [(c, f"{c.k}" + (" ←" if c.k == self.k else "")) for c in self.candidates]
        if other:
            place = self.candidate_ks.index(self.k) + 1
            shown.insert(place, (other.division, f"{self.k}, as kept"))
        rows = tuple(
            (
                called,
                write_fixed(c.inertia, 1),
                write_fixed(c.silhouette, 3),
                write_fixed(c.centre_silhouette, 3),
                write_fixed(c.calinski_harabasz, 1),
                write_fixed(c.davies_bouldin, 2),
                write_fixed(c.gap, 3)
                + ("" if math.isnan(c.gap) else f" ± {write_fixed(c.gap_error, 3)}"),
                write_fixed(c.prediction_strength, 2),
                write_percent(c.smallest_share),
                f"{c.starts_at_best} of {c.starts}",
            )
            for c, called in shown
        )
        columns = (
            "k",
            "Inertia",
            "Silhouette",
            "Centre silhouette",
            "Calinski-Harabasz",
            "Davies-Bouldin",
            "Gap",
            "Prediction strength",
            "Smallest segment",
            "Starts at best",
        )
        sides: list[Align] = ["right"] * len(columns)
        return Table(columns, rows, tuple(sides), caption="Indices, none decisive")

    def _write_index_note(self) -> str:
        sample = " (a sample)" if self.sampled else ""
        less = " Less evidence than usual was gathered (quick)." if self.quick else ""
        return (
            f"Fitted on {write_whole(self.rows)} customers{sample}; noise, gap and prediction strength "
            f"on at most {write_whole(2_000)} of them. The centre silhouette compares distances "
            "to centres; it runs higher than the silhouette and must not be read on its scale. "
            "Every one of these indices has a best k on pure noise as well." + less
        )

    def _build_agreement_blocks(self) -> list[Block]:
        if not self.agreements:
            return []
        nulls = [null.name for null in self.agreements[0].nulls]
        rows = tuple(
            (
                f"{a.k}" + (" ←" if a.k == self.k else ""),
                write_fixed(a.mean, 2),
                write_interval(a.low, a.high),
                *(
                    f"{write_fixed(null.mean, 2)} (to {write_fixed(null.high, 2)})"
                    for null in a.nulls
                ),
                "yes" if a.beats_noise else "no",
                " ".join(write_fixed(j, 2) for j in a.jaccard),
                _write_index_and_noise(a.most_mixed_segment),
            )
            for a in self.agreements
        )
        most = write_percent(0.95, digits=0)
        columns = ("k", "Agreement", f"{most} of pairs", *(f"Noise: {name}" for name in nulls),
                   "Above noise", "Jaccard per segment", "From one of fewer")  # fmt: skip
        numbers: list[Align] = ["right"] * (3 + len(nulls))
        return [
            Table(
                columns,
                rows,
                (*numbers, "left", "left", "right"),
                caption="Would another sample be cut in the same way? (adjusted Rand, "
                f"{self.agreements[0].pairs} pairs of bootstrap samples)",
            ),
            Note(
                "A segment's Jaccard index says how much of it comes back in another sample: "
                + localise_prose(
                    "below 0.6 it is not to be trusted, from 0.75 valid, from 0.85 highly stable"
                )
                + " (Hennig 2007), if it beats noise. "
                "Where a number of segments comes back better than noise, it was "
                "measured on larger samples, since it then decides. From one of fewer: 1 where "
                "every segment was part of a single segment at the number before, 0 where one is "
                "gathered from all of them alike (1 less the entropy, Dolnicar and Leisch 2017); "
                "the least segment, noise in brackets."
            ),
            *self._build_segment_blocks(),
        ]

    def _build_segment_blocks(self) -> list[Block]:
        """Describe each segment of the kept number, within it and across."""
        agreement = self.agreement(self.k)
        if agreement is None:
            return []
        rows = tuple(
            (
                str(place),
                write_fixed(s.jaccard, 2),
                write_interval(s.low, s.high),
                write_fixed(s.null, 2),
                _write_optional_index(s.across),
                f"{_write_optional_index(s.across_low)} … {_write_optional_index(s.across_high)}",
                _write_optional_index(s.across_null),
            )
            for place, s in enumerate(agreement.segments, start=1)
        )
        most = write_percent(0.95, digits=0)
        columns = ("Segment, by size", "Jaccard", f"{most} of samples", "On noise",
                   "From one of fewer", f"{most} of samples ", "On noise ")  # fmt: skip
        sides: list[Align] = ["right"] * len(columns)
        return [
            Table(
                columns,
                rows,
                tuple(sides),
                caption=f"The segments of the trial with k = {self.k}, within it and across",
            ),
            Note(
                "Noise is a segment of the same rank on structureless tables, the larger mean of "
                "the two kinds, from samples of the same size and as many starts."
            ),
        ]

    def _build_separation_blocks(self) -> list[Block]:
        rows = tuple(
            (
                str(level.k),
                "yes" if level.passes else "no",
                write_p_value(level.p),
                write_p_value(level.worst_p),
                _write_border_depth(level),
                write_fixed(level.traffic, 2),
                str(level.hollow),
            )
            for level in self.separation.levels
        )
        if not rows:
            return []
        return [
            Table(
                (
                    "Groups",
                    "Gap at every border",
                    "p of all borders",
                    "p of the worst",
                    "Fullest border emptier by",
                    "Traffic across the busiest",
                    "Hollow groups",
                ),
                rows,
                ("right", "left", "right", "right", "right", "right", "right"),
                caption="Do gaps lie between neighbouring groups? "
                f"({write_whole(self.separation.rows)} customers looked at)",
            ),
            Note(
                f"{self.separation.write_look_count()} A gap is called where all "
                + localise_prose(
                    "borders together have p of at most 0.01, each one at most 0.15, each is at "
                    "least 10% emptier than the emptier group beside it, its traffic is at most "
                    "1.4, and no group is hollow (nearly nobody in its middle, as in an arc)."
                )
            ),
        ]


def _write_optional_index(value: float | None) -> str:
    return "–" if value is None else write_fixed(value, 2)


def _write_index_and_noise(segment: SegmentAgreement | None) -> str:
    if segment is None:
        return "–"
    return f"{_write_optional_index(segment.across)} ({_write_optional_index(segment.across_null)})"


def _write_border_depth(level: Level) -> str:
    return write_percent(level.depth, digits=0) if level.depth > 0 else "not emptier"
