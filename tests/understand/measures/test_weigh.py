"""What columns measure is as certain as the evidence, and never more."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finseg.records.measure import FACETS, Facet, Measure
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.measures.clues import Clue, Strength, weigh_clues

N = 300
MONEY = ("balance", "income", "card spend")
RANKS = {"given": 3, "sure": 2, "likely": 1, "open": 0}


def read(table: dict[str, Any]) -> dict[str, Measure]:
    dataset = read_source(pl.DataFrame(table), Settings())
    return {c.original: c.measure for c in dataset.columns}


def amounts(seed: int = 0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {name: rng.lognormal(8, 0.6, N).round(2) for name in MONEY}


def clue(value: str, strength: Strength = "strong") -> Clue:
    return Clue(place=0, facet="owner", value=value, strength=strength, why=f"{value} {strength}")


@pytest.mark.parametrize(
    ("clues", "value", "certainty"),
    [
        ([("held", "strong")], "held", "sure"),
        ([("held", "hint")], "held", "likely"),
        ([("held", "strong"), ("owed", "hint")], "held", "sure"),
        ([("held", "strong"), ("owed", "strong")], "owed", "open"),
        ([("held", "proof"), ("owed", "strong")], "held", "sure"),
        ([("held", "strong"), ("", "strong")], "held", "open"),
        ([("held", "strong"), ("", "hint")], "held", "sure"),
        ([("", "strong")], "", "open"),
    ],
)
def test_what_pulls_apart_is_open_and_every_clue_is_kept(clues, value, certainty):
    facet = weigh_clues(Facet(value=""), [clue(*one) for one in clues])

    assert (facet.value, facet.certainty) == (value, certainty)
    assert set(facet.evidence) == {f"{v} {s}" for v, s in clues}


def test_the_order_of_clues_plays_no_part_and_what_is_given_stays():
    clues = [clue("held"), clue("owed", "hint"), clue("", "hint")]
    answer: Facet[Any] = Facet(value="owed", certainty="given")

    assert weigh_clues(Facet(value=""), clues) == weigh_clues(Facet(value=""), clues[::-1])
    assert weigh_clues(answer, [clue("held", "proof")]) is answer


def test_a_sure_word_against_a_strong_relation_is_open():
    said: Facet[Any] = Facet(value="held", certainty="sure", evidence=("an account",))

    facet = weigh_clues(said, [clue("owed")])

    assert facet.certainty == "open"
    assert facet.evidence == ("owed strong", "an account")


@given(seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_without_headings_no_facet_that_needs_words_is_sure(seed):
    table = amounts(seed)

    found = read(dict(zip("abc", table.values(), strict=True)))

    for measure in found.values():
        for name in ("quantity", "direction", "owner", "per", "whom"):
            assert not getattr(measure, name).acts, name


@given(seed=st.integers(0, 99), digits=st.integers(3, 9), ddof=st.sampled_from([0, 1]))
@settings(max_examples=15, deadline=None)
def test_standardised_columns_are_known_and_no_money_acts(seed, digits, ddof):
    table = {n: ((v - v.mean()) / v.std(ddof=ddof)).round(digits) for n, v in amounts(seed).items()}

    dataset = read_source(pl.DataFrame(table), Settings())

    for column in dataset.columns:
        assert column.measure.scale.value == "standardised"
        assert column.measure.scale.acts
        assert not column.measure.quantity.acts
        assert not column.measure.owner.acts
        assert column.unit == "none"


@given(seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_columns_brought_between_0_and_1_are_known_and_no_money_acts(seed):
    table = {n: (v - v.min()) / (v.max() - v.min()) for n, v in amounts(seed).items()}

    dataset = read_source(pl.DataFrame(table), Settings())

    for column in dataset.columns:
        assert (column.measure.scale.value, column.measure.scale.acts) == ("zero to one", True)
        assert not column.measure.quantity.acts
        assert not column.measure.owner.acts


@pytest.mark.parametrize(("shift", "factor"), [(0.0, 1.2), (0.2, 1.0)])
def test_figures_with_another_mean_or_deviation_were_not_standardised(shift, factor):
    table = {n: (v - v.mean()) / v.std() * factor + shift for n, v in amounts().items()}

    assert "standardised" not in {m.scale.value for m in read(table).values()}


def test_a_balance_never_above_a_limit_is_owed_and_an_account_that_is_so_is_open(rng):
    limit = rng.lognormal(8, 0.6, N).round()
    drawn = (limit * rng.random(N)).round(2)

    def owner(heading: str, values: Any) -> tuple[str, str]:
        measure = read({"Credit limit": limit, heading: values, "x": rng.normal(size=N)})[heading]
        return measure.owner.value, measure.owner.certainty

    assert owner("Balance", drawn) == ("owed", "sure")
    assert owner("Account balance", drawn)[1] == "open"
    assert owner("Balance", drawn / 1e4)[1] == "open"  # never above whatever it is paired with
    assert owner("Balance", 3 * drawn) == ("held", "likely")


def summary(rng: np.random.Generator) -> dict[str, Any]:
    age = rng.integers(100, 700, N)
    count = rng.integers(0, 4, N)
    span = np.where(count > 0, (age * rng.random(N)).round(), 0)
    span = np.where((count > 0) & (span == 0), 1, span)
    return {"frequency": count, "recency": span, "T": age, "money": rng.lognormal(4, 1, N)}


def test_a_recency_that_counts_from_first_to_last_is_open(rng):
    table = summary(rng)
    mixed = {**table, "recency": rng.permutation(table["recency"])}

    found, shuffled = read(table)["recency"], read(mixed)["recency"]

    assert (found.quantity.certainty, found.direction.value) == ("open", "")
    assert "never above" in str(found.quantity.reason)
    assert (shuffled.quantity.certainty, shuffled.direction.value) == ("sure", "more is worse")


@given(seed=st.integers(0, 99), place=st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_a_permuted_column_is_never_more_certain_by_its_relations(seed, place):
    rng = np.random.default_rng(seed)
    limit = rng.lognormal(8, 0.6, N).round()
    table = {"Credit limit": limit, "Balance": limit * rng.random(N), "income": 9 * limit}
    name = list(table)[place]

    before = read(table)["Balance"].owner
    after = read({**table, name: rng.permutation(table[name])})["Balance"].owner

    assert RANKS[after.certainty] <= RANKS[before.certainty] or name == "income"


def test_a_mortgage_beside_the_income_of_a_month_is_of_no_other_size(rng):
    income = rng.lognormal(8, 0.3, N).round()  # of a month: 40 times it are 3.3 yearly incomes

    def scale(heading: str) -> str:
        return read({heading: income, "loan amount": income * 40})["loan amount"].scale.certainty

    assert scale("monthly income") == "sure"
    assert scale("annual income") == "open"


def test_a_loan_in_thousands_beside_an_income_in_units_leaves_the_scale_open(rng):
    income = rng.lognormal(13, 0.4, N).round()

    def scale(loan: Any) -> str:
        return read({"income": income, "loan amount": loan})["loan amount"].scale.certainty

    assert scale((income * 2).round()) == "sure"
    assert scale((income * 2 / 1000).round(3)) == "open"
    assert scale((income * 0.06).round()) == "sure"
    assert scale((income * 0.04).round()) == "open"
    assert scale((income * 29).round()) == "sure"
    assert scale((income * 40).round()) == "open"


def test_places_households_and_spans_of_time_are_read_from_headings(rng):
    money = rng.lognormal(10, 0.4, N).round(2)

    found = read(
        {"household income": money, "total charges paid": money[::-1] * 1.5, "z": money**2}
    )

    assert (found["household income"].whom.value, found["household income"].whom.certainty) == (
        "household",
        "sure",
    )
    assert found["household income"].direction.value == "more is better"


def test_scores_with_few_steps_are_ranks(rng):
    found = read(
        {"R_level": rng.integers(1, 6, N), "x": rng.lognormal(3, 1, N), "y": rng.normal(size=N)}
    )

    assert (found["R_level"].scale.value, found["R_level"].scale.certainty) == ("ranks", "sure")
    assert found["R_level"].direction.value == ""


@given(seed=st.integers(0, 999))
@settings(max_examples=10, deadline=None)
def test_neither_the_order_of_rows_nor_that_of_columns_changes_a_measure(seed):
    rng = np.random.default_rng(seed)
    table = pl.DataFrame({**amounts(seed), **summary(rng)})
    turned = table[rng.permutation(N)].select(table.columns[::-1])

    first, second = (
        {c.name: c.measure for c in read_source(one, Settings()).columns} for one in (table, turned)
    )

    assert [
        (name, facet)
        for name in first
        for facet in FACETS
        if getattr(first[name], facet).certainty != getattr(second[name], facet).certainty
    ] == []
