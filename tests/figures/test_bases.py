"""On how many customers does each figure in a table behind a drawing rest?

What protects them counts on it.
"""

from __future__ import annotations

from dataclasses import replace

from finseg.document.said import Amount, Share, Text, list_values
from finseg.figures.boxes import plan_boxes
from finseg.figures.histograms import plan_histograms
from finseg.figures.offers import plan_offers
from finseg.figures.plan import FigurePlan
from finseg.figures.sizes import plan_sizes
from finseg.figures.value import plan_value
from finseg.records.holdings import Holding, Holdings
from tests.builders.figures import expect_plan, make_figure_results
from tests.builders.records import an_exploration, an_interpretation


def list_bases(text: Text) -> list[int | None]:
    """Return of how many customers each share or amount is."""
    return [
        v.of if isinstance(v, Share) else v.customers
        for v in list_values(text)
        if isinstance(v, Share | Amount)
    ]


def list_rows(plan: FigurePlan | None) -> list[list[list[int | None]]]:
    behind = expect_plan(plan).behind
    assert behind is not None
    return [[list_bases(cell) for cell in row] for row in behind.rows]


def test_boxes_rest_on_those_whose_value_is_known():
    made = an_interpretation(("Income",), 2)
    segments = tuple(
        replace(s, traits=tuple(replace(t, present=present) for t in s.traits))
        for s, present in zip(made.segments, (700, 500), strict=True)
    )
    population = tuple(replace(t, present=1_100) for t in made.population)
    changed = replace(made, segments=segments, population=population)
    plan = plan_boxes(make_figure_results(("Income",), 2, interpretation=changed))

    assert [row[2:] for row in list_rows(plan)] == [[[n]] * 5 for n in (1_100, 700, 500)]
    assert list_bases(expect_plan(plan).alternative) == [700, 500]


def test_bars_of_histograms_are_shares_of_those_whose_value_is_known():
    (one,) = an_exploration(("x",)).summaries
    summary = replace(
        one, counts=(70, 30, 23), edges=(0.0, 1.0, 2.0, 3.0), count=123, zero_share=0.0, below=0,
        above=0,
    )  # fmt: skip
    exploration = replace(an_exploration(("Income", "Loan")), summaries=(summary,))
    plan = plan_histograms(make_figure_results(exploration=exploration))

    assert [row[3] for row in list_rows(plan)] == [[123]] * 3
    assert set(list_bases(expect_plan(plan).alternative)) == {123}


def test_sizes_are_shares_of_all_customers_and_eligibility_one_of_the_segment():
    results = make_figure_results()
    rows = results.dataset.rows

    assert [row[2] for row in list_rows(plan_sizes(results))] == [[rows]] * 3
    sizes = [s.size for s in results.interpretation.segments]
    assert len(set(sizes)) == 3
    for row in list_rows(plan_offers(results)):
        assert row[1:] == [[size] for size in sizes]


def test_the_money_is_told_beside_shares_of_all_customers():
    made = an_interpretation(("Income", "Loan"), 3)
    held = Holding(column="Income", total=9.0, shares=(0.7, 0.2, 0.1), top_share=0.4, holders=1.0)
    results = make_figure_results(
        interpretation=replace(made, holdings=Holdings(columns=(held,), customers=(0.5, 0.3, 0.2)))
    )

    for row in list_rows(plan_value(results)):
        assert row[1:] == [[results.dataset.rows], [None]]
