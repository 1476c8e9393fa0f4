"""How many segments do these customers support, on what evidence, and of what kind are they?

Prepared matrix (n, d) and settings in, `Choice` with its `Verdict` out. Everything is looked at on
a sample of bounded size; the model that is kept is made in `finseg.fit`. No single index decides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from finseg.choose.agreement import measure_agreement
from finseg.choose.candidates import describe, find_flows, make_noise, try_each
from finseg.choose.effort import DEFAULT, QUICK, Effort
from finseg.choose.findings import Findings
from finseg.choose.sample import column_salts, sample_rows
from finseg.choose.structure import Structure, find_structure
from finseg.choose.verdict import reach_verdict
from finseg.errors import TooFewRowsError
from finseg.maths.indices import kneedle
from finseg.maths.threads import one_thread
from finseg.records.choice import Choice, Level, Separation
from finseg.settings import ChooseSettings

Floats = npt.NDArray[np.float64]


def choose_k(
    prepared: Floats, columns: tuple[str, ...], settings: ChooseSettings, *, seed: int
) -> Choice:
    """Try k = 1 … k_max, gather the evidence, and choose.

    Parameters
    ----------
    prepared : array of shape (n, d)
        Prepared features.
    columns : tuple of d names
        Only used to make the samples independent of the columns' order.
    settings : ChooseSettings
        A `k` given there is kept; the verdict is then about that k.
    seed : int
        For samples, starts and null tables.

    Returns
    -------
    Choice
        The same for any order of rows and columns.

    Raises
    ------
    TooFewRowsError
        If there are fewer distinct customers than segments asked for.

    Notes
    -----
    Beyond `settings.sample_rows` more customers cost nothing but the drawing of the sample.

    """
    rows = sample_rows(prepared, columns, size=settings.sample_rows, seed=seed)
    x = np.asfortranarray(prepared[rows])
    with one_thread():
        return _choose(x, len(prepared), columns, settings, seed)


def _choose(
    x: Floats, customers: int, columns: tuple[str, ...], settings: ChooseSettings, seed: int
) -> Choice:
    effort = QUICK if settings.quick else DEFAULT
    ks = _numbers_to_try(x, customers, settings)
    within = [k for k in ks if k <= settings.k_max]
    salts = column_salts(columns)
    noise_seed, index_seed, pairs_seed, structure_seed = np.random.SeedSequence(seed).spawn(4)

    tried = try_each(x, ks, starts=settings.starts, seed=seed)
    noise = make_noise(x, within, effort, np.random.default_rng(noise_seed))
    index_rng = np.random.default_rng(index_seed)
    candidates = describe(x, tried, noise, within, effort, salts=salts, rng=index_rng)
    pairs_rng = np.random.default_rng(pairs_seed)
    agreements = measure_agreement(x, tried, effort, salts=salts, rng=pairs_rng)
    findings = Findings(
        candidates=candidates,
        agreements=agreements,
        separation=_separate(x, settings, effort, structure_seed),
        elbow_k=kneedle(within, np.array([c.inertia for c in candidates if c.k in within])),
        noise_elbows=noise.elbows,
        quick=settings.quick,
    )
    verdict = reach_verdict(findings, settings)
    return Choice(
        k=verdict.k,
        given=settings.k is not None,
        candidates=candidates,
        agreements=agreements,
        separation=findings.separation,
        flows=find_flows(tried),
        elbow_k=findings.elbow_k,
        noise_elbows=findings.noise_elbows,
        rows=len(x),
        sampled=len(x) < customers,
        quick=settings.quick,
        verdict=verdict,
    )


def _numbers_to_try(x: Floats, customers: int, settings: ChooseSettings) -> list[int]:
    distinct = len(np.unique(x, axis=0))
    if settings.k is not None and distinct < settings.k:
        raise TooFewRowsError(
            f"{customers:,} customers with {distinct:,} distinct rows cannot make "
            f"{settings.k} segments",
            where="[choose] k",
            fix=f"ask for at most {distinct}, or add customers or columns",
        )
    ks = list(range(1, min(settings.k_max, distinct) + 1))
    return ks if settings.k is None or settings.k in ks else [*ks, settings.k]


def _separate(
    x: Floats, settings: ChooseSettings, effort: Effort, seed: np.random.SeedSequence
) -> Separation:
    found: Structure = find_structure(
        x, k_max=max(2, settings.k_max), seed=seed, effort=effort.structure
    )
    return Separation(
        natural_k=found.natural_k,
        outcome=found.outcome,
        agreement=found.agreement,
        islands=found.islands,
        rows=found.rows_used,
        levels=tuple(
            Level(
                k=level.k,
                passes=level.passes,
                p=level.p,
                weakest=level.weakest.pair if level.weakest else None,
                depth=level.weakest.depth if level.weakest else 0.0,
            )
            for level in found.levels
        ),
    )
