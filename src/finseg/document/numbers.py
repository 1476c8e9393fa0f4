"""How is a figure said to people?

One place where numbers become words: significant digits, percent, and money in the reader's own
manner (₹1.19L and ₹1,18,597 in India, $118.6K and $118,597 elsewhere). The standard CLDR compact
form of Indian rupees is not what Indian banks write (it says T for thousand), hence the table here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Unit = Literal["currency", "years", "months", "days", "percent", "score", "count", "share", "none"]

CURRENCY_SIGNS = {"INR": "₹", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

Scale = tuple[tuple[float, str, int], ...]

# (unit, suffix, significant digits); the first unit that the figure reaches is used. Thousands are
# rough (₹14K), larger units keep three digits (₹1.19L).
_EVERY_DIGIT = 9  # significant digits: more than any limit has, fewer than division gets wrong
_SHORT_SCALE: Scale = ((1e12, "T", 3), (1e9, "B", 3), (1e6, "M", 3), (1e3, "K", 2))
_INDIAN_SCALE: Scale = ((1e7, "Cr", 3), (1e5, "L", 3), (1e3, "K", 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a locale writes numbers: marks, grouping and where the currency sign stands."""

    decimal: str = "."
    group: str = ","
    indian: bool = False
    sign_after: bool = False
    scale: Scale = _SHORT_SCALE


_NARROW_SPACE = "\u202f"  # CLDR's group mark for French
_GERMAN_SCALE: Scale = (
    (1e9, "\u00a0Mrd.", 3),
    (1e6, "\u00a0Mio.", 3),
    (1e3, "\u00a0Tsd.", 2),
)
_FRENCH_SCALE: Scale = ((1e9, "\u00a0Md", 3), (1e6, "\u00a0M", 3), (1e3, "\u00a0k", 2))

LOCALES: dict[str, Manner] = {
    "en-US": Manner(),
    "en-GB": Manner(),
    "en-IN": Manner(indian=True, scale=_INDIAN_SCALE),
    "de-DE": Manner(decimal=",", group=".", sign_after=True, scale=_GERMAN_SCALE),
    "fr-FR": Manner(decimal=",", group=_NARROW_SPACE, sign_after=True, scale=_FRENCH_SCALE),
}


def percent(share: float, *, digits: int = 1) -> str:
    """Say a share of 0…1 as a percentage; nothing is rounded to a false 0 or 100 %."""
    if not math.isfinite(share):
        return "–"
    text = f"{share:.{digits}%}"
    floor = 10.0 ** -(digits + 2)
    if 0 < share < floor / 2:
        return f"<{floor:.{digits}%}"
    if 1 - floor / 2 < share < 1:
        return f">{1 - floor:.{digits}%}"
    return text


def counted(number: int, thing: str) -> str:
    """Say how many there are of something: 1 finding, 2,000 findings."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def seconds(duration: float) -> str:
    """Say a duration: 0.4 s, 12 s, 3 min 20 s."""
    if duration < 10:
        return f"{duration:.1f} s"
    if duration < 120:
        return f"{duration:.0f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Writes numbers in one locale and one currency.

    Parameters
    ----------
    locale : str
        A key of `LOCALES`.
    currency : str
        ISO 4217 code of money columns; empty for money of unknown currency.

    """

    locale: str = "en-US"
    currency: str = ""

    @property
    def manner(self) -> Manner:
        """The locale's way of writing."""
        return LOCALES[self.locale]

    def count(self, value: float) -> str:
        """Write a whole number with group marks."""
        if not math.isfinite(value):
            return "–"
        return self._grouped(f"{abs(value):.0f}", negative=value < 0)

    def number(self, value: float, *, significant: int = 3) -> str:
        """Write a bare number with `significant` digits, never dropping whole digits."""
        if not math.isfinite(value):
            return "–"
        digits = _decimals(value, significant)
        return self._grouped(f"{abs(value):.{digits}f}", negative=value < 0)

    def fixed(self, value: float, digits: int) -> str:
        """Write a number with a fixed count of decimals, as in a table column."""
        if not math.isfinite(value):
            return "–"
        return self._grouped(f"{abs(value):.{digits}f}", negative=value < 0)

    def signed(self, value: float, *, digits: int = 2) -> str:
        """Write an effect with its sign always shown: +0.91, −0.30."""
        if not math.isfinite(value):
            return "–"
        text = f"{abs(value):.{digits}f}"
        sign = "" if not text.strip("0.") else "+" if value > 0 else "−"
        return sign + text.replace(".", self.manner.decimal)

    def money(self, value: float, *, compact: bool = True) -> str:
        """Write an amount: compact (₹1.19L, $14.5K) or in full (₹1,18,597)."""
        if not math.isfinite(value):
            return "–"
        text = self._compact(abs(value)) if compact else self._grouped(f"{abs(value):.0f}")
        return self._signed_money(value, text)

    def _signed_money(self, value: float, text: str) -> str:
        sign = CURRENCY_SIGNS.get(self.currency, self.currency + " " if self.currency else "")
        if self.manner.sign_after:
            text = f"{text}\u00a0{sign.strip()}" if sign else text
        else:
            text = sign + text
        return "−" + text if value < 0 else text

    def value(self, value: float, unit: Unit) -> str:
        """Write a column's value in its own unit, short enough for a card or a table."""
        if unit == "currency":
            return self.money(value)
        return self.number(value) + ("%" if unit == "percent" else "")

    def limit(self, value: float, unit: Unit) -> str:
        """Write the limit of a rule: short, and with every digit it has, so that it can be applied.

        Examples
        --------
        >>> Figures(locale="en-IN", currency="INR").limit(957_500.0, "currency")
        '₹9.575L'

        """
        if unit == "currency":
            return self._signed_money(value, self._compact(abs(value), exact=True))
        text = self._digits(abs(value), _EVERY_DIGIT)
        return ("−" if value < 0 else "") + text + ("%" if unit == "percent" else "")

    def _compact(self, size: float, *, exact: bool = False) -> str:
        for unit, suffix, digits in self.manner.scale:
            significant = _EVERY_DIGIT if exact else digits
            # 999.96 K must become 1 M, so the choice is made on the rounded figure.
            if float(f"{size:.3g}") >= unit:
                return self._digits(size / unit, significant) + suffix
        return self._digits(size, _EVERY_DIGIT if exact else 3)

    def _digits(self, value: float, significant: int) -> str:
        text = f"{value:.{_decimals(value, significant)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return self._grouped(text)

    def _grouped(self, digits: str, *, negative: bool = False) -> str:
        whole, _, fraction = digits.partition(".")
        marks = self.manner
        grouped = _indian_groups(whole) if marks.indian else f"{int(whole):,}"
        text = grouped.replace(",", marks.group)
        text += marks.decimal + fraction if fraction else ""
        return "−" + text if negative and digits.strip("0.") else text


def _indian_groups(whole: str) -> str:
    head, tail = whole[:-3], whole[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(groups)


def _decimals(value: float, significant: int) -> int:
    if value == 0:
        return 0
    return max(0, significant - 1 - math.floor(math.log10(abs(float(f"{value:.{significant}g}")))))
