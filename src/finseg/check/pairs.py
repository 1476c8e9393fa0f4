"""Do several columns say the same thing?

Rules about pairs and triples of features: columns that double the weight of one idea.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt

from finseg.check.rule import Rule, feature_sample
from finseg.document.numbers import percent
from finseg.maths.moments import correlations
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings

SAME = 0.98  # |r| from which on two columns are one
_SAMPLE = 20_000
_SUM_SAMPLE = 500
_MOST_COLUMNS = 60  # beyond, sums are not looked for: O(d³)
_EXACT_ROWS = 0.98  # share of rows in which a sum must hold
_PRECISION = 1e-4  # of the column's spread; files round
_REAL_PART = 0.05  # share of rows in which each part must differ from 0


def near_copies(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of pairs of features that are nearly one column."""
    x = feature_sample(dataset, _SAMPLE)
    names = [column.name for column in dataset.features]
    if len(x) < 3 or len(names) < 2:
        return
    r = correlations(x)
    for i, j in combinations(range(len(names)), 2):
        if abs(r[i, j]) > SAME:
            yield Finding(
                code="D040",
                severity="warn",
                column=names[j],
                count=dataset.rows,
                message=f"says the same as `{names[i]}` (r = {r[i, j]:.3f})",
                action="both are clustered on, so the idea counts twice; consider leaving one out",
            )


def sums(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of features that are the sum of two others (a difference is a sum read backwards)."""
    names = [column.name for column in dataset.features]
    x = feature_sample(dataset, _SUM_SAMPLE)
    if not 3 <= len(names) <= _MOST_COLUMNS or len(x) < 20:
        return
    for whole, one, two, share in _found_sums(x):
        yield Finding(
            code="D041",
            severity="warn",
            column=names[whole],
            count=dataset.rows,
            message=f"is `{names[one]}` + `{names[two]}` in {percent(share)} of the rows",
            action="all three are clustered on, so the idea counts twice; consider leaving one out",
        )


def _found_sums(x: npt.NDArray[np.float64]) -> Iterator[tuple[int, int, int, float]]:
    tolerance = _PRECISION * x.std(axis=0)
    real = (np.abs(x) > tolerance).mean(axis=0) >= _REAL_PART
    real &= tolerance > 0
    for one, two in combinations(np.flatnonzero(real).tolist(), 2):
        error = np.abs(x - (x[:, one] + x[:, two])[:, None])
        shares = (error <= tolerance).mean(axis=0)
        for whole in np.flatnonzero((shares >= _EXACT_ROWS) & real).tolist():
            if whole not in (one, two):
                yield whole, one, two, float(shares[whole])


PAIR_RULES: tuple[Rule, ...] = (near_copies, sums)
