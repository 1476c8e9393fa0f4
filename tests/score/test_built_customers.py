"""Are customers that are built of orders scored as those of the study were? By hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.errors import WrongColumnsError
from finseg.records.building import BuildRecipe, Figure
from finseg.records.recipe import Recipe
from finseg.score import Model
from tests.score.test_small_models import model, step

ORDERS = BuildRecipe(
    per="who", kind="event", noun="order", nouns="orders", date="day", form="%Y-%m-%d",
    figures=(Figure(column="paid", adds_up=True, money=True),),
)  # fmt: skip
TABLE = pl.DataFrame(
    {
        "who": ["a", "a", "b", "b", "b"],
        "day": ["2025-01-01", "2025-01-31", "2025-01-11", "2025-02-20", "2025-03-31"],
        "paid": [1.0, 3.0, 5.0, 9.0, 56.0],
    }
)


def of_orders():
    """Make a model of who pays about 20 in all, and who pays about 70."""
    plain = model().bundle
    segments = tuple(replace(s, centre=s.centre[:1]) for s in plain.segments)
    recipe = Recipe(steps=(step("total paid", scale=10.0),))
    return Model(replace(plain, build=ORDERS, recipe=recipe, segments=segments))


def test_a_model_of_orders_needs_their_columns_and_not_those_that_are_made():
    assert of_orders().columns == ("who", "paid", "day")
    for lacking in ("who", "paid", "day"):
        with pytest.raises(WrongColumnsError, match=lacking):
            of_orders().score(TABLE.drop(lacking))


def test_all_orders_up_to_the_last_day_make_the_customers():
    scores = of_orders().score(TABLE)

    assert scores.assignments["name"].to_list() == ["Young", "Old"]  # 4 and 70 in all
    assert scores.rows_read == 2
    assert scores.rejects == ()
    assert scores.built is not None
    assert (scores.built.rows_read, scores.built.as_of) == (5, "2025-03-31")
    assert "2 customers built = 2 scored + 0 rejected." in to_text(scores.blocks(), width=300)


def test_orders_after_the_day_that_is_given_are_left_out_and_listed():
    scores = of_orders().score(TABLE, as_of="2025-02-20")

    assert scores.assignments["name"].to_list() == ["Young", "Young"]  # 4 and 14
    assert [r.line for r in scores.rejects] == [5]
    assert scores.as_dict()["rejects"] == {"outside the time": 1}


def test_orders_dated_after_today_are_no_day_up_to_which_is_counted_and_warned_of():
    scores = of_orders().score(TABLE, today=date(2025, 3, 1))

    assert scores.built is not None
    assert (scores.built.as_of, scores.built.future) == ("2025-02-20", 1)
    assert "1 order is dated after today, 2025-03-01" in to_text(scores.blocks(), width=300)
    table = of_orders().score(TABLE, as_of="2025-02-20").assignments
    assert table["name"].to_list() == ["Young", "Young"]
