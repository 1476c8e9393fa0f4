from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from finseg.interpret.axes import average_by_axis
from finseg.interpret.composed import compose_names
from finseg.interpret.lexicon import load_bundled_lexicon
from finseg.interpret.subjects import find_surpluses, make_subjects
from finseg.records.interpretation import Surplus
from tests.builders.measures import make_sure_measure
from tests.builders.segments import make_dataset, make_trait, repeat_segments

AXES = (("pay", "income"), ("rent", "income"), ("loan", "debt"))


def test_figures_are_averaged_over_the_columns_of_an_axis_and_others_stand_alone():
    figures = np.array([[1.0, 3.0, 7.0, 5.0], [0.0, -4.0, 1.0, 2.0]])

    found = average_by_axis(figures, ["pay", "loan", "rent", "age"], AXES)

    assert {name: values.tolist() for name, values in found.items()} == {
        "income": [4.0, 0.5],
        "debt": [3.0, -4.0],
        "`age`": [5.0, 2.0],
    }
    assert list(found) == ["income", "debt", "`age`"]


def test_a_subject_knows_its_own_bands_traits_and_surpluses():
    columns = ("pay", "rent", "loan")
    own = [
        [
            make_trait(c, deviation=d, low=d - 0.1, high=d + 0.2)
            for c, d in zip(columns, ds, strict=True)
        ]
        for ds in ((0.5, 0.3, -1.0), (-0.2, 0.6, 0.9))
    ]
    surpluses = [
        Surplus(axis="income", over="debt", segment=s, mean=m, low=m - 1, high=m + 2)
        for s, m in ((0, 5.0), (1, 7.0))
    ]

    first, second = make_subjects([make_trait(c) for c in columns], own, surpluses, AXES)

    assert first.deviations == {"income": pytest.approx(0.4), "debt": -1.0}
    band = second.bands["income"]
    assert (band.value, band.low, band.high) == pytest.approx((0.2, 0.1, 0.4))
    assert [t.column for t in first.traits["income"]] == ["pay", "rent"]
    assert second.surplus["income", "debt"].low == 6.0
    money = first.surplus["income", "debt"]
    assert (money.value, money.low, money.high) == (5.0, 4.0, 7.0)


def test_the_money_of_one_axis_less_that_of_another_is_measured_per_customer():
    pay = [10.0, 20.0, 30.0, 40.0, 50.0, None, 7.0, 9.0]
    loan = [1.0, 2.0, 3.0, 4.0, 0.0, 5.0, 10.0, 20.0]
    dataset = make_dataset(
        {"annual_income": pay, "loan_amount": loan}, money=("annual_income", "loan_amount")
    )
    sure = {"annual_income": "income", "loan_amount": "loan"}
    dataset = replace(
        dataset,
        columns=tuple(replace(c, measure=make_sure_measure(sure[c.name])) for c in dataset.columns),
    )
    axes = (("annual_income", "income"), ("loan_amount", "debt"))

    found = find_surpluses(dataset, repeat_segments(6, 2), 2, axes, {("income", "debt")})

    first, second = found
    # 9, 18, 27, 36, 50 of the five who have both: mean 28, sd √(1010 / 5)
    error = 1.959964 * math.sqrt(1010 / 5) / math.sqrt(5)
    assert first.mean == 28.0
    assert (first.low, first.high) == pytest.approx((28 - error, 28 + error))
    assert second.mean == -7.0
    assert math.isnan(second.low)  # of two customers nothing is sure
    assert find_surpluses(dataset, repeat_segments(6, 2), 2, axes, {("income", "wealth")}) == ()


def test_figures_that_are_no_amounts_are_not_taken_from_amounts():
    dataset = make_dataset(
        {"annual_income": [1.0, 2.0, 4.0], "loan_amount": [0.5, 1.0, 3.0]},
        money=("annual_income", "loan_amount"),
    )
    axes = (("annual_income", "income"), ("loan_amount", "debt"))

    def compare(**facets):
        columns = tuple(
            replace(c, measure=make_sure_measure(q, **facets))
            for c, q in zip(dataset.columns, ("income", "loan"), strict=True)
        )
        own = replace(dataset, columns=columns)
        return find_surpluses(own, repeat_segments(3), 1, axes, {("income", "debt")})

    assert compare()
    assert compare(whom="area") == ()
    for scale in ("standardised", "zero to one", "ranks", "code", "logarithm", ""):
        assert compare(scale=scale) == (), scale


def test_a_column_called_like_an_axis_is_not_that_axis():
    own = make_trait("tenure", unit="none", deviation=0.9, low=0.8, high=1.0)
    everyone = make_trait("tenure", unit="none", mean=80.0, median=70.0)

    (unsure,) = make_subjects([everyone], [[own]], [], ())
    (sure,) = make_subjects([everyone], [[own]], [], (("tenure", "tenure"),))

    lexicon = load_bundled_lexicon()
    names = compose_names({0: unsure, 1: sure}, set(), lexicon)
    assert [names[s].text for s in (0, 1)] == ["High tenure", "Long-standing customers"]
    assert names[0].claims[0].axis == "tenure"
