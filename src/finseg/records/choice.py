"""How many segments, and on what evidence?

Clusterings that were tried in: one `Candidate` per k with its indices; `Agreement`, whether another
sample would give the same; `Separation`, whether gaps lie between the groups
(`finseg.records.separation`). Together they are the `Trials`. The `Choice` that rests on them out,
with its `Verdict` (`finseg.records.verdict`). No index decides alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import NamedTuple, Self

from finseg.document.blocks import Align, Block, Heading, Note, Table
from finseg.document.page import Shown
from finseg.document.said import (
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
from finseg.records.assessment import NOT_TRUSTED, VALID
from finseg.records.candidate import Candidate, Kept
from finseg.records.separation import Separation
from finseg.records.verdict import Verdict
from finseg.records.why_this_k import build_why_blocks

SMALL_SAMPLE = 2_000  # rows at most behind the gap and the prediction strength
NOISE_SAMPLE = 1_000  # rows at most of the noise tables that are held against the elbow
_NOT_MEASURED = "a quick run leaves out noise, gap and prediction strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class NullAgreement:
    """Agreement on structureless tables of the same shape."""

    name: str  # "columns shuffled", "one Gaussian"
    mean: float  # over the tables
    low: float  # the lowest and the highest of the tables
    high: float
    tables: int
    spread: float  # standard deviation over the tables
    # What these customers must exceed: a further table of noise would with a chance of .05 at most,
    # whichever of the numbers of segments is looked at.
    threshold: float


class NoiseReach(NamedTuple):
    """What noise of any kind reaches: every page shows these two figures."""

    mean: float
    threshold: float  # from where on agreement is clearly more
    low: float  # the lowest and the highest of the tables of the kind with this mean
    high: float


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
    # 1: its customers were one segment already when there were fewer, 0: equally many come
    # from each (1 less the entropy, Dolnicar & Leisch 2017). None where there were not two before.
    across: float | None
    across_low: float | None
    across_high: float | None
    across_null: float | None


# Steinley 2004 (Psychological Methods 9, 386-396) calls an adjusted Rand below .65 poor recovery;
# of two equal segments about a tenth of the customers would then change sides.
REPRODUCED = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Would another sample of these customers give the same segments, at one k?"""

    k: int
    mean: float  # adjusted Rand of pairs of bootstrap samples; 1 the same, 0 as by chance
    low: float  # where 95 % of the pairs lie
    high: float
    pairs: int  # more where fewer left the number open
    error: float  # standard error of the mean
    nulls: tuple[NullAgreement, ...]
    segments: tuple[SegmentAgreement, ...]  # of the candidate, by falling size
    # Each segment's Jaccard index again, on larger samples with more starts: it decides between the
    # numbers that are reproduced, and is measured for these, the best first, until one holds.
    closer: tuple[float, ...] | None = None
    settled: bool = True  # False: a quick look that cannot say on which side of the limits it is

    @property
    def jaccard(self) -> tuple[float, ...]:
        """Each segment's mean Jaccard index, the closer look where there was one."""
        return self.closer or tuple(s.jaccard for s in self.segments)

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
    def noise_reach(self) -> NoiseReach | None:
        """The larger mean and the larger limit of the kinds of noise; None where none was drawn."""
        if not self.nulls:
            return None
        hardest = max(self.nulls, key=lambda null: null.mean)
        threshold = max(null.threshold for null in self.nulls)
        return NoiseReach(hardest.mean, threshold, hardest.low, hardest.high)

    @property
    def gain_over_noise(self) -> float:
        """How much of the way from noise's agreement to 1 is gone; negative below noise.

        Corrected for noise as the adjusted Rand index is for chance, since few segments agree more
        than many on noise as well; by the noise that agrees more.
        """
        noise = max((null.mean for null in self.nulls), default=1.0)
        return (self.mean - noise) / (1 - noise) if noise < 1 else 0.0

    @property
    def is_reproducible(self) -> bool:
        """Another sample would give much the same division, and noise would not."""
        return self.mean >= REPRODUCED and self.beats_noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How segments split as k grows: customers of one segment at k found in one at the next k."""

    k: int
    source: int  # segment at k
    target: int  # segment at the next k tried
    share: float  # of all customers, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Everything that was tried and measured, and nothing that was concluded from it."""

    candidates: tuple[Candidate, ...]  # ascending k
    agreements: tuple[Agreement, ...]  # ascending k, from 2
    separation: Separation
    flows: tuple[Flow, ...]
    elbow_k: int | None  # where the Kneedle rule sees an elbow, if anywhere
    noise_elbows: tuple[tuple[int, int], ...]  # (k, noise tables whose elbow is there), ascending
    noise_tables: int  # how many were drawn
    rows: int  # customers the candidates were fitted on
    sampled: bool  # fewer than all of them
    quick: bool  # on request, the first round of the evidence only
    # The largest number that was to be tried, where the best one stood there: larger ones were
    # tried too.
    searched_on: int | None = None
    columns: int = 0  # that the customers were divided by; 0: not known

    def __post_init__(self) -> None:
        tried = [c.k for c in self.candidates]
        if tried != sorted(set(tried)):
            raise ValueError("candidates must be in ascending order of k, each once")

    @property
    def candidate_ks(self) -> tuple[int, ...]:
        """The numbers of segments that were tried."""
        return tuple(c.k for c in self.candidates)

    def count_noise_elbows(self, k: int) -> int:
        """Count the noise tables whose elbow is at k."""
        return dict(self.noise_elbows).get(k, 0)

    def candidate(self, k: int) -> Candidate:
        """Return the candidate of one k."""
        return next(c for c in self.candidates if c.k == k)

    def agreement(self, k: int) -> Agreement | None:
        """Return the agreement at one k; None at k = 1 or where none was measured."""
        return next((a for a in self.agreements if a.k == k), None)

    def is_open(self, k: int) -> bool:
        """Whether a quick run gathered too little to say of what kind a division into k is."""
        if not self.quick:
            return False
        if not self.separation.settled:
            return True
        if self.separation.outcome == "natural" and k == self.separation.natural_k:
            return False  # gaps decide, whatever agrees
        agreement = self.agreement(k)
        return agreement is not None and not agreement.settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Trials, Shown):
    """The number of segments, and why."""

    k: int
    given: bool  # the user fixed k
    verdict: Verdict
    kept: Kept | None = None  # None before the fit, and for one segment
    customers: int | None = None  # that are divided; None before the fit

    @classmethod
    def conclude(cls, trials: Trials, verdict: Verdict, *, given: bool) -> Self:
        """Add to the trials what was concluded from them."""
        measured = {field.name: getattr(trials, field.name) for field in fields(Trials)}
        return cls(**measured, k=verdict.k, given=given, verdict=verdict)

    @property
    def reason(self) -> Text:
        """Why this k, in one sentence."""
        return self.verdict.reason

    def blocks(self) -> list[Block]:
        """Describe the verdict, why this number, the candidates and the evidence."""
        return [
            Heading("How many segments"),
            *self.build_verdict_blocks(),
            *self.build_measure_blocks(),
        ]

    def build_verdict_blocks(self) -> list[Block]:
        """Describe the verdict, and what each number of segments would give."""
        why = build_why_blocks(
            self.verdict,
            given=self.given,
            customers=self.customers or self.rows,
            searched_on=self.searched_on,
        )
        return [*self.verdict.blocks(), *why]

    def build_measure_blocks(self) -> list[Block]:
        """Describe the candidates and the evidence."""
        return [
            self._build_index_table(),
            Note(self._say_index_sources()),
            *self._build_agreement_blocks(),
            *self.separation.blocks(),
        ]

    def _name_row(self, k: int) -> Text:
        """Name the row of one number of segments; the one that was chosen is marked."""
        return say("{k} ←", k=Count(k)) if k == self.k else Count(k)

    def _build_index_table(self) -> Table:
        other = self.kept if self.kept and not self.kept.is_same_division else None
        shown: list[tuple[Text, Candidate]] = [(self._name_row(c.k), c) for c in self.candidates]
        if other:
            place = self.candidate_ks.index(self.k) + 1
            weighed = ", by weight" if other.by_weight else ""
            name = say("{k}, as kept{weighed}", k=Count(self.k), weighed=weighed)
            shown.insert(place, (name, other.comparable_division))
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
            "Starts that reached it",
        )
        sides: list[Align] = ["right"] * len(columns)
        rows: list[tuple[Text, ...]] = [(name, *self._list_indices(c)) for name, c in shown]
        return Table(
            columns, tuple(rows), tuple(sides), caption="Other measures (none decides alone)"
        )

    def _list_indices(self, candidate: Candidate) -> tuple[Text, ...]:
        gap: Text = Number(candidate.gap, 3)
        if not math.isnan(candidate.gap):
            gap = say("{gap} ± {error}", gap=gap, error=Number(candidate.gap_error, 3))
        return (
            Number(candidate.inertia, 1),
            Number(candidate.silhouette, 3),
            Number(candidate.centre_silhouette, 3),
            Number(candidate.calinski_harabasz, 1),
            Number(candidate.davies_bouldin, 2),
            gap,
            Number(candidate.prediction_strength, 2),
            Share(candidate.smallest_share, of=self.rows),
            say(
                "{best} of {starts}",
                best=Count(candidate.starts_at_best),
                starts=Count(candidate.starts),
            ),
        )

    def _say_index_sources(self) -> Said:
        most, part = Count(NOISE_SAMPLE), Count(SMALL_SAMPLE)
        parts = "noise on at most {most} of them, gap and prediction strength on at most {part}"
        return say(
            "Fitted on {rows}{sample}; {parts}. The centre silhouette compares distances to "
            "centres: it runs higher than the silhouette, so do not read it on the same scale. "
            "Each of these measures has a best k even on pure noise.",
            rows=Customers(self.rows),
            sample=" (a sample)" if self.sampled else "",
            parts=_NOT_MEASURED if self.quick else say(parts, most=most, part=part),
        )

    def _say_pairs(self) -> Said:
        """Say how many pairs were drawn; more where fewer left a number open."""
        *fewer, most = sorted({a.pairs for a in self.agreements})
        whole = Count(most, "pair")
        if not fewer:
            return say("{pairs}", pairs=whole)
        return say("{fewer} or {pairs}", fewer=Count(fewer[0]), pairs=whole)

    def _build_agreement_blocks(self) -> list[Block]:
        if not self.agreements:
            return []
        names = [null.name for null in self.agreements[0].nulls]
        rows: list[tuple[Text, ...]] = [
            (self._name_row(a.k), *_list_agreement(a)) for a in self.agreements
        ]
        columns: tuple[Text, ...] = (
            "k",
            "Agreement",
            say("{most} of pairs", most=_MOST),
            *(f"Noise: {name}" for name in names),
            "Above noise",
            "Every segment comes back (noise aside)",
            "From one earlier segment",
        )
        numbers: list[Align] = ["right"] * (3 + len(names))
        caption = say(
            "Would another sample give the same segments? (agreement as adjusted Rand, {pairs} of "
            "bootstrap samples)",
            pairs=self._say_pairs(),
        )
        return [
            Table(columns, tuple(rows), (*numbers, "left", "left", "right"), caption=caption),
            Note(_say_how_to_read_agreement()),
            *self._build_segment_blocks(),
        ]

    def _build_segment_blocks(self) -> list[Block]:
        """Describe where each segment of the kept number comes from.

        How stable each one is stands in one place: with the segments that were kept
        (`finseg.records.assessment`).
        """
        agreement = self.agreement(self.k)
        if agreement is None:
            return []
        rows = tuple(
            (
                Count(place),
                _show_index(s.across),
                say(
                    "{low} … {high}", low=_show_index(s.across_low), high=_show_index(s.across_high)
                ),
                _show_index(s.across_null),
            )
            for place, s in enumerate(agreement.segments, start=1)
            if s.across is not None
        )
        if not rows:
            return []
        columns = (
            "Segment, by size",
            "From one earlier segment",
            say("{most} of samples", most=_MOST),
            "On noise",
        )
        sides: list[Align] = ["right"] * len(columns)
        caption = say(
            "Which segments of the trial with k = {k} were one segment before",
            k=Count(self.k),
        )
        return [
            Table(columns, rows, tuple(sides), caption=caption),
            Note(
                "“On noise” is what a segment of the same rank reaches on tables without "
                "structure, with samples of the same size and as many starts: the larger "
                "mean of the two kinds of noise."
            ),
        ]


_MOST = Share(0.95, digits=0)


def _list_agreement(agreement: Agreement) -> tuple[Text, ...]:
    return (
        Number(agreement.mean, 2),
        Interval(agreement.low, agreement.high),
        *(
            say("{mean} (to {high})", mean=Number(null.mean, 2), high=Number(null.high, 2))
            for null in agreement.nulls
        ),
        "yes" if agreement.beats_noise else "no",
        _say_who_comes_back(min(agreement.jaccard)),
        _show_index_and_noise(agreement.most_mixed_segment),
    )


def _say_who_comes_back(least: float) -> str:
    """Say whether the segments of a trial come back, by the one that does so least."""
    if least < NOT_TRUSTED:
        return "no"
    return "yes" if least >= VALID else "mostly"


def _say_how_to_read_agreement() -> Said:
    return say(
        "A segment comes back if it reaches a Jaccard index of {valid} in other samples, mostly "
        "from {trusted} (Hennig 2007), and is reliable if noise does not do as well. Between "
        "numbers of segments that come back better than noise this decides, so the best were "
        "measured again on larger samples. How stable each kept segment is, is measured on it. "
        "“From one earlier segment” is about the segment that does worst: {one} if all its "
        "customers come from a single segment of the number before, {none} if equally many come "
        "from each (one minus the entropy, Dolnicar and Leisch 2017); noise in brackets.",
        trusted=Exact(NOT_TRUSTED),
        valid=Exact(VALID),
        one=Count(1),
        none=Count(0),
    )


def _show_index(value: float | None) -> Text:
    return "–" if value is None else Number(value, 2)


def _show_index_and_noise(segment: SegmentAgreement | None) -> Text:
    if segment is None:
        return "–"
    return say(
        "{index} ({noise})",
        index=_show_index(segment.across),
        noise=_show_index(segment.across_null),
    )
