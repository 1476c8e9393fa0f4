"""How often did what a bank wants to know happen in a segment: who left, paid, defaulted?

`Outside` in, one `OutcomeRate` per outcome out: of the level that tells the event, the share in the
segment with its interval, beside the share among all. Outcomes that are amounts have no rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finseg.records.outside import Comparison, LevelShare, Outside
from finseg.vocabulary.yes_no import says_yes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRate:
    """One outcome in one segment."""

    column: str
    level: LevelShare  # of the event; NaN where it may not be shown
    differs: bool  # whether the segments differ in the outcome, after correction

    @property
    def event(self) -> str:
        """What happened: the level, or "yes" where the column's name says what."""
        return "yes" if says_yes(self.level.level) else self.level.level

    @property
    def is_shown(self) -> bool:
        """Whether the rate may be shown."""
        return math.isfinite(self.level.share)

    @property
    def share_of_all(self) -> float:
        """The share among all customers; NaN where it may not be shown, or nobody here has it."""
        return self.level.share / self.level.index if self.level.index > 0 else math.nan

    @property
    def difference(self) -> float:
        """How far the rate is from that of all; 0 where chance may have made it so.

        The segments must differ in the outcome, and the interval must leave out the rate of all.
        """
        level, everyone = self.level, self.share_of_all
        if not self.differs or level.low <= everyone <= level.high or math.isnan(everyone):
            return 0.0
        return level.share - everyone


def list_outcome_rates(outside: Outside, segment: int) -> tuple[OutcomeRate, ...]:
    """Return the rates of a segment that may be shown, the most different outcome first."""
    rates = (
        OutcomeRate(column=c.outside.column.name, level=level, differs=c.is_clear)
        for c in outside.comparisons
        if c.outside.column.role == "outcome"
        if (level := _find_event(c, segment)) is not None
    )
    return tuple(rate for rate in rates if rate.is_shown)


def _find_event(comparison: Comparison, segment: int) -> LevelShare | None:
    """Return the level that tells the event, in one segment; None for an outcome of amounts."""
    if not comparison.levels or not comparison.levels[segment]:
        return None
    place = choose_event([level.level for level in comparison.levels[segment]])
    return comparison.levels[segment][place]


def choose_event(levels: Sequence[str]) -> int:
    """Choose the level that tells the event, of levels with the most frequent first.

    One that says yes; else the second most frequent: what is recorded is what most do not do.

    Examples
    --------
    >>> choose_event(["Yes", "No"]), choose_event(["Existing Customer", "Attrited Customer"])
    (0, 1)

    """
    said = next((place for place, level in enumerate(levels) if says_yes(level)), None)
    return min(1, len(levels) - 1) if said is None else said
