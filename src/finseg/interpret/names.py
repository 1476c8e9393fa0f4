"""What is each segment called?

Subjects (what is known of each segment) and lexicon in; one unique name per segment out. The user's
own names first; then archetypes, matched one to one so that the closeness of all pairs together is
greatest; else a name composed of the axes that mark the segment; else that it is near the average,
or mixed where it may differ and nothing is sure, or too few to say. No name depends on the numbers
of the segments.

Reference for the matching: Kuhn 1955, The Hungarian method for the assignment problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finseg.errors import SettingsError
from finseg.interpret.claims import Subject, weigh_archetype
from finseg.interpret.composed import compose_names
from finseg.interpret.lexicon import Lexicon
from finseg.interpret.user_names import list_name_doubts, weigh_given_name
from finseg.maths.arrays import Floats, Ints
from finseg.records.interpretation import Claim, Doubt, NameKind

CLOSE = 0.6  # cosine from which a segment may bear an archetype's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A segment's name, where it comes from, and what supports it."""

    text: str
    kind: NameKind
    claims: tuple[Claim, ...]
    similarity: float = 0.0
    doubts: tuple[Doubt, ...] = ()


def name_segments(
    subjects: Sequence[Subject],
    lexicon: Lexicon,
    given: Mapping[str, str],
    *,
    allowed: Sequence[str] = (),
) -> tuple[Name, ...]:
    """Name every segment; no name twice.

    Parameters
    ----------
    subjects : sequence of Subject
        By segment id.
    lexicon : Lexicon
    given : mapping of segment id (as text) to name
    allowed : sequence of str
        Words that the lexicon forbids and the settings let through.

    Raises
    ------
    SettingsError
        If `given` names a segment that does not exist, or gives an empty name or one name twice.

    """
    _check_given_names(given, len(subjects))
    archetypes = _match_archetypes(subjects, lexicon, given)
    fixed: dict[int, Name] = {}
    for s, subject in enumerate(subjects):
        if str(s) in given:
            fixed[s] = _make_given_name(given[str(s)], subject, lexicon, allowed)
        elif s in archetypes:
            fixed[s] = archetypes[s]
    free = {s: subject for s, subject in enumerate(subjects) if s not in fixed}
    taken = {name.text for name in fixed.values()}
    for s, (text, claims) in compose_names(free, taken, lexicon, allowed=allowed).items():
        fixed[s] = Name(text=text, kind="composed", claims=claims)
    return tuple(fixed[s] for s in range(len(subjects)))


def _make_given_name(text: str, subject: Subject, lexicon: Lexicon, allowed: Sequence[str]) -> Name:
    claims = weigh_given_name(text, subject, lexicon)
    doubts = list_name_doubts(text, claims, subject, lexicon, allowed)
    return Name(text=text, kind="given", claims=claims, doubts=doubts)


def _check_given_names(given: Mapping[str, str], k: int) -> None:
    known = [str(s) for s in range(k)]
    for key, text in given.items():
        if key not in known:
            raise SettingsError(
                f"there is no segment `{key}`",
                where="[interpret.names]",
                fix=f"segments are {', '.join(known)}",
            )
        if not text.strip():
            raise SettingsError(
                f"the name of segment {key} is empty", where="[interpret.names]", fix="write one"
            )
        if list(given.values()).count(text) > 1:
            raise SettingsError(
                f"the name `{text}` is given twice", where="[interpret.names]", fix="change one"
            )


def _match_archetypes(
    subjects: Sequence[Subject], lexicon: Lexicon, given: Mapping[str, str]
) -> dict[int, Name]:
    taken = set(given.values())
    archetypes = [a for a in lexicon.archetypes if a.name not in taken]
    open_to = [s for s in range(len(subjects)) if str(s) not in given]
    if not archetypes or not open_to:
        return {}
    claims = [[weigh_archetype(a, subjects[s]) for a in archetypes] for s in open_to]
    closeness = np.array(
        [
            [
                _measure_cosine(a.find_direction(subjects[s].bands), subjects[s].deviations)
                for a in archetypes
            ]
            for s in open_to
        ]
    )
    fits = np.array([[c is not None for c in row] for row in claims]) & (closeness >= CLOSE)
    if not fits.any():
        return {}
    rows, columns = _match_closest(np.where(fits, closeness, 0.0))
    return {
        open_to[s]: Name(
            text=archetypes[a].name,
            kind="archetype",
            claims=claims[s][a] or (),
            similarity=float(closeness[s, a]),
        )
        for s, a in zip(rows.tolist(), columns.tolist(), strict=True)
        if fits[s, a]
    }


def _match_closest(closeness: Floats) -> tuple[Ints, Ints]:
    """Pair rows with columns, each once, so that the sum of their closeness is largest."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    costs = csr_array(2.0 - closeness)  # none is 0, which would stand for no pair at all
    rows, columns = min_weight_full_bipartite_matching(costs)
    return np.asarray(rows), np.asarray(columns)


def _measure_cosine(direction: Mapping[str, float], deviations: Mapping[str, float]) -> float:
    """Compare directions over all axes of the data; what the archetype leaves out counts as 0."""
    along = sum(weight * deviations.get(axis, 0.0) for axis, weight in direction.items())
    length = np.linalg.norm(list(deviations.values())) * np.linalg.norm(list(direction.values()))
    return float(along / length) if length > 0 else 0.0
