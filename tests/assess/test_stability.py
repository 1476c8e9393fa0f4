"""Is a segment's stability put together of the right figures? Without any resampling."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.assess import search_again
from finseg.assess import segments as assess
from finseg.beside import Beside
from finseg.choose import agreement as sampling
from finseg.maths import stability as stability_of_fits
from finseg.maths.stability import NullStability, Replicas
from finseg.records.assessment import Alternative
from finseg.records.candidate import Kept
from finseg.records.choice import Choice
from finseg.records.doubts import Groups
from finseg.settings import Settings
from tests.builders.records import a_recipe, a_segmentation
from tests.builders.results import make_verdict
from tests.builders.trials import candidate, some_trials
from tests.conftest import dataset_of

FOUND = np.array([[0.2, 0.9, 0.5], [0.4, 0.7, 0.9]])  # two samples of three segments
NULLS = {
    "shuffle_columns": np.array([[0.5, 0.3, 0.1], [0.7, 0.5, 0.3]]),  # by rank: .6, .4, .2
    "draw_gaussian": np.array([[0.4, 0.5, 0.3], [0.4, 0.5, 0.3]]),
}


@pytest.fixture
def asked(monkeypatch):
    """Give made-up figures in the place of resampling, and collect what was asked for."""
    calls = {}

    def repeat(_, **how):
        calls["samples"] = how
        return (Replicas(k=3, rows=np.arange(1), labels=np.zeros((2, 1), dtype=np.uint8)),)

    def stability(_, null, **how):
        calls[null.__name__] = how
        found = NULLS[null.__name__]
        return NullStability(pairs=np.zeros((1, 2)), jaccard=(found,), across=(found,))

    monkeypatch.setattr(sampling, "replicate_fits", repeat)
    monkeypatch.setattr(sampling, "segment_jaccard", lambda *_: FOUND)
    monkeypatch.setattr(
        stability_of_fits, "percentile_interval", lambda found: (found.min(0), found.max(0))
    )
    monkeypatch.setattr(sampling, "null_stability", stability)
    monkeypatch.setattr(assess, "sensitivity_card", lambda *_, **how: calls.update(card=how) or ())
    return calls


def run(margin=None, *, quick=False, seed=3, kind="constructive", kept=None, begun=None):
    values = np.arange(30.0).reshape(30, 1) % 7
    made = a_segmentation(np.zeros((3, 1)))
    if margin is not None:
        made = replace(made, assignment=replace(made.assignment, margin=np.array(margin)))
    settings = Settings().change_section("choose", quick=quick).change_section("fit", seed=seed)
    dataset = dataset_of(pl.DataFrame({"a": values[:, 0]}))
    choice = Choice.conclude(some_trials(), make_verdict("x", kind), given=False)
    choice = replace(choice, kept=kept)
    with Beside(alone=True) as beside:
        return assess.assess_segments(
            dataset, a_recipe(("a",)), values, choice, made, settings, beside=beside, begun=begun
        )


@pytest.mark.usefixtures("asked")
def test_each_segment_gets_its_mean_its_range_and_noise_of_its_own_rank():
    """Means are .3, .8 and .7; the harder noise is .6, .5 and .3 from the first rank on."""
    found = run().segments

    assert [s.id for s in found] == [0, 1, 2]
    assert [s.jaccard for s in found] == pytest.approx([0.3, 0.8, 0.7])
    assert [(s.low, s.high) for s in found] == [(0.2, 0.4), (0.7, 0.9), (0.5, 0.9)]
    assert [s.null for s in found] == pytest.approx([0.3, 0.6, 0.5])
    assert all(len(s.silhouettes) == 21 for s in found)


@pytest.mark.parametrize(("quick", "samples", "tables"), [(False, 24, 6), (True, 12, 4)])
def test_quick_looks_less_often(asked, quick, samples, tables):
    done = run(quick=quick)

    assert done.samples == samples
    own = asked["samples"]
    assert (own["ks"], own["resamples"], own["starts"], own["draws"]) == (
        [3],
        samples,
        5,
        5000,
    )
    for null in NULLS:
        how = asked[null]
        assert (tuple(how["ks"]), how["tables"], how["resamples_each"]) == ((3,), tables, 2)
        assert (how["starts"], how["draws"]) == (5, 5000)
    card = asked["card"]
    assert (card["k"], card["seed"]) == (3, 3)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("before", "other"), [(1, Groups(number=4)), (2, None)])
def test_changes_are_asked_after_groups_where_these_are_found_unchanged(monkeypatch, before, other):
    """The verdict of these trials speaks of one natural group."""

    def card(*_, remember, **__):
        remember("logarithms", np.ones((30, 1)))
        return (Alternative(code="logarithms", change="logs", k=3, agreement=0.8, rows=30),)

    monkeypatch.setattr(assess, "sensitivity_card", card)
    look = {"find_quick_groups": Groups(number=before), "find_other_groups": Groups(number=4)}
    for name, found in look.items():
        monkeypatch.setattr(search_again, name, lambda *_, found=found, **__: found)

    assert [one.groups for one in run(kind="natural").alternatives] == [other]


@pytest.mark.usefixtures("asked")
def test_customers_with_a_margin_below_a_tenth_stand_near_a_border():
    done = run([0.05, 0.0999, 0.1, 0.1001, *[0.9] * 26])

    assert done.borderline_share == pytest.approx(2 / 30)
    assert done.customers == 30
    assert done.alternatives == ()


def test_silhouettes_are_the_quantiles_of_each_segments_own_customers(monkeypatch):
    values = np.array([0.0, 0.2, 0.4, 0.9, -0.5, 0.5])
    monkeypatch.setattr(assess, "silhouette_rows", lambda *_: values)

    quantiles = assess._silhouette_quantiles(
        np.zeros((6, 1)), np.array([0, 0, 0, 2, 2, 2]), 3, quick=False
    )

    assert [len(q) for q in quantiles] == [21, 0, 21]
    assert (quantiles[0][0], quantiles[0][10], quantiles[0][20]) == (0.0, 0.2, 0.4)
    assert (quantiles[2][0], quantiles[2][10], quantiles[2][20]) == (-0.5, 0.5, 0.9)
    assert quantiles[0][1] == pytest.approx(0.02)  # a twentieth of the way


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_one_segment_or_as_many_as_customers_have_no_silhouettes(labels):
    x = np.array([[0.0], [1.0], [5.0]])

    assert assess._silhouette_quantiles(x, np.array(labels), 3, quick=False) == [(), (), ()]


def test_a_single_segment_comes_back_whole_as_noise_does():
    x, labels = np.arange(9.0).reshape(9, 1), np.zeros(9, dtype=np.int64)
    recipe = a_recipe(("a",))
    assert assess._plan_samples(x, labels, 1, recipe, Settings()) == []
    assert assess._plan_noise(x, 1, recipe, Settings()) == []
    (one,) = assess._state_stabilities([], 1, [()])

    assert (one.id, one.jaccard, one.low, one.high, one.null) == (0, 1.0, 1.0, 1.0, 1.0)
    assert one.silhouettes == ()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("kind", ["natural", "reproducible", "constructive", "undecided"])
def test_gaps_tell_only_natural_groups_from_noise(kind):
    assert {s.by_gaps for s in run(kind=kind).segments} == {kind == "natural"}


@pytest.mark.parametrize(("agreement", "by_gaps"), [(0.95, True), (0.949, False)])
@pytest.mark.usefixtures("asked")
def test_gaps_of_the_trial_say_nothing_of_another_division_that_was_kept(agreement, by_gaps):
    kept = Kept(division=candidate(3), agreement=agreement, seed=1)

    assert {s.by_gaps for s in run(kind="natural", kept=kept).segments} == {by_gaps}


@pytest.mark.parametrize(
    ("kind", "fits", "groups"),
    [
        ("natural", True, Groups(number=3)),
        ("constructive", False, Groups(number=3, fits=False)),
        ("reproducible", True, None),
    ],
)
def test_natural_groups_are_searched_again_where_the_verdict_is_about_some(kind, fits, groups):
    verdict = replace(make_verdict("x", kind), natural_k=3, fits=fits)
    choice = Choice.conclude(some_trials(), verdict, given=False)

    assert assess._find_groups(choice) == groups


def test_the_job_is_done_otherwise_on_two_thousand_customers_at_most(asked, monkeypatch):
    seen: dict[str, list[int]] = {}
    monkeypatch.setattr(
        assess, "sensitivity_card", lambda *x, **_: seen.update(rows=[len(a) for a in x[:3]]) or ()
    )
    monkeypatch.setattr(assess, "draw_rows", lambda x, *_, **__: np.arange(len(x)))
    monkeypatch.setattr(assess, "silhouette_rows", lambda x, _: np.zeros(len(x)))
    values = np.arange(2_001.0).reshape(-1, 1)
    many = np.arange(2_001) % 3
    made = a_segmentation(np.zeros((3, 1)))
    assignment = replace(made.assignment, segment=many, margin=np.ones(2_001))
    made = replace(made, assignment=assignment)
    choice = Choice.conclude(some_trials(), make_verdict("x"), given=False)
    dataset = dataset_of(pl.DataFrame({"a": values[:, 0]}))

    with Beside(alone=True) as beside:
        assess.assess_segments(
            dataset, a_recipe(("a",)), values, choice, made, Settings(), beside=beside
        )

    assert seen["rows"] == [2_000, 2_000, 2_000]
    assert asked["samples"]["draws"] == 5_000


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("k", "taken"), [(3, True), (4, False)])
def test_what_was_begun_is_taken_where_it_is_about_as_many_segments(monkeypatch, k, taken):
    """Made-up tasks that run nowhere: who takes them waits for what they came to."""
    monkeypatch.setattr(assess, "draw_rows", lambda x, *_, **__: np.arange(len(x)))
    done: list[Future[Any]] = [Future() for _ in NULLS]
    for future, found in zip(done, NULLS.values(), strict=True):
        if taken:
            future.set_result({3: sampling.Found(pairs=np.zeros(2), jaccard=found, across=None)})
    tasks: list[Any] = [None, None]
    begun = assess.Begun(
        k=k, rows=np.arange(30), looks=[], look_begun=[], noise=tasks, noise_begun=done
    )

    assessed = run(begun=begun)

    assert assessed == run()
    assert [future.cancelled() for future in done] == [not taken] * 2


def test_nothing_is_begun_early_without_a_second_process():
    choice = Choice.conclude(some_trials(), make_verdict("x"), given=False)
    with Beside(alone=True) as beside:
        begun = assess.begin_assessment(
            a_recipe(("a",)), np.zeros((4, 1)), choice, Settings(), beside=beside
        )
    assert begun is None


def test_of_many_customers_a_sample_is_looked_at_and_the_border_counted_over_all(
    asked, monkeypatch
):
    monkeypatch.setattr(assess, "SAMPLE", 8)
    drawn = []

    def record(x, columns, _, *, size, seed):
        drawn.append((len(x), columns, size, seed))
        return np.arange(8)

    monkeypatch.setattr(assess, "draw_rows", record)
    looked_at = []

    def note(raw, prepared, labels, *_, **__):
        looked_at.append((len(raw), len(prepared), len(labels)))
        return ()

    monkeypatch.setattr(assess, "sensitivity_card", note)

    done = run([*[0.9] * 8, *[0.05] * 3, *[0.9] * 19], seed=5)

    assert drawn == [(30, ("a",), 8, 5)]
    assert looked_at == [(8, 8, 8)]
    assert done.customers == 30
    assert done.borderline_share == pytest.approx(0.1)
    assert asked["samples"]["draws"] == 8
