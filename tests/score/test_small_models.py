"""What comes back of a table that is scored? By hand, with a model of two segments."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.errors import WrongColumnsError
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Derived, Recipe, Step
from finseg.score import Model
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

    scored = model().score(table).assignments

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

    scores = model(recipe=made).score(table)

    ((name, levels),) = scores.new_levels
    assert name == "trade"
    assert levels == ("air", "bank", "kiln")
    assert scores.share_flagged("new:trade") == pytest.approx(5 / 7)


def test_what_is_blank_throughout_is_told_for_figures_and_categories_apart():
    figure = model().score(customers([None, None], ["farm", "mill"]))
    category = model().score(customers([20.0, 60.0], [None, None]))
    in_part = model().score(customers([20.0, None], [None, "farm"]))

    assert (figure.blank, figure.blank_categories) == ((("age", 40.0),), ())
    assert (category.blank, category.blank_categories) == ((), ("trade",))
    assert (in_part.blank, in_part.blank_categories) == ((), ())


def test_a_row_without_any_value_is_listed_and_not_scored():
    scores = model().score(customers([None, 60.0], [None, "farm"]))

    assert scores.assignments["who"].to_list() == ["C1"]
    assert scores.rows_read == 2
    assert len(scores.rejects) == 1


def test_the_names_of_segments_and_what_was_read_go_into_the_account():
    scores = model().score(customers([20.0, 60.0, 61.0]))

    assert (scores.names, scores.rows_read, scores.built) == (("Young", "Old"), 3, None)
    assert [s["size"] for s in scores.as_dict()["segments"]] == [1, 2]
    assert "why" not in scores.assignments.columns
    told = model().score(customers([20.0, 60.0, 61.0]), why=True).assignments
    assert [text.split(" rather")[0] for text in told["why"]] == ["0 Young", "1 Old", "1 Old"]


def test_one_customer_may_be_asked_about_as_a_mapping_or_several_as_a_table():
    (one,) = model().explain({"who": "C0", "age": 20.0, "trade": "none"})
    first, second = model().explain(customers([60.0, 20.0]))

    assert (one.segment, first.segment, second.segment) == (0, 1, 0)
    assert one.deciders[0].column == "age"


@pytest.mark.parametrize("lacking", ["age", "trade"])
def test_a_table_without_a_column_of_the_model_is_refused(lacking):
    with pytest.raises(WrongColumnsError, match=lacking):
        model().score(customers([20.0]).drop(lacking))


def test_scores_bear_the_name_of_the_file_and_the_model_s_manner_of_writing(tmp_path):
    path = tmp_path / "new ones.csv"
    customers([20.0, 60.0]).write_csv(path)
    german = Settings().change_section("deliver", locale="de-DE", currency="EUR").as_tree()

    scores = model(settings=german).score(path)

    assert scores.source == "new ones.csv"
    assert (scores.numbers.locale, scores.numbers.currency) == ("de-DE", "EUR")
    assert scores.assignments["who"].to_list() == ["C0", "C1"]


def test_a_column_that_does_not_show_its_decimal_mark_is_told_with_its_reading():
    table = customers(["1.234", "6.789"], ["farm", "mill"])

    ((name, reading),) = model().score(table).open

    assert name == "age"
    assert reading.is_undecided
    assert model().score(customers(["1.25", "6.75"])).open == ()


def test_upper_and_lower_case_of_column_names_is_bridged_with_a_note():
    table = customers([20.0, 60.0])

    same, other = model().score(table), model().score(table.rename({"age": "AGE"}))

    assert other.assigned.equals(same.assigned)
    assert (same.bridged, other.bridged) == ((), (("age", "AGE"),))
    assert other.as_dict()["bridged_columns"] == {"AGE": "age"}
    assert "`AGE` was taken for `age`" in to_text(other.blocks())
    assert "was taken for" not in to_text(same.blocks())


def test_a_column_that_two_others_could_be_is_not_guessed():
    table = customers([20.0, 60.0]).rename({"age": "AGE"}).with_columns(Age=pl.lit(1.0))

    with pytest.raises(WrongColumnsError, match="age"):
        model().score(table)


def test_a_column_of_text_is_never_suggested_for_a_number():
    words = customers([20.0, 60.0]).rename({"age": "agee"}).with_columns(agee=pl.lit("old"))

    with pytest.raises(WrongColumnsError) as text:
        model().score(words)
    with pytest.raises(WrongColumnsError) as number:
        model().score(words.with_columns(agee=pl.lit(3.5)))

    assert "agee" not in text.value.fix
    assert number.value.fix == "rename `agee` to `age`"
