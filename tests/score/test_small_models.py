"""What comes back of a table that is scored? By hand, with a model of two segments."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import polars as pl
import pytest

from finseg.errors import WrongColumnsError
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Derived, Recipe, Step
from finseg.score import Model
from finseg.score.model import _convert_like_input
from finseg.settings import Settings


def step(column, **changes):
    plain = Step(
        column=column, unit="none", impute=40.0, imputed=0, transform="none", reason="",
        centre=0.0, scale=1.0,
    )  # fmt: skip
    return replace(plain, **changes)


LEVELS = {"impute": 0.25, "category": "trade", "other": "rest"}
RECIPE = Recipe(
    steps=(
        step("age", scale=10.0),
        step("trade: farm", level="farm", **LEVELS),
        step("trade: mill", level="mill", **LEVELS),
    ),
    derived=tuple(
        Derived(column=f"trade: {level}", formula="level", above="trade", below="", levels=(level,))
        for level in ("farm", "mill")
    ),
)


def model(**changes):
    """Make a model of the young, whose reach is 1, and the old, whose reach is 3."""
    centres = (("Young", (2.0, 0.0, 0.0), 1.0), ("Old", (7.0, 0.0, 0.0), 3.0))
    segments = tuple(
        BundleSegment(id=i, name=name, size=3 + i, centre=centre, reach=reach)
        for i, (name, centre, reach) in enumerate(centres)
    )
    plain = {
        "title": "", "made_with": "", "input_name": "", "input_sha256": "", "rows": 7,
        "ids": ("who",), "settings": {}, "recipe": RECIPE, "segments": segments,
    }  # fmt: skip
    return Model(Bundle(**{**plain, **changes}))


def customers(ages, trades=None):
    return pl.DataFrame(
        {
            "who": [f"C{i}" for i in range(len(ages))],
            "age": ages,
            "trade": trades or ["none"] * len(ages),
        }
    )


def test_each_customer_comes_back_with_id_row_segment_margin_and_flags():
    table = customers([20.0, 31.0, 60.0, 110.0, None], ["farm", "none", "none", "none", "none"])

    scored = model().scores(table).table

    assert scored["who"].to_list() == ["C0", "C1", "C2", "C3", "C4"]
    assert scored["row"].to_list() == [1, 2, 3, 4, 5]
    assert scored["name"].to_list() == ["Young", "Young", "Old", "Old", "Young"]
    assert scored["segment"].to_list() == [0, 0, 1, 1, 0]
    far = [("far" in flags.split(";")) for flags in scored["flags"].to_list()]
    assert far == [False, True, False, True, True], "each is held to the reach of its own segment"
    assert scored["flags"][4] == "far;filled:age;new:trade"


def test_levels_that_the_model_lacks_are_named_in_order_once_and_three_at_most():
    made = replace(
        RECIPE, derived=tuple(replace(d, levels=("farm", "mill")) for d in RECIPE.derived)
    )
    table = customers([20.0] * 7, ["zoo", "bank", "farm", "air", "bank", "mill", "kiln"])

    scores = model(recipe=made).scores(table)

    ((name, levels),) = scores.new_levels
    assert name == "trade"
    assert levels == ("air", "bank", "kiln")
    assert scores.share_flagged("new:trade") == pytest.approx(5 / 7)


def test_what_is_blank_throughout_is_told_for_figures_and_categories_apart():
    figure = model().scores(customers([None, None], ["farm", "mill"]))
    category = model().scores(customers([20.0, 60.0], [None, None]))
    in_part = model().scores(customers([20.0, None], [None, "farm"]))

    assert (figure.blank, figure.blank_categories) == ((("age", 40.0),), ())
    assert (category.blank, category.blank_categories) == ((), ("trade",))
    assert (in_part.blank, in_part.blank_categories) == ((), ())


def test_a_row_without_any_value_is_listed_and_not_scored():
    scores = model().scores(customers([None, 60.0], [None, "farm"]))

    assert scores.table["who"].to_list() == ["C1"]
    assert scores.rows_read == 2
    assert len(scores.rejects) == 1


def test_the_names_of_segments_and_what_was_read_go_into_the_account():
    scores = model().scores(customers([20.0, 60.0, 61.0]))

    assert (scores.names, scores.rows_read, scores.built) == (("Young", "Old"), 3, None)
    assert [s["size"] for s in scores.as_dict()["segments"]] == [1, 2]
    assert "why" not in scores.table.columns
    told = model().scores(customers([20.0, 60.0, 61.0]), why=True).table
    assert [text.split(" rather")[0] for text in told["why"]] == ["0 Young", "1 Old", "1 Old"]


def test_one_customer_may_be_asked_about_as_a_mapping_or_several_as_a_table():
    (one,) = model().explain({"who": "C0", "age": 20.0, "trade": "none"})
    first, second = model().explain(customers([60.0, 20.0]))

    assert (one.segment, first.segment, second.segment) == (0, 1, 0)
    assert one.deciders[0].column == "age"


@pytest.mark.parametrize("lacking", ["age", "trade"])
def test_a_table_without_a_column_of_the_model_is_refused(lacking):
    with pytest.raises(WrongColumnsError, match=lacking):
        model().scores(customers([20.0]).drop(lacking))


def test_what_comes_back_is_of_the_kind_that_was_given_with_the_index_of_each_row():
    result = pl.DataFrame({"row": [1, 3], "segment": [0, 1]})
    given = pd.DataFrame({"a": [1, 2, 3]}, index=["x", "y", "z"])

    back = _convert_like_input(result, given)

    assert isinstance(back, pd.DataFrame)
    assert list(back.index) == ["x", "z"]
    assert back["segment"].to_list() == [0, 1]
    assert _convert_like_input(result, "a file.csv") is result
    assert _convert_like_input(result, result) is result
    arrow = _convert_like_input(result, result.to_arrow())
    assert type(arrow) is type(result.to_arrow())


def test_scores_bear_the_name_of_the_file_and_the_model_s_manner_of_writing(tmp_path):
    path = tmp_path / "new ones.csv"
    customers([20.0, 60.0]).write_csv(path)
    german = Settings().change_section("deliver", locale="de-DE", currency="EUR").as_tree()

    scores = model(settings=german).scores(path)

    assert scores.source == "new ones.csv"
    assert (scores.numbers.locale, scores.numbers.currency) == ("de-DE", "EUR")
    assert scores.table["who"].to_list() == ["C0", "C1"]


def test_a_column_that_does_not_show_its_decimal_mark_is_told_with_its_reading():
    table = customers(["1.234", "6.789"], ["farm", "mill"])

    ((name, reading),) = model().scores(table).open

    assert name == "age"
    assert reading.is_undecided
    assert model().scores(customers(["1.25", "6.75"])).open == ()
