"""In which currency does a heading say its figures are?

A heading in, the ISO code out: `income_eur`, `Balance (USD)`, `Loan amount in €`. A code counts at
the end of a heading only, and only where it is no word of another meaning: "all", "top", "try" and
`mnt` are codes as well.
"""

from __future__ import annotations

import re
from functools import cache

from finseg.vocabulary.missing_values import load_spelling_table

_END = re.compile(r"(?<![^\W_])([^\W\d_]+)[^\w]*$")
_SIGNS = re.compile(r"[^\w\s()\[\]{}.,:;/%#&+*÷-]")


def find_heading_currency(heading: str) -> str:
    """Return the code of the currency a heading names, or an empty text.

    Examples
    --------
    >>> [find_heading_currency(h) for h in ("income_eur", "Balance (USD)", "Loan in €", "MntWines")]
    ['EUR', 'USD', 'EUR', '']

    """
    table = load_spelling_table()["currency"]
    signs = {str(table["signs"].get(sign, "")) for sign in _SIGNS.findall(heading)} - {""}
    if len(signs) == 1:
        return signs.pop()
    found = _find_last_code(heading)
    return found.upper() if found else ""


def strip_heading_currency(heading: str) -> str:
    """Take the code off the end of a heading that says something before it.

    Examples
    --------
    >>> [strip_heading_currency(heading) for heading in ("income_eur", "Balance in USD", "EUR")]
    ['income', 'Balance', 'EUR']

    """
    found = _find_last_code(heading)
    if not found:
        return heading
    before = heading[: heading.rindex(found)]
    kept = re.sub(r"(?i)(?<![^\W_])in[\W_]*$", "", before.rstrip(" _-.([{/"))
    return kept.rstrip(" _-.([{/")


def _find_last_code(heading: str) -> str:
    end = _END.search(heading)
    if end is None or end[1].upper() not in _list_codes():
        return ""
    return end[1] if re.search(r"[^\W_]", heading[: end.start(1)]) else ""


@cache
def _list_codes() -> frozenset[str]:
    return frozenset(load_spelling_table()["currency"]["in_headings"])
