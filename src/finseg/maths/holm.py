"""How sure is each of several findings, given how many were looked for?

P-values in; the same, raised for the number of questions asked, out.

Reference: Holm S (1979), A simple sequentially rejective multiple test procedure, Scand. J. Stat.
6, 65-70.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from finseg.maths.arrays import Floats


def correct_by_holm(p_values: npt.ArrayLike) -> Floats:
    """Correct p-values for looking at all of them, in their order; none leaves 0 … 1.

    With those below .05 called findings, the chance of even one false alarm is at most 5 %,
    however the tests depend on each other.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(raised, 1.0)
    return corrected
