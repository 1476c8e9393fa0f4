"""Which numbers are tried, how often are groups looked for, and what do the looks come to?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.choose import choice as choosing
from finseg.choose import trials
from finseg.choose.choice import _list_numbers_to_try, choose_again, choose_k
from finseg.choose.effort import DEFAULT, QUICK, Effort
from finseg.document.said import Share
from finseg.errors import TooFewRowsError
from finseg.settings import ChooseSettings
from tests.builders.records import a_choice as a_whole_choice

SEVEN = np.repeat(np.arange(7.0), 3)[:, None]


@pytest.mark.parametrize(
    ("settings", "ks"),
    [
        ({"k_max": 4}, [1, 2, 3, 4]),
        ({"k_max": 7}, [1, 2, 3, 4, 5, 6, 7]),
        ({"k_max": 9}, [1, 2, 3, 4, 5, 6, 7]),  # no more than there are distinct customers
        ({"k_max": 3, "k": 3}, [1, 2, 3]),
        ({"k_max": 3, "k": 4}, [1, 2, 3, 4]),
        ({"k_max": 3, "k": 7}, [1, 2, 3, 7]),
    ],
)
def test_every_number_up_to_the_largest_is_tried_and_a_given_one_beside_them(settings, ks):
    assert _list_numbers_to_try(SEVEN, 21, ChooseSettings(**settings)) == ks


def test_more_segments_than_distinct_customers_are_refused_with_each_figure():
    with pytest.raises(TooFewRowsError) as caught:
        _list_numbers_to_try(SEVEN, 21, ChooseSettings(k=8))

    said = str(caught.value)
    assert "21 customers with 7 distinct rows cannot make 8 segments" in said
    assert "at most 7" in said


def test_how_much_evidence_is_gathered_is_as_stated():
    plain: dict[str, Any] = {
        "pairs": 12, "more_pairs": 18, "null_tables": 6, "more_tables": 6, "noise_tables": 20,
        "references": 10, "splits": 10, "starts": 3, "gap_rows": 8_000, "gap_starts": 12,
    }  # fmt: skip
    quick: dict[str, Any] = {
        "pairs": 12, "more_pairs": 0, "null_tables": 6, "more_tables": 0, "noise_tables": 0,
        "references": 0, "splits": 0, "starts": 3, "gap_rows": 2_000, "gap_starts": 12,
    }  # fmt: skip

    assert Effort(**plain) == DEFAULT
    assert Effort(**quick) == QUICK


def test_a_number_that_broke_the_limit_is_not_taken_again_and_a_given_one_stays():
    first = a_whole_choice(k=3)
    free = choose_again(first, {}, ChooseSettings())
    broken = {free.k: Share(0.011, of=60)}

    again = choose_again(first, broken, ChooseSettings())
    given = choose_again(first, broken, ChooseSettings(k=free.k))

    assert again.k != free.k
    assert again.k == again.verdict.k
    assert "1.1%" in str(again.verdict.costs[-1])
    assert given.k == given.verdict.k == free.k
    assert again.candidates == first.candidates


def test_what_is_known_of_the_trials_is_stated_of_the_choice():
    x = np.random.default_rng(4).normal(size=(90, 2))
    settings = ChooseSettings(k_max=3, k=5, starts=2, sample_rows=60)

    choice = choose_k(x, ("a", "b"), settings, seed=3)

    assert (choice.k, choice.given, choice.rows, choice.sampled) == (5, True, 60, True)
    assert choice.noise_tables == DEFAULT.noise_tables
    assert [c.noise is None for c in choice.candidates] == [False, False, False, True]
    assert choice.elbow_k in {None, 2}  # beyond the numbers tried in turn no bend is sought
    assert [a.k for a in choice.agreements] == [2, 3, 5]
    assert {f.k for f in choice.flows} == {1, 2, 3}
    assert not choice.quick


@pytest.mark.parametrize(
    ("asked", "last", "steps"),
    [
        (3, 99, [3, 6]),  # not beyond twice the number asked for
        (7, 99, [7, 12, 14]),
        (7, 12, [7, 12]),  # five numbers further, until a best one is not the last
        (7, 7, [7]),
    ],
)
def test_the_search_goes_on_by_five_numbers_up_to_twice_as_many(monkeypatch, asked, last, steps):
    whole = a_whole_choice(k=3)
    tried, said = [], []

    def gather(x, customers, ks, settings, *, report, **_):
        tried.append((settings.k_max, len(x), customers, list(ks)))
        report("looking", 0.5)
        return whole

    monkeypatch.setattr(choosing, "gather_trials", gather)
    monkeypatch.setattr(choosing, "reach_verdict", lambda *_: whole.verdict)
    monkeypatch.setattr(
        choosing, "_ends_at_the_best", lambda _, __, settings: settings.k_max < last
    )
    settings = ChooseSettings(k_max=asked, sample_rows=15)

    found = choose_k(
        SEVEN + np.arange(21)[:, None] / 50,
        ("a",),
        settings,
        report=lambda *told: said.append(told),
    )

    assert tried == [(k, 15, 21, list(range(1, k + 1))) for k in steps]
    assert said == [("looking", 0.5), *[("looking", None)] * (len(steps) - 1)]
    assert found.searched_on == (None if len(steps) == 1 else asked)
    assert not found.given


def test_the_numbers_that_were_searched_on_count_when_the_evidence_is_weighed_again():
    first = replace(a_whole_choice(k=3), searched_on=2)
    plain = replace(first, searched_on=None)
    two = ChooseSettings(k_max=2)

    assert choose_again(first, {2: Share(0.01, of=60)}, two).k > 2
    assert choose_again(plain, {2: Share(0.01, of=60)}, two).k == 1


def test_different_customers_are_counted_where_the_starts_are_tried(monkeypatch):
    monkeypatch.setattr(choosing, "SEARCHED", 5)

    assert _list_numbers_to_try(SEVEN, 21, ChooseSettings()) == [1, 2]
    with pytest.raises(TooFewRowsError) as caught:
        _list_numbers_to_try(SEVEN, 21, ChooseSettings(k=3))
    assert caught.value.where == "[choose] k"


@pytest.mark.parametrize(
    ("left_open", "quick", "more"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_what_is_being_done_is_reported_with_the_share_that_is_done(
    monkeypatch, left_open, quick, more
):
    x = np.random.default_rng(4).normal(size=(90, 2))
    told: list[tuple[str, float | None]] = []
    monkeypatch.setattr(
        trials, "_choose_open_numbers", lambda _, wanted: list(wanted) if left_open else []
    )

    choice = choose_k(
        x,
        ("a", "b"),
        ChooseSettings(k_max=2, k=2, quick=quick),
        report=lambda *now: told.append(now),
    )

    assert told == [
        ("dividing the customers", 0.0),
        ("looking for gaps, and comparing with noise", 0.2),
        ("comparing samples", 0.6),
        *([("drawing more samples", 0.7)] if more else []),
        ("looking closer", 0.9),
    ]
    assert choice.agreements[0].pairs == (30 if more else 12)
    assert (choice.columns, choice.rows) == (2, 90)
