"""Does a few-valued column repeat an earlier segmentation?

A code that the other features predict almost perfectly was made from them: left among the features
it would lead the clustering back to where it came from. Each candidate is predicted by nearest
centroid and by linear discriminants, on the raw and on the logarithmic scale.

References
----------
Kaufman S, Rosset S, Perlich C, Stitelman O (2012), Leakage in data mining, ACM TKDD 6(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.maths.arrays import Bools, Floats, Ints, Places
from finseg.maths.moments import standardise_columns
from finseg.maths.nearest import nearest_centres
from finseg.understand.column_summary import Look

_SAMPLE = 5000
_REAL_FIGURES = ("count", "years", "months", "days", "currency", "span")  # never an assignment
LEVELS = (3, 20)  # fewer are flags, more are figures
ALMOST_PERFECT = 0.95  # balanced accuracy, 0..1
SMALLEST_LEVEL = 0.01  # share of the rows
_FEWEST = 10  # rows of a level
_ROWS_PER_PARAMETER = 10  # fewer rows per feature and level fit anything
_RIDGE = 1e-6
_LINEAR = 0.99  # R² from which on a column is a sum of others, that is, a count
_STRAY = 0.01  # share of rows that may stand in a neighbour's bin


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A column that the others predict."""

    accuracy: float  # balanced: the mean over the levels, 0..1
    levels: int
    source: int | None  # the one column it merely cuts into ranges, if it does
    rows: int = 0  # all rows that have both, where there is such a column
    strays: int = 0  # of them, in a neighbour's range


def find_planted_features(looks: Sequence[Look]) -> dict[int, Planted]:
    """Find which of the features repeat an earlier segmentation of the others, by their place."""
    suspects = [j for j, look in enumerate(looks) if _may_be_planted(look)]
    if not suspects:
        return {}
    found = find_planted(_sample_features(looks), suspects).items()
    counted = ((j, _count_strays(looks, j, planted)) for j, planted in found)
    return {j: planted for j, planted in counted if planted is not None}


def _count_strays(looks: Sequence[Look], column: int, planted: Planted) -> Planted | None:
    """Count in all rows which stand in another range; None where too many do."""
    if planted.source is None:
        return planted
    pair = (looks[planted.source].typed.numbers, looks[column].typed.numbers)
    values, y = (np.empty(0) if n is None else n.fill_null(float("nan")).to_numpy() for n in pair)
    there = ~(np.isnan(values) | np.isnan(y))
    found, places = np.unique(y[there], return_inverse=True)
    strays = _select_strays(values[there], places.astype(np.int64), len(found))
    rows, astray = len(strays), int(strays.sum())
    return replace(planted, rows=rows, strays=astray) if astray <= _STRAY * rows else None


def _may_be_planted(look: Look) -> bool:
    low, high = LEVELS
    if not look.whole or not look.has_few_values(high, low):
        return False
    return not any(look.says(kind) for kind in _REAL_FIGURES)


def _sample_features(looks: Sequence[Look]) -> Floats:
    """Take some thousand rows of the features, gaps filled with the median."""
    columns = []
    for look in looks:
        numbers = look.typed.numbers
        if numbers is not None:
            taken = numbers.gather_every(max(1, look.rows // _SAMPLE))
            columns.append(taken.fill_null(taken.median()).fill_null(0.0).to_numpy())
    return np.column_stack(columns)


def find_planted(x: Floats, candidates: Sequence[int]) -> dict[int, Planted]:
    """Find the columns among `candidates` that the other columns predict almost perfectly.

    Parameters
    ----------
    x : array of shape (n, d)
        Features in raw units, finite; a sample of some thousand rows is enough.
    candidates : sequence of int
        Columns with few whole values.

    Returns
    -------
    dict
        Column → how it was found out. O(n d²) per candidate.

    """
    found: dict[int, Planted] = {}
    for column in candidates:
        others = [j for j in range(x.shape[1]) if j != column and j not in found]
        levels, y = np.unique(x[:, column], return_inverse=True)
        if not others or not _is_eligible(y, len(levels), len(others)):
            continue
        planted = _judge_column(x[:, others], y.astype(np.int64), len(levels))
        if planted is not None:
            source = None if planted.source is None else others[planted.source]
            found[column] = Planted(accuracy=planted.accuracy, levels=planted.levels, source=source)
    return found


def _is_eligible(y: Places, levels: int, features: int) -> bool:
    low, high = LEVELS
    if len(y) < _ROWS_PER_PARAMETER * (features + levels):
        return False
    smallest = max(SMALLEST_LEVEL * len(y), _FEWEST)
    return low <= levels <= high and bool(np.bincount(y).min() >= smallest)


def _judge_column(x: Floats, y: Ints, levels: int) -> Planted | None:
    source = next((j for j in range(x.shape[1]) if _are_value_ranges(x[:, j], y, levels)), None)
    if source is not None:
        return Planted(accuracy=1.0, levels=levels, source=source)
    if _compute_r_squared(x, y) > _LINEAR:
        return None
    scales = (standardise_columns(x), standardise_columns(np.sign(x) * np.log1p(np.abs(x))))
    accuracy = max(_measure_accuracy(scale, y, levels) for scale in scales)
    if accuracy <= ALMOST_PERFECT:
        return None
    return Planted(accuracy=accuracy, levels=levels, source=None)


def _are_value_ranges(values: Floats, y: Ints, levels: int) -> bool:
    """Tell whether the levels are ranges of one column, each in one piece."""
    if len(np.unique(values)) <= levels:
        return False
    return bool(_select_strays(values, y, levels).mean() <= _STRAY)


def _select_strays(values: Floats, y: Ints, levels: int) -> Bools:
    """Select the rows, in order of the values, that stand where another level should."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values))
    medians = np.array([np.median(ranks[y == level]) for level in range(levels)])
    rank_of_level = np.argsort(np.argsort(medians))
    expected = np.repeat(np.argsort(medians), np.bincount(y, minlength=levels)[np.argsort(medians)])
    return np.asarray(rank_of_level[y[order]] != rank_of_level[expected])


def _compute_r_squared(x: Floats, y: Ints) -> float:
    design = np.column_stack([standardise_columns(x), np.ones(len(x))])
    centred = y - y.mean()
    fit, *_ = np.linalg.lstsq(design, centred, rcond=None)
    return 1.0 - float(np.mean((centred - design @ fit) ** 2) / centred.var())


def _measure_accuracy(x: Floats, y: Ints, levels: int) -> float:
    """Return the better balanced accuracy of the two classifiers, 0..1."""
    centres = np.array([x[y == level].mean(axis=0) for level in range(levels)])
    residuals = x - centres[y]
    spread = residuals.T @ residuals / len(x) + _RIDGE * np.eye(x.shape[1])
    white = np.linalg.inv(np.linalg.cholesky(spread)).T
    spaces = ((x, centres), (x @ white, centres @ white))
    guesses = [nearest_centres(rows, middles).first for rows, middles in spaces]
    recalls = [[(guess == y)[y == level].mean() for level in range(levels)] for guess in guesses]
    return float(np.mean(recalls, axis=1).max())
