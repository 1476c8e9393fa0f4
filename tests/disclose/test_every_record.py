"""Does every record of a study go through its own door, with the facts that this door needs?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from finseg.disclose.study import disclose
from finseg.document.said import Customers, Share, say
from finseg.records.recipe import ShownRecipe
from finseg.records.targeting import Part
from finseg.results import Results
from tests.builders.records import a_trait
from tests.builders.results import make_results

LEAST = 5
SIZES = (3, 97)


def make_hundred(**changes) -> Results:
    """Make results of 100 customers, three of them in the first of two segments."""
    made = make_results()
    segments = tuple(
        replace(s, size=n, share=n / 100)
        for s, n in zip(made.interpretation.segments, SIZES, strict=True)
    )
    interpretation = replace(made.interpretation, segments=segments)
    return replace(made, **{"interpretation": interpretation, **changes})


def test_a_column_loses_its_few_gaps_and_the_table_its_first_row():
    made = make_results()
    columns = tuple(
        replace(c, missing=n) for c, n in zip(made.dataset.columns, (3, 7), strict=True)
    )
    dataset = replace(made.dataset, columns=columns, first_row=("1", "2"))

    shown = disclose(replace(made, dataset=dataset)).dataset

    assert [c.missing for c in shown.columns] == [5, 5]  # of ten: three are missing, three are not
    assert shown.first_row == ()


def test_what_was_learnt_of_a_column_is_hidden_where_its_mean_is_after_disclosure():
    made = make_results()
    first, second = made.exploration.summaries
    exploration = replace(made.exploration, summaries=(replace(first, count=4, missing=6), second))
    steps = (replace(made.recipe.steps[0], imputed=3), made.recipe.steps[1])
    recipe = replace(made.recipe, steps=steps)

    shown = disclose(replace(made, exploration=exploration, recipe=recipe))

    assert isinstance(shown.recipe, ShownRecipe)
    assert shown.recipe.steps[0].imputed == LEAST
    assert shown.recipe.hidden == {first.column}
    assert math.isnan(shown.exploration.summaries[0].mean)
    assert shown.exploration.summaries[1].mean == second.mean


@pytest.mark.parametrize("clustered", [True, False])
def test_what_is_hidden_of_everybody_is_hidden_in_the_exploration_also_of_columns_not_clustered_on(
    clustered,
):
    made = make_results()
    whole = a_trait("Income", present=60, zero_share=57 / 60)
    parts = tuple(
        replace(a_trait("Income", present=n, zero_share=(n - amounts) / n), missing_share=0.0)
        for n, amounts in ((30, 3), (30, 0))
    )
    field = "traits" if clustered else "described"
    empty: dict[str, Any] = {"traits": (), "described": ()}
    segments = tuple(
        replace(s, size=30, **{**empty, field: (part,)})
        for s, part in zip(made.interpretation.segments, parts, strict=True)
    )
    everybody: dict[str, Any] = {"population": (whole,), "described": ()}
    if not clustered:
        everybody = {"population": (), "described": (whole,)}
    interpretation = replace(made.interpretation, segments=segments, **everybody)

    shown = disclose(replace(made, interpretation=interpretation))

    assert math.isnan(shown.exploration.summaries[0].mean)
    assert math.isfinite(shown.exploration.summaries[1].mean)  # nothing is known of its traits
    assert math.isfinite(made.exploration.summaries[0].mean)


def test_offers_are_disclosed_by_the_true_sizes_not_by_those_that_are_shown():
    made = make_hundred()
    figure = say("{x} may be contacted", x=Share(1.0, of=3))
    part = Part(name="reach", weight=1.0, score=1.0, figure=figure)
    worth = (replace(made.offers.worth[0], attractiveness=(part,)), made.offers.worth[1])

    shown = disclose(replace(made, offers=replace(made.offers, worth=worth)))

    assert [s.size for s in shown.interpretation.segments] == [5, 95]
    assert shown.offers.worth[0].attractiveness[0].figure == "–"
    assert [action.size for action in shown.offers.actions] == [5, 95]


def test_a_statement_in_a_record_without_a_door_of_its_own_is_withheld_as_well():
    made = make_results()
    paragraph = say("{few} stand alone", few=Customers(2))
    choice = replace(made.choice, verdict=replace(made.choice.verdict, paragraph=paragraph))

    shown = disclose(replace(made, choice=choice)).choice.verdict

    assert str(shown.paragraph) == "fewer than 5 customers stand alone"


@pytest.mark.parametrize(("share", "worded"), [(False, True), (True, False)])
def test_a_finding_about_rows_is_worded_in_the_house_only(share, worded):
    made = make_results()
    finding = replace(made.checked.findings[0], code="D036", count=400, message="many are zero")

    (shown,) = disclose(
        replace(made, checked=replace(made.checked, findings=(finding,))), share=share
    ).checked.findings

    assert (shown.message == "many are zero") is worded
