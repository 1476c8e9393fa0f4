"""How many segments do these customers support, on what evidence, and of what kind are they?

Prepared matrix (n, d) and settings in, `Choice` with its `Verdict` out. Everything is looked at on
a sample of bounded size; the model that is kept is made in `finseg.fit`. No single index decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from finseg.choose.agreement import measure_agreement
from finseg.choose.candidates import describe_candidates, find_flows, make_noise, try_each
from finseg.choose.effort import DEFAULT, QUICK, Effort
from finseg.choose.sample import column_salts, sample_rows
from finseg.choose.structure import find_structure
from finseg.choose.verdict import reach_verdict
from finseg.document.said import Count, Customers, Share, say
from finseg.errors import TooFewRowsError
from finseg.maths.arrays import Floats
from finseg.maths.indices import find_elbow
from finseg.maths.starts import SEARCHED
from finseg.maths.threads import one_thread
from finseg.records.choice import Choice, Trials
from finseg.records.separation import Separation
from finseg.settings import ChooseSettings

EVIDENCE_SEED = 42  # fixed, so that nobody can shop for a verdict; any other would do
_SMALL = 5_000  # rows up to which natural groups are looked for more than once


def choose_k(
    prepared: Floats,
    columns: tuple[str, ...],
    settings: ChooseSettings,
    *,
    seed: int = EVIDENCE_SEED,
) -> Choice:
    """Try k = 1 … k_max, gather the evidence, and choose.

    Parameters
    ----------
    prepared : array of shape (n, d)
    columns : tuple of d names
        Only used to make the samples independent of the columns' order.
    settings : ChooseSettings
        A `k` given there is kept; the verdict is then about that k.
    seed : int
        For samples, starts and null tables. Not the seed of the fit: a verdict that could be had
        by trying seeds would be worth nothing.

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
        return _choose_on_sample(x, len(prepared), columns, settings, seed)


def _choose_on_sample(
    x: Floats, customers: int, columns: tuple[str, ...], settings: ChooseSettings, seed: int
) -> Choice:
    effort = QUICK if settings.quick else DEFAULT
    ks = _numbers_to_try(x, customers, settings)
    within = [k for k in ks if k <= settings.k_max]
    salts = column_salts(columns)
    noise_seed, index_seed, pairs_seed, structure_seed = np.random.SeedSequence(seed).spawn(4)

    tried = try_each(x, ks, starts=settings.starts, seed=seed)
    # Two threads: NumPy and scikit-learn let go of the interpreter in their loops. Each part has
    # its own random numbers, so that the order in which they finish does not show.
    with ThreadPoolExecutor(1) as beside:
        pairs_rng = np.random.default_rng(pairs_seed)
        measured = beside.submit(measure_agreement, x, tried, effort, salts=salts, rng=pairs_rng)
        noise = make_noise(x, within, effort, np.random.default_rng(noise_seed))
        index_rng = np.random.default_rng(index_seed)
        candidates = describe_candidates(
            x, tried, noise, within, effort, salts=salts, rng=index_rng
        )
        separation = _look_for_groups(x, settings, effort, structure_seed)
        agreements = measured.result()
    trials = Trials(
        candidates=candidates,
        agreements=agreements,
        separation=separation,
        flows=find_flows(tried),
        elbow_k=find_elbow(within, np.array([c.inertia for c in candidates if c.k in within])),
        noise_elbows=noise.elbows,
        noise_tables=len(noise.relative),
        rows=len(x),
        sampled=len(x) < customers,
        quick=settings.quick,
    )
    return Choice.conclude(trials, reach_verdict(trials, settings), given=settings.k is not None)


def choose_again(
    choice: Choice, too_small: Mapping[int, Share], settings: ChooseSettings
) -> Choice:
    """Weigh the same evidence again, without the numbers that broke a limit when they were kept.

    `too_small` has the share of the smallest segment for each number that was fitted on all
    customers. The next in rank comes out, and as a cost why the others were not kept; a k that was
    given stays.
    """
    verdict = reach_verdict(choice, settings, too_small=too_small)
    return replace(choice, k=verdict.k, verdict=verdict)


def _numbers_to_try(x: Floats, customers: int, settings: ChooseSettings) -> list[int]:
    distinct = len(np.unique(x[:SEARCHED], axis=0))  # where the starts are tried
    if settings.k is not None and distinct < settings.k:
        raise TooFewRowsError(
            str(
                say(
                    "{customers} with {distinct} cannot make {k}",
                    customers=Customers(customers),
                    distinct=Customers(distinct, "distinct row"),
                    k=Count(settings.k, "segment"),
                )
            ),
            where="[choose] k",
            fix=f"ask for at most {distinct}, or add customers or columns",
        )
    ks = list(range(1, min(settings.k_max, distinct) + 1))
    return ks if settings.k is None or settings.k in ks else [*ks, settings.k]


def _look_for_groups(
    x: Floats, settings: ChooseSettings, effort: Effort, seed: np.random.SeedSequence
) -> Separation:
    """Look for natural groups; at small tables several times, and keep what most looks say.

    The looks differ in where k-means starts, and on few rows that can tip a border. Looks that all
    differ are no evidence for groups.
    """
    looks = effort.looks if len(x) <= _SMALL else 1
    k_max = max(2, settings.k_max)
    found = [
        find_structure(x, k_max=k_max, seed=own, effort=effort).separation
        for own in seed.spawn(looks)
    ]
    answers = [(look.outcome, look.natural_k) for look in found]
    most = max(answers, key=answers.count)
    agreeing = answers.count(most)
    separation = replace(found[answers.index(most)], looks=looks, agreeing=agreeing)
    if agreeing * 2 > looks:
        return separation
    return replace(separation, natural_k=1, outcome="none", agreement=1.0)
