"""What does a column's own heading, with its values, say of what it measures?

A guessed quantity and the heading in; the beginning of a `Measure` out.
"""

from __future__ import annotations

from finseg.document.numbers import Unit
from finseg.records.dataset import Confidence
from finseg.records.measure import Certainty, Facet, Measure, Period, Scale
from finseg.understand.quantities import QuantityGuess

# How certain a guess is, in the words of facets.
CERTAINTIES: dict[Confidence, Certainty] = {
    "given": "given",
    "high": "sure",
    "fair": "likely",
    "low": "open",
}
_SCALES: dict[Unit, Scale] = {
    "thousands": "thousands",
    "lakhs": "lakhs",
    "percent": "percent",
    "share": "share",
}


def start_measure(guess: QuantityGuess, unit: Unit, per: Period) -> Measure:
    """Write down what heading and values say of a column by themselves."""
    certainty = CERTAINTIES[guess.confidence]
    because = (guess.reason,) if guess.reason else ()
    if guess.quantity == "none" and certainty == "sure":
        certainty = "likely"  # that nothing speaks for a quantity is no knowledge of it
    scale = _SCALES.get(unit, "as is")
    return Measure(
        quantity=Facet(value=guess.quantity, certainty=certainty, evidence=because),
        per=Facet(
            value=per,
            certainty="sure" if per else "open",
            evidence=(f"per {per}, as the heading says",) if per else (),
        ),
        scale=Facet(value=scale, certainty=certainty)
        if not guess.scale_doubt
        else Facet(value=scale, evidence=(guess.scale_doubt,)),
        ends=guess.scale,
    )
