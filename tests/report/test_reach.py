"""Does the first page say what the segments do not rest on?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
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


@pytest.mark.parametrize(("share", "said"), [(0.33, False), (0.34, True)])
def test_age_is_named_where_it_separates_more_than_a_third(share, said):
    results, _ = told(["income", "balance", "age"])
    interpretation = results.interpretation
    rest = (1 - share) / 2
    contributions = replace(
        interpretation.contributions,
        overall=tuple(share if c == "age" else rest for c in interpretation.contributions.columns),
    )
    changed = replace(results, interpretation=replace(interpretation, contributions=contributions))

    assert any("is `age`" in str(s) for s in say_reach(changed)) == said


@pytest.mark.parametrize(("weight", "said"), [(1.3, False), (1.4, True)])
def test_a_column_that_rules_the_distance_is_named(weight, said):
    names = ["income", "balance", "visits"]

    _, sentences = told(names, prepare={"weights": {"income": weight}})

    assert any("`income` counts" in s for s in sentences) == said
