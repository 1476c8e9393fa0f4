"""How many segments do these customers support, on what evidence, and of what kind are they?

Prepared matrix (n, d) and settings in, `Choice` with its `Verdict` out. Everything is looked at on
a sample of bounded size; the model that is kept is made in `finseg.fit`. No single index decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

import msgspec
import numpy as np

from finseg.beside import Beside
from finseg.choose.sample import sample_rows
from finseg.choose.trials import gather_trials
from finseg.choose.verdict import reach_verdict
from finseg.document.said import Count, Customers, Share, say
from finseg.errors import TooFewRowsError
from finseg.maths.arrays import Floats
from finseg.maths.starts import SEARCHED
from finseg.progress import Report
from finseg.records.choice import Choice, Trials
from finseg.records.verdict import Verdict
from finseg.settings import ChooseSettings

EVIDENCE_SEED = 42  # fixed, so that nobody can shop for a verdict; any other would do
_FURTHER = 5  # numbers of segments that are tried beyond a best one that was the last


def choose_k(
    prepared: Floats,
    columns: tuple[str, ...],
    settings: ChooseSettings,
    *,
    blocks: tuple[tuple[int, ...], ...] = (),
    seed: int = EVIDENCE_SEED,
    beside: Beside | None = None,
    report: Report | None = None,
) -> Choice:
    """Try k = 1 … k_max, more where the best one is the last, gather the evidence, and choose.

    Parameters
    ----------
    prepared : array of shape (n, d)
    columns : tuple of d names
        Only used to make the samples independent of the columns' order.
    settings : ChooseSettings
        A `k` given there is kept; the verdict is then about that k.
    blocks : tuple of column numbers, optional
        Which columns are the levels of one category each.
    seed : int
        For samples, starts and null tables. Not the seed of the fit: a verdict that could be had
        by trying seeds would be worth nothing.
    beside : Beside, optional
        Does a part of the work in a second process; left out, all is done in this one. The result
        does not depend on it.
    report : callable, optional
        Called with what is being done, and the share of the work that is done.

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
    with nullcontext(beside) if beside else Beside(alone=True) as helper:
        return _choose_on_sample(
            x, len(prepared), columns, blocks, settings, seed, helper, report or _stay_silent
        )


def _choose_on_sample(
    x: Floats,
    customers: int,
    columns: tuple[str, ...],
    blocks: tuple[tuple[int, ...], ...],
    settings: ChooseSettings,
    seed: int,
    beside: Beside,
    report: Report,
) -> Choice:
    """Gather the evidence and conclude; where the best number is the last one, search on."""
    asked = settings.k_max
    while True:
        trials = gather_trials(
            x,
            customers,
            _list_numbers_to_try(x, customers, settings),
            settings,
            columns=columns,
            blocks=blocks,
            seed=seed,
            beside=beside,
            report=report if settings.k_max == asked else _tell_without_share(report),
        )
        if settings.k_max > asked:
            trials = replace(trials, searched_on=asked)
        verdict = reach_verdict(trials, settings)
        further = min(settings.k_max + _FURTHER, 2 * asked)
        if further == settings.k_max or not _ends_at_the_best(trials, verdict, settings):
            return Choice.conclude(trials, verdict, given=settings.k is not None)
        settings = msgspec.structs.replace(settings, k_max=further)


def _stay_silent(_doing: str, _share: float | None) -> None:
    """Report to nobody."""


def _tell_without_share(report: Report) -> Report:
    """Report what is being done: where the search goes on, nobody knows how long it takes."""
    return lambda doing, _: report(doing, None)


def _ends_at_the_best(trials: Trials, verdict: Verdict, settings: ChooseSettings) -> bool:
    """Whether the best number is the last one tried, so that a larger one may be better still."""
    if settings.k is not None or len(trials.candidates) < settings.k_max:
        return False
    most = settings.most_segments
    if most is not None and most <= settings.k_max:
        return False
    last = trials.candidates[-1].k
    return verdict.k == last and verdict.kind in {"natural", "reproducible"}


def choose_again(
    choice: Choice, too_small: Mapping[int, Share], settings: ChooseSettings
) -> Choice:
    """Weigh the same evidence again, without the numbers that broke a limit when they were kept.

    `too_small` has the share of the smallest segment for each number that was fitted on all
    customers. The next in rank comes out, and as a cost why the others were not kept; a k that was
    given stays.
    """
    if choice.searched_on is not None:
        settings = msgspec.structs.replace(settings, k_max=choice.candidate_ks[-1])
    verdict = reach_verdict(choice, settings, too_small=too_small)
    return replace(choice, k=verdict.k, verdict=verdict)


def _list_numbers_to_try(x: Floats, customers: int, settings: ChooseSettings) -> list[int]:
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
