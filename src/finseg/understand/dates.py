"""In which form are these dates written, and how long ago were they?

Text in, days out. One form per column: year first is never in doubt; whether day or month comes
first is decided by the column (a value above 12 in either place). Where both stay possible nothing
is derived until the settings say which. Two-digit years, other forms and placeholders are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from finseg.document.said import Customers, Text, say
from finseg.records.dataset import COUNTED_FORMS, EXCEL, UNIX, UNIX_MS
from finseg.records.dates import Dates
from finseg.vocabulary.date_shapes import COMPACT, DATE_SHAPES, TIME_OF_DAY

_PARTS = {"%d": "day", "%m": "month", "%b": "month", "%Y": "year", "%y": "year"}
BIRTH_YEAR = "%Y"  # a year alone; the last of its days, so that nobody is made older
NEARLY_ALL = 0.95  # share of the values that must look like dates
_EARLIEST, _LATEST = date(1880, 1, 1), date(2100, 1, 1)  # beyond stand placeholders, not events
_NO_DATE = r"^0{1,4}([-/.])0{1,2}[-/.]0{1,4}$"  # as databases write that there is none
_PLACEHOLDERS = (date(1900, 1, 1), date(1900, 1, 2), date(1899, 12, 30), date(1899, 12, 31))
_EPOCH = date(1899, 12, 30)  # of Excel's serial numbers
_SERIALS = (7_306, 73_050)  # 1920 … 2099
_PER_SECOND = {UNIX: 1.0, UNIX_MS: 1000.0}
_MOMENTS = (1e9, 2.1e9)  # 2001 to 2036 in seconds since 1970
_ANY_MOMENT = (-6.2e10, 2.5e11)  # of the years 1 to 9999
_SECONDS_PER_DAY = 86_400.0
_COUNTED_AS = {
    EXCEL: "Excel's serial numbers",
    UNIX: "seconds counted from 1970",
    UNIX_MS: "thousandths of a second counted from 1970",
}
_STRAY = 0.01  # share of the values that tell day from month which may tell the opposite
_SAMPLE = 1000
_DAYS_PER_MONTH = 30.436875  # of the Gregorian calendar: 365.2425 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DateColumn:
    """One column of dates: how it was understood, and the dates (null where unreadable)."""

    dates: Dates
    days: pl.Series | None = None  # pl.Date; None where the form is undecided


def looks_like_dates(text: pl.Series) -> bool:
    """Tell whether nearly all values, in a sample, have the form of a date."""
    present = text.drop_nulls()
    sample = _strip_time(present.gather_every(max(1, len(present) // _SAMPLE)))
    sample = sample.filter(~sample.str.contains(_NO_DATE))
    if not len(sample):
        return False
    plain = [shape for shape, forms in DATE_SHAPES if forms != COMPACT]
    alike = sample.filter(sample.str.contains("|".join(plain)))
    read = sum(len(rest) - rest.null_count() for rest in _read_each_shape(alike))
    return read >= NEARLY_ALL * len(sample)


def _read_each_shape(text: pl.Series) -> list[pl.Series]:
    """Read each shape by whichever of its forms reads most."""
    found = []
    for shape, forms in DATE_SHAPES:
        part = text.filter(text.str.contains(shape))
        if len(part):
            found.append(min((parse_dates(part, form) for form in forms), key=pl.Series.null_count))
    return found


def looks_like_serials(lowest: float, highest: float) -> bool:
    """Tell whether a range of whole numbers can be Excel's serial numbers of dates."""
    return _SERIALS[0] <= lowest <= highest <= _SERIALS[1]


def find_counted_form(lowest: float, highest: float) -> str:
    """Return the form of dates that a range of whole numbers can be, or nothing.

    Examples
    --------
    >>> find_counted_form(44_000, 45_000), find_counted_form(1.5e9, 1.7e9)
    ('excel', 'unix')
    >>> find_counted_form(1.5e12, 1.7e12), find_counted_form(1, 45_000)
    ('unix ms', '')

    """
    if looks_like_serials(lowest, highest):
        return EXCEL
    return next(
        (
            form
            for form, size in _PER_SECOND.items()
            if _MOMENTS[0] * size <= lowest <= highest <= _MOMENTS[1] * size
        ),
        "",
    )


def understand_dates(
    name: str, text: pl.Series, *, given: str = "", counted: str = "", years: bool = False
) -> DateColumn:
    """Find the form of a column of dates, and read them.

    Parameters
    ----------
    name : str
        The column.
    text : pl.Series
        Dates as text; null where missing.
    given : str
        The form, where the settings name it.
    counted : str
        The form of values that are counted from a first day, as `find_counted_form` says.
    years : bool
        The values are years of birth.

    """
    if years and not given:
        return _read_date_column(name, text, BIRTH_YEAR, "years, each read as its end", others=())
    if given or counted:
        form = given or counted
        source = "set in the settings" if given else "whole numbers where a date is named"
        return _read_date_column(name, text, form, source, others=())
    tally = _strip_time(text.drop_nulls()).alias("date").value_counts(name="rows")
    tally = tally.filter(~tally["date"].str.contains(_NO_DATE))
    bare, rows = tally["date"], tally["rows"]
    counts = [
        (shape, forms, int(rows.filter(bare.str.contains(shape)).sum()))
        for shape, forms in DATE_SHAPES
    ]
    counts = sorted((c for c in counts if c[2]), key=lambda c: -c[2])
    if not counts:
        unknown = "they have no format that finseg knows"
        dates = Dates(column=name, evidence=unknown, unreadable=int(rows.sum()))
        return DateColumn(dates=dates)
    shape, forms, _ = counts[0]
    others = tuple((str(f[0]), n) for _, f, n in counts[1:])
    alike = tally.filter(bare.str.contains(shape))
    form, why = _decide_day_or_month(alike, forms)
    if not form:
        dates = Dates(column=name, evidence=why, examples=forms, others=others)
        return DateColumn(dates=dates)
    return _read_date_column(name, text, form, why, others=others)


def _decide_day_or_month(alike: pl.DataFrame, forms: Sequence[str]) -> tuple[str, Text]:
    """Decide between day first and month first by the values that only one of them can read."""
    if len(forms) == 1:
        return forms[0], "one form only"
    day, month = (parse_dates(alike["date"], form).is_not_null() for form in forms)
    only = [int(alike["rows"].filter(tells).sum()) for tells in (day & ~month, month & ~day)]
    more = 0 if only[0] >= only[1] else 1
    if not only[more]:
        return "", "no value above 12 shows which is day and which is month"
    if only[1 - more] > _STRAY * sum(only):
        return "", say(
            "{days} can only have the day first, {months} only the month first",
            days=Customers(only[0], "value"),
            months=Customers(only[1], ""),
        )
    place = ("first", "second")[more]
    return forms[more], say(
        "numbers above 12 stand in the {place} place of {values}",
        place=place,
        values=Customers(only[more], "value"),
    )


def parse_dates(text: pl.Series, form: str) -> pl.Series:
    """Read dates of one form; null where a text has another. Each different text is read once."""
    different = text.unique()
    return text.replace_strict(
        different, _parse_distinct_dates(different, form), return_dtype=pl.Date
    )


def _parse_distinct_dates(text: pl.Series, form: str) -> pl.Series:
    if form == EXCEL:
        serial = text.cast(pl.Float64, strict=False).floor()
        inside = serial.is_between(0, 2_958_465)
        days = serial.set(~inside.fill_null(value=False), None).cast(pl.Int32)
        return (days + (_EPOCH - date(1970, 1, 1)).days).cast(pl.Date)
    if form in _PER_SECOND:
        moment = text.cast(pl.Float64, strict=False) / _PER_SECOND[form]
        inside = moment.is_between(*_ANY_MOMENT).fill_null(value=False)
        return (moment.set(~inside, None) / _SECONDS_PER_DAY).floor().cast(pl.Int32).cast(pl.Date)
    if form == BIRTH_YEAR:
        year = text.cast(pl.Float64, strict=False).cast(pl.Int32)
        ends = pl.DataFrame({"year": year}).select(pl.date("year", 12, 31))
        return ends.to_series().set(year.is_null(), None)
    bare = _strip_time(text)
    if "%b" in form:
        bare = bare.str.replace_all(r"[.,]", "").str.replace(r"([A-Za-z]{3})[A-Za-z]*", "$1")
        bare = bare.str.replace_all(r"\s+", " ").str.to_titlecase()
    else:
        short = bare.str.len_chars() < len(form.replace("%Y", "yyyy").replace("%", "d"))
        if short.any():  # 1/2/2024 is read only with two digits each
            for _ in range(2):
                bare = bare.str.replace_all(r"(^|\D)(\d)(\D|$)", "${1}0$2$3")
    return bare.str.to_date(form, strict=False)


def _strip_time(text: pl.Series) -> pl.Series:
    return text.str.strip_chars().str.replace(TIME_OF_DAY, "")


def _read_date_column(
    name: str, text: pl.Series, form: str, why: Text, others: tuple[tuple[str, int], ...]
) -> DateColumn:
    days = parse_dates(text, form)
    none = int(_strip_time(text).str.contains(_NO_DATE).sum() or 0)
    unreadable = days.null_count() - text.null_count() - none
    odd = (days < _EARLIEST) | (days >= _LATEST) | days.is_in(list(_PLACEHOLDERS))
    placeholders = int(odd.sum() or 0)
    if placeholders:
        days = days.set(odd.fill_null(value=False), None)
    present = days.drop_nulls()
    dates = Dates(
        column=name,
        form=form,
        said=describe_date_form(form),
        evidence=why,
        unreadable=unreadable,
        others=others,
        two_digit_years=len(present) if "%y" in form else 0,
        placeholders=placeholders + none,
        first=_format_iso_date(present.min()),
        last=_format_iso_date(present.max()),
    )
    return DateColumn(dates=dates, days=days)


def _format_iso_date(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else ""


def describe_date_form(form: str) -> str:
    """Say a form: `%d/%m/%Y` is day/month/year."""
    if form in COUNTED_FORMS:
        return _COUNTED_AS[form]
    if form == "%Y%m%d":
        return "year, month, day without marks"
    said = form
    for mark, word in _PARTS.items():
        said = said.replace(mark, word)
    return said + (" (two digits)" if "%y" in form else "")


def correct_centuries(days: pl.Series, as_of: date) -> pl.Series:
    """Move births read from two-digit years to the century before, where they lie ahead."""
    ahead = days > as_of
    if not ahead.any():
        return days
    moved = days.dt.offset_by("-100y")
    return days.set(ahead.fill_null(value=False), None).fill_null(moved.set(~ahead, None))


def find_latest_date(columns: Sequence[tuple[str, pl.Series]]) -> tuple[date | None, str, int]:
    """Return the latest date of several columns, where it stands, and days to the one before it."""
    best: tuple[date | None, str, int] = (None, "", 0)
    for name, days in columns:
        top = days.drop_nulls().unique().top_k(2).sort(descending=True).to_list()
        if top and (best[0] is None or top[0] > best[0]):
            best = (top[0], name, (top[0] - top[1]).days if len(top) > 1 else 0)
    return best


def count_months_since(days: pl.Series, as_of: date) -> pl.Series:
    """Return the months from each date to the as-of date; negative where it lies ahead."""
    return _count_days_since(days, as_of) / _DAYS_PER_MONTH


def count_completed_years(days: pl.Series, as_of: date) -> pl.Series:
    """Return whole years, as ages are counted; exact to the birthday."""
    years = as_of.year - days.dt.year()
    before = (days.dt.month() > as_of.month) | (
        (days.dt.month() == as_of.month) & (days.dt.day() > as_of.day)
    )
    return (years - before.cast(pl.Int32)).cast(pl.Float64)


def _count_days_since(days: pl.Series, as_of: date) -> pl.Series:
    since = (as_of - date(1970, 1, 1)).days
    return (since - days.cast(pl.Int32)).cast(pl.Float64)
