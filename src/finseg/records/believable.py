"""What does a ratio of two columns come to where the columns were read rightly?

`Band`: per ratio what its median and its 95th percentile can be among customers. `UnbelievedRatio`:
a ratio that came to something else and is not used, with the readings that would explain it: facts
a question can be asked from. The bands and their sources stand in decision 0040.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finseg.document.said import ColumnName, Number, Said, say
from finseg.records.measure import FacetName

RatioName = Literal[
    "loan to income",
    "card debt to income",
    "secured loan to income",
    "investment to income",
    "investment to loan",
    "utilisation",
    "debt service",
    "savings months",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Between which figures the median and the 95th percentile lie; who has nothing is left out."""

    median: tuple[float, float]
    upper: tuple[float, float]

    def holds(self, median: float, upper: float) -> bool:
        """Tell whether both lie within, ends included."""
        return (
            self.median[0] <= median <= self.median[1] and self.upper[0] <= upper <= self.upper[1]
        )


BANDS: dict[RatioName, Band] = {
    "loan to income": Band(median=(0.05, 6.0), upper=(0.08, 15.0)),
    "card debt to income": Band(median=(0.003, 1.5), upper=(0.02, 6.0)),
    "secured loan to income": Band(median=(0.2, 10.0), upper=(0.5, 30.0)),
    "investment to income": Band(median=(0.02, 10.0), upper=(0.1, 60.0)),
    "investment to loan": Band(median=(0.02, 50.0), upper=(0.1, 2000.0)),
    "utilisation": Band(median=(0.01, 1.05), upper=(0.05, 1.5)),
    "debt service": Band(median=(0.02, 0.6), upper=(0.04, 1.5)),
    "savings months": Band(median=(0.1, 24.0), upper=(0.5, 240.0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One other reading of one column, and what it would do to the ratio."""

    factor: float  # the ratio times this lies in the band
    column: str
    facet: FacetName
    value: str  # "thousands", "month": what the settings would say


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbelievedRatio:
    """A ratio that was worked out, cannot be believed, and is not used."""

    ratio: RatioName
    above: str  # the columns
    below: str
    median: float
    upper: float  # 95th percentile
    customers: int  # who have something above: median and percentile are theirs
    band: Band
    repairs: tuple[Repair, ...] = ()

    @property
    def columns(self) -> tuple[str, str]:
        """Both columns."""
        return self.above, self.below

    def write_reason(self) -> Said:
        """Say which figure it comes to and what was to be expected."""
        low, high = self.band.median
        is_median = not low <= self.median <= high
        if not is_median:
            low, high = self.band.upper
        return say(
            "{above} ÷ {below} comes to {figure} {place}, and {low} to {high} can be believed: one "
            "of the two may be in another unit or per another time",
            above=ColumnName(self.above),
            below=ColumnName(self.below),
            figure=Number(self.median if is_median else self.upper, 3, customers=self.customers),
            place="at the median" if is_median else "at the 95th percentile",
            low=Number(low, 2),
            high=Number(high, 2),
        )
