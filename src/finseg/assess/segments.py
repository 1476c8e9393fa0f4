"""How stable is each segment, how many customers are near a border, and what would change it?

Dataset, recipe, prepared matrix, choice and segmentation in, `Assessment` out. Everything is
measured on a sample of bounded size; nothing that is kept is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finseg.assess.alternatives import sensitivity_card
from finseg.assess.search_again import add_groups, plan_look, plan_other_looks
from finseg.assess.without_age import plan_without_age
from finseg.beside import Beside, take_back
from finseg.choose import column_salts, sample_rows
from finseg.choose.agreement import CLOSER_STARTS, SampleCustomers, SampleNoise, Samples
from finseg.choose.effort import STARTS_AMONG_LEVELS
from finseg.choose.trials import is_stepped
from finseg.maths.arrays import Floats, Ints
from finseg.maths.indices import silhouette_rows
from finseg.maths.nulls import NULLS
from finseg.maths.stability import summarise_segments
from finseg.maths.threads import one_thread
from finseg.records.assessment import BORDERLINE, Assessment, Change, SegmentStability
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.doubts import Groups
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.settings import Settings

SAMPLE = 5_000  # rows looked at and drawn: silhouettes are exact up to there
ALTERNATIVES = 2_000  # rows on which the job is done otherwise
QUANTILES = np.linspace(0, 1, 21)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentEffort:
    """How often the segments are looked for again."""

    samples: int
    null_tables: int  # per kind of null
    samples_each: int  # of each null table


_DEFAULT = AssessmentEffort(samples=24, null_tables=6, samples_each=2)
_QUICK = AssessmentEffort(samples=12, null_tables=4, samples_each=2)


def assess_segments(
    dataset: Dataset,
    recipe: Recipe,
    prepared: Floats,
    choice: Choice,
    segmentation: Segmentation,
    settings: Settings,
    *,
    beside: Beside,
) -> Assessment:
    """Assess the segmentation that is kept.

    `[choose] quick` takes 12 samples in place of 24; `[fit] seed` makes it repeatable. The result
    is the same for any order of rows and columns. At most 5,000 rows are looked at, and 2,000 where
    the job is done otherwise.
    """
    seed = settings.fit.seed
    rows = sample_rows(prepared, recipe.columns, size=SAMPLE, seed=seed)
    labels = segmentation.assignment.segment[rows]
    effort = _QUICK if settings.choose.quick else _DEFAULT
    raw = dataset.build_matrix()[rows]
    x, few = prepared[rows], slice(ALTERNATIVES)
    tasks = _plan_samples(x, labels, segmentation.k, recipe, effort, seed)
    changed: dict[Change, Floats] = {}
    looks = plan_look(x[few], _find_groups(choice), k_max=settings.choose.k_max, seed=seed)
    with one_thread():
        look_begun = [beside.submit(look) for look in looks]
        begun = [beside.submit(task) for task in tasks]
        fewer = plan_without_age(
            dataset, recipe, segmentation, x[few], labels[few], settings.choose, seed
        )
        fewer_begun = [beside.submit(one) for one in fewer]
        card = sensitivity_card(
            raw[few], x[few], labels[few], recipe,
            k=segmentation.k, seed=seed, remember=changed.__setitem__,
        )  # fmt: skip
        quantiles = _silhouette_quantiles(x, labels, segmentation.k)
        others = [
            other
            for look, done in zip(looks, take_back(look_begun, looks), strict=True)
            for other in plan_other_looks(look, changed, again=done.result())
        ]
        others_begun = [beside.submit(other) for other in others]
        other_groups = [f.result() for f in take_back(others_begun, others)]
        without = [f.result() for f in take_back(fewer_begun, fewer)]
        found = [future.result() for future in take_back(begun, tasks)]
    card = add_groups(card, tuple(changed), other_groups)
    by_gaps = choice.verdict.kind == "natural" and (
        choice.kept is None or choice.kept.is_same_division
    )
    stabilities = _state_stabilities(found, segmentation.k, quantiles)
    return Assessment(
        segments=tuple(replace(s, by_gaps=by_gaps) for s in stabilities),
        samples=effort.samples,
        borderline_share=float(np.mean(segmentation.assignment.margin < BORDERLINE)),
        alternatives=card,
        customers=len(prepared),
        without=next(iter(without), None),
    )


def _find_groups(choice: Choice) -> Groups | None:
    """Return the natural groups that the verdict speaks of; None if it is not about any."""
    verdict = choice.verdict
    if verdict.kind != "natural" and verdict.fits:
        return None
    return Groups(number=verdict.natural_k, fits=verdict.fits)


def _plan_samples(
    x: Floats, labels: Ints, k: int, recipe: Recipe, effort: AssessmentEffort, seed: int
) -> list[SampleCustomers | SampleNoise]:
    """Plan samples of the customers, and of noise of each kind; none for one segment."""
    if k == 1:
        return []
    salts = tuple(column_salts(recipe.columns))
    stepped = is_stepped(x, recipe.level_blocks)
    starts = STARTS_AMONG_LEVELS if stepped else CLOSER_STARTS
    noise = [
        SampleNoise(
            x=x,
            null=name,
            ks=(k,),
            tables=effort.null_tables,
            samples_each=effort.samples_each,
            starts=starts,
            draws=SAMPLE,
            seed=(seed, 2 + kind),
            salts=salts,
            blocks=recipe.level_blocks,
        )
        for kind, (name, _) in enumerate(NULLS)
    ]
    own = SampleCustomers(
        x=x,
        labels={k: labels},
        pairs=effort.samples // 2,
        starts=starts,
        draws=SAMPLE,
        seed=(seed, 1),
        salts=salts,
    )
    return [*noise, own]


def _state_stabilities(
    found: Sequence[Samples], k: int, quantiles: list[tuple[float, ...]]
) -> tuple[SegmentStability, ...]:
    """State of each segment how much of it comes back, beside noise."""
    if not found:
        whole = SegmentStability(
            id=0, jaccard=1.0, low=1.0, high=1.0, null=1.0, silhouettes=quantiles[0]
        )
        return (whole,)
    *nulls, own = (samples[k].jaccard for samples in found)
    return tuple(
        SegmentStability(
            id=s,
            jaccard=one.mean,
            low=one.low,
            high=one.high,
            null=one.null,
            silhouettes=silhouettes,
        )
        for s, (one, silhouettes) in enumerate(
            zip(summarise_segments(own, nulls), quantiles, strict=True)
        )
    )


def _silhouette_quantiles(x: Floats, labels: Ints, k: int) -> list[tuple[float, ...]]:
    """Sort each segment's silhouettes into 21 quantiles; none where there is but one segment."""
    present = len(np.unique(labels))
    if not 2 <= present < len(labels):
        return [() for _ in range(k)]
    values = silhouette_rows(x, labels)
    return [
        tuple(map(float, np.quantile(values[labels == s], QUANTILES)))
        if (labels == s).any()
        else ()
        for s in range(k)
    ]
