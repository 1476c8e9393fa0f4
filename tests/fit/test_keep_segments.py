"""The limit on the smallest segment holds for the segments that are kept, not for a trial."""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.choose import choose_k
from finseg.document.said import Share, list_values
from finseg.fit import fit_segments, keep_segments
from finseg.settings import ChooseSettings, Settings
from tests.conftest import groups

NAMES = ("a", "b", "c")


def kept_on(x, settings, *, refuse):
    """Fit for real, but pretend that some numbers have a segment of 1 % on all customers."""
    module = sys.modules[keep_segments.__module__]

    def fit(prepared, raw, columns, *, k, settings, weights, **_):
        found = fit_segments(prepared, raw, columns, k=k, settings=settings, weights=weights)
        if k in refuse:
            found.assignment.segment[:] = 0
            found.assignment.segment[:2] = np.arange(k)[-2:]
        return found

    choice = choose_k(x, NAMES, settings.choose, seed=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "fit_segments", fit)
        return choice, *keep_segments(x, x, NAMES, choice, settings)


def test_a_number_that_breaks_the_limit_on_all_customers_is_not_kept_and_the_next_is(rng):
    first, choice, kept = kept_on(groups(rng, k=4), Settings(), refuse={4})

    assert first.k == 4
    assert choice.k == kept.k == choice.verdict.k == first.verdict.runner_up
    assert choice.verdict.kind != "natural"
    cost = choice.verdict.costs[-1]
    assert "4 segments" in str(cost)
    shares = [value for value in list_values(cost) if isinstance(value, Share)]
    assert [(s.share, s.of) for s in shares] == [(0.0, len(kept.assignment.segment)), (0.03, None)]
    assert shares[0].digits == 2


def test_where_no_number_keeps_to_the_limit_one_segment_is_left(rng):
    _, choice, kept = kept_on(groups(rng, k=3), Settings(), refuse=set(range(2, 11)))

    assert choice.k == kept.k == 1
    assert len(choice.verdict.costs) == len(set(choice.verdict.costs)) >= 2


def test_a_number_the_user_fixed_is_kept_whatever_its_smallest_segment(rng):
    settings = Settings().change_section("choose", k=4)

    first, choice, kept = kept_on(groups(rng, k=4), settings, refuse={4})

    assert choice.k == first.k == kept.k == 4
    assert choice.verdict.kind == first.verdict.kind
    assert choice.verdict.costs == ()


@pytest.mark.parametrize("share", [0.04, 0.08, 0.16])
def test_no_segment_of_a_whole_study_is_smaller_than_was_asked_for(rng, share):
    few = rng.normal([0.0, 6, 0], 1.2, size=(int(share * 1000), 3))
    x = np.vstack([rng.normal(size=(1000 - len(few), 3)) * [3, 1, 1], few])
    settings = {"choose": {"quick": True, "smallest_share": share}}

    study = finseg.segment(pl.DataFrame(x, schema=["age", "income", "spend"]), settings=settings)

    assert min(s.share for s in study.segments) >= share


@pytest.mark.parametrize(("share", "k"), [(0.0625, 3), (0.0626, 2)])
def test_a_segment_just_at_the_limit_is_kept(rng, share, k):
    group = np.repeat([0, 1, 2], [80, 70, 10])  # the last is a sixteenth
    x = 30.0 * np.eye(3)[group] + rng.normal(size=(160, 3))
    settings = Settings().change_section("choose", smallest_share=share, quick=True, k_max=3)
    choice = choose_k(x, NAMES, ChooseSettings(quick=True, k_max=3), seed=1)

    kept, segmentation = keep_segments(x, x, NAMES, choice, settings)

    assert choice.k == 3
    assert (kept.k, segmentation.k) == (k, k)
    said = [value for cost in kept.verdict.costs for value in list_values(cost)]
    assert (Share(0.0625, of=160, digits=2) in said) is (k == 2)


def test_the_settings_of_the_fit_are_those_the_segments_are_kept_with(rng):
    x = groups(rng, k=3)
    settings = Settings().change_section("fit", starts=7, seed=5, order="rising")
    choice = choose_k(x, NAMES, ChooseSettings(quick=True, k_max=3), seed=1)

    _, kept = keep_segments(x, x, NAMES, choice, settings)

    assert (kept.starts, kept.seed, str(kept.order)) == (7, 5, "rising size")
