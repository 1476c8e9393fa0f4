"""Who has left, died, or is in default or collection, and is not to be offered anything?

The columns that say it in, a `Standing` per customer out. A column says it by its heading and yes
or no, or by words among its levels. What is not sure bars nobody, and is asked about; the settings
say which values do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from finseg.document.escape import write_toml_key
from finseg.document.said import ColumnName, Level, Text, say
from finseg.errors import MissingColumnError, suggest_name
from finseg.maths.arrays import Codes
from finseg.records.dataset import Column, Dataset, Role
from finseg.records.offers import Standing
from finseg.understand.dates import parse_dates
from finseg.vocabulary.words import says, split_heading
from finseg.vocabulary.yes_no import says_yes

Given = Mapping[str, Sequence[float | str]]

_READ: tuple[Role, ...] = ("outcome", "descriptor", "feature", "existing")
_MOST_LEVELS = 20
_NO = frozenset({"no", "n", "false", "f", "0", "0.0", "nein", "non", "nao", "não"})
_HEADINGS: dict[Standing, str] = {
    Standing.DIED: "has_died",
    Standing.LEFT: "has_left",
    Standing.IN_DEFAULT: "in_default",
}
# Words among levels that speak for themselves.
_LEVELS: dict[Standing, re.Pattern[str]] = {
    Standing.DIED: re.compile(r"\b(deceased|died|dead|verstorben|fallecido|falecido|decede)\b"),
    Standing.LEFT: re.compile(
        r"\b(attrited|churn(ed|er)?|exited|left|former|ex customer|lost|closed|cancell?ed|"
        r"terminated|lapsed|unsubscribed|gekuendigt)\b"
    ),
    Standing.IN_DEFAULT: re.compile(
        r"\b(default(ed|er)?|charged? ?off|writ(e|ten) ?off|collections?|npa|non ?performing|"
        r"bankrupt(cy)?|insolvent|insolvency|foreclos\w+|repossess\w+|legal action|inkasso)\b"
    ),
}
_DAYS: dict[Standing, re.Pattern[str]] = {
    Standing.DIED: re.compile(r"\bdate of death\b|\b(death|deceased|died) (date|on)\b"),
    Standing.LEFT: re.compile(
        r"\b(churn(ed)?|exit|attrition|cancellation|cancelled|closure|leaving|left) (date|on)\b|"
        r"\bdate (of )?(closure|exit|churn|attrition|left|leaving|cancellation)\b|"
        r"\b(account|customer|relationship) (closed|closing|end) date\b"
    ),
}
_DENIED = re.compile(r"\b(not|no|non|never|un)\b(?! ?performing)")
_LOANS = re.compile(r"\b(loan|credit|repayment|payment|card)\b")  # which are closed when paid back


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFound:
    """Who is no customer any more, and how that is known."""

    code: Codes  # (n,) a `Standing`
    columns: tuple[tuple[Standing, str], ...] = ()  # by which columns
    asked: tuple[Text, ...] = ()  # columns that may say it, and are asked about

    def list_columns(self, standing: Standing) -> list[str]:
        """List the columns by which somebody stands so."""
        return [column for kind, column in self.columns if kind == standing]


def read_standing(dataset: Dataset, given: Given) -> StandingFound:
    """Tell for each customer whether anything may be offered at all.

    Parameters
    ----------
    dataset : Dataset
    given : mapping of values by column
        [recommend.no_offers]: the values with which a customer gets no offer; none bar nobody.

    Raises
    ------
    MissingColumnError
        If [recommend.no_offers] names a column that does not exist.

    """
    _check_named_columns(dataset, given)
    code = np.zeros(dataset.rows, np.int8)
    found: list[tuple[Standing, str]] = []
    asked: list[Text] = []
    for column in dataset.columns:
        values = dataset.table[column.name]
        own: Codes | None
        if column.name in given:
            own = _read_given_values(column, values, given[column.name])
        elif column.role in _READ and not column.derived:
            own = _read_column(column, values)
        elif column.role == "date":
            own = _read_dates(dataset, column, values)
        else:
            continue
        if own is None:
            asked.append(_write_question(column, values))
            continue
        found += [(kind, column.name) for kind in _HEADINGS_AND_SET if (own == kind).any()]
        code = np.where(_RANK[own] > _RANK[code], own, code).astype(np.int8)
    return StandingFound(code=code, columns=tuple(found), asked=tuple(asked))


_HEADINGS_AND_SET = (*_HEADINGS, Standing.EXCLUDED)
# Of several the graver one counts: customer, left, died, in default, excluded.
_RANK = np.array([0, 2, 4, 3, 1])


def _check_named_columns(dataset: Dataset, given: Given) -> None:
    names = [c.name for c in dataset.columns]
    for name in given:
        if name not in names:
            raise MissingColumnError(
                f"no column `{name}`",
                where=f"[recommend.no_offers] {name}",
                fix=suggest_name(name, names),
            )


def _read_given_values(column: Column, values: pl.Series, wanted: Sequence[float | str]) -> Codes:
    barring = {_simplify(str(value)) for value in wanted}
    kind = _find_heading_kind(column) or Standing.EXCLUDED
    return _spread(values, {level: kind for level in _list_levels(values) if level in barring})


def _read_column(column: Column, values: pl.Series) -> Codes | None:
    """Read one column; None where it may say it, and nobody knows by which of its values."""
    nobody = np.zeros(len(values), np.int8)
    kind = _find_heading_kind(column)
    phrase = split_heading(column.original)
    is_outcome = column.role == "outcome" and not says(phrase, "taken_up")
    if kind is None and not is_outcome and not says(phrase, "standing"):
        return nobody
    levels = _list_levels(values)
    if len(levels) > _MOST_LEVELS:
        return nobody
    told = {level: _find_level_kind(level, phrase) for level in levels}
    if any(told.values()):
        return _spread(values, {level: own for level, own in told.items() if own is not None})
    if kind is None:
        return None if is_outcome and len(levels) > 1 else nobody
    yes = {level for level in levels if says_yes(level)}
    if levels - yes - _NO:
        return None
    return _spread(values, dict.fromkeys(yes, kind))


def _read_dates(dataset: Dataset, column: Column, values: pl.Series) -> Codes:
    """Read the day on which customers left or died; one that is to come has not come."""
    code = np.zeros(len(values), np.int8)
    phrase = split_heading(column.original)
    kind = next((kind for kind, pattern in _DAYS.items() if pattern.search(phrase)), None)
    form = next((d.form for d in dataset.dates if d.column == column.name), "")
    if kind is None or not form or not dataset.as_of:
        return code
    days = parse_dates(values.cast(pl.String), form)
    gone = (days <= date.fromisoformat(dataset.as_of)).fill_null(value=False).to_numpy()
    if gone.all():
        return code  # a day that everybody has tells nobody apart
    code[gone] = kind
    return code


def _find_heading_kind(column: Column) -> Standing | None:
    phrase = split_heading(column.original)
    return next((kind for kind, words in _HEADINGS.items() if says(phrase, words)), None)


def _find_level_kind(level: str, phrase: str) -> Standing | None:
    """Say what a level says by itself: "Attrited Customer", "Charged Off"."""
    words = split_heading(level)
    if _DENIED.search(words):
        return None
    found = (kind for kind, pattern in _LEVELS.items() if pattern.search(words))
    # A loan that is closed was paid back.
    return next((k for k in found if k != Standing.LEFT or not _LOANS.search(phrase)), None)


def _simplify(value: str) -> str:
    text = value.strip().casefold()
    return text.removesuffix(".0")


def _list_levels(values: pl.Series) -> set[str]:
    several = values.drop_nulls().unique()
    if len(several) > _MOST_LEVELS:
        several = several.head(_MOST_LEVELS + 1)
    return {_simplify(str(value)) for value in several.cast(pl.String)}


def _spread(values: pl.Series, kinds: Mapping[str, Standing]) -> Codes:
    """Give each customer what their level says."""
    code = np.zeros(len(values), np.int8)
    texts = values.cast(pl.String).str.strip_chars().str.to_lowercase().str.strip_suffix(".0")
    for kind in set(kinds.values()):
        own = [level for level, said in kinds.items() if said == kind]
        code[texts.fill_null("").is_in(own).to_numpy()] = kind
    return code


def _write_question(column: Column, values: pl.Series) -> Text:
    """Ask which values say that a customer has left or does not pay."""
    level = max(_list_levels(values), default="")
    share = values.cast(pl.String).str.strip_chars().str.to_lowercase().str.strip_suffix(".0")
    return say(
        "{column} may say who has left or does not pay; finseg does not know, so it keeps offers "
        "from nobody by it. Say which values do in [recommend.no_offers]: "
        '{key} = ["{level}"], or {key} = [] where none does.',
        column=ColumnName(column.name),
        key=write_toml_key(column.name),
        level=Level(level, int((share == level).sum())),
    )
