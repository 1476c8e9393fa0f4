"""Are there natural groups, at a quick look?

Prepared matrix in; how many natural groups a short search finds, and whether segments around
centres follow them, out. For asking the same question again of a changed table.
"""

from __future__ import annotations

import numpy as np

from finseg.choose.effort import QUICK
from finseg.choose.structure import find_structure
from finseg.maths.arrays import Floats
from finseg.maths.threads import one_thread
from finseg.records.doubts import Groups


def find_quick_groups(x: Floats, *, k_max: int, seed: np.random.SeedSequence) -> Groups:
    """Look for natural groups with the effort of a quick run."""
    with one_thread():
        found = find_structure(x, k_max=k_max, seed=seed, effort=QUICK).separation
    return Groups(number=found.natural_k, fits=found.outcome != "misfit")
