"""Whose customers are these, and which of the bundled catalogues is for them?

The headings of a table in, a business and the columns that speak for it out. It takes three columns
that belong to one business and to none of the others; what fits two, or none, is a bank's table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from finseg.document.said import Names, Text, say
from finseg.records.dataset import Dataset
from finseg.settings import Business
from finseg.vocabulary.words import split_heading

BUSINESSES: tuple[Business, ...] = get_args(Business)
_ENOUGH = 3  # columns that speak for a business
_WORDS: dict[Business, re.Pattern[str]] = {
    "telecom": re.compile(
        r"\b(internet|phone service|multiple lines|streaming|broadband|fiber|fibre|tech support|"
        r"arpu|roaming|sms|data (us\w+|volume|gb|mb)|voice ?mail|vmail|mou|contract|"
        r"monthly charges?|"
        r"(day|eve|evening|night|intl) (mins|minutes|calls|charges?))\b"
    ),
    "insurer": re.compile(
        r"\b(premiums?|claims?|policy|policies|deductible|cover|coverage|sum (assured|insured)|"
        r"claim free|no claims?|insured|vehicle (age|class))\b"
    ),
    "cards": re.compile(
        r"\b(credit limit|cash advance|revolving|utili[sz]ation|card category|open to buy|"
        r"minimum payments?|full payment|one ?off purchases|instal?lments? purchases?|"
        r"purchases instal?lments?|(total )?trans(actions?)? (amt|amount|ct|count))\b"
    ),
    "shop": re.compile(
        r"^(recency|frequency|monetary)\b|"
        r"\b(orders?|basket|(store|web|catalog|deals) purchases|last (purchase|order|visit)|"
        r"discount|coupons?|vouchers?|items?|invoices?|mnt|quantity|returns)\b"
    ),
}
# What only a bank knows of its customers, or asks them for.
_BANK = re.compile(
    r"\b(loans?|mortgage|deposits?|savings?|investments?|account balance|housing|credit score|"
    r"(current|checking|salary) account|securities|cd account)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessFound:
    """Whose business it is, and by which columns."""

    name: Business
    columns: tuple[str, ...] = ()
    others: tuple[Business, ...] = ()  # that are as likely

    def describe(self) -> Text:
        """Say which catalogue was taken and why, or ask; "" for a plain bank."""
        if self.others:
            first, *rest = self.others
            return say(
                "finseg does not know whose customers these are, and took the products of a bank. "
                'Say so in [recommend]: business = "{first}" or {rest}.',
                first=first,
                rest=" or ".join(f'"{one}"' for one in rest),
            )
        if not self.columns:
            return ""
        return say(
            "The products are those of a small catalogue for {who}, because of {columns}. "
            '[recommend] business = "bank" takes those of a bank.',
            who=_WHO[self.name],
            columns=Names(self.columns),
        )


_WHO: dict[Business, str] = {
    "bank": "banks",
    "cards": "card issuers",
    "insurer": "insurers",
    "telecom": "telecom companies",
    "shop": "shops",
}


def find_business(dataset: Dataset) -> BusinessFound:
    """Find whose customers a table is about, by its headings."""
    headings = {c.name: split_heading(c.original) for c in dataset.columns if not c.derived}
    if any(_BANK.search(heading) for heading in headings.values()):
        return BusinessFound(name="bank")
    spoken = {
        business: tuple(name for name, heading in headings.items() if pattern.search(heading))
        for business, pattern in _WORDS.items()
    }
    likely = [business for business, columns in spoken.items() if len(columns) >= _ENOUGH]
    if not likely:
        return BusinessFound(name="bank")
    if len(likely) > 1:
        return BusinessFound(name="bank", others=tuple(likely))
    return BusinessFound(name=likely[0], columns=spoken[likely[0]])
