"""Are there natural groups, at a quick look?

Prepared matrix in; how many natural groups a short search finds, and whether segments around
centres follow them, out. For asking the same question again of a changed table.
"""

from __future__ import annotations

import numpy as np

from finseg.choose.effort import QUICK
from finseg.choose.structure import find_structure, is_far_from_gaps
from finseg.maths.arrays import Floats
from finseg.maths.threads import one_thread
from finseg.records.doubts import Groups
from finseg.records.separation import Separation


def find_quick_groups(x: Floats, *, k_max: int, seed: np.random.SeedSequence) -> Groups:
    """Look for natural groups with the effort of a quick run."""
    found = _look_quickly(x, k_max, seed)
    return Groups(number=found.natural_k, fits=found.outcome != "misfit")


def find_other_groups(
    x: Floats, groups: Groups, *, k_max: int, seed: np.random.SeedSequence
) -> Groups | None:
    """Look whether these customers fall into other groups; None where that is not clear.

    Fewer groups are other ones only where the number before is far from gaps now: a sample may
    miss a gap that is a little narrower.
    """
    found = _look_quickly(x, k_max, seed)
    other = Groups(number=found.natural_k, fits=found.outcome != "misfit")
    before = found.level(groups.number)
    if other == groups or (before is not None and not is_far_from_gaps(before)):
        return None
    return other


def _look_quickly(x: Floats, k_max: int, seed: np.random.SeedSequence) -> Separation:
    with one_thread():
        return find_structure(x, k_max=k_max, seed=seed, effort=QUICK).separation
