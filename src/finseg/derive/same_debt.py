"""Which two columns of debts may be one debt, so that they must not be added up?

Dataset in, pairs out: what is left of a loan stands beside the loan, a part beside the total. Two
debts are added only where the rows show that neither is part of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from finseg.document.said import ColumnName, Said, say
from finseg.records.dataset import Column, Dataset

_ABOVE = 0.02  # share of the rows in which a part may lie above its whole: interest, rounding
_ENOUGH = 30  # rows
_EXPECTED = 5.0  # rows that would lie above by chance: that none does happens once in 150 tables


@dataclass(frozen=True, slots=True, kw_only=True)
class SameDebt:
    """Two columns of debts of which one may be, or be part of, the other."""

    part: str
    whole: str

    def write_reason(self) -> Said:
        """Say why the two are not added up."""
        return say(
            "{part} is hardly ever above {whole}: it may be part of it, so they are not added up",
            part=ColumnName(self.part),
            whole=ColumnName(self.whole),
        )


def find_same_debts(dataset: Dataset) -> tuple[SameDebt, ...]:
    """Find the debts that may be part of another; what the settings name is settled.

    O(n log n) for each pair of debts.
    """
    debts = [c for c in dataset.select_by_role("feature", "descriptor") if _is_debt(c)]
    found: dict[str, SameDebt] = {}
    for part, whole in permutations(debts, 2):
        settled = part.measure.quantity.certainty == "given"
        if not settled and part.name not in found and _may_be_part(dataset, part, whole):
            other = found.get(whole.name)
            if other is None or other.whole != part.name:  # equal columns: once
                found[part.name] = SameDebt(part=part.name, whole=whole.name)
    return tuple(found.values())


def _is_debt(column: Column) -> bool:
    owner = column.measure.owner
    return column.kind == "number" and owner.acts and owner.value == "owed"


def _may_be_part(dataset: Dataset, part: Column, whole: Column) -> bool:
    """Tell whether one is hardly ever above the other, although by chance it often would be."""
    one, two = (dataset.table[c.name].to_numpy() for c in (part, whole))
    there = np.isfinite(one) & np.isfinite(two) & (one > 0)
    one, two = one[there], two[there]
    if len(one) < _ENOUGH or float((one > two).mean()) > _ABOVE:
        return False
    by_chance = float(np.searchsorted(np.sort(two), one, side="left").mean() / len(two))
    # Of few rows none may lie above by luck: as many must be missing as chance hardly leaves out.
    return by_chance > 2 * _ABOVE and by_chance * len(one) >= _EXPECTED
