"""What does the verdict say once the segments that were kept have been assessed?

Choice and assessment in; the choice out with a verdict that knows how many segments come back,
which of them does so least, and on which of the analyst's choices the answer depends.
"""

from __future__ import annotations

import math
from dataclasses import replace

from finseg.document.said import Count, Interval, Share, say
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import Choice
from finseg.records.verdict import Evidence, Reliability


def complete_verdict(choice: Choice, assessment: Assessment) -> Choice:
    """Add to the verdict what was found about the segments that were kept.

    Completing it again replaces what was added before.
    """
    verdict = choice.verdict
    measured = [s for s in assessment.segments if math.isfinite(s.jaccard)]
    agreement = choice.agreement(choice.k)
    if choice.k < 2 or agreement is None:
        return replace(choice, verdict=replace(verdict, doubts=assessment.list_doubts()))
    null = agreement.noise_reach
    reliability = Reliability(
        reliable=sum(s.is_valid for s in measured),
        measured=len(measured),
        agreement=agreement.mean,
        noise=null.mean if null else None,
        threshold=null.threshold if null else None,
        noise_range=(null.low, null.high) if null else None,
        no_better=sum(s.reading == "noise" for s in measured),
    )
    evidence = [e for e in verdict.evidence if e.code != "least stable segment"]
    place = next((i for i, e in enumerate(evidence) if e.code == "inertia"), len(evidence))
    if measured:
        evidence.insert(place, _describe_least_stable(measured, assessment.samples))
    return replace(
        choice,
        verdict=replace(
            verdict,
            reliability=reliability,
            doubts=assessment.list_doubts(),
            evidence=tuple(evidence),
        ),
    )


def _describe_least_stable(measured: list[SegmentStability], samples: int) -> Evidence:
    """Describe the segment, of those that were kept, that comes back least."""
    least = min(measured, key=lambda s: s.jaccard)
    return Evidence(
        code="least stable segment",
        name="least stable segment",
        value=least.jaccard,
        says=say(
            "segment {id}: {stability}; {most} of {samples} lie in {range}",
            id=Count(least.id),
            stability=least.say_stability(),
            most=Share(0.95, digits=0),
            samples=Count(samples, "sample"),
            range=Interval(least.low, least.high),
        ),
    )
