"""How is the verdict said to a manager and to a validator?

The evidence and the kind in; the reason in one sentence, the paragraph, and the list of figures
out. Every sentence carries the figure it rests on; nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from finseg.choose.findings import Findings
from finseg.document.numbers import write_fixed, write_p_value, write_percent, write_whole
from finseg.maths.stability import DRAWS
from finseg.records.assessment import NOT_TRUSTED
from finseg.records.choice import REPRODUCED, Agreement, Candidate, Kept, Level, Separation
from finseg.records.verdict import Evidence, VerdictKind
from finseg.settings import ChooseSettings

_MEANS: dict[VerdictKind, str] = {
    "natural": "gaps lie between the groups",
    "reproducible": "there are no gaps, but another sample would be cut in the same way",
    "constructive": "the customers form no groups of their own, and any cut is a choice",
}
_MISFIT = "there are groups, but segments around averages do not follow them"


def say_reason(findings: Findings, *, kind: VerdictKind, k: int, settings: ChooseSettings) -> str:
    """Say why this k, in one sentence."""
    misfit = kind == "constructive" and findings.separation.outcome == "misfit"
    means = _MISFIT if misfit else _MEANS[kind]
    if settings.k is not None:
        return f"k = {k} was given; {means}."
    if k == 1 and len(findings.candidates) == 1:
        return "k = 1: all customers are alike in these columns."
    if k == 1:
        return f"k = 1: no division has {say_limits(settings)}."
    return f"k = {k}: {means}{_say_convention(findings.elbow_k, kind, k)}."


def _say_convention(elbow: int | None, kind: VerdictKind, k: int) -> str:
    """Say by which convention a number was taken for which nothing speaks."""
    if kind != "constructive" or elbow is None:
        return ""
    where = "where" if k == elbow else f"as the nearest to {elbow}, where"
    return f"; it was taken {where} the inertia bends, which is a convention and no evidence"


def say_paragraph(
    findings: Findings,
    *,
    kind: VerdictKind,
    k: int,
    usable: Sequence[int],
    settings: ChooseSettings,
) -> str:
    """Say the verdict in plain words, with its figures.

    `usable` are the numbers of segments that keep to the limits of the business.
    """
    sentences = [*_say_gaps(findings, k), *_say_agreement(findings, kind, k)]
    if kind == "constructive" and k > 1:
        sentences += [*_say_elbow(findings), *_say_advice(findings, k, usable, settings)]
    if findings.quick:
        sentences.append("Less evidence than usual was gathered, as was asked (quick).")
    return " ".join(sentences)


def _say_gaps(findings: Findings, k: int) -> Iterator[str]:
    separation = findings.separation
    if not separation.levels:
        yield f"{write_whole(separation.rows)} different customers are too few to look for gaps."
    elif separation.agreeing * 2 <= separation.looks:
        yield (
            f"{separation.looks} looks for gaps between groups, from other starts, did not agree "
            "on any answer; that is no evidence for groups."
        )
    elif separation.outcome == "misfit":
        yield (
            f"The customers do fall into groups ({separation.natural_k}), but not around centres: "
            f"k-means agrees with them by {write_fixed(separation.agreement, 2)} only (adjusted Rand, "
            "of what the groups' overlap permits), so segments made around averages do not "
            "follow them."
        )
    elif separation.outcome == "none":
        most = max(level.k for level in separation.levels)
        yield (
            f"No number of groups from 2 to {most} has a gap at every border: there are no natural "
            "groups."
        )
    else:
        level = next((one for one in separation.levels if one.k == separation.natural_k), None)
        yield f"Gaps separate {separation.natural_k} natural groups{_say_border_depth(level)}."
        if k not in {1, separation.natural_k}:
            yield f"The {k} segments kept are not these groups."


def _say_border_depth(level: Level | None) -> str:
    if level is None:
        return ""
    return (
        f": even the fullest border is {write_percent(level.depth, digits=0)} emptier than the emptier "
        f"group beside it (p: {write_p_value(level.p)} for all borders together, "
        f"{write_p_value(level.worst_p)} for the least certain one)"
    )


def _say_agreement(findings: Findings, kind: VerdictKind, k: int) -> Iterator[str]:
    agreement = findings.agreement(k)
    if agreement is None:
        return
    samples = f"samples of {write_whole(DRAWS)}" if findings.rows > DRAWS else "samples"
    yield (
        f"Two {samples} of these customers, cut into {k}, agree by {write_fixed(agreement.mean, 2)} on "
        f"average (adjusted Rand: 1 the same, 0 as by chance)"
        # Where gaps were found, noise is beside the point: two humps come back in noise of two.
        + ("." if kind == "natural" else f", {_compare_with_noise(agreement)}.")
    )
    if agreement.mean < REPRODUCED:
        yield (
            f"That is below {write_fixed(REPRODUCED, 2)}, from which on a division is called "
            "reproducible: another sample would give other segments."
        )
    elif kind != "natural" and not agreement.beats_noise:
        yield (
            f"That is above {write_fixed(REPRODUCED, 2)}, but such agreement says something of the "
            "customers only where it is clearly more than that of noise."
        )
    if agreement.mean >= REPRODUCED and min(agreement.jaccard) < NOT_TRUSTED:
        yield (
            "But not every segment comes back: the least stable by "
            f"{write_fixed(min(agreement.jaccard), 2)} only (Jaccard; below {write_fixed(NOT_TRUSTED, 2)} is "
            "not to be trusted)."
        )


def _compare_with_noise(agreement: Agreement) -> str:
    """Say what structureless tables reach, and where clearly more begins."""
    noise = max(agreement.nulls, key=lambda null: null.threshold)
    verb = "clearly more than" if agreement.beats_noise else "not clearly more than"
    return (
        f"{verb} structureless tables of the same shape ({write_fixed(noise.mean, 2)} on average; "
        f"clearly more begins at {write_fixed(noise.threshold, 2)})"
    )


def _say_elbow(findings: Findings) -> Iterator[str]:
    elbow, tables = findings.elbow_k, findings.noise_tables
    if elbow is None or not tables or not findings.noise_elbows:
        return
    same = dict(findings.noise_elbows).get(elbow, 0)
    others = [(k, count) for k, count in findings.noise_elbows if k != elbow]
    elsewhere = ""
    if others:
        most, _ = max(others, key=lambda pair: pair[1])
        elsewhere = f", and elsewhere in {sum(n for _, n in others)} (mostly at {most})"
    yield (
        f"The inertia bends at {elbow} (the elbow), which is no evidence for groups: of {tables} "
        f"tables of pure noise of the same shape, it bends at {elbow} in {same}{elsewhere}."
    )


def say_limits(settings: ChooseSettings) -> str:
    """Say the limits of the business: at most 5 segments, each of at least 3.0% …"""
    most = f"at most {settings.most_segments} segments, " if settings.most_segments else ""
    return f"{most}each of at least {write_percent(settings.smallest_share)} of the customers"


def _say_advice(
    findings: Findings, k: int, usable: Sequence[int], settings: ChooseSettings
) -> Iterator[str]:
    tried = [c.k for c in findings.candidates if c.k > 1]
    if usable and list(usable) != tried:
        yield f"{_list_numbers(usable)} segments keep to the limits ({say_limits(settings)})."
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


def say_kept(kept: Kept, trial: Candidate) -> Iterator[str]:
    """Say that what was kept is another division than the trial, where it is."""
    if kept.is_same_division:
        return
    yield (
        f"What is said here of gaps, samples and noise rests on trials. The division that was kept "
        f"({kept.origin_text}) is another one than the trial with k = {trial.k} (best of {trial.starts} "
        f"starts): they agree by {write_fixed(kept.agreement, 2)} (adjusted Rand), and the inertia is "
        f"{write_fixed(kept.division.inertia, 1)} against {write_fixed(trial.inertia, 1)}. How stable each "
        "segment is, is said of the kept ones."
    )


def replace_inertia(
    evidence: Sequence[Evidence], kept: Kept, trial: Candidate
) -> tuple[Evidence, ...]:
    """Put the inertia of the division that was kept in the place of the trial's."""
    own = Evidence(
        name=f"inertia at k = {trial.k}, as kept",
        value=kept.division.inertia,
        says=f"{kept.origin_text}; the trial that the other figures are about (best of {trial.starts} "
        f"starts) has {write_fixed(trial.inertia, 1)} and agrees with it by {write_fixed(kept.agreement, 2)} "
        "(adjusted Rand)",
    )
    return tuple(own if e.name == _name_inertia(trial.k) else e for e in evidence)


def _name_inertia(k: int) -> str:
    return f"inertia at k = {k}"


def _list_numbers(numbers: Sequence[int]) -> str:
    """List numbers, runs of them by their ends: 2 to 5 or 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        said += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    *first, last = said
    return f"{', '.join(first)} or {last}" if first else last


def list_evidence(findings: Findings, *, k: int) -> tuple[Evidence, ...]:
    """List the figures the verdict rests on."""
    return tuple(_collect_evidence(findings, k))


def _collect_evidence(findings: Findings, k: int) -> Iterator[Evidence]:
    separation = findings.separation
    yield Evidence(
        name="natural groups",
        value=float(separation.natural_k),
        says=f"groups that gaps separate, 1 means none; {_say_looks(separation)}",
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
                    else f"at most {write_fixed(0.01, 2)} is one of the conditions for gaps, and not all "
                    "of them hold"
                ),
            )
    agreement = findings.agreement(k)
    if agreement is not None:
        yield from _agreement_evidence(agreement)
    candidate = findings.candidate(k)
    yield Evidence(
        name=_name_inertia(k),
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


def _say_looks(separation: Separation) -> str:
    if separation.looks == 1:
        return "looked for once"
    return f"{separation.agreeing} of {separation.looks} looks gave this answer"


def _agreement_evidence(agreement: Agreement) -> Iterator[Evidence]:
    k = agreement.k
    yield Evidence(
        name=f"bootstrap agreement at k = {k}",
        value=agreement.mean,
        says=f"adjusted Rand of {agreement.pairs} pairs of samples (of at most {write_whole(DRAWS)}); "
        f"{write_percent(0.95, digits=0)} lie between {write_fixed(agreement.low, 2)} and "
        f"{write_fixed(agreement.high, 2)}; reproducible from {write_fixed(REPRODUCED, 2)} on",
    )
    for null in agreement.nulls:
        yield Evidence(
            name=f"agreement on noise ({null.name}) at k = {k}",
            value=null.mean,
            says=f"{null.tables} tables, from {write_fixed(null.low, 2)} to {write_fixed(null.high, 2)}; "
            f"clearly more than noise begins at {write_fixed(null.threshold, 2)}",
        )
    least = agreement.least_stable_segment
    yield Evidence(
        name=f"least stable segment of the trial at k = {k}",
        value=min(agreement.jaccard),
        says="mean Jaccard index of the segment that comes back least"
        + (", on larger samples" if agreement.closer else "")
        + f"; on samples of at most {write_whole(DRAWS)} the least is {write_fixed(least.jaccard, 2)}: "
        f"{_say_sample_range(least.low, least.high, least.null)}",
    )
    gathered = agreement.most_mixed_segment
    if gathered is not None and gathered.across is not None:
        bounds = (gathered.across_low, gathered.across_high, gathered.across_null)
        said = _say_sample_range(*(math.nan if figure is None else figure for figure in bounds))
        yield Evidence(
            name=f"most gathered segment of the trial at k = {k}",
            value=gathered.across,
            says=f"1 if its customers come from one segment of the number before, 0 if from all "
            f"alike: {said}",
        )


def _say_sample_range(low: float, high: float, null: float) -> str:
    """Say where the samples of one segment lie, and what noise reaches."""
    most = write_percent(0.95, digits=0)
    return (
        f"{most} of samples lie between {write_fixed(low, 2)} and {write_fixed(high, 2)}, and a segment of its "
        f"rank reaches {write_fixed(null, 2)} on noise"
    )
