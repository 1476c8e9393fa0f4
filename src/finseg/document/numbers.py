"""How is a number written for people?

One place where numbers become words: significant digits, percent, intervals, and money in the
reader's own manner (₹1.19L and ₹1,18,597 in India, $119K and $118,597 elsewhere). The standard CLDR
compact form of Indian rupees is not what Indian banks write (it says T for thousand), hence the
table here. What machines read (CSV, JSON, settings) is not written here.

`Numbers` writes in one locale; a printer is given the one of its reader.

Everywhere: a true minus sign, none before a zero; no powers of ten, but a bound where a number is
beyond what anyone reads (`>1,000,…`, `<0.000001`); a dash where there is no number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "currency",
    "thousands",  # of the currency
    "lakhs",  # hundred thousands of it
    "years",
    "months",
    "days",
    "percent",
    "score",
    "count",
    "share",
    "yes or no",  # 1 or 0; a mean is the share of those with 1, and written as such
    "none",
]
MONEY: dict[Unit, float] = {"currency": 1.0, "thousands": 1e3, "lakhs": 1e5}  # unit → its worth

_WHOLE: tuple[Unit, ...] = ("years", "months", "days", "score", "count", "none")

CURRENCY_SIGNS = {"INR": "₹", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

Scale = tuple[tuple[float, str, int], ...]

# (unit, suffix, significant digits); the first unit that the figure reaches is used. Thousands are
# rough (₹14K), larger units keep three digits (₹1.19L).
_EVERY_DIGIT = 9  # significant digits: more than any limit has, fewer than division gets wrong
_ALL_DIGITS = 17  # that a floating-point number can need
_SHORT_SCALE: Scale = ((1e12, "T", 3), (1e9, "B", 3), (1e6, "M", 3), (1e3, "K", 2))
_INDIAN_SCALE: Scale = ((1e12, "L\u00a0Cr", 3), (1e7, "Cr", 3), (1e5, "L", 3), (1e3, "K", 2))

_HUGE = 1e18  # from here on only that it is more
_MOST_DECIMALS = 6  # what is less than half of the last place is said to be less than that place
_NOTHING = 1e-9  # what arithmetic leaves of a zero
_LEAST_P = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a locale writes numbers: marks, grouping and where the currency sign stands."""

    decimal: str = "."
    group: str = ","
    indian: bool = False
    sign_after: bool = False
    sign_joined: bool = False  # 14 k€ and not 14 k €
    scale: Scale = _SHORT_SCALE
    percent: str = "%"


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
    "de-DE": Manner(
        decimal=",", group=".", sign_after=True, scale=_GERMAN_SCALE, percent="\u00a0%"
    ),
    "fr-FR": Manner(
        decimal=",",
        group=_NARROW_SPACE,
        sign_after=True,
        sign_joined=True,
        scale=_FRENCH_SCALE,
        percent=f"{_NARROW_SPACE}%",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
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

    def write_whole(self, value: float) -> str:
        """Write a whole number with group marks, every digit of it."""
        if not math.isfinite(value):
            return "–"
        if isinstance(value, float):
            return self.write_fixed(value, 0)
        digits = str(abs(int(value)))
        return self._group_digits(digits, negative=value < 0)

    def write_number(self, value: float, *, significant: int = 3) -> str:
        """Write a bare number with `significant` digits, never dropping whole digits."""
        return self._write_within_bounds(
            value, lambda size: self._group_digits(self._cut_decimals(size, significant))
        )

    def write_exact(self, value: float, *, significant: int = _EVERY_DIGIT) -> str:
        """Write a bare number with the digits it has, at most `significant`: 0.5, 12.25, 1,500."""
        return self._write_within_bounds(
            value, lambda size: self._trim_zeros(self._cut_decimals(size, significant))
        )

    def write_unbounded(self, value: float, *, significant: int = _EVERY_DIGIT) -> str:
        """Write a bare number with the digits it has, without any bound."""
        return ("−" if value < 0 else "") + self._write_digits(abs(value), significant)

    def write_fixed(self, value: float, digits: int) -> str:
        """Write a number with a fixed count of decimals, as in a table column."""
        if not math.isfinite(value):
            return "–"
        if abs(value) > _HUGE:
            return self.write_number(value)
        return self._group_digits(f"{abs(value):.{digits}f}", negative=value < 0)

    def write_signed(self, value: float, *, digits: int = 2) -> str:
        """Write an effect with its sign always shown: +0.91, −0.30."""
        text = self.write_fixed(value, digits)
        return f"+{text}" if value > 0 and text[0] != ">" and _has_nonzero_digit(text) else text

    def write_percent(self, share: float, *, digits: int = 1) -> str:
        """Write a share of 0…1 as a percentage; nothing is rounded to a false 0 or 100 %."""
        if not math.isfinite(share):
            return "–"
        if abs(share) > _HUGE:
            return self.write_number(share) + self.manner.percent
        least = 10.0 ** -(digits + 2)
        told = float(f"{abs(share):.{digits}%}"[:-1])  # as it would be written
        if told == 0 and (share > 0 or share < -_NOTHING):
            return ("<" if share > 0 else ">") + self._write_percentage(
                math.copysign(least, share), digits
            )
        if told == 100 and abs(share) < 1 - _NOTHING:
            most = math.copysign(1 - least, share)
            return (">" if share > 0 else "<") + self._write_percentage(most, digits)
        return self._write_percentage(share, digits)

    def write_interval(self, low: float, high: float, *, digits: int = 2) -> str:
        """Write where something lies: 0.18 … 0.27."""
        return f"{self.write_fixed(low, digits)} … {self.write_fixed(high, digits)}"

    def write_money(self, value: float, *, compact: bool = True) -> str:
        """Write an amount: compact (₹1.19L, $14K) or in full (₹1,18,597)."""
        if not math.isfinite(value):
            return "–"
        bound, size = _bound_size(value)
        text = self._write_compact(size) if compact else self._group_digits(f"{size:.0f}")
        return (bound if compact or size >= 1 else "") + self._add_currency_sign(value, text)

    def write_amount(self, value: float, digits: int) -> str:
        """Write an amount in full with a fixed count of decimals: €0.125."""
        return self._add_currency_sign(value, self.write_fixed(abs(value), digits))

    def write_p_value(self, p: float) -> str:
        """Write a p-value: 0.012, or < 0.001."""
        if p < _LEAST_P:
            return f"< {self.write_fixed(_LEAST_P, 3)}"
        return self.write_fixed(p, 3)

    def write_duration(self, seconds: float) -> str:
        """Write a duration: 0.4 s, 12 s, 3 min 20 s."""
        if seconds < 10:
            return f"{self.write_fixed(seconds, 1)} s"
        if seconds < 120:
            return f"{self.write_fixed(seconds, 0)} s"
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s"

    def _add_currency_sign(self, value: float, text: str) -> str:
        sign = CURRENCY_SIGNS.get(self.currency, self.currency + " " if self.currency else "")
        if self.manner.sign_after:
            # A code is a word of its own: 1,23 MCHF would be another one.
            joined = self.manner.sign_joined and self.currency in CURRENCY_SIGNS
            gap = "" if joined and text[-1].isalpha() else "\u00a0"
            text = f"{text}{gap}{sign.strip()}" if sign else text
        else:
            text = sign + text
        return "−" + text if value < 0 and _has_nonzero_digit(text) else text

    def write_value(self, value: float, unit: Unit) -> str:
        """Write a column's value in its own unit, short enough for a card or a table."""
        if unit in MONEY:
            return self.write_money(value * MONEY[unit])
        percent = self.manner.percent if math.isfinite(value) else ""
        if unit == "yes or no":
            return self.write_number(value * 100) + percent
        return self.write_number(value) + (percent if unit == "percent" else "")

    def write_spoken_value(self, value: float, unit: Unit) -> str:
        """Write a value as people say it: shares in percent, whole figures without decimals.

        Examples
        --------
        >>> numbers = Numbers()
        >>> numbers.write_spoken_value(0.0709, "share"), numbers.write_spoken_value(2.0, "count")
        ('7.09%', '2')

        """
        if unit == "share":
            return self.write_value(value * 100, "percent")
        if unit in _WHOLE and float(value).is_integer():
            return self.write_whole(value)
        return self.write_value(value, unit)

    def write_beside_limit(self, value: float, limit: float, unit: Unit) -> str:
        """Write a value with so many digits that it is seen on which side of a limit it lies.

        Examples
        --------
        >>> Numbers().write_beside_limit(0.5004, 0.5, "none")
        '0.5004'

        """
        said, text = self._round_for_display(value, unit), self.write_value(value, unit)
        # Whole digits are written whatever is asked for, so the count starts beyond them.
        whole = len(f"{abs(value):.0f}") if unit not in MONEY else 3
        for digits in range(max(4, whole), _ALL_DIGITS + 1):
            if (said < limit, said > limit) == (value < limit, value > limit):
                break
            said, text = (
                float(f"{value:.{digits}g}"),
                self._write_exact_in_unit(value, unit, digits),
            )
        return text

    def _round_for_display(self, value: float, unit: Unit) -> float:
        """Return the number that `write_value` writes."""
        if not math.isfinite(value) or value == 0:
            return value
        digits = 3
        if unit in MONEY:
            shown = abs(float(f"{value * MONEY[unit]:.3g}"))
            for least, _, rough in self.manner.scale:
                if shown >= least:  # ₹206K keeps its third digit although thousands have two
                    digits = max(rough, 1 + math.floor(math.log10(shown / least)))
                    break
        else:  # whole digits are never dropped
            digits = max(digits, 1 + math.floor(math.log10(abs(value))))
        return float(f"{value:.{digits}g}")

    def write_limit(self, value: float, unit: Unit) -> str:
        """Write the limit of a rule: short, and with every digit it has, so that it can be applied.

        Examples
        --------
        >>> Numbers(locale="en-IN", currency="INR").write_limit(957_500.0, "currency")
        '₹9.575L'

        """
        return self._write_exact_in_unit(value, unit, _EVERY_DIGIT)

    def _write_exact_in_unit(self, value: float, unit: Unit, digits: int) -> str:
        if unit in MONEY:
            amount = value * MONEY[unit]
            return self._add_currency_sign(amount, self._write_compact(abs(amount), exact=digits))
        shares = unit == "yes or no"
        text = self._write_digits(abs(value) * (100 if shares else 1), digits)
        sign = self.manner.percent if shares or unit == "percent" else ""
        return ("−" if value < 0 else "") + text + sign

    def _write_compact(self, size: float, *, exact: int = 0) -> str:
        for unit, suffix, digits in self.manner.scale:
            significant = exact or digits
            # 999.96 K must become 1 M, so the choice is made on the rounded figure.
            if float(f"{size:.{exact or 3}g}") >= unit:
                return self._write_digits(size / unit, significant) + suffix
        return (
            self._write_digits(size, exact)
            if exact
            else self._trim_zeros(self._cut_decimals(size, 3))
        )

    def _write_within_bounds(self, value: float, write: Callable[[float], str]) -> str:
        """Write a number, or only a bound where it is too large or too small to be read."""
        if not math.isfinite(value):
            return "–"
        bound, size = _bound_size(value)
        return bound + ("−" if value < 0 and size else "") + write(size)

    @staticmethod
    def _cut_decimals(size: float, significant: int) -> str:
        return f"{size:.{min(_count_decimals(size, significant), _MOST_DECIMALS)}f}"

    def _write_percentage(self, share: float, digits: int) -> str:
        text = self._group_digits(f"{abs(share):.{digits}%}"[:-1], negative=share < 0)
        return text + self.manner.percent

    def _write_digits(self, value: float, significant: int) -> str:
        return self._trim_zeros(f"{value:.{_count_decimals(value, significant)}f}")

    def _trim_zeros(self, text: str) -> str:
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return self._group_digits(text)

    def _group_digits(self, digits: str, *, negative: bool = False) -> str:
        whole, _, fraction = digits.partition(".")
        marks = self.manner
        grouped = _group_indian_digits(whole) if marks.indian else f"{int(whole):,}"
        text = grouped.replace(",", marks.group)
        text += marks.decimal + fraction if fraction else ""
        return "−" + text if negative and _has_nonzero_digit(digits) else text


def _group_indian_digits(whole: str) -> str:
    head, tail = whole[:-3], whole[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(groups)


def _count_decimals(value: float, significant: int) -> int:
    if value == 0:
        return 0
    return max(0, significant - 1 - math.floor(math.log10(abs(float(f"{value:.{significant}g}")))))


def _has_nonzero_digit(text: str) -> bool:
    """Whether a written number is more than a zero: a zero has no sign."""
    return any(digit in text for digit in "123456789")


def _bound_size(value: float) -> tuple[str, float]:
    """Return the size of a number, or the bound it is beyond with the sign that says so."""
    size, least = abs(value), 10.0**-_MOST_DECIMALS
    if size < _NOTHING:
        return "", 0.0
    if size > _HUGE:
        return "<" if value < 0 else ">", _HUGE
    if size < least / 2:
        return ">" if value < 0 else "<", least
    return "", size
