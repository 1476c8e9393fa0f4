"""Which questions can be asked as one?

Questions in, fewer out: of columns in the same doubt, or of which one answer is likely to fit all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from finseg.records.dataset import Dataset
from finseg.records.question import Question, Stakes, Topic

_TOGETHER: tuple[Topic, ...] = ("levels", "unit", "scale")  # one answer is likely to fit all
_SIZES = 1.5  # orders of magnitude: up to here amounts may be in one scale
_MOST_TOGETHER = 5  # columns in one question: what is meant for more cannot be answered at once


def join_alike(questions: Sequence[Question], dataset: Dataset) -> list[Question]:
    """Ask once of several columns: in the same doubt, and where one answer can fit all."""
    groups: dict[tuple[Any, ...], list[Question]] = {}
    for question in questions:
        values = tuple(c.value for a in question.answers for c in a.changes)
        alike = question.topic in _TOGETHER
        why = _find_size(question, dataset) if alike else question.evidence
        groups.setdefault((question.topic, values, why), []).append(question)
    return [
        reduce(_join_two, group[first : first + _MOST_TOGETHER])
        for (topic, *_), group in groups.items()
        for first in _find_firsts(topic, group)
    ]


def _find_firsts(topic: Topic, group: list[Question]) -> list[int]:
    """Return where each joined question begins: of codes one is asked, about the weightiest."""
    if topic != "levels":
        return list(range(0, len(group), _MOST_TOGETHER))
    group.sort(key=lambda question: -question.weight)  # equals keep their order
    return [0]


def _find_size(question: Question, dataset: Dataset) -> tuple[Any, ...]:
    """Return what columns must have in common for one answer to fit; codes need nothing."""
    if question.topic == "levels":
        return ()
    values = dataset.table[question.columns[0]].drop_nulls()
    if values.is_empty() or not values.dtype.is_float():
        return ()
    upper = values.abs().quantile(0.95) or 1.0
    return (math.floor(math.log10(upper) / _SIZES),)


def _join_two(one: Question, other: Question) -> Question:
    answers = tuple(
        replace(a, changes=(*a.changes, *b.changes))
        for a, b in zip(one.answers, other.answers, strict=True)
    )
    stakes = Stakes(
        ratios=tuple(dict.fromkeys((*one.stakes.ratios, *other.stakes.ratios))),
        offers=one.stakes.offers + other.stakes.offers,
        words=one.stakes.words + other.stakes.words,
        units=one.stakes.units or other.stakes.units,
        segments=one.stakes.segments or other.stakes.segments,
        share=one.stakes.share + other.stakes.share,
    )
    return replace(
        one,
        columns=(*one.columns, *other.columns),
        evidence=tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        answers=answers,
        stakes=stakes,
        weight=one.weight + other.weight,
    )
