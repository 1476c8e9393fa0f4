"""Where does a falling curve bend?

Kneedle (Satopää, Albrecht, Irwin & Raghavan 2011, "Finding a Kneedle in a Haystack"): both axes are
scaled to 0…1, the curve is turned to a rising concave one, and the elbow is where it stands highest
above the diagonal. It finds an elbow in noise as well: a picture's mark, never a proof.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def kneedle(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Find the elbow of a falling, convex curve.

    Parameters
    ----------
    x : sequence of m numbers, ascending
        For instance k = 1 … 10.
    y : sequence of m numbers
        For instance the inertias.

    Returns
    -------
    float or None
        The x of the largest height above the diagonal; None with fewer than three points, a curve
        that does not fall, or no point above the diagonal.

    """
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if len(xs) != len(ys):
        raise ValueError(f"x and y differ in length: {len(xs)} and {len(ys)}")
    if len(xs) < 3 or ys[0] <= ys[-1]:
        return None
    across = (xs - xs[0]) / (xs[-1] - xs[0])
    risen = (ys[0] - ys) / (ys[0] - ys[-1])
    height = risen - across
    best = int(height.argmax())
    return float(xs[best]) if height[best] > 0 else None
