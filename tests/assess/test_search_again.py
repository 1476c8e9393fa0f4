"""Is the question after natural groups asked again only where it can be answered?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.assess import search_again
from finseg.assess.search_again import add_groups, plan_look, plan_other_looks
from finseg.choose import find_quick_groups
from finseg.records.assessment import Alternative
from finseg.records.doubts import Groups

THREE = Groups(number=3)
PREPARED, CHANGED = np.zeros((3, 1)), np.ones((3, 1))


def an_alternative(code):
    return Alternative(code=code, change=code, k=3, agreement=0.8, rows=9)


@pytest.fixture
def answer(monkeypatch):
    """Give made-up answers for the customers as prepared and as changed; count the searches."""
    answers: dict[str, Groups] = {}
    asked = []

    def look(x, *, k_max, seed):
        asked.append((k_max, seed.entropy))
        return answers["before" if x is PREPARED else "after"]

    def look_for_others(x, groups, **how):
        found = look(x, **how)
        return None if found == groups else found

    monkeypatch.setattr(search_again, "find_quick_groups", look)
    monkeypatch.setattr(search_again, "find_other_groups", look_for_others)
    return answers, asked


def search(changed, groups=THREE, k_max=7):
    """Look at the customers as prepared, and where the groups are there again, at them changed."""
    found = []
    for look in plan_look(PREPARED, groups, k_max=k_max, seed=5):
        others = plan_other_looks(look, {"logarithms": changed}, again=look.run())
        found += [other.run() for other in others]
    return found


@pytest.mark.parametrize(
    ("after", "other"),
    [
        (THREE, None),
        (Groups(number=1), Groups(number=1)),
        (Groups(number=4), Groups(number=4)),
        (Groups(number=3, fits=False), Groups(number=3, fits=False)),
    ],
)
def test_only_other_groups_are_an_answer(answer, after, other):
    answer[0].update(before=THREE, after=after)

    assert search(CHANGED) == [other]
    assert answer[1] == [(7, 5), (7, 5)]


@pytest.mark.parametrize("before", [Groups(number=2), Groups(number=3, fits=False)])
def test_a_search_that_does_not_find_the_groups_unchanged_says_nothing_of_changes(answer, before):
    answer[0].update(before=before, after=Groups(number=1))

    assert search(CHANGED) == []
    assert len(answer[1]) == 1


def test_where_there_are_no_groups_nothing_is_asked(answer):
    assert search(CHANGED, groups=None) == []
    assert answer[1] == []


def test_one_segment_at_most_still_looks_for_two_groups(answer):
    answer[0].update(before=THREE, after=THREE)

    search(CHANGED, k_max=1)

    assert answer[1] == [(2, 5), (2, 5)]


def test_each_change_gets_what_was_found_after_it():
    card = [
        an_alternative("no logarithms"),
        an_alternative("ranks"),
        an_alternative("equal weights"),
    ]

    found = add_groups(card, ("no logarithms", "equal weights"), [None, THREE])

    assert [one.groups for one in found] == [None, None, THREE]
    assert all(one.groups is None for one in add_groups(card, ("no logarithms",), []))


def test_a_quick_look_finds_two_groups_and_none_in_one_cloud(rng):
    """Two groups of unequal size, ten of their spreads apart in the first column."""
    x = rng.normal(size=(240, 2)) + np.repeat([[0.0, 0], [10, 0]], [150, 90], axis=0)
    seed = np.random.SeedSequence(1)

    assert find_quick_groups(x / x.std(axis=0), k_max=4, seed=seed) == Groups(number=2)
    assert find_quick_groups(rng.normal(size=(240, 2)), k_max=4, seed=seed) == Groups(number=1)
