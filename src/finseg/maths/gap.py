"""Is the fall of the inertia steeper than structureless tables would show?

Matrix and numbers of clusters in; the gap statistic with its standard errors and the k of the
one-standard-error rule out, k = 1 included: it can say "no groups". Reference tables are uniform in
the box of the columns or in the box of the principal axes. Fits come from
`finseg.maths.resampling`, all reference tables at once.

Reference: Tibshirani, Walther & Hastie 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.content_order import arrange_by_rank
from finseg.maths.resampling import fit_stack, stack_tables

Box = Literal["columns", "axes"]
BOXES: tuple[Box, ...] = get_args(Box)

NOTHING = 1e-12  # share of the total inertia below which inertia is rounding error


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Gap statistic for k = 1, 2, ..., k_max."""

    gap: Floats  # (k_max,) mean log inertia of the references less that of the table
    error: Floats  # (k_max,) standard deviation of the references x sqrt(1 + 1 / B)
    k: int  # smallest k with gap(k) >= gap(k + 1) - error(k + 1); k_max if there is none


def gap_statistic(
    x: Floats,
    *,
    k_max: int,
    references: int,
    starts: int,
    rng: np.random.Generator,
    box: Box = "axes",
    salts: Sequence[int] | None = None,
) -> Gap:
    """Compare the inertia curve with that of uniform tables.

    Parameters
    ----------
    x : array of shape (n, d)
        Prepared table, finite.
    k_max : int, 1 to n
        Largest number of clusters.
    references : int, 1 or more
        Reference tables (B); the paper uses 20 and more.
    starts : int
        k-means++ starts per fit.
    rng : numpy Generator
        Source of reference tables and starts.
    box : "columns" or "axes"
        Uniform over the range of each column (the paper's a) or along each principal axis (b).
    salts : sequence of d integers, optional
        As for `content_order`.

    Returns
    -------
    Gap
        Gaps, errors and the chosen k.

    Raises
    ------
    ValueError
        If `box` is unknown, a count is less than 1 or k_max exceeds n.

    Notes
    -----
    O(references starts n k d) per round and k; O(references n d) memory, so hand over a sample
    of a large table. Row order and, with `salts`, column order do not matter.

    References
    ----------
    Tibshirani R, Walther G & Hastie T (2001), Estimating the number of clusters in a data set
    via the gap statistic, JRSS-B 63, 411-423.

    """
    if box not in BOXES:
        raise ValueError(f"`box` must be one of {', '.join(BOXES)}; got {box!r}")
    if references < 1 or k_max < 1:
        raise ValueError(f"need references >= 1 and k_max >= 1; got {references} and {k_max}")
    _, table = arrange_by_rank(x, salts=salts)
    own = stack_tables(table[None])
    many = stack_tables(np.stack([uniform_table(table, box, rng) for _ in range(references)]))
    floor = max(NOTHING * float(((table - table.mean(axis=0)) ** 2).sum()), np.finfo(float).tiny)
    gap, error = np.zeros(k_max), np.zeros(k_max)
    for k in range(1, k_max + 1):
        seen = np.log(np.maximum(fit_stack(own, k=k, starts=starts, rng=rng).inertia, floor))
        null = np.log(np.maximum(fit_stack(many, k=k, starts=starts, rng=rng).inertia, floor))
        gap[k - 1] = null.mean() - seen[0]
        error[k - 1] = null.std() * np.sqrt(1 + 1 / references)
    enough = np.flatnonzero(gap[:-1] >= gap[1:] - error[1:])
    return Gap(gap=gap, error=error, k=int(enough[0]) + 1 if len(enough) else k_max)


def uniform_table(x: Floats, box: Box, rng: np.random.Generator) -> Floats:
    """Draw a table of the same shape, uniform in a box around `x`.

    The sides of the box lie along the columns or along the principal axes; rows are independent.
    """
    if box == "columns":
        return _draw_uniform(x, rng)
    mean = x.mean(axis=0)
    _, _, axes = np.linalg.svd(x - mean, full_matrices=False)
    return np.asarray(mean + _draw_uniform((x - mean) @ axes.T, rng) @ axes)


def _draw_uniform(x: Floats, rng: np.random.Generator) -> Floats:
    low, high = x.min(axis=0), x.max(axis=0)
    return np.asarray(low + rng.random(x.shape) * (high - low))
