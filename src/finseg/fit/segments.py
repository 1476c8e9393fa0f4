"""Which clustering is kept, and how are its segments numbered?

Prepared and raw matrix, k and settings in, `Segmentation` out: k-means, the best of
many starts on at most 5,000 of the rows, then one warm-started fit on all of them; the customers
are assigned by the same arithmetic that scores new ones.
"""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np

from finseg.choose.sample import sample_rows
from finseg.document.said import ColumnName, Count, Customers, Said, say
from finseg.errors import MissingColumnError, TooFewRowsError
from finseg.maths.arrays import Floats, Ints, Places
from finseg.maths.moments import measure_weighted_moments
from finseg.maths.nearest import nearest_centres
from finseg.maths.starts import (
    SEARCHED,
    Starts,
    refine_centres,
    run_kmeans,
    start_from_centres,
)
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import FitSettings

# Structureless data have hundreds of local optima: the reference study needs about 100 starts for
# the best of them.
_STARTS = 100
# From so many rows on, the best centres are brought close on a part of them before all are fitted:
# a round on a million rows costs twenty of those.
_MANY, _HALFWAY = 200_000, 50_000
# A new customer farther from its centre than this share of the segment's members is flagged.
_REACH = 99.0


def fit_segments(
    prepared: Floats,
    raw: Floats,
    columns: tuple[str, ...],
    *,
    k: int,
    settings: FitSettings,
    weights: Floats | None = None,
    centres: Floats | None = None,
    centres_from: str = "",
) -> Segmentation:
    """Fit the segmentation that is kept.

    Parameters
    ----------
    prepared, raw : arrays of shape (n, d)
        The features after and before preparation; raw figures only serve to order the segments.
    columns : tuple of d names
        The features.
    k : int
        Number of segments.
    settings : FitSettings
        With `starts = 1` the rows are taken in file order, so that the result is exactly
        scikit-learn's for that seed; otherwise in an order that does not depend on the file's.
        Left out: 100 starts.
    weights : array of shape (n,), optional
        How much each row counts, with a mean of 1.
    centres : array of shape (k, d), optional
        Prepared centres to start from, in place of `[fit] starts`; `centres_from` says whence.

    Raises
    ------
    TooFewRowsError
        If there are fewer distinct customers than segments.
    MissingColumnError
        If `order_by` names no feature.

    Notes
    -----
    O(starts · iterations · m k d + iterations · n k d), m = min(n, 5,000): beyond, the starts are
    tried on a sample and the best is fitted on all rows; from 200,000 rows on, on 50,000 first.

    """
    _require_distinct(prepared if weights is None else prepared[weights > 0], k)
    if centres is None:
        best = _find_best_centres(prepared, columns, k, settings, weights)
    else:
        best = start_from_centres(prepared, centres, weights)
    nearest = nearest_centres(prepared, best.centres)
    order = _order_segments(best.centres, raw, nearest.first, columns, settings, weights)
    centres = best.centres[order]
    nearest = nearest_centres(prepared, centres)
    assignment = Assignment.from_nearest(nearest)
    return Segmentation(
        centres=centres,
        reach=_measure_segment_reach(assignment, k),
        assignment=assignment,
        inertia=_measure_inertia(nearest.first_distance, weights),
        starts=best.starts,
        starts_at_best=best.at_best,
        seed=settings.seed,
        order=_say_segment_order(settings),
        centres_from=centres_from,
        by_weight=weights is not None,
    )


def _find_best_centres(
    prepared: Floats,
    columns: tuple[str, ...],
    k: int,
    settings: FitSettings,
    weights: Floats | None,
) -> Starts:
    if settings.starts == 1:
        return run_kmeans(prepared, k, starts=1, seed=settings.seed, weights=weights)
    # The rows of the smaller sample are the first ones of the larger.
    largest = _HALFWAY if len(prepared) >= _MANY else SEARCHED
    rows = sample_rows(prepared, columns, size=largest, seed=settings.seed)
    x, counted = prepared[rows], None if weights is None else weights[rows]
    found = run_kmeans(
        np.asfortranarray(x[:SEARCHED]),
        k,
        starts=settings.starts or _STARTS,
        seed=settings.seed,
        weights=None if counted is None else counted[:SEARCHED],
    )
    if len(x) > SEARCHED:
        found = refine_centres(x, found, counted)
    return found if len(rows) == len(prepared) else refine_centres(prepared, found, weights)


def _measure_inertia(distance: Floats, weights: Floats | None) -> float:
    squares = distance**2
    return float(squares.sum() if weights is None else weights @ squares)


def _require_distinct(prepared: Floats, k: int) -> None:
    """Refuse more segments than there are different customers."""
    # The first rows settle it for nearly every table; all are looked at only if they do not.
    if len(np.unique(prepared[: 100 * k], axis=0)) >= k:
        return
    distinct = len(np.unique(prepared, axis=0))
    if distinct >= k:
        return
    raise TooFewRowsError(
        str(
            say(
                "{customers} with {distinct} cannot make {k}",
                customers=Customers(len(prepared)),
                distinct=Customers(distinct, "distinct row"),
                k=Count(k, "segment"),
            )
        ),
        where="[choose] k",
        fix=f"ask for at most {distinct}, or add customers or columns",
    )


def _order_segments(
    centres: Floats,
    raw: Floats,
    labels: Ints,
    columns: tuple[str, ...],
    settings: FitSettings,
    weights: Floats | None,
) -> Places:
    """Sort the segments by size or by one feature's mean; ties by the centres themselves."""
    k = len(centres)
    if settings.order_by == "size":
        key = np.bincount(labels, weights=weights, minlength=k).astype(np.float64)
    else:
        if settings.order_by not in columns:
            close = get_close_matches(settings.order_by, columns, n=1)
            raise MissingColumnError(
                f"segments cannot be ordered by `{settings.order_by}`: it is not a feature",
                where="[fit] order_by",
                fix=f"did you mean `{close[0]}`?" if close else 'write "size" or a feature\'s name',
            )
        values = raw[:, columns.index(settings.order_by)]
        counted = np.ones(len(values)) if weights is None else weights
        there = [(labels == s) & ~np.isnan(values) for s in range(k)]
        key = np.array([measure_weighted_moments(values[t], counted[t])[0] for t in there])
    if settings.order == "falling":
        key = -key
    # By name, so that the order of the columns in the file does not matter.
    by_name = sorted(range(len(columns)), key=lambda j: columns[j])
    return np.lexsort([*(centres[:, j] for j in reversed(by_name)), key])


def _say_segment_order(settings: FitSettings) -> Said:
    if settings.order_by == "size":
        return say("{order} size", order=settings.order)
    return say("{order} mean {column}", order=settings.order, column=ColumnName(settings.order_by))


def _measure_segment_reach(assignment: Assignment, k: int) -> Floats:
    own = [assignment.distance[assignment.segment == s] for s in range(k)]
    return np.array([np.percentile(d, _REACH) if len(d) else 0.0 for d in own])
