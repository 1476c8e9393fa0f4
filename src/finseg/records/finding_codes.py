"""What does the code of a finding stand for?

One table: a code in, its title, how serious it is, what is at stake and what it speaks about out.
Findings are made through it (`finseg.records.finding.make_finding`); their order, what may be shown
of them and their page (`docs/findings.md`) rest on it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "warn", "note"]
Stake = Literal["figures", "customers", "segments", "handled"]

# What is at stake, the most serious first. A code without a stake ranks with those.
_STAKES: tuple[Stake, ...] = (
    "figures",  # may be wrong: misread, codes among amounts, currencies mixed, results missing
    "customers",  # may be wrong: lost, twice, of another sheet or file, dates not theirs
    "segments",  # may be bent: by a few customers, by filled gaps, by what counts twice
    "handled",  # was taken care of already
)


@dataclass(frozen=True, slots=True)
class FindingCode:
    """What one code stands for."""

    code: str
    title: str  # fixed words: they may be shown to anybody
    severity: Severity | None = None  # None: the rule decides each time
    stake: Stake | None = None
    counts: str = ""  # "row", "value": it speaks of customers; "": of columns or the whole table

    @property
    def is_about_rows(self) -> bool:
        """Whether it speaks of rows or their values, so that few of them may be recognised."""
        return bool(self.counts)

    @property
    def rank(self) -> int:
        """Where it stands among findings that are equally severe: what is at stake."""
        return 0 if self.stake is None else _STAKES.index(self.stake)

    @property
    def anchor(self) -> str:
        """Where its page speaks of it: `findings.md#d014`."""
        return f"findings.md#{self.code.lower()}"


_C = FindingCode
_ALL = (
    _C("D001", "Too many rows rejected", "stop", None, "row"),
    _C("D002", "No feature", "stop"),
    _C("D003", "Too few rows", "stop"),
    _C("D004", "Rows that are not customers", None, "figures", "row"),
    _C("D010", "Rows rejected", None, "customers", "row"),
    _C("D011", "Few rows per feature", "warn", "segments"),
    _C("D012", "Rows that repeat another row", None, "customers", "row"),
    _C("D013", "One identifier, different values", None, "customers", "row"),
    _C("D014", "Rows without an identifier", "note", None, "row"),
    _C("D015", "Copied rows", None, "customers", "row"),
    _C("D016", "One of several sheets was read", "warn", "customers"),
    _C("D017", "Formulas without results", "warn", "figures"),
    _C("D018", "Columns in another order", "note"),
    _C("D019", "Columns that are not in all files", "warn", "customers"),
    _C("D020", "An earlier segmentation or score", "warn", "handled"),
    _C("D021", "A column that gives the outcome away", "warn", "handled"),
    _C("D022", "A protected attribute is clustered on", "note"),
    _C("D023", "Protected columns left out", "note"),
    _C("D024", "Personal columns left out", "note"),
    _C("D025", "Several identifiers", "note"),
    _C("D026", "A column that is not used", "note"),
    _C("D027", "A changed heading", "note"),
    _C("D028", "Numbers and text in one column", "warn", "figures", "value"),
    _C("D029", "Existing tiers or consent", "note"),
    _C("D030", "A constant column", "warn", "handled"),
    _C("D031", "An empty column", "warn", "handled"),
    _C("D032", "Many missing values", "warn", "segments", "value"),
    _C("D033", "Some missing values", "note", None, "value"),
    _C("D034", "Words read as missing", "note", None, "value"),
    _C("D035", "Values that may stand for something else", "warn", "figures", "value"),
    _C("D036", "Many zeros", "note", None, "value"),
    _C("D037", "Blanks that mean none", "warn", "handled", "customer"),
    _C("D038", "Levels coded as numbers", "warn", "figures"),
    _C("D039", "Values far from all others", "warn", "segments", "value"),
    _C("D040", "Nearly the same as another column", "warn", "segments"),
    _C("D041", "A sum of other columns", "warn", "handled"),
    _C("D042", "A copy of another column", "warn", "handled"),
    _C("D043", "A ratio of other columns", "note"),
    _C("D044", "Several columns that measure one idea", "warn", "segments"),
    _C("D045", "A derived ratio", "note"),
    _C("D046", "Sums and ratios not searched", "note"),
    _C("D047", "A code or product of other columns", "warn", "handled"),
    _C("D048", "A figure of a place", "warn", "figures"),
    _C("D049", "A protected column in other words", "warn", "handled"),
    _C("D050", "Dates understood", "note", None, "row"),
    _C("D051", "Dates that are not used", "warn", "customers"),
    _C("D052", "Dates that cannot be read", "warn", "customers", "value"),
    _C("D053", "Placeholder dates", "note", None, "date"),
    _C("D054", "A doubtful as-of date", "warn", "customers"),
    _C("D055", "Numbers that are dates", "warn", "figures"),
    _C("D056", "A category that is clustered on", "note"),
    _C("D057", "A category with rare levels", "warn", "segments"),
    _C("D058", "Rows that stand for several customers", "note"),
    _C("D059", "A column that may be weights", "note"),
    _C("D060", "Values that break a domain rule", None, "figures", "value"),
    _C("D061", "A column that may be an outcome", "warn", "handled"),
    _C("D062", "Numbers that identify", "warn", "handled"),
    _C("D063", "A meaning that is not known", "note"),
    _C("D064", "Standardised figures", "warn", "figures"),
    _C("D070", "Words that may mean missing", "note", None, "value"),
    _C("D071", "Decimal mark in doubt", None, "figures", "value"),
    _C("D072", "Both decimal marks in one column", "warn", "figures", "value"),
    _C("D073", "Several currencies in one column", "warn", "figures", "value"),
    _C("D074", "A currency in the file", None, "figures"),
    _C("D075", "Shares among percentages", "warn", "figures", "value"),
    _C("D076", "Letters behind digits", "warn", "figures", "value"),
    _C("D077", "Values read as missing because you said so", "note", None, "value"),
    _C("D078", "Many values at the end of the range", "note", None, "value"),
    _C("D079", "Long numbers that were rounded earlier", "warn", "figures", "number"),
    _C("D080", "Customers built of other rows", "note"),
    _C("D081", "Amounts in several currencies", "stop", "figures"),
    _C("D082", "Copies among the rows", "warn", "figures", "row"),
    _C("D083", "Dates of the rows that cannot be used", "warn", "figures"),
    _C("C001", "Unknown customers", "warn", None, "row"),
    _C("C002", "Repeated outcomes", "note", None, "row"),
    _C("C003", "Contradictory outcomes", "warn", None, "row"),
    _C("C004", "Values that are no outcome", "warn", None, "row"),
    _C("C005", "Rows without an identifier", "warn", None, "row"),
    _C("C006", "No outcome, counted as no", "note", None, "customer"),
    _C("C007", "Outcomes that are not known", "warn", None, "customer"),
    _C("C008", "Another group than the one drawn", "warn", None, "row"),
    _C("C009", "No plan beside the campaign", "note"),
    _C("C010", "Changed groups", "warn", None, "row"),
    _C("C011", "Rows that cannot be read", "warn", None, "row"),
)
CODES: dict[str, FindingCode] = {code.code: code for code in _ALL}
