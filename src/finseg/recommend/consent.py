"""Who may be contacted at all?

The columns with role `consent` in, a code per customer out. A column says either that the customer
agrees, or, by its name, that the customer refuses ("do not contact"). What is no known word for yes
or no is not known, and is not guessed.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from finseg.maths.arrays import Codes
from finseg.records.dataset import Column, Dataset
from finseg.settings import RecommendSettings
from finseg.vocabulary.words import split_heading

ALLOWED, REFUSED, NOT_KNOWN = 0, 1, 2

_YES = frozenset({
    "yes", "y", "true", "t", "1", "1.0", "x", "ok", "agreed", "agree", "given", "granted",
    "opted_in", "opted in", "opt_in", "opt in", "opted-in", "opt-in", "optin", "in", "allowed",
    "subscribed",
    "accepted", "accept", "ja", "oui", "si", "sí", "sim",
})  # fmt: skip
_NO = frozenset({
    "no", "n", "false", "f", "0", "0.0", "refused", "refuse", "denied", "declined", "withdrawn",
    "revoked", "none", "never", "opted_out", "opted out", "opt_out", "opt out", "opted-out",
    "opt-out", "optout", "out", "unsubscribed", "nein", "non", "nao", "não",
})  # fmt: skip
# Under the heading "opt out", too, "in" is in: these words speak for themselves.
_SAYS_IN = sorted(w for w in _YES if w.endswith("in") or w == "subscribed")
_SAYS_OUT = sorted(w for w in _NO if "out" in w or w == "unsubscribed")
_REFUSING = re.compile(
    r"\b(do not|dont|dnc|dnd|opt(ed)? ?out|unsubscribed?|suppress(ed|ion)?|no (contact|marketing)|"
    r"refus(ed|al)|withdrawn|revoked|werbe(sperre|widerspruch|verbot))\b"
)


def read_consent(dataset: Dataset, settings: RecommendSettings) -> Codes:
    """Tell for each customer: 0 may be contacted, 1 refused, 2 consent unknown.

    Several columns: one refusal is enough, and all must agree. Without any column everybody may be
    contacted, which the report says.
    """
    code = np.zeros(dataset.rows, np.int8)
    for column in dataset.select_by_role("consent"):
        own = _read_consent_column(dataset.table[column.name], column, settings)
        code = np.where(code == REFUSED, code, np.where(own == ALLOWED, code, own))
    if settings.consent == "not refused":
        code[code == NOT_KNOWN] = ALLOWED
    return code.astype(np.int8)


def _read_consent_column(values: pl.Series, column: Column, settings: RecommendSettings) -> Codes:
    texts = values.cast(pl.String).str.strip_chars().str.to_lowercase().fill_null("")
    if settings.consent_values:
        agreeing = [v.strip().lower() for v in settings.consent_values]
        return np.where(texts.is_in(agreeing).to_numpy(), ALLOWED, REFUSED).astype(np.int8)
    yes, no = texts.is_in(sorted(_YES)).to_numpy(), texts.is_in(sorted(_NO)).to_numpy()
    if _REFUSING.search(split_heading(column.original)):
        says_out, says_in = texts.is_in(_SAYS_OUT).to_numpy(), texts.is_in(_SAYS_IN).to_numpy()
        yes, no = (no & ~says_out) | says_in, (yes & ~says_in) | says_out
    return np.select([yes, no], [ALLOWED, REFUSED], NOT_KNOWN).astype(np.int8)
