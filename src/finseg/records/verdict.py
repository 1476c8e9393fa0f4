"""Are these segments found, or made?

The weighed evidence in, the `Verdict` out: *natural* (gaps lie between the groups), *reproducible*
(no gaps, but another sample gives much the same segments), *constructive* (no natural groups: the
segments are a convenient division, which can be useful all the same) or *undecided* (a quick run
that gathered too little to say), with the figures it rests on. Badge, headline, paragraphs, cards,
tables and captions are all made of this record: no page words the verdict itself.
The words are those of Dolnicar, Grün & Leisch 2018, Market Segmentation Analysis, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from finseg.document.blocks import Block, Note, Sentence, Table, Tone
from finseg.document.page import Shown
from finseg.document.said import NOTHING, Count, Exact, Number, Said, Text, join_said, say
from finseg.records.doubts import Doubt, name_causes, say_effects

VerdictKind = Literal["natural", "reproducible", "constructive", "undecided"]
KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
_WORDS: dict[VerdictKind, str] = {kind: kind for kind in KINDS} | {
    "undecided": "not decided yet",
}
EvidenceCode = Literal[
    "natural groups",
    "borders",
    "agreement",
    "noise agreement",
    "least stable segment",
    "weakest trial segment",
    "most mixed segment",
    "inertia",
    "elbow",
]
_LEAST = 0.001  # of a figure in the list of evidence; smaller ones are written as "< 0.001"


def describe_kind(kind: VerdictKind) -> str:
    """Return the word for a kind of division."""
    return _WORDS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One figure the verdict rests on."""

    code: EvidenceCode
    name: Text  # "bootstrap agreement at k = 4": unique within a verdict
    value: float
    says: Text  # the figure in one plain sentence


Limit = Literal["", "smallest share", "most segments", "smallest share when kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What one number of segments would give."""

    k: int
    kind: VerdictKind
    agreement: float | None  # of two samples, adjusted Rand; None where it was not measured
    error: float | None  # standard error of the agreement
    noise: float | None  # the same on structureless tables, the kind that is hardest to beat
    threshold: float | None  # from which on it is clearly more than noise
    smallest_share: float  # customers in the smallest segment, 0 … 1
    limit: Limit  # of the business, that it breaks; "" for none


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMore:
    """What one segment more would do to the division."""

    k: int  # the next number
    split_share: float  # of all customers, in the segment that splits
    parts: tuple[float, float]  # of all customers, in the two that come of it; larger first
    staying: float  # of all customers, who stay together as this describes, 0 … 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How many of the kept segments come back, beyond what noise reaches."""

    reliable: int
    measured: int
    agreement: float  # of two samples at this k, adjusted Rand
    noise: float | None  # the same on structureless tables, the kind that is hardest to beat
    threshold: float | None  # from which on it is clearly more than noise
    noise_range: tuple[float, float] | None = None  # the lowest and the highest of those tables
    no_better: int = 0  # segments that come back, but no better than noise does


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Shown):
    """What kind of segments these are, and how many."""

    kind: VerdictKind
    k: int  # the number of segments it is about
    natural_k: int  # 1 if there are no natural groups
    fits: bool  # False: there are groups, but segments around centres do not follow them
    runner_up: int | None  # the next best number of segments
    reason: Text  # why this k and what kind of division it is, in one sentence
    paragraph: Text  # for a manager, with its figures
    evidence: tuple[Evidence, ...]
    costs: tuple[Text, ...] = ()  # what each business constraint cost, in one sentence each
    columns: tuple[str, ...] = ()  # that tell the natural groups apart
    options: tuple[Option, ...] = ()  # ascending k, from 2
    one_more: OneMore | None = None
    reliability: Reliability | None = None  # None before the segments were assessed
    doubts: tuple[Doubt, ...] = ()  # defensible changes that give another answer

    @property
    def word(self) -> str:
        """The verdict in a word or three."""
        return describe_kind(self.kind)

    @property
    def tone(self) -> Tone:
        """How the verdict is marked: what is made, open or fragile asks for caution."""
        sure = self.kind in {"natural", "reproducible"} and not self.doubts
        return "good" if sure else "warn"

    @property
    def depends(self) -> Said:
        """What the answer depends on, with its figures, for the badge; empty for nothing."""
        return name_causes(self.doubts)

    @property
    def badge(self) -> Said:
        """The verdict with what it depends on."""
        return join_said([self.word, self.depends], "; ")

    @property
    def headline(self) -> Said:
        """Why this k, what kind of division it is, and on what that depends."""
        return join_said([self.reason, say_effects(self.doubts)], " ")

    def summarise(self) -> Said:
        """Say the verdict as every page begins."""
        return say("Verdict: {badge}. {headline}", badge=self.badge, headline=self.headline)

    @property
    def weight(self) -> Said:
        """How alike two samples are divided, beside noise, and how many segments come back."""
        found = self.reliability
        if found is None or self.k < 2:
            return NOTHING
        agree = say(
            "Two samples of these customers give divisions that agree by {own} ({same} is "
            "identical, {chance} is chance){noise}.",
            own=Number(found.agreement),
            noise=self._compare_with_noise(found),
            same=Count(1),
            chance=Count(0),
        )
        return join_said([agree, self._count_reliable(found), self._reconcile(found)], " ")

    def _compare_with_noise(self, found: Reliability) -> Said:
        if found.noise is None or found.threshold is None:
            return NOTHING
        noise = say("; tables without any structure reach {n} on average", n=Number(found.noise))
        if self.kind == "natural":
            return say("{noise}, but gaps tell these groups from them", noise=noise)
        own, reached = round(found.agreement, 2), round(found.noise, 2)
        if own <= reached:
            than = "no higher" if own == reached else "lower"
            return say(
                "; that is {than} than what tables without any structure reach, {n} on average",
                than=than,
                n=Number(found.noise),
            )
        if found.threshold >= 1:
            return say(
                "{noise}, which is less, but these vary so much{range} that it is not clear",
                noise=noise,
                range=_say_range(found.noise_range),
            )
        return say(
            "{noise}, and clearly more begins at {threshold}",
            noise=noise,
            threshold=Number(found.threshold),
        )

    def _count_reliable(self, found: Reliability) -> Said:
        sure, k = Count(found.reliable), Count(found.measured)
        if not found.measured:
            return NOTHING
        if self.kind == "undecided":
            return say(
                "In the few samples of the quick run {n} of the {k} segments came back well "
                "enough{better}.",
                n=sure if found.reliable else "none",
                k=k,
                better=_say_no_better(found, "came"),
            )
        if not found.reliable and self.kind != "reproducible":
            return say(
                "None of the {k} segments comes back reliably{better}.",
                k=k,
                better=_say_no_better(found, "comes" if found.no_better == 1 else "come"),
            )
        if found.reliable == found.measured:
            both = found.measured == 2
            whose = say("Both segments") if both else say("All {k} segments", k=k)
            return say("{whose} come back reliably.", whose=whose)
        if self.kind == "reproducible":
            return _say_torn(found)
        said = "{n} of the {k} segments come back reliably."
        if found.reliable == 1:
            said = "Only {n} of the {k} segments comes back reliably."
        return say(said, n=sure, k=k)

    def _reconcile(self, found: Reliability) -> Said:
        """Say why the word stands although the segments do better or worse than it."""
        if not found.measured:
            return NOTHING
        match self.kind:
            case "constructive" if found.reliable:
                return say(
                    "Coming back does not make them natural groups: the same cuts through one "
                    "cloud come back as well, above all those across its length."
                )
            case "natural" if found.reliable < found.measured:
                return say(
                    "The gaps are there in all these customers; a sample with fewer of them can "
                    "miss a small group."
                )
            case _:
                return NOTHING

    def blocks(self) -> list[Block]:
        """Describe the verdict: kind, paragraph, evidence, costs of the constraints."""
        rows = tuple((e.name, _show_evidence_value(e.value), e.says) for e in self.evidence)
        return [
            Note(self.summarise(), self.tone),
            *([Sentence(self.weight)] if self.weight else []),
            Sentence(self.paragraph),
            *(Sentence(cost) for cost in self.costs),
            Table(("Evidence", "Figure", "What it says"), rows, ("left", "right", "left")),
        ]


def _say_no_better(found: Reliability, come: str) -> Said:
    """Say how many segments come back as those of noise do; nothing where there are none."""
    if not found.no_better:
        return NOTHING
    return say(
        ": {n} {come} back, but no better than noise does",
        n=Count(found.no_better),
        come=come,
    )


def _say_range(ends: tuple[float, float] | None) -> Said:
    """Say between which figures something varies."""
    if ends is None:
        return NOTHING
    return say(", from {low} to {high},", low=Number(ends[0]), high=Number(ends[1]))


def _say_torn(found: Reliability) -> Said:
    """Say in one sentence that the division comes back, and that not all of its segments do."""
    k = Count(found.measured)
    if not found.reliable:
        return say(
            "The division comes back as a whole, but none of its {k} segments does reliably: in "
            "each many customers change sides, or noise does as well.",
            k=k,
        )
    return say(
        "The division comes back as a whole, but only {n} of its {k} segments {verb} reliably: in "
        "the others many customers change sides, or noise does as well.",
        n=Count(found.reliable),
        k=k,
        verb="does" if found.reliable == 1 else "do",
    )


def _show_evidence_value(value: float) -> Number | Exact | Said:
    if 0 < value < _LEAST:
        return say("< {least}", least=Exact(_LEAST))
    return Number(value, 1) if abs(value) >= 1_000 else Exact(value, 3)
