"""Which columns carry groups that the others drown? Worked examples, laws, limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.beside import decode, encode
from finseg.choose.candidate_columns import Candidates
from finseg.choose.carriers import CARRIES, ColumnSearch, LookAtColumns
from finseg.choose.structure import Structure, find_structure
from finseg.maths.moments import standardise_columns
from finseg.records.carriers import Carriers
from finseg.records.separation import Separation

SIZES = (300, 220, 150, 130)  # of the planted groups
NAMES = ("a", "b", "c", "d", "e", "f", "g")
CENTRES = np.array([[0.0, 0, 0, 0], [5, 5, 0, 0], [5, 0, 5, 5], [0, 5, 5, 0]])


@pytest.fixture(scope="module")
def drowned():
    """Four groups in the first four columns, and three columns of noise."""
    rng = np.random.default_rng(4)
    labels = np.repeat(np.arange(4), SIZES)
    planted = CENTRES[labels] + rng.normal(size=(len(labels), 4))
    x = standardise_columns(np.column_stack([planted, rng.normal(size=(len(labels), 3))]))
    return x[rng.permutation(len(x))]


NONE = Separation(natural_k=1, outcome="none", agreement=1.0, islands=1, rows=800, levels=())


def find(x, columns=NAMES, *, whole=NONE, k_max=8, levels=()):
    search = ColumnSearch(x, columns, whole=whole, k_max=k_max, seed=(1,), levels=levels)
    return search.conclude()


def test_the_planted_columns_are_named_with_the_number_of_their_groups(drowned):
    assert find(drowned) == Carriers(
        columns=("a", "b", "c", "d"), natural_k=4, whole_k=1, whole="none", rows=800
    )


@pytest.mark.parametrize(
    ("outcome", "k", "is_said"),
    [
        ("natural", 3, True),
        ("natural", 4, False),
        ("natural", 5, False),
        ("misfit", 4, True),
        ("misfit", 5, False),
    ],
)
def test_carriers_are_said_only_where_all_columns_show_less(drowned, outcome, k, is_said):
    whole = replace(NONE, outcome=outcome, natural_k=k)

    assert (find(drowned, whole=whole) is not None) is is_said


def test_the_columns_that_divide_the_whole_are_looked_at_too():
    """At every other corner of a cube each two columns are independent, and the noise hides it."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), SIZES)
    corners = 3.3 * np.array([[0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])[labels]
    noise = 0.85 * rng.normal(size=(800, 1)) + 0.5 * rng.normal(size=(800, 3))
    x = standardise_columns(np.column_stack([corners + rng.normal(size=(800, 3)), noise]))
    whole = replace(NONE, outcome="misfit", natural_k=4, columns=("a", "b", "c"))

    found = find(x, NAMES[:6], whole=whole)

    assert found is not None
    assert found.columns == ("a", "b", "c")
    assert found.natural_k == 4


def test_what_all_columns_show_is_looked_at_where_it_is_not_known(drowned):
    seed = np.random.SeedSequence(1)
    whole = find_structure(drowned, k_max=8, seed=seed).separation

    found = find(drowned, whole=None)

    assert (found is None) is (whole.outcome == "natural" and whole.natural_k >= 4)


def test_the_order_of_rows_and_columns_does_not_matter(drowned):
    rng = np.random.default_rng(0)
    rows, places = rng.permutation(len(drowned)), rng.permutation(7)

    assert find(drowned[rows]) == find(drowned)
    assert find(drowned[:, places], [NAMES[j] for j in places]) == find(drowned)


def test_a_copy_of_a_carrier_carries(drowned):
    x = np.column_stack([drowned, drowned[:, 0] + 1e-3 * drowned[:, 6]])

    found = find(x, (*NAMES, "h"))

    assert found is not None
    assert set(found.columns) == {"a", "b", "c", "d", "h"}
    assert found.natural_k == 4


def test_levels_of_categories_are_not_looked_at(drowned):
    flags = (drowned[:, :2] > 0).astype(float)
    x = np.column_stack([flags, drowned])

    found = find(x, ("x: yes", "y: yes", *NAMES), levels=(0, 1))

    assert found is not None
    assert found.columns == ("a", "b", "c", "d")


@pytest.mark.parametrize(("spread", "carries"), [(1.9, True), (2.1, False)])
def test_a_column_carries_from_a_fifth_of_its_variance_on(drowned, spread, carries):
    """Groups at -1 and 1, so many spread s around them: 1 of 1 + s² lies between the groups."""
    rng = np.random.default_rng(2)
    first = standardise_columns((drowned[:, :1] > 0).astype(float))
    x = np.column_stack([drowned, standardise_columns(first + spread * rng.normal(size=(800, 1)))])

    found = find(x, (*NAMES, "h"))

    assert CARRIES == 1 / (1 + 2.0**2)
    assert found is not None
    assert ("h" in found.columns) is carries


def correlated(rng):
    return rng.normal(size=(700, 6)) @ rng.normal(size=(6, 6))


def one_factor(rng):
    return rng.normal(size=(700, 1)) + 0.4 * rng.normal(size=(700, 6))


def copies(rng):
    base = rng.normal(size=(700, 2))
    return np.column_stack([base, base + 0.1 * rng.normal(size=(700, 2)), rng.normal(size=700)])


def counts(rng):
    return rng.poisson([0.5, 1, 2, 3, 4, 5], size=(700, 6)).astype(float)


@pytest.mark.parametrize("make", [correlated, one_factor, copies, counts])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_columns_without_groups_carry_none(make, seed):
    x = standardise_columns(make(np.random.default_rng(seed)))

    assert find(x, NAMES[: x.shape[1]]) is None


@pytest.mark.parametrize(("angle", "is_said"), [(np.pi, False), (0.0, True)])
def test_the_ends_of_an_arc_are_no_groups(angle, is_said):
    """Two peaks in one column, which the next one joins; where nothing joins them, they are two."""
    rng = np.random.default_rng(3)
    at = rng.uniform(0, 1, 900)
    ends = np.cos(np.pi * at) if angle else np.where(at < 0.4, -1.0, 1.0)
    other = np.sin(angle * at)
    noise = rng.normal(size=(900, 2))
    x = np.column_stack([ends + 0.06 * noise[:, 0], other + 0.06 * noise[:, 1]])

    found = find(standardise_columns(np.column_stack([x, rng.normal(size=(900, 2))])), NAMES[:4])

    assert (found is not None) is is_said


@pytest.mark.parametrize(("columns", "is_looked_at"), [(2, False), (3, True)])
def test_two_columns_are_not_looked_at(drowned, columns, is_looked_at, monkeypatch):
    looked: list[int] = []

    def look(x, dependence):
        assert len(dependence.p) == x.shape[1]
        looked.append(x.shape[1])
        return Candidates(tied=(), cores=(), peaked=())

    monkeypatch.setattr("finseg.choose.carriers.list_candidates", look)

    assert find(drowned[:, :columns], NAMES[:columns]) is None
    assert looked == ([columns] if is_looked_at else [])


def test_looks_taken_in_another_process_lead_to_the_same(drowned):
    search = ColumnSearch(drowned, NAMES, whole=NONE, k_max=8, seed=(1,))
    looks = search.plan_looks()

    sent = {part: decode(encode(look), LookAtColumns).run() for part, look in looks.items()}
    looked = {part: decode(encode(found), Structure | None) for part, found in sent.items()}

    assert len(looked) > 1
    assert any(looked.values())
    assert search.conclude(looked) == find(drowned)


def test_what_was_looked_at_is_not_looked_at_again(drowned, monkeypatch):
    search = ColumnSearch(drowned, NAMES, whole=NONE, k_max=8, seed=(1,))
    nothing = dict.fromkeys(search.plan_looks())

    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr("finseg.choose.carriers.find_structure", refuse)

    assert search.conclude(nothing) is None


@pytest.mark.parametrize(("columns", "is_planned"), [(2, False), (7, True)])
def test_too_few_columns_are_not_looked_at(drowned, columns, is_planned):
    few = ColumnSearch(drowned[:, :columns], NAMES[:columns], whole=NONE, k_max=8, seed=(1,))

    assert bool(few.plan_looks()) is is_planned
