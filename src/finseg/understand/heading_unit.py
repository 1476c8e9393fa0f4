"""What does a currency in a heading say of the column's figures?

A heading with the unit that its words suggest in; a unit of money, and a reading that notes which
money, out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from finseg.document.numbers import MONEY, Unit
from finseg.records.reading import Reading
from finseg.vocabulary.heading_currency import find_heading_currency
from finseg.vocabulary.words import split_heading

# Of what is counted, answered or divided a currency is not the unit: `n_loans_usd`.
_NO_AMOUNT = re.compile(
    r"\b(n|no|nr|num|number|count|cnt|qty|has|is|flag|rate|ratio|share|pct|percent|code|id)\b"
)


def take_named_currency(unit: Unit, heading: str) -> Unit:
    """Make an amount of what no word gives a unit, where the heading names a currency."""
    if unit != "none" or _NO_AMOUNT.search(split_heading(heading)):
        return unit
    return "currency" if find_heading_currency(heading) else unit


def note_heading_currency(reading: Reading, heading: str, unit: Unit) -> Reading:
    """Note which currency the heading of an amount names."""
    named = find_heading_currency(heading) if unit in MONEY else ""
    return replace(reading, heading_currency=named) if named else reading
