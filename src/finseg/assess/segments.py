"""How stable is each segment, how many customers are near a border, and what would change it?

Dataset, recipe, prepared matrix, choice and segmentation in, `Assessment` out. Everything is
measured on a sample of bounded size; nothing that is kept is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np

from finseg.assess.alternatives import sensitivity_card
from finseg.assess.search_again import (
    LookForGroups,
    add_groups,
    plan_look,
    plan_other_looks,
)
from finseg.assess.without_age import plan_without_age
from finseg.beside import Beside, take_back
from finseg.choose import column_salts, draw_rows, sample_rows
from finseg.choose.agreement import CLOSER_STARTS, SampleCustomers, SampleNoise, Samples
from finseg.choose.effort import STARTS_AMONG_LEVELS
from finseg.choose.trials import is_stepped
from finseg.maths.arrays import Floats, Ints, Places
from finseg.maths.indices import silhouette_rows
from finseg.maths.nulls import NULLS
from finseg.maths.stability import summarise_segments
from finseg.maths.threads import one_thread
from finseg.records.assessment import BORDERLINE, Assessment, Change, SegmentStability
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.doubts import Groups
from finseg.records.recipe import Recipe
from finseg.records.row_weights import find_relative_weights
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Begun:
    """What the second process does of the assessment while the segments are made.

    It needs no more of them than their number.
    """

    k: int
    rows: Places  # that are looked at
    looks: list[LookForGroups]
    look_begun: list[Future[bool]]
    noise: list[SampleNoise]
    noise_begun: list[Future[Samples]]


def begin_assessment(
    recipe: Recipe,
    prepared: Floats,
    choice: Choice,
    settings: Settings,
    weights: Floats | None = None,
    *,
    beside: Beside,
) -> Begun | None:
    """Begin what can be begun before `choice.k` segments are made; None without a second process.

    A thread would only take the time of those who make them. `weights` say how much each row
    counts.
    """
    if beside.alone:
        return None
    return _begin(recipe, prepared, choice, choice.k, settings, weights, beside)


def _begin(
    recipe: Recipe,
    prepared: Floats,
    choice: Choice,
    k: int,
    settings: Settings,
    weights: Floats | None,
    beside: Beside,
) -> Begun:
    rows = draw_rows(prepared, recipe.columns, weights, size=SAMPLE, seed=settings.fit.seed)
    x = prepared[rows]
    # A row that was drawn several times would look like a heap with gaps around it.
    repeated = len(np.unique(rows)) < len(rows)
    looks = [] if repeated else _plan_look(x, choice, settings)
    noise = _plan_noise(x, k, recipe, settings)
    return Begun(
        k=k,
        rows=rows,
        looks=looks,
        look_begun=[beside.submit(look) for look in looks],
        noise=noise,
        noise_begun=[beside.submit(task) for task in noise],
    )


def assess_segments(
    dataset: Dataset,
    recipe: Recipe,
    prepared: Floats,
    choice: Choice,
    segmentation: Segmentation,
    settings: Settings,
    *,
    beside: Beside,
    begun: Begun | None = None,
) -> Assessment:
    """Assess the segmentation that is kept.

    `begun` is taken where it is about as many segments; the result does not depend on it.

    `[choose] quick` takes 12 samples in place of 24, makes only the changes on which the verdict
    may depend, and measures no silhouettes; `[fit] seed` makes it repeatable. The result is the
    same for any order of rows and columns. At most 5,000 rows are looked at, and 2,000 where the
    job is done otherwise; where rows have weights, they are drawn by them.
    """
    seed, quick = settings.fit.seed, settings.choose.quick
    weights = find_relative_weights(dataset)
    changed: dict[Change, Floats] = {}
    with one_thread():
        if begun is None or begun.k != segmentation.k:
            _take_all_back(begun)
            begun = _begin(recipe, prepared, choice, segmentation.k, settings, weights, beside)
        rows = begun.rows
        labels = segmentation.assignment.segment[rows]
        raw = dataset.build_matrix()[rows]
        x, few = prepared[rows], slice(ALTERNATIVES)
        own = _plan_samples(x, labels, segmentation.k, recipe, settings)
        own_begun = [beside.submit(task) for task in own]
        fewer = plan_without_age(
            dataset, recipe, segmentation, x[few], labels[few],
            settings.raise_smallest_share(dataset.rows).choose, seed,
            among=_take_rows_as_they_are(prepared, recipe, weights, seed),
        )  # fmt: skip
        fewer_begun = [beside.submit(one) for one in fewer]
        card = sensitivity_card(
            raw[few], x[few], labels[few], recipe,
            k=segmentation.k, seed=seed, quick=quick, remember=changed.__setitem__,
            centres_given=bool(segmentation.centres_from),
        )  # fmt: skip
        quantiles = _silhouette_quantiles(x, labels, segmentation.k, quick=quick)
        other_groups = _look_after_changes(begun, changed, beside)
        without = [f.result() for f in take_back(fewer_begun, fewer)]
        tasks: list[SampleNoise | SampleCustomers] = [*begun.noise, *own]
        found = [f.result() for f in take_back([*begun.noise_begun, *own_begun], tasks)]
    card = add_groups(card, tuple(changed), other_groups)
    by_gaps = choice.verdict.kind == "natural" and (
        choice.kept is None or choice.kept.is_same_division
    )
    stabilities = _state_stabilities(found, segmentation.k, quantiles)
    return Assessment(
        segments=tuple(replace(s, by_gaps=by_gaps) for s in stabilities),
        samples=_choose_effort(settings).samples,
        borderline_share=float(np.mean(segmentation.assignment.margin < BORDERLINE)),
        alternatives=card,
        customers=len(prepared),
        without=next(iter(without), None),
    )


def _look_after_changes(
    begun: Begun, changed: Mapping[Change, Floats], beside: Beside
) -> list[Groups | None]:
    """Look for other groups after each change, where those of the verdict were found again."""
    done = zip(begun.looks, take_back(begun.look_begun, begun.looks), strict=True)
    others = [
        other for look, one in done for other in plan_other_looks(look, changed, again=one.result())
    ]
    others_begun = [beside.submit(other) for other in others]
    return [f.result() for f in take_back(others_begun, others)]


def _take_rows_as_they_are(
    prepared: Floats, recipe: Recipe, weights: Floats | None, seed: int
) -> Floats | None:
    """Take rows, each once, among which a number is chosen; None where nothing has weights."""
    if weights is None:
        return None
    return prepared[sample_rows(prepared, recipe.columns, size=ALTERNATIVES, seed=seed)]


def _find_groups(choice: Choice) -> Groups | None:
    """Return the natural groups that the verdict speaks of; None if it is not about any."""
    verdict = choice.verdict
    if verdict.kind != "natural" and verdict.fits:
        return None
    return Groups(number=verdict.natural_k, fits=verdict.fits)


def _choose_effort(settings: Settings) -> AssessmentEffort:
    return _QUICK if settings.choose.quick else _DEFAULT


def _take_all_back(begun: Begun | None) -> None:
    """Have nothing more done of what has begun for another number of segments."""
    if begun is not None:
        for look in begun.look_begun:
            look.cancel()
        for noise in begun.noise_begun:
            noise.cancel()


def _plan_look(x: Floats, choice: Choice, settings: Settings) -> list[LookForGroups]:
    seed, k_max = settings.fit.seed, settings.choose.k_max
    return plan_look(x[:ALTERNATIVES], _find_groups(choice), k_max=k_max, seed=seed)


def _count_starts(x: Floats, recipe: Recipe) -> int:
    return STARTS_AMONG_LEVELS if is_stepped(x, recipe.level_blocks) else CLOSER_STARTS


def _plan_noise(x: Floats, k: int, recipe: Recipe, settings: Settings) -> list[SampleNoise]:
    """Plan samples of noise of each kind; none for one segment."""
    effort = _choose_effort(settings)
    return [
        SampleNoise(
            x=x,
            null=name,
            ks=(k,),
            tables=effort.null_tables,
            samples_each=effort.samples_each,
            starts=_count_starts(x, recipe),
            draws=SAMPLE,
            seed=(settings.fit.seed, 2 + kind),
            salts=tuple(column_salts(recipe.columns)),
            blocks=recipe.level_blocks,
        )
        for kind, (name, _) in enumerate(NULLS if k > 1 else ())
    ]


def _plan_samples(
    x: Floats, labels: Ints, k: int, recipe: Recipe, settings: Settings
) -> list[SampleCustomers]:
    """Plan samples of the customers; none for one segment."""
    own = SampleCustomers(
        x=x,
        labels={k: labels},
        pairs=_choose_effort(settings).samples // 2,
        starts=_count_starts(x, recipe),
        draws=SAMPLE,
        seed=(settings.fit.seed, 1),
        salts=tuple(column_salts(recipe.columns)),
    )
    return [own] if k > 1 else []


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


def _silhouette_quantiles(
    x: Floats, labels: Ints, k: int, *, quick: bool
) -> list[tuple[float, ...]]:
    """Sort each segment's silhouettes into 21 quantiles; none of one, nor in a quick run."""
    present = len(np.unique(labels))
    if quick or not 2 <= present < len(labels):
        return [() for _ in range(k)]
    values = silhouette_rows(x, labels)
    return [
        tuple(map(float, np.quantile(values[labels == s], QUANTILES)))
        if (labels == s).any()
        else ()
        for s in range(k)
    ]
