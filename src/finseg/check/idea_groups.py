"""Which columns are one idea, and which of them share one weight?

Names and rank correlations of the features in, `ColumnGroup`s out. An idea that stands in six
columns counts six times, whoever chose them; near copies add nothing to what the first one says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.maths.arrays import Floats
from finseg.maths.relations import group_correlated_columns
from finseg.records.redundancy import ColumnGroup
from finseg.settings import Redundant

ONE_IDEA = 0.8  # rank correlation, in size, of every two columns of a group
COPY = 0.95  # … of every two columns that share the weight of one, without a word
MANY = 4.0  # columns, like which an idea must count to be given the weight of one


def group_ideas(names: Sequence[str], r: Floats, redundant: Redundant) -> Iterator[ColumnGroup]:
    """Group the columns that rise and fall together, and decide which share one weight.

    Unless the settings say otherwise these are near copies, by themselves or among others of one
    idea, and an idea that would count like `MANY` columns.
    """
    copies = group_correlated_columns(r, COPY) if redundant == "share copies" else []
    for members, least, together in group_correlated_columns(r, ONE_IDEA):
        columns = tuple(names[j] for j in members)
        many = redundant == "share copies" and (least >= COPY or together >= MANY)
        if many or redundant == "share":
            yield ColumnGroup(columns=columns, agreement=least, weight=together, shared=True)
            continue
        inside = [copy for copy in copies if set(copy[0]) <= set(members)]
        for inner, alike, weight in inside:
            some = tuple(names[j] for j in inner)
            yield ColumnGroup(columns=some, agreement=alike, weight=weight, shared=True)
        left = _weigh_together(r, members, [inner for inner, _, _ in inside])
        yield ColumnGroup(columns=columns, agreement=least, weight=left, shared=False)


def _weigh_together(r: Floats, members: Sequence[int], sharing: Sequence[Sequence[int]]) -> float:
    """Return like how many columns an idea counts, parts of which share the weight of one."""
    counts = np.ones(len(r))
    for inner in sharing:
        counts[list(inner)] = len(inner) ** -0.5
    own = np.ix_(list(members), list(members))
    size = np.abs(np.nan_to_num(r)) * np.outer(counts, counts)
    np.fill_diagonal(size, counts**2)
    return float(np.linalg.eigvalsh(size[own])[-1])
