"""What is each segment called?

Subjects (what is known of each segment) and lexicon in; one unique name per segment out. The user's
own names first; then archetypes, matched one to one so that the closeness of all pairs together is
greatest; else a name composed of the axes that mark the segment; else that it is near the average,
or mixed where it may differ and nothing is sure, or too few to say. No name depends on the numbers
of the segments.

Reference for the matching: Kuhn 1955, The Hungarian method for the assignment problem.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import Figures
from finseg.errors import SettingsError
from finseg.interpret.claims import Band, Subject, against_population, supported
from finseg.interpret.given import say_of_given, weigh_given
from finseg.interpret.lexicon import NAME_WORDS, Lexicon
from finseg.maths.effects import clears
from finseg.records.interpretation import MARKER, Claim, NameKind

Floats = npt.NDArray[np.float64]

CLOSE = 0.6  # cosine from which a segment may bear an archetype's name
STRONG = 0.8  # deviation from which a word may be strong: what Cohen (1988) calls a large effect
NEAR = 0.5  # deviation up to which a segment that nothing marks is called near the average
_AXES = 4  # the strongest ones that a composed name may choose from


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A segment's name, where it comes from, and what supports it."""

    text: str
    kind: NameKind
    claims: tuple[Claim, ...]
    similarity: float = 0.0
    note: str = ""  # what the figures say against a given name


def name_segments(
    subjects: Sequence[Subject],
    lexicon: Lexicon,
    given: Mapping[str, str],
    figures: Figures,
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
    figures : Figures
    allowed : sequence of str
        Words that the lexicon forbids and the settings let through.

    Raises
    ------
    SettingsError
        If `given` names a segment that does not exist, or gives an empty name or one name twice.

    """
    _check_given(given, len(subjects))
    archetypes = _match_archetypes(subjects, lexicon, given, figures)
    fixed: dict[int, Name] = {}
    for s, subject in enumerate(subjects):
        if str(s) in given:
            fixed[s] = _given(given[str(s)], subject, lexicon, allowed, figures)
        elif s in archetypes:
            fixed[s] = archetypes[s]
    free = {s: subject for s, subject in enumerate(subjects) if s not in fixed}
    composed = _compose_all(free, {name.text for name in fixed.values()}, lexicon, figures)
    return tuple((fixed | composed)[s] for s in range(len(subjects)))


def _given(
    text: str, subject: Subject, lexicon: Lexicon, allowed: Sequence[str], figures: Figures
) -> Name:
    claims = weigh_given(text, subject, lexicon, figures)
    note = say_of_given(text, claims, subject, lexicon, allowed, figures)
    return Name(text=text, kind="given", claims=claims, note=note)


def _check_given(given: Mapping[str, str], k: int) -> None:
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
    subjects: Sequence[Subject], lexicon: Lexicon, given: Mapping[str, str], figures: Figures
) -> dict[int, Name]:
    from scipy.optimize import linear_sum_assignment

    taken = set(given.values())
    archetypes = [a for a in lexicon.archetypes if a.name not in taken]
    open_to = [s for s in range(len(subjects)) if str(s) not in given]
    if not archetypes or not open_to:
        return {}
    claims = [[supported(a, subjects[s], figures) for a in archetypes] for s in open_to]
    closeness = np.array(
        [[_cosine(a.direction, subjects[s].deviations) for a in archetypes] for s in open_to]
    )
    fits = np.array([[c is not None for c in row] for row in claims]) & (closeness >= CLOSE)
    rows, columns = linear_sum_assignment(np.where(fits, closeness, 0.0), maximize=True)
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


def _cosine(direction: Mapping[str, float], deviations: Mapping[str, float]) -> float:
    """Compare directions over all axes of the data; what the archetype leaves out counts as 0."""
    along = sum(weight * deviations.get(axis, 0.0) for axis, weight in direction.items())
    length = np.linalg.norm(list(deviations.values())) * np.linalg.norm(list(direction.values()))
    return float(along / length) if length > 0 else 0.0


def _compose_all(
    subjects: Mapping[int, Subject], taken: set[str], lexicon: Lexicon, figures: Figures
) -> dict[int, Name]:
    """Compose names; where two segments would bear the same, both say something else or more."""
    choices = {s: _choices(subject, lexicon) for s, subject in subjects.items()}
    place = dict.fromkeys(subjects, 0)
    while True:
        texts = {s: choices[s][place[s]][0] for s in subjects}
        said = list(texts.values())
        twice = [s for s in subjects if said.count(texts[s]) > 1 or texts[s] in taken]
        movable = [s for s in twice if place[s] + 1 < len(choices[s])]
        if not movable:
            break
        for s in movable:
            place[s] += 1
    texts = _numbered(texts, taken, subjects)
    return {
        s: Name(
            text=texts[s],
            kind="composed",
            claims=_word_claims(choices[s][place[s]][1], subjects[s], figures),
        )
        for s in subjects
    }


def _numbered(
    texts: Mapping[int, str], taken: set[str], subjects: Mapping[int, Subject]
) -> dict[int, str]:
    """Put numbers to names that are still the same, the more marked segment first."""

    def marked(s: int) -> list[float]:
        return sorted(-abs(d) for d in subjects[s].deviations.values())

    out: dict[int, str] = {}
    for s in sorted(texts, key=marked):
        text, number = texts[s], 1
        while text in taken or text in out.values():
            number += 1
            text = f"{texts[s]} ({number})"
        out[s] = text
    return out


_Words = tuple[tuple[str, str], ...]  # (word, axis)


def _choices(subject: Subject, lexicon: Lexicon) -> list[tuple[str, _Words]]:
    """Return the names a segment could bear, the best first, each with its words."""
    marks = [axis for axis, b in subject.bands.items() if clears(b.low, b.high, MARKER)]
    marks.sort(key=lambda axis: (-abs(subject.bands[axis].value), axis))
    marks = marks[:_AXES]
    if not marks:
        return [(_unmarked(subject, lexicon), ())]
    pairs = list(combinations(marks, 2)) if len(marks) > 1 else []
    several = chain(pairs[:1] or [(marks[0],)], combinations(marks, 3), pairs[1:])
    named = (_worded(axes, subject.bands, lexicon) for axes in several)
    return [(text, words) for text, words in named if len(text.split()) <= NAME_WORDS] or [
        _worded(marks[:1], subject.bands, lexicon)
    ]


def _unmarked(subject: Subject, lexicon: Lexicon) -> str:
    """Say what a segment is that no axis marks."""
    bands = subject.bands.values()
    if bands and not any(math.isfinite(b.low) for b in bands):
        return lexicon.few
    return lexicon.average if all(abs(b.value) < NEAR for b in bands) else lexicon.mixed


def _worded(axes: Sequence[str], bands: Mapping[str, Band], lexicon: Lexicon) -> tuple[str, _Words]:
    """Put a name together: adjectives by falling strength, then who they are.

    Who they are is said by the strongest axis that has a word for it; without one they are
    customers.
    """
    people = ((_who(axis, bands[axis].value, lexicon), axis) for axis in axes)
    who, told = next((pair for pair in people if pair[0]), ("", ""))
    adjectives = [
        (_adjective(axis, bands[axis].value, lexicon), axis) for axis in axes if axis != told
    ]
    words = (*adjectives, *([(who, told)] if who else []))
    spoken = [word for word, _ in words] + ([] if who else [lexicon.customers])
    return " ".join(spoken), words


def _who(axis: str, deviation: float, lexicon: Lexicon) -> str:
    known = {a.name: a for a in lexicon.axes}
    if axis not in known:
        return ""
    return known[axis].who_high if deviation > 0 else known[axis].who_low


def _adjective(axis: str, deviation: float, lexicon: Lexicon) -> str:
    known = {a.name: a for a in lexicon.axes}
    strong = abs(deviation) >= STRONG
    if axis in known:
        own = known[axis]
        above, below = (own.high, own.low) if strong else (own.higher, own.lower)
        return above if deviation > 0 else below
    column = "-".join(re.sub(r"[\W_]+", " ", axis).split()) or axis
    above, below = ("High", "Low") if strong else ("Higher", "Lower")
    return f"{above if deviation > 0 else below}-{column}"


def _word_claims(words: _Words, subject: Subject, figures: Figures) -> tuple[Claim, ...]:
    return tuple(
        Claim(
            says=word,
            axis=axis,
            figure=against_population(axis, subject, figures),
            deviation=subject.bands[axis].value,
            columns=tuple(t.column for t in subject.traits[axis]),
            at_least=MARKER if subject.bands[axis].value > 0 else None,
            at_most=-MARKER if subject.bands[axis].value < 0 else None,
        )
        for word, axis in words
    )
