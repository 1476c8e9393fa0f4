"""Which numbers of segments can the business use, and what do its limits cost?

Trials and settings in; the numbers that keep to the limits out, and one sentence per limit on what
it cost.
"""

from __future__ import annotations

from collections.abc import Mapping

from finseg.document.said import Count, Said, Share, say
from finseg.records.candidate import Candidate
from finseg.records.choice import Trials
from finseg.records.verdict import Limit
from finseg.settings import ChooseSettings


def find_usable_ks(trials: Trials, settings: ChooseSettings) -> tuple[int, ...]:
    """Return the numbers of segments, from 2 on, that keep to every limit; ascending.

    A number beyond `k_max` counts where the search went on past it, not where it was asked for.
    """
    most = settings.k_max if trials.searched_on is None else trials.candidate_ks[-1]
    return tuple(
        c.k for c in trials.candidates if 2 <= c.k <= most and not find_broken_limit(c, settings)
    )


def find_broken_limit(candidate: Candidate, settings: ChooseSettings) -> Limit:
    """Return the limit of the business that a number of segments breaks; "" for none."""
    if settings.most_segments is not None and candidate.k > settings.most_segments:
        return "most segments"
    return "" if candidate.smallest_share >= settings.smallest_share else "smallest share"


def say_costs(trials: Trials, *, k: int, free_k: int, settings: ChooseSettings) -> tuple[Said, ...]:
    """Say what each limit cost: which number would have been taken without it.

    `k` is the number that is kept, `free_k` the one that would be taken without limits.
    """
    if k == free_k:
        return ()
    lost = say(
        "without this limit the answer would have been {free}", free=Count(free_k, "segment")
    )
    if settings.k is not None:
        return (say("You fixed {k}; {lost}.", k=Count(k, "segment"), lost=lost),)
    free = trials.candidate(free_k)
    costs = []
    if free.smallest_share < settings.smallest_share:
        costs.append(
            say(
                "No segment may hold less than {limit} of the customers: {lost}, the smallest of "
                "which holds {share}.",
                limit=Share(settings.smallest_share),
                lost=lost,
                share=Share(free.smallest_share, of=trials.rows),
            )
        )
    if settings.most_segments is not None and free_k > settings.most_segments:
        most = Count(settings.most_segments, "segment")
        costs.append(say("You can serve at most {most}: {lost}.", most=most, lost=lost))
    return tuple(costs)


def say_broken_limits(too_small: Mapping[int, Share], settings: ChooseSettings) -> tuple[Said, ...]:
    """Say which numbers kept to the limit as candidates and not when all customers were fitted."""
    if settings.k is not None:
        return ()
    return tuple(
        say(
            "{k} were fitted on all customers and not kept: the smallest segment holds {share} of "
            "the customers, less than the {limit} you asked for.",
            k=Count(k, "segment"),
            share=share,
            limit=Share(settings.smallest_share),
        )
        for k, share in too_small.items()
    )
