"""Outcomes, ages and products do not come in by the back door."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.understand.table_roles import outcomes
from tests.understand.table_roles.reading import read, told

N = 1_000


@pytest.fixture
def customers(rng: np.random.Generator) -> dict[str, Any]:
    return {"income": rng.lognormal(10, 0.5, N).round(2), "savings": rng.lognormal(8, 1, N)}


@pytest.mark.parametrize(("broken", "role"), [(0, "outcome"), (7, "outcome"), (40, "feature")])
def test_the_parts_of_an_outcome_are_outcomes_but_for_a_few_rows(broken, role, customers, rng):
    parts = {name: rng.integers(0, 900, N) * 10 for name in ("bodily", "things", "vehicle")}
    total = sum(parts.values())
    total[:broken] += 370
    table = {**customers, **parts, "Total claim amount": total}

    found = read(table)

    assert {found[name].role for name in parts} == {role}
    assert found["income"].role == "feature"
    if role == "outcome":
        assert {found[name].reason_code for name in parts} == {"may be outcome"}
        exception = f"(in {N - broken} of 1,000 rows)" if broken else "add up to it"
        assert exception in str(found["bodily"].reason).replace("1000", "1,000")
    table["Total claim amount"] = rng.permutation(total)
    assert told(table, "things")[0] == "feature"


def test_the_parts_of_a_sum_that_is_no_outcome_stay(customers, rng):
    parts = {name: rng.integers(0, 900, N) * 10 for name in ("bodily", "things", "vehicle")}

    assert told({**customers, **parts, "zz": sum(parts.values())}, "bodily")[0] == "feature"


@pytest.mark.parametrize(("strange", "code"), [(0, "leak"), (5, "leak"), (30, "measured")])
def test_a_column_that_is_0_on_one_side_leaks_but_for_two_rows_in_a_hundred(
    strange, code, customers, rng
):
    refused = np.arange(N) < 700
    spent = np.where(refused, 0.0, rng.lognormal(5, 1, N))
    spent[:strange] = 9.5
    table = {**customers, "accepted": np.where(refused, 0, 1), "spending": spent}

    column = read(table)["spending"]

    assert column.reason_code == code
    if strange == 5:
        assert "for nearly everyone" in str(column.reason)
        assert "(in 695 of 700 rows)" in str(column.reason)


def test_an_outcome_of_three_levels_is_followed_too(customers, rng):
    status = rng.integers(0, 3, N)
    spent = np.where(status == 1, 0.0, rng.lognormal(5, 1, N))
    words = np.array(["open", "refused", "done"])[status]

    assert told({**customers, "loan status": words, "zz": spent}, "zz") == ("descriptor", "leak")


@pytest.mark.parametrize(("digits", "scale"), [(6, 1), (3, 1), (2, 100)])
def test_the_mean_of_an_outcome_by_group_leaks(digits, scale, customers, rng):
    churn = (rng.random(N) < 0.3).astype(int)
    group = rng.integers(0, 12, N)
    rate = np.array([churn[group == g].mean() for g in range(12)])
    table = {**customers, "churn": churn, "zz": (scale * rate[group]).round(digits)}

    assert told(table, "zz") == ("descriptor", "leak")
    assert told({**table, "zz": rng.permutation(table["zz"])}, "zz")[0] == "feature"
    assert told({**table, "churn": rng.permutation(churn)}, "zz")[0] == "feature"


def test_a_mean_that_chance_would_come_near_leaks_nothing(customers, rng):
    churn = (rng.random(N) < 0.3).astype(int)
    group = rng.integers(0, 3, N)
    rate = np.array([churn[group == g].mean() for g in range(3)])

    assert told({**customers, "churn": churn, "zz": rate[group].round(2)}, "zz")[0] == "feature"


@pytest.mark.parametrize("heading", ["fraud_rate", "avg default index", "Churn risk"])
def test_a_rate_of_an_outcome_is_kept_out_beside_one_and_without(heading, customers, rng):
    table = {**customers, heading: rng.random(N).round(3)}

    assert told(table, heading) == ("outcome", "may be outcome")
    beside = {**table, "churned": rng.integers(0, 2, N)}
    assert told(beside, heading) == ("outcome", "may be outcome")
    assert told({**customers, "growth rate": rng.random(N)}, "growth rate")[0] == "feature"


@pytest.mark.parametrize(("noise", "role"), [(1.0, "protected"), (12.0, "feature")])
def test_what_rises_and_falls_with_age_is_an_age(noise, role, customers, rng):
    age = rng.integers(20, 68, N)
    experience = np.round(age - 25 + noise * rng.normal(size=N))
    table = {**customers, "age": age, "Experience": experience}

    column = read(table)["Experience"]

    assert column.role == role
    assert read(table)["age"].role == "feature"
    if role == "protected":
        assert column.reason_code == "proxy"
        assert told({**table, "Experience": rng.permutation(experience)}, "Experience")[0] != role


def test_a_year_of_birth_shows_an_age_as_well(customers, rng):
    year = rng.integers(1945, 2003, N)

    assert told({**customers, "Year_Birth": year, "zz": 2020.5 - year}, "zz") == (
        "protected",
        "proxy",
    )


def test_what_falls_where_age_rises_is_said_to_fall(customers, rng):
    age = rng.integers(20, 68, N)

    reason = str(read({**customers, "age": age, "zz": 900.5 - age})["zz"].reason)

    assert "falls where" in reason
    assert "-1" in reason.replace("−", "-")


def test_few_rows_far_apart_make_no_correlation_of_ranks(customers, rng):
    """Nine customers in ten have the same two values, which say nothing of their age."""
    age = np.concatenate([rng.integers(20, 31, 900), np.arange(31, 131)])
    other = np.concatenate([rng.integers(0, 2, 900), np.arange(2, 102)]) + 0.5

    assert told({**customers, "age": age, "zz": other}, "zz")[0] == "feature"


def test_a_rate_known_of_one_side_alone_is_no_mean_of_the_outcome(customers, rng):
    churned = rng.integers(0, 2, N)
    rate = np.where((churned == 1) & (rng.random(N) < 0.5), 1.0, np.nan)
    rate[np.flatnonzero(churned)[:4]] = [0.2, 0.4, 0.6, 0.8]
    table = {**customers, "churned": churned, "zz": pl.Series(rate).fill_nan(None)}

    assert told(table, "zz")[1] != "leak"


@pytest.mark.parametrize("heading", ["agecat", "Age_Group", "generation", "age band"])
def test_a_heading_of_age_bands_is_protected(heading, customers, rng):
    assert told({**customers, heading: rng.integers(1, 9, N)}, heading)[0] == "protected"


@pytest.mark.parametrize(
    ("heading", "levels", "role"),
    [
        ("AGE", ["16-25", "26-39", "40-64", "65+"], "protected"),
        ("age group", ["16-25", "26-39", "40-64", "65+"], "protected"),
        ("AGE", ["young", "middle", "old", "other"], "descriptor"),  # no bands of numbers
        ("vehicle age", ["0-2", "3-5", "6-9", "10+"], "descriptor"),
        ("spend", ["16-25", "26-39", "40-64", "65+"], "descriptor"),
    ],
)
def test_bands_of_age_written_out_are_protected(heading, levels, role, customers, rng):
    assert told({**customers, heading: rng.choice(levels, N)}, heading)[0] == role


def test_a_product_goes_out_and_its_parts_stay(customers, rng):
    months, monthly = rng.integers(1, 72, N), rng.uniform(20, 110, N).round(2)
    billed = months * monthly * np.exp(0.03 * rng.normal(size=N))
    table = {**customers, "months here": months, "monthly bill": monthly, "billed": billed}

    found = read(table)

    assert (found["billed"].role, found["billed"].reason_code) == ("descriptor", "product")
    assert "`months here` × `monthly bill`" in str(found["billed"].reason)
    assert found["months here"].role == found["monthly bill"].role == "feature"
    table["monthly bill"] = rng.permutation(monthly)
    assert told(table, "billed")[0] == "feature"


@pytest.mark.parametrize(
    ("whole", "part"), [("loan amount", "rate x"), ("zz", "avg basket"), ("zz", "paid ratio")]
)
def test_loans_stay_and_shares_and_averages_are_no_factors(whole, part, customers, rng):
    one, other = rng.lognormal(6, 1, N), rng.lognormal(2, 0.7, N)

    assert told({**customers, "n": one, part: other, whole: one * other}, whole)[0] == "feature"


@pytest.mark.parametrize(
    ("heading", "numbers", "role"),
    [
        ("auto_make", "flat", "descriptor"),
        ("insured_hobbies", "flat", "descriptor"),
        ("insured_hobbies", "falling", "feature"),
        ("insured_hobbies", "with a hole", "feature"),
        ("number of hobbies", "flat", "feature"),
        ("zz", "flat", "feature"),
    ],
)
def test_many_numbers_are_names_of_things_without_a_hole_and_not_falling(
    heading, numbers, role, customers, rng
):
    values = rng.integers(0, 20, N)
    if numbers == "falling":
        values = np.arange(N) % 20 * (rng.random(N) < 0.5) // (1 + rng.integers(0, 4, N))
        values[:20] = np.arange(20)
    if numbers == "with a hole":
        values[values == 7] = 8

    assert told({**customers, heading: values}, heading)[0] == role


def test_authorities_that_were_contacted_are_no_count(customers, rng):
    table = {**customers, "authorities_contacted": rng.integers(0, 5, N)}

    assert told(table, "authorities_contacted") == ("descriptor", "coded")
    assert told({**customers, "times contacted": rng.integers(0, 5, N)}, "times contacted") != (
        "descriptor",
        "coded",
    )


@pytest.mark.parametrize(
    ("heading", "mean", "role"),
    [
        ("finalwt", 1.0, "weight"),
        ("finalwt", 812.0, "weight"),
        ("panel_wt", 1.0, "weight"),
        ("panel_wt", 1.05, "feature"),
        ("body weight", 1.0, "feature"),
        ("zz", 1.0, "feature"),
    ],
)
def test_weights_are_told_by_name_or_by_a_mean_of_1(heading, mean, role, customers, rng):
    weights = rng.lognormal(0, 0.6, N)

    assert told({**customers, heading: mean * weights / weights.mean()}, heading)[0] == role


def test_weights_are_above_0(customers, rng):
    weights = rng.lognormal(0, 0.6, N)
    weights[0] = 0
    weights /= weights.mean()

    assert told({**customers, "panel_wt": weights}, "panel_wt")[0] == "feature"


def test_all_rows_are_looked_at_only_where_a_sample_may_hold_means_of_the_outcome(rng, monkeypatch):
    rows = 8_000
    group = rng.integers(0, 40, rows)
    left = (rng.random(rows) < 0.05 + 0.02 * group).astype(int)
    means = np.array([left[group == g].mean() for g in range(40)]).round(6)[group]
    table = {"income": rng.lognormal(10, 1, rows), "zz": means, "churn": left}

    assert told(table, "zz") == ("descriptor", "leak")

    looked: list[int] = []
    monkeypatch.setattr(outcomes, "_compare_means", lambda *_: looked.append(1))
    other = {**table, "zz": rng.permutation(means)}
    assert told(other, "zz")[1] != "leak"
    assert not looked
