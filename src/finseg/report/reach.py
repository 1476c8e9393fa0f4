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
    if results.assessment.without:
        yield results.assessment.without.say()


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
        agreement = results.assessment.find_agreement_without(one.column)
        yield say(
            "{column} counts {share} of the distance between customers{without}. To let it count "
            "less, give it a weight below 1 in [prepare.weights].",
            column=ColumnName(one.column),
            share=Share(one.share, digits=0),
            without=clause(
                "; without it, as many segments agree with these by {agreement} (1 is the same)",
                agreement=Number(agreement, 2),
            )
            if agreement is not None
            else "",
        )
