"""In which currency does a heading say its figures are?

A heading in, the ISO code out: `income_eur`, `Balance (USD)`, `Loan amount in €`. A code counts at
the end of a heading only, and only where it is no word of another meaning: "all", "top", "try" and
`mnt` are codes as well.
"""

from __future__ import annotations

import re
from functools import cache

from finseg.vocabulary.missing_values import load_spelling_table
from finseg.vocabulary.number_patterns import join_alternatives

_ENDS = (
    re.compile(r"(?<=[a-z])([A-Z]{3})[^\w]*$"),  # "incomeEUR"
    re.compile(r"(?<![^\W_])([^\W\d_]+)[^\w]*$"),
)


def find_heading_currency(heading: str) -> str:
    """Return the code of the currency a heading names, or an empty text.

    Examples
    --------
    >>> [find_heading_currency(h) for h in ("income_eur", "Balance (USD)", "Loan in €", "MntWines")]
    ['EUR', 'USD', 'EUR', '']

    """
    codes = load_spelling_table()["currency"]["signs"]
    signs = {str(codes[sign.casefold()]) for sign in _compile_signs().findall(heading)}
    if signs:
        return signs.pop() if len(signs) == 1 else ""
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
    for pattern in _ENDS:
        end = pattern.search(heading)
        before = heading[: end.start()] if end else ""
        if end and end[1].upper() in _list_codes() and re.search(r"[^\W_]", before):
            return end[1]
    return ""


@cache
def _compile_signs() -> re.Pattern[str]:
    """Return the pattern of signs that are no mere words, the longest first: `R$` is no `$`."""
    signs = [sign for sign in load_spelling_table()["currency"]["signs"] if not _is_word(sign)]
    return re.compile(rf"(?i)(?<![^\W_])(?:{join_alternatives(signs)})(?![^\W_])|[€£₹]")


def _is_word(sign: str) -> bool:
    return sign.strip(".").isalpha() and sign not in {"zł", "kč"}


@cache
def _list_codes() -> frozenset[str]:
    return frozenset(load_spelling_table()["currency"]["in_headings"])
