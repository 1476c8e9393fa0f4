"""What the table lacks is said once, with all that follows."""

from __future__ import annotations

import numpy as np

from finseg.recommend.barriers import Asked
from finseg.recommend.businesses import BusinessFound
from finseg.recommend.gaps import find_gaps
from finseg.recommend.metrics import Metrics
from finseg.recommend.standing import StandingFound
from finseg.records.offers import MissingFigure
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

SEGMENT = np.arange(10) % 2
BANK = BusinessFound(name="bank")
STANDING = StandingFound(code=np.zeros(10, np.int8))


def deposit(name, *metrics, **changes):
    target = [{"measure": m, "at_least": 1} for m in metrics]
    return {"name": name, "kind": "deposit", "what": "x", "target": target, **changes}


def gaps(products, **columns):
    made = {c: np.arange(10) + 30.0 for c in ("Investment", *(columns or {"Age": None}))}
    products = [*products, deposit("Open", "investment")]  # one that lacks nothing
    offers = offered(dataset(made, {}), SEGMENT, catalogue_of(products), Settings())
    return [str(gap) for gap in offers.gaps if "contacted" not in str(gap)]


def test_any_of_several_figures_would_do():
    assert gaps([deposit("A", "savings", "income")]) == [
        "There is no offer of A: no column of this table holds savings or income."
    ]


def test_a_figure_that_is_named_already_is_not_named_again():
    found = gaps(
        [deposit("A", "savings"), deposit("B", "savings", "income"), deposit("C", "savings")]
    )

    assert found == [
        "There is no offer of A and C: no column of this table holds savings.",
        "There is no offer of B: no column of this table holds income.",
    ]


def test_credit_without_anything_to_judge_it_by_is_one_gap():
    loan = {
        **deposit("Loan", "age"),
        "kind": "credit",
        "target": [{"measure": "income", "at_least": 1}],
    }
    found = gaps([loan], Annual_Income=None)

    assert found == ["There is no offer of Loan: no column shows what a customer can afford."]
    lacking = MissingFigure(metrics=("a", "b", "c"), for_affordability=True)
    assert str(lacking) == "a, b or c"
    assert str(MissingFigure(metrics=("a", "b", "c"))) == "a or b or c"


def test_limits_of_products_that_are_offered_and_cannot_be_checked_are_named():
    fund = deposit(
        "Fund", "income",
        eligible=[{"measure": "age", "at_least": 18, "if_known": True}],
        negative=[{"measure": "utilisation", "at_least": 0.3}],
    )  # fmt: skip

    (found,) = gaps([fund], Annual_Income=None)
    assert found == (
        "Products that are offered have limits that could not be checked here: "
        "on age and utilisation."
    )


def test_balances_in_doubt_are_asked_about():
    catalogue = catalogue_of([deposit("A", "income")])
    data = dataset({"Annual_Income": np.arange(10.0)}, {})
    asked = [
        Asked(product=p, reasons=(), eligible=(), negative=(), missing=())
        for p in catalogue.products
    ]

    def ask(*columns):
        metrics = Metrics(found={}, unusable={}, doubtful=columns)
        return str(find_gaps(asked, metrics, STANDING, BANK, data)[0])

    assert "`Balance` may be money" in ask("Balance")
    assert "uses it as neither" in ask("Balance")
    assert "`One` and `Other` may be" in ask("One", "Other")
    assert "uses them as neither" in ask("One", "Other")


def test_a_figure_that_cannot_be_used_is_said_with_the_reason_beside_what_is_not_there():
    catalogue = catalogue_of([deposit("A", "income"), deposit("B", "income")])
    data = dataset({"Annual_Income": np.arange(10.0)}, {"Consent": ("consent", ["yes"] * 10)})
    lacking = MissingFigure(metrics=("savings", "spending", "income"))
    first, second = (
        Asked(product=p, reasons=(), eligible=(), negative=(), missing=missing)
        for p, missing in zip(catalogue.products, ((lacking,), ()), strict=True)
    )
    metrics = Metrics(found={}, unusable={"savings": "amounts in two currencies"})

    assert [str(gap) for gap in find_gaps([first, second], metrics, STANDING, BANK, data)] == [
        (
            "There is no offer of A: savings cannot be used (amounts in two currencies), and "
            "no column of this table holds spending or income."
        )
    ]
    only = Metrics(found={}, unusable=dict.fromkeys(("savings", "spending", "income"), "why"))
    assert "this table" not in str(find_gaps([first, second], only, STANDING, BANK, data)[0])


def test_limits_on_figures_that_were_named_already_are_those_above():
    catalogue = catalogue_of([
        deposit("A", "savings"),
        deposit("B", "income", negative=[{"measure": "savings", "at_least": 9}]),
    ])  # fmt: skip
    data = dataset({"Annual_Income": np.arange(10.0)}, {})
    missing = (MissingFigure(metrics=("savings",)),)
    asked = [
        Asked(product=p, reasons=(), eligible=(), negative=(), missing=own)
        for p, own in zip(catalogue.products, (missing, ()), strict=True)
    ]
    said = [str(g) for g in find_gaps(asked, Metrics(found={}, unusable={}), STANDING, BANK, data)]

    assert said[1] == (
        "Products that are offered have limits that could not be checked here: "
        "on the figures above."
    )
    assert "may be contacted" in said[-1]
