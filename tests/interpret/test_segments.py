"""Does each setting of [interpret] act, and are names given without customers' rows?"""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.resources import files

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.errors import LexiconError, MissingColumnError
from finseg.interpret import give_names, load_bundled_lexicon
from finseg.interpret.rules import find_rules
from finseg.interpret.segments import (
    _build_contributions,
    _drop_repeated_axes,
    _list_sure_quantities,
)
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import InterpretSettings
from tests.builders.measures import make_measure
from tests.builders.numbers import list_foreign_numbers
from tests.builders.records import a_recipe
from tests.builders.segments import make_dataset

LEXICON = load_bundled_lexicon()


def customers():
    rng = np.random.default_rng(7)
    kind = np.repeat([0, 1], [80, 40])
    return pl.DataFrame(
        {
            "Annual_Income": (50_000 + 60_000 * kind + rng.normal(0, 3_000, 120)).round(2),
            "num_female_xyz": (1 + 4 * kind + rng.integers(0, 2, 120)).astype(float),
        }
    )


def segment(**interpret):
    settings = {"choose": {"k": 2}, "interpret": interpret, "read": {"roles": ROLES}}
    return finseg.segment(customers(), settings=settings, quick=True)


ROLES = {"Annual_Income": "feature", "num_female_xyz": "feature"}


@pytest.fixture(scope="module")
def plain():
    return segment()


def test_the_figures_alone_name_the_segments(plain):
    assert [s.size for s in plain.segments] == [80, 40]
    assert [s.share for s in plain.segments] == pytest.approx([2 / 3, 1 / 3])
    assert all("income" in s.name for s in plain.segments)
    assert not any("female" in s.name for s in plain.segments)


def test_names_that_are_given_are_kept(plain):
    named = give_names(
        plain.interpretation, InterpretSettings(names={"1": "Gold"}), lexicon=LEXICON
    )

    assert named.names == [plain.segments[0].name, "Gold"]
    assert named.segments[1].name_kind == "given"


def test_a_word_that_is_allowed_comes_into_a_name(plain):
    allowed = InterpretSettings(allowed_words=("female",))

    named = give_names(plain.interpretation, allowed, lexicon=LEXICON)

    assert any("female" in name for name in named.names)


def test_an_axis_that_is_given_replaces_the_one_of_the_name():
    study = segment(axes={"Annual_Income": "wealth"})

    assert dict(study.interpretation.axes)["Annual_Income"] == "wealth"
    assert {c.axis for s in study.segments for c in s.claims} == {"wealth"}
    with pytest.raises(MissingColumnError, match="Anual_Income"):
        segment(axes={"Anual_Income": "wealth"})


def test_a_lexicon_of_one_s_own_is_used(tmp_path):
    bundled = files("finseg.interpret").joinpath("lexicon.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(bundled.replace('"high income"', '"viel Einkommen"'), encoding="utf-8")

    names = [s.name for s in segment(lexicon=str(own)).segments]

    assert "Viel Einkommen" in names
    own.write_text(bundled.replace('"high income"', '"poor Kunden"'), encoding="utf-8")
    with pytest.raises(LexiconError, match="poor"):
        segment(lexicon=str(own))


def test_a_column_that_is_left_out_speaks_only_where_no_feature_has_its_axis():
    axes = (("pay", "income"), ("salary", "income"), ("loan", "debt"))

    assert _drop_repeated_axes(axes, ["pay"]) == (("pay", "income"), ("loan", "debt"))
    assert _drop_repeated_axes(axes, ["pay", "salary"]) == axes


def test_contributions_are_shares_of_squared_distances_and_the_nearest_is_the_nearest():
    centres = np.array([[0.0, 0.0], [3.0, 1.0], [0.0, 2.0]])
    members = np.repeat([0, 1, 2], [5, 3, 2])
    zeros = np.zeros(10)
    assignment = Assignment(segment=members, second=members, distance=zeros, margin=zeros)
    segmentation = Segmentation(
        centres=centres,
        reach=np.ones(3),
        assignment=assignment,
        inertia=0.0,
        starts=1,
        starts_at_best=1,
        seed=1,
        order="size",
    )

    found = _build_contributions(
        a_recipe(("a", "b")), segmentation, segmentation.assignment.count_members(3)
    )

    assert found.pairs[0][1] == pytest.approx((0.9, 0.1))
    assert found.pairs[0][0] == (0.0, 0.0)
    assert found.nearest == (2, 0, 0)
    assert found.rank_columns_between(0, 2) == [("b", 1.0), ("a", 0.0)]
    assert str(found.say_leading_columns(0, 1)) == "a 90%, b 10%"
    # Around the means .9 and .7 of the ten customers: 18.9 and 6.1.
    assert found.overall == pytest.approx((18.9 / 25, 6.1 / 25))


def test_the_rules_are_found_with_the_seed_of_the_fit(monkeypatch):
    module, seeds = sys.modules[give_names.__module__], []

    def record(*given, seed, weights):
        seeds.append(seed)
        return find_rules(*given, seed=seed, weights=weights)

    monkeypatch.setattr(module, "find_rules", record)
    finseg.segment(customers(), settings={"choose": {"k": 2}, "fit": {"seed": 7}}, quick=True)

    assert seeds == [7]


def test_a_quantity_that_reading_doubts_gives_no_axis():
    dataset = make_dataset({"eins": [1.0, 2], "zwei": [3.0, 4]})
    first, second = dataset.columns
    sure = replace(first, measure=make_measure(quantity="age"))
    doubted = replace(second, measure=make_measure(quantity="age", certainty="open"))

    assert _list_sure_quantities(replace(dataset, columns=(sure, doubted))) == {"eins": "age"}


def test_an_interpretation_holds_plain_numbers_that_can_be_written(plain):
    assert list_foreign_numbers(plain) == []
