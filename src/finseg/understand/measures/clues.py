"""What speaks for a value of a facet, and what against, and what follows from all of it?

Clues in, one facet out. Clues that agree make it as certain as the strongest of them; a clue for
another value, or a doubt, that is as strong makes it open. Nothing is settled in silence:
every clue stays as evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from finseg.document.said import Text
from finseg.records.measure import Certainty, Facet, FacetName

Strength = Literal["proof", "strong", "hint"]
_WEIGHTS: dict[Strength, int] = {"proof": 3, "strong": 2, "hint": 1}
_CERTAIN: dict[int, Certainty] = {3: "sure", 2: "sure", 1: "likely"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One piece of evidence about one facet of one column."""

    place: int  # of the column
    facet: FacetName
    value: str  # what it speaks for; "" is a doubt about every value
    strength: Strength
    why: Text


def weigh_clues(facet: Facet[Any], clues: Iterable[Clue]) -> Facet[Any]:
    """Weigh what was guessed of a facet together with further clues about it.

    Examples
    --------
    >>> said = Clue(place=0, facet="owner", value="held", strength="strong", why="an account")
    >>> seen = Clue(place=0, facet="owner", value="owed", strength="strong", why="below its limit")
    >>> weigh_clues(Facet(value=""), [said]).certainty
    'sure'
    >>> weigh_clues(Facet(value=""), [said, seen]).certainty
    'open'

    """
    found = sorted(clues, key=lambda clue: (-_WEIGHTS[clue.strength], clue.value, str(clue.why)))
    if not found or facet.certainty == "given":
        return facet
    evidence = _join_evidence(facet, found)
    weights: dict[str, int] = {}
    if facet.value not in ("", "none", "as is"):  # which is what nothing speaks for
        weights[facet.value] = {"sure": 2, "likely": 1}.get(facet.certainty, 0)
    for clue in found:
        if clue.value:
            weights[clue.value] = max(weights.get(clue.value, 0), _WEIGHTS[clue.strength])
    doubt = max((_WEIGHTS[c.strength] for c in found if not c.value), default=0)
    if not weights:
        against_all = doubt >= _WEIGHTS["strong"]
        return Facet(value=facet.value, evidence=evidence, contradicted=against_all)
    best = max(weights, key=lambda value: (weights[value], value))
    against = max([doubt, *(w for value, w in weights.items() if value != best)])
    own = weights[best]
    # A proof goes before words; what is only strong yields to what is as strong.
    certain = _CERTAIN.get(own, "open") if own > against or (own == 3 and doubt < 3) else "open"
    contradicted = certain == "open" and against >= _WEIGHTS["strong"]
    return Facet(value=best, certainty=certain, evidence=evidence, contradicted=contradicted)


def _join_evidence(facet: Facet[Any], found: Sequence[Clue]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys([*(clue.why for clue in found), *facet.evidence]))
