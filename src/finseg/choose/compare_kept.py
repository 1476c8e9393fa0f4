"""Are the segments that were kept those that the evidence is about?

The evidence is about trials: for each number of segments the best of a few starts on a sample. What
is kept is fitted once more, as the settings ask: from many starts, or from one. Choice and
segmentation in; the choice out that says how far the two are the same, and describes the kept one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finseg.choose.candidates import Tried, describe_one, try_each
from finseg.choose.choice import EVIDENCE_SEED
from finseg.choose.dividing_columns import find_clear_columns
from finseg.choose.sample import sample_rows
from finseg.choose.words_kept import replace_inertia, say_kept, say_kept_columns
from finseg.document.said import join_said
from finseg.maths.agreement import compare_groupings
from finseg.maths.arrays import Floats
from finseg.maths.threads import one_thread
from finseg.records.candidate import Kept
from finseg.records.choice import Choice
from finseg.records.segmentation import Segmentation
from finseg.records.verdict import Option
from finseg.settings import ChooseSettings


def compare_kept(
    choice: Choice,
    prepared: Floats,
    columns: tuple[str, ...],
    segmentation: Segmentation,
    settings: ChooseSettings,
) -> Choice:
    """Hold the division that was kept against the trial of the same number of segments.

    `choose_k` made the choice from the same `prepared` (n, d), `columns` and `settings`, and the
    segmentation has `choice.k` segments. The choice comes back with `kept`; where that is another
    division than the trial, the verdict says so. Costs one more clustering of the sample.
    """
    choice = replace(choice, customers=len(prepared))
    if choice.k == 1:
        return choice
    rows = sample_rows(prepared, columns, size=settings.sample_rows, seed=EVIDENCE_SEED)
    x = np.asfortranarray(prepared[rows])
    labels = segmentation.assignment.segment[rows]
    with one_thread():
        (trial,) = try_each(x, [choice.k], starts=settings.starts, seed=EVIDENCE_SEED)
        apart = x - segmentation.centres[labels]
        own = Tried(
            k=choice.k,
            labels=labels,
            inertia=float((apart**2).sum()),
            margin=float(segmentation.assignment.margin[rows].mean()),
            starts=segmentation.starts,
            at_best=segmentation.starts_at_best,
        )
        kept = Kept(
            division=describe_one(x, own, rng=np.random.default_rng(EVIDENCE_SEED)),
            agreement=compare_groupings(labels, trial.labels),
            seed=segmentation.seed,
            columns=find_clear_columns(x, labels, columns),
            centres_from=segmentation.centres_from,
            by_weight=segmentation.by_weight,
        )
    verdict = replace(
        choice.verdict,
        paragraph=join_said(
            [
                choice.verdict.paragraph,
                *say_kept(kept, choice.candidate(choice.k)),
                *say_kept_columns(kept, choice.verdict.kind, len(columns)),
            ],
            " ",
        ),
        evidence=replace_inertia(choice.verdict.evidence, kept, choice.candidate(choice.k)),
        options=_describe_kept_size(choice.verdict.options, segmentation),
    )
    return replace(choice, kept=kept, verdict=verdict)


def _describe_kept_size(
    options: tuple[Option, ...], segmentation: Segmentation
) -> tuple[Option, ...]:
    """Give the number that was kept the size of its smallest segment as kept."""
    sizes = segmentation.assignment.count_members(segmentation.k)
    smallest = float(sizes.min() / sizes.sum())
    return tuple(
        replace(option, smallest_share=smallest) if option.k == segmentation.k else option
        for option in options
    )
