"""Is a plain balance money that is held, or money that is owed?

Columns in, an answer per balance out, by what the table speaks of. A card's balance is owed, an
account's is held; where a table speaks of credit and does not say whose balance it is, that is
doubtful, and neither is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from finseg.records.dataset import Column
from finseg.vocabulary.words import split_heading

Standing = Literal["held", "owed", "doubtful"]

_OWN_OWED = re.compile(r"\b(cards?|cc|revolv\w*|outstanding|owed|drawn|statement)\b")
_OWN_HELD = re.compile(
    r"\b(accounts?|acc|acct|savings?|deposits?|current|checking|casa|wallet|funds|aqb|amb|mab|qab|"
    r"eod|guthaben|kontostand|conta)\b"
)
# Only who has a card, or a line of credit that is drawn, has these.
_CARD = re.compile(r"\b(cash advances?|min(imum)? (pay\w*|due)|full pay\w*|revolv\w*)\b")
_BOUGHT = re.compile(r"\b(purchases?)\b")
_ACCOUNT = re.compile(r"\b(savings?|deposits?|current acc\w*|checking|salary credits?)\b")
_PLEDGED = re.compile(
    r"\b(mortgages?|(home|housing|house|property|building) loans?|hypothek\w*|hipotecas?|"
    r"baufinanzierung|secured)\b"
)


def classify_balance(balance: Column, columns: Sequence[Column]) -> Standing:
    """Say whether a column of balances is held or owed, by its own name, else by the others'."""
    own = split_heading(balance.original)
    if _OWN_OWED.search(own):
        return "owed"
    if _OWN_HELD.search(own):
        return "held"
    others = [c for c in columns if c.name != balance.name]
    said = [split_heading(c.original) for c in others]
    lent = any(c.quantity in ("limit", "available credit", "utilisation") for c in others)
    card = _any_name_matches(_CARD, said) or (lent and _any_name_matches(_BOUGHT, said))
    if card:
        return "doubtful" if _any_name_matches(_ACCOUNT, said) else "owed"
    return "doubtful" if lent else "held"


def is_pledged(debt: Column) -> bool:
    """Tell whether a column of debts names what is pledged for them."""
    return bool(_PLEDGED.search(split_heading(debt.original)))


def _any_name_matches(pattern: re.Pattern[str], phrases: Sequence[str]) -> bool:
    return any(pattern.search(phrase) for phrase in phrases)
