"""Which numbers of segments can the business use, and what do its limits cost?

Candidates and settings in; the numbers that keep to the limits out, and one sentence per limit on
what it cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finseg.document.numbers import write_percent
from finseg.records.choice import Candidate
from finseg.settings import ChooseSettings


def usable_ks(candidates: Sequence[Candidate], settings: ChooseSettings) -> tuple[int, ...]:
    """Return the numbers of segments, from 2 on, that keep to every limit; ascending."""
    most = settings.most_segments or settings.k_max
    return tuple(
        c.k
        for c in candidates
        if 2 <= c.k <= most
        and c.k <= settings.k_max
        and c.smallest_share >= settings.smallest_share
    )


def say_costs(
    candidates: Sequence[Candidate], *, k: int, free_k: int, settings: ChooseSettings
) -> tuple[str, ...]:
    """Say what each limit cost: which number would have been taken without it.

    Parameters
    ----------
    candidates : sequence of Candidate
    k : int
        The number that is kept.
    free_k : int
        The number that would be taken without limits.
    settings : ChooseSettings

    """
    if k == free_k:
        return ()
    lost = f"without this limit k = {free_k} would have been taken"
    if settings.k is not None:
        return (f"k = {k} was fixed; {lost}.",)
    free = next((c for c in candidates if c.k == free_k), None)
    costs = []
    if free is not None and free.smallest_share < settings.smallest_share:
        costs.append(
            f"No segment may hold less than {write_percent(settings.smallest_share)} of the customers: "
            f"{lost}, whose smallest segment holds {write_percent(free.smallest_share)}."
        )
    if settings.most_segments is not None and free_k > settings.most_segments:
        costs.append(f"At most {settings.most_segments} segments can be served: {lost}.")
    return tuple(costs)


def say_broken_limits(too_small: Mapping[int, float], settings: ChooseSettings) -> tuple[str, ...]:
    """Say which numbers kept to the limit as candidates and not when all customers were fitted."""
    if settings.k is not None:
        return ()
    return tuple(
        f"k = {k} was fitted on all customers and not kept: its smallest segment holds "
        f"{write_percent(share, digits=2)}, less than the {write_percent(settings.smallest_share)} asked for."
        for k, share in too_small.items()
    )
