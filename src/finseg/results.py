"""What is known once a study is finished, and what on the way?

`Results`: the record of every stage, in the journey's order, with the settings they were made by.
`Explored`, `Chosen` and `Described` are the part of them that is there earlier, for the figures
that need no more.
`finseg.disclose` turns it into the same with less in it; report, workbook, figures and tables are
each made of one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from finseg.document.numbers import Numbers
from finseg.document.said import Said
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.building import Built
from finseg.records.carriers import CarrierSearch
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.records.verdict import Verdict
from finseg.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explored:
    """What is known before any segment is."""

    dataset: Dataset
    exploration: Exploration
    settings: Settings
    least: int = 1  # customers behind every figure; 1: nothing is withheld
    shared: bool = False  # whether it may go to readers outside the house

    @property
    def numbers(self) -> Numbers:
        """The reader's manner of writing figures."""
        return self.settings.numbers()

    def list_records(self) -> dict[str, Any]:
        """Return all records by their names, for making a record that knows more."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen(Explored):
    """What is known when the number of segments is."""

    choice: Choice

    @property
    def verdict(self) -> Verdict:
        """Natural, reproducible, constructive or undecided; with k and the evidence."""
        return self.choice.verdict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described(Chosen):
    """What is known when the segments have names and traits."""

    recipe: Recipe
    segmentation: Segmentation
    interpretation: Interpretation

    @property
    def names(self) -> list[str]:
        """The names of the segments, by their ids."""
        return self.interpretation.names


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results(Described):
    """The records of a finished study."""

    checked: Checked
    shares: Shares
    assessment: Assessment
    offers: Offers
    built: Built | None = None  # where customers were built of rows that are none
    search: CarrierSearch | None = None  # for columns that carry groups; None where it was left out

    @property
    def title(self) -> str:
        """The title set in [deliver], else one made of the input's name."""
        return self.settings.deliver.title or f"Customer segments: {self.dataset.source.name}"

    @property
    def writes_offers(self) -> bool:
        """Whether each customer's offers go to a file of their own, by far the longest of many."""
        few = self.dataset.rows <= self.settings.deliver.workbook_customers
        return few or not self.settings.choose.quick

    def say_row_account(self) -> Said:
        """Account for every row, also of those that customers were built of."""
        return self.built.say_account() if self.built else self.dataset.write_row_account()

    def find_stability(self, segment: int) -> SegmentStability | None:
        """Return how stable a segment is; None where there is but one, or it was not measured."""
        if len(self.interpretation.segments) < 2:
            return None
        return next((s for s in self.assessment.segments if s.id == segment), None)
