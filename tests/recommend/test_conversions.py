"""How a column becomes a figure: its unit, its period, and which of several counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.document.said import Text, write_text
from finseg.recommend.metrics import (
    KNOWN,
    Metrics,
    _name_metric,
    _take_extreme_value,
    find_metrics,
    list_metrics,
)
from finseg.recommend.needs import _can_speak_for_axis
from finseg.recommend.score_scale import enforce_score_scale
from finseg.records.offers import Metric
from finseg.settings import Settings
from tests.builders.measures import make_measure
from tests.builders.products import LEXICON, dataset


def found(settings=None, **columns):
    return find_metrics(dataset(columns, {}), LEXICON, settings or Settings()).found


@pytest.mark.parametrize(
    ("top", "scale"), [(3.0, 1.0), (3.1, 0.01), (90.0, 0.01)], ids=["share", "above", "percent"]
)
def test_a_share_whose_upper_end_is_above_three_is_written_in_percent(top, scale):
    made = found(Utilization=np.array([0.5] * 10 + [top] * 10))["utilisation"]

    assert made.values[-1] == pytest.approx(top * scale)
    assert made.label == ("Utilization" if scale == 1 else "Utilization ÷ 100")


def test_one_customer_far_above_does_not_make_it_percent():
    made = found(Utilization=np.array([0.5] * 99 + [50.0]))["utilisation"]

    assert made.values[:2].tolist() == [0.5, 0.5]


@pytest.mark.parametrize(("off", "usable"), [(0, True), (1, True), (2, False)])
def test_one_score_in_a_hundred_may_lie_off_the_scale_and_is_not_known_then(off, usable):
    values = np.array([700.0] * (100 - off) + [950.0] * off)
    score = Metric(name="credit score", label="S", unit="score", columns=("S",), values=values)
    made = {"credit score": score}
    unusable: dict[str, Text] = {}

    enforce_score_scale(made, unusable, Settings())

    assert ("credit score" in made) is usable
    assert ("credit score" in unusable) is not usable
    if usable:
        assert np.isnan(made["credit score"].values).sum() == off
    else:
        said = write_text(unusable["credit score"])
        assert "S runs from 700 to 950 beyond the scale" in said
        assert "from 300 to 900" in said


@pytest.mark.parametrize(("score", "known"), [(299, False), (300, True), (900, True), (901, False)])
def test_the_ends_of_the_scale_are_on_it(score, known):
    values = np.array([700.0] * 200 + [score])
    own = Metric(name="credit score", label="S", unit="score", columns=("S",), values=values)
    made = {"credit score": own}

    enforce_score_scale(made, {}, Settings())

    assert np.isfinite(made["credit score"].values[-1]) == known


def test_what_each_figure_can_be_at_all_is_stated():
    spans = {k.name: (k.lowest, k.highest) for k in KNOWN if np.isfinite(k.lowest)}

    assert spans == {
        "age": (0, 130), "credit score": (0, 1000), "utilisation": (0, np.inf),
        "loan to income": (0, np.inf), "secured loan to income": (0, np.inf),
        "debt service": (0, np.inf), "arrears": (0, np.inf), "months behind": (0, np.inf),
        "cash advance": (0, np.inf),
        "full payment": (0, 1), "tenure": (0, np.inf), "inactivity": (0, np.inf),
        "products": (0, np.inf),
    }  # fmt: skip
    ways = {k.name: k.how for k in KNOWN if k.how != "plainest"}
    assert ways == {
        "debt": "sum", "savings": "sum", "investment": "sum", "spending": "most",
        "instalment": "sum", "credit score": "least", "utilisation": "most",
        "debt service": "most", "arrears": "most", "months behind": "most",
    }  # fmt: skip


def test_debts_are_added_up_and_unknown_where_a_part_is():
    made = found(Loan_Amount=np.array([1.0, 2, np.nan]), Home_Loan=np.array([10.0, np.nan, 30]))[
        "debt"
    ]

    assert made.values[0] == 11
    assert np.isnan(made.values[1:]).all()
    assert made.label == "Loan_Amount + Home_Loan"
    assert made.which is None


def test_an_axis_is_found_whichever_figure_speaks_for_it():
    one = Metric(name="x", label="x", unit="none", columns=("a",), values=np.array([1.0]))
    both = Metrics(found={"debt service": one, "loan to income": one}, unusable={})
    ratio = Metrics(found={"loan to income": replace(one, name="y")}, unusable={})

    assert both.find_axis_metric("debt_burden") is one
    own = ratio.find_axis_metric("debt_burden")
    assert own is not None
    assert own.name == "y"
    assert ratio.find_axis_metric("savings") is None


def test_a_figure_of_doubtful_columns_alone_speaks_for_nothing():
    metrics = Metrics(found={}, unusable={}, settled=(("a", ""), ("b", "savings")))

    def can(*columns, values=(1.0,)):
        own = Metric(name="x", label="x", unit="none", columns=columns, values=np.array(values))
        return _can_speak_for_axis(own, metrics)

    assert not can("a")
    assert can("a", "b")
    assert can("c")
    assert not can("c", values=(np.nan,))


def test_of_several_columns_the_worst_of_each_customer_counts():
    made = _take_extreme_value(
        Metric(
            name="m", label="", unit="none", columns=("a", "b", "c"), values=np.zeros(4)
        ),
        np.array([[0.1, 0.5, 0.0], [0.9, 0.2, 0.0], [np.nan, 0.3, 0.0], [0.2, 0.2, 0.1]]),
        ["a", "b", "c"],
        most=True,
    )  # fmt: skip

    assert made.values[[0, 1, 3]].tolist() == [0.5, 0.9, 0.2]
    assert np.isnan(made.values[2])
    assert (made.parts, made.columns) == (("a", "b"), ("a", "b"))
    assert np.array(made.which).tolist()[:2] == [1, 0]
    least = _take_extreme_value(
        Metric(name="m", label="", unit="none", columns=("a", "b"), values=np.zeros(2)),
        np.array([[700.0, 600.0], [500.0, 650.0]]),
        ["a", "b"],
        most=False,
    )
    assert (least.values.tolist(), np.array(least.which).tolist()) == ([600, 500], [1, 0])
    assert least.label == "a or b"


@pytest.mark.parametrize(
    ("quantity", "axis", "name"),
    [
        ("debt", "savings", "debt"),  # the quantity decides
        ("spending", "cash_advance", "cash advance"),  # an axis that no quantity tells
        ("none", "savings", "savings"),
        ("none", "", ""),
        ("recency", "", ""),
    ],
)
def test_a_quantity_decides_before_an_axis_that_a_quantity_tells(quantity, axis, name):
    (column,) = dataset({"Annual_Income": np.ones(3)}, {}).columns

    column = replace(column, original="Column", measure=make_measure(quantity=quantity))

    assert _name_metric(column, axis, list_metrics(LEXICON)) == name
