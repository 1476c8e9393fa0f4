"""Are these segments found, or made?

The weighed evidence in, the `Verdict` out: *natural* (gaps lie between the groups), *reproducible*
(no gaps, but another sample gives much the same segments) or *constructive* (no natural groups: the
segments are a convenient division, which can be useful all the same), with the figures it rests on.
The words are those of Dolnicar, Grün & Leisch 2018, Market Segmentation Analysis, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from finseg.document.blocks import Block, Note, Sentence, Table, Tone
from finseg.document.page import Shown
from finseg.document.said import Exact, Number, Said, Text, say

VerdictKind = Literal["natural", "reproducible", "constructive"]
KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
EvidenceCode = Literal[
    "natural groups",
    "borders",
    "agreement",
    "noise agreement",
    "least stable segment",
    "most mixed segment",
    "inertia",
    "elbow",
]
_LEAST = 0.001  # of a figure in the list of evidence; smaller ones are written as "< 0.001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One figure the verdict rests on."""

    code: EvidenceCode
    name: Text  # "bootstrap agreement at k = 4": unique within a verdict
    value: float
    says: Text  # the figure in one plain sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Shown):
    """What kind of segments these are, and how many."""

    kind: VerdictKind
    k: int  # the number of segments it is about
    natural_k: int  # 1 if there are no natural groups
    fits: bool  # False: there are groups, but segments around centres do not follow them
    runner_up: int | None  # the next best number of segments
    reason: Text  # why this k, in one sentence
    paragraph: Text  # for a manager, with its figures
    evidence: tuple[Evidence, ...]
    costs: tuple[Text, ...] = ()  # what each business constraint cost, in one sentence each

    @property
    def tone(self) -> Tone:
        """How the verdict is marked: constructive asks for caution."""
        return "warn" if self.kind == "constructive" else "good"

    def blocks(self) -> list[Block]:
        """Describe the verdict: kind, paragraph, evidence, costs of the constraints."""
        rows = tuple((e.name, _show_evidence_value(e.value), e.says) for e in self.evidence)
        return [
            Note(f"Verdict: {self.kind}.", self.tone),
            Sentence(self.paragraph),
            *(Sentence(cost) for cost in self.costs),
            Table(("Evidence", "Figure", "What it says"), rows, ("left", "right", "left")),
        ]


def _show_evidence_value(value: float) -> Number | Exact | Said:
    if 0 < value < _LEAST:
        return say("< {least}", least=Exact(_LEAST))
    return Number(value, 1) if abs(value) >= 1_000 else Exact(value, 3)
