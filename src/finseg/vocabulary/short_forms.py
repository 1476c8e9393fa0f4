"""Which short forms stand for which word in the headings of a bank's tables?

One table for those who read a heading and those who say it. `UNDERSTOOD` are read as their word and
said as it; the others of `SAID` are read as they stand, as in the word lists, and said in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Each stands for one word in the heading of a customer table, and for no other.
UNDERSTOOD: Mapping[str, str] = MappingProxyType({
    "pmt": "payment", "pmts": "payments", "pymt": "payment", "pymts": "payments",
    "paymt": "payment", "pymnt": "payment", "pymnts": "payments", "mtg": "mortgage",
    "mtge": "mortgage", "dlq": "delinquencies", "delq": "delinquencies",
    "dlnq": "delinquencies", "lmt": "limit", "lmts": "limits", "spnd": "spend",
    "instl": "instalment", "instlmt": "instalment", "tenr": "tenure", "rcncy": "recency",
    "slry": "salary", "incm": "income", "blnc": "balance", "dpst": "deposit", "svgs": "savings",
    "prchs": "purchase",
})  # fmt: skip

# Abbreviations that mean one thing in a table of customers; others stay as they stand.
SAID: Mapping[str, str] = MappingProxyType({
    **UNDERSTOOD,
    "amt": "amount", "amnt": "amount", "bal": "balance", "avg": "average", "tot": "total",
    "num": "number", "nr": "number", "cnt": "count", "ct": "count", "qty": "quantity",
    "pct": "percent", "prc": "percent", "chng": "change", "trans": "transaction",
    "txn": "transaction", "txns": "transactions", "trx": "transactions", "util": "utilisation",
    "acct": "account", "accts": "accounts", "yr": "year", "yrs": "years",
    "mth": "month", "mths": "months", "cred": "credit", "cust": "customer",
    "edu": "education", "fam": "family", "mnt": "amount", "prod": "product", "prods": "products",
    "vmail": "voicemail", "intl": "international", "inq": "enquiries", "enq": "enquiries",
    "delinq": "delinquencies", "lim": "limit",
    "chg": "charge", "chgs": "charges", "svc": "service", "revol": "revolving", "hrs": "hours",
    "mins": "minutes", "wdl": "withdrawals", "sav": "savings", "prem": "premium",
    "atm": "ATM", "atms": "ATMs", "emi": "EMI", "upi": "UPI", "sms": "SMS", "cibil": "CIBIL",
    "dti": "DTI", "ltv": "LTV", "apr": "APR", "kyc": "KYC", "isa": "ISA",
})  # fmt: skip
