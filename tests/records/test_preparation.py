"""Do the records of check, prepare and explore tell their figures as they are?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from finseg.disclose.withhold import withhold
from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import ColumnName, say
from finseg.records.dataset import ColumnPart
from finseg.records.exploration import Exploration, Summary
from finseg.records.recipe import Derived, Recipe, Step
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation
from finseg.records.shares import ColumnShare, GroupShare, Shares
from tests.builders.tables import make_table


def cells_of(blocks):
    tables = [block for block in blocks if isinstance(block, Table)]
    return [[[str(cell) for cell in row] for row in table.rows] for table in tables]


def relate(kind="sum", *, left_out=True):
    return Relation(
        kind=kind,
        column="a",
        parts=("b",),
        formula=say("{b}", b=ColumnName("b")),
        share=0.985,
        left_out=left_out,
        why="its parts say more",
    )


@pytest.mark.parametrize(
    ("kind", "holds"), [("sum", "in 98.5% of the rows"), ("near copy", "r = 0.985")]
)
@pytest.mark.parametrize(("left_out", "done"), [(True, "left out"), (False, "kept")])
def test_a_relation_is_told_with_how_well_it_holds(kind, holds, left_out, done):
    blocks = Redundancy(relations=(relate(kind, left_out=left_out),)).blocks()

    assert cells_of(blocks) == [[["a", "`b`", holds, done, "its parts say more"]]]
    assert any(isinstance(block, Note) for block in blocks) is left_out


def test_without_relations_nothing_is_told():
    assert Redundancy().blocks() == []


def test_a_column_that_is_left_out_becomes_a_descriptor_with_its_formula():
    table = make_table({"a": [1.0], "b": [1.0]})

    settled = Redundancy(relations=(relate(),)).apply_to_dataset(table)

    assert [c.role for c in settled.columns] == ["descriptor", "feature"]
    assert settled.columns[0].parts == (ColumnPart(column="b"),)
    kept = Redundancy(relations=(relate(left_out=False),))
    assert kept.apply_to_dataset(table) is table


def test_columns_that_share_weigh_one_together():
    groups = (
        ColumnGroup(columns=("a", "b", "c", "d"), agreement=0.9, weight=3.1, shared=True),
        ColumnGroup(columns=("e", "f"), agreement=0.9, weight=1.9, shared=False),
    )

    assert Redundancy(groups=groups).find_shared_weights() == dict.fromkeys("abcd", 0.5)


def step(**changes):
    values: dict[str, Any] = {
        "column": "a", "unit": "none", "impute": 30.5, "imputed": 2, "transform": "none",
        "reason": "moderate", "skew": 1.26, "centre": 1234.5678, "scale": 2.0,
    } | changes  # fmt: skip
    return Step(**values)


def test_the_preparation_is_told_column_by_column():
    ((filled, plain),) = cells_of(Recipe(steps=(step(), step(imputed=0))).blocks())

    assert filled == ["a", "2", "30.5", "none", "skewness 1.26 is moderate", "1,234.57", "2"]
    assert plain[1:3] == ["0", "–"]


def test_weights_are_told_where_a_column_has_another_than_one():
    ((row, other),) = cells_of(Recipe(steps=(step(weight=0.5), step())).blocks())

    assert (row[-1], other[-1]) == ("0.500", "1.000")


def test_figures_of_the_preparation_are_in_the_manner_of_the_reader():
    assert "1.234,57" in to_text(Recipe(steps=(step(),)).blocks(), numbers=Numbers(locale="de-DE"))


@pytest.mark.parametrize(("factor", "formula"), [(1.0, "`b` / `c`"), (0.5, "0.5 × `b` / `c`")])
def test_a_derived_column_is_told_with_its_formula(factor, formula):
    derived = Derived(column="a", formula="loan to income", above="b", below="c", factor=factor)
    recipe = Recipe(steps=(step(),), derived=(derived,))

    assert f"`a` is {formula}." in to_text(recipe.blocks())
    assert recipe.input_columns == ("b", "c")


def test_the_shares_of_the_distance_name_the_idea_of_each_column():
    shares = Shares(
        columns=(
            ColumnShare(column="a", share=0.25),
            ColumnShare(column="b", share=0.35),
            ColumnShare(column="c", share=0.4),
        ),
        groups=(
            GroupShare(
                columns=("a", "b"),
                agreement=0.876,
                shared=False,
                share=0.6,
                common=0.5,
                weight=1.85,
            ),
        ),
    )

    groups, columns = cells_of(shares.blocks())

    assert groups == [["1", "a, b", "0.88", "60.0%", "50.0%", "1.9 columns"]]
    assert columns == [["a", "25.0%", "1"], ["b", "35.0%", "1"], ["c", "40.0%", "–"]]


def test_a_column_is_explored_in_its_own_unit():
    summary = Summary(
        column="a", unit="share", count=8, missing=2, mean=0.25, sd=0.1, p5=0.01,
        p25=0.1, median=0.2, p75=0.3, p95=0.5, zero_share=0.125, skewness=1.25,
        edges=(0.0, 1.0), counts=(8,),
    )  # fmt: skip
    exploration = Exploration(
        summaries=(summary,), levels=(), features=("a",), pearson=((1.0,),), spearman=((1.0,),)
    )

    (((*_, zero, skew),),) = cells_of(exploration.blocks())
    ((row,),) = cells_of(exploration.blocks())

    assert row[:3] == ["a", "8", "2"]
    assert row[3] == "25.0%"
    assert (zero, skew) == ("12%", "+1.25")


def explored(**changes):
    values: dict[str, Any] = {
        "column": "a", "unit": "none", "count": 9, "missing": 2, "mean": 11.0, "sd": 1.0,
        "p5": 1.0, "p25": 2.0, "median": 3.0, "p75": 4.0, "p95": 5.0, "zero_share": 0.0,
        "skewness": -1.25, "edges": (0.0, 1.0), "counts": (9,),
    } | changes  # fmt: skip
    return Exploration(
        summaries=(Summary(**values),), levels=(), features=(), pearson=(), spearman=()
    )


def test_the_figures_of_a_column_stand_under_their_heads():
    _, table = explored().blocks()

    heads = ("Column", "Present", "Missing", "Mean", "5 %", "Median", "95 %", "Zero", "Skew")
    assert table.columns == heads
    assert cells_of([table]) == [[["a", "9", "2", "11", "1", "3", "5", "0%", "−1.25"]]]


def test_what_is_told_of_a_column_knows_how_many_customers_it_rests_on():
    row = explored(count=4).blocks()[1].rows[0]

    assert [withhold(cell, 5) for cell in row[3:7]] == [None] * 4
    assert withhold(row[8], 5) is None
    assert str(withhold(row[1], 5)) == "fewer than 5"


def test_a_column_says_which_features_of_the_file_it_needs_each_once_and_in_order():
    derived = (
        Derived(column="r", formula="loan to income", above="loan", below="income"),
        Derived(column="unused", formula="utilisation", above="x", below="y"),
    )
    steps = tuple(step(column=c) for c in ("income", "r", "age"))
    recipe = Recipe(steps=steps, derived=derived)

    assert recipe.input_columns == ("income", "loan", "age")
    assert recipe.columns == ("income", "r", "age")


def test_without_weights_there_is_no_column_of_weights_and_no_word_of_them():
    plain: list[Any] = Recipe(steps=(step(), step())).blocks()
    weighted: list[Any] = Recipe(steps=(step(), step(weight=0.5))).blocks()

    assert len(plain[-1].columns) + 1 == len(weighted[-1].columns) == len(weighted[-1].rows[0])
    assert ("weight" in to_text(plain), "its weight" in to_text(weighted)) == (False, True)


def test_a_near_copy_is_left_out_as_nearly_the_same():
    table = make_table({"a": [1.0], "b": [1.0]})
    near = replace(relate("near copy"), parts=("b", "c"), subtracted=("c",))

    column = Redundancy(relations=(near,)).apply_to_dataset(table).columns[0]

    assert str(column.reason) == "left out: nearly `b`"
    assert column.reason_code == "follows"
    assert [(p.column, p.subtracted) for p in column.parts] == [("b", False), ("c", True)]


def test_the_second_idea_has_the_number_two_and_no_idea_none():
    groups = tuple(
        GroupShare(columns=c, agreement=0.9, shared=s, share=0.3, common=0.2, weight=1.9)
        for c, s in ((("a", "b"), True), (("c", "d"), False))
    )
    shares = Shares(columns=tuple(ColumnShare(column=c, share=0.2) for c in "abcde"), groups=groups)

    assert [shares.find_group_number(c) for c in "abcde"] == [1, 1, 2, 2, 0]
    assert [row[5] for row in cells_of(shares.blocks())[0]] == [
        "1.9 columns (shared)",
        "1.9 columns",
    ]
    assert len(cells_of(Shares(columns=shares.columns).blocks())) == 1


def test_a_step_weighs_one_and_bends_at_one_unless_it_is_told():
    assert (step().weight, step().bend) == (1.0, 1.0)
    assert Derived(column="a", formula="utilisation", above="b", below="c").factor == 1.0


def test_every_column_of_the_table_of_relations_stands_to_the_left():
    relation = Relation(
        kind="sum", column="a", parts=("b", "c"), formula=say("b + c"), share=1.0, left_out=True,
        why="it is their sum",
    )  # fmt: skip

    (table,) = (b for b in Redundancy(relations=(relation,)).blocks() if isinstance(b, Table))

    assert table.align == ("left",) * len(table.columns)
