"""What would the segments be without age? Whole studies, and the limit on both sides."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.assess.without_age import ChooseWithout, plan_without_age
from finseg.beside import decode, encode
from finseg.records.assessment import RULING_AGE, Without
from finseg.settings import Settings

SIZES = (210, 130)


def customers(apart):
    """Two groups of unequal size, so many years apart, and alike in all else."""
    rng = np.random.default_rng(2)
    old = np.repeat([0, 1], SIZES)
    n = len(old)
    return pl.DataFrame(
        {
            "age": (30 + apart * old + rng.normal(0, 3, n)).round(),
            "visits": rng.poisson(6, n),
            "income": rng.normal(40_000, 9_000, n).round(),
        }
    )


def study_of(table, **knobs):
    return finseg.segment(table, k=2, quick=True, **knobs)


@pytest.fixture(scope="module")
def made():
    return study_of(customers(40))


def test_what_age_rules_is_held_against_the_study_without_it(made):
    without = made.assessment.without

    assert without is not None
    assert without.column == "age"
    assert without.share > 0.9
    assert without.agreement < 0.2  # the others know nothing of the two groups
    assert without.k == 2  # as it was given
    assert without.kind is None  # a quick run keeps the number
    assert without.rows == sum(SIZES)
    assert without.share == pytest.approx(max(made.interpretation.contributions.overall))


def test_nothing_is_said_where_another_column_rules():
    made = study_of(customers(40).rename({"age": "score", "income": "balance"}))

    assert made.assessment.without is None


@pytest.mark.parametrize(("share", "is_planned"), [(RULING_AGE, False), (RULING_AGE + 0.01, True)])
def test_age_rules_from_more_than_a_third_on(made, share, is_planned, monkeypatch):
    rest = (1 - share) / 2
    names = made.recipe.columns
    given = np.array([share if name == "age" else rest for name in names])
    monkeypatch.setattr("finseg.assess.without_age.share_between_variance", lambda *_: given)
    x = np.random.default_rng(0).normal(size=(50, 3))

    planned = plan_without_age(
        made.dataset, made.recipe, made.segmentation, x, np.zeros(50, int),
        made.settings.choose, 1,
    )  # fmt: skip

    assert bool(planned) is is_planned
    for task in planned:
        assert task.columns == tuple(name for name in names if name != "age")
        assert task.x.tolist() == np.delete(x, names.index("age"), axis=1).tolist()


def test_nothing_is_planned_where_age_is_alone():
    made = study_of(customers(40).select("age"))

    assert made.assessment.without is None


def test_the_task_gives_the_same_in_another_process(made):
    x = np.random.default_rng(0).normal(size=(60, 2))
    task = ChooseWithout(
        x=x, labels=np.arange(60) % 2, k=2, among=x, columns=("a", "b"), blocks=(),
        column="age", share=0.5,
        settings=made.settings.choose, seed=3,
    )  # fmt: skip

    sent = decode(encode(task), ChooseWithout).run()

    assert sent == task.run()
    assert isinstance(sent, Without)


@pytest.mark.parametrize("quick", [True, False])
def test_a_number_is_chosen_within_the_limits_unless_the_run_is_quick(made, quick, monkeypatch):
    shares = np.array([1.0 if name == "age" else 0.0 for name in made.recipe.columns])
    monkeypatch.setattr("finseg.assess.without_age.share_between_variance", lambda *_: shares)
    x = np.random.default_rng(0).normal(size=(50, 3))
    limits = Settings().change_section("choose", quick=quick, smallest_share=0.2).choose

    (task,) = plan_without_age(
        made.dataset, made.recipe, made.segmentation, x, np.zeros(50, int), limits, 1, x[:40]
    )

    assert task.k == 2
    assert len(task.x) == 50
    assert task.settings.smallest_share == 0.2
    if quick:
        assert task.among is None
    else:
        assert task.among is not None
        assert task.among.tolist() == task.x[:40].tolist()
        assert task.settings.sample_rows == 40


def test_the_limit_on_few_customers_holds_for_the_study_without_age(monkeypatch):
    asked = []

    def plan(*given, **_):
        asked.append(given[5])
        return []

    monkeypatch.setattr("finseg.assess.segments.plan_without_age", plan)
    table = customers(40)

    study_of(table, settings={"choose": {"fewest_customers": 34}})

    assert [limits.smallest_share for limits in asked] == [pytest.approx(34 / len(table))]


def test_the_share_of_age_is_that_among_the_customers_the_rows_stand_for():
    table = customers(40).with_columns(survey_weight=np.repeat([9.0, 1.0], SIZES))

    made = study_of(table)

    assert made.assessment.without is not None
    assert made.assessment.without.share == pytest.approx(
        max(made.interpretation.contributions.overall)
    )
