"""How many segments, by a first simple rule?

Prepared matrix (n, d) and settings in, `Choice` out. One clustering for each k on all customers or
a sample; the elbow of the inertias, held against the smallest segment the bank can use. The model
that is kept is made in `finseg.fit`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from finseg.choose.sample import sample_rows
from finseg.document.numbers import percent
from finseg.errors import TooFewRowsError
from finseg.maths.elbow import kneedle
from finseg.maths.nearest import nearest_centres
from finseg.maths.starts import many_starts
from finseg.records.choice import Candidate, Choice
from finseg.settings import ChooseSettings

Floats = npt.NDArray[np.float64]


def choose_k(
    prepared: Floats, columns: tuple[str, ...], settings: ChooseSettings, *, seed: int
) -> Choice:
    """Try k = 1 … k_max and choose.

    Parameters
    ----------
    prepared : array of shape (n, d)
        Prepared features.
    columns : tuple of d names
        Only used to make the sample independent of the columns' order.
    settings : ChooseSettings
        A `k` given there is kept; the other candidates are tried beside it all the same.
    seed : int
        For the sample and the starts.

    Returns
    -------
    Choice
        With the candidates and the reason in words.

    Raises
    ------
    TooFewRowsError
        If there are fewer distinct customers than segments asked for.

    Notes
    -----
    O(k_max² · starts · m d) with m = min(n, settings.sample_rows): beyond the sample size, more
    customers cost nothing here.

    """
    rows = sample_rows(prepared, columns, size=settings.sample_rows, seed=seed)
    x = np.asfortranarray(prepared[rows])
    distinct = len(np.unique(x, axis=0))
    wanted = settings.k or 1
    if distinct < wanted:
        raise TooFewRowsError(
            f"{len(prepared):,} customers with {distinct:,} distinct rows cannot make "
            f"{wanted} segments",
            where="[choose] k",
            fix=f"ask for at most {distinct}, or add customers or columns",
        )
    largest = min(max(settings.k_max, wanted), distinct)
    candidates = tuple(_candidate(x, k, settings.starts, seed) for k in range(1, largest + 1))
    curve = [c for c in candidates if c.k <= settings.k_max]
    elbow = kneedle([c.k for c in curve], [c.inertia for c in curve])
    elbow_k = None if elbow is None else int(elbow)
    k, reason = _decide(candidates, elbow_k, settings)
    return Choice(
        k=k,
        given=settings.k is not None,
        candidates=candidates,
        elbow_k=elbow_k,
        rows=len(x),
        sampled=len(x) < len(prepared),
        reason=reason,
    )


def _candidate(x: Floats, k: int, starts: int, seed: int) -> Candidate:
    best = many_starts(x, k, starts=1 if k == 1 else starts, seed=seed)
    nearest = nearest_centres(x, best.centres)
    sizes = np.bincount(nearest.first, minlength=k)
    return Candidate(
        k=k,
        inertia=best.inertia,
        centre_silhouette=float(nearest.margin.mean()) if k > 1 else float("nan"),
        smallest_share=float(sizes.min() / len(x)),
        starts=best.starts,
        starts_at_best=best.at_best,
    )


def _decide(
    candidates: tuple[Candidate, ...], elbow_k: int | None, settings: ChooseSettings
) -> tuple[int, str]:
    seen = f"The inertia curve bends at k = {elbow_k}" if elbow_k else "The inertia has no elbow"
    if settings.k is not None:
        return settings.k, f"k = {settings.k} was given. {seen}; that alone proves no structure."
    floor = settings.smallest_share
    usable = [c for c in candidates if c.k > 1 and c.smallest_share >= floor]
    if elbow_k is None or not usable:
        return 1, f"{seen}, or no division keeps every segment at {percent(floor)} or more."
    chosen = min(usable, key=lambda c: (abs(c.k - elbow_k), c.k))
    if chosen.k == elbow_k:
        reason = f"{seen}, and its smallest segment holds {percent(chosen.smallest_share)}."
    else:
        reason = (
            f"{seen}, but a segment there would hold less than {percent(floor)} of the customers; "
            f"k = {chosen.k} is the nearest number that keeps to it "
            f"({percent(chosen.smallest_share)})."
        )
    return chosen.k, reason + " An elbow alone proves no structure."
