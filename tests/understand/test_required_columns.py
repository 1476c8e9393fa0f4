"""Does a model get exactly the columns it needs?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
import pytest

from finseg.errors import WrongColumnsError
from finseg.read.frames import frame_to_raw
from finseg.records.dataset import Elapsed, Kind
from finseg.settings import ReadSettings, Settings
from finseg.understand import read_columns
from finseg.understand.required_columns import read_as_text, understand_for_model

KINDS: dict[str, Kind] = {"income": "number", "age": "number"}


def table(**columns: object) -> pl.DataFrame:
    return pl.DataFrame({"age": [30, 40], "income": ["1,500", "2500"], **columns})


def test_columns_come_in_the_models_order_and_others_are_left_out():
    dataset = read_columns(table(extra=[1, 2]), Settings(), KINDS)

    assert dataset.table.columns == ["income", "age"]
    assert dataset.table.rows() == [(1500.0, 30.0), (2500.0, 40.0)]
    assert [c.name for c in dataset.features] == ["income", "age"]


def test_reordered_columns_give_the_same_dataset():
    one = read_columns(table(), Settings(), KINDS)
    two = read_columns(table().select("income", "age"), Settings(), KINDS)

    assert one.table.equals(two.table)


def test_ids_are_kept_as_text_whether_named_or_recognised():
    frame = table(cust_id=["001", "002"], key=[7, 8])

    dataset = read_columns(frame, Settings(), {**KINDS, "key": "text"})

    assert [c.name for c in dataset.select_by_role("id")] == ["key", "cust_id"]
    assert dataset.table["cust_id"].to_list() == ["001", "002"]
    assert dataset.table["key"].to_list() == ["7", "8"]


def test_a_missing_id_is_no_error():
    assert read_columns(table(), Settings(), {**KINDS, "cust_id": "text"}).rows == 2


def test_a_missing_column_is_named_with_the_nearest_present():
    frame = table().rename({"income": "Incomes"})

    with pytest.raises(WrongColumnsError, match="`income`") as caught:
        read_columns(frame, Settings(), KINDS)

    assert "`Incomes`" in caught.value.fix


def test_all_missing_columns_are_named_each_with_the_nearest_present():
    frame = table().rename({"income": "Incomes", "age": "agee"})

    with pytest.raises(WrongColumnsError) as caught:
        read_columns(frame, Settings(), KINDS)

    assert all(f"`{name}`" in caught.value.what for name in ("income", "age"))
    assert all(f"`{name}`" in caught.value.fix for name in ("Incomes", "agee"))


def test_a_table_with_none_of_the_columns_is_refused():
    with pytest.raises(WrongColumnsError, match="none of the columns"):
        read_columns(table(), Settings(), {"cust_id": "text"})


def test_text_in_single_rows_rejects_them():
    frame = pl.DataFrame({"age": ["30", "old", "40"], "income": [1.5, 2.5, 3.5]})

    dataset = read_columns(frame, Settings(), KINDS)

    assert dataset.lines.tolist() == [1, 3]
    assert [(r.line, r.column) for r in dataset.rejects] == [(2, "age")]


@pytest.mark.parametrize("ages", [["a", "b"], [True, False]])
def test_a_column_of_another_kind_is_refused(ages):
    with pytest.raises(WrongColumnsError, match="`age`"):
        read_columns(table().with_columns(age=pl.Series(ages)), Settings(), KINDS)


def test_numbers_with_leading_zeros_are_numbers_where_numbers_are_needed():
    frame = table().with_columns(age=pl.Series(["030", "040"]))

    assert read_columns(frame, Settings(), KINDS).table["age"].to_list() == [30.0, 40.0]


def test_columns_are_found_by_their_heading_too(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("Annual  Income;age\n1;2\n3;4\n")

    dataset = read_columns(path, Settings(), {"Annual  Income": "number", "age": "number"})

    assert dataset.table.columns == ["Annual  Income", "age"]


def understand(frame: Mapping[str, object], kinds: dict[str, Kind], **settings: object):
    told = Settings().change_section("read", **settings).read
    return understand_for_model(frame_to_raw(pl.DataFrame(frame)), told, kinds)


@pytest.mark.parametrize(("wrong", "refused"), [(2, False), (3, True)])
def test_a_column_is_another_where_more_than_half_of_its_values_are_no_numbers(wrong, refused):
    values = [f"word{i}" for i in range(wrong)] + ["5", "6"] + [None] * 9
    if not refused:
        dataset = understand({"age": values}, {"age": "number"})
        assert dataset.table["age"].drop_nulls().to_list() == [5.0, 6.0]
        assert dataset.rows_rejected >= wrong
        return
    with pytest.raises(
        WrongColumnsError, match="most of its values are not numbers, for instance `w…`"
    ):
        understand({"age": values}, {"age": "number"})


def test_ids_are_taken_beside_the_model_s_columns_and_texts_need_not_be_there():
    frame = {"client id": ["A1", "A2"], "income": [5, 6], "card id": ["x", "y"], "rest": [1, 2]}

    dataset = understand(frame, {"income": "number", "card id": "text", "remark": "text"})

    assert [(c.name, c.role) for c in dataset.columns] == [
        ("income", "feature"),
        ("card id", "id"),
        ("client id", "id"),
    ]
    assert dataset.find_column("client id").reason == "named like an identifier"
    with pytest.raises(WrongColumnsError, match="none of the columns the model names"):
        understand(frame, {"remark": "text"})
    with pytest.raises(WrongColumnsError, match="lacks 2 columns"):
        understand(frame, {"age": "number", "town": "category", "income": "number"})


@pytest.mark.parametrize("count", [20, 21])
def test_twenty_missing_columns_are_named(count):
    kinds: dict[str, Kind] = {f"q{i}q": "number" for i in range(count)}

    with pytest.raises(WrongColumnsError) as caught:
        understand({"income": [5]}, kinds)

    assert "`q19q`" in caught.value.what
    assert "`q20q`" not in caught.value.what


def test_words_for_missing_are_gaps_of_a_category_and_counted_apart_from_blanks():
    typed = read_as_text(pl.Series([f"C{i:03}" for i in range(90)] + ["NA", "NA", None]))

    assert typed.spellings == (("NA", 2),)
    assert typed.blanks == 1
    assert ReadSettings().missing == []


def test_sentinels_of_the_settings_are_gaps_for_a_model_too():
    dataset = understand({"age": [5, -1, 7]}, {"age": "number"}, sentinels={"age": [-1]})

    assert dataset.rows == 2
    assert dataset.find_column("age").sentinels == (("-1", 1),)


def test_other_columns_decide_a_mark_that_one_of_the_model_s_leaves_open():
    frame = {"a": ["1.234", "5.678"], "b": ["5", "7"], "rest": ["1,5", "2,25"]}

    dataset = understand(frame, {"a": "number", "b": "number"})

    assert dataset.table["a"].to_list() == [1234.0, 5678.0]
    assert dataset.find_column("a").reading.basis == "table"
    assert understand(frame, {"b": "number"}).find_column("b").reading.basis == ""


@pytest.mark.parametrize(
    "other",
    [
        {"capital-loss ": [1, 2]},  # the model's own, by its heading
        {"capital-lost": ["single", "married"]},  # of another kind
    ],
)
def test_no_column_is_proposed_that_the_model_needs_or_that_is_of_another_kind(other):
    own = {"capital-gain": [3, 4], "income": [5, 6]}
    kinds: dict[str, Kind] = dict.fromkeys(("capital-gain", "income", "capital-los"), "number")
    kinds |= {"capital-loss ": "number"} if "capital-loss " in other else {}

    with pytest.raises(WrongColumnsError) as caught:
        understand({**own, **other}, kinds)

    assert "rename" not in caught.value.fix


def test_one_column_is_not_proposed_for_two():
    with pytest.raises(WrongColumnsError) as caught:
        understand({"incomes": [1, 2], "age": [3, 4]}, {"income": "number", "incomed": "number"})

    assert caught.value.fix == "rename `incomes` to `income`"


def test_columns_are_found_by_heading_and_a_renamed_one_is_proposed():
    frame = {"In come": [5, 6], "age": [7, 8]}

    with pytest.raises(WrongColumnsError) as caught:
        understand(frame, {"Income": "number", "age": "number"})

    assert "lacks 1 column" in caught.value.what
    assert caught.value.fix == "rename `In come` to `Income`"
    with pytest.raises(WrongColumnsError, match="add the column `town`"):
        understand(frame, {"town": "category", "age": "number"})


def test_a_column_of_another_type_is_refused_and_an_empty_one_is_all_gaps():
    days = [dt.date(2024, 1, 1), dt.date(2024, 1, 2)]

    with pytest.raises(WrongColumnsError, match="the model needs numbers in column `age`"):
        understand({"age": days, "income": [5, 6]}, {"age": "number", "income": "number"})
    empty = understand(
        {"age": [None, None], "income": [5, 6]}, {"age": "number", "income": "number"}
    )
    assert empty.find_column("age").missing == 2


def test_columns_are_described_as_what_the_model_needs():
    dataset = understand(
        {" Pay ": [5, 6], "town": ["x", "y"], "card id": ["p", "q"]},
        {"town": "category", "Pay": "number", "card id": "text"},
    )

    assert [(c.name, c.original, c.role, c.kind, c.unit, c.reason, c.given)
            for c in dataset.columns] == [
        ("town", "town", "feature", "category", "none", "the model needs it", True),
        ("Pay", "Pay", "feature", "number", "none", "the model needs it", True),
        ("card id", "card id", "id", "text", "none", "kept as it is", True),
    ]  # fmt: skip


def test_a_column_made_of_dates_is_made_again_in_its_place():
    rule = Elapsed(
        name="months since start", source="start", how="months since", form="%Y-%m-%d",
        as_of="2020-01-01",
    )  # fmt: skip
    kinds: dict[str, Kind] = {"months since start": "number", "pay": "number"}
    raw = frame_to_raw(pl.DataFrame({"pay": [5, 6], "start": ["2024-01-01", "2023-01-01"]}))

    dataset = understand_for_model(raw, ReadSettings(), kinds, [rule], "2025-01-01")

    made = dataset.columns[0]
    assert dataset.table["months since start"].to_list() == pytest.approx([12.02, 24.02], abs=0.01)
    assert dataset.table.columns == ["months since start", "pay"]
    assert (made.original, made.role, made.kind, made.unit, made.given) == (
        "months since start", "feature", "number", "none", True,
    )  # fmt: skip
    assert str(made.reason) == "made from `start` by the model's rule"
    unused = understand_for_model(raw, ReadSettings(), {"pay": "number"}, [rule], "")
    assert unused.table.columns == ["pay"]
    with pytest.raises(WrongColumnsError, match="`start`"):
        understand_for_model(
            frame_to_raw(pl.DataFrame({"pay": [5]})), ReadSettings(), kinds, [rule], "2025-01-01"
        )


@pytest.mark.parametrize(
    ("frame", "missing", "fix"),
    [
        ({"Incme": [5], "x": [1]}, ["income", "zzz"], "rename `Incme` to `income`"),
        (
            {"Incme": [5], "x": [1]},
            ["income", "zzz", "yyyy"],
            "add the columns, or give those that hold them these names",
        ),
        (
            {"x": [5]},
            ["income"],
            "add the column `income`, or give the one that holds it this name",
        ),
        # A column that the model needs itself is not to be renamed.
        ({"income": [5], "x": [1]}, ["incomes"], "add the column `incomes`"),
    ],
)
def test_where_half_of_the_missing_have_a_likeness_these_are_to_be_renamed(frame, missing, fix):
    kinds: dict[str, Kind] = dict.fromkeys([*missing, "x"], "number")
    if "incomes" in missing:
        kinds["income"] = "number"

    with pytest.raises(WrongColumnsError) as caught:
        understand(frame, kinds)

    assert caught.value.fix.startswith(fix)
    assert caught.value.where == "table in memory"


def test_most_values_must_be_numbers_of_those_that_are_there():
    values = ["a", "b", "5", "6", None, None, None]

    assert understand({"age": values}, {"age": "number"}).table["age"].to_list() == [5.0, 6.0]
    with pytest.raises(WrongColumnsError) as caught:
        understand({"age": ["a", "b", "c", "5", "6", None]}, {"age": "number"})
    assert caught.value.where == "table in memory"
