"""Is what was understood of a table true of it?

Facts and the understood table in, judgements out: facet by facet *right*, *asked* (it could be
known, and is left open), *wrong* (another value, with certainty likely or better) or *silent*
(there is nothing to know, and nothing is said); columns clustered on although they never should
be; ratios made that do not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from benchmarks.meaning.facts import UNKNOWABLE, Facts
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import FACETS, Facet, FacetName, Measure

Outcome = Literal["right", "asked", "wrong", "silent"]

_NOTHING = {UNKNOWABLE, "", "none"}  # of these nothing need be said


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One facet of one column, held against what is true."""

    table: str
    column: str
    facet: FacetName
    outcome: Outcome
    acts: bool  # it is given or sure
    said: str
    true: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableJudgement:
    """One table, held against what is true of it."""

    facts: Facts
    facets: tuple[Judgement, ...]
    clustered: tuple[str, ...]  # on which never to cluster
    false_ratios: tuple[str, ...]
    true_ratios: tuple[str, ...]  # made, and they exist
    absent: tuple[str, ...]  # columns of the facts that the table does not have

    def count(self) -> Counter[Outcome]:
        """Count the facets by outcome."""
        return count_outcomes(self.facets)


def judge_facet(said: Facet[str], true: tuple[str, ...]) -> Outcome:
    """Hold one facet against the values that would be true.

    A value that says nothing ("none", no owner) is a claim only where it is given or sure.
    """
    if said.certainty == "open" or (said.value in _NOTHING and not said.acts):
        return "silent" if _NOTHING & set(true) else "asked"
    return "right" if said.value in true else "wrong"


def judge_table(facts: Facts, dataset: Dataset) -> TableJudgement:
    """Hold a table as it was understood against what is true of it."""
    columns = {key: c for c in dataset.columns for key in (c.original, c.name)}
    judged = [
        _judge_column_facet(facts, columns[name], name, facet, true)
        for name, facets in facts.columns.items()
        for facet, true in facets.items()
        if name in columns
    ]
    made = [write_ratio(c) for c in dataset.columns if c.derived and len(c.parts) > 1]
    features = {key for c in dataset.features for key in (c.original, c.name)}
    named = {*facts.columns, *facts.never}
    return TableJudgement(
        facts=facts,
        facets=tuple(judged),
        clustered=tuple(name for name in facts.never if name in features),
        false_ratios=tuple(r for r in made if r not in facts.ratios),
        true_ratios=tuple(r for r in made if r in facts.ratios),
        absent=tuple(sorted(named - set(columns))),
    )


def write_ratio(column: Column) -> str:
    """Write a derived column as the facts write ratios: `above / below`."""
    return " / ".join(part.column for part in column.parts)


def count_outcomes(judged: Iterable[Judgement]) -> Counter[Outcome]:
    """Count judgements by outcome."""
    return Counter(j.outcome for j in judged)


def find_facet(measure: Measure, facet: FacetName) -> Facet[str]:
    """Return one facet of a measure by its name."""
    facets: dict[FacetName, Facet[str]] = {
        name: Facet(value=str(value.value), certainty=value.certainty)
        for name, value in ((f, getattr(measure, f)) for f in FACETS)
    }
    return facets[facet]


def _judge_column_facet(
    facts: Facts, column: Column, name: str, facet: FacetName, true: tuple[str, ...]
) -> Judgement:
    said = find_facet(column.measure, facet)
    return Judgement(
        table=facts.name, column=name, facet=facet, outcome=judge_facet(said, true),
        acts=said.acts, said=said.value, true=true,
    )  # fmt: skip
