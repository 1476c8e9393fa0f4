"""Which columns share one weight? Worked examples, and each limit on both sides."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.check.idea_groups import COPY, MANY, ONE_IDEA, group_ideas


def correlations(*blocks):
    """Write blocks of columns, each of which correlate by so much; those of two blocks do not."""
    d = sum(size for size, _ in blocks)
    r, at = np.eye(d), 0
    for size, own in blocks:
        r[at : at + size, at : at + size] = np.where(np.eye(size) > 0, 1.0, own)
        at += size
    return r


def groups_of(r, redundant="share copies"):
    names = [f"c{j}" for j in range(len(r))]
    return [(g.columns, g.shared, round(g.weight, 2)) for g in group_ideas(names, r, redundant)]


@pytest.mark.parametrize(
    ("r", "found"),
    [
        (COPY, [(("c0", "c1"), True, 1.95)]),
        (COPY - 0.01, [(("c0", "c1"), False, 1.94)]),
        (ONE_IDEA, [(("c0", "c1"), False, 1.8)]),
        (ONE_IDEA - 0.01, []),
        (-COPY, [(("c0", "c1"), True, 1.95)]),
    ],
)
def test_near_copies_share_a_weight_and_what_is_only_alike_does_not(r, found):
    assert groups_of(correlations((2, r), (1, 0))) == found


@pytest.mark.parametrize(("columns", "is_shared"), [(4, False), (5, True), (6, True)])
def test_one_idea_in_many_columns_shares_a_weight(columns, is_shared):
    """Columns that correlate by .8 count like .2 + .8 m: 3.4 of four, 4.2 of five."""
    found = groups_of(correlations((columns, 0.8)))

    assert MANY == 4
    assert [shared for _, shared, _ in found] == [is_shared]


def test_near_copies_within_an_idea_share_and_the_idea_counts_what_is_left():
    r = correlations((3, 0.85))
    r[0, 1] = r[1, 0] = 0.97

    copies, idea = groups_of(r)

    assert copies == (("c0", "c1"), True, 1.97)
    assert idea[:2] == (("c0", "c1", "c2"), False)
    # Two at half the weight, which go together by .97, and one beside them, .85 / √2 of each.
    inner = np.array([[0.5, 0.485, 0.601], [0.485, 0.5, 0.601], [0.601, 0.601, 1]])
    assert idea[2] == pytest.approx(np.linalg.eigvalsh(inner)[-1], abs=0.01)


@pytest.mark.parametrize(
    ("redundant", "shared"),
    [("leave out exact", False), ("leave out", False), ("keep", False), ("share", True)],
)
def test_other_settings_share_all_or_nothing(redundant, shared):
    assert [s for _, s, _ in groups_of(correlations((2, 0.99)), redundant)] == [shared]
    assert [s for _, s, _ in groups_of(correlations((2, 0.82)), redundant)] == [shared]


def table(copy):
    rng = np.random.default_rng(6)
    balance, visits, income = rng.normal(900, 200, 250), rng.poisson(5, 250), rng.normal(3, 1, 250)
    near = balance + copy * rng.normal(0, 200, 250)
    columns = {"balance": balance, "visits": visits, "income": income, "deposits": near}
    return pl.DataFrame({c: np.round(v, 2) for c, v in columns.items()})


def weights(copy, redundant):
    study = finseg.segment(table(copy), k=2, quick=True, settings={"prepare": redundant})
    return dict(zip(study.recipe.columns, study.recipe.weights, strict=True)), study


def test_a_table_without_near_copies_gives_the_same_study_to_the_last_digit():
    plain, one = weights(0.9, {})
    exact, other = weights(0.9, {"redundant": "leave out exact"})

    assert plain == exact == dict.fromkeys(plain, 1.0)
    assert one.segmentation.inertia == other.segmentation.inertia
    assert one.assignments.equals(other.assignments)


def test_near_copies_count_like_one_column_and_it_is_said_of_each():
    found, study = weights(0.1, {})

    half = 0.5**0.5
    assert found == {"balance": half, "visits": 1.0, "income": 1.0, "deposits": half}
    finding = next(f for f in study.checked.findings if f.code == "D044")
    assert "`balance`, `deposits`" in finding.message.write(study.settings.numbers())
    assert "share the weight of one column" in str(finding.action)
