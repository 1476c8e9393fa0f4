"""What is each segment called?

Axis deviations, claims and lexicon in; one unique name per segment out. The user's own names first;
then archetypes, matched one to one so that the closeness of all pairs together is greatest; else a
name composed of the one or two axes that set the segment apart; else that it is near the average.

Reference for the matching: Kuhn 1955, The Hungarian method for the assignment problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Figures
from finseg.errors import SettingsError
from finseg.interpret.claims import Subject, against_population, supported
from finseg.interpret.lexicon import Lexicon
from finseg.records.interpretation import Claim, NameKind

Floats = npt.NDArray[np.float64]

CLOSE = 0.6  # cosine from which a segment may bear an archetype's name
APART = 0.25  # deviation from which an axis may enter a composed name
AVERAGE = "Near-average customers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A segment's name, where it comes from, and what supports it."""

    text: str
    kind: NameKind
    claims: tuple[Claim, ...]
    similarity: float = 0.0


def name_segments(
    subjects: Sequence[Subject], lexicon: Lexicon, given: Mapping[str, str], figures: Figures
) -> tuple[Name, ...]:
    """Name every segment; no name twice.

    Raises
    ------
    SettingsError
        If `given` names a segment that does not exist, or gives one name twice.

    """
    _check_given(given, len(subjects))
    archetypes = _match_archetypes(subjects, lexicon, set(given.values()), figures)
    names: list[Name] = []
    for s, subject in enumerate(subjects):
        if str(s) in given:
            names.append(Name(text=given[str(s)], kind="given", claims=()))
        else:
            names.append(archetypes.get(s) or _compose(subject, lexicon, figures, 2))
    return _made_unique(names, subjects, lexicon, figures)


def _check_given(given: Mapping[str, str], k: int) -> None:
    known = [str(s) for s in range(k)]
    for key, text in given.items():
        if key not in known:
            raise SettingsError(
                f"there is no segment `{key}`",
                where="[interpret.names]",
                fix=f"segments are {', '.join(known)}",
            )
        if list(given.values()).count(text) > 1:
            raise SettingsError(
                f"the name `{text}` is given twice", where="[interpret.names]", fix="change one"
            )


def _match_archetypes(
    subjects: Sequence[Subject], lexicon: Lexicon, taken: set[str], figures: Figures
) -> dict[int, Name]:
    from scipy.optimize import linear_sum_assignment

    archetypes = [a for a in lexicon.archetypes if a.name not in taken]
    if not archetypes:
        return {}
    claims = [[supported(a, subject, figures) for a in archetypes] for subject in subjects]
    closeness = np.array(
        [[_cosine(a.direction, subject.deviations) for a in archetypes] for subject in subjects]
    )
    fits = np.array([[c is not None for c in row] for row in claims]) & (closeness >= CLOSE)
    rows, columns = linear_sum_assignment(np.where(fits, closeness, 0.0), maximize=True)
    return {
        int(s): Name(
            text=archetypes[a].name,
            kind="archetype",
            claims=claims[s][a] or (),
            similarity=float(closeness[s, a]),
        )
        for s, a in zip(rows, columns, strict=True)
        if fits[s, a]
    }


def _cosine(direction: Mapping[str, float], deviations: Mapping[str, float]) -> float:
    """Compare directions over all axes of the data; what the archetype leaves out counts as 0."""
    along = sum(weight * deviations.get(axis, 0.0) for axis, weight in direction.items())
    length = np.linalg.norm(list(deviations.values())) * np.linalg.norm(list(direction.values()))
    return float(along / length) if length > 0 else 0.0


def _compose(subject: Subject, lexicon: Lexicon, figures: Figures, parts: int) -> Name:
    """Join the words of the axes that set the segment apart most, the strongest first."""
    apart = [(axis, d) for axis, d in subject.deviations.items() if abs(d) >= APART]
    apart.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    if not apart:
        return Name(text=AVERAGE, kind="composed", claims=())
    words = [(_word(axis, d, lexicon), axis, d) for axis, d in apart[:parts]]
    text = ", ".join(word for word, _, _ in words)
    claims = tuple(
        Claim(says=word, axis=axis, figure=against_population(axis, subject, figures), deviation=d)
        for word, axis, d in words
    )
    return Name(text=text[:1].upper() + text[1:], kind="composed", claims=claims)


def _word(axis: str, deviation: float, lexicon: Lexicon) -> str:
    known = {a.name: a for a in lexicon.axes}
    if axis in known:
        return known[axis].high if deviation > 0 else known[axis].low
    column = re.sub(r"[_\s]+", " ", axis).strip()
    return ("high " if deviation > 0 else "low ") + column


def _made_unique(
    names: list[Name], subjects: Sequence[Subject], lexicon: Lexicon, figures: Figures
) -> tuple[Name, ...]:
    """Lengthen composed names that occur twice by one more axis; number what is still the same."""
    texts = [n.text for n in names]
    for s, name in enumerate(names):
        if name.kind == "composed" and texts.count(name.text) > 1:
            names[s] = _compose(subjects[s], lexicon, figures, 3)
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name.text] = seen.get(name.text, 0) + 1
        number = f" ({seen[name.text]})" if seen[name.text] > 1 else ""
        out.append(
            Name(
                text=name.text + number,
                kind=name.kind,
                claims=name.claims,
                similarity=name.similarity,
            )
        )
    return tuple(out)
