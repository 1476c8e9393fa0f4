"""Who are the segments?

Dataset, prepared matrix, segmentation, settings and lexicon in; `Interpretation` out: profile
first, then the axes, then the names with the figures that support them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Figures
from finseg.interpret.axes import axis_deviations, map_axes
from finseg.interpret.claims import Subject
from finseg.interpret.lexicon import Lexicon
from finseg.interpret.names import name_segments
from finseg.interpret.profile import Profile, make_profile
from finseg.prepare import apply_recipe
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.settings import InterpretSettings

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def interpret_segments(
    dataset: Dataset,
    recipe: Recipe,
    prepared: Floats,
    segmentation: Segmentation,
    settings: InterpretSettings,
    *,
    lexicon: Lexicon,
    described: Recipe | None = None,
    figures: Figures,
) -> Interpretation:
    """Describe and name the segments.

    Parameters
    ----------
    dataset, recipe, prepared, segmentation
        The customers, how they were prepared, the prepared matrix (n, d), and who is where.
    settings : InterpretSettings
        Axes and names that are given.
    lexicon : Lexicon
        The words.
    described : Recipe, optional
        Scales of the columns that are described and not clustered on. A name may speak of one
        that was left out, where no feature has its axis.
    figures : Figures
        Writes the numbers.

    Raises
    ------
    MissingColumnError, SettingsError
        If the settings map a column or name a segment that does not exist.

    Notes
    -----
    O(n d log n); the naming itself does not depend on the number of customers.

    """
    k = segmentation.k
    segment = segmentation.assignment.segment
    unweighed = prepared / np.asarray(recipe.weights)
    profile = make_profile(dataset.table, recipe.steps, unweighed, segment, k)
    told = _described(dataset, described, segment, k)
    features = list(recipe.columns)
    left_out = [c.name for c in dataset.described if not c.derived]
    axes = _without_echo(map_axes([*features, *left_out], lexicon, settings.axes), features)
    speaking = [c for c in left_out if c in dict(axes)]
    subjects = _subjects(profile, told, features, speaking, axes)
    names = name_segments(subjects, lexicon, settings.names, figures)
    sizes = segmentation.assignment.sizes(k)
    return Interpretation(
        segments=tuple(
            Segment(
                id=s,
                name=names[s].text,
                name_kind=names[s].kind,
                size=int(sizes[s]),
                share=float(sizes[s] / sizes.sum()),
                traits=profile.segments[s],
                claims=names[s].claims,
                similarity=names[s].similarity,
                described=told.segments[s],
            )
            for s in range(k)
        ),
        population=profile.population,
        described=told.population,
        axes=axes,
    )


def _described(dataset: Dataset, described: Recipe | None, segment: Integers, k: int) -> Profile:
    """Describe the segments by the columns that are not clustered on."""
    recipe = described or Recipe(steps=())
    if not recipe.steps:
        return Profile(population=(), segments=((),) * k, deviations=np.zeros((k, 0)))
    prepared = apply_recipe(recipe, dataset.matrix(recipe.columns))
    return make_profile(dataset.table, recipe.steps, prepared, segment, k)


def _without_echo(
    axes: Sequence[tuple[str, str]], features: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Keep the axis of a column that is left out only where no feature has it."""
    spoken = {axis for column, axis in axes if column in features}
    return tuple(pair for pair in axes if pair[0] in features or pair[1] not in spoken)


def _subjects(
    profile: Profile,
    told: Profile,
    features: Sequence[str],
    speaking: Sequence[str],
    axes: Sequence[tuple[str, str]],
) -> list[Subject]:
    """Gather what names may speak of: the features, and the left-out columns named."""
    order = [trait.column for trait in told.population]
    places = [order.index(c) for c in speaking if c in order]
    columns = [*features, *(order[j] for j in places)]
    deviations = np.hstack([profile.deviations, told.deviations[:, places]])
    per_axis = axis_deviations(deviations, columns, axes)
    of_column = dict(axes)

    def by_axis(traits: Sequence[Trait], more: Sequence[Trait]) -> dict[str, list[Trait]]:
        out: dict[str, list[Trait]] = {}
        for trait in (*traits, *(more[j] for j in places)):
            out.setdefault(of_column.get(trait.column, trait.column), []).append(trait)
        return out

    population = by_axis(profile.population, told.population)
    return [
        Subject(
            traits=by_axis(traits, told.segments[s]),
            population=population,
            deviations={axis: float(d[s]) for axis, d in per_axis.items()},
        )
        for s, traits in enumerate(profile.segments)
    ]
