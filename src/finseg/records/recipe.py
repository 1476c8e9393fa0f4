"""How are raw figures made comparable, and how is that kept?

A `Recipe` is the learned preparation: one `Step` per feature. It is data only, so that Python, SQL
and Spark can apply the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Heading, Sentence, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import Coefficient, ColumnName, Customers, Exact, Number, Said, Text, say

Formula = Literal[
    "loan to income",
    "investment to income",
    "investment to loan",
    "utilisation",
    "debt service",
    "savings months",
    "held",  # 1 where `above` is there, 0 where it is blank
]
Transform = Literal["none", "log1p", "asinh"]

TransformReason = Literal[
    "",
    "set for the column",
    "set for all",
    "moderate",
    "share",
    "separate groups",
    "reduced",
    "log1p no better",
    "asinh no better",
]
_REASONS: dict[TransformReason, str] = {
    "set for the column": "set in [prepare.transforms]",
    "set for all": "set in [prepare]",
    "moderate": "skewness {skew} is moderate",
    "share": "skewness {skew} is not reduced: a share has bounds",
    "separate groups": "skewness {skew} without a long tail: it comes from separate groups",
    "reduced": "skewness {skew} becomes {after}",
    "log1p no better": "skewness {skew} is kept: log1p would make it {after}",
    "asinh no better": "skewness {skew} is kept: asinh would make it {after}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done to one feature, in this order: impute, transform, centre, scale, weigh.

    prepared = (transform(value) - centre) / scale * weight; `log1p` is ln(1 + x / bend),
    `asinh` is arsinh(x / bend).
    """

    column: str
    unit: Unit
    impute: float  # in raw units, for missing values
    imputed: int  # rows of the training table that needed it
    transform: Transform
    reason: TransformReason
    centre: float
    scale: float  # > 0
    bend: float = 1.0  # > 0, raw units; where a transform turns from straight to logarithmic
    weight: float = 1.0  # > 0; columns that share the weight of one have sqrt(1 / columns)
    skew: float = 0.0  # of the values present
    skew_after: float = 0.0  # of the values transformed, where that was tried

    def say_reason(self) -> Said:
        """Say why this transform was chosen, with the skewness it rests on."""
        reason = _REASONS.get(self.reason, "")
        figures = {"skew": Number(self.skew, 2), "after": Number(self.skew_after, 2)}
        return say(reason, **{name: figures[name] for name in figures if f"{{{name}}}" in reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A column that is made from one or two others by one of a closed set of formulas.

    derived = factor * above / below; missing where either is, or where `below` is not above 0. Of
    what is "held" it is 1 where `above` is there and 0 where it is blank; there is no `below`.
    """

    column: str  # its name
    formula: Formula
    above: str
    below: str
    factor: float = 1.0  # > 0; brings both to the same period

    def write_formula(self) -> Said:
        """Say the formula with its columns."""
        if self.formula == "held":
            return say("1 where {above} is there, else 0", above=ColumnName(self.above))
        return say(
            "{factor}{above} / {below}",
            factor="" if self.factor == 1 else say("{f} × ", f=Coefficient(self.factor)),
            above=ColumnName(self.above),
            below=ColumnName(self.below),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(Shown):
    """The learned preparation of all features, in order."""

    steps: tuple[Step, ...]
    derived: tuple[Derived, ...] = ()  # features that do not stand in the file

    @property
    def columns(self) -> tuple[str, ...]:
        """The features, in the order of the prepared matrix."""
        return tuple(step.column for step in self.steps)

    @property
    def input_columns(self) -> tuple[str, ...]:
        """The columns of the file without which nobody can be prepared."""
        made = {d.column: (d.above, d.below) for d in self.derived}
        wanted = (name for c in self.columns for name in made.get(c, (c,)) if name)
        return tuple(dict.fromkeys(wanted))

    @property
    def weights(self) -> tuple[float, ...]:
        """The weight of each feature."""
        return tuple(step.weight for step in self.steps)

    def is_hidden(self, column: str) -> bool:  # noqa: ARG002 - the whole recipe hides nothing
        """Tell whether what was learnt of a column rests on too few customers to be written."""
        return False

    def blocks(self) -> list[Block]:
        """Describe the preparation, column by column."""
        weighted = any(weight != 1 for weight in self.weights)
        rows: tuple[tuple[Text, ...], ...] = tuple(
            (
                s.column,
                Customers(s.imputed, ""),
                *_describe_step(s, hidden=self.is_hidden(s.column)),
                *((Number(s.weight, 3),) if weighted else ()),
            )
            for s in self.steps
        )
        columns: tuple[str, ...] = (
            "Column",
            "Filled",
            "With (median)",
            "Transform",
            "Why",
            "Centre",
            "Scale",
        )
        sides: tuple[Align, ...] = ("left", "right", "right", "left", "left", "right", "right")
        if weighted:
            columns, sides = (*columns, "Weight"), (*sides, "right")
        formulas = [
            say("{column} is {formula}.", column=ColumnName(d.column), formula=d.write_formula())
            for d in self.derived
        ]
        return [
            Heading("Preparation"),
            Sentence(
                "Missing values of each feature are filled with its median. Heavy-tailed features "
                "are transformed. Each feature is then centred on its mean and divided by its "
                "standard deviation" + (", and multiplied by its weight." if weighted else ".")
            ),
            *map(Sentence, formulas),
            Table(columns, rows, sides),
        ]


def _describe_step(step: Step, *, hidden: bool) -> tuple[Text, ...]:
    """Say what a missing value becomes, which transform and why, centre and scale."""
    if hidden:
        return ("–", step.transform, "–", "–", "–")
    return (
        Exact(step.impute, 6) if step.imputed else "–",
        step.transform,
        step.say_reason(),
        Exact(step.centre, 6),
        Exact(step.scale, 6),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecipe(Recipe):
    """A recipe as it may be shown: what was learnt of few customers is applied, but not written."""

    hidden: frozenset[str]  # columns of which too few customers have a value or an amount

    def is_hidden(self, column: str) -> bool:
        """Tell whether what was learnt of a column rests on too few customers to be written."""
        return column in self.hidden
