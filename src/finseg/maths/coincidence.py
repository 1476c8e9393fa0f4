"""How many rows would be equal by chance, and can chance be ruled out?

Values as codes, shape (n, d), in; the expected number of pairs of equal rows out, if each customer
drew their values by themselves. That and the number found in, a bound of the probability out.
Columns that go together count once: who bought nothing has no date of purchase and no amount
either, and to agree in all three takes no more than to agree in one.
"""

from __future__ import annotations

import math

import numpy as np

from finseg.maths.arrays import Ints

_LOOKED_AT = 100  # rows whose chance is computed
_MOST_ROWS = 5_000  # in which their values are counted


def expect_equal_pairs(codes: Ints) -> float:
    """Estimate the number of pairs of rows that chance would make equal in every column.

    Parameters
    ----------
    codes : int array of shape (n, d)
        One number per different value of a column.

    Returns
    -------
    float
        0 or more. The rarest value of a row is found with its own frequency; each further one with
        its frequency among those who share the earlier value that makes it most likely. Frequencies
        leave out the row and one that is equal, so that a copy does not make itself look likely.
        Where nobody else has a value, one more customer would have had it.

    Notes
    -----
    Evenly spread rows: 100 are looked at, in at most 5,000. O(rows d²) each.

    """
    n, d = len(codes), codes.shape[1]
    if n < 2 or d < 1:
        return 0.0
    pool = codes[:: -(-n // _MOST_ROWS)]
    chances = [_find_chance(pool, row) for row in codes[:: -(-n // _LOOKED_AT)]]
    mean = math.fsum(chances) / len(chances)
    return mean * n * (n - 1) / 2


def bound_probability(pairs: int, expected: float) -> float:
    """Bound the probability that chance makes so many pairs or more.

    Chernoff's bound for a Poisson number: exp(pairs - expected) (expected / pairs)^pairs; 1 where
    no more were found than expected.
    """
    if pairs <= expected:
        return 1.0
    if expected == 0:
        return 0.0
    return math.exp(pairs - expected + pairs * math.log(expected / pairs))


def _find_chance(pool: Ints, row: Ints) -> float:
    """Return the chance that one other customer is equal to this row."""
    same = pool == row
    alike = np.flatnonzero(same.all(axis=1))
    others = np.delete(same, alike[:2], axis=0).astype(np.float32)
    counts = others.sum(axis=0)
    frequency = (counts + 1) / (len(others) + 1)
    together = others.T @ others
    given = (together + frequency) / (counts[:, None] + 1)  # (i, j): of those who share i, also j
    order = np.argsort(frequency, kind="stable")
    chance = float(frequency[order[0]])
    for place, j in enumerate(order[1:], start=1):
        chance *= float(given[order[:place], j].max())
    return chance
