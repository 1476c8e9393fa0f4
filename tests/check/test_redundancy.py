"""Is each relation between columns found from its limit on, written right and decided right?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.check import pairs
from finseg.check.pairs import find_redundancy, report_derived_ratios, report_redundancy
from finseg.document.said import ColumnName, say
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation
from finseg.settings import Settings
from tests.builders.tables import make_table

N = 400
RNG = np.random.default_rng(3)
A, B, C = (RNG.gamma(3, 100, N).round(1) for _ in range(3))
_, X, Y = np.linalg.qr(np.column_stack([np.ones(N), *RNG.normal(size=(2, N))]))[0].T


def find(redundant="leave out exact", **columns):
    values = {name: own.tolist() for name, own in columns.items()}
    settings = Settings().change_section("prepare", redundant=redundant)
    return find_redundancy(make_table(values), settings.prepare)


@pytest.mark.parametrize(
    ("values", "formula"),
    [
        (100 - A, "100 − `a`"),
        (2 * A - 5, "2 × `a` − 5"),
        (A + 7, "`a` + 7"),
        (-A, "−1 × `a`"),
        (A, "`a`"),
    ],
)
def test_a_copy_is_written_as_a_line_of_the_earlier_column(values, formula):
    (relation,) = find(a=A, b=values).relations

    assert (relation.kind, relation.column, relation.parts) == ("copy", "b", ("a",))
    assert str(relation.formula) == formula
    assert (relation.share, relation.left_out) == (1.0, True)


def test_of_a_copy_that_was_given_as_a_feature_the_line_is_read_backwards():
    values = {"a": A.tolist(), "b": (2 * A - 5).tolist()}
    settings = Settings().prepare

    (turned,) = find_redundancy(make_table(values, b={"given": True}), settings).relations
    (both,) = find_redundancy(
        make_table(values, a={"given": True}, b={"given": True}), settings
    ).relations

    assert (turned.column, turned.parts, turned.left_out) == ("a", ("b",), True)
    assert str(turned.formula) == "0.5 × `b` + 2.5"
    assert (both.column, both.left_out) == ("b", False)
    assert str(both.why) == "the settings make it a feature"


@pytest.mark.parametrize(
    ("columns", "kind", "column", "formula", "subtracted"),
    [
        ({"t": A + B}, "sum", "t", "`a` + `b`", ()),
        ({"w": 2 * (A + B)}, "sum", "w", "2 × (`a` + `b`)", ()),
        ({"w": 2 * (A + B) + 1}, "sum", "w", "2 × (`a` + `b`) + 1", ()),
        ({"w": -3 * (A - B) + 4}, "sum", "w", "−3 × (`a` − `b`) + 4", ("a",)),
        ({"c": C, "t": A + B + C}, "sum", "t", "`a` + `b` + `c`", ()),
        ({"c": C, "r": (A + B) / C}, "ratio", "r", "(`a` + `b`) / `c`", ()),
        ({"w": 0.5 * A / B + 1}, "ratio", "w", "0.5 × `a` / `b` + 1", ()),
        ({"limit_left": B - A}, "sum", "b", "`a` + `limit_left`", ()),
    ],
)
def test_sums_and_ratios_are_written_with_their_signs(columns, kind, column, formula, subtracted):
    (relation,) = find(a=A, b=B, **columns).relations

    assert (relation.kind, relation.column) == (kind, column)
    assert str(relation.formula) == formula
    assert relation.subtracted == subtracted
    assert relation.left_out is (kind == "sum")


def test_a_remainder_is_left_out_with_what_is_subtracted_in_it():
    limit, used = A + 500, B
    (relation,) = find(Credit_Limit=limit, Balance=used, Open_To_Buy=limit - used).relations

    assert (relation.column, relation.parts) == ("Open_To_Buy", ("Credit_Limit", "Balance"))
    assert relation.subtracted == ("Balance",)
    assert str(relation.formula) == "`Credit_Limit` − `Balance`"


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("r", "found"), [(0.975, 0), (0.982, 1)])
def test_two_columns_are_one_from_a_correlation_of_98_hundredths_on_of_either_sign(r, sign, found):
    relations = find(x=X, y=sign * r * X + np.sqrt(1 - r * r) * Y).relations

    assert [x.kind for x in relations] == ["near copy"] * found
    assert all(x.share == pytest.approx(r, abs=0.004) for x in relations)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("r", "found"), [(0.79, 0), (0.82, 1)])
def test_columns_are_one_idea_from_a_rank_correlation_of_eight_tenths_on(r, sign, found):
    groups = find(x=X, y=sign * r * X + np.sqrt(1 - r * r) * Y).groups

    assert [g.columns for g in groups] == [("x", "y")] * found
    assert all(g.agreement >= 0.8 and not g.shared for g in groups)


def test_a_bent_copy_is_known_by_its_ranks():
    (relation,) = find(x=X, y=X**3).relations

    assert (relation.kind, relation.column, relation.share) == ("near copy", "y", 1.0)


def test_far_values_that_make_columns_nearly_one_give_them_no_common_weight():
    ranks = np.linspace(0, 1, N)
    values = np.where(np.arange(N) < N - 9, ranks * 1e-3, 1e3 * (1 + ranks))
    shuffled = np.where(np.arange(N) < N - 9, RNG.permutation(ranks) * 1e-3, values)

    redundancy = find("share copies", x=values, y=shuffled)

    (relation,) = redundancy.relations
    assert relation.kind == "near copy"
    assert "by rank they are less alike" in str(relation.why)
    assert redundancy.groups == ()


@pytest.mark.parametrize(
    ("redundant", "left_out", "word"),
    [
        ("leave out", True, "later"),
        ("leave out exact", False, "exactly"),
        ("share", False, "weight"),
        ("keep", False, '"keep"'),
    ],
)
def test_what_is_done_about_a_near_copy_is_a_setting(redundant, left_out, word):
    redundancy = find(redundant, x=X, y=X**3)

    (relation,) = redundancy.relations
    assert relation.left_out is left_out
    assert word in str(relation.why)
    assert len(redundancy.groups) == (0 if left_out else 1)
    assert all(g.shared is (redundant == "share") for g in redundancy.groups)


def test_of_two_near_copies_the_one_given_as_a_feature_stays():
    settings = Settings().change_section("prepare", redundant="leave out").prepare
    table = {"x": X.tolist(), "y": (X**3).tolist()}

    (one,) = find_redundancy(make_table(table, y={"given": True}), settings).relations
    (both,) = find_redundancy(
        make_table(table, x={"given": True}, y={"given": True}), settings
    ).relations

    assert (one.column, one.parts, one.left_out) == ("x", ("y",), True)
    assert str(one.formula) == "`y`"
    assert (both.column, both.left_out) == ("y", False)


def test_derived_columns_are_no_copies_and_no_parts():
    table = {"a": A.tolist(), "b": B.tolist(), "s": (A + B).tolist(), "again": A.tolist()}
    dataset = make_table(table, s={"derived": True}, again={"derived": True})

    relations = find_redundancy(dataset, Settings().prepare).relations

    assert [(r.kind, r.column) for r in relations] == [("near copy", "again")]


@pytest.mark.parametrize(("columns", "searched"), [(60, True), (61, False)])
def test_sixty_features_are_searched_for_sums_and_no_more(monkeypatch, columns, searched):
    monkeypatch.setattr(pairs, "exact_relations", lambda *_: iter(()))  # it takes its time
    values = RNG.normal(size=(columns, 30)).tolist()
    table = make_table({f"x{j}": own for j, own in enumerate(values)})

    redundancy = find_redundancy(table, Settings().prepare)
    codes = [f.code for f in report_redundancy(redundancy, table)]

    assert redundancy.searched is searched
    assert ("D046" in codes) is not searched


def relate(kind, *, left_out=False):
    return Relation(
        kind=kind,
        column="b",
        parts=("a",),
        formula=say("{a}", a=ColumnName("a")),
        share=0.9876,
        left_out=left_out,
        why="its parts say more",
    )


@pytest.mark.parametrize(
    ("kind", "left_out", "code", "severity", "message", "action"),
    [
        ("near copy", True, "D040", "warn", "nearly the same as `a` (correlation 0.988",
         "not clustered on, but described: its parts"),
        ("near copy", False, "D040", "warn", "nearly the same as `a`", "kept (its parts"),
        ("sum", True, "D041", "warn", "is `a` in 98.8% of the rows", "not clustered on"),
        ("copy", False, "D042", "warn", "is `a` in 98.8% of the rows", "kept (its parts"),
        ("ratio", False, "D043", "note", "is `a` in 98.8% of the rows", "kept: its parts"),
    ],
)  # fmt: skip
def test_a_relation_is_reported_with_its_code_and_what_is_done(
    kind, left_out, code, severity, message, action
):
    table = make_table({"a": [1.0] * 8, "b": [1.0] * 8})
    redundancy = Redundancy(relations=(relate(kind, left_out=left_out),))

    (finding,) = report_redundancy(redundancy, table)

    assert (finding.code, finding.severity, finding.column) == (code, severity, "b")
    assert finding.count == 8
    assert str(finding.message).startswith(message)
    assert str(finding.action).startswith(action)


@pytest.mark.parametrize(("shared", "action"), [(True, "they share"), (False, "kept; to give")])
def test_a_group_is_reported_with_its_least_correlation_and_its_weight(shared, action):
    group = ColumnGroup(columns=("a", "b", "c"), agreement=0.834, weight=2.66, shared=shared)

    (finding,) = report_redundancy(Redundancy(groups=(group,)), make_table({"a": [1.0]}))

    assert (finding.code, finding.count, finding.column) == ("D044", 3, "")
    assert "`a`, `b`, `c` rise and fall together (rank correlation 0.83" in str(finding.message)
    assert "2.7 columns" in str(finding.message)
    assert str(finding.action).startswith(action)


@pytest.mark.parametrize(("least", "said"), [(0.994, "0.99 or more)"), (0.996, "1.00)")])
@pytest.mark.parametrize("levels", [True, False])
def test_no_correlation_is_said_to_be_one_or_more(least, said, levels):
    group = ColumnGroup(columns=("a", "b"), agreement=least, weight=1.0, shared=True, levels=levels)

    (finding,) = report_redundancy(Redundancy(groups=(group,)), make_table({"a": [1.0]}))

    assert f"correlation {said}" in str(finding.message)


@pytest.mark.parametrize(
    ("role", "used"),
    [("feature", "clustered on;"), ("descriptor", "described, not clustered on;")],
)
@pytest.mark.parametrize(("gaps", "told"), [(0, ""), (1, "1 row has no"), (3, "3 rows have no")])
def test_a_derived_ratio_is_told_with_the_rows_that_have_none(role, used, gaps, told):
    table = make_table(
        {"a": [1.0] * 8, "r": [None] * gaps + [2.0] * (8 - gaps)},
        r={"derived": True, "follows": "a / b", "role": role},
    )

    (finding,) = report_derived_ratios(table, Settings())

    assert (finding.code, finding.column, finding.count) == ("D045", "r", 8 - gaps)
    assert told in str(finding.message)
    assert ("no value" in str(finding.message)) is bool(gaps)
    assert str(finding.action).startswith(used)


def test_a_column_is_left_out_once_and_its_copy_is_held_against_no_other():
    table = {"a": A, "b": B, "copy": A, "t": A + B}

    redundancy = find(**table)

    assert [(r.kind, r.column) for r in redundancy.relations] == [("copy", "copy"), ("sum", "t")]
