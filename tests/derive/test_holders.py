"""Are blanks that mean "has none" found, and only these, and made again for new customers?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.check import check
from finseg.derive import add_derived_columns, derive_again, find_clustered_formulas
from finseg.derive.holders import (
    add_holder_columns,
    count_blanks_as_none,
    find_holder_columns,
)
from finseg.records.dataset import ColumnPart
from finseg.records.recipe import Derived
from finseg.settings import PrepareSettings, Settings
from tests.builders.measures import make_measure
from tests.builders.tables import make_table
from tests.conftest import dataset_of

READ = PrepareSettings()
N = 200


def customers(without=80, *, loans=None, terms=None, more=2, quantity="loan", certainty="sure"):
    """Some without a loan; `more` columns are known of everybody."""
    known = np.arange(N) >= without
    amounts = np.where(known, 1_000.0 + np.arange(N), np.nan) if loans is None else loans
    spans = np.where(known, 12.0 + np.arange(N) % 5, np.nan) if terms is None else terms
    others = {f"other {j}": np.arange(N) * 7.0 % (31 + j) for j in range(more)}
    table = pl.DataFrame({"amount": amounts, "term": spans, **others})
    dataset = dataset_of(table.with_columns(pl.all().fill_nan(None)))
    measured = {"amount": make_measure(quantity=quantity, certainty=certainty)}
    return replace(
        dataset,
        columns=tuple(
            replace(c, measure=measured.get(c.name, make_measure())) for c in dataset.columns
        ),
    )


def names_of(dataset):
    return [derived.column for derived in find_holder_columns(dataset)]


def test_who_has_a_loan_is_a_column_of_its_own_and_the_amounts_keep_their_blanks():
    dataset = customers(without=80)

    made = add_holder_columns(dataset, READ)

    assert made.table["has a loan"].to_list() == [0.0] * 80 + [1.0] * 120
    assert made.find_column("has a loan").role == "feature"
    assert [p.column for p in made.find_column("has a loan").parts] == ["amount", "term"]
    assert made.table["amount"].null_count() == 80


def test_blanks_stay_blanks_where_the_settings_say_that_they_mean_not_known():
    dataset = customers()

    assert add_holder_columns(dataset, PrepareSettings(blanks="unknown")) is dataset


@pytest.mark.parametrize(("without", "found"), [(4, False), (5, True), (195, True), (196, False)])
def test_few_customers_on_either_side_are_no_block(without, found):
    assert bool(names_of(customers(without))) is found


@pytest.mark.parametrize(("rows_alone", "found"), [(0, True), (1, False)])
def test_one_customer_with_an_amount_and_no_term_leaves_the_blanks_unknown(rows_alone, found):
    terms = np.where(np.arange(N) >= 80 + rows_alone, 24.0, np.nan)

    assert bool(names_of(customers(80, terms=terms))) is found


def test_where_somebody_owes_nothing_a_blank_means_something_else():
    loans = np.where(np.arange(N) >= 80, 500.0, np.nan)
    loans[150] = 0.0

    assert names_of(customers(80, loans=loans)) == []


@pytest.mark.parametrize(
    ("quantity", "certainty", "names"),
    [
        ("loan", "sure", ["has a loan"]),
        ("loan", "likely", []),
        ("loan", "open", []),
        ("investment", "given", ["has an investment"]),
        ("age", "sure", []),
        ("none", "open", []),
    ],
)
def test_only_what_customers_may_have_or_not_is_a_block(quantity, certainty, names):
    assert names_of(customers(quantity=quantity, certainty=certainty)) == names


@pytest.mark.parametrize(
    ("beside", "found"), [("none", True), ("interest rate", True), ("income", False)]
)
def test_where_a_figure_of_the_customer_shares_the_blanks_the_customers_are_unknown(beside, found):
    dataset = customers()
    columns = tuple(
        replace(c, measure=make_measure(quantity=beside)) if c.name == "term" else c
        for c in dataset.columns
    )

    assert bool(names_of(replace(dataset, columns=columns))) is found


@pytest.mark.parametrize(("more", "found"), [(1, False), (2, True)])
def test_with_one_figure_beside_the_block_the_customers_are_unknown(more, found):
    assert bool(names_of(customers(more=more))) is found


def test_a_name_that_is_taken_gets_the_column_behind_it():
    dataset = customers()
    table = dataset.table.rename({"other 0": "has a loan"})
    columns = tuple(
        replace(c, name="has a loan") if c.name == "other 0" else c for c in dataset.columns
    )

    assert names_of(replace(dataset, table=table, columns=columns)) == ["has a loan (amount)"]


def test_a_model_makes_the_column_again_row_by_row():
    made = add_derived_columns(customers(), READ)
    formulas = find_clustered_formulas(made)
    alone = customers().thin_rows(2)

    assert formulas == (Derived(column="has a loan", formula="held", above="amount", below=""),)
    again = derive_again(alone, formulas)
    assert again.table["has a loan"].to_list() == made.table["has a loan"].to_list()[::100]


def test_the_reader_learns_how_many_are_taken_to_have_none():
    checked = check(add_holder_columns(customers(without=50), READ), Settings())

    said = {f.code: f for f in checked.findings if f.code in ("D032", "D033", "D037", "D040")}
    assert list(said) == ["D037"]  # nothing is "missing", and nothing a copy of its own blanks
    assert said["D037"].count == 50
    assert "50 customers (25.0%)" in str(said["D037"].message)


@pytest.mark.parametrize(("blanks", "known"), [("none", N), ("", N - 80)])
def test_blank_amounts_are_nothing_owed_only_once_the_bank_says_so(blanks, known):
    dataset = customers(without=80)
    columns = tuple(
        replace(c, unit="currency" if c.name == "amount" else "months") for c in dataset.columns
    )
    made = add_holder_columns(replace(dataset, columns=columns), PrepareSettings(blanks=blanks))

    told = count_blanks_as_none(made, PrepareSettings(blanks=blanks))

    assert told.table["amount"].count() == known
    assert told.table["amount"].drop_nulls().min() == (0.0 if blanks else 1_080.0)
    assert told.table["term"].null_count() == 80  # a term of 0 months is none


def test_a_saved_model_scores_the_customers_it_was_made_from_alike(tmp_path):
    rng = np.random.default_rng(5)
    has = rng.random(400) < 0.4
    table = pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in range(400)],
            "age": rng.integers(20, 80, 400).astype(float),
            "income": np.round(rng.lognormal(10.5, 0.4, 400)),
            "loan_amount": np.where(has, np.round(rng.lognormal(9, 0.5, 400)), np.nan),
            "loan_term_months": np.where(has, rng.choice([12.0, 24.0, 60.0], 400), np.nan),
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))

    study = finseg.segment(table, k=3, quick=True)
    study.save(tmp_path / "model.json")
    scored = finseg.load(tmp_path / "model.json").score(table).assignments

    assert "has a loan" in study.recipe.columns
    assert scored["segment"].to_list() == study.assignments["segment"].to_list()


@pytest.mark.parametrize(("without", "found"), [(20, True), (19, False), (980, True), (981, False)])
def test_two_customers_of_a_hundred_have_none_and_two_have_one(without, found):
    known = np.arange(1_000) >= without
    table = pl.DataFrame(
        {
            "amount": np.where(known, 5.0, np.nan),
            "term": np.where(known, 12.0, np.nan),
            "one": np.arange(1_000.0),
            "two": np.arange(1_000.0) % 7,
        }
    ).with_columns(pl.all().fill_nan(None))
    dataset = dataset_of(table)
    measured = {"amount": make_measure(quantity="loan")}
    columns = tuple(
        replace(c, measure=measured.get(c.name, make_measure())) for c in dataset.columns
    )

    assert bool(names_of(replace(dataset, columns=columns))) is found


def several(blank, quantities, **changes):
    """Make a table of whose columns the named rows are blank."""
    dataset = make_table(
        {
            name: [None if i in rows else 10.0 + i % (3 + j) for i in range(60)]
            for j, (name, rows) in enumerate(blank.items())
        }
        | {"one": [float(i) for i in range(60)], "two": [i % 9 + 0.5 for i in range(60)]},
        **changes,
    )
    return replace(
        dataset,
        columns=tuple(
            replace(c, measure=make_measure(quantity=quantities.get(c.name, "none")))
            for c in dataset.columns
        ),
    )


def test_each_block_is_named_by_what_it_is_and_a_second_one_by_its_column():
    early, late = range(20), range(30, 60)
    dataset = several(
        {"emi": early, "limit": early, "loan": early, "a": late, "b": late},
        {"emi": "instalment", "limit": "limit", "loan": "loan", "a": "loan", "b": "investment"},
    )

    held = find_holder_columns(dataset)

    assert [(d.column, d.above) for d in held] == [("has a loan", "loan"), ("has a loan (a)", "a")]
    made = add_holder_columns(dataset, READ)
    assert [p.column for p in made.find_column("has a loan").parts] == ["loan", "emi", "limit"]
    assert str(made.find_column("has a loan").reason) == (
        "1 where `loan`, `emi`, `limit` are there, 0 where they are blank"
    )
    assert made.table["has a loan (a)"].to_list() == [1.0] * 30 + [0.0] * 30


def test_one_column_alone_and_what_is_no_figure_make_no_block():
    early = range(20)
    kinds = {"loan": "loan", "term": "duration"}

    assert names_of(several({"loan": early}, kinds)) == []
    both = {"loan": early, "term": early}
    assert names_of(several(both, kinds)) == ["has a loan"]
    assert names_of(several(both, kinds, term={"role": "descriptor"})) == ["has a loan"]
    assert names_of(several(both, kinds, term={"role": "ignore"})) == []
    assert names_of(several(both, kinds, term={"kind": "category"})) == []
    assert names_of(several(both, kinds, term={"derived": True})) == []
    assert names_of(several({"loan": early, "term": range(1, 21)}, kinds)) == []


def test_only_yes_and_no_that_are_features_are_in_the_recipe():
    made = add_holder_columns(customers(), READ)
    described = replace(
        made,
        columns=tuple(
            replace(c, role="descriptor") if c.reason_code == "held" else c for c in made.columns
        ),
    )

    assert [d.above for d in find_clustered_formulas(made)] == ["amount"]
    assert find_clustered_formulas(described) == ()


def test_only_amounts_of_money_of_a_block_are_nothing_where_they_are_blank():
    early, late = range(20), range(40, 60)
    dataset = several(
        {"loan": early, "term": early, "pay": late},
        {"loan": "loan", "term": "duration", "pay": "income"},
        loan={"unit": "thousands"},
        term={"unit": "months"},
        pay={"unit": "currency"},
    )
    none = PrepareSettings(blanks="none")
    made = add_holder_columns(dataset, none)
    other = replace(
        made,
        columns=tuple(
            replace(c, reason_code="level", parts=(ColumnPart(column="pay"),))
            if c.name == "one"
            else c
            for c in made.columns
        ),
    )  # a column made of the income says nothing of its blanks

    told = count_blanks_as_none(other, none)

    blank = {name: told.table[name].null_count() for name in ("loan", "term", "pay")}
    assert blank == {"loan": 0, "term": 20, "pay": 20}
