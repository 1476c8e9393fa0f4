"""Which counts are too small to be shown, and what may be shown instead?

How many of a group said yes in; the least and the most it may be taken for out. Where fewer than
five said yes, or fewer than five did not, whoever knows some of them learns about the others, and
that too where it can be worked out from figures that are told. So everything that is said of such a
group is computed from the limits, never from the count.
"""

from __future__ import annotations

from finseg.campaign.plan_record import LEAST_GROUP


def bound_yes_count(yes: int, known: int) -> tuple[int, int]:
    """Return the least and the most yes that a group is taken for; the same where it may be told.

    Parameters
    ----------
    yes : int
    known : int
        The group's customers whose outcome is known, `yes` or more.

    Examples
    --------
    >>> bound_yes_count(12, 90), bound_yes_count(2, 90), bound_yes_count(89, 90)
    ((12, 12), (0, 4), (86, 90))

    """
    if min(yes, known - yes) >= LEAST_GROUP:
        return yes, yes
    hidden = min(LEAST_GROUP - 1, known)
    return (0, hidden) if yes <= known - yes else (known - hidden, known)
