"""What did the offer change?

Groups and outcomes in, `Uplift` out. Customers count in the group they were put in, whatever became
of them (intention to treat). Segments are compared within themselves and put together by their
sizes, never poured into one pot, since their control groups are of different shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from finseg.campaign.answers import UNKNOWN, YES
from finseg.campaign.assigned import Assigned
from finseg.campaign.cells import bound_yes_count
from finseg.campaign.outcomes import Outcomes
from finseg.campaign.plan_record import CONTROL, LEAST_GROUP
from finseg.campaign.uplift_record import NOTHING, Answer, ArmOutcome, Compared, Effect, Uplift
from finseg.maths.arrays import Floats, Ints
from finseg.maths.holm import correct_by_holm
from finseg.maths.proportions import (
    Interval,
    combine_differences,
    compare_shares,
    difference_p_value,
)
from finseg.records.dataset import Reject
from finseg.records.finding import Finding

Pair = tuple[ArmOutcome, ArmOutcome]  # with the offer, without it


def find_uplift(
    assigned: Assigned,
    outcomes: Outcomes,
    *,
    significance: float,
    planned: float | None,
    rows_read: int,
    source: str,
    noticed: Sequence[Finding] = (),
) -> Uplift:
    """Compare the groups of a campaign.

    Parameters
    ----------
    assigned, outcomes
        Who is in which group, and what became of each.
    significance : float
        Of all segments together, and of the whole.
    planned : float or None
        The uplift the campaign was planned for; None where that is not known.
    rows_read, source
        Of the outcomes.
    noticed : sequence of Finding
        What was noticed about the campaign before.

    Notes
    -----
    Segments: score intervals at 1 − significance ÷ segments, so that all hold together; p-values
    corrected by Holm's method. In all: the mean of the segments' differences weighted by their
    customers, at 1 − significance, not corrected: it is the one first question. Nothing is said of
    segments with fewer than five known outcomes in a group, and they do not count in all.

    """
    parts = _count_groups(assigned, outcomes)
    names = dict(assigned.table.select("segment", "name").unique().iter_rows())
    told = [s for s, pair in parts.items() if min(g.known for g in pair) >= LEAST_GROUP]
    level = significance / max(len(parts), 1)
    p = {s: _compute_largest_p_value(parts[s]) if s in told else 1.0 for s in parts}
    corrected = dict(zip(p, correct_by_holm(list(p.values())).tolist(), strict=True))
    wide = (
        zip(*_compute_safe_intervals([parts[s] for s in told], level), strict=True) if told else ()
    )
    effects = {
        s: _make_effect(limits, p[s], corrected[s], significance, planned)
        for s, limits in zip(told, wide, strict=True)
    }
    return Uplift(
        product=assigned.product,
        outcome=outcomes.column,
        significance=significance,
        planned=planned,
        segments=tuple(
            Compared(segment=s, name=names[s], treated=t, control=c, effect=effects.get(s, NOTHING))
            for s, (t, c) in parts.items()
        ),
        together=_combine_effects([parts[s] for s in told], significance, planned)
        if told
        else NOTHING,
        findings=(*noticed, *outcomes.findings),
        rejects=_sort_rejects(outcomes.rejects),
        rows_read=rows_read,
        source=source,
    )


def _sort_rejects(rejects: Sequence[Reject]) -> tuple[Reject, ...]:
    return tuple(sorted(rejects, key=lambda r: (r.file, r.line)))


def _count_groups(assigned: Assigned, outcomes: Outcomes) -> dict[int, Pair]:
    """Count the customers, the known and the yes of both groups of each segment."""
    segments, place = np.unique(assigned.table["segment"].to_numpy(), return_inverse=True)
    cell = 2 * place + (assigned.table["arm"] == CONTROL).to_numpy()
    cells = 2 * len(segments)
    size, known, yes = (
        np.bincount(cell[which], minlength=cells).tolist()
        for which in (slice(None), outcomes.known != UNKNOWN, outcomes.known == YES)
    )
    groups = []
    for i in range(cells):
        least, most = bound_yes_count(yes[i], known[i])
        groups.append(ArmOutcome(assigned=size[i], known=known[i], least=least, most=most))
    return {s: (groups[2 * i], groups[2 * i + 1]) for i, s in enumerate(segments.tolist())}


def _list_yes_cases(pair: Pair) -> tuple[Ints, Ints]:
    """Return the yes of both groups, in every combination that they are taken for."""
    first, second = (np.arange(group.least, group.most + 1) for group in pair)
    return np.repeat(first, len(second)), np.tile(second, len(first))


def _compute_safe_intervals(parts: Sequence[Pair], alpha: float) -> Interval:
    """Return intervals that hold in every case; the difference is the middle of them."""
    cases = [_list_yes_cases(pair) for pair in parts]
    sizes = [len(first) for first, _ in cases]
    yes1, yes0 = (np.concatenate(part) for part in zip(*cases, strict=True))
    n1, n0 = (np.repeat([pair[i].known for pair in parts], sizes) for i in (0, 1))
    found = compare_shares(yes1, n1, yes0, n0, alpha)
    starts = np.cumsum([0, *sizes[:-1]])
    least, most = (f.reduceat(found.difference, starts) for f in (np.minimum, np.maximum))
    low, high = np.minimum.reduceat(found.low, starts), np.maximum.reduceat(found.high, starts)
    return Interval((least + most) / 2, low, high)


def _compute_largest_p_value(pair: Pair) -> float:
    """Return the largest p-value of all cases."""
    n1, n0 = (group.known for group in pair)
    cases = zip(*(part.tolist() for part in _list_yes_cases(pair)), strict=True)
    return max(difference_p_value(yes1, n1, yes0, n0) for yes1, yes0 in cases)


def _combine_effects(parts: Sequence[Pair], significance: float, planned: float | None) -> Effect:
    """Weight the segments' differences by their customers."""
    each = _compute_safe_intervals(parts, significance)
    if len(parts) == 1:
        p = _compute_largest_p_value(parts[0])
        return _make_effect(
            (each.difference[0], each.low[0], each.high[0]), p, p, significance, planned
        )
    sizes = np.array([t.assigned + c.assigned for t, c in parts], float)
    weights = sizes / sizes.sum()
    p = _compute_pooled_p_value(parts, weights)
    return _make_effect(combine_differences(each, weights), p, p, significance, planned)


def _compute_pooled_p_value(parts: Sequence[Pair], weights: Floats) -> float:
    """Test the weighted mean of the differences, with each segment's pooled variance.

    Where counts are not told, it is the larger p-value of the two ends, or 1 if nothing lies
    between them.
    """
    n1, n0 = (np.array([pair[i].known for pair in parts]) for i in (0, 1))
    ends = []
    for up in (False, True):
        yes1 = np.array([t.most if up else t.least for t, _ in parts])
        yes0 = np.array([c.least if up else c.most for _, c in parts])
        share, n = (yes1 + yes0) / (n1 + n0), n1 + n0
        own = share * (1 - share) * (1 / n1 + 1 / n0) * n / (n - 1)
        spread = math.sqrt(float((weights**2 * own).sum()))
        gap = float((weights * (yes1 / n1 - yes0 / n0)).sum())
        ends.append(gap / spread if spread > 0 else 0.0)
    low, high = ends
    return math.erfc(min(abs(low), abs(high)) / math.sqrt(2)) if low * high > 0 else 1.0


def _make_effect(
    limits: tuple[Floats, Floats, Floats],
    p: float,
    corrected: float,
    significance: float,
    planned: float | None,
) -> Effect:
    found, low, high = (float(x) for x in limits)
    return Effect(
        difference=found,
        low=low,
        high=high,
        p=p,
        p_corrected=corrected,
        answer=_choose_answer(found, low, high, planned, shown=corrected <= significance),
    )


def _choose_answer(
    found: float, low: float, high: float, planned: float | None, *, shown: bool
) -> Answer:
    """Say what it comes to, seen from the direction the campaign was planned for."""
    upwards = planned is None or planned > 0
    if shown:
        return "shown" if (found > 0) == upwards else "other way"
    if planned is not None and (high < planned if upwards else low > planned):
        return "ruled out"
    return "not shown"
