"""How is what was kept told beside the trial that the evidence is about?

The division that was kept and the trial of the same number of segments in, sentences out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.said import NOTHING, Count, Names, Number, Said, say
from finseg.records.candidate import Candidate, Kept
from finseg.records.verdict import Evidence, VerdictKind


def say_kept(kept: Kept, trial: Candidate) -> Iterator[Said]:
    """Say that what was kept is another division than the trial, where it is."""
    if kept.is_same_division:
        return
    yield say(
        "The figures on gaps, samples and noise come from trials. The segments "
        "that were kept ({origin}) differ from the trial with {k} segments (best "
        "of {starts} starts): the two divisions agree by {agreement} (adjusted "
        "Rand){inertia}. The stability of each segment was measured on the segments "
        "that were kept.",
        origin=kept.origin,
        k=Count(trial.k),
        starts=Count(trial.starts),
        agreement=Number(kept.agreement, 2),
        inertia=_compare_inertia(kept, trial),
    )


def _compare_inertia(kept: Kept, trial: Candidate) -> Said:
    """Say the inertia of both; nothing where only the kept one counted rows by weight."""
    if kept.by_weight:
        return NOTHING
    return say(
        ", with an inertia of {own} against {trial}",
        own=Number(kept.division.inertia, 1),
        trial=Number(trial.inertia, 1),
    )


def say_kept_columns(kept: Kept, kind: VerdictKind, columns: int) -> Iterator[Said]:
    """Say by which columns the kept segments are divided, where the others hardly divide them."""
    if kind == "natural" or not kept.columns:
        return
    yield say(
        "The {k} segments are divided by {some} of {all} ({names}); in the others they hardly "
        "differ.",
        k=Count(kept.division.k),
        some=Count(len(kept.columns)),
        all=Count(columns, "column"),
        names=Names(kept.columns),
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
            "{origin}; the trial that the other figures are about (best of {starts} starts) "
            "{inertia}agrees with it by {agreement} (adjusted Rand)",
            origin=kept.origin,
            starts=Count(trial.starts),
            inertia=NOTHING
            if kept.by_weight
            else say("has {inertia} and ", inertia=Number(trial.inertia, 1)),
            agreement=Number(kept.agreement, 2),
        ),
    )
    return tuple(own if e.code == "inertia" else e for e in evidence)
