"""Which columns are named between two segments, and with which shares?"""

from __future__ import annotations

from finseg.document.blocks import Table
from finseg.records.contributions import Contributions

NOUGHT = (0.0, 0.0, 0.0, 0.0)
THREE = Contributions(
    columns=("age", "pay", "rent", "cash"),
    overall=(0.2, 0.5, 0.2, 0.1),
    pairs=(
        (NOUGHT, (0.1, 0.6, 0.05, 0.25), (0.3, 0.1, 0.3, 0.3)),
        ((0.1, 0.6, 0.05, 0.25), NOUGHT, (0.0, 0.02, 0.9, 0.08)),
        ((0.3, 0.1, 0.3, 0.3), (0.0, 0.02, 0.9, 0.08), NOUGHT),
    ),
    nearest=(1, 2, 1),
)


def test_columns_are_ranked_by_their_share_of_this_pair_and_ties_by_name():
    assert THREE.rank_columns_between(0, 1) == [
        ("pay", 0.6), ("cash", 0.25), ("age", 0.1), ("rent", 0.05),
    ]  # fmt: skip
    assert [c for c, _ in THREE.rank_columns_between(0, 2)] == ["age", "cash", "rent", "pay"]


def test_the_three_columns_that_carry_most_are_named():
    assert str(THREE.say_leading_columns(0, 1)) == "pay 60%, cash 25%, age 10%"


def test_each_segment_is_told_from_its_nearest():
    overall, nearest = (b for b in THREE.blocks(["A", "B", "C"]) if isinstance(b, Table))

    assert [[str(c) for c in row] for row in overall.rows] == [
        ["pay", "50.0%"], ["age", "20.0%"], ["rent", "20.0%"], ["cash", "10.0%"],
    ]  # fmt: skip
    rows = [[str(c) for c in row] for row in nearest.rows]
    assert rows[0] == ["0 A", "1 B", "pay 60%, cash 25%, age 10%"]
    assert rows[1][:2] == ["1 B", "2 C"]
    assert rows[1][2] == rows[2][2] == "rent 90%, cash 8%, pay 2%"


def test_nothing_separates_a_single_segment():
    alone = Contributions(columns=("age",), overall=(0.0,), pairs=(((0.0,),),), nearest=(0,))

    assert alone.blocks(["A"]) == []
    two = Contributions(
        columns=("age",), overall=(1.0,), pairs=(((0.0,), (1.0,)),) * 2, nearest=(1, 0)
    )
    assert two.blocks(["A", "B"])
