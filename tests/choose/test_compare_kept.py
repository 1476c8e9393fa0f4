"""Is the division that was kept held against the trial of the same number?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.choose import choose_k, compare_kept, sample_rows
from finseg.choose.choice import EVIDENCE_SEED
from finseg.fit import fit_segments
from finseg.settings import ChooseSettings, FitSettings
from tests.builders.numbers import list_foreign_numbers
from tests.conftest import groups

NAMES = ("a", "b", "c")
QUICK = ChooseSettings(quick=True, k_max=3)


@pytest.fixture(scope="module")
def chosen():
    x = groups(np.random.default_rng(3), k=3, each=60)
    return x, choose_k(x, NAMES, QUICK)


def test_the_best_division_is_the_trial_and_the_verdict_stays(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=3, settings=FitSettings(starts=10))

    found = compare_kept(choice, x, NAMES, segmentation, QUICK)

    assert found.kept is not None
    assert found.kept.agreement == pytest.approx(1)
    assert found.kept.division.inertia == pytest.approx(segmentation.inertia)
    assert str(found.verdict.paragraph) == str(choice.verdict.paragraph)
    assert found.kept.division.starts == 10


def test_another_division_is_said_and_its_inertia_takes_the_place_of_the_trials(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=3, settings=FitSettings(starts=10))
    wrong = segmentation.assignment.segment.copy()
    wrong[: len(x) // 2] = (wrong[: len(x) // 2] + 1) % 3
    other = replace(segmentation, assignment=replace(segmentation.assignment, segment=wrong))

    found = compare_kept(choice, x, NAMES, other, QUICK)

    assert found.kept is not None
    assert found.kept.agreement < 0.95
    own = ((x - segmentation.centres[wrong]) ** 2).sum()
    (inertia,) = (e.value for e in found.verdict.evidence if e.code == "inertia")
    assert found.kept.division.inertia == pytest.approx(own)
    assert inertia == pytest.approx(own)
    assert len(str(found.verdict.paragraph)) > len(str(choice.verdict.paragraph))


def test_one_segment_is_not_compared(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=1, settings=FitSettings(starts=1))

    assert compare_kept(replace(choice, k=1), x, NAMES, segmentation, QUICK).kept is None


def test_starts_and_margin_are_those_of_what_was_kept_on_the_customers_that_were_looked_at(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=3, settings=FitSettings(starts=7))
    sampled = ChooseSettings(quick=True, k_max=3, sample_rows=50, starts=2)
    rows = sample_rows(x, NAMES, size=50, seed=EVIDENCE_SEED)

    found = compare_kept(choice, x, NAMES, segmentation, sampled)

    assert found.kept is not None
    division = found.kept.division
    assert (division.starts, division.starts_at_best) == (7, segmentation.starts_at_best)
    margin = segmentation.assignment.margin
    assert division.centre_silhouette == pytest.approx(margin[rows].mean())
    assert division.centre_silhouette != pytest.approx(margin.mean(), rel=1e-9)
    assert found.kept.seed == segmentation.seed


def test_only_the_number_that_was_kept_is_given_the_size_of_its_smallest_segment(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=2, settings=FitSettings(starts=10))
    lopsided = np.array([0] * 175 + [1] * 5)
    kept = replace(segmentation, assignment=replace(segmentation.assignment, segment=lopsided))

    found = compare_kept(replace(choice, k=2), x, NAMES, kept, QUICK)

    before = {o.k: o.smallest_share for o in choice.verdict.options}
    after = {o.k: o.smallest_share for o in found.verdict.options}
    assert set(after) >= {2, 3}
    assert after == {**before, 2: 5 / 180}


def test_what_was_chosen_and_kept_holds_plain_numbers_that_can_be_written(chosen):
    x, choice = chosen
    segmentation = fit_segments(x, x, NAMES, k=3, settings=FitSettings(starts=2))

    found = compare_kept(choice, x, NAMES, segmentation, QUICK)

    assert list_foreign_numbers(found) == []
