"""On how much of what is known of the customers do the segments rest?

Results in, sentences for the first page out: where only one or two columns divide the customers,
where more is left aside than used, and where age decides much.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.document.said import ColumnName, Count, Names, Number, Said, Share, clause, say
from finseg.records.dataset import Column
from finseg.results import Results

FEW = 2  # columns, up to which it is said that there are no more
AGE = 1 / 3  # of what separates the segments, above which it is said that age does
RULING = 0.4  # of the distance between customers, above which a column rules it
_NAMED = 4


def say_reach(results: Results) -> Iterator[Said]:
    """Say what the segments do not rest on, and what they rest on most."""
    ideas = [name for name, _ in results.recipe.ideas]
    left = [c.name for c in results.dataset.select_by_role("descriptor") if _could_divide(c)]
    if len(results.interpretation.segments) < 2:
        return
    if len(ideas) <= FEW and not left:
        yield say(
            "They rest on {columns} alone ({names}).",
            columns=Count(len(ideas), "column"),
            names=Names(tuple(ideas)),
        )
    elif len(ideas) <= FEW or len(left) > len(ideas):
        yield say(
            "They rest on {columns} alone ({names}); {others} that describe the customers are not "
            "clustered on ({left}). To cluster on others, name them with --features, or with "
            "features in [prepare].",
            columns=Count(len(ideas), "column"),
            names=Names(tuple(ideas), most=_NAMED),
            others=Count(len(left), "column"),
            left=Names(tuple(left), most=_NAMED),
        )
    if results.search:
        yield from results.search.list_sentences()
    yield from _say_ruling_column(results)
    yield from _say_age(results)


def _could_divide(column: Column) -> bool:
    """Tell what describes customers, and is neither made here nor follows from other columns."""
    named = column.reason_code in ("names only", "leak", "area", "follows")
    return not (column.derived or column.follows or named)


def _say_ruling_column(results: Results) -> Iterator[Said]:
    """Warn of a column that counts more than 40 % of the distance, and say what it decides."""
    if len(results.shares.columns) <= FEW:
        return
    for one in results.shares.columns:
        if one.share <= RULING:
            continue
        less = next((a for a in results.assessment.alternatives if a.column == one.column), None)
        yield say(
            "{column} counts {share} of the distance between customers{without}. To let it count "
            "less, give it a weight below 1 in [prepare.weights].",
            column=ColumnName(one.column),
            share=Share(one.share, digits=0),
            without=clause(
                ": without it the customers would be divided otherwise (agreement {agreement}, "
                "where 1 is the same)",
                agreement=Number(less.least, 2),
            )
            if less is not None and less.least is not None
            else "",
        )


def _say_age(results: Results) -> Iterator[Said]:
    """Say that age separates the segments more than all else can make up for."""
    contributions = results.interpretation.contributions
    ages = {c.name for c in results.dataset.features if c.quantity == "age"}
    for name, share in zip(contributions.columns, contributions.overall, strict=True):
        if name in ages and share > AGE and len(contributions.columns) > 1:
            yield say(
                "{share} of what separates the segments is {age}. To see them without it, write "
                '{age} = "descriptor" in [read.roles].',
                share=Share(share, digits=0),
                age=ColumnName(name),
            )
