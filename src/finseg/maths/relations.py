"""Which columns can be computed from others, exactly?

A matrix in, `Exact` relations out: w = s · e + t, where e is another column, a sum or difference of
two or three, a ratio a / b, or a ratio (a ± c) / b. Rounding in the file is tolerated: an error of
about one unit of the last digit that is written, at most 2 % of the column's spread.

Candidates come from the correlation of every such expression with every column over a few rows,
six times over, so that single rows in which a relation fails do not hide it; each candidate is then
verified on all rows. Chance does not pass: two unrelated columns reach |r| > .999 over 24 rows once
in 10²⁸ tries, and would have to agree in 98 % of the rows as well.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from finseg.maths.arrays import Floats, Ints

Term = tuple[int, int]  # column, sign
Search = Literal["sums of two", "sums of three", "ratios"]

MOST_COLUMNS = 60  # beyond, only copies are looked for: the search is O(d⁴)
HOLDS = 0.98  # share of rows in which a relation must hold
_NEEDED = 0.9  # a part without which it holds in this share of the rows is no part
_FEWEST_ROWS = 30
_LOOKS, _LOOK_ROWS = 6, 24  # searches, and rows of each
_TRIED = 1_000  # rows among which the complete ones are sought
_LOOKS_ALIKE = 0.999  # |r| over these rows
_TESTED_ROWS = 400  # before all rows are looked at
_FITTED_ROWS = 4_000
_WIDEST_ERROR = 0.02  # of the spread
_MOST_ALIKE = 400  # expressions kept of each group of them, those that run along best
_MOST_CANDIDATES = 4_000  # tested per search, those that run along best
_DIGITS = 7  # decimals a file may be rounded to
_NICE = (1, 2, 3, 4, 6, 7, 10, 12, 24, 30, 52, 60, 100, 365, 1000, 10_000, 100_000, 1_000_000)


class Exact(NamedTuple):
    """One exact relation: column = slope * (sum of terms) / below + offset."""

    column: int
    terms: tuple[Term, ...]
    below: int | None
    slope: float
    offset: float
    share: float  # of the rows where all are present

    @property
    def members(self) -> frozenset[int]:
        """Every column that takes part."""
        below = () if self.below is None else (self.below,)
        return frozenset({self.column, *(j for j, _ in self.terms), *below})


class Rows(Protocol):
    """A matrix of which some rows can be had without the others."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Ints | slice, /) -> Floats:
        """Return some rows, shape (m, d)."""

    def whole(self) -> Floats:
        """Return all rows, shape (n, d)."""


def exact_copies(x: Floats | Rows, pairs: Iterator[tuple[int, int]]) -> list[Exact]:
    """Verify which of the pairs (i, j), i < j, are one column up to unit and origin.

    Parameters
    ----------
    x : array of shape (n, d)
        NaN where missing.
    pairs : iterator of (i, j)
        Those worth a look, for instance by their correlation.

    """
    wanted = [_RelationCandidate(j, ((i, 1),), None) for i, j in pairs]
    if not wanted:
        return []
    judge = _Judge(x)
    return [exact for one in wanted if (exact := judge.verify_relation(one)) is not None]


def exact_relations(x: Floats | Rows, search: Search, *, seed: int = 0) -> Iterator[Exact]:
    """Find columns that are exact sums, differences, means or ratios of others.

    Parameters
    ----------
    x : array of shape (n, d), or `Rows` of it
        NaN where missing; copies should have been taken out. All rows are asked for only where a
        relation holds in some hundred of them.
    search : "sums of two", "sums of three" or "ratios"
        What is looked for; differences, means and multiples of sums are sums.
    seed : int
        Of the rows that are looked at first.

    Yields
    ------
    Exact
        Each set of columns once; ratios of two columns before those of three.

    Notes
    -----
    O(looks · d⁴) for the search, O(n) per relation found. On one core all three searches take
    .1 s for 20 columns and 2 s for 60; the number of rows hardly matters. Nothing is looked
    for among more than 60 columns, or in fewer than 30 rows. Where many columns move together,
    millions of expressions run along with a column: the 4,000 that do so most exactly are tested,
    for a relation that holds to the last digit is among them.

    """
    if not 2 < x.shape[1] <= MOST_COLUMNS or len(x) < _FEWEST_ROWS:
        return
    judge = _Judge(x)
    rng = np.random.default_rng(seed)
    # Drawing from a million rows in full would cost more than all that follows.
    some = rng.integers(0, len(x), 4 * _TRIED) if len(x) > 100 * _TRIED else np.arange(len(x))
    looks = [rng.permutation(np.unique(some)) for _ in range(_LOOKS)]
    run = {
        "sums of two": _search_pairs,
        "sums of three": _search_triples,
        "ratios": _search_ratios,
    }[search]
    seen: set[frozenset[int]] = set()
    # The simplest first: fewer columns, and sums before differences.
    with threadpool_limits(1):  # for such small products threads only wait for one another
        candidates = _choose_candidates(c for rows in looks for c in run(x, rows))
    for candidate in sorted(candidates, key=judge.rank):
        if candidate.members in seen or not judge.passes(candidate):
            continue
        relation = judge.verify_relation(candidate)
        if relation is not None:
            seen.add(candidate.members)
            yield relation


def pairwise_correlations(x: Floats) -> Floats:
    """Return Pearson correlations of the columns, over the rows where both are present.

    The same as `moments.pearson_correlations` for any pattern of gaps, in O(n d²) as three
    products: quick for many columns, exact enough to find what is alike; NaN where there is none.
    """
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # columns without any value
        z = (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0)
        there = np.isfinite(z)
        if there.all() and len(x) >= _FEWEST_ROWS // 3:  # one product in place of four
            return np.asarray(np.clip(z.T @ z / len(z), -1.0, 1.0))
        z = np.where(there, z, 0.0)
        mask = there.astype(np.float64)
        n = mask.T @ mask
        sums, squares = z.T @ mask, (z * z).T @ mask
        spread = np.sqrt(np.maximum(squares - sums * sums / n, 0.0))
        r = (z.T @ z - sums * sums.T / n) / (spread * spread.T)
    r[n < _FEWEST_ROWS // 3] = np.nan
    return np.asarray(np.clip(r, -1.0, 1.0))


def group_correlated_columns(r: Floats, least: float) -> list[tuple[tuple[int, ...], float, float]]:
    """Group columns whose every two correlate by at least `least` in size.

    Parameters
    ----------
    r : array of shape (d, d)
        Correlations; NaN counts as none.
    least : float
        Between 0 and 1.

    Returns
    -------
    list of (columns, least |r|, weight)
        Groups of two and more by their first column; the weight is the largest eigenvalue of
        the group's |r|: m for m equal columns, 1 for unrelated ones.

    Notes
    -----
    Complete linkage: the two groups whose least |r| is largest are joined, until none is left
    above `least`. O(d³) at worst, O(d²) per column that is joined.

    """
    size = np.abs(np.nan_to_num(r))
    np.fill_diagonal(size, 0.0)
    between = size.copy()  # least |r| between two groups, each known by its first column
    members = {j: [j] for j in range(len(r))}
    while len(r) > 1:
        i, j = divmod(int(np.argmax(between)), len(r))
        if between[i, j] < least:
            break
        members[i] += members.pop(j)
        between[i] = between[:, i] = np.minimum(between[i], between[j])
        between[j] = between[:, j] = between[i, i] = 0.0
    found = []
    for group in sorted(sorted(m) for m in members.values() if len(m) > 1):
        inner = size[np.ix_(group, group)] + np.eye(len(group))
        weight = float(np.linalg.eigvalsh(inner)[-1])
        found.append((tuple(group), float(inner.min()), weight))
    return found


_Alike = tuple["_RelationCandidate", float]  # with its correlation


def _choose_candidates(found: Iterator[_Alike]) -> list[_RelationCandidate]:
    """Keep the candidates that run along best, each once, whichever rows showed them."""
    best: dict[_RelationCandidate, float] = {}
    for candidate, r in found:
        best[candidate] = max(r, best.get(candidate, 0.0))
    order = sorted(best, key=lambda candidate: -best[candidate])  # equals keep their order
    return order[:_MOST_CANDIDATES]


class _RelationCandidate(NamedTuple):
    column: int
    terms: tuple[Term, ...]
    below: int | None

    @property
    def members(self) -> frozenset[int]:
        return Exact(*self, 1.0, 0.0, 0.0).members

    def value(self, x: Floats) -> Floats:
        """Evaluate the expression; NaN where it does not exist."""
        total = np.zeros(len(x))
        for j, sign in self.terms:
            total += sign * x[:, j]
        return total if self.below is None else _divide_columns(total, x[:, self.below])


def _divide_columns(above: Floats, below: Floats) -> Floats:
    out = np.full(len(above), np.nan)
    np.divide(above, below, out=out, where=below != 0)
    return out


# The search: expressions of a few rows against all columns.


def _search_pairs(x: Floats | Rows, order: Ints) -> Iterator[_Alike]:
    few = _take_complete_rows(x[order[:_TRIED]])
    usable = _find_varying_columns(few)
    yield from _match_columns(few, few, _lay_out_pairs(usable), None)


def _search_triples(x: Floats | Rows, order: Ints) -> Iterator[_Alike]:
    few = _take_complete_rows(x[order[:_TRIED]])
    usable = _find_varying_columns(few)
    for place, i in enumerate(usable):
        two = _lay_out_pairs(usable[place + 1 :])
        for sign in (1, -1):
            first = np.full((len(two), 1, 2), (i, sign))
            # Up to a common sign: + + +, + + −, + − −.
            yield from _match_columns(few, few, np.concatenate([first, two], axis=1), None)


def _search_ratios(x: Floats | Rows, order: Ints) -> Iterator[_Alike]:
    some = x[order[: _TRIED * 4]]
    for below in range(some.shape[1]):
        few = _take_complete_rows(some[some[:, below] != 0])
        usable = _find_varying_columns(few)
        if below not in usable:
            continue
        above = usable[usable != below]
        with np.errstate(over="ignore"):  # a divisor of 1e-300 is in somebody's file
            parts = few / few[:, [below]]
        parts[~np.isfinite(parts)] = 0.0  # equal to no ratio that stands in a table
        one = np.stack([above, np.ones_like(above)], axis=1)[:, None, :]
        yield from _match_columns(few, parts, one, below)
        yield from _match_columns(few, parts, _lay_out_pairs(above), below)


def _lay_out_pairs(columns: Ints) -> Ints:
    """Lay out a + b and a − b for all pairs: shape (pairs, 2 terms, column and sign)."""
    i, j = np.triu_indices(len(columns), 1)
    ones = np.ones_like(i)
    blocks = [
        np.stack([columns[i], ones, columns[j], s * ones], axis=1).reshape(-1, 2, 2)
        for s in (1, -1)
    ]
    return np.concatenate(blocks)


def _take_complete_rows(x: Floats) -> Floats:
    """Take the first rows that are complete, without the columns that have too many gaps."""
    x = x[:_TRIED]
    gaps = np.isnan(x)
    kept = np.ones(x.shape[1], dtype=bool)
    while kept.sum() > 2:
        complete = ~gaps[:, kept].any(axis=1)
        if complete.sum() >= min(_LOOK_ROWS, len(x)):
            break
        kept[int(np.argmax(np.where(kept, gaps.sum(axis=0), -1)))] = False
    few = x[~gaps[:, kept].any(axis=1)][:_LOOK_ROWS].copy()
    few[:, ~kept] = np.nan
    return few


def _find_varying_columns(few: Floats) -> Ints:
    if len(few) < _LOOK_ROWS:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.ptp(few, axis=0) > 0)


def _match_columns(few: Floats, parts: Floats, terms: Ints, below: int | None) -> Iterator[_Alike]:
    """Yield the expressions that run along with a column outside them."""
    if not len(terms):
        return
    e = np.zeros((len(terms), len(few)))
    for p in range(terms.shape[1]):
        e += terms[:, p, 1, None] * parts.T[terms[:, p, 0]]
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.abs(_normalise_rows(e) @ _normalise_rows(few.T).T)
    r[(terms[:, :, 0][:, :, None] == np.arange(r.shape[1])).any(axis=1)] = 0.0  # no part of itself
    if below is not None:
        r[:, below] = 0.0
    alike = np.argwhere(r >= _LOOKS_ALIKE)
    along = r[alike[:, 0], alike[:, 1]]
    if len(alike) > _MOST_ALIKE:
        kept = np.sort(np.argsort(-along, kind="stable")[:_MOST_ALIKE])
        alike, along = alike[kept], along[kept]
    for (i, whole), one in zip(alike.tolist(), along.tolist(), strict=True):
        found = tuple((j, s) for j, s in terms[i].tolist())
        yield _RelationCandidate(whole, found, below), one


def _normalise_rows(rows: Floats) -> Floats:
    """Centre each row and give it length 1; NaN where it is constant."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(centred / np.sqrt((centred**2).sum(axis=1, keepdims=True)))


# The proof: slope and origin, then every row.


class _Judge:
    """Holds what is known of each column: its smallest step, its spread, its usual value."""

    def __init__(self, x: Floats | Rows) -> None:
        self.rows = x
        step = max(1, len(x) // _FITTED_ROWS)
        self.few = x[::step]
        self.tested = x[:: max(1, len(x) // _TESTED_ROWS)]
        self.grain = [_find_grain(c[~np.isnan(c)]) for c in self.few.T]
        self.spread = [_measure_spread(c[~np.isnan(c)]) for c in self.few.T]
        self.usual = [_find_usual_value(c[~np.isnan(c)]) for c in self.few.T]

    def rank(self, candidate: _RelationCandidate) -> tuple[int, int, float]:
        """Order candidates: fewer parts, fewer minus signs, then the finest written figure.

        Of w = a / b and b = a / w the computed one shows by its many digits.
        """
        minus = sum(sign < 0 for _, sign in candidate.terms)
        fineness = self.grain[candidate.column] / (self.spread[candidate.column] or 1.0)
        return len(candidate.terms), minus, fineness

    def passes(self, candidate: _RelationCandidate) -> bool:
        """Test on some hundred rows, with room for bad luck."""
        fit = self._fit_slope_and_offset(candidate, self.tested)
        if fit is None:
            return False
        error, tolerance = self._measure_errors(candidate, self.tested, *fit)
        return len(error) > 0 and float((error <= 2 * tolerance).mean()) >= HOLDS - 0.05

    def verify_relation(self, candidate: _RelationCandidate) -> Exact | None:
        """Fit on some thousand rows, verify on all; None where it does not hold."""
        fit = self._fit_slope_and_offset(candidate, self.few)
        if fit is None:
            return None
        share = self._measure_share_of_rows(candidate, *fit)
        if share < HOLDS or not self._needs_every_part(candidate, *fit):
            return None
        return Exact(*candidate, *fit, share)

    def _fit_slope_and_offset(
        self, candidate: _RelationCandidate, x: Floats
    ) -> tuple[float, float] | None:
        """Fit slope and offset, robustly; simple figures are preferred where they do as well."""
        e, w = candidate.value(x), x[:, candidate.column]
        there = ~np.isnan(e) & ~np.isnan(w)
        e, w = e[there], w[there]
        if len(e) < _FEWEST_ROWS * 2 // 3:
            return None
        line = _fit_robust_line(e, w)
        if line is None:
            return None
        slope, offset = line
        tolerance = self._compute_tolerance(candidate, slope)
        nice = _find_simple_slope(slope)
        offsets = [0.0, float(round(offset)), offset]
        for s in (nice, slope):
            for t in offsets:
                middle = float(np.median(w - s * e)) if t == offset else t
                if (np.abs(w - s * e - middle) <= tolerance).mean() >= HOLDS:
                    return s, middle
        return slope, offset

    def _compute_tolerance(self, candidate: _RelationCandidate, slope: float) -> float:
        grain = self.grain[candidate.column]
        if candidate.below is None:
            grain += abs(slope) * sum(self.grain[j] for j, _ in candidate.terms)
            grain /= 2
        widest = _WIDEST_ERROR * self.spread[candidate.column]
        return min(grain, widest) + 1e-7 * self.spread[candidate.column]

    def _measure_errors(
        self, candidate: _RelationCandidate, x: Floats, slope: float, offset: float
    ) -> tuple[Floats, float]:
        error = np.abs(x[:, candidate.column] - slope * candidate.value(x) - offset)
        return error[~np.isnan(error)], self._compute_tolerance(candidate, slope)

    def _measure_share_of_rows(
        self, candidate: _RelationCandidate, slope: float, offset: float
    ) -> float:
        """Return the share of rows in which it holds: of all, or of the telling ones if fewer."""
        x = self.rows if isinstance(self.rows, np.ndarray) else self.rows.whole()
        error, tolerance = self._measure_errors(candidate, x, slope, offset)
        telling = x[:, candidate.column] != self.usual[candidate.column]
        some, _ = self._measure_errors(candidate, x[telling], slope, offset)
        if len(error) < _FEWEST_ROWS * 2 // 3 or len(some) < _FEWEST_ROWS // 3:
            return 0.0
        return float(min((error <= tolerance).mean(), (some <= tolerance).mean()))

    def _needs_every_part(self, candidate: _RelationCandidate, slope: float, offset: float) -> bool:
        """Say whether each part matters: held at its usual value, the relation must fail."""
        if len(candidate.members) == 2:
            return True
        parts = candidate.members - {candidate.column}
        for j in parts:
            held = self.few.copy()
            held[~np.isnan(held[:, j]), j] = self.usual[j]
            error, tolerance = self._measure_errors(candidate, held, slope, offset)
            # None is left where the usual divisor is 0: without the part there is no ratio at all.
            if len(error) and (error <= tolerance).mean() >= _NEEDED:
                return False
        return True


def _fit_robust_line(e: Floats, w: Floats) -> tuple[float, float] | None:
    """Fit w = slope * e + offset by the median slope of far-apart pairs, then least squares."""
    order = np.argsort(e, kind="stable")
    e, w = e[order], w[order]
    half = len(e) // 2
    run = e[half : 2 * half] - e[:half]
    rise = w[half : 2 * half] - w[:half]
    if not (run > 0).any():
        return None
    slope = float(np.median(rise[run > 0] / run[run > 0]))
    rest = w - slope * e
    offset = float(np.median(rest))
    away = np.abs(rest - offset)
    close = away <= 5 * max(float(np.median(away)), float(np.spacing(np.abs(w).max())))
    centred = e[close] - e[close].mean()
    size = float(centred @ centred)
    if size > 0:
        slope = float(centred @ w[close] / size)
        offset = float(np.median(w - slope * e))
    return (slope, offset) if slope else None


def _find_simple_slope(slope: float) -> float:
    """Return the simple figure (12, 1/12, 100 …) nearest to the slope."""
    sizes = np.array([*_NICE, *(1 / n for n in _NICE)])
    return float(np.copysign(sizes[np.argmin(np.abs(np.log(sizes / abs(slope))))], slope))


def _find_grain(values: Floats) -> float:
    """Return the step the values are written in: 0.01 for cents, 100 for hundreds; 0 if none."""
    for digits in range(_DIGITS + 1):
        scaled = values * 10.0**digits
        whole = np.round(scaled)
        if (np.abs(whole) > 2.0**53).any():
            return 0.0
        if (np.abs(scaled - whole) <= 1e-6 + 1e-12 * np.abs(scaled)).all():
            return float(np.gcd.reduce(whole.astype(np.int64)) * 10.0**-digits)
    return 0.0


def _measure_spread(values: Floats) -> float:
    """Return the standard deviation of the middle nine tenths; of all where they are one value."""
    if not len(values):
        return 0.0
    low, high = np.percentile(values, [5, 95])
    return float(np.clip(values, low, high).std() or values.std())


def _find_usual_value(values: Floats) -> float:
    """Return the most common value, where there is one; else the median."""
    if not len(values):
        return 0.0
    distinct, counts = np.unique(values, return_counts=True)
    most = int(counts.max())
    return float(distinct[int(np.argmax(counts))] if most > 1 else np.median(values))
