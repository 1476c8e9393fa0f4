"""What is said when a stage is done?

One sentence per stage, made of the figures of its record; `make_tell` writes it in the reader's
manner and hands it to whoever listens.
"""

from __future__ import annotations

from collections.abc import Callable

from finseg.document.numbers import Numbers
from finseg.document.said import Count, Number, Said, Share, Text, say, write_text
from finseg.records.assessment import Assessment
from finseg.records.building import Built
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.finding import Checked
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation

Tell = Callable[[str, Text], None]
Announce = Callable[[str, str], None]
"""Called with a stage and "" when it begins, and with one sentence when it is done."""


def summarise_reading(dataset: Dataset, built: Built | None = None) -> Said:
    """Say rows, columns and features that were read."""
    return say(
        "{rows}; {columns}, {features}",
        rows=built.say_account() if built else dataset.write_row_account(),
        columns=Count(len(dataset.columns), "column"),
        features=Count(len(dataset.ideas), "feature"),
    )


def summarise_checks(checked: Checked) -> Said:
    """Say how many findings there are, and how grave."""
    stops = len(checked.stops)
    grave = sum(f.severity == "warn" for f in checked.findings)
    stopping = say(", {n} the run", n=Count(stops, "of them stops", "of them stop"))
    return say(
        "{findings}{stops}, {warnings}",
        findings=Count(len(checked.findings), "finding"),
        stops=stopping if stops else "",
        warnings=Count(grave, "of them a warning", "of them warnings"),
    )


def summarise_preparation(recipe: Recipe, checked: Checked) -> Said:
    """Say what was done to the features."""
    out = len(checked.redundancy.relations_left_out)
    return say(
        "{features}, {transformed} transformed, {values} filled in{left_out}",
        features=Count(len(recipe.ideas), "feature"),
        transformed=Count(sum(step.transform != "none" for step in recipe.steps)),
        values=Count(sum(step.imputed for step in recipe.steps), "value"),
        left_out=say(", {columns} left out", columns=Count(out, "column")) if out else "",
    )


def summarise_choice(choice: Choice) -> Said:
    """Say the number of segments and the verdict."""
    ks = choice.candidate_ks
    how: Text = "given"
    if not choice.given:
        how = say("chosen among {first} … {last}", first=Count(ks[0]), last=Count(ks[-1]))
    return say("k = {k} {how}; {word}", k=Count(choice.k), how=how, word=choice.verdict.word)


def summarise_fit(segmentation: Segmentation) -> Said:
    """Say how the segments were found."""
    return say(
        "{segments}; inertia {inertia}, {starts}",
        segments=Count(segmentation.k, "segment"),
        inertia=Number(segmentation.inertia, 1),
        starts=segmentation.say_start_count(),
    )


def summarise_assessment(assessment: Assessment) -> Said:
    """Say the least stable segment, and how many customers lie near a border."""
    least = min(assessment.segments, key=lambda s: s.jaccard)
    return say(
        "least stable segment {id}: {stability}; {share} of customers near a border",
        id=Count(least.id),
        stability=least.say_stability(),
        share=Share(assessment.borderline_share),
    )


def make_tell(announce: Announce | None, numbers: Numbers) -> Tell:
    """Return what writes a statement in the reader's manner and announces it."""

    def tell(stage: str, sentence: Text) -> None:
        if announce is not None:
            announce(stage, write_text(sentence, numbers))

    return tell
