"""What may be shown of a study to people who may not see customers?

`disclose` takes the results of a study and returns them as they may leave: in every table that
describes customers, counts below the limit are hidden, and what would give them away with them
(`finseg.maths.suppression` has the rule and its source); nobody is shown alone. Report, profile,
workbook and figures are made of what comes out of here, and of nothing else.

A hidden figure is NaN, printed "–". Where a count must stay a number, it is the limit itself.
"""

from __future__ import annotations

import math
from dataclasses import replace

from finseg.disclose.columns import disclose_dataset, disclose_exploration, disclose_recipe
from finseg.disclose.findings import disclose_findings
from finseg.disclose.offers import disclose_offers
from finseg.disclose.rounding import hide_small_share
from finseg.disclose.segments import disclose_interpretation
from finseg.disclose.statements import withhold_statements
from finseg.records.assessment import Assessment
from finseg.records.choice import Choice
from finseg.results import Chosen, Described, Explored, Results


def disclose(results: Results, *, share: bool = False) -> Results:
    """Return the results as they may be shown.

    Parameters
    ----------
    results : Results
        Never changed.
    share : bool
        For readers outside the house: the larger limit of the two in [deliver], and no finding on
        rows keeps its wording, since it cites values.

    Returns
    -------
    Results
        With `least`, the number of customers behind every figure, and `shared` set. Costs
        O(columns) tables of suppression; the rows are not looked at.

    """
    own = results.settings.deliver
    least = own.smallest_shared_cell if share else own.smallest_cell
    rows = results.dataset.rows
    interpretation = disclose_interpretation(results.interpretation, least)
    everybody = (*interpretation.population, *interpretation.described)
    exploration = disclose_exploration(results.exploration, everybody, rows, least)
    shown = replace(
        results,
        dataset=disclose_dataset(results.dataset, least),
        checked=disclose_findings(results.checked, results.dataset, least, share=share),
        recipe=disclose_recipe(results.recipe, exploration.summaries, rows, least),
        exploration=exploration,
        choice=_disclose_choice(results.choice, least),
        assessment=_disclose_assessment(results.assessment),
        interpretation=interpretation,
        offers=disclose_offers(results.offers, results.interpretation, least),
        least=least,
        shared=share,
    )
    return withhold_statements(shown, least)


def disclose_explored(known: Explored) -> Explored:
    """Return what is known of the columns as it may be shown, as far as that can be told.

    What the segments will have to hide with them is still in it: of this a figure is only made to
    be compared with the one that `disclose` leads to.
    """
    least, rows = known.settings.deliver.smallest_cell, known.dataset.rows
    exploration = disclose_exploration(known.exploration, (), rows, least)
    return replace(known, exploration=exploration, least=least)


def disclose_chosen(known: Chosen) -> Chosen:
    """Return what is known of the choice as it may be shown; of the columns, nothing is changed."""
    least = known.settings.deliver.smallest_cell
    return replace(known, choice=_disclose_choice(known.choice, least), least=least)


def disclose_described(known: Described) -> Described:
    """Return what is known of the segments as it may be shown, for their figures."""
    least, rows = known.settings.deliver.smallest_cell, known.dataset.rows
    interpretation = disclose_interpretation(known.interpretation, least)
    everybody = (*interpretation.population, *interpretation.described)
    exploration = disclose_exploration(known.exploration, everybody, rows, least)
    shown = replace(
        known,
        dataset=disclose_dataset(known.dataset, least),
        recipe=disclose_recipe(known.recipe, exploration.summaries, rows, least),
        exploration=exploration,
        interpretation=interpretation,
        least=least,
    )
    return withhold_statements(shown, least)


def count_hidden_figures(shown: Results) -> int:
    """Count the figures on the segments that are not shown."""
    interpretation = shown.interpretation
    hidden = sum(
        math.isnan(t.mean) + math.isnan(t.zero_share) + math.isnan(t.missing_share)
        for s in interpretation.segments
        for t in (*s.traits, *s.described)
    )
    hidden += sum(math.isnan(n) for e in interpretation.existing for row in e.counts for n in row)
    return hidden + sum(
        math.isnan(level.share)
        for c in interpretation.outside.comparisons
        for levels in c.levels
        for level in levels
    )


def _disclose_choice(choice: Choice, least: int) -> Choice:
    candidates = tuple(
        replace(c, smallest_share=hide_small_share(c.smallest_share, choice.rows, least))
        for c in choice.candidates
    )
    flows = tuple(f for f in choice.flows if round(f.share * choice.rows) >= least)
    customers = choice.customers or choice.rows
    options = tuple(
        replace(o, smallest_share=hide_small_share(o.smallest_share, customers, least))
        for o in choice.verdict.options
    )
    more = choice.verdict.one_more
    if more is not None and round(min(more.parts) * customers) < least:
        more = None  # it would tell how few leave
    verdict = replace(choice.verdict, options=options, one_more=more)
    return replace(choice, candidates=candidates, flows=flows, verdict=verdict)


def _disclose_assessment(assessment: Assessment) -> Assessment:
    """Draw silhouettes from the 5th to the 95th percentile: the ends are single customers."""
    segments = tuple(
        replace(s, silhouettes=(s.silhouettes[1], *s.silhouettes[1:-1], s.silhouettes[-2]))
        if len(s.silhouettes) > 2
        else s
        for s in assessment.segments
    )
    return replace(assessment, segments=segments)
