"""Which is the roundest number between two?

Two limits in, one number out: a rule that says "income from 9.5 lakh" is remembered, one that says
947,312.5 is not. Round means a multiple of as large a step 10, 5, 2, 1 (times a power of ten) as
the interval allows, so that it does not matter whether amounts are in rupees or thousands.
"""

from __future__ import annotations

import math
from decimal import Decimal

_STEPS = (10, 5, 2, 1)  # in each decade, the rounder first
_DECADES = 18  # digits tried before the middle is taken as it is


def find_roundest_number(low: float, high: float) -> float:
    """Return the roundest number in ``[low, high]``, the nearest to the middle where several are.

    Parameters
    ----------
    low, high : float
        Finite, ``low <= high``.

    Returns
    -------
    float
        0 where the interval holds it; the middle where not even 18 digits tell the limits apart.

    Raises
    ------
    ValueError
        If the limits are not finite or stand the wrong way round.

    Examples
    --------
    >>> limits = ((931_000.0, 962_000.0), (0.113, 0.134), (-3.0, 4.0))
    >>> [find_roundest_number(low, high) for low, high in limits]
    [950000.0, 0.12, 0.0]

    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise ValueError(f"need finite limits in order, got {low} and {high}")
    if low <= 0 <= high:
        return 0.0
    middle = low + (high - low) / 2
    largest = math.floor(math.log10(max(abs(low), abs(high))))
    for decade in range(largest, largest - _DECADES, -1):
        for step in _STEPS:
            found = _find_nearest_multiple(step, decade, middle)
            if low <= found <= high:
                return found
    return middle


def _find_nearest_multiple(step: int, decade: int, near: float) -> float:
    """Return the multiple of ``step * 10**decade`` nearest to a number, as a clean decimal."""
    size = Decimal(step).scaleb(decade)
    return float((Decimal(near) / size).to_integral_value() * size)
