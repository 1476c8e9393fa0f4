from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.explanation import Decider, Explanation
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Assignment
from finseg.score.why import explain_rows
from tests.builders.records import a_step


@pytest.fixture(scope="module")
def customers():
    return pl.read_csv(finseg.example("customers.csv"))


@pytest.fixture(scope="module")
def model(customers, tmp_path_factory):
    study = finseg.segment(customers, k=4, quick=True)
    path = tmp_path_factory.mktemp("why") / "model.json"
    study.save(path)
    return finseg.load(path)


def test_what_decided_adds_up_to_how_much_nearer_the_own_centre_is(model, customers):
    """Recomputed from the model file alone: distances to both centres, column by column."""
    steps = model.bundle.recipe.steps
    for explanation, row in zip(
        model.explain(customers.head(30)), customers.head(30).iter_rows(named=True), strict=True
    ):
        own = np.array(model.bundle.segments[explanation.segment].centre)
        other = np.array(model.bundle.segments[explanation.second].centre)
        z = np.array([(row[s.column] - s.centre) / s.scale for s in steps])
        parts = (z - other) ** 2 - (z - own) ** 2
        assert parts.sum() >= 0
        for decider in explanation.deciders:
            j = next(j for j, s in enumerate(steps) if s.column == decider.column)
            assert decider.share == pytest.approx(parts[j] / parts[parts > 0].sum())
            assert decider.value == row[decider.column]
        shares = [d.share for d in explanation.deciders]
        assert shares == sorted(shares, reverse=True)
        assert len(shares) <= 3


def test_each_decider_has_the_figures_and_unit_of_its_own_column():
    """Income 120 is 2 scales from its centre: (2 + 1)² − (2 − 1)² = 8 speak for the first segment.

    The age is filled with 37.5, half a scale below: 1.5² − 0.5² = 2.
    """
    money = a_step("income")
    income = replace(money, centre=100.0, scale=10.0, impute=95.0)
    age = replace(money, column="age", unit="years", centre=40.0, scale=5.0, impute=37.5)
    made = Bundle(
        title="T",
        made_with="0.1.0",
        input_name="customers.csv",
        input_sha256="ab",
        rows=7,
        ids=(),
        recipe=Recipe(steps=(age, income)),
        segments=(
            BundleSegment(id=0, name="A", size=4, centre=(0.0, 1.0), reach=1.0),
            BundleSegment(id=1, name="B", size=3, centre=(1.0, -1.0), reach=1.0),
        ),
        settings={},
    )
    one, two, half = np.array([0]), np.array([1]), np.array([0.5])
    nearest = Assignment(segment=one, second=two, margin=half, distance=np.array([1.1]))

    (told,) = explain_rows(made, np.array([[math.nan, 120.0]]), nearest, ["far"], Numbers())

    assert (told.name, told.second_name, told.margin, told.flags) == ("A", "B", 0.5, "far")
    assert told.deciders == (
        Decider(
            column="income",
            unit="currency",
            value=120.0,
            filled=False,
            here=110.0,
            there=90.0,
            share=0.8,
        ),
        Decider(
            column="age", unit="years", value=37.5, filled=True, here=40.0, there=45.0, share=0.2
        ),
    )


def test_one_customer_can_be_asked_about_as_a_mapping(model, customers):
    row = customers.row(7, named=True)

    (explanation,) = model.explain(row)

    assert explanation.segment == model.score(customers).assignments["segment"][7]
    assert explanation.name in to_text(explanation.blocks())


def test_a_missing_value_is_said_to_have_been_filled(model, customers):
    (explanation,) = model.explain({**customers.row(0, named=True), "Annual_Income": None})

    assert "filled:Annual_Income" in explanation.flags
    told = [d for d in explanation.deciders if d.column == "Annual_Income"]
    assert all(d.filled and "missing, taken as" in str(d.say_decider()) for d in told)


def test_the_scores_say_why_on_request_and_answer_the_same(model, customers):
    plain = model.score(customers).assignments

    told = model.score(customers, why=True).assignments

    assert told.drop("why").equals(plain)
    assert told["why"][0].startswith(f"{told['segment'][0]} {told['name'][0]} rather than ")


def test_a_centre_at_zero_is_said_to_be_zero(rng, tmp_path):
    refund = np.where(np.arange(400) < 200, 0.0, rng.lognormal(9, 1, 400)).round(2)
    table = pl.DataFrame({"refund": refund, "income": rng.lognormal(10, 0.5, 400).round(2)})
    finseg.segment(table, k=2, quick=True).save(tmp_path / "model.json")

    for explanation in finseg.load(tmp_path / "model.json").explain(table.head(50)):
        assert "0.0000" not in explanation.sentence()


def test_a_single_segment_needs_no_reason(customers, tmp_path):
    finseg.segment(customers, k=1, quick=True).save(tmp_path / "one.json")

    (explanation,) = finseg.load(tmp_path / "one.json").explain(customers.head(1))

    assert explanation.deciders == ()
    assert "no other segment" in explanation.sentence()


def test_a_customer_between_two_equal_centres_is_not_told_that_there_is_no_other_segment():
    explanation = Explanation(
        segment=0,
        name="A",
        second=1,
        second_name="B",
        margin=0.0,
        deciders=(),
        flags="",
        numbers=Numbers(),
    )

    assert explanation.sentence() == "0 A; 1 B is as near: no column decides between the two."
