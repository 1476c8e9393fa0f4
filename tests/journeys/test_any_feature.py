"""Does a study on words run from the file to the scores, and say what its levels mean?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

import finseg
from finseg.document.printers import to_text
from finseg.errors import (
    ColumnKindError,
    NoFeatureError,
    TooManyRejectsError,
    UsageError,
    WrongColumnsError,
)

SIZES = (150, 90, 60)
NAMES = ["channel", "product", "pays", "income"]


def make_customers(seed=3, noise=0.08):
    """Three groups of unequal size, told by three columns of words; income is noise."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(3), SIZES)

    def words(levels):
        own = rng.random(len(group)) >= noise
        return np.where(own, np.array(levels)[group], rng.choice(levels, len(group)))

    return group, pl.DataFrame(
        {
            "id": [f"K{i:04d}" for i in range(len(group))],
            "channel": words(["branch", "app", "phone"]),
            "product": words(["loan", "card", "savings"]),
            "pays": words(["cash", "card", "transfer"]),
            "income": rng.normal(40_000, 9_000, len(group)).round(),
        }
    )


@pytest.fixture(scope="module")
def study():
    group, table = make_customers()
    return group, table, finseg.segment(table, features=NAMES, k=3, quick=True)


def test_the_groups_in_the_words_are_found(study):
    group, _, made = study

    assert adjusted_rand_score(group, made.assignments["segment"].to_numpy()) > 0.9


def test_a_segment_is_told_by_the_share_of_its_customers_with_a_level(study):
    _, _, made = study

    figures = [c.figure.write(made.settings.numbers()) for s in made.segments for c in s.claims]
    levels = ("channel is", "product is", "pays is")
    assert any(f.startswith(levels) and "% of them, against" in f for f in figures)
    assert not any("have 1 in" in f for f in figures)


def test_gaps_are_not_looked_for_where_levels_carry_most_of_the_distance(study):
    _, _, made = study

    assert made.verdict.natural_k == 1
    assert made.verdict.kind != "natural"
    told = made.verdict.paragraph.write(made.settings.numbers())
    assert "lie apart by nature" in told


def test_scoring_the_training_customers_gives_their_segments(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))

    assert model.score(table).assignments.equals(made.assignments)
    assert set(model.columns) == set(NAMES)


def test_new_levels_and_blanks_are_scored_with_a_flag_and_said(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))
    changed = table.with_columns(
        channel=pl.when(pl.int_range(len(table)) < 30)
        .then(pl.lit("chat"))
        .when(pl.int_range(len(table)) < 40)
        .then(None)
        .otherwise("channel")
    )

    scores = model.score(changed)

    assert scores.share_flagged("new:channel") == pytest.approx(0.1)
    assert scores.share_flagged("filled:channel") == pytest.approx(10 / 300)
    assert "such as chat" in to_text(scores.blocks())
    assert scores.as_dict()["new_levels"] == {"channel": ["chat"]}


def test_renamed_levels_are_all_flagged(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))

    scores = model.score(table.with_columns(channel=pl.col("channel").str.to_uppercase()))

    assert scores.share_flagged("new:channel") == 1.0


def test_merged_levels_are_said_where_one_is_gone(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))
    merged = table.with_columns(channel=pl.col("channel").replace("phone", "app"))

    scores = model.score(merged)

    assert scores.as_dict()["gone_levels"] == {"channel": ["phone"]}
    assert "Nobody has `phone` in `channel`" in to_text(scores.blocks())
    assert model.score(merged.sample(12, seed=1)).as_dict()["gone_levels"] == {}
    assert model.score(table).as_dict()["gone_levels"] == {}


@pytest.mark.parametrize("rows", [300, 120_000])
def test_names_and_fifty_thousand_levels_are_no_category(rows):
    rng = np.random.default_rng(2)
    words = [f"K{i % 50_000:05d}" for i in range(rows)]
    table = pl.DataFrame({"word": words, "a": rng.normal(size=rows), "b": rng.normal(size=rows)})

    with pytest.raises(ColumnKindError, match="of them differ") as refused:
        finseg.check(table, features=["word", "a", "b"])
    assert "put its values together to a few levels" in refused.value.fix


def test_an_id_of_few_values_is_a_category_where_it_is_named_and_that_is_said():
    rng = np.random.default_rng(2)
    table = pl.DataFrame(
        {
            "branch_id": [f"B{i % 9}" for i in range(300)],
            "a": rng.normal(size=300),
            "b": rng.normal(size=300),
        }
    )
    found = finseg.check(table, features=["branch_id", "a", "b"])

    told = {f.column: str(f.message) for f in found.checked.findings if f.code == "D056"}
    assert told == {"branch_id": "clustered on by its 9 levels"}


def test_an_empty_category_is_said_when_scoring(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))

    scores = model.score(table.with_columns(channel=pl.lit(None, pl.String)))

    assert scores.as_dict()["blank_columns"] == ["channel"]
    assert "blank in every row" in to_text(scores.blocks())


def test_a_category_that_is_missing_is_refused(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))

    with pytest.raises(WrongColumnsError, match="`channel`"):
        model.score(table.drop("channel"))


def test_why_a_customer_is_there_is_told_by_level(study, tmp_path):
    _, table, made = study
    model = finseg.load(made.save(tmp_path / "model.json"))

    sentence = model.explain(table.head(1))[0].sentence()

    assert " is " in sentence
    assert "% here" in sentence


@pytest.mark.parametrize(
    ("words", "error"), [([None] * 300, TooManyRejectsError), (["same"] * 300, NoFeatureError)]
)
def test_without_levels_there_is_nothing_to_cluster_on(words, error):
    table = pl.DataFrame({"id": [f"K{i:04d}" for i in range(300)], "word": words})

    with pytest.raises(error):
        finseg.segment(table, features=["word"], k=2, quick=True)


@pytest.mark.parametrize("words", [[None] * 300, ["same"] * 300])
def test_a_category_without_two_levels_is_left_out_and_that_is_said(words):
    table = make_customers()[1].with_columns(word=pl.Series(words, dtype=pl.String))

    found = finseg.check(table, features=[*NAMES, "word"])

    told = {f.column for f in found.checked.findings if f.code == "D057"}
    assert told == {"word"}


def test_one_name_is_no_list_of_features():
    with pytest.raises(UsageError, match="list of columns"):
        finseg.check(make_customers()[1], features="channel")


def test_the_check_says_how_a_category_is_clustered_on():
    _, table = make_customers()

    found = finseg.check(table, features=NAMES)

    told = [f for f in found.checked.findings if f.code == "D056"]
    assert {f.column for f in told} == {"channel", "product", "pays"}
    assert "its 3 levels" in str(told[0].message)
