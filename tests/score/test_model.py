from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

import finseg
from finseg.document.blocks import Note
from finseg.document.printers import to_text
from finseg.errors import WrongColumnsError
from finseg.records.recipe import Recipe, Step
from finseg.records.segmentation import Assignment
from finseg.score import Scores
from finseg.score.assign import flag_rows


@pytest.fixture(scope="module")
def saved(reference, tmp_path_factory):
    path = reference.save(tmp_path_factory.mktemp("model") / "model.json")
    return path, reference


def test_the_training_file_gets_its_training_segments_back(saved):
    path, study = saved

    scored = finseg.load(path).score(finseg.example("customers.csv")).assignments

    assert scored.equals(study.assignments)


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_a_table_of_each_kind_comes_back_as_that_kind_with_the_same_segments(saved, kind):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv"))
    given = {
        "polars": lambda t: t,
        "pandas": lambda t: t.to_pandas(),
        "arrow": lambda t: t.to_arrow(),
    }
    native = given[kind](table)

    scored = finseg.load(path).score(native).assignments

    assert type(scored) is type(native)
    segments = pl.DataFrame(scored)["segment"].to_list()
    assert segments == study.assignments["segment"].to_list()


def test_a_table_needs_the_columns_a_model_names_and_each_of_them(saved):
    path, study = saved
    model = finseg.load(path)
    needed = pl.read_csv(finseg.example("customers.csv")).select(model.columns)

    assert model.score(needed).assignments["segment"].equals(study.assignments["segment"])
    for name in model.columns:
        with pytest.raises(WrongColumnsError, match=name):
            model.score(needed.drop(name))


def test_a_pandas_tables_scores_keep_its_index(saved):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv")).to_pandas()
    table.index = [f"c{i}" for i in range(1000)]

    table["segment"] = finseg.load(path).score(table).assignments["segment"]

    assert table["segment"].to_list() == study.assignments["segment"].to_list()


def test_pandas_columns_of_one_name_are_scored_as_they_are_segmented(saved):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv")).to_pandas()
    twins = pd.concat([table, table[["Investment"]], table[["Investment"]]], axis=1)
    twins.index = [f"c{i}" for i in range(1000)]

    scored = finseg.load(path).score(twins).assignments

    assert isinstance(scored, pd.DataFrame)
    assert scored["segment"].to_list() == study.assignments["segment"].to_list()
    assert list(scored.index) == list(twins.index)


def test_the_text_of_a_file_is_let_go_once_no_row_can_be_rejected(saved):
    path, _ = saved

    found = finseg.load(path)._assign_table(finseg.example("customers.csv"), "")

    assert found.dataset.stood == ()


def test_column_order_and_further_columns_do_not_matter(saved):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv"))
    turned = table.select(reversed(table.columns)).with_columns(more=pl.lit("x"))

    scored = finseg.load(path).score(turned).assignments

    assert scored["segment"].to_list() == study.assignments["segment"].to_list()


def test_rows_are_scored_alike_in_any_company(saved):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv"))

    scored = finseg.load(path).score(table[500:503]).assignments

    assert scored["segment"].to_list() == study.assignments["segment"][500:503].to_list()
    assert scored["margin"].to_list() == study.assignments["margin"][500:503].to_list()


def test_a_missing_column_is_named_with_the_nearest(saved):
    path, _ = saved
    table = pl.read_csv(finseg.example("customers.csv")).rename({"Credit_Score": "CreditScore"})

    with pytest.raises(WrongColumnsError) as caught:
        finseg.load(path).score(table)

    assert "Credit_Score" in str(caught.value)
    assert "CreditScore" in caught.value.fix


def test_missing_values_are_filled_and_flagged(saved):
    path, _ = saved
    table = pl.read_csv(finseg.example("customers.csv"))[:2]
    gap = table.with_columns(Investment=pl.Series([None, 5.0]))

    scored = finseg.load(path).score(gap).assignments

    assert scored["flags"].to_list() == ["filled:Investment", ""]


def test_a_customer_unlike_all_is_flagged_far(saved):
    path, _ = saved
    table = pl.read_csv(finseg.example("customers.csv"))[:1]

    scored = finseg.load(path).score(table.with_columns(Annual_Income=pl.lit(9e8))).assignments

    assert scored["flags"].to_list() == ["far"]


NAMES = ("income", "a far away", "b;far", "filled")


def flagged(missing, *, far):
    """Make the scores of rows where the columns named are missing."""
    steps = [
        Step(
            column=name,
            unit="none",
            impute=0.0,
            imputed=0,
            transform="none",
            reason="",
            centre=0.0,
            scale=1.0,
        )
        for name in NAMES
    ]
    raw = np.array([[np.nan if name in row else 1.0 for name in NAMES] for row in missing])
    zero = np.zeros(len(raw), dtype=np.int64)
    distance = np.where(far, 2.0, 0.5)
    assignment = Assignment(segment=zero, second=zero, margin=distance, distance=distance)
    flags = flag_rows(Recipe(steps=tuple(steps)), raw, assignment, np.ones(1))
    return Scores(assigned=pl.DataFrame({"flags": flags}), rejects=(), rows_read=len(raw), names=())


def test_flags_are_told_apart_by_semicolons_whatever_the_columns_are_called():
    scores = flagged([(), ("income",), ("a far away", "b;far")], far=[False, True, True])

    assert scores.assigned["flags"].to_list() == [
        "",
        "far;filled:income",
        "far;filled:a far away;filled:b,far",
    ]


def test_a_share_counts_whole_flags_only():
    scores = flagged(
        [(), ("a far away",), ("b;far",), ("income", "filled")], far=[True, False, False, False]
    )

    words = ("far", "filled", "filled:income", "filled:a", "filled:b", "away", "fil", "", ".*")
    shares = [scores.share_flagged(word) for word in words]
    assert shares == [0.25, 0.75, 0.25, 0, 0, 0, 0, 0, 0]


def test_scoring_needs_neither_scikit_learn_nor_plotting(saved):
    path, _ = saved
    code = f"""
import sys, finseg
finseg.load({str(path)!r}).score({str(finseg.example("customers.csv"))!r}).assignments
heavy = ("sklearn", "scipy", "altair", "vl_convert", "jinja2", "pandas")
print([m for m in heavy if m in sys.modules])
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_model_holds_no_customers_row(saved):
    path, _ = saved
    text = path.read_text()
    rows = finseg.example("customers.csv").read_text().splitlines()[1:]

    assert not [row for row in rows if row in text]
    assert not [row for row in rows if row.split(",")[1] + "," in text]


def test_a_column_that_is_blank_in_every_row_is_warned_of(saved):
    path, study = saved
    table = pl.read_csv(finseg.example("customers.csv")).with_columns(
        Annual_Income=pl.lit(None, pl.Float64)
    )

    scores = finseg.load(path).score(table)

    filling = next(s.impute for s in study.recipe.steps if s.column == "Annual_Income")
    (warning,) = (b for b in scores.blocks() if isinstance(b, Note) and b.tone == "warn")
    assert "`Annual_Income` is blank in every row" in str(warning.text)
    assert f"{filling:,.6g}" in str(warning.text)
    assert scores.as_dict()["blank_columns"] == ["Annual_Income"]


def test_what_could_not_be_scored_is_counted_by_kind(saved):
    path, _ = saved
    table = pl.read_csv(finseg.example("customers.csv"), infer_schema=False)
    spoiled = table.with_columns(
        Annual_Income=pl.when(pl.int_range(pl.len()) < 3)
        .then(pl.lit("much"))
        .otherwise("Annual_Income")
    )

    scores = finseg.load(path).score(spoiled)

    assert scores.as_dict()["rejects"] == {"text in a number column": 3}
    assert "text in a number column" in to_text(scores.blocks())
