"""What should the bank be asked, and what first?

Columns and their measures in, at most five `Question`s out. Asked is what finseg cannot know for
sure and on which something hangs; never what the settings answer, nor what would change nothing.

The weight of a question counts what its answer would change, column by column:

* 1 for each affordability ratio that the table would allow,
* 1 for each figure or limit that products ask for,
* 1 for a word in names, half where the column is only described; half for a unit that figures are
  shown in, where nothing is offered by them,
* the column's share of the distance, 10 times as much where the answer decides what forms segments:
  one part in as many columns as there are, and less where it shares its weight with others.

Half of it where something speaks for the value, though not enough to act on. Equal weights keep the
order of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from finseg.check.date_questions import ask_about_date_order
from finseg.check.joined_questions import join_alike
from finseg.check.ratio_questions import (
    FLOWS,
    ask_about_ratios,
    ask_about_same_debts,
    find_asked_facets,
)
from finseg.derive.ratios import list_ratio_parts
from finseg.document.numbers import MONEY
from finseg.document.said import (
    Amount,
    ColumnName,
    Customers,
    Exact,
    Level,
    Names,
    Parts,
    Share,
    Text,
    say,
)
from finseg.records.dataset import Column, Dataset, ReasonCode, Role
from finseg.records.measure import Facet, FacetName, Quantity
from finseg.records.question import MOST_QUESTIONS, Answer, Change, Question, Stakes, Topic
from finseg.records.redundancy import Redundancy
from finseg.settings import PrepareSettings
from finseg.understand.units import list_possible_units
from finseg.understand.wording import find_stated_span
from finseg.vocabulary.words import split_heading

_SEGMENTS = (
    10.0  # what it weighs, per share of the distance, that other columns may be clustered on
)
_LEVELS = 7  # different whole numbers, up to here they may be codes
_DESCRIBED: tuple[Role, ...] = ("feature", "descriptor")
# Figures that products are for (`finseg.recommend.metrics`).
_TARGETED: tuple[Quantity, ...] = (
    "balance",
    "savings",
    "investment",
    "loan",
    "debt",
    "instalment",
    "spending",
    "credit score",
    "utilisation",
    "arrears",
)
# … and those that only limit who is offered one.
_OFFERED: tuple[Quantity, ...] = (*_TARGETED, "age", "income", "limit", "tenure", "recency")
_MONEY: tuple[Quantity, ...] = (
    *FLOWS,
    "balance",
    "savings",
    "investment",
    "property",
    "limit",
    "available credit",
    "loan",
    "debt",
)
_TIMES: tuple[Quantity, ...] = ("tenure", "employment", "recency", "duration")
_DIRECTED: tuple[Quantity, ...] = ("recency", "score", "credit score", "ratio", "frequency")

# What can be answered, beside what is taken for likely: the value, and what it means.
_ANSWERS: dict[FacetName, dict[str, Text]] = {
    "quantity": {"none": "something else (name it, or leave none)"},
    "direction": {
        "more is better": "the higher, the better",
        "more is worse": "the higher, the worse",
        "neither": "neither",
    },
    "owner": {"held": "money that customers have", "owed": "money that they owe"},
    "per": {"month": "per month", "year": "per year"},
    "whom": {
        "customer": "the customer's own",
        "household": "of the household",
        "area": "of the area they live in",
    },
    "scale": {"as is": "single units", "thousands": "thousands"},
}
_MEANINGS: dict[str, Text] = {
    "lakhs": "lakhs",
    "percent": "percent",
    "share": "shares from 0 to 1",
    "standardised": "standardised: deviations from the mean",
    "zero to one": "brought between 0 and 1",
    "ranks": "ranks or scores",
    "code": "codes that stand for something",
    "logarithm": "logarithms",
    "lifetime": "since the customer joined",
    "point in time": "as it stands on one day",
    "flow in": "money that comes in",
    "flow out": "money that goes out",
    "limit": "a limit",
    "price": "a price",
}
_UNIT_ANSWERS: dict[str, Text] = {"days": "days", "months": "months", "years": "years"}
_BLANK_ANSWERS: dict[str, Text] = {"none": "they have none", "unknown": "it is not known"}
# Roles that are in doubt, by the reason for them.
_DOUBTED: dict[ReasonCode, Topic] = {
    "coded": "levels",
    "serial dates": "dates",
    "number": "running number",
    "may be outcome": "outcome",
}
_ROLE_ANSWERS: dict[Topic, dict[str, Text]] = {
    "levels": {
        "descriptor": "codes: describe the segments by it, no more",
        "feature": "amounts, counts or steps: cluster on it",
    },
    "dates": {"date": "dates", "feature": "a figure: cluster on it"},
    "running number": {"id": "no more than a number", "feature": "a figure: cluster on it"},
    "outcome": {
        "outcome": "known only afterwards: leave it out",
        "feature": "known beforehand: cluster on it",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What weighing needs to know of the other columns."""

    dataset: Dataset
    quantities: frozenset[Quantity]  # of the columns that are described
    shares: dict[str, float]  # of the distance, by column clustered on
    settled: frozenset[tuple[str, FacetName]]  # asked about with a ratio that cannot be believed

    def find_ratios(self, quantity: Quantity) -> tuple[str, ...]:
        """Find the ratios that a column of this quantity would be part of."""
        found = (
            formula
            for formula, above, below in list_ratio_parts()
            if quantity in (above, below) and self.quantities.issuperset((above, below))
        )
        return tuple(dict.fromkeys(found))

    @property
    def allows_offers(self) -> bool:
        """Whether the table has a figure that products are for."""
        return any(quantity in _TARGETED for quantity in self.quantities)

    def find_share(self, column: Column) -> float:
        """Return a column's part of the distance, 0 where it is not clustered on."""
        return self.shares.get(column.name, 0.0)


def find_questions(
    dataset: Dataset, redundancy: Redundancy, settings: PrepareSettings
) -> tuple[Question, ...]:
    """Find what only the bank can say, the weightiest first, at most five questions.

    Parameters
    ----------
    dataset : Dataset
        The table as it is clustered on.
    redundancy : Redundancy
        Says which columns share their weight.
    settings : PrepareSettings
        May say what blanks mean.

    """
    scene = _Scene(
        dataset=dataset,
        quantities=frozenset(c.quantity for c in dataset.select_by_role(*_DESCRIBED)),
        shares=_estimate_shares(dataset, redundancy),
        settled=frozenset(),
    )
    tables = [
        *ask_about_ratios(dataset),
        *ask_about_same_debts(dataset),
        *ask_about_date_order(dataset),
    ]
    if not settings.blanks:
        tables += _ask_about_blanks(scene)
    kept = _choose_questions(tables, replace(scene, settled=find_asked_facets(tables)))
    # What a question settles that is not asked, nobody settles: then it is asked by itself.
    settled = find_asked_facets(kept)
    kept = _choose_questions(tables, replace(scene, settled=settled))
    return tuple(_add_values(question, dataset) for question in kept)


def _choose_questions(tables: Sequence[Question], scene: _Scene) -> list[Question]:
    """Choose the weightiest of the questions about ratios and blanks, and about each column."""
    asked = [
        question
        for column in scene.dataset.columns
        if not column.derived
        if (question := _ask_about_column(column, scene)) is not None
    ]
    joined = join_alike([*asked, *tables], scene.dataset)
    return sorted(joined, key=lambda q: -q.weight)[:MOST_QUESTIONS]  # equals keep their order


def _estimate_shares(dataset: Dataset, redundancy: Redundancy) -> dict[str, float]:
    """Return what each clustered column counts: every one the same, unless they share a weight."""
    weights = redundancy.find_shared_weights()
    squares = {
        c.category or c.name: 1.0 if c.category else weights.get(c.name, 1.0) ** 2
        for c in dataset.features
    }
    whole = sum(squares.values())
    return {name: square / whole for name, square in squares.items()}


def _ask_about_column(column: Column, scene: _Scene) -> Question | None:
    """Ask the weightiest question about one column; None where nothing is to be asked."""
    found = [q for ask in _RULES for q in ask(column, scene) if q.weight > 0]
    return max(found, key=lambda q: q.weight, default=None)


def _ask_about_role(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask which role a column has, where what it was taken for is in doubt."""
    topic = _DOUBTED.get(column.reason_code)
    unnamed = column.role == "feature" and column.confidence == "low"
    evidence = column.reason
    if unnamed and _has_few_steps(scene.dataset.table[column.name].drop_nulls()):
        topic = "levels"
        evidence = "whole numbers with few steps, and no word in the heading says what they are"
    if column.given or topic is None or column.confidence == "high":
        return
    if topic != "levels" and column.confidence != "low":
        return  # that it is dates, a number or an outcome has more than one sign
    share = scene.find_share(column)
    would = share or 1 / (len(scene.shares) + 1)
    yield Question(
        topic=topic,
        columns=(column.name,),
        answers=_list_answers(("read", "roles", column.name), _ROLE_ANSWERS[topic]),
        evidence=(evidence,),
        stakes=Stakes(words=1, segments=True, share=share),
        weight=1 + _SEGMENTS * would,
    )


def _has_few_steps(values: pl.Series) -> bool:
    """Tell whole numbers with so few steps that they may be codes."""
    whole = values.dtype.is_float() and bool((values == values.round()).all())
    return whole and 2 < values.n_unique() <= _LEVELS


def _list_answers(path: tuple[str, ...], meanings: Mapping[str, Text]) -> tuple[Answer, ...]:
    return tuple(
        Answer(meaning=meaning, changes=(Change(path=path, value=value),))
        for value, meaning in meanings.items()
    )


def _ask_about_quantity(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask what a column measures, where something speaks for it and not enough."""
    facet, direction = column.measure.quantity, column.measure.direction
    if direction.is_doubtful:
        return  # the doubt is which way it counts
    if _is_described(column) and facet.value != "none" and facet.is_doubtful:
        yield from _ask_for_facet(column, "quantity", facet, scene, word=True)


def _ask_about_time(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask in which unit a length of time stands, where nothing says it."""
    facet = column.measure.quantity
    if not _is_described(column) or column.quantity not in _TIMES or column.unit in _UNIT_ANSWERS:
        return
    if facet.certainty == "likely":
        upper = scene.dataset.table[column.name].quantile(0.99) or 0.0
        possible: dict[str, Text] = {
            unit: _UNIT_ANSWERS[unit] for unit in list_possible_units(upper)
        }
        stakes = replace(_weigh_facet(column, scene, word=False), units=True)
        yield Question(
            topic="unit",
            columns=(column.name,),
            answers=_list_answers(("read", "units", column.name), possible),
            evidence=facet.evidence,
            stakes=stakes,
            weight=_sum_weight(stakes, facet),
        )


def _ask_about_owner(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask whose the money is: a plain balance may be held or owed."""
    facet = column.measure.owner
    if _has_known_quantity(column) and not facet.acts and (facet.value or facet.evidence):
        yield from _ask_for_facet(column, "owner", facet, scene, word=True)


def _ask_about_period(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask per what time money flows, where a ratio would have to know."""
    facet = column.measure.per
    if find_stated_span(split_heading(column.original)):
        return  # "last 3 months" is neither of the answers
    if _has_known_quantity(column) and column.quantity in FLOWS and not facet.acts:
        ratios = scene.find_ratios(column.quantity)
        if ratios or facet.value or facet.evidence:
            yield from _ask_for_facet(column, "per", facet, scene, word=False)


def _ask_about_whom(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask whether a figure is the customer's own, where something speaks against it."""
    facet = column.measure.whom
    taken = facet.value == "customer" and facet.certainty != "open"
    if _has_known_quantity(column) and not (facet.acts or taken) and facet.evidence:
        yield from _ask_for_facet(column, "whom", facet, scene, word=False)


def _ask_about_scale(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask in which unit amounts stand, where something speaks against single units."""
    quantity, facet = column.measure.quantity, column.measure.scale
    if column.quantity not in _MONEY or not _is_described(column):
        return
    unknown = column.unit not in MONEY and facet.certainty == quantity.certainty == "likely"
    if facet.is_doubtful or unknown:
        evidence = facet.evidence or quantity.evidence
        facet = replace(facet, value="", evidence=evidence)
        yield from _ask_for_facet(column, "scale", facet, scene, word=False)


def _ask_about_direction(column: Column, scene: _Scene) -> Iterator[Question]:
    """Ask which way is good, where the words of a name would have to know."""
    facet = column.measure.direction
    if not _is_described(column) or column.quantity not in _DIRECTED:
        return
    if facet.is_doubtful or (facet.certainty == "likely" and column.measure.quantity.acts):
        yield from _ask_for_facet(column, "direction", facet, scene, word=True)


def _ask_about_blanks(scene: _Scene) -> Iterator[Question]:
    """Ask whether customers have none where a whole block of columns is blank."""
    held = [c for c in scene.dataset.columns if c.reason_code == "held"]
    if not held:
        return
    share = sum(map(scene.find_share, held))
    rows = scene.dataset.rows
    without = [(c, int((scene.dataset.table[c.name] == 0).sum())) for c in held]
    yield Question(
        topic="blanks",
        columns=tuple(part.column for c in held for part in c.parts),
        answers=_list_answers(("prepare", "blanks"), _BLANK_ANSWERS),
        evidence=tuple(
            say(
                "{columns} are blank for the same {customers} ({share})",
                columns=Names(tuple(part.column for part in c.parts)),
                customers=Customers(count),
                share=Share(count / rows, of=rows),
            )
            for c, count in without
        ),
        stakes=Stakes(words=len(held), segments=True, share=share),
        weight=len(held) + _SEGMENTS * share,
    )


def _is_described(column: Column) -> bool:
    """Tell columns of figures that something may rest on: codes and deviations are no amounts."""
    used = column.role in _DESCRIBED and column.kind == "number" and not column.follows
    scale = column.measure.scale
    return used and (column.measure.holds_amounts or not scale.acts)


def _has_known_quantity(column: Column) -> bool:
    """Tell columns whose quantity stands: of others, that is asked first."""
    return _is_described(column) and column.measure.quantity.acts


def _ask_for_facet(
    column: Column, name: FacetName, facet: Facet[Any], scene: _Scene, *, word: bool
) -> Iterator[Question]:
    """Ask for one facet, unless nothing hangs on it."""
    if (column.name, name) in scene.settled:
        return
    stakes = replace(_weigh_facet(column, scene, word=word), units=name == "scale")
    meanings = _ANSWERS[name]
    values = dict.fromkeys([facet.value, *meanings] if facet.value else meanings)
    told = {value: meanings.get(value) or _MEANINGS.get(value, value) for value in values}
    yield Question(
        topic=name,
        columns=(column.name,),
        answers=_list_answers(("understand", column.name, name), told),
        evidence=facet.evidence,
        stakes=stakes,
        weight=_sum_weight(stakes, facet),
    )


def _weigh_facet(column: Column, scene: _Scene, *, word: bool) -> Stakes:
    """Find what hangs on a facet of a column; `word`: names would speak of it."""
    return Stakes(
        ratios=scene.find_ratios(column.quantity),
        offers=int(scene.allows_offers and column.quantity in _OFFERED),
        words=int(word),
        share=scene.find_share(column),
    )


def _sum_weight(stakes: Stakes, facet: Facet[Any]) -> float:
    """Add up what hangs on an answer; 0 where nothing does."""
    weight = len(stakes.ratios) + stakes.offers + stakes.words * (1.0 if stakes.share else 0.5)
    weight += 0.5 if stakes.units and not stakes.offers else 0.0
    return weight and (weight + stakes.share) * (0.5 if facet.certainty == "likely" else 1.0)


_Rule = Callable[[Column, _Scene], Iterator[Question]]
_RULES: tuple[_Rule, ...] = (
    _ask_about_role,
    _ask_about_quantity,
    _ask_about_time,
    _ask_about_owner,
    _ask_about_period,
    _ask_about_whom,
    _ask_about_scale,
    _ask_about_direction,
)


def _add_values(question: Question, dataset: Dataset) -> Question:
    """Add to the evidence what the columns hold: that answers many a question."""
    if question.topic in ("blanks", "ratio", "date order", "same debt"):
        return question
    describe = _list_levels if question.topic == "levels" else _describe_middle
    seen: list[Text] = []
    for name in question.columns:
        held = describe(dataset.table[name].drop_nulls(), dataset.find_column(name))
        if held and len(question.columns) > 1:
            held = say("{column}: {held}", column=ColumnName(name), held=held)
        seen.append(held)
    if question.stakes.segments and question.stakes.share:
        share = Share(question.stakes.share)
        what = "it makes" if len(question.columns) == 1 else "together they make"
        seen.append(say(f"{what} {{share}} of the distance between customers", share=share))
    return replace(question, evidence=(*question.evidence, *(text for text in seen if text)))


def _list_levels(values: pl.Series, _: Column) -> Text:
    counted = values.value_counts().sort(values.name).iter_rows()
    levels = [Level(v if isinstance(v, str) else str(Exact(v)), n) for v, n in counted]
    return say("only {levels} occur", levels=Parts(tuple(levels)))


def _describe_middle(values: pl.Series, column: Column) -> Text:
    if values.is_empty() or not values.dtype.is_float():
        return ""
    ends = values.quantile(0.25), values.quantile(0.75)
    low, high = (
        Exact(end or 0.0, 4, customers=len(values))
        if column.unit == "none"
        else Amount(end or 0.0, column.unit, customers=len(values))
        for end in ends
    )
    if ends[0] == ends[1]:
        return say("at least half of the values are {value}", value=low)
    return say("half of the values lie between {low} and {high}", low=low, high=high)
