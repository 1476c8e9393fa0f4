"""Who are the segments?

Dataset, recipe, prepared matrix, segmentation, settings and lexicon in; `Interpretation` out:
profile, rules and comparisons first, then the names with the figures that support them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Figures
from finseg.interpret.axes import map_axes
from finseg.interpret.existing import compare_existing
from finseg.interpret.holdings import add_up
from finseg.interpret.lexicon import Lexicon, require_neutral
from finseg.interpret.names import name_segments
from finseg.interpret.outside import compare_outside
from finseg.interpret.profile import make_profile
from finseg.interpret.rules import find_rules
from finseg.interpret.subjects import find_surpluses, make_subjects
from finseg.interpret.typical import find_typical
from finseg.maths.contribution import between_shares, pair_shares
from finseg.records.contributions import Contributions
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.settings import InterpretSettings, Settings

Floats = npt.NDArray[np.float64]


def interpret_segments(
    dataset: Dataset,
    recipe: Recipe,
    prepared: Floats,
    segmentation: Segmentation,
    settings: Settings,
    *,
    lexicon: Lexicon,
) -> Interpretation:
    """Describe and name the segments.

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
    raw = dataset.matrix()
    k, segment = segmentation.k, segmentation.assignment.segment
    profile = make_profile(dataset, prepared, segment, k)
    axes = map_axes([c.name for c in dataset.features], lexicon, own.axes)
    surpluses = find_surpluses(dataset, segment, k, axes, lexicon)
    sizes = segmentation.assignment.sizes(k)
    unnamed = Interpretation(
        segments=tuple(
            Segment(
                id=s,
                name="",
                name_kind="composed",
                size=int(sizes[s]),
                share=float(sizes[s] / sizes.sum()),
                traits=profile.segments[s],
            )
            for s in range(k)
        ),
        population=profile.population,
        axes=axes,
        surpluses=surpluses,
        contributions=_contributions(recipe, segmentation),
        rules=find_rules(raw, prepared, recipe, segmentation, seed=settings.fit.seed),
        typical=find_typical(raw, recipe, segmentation),
        outside=compare_outside(dataset, segment, k),
        holdings=add_up(dataset, segment, k),
        existing=compare_existing(dataset, segment, k),
    )
    return give_names(unnamed, own, lexicon=lexicon, figures=settings.figures())


def _contributions(recipe: Recipe, segmentation: Segmentation) -> Contributions:
    centres, k = segmentation.centres, segmentation.k
    apart = ((centres[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    overall = between_shares(centres, segmentation.assignment.sizes(k))
    pairs = pair_shares(centres)
    return Contributions(
        columns=recipe.columns,
        overall=tuple(map(float, overall)),
        pairs=tuple(tuple(tuple(map(float, row)) for row in rows) for rows in pairs),
        nearest=tuple(map(int, apart.argmin(axis=1))),
    )


def give_names(
    interpretation: Interpretation,
    settings: InterpretSettings,
    *,
    lexicon: Lexicon,
    figures: Figures,
) -> Interpretation:
    """Name segments that are described; needs no customer's row, so names can change later.

    Raises
    ------
    SettingsError
        If the settings name a segment that does not exist.

    """
    segments = interpretation.segments
    subjects = make_subjects(
        interpretation.population,
        [s.traits for s in segments],
        interpretation.surpluses,
        interpretation.axes,
    )
    allowed = settings.allowed_words
    names = name_segments(subjects, lexicon, settings.names, figures, allowed=allowed)
    named = tuple(
        replace(
            segment,
            name=name.text,
            name_kind=name.kind,
            claims=name.claims,
            similarity=name.similarity,
            note=name.note,
        )
        for segment, name in zip(segments, names, strict=True)
    )
    return replace(interpretation, segments=named)
