"""Which numbers are tried, how often are groups looked for, and what do the looks come to?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

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
    assert choice.quick
