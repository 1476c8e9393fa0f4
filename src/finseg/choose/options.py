"""What would each number of segments give, and what would one more do?

Trials and the limits of the business in; one `Option` per number of segments out, and for the
number that is kept `OneMore`: which segment would split, and into what sizes. Decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from finseg.choose.constraints import find_broken_limit
from finseg.records.choice import Trials
from finseg.records.verdict import OneMore, Option, VerdictKind
from finseg.settings import ChooseSettings


def list_options(
    trials: Trials,
    settings: ChooseSettings,
    classify: Callable[[Trials, int], VerdictKind],
    too_small: Collection[int] = (),
) -> tuple[Option, ...]:
    """Describe each number of segments from 2 on.

    `classify` says of what kind a division is; `too_small` are the numbers whose smallest segment
    broke the limit when they were kept on all customers.
    """
    options = []
    for candidate in trials.candidates:
        if candidate.k < 2:
            continue
        agreement = trials.agreement(candidate.k)
        null = agreement.noise_reach if agreement else None
        limit = find_broken_limit(candidate, settings)
        if not limit and candidate.k in too_small:
            limit = "smallest share when kept"
        options.append(
            Option(
                k=candidate.k,
                kind=classify(trials, candidate.k),
                agreement=agreement.mean if agreement else None,
                error=agreement.error if agreement else None,
                noise=null.mean if null else None,
                threshold=null.threshold if null else None,
                smallest_share=candidate.smallest_share,
                limit=limit,
            )
        )
    return tuple(options)


def find_split(trials: Trials, k: int) -> OneMore | None:
    """Find what the next number of segments makes of a division into k; None where it is unknown.

    The segment that splits is the one whose second-largest part at the next number is the largest
    of all; everyone in the largest part of their own segment, or in that second part, stays
    together.
    """
    larger = [number for number in trials.candidate_ks if number > k]
    if k < 2 or not larger or larger[0] != k + 1:
        return None
    parts: dict[int, list[float]] = defaultdict(list)
    for flow in trials.flows:
        if flow.k == k:
            parts[flow.source].append(flow.share)
    ordered = {source: sorted(shares, reverse=True) for source, shares in parts.items()}
    torn = {source: shares for source, shares in ordered.items() if len(shares) > 1}
    if not torn:
        return None
    source = max(torn, key=lambda s: (torn[s][1], torn[s][0], -s))
    first, second = torn[source][:2]
    return OneMore(
        k=k + 1,
        split_share=sum(torn[source]),
        parts=(first, second),
        staying=min(1.0, sum(shares[0] for shares in ordered.values()) + second),
    )
