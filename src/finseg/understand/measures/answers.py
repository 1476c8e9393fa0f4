"""What do the settings say of what a column measures?

Columns and the section [understand] in, the columns with every facet that it names out: given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from finseg.records.dataset import Column
from finseg.records.measure import FACETS, Facet
from finseg.settings import MeasureSettings


def give_answers(columns: Sequence[Column], answers: Mapping[str, MeasureSettings]) -> list[Column]:
    """Let what the settings name go before every guess."""
    return [
        _give_answer(column, answers[column.name]) if column.name in answers else column
        for column in columns
    ]


def _give_answer(column: Column, answer: MeasureSettings) -> Column:
    facets: dict[str, Any] = {
        name: Facet(value=value, certainty="given", evidence=("set in the settings",))
        for name in FACETS
        for value in [getattr(answer, name)]
        if value
    }
    return replace(column, measure=replace(column.measure, **facets))
