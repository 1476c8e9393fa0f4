"""Are these segments found, or made?

The `Verdict`: *natural* (gaps lie between the groups), *reproducible* (no gaps, but another sample
is cut in the same way) or *constructive* (any cut is a choice; it can be useful all the same), with
the figures it rests on. The words are those of Dolnicar, Grün & Leisch 2018, Market Segmentation
Analysis, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from finseg.document.blocks import Block, Note, Sentence, Table, Tone
from finseg.document.numbers import write_exact, write_fixed
from finseg.document.page import Shown

VerdictKind = Literal["natural", "reproducible", "constructive"]
_LEAST = 0.001  # of a figure in the list of evidence
KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One figure the verdict rests on."""

    name: str  # "bootstrap agreement at k = 4": unique within a verdict
    value: float
    says: str  # the figure in one plain sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Shown):
    """What kind of segments these are, and how many."""

    kind: VerdictKind
    k: int  # the number of segments it is about
    natural_k: int  # 1 if there are no natural groups
    fits: bool  # False: there are groups, but segments around centres do not follow them
    runner_up: int | None  # the next best number of segments
    reason: str  # why this k, in one sentence
    paragraph: str  # for a manager, with its figures
    evidence: tuple[Evidence, ...]
    costs: tuple[str, ...] = ()  # what each business constraint cost, in one sentence each

    @property
    def tone(self) -> Tone:
        """How the verdict is marked: constructive asks for caution."""
        return "warn" if self.kind == "constructive" else "good"

    def _list_blocks(self) -> list[Block]:
        return self.blocks()

    def blocks(self) -> list[Block]:
        """Describe the verdict: kind, paragraph, evidence, costs of the constraints."""
        rows = tuple((e.name, _write_evidence_value(e.value), e.says) for e in self.evidence)
        return [
            Note(f"Verdict: {self.kind}.", self.tone),
            Sentence(self.paragraph),
            *(Sentence(cost) for cost in self.costs),
            Table(("Evidence", "Figure", "What it says"), rows, ("left", "right", "left")),
        ]


def _write_evidence_value(value: float) -> str:
    if 0 < value < _LEAST:
        return f"< {write_exact(_LEAST)}"
    return write_fixed(value, 1) if abs(value) >= 1_000 else write_exact(value, 3)
