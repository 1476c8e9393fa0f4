"""Are the figures that were ordered early the ones that the results are written with?"""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from finseg import drawing_engine as engine
from finseg.deliver.figure_orders import (
    order_choice_figures,
    order_column_figures,
    order_figures,
    order_segment_figures,
)
from finseg.disclose.study import disclose
from finseg.figures import OF_SEGMENTS, QUICK_FIGURES, plan_figures, render_figures
from finseg.results import Chosen, Explored
from tests.builders.figures import make_figure_results


def select_known(kind, results):
    return kind(**{f.name: getattr(results, f.name) for f in fields(kind)})


def order_segments(results):
    known = select_known(Chosen, results)
    order_segment_figures(known, results.recipe, results.segmentation, results.interpretation)


@pytest.fixture
def orders(monkeypatch):
    """Note what is ordered; nothing is drawn."""
    noted: list[tuple[str, bool]] = []
    monkeypatch.setattr("finseg.deliver.figure_orders.has_drawing_process", lambda: True)
    monkeypatch.setattr("finseg.figures.drawing.has_drawing_process", lambda: True)
    monkeypatch.setattr(
        "finseg.figures.drawing.order_drawing",
        lambda spec, then: noted.append((spec, then is not None)),
    )
    return noted


@pytest.mark.parametrize("png", [True, False])
def test_what_is_ordered_early_is_what_the_finished_study_needs(orders, png):
    results = make_figure_results()
    settings = results.settings.change_section("deliver", png=png)
    results = replace(results, settings=settings)

    order_column_figures(select_known(Explored, results))
    early = len(orders)
    order_choice_figures(select_known(Chosen, results))
    chosen = len(orders)
    order_segments(results)
    known = [spec for spec, _ in orders]
    shown = disclose(results)
    order_figures(plan_figures(shown), shown.numbers, png=png)

    needed = [spec for spec, _ in orders[len(known) :]]
    assert (early, chosen) == (2, 5)
    assert needed[:5] == known[:5]
    segments = [name for name, _ in OF_SEGMENTS if name in plan_figures(shown)]
    assert len(segments) > 3
    assert sorted(known[5:]) == sorted(needed[5 : 5 + len(segments)])
    assert {pictured for _, pictured in orders} == {png}


def test_the_figure_that_is_wanted_first_is_ordered_first(orders):
    shown = disclose(make_figure_results())
    plans = plan_figures(shown)

    order_figures(plans, shown.numbers, png=True, first="profile")
    order_figures(plans, shown.numbers, png=True)

    wanted, in_order = orders[: len(plans)], orders[len(plans) :]
    profile = in_order.pop(list(plans).index("profile"))
    assert wanted == [profile, *in_order]


@pytest.mark.parametrize(("rows", "early"), [(50_000, True), (50_001, False)])
def test_of_very_many_customers_no_figure_of_segments_is_planned_twice(
    orders, monkeypatch, rows, early
):
    results = make_figure_results()
    monkeypatch.setattr(type(results.dataset), "rows", rows)

    order_segments(results)

    assert bool(orders) is early


def test_a_quick_run_draws_three_figures(orders):
    results = make_figure_results()
    settings = results.settings.change_section("choose", quick=True)
    results = replace(results, settings=settings)

    order_column_figures(select_known(Explored, results))
    assert orders == []
    order_choice_figures(select_known(Chosen, results))
    assert len(orders) == 1
    order_segments(results)
    assert len(orders) == 3
    assert tuple(plan_figures(disclose(results))) == QUICK_FIGURES


def test_without_a_helper_nothing_is_planned(monkeypatch):
    monkeypatch.setattr("finseg.deliver.figure_orders.plan_column_figures", pytest.fail)
    monkeypatch.setattr("finseg.deliver.figure_orders.plan_choice_figures", pytest.fail)
    monkeypatch.setattr("finseg.deliver.figure_orders.plan_segment_figures", pytest.fail)
    results = make_figure_results()

    order_column_figures(select_known(Explored, results))
    order_choice_figures(select_known(Chosen, results))
    order_segments(results)


def test_a_figure_that_disclosure_changes_is_drawn_as_it_may_be_shown():
    results = make_figure_results()
    hidden = results.settings.change_section("deliver", smallest_cell=1)
    shown = disclose(results)

    with engine.start_drawing_process():
        order_column_figures(select_known(Explored, replace(results, settings=hidden)))
        beside = render_figures(plan_figures(shown), shown.numbers)

    assert beside == render_figures(plan_figures(shown), shown.numbers)
