"""Are columns found that only repeat what was clustered on?"""

from __future__ import annotations

import numpy as np
import polars as pl

from finseg.interpret.outside import compare_outside
from finseg.records.dataset import Role
from finseg.settings import Settings
from finseg.understand import read_source

N = 900


def test_columns_made_from_what_was_clustered_on_are_not_tested_and_the_reason_is_given():
    rng = np.random.default_rng(4)
    income, loan = rng.lognormal(10, 1, N).round(2), rng.lognormal(9, 1, N).round(2)
    table = pl.DataFrame(
        {
            "income": income,
            "loan": loan,
            "burden": loan / income,
            "log_income": np.log(income),
            "left": income - loan,
            "band": np.array(["low", "middle", "high"])[np.digitize(income, [15_000, 40_000])],
            "rank": np.digitize(loan, [5_000, 9_000, 20_000]).astype(float),
            "visits": rng.poisson(4, N).astype(float),
            "channel": rng.choice(["web", "branch"], N),
        }
    )
    names = ("burden", "log_income", "left", "band", "rank", "visits", "channel")
    roles: dict[str, Role] = dict.fromkeys(names, "descriptor")
    roles |= {"income": "feature", "loan": "feature"}
    dataset = read_source(table, Settings.from_tree({"read": {"roles": roles}}))

    outside = compare_outside(dataset, (income > 20_000).astype(np.int64), 2)

    assert {c.outside.column.name for c in outside.comparisons} == {"visits", "channel"}
    said = {name: str(why) for name, why in outside.left_out}
    assert said["burden"].startswith("it is made from `income`, `loan`")
    assert said["log_income"].startswith("it repeats `income`")
    assert said["left"].startswith("it is made from `income`, `loan`")
    assert said["band"].startswith("it stands for bands of `income`")
    assert said["rank"].startswith("it stands for bands of `loan`")


def test_a_rare_level_at_the_end_of_a_column_is_no_band_of_it():
    table = pl.DataFrame({"income": np.arange(1, 301.0) ** 1.5, "flag": ["no"] * 298 + ["yes"] * 2})
    dataset = read_source(table, Settings.from_tree({"read": {"roles": {"flag": "descriptor"}}}))

    outside = compare_outside(dataset, np.arange(300) % 2, 2)

    assert [c.outside.column.name for c in outside.comparisons] == ["flag"]
