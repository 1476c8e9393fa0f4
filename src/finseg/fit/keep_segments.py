"""Which of the numbers that were recommended keeps to the limits on all customers, too?

`Choice`, prepared and raw matrix in; the segmentation that is kept out, with the choice it stands
for. Candidates are fitted on a sample with few starts: a segment just above the smallest share may
fall below it when all customers are fitted. The next number in rank is then taken, and the cost is
said; a number the user fixed is kept, and the summary says which of its segments is too small.
"""

from __future__ import annotations

from finseg.choose import choose_again, compare_kept
from finseg.document.said import Share
from finseg.fit.segments import fit_segments
from finseg.maths.arrays import Floats
from finseg.records.choice import Choice
from finseg.records.segmentation import Segmentation
from finseg.settings import Settings


def keep_segments(
    prepared: Floats,
    raw: Floats,
    columns: tuple[str, ...],
    choice: Choice,
    settings: Settings,
    weights: Floats | None = None,
    *,
    centres: Floats | None = None,
    centres_from: str = "",
) -> tuple[Choice, Segmentation]:
    """Fit the recommended number, and the next ones where it does not keep to the limit.

    `choice` is what the candidates recommend; the matrices, columns, weights and centres are
    as for `fit_segments`, and `[choose] smallest_share` is the limit, of the rows.

    Returns
    -------
    Choice
        The verdict on the number that is kept, with what was kept held against what was weighed.
    Segmentation
        With no segment below the limit, unless the user fixed k.

    Raises
    ------
    FinsegError
        As for `fit_segments`.

    Notes
    -----
    One fit for each number that breaks the limit, and there are fewer of them than numbers tried:
    k = 1 keeps to every limit.

    """
    too_small: dict[int, Share] = {}
    while True:
        kept = fit_segments(
            prepared,
            raw,
            columns,
            k=choice.k,
            settings=settings.fit,
            weights=weights,
            centres=centres,
            centres_from=centres_from,
        )
        share = float(kept.assignment.count_members(kept.k).min() / len(prepared))
        if choice.given or share >= settings.choose.smallest_share:
            return compare_kept(choice, prepared, columns, kept, settings.choose), kept
        too_small[choice.k] = Share(share, of=len(prepared), digits=2)
        choice = choose_again(choice, too_small, settings.choose)
