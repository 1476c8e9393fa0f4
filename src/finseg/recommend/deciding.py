"""Which segments may decide who gets an offer?

The columns the segments are made of and how stable they are in, `Deciding` out. A segment that is
made of a protected column would carry it into offers; one that does not come back when the data are
resampled says nothing about anybody.
"""

from __future__ import annotations

from finseg.records.assessment import Assessment
from finseg.records.dataset import Column, Dataset
from finseg.records.deciding import Deciding
from finseg.records.measure import Quantity
from finseg.vocabulary.words import says, split_heading

_AGES: tuple[Quantity, ...] = ("age", "birth year")
_WORDS = ("protected", "age_bands", "age")


def find_deciding_segments(dataset: Dataset, assessment: Assessment, k: int) -> Deciding:
    """Tell which segments count in who gets an offer; a single one tells nobody apart."""
    protected = find_protected_features(dataset)
    if protected:
        return Deciding(segments=(False,) * k, protected=protected)
    stable = {s.id for s in assessment.segments if s.is_valid}
    return Deciding(segments=tuple(k < 2 or s in stable for s in range(k)))


def find_protected_features(dataset: Dataset) -> tuple[str, ...]:
    """Find what the segments are made of and may not decide, whatever role the settings give it."""
    by_name = {c.name: c for c in dataset.columns}
    found = []
    for column in dataset.select_by_role("feature"):
        sources = [by_name[p.column] for p in column.parts if p.column in by_name]
        if any(_is_protected(one) for one in (column, *sources)):
            found.append(column.category or column.name)
    return tuple(dict.fromkeys(found))


def _is_protected(column: Column) -> bool:
    if column.role == "protected" or column.reason_code == "proxy":
        return True
    phrase = split_heading(column.original)
    return column.quantity in _AGES or any(says(phrase, kind) for kind in _WORDS)
