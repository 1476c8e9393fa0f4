"""Would the same natural groups be found after another defensible preparation?

Sampled customers, prepared as they were, and the groups that were found among them in; tasks out
that look again, first at the same customers and then at them prepared otherwise. They look less
closely than the search behind the verdict: where the first does not find the groups again in the
same customers unchanged, nothing is asked about any change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.choose import find_other_groups, find_quick_groups
from finseg.maths.arrays import Floats
from finseg.records.assessment import Alternative, Change
from finseg.records.doubts import Groups


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    """What a look for groups needs: customers, the groups that were found, and how to look."""

    x: Floats  # (m, d)
    groups: Groups
    k_max: int
    seed: int


class LookForGroups(_Look):
    """Look whether customers fall into these groups again: some half a second."""

    __slots__ = ()

    def run(self) -> bool:
        """Look."""
        seed = np.random.SeedSequence(self.seed)
        return find_quick_groups(self.x, k_max=self.k_max, seed=seed) == self.groups


class LookForOtherGroups(_Look):
    """Look whether customers fall into other groups than these."""

    __slots__ = ()

    def run(self) -> Groups | None:
        """Look."""
        seed = np.random.SeedSequence(self.seed)
        return find_other_groups(self.x, self.groups, k_max=self.k_max, seed=seed)


def plan_look(
    prepared: Floats, groups: Groups | None, *, k_max: int, seed: int
) -> list[LookForGroups]:
    """Plan to look at the customers as they were prepared; nothing where there are no groups."""
    if groups is None:
        return []
    return [LookForGroups(x=prepared, groups=groups, k_max=max(2, k_max), seed=seed)]


def plan_other_looks(
    look: LookForGroups, changed: Mapping[Change, Floats], *, again: bool
) -> list[LookForOtherGroups]:
    """Plan to look after each change; nothing where the groups were not found again unchanged."""
    if not again:
        return []
    return [
        LookForOtherGroups(x=x, groups=look.groups, k_max=look.k_max, seed=look.seed)
        for x in changed.values()
    ]


def add_groups(
    card: Sequence[Alternative], changes: Sequence[Change], found: Sequence[Groups | None]
) -> tuple[Alternative, ...]:
    """Give each alternative the other groups that were found after its change."""
    by_change = dict(zip(changes, found, strict=False))
    return tuple(replace(one, groups=by_change.get(one.code)) for one in card)
