"""Only what is sure of a column makes a figure, a limit or an offer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.derive.belief import is_settled
from finseg.document.said import Text, write_text
from finseg.interpret import load_bundled_lexicon
from finseg.recommend.conditions import Bench
from finseg.recommend.metrics import find_metrics
from finseg.recommend.products import ProductCondition
from finseg.recommend.usable import _is_kin, drop_same_debts
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import Certainty, Facet, Measure
from finseg.settings import Settings
from tests.builders.measures import make_sure_measure
from tests.builders.tables import make_table

LEXICON = load_bundled_lexicon()
UNITS = {"Income": "currency", "Loan": "currency", "Balance": "currency", "Card_Limit": "currency",
         "Savings": "currency", "Recency": "days", "Age": "years", "Orders": "count",
         "Credit_Score": "score"}  # fmt: skip
QUANTITIES = {"Income": "income", "Loan": "loan", "Balance": "balance", "Card_Limit": "limit",
              "Savings": "savings", "Recency": "recency", "Age": "age", "Orders": "count",
              "Credit_Score": "credit score"}  # fmt: skip
VALUES = {
    "Income": [30_000.0, 41_000.0, 52_000.0, 38_000.0],
    "Loan": [5_000.0, 9_000.0, 14_000.0, 0.0],
    "Balance": [500.0, 900.0, 2_000.0, 100.0],
    "Card_Limit": [1_000.0, 3_000.0, 2_500.0, 2_000.0],
    "Savings": [-1.4, 0.2, 0.9, 1.1],
    "Recency": [3.0, 40.0, 90.0, 200.0],
    "Age": [19.0, 44.0, 71.0, 30.0],
    "Credit_Score": [500.0, 640.0, 700.0, 810.0],
}


def customers(*names: str, **facets: dict[str, str]) -> Dataset:
    data = make_table({name: VALUES[name] for name in names})
    columns = tuple(
        replace(
            c,
            original=c.name,
            unit=UNITS[c.name],  # type: ignore[arg-type]
            measure=make_sure_measure(QUANTITIES[c.name], **facets.get(c.name, {})),
        )
        for c in data.columns
    )
    return replace(data, columns=columns)


def find(data: Dataset, **measures: str):
    settings = Settings().change_section("recommend", measures=measures)
    return find_metrics(data, LEXICON, settings)


@pytest.mark.parametrize("certainty", ["likely", "open"])
def test_what_is_not_sure_is_no_figure_and_the_reason_is_said(certainty):
    sure = find(customers("Income", "Loan"))
    unsure = find(customers("Income", "Loan", Income={"certainty": certainty}))

    assert {"income", "loan to income"} <= sure.found.keys()
    assert not {"income", "loan to income"} & unsure.found.keys()
    assert write_text(unsure.unusable["income"]) == "what `Income` measures is not sure"
    assert ("Income", "") in unsure.settled, "no need may speak of it either"


@pytest.mark.parametrize("whom", ["area", "household"])
def test_the_money_of_others_is_not_the_customers(whom):
    made = find(customers("Income", "Loan", Income={"whom": whom}))

    assert "loan to income" not in made.found
    assert "income" not in made.found
    assert f"speaks of the {whom}" in write_text(made.unusable["income"])
    assert "income" in find(customers("Income", Income={"whom": "customer"})).found


def test_a_balance_is_owed_or_held_only_where_that_is_sure():
    names = ("Balance", "Card_Limit")
    owed = find(customers(*names, Balance={"owner": "owed"}))
    held = find(customers(*names, Balance={"owner": "held"}))
    likely = find(customers(*names, Balance={"owner": "owed", "certainty": "likely"}))

    assert owed.found["utilisation"].values[0] == pytest.approx(0.5)
    assert "utilisation" not in held.found
    assert "savings" in held.found
    assert not {"utilisation", "debt", "savings"} & likely.found.keys()
    assert likely.doubtful == ("Balance",)


@pytest.mark.parametrize("scale", ["standardised", "zero to one", "logarithm"])
def test_of_figures_in_another_scale_only_places_are_used(scale):
    made = find(customers("Savings", Savings={"scale": scale}))
    bench = Bench(made, 4)
    overdrawn = ProductCondition(measure="savings", at_most=-1, below=0.5)
    lowest = ProductCondition(measure="savings", below=0.5)

    assert made.found["savings"].places_only
    assert bench.make_tests([overdrawn]) == ()
    (test,) = bench.make_tests([lowest])
    assert bench.meets_test(test).tolist() == [True, False, False, False]
    assert scale in write_text(made.unusable["savings"])


def test_a_plain_scale_is_held_against_limits():
    made = find(customers("Savings"))

    assert not made.found["savings"].places_only
    assert Bench(made, 4).can_ask(ProductCondition(measure="savings", at_most=-1))
    assert "savings" not in made.unusable


def test_a_code_is_no_figure_even_where_it_only_may_be_one():
    data = customers("Income")
    (income,) = data.columns
    code = replace(income.measure, scale=Facet(value="code", certainty="likely"))

    assert "income" not in find(replace(data, columns=(replace(income, measure=code),))).found


@pytest.mark.parametrize("name", ["Age", "Credit_Score"])
def test_limits_on_age_and_score_need_their_own_scale(name):
    metric = {"Age": "age", "Credit_Score": "credit score"}[name]

    assert metric in find(customers(name)).found
    for scale in ("standardised", "zero to one", ""):
        made = find(customers(name, **{name: {"scale": scale}}))
        assert metric not in made.found
        assert metric in made.unusable


@pytest.mark.parametrize(
    ("direction", "used"), [("more is worse", True), ("more is better", False), ("", False)]
)
def test_nobody_is_inactive_unless_it_is_sure_which_end_that_is(direction, used):
    made = find(customers("Recency", Recency={"direction": direction}))

    assert ("inactivity" in made.found) is used
    assert ("inactivity" in made.unusable) is not used


def test_scores_of_recency_need_their_direction_too():
    for direction, used in (("more is worse", True), ("", False)):
        facets = {"scale": "ranks", "direction": direction}
        assert ("inactivity" in find(customers("Recency", Recency=facets)).found) is used


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_a_ratio_that_cannot_be_believed_is_not_used(factor):
    data = customers("Income", "Loan")
    table = data.table.with_columns(pl.col("Loan") * factor)
    made = find(replace(data, table=table))

    assert "loan to income" not in made.found
    assert "cannot be believed" in write_text(made.unusable["loan to income"])
    assert "debt" in made.found, "the amounts themselves stay"


def test_a_ratio_is_never_added_to_an_amount():
    data = make_table({"Loan": VALUES["Loan"], "Debt_Ratio": [0.2, 0.3, 0.1, 0.5]})
    loan, ratio = data.columns
    loan = replace(loan, original="Loan", unit="currency", measure=make_sure_measure("loan"))
    ratio = replace(ratio, original="Debt_Ratio", measure=make_sure_measure("ratio"))

    debt = find(replace(data, columns=(loan, ratio))).found["debt"]

    assert debt.columns == ("Loan",)
    assert np.array_equal(debt.values, VALUES["Loan"])


def test_what_the_settings_name_is_used_whatever_was_guessed():
    data = customers("Savings", Savings={"certainty": "open"})

    assert "savings" not in find(data).found
    assert "savings" in find(data, Savings="savings").found


def test_what_the_settings_name_is_named_as_the_table_names_it_whatever_the_heading_was():
    data = customers("Savings", Savings={"scale": ""})
    renamed = replace(
        data, columns=tuple(replace(c, original="  Savings (x)") for c in data.columns)
    )

    for own in (data, renamed):
        assert find(own).found["savings"].places_only
        assert not find(own, Savings="savings").found["savings"].places_only


def test_a_ratio_that_is_not_made_says_which_part_is_not_sure():
    unsure = find(customers("Income", "Loan", Income={"certainty": "likely"}))
    doubtful = find(customers("Balance", Balance={"certainty": "likely"}))

    assert unsure.unusable["loan to income"] == unsure.unusable["income"]
    assert "held or owed" in write_text(doubtful.unusable["savings"])


def test_thousands_count_as_such_whether_unit_or_scale_says_it():
    data = customers("Income", "Loan", Income={"scale": "thousands"})
    table = data.table.with_columns(pl.col("Income") / 1000)
    made = find(replace(data, table=table))

    assert made.found["income"].values[0] == pytest.approx(30_000)
    assert made.found["loan to income"].values[0] == pytest.approx(5 / 30)


@pytest.mark.parametrize(("per", "settled"), [("given", True), ("sure", False)])
def test_a_ratio_is_settled_only_where_scale_and_time_are_given(per: Certainty, settled):
    def money(name: str) -> Column:
        measure = Measure(
            scale=Facet(value="as is", certainty="given"), per=Facet(value="year", certainty=per)
        )
        return Column(
            name=name, original=name, role="feature", kind="number", unit="currency", reason="",
            measure=measure,
        )  # fmt: skip

    assert is_settled([money("loan")], [money("income")], (False, True)) == settled
    assert is_settled([money("balance")], [money("limit")], (False, False))


def owed(**values: list[float]) -> Dataset:
    """Return columns that are owed; whether they are the customer's debts, the holders say."""
    measure = make_sure_measure("debt", owner="owed")
    return make_table(values, **{name: {"measure": measure} for name in values})


def drop(data: Dataset, held: tuple[str, ...], given: tuple[str, ...] = ()):
    holders = {"debt": [c for c in data.columns if c.name in held]}
    unusable: dict[str, Text] = {}
    silent = drop_same_debts(data, holders, dict.fromkeys(given, "debt"), unusable)
    return silent, [c.name for c in holders["debt"]], unusable


@pytest.mark.parametrize(
    ("held", "given", "silent", "left"),
    [
        (("loan", "paid", "card"), (), ("paid", "loan"), []),
        (("loan", "paid"), (), ("paid", "loan"), []),
        (("loan", "card"), (), (), ["loan", "card"]),  # the part is none of the sum
        (("paid", "card"), (), (), ["paid", "card"]),
        (("loan",), (), (), ["loan"]),
        (("loan", "paid", "card"), ("paid",), (), ["loan", "paid", "card"]),
        (("loan", "paid", "card"), ("card",), ("paid", "loan"), ["card"]),
        ((), (), (), []),
    ],
)
def test_debts_are_dropped_only_where_both_parts_of_a_pair_would_be_added(
    rng, held, given, silent, left
):
    loan = rng.lognormal(9, 0.7, 400)
    part, other = loan * rng.random(400), rng.lognormal(9, 0.7, 400)
    data = owed(loan=list(loan), paid=list(part), card=list(other))

    found, kept, unusable = drop(data, held, given)

    assert found == dict.fromkeys(silent, "")
    assert kept == left
    assert unusable.keys() == ({"debt"} if silent else set())
    if silent:
        assert "`paid` is hardly ever above `loan`" in write_text(unusable["debt"])


@pytest.mark.parametrize(
    ("one", "name", "kin"),
    [
        ("utilisation", "utilisation", True),
        ("card debt to income", "loan to income", True),
        ("loan to income", "secured loan to income", True),
        ("loan to income", "debt service", False),
        ("debt service", "loan to income", False),
        ("debt service", "utilisation", False),
    ],
)
def test_what_is_not_believed_of_one_ratio_of_debts_and_income_holds_of_each(one, name, kin):
    assert _is_kin(one, name) is kin
