"""Is each task that an assessment begins the one it should be? Nothing is computed here."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from finseg.assess import segments as assess
from finseg.assess.without_age import ChooseWithout, plan_without_age
from finseg.records.assessment import RULING_AGE
from finseg.records.choice import Choice
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import Settings
from tests.builders.records import a_recipe, a_segmentation
from tests.builders.results import make_verdict
from tests.builders.tables import make_table
from tests.builders.trials import some_trials


def a_level(category: str, level: str) -> Step:
    step: Step = a_recipe((f"{category} {level}",)).steps[0]
    return replace(step, category=category, level=level, unit="yes or no", weight=0.5)


def salt(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


@pytest.mark.parametrize(("quick", "tables", "pairs"), [(False, 6, 12), (True, 4, 6)])
def test_each_kind_of_noise_and_the_customers_get_seeds_of_their_own(quick, tables, pairs):
    x = np.arange(24.0).reshape(12, 2)
    labels = np.repeat([0, 1, 2], [6, 4, 2])
    settings = Settings().change_section("fit", seed=9).change_section("choose", quick=quick)

    noise = assess._plan_noise(x, 3, a_recipe(("b", "a")), settings)
    (own,) = assess._plan_samples(x, labels, 3, a_recipe(("b", "a")), settings)

    assert [task.null for task in noise] == ["columns shuffled", "one Gaussian"]
    assert [task.seed for task in noise] == [(9, 2), (9, 3)]
    for task in noise:
        assert (task.x is x, task.ks, task.tables, task.samples_each) == (True, (3,), tables, 2)
    assert (own.x is x, own.seed, own.pairs) == (True, (9, 1), pairs)
    assert list(own.labels) == [3]
    assert own.labels[3] is labels
    tasks: list[Any] = [*noise, own]
    for one in tasks:
        assert one.salts == (salt("b"), salt("a"))
        assert (one.starts, one.draws) == (5, 5_000)


@pytest.mark.parametrize(("k", "planned"), [(1, 0), (2, 1)])
def test_two_segments_are_the_fewest_that_are_looked_for_again(k, planned):
    x = np.arange(8.0).reshape(8, 1)

    assert len(assess._plan_samples(x, np.arange(8) % k, k, a_recipe(("a",)), Settings())) == (
        planned
    )
    assert bool(assess._plan_noise(x, k, a_recipe(("a",)), Settings())) is bool(planned)


def test_among_levels_there_are_more_starts_and_noise_keeps_the_levels_together():
    recipe = Recipe(steps=(a_recipe(("a",)).steps[0], a_level("city", "x"), a_level("city", "y")))
    levels = np.array([[0.0, 0.0, 1.0], [0.1, 1.0, 0.0], [0.0, 1.0, 0.0], [0.1, 0.0, 1.0]])
    amounts = levels * (90.0, 1.0, 1.0)

    assert [one.blocks for one in assess._plan_noise(levels, 2, recipe, Settings())] == (
        [((1, 2),)] * 2
    )
    assert assess._count_starts(levels, recipe) == 25
    assert assess._count_starts(amounts, recipe) == 5


class Second:
    """A second process that only notes what it is given."""

    def __init__(self, *, alone: bool = False) -> None:
        self.alone = alone
        self.given: list[Any] = []

    def submit(self, task: Any) -> Any:
        self.given.append(task)
        return task


def test_what_needs_no_segments_is_begun_while_these_are_made():
    """Natural groups are looked for again at 2,000 customers at most, noise is drawn of all."""
    values = np.arange(2_001.0).reshape(-1, 1)
    verdict = make_verdict("x", "natural")
    choice = Choice.conclude(some_trials(), verdict, given=False)
    beside: Any = Second()
    settings = Settings().change_section("fit", seed=4)

    begun = assess.begin_assessment(a_recipe(("a",)), values, choice, settings, beside=beside)

    assert begun is not None
    assert begun.k == choice.k
    assert len(begun.rows) == 2_001
    assert beside.given == [*begun.looks, *begun.noise]
    (look,) = begun.looks
    assert (len(look.x), look.seed, look.k_max) == (2_000, 4, settings.choose.k_max)
    assert look.groups.number == verdict.natural_k
    assert [task.ks for task in begun.noise] == [(choice.k,)] * 2
    assert [len(task.x) for task in begun.noise] == [2_001] * 2
    alone: Any = Second(alone=True)
    assert assess.begin_assessment(a_recipe(("a",)), values, choice, settings, beside=alone) is None
    assert alone.given == []


# ---- without age ---------------------------------------------------------------------------------

# Of 10 customers 7 and 3, so far apart in years; the others say less.
SEGMENTS = np.repeat([0, 1], [7, 3])
X = np.column_stack([np.arange(10.0), np.arange(10.0) % 4, np.arange(10.0) % 3 == 0]).astype(float)


def plan(
    *, centres: Any = ((0.0, 0.0, 0.0), (1.0, 3.0, 0.0)), names: Any = ("income", "age", "visits"),
    recipe: Recipe | None = None, x: Any = X, quantity: str = "age",
) -> list[ChooseWithout]:  # fmt: skip
    """Plan the study without age, whose place is the second."""
    made = a_segmentation(np.asarray(centres))
    assignment: Assignment = replace(
        made.assignment, segment=np.arange(10 * len(centres)) % len(centres)
    )
    segmentation: Segmentation = replace(made, assignment=assignment)
    table = make_table({name: [1.0, 2.0] for name in names}, **{names[1]: {"quantity": quantity}})
    settings = Settings().choose
    return plan_without_age(
        table, recipe or a_recipe(names), segmentation, np.asarray(x), SEGMENTS, settings, 6
    )


def test_the_study_without_age_has_all_else():
    (task,) = plan()

    assert (task.columns, task.column, task.seed) == (("income", "visits"), "age", 6)
    assert task.share == pytest.approx(0.9)  # 3² of 1² and 3²
    assert np.array_equal(task.x, X[:, [0, 2]])
    assert task.labels is SEGMENTS
    assert task.blocks == ()
    assert task.settings.sample_rows == 10
    assert task.settings.k_max == Settings().choose.k_max


def test_levels_move_to_the_places_that_they_have_without_age():
    steps = (*a_recipe(("income", "age")).steps, a_level("city", "x"), a_level("city", "y"))
    x = np.column_stack([X, 1 - X[:, 2]])
    centres = ((0.0, 0.0, 0.0, 0.0), (1.0, 3.0, 0.0, 0.0))
    names = ("income", "age", "city x", "city y")

    (task,) = plan(centres=centres, names=names, recipe=Recipe(steps=steps), x=x)

    assert task.blocks == ((1, 2),)
    assert task.columns == ("income", "city x", "city y")


@pytest.mark.parametrize(
    ("change", "planned"),
    [
        ({}, True),
        ({"centres": ((0.0, 0, 0),)}, False),  # one segment
        ({"quantity": "income"}, False),
        ({"centres": ((0.0, 0, 0), (3.0, 1, 0))}, False),  # another column rules
        ({"centres": ((0.0, 0, 0), (3.0, 0, 3.0))}, False),  # age tells nothing apart
        ({"names": ("income", "age"), "centres": ((0.0, 0), (1.0, 3)), "x": X[:, :2]}, True),
        ({"names": ("income", "age"), "centres": ((0.0, 0), (1.0, 3)),
          "x": X[:, :2] * (0.0, 1.0)}, False),  # nothing is left to tell people apart
        ({"x": np.column_stack([X[:, 2], X[:, 0], X[:, 2]])}, False),  # two of two kinds
        ({"x": np.column_stack([X[:, 0] % 3, X[:, 0], X[:, 2]])}, True),  # three
    ],
)  # fmt: skip
def test_the_study_without_age_is_planned_where_age_rules_and_something_else_is_there(
    change, planned
):
    assert bool(plan(**change)) is planned


@pytest.mark.parametrize(("share", "planned"), [(RULING_AGE, False), (RULING_AGE + 1e-9, True)])
def test_age_rules_from_just_above_a_third_on(share, planned, monkeypatch):
    rest = (1 - share) / 2
    monkeypatch.setattr(
        "finseg.assess.without_age.share_between_variance",
        lambda *_: np.array([rest - 1e-6, share, rest - 1e-6]),
    )

    assert bool(plan()) is planned


def test_age_alone_is_not_left_out():
    made = a_segmentation(np.array([[0.0], [3.0]]))
    table = make_table({"age": [1.0, 2.0]}, age={"quantity": "age"})
    settings = Settings().choose

    assert plan_without_age(
        table, a_recipe(("age",)), made, np.arange(10.0).reshape(10, 1), SEGMENTS, settings, 6
    ) == []  # fmt: skip


def test_the_study_without_age_is_run_and_held_against_the_segments(monkeypatch):
    """Made-up centres at 0 and 9: six go to the first, four to the second."""
    chosen = SimpleNamespace(k=2, verdict=SimpleNamespace(kind="constructive"))
    asked: dict[str, Any] = {}

    def choose(_, columns, settings, *, blocks):
        asked.update(columns=columns, blocks=blocks, settings=settings)
        return chosen

    def cluster(_, k, *, starts, seed):
        asked.update(k=k, starts=starts, seed=seed)
        return SimpleNamespace(centres=np.array([[0.0], [9.5]]))

    monkeypatch.setattr("finseg.assess.without_age.choose_k", choose)
    monkeypatch.setattr("finseg.assess.without_age.run_kmeans", cluster)
    x = np.array([[0.0], [1], [2], [3], [4], [4.5], [6], [7], [8], [9]])
    task = ChooseWithout(
        x=x, labels=np.array([0] * 6 + [1] * 4), k=3, among=x, columns=("a",), blocks=((0,),),
        column="age", share=0.4, settings=Settings().choose, seed=8,
    )  # fmt: skip

    done = task.run()

    assert (done.column, done.share, done.k, done.kind) == ("age", 0.4, 2, "constructive")
    assert done.agreement == pytest.approx(1.0)
    assert (asked["k"], asked["starts"], asked["seed"]) == (2, 5, 8)
    assert (asked["columns"], asked["blocks"]) == (("a",), ((0,),))
    assert asked["settings"] is task.settings
    assert replace(task, labels=np.array([0] * 3 + [1] * 7)).run().agreement < 0.5
    kept = replace(task, among=None).run()
    assert (kept.k, kept.kind, kept.rows, asked["k"]) == (3, None, 10, 3)
