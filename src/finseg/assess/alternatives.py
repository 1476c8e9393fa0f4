"""How much of the answer is the analyst's?

Sampled customers and their segments in; the agreement of each `Alternative` with the answer that
was kept, out. An alternative is the same job under one defensible change: other scaling, rounded
figures, equal weights, a column less, half the customers, one segment more or less, the odd
customers left out, another seed, another method. If small changes move many customers, the segments
are as much the analyst's as theirs. Where there are natural groups, some changes are also asked
whether the same groups are there afterwards.

References: Dolnicar, Grün & Leisch 2018, section 7.5 (stability); Leamer 1985 (sensitivity analysis
as an answer to specification searches).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from finseg.document.said import ColumnName, Count, Number, Share, Text, say
from finseg.maths.agreement import compare_groupings
from finseg.maths.arrays import Floats, Ints
from finseg.maths.diagonal_mixture import fit_diagonal_mixture
from finseg.maths.moments import standardise_columns
from finseg.maths.nearest import nearest_centres
from finseg.maths.starts import run_kmeans
from finseg.prepare import apply_recipe, find_small_value
from finseg.records.assessment import QUICK_WITHOUT, Alternative, Change
from finseg.records.recipe import Recipe

Remember = Callable[[Change, Floats], None]

_STARTS = 5
_LONG_SEARCH = 200  # starts
_DIGITS = 2  # significant, of rounded figures
_SWALLOWED = 0.25  # of a column's spread, as the mean error of rounding: years are left as they are
_TRIMMED = 0.02  # the customers farthest from the middle, left out


def sensitivity_card(
    raw: Floats,
    prepared: Floats,
    labels: Ints,
    recipe: Recipe,
    *,
    k: int,
    seed: int,
    quick: bool = False,
    centres_given: bool = False,
    remember: Remember | None = None,
) -> tuple[Alternative, ...]:
    """Do the same job otherwise, one change at a time.

    Parameters
    ----------
    raw, prepared : arrays of shape (m, d)
        Sampled customers before and after preparation; NaN where missing in `raw`.
    labels : array of shape (m,)
        Their segments as kept.
    recipe : Recipe
        What the preparation was, so that a change is really one.
    k : int
        Segments kept.
    seed : int
    quick : bool
        Make only the changes on which the verdict may depend.
    centres_given : bool
        The search started from given centres: not from those that another seed would replace.
    remember : callable, optional
        Called with each change of the preparation and the customers prepared so: they are to be
        asked after natural groups.

    Returns
    -------
    tuple of Alternative
        Changes that cannot be made, or change nothing, are left out: dropping the only column,
        more segments than different customers, rounding what is round.

    """
    if k < 2 or not _has_enough_customers(prepared, k + 1):
        return ()

    def cluster(x: Floats, number: int = k, own_seed: int = seed) -> Ints:
        return _cluster_customers(x, x, number, own_seed)

    def compare(code: Change, change: Text, found: Ints, number: int = k) -> Alternative:
        return _compare_labels(code, change, found, labels, number)

    def prepare_otherwise(code: Change, change: Text, x: Floats) -> Alternative:
        if remember is not None:
            remember(code, x)
        return compare(code, change, cluster(x))

    def unless_quick(
        code: Change, make: Callable[[], Iterable[Alternative]]
    ) -> Iterable[Alternative]:
        return () if quick and code in QUICK_WITHOUT else make()

    again: Change = "starts at random" if centres_given else "another seed"
    ranks = "ranks instead of amounts"
    return (
        *_try_other_scales(raw, recipe, prepare_otherwise),
        *unless_quick(
            "ranks", lambda: [compare("ranks", ranks, cluster(_scale_ranks(raw, recipe)))]
        ),
        *_try_rounded_figures(raw, recipe, prepare_otherwise),
        *_try_equal_weights(prepared, recipe, prepare_otherwise),
        *_drop_each_column(prepared, recipe, labels, k, cluster),
        *unless_quick(
            "half the customers", lambda: _try_half_the_customers(prepared, labels, k, seed)
        ),
        *unless_quick(
            "one segment more", lambda: _try_other_numbers(prepared, k, cluster, compare)
        ),
        *unless_quick("outliers left out", lambda: _trim_outliers(prepared, labels, k, seed)),
        *unless_quick(again, lambda: [compare(again, again, cluster(prepared, k, seed + 1))]),
        *unless_quick("many starts", lambda: [_compare_with_best_fit(prepared, labels, k, seed)]),
        *unless_quick("mixture", lambda: [_try_mixture(prepared, labels, k, seed)]),
    )


def _try_mixture(prepared: Floats, labels: Ints, k: int, seed: int) -> Alternative:
    """Search by another method."""
    found = fit_diagonal_mixture(prepared, k, seed=seed)
    change = "a Gaussian mixture instead of k-means"
    return _compare_labels("mixture", change, found, labels, k)


def _has_enough_customers(x: Floats, k: int) -> bool:
    """Say whether there are k different customers to make k segments of."""
    return len(np.unique(x, axis=0)) >= k


def _cluster_customers(fitted: Floats, everyone: Floats, k: int, seed: int) -> Ints:
    """Cluster some customers, and assign everyone to the centres that were found."""
    best = run_kmeans(np.asfortranarray(fitted), k, starts=_STARTS, seed=seed)
    return nearest_centres(everyone, best.centres).first


def _compare_labels(
    code: Change, change: Text, found: Ints, kept: Ints, k: int, detail: Text = ""
) -> Alternative:
    return Alternative(
        code=code,
        change=change,
        k=k,
        agreement=compare_groupings(kept, found),
        rows=len(kept),
        detail=detail,
    )


Cluster = Callable[..., Ints]
Compare = Callable[..., Alternative]
PrepareOtherwise = Callable[[Change, Text, Floats], Alternative]


def _try_other_scales(
    raw: Floats, recipe: Recipe, prepare_otherwise: PrepareOtherwise
) -> Iterator[Alternative]:
    filled, weights = _fill_missing(raw, recipe), np.asarray(recipe.weights)
    if any(s.transform != "none" for s in recipe.steps):
        plain = standardise_columns(filled) * weights
        change = "amounts as they are, without logarithms"
        yield prepare_otherwise("no logarithms", change, plain)
    elif (filled >= 0).all():
        bends = [find_small_value(column) for column in filled.T]
        logs = standardise_columns(np.log1p(filled / bends)) * weights
        yield prepare_otherwise("logarithms", "logarithms of all columns", logs)


def _fill_missing(raw: Floats, recipe: Recipe) -> Floats:
    filled: Floats = np.where(np.isnan(raw), [s.impute for s in recipe.steps], raw)
    return filled


def _scale_ranks(raw: Floats, recipe: Recipe) -> Floats:
    ranks = _rank_columns(_fill_missing(raw, recipe))
    weights: Floats = np.asarray(recipe.weights, dtype=np.float64)
    return standardise_columns(ranks) * weights


def _try_rounded_figures(
    raw: Floats, recipe: Recipe, prepare_otherwise: PrepareOtherwise
) -> Iterator[Alternative]:
    """Round every figure; the preparation stays."""
    rounded = np.column_stack([_round_column(column) for column in raw.T])
    if np.array_equal(rounded, raw, equal_nan=True):
        return
    change = say("figures rounded to {digits}", digits=Count(_DIGITS, "digit"))
    yield prepare_otherwise("rounded figures", change, apply_recipe(recipe, rounded))


def _round_column(column: Floats) -> Floats:
    """Round to two significant digits, unless that swallows the spread, as it does with years."""
    known = ~np.isnan(column)
    sizes = np.abs(column[known])
    steps = 10.0 ** (np.floor(np.log10(np.where(sizes > 0, sizes, 1.0))) - (_DIGITS - 1))
    rounded = column.copy()
    rounded[known] = np.round(column[known] / steps) * steps
    error, spread = np.std((rounded - column)[known]), np.std(column[known])
    return np.where(error > _SWALLOWED * spread, column, rounded)


def _try_equal_weights(
    prepared: Floats, recipe: Recipe, prepare_otherwise: PrepareOtherwise
) -> Iterator[Alternative]:
    """Let every column count alike, near copies too; levels keep the scale they share."""
    weights = np.asarray([1.0 if s.category else s.weight for s in recipe.steps])
    if (weights != 1).any():
        change = "the same weight for every column"
        yield prepare_otherwise("equal weights", change, prepared / weights)


def _rank_columns(x: Floats) -> Floats:
    """Replace values by their average ranks, column by column."""
    out = np.empty_like(x)
    for j, column in enumerate(x.T):
        _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
        out[:, j] = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return out


def _drop_each_column(
    prepared: Floats, recipe: Recipe, labels: Ints, k: int, cluster: Cluster
) -> Iterator[Alternative]:
    """Drop each column in turn; report the mean, and the column that matters most."""
    ideas = recipe.ideas  # a category goes with all of its levels
    fewer = [np.delete(prepared, places, axis=1) for _, places in ideas]
    if len(ideas) < 2 or not all(_has_enough_customers(x, k) for x in fewer):
        return
    values = [compare_groupings(labels, cluster(x)) for x in fewer]
    worst = int(np.argmin(values))
    yield Alternative(
        code="a column less",
        change="one column fewer (mean over all columns)",
        k=k,
        agreement=float(np.mean(values)),
        rows=len(labels),
        detail=say(
            "least without {column}: {agreement}",
            column=ColumnName(ideas[worst][0]),
            agreement=Number(values[worst], 2),
        ),
        column=ideas[worst][0],
        least=values[worst],
        each=tuple(zip((name for name, _ in ideas), values, strict=True)),
    )


def _try_other_numbers(
    prepared: Floats, k: int, cluster: Cluster, compare: Compare
) -> Iterator[Alternative]:
    """Make one segment less, and one more."""
    numbers: tuple[tuple[Change, int], ...] = (
        ("one segment less", k - 1),
        ("one segment more", k + 1),
    )
    for code, number in numbers:
        if number > 1:
            change = say("{other} instead of {k}", other=Count(number, "segment"), k=Count(k))
            yield compare(code, change, cluster(prepared, number), number)


def _try_half_the_customers(
    prepared: Floats, labels: Ints, k: int, seed: int
) -> Iterator[Alternative]:
    """Fit on half the customers, assign all."""
    half = prepared[: len(prepared) // 2]  # rows come in random (content) order
    if not _has_enough_customers(half, k):
        return
    found = _cluster_customers(half, prepared, k, seed)
    yield _compare_labels("half the customers", "half the customers", found, labels, k)


def _trim_outliers(prepared: Floats, labels: Ints, k: int, seed: int) -> Iterator[Alternative]:
    """Leave out the customers farthest from the middle, and compare the others."""
    far = ((prepared - np.median(prepared, axis=0)) ** 2).sum(axis=1)
    kept = far <= np.quantile(far, 1 - _TRIMMED)
    x = prepared[kept]
    if not _has_enough_customers(x, k):
        return
    change = say("the {share} farthest from the middle left out", share=Share(_TRIMMED, digits=0))
    found = _cluster_customers(x, x, k, seed)
    yield _compare_labels("outliers left out", change, found, labels[kept], k)


def _compare_with_best_fit(prepared: Floats, labels: Ints, k: int, seed: int) -> Alternative:
    """Search long for the tightest division into k, and hold its inertia against that kept."""
    best = run_kmeans(np.asfortranarray(prepared), k, starts=_LONG_SEARCH, seed=seed)
    found = nearest_centres(prepared, best.centres).first
    kept = sum(
        float(((prepared[labels == s] - prepared[labels == s].mean(axis=0)) ** 2).sum())
        for s in np.unique(labels)
    )
    detail = say(
        "inertia {best} against {kept} as kept",
        best=Number(best.inertia, 1),
        kept=Number(kept, 1),
    )
    change = say("the best of {starts} starts", starts=Count(_LONG_SEARCH))
    return _compare_labels("many starts", change, found, labels, k, detail)
