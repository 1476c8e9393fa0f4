"""What is a column that was made of a customer's rows?

`Made`: its name, how it is computed from sums over the rows, its definition, and what it measures,
which is known since it is made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from finseg.document.numbers import Unit
from finseg.document.said import Said, Text, say
from finseg.records.building import BuildRecipe, Figure
from finseg.records.dataset import Column, Kind, Role
from finseg.records.measure import (
    Direction,
    Facet,
    Measure,
    Owner,
    Period,
    Quantity,
    Scale,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A column of the table of customers, and how it is made."""

    name: str
    value: pl.Expr  # of the sums that `finseg.build.sums` computes
    definition: Said
    role: Role = "descriptor"
    kind: Kind = "number"
    unit: Unit = "none"
    quantity: Quantity = "none"
    direction: Direction = ""
    owner: Owner = ""
    per: Period = ""
    scale: Scale = "as is"
    adds_up: bool = True  # over customers: not so of means, medians, trends and deviations

    def describe_column(self, missing: int) -> Column:
        """Return the column as the table of customers describes it."""
        because = (self.definition,)
        measure = Measure(
            quantity=Facet(value=self.quantity, certainty="sure", evidence=because),
            direction=Facet(value=self.direction, certainty="sure", evidence=because),
            owner=Facet(value=self.owner, certainty="sure", evidence=because),
            per=Facet(value=self.per, certainty="sure", evidence=because),
            whom=Facet(value="customer", certainty="sure", evidence=because),
            scale=Facet(value=self.scale, certainty="sure", evidence=because),
        )
        return Column(
            name=self.name,
            original=self.name,
            role=self.role,
            kind=self.kind,
            unit=self.unit,
            reason=self.definition,
            reason_code="measured" if self.quantity != "none" else "",
            confidence="high",
            measure=measure if self.kind == "number" else Measure(),
            missing=missing,
            adds_up=self.adds_up,
        )


def make_row_count(
    recipe: BuildRecipe,
    value: pl.Expr,
    *,
    role: Role = "feature",
    direction: Direction = "more is better",
    apart: Text = "",
) -> Made:
    """Make the column that says how many rows a customer has."""
    return Made(
        name=f"number of {recipe.nouns}",
        value=value.cast(pl.Float64),
        definition=say("how many {nouns} there are{apart}", nouns=recipe.nouns, apart=apart),
        role=role,
        unit="count",
        quantity="count",
        direction=direction,
    )


def make_of_figure(
    figure: Figure,
    name: str,
    value: pl.Expr,
    definition: Said,
    role: Role = "descriptor",
    *,
    adds_up: bool,
) -> Made:
    """Make a column that is in the unit of a figure, and measures what that measures."""
    return Made(
        name=name,
        value=value,
        definition=definition,
        role=role,
        unit=figure.unit,
        quantity=figure.quantity,
        direction=figure.direction,
        owner=figure.owner,
        scale=figure.scale,
        adds_up=adds_up,
    )


def make_names_unique(made: Iterable[Made], taken: Iterable[str]) -> list[Made]:
    """Return the columns with a number behind names that are taken already."""
    known = {name.casefold() for name in taken}
    found: list[Made] = []
    for column in made:
        name, copy = column.name, 1
        while name.casefold() in known:
            copy += 1
            name = f"{column.name} ({copy})"
        known.add(name.casefold())
        found.append(replace(column, name=name))
    return found
