"""How is the verdict said to a manager and to a validator?

The evidence and the kind in; the reason in one sentence, the paragraph, and the list of figures
out. Every sentence carries the figure it rests on; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.choose.findings import Findings
from finseg.document.numbers import percent
from finseg.maths.stability import DRAWS
from finseg.records.assessment import NOT_TRUSTED
from finseg.records.choice import Agreement, Level
from finseg.records.verdict import Evidence, VerdictKind

_MEANS: dict[VerdictKind, str] = {
    "natural": "gaps lie between the groups",
    "reproducible": "there are no gaps, but another sample would be cut in the same way",
    "constructive": "the customers form no groups of their own, and any cut is a choice",
}
_MISFIT = "there are groups, but segments around averages do not follow them"
_OFTEN = 0.25  # share of noise tables from which an elbow is said to stand there as well


def say_reason(findings: Findings, *, kind: VerdictKind, k: int, given: bool) -> str:
    """Say why this k, in one sentence."""
    misfit = kind == "constructive" and findings.separation.outcome == "misfit"
    means = _MISFIT if misfit else _MEANS[kind]
    if given:
        return f"k = {k} was given; {means}."
    if k == 1 and len(findings.candidates) == 1:
        return "k = 1: all customers are alike in these columns."
    if k == 1:
        return "k = 1: no division keeps to the limits that were set."
    if kind == "constructive" and findings.elbow_k:
        return f"k = {k}: {means} (the inertia bends at {findings.elbow_k}; noise bends, too)."
    return f"k = {k}: {means}."


def say_paragraph(findings: Findings, *, kind: VerdictKind, k: int, usable: Sequence[int]) -> str:
    """Say the verdict in plain words, with its figures.

    `usable` are the numbers of segments that keep to the limits of the business.
    """
    sentences = [*_said_of_gaps(findings, k), *_said_of_agreement(findings, kind, k)]
    if kind == "constructive" and k > 1:
        sentences += [*_said_of_elbow(findings), *_said_of_choice(findings, k, usable)]
    if findings.quick:
        sentences.append("Less evidence than usual was gathered, as was asked (quick).")
    return " ".join(sentences)


def _said_of_gaps(findings: Findings, k: int) -> Iterator[str]:
    separation = findings.separation
    if not separation.levels:
        yield f"{separation.rows:,} different customers are too few to look for gaps."
    elif separation.agreeing * 2 <= separation.looks:
        yield (
            f"{separation.looks} looks for gaps between groups, from other starts, did not agree "
            "on any answer; that is no evidence for groups."
        )
    elif separation.outcome == "misfit":
        yield (
            f"The customers do fall into groups ({separation.natural_k}), but not around centres: "
            f"k-means agrees with them by {separation.agreement:.2f} only (adjusted Rand, of "
            "what the groups' overlap permits), so "
            "segments made around averages do not follow them."
        )
    elif separation.outcome == "none":
        most = max(level.k for level in separation.levels)
        yield (
            f"No number of groups from 2 to {most} has a gap at every border: there are no natural "
            "groups."
        )
    else:
        level = next((one for one in separation.levels if one.k == separation.natural_k), None)
        yield f"Gaps separate {separation.natural_k} natural groups{_said_of_level(level)}."
        if k not in {1, separation.natural_k}:
            yield f"The {k} segments kept are not these groups."


def _said_of_level(level: Level | None) -> str:
    if level is None:
        return ""
    return (
        f": even the fullest border is {percent(level.depth, digits=0)} emptier than the emptier "
        f"group beside it (p {_p(level.p)} for all borders together, {_p(level.worst_p)} for the "
        "least certain one)"
    )


def _p(p: float) -> str:
    return "< .001" if p < 0.001 else f"= {p:.3f}"


def _said_of_agreement(findings: Findings, kind: VerdictKind, k: int) -> Iterator[str]:
    agreement = findings.agreement(k)
    if agreement is None:
        return
    noise = max(null.mean for null in agreement.nulls)
    verb = "clearly more than" if agreement.beats_noise else "not clearly more than"
    # Where gaps were found, noise is beside the point: two humps come back in noise of two humps.
    against = (
        ""
        if kind == "natural"
        else f", {verb} structureless tables of the same shape ({noise:.2f} on average)"
    )
    samples = f"samples of {DRAWS:,}" if findings.rows > DRAWS else "samples"
    yield (
        f"Two {samples} of these customers, cut into {k}, agree by {agreement.mean:.2f} on average "
        f"(adjusted Rand: 1 the same, 0 as by chance){against}."
    )
    if agreement.mean < 0.5:
        yield "Another sample would give other segments."
    elif min(agreement.jaccard) < NOT_TRUSTED:
        yield (
            f"But not every segment comes back: the least stable by {min(agreement.jaccard):.2f} "
            f"only (Jaccard; below {NOT_TRUSTED} is not to be trusted)."
        )


def _said_of_elbow(findings: Findings) -> Iterator[str]:
    elbow, tables = findings.elbow_k, findings.noise_tables
    if elbow is None or not tables or not findings.noise_elbows:
        return
    same = dict(findings.noise_elbows).get(elbow, 0)
    if same >= _OFTEN * tables:
        yield (
            f"The elbow at {elbow} is no evidence: {same} of {tables} tables of pure noise of the "
            "same shape have theirs there, too."
        )
        return
    often, count = max(findings.noise_elbows, key=lambda pair: pair[1])
    yield (
        f"The elbow at {elbow} is no evidence either: tables of pure noise of the same shape have "
        f"one as well (at {often} in {count} of {tables})."
    )


def _said_of_choice(findings: Findings, k: int, usable: Sequence[int]) -> Iterator[str]:
    if usable:
        within = f"{usable[0]}" if len(usable) == 1 else f"{usable[0]} to {usable[-1]}"
        yield f"Within the limits that were set, {within} segments can be served."
    if findings.separation.outcome == "misfit":
        yield (
            f"The {k} segments cut across those groups: use them for convenience only, and look "
            "first at what divides the customers."
        )
        return
    yield (
        "Any division is therefore a choice for convenience: take the number of segments you can "
        "serve, do not call them discovered, and consider simple named cut-points (an income and "
        "a balance threshold, say), which may serve as well and are easier to explain."
    )


def weigh(findings: Findings, *, k: int) -> tuple[Evidence, ...]:
    """List the figures the verdict rests on."""
    return tuple(_evidence(findings, k))


def _evidence(findings: Findings, k: int) -> Iterator[Evidence]:
    separation = findings.separation
    yield Evidence(
        name="natural groups",
        value=float(separation.natural_k),
        says=f"groups that gaps separate, 1 means none; {separation.agreeing} of "
        f"{separation.looks} looks gave this answer",
    )
    for level in separation.levels:
        if level.k in {k, separation.natural_k}:
            yield Evidence(
                name=f"p of the borders at k = {level.k}",
                value=level.p,
                says="how often one heap would look so divided; "
                + (
                    "every condition for gaps holds"
                    if level.passes
                    else "at most .01 is one of the conditions for gaps, and not all of them hold"
                ),
            )
    agreement = findings.agreement(k)
    if agreement is not None:
        yield from _agreement_evidence(agreement)
    candidate = findings.candidate(k)
    yield Evidence(
        name=f"inertia at k = {k}",
        value=candidate.inertia,
        says=f"best of {candidate.starts} starts; {candidate.starts_at_best} reached it",
    )
    if findings.elbow_k is not None:
        same = dict(findings.noise_elbows).get(findings.elbow_k, 0)
        yield Evidence(
            name="elbow (Kneedle)",
            value=float(findings.elbow_k),
            says=f"{same} of {findings.noise_tables} noise tables of the same shape bend there",
        )


def _agreement_evidence(agreement: Agreement) -> Iterator[Evidence]:
    k = agreement.k
    yield Evidence(
        name=f"bootstrap agreement at k = {k}",
        value=agreement.mean,
        says=f"adjusted Rand of {agreement.pairs} pairs of samples (of at most {DRAWS:,}); 95 % "
        f"lie between {agreement.low:.2f} and {agreement.high:.2f}",
    )
    for null in agreement.nulls:
        yield Evidence(
            name=f"agreement on noise ({null.name}) at k = {k}",
            value=null.mean,
            says=f"{null.tables} tables, from {null.low:.2f} to {null.high:.2f}; clearly more than "
            f"noise begins at {null.threshold:.2f}",
        )
    least = agreement.least
    yield Evidence(
        name=f"least stable segment at k = {k}",
        value=min(agreement.jaccard),
        says="mean Jaccard index of the segment that comes back least"
        + (", on larger samples" if agreement.closer else "")
        + f"; on samples of at most {DRAWS:,} the least is {least.jaccard:.2f}: "
        f"{_of_samples(least.low, least.high, least.null)}",
    )
    gathered = agreement.most_gathered
    if gathered is not None and gathered.across is not None:
        said = _of_samples(gathered.across_low, gathered.across_high, gathered.across_null)
        yield Evidence(
            name=f"most gathered segment at k = {k}",
            value=gathered.across,
            says=f"1 if its customers come from one segment of the number before, 0 if from all "
            f"alike: {said}",
        )


def _of_samples(low: float | None, high: float | None, null: float | None) -> str:
    """Say where the samples of one segment lie, and what noise reaches."""
    return (
        f"95 % of samples lie between {low:.2f} and {high:.2f}, and a segment of its rank reaches "
        f"{null:.2f} on noise"
    )
