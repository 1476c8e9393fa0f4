"""Which figures does the verdict rest on?

The trials and a number of segments in; the list of `Evidence` out, each figure with one sentence on
what it says, for whoever checks the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from finseg.document.said import Count, Customers, Number, Said, Share, say
from finseg.maths.stability import DRAWS
from finseg.records.assessment import NOT_TRUSTED
from finseg.records.choice import REPRODUCED, Agreement, Trials
from finseg.records.separation import GapEvidence, Outcome
from finseg.records.verdict import Evidence

_GROUPS: dict[Outcome, str] = {
    "none": "number of groups with gaps between them",
    "natural": "number of groups with gaps between them",
    "untested": "gaps between groups were not looked for, as levels lie apart by nature",
    "misfit": "number of groups that segments around averages do not follow",
}


def list_evidence(trials: Trials, *, k: int) -> tuple[Evidence, ...]:
    """List the figures the verdict rests on."""
    return tuple(_collect_evidence(trials, k))


def _collect_evidence(trials: Trials, k: int) -> Iterator[Evidence]:
    separation = trials.separation
    yield Evidence(
        code="natural groups",
        name="natural groups",
        value=float(separation.natural_k),
        says=say(
            "{what}, {one} means {none}; {customers} looked at",
            what=_GROUPS[separation.outcome],
            one=Count(1),
            none="that none were found, among few values"
            if separation.steps
            else "no natural groups",
            customers=Customers(separation.rows),
        ),
    )
    for level in separation.levels:
        if level.k in {k, separation.natural_k}:
            yield _describe_borders(level)
    agreement = trials.agreement(k)
    if agreement is not None:
        yield from _describe_agreement(agreement)
    candidate = trials.candidate(k)
    yield Evidence(
        code="inertia",
        name=say("inertia at k = {k}", k=Count(k)),
        value=candidate.inertia,
        says=say(
            "best of {starts} starts; {best} reached it",
            starts=Count(candidate.starts),
            best=Count(candidate.starts_at_best),
        ),
    )
    if trials.elbow_k is not None and trials.noise_tables:
        yield Evidence(
            code="elbow",
            name="elbow (Kneedle)",
            value=float(trials.elbow_k),
            says=say(
                "{same} of {tables} noise tables of the same shape bend there",
                same=Count(trials.count_noise_elbows(trials.elbow_k)),
                tables=Count(trials.noise_tables),
            ),
        )


def _describe_borders(level: GapEvidence) -> Evidence:
    conditions = (
        say("every condition for gaps holds")
        if level.passes
        else say(
            "at most {limit} is one of the conditions for gaps, and not all of them hold",
            limit=Number(level.limit, 4),
        )
    )
    return Evidence(
        code="borders",
        name=say("p of the borders at k = {k}", k=Count(level.k)),
        value=level.p,
        says=say(
            "how often a single cluster would look as divided as this; {conditions}",
            conditions=conditions,
        ),
    )


def _describe_agreement(agreement: Agreement) -> Iterator[Evidence]:
    k = Count(agreement.k)
    yield Evidence(
        code="agreement",
        name=say("bootstrap agreement at k = {k}", k=k),
        value=agreement.mean,
        says=say(
            "adjusted Rand of {pairs} of samples (of at most {rows}); {most} lie between {low} "
            "and {high}; reproducible from {limit}",
            pairs=Count(agreement.pairs, "pair"),
            rows=Count(DRAWS),
            most=_MOST,
            low=Number(agreement.low, 2),
            high=Number(agreement.high, 2),
            limit=Number(REPRODUCED, 2),
        ),
    )
    for null in agreement.nulls:
        yield Evidence(
            code="noise agreement",
            name=say("agreement on noise ({noise}) at k = {k}", noise=null.name, k=k),
            value=null.mean,
            says=say(
                "{tables}, from {low} to {high}; clearly more than noise begins at {threshold}",
                tables=Count(null.tables, "table"),
                low=Number(null.low, 2),
                high=Number(null.high, 2),
                threshold=Number(null.threshold, 2),
            ),
        )
    yield from _describe_weakest_segments(agreement)


def _describe_weakest_segments(agreement: Agreement) -> Iterator[Evidence]:
    """Describe the trial's segment that comes back least, and the one least a segment before."""
    k = Count(agreement.k)
    if agreement.is_reproducible:
        yield Evidence(
            code="weakest trial segment",
            name=say("weakest segment of the trial at k = {k}", k=k),
            value=min(agreement.jaccard),
            says=say(
                "from {limit} the number counts as reproducible (mean Jaccard index{larger}); how "
                "stable the segments are that were kept is measured on these themselves",
                limit=Number(NOT_TRUSTED, 2),
                larger=", on larger samples" if agreement.closer else "",
            ),
        )
    mixed = agreement.most_mixed_segment
    if mixed is not None and mixed.across is not None:
        bounds = (mixed.across_low, mixed.across_high, mixed.across_null)
        yield Evidence(
            code="most mixed segment",
            name=say("most mixed segment of the trial at k = {k}", k=k),
            value=mixed.across,
            says=say(
                "{one} if its customers come from one segment of the number before, {none} if "
                "equally many come from each: {range}",
                one=Count(1),
                none=Count(0),
                range=_say_sample_range(*(math.nan if b is None else b for b in bounds)),
            ),
        )


_MOST = Share(0.95, digits=0)


def _say_sample_range(low: float, high: float, null: float) -> Said:
    """Say where the samples of one segment lie, and what noise reaches."""
    return say(
        "{most} of samples lie between {low} and {high}, and a segment of its rank reaches {null} "
        "on noise",
        most=_MOST,
        low=Number(low, 2),
        high=Number(high, 2),
        null=Number(null, 2),
    )
