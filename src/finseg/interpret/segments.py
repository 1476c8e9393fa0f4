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
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.segmentation import Segmentation
from finseg.settings import InterpretSettings

Floats = npt.NDArray[np.float64]


def interpret_segments(
    dataset: Dataset,
    prepared: Floats,
    segmentation: Segmentation,
    settings: InterpretSettings,
    *,
    lexicon: Lexicon,
    figures: Figures,
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
    k = segmentation.k
    profile = make_profile(dataset, prepared, segmentation.assignment.segment, k)
    columns = [c.name for c in dataset.features]
    axes = map_axes(columns, lexicon, settings.axes)
    subjects = _subjects(profile, columns, axes)
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
            )
            for s in range(k)
        ),
        population=profile.population,
        axes=axes,
    )


def _subjects(
    profile: Profile, columns: Sequence[str], axes: Sequence[tuple[str, str]]
) -> list[Subject]:
    per_axis = axis_deviations(profile.deviations, columns, axes)
    of_column = dict(axes)

    def by_axis(traits: Sequence[Trait]) -> dict[str, list[Trait]]:
        out: dict[str, list[Trait]] = {}
        for trait in traits:
            out.setdefault(of_column.get(trait.column, trait.column), []).append(trait)
        return out

    population = by_axis(profile.population)
    return [
        Subject(
            traits=by_axis(traits),
            population=population,
            deviations={axis: float(d[s]) for axis, d in per_axis.items()},
        )
        for s, traits in enumerate(profile.segments)
    ]
