"""Do these values identify a person?

Text in, what kind of personal data it is out, or nothing. Numbers with a check digit are proven by
it: of digits drawn by chance one in ten passes, so nearly all of a column must. Forms without a
check digit are only taken where no other number looks like them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

NEARLY_ALL = 0.9  # share that must pass: far above the 10 % that chance gives
_FEWEST = 8  # different values; fewer pass by chance too often (0.1^8 of the columns)
_MOST = 0.5  # share of values that must look like a form no number has
_SAMPLE = 500

_VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one kind of personal data is written, and how it is proven."""

    what: str
    pattern: str  # of the stripped text
    proof: Callable[[str], bool] | None = None  # of the digits and letters alone
    check_digit: bool = True  # the proof is one that chance passes in 10 % at most


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def passes_verhoeff(digits: str) -> bool:
    """Tell whether the last digit checks the others (Verhoeff 1969), as in Aadhaar numbers."""
    check = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[place % 8][digit])])
    return check == 0


def is_iban(text: str) -> bool:
    """Tell whether an account number leaves 1 modulo 97 (ISO 13616)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def is_cpf(digits: str) -> bool:
    """Tell whether the last two digits of a Brazilian tax number check the others."""
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(int(d) * w for d, w in zip(digits, range(length + 1, 1, -1), strict=False))
        if int(digits[length]) != total * 10 % 11 % 10:
            return False
    return True


def is_social_security_number(digits: str) -> bool:
    """Tell whether a US number may have been given out (SSA: no 000, 666 or 9xx; no zero parts)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


_CARD = r"^[2-6]\d{3}([ -]?)\d{4}([ -]?)\d{4}([ -]?)\d{1,7}$|^3[47]\d{2}([ -]?)\d{6}([ -]?)\d{5}$"
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_STREET = (
    r"(?i)^\d+[a-z]?,? .*\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|marg|nagar|blvd"
    r"|boulevard|way|close|court|rue)\b|(?:stra(?:ß|ss)e|str\.|weg|platz|gasse) \d+"
)
_PHONE = r"^(?:\+|00)\d[\d ()/-]{7,}$|^\(?\d{3}\)?[ -]\d{3}[ -]\d{4}$|^0\d{2,4}[ /-]\d{5,8}$"
_NINO = r"^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]$"
_AADHAAR, _FOUR = r"^[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}$", r"^\d{4}[ -]\d{4}[ -]\d{4}"
_IBAN = r"^[A-Za-z]{2}\d{2} ?(?:[A-Za-z0-9]{4} ?){2,7}[A-Za-z0-9]{1,4}$"
_CODICE = r"^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$"

# What is proven by a check digit comes before what only has the form.
FORMS: tuple[Form, ...] = (
    Form(what="e-mail addresses", pattern=r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
    Form(what="IBANs", pattern=_IBAN, proof=lambda text: is_iban(text.upper())),
    Form(what="card numbers", pattern=_CARD, proof=passes_luhn),
    Form(what="Aadhaar numbers", pattern=_AADHAAR, proof=passes_verhoeff),
    Form(what="numbers in the form of Aadhaar numbers", pattern=rf"{_FOUR}$"),
    Form(what="numbers in the form of card numbers", pattern=rf"{_FOUR}[ -]\d{{4}}$"),
    Form(what="Indian tax numbers (PAN)", pattern=r"^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$"),
    Form(
        what="Brazilian tax numbers (CPF)",
        pattern=r"^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$",
        proof=is_cpf,
    ),
    Form(
        what="US social security numbers",
        pattern=r"^\d{3}-\d{2}-\d{4}$",
        proof=is_social_security_number,
        check_digit=False,
    ),
    Form(what="UK national insurance numbers", pattern=_NINO),
    Form(what="Italian tax codes", pattern=_CODICE),
    Form(what="phone numbers", pattern=_PHONE),
    Form(what="IP addresses", pattern=rf"^(?:{_BYTE}\.){{3}}{_BYTE}$"),
    Form(what="postal addresses", pattern=_STREET),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalMatch:
    """What kind of personal data was found, and how sure that is."""

    what: str
    proven: bool  # by a check digit
    share: float  # of the values looked at


def find_personal(text: pl.Series) -> PersonalMatch | None:
    """Return the kind of personal data that a column holds, by its values alone.

    Looks at 500 values spread over the column; numbers are given as text.
    """
    present = text.drop_nulls()
    values = present.gather_every(max(1, len(present) // _SAMPLE)).str.strip_chars().unique()
    if not len(values):
        return None
    for form in FORMS:
        alike = values.filter(values.str.contains(form.pattern))
        share = len(alike) / len(values)
        if share <= (_MOST if form.proof is None else NEARLY_ALL - 1e-9):
            continue
        if form.proof is None:
            return PersonalMatch(what=form.what, proven=False, share=share)
        passed = sum(form.proof(re.sub(r"\W", "", value)) for value in alike.to_list())
        if len(values) >= _FEWEST and passed >= NEARLY_ALL * len(values):
            return PersonalMatch(
                what=form.what, proven=form.check_digit, share=passed / len(values)
            )
    return None
