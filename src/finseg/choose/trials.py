"""What is tried, and measured, before anything is concluded?

Sampled matrix (m, d), numbers of segments and settings in, `Trials` out. The first round of
evidence is the same for every run; the second one is gathered where the first leaves a number open
on which the answer may hang, and not in a quick run. The work is shared with a second process.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finseg.beside import Beside, Task, do_tasks, take_back
from finseg.choose.agreement import (
    CLOSER_DRAWS,
    CLOSER_STARTS,
    SampleCustomers,
    SampleNoise,
    Samples,
    add_samples,
    needs_noise,
    summarise_agreement,
)
from finseg.choose.candidates import (
    NO_NOISE,
    NOT_MEASURED,
    Noise,
    Tried,
    complete_candidates,
    describe_one,
    find_flows,
    try_each,
)
from finseg.choose.constraints import find_usable_ks
from finseg.choose.effort import Effort, plan_effort
from finseg.choose.sample import column_salts
from finseg.choose.shared_work import CompareBeyondInertia, FindGroups, MakeNoise
from finseg.maths.arrays import Floats
from finseg.maths.indices import find_elbow
from finseg.maths.nulls import NULLS
from finseg.maths.threads import one_thread
from finseg.progress import Report
from finseg.records.assessment import VALID
from finseg.records.candidate import Candidate
from finseg.records.choice import Agreement, Trials
from finseg.records.separation import Separation
from finseg.settings import ChooseSettings

MOST_IN_LEVELS = 0.5  # of the variance, above which gaps say nothing


def is_stepped(x: Floats, blocks: Sequence[Sequence[int]]) -> bool:
    """Tell whether most of the distance between customers is between levels of categories."""
    if not blocks:
        return False
    variances = x.var(axis=0)
    within = sum(float(variances[list(block)].sum()) for block in blocks)
    return within > MOST_IN_LEVELS * float(variances.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """What every round of evidence needs."""

    x: Floats  # (m, d)
    salts: tuple[int, ...]
    seed: int
    effort: Effort
    beside: Beside
    tried: tuple[Tried, ...] = ()
    blocks: tuple[tuple[int, ...], ...] = ()  # columns that are levels of one category
    stepped: bool = False  # most of the distance is between levels

    def plan_samples(self, ks: Sequence[int], *, pairs: int, turn: int) -> SampleCustomers:
        """Plan pairs of samples of the customers; each turn has random numbers of its own."""
        return SampleCustomers(
            x=self.x,
            labels={t.k: t.labels for t in self.tried if t.k in ks},
            pairs=pairs,
            starts=self.effort.starts,
            seed=(self.seed, 1, turn),
            salts=self.salts,
        )

    def plan_noise(self, ks: Sequence[int], *, tables: int, turn: int) -> list[SampleNoise]:
        """Plan structureless tables, of each kind."""
        return [
            SampleNoise(
                x=self.x,
                null=name,
                ks=tuple(ks),
                tables=tables,
                starts=self.effort.starts,
                seed=(self.seed, 2 + kind, turn),
                salts=self.salts,
                blocks=self.blocks,
            )
            for kind, (name, _) in enumerate(NULLS)
        ]

    def plan_closer_look(self, k: int) -> SampleCustomers:
        """Plan larger samples with more starts of one number of segments."""
        plain = self.plan_samples([k], pairs=self.effort.pairs, turn=9)
        starts = max(CLOSER_STARTS, self.effort.starts)
        return replace(plain, starts=starts, draws=CLOSER_DRAWS)


def gather_trials(
    x: Floats,
    customers: int,
    ks: Sequence[int],
    settings: ChooseSettings,
    *,
    columns: tuple[str, ...],
    blocks: tuple[tuple[int, ...], ...],
    seed: int,
    beside: Beside,
    report: Report,
) -> Trials:
    """Try each number of segments on the sample, and measure.

    Parameters
    ----------
    x : array of shape (m, d)
        Sampled customers in content order.
    customers : int
        How many there are in all.
    ks : sequence of int
        Numbers of segments, rising from 1.
    settings : ChooseSettings
    columns : tuple of d names
    blocks : tuple of column numbers
        Which columns are the levels of one category each.
    seed : int
        Of everything that is drawn.
    beside : Beside
        Does a part of the work; the result does not depend on it.
    report : callable
        Called with the progress.

    """
    stepped = is_stepped(x, blocks)
    bench = Bench(
        x=x,
        salts=tuple(column_salts(columns)),
        seed=seed,
        effort=plan_effort(quick=settings.quick, stepped=stepped),
        beside=beside,
        blocks=blocks,
        stepped=stepped,
    )
    within = tuple(k for k in ks if k <= settings.k_max)
    report("dividing the customers", 0.0)
    tasks = _plan_first_round(bench, ks, within, columns, settings)
    with one_thread() if beside.alone else nullcontext():
        begun = [beside.submit(task) for task in tasks]
    with one_thread():
        starts = max(settings.starts, bench.effort.starts) if stepped else settings.starts
        tried = try_each(x, ks, starts=starts, seed=seed)
        bench = replace(bench, tried=tried)
        cut = [k for k in ks if k > 1]
        if cut:
            tasks.append(bench.plan_samples(cut, pairs=bench.effort.pairs, turn=1))
            begun.append(beside.submit(tasks[-1]))
        index_rng = np.random.default_rng((seed, 4))
        described = [describe_one(x, one, rng=index_rng) for one in tried]
        report("looking for gaps, and comparing with noise", 0.2)
        separation, *found = [f.result() for f in take_back(begun, tasks)]
        noise, beyond = NO_NOISE, NOT_MEASURED
        if bench.effort.noise_tables:
            noise, beyond = (found.pop(len(NULLS) if cut else 0) for _ in range(2))
        report("comparing samples", 0.6)
        candidates = complete_candidates(described, noise, within, beyond)
        trials = _state_trials(x, customers, bench, separation, noise, candidates, within, settings)
        wanted = _choose_wanted_numbers(trials, settings)
        return replace(trials, agreements=_measure_agreement(bench, found, wanted, report))


def _state_trials(
    x: Floats,
    customers: int,
    bench: Bench,
    separation: Separation,
    noise: Noise,
    candidates: tuple[Candidate, ...],
    within: tuple[int, ...],
    settings: ChooseSettings,
) -> Trials:
    """State what was tried and measured but for the agreement."""
    inertia = np.array([c.inertia for c in candidates if c.k in within])
    return Trials(
        candidates=candidates,
        agreements=(),
        separation=separation,
        flows=find_flows(bench.tried),
        elbow_k=find_elbow(within, inertia),
        noise_elbows=noise.elbows,
        noise_tables=len(noise.relative),
        rows=len(x),
        sampled=len(x) < customers,
        quick=settings.quick,
        columns=x.shape[1],
    )


def _choose_wanted_numbers(trials: Trials, settings: ChooseSettings) -> tuple[int, ...]:
    """Choose the numbers of segments between which samples are to decide; none where gaps do."""
    if settings.k is not None:
        return (settings.k,)
    usable = find_usable_ks(trials, settings)
    separation = trials.separation
    gaps = separation.outcome == "natural" and separation.natural_k in usable
    return () if gaps else usable


def _plan_first_round(
    bench: Bench,
    ks: Sequence[int],
    within: tuple[int, ...],
    columns: tuple[str, ...],
    settings: ChooseSettings,
) -> list[Task[Any]]:
    """Plan what needs no division that was tried: gaps, noise, more noise, other measures.

    The short ones stand last but for the samples, so that neither process waits long for the other.
    """
    x, effort, seed, salts = bench.x, bench.effort, bench.seed, bench.salts
    cut = [k for k in ks if k > 1]
    return [
        FindGroups(
            x=x,
            columns=columns,
            k_max=settings.k_max,
            effort=effort,
            seed=(seed, 5),
            stepped=bench.stepped,
        ),
        *(bench.plan_noise(cut, tables=effort.null_tables, turn=1) if cut else ()),
        *(
            (
                MakeNoise(x=x, ks=within, effort=effort, seed=(seed, 6), blocks=bench.blocks),
                CompareBeyondInertia(x=x, ks=tuple(ks), effort=effort, seed=(seed, 7), salts=salts),
            )
            if effort.noise_tables
            else ()
        ),
    ]


def _measure_agreement(
    bench: Bench, found: Sequence[Samples], wanted: Sequence[int], report: Report
) -> tuple[Agreement, ...]:
    """Say what the first round comes to, and gather more where it leaves a wanted number open."""
    if not found:
        return ()
    *of_noise, own = found
    nulls = dict(zip((name for name, _ in NULLS), of_noise, strict=True))
    agreements = summarise_agreement(own, nulls, stepped=bench.stepped)
    more = _choose_open_numbers(agreements, wanted)
    if more and bench.effort.more_pairs:
        report("drawing more samples", 0.7)
        own, nulls = _draw_more(bench, own, nulls, more, agreements)
        agreements = summarise_agreement(own, nulls, stepped=bench.stepped)
    if bench.effort.more_pairs:  # nothing further is drawn: the means decide
        agreements = tuple(replace(a, settled=True) for a in agreements)
    report("looking closer", 0.9)
    return _look_closer(bench, agreements, wanted)


def _choose_open_numbers(agreements: Sequence[Agreement], wanted: Sequence[int]) -> list[int]:
    """Choose the numbers of segments of which further samples may change the answer."""
    unsure = [a.k for a in agreements if a.k in wanted and not a.settled]
    rivals = [a.k for a in agreements if a.k in wanted and (a.is_reproducible or a.k in unsure)]
    return rivals if unsure or len(rivals) > 1 else []


def _draw_more(
    bench: Bench,
    own: Samples,
    nulls: dict[str, Samples],
    ks: Sequence[int],
    agreements: Sequence[Agreement],
) -> tuple[Samples, dict[str, Samples]]:
    """Draw the second round for some numbers; of noise only where noise is in the way."""
    effort = bench.effort
    doubtful = [a.k for a in agreements if a.k in ks and needs_noise(a)]
    tasks: list[SampleNoise | SampleCustomers] = [
        bench.plan_samples(ks, pairs=effort.more_pairs, turn=2)
    ]
    if doubtful:
        tasks = [*bench.plan_noise(doubtful, tables=effort.more_tables, turn=2), *tasks]
    *of_noise, more = do_tasks(bench.beside, tasks)
    if of_noise:
        pairs = zip(nulls.items(), of_noise, strict=True)
        nulls = {name: add_samples(first, added) for (name, first), added in pairs}
    return add_samples(own, more), nulls


def _look_closer(
    bench: Bench, agreements: Sequence[Agreement], wanted: Sequence[int]
) -> tuple[Agreement, ...]:
    """Measure the reproducible numbers again, the best one first, until one holds in every segment.

    Two at a time, since there are two processes; numbers that rank below the one that holds do not
    change the answer.
    """
    ranked = sorted(
        (a for a in agreements if a.is_reproducible and a.k in wanted),
        key=lambda a: (-a.gain_over_noise, a.k),
    )
    closer: dict[int, tuple[float, ...]] = {}
    for place in range(0, len(ranked), 2):
        some = [a.k for a in ranked[place : place + 2]]
        looks = do_tasks(bench.beside, [bench.plan_closer_look(k) for k in some])
        for k, look in zip(some, looks, strict=True):
            closer[k] = tuple(map(float, look[k].jaccard.mean(axis=0)))
        if any(min(closer[k]) >= VALID for k in some):
            break
    return tuple(replace(a, closer=closer.get(a.k)) for a in agreements)
