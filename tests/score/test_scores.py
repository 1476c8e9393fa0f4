"""Do the scores say how customers spread, and what to be careful about?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.records.building import BuildRecipe, Built
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.dataset import Elapsed, Reject, RejectKind, Source
from finseg.records.reading import Reading
from finseg.records.recipe import Derived, Recipe, Step
from finseg.score import Model, Scores
from finseg.score.model import _find_blank_categories, _find_blank_columns


def scores(segments, flags=None, **more):
    table = pl.DataFrame(
        {"segment": segments, "flags": flags or [""] * len(segments)},
        schema={"segment": pl.Int64, "flags": pl.String},
    )
    given = {"rejects": (), "rows_read": len(segments), "names": ("A", "B"), **more}
    return Scores(assigned=table, **given)


def notes(done):
    return [block for block in done.blocks() if isinstance(block, Note)]


def test_customers_are_counted_by_segment():
    table = next(b for b in scores([0, 0, 0, 1]).blocks() if isinstance(b, Table))

    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["0 A", "3", "75.0%"],
        ["1 B", "1", "25.0%"],
    ]


def test_rows_read_are_those_scored_and_those_rejected():
    rejects = (Reject(line=7, column="", reason="no value"),)
    done = scores([0] * 1200, rows_read=1201, rejects=rejects)

    assert "1,201 rows read = 1,200 scored + 1 rejected." in to_text(done.blocks())
    german = to_text(done.blocks(), numbers=Numbers(locale="de-DE"))
    assert "1.201 rows read = 1.200 scored + 1 rejected." in german


def test_without_anybody_scored_the_shares_are_zero():
    done = scores([], rows_read=2)

    assert done.share_flagged("far") == 0.0
    assert "0.0%" in to_text(done.blocks())
    assert done.as_dict()["rows_rejected"] == 2


@pytest.mark.parametrize(("far", "tone"), [(0, None), (1, "plain"), (5, "plain"), (6, "warn")])
def test_more_than_a_twentieth_far_from_their_segment_is_a_warning(far, tone):
    done = scores([0] * 100, ["far"] * far + [""] * (100 - far))

    assert [note.tone for note in notes(done)] == ([] if tone is None else [tone])
    assert all(f"{far}.0% lie farther" in str(note.text) for note in notes(done))


def test_filled_values_are_told_whatever_the_column():
    (note,) = notes(scores([0] * 4, ["", "filled:a", "far-off;filled:b;filled:c", ""]))

    assert str(note.text).startswith("50.0% had missing values filled")


def test_a_blank_column_is_warned_of_with_what_it_was_filled_with():
    (note,) = notes(scores([0] * 1200, blank=(("income", 1234.5),)))

    assert note.tone == "warn"
    assert "`income`" in str(note.text)
    assert "all 1,200 customers" in str(note.text)
    assert "1,234.5" in str(note.text)


@pytest.mark.parametrize(
    ("basis", "tone"), [("nothing", "warn"), ("model", "plain"), ("values", "plain")]
)
def test_a_decimal_mark_in_doubt_is_told(basis, tone):
    reading = Reading(basis=basis, ambiguous=3, example="1.234")

    (note,) = notes(scores([0], open=(("income", reading),)))

    assert note.tone == tone
    assert "decimal in [read]" in str(note.text)


def test_plain_values_hold_every_count_and_share():
    kinds: tuple[RejectKind, ...] = ("not a row", "no values", "no values")
    rejects = tuple(Reject(line=i, column="", reason="", kind=kind) for i, kind in enumerate(kinds))
    reading = Reading(basis="nothing", ambiguous=3, example="1.234")
    done = scores(
        [0, 1, 1, 1, 1],
        ["far", "filled:a", "far;filled:b", "", "far"],
        rejects=rejects,
        rows_read=8,
        blank=(("income", 5.0),),
        open=(("debt", reading),),
    )

    assert done.as_dict() == {
        "rows_read": 8,
        "rows_scored": 5,
        "rows_rejected": 3,
        "segments": [{"id": 0, "name": "A", "size": 1}, {"id": 1, "name": "B", "size": 4}],
        "share_far": 0.6,
        "drift": 0.0,
        "share_filled": 0.4,
        "blank_columns": ["income"],
        "bridged_columns": {},
        "open_columns": ["debt"],
        "new_levels": {},
        "gone_levels": {},
        "rejects": {"no values": 2, "not a row": 1},
    }
    assert done.share_flagged("filled:b") == 0.2
    assert done.share_flagged("filled:") == 0.0


def test_a_segment_without_anybody_is_listed_with_nobody():
    assert scores([0, 0]).as_dict()["segments"][1]["size"] == 0


def test_rejects_are_listed_where_there_are_any():
    tables = [b for b in scores([0]).blocks() if isinstance(b, Table)]
    rejected = scores([0], rejects=(Reject(line=7, column="", reason="no value"),))

    assert len(tables) == 1
    assert len([b for b in rejected.blocks() if isinstance(b, Table)]) == 3


def test_what_is_usual_is_said_beside_the_share_that_is_far():
    (note,) = notes(scores([0] * 4, ["far", "", "", ""]))

    assert "farther from their segment's centre than 99% of the customers" in str(note.text)
    assert "about 1% is usual" in str(note.text)


def test_a_category_that_is_blank_is_warned_of_with_whom_it_concerns():
    (blank,) = notes(scores([0] * 4, blank_categories=("region",)))

    assert blank.tone == "warn"
    assert "`region` is blank in every row: all 4 customers were scored by their" in str(blank.text)


def test_new_levels_are_warned_of_with_whom_they_concern():
    flags = ["new:channel;filled:age", "new:channel", "", "new:channel of trade"]

    new, _ = notes(scores([0] * 4, flags, new_levels=(("channel", ("chat", "fax")),)))

    assert new.tone == "warn"
    assert str(new.text).startswith(
        "50.0% have a level of `channel` that nobody had when the model was made, such as chat, fax"
    )


def test_plain_values_hold_the_blank_categories_and_the_new_levels():
    told = scores(
        [0],
        blank=(("income", 5.0),),
        blank_categories=("region",),
        new_levels=(("channel", ("chat",)),),
    ).as_dict()

    assert told["blank_columns"] == ["income", "region"]
    assert told["new_levels"] == {"channel": ["chat"]}


def a_recipe():
    def step(column, category=""):
        return Step(
            column=column, unit="none", impute=7.5, imputed=0, transform="none", reason="",
            centre=0.0, scale=1.0, category=category, level="x" if category else "",
        )  # fmt: skip

    derived = (
        Derived(column="c: a", formula="level", above="c", below="", levels=("a",)),
        Derived(column="d: x", formula="level", above="d", below="", levels=("x",)),
    )
    return Recipe(steps=(step("age"), step("pay"), step("c: a", "c"), step("d: x", "d")),
                  derived=derived)  # fmt: skip


def test_columns_without_any_value_are_found_with_their_fillings_and_categories_apart():
    nan = float("nan")
    raw = np.array([[nan, 1.0, nan, nan], [nan, nan, nan, 1.0]])
    table = pl.DataFrame({"c": [None, None], "d": [None, "x"]}, schema={"c": str, "d": str})

    assert _find_blank_columns(a_recipe(), raw) == (("age", 7.5),)
    assert _find_blank_columns(a_recipe(), raw[:0]) == ()
    assert _find_blank_categories(a_recipe(), table) == ("c",)
    assert _find_blank_categories(a_recipe(), table.head(0)) == ()


def a_model(**changes):
    segments = tuple(
        BundleSegment(id=i, name=name, size=3, centre=(0.0,) * 4, reach=1.0)
        for i, name in enumerate(("Young", "Old"))
    )
    plain = {
        "title": "", "made_with": "", "input_name": "", "input_sha256": "", "rows": 9, "ids": (),
        "settings": {}, "recipe": a_recipe(), "segments": segments,
    }  # fmt: skip
    return Model(Bundle(**{**plain, **changes}))


def test_a_model_names_the_columns_it_needs_with_dates_for_what_is_made_of_them():
    assert a_model().columns == ("age", "pay", "c", "d")
    assert a_model().segments == ("Young", "Old")
    made = (
        Elapsed(name="age", source="born", how="age", form="%Y", as_of="2024-01-01"),
        Elapsed(name="pay", source="born", how="months since", form="%Y", as_of="2024-01-01"),
    )
    assert a_model(elapsed=made).columns == ("born", "c", "d")


def built(**changes):
    """Say that two customers were built of seven orders."""
    made = Built(
        recipe=BuildRecipe(per="customer", kind="event", noun="order", nouns="orders"),
        source=Source(name="orders.csv", format="csv", rows_read=7),
        rows_used=6,
        customers=2,
    )
    return replace(made, **changes)


def test_orders_dated_after_today_are_warned_of_where_there_are_any():
    dated = built(as_of="2025-06-30", today="2025-06-30")

    assert not notes(scores([0, 1], built=dated))
    assert not notes(scores([0, 1]))
    (one,) = notes(scores([0, 1], built=replace(dated, future=1)))
    assert one.tone == "warn"
    assert str(one.text) == (
        "1 order is dated after today, 2025-06-30; left out: times are counted up to 2025-06-30."
    )


def test_customers_that_were_built_are_told_with_the_account_of_their_rows():
    made = scores([0, 1], rows_read=3, built=built())

    text = to_text(made.blocks(), width=300)
    assert "7 rows read = 6 used + 1 left out" in text
    assert "3 customers built = 2 scored + 1 rejected." in text
    assert made.as_dict()["built"]["rows_left_out"] == 1
    assert "rows used" not in to_text(scores([0, 1]).blocks())
    assert "built" not in scores([0, 1]).as_dict()
