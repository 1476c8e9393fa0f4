"""What may the verdict rest on?

Candidates, agreement and separation in one place, so that weighing them and saying them look at the
same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.records.choice import Agreement, Candidate, Separation


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

    def agreement(self, k: int) -> Agreement | None:
        """Return the agreement at one k."""
        return next((a for a in self.agreements if a.k == k), None)

    def candidate(self, k: int) -> Candidate:
        """Return the candidate at one k."""
        return next(c for c in self.candidates if c.k == k)
