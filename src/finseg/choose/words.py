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
    Names,
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
from finseg.records.choice import REPRODUCED, Agreement, Trials
from finseg.records.separation import GapEvidence, Separation
from finseg.records.verdict import VerdictKind
from finseg.settings import ChooseSettings

_MADE = "so the segments are a convenient division"


def say_reason(trials: Trials, *, kind: VerdictKind, k: int, settings: ChooseSettings) -> Said:
    """Say in one sentence why this k, and what kind of division it is."""
    groups = trials.separation.natural_k
    if k == 1:
        return _say_one_segment(trials, groups, settings)
    means = _say_kind(trials, kind, k)
    if settings.k is not None:
        return say("You asked for {k}: {means}.", k=Count(k, "segment"), means=means)
    return say(
        "{k}: {means}{convention}.",
        k=Count(k, "segment"),
        means=means,
        convention=_say_convention(trials.elbow_k, kind, k),
    )


def _say_one_segment(trials: Trials, groups: int, settings: ChooseSettings) -> Said:
    found = NOTHING
    if groups > 1:
        found = say(", although {groups} were found", groups=Count(groups, "natural group"))
    if settings.k is not None:
        return say("You asked for one segment: nobody is divided{found}.", found=found)
    if len(trials.candidates) == 1:
        return say("One segment: all customers are alike in these columns.")
    return say(
        "One segment: no division keeps to your limits ({limits}){found}.",
        limits=say_limits(settings),
        found=found,
    )


def _say_kind(trials: Trials, kind: VerdictKind, k: int) -> Said:
    """Say what kind of division it is, with the natural groups beside it where it is not they."""
    separation = trials.separation
    if kind == "natural":
        return say("there are gaps between the groups{by}", by=_say_columns(trials))
    if kind == "undecided":
        return _say_what_is_open(trials, k)
    if separation.outcome == "untested":
        return _say_kind_among_levels(trials, kind, k)
    if separation.outcome == "none":
        return _say_kind_without_groups(trials, kind, k)
    other = _say_other_groups(trials, k)
    if kind == "reproducible":
        return say("{other}; still, another sample would give much the same division", other=other)
    return say("{other}, {made}", other=other, made=_MADE)


def _say_other_groups(trials: Trials, k: int) -> Said:
    """Say that there are groups, and that the segments are not these groups."""
    separation = trials.separation
    if separation.outcome == "misfit":
        return say(
            "there are {groups}, but segments built around averages do not follow them",
            groups=Count(separation.natural_k, "group"),
        )
    return say(
        "{groups} were found{by}, and these {k} segments are a different division",
        groups=Count(separation.natural_k, "natural group"),
        by=_say_columns(trials),
        k=Count(k),
    )


def _say_kind_without_groups(trials: Trials, kind: VerdictKind, k: int) -> Said:
    steps = trials.separation.steps
    if kind == "reproducible" and steps:
        return say(
            "another sample would give much the same division; whether gaps lie between the "
            "segments cannot be told on columns with {values}",
            values=_say_values(steps),
        )
    if kind == "reproducible":
        return say("there are no gaps, but another sample would give much the same division")
    agreement = trials.agreement(k)
    why = NOTHING
    if agreement is not None and agreement.mean >= REPRODUCED:
        missing = _say_what_is_missing(agreement)
        why = say(
            "; the division as a whole comes back in another sample, but {missing}", missing=missing
        )
    if steps:
        return say(
            "on columns with {values} it cannot be told whether gaps lie between groups{why}, "
            "{made}",
            values=_say_values(steps),
            why=why,
            made=_MADE,
        )
    return say("there are no natural groups{why}, {made}", why=why, made=_MADE)


def _say_values(steps: int) -> Said:
    return say("only {values}", values=Count(steps, "value"))


def _say_kind_among_levels(trials: Trials, kind: VerdictKind, k: int) -> Said:
    """Say whether the segments come back, where it cannot be tested whether gaps lie between."""
    if kind == "reproducible":
        return say(
            "another sample would give much the same segments; whether gaps lie between them "
            "cannot be told, as yes or no and levels lie apart by nature"
        )
    agreement = trials.agreement(k)
    if agreement is None or agreement.mean < REPRODUCED:
        return say("another sample would give other segments, {made}", made=_MADE)
    return say(
        "the division as a whole comes back in another sample, but {missing}, {made}",
        missing=_say_what_is_missing(agreement),
        made=_MADE,
    )


def _say_what_is_missing(agreement: Agreement) -> Text:
    """Say why a division is not called reproducible although two samples are divided alike."""
    if agreement.beats_noise:
        return "not every segment does"
    return "so do divisions of tables without any structure"


def _say_what_is_open(trials: Trials, k: int) -> Said:
    """Say what a quick run could not settle, and what does."""
    separation = trials.separation
    if not separation.settled:
        missing = say("whether there are gaps between groups")
    else:
        missing = say("whether another sample would give these segments again")
    known = NOTHING
    if separation.settled and separation.outcome not in ("none", "untested"):
        known = say("{groups}; ", groups=_say_other_groups(trials, k))
    return say(
        "{known}a quick run gathers too little to say {missing}; the full run, without the quick "
        "option, decides",
        known=known,
        missing=missing,
    )


def _say_columns(trials: Trials) -> Said:
    """Say which columns tell the natural groups apart: by 2 of 6 columns (`Income`, `Balance`)."""
    names = trials.separation.columns
    if not names:
        return NOTHING
    number: Text = Count(len(names), "column")
    if trials.columns > len(names):
        number = say("{some} of {all}", some=Count(len(names)), all=Count(trials.columns, "column"))
    elif trials.columns == len(names) and trials.columns > 1:
        return say(", by all {all}", all=Count(trials.columns, "column"))
    return say(", by {number} ({names})", number=number, names=Names(names))


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
    if trials.quick and not separation.settled:
        yield say(
            "The quick run looked at {customers}, which does not settle whether gaps lie between "
            "groups.",
            customers=Customers(separation.rows),
        )
    elif separation.outcome == "untested":
        yield say(
            "Gaps between groups were not looked for: most of the distance between customers is "
            "between yes and no, or between the levels of categories, and these lie apart by "
            "nature."
        )
    elif not separation.levels:
        yield say(
            "{customers} are too few to look for gaps between groups.",
            customers=Customers(separation.rows, "different customer"),
        )
    elif separation.outcome == "misfit":
        yield say(
            "The customers do fall into groups ({groups}), but not around centres: "
            "k-means agrees with these groups by only {agreement} (adjusted Rand, "
            "relative to the best that their overlap permits), so segments built "
            "around averages do not follow them.",
            groups=Count(separation.natural_k),
            agreement=Number(separation.agreement, 2),
        )
    elif separation.outcome == "none":
        yield _say_no_gaps(separation)
    else:
        yield say(
            "Gaps separate {groups}{by}{depth}.",
            groups=Count(separation.natural_k, "natural group"),
            by=_say_columns(trials),
            depth=_say_border_depth(separation.level(separation.natural_k)),
        )
        if k not in {1, separation.natural_k}:
            yield say("The {k} segments that were kept are not these groups.", k=Count(k))


def _say_no_gaps(separation: Separation) -> Said:
    """Say that there are no natural groups, also where borders looked like gaps by themselves."""
    passing = [level.k for level in separation.levels if level.passes]
    if separation.steps:
        return say(
            "No gaps were found, but on columns with {values} it cannot be told whether gaps lie "
            "between groups: neighbouring values lie apart by the steps of the scale.",
            values=_say_values(separation.steps),
        )
    if passing:
        return say(
            "There are no natural groups: taken by themselves the borders between {k} groups look "
            "like gaps, but not clearly enough for the number of divisions that were tried.",
            k=_list_numbers(passing),
        )
    return say(
        "There are no natural groups: no number of groups from {least} to {most} has a gap at "
        "every border.",
        least=Count(2),
        most=Count(max(level.k for level in separation.levels)),
    )


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
    open_ = trials.quick and not agreement.settled and kind != "natural"
    if open_:
        begin = "The quick run drew too few samples to say whether another one would give these "
        begin += "segments again"
    elif poor and kind == "natural":
        begin = "Smaller samples of these customers do not always show all of these groups"
    else:
        begin = "Another sample of these customers would give "
        begin += "other segments" if poor else "much the same division"
    yield say(
        "{begin}: when two samples{size} "
        "are each divided into {k}, they agree by {mean} on average (adjusted Rand: {same} is the "
        "same division, {chance} is chance; a division counts as reproducible from {limit}).",
        begin=begin,
        size=say(" of {rows}", rows=Count(DRAWS)) if trials.rows > DRAWS else NOTHING,
        k=Count(k),
        mean=Number(agreement.mean, 2),
        same=Count(1),
        chance=Count(0),
        limit=Number(REPRODUCED, 2),
    )
    if kind == "natural" or open_:
        return  # where gaps were found, noise is beside the point: two peaks come back
    yield from _compare_with_noise(agreement)
    if not poor and min(agreement.jaccard) < NOT_TRUSTED:
        yield say(
            "But not every segment comes back: in other samples, one of the trial stays below "
            "{limit} (Jaccard), from where a segment can be trusted.",
            limit=Number(NOT_TRUSTED, 2),
        )


def _compare_with_noise(agreement: Agreement) -> Iterator[Said]:
    """Say what structureless tables reach, and where clearly more begins."""
    noise = agreement.noise_reach
    if noise is None:
        return
    figures = say(
        "{mean} on average; clearly more begins at {threshold}",
        mean=Number(noise.mean, 2),
        threshold=Number(noise.threshold, 2),
    )
    if noise.threshold >= 1:
        figures = say(
            "{mean} on average, but they vary so much, from {low} to {high}, that nothing is "
            "clearly more",
            mean=Number(noise.mean, 2),
            low=Number(noise.low, 2),
            high=Number(noise.high, 2),
        )
    if agreement.mean < noise.mean:
        figures = say("{mean} on average", mean=Number(noise.mean, 2))
        said = "{but} is less than tables of the same shape without structure reach ({figures})."
        yield say(said, but="That" if agreement.mean < REPRODUCED else "But that", figures=figures)
        return
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
    yield say(said, figures=figures)


def _say_elbow(trials: Trials) -> Iterator[Said]:
    elbow, tables = trials.elbow_k, trials.noise_tables
    if elbow is None or not tables:
        return
    others = [(k, count) for k, count in trials.noise_elbows if k != elbow]
    elsewhere = NOTHING
    if others:
        most, _ = max(others, key=lambda pair: pair[1])
        elsewhere = say(
            "; {count} bend elsewhere (mostly at {most})",
            count=Count(sum(count for _, count in others)),
            most=Count(most),
        )
    same = trials.count_noise_elbows(elbow)
    figures = say(
        "{same} of {tables} of pure noise of the same shape",
        same=Count(same) if same else "none",
        tables=Count(tables, "table"),
    )
    if not same:
        template = (
            "The inertia curve bends at {elbow} (the elbow), and {figures} bends there{elsewhere}. "
            "So the bend is more than noise, but it is no gap between groups either."
        )
    elif same * 2 < tables:
        template = (
            "The inertia curve bends at {elbow} (the elbow), and {figures} bend there as well"
            "{elsewhere}: that is weak evidence at best, and a bend is no gap between groups."
        )
    else:
        template = (
            "The inertia curve bends at {elbow} (the elbow), but that is no evidence for groups: "
            "{figures} bend there as well{elsewhere}."
        )
    yield say(template, elbow=Count(elbow), figures=figures, elsewhere=elsewhere)


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
    if trials.separation.outcome == "natural":
        yield say(
            "To work with the natural groups, ask for {groups}; otherwise use these for "
            "convenience only.",
            groups=Count(trials.separation.natural_k, "segment"),
        )
        return
    yield say(
        "So use the segments as a convenient division: take the number you can serve, do not call "
        "them discovered, and consider simple named cut-points (an income and a balance "
        "threshold, say), which may serve as well and are easier to explain."
    )


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
