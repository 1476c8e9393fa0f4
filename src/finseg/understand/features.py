"""Which columns are clustered on, where the settings say so, and as what?

Settings and columns in, the same with the role `feature` where it is named, out. A column of words
becomes a category, whose levels are clustered on; one in which nearly every customer has a value of
their own is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from finseg.document.said import Count
from finseg.errors import ColumnKindError
from finseg.records.dataset import Column, Dataset, Kind
from finseg.settings import ReadSettings
from finseg.understand.column_summary import Look
from finseg.understand.column_types import Typed, Understood
from finseg.understand.heading_patterns import NEARLY_ALL

_FEW_LEVELS = 50  # that a category may have, however few customers there are
_MOST_LEVELS = 0.5  # of the customers: with more, the values are names


def name_features(told: ReadSettings, features: Sequence[str]) -> ReadSettings:
    """Give the columns that are named the role `feature`, whatever [read.roles] says of them."""
    if not features:
        return told
    return msgspec.structs.replace(told, roles={**told.roles, **dict.fromkeys(features, "feature")})


def keep_named_features(
    understood: Sequence[Understood], features: Sequence[str]
) -> list[Understood]:
    """Describe with the columns that would be features and are not named, and no more."""
    return [replace(part, column=describe_unnamed(part.column, features)) for part in understood]


def describe_unnamed(column: Column, features: Sequence[str]) -> Column:
    """Return a column as it is, or as a descriptor where features are named and it is none."""
    if not features or column.role != "feature" or column.name in features:
        return column
    return replace(
        column,
        role="descriptor",
        reason="the settings name the features, and it is none of them",
        reason_code="not named",
        given=True,
        confidence="given",
    )


def keep_only_features(dataset: Dataset, features: Sequence[str]) -> Dataset:
    """Return a dataset in which these columns alone are features: as if they had been named."""
    columns = tuple(
        replace(c, given=True) if c.name in features else describe_unnamed(c, features)
        for c in dataset.columns
    )
    return replace(dataset, columns=columns)


def find_words(typed: Mapping[str, Typed], forced: Sequence[str]) -> list[str]:
    """Find the columns that were to be read as numbers, and hold words."""
    return [name for name in forced if name in typed and not _holds_numbers(typed[name])]


def _holds_numbers(typed: Typed) -> bool:
    values = typed.text if typed.numbers is None else typed.numbers
    present = len(values) - values.null_count()
    unreadable = 0 if typed.unreadable is None else int(typed.unreadable.sum())
    return typed.is_number and present >= NEARLY_ALL * (present + unreadable)


def choose_feature_kind(look: Look) -> Kind:
    """Say whether a feature is clustered on by its numbers or by its levels.

    Raises
    ------
    ColumnKindError
        If it has neither: dates, names and texts that hardly repeat.

    """
    if _holds_numbers(look.typed):
        return "number"
    levels = look.distinct
    most = max(_FEW_LEVELS, _MOST_LEVELS * look.present)
    if levels is not None and levels <= most and not look.typed.temporal:
        return "category"
    many = Count(levels) if levels is not None else "very many"
    what = "are dates" if look.typed.temporal else f"are not numbers, and {many} of them differ"
    raise make_feature_error(look.name, what)


def make_feature_error(name: str, what: str) -> ColumnKindError:
    """Say why a column can be no feature."""
    return ColumnKindError(
        f"column `{name}` is set to be a feature, but most of its values {what}",
        where="settings, [read.roles] or [prepare] features",
        fix="give it the role `descriptor`, or put its values together to a few levels",
    )
