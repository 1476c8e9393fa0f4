"""Does a column say how far somebody is behind with payments today?

A column of arrears in, yes or no out. Days or months past due today are no history: a payment that
was late once, or a count of them, may have been paid long since.
"""

from __future__ import annotations

import re

from finseg.records.dataset import Column
from finseg.vocabulary.words import split_heading

_TODAY = re.compile(
    r"\bdpd\b|\b(past|over) ?due\b|\barrears\b|\bdays? (late|behind|delinquent)\b|"
    r"\b(verzug|rueckstand|atraso|retard|mora)\b"
)
_HISTORY = re.compile(
    r"\b(times?|number|num|no|nr|count|cnt|ever|max|maximum|worst|highest|avg|average|mean|total|"
    r"history|hist|since|prev|previous|prior|delinquenc(y|ies)|missed|"
    r"(last|past) \d+|\d+ ?(m|mths?|months?|y|yrs?|years?))\b"
)


def tells_months_behind(column: Column) -> bool:
    """Tell whether a column of arrears holds days or months that are past due today."""
    phrase = split_heading(column.original)
    return (
        column.unit in ("days", "months")
        and bool(_TODAY.search(phrase))
        and not _HISTORY.search(phrase)
    )
