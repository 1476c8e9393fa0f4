"""How are raw figures made comparable, and how is that kept?

A `Recipe` is the learned preparation: one `Step` per feature. It is data only, so that Python, SQL
and Spark can apply the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from finseg.document.blocks import Align, Block, Heading, Sentence, Table
from finseg.document.numbers import Unit
from finseg.document.page import Shown
from finseg.document.said import (
    Coefficient,
    ColumnName,
    Customers,
    Exact,
    Names,
    Number,
    Said,
    Text,
    clause,
    say,
)

Formula = Literal[
    "loan to income",
    "investment to income",
    "investment to loan",
    "utilisation",
    "debt service",
    "savings months",
    "held",  # 1 where `above` is there, 0 where it is blank
    "level",  # 1 where the category `above` has one of `levels`
    "other levels",  # 1 where it has a level that no other column of the category stands for
    "rank",  # the place, from 1, of the level of `above` in `levels`
]
LEVEL_FORMULAS: tuple[Formula, ...] = ("level", "other levels", "rank")
Transform = Literal["none", "log1p", "asinh", "rank"]
Scaling = Literal["standard", "robust", "range", "rank", "none"]

TransformReason = Literal[
    "",
    "set for the column",
    "set for all",
    "ranks set",
    "a level",
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
    "ranks set": "ranks: set in [prepare]",
    "a level": "made of the levels of a category",
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
    `asinh` is arsinh(x / bend), `rank` the share of customers below, read off between `knots`.
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
    category: str = ""  # whose level it is; the columns of one category vary like one column
    level: str = ""  # "branch": which level 1 stands for; "" for other columns
    other: str = ""  # which one 0 stands for, where the category has but two
    scaling: Scaling = "standard"  # what `scale` is
    knots: tuple[float, ...] = ()  # of ranks: values at equal steps of rank, ascending
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
    what is "held" it is 1 where `above` is there and 0 where it is blank; there is no `below`. Made
    of the levels of a category it is missing where the category is, or has a level that nobody had
    when the recipe was learnt, unless that counts to the "other levels".
    """

    column: str  # its name
    formula: Formula
    above: str
    below: str
    factor: float = 1.0  # > 0; brings both to the same period
    levels: tuple[str, ...] = ()  # of the category `above`
    rest: tuple[str, ...] = ()  # its levels that none of the columns stands for: all of them are 0

    def write_formula(self) -> Said:
        """Say the formula with its columns."""
        above = ColumnName(self.above)
        match self.formula:
            case "held":
                return say("1 where {above} is there, else 0", above=above)
            case "level":
                level = ColumnName(self.levels[0])
                return say("1 where {above} is {level}, else 0", above=above, level=level)
            case "other levels":
                return say("1 where {above} is a rare or a new level, else 0", above=above)
            case "rank":
                return say("the place of {above} in its order, from 1", above=above)
            case _:
                pass
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
    def category_columns(self) -> tuple[str, ...]:
        """The columns of the file that are read as categories."""
        made = (d.above for d in self.derived if d.formula in LEVEL_FORMULAS)
        return tuple(dict.fromkeys(made))

    @property
    def ideas(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What is clustered on, each with the places of its columns: a category has several."""
        found: dict[str, list[int]] = {}
        for place, step in enumerate(self.steps):
            found.setdefault(step.category or step.column, []).append(place)
        return tuple((name, tuple(places)) for name, places in found.items())

    @property
    def level_blocks(self) -> tuple[tuple[int, ...], ...]:
        """The places of the columns that are 1 or 0, those of one category together."""
        return tuple(
            places for _, places in self.ideas if self.steps[places[0]].unit == "yes or no"
        )

    @property
    def weights(self) -> tuple[float, ...]:
        """The weight of each feature."""
        return tuple(step.weight for step in self.steps)

    def is_hidden(self, column: str) -> bool:  # noqa: ARG002 - the whole recipe hides nothing
        """Tell whether what was learnt of a column rests on too few customers to be written."""
        return False

    def _describe_categories(self) -> Iterator[Sentence]:
        """Say how categories are clustered on."""
        levels = [name for name, places in self.ideas if self.steps[places[0]].category]
        if levels:
            yield Sentence(
                say(
                    "{columns} clustered on by their levels: a column of 1 and 0 for each level, "
                    "weighted so that all levels of a category together vary as much as one "
                    "column of numbers. A blank counts as the shares of the levels among all "
                    "customers, so it speaks for no segment.",
                    columns=clause(
                        f"{{names}} {'is' if len(levels) == 1 else 'are'}",
                        names=Names(tuple(levels), most=len(levels)),
                    ),
                )
            )

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
            "With (median, share)" if self.category_columns else "With (median)",
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
                "are transformed. Each feature is then "
                + _say_scaling(self.steps)
                + (", and multiplied by its weight." if weighted else ".")
            ),
            *self._describe_categories(),
            *map(Sentence, formulas),
            Table(columns, rows, sides),
        ]


def _say_scaling(steps: Sequence[Step]) -> str:
    """Say what the features are divided by."""
    scalings = {step.scaling for step in steps if not step.category}
    if scalings <= {"standard", "rank"}:
        ranks = " (after it was ranked, where that is set)" if "rank" in scalings else ""
        return f"centred on its mean and divided by its standard deviation{ranks}"
    return "centred and divided by its scale, as set in [prepare]"


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
