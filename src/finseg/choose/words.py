"""How is the verdict explained to a manager and to a validator?

The trials and the kind in; the reason in one sentence, the paragraph, and the list of figures out.
Every sentence carries the figure it rests on; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.said import (
    NOTHING,
    Count,
    Customers,
    Number,
    PValue,
    Said,
    Share,
    Text,
    join_said,
    say,
)
from finseg.maths.stability import DRAWS
from finseg.records.assessment import NOT_TRUSTED
from finseg.records.choice import REPRODUCED, Agreement, Candidate, Kept, Trials
from finseg.records.separation import GapEvidence
from finseg.records.verdict import Evidence, VerdictKind
from finseg.settings import ChooseSettings

_MEANS: dict[VerdictKind, str] = {
    "natural": "there are gaps between the groups",
    "reproducible": "there are no gaps, but another sample would give much the same segments",
    "constructive": "there are no natural groups, so the segments are a convenient division",
}
_MISFIT = "there are groups, but segments built around averages do not match them"


def say_reason(trials: Trials, *, kind: VerdictKind, k: int, settings: ChooseSettings) -> Said:
    """Say why this k, in one sentence."""
    misfit = kind == "constructive" and trials.separation.outcome == "misfit"
    means = _MISFIT if misfit else _MEANS[kind]
    if settings.k is not None:
        return say("You asked for {k}: {means}.", k=Count(k, "segment"), means=means)
    if k == 1 and len(trials.candidates) == 1:
        return say("One segment: all customers are alike in these columns.")
    if k == 1:
        return say(
            "One segment: no division keeps to your limits ({limits}).",
            limits=say_limits(settings),
        )
    return say(
        "{k}: {means}{convention}.",
        k=Count(k, "segment"),
        means=means,
        convention=_say_convention(trials.elbow_k, kind, k),
    )


def _say_convention(elbow: int | None, kind: VerdictKind, k: int) -> Said:
    """Say by which convention a number was taken for which nothing speaks."""
    if kind != "constructive" or elbow is None:
        return NOTHING
    if k == elbow:
        return say(
            "; the inertia curve bends at {k} (the elbow), which is a convention, not evidence",
            k=Count(k),
        )
    return say(
        "; among the numbers within your limits, {k} is nearest to {elbow}, where "
        "the inertia curve bends (the elbow), which is a convention, not evidence",
        k=Count(k),
        elbow=Count(elbow),
    )


def say_paragraph(
    trials: Trials,
    *,
    kind: VerdictKind,
    k: int,
    usable: Sequence[int],
    settings: ChooseSettings,
) -> Said:
    """Say the verdict in plain words, with its figures.

    `usable` are the numbers of segments that keep to the limits of the business.
    """
    sentences = [*_say_gaps(trials, k), *_say_agreement(trials, kind, k)]
    if kind == "constructive" and k > 1:
        sentences += [*_say_elbow(trials), *_say_advice(trials, k, usable, settings)]
    if trials.quick:
        sentences.append(
            say("Less evidence than usual was gathered, because you asked for a quick run.")
        )
    return join_said(sentences, " ")


def _say_gaps(trials: Trials, k: int) -> Iterator[Said]:
    separation = trials.separation
    if not separation.levels:
        yield say(
            "{customers} are too few to look for gaps between groups.",
            customers=Customers(separation.rows, "different customer"),
        )
    elif separation.agreeing * 2 <= separation.looks:
        yield say(
            "finseg looked for groups {looks} times from different starts, and no "
            "answer came up in more than half of these searches: that is no evidence "
            "for groups.",
            looks=Count(separation.looks),
        )
    elif separation.outcome == "misfit":
        yield say(
            "The customers do fall into groups ({groups}), but not around centres: "
            "k-means agrees with these groups by only {agreement} (adjusted Rand, "
            "relative to the best that their overlap permits), so segments built "
            "around averages do not match them.",
            groups=Count(separation.natural_k),
            agreement=Number(separation.agreement, 2),
        )
    elif separation.outcome == "none":
        yield say(
            "There are no natural groups: no number of groups from {least} to {most} has a gap at "
            "every border.",
            least=Count(2),
            most=Count(max(level.k for level in separation.levels)),
        )
    else:
        yield say(
            "Gaps separate {groups}{depth}.",
            groups=Count(separation.natural_k, "natural group"),
            depth=_say_border_depth(separation.level(separation.natural_k)),
        )
        if k not in {1, separation.natural_k}:
            yield say("The {k} segments that were kept are not these groups.", k=Count(k))


def _say_border_depth(level: GapEvidence | None) -> Said:
    if level is None:
        return NOTHING
    return say(
        ": at every border there are at least {depth} fewer customers than in the "
        "less dense group beside it (p: {p} for all borders together, {worst} for "
        "the least certain one)",
        depth=Share(level.least_depth, digits=0),
        p=PValue(level.p),
        worst=PValue(level.worst_p),
    )


def _say_agreement(trials: Trials, kind: VerdictKind, k: int) -> Iterator[Said]:
    agreement = trials.agreement(k)
    if agreement is None:
        return
    poor = agreement.mean < REPRODUCED
    yield say(
        "Another sample of these customers would give {others} segments: when two samples{size} "
        "are each divided into {k}, they agree by {mean} on average (adjusted Rand: {same} is the "
        "same division, {chance} is chance; a division counts as reproducible from {limit}).",
        others="other" if poor else "much the same",
        size=say(" of {rows}", rows=Count(DRAWS)) if trials.rows > DRAWS else NOTHING,
        k=Count(k),
        mean=Number(agreement.mean, 2),
        same=Count(1),
        chance=Count(0),
        limit=Number(REPRODUCED, 2),
    )
    if kind != "natural":  # where gaps were found, noise is beside the point: two peaks come back
        yield _compare_with_noise(agreement)
    least = min(agreement.jaccard)
    if not poor and least < NOT_TRUSTED:
        yield say(
            "But not every segment comes back: the least stable one reaches only {least} "
            "(Jaccard; below {limit} a segment is not to be trusted).",
            least=Number(least, 2),
            limit=Number(NOT_TRUSTED, 2),
        )


def _compare_with_noise(agreement: Agreement) -> Said:
    """Say what structureless tables reach, and where clearly more begins."""
    noise = max(agreement.nulls, key=lambda null: null.threshold)
    figures = say(
        "{mean} on average; clearly more begins at {threshold}",
        mean=Number(noise.mean, 2),
        threshold=Number(noise.threshold, 2),
    )
    if agreement.beats_noise:
        said = "That is clearly more than tables of the same shape without structure ({figures})."
    elif agreement.mean < REPRODUCED:
        said = (
            "That is not clearly more than tables of the same shape without structure ({figures})."
        )
    else:
        said = (
            "But that is not clearly more than tables of the same shape without structure "
            "({figures}), so it says little about these customers."
        )
    return say(said, figures=figures)


def _say_elbow(trials: Trials) -> Iterator[Said]:
    elbow, tables = trials.elbow_k, trials.noise_tables
    if elbow is None or not tables or not trials.noise_elbows:
        return
    others = [(k, count) for k, count in trials.noise_elbows if k != elbow]
    elsewhere = NOTHING
    if others:
        most, _ = max(others, key=lambda pair: pair[1])
        elsewhere = say(
            "; in {count} more it bends elsewhere (mostly at {most})",
            count=Count(sum(count for _, count in others)),
            most=Count(most),
        )
    yield say(
        "The inertia curve bends at {elbow} (the elbow), but that is no evidence "
        "for groups: in {same} of {tables} of pure noise of the same shape it also "
        "bends at {elbow}{elsewhere}.",
        elbow=Count(elbow),
        tables=Count(tables, "table"),
        same=Count(trials.count_noise_elbows(elbow)),
        elsewhere=elsewhere,
    )


def say_limits(settings: ChooseSettings) -> Said:
    """Say the limits of the business: at most 5 segments, each with at least 3.0% …"""
    most = settings.most_segments
    return say(
        "{most}each with at least {share} of the customers",
        most=say("at most {most}, ", most=Count(most, "segment")) if most else NOTHING,
        share=Share(settings.smallest_share),
    )


def _say_advice(
    trials: Trials, k: int, usable: Sequence[int], settings: ChooseSettings
) -> Iterator[Said]:
    tried = [c.k for c in trials.candidates if c.k > 1]
    if usable and list(usable) != tried:
        yield say(
            "{numbers} segments keep to your limits ({limits}).",
            numbers=_list_numbers(usable),
            limits=say_limits(settings),
        )
    if trials.separation.outcome == "misfit":
        yield say(
            "The {k} segments cut across those groups: use them for convenience only, and look "
            "first at what divides the customers.",
            k=Count(k),
        )
        return
    yield say(
        "So use the segments as a convenient division: take the number you can serve, do not call "
        "them discovered, and consider simple named cut-points (an income and a balance "
        "threshold, say), which may serve as well and are easier to explain."
    )


def say_kept(kept: Kept, trial: Candidate) -> Iterator[Said]:
    """Say that what was kept is another division than the trial, where it is."""
    if kept.is_same_division:
        return
    yield say(
        "The figures on gaps, samples and noise come from trials. The segments "
        "that were kept ({origin}) differ from the trial with {k} segments (best "
        "of {starts} starts): the two divisions agree by {agreement} (adjusted "
        "Rand), with an inertia of {own} against {trial}. The stability of each "
        "segment was measured on the segments that were kept.",
        origin=kept.origin,
        k=Count(trial.k),
        starts=Count(trial.starts),
        agreement=Number(kept.agreement, 2),
        own=Number(kept.division.inertia, 1),
        trial=Number(trial.inertia, 1),
    )


def replace_inertia(
    evidence: Sequence[Evidence], kept: Kept, trial: Candidate
) -> tuple[Evidence, ...]:
    """Put the inertia of the division that was kept in the place of the trial's."""
    own = Evidence(
        code="inertia",
        name=say("inertia at k = {k}, as kept", k=Count(trial.k)),
        value=kept.division.inertia,
        says=say(
            "{origin}; the trial that the other figures are about (best of {starts} starts) has "
            "{inertia} and agrees with it by {agreement} (adjusted Rand)",
            origin=kept.origin,
            starts=Count(trial.starts),
            inertia=Number(trial.inertia, 1),
            agreement=Number(kept.agreement, 2),
        ),
    )
    return tuple(own if e.code == "inertia" else e for e in evidence)


def _list_numbers(numbers: Sequence[int]) -> Said:
    """List numbers, runs of them by their ends: 2 to 5 or 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    listed: list[Text] = []
    for run in runs:
        if len(run) > 2:
            listed.append(say("{first} to {last}", first=Count(run[0]), last=Count(run[-1])))
        else:
            listed += map(Count, run)
    return join_said([join_said(listed[:-1], ", "), listed[-1]], " or ")
