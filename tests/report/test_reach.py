"""Does the first page say what the segments do not rest on?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.document.said import Number
from finseg.records.assessment import Alternative, Without
from finseg.records.carriers import Carriers, CarrierSearch
from finseg.records.recipe import Recipe
from finseg.records.shares import ColumnShare, Shares
from finseg.report.reach import say_reach
from tests.builders.records import a_step
from tests.builders.results import make_results
from tests.builders.tables import make_table

N = 300
RNG = np.random.default_rng(8)
TABLE = pl.DataFrame(
    {
        "income": RNG.normal(40_000, 9_000, N).round(),
        "balance": RNG.gamma(2.0, 900.0, N).round(2),
        "visits": RNG.poisson(6, N),
        "age": RNG.integers(18, 90, N),
        **{f"word{j}": RNG.choice([f"{j}a", f"{j}b", f"{j}c"], N) for j in range(4)},
    }
)


def told(columns, **settings):
    study = finseg.segment(TABLE.select(columns), k=2, quick=True, settings=settings or None)
    return study.results, [s.write(study.settings.numbers()) for s in say_reach(study.results)]


def test_a_study_on_two_columns_says_so():
    _, sentences = told(["income", "balance"])

    assert sentences == ["They rest on 2 columns alone (`income`, `balance`)."]


def test_one_that_leaves_more_aside_than_it_uses_names_what_and_what_to_do():
    _, sentences = told(["income", "balance", "visits", *(f"word{j}" for j in range(4))])

    assert "4 columns that describe the customers are not clustered on" in sentences[0]
    assert "--features" in sentences[0]


def test_one_that_uses_more_says_nothing():
    _, sentences = told(["income", "balance", "visits", "word0", "word1", "word2"])

    assert sentences == []


@pytest.mark.parametrize(
    ("kind", "rows", "found"),
    [
        (
            "constructive",
            None,
            "there are 4 segments (constructive), which agree with these by 0.31 (",
        ),
        (
            "undecided",
            2000,
            (
                "there are 4 segments (not decided yet), which agree with these by 0.31 on "
                "2,000 customers ("
            ),
        ),
        (None, 300, "as many segments (4) agree with these by 0.31 on 300 customers ("),
    ],
)
def test_age_is_named_with_the_study_without_it_where_it_rules(kind, rows, found):
    results, _ = told(["income", "balance", "age"])
    without = Without(column="age", share=0.36, agreement=0.31, k=4, kind=kind, rows=rows)
    changed = replace(results, assessment=replace(results.assessment, without=without))

    sentences = [s.write(results.numbers) for s in say_reach(changed)]

    assert "\n".join(sentences) == (
        f"36% of what separates the segments is `age`. Without it, {found}"
        "1 is the same). To see them, write "
        '`age` = "descriptor" in [read.roles].'
    )


def test_the_columns_that_carry_groups_are_named_with_the_option():
    results, _ = told(["income", "balance", "visits", "age"])
    found = Carriers(columns=("balance", "visits"), natural_k=3, whole_k=1, whole="none", rows=N)
    search = CarrierSearch(found=found, columns=4, numbers=4, ran=True, asked=False)
    changed = replace(results, search=search)

    sentences = [s.write(results.numbers) for s in say_reach(changed)]

    assert (
        "2 of your 4 columns divide these customers: `balance`, `visits`. With them alone there "
        "are 3 natural groups; all 4 together show none. To cluster on them: "
        "--features balance,visits"
    ) in sentences


@pytest.mark.parametrize(("weight", "said"), [(1.3, False), (1.4, True)])
def test_a_column_that_rules_the_distance_is_named(weight, said):
    names = ["income", "balance", "visits"]

    results, sentences = told(names, prepare={"weights": {"income": weight}})

    without = results.assessment.find_agreement_without("income")
    ruling = [s for s in sentences if "`income` counts" in s]
    assert bool(ruling) == said
    assert without is not None
    written = Number(without, 2).write(results.numbers)
    assert all(f"agree with these by {written} (1 is the same)" in s for s in ruling)


def words(results):
    return [str(s) for s in say_reach(results)]


def with_columns(used, *left):
    """Make results of so many features, beside which other columns are only described."""
    made = make_results()
    names = [f"f{j}" for j in range(used)]
    dataset = make_table(
        {name: [1.0, 2.0] for name in [*names, *(f"d{j}" for j in range(len(left)))]},
        **{f"d{j}": {"role": "descriptor", **changes} for j, changes in enumerate(left)},
    )
    recipe = Recipe(steps=tuple(a_step(name) for name in names))
    return replace(made, dataset=dataset, recipe=recipe)


@pytest.mark.parametrize(
    ("used", "left", "said"),
    [
        (2, 0, "They rest on 2 columns alone (`f0`, `f1`)."),
        (1, 0, "They rest on 1 column alone (`f0`)."),
        (2, 1, "They rest on 2 columns alone (`f0`, `f1`); 1 column that"),
        (3, 0, None),
        (3, 3, None),  # as many are left aside as are used
        (3, 4, "They rest on 3 columns alone (`f0`, `f1`, `f2`); 4 columns that"),
    ],
)
def test_two_columns_are_few_and_more_left_aside_than_used_is_said(used, left, said):
    sentences = words(with_columns(used, *[{}] * left))

    assert [s.startswith(said or "no") for s in sentences] == ([] if said is None else [True])


def test_what_could_divide_nobody_is_not_said_to_be_left_aside():
    def others(*left):
        (sentence,) = words(with_columns(2, *left))
        return sentence

    for code in ("names only", "leak", "area", "follows"):
        assert "not clustered" not in others({"reason_code": code})
    assert "not clustered" not in others({"derived": True})
    assert "not clustered" not in others({"follows": "`a` + `b`"})
    assert "1 column that describe the customers are not clustered on (`d1`)" in others(
        {"derived": True}, {}
    )


def test_a_single_segment_rests_on_nothing():
    assert words(make_results(k=1)) == []
    assert words(make_results(k=2)) != []


def ruled(*shares, alternatives=()):
    made = with_columns(3)
    counted = tuple(ColumnShare(column=f"f{j}", share=s) for j, s in enumerate(shares))
    assessment = replace(made.assessment, alternatives=alternatives)
    return words(replace(made, shares=Shares(columns=counted), assessment=assessment))


def without(*each):
    return Alternative(code="a column less", change="", k=2, agreement=0.9, rows=9, each=each)


def test_a_column_rules_above_two_fifths_where_there_are_more_than_two():
    assert ruled(0.4, 0.3, 0.3) == []
    assert ruled(0.6, 0.4) == []
    (one,) = ruled(0.3, 0.41, 0.29)
    assert one == (
        "`f1` counts 41% of the distance between customers. To let it count less, give it a weight "
        "below 1 in [prepare.weights]."
    )
    (told,) = ruled(0.3, 0.41, 0.29, alternatives=(without(("f0", 0.1), ("f1", 0.376)),))
    assert "customers; without it, as many segments agree with these by 0.38 (1 is" in told
    assert ruled(0.3, 0.41, 0.29, alternatives=(without(("f0", 0.1)),)) == [one]
