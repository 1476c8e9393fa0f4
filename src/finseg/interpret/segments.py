"""Who are the segments?

Dataset, recipe, prepared matrix, segmentation, settings and lexicon in; `Interpretation` out:
profile, rules and comparisons first, then the names with the figures that support them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from finseg.interpret.axes import RESCALED, find_sure_axes, map_axes
from finseg.interpret.claims import Subject
from finseg.interpret.existing import compare_existing
from finseg.interpret.holdings import add_up_holdings
from finseg.interpret.lexicon import Lexicon, require_neutral
from finseg.interpret.names import name_segments
from finseg.interpret.outside import compare_outside
from finseg.interpret.profile import Profile, make_profile
from finseg.interpret.rules import find_rules
from finseg.interpret.subjects import find_surpluses, make_subjects
from finseg.interpret.typical import find_typical
from finseg.maths.arrays import Floats, Ints
from finseg.maths.contribution import share_between_variance, share_pair_distance
from finseg.maths.moments import count_effective_rows
from finseg.prepare import apply_recipe
from finseg.records.contributions import Contributions
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation, Segment, Surplus
from finseg.records.measure import Scale
from finseg.records.recipe import Recipe
from finseg.records.row_weights import find_row_weights
from finseg.records.segmentation import Segmentation
from finseg.settings import InterpretSettings, Settings


def interpret_segments(
    dataset: Dataset,
    recipe: Recipe,
    prepared: Floats,
    segmentation: Segmentation,
    settings: Settings,
    *,
    lexicon: Lexicon,
    described: Recipe | None = None,
) -> Interpretation:
    """Describe and name the segments.

    Parameters
    ----------
    dataset, recipe, prepared, segmentation
        The customers, how they were prepared, the prepared matrix (n, d), and who is where.
    settings : Settings
        Axes and names that are given: [interpret]; the seed of the rules: [fit].
    lexicon : Lexicon
        The words.
    described : Recipe, optional
        Scales of the columns that are described and not clustered on. A name may speak of one
        that was left out, where no feature has its axis.

    Raises
    ------
    MissingColumnError, SettingsError
        If the settings map a column or name a segment that does not exist.

    Notes
    -----
    O(n d log n); the naming itself does not depend on the number of customers.

    """
    own = settings.interpret
    require_neutral(lexicon, own.allowed_words, own.lexicon or "bundled lexicon")
    raw = dataset.build_matrix()
    k, segment = segmentation.k, segmentation.assignment.segment
    counted = find_row_weights(dataset)
    weights = counted.relative if counted else None
    with ThreadPoolExecutor(1) as beside:  # both let go of the interpreter in long columns
        ruling = beside.submit(
            find_rules,
            raw,
            prepared,
            recipe,
            segmentation,
            seed=settings.fit.seed,
            weights=weights,
        )
        profile = make_profile(dataset.table, recipe.steps, prepared, segment, k, weights=weights)
        told = _profile_other_columns(dataset, described, segment, k, weights)
        rules = ruling.result()
    left_out = [c.name for c in dataset.profile_only_columns if not c.derived]
    columns = [*(s.column for s in recipe.steps if not s.category), *left_out]
    found = map_axes(columns, lexicon, own.axes, _list_sure_quantities(dataset))
    by_name = {c.name: c for c in dataset.columns}
    sure = find_sure_axes(found, by_name, lexicon, own.axes)
    axes = _drop_repeated_axes(sure, recipe.columns)
    surpluses = find_surpluses(dataset, segment, k, axes, lexicon.comparisons, weights=weights)
    sizes = segmentation.assignment.count_members(k)
    stand_for = counted.add_up_by_segment(segment, k) if counted else sizes
    unnamed = Interpretation(
        segments=_make_unnamed(profile, told, sizes, stand_for, weighted=counted is not None),
        population=profile.population,
        described=told.population,
        effective_rows=None if weights is None else count_effective_rows(weights),
        axes=axes,
        surpluses=surpluses,
        contributions=_build_contributions(recipe, segmentation, stand_for),
        rules=rules,
        typical=find_typical(raw, recipe, segmentation),
        outside=compare_outside(dataset, segment, k, weights=weights),
        holdings=add_up_holdings(
            dataset, segment, k, stands_for=counted.stands_for if counted else None
        ),
        existing=compare_existing(dataset, segment, k),
        scales=_list_scales(dataset, columns),
        seeming=tuple(pair for pair in found if pair not in sure and pair[0] in recipe.columns),
    )
    return give_names(unnamed, own, lexicon=lexicon)


def _make_unnamed(
    profile: Profile, told: Profile, sizes: Ints, stand_for: Ints | Floats, *, weighted: bool
) -> tuple[Segment, ...]:
    """Put each segment together, without a name."""
    return tuple(
        Segment(
            id=s,
            name="",
            name_kind="composed",
            size=int(size),
            share=float(stand_for[s] / stand_for.sum()),
            stands_for=float(stand_for[s]) if weighted else None,
            traits=profile.segments[s],
            described=told.segments[s],
        )
        for s, size in enumerate(sizes)
    )


def _list_sure_quantities(dataset: Dataset) -> dict[str, str]:
    """Return what the columns measure, where reading did not doubt it."""
    return {c.name: c.quantity for c in dataset.columns if c.measure.quantity.certainty != "open"}


def _list_scales(dataset: Dataset, columns: Sequence[str]) -> tuple[tuple[str, Scale], ...]:
    """Return the scales of the columns that are no amounts."""
    return tuple(
        (c.name, c.measure.scale.value)
        for c in dataset.columns
        if c.name in columns and c.measure.scale.value in RESCALED
    )


def _build_contributions(
    recipe: Recipe, segmentation: Segmentation, sizes: Ints | Floats
) -> Contributions:
    centres = segmentation.centres
    apart = ((centres[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    overall = share_between_variance(centres, sizes)
    pairs = share_pair_distance(centres)
    return Contributions(
        columns=tuple(name for name, _ in recipe.ideas),
        overall=_sum_by_idea(overall, recipe),
        pairs=tuple(tuple(_sum_by_idea(row, recipe) for row in rows) for rows in pairs),
        nearest=tuple(map(int, apart.argmin(axis=1))),
    )


def _sum_by_idea(shares: Floats, recipe: Recipe) -> tuple[float, ...]:
    """Add up what the columns of each category carry."""
    return tuple(float(shares[list(places)].sum()) for _, places in recipe.ideas)


def _profile_other_columns(
    dataset: Dataset, described: Recipe | None, segment: Ints, k: int, weights: Floats | None
) -> Profile:
    """Describe the segments by the columns that are not clustered on."""
    recipe = described or Recipe(steps=())
    if not recipe.steps:
        return Profile(population=(), segments=((),) * k)
    prepared = apply_recipe(recipe, dataset.build_matrix(recipe.columns))
    return make_profile(dataset.table, recipe.steps, prepared, segment, k, weights=weights)


def _drop_repeated_axes(
    axes: Sequence[tuple[str, str]], features: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Keep the axis of a column that is left out only where no feature has it."""
    spoken = {axis for column, axis in axes if column in features}
    return tuple(pair for pair in axes if pair[0] in features or pair[1] not in spoken)


def give_names(
    interpretation: Interpretation,
    settings: InterpretSettings,
    *,
    lexicon: Lexicon,
) -> Interpretation:
    """Name segments that are described; needs no customer's row, so names can change later.

    Raises
    ------
    SettingsError
        If the settings name a segment that does not exist.

    """
    segments, subjects = interpretation.segments, collect_subjects(interpretation)
    allowed = settings.allowed_words
    names = name_segments(subjects, lexicon, settings.names, allowed=allowed)
    named = tuple(
        replace(
            segment,
            name=name.text,
            name_kind=name.kind,
            claims=name.claims,
            similarity=name.similarity,
            doubts=name.doubts,
        )
        for segment, name in zip(segments, names, strict=True)
    )
    return replace(interpretation, segments=named)


def collect_subjects(
    interpretation: Interpretation, surpluses: Sequence[Surplus] | None = None
) -> list[Subject]:
    """Put together what may be claimed of each segment: features, and what stands in for one.

    `surpluses` replace the interpretation's own, for other comparisons than names make.
    """
    speaking = {column for column, _ in interpretation.axes}
    told = [t for t in interpretation.described if t.column in speaking]
    return make_subjects(
        [*interpretation.population, *told],
        [
            [*s.traits, *(t for t in s.described if t.column in speaking)]
            for s in interpretation.segments
        ],
        interpretation.surpluses if surpluses is None else surpluses,
        interpretation.axes,
        scales=dict(interpretation.scales),
        seeming=interpretation.seeming,
    )
