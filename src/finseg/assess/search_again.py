"""Would the same natural groups be found after another defensible preparation?

Sampled customers, prepared as they were, and the groups that were found among them in; a search out
that is asked about the same customers prepared otherwise, and answers only where it comes to other
groups. It looks less closely than the search behind the verdict: where it does not find the groups
again in the same customers unchanged, it says nothing about any change.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from finseg.choose import find_other_groups, find_quick_groups
from finseg.maths.arrays import Floats
from finseg.records.doubts import Groups

Search = Callable[[Floats], Groups | None]


def ask_nothing(_: Floats) -> Groups | None:
    """Find no other groups: where there were none, or they cannot be found so quickly."""
    return None


def prepare_search(prepared: Floats, groups: Groups | None, *, k_max: int, seed: int) -> Search:
    """Return a search that tells where a change makes other groups.

    Parameters
    ----------
    prepared : array of shape (m, d)
        The customers, as they were prepared.
    groups : Groups, optional
        What was found among all customers; None if there are no natural groups.
    k_max : int
        The largest number of groups looked for.
    seed : int

    Notes
    -----
    One search here and one for each change, each of about half a second.

    """
    if groups is None:
        return ask_nothing

    most, own_seed = max(2, k_max), np.random.SeedSequence(seed)
    if find_quick_groups(prepared, k_max=most, seed=own_seed) != groups:
        return ask_nothing

    def search(x: Floats) -> Groups | None:
        return find_other_groups(x, groups, k_max=most, seed=own_seed)

    return search
