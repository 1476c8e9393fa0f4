"""Which idea does each column measure?

Features and lexicon in, (column, axis) pairs out; deviations per column in, per axis out.
A column without an axis stands for itself, and so does one of which it is not sure that it measures
what the words of the axis mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from finseg.errors import MissingColumnError, SettingsError, suggest_name
from finseg.interpret.headings import split_camel_case
from finseg.interpret.lexicon import Axis, Lexicon
from finseg.maths.arrays import Floats
from finseg.records.dataset import Column
from finseg.records.measure import Facet, Measure, Scale


def map_axes(
    columns: Sequence[str],
    lexicon: Lexicon,
    given: Mapping[str, str],
    quantities: Mapping[str, str] | None = None,
) -> tuple[tuple[str, str], ...]:
    """Find the axis of each column.

    The one that is given, or lists the column; else the first whose pattern fits its name; else the
    one of its quantity, which reading knows in more languages.

    Raises
    ------
    MissingColumnError, SettingsError
        If `given` names a column that is no feature, or an axis the lexicon lacks.

    """
    known = [a.name for a in lexicon.axes]
    for column, axis in given.items():
        if column not in columns:
            raise MissingColumnError(
                f"no feature `{column}`",
                where="[interpret.axes]",
                fix=suggest_name(column, columns),
            )
        if axis not in known:
            raise SettingsError(
                f"no axis `{axis}`",
                where=f"[interpret.axes] {column}",
                fix=suggest_name(axis, known),
            )
    words = {column: _normalise_column_name(column) for column in columns}
    measured = {quantity: axis.name for axis in lexicon.axes for quantity in axis.quantities}
    listed = {column: axis.name for axis in lexicon.axes for column in axis.columns}
    pairs = []
    for column in columns:
        beside = [text for other, text in words.items() if other != column]
        axis = (
            given.get(column)
            or listed.get(column)
            or _match_axis(words[column], beside, lexicon.axes)
        )
        axis = axis or measured.get((quantities or {}).get(column, ""), "")
        if axis:
            pairs.append((column, axis))
    return tuple(pairs)


def _normalise_column_name(column: str) -> str:
    return re.sub(r"[\s_.\-]+", " ", split_camel_case(column)).strip().casefold()


def _match_axis(words: str, beside: Sequence[str], axes: Sequence[Axis]) -> str:
    for axis in axes:
        for pattern in axis.patterns:
            if not re.search(pattern.match, words):
                continue
            if not pattern.beside or any(re.search(pattern.beside, other) for other in beside):
                return axis.name
    return ""


def name_key(column: str) -> str:
    """Name the key of a column without an axis, so that it is no axis of the same name."""
    return f"`{column}`"


# Figures that are no amounts, times or shares as they stood: no word says what these are worth.
RESCALED: frozenset[Scale] = frozenset(
    {"standardised", "zero to one", "ranks", "code", "logarithm"}
)


def find_sure_axes(
    axes: Sequence[tuple[str, str]],
    columns: Mapping[str, Column],
    lexicon: Lexicon,
    given: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """Keep the axis of a column only where it measures for sure what the words of the axis need.

    What the settings or the lexicon say of a column by its name is sure.
    """
    known = {a.name: a for a in lexicon.axes}
    return tuple(
        (column, axis)
        for column, axis in axes
        if given.get(column) == axis
        or column in known[axis].columns
        or column not in columns
        or _meets_needs(columns[column].measure, known[axis])
    )


def _meets_needs(measure: Measure, axis: Axis) -> bool:
    needs = axis.needs
    if needs is None:
        return True
    return (
        measure.scale.value not in RESCALED
        and not measure.scale.is_doubtful
        and _is_surely(measure.quantity, needs.quantity)
        and _is_surely(measure.owner, needs.owner)
        and _is_nothing_else(measure.direction, needs.direction)
        and _is_whose(measure.whom, needs.whom)
    )


def _is_surely(facet: Facet[Any], wanted: Sequence[str]) -> bool:
    return not wanted or (facet.acts and facet.value in wanted)


def _is_nothing_else(facet: Facet[Any], wanted: Sequence[str]) -> bool:
    """Tell whether nothing speaks for another answer: a facet that is silent stands in no way."""
    silent = not facet.value and not facet.is_doubtful
    return not wanted or silent or _is_surely(facet, wanted)


def _is_whose(facet: Facet[Any], wanted: Sequence[str]) -> bool:
    """Tell whose figure it is: rows are customers, so that is likely and needs no proof."""
    taken = facet.certainty == "likely" and facet.value in wanted
    return taken or _is_nothing_else(facet, wanted)


def average_by_axis(
    figures: Floats, columns: Sequence[str], axes: Sequence[tuple[str, str]]
) -> dict[str, Floats]:
    """Average figures of the columns of each axis.

    Parameters
    ----------
    figures : array of shape (k, d)
        Of each segment and feature: deviations, or limits of their intervals. (The average of
        intervals is never narrower than the interval of the average, so it promises no more.)
    columns : d names
    axes : (column, axis) pairs

    Returns
    -------
    dict of axis or `name_key` → array of shape (k,)
        Axes in order of their first column; a column without an axis stands for itself.

    """
    of_column = dict(axes)
    members: dict[str, list[int]] = {}
    for j, column in enumerate(columns):
        members.setdefault(of_column.get(column) or name_key(column), []).append(j)
    return {name: figures[:, js].mean(axis=1) for name, js in members.items()}
