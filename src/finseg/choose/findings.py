"""What may the verdict rest on?

Candidates, agreement and separation in one place, so that weighing them and saying them look at the
same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from finseg.records.choice import Agreement, Candidate, Choice, Separation


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything the verdict may rest on."""

    candidates: tuple[Candidate, ...]
    agreements: tuple[Agreement, ...]
    separation: Separation
    elbow_k: int | None
    noise_elbows: tuple[tuple[int, int], ...]
    noise_tables: int
    quick: bool
    rows: int  # customers the candidates were fitted on

    @classmethod
    def from_choice(cls, choice: Choice) -> Self:
        """Take them from a choice that was made, to weigh them again."""
        return cls(
            candidates=choice.candidates,
            agreements=choice.agreements,
            separation=choice.separation,
            elbow_k=choice.elbow_k,
            noise_elbows=choice.noise_elbows,
            noise_tables=choice.noise_tables,
            quick=choice.quick,
            rows=choice.rows,
        )

    def agreement(self, k: int) -> Agreement | None:
        """Return the agreement at one k."""
        return next((a for a in self.agreements if a.k == k), None)

    def candidate(self, k: int) -> Candidate:
        """Return the candidate at one k."""
        return next(c for c in self.candidates if c.k == k)
