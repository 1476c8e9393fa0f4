"""How was one column of dates understood?

`Dates`: the form they are written in, why, and what else stands among them.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.said import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """How one column of dates was understood."""

    column: str
    form: str = ""  # as for `strptime`; "" where it could not be decided
    said: str = ""  # the form in words: "day/month/year"
    evidence: Text = ""  # why this form, or why none
    examples: tuple[str, ...] = ()  # forms that are possible, where it could not be decided
    unreadable: int = 0  # values in another form, or no dates; they are gaps in what is derived
    others: tuple[tuple[str, int], ...] = ()  # other forms that stand in it: ("2024-01-31", 3)
    two_digit_years: int = 0
    placeholders: int = 0  # 9999-12-31 and the like
    first: str = ""  # ISO dates
    last: str = ""
