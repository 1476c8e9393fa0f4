"""How many rows would be equal by chance, and can chance be ruled out?

Values as codes, shape (n, d), in; the expected number of pairs of equal rows out, if each customer
drew their values by themselves. That and the number found in, a bound of the probability out.
Columns that go together count once: who bought nothing has no date of purchase and no amount
either, and to agree in all three takes no more than to agree in one.
"""

from __future__ import annotations

import math

import numpy as np

from finseg.maths.arrays import Bools, Ints

_MOST_COLUMNS = 30  # the rarest values of a row; with more it is improbable enough


def expect_equal_pairs(codes: Ints, probes: Ints | None = None) -> float:
    """Estimate the number of pairs of rows that chance would make equal in every column.

    Parameters
    ----------
    codes : int array of shape (n, d)
        One number per different value of a column.
    probes : int array of shape (p,), optional
        Rows from which the chance of all is taken; otherwise all.

    Returns
    -------
    float
        0 or more. The rarest value of a row is found with its own frequency; each further one with
        its frequency among those who share the earlier value that makes it most likely. Frequencies
        leave out the row and one that is equal, so that a copy does not make itself look likely.
        Where nobody else has a value, one more customer would have had it.

    Notes
    -----
    O(n d + n min(d, 30)²) for each probe. The order of rows and columns does not matter.

    """
    n, d = len(codes), codes.shape[1]
    if n < 2 or d < 1:
        return 0.0
    rows = codes if probes is None else codes[probes]
    chances = [_find_chance(codes, row) for row in rows]
    return math.fsum(chances) / len(chances) * n * (n - 1) / 2


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
    others = np.delete(same, alike[:2], axis=0)
    frequency = (others.sum(axis=0) + 1) / (len(others) + 1)
    order = np.argsort(frequency, kind="stable")[:_MOST_COLUMNS]
    frequency = frequency[order]
    together = _count_together(others[:, order])
    given = (together + frequency) / (np.diag(together)[:, None] + 1)  # (i, j): who share i, also j
    chance = float(frequency[0])
    for place in range(1, len(order)):
        chance *= float(given[:place, place].max())
    return chance


def _count_together(marks: Bools) -> Ints:
    """Count the rows in which two columns are both marked, for every two.

    In bits: so many short products of matrices would make the threads of a busy machine wait for
    each other, several times longer than they compute.
    """
    bits = np.packbits(marks, axis=0).T
    return np.stack([np.bitwise_count(bits & one).sum(axis=1, dtype=np.int64) for one in bits])
