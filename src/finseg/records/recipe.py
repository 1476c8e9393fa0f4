"""How are raw figures made comparable, and how is that kept?

A `Recipe` is the learned preparation: one `Step` per feature. It is data only, so that Python, SQL
and Spark can apply the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.numbers import Unit

Transform = Literal["none", "log1p", "asinh"]
TRANSFORMS: tuple[Transform, ...] = get_args(Transform)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done to one feature, in this order: impute, transform, centre, scale.

    prepared = (transform(value) - centre) / scale; `log1p` is ln(1 + x / bend),
    `asinh` is arsinh(x / bend).
    """

    column: str
    unit: Unit
    impute: float  # in raw units, for missing values
    imputed: int  # rows of the training table that needed it
    transform: Transform
    reason: str  # why this transform
    centre: float
    scale: float  # > 0
    bend: float = 1.0  # > 0, raw units; where a transform turns from straight to logarithmic


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The learned preparation of all features, in order."""

    steps: tuple[Step, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The features, in the order of the prepared matrix."""
        return tuple(step.column for step in self.steps)

    def blocks(self) -> list[Block]:
        """Describe the preparation, column by column."""
        rows = tuple(
            (
                s.column,
                f"{s.imputed:,}",
                f"{s.impute:,.6g}" if s.imputed else "–",
                s.transform,
                s.reason,
                f"{s.centre:,.6g}",
                f"{s.scale:,.6g}",
            )
            for s in self.steps
        )
        columns = ("Column", "Filled", "With (median)", "Transform", "Why", "Centre", "Scale")
        return [
            Heading("Preparation"),
            Sentence(
                "Each feature is filled with its median where missing, transformed where it is "
                "heavy-tailed, then centred on its mean and divided by its standard deviation."
            ),
            Table(columns, rows, ("left", "right", "right", "left", "left", "right", "right")),
        ]
