"""Does the first page say what the segments do not rest on?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.document.said import Number
from finseg.records.assessment import Without
from finseg.records.carriers import Carriers, CarrierSearch
from finseg.report.reach import say_reach

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


def test_age_is_named_with_the_study_without_it_where_it_rules():
    results, _ = told(["income", "balance", "age"])
    without = Without(column="age", share=0.36, agreement=0.31, k=4, kind="constructive")
    changed = replace(results, assessment=replace(results.assessment, without=without))

    sentences = [s.write(results.numbers) for s in say_reach(changed)]

    assert "\n".join(sentences) == (
        "36% of what separates the segments is `age`. Without it, there are 4 segments "
        "(constructive), which agree with these by 0.31 (1 is the same). To see them, write "
        '`age` = "descriptor" in [read.roles].'
    )


def test_the_columns_that_carry_groups_are_named_with_the_option():
    results, _ = told(["income", "balance", "visits", "age"])
    found = Carriers(columns=("balance", "visits"), natural_k=3, whole_k=1, whole="none", rows=N)
    changed = replace(results, search=CarrierSearch(found=found, columns=4, asked=False))

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
