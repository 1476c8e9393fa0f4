"""Which idea does each column measure?

Features and lexicon in, (column, axis) pairs out; deviations per column in, per axis out.
A column without an axis stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from finseg.errors import MissingColumnError, SettingsError, suggest_name
from finseg.interpret.lexicon import Axis, Lexicon
from finseg.maths.arrays import Floats


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


def split_camel_case(column: str) -> str:
    """Put a blank between the words of a name such as `RoundsPlayed`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)


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
    dict of axis or column name → array of shape (k,)
        Axes in order of their first column; a column without an axis under its own name.

    """
    of_column = dict(axes)
    members: dict[str, list[int]] = {}
    for j, column in enumerate(columns):
        members.setdefault(of_column.get(column, column), []).append(j)
    return {name: figures[:, js].mean(axis=1) for name, js in members.items()}
