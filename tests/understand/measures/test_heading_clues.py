"""Do the words of a heading speak for what they say, and only of the quantities they speak of?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from finseg.records.measure import Facet, Measure
from finseg.understand.column_summary import look_at
from finseg.understand.column_types import read_column
from finseg.understand.measures.clues import Clue, weigh_clues
from finseg.understand.measures.heading_clues import DIRECTIONS, find_heading_clues
from finseg.understand.measures.owners import complete_owners
from finseg.understand.measures.quantity import start_measure
from finseg.understand.quantities import QuantityGuess
from tests.builders.tables import make_table

VALUES = [float(i) for i in range(1, 41)]


def find(
    heading: str, values: list[float] | None = None, beside: Any = None, **changes: Any
) -> dict[tuple[str, str], str]:
    """Find clues of one column: what is said of a facet, and how strongly."""
    columns: dict[str, Any] = {heading: changes, **(beside or {})}
    own = dict.fromkeys(columns, values or VALUES)
    looks = [look_at(n, n, read_column(pl.Series(n, v))) for n, v in own.items()]
    clues = find_heading_clues(looks, make_table(own, **columns).columns)
    return {(c.facet, c.value): c.strength for c in clues if c.place == 0}


STOCK = {("per", "point in time"): "strong"}


@pytest.mark.parametrize(
    ("heading", "changes", "clues"),
    [
        ("x", {}, {}),
        ("household income", {"quantity": "income"}, {("whom", "household"): "strong"}),
        ("spouse income", {"quantity": "income"}, {("whom", ""): "strong"}),
        ("spouse savings", {"quantity": "savings"}, {("whom", ""): "strong", **STOCK}),
        ("spouse count", {"quantity": "count"}, {}),  # counts are nobody else's money
        ("spouse age", {"quantity": "age"}, {}),
        ("district income", {"quantity": "income"}, {("whom", "area"): "strong"}),
        ("lifetime fees", {"quantity": "fees"}, {("per", "lifetime"): "strong"}),
        ("lifetime count", {"quantity": "count"}, {("per", "lifetime"): "strong"}),
        ("lifetime debt", {"quantity": "debt"}, STOCK),
        (
            "revenue",
            {"quantity": "income"},
            {("quantity", ""): "strong", ("owner", ""): "strong"},
        ),
        ("revenue", {"quantity": "spending"}, {}),
        ("x cents", {}, {("scale", ""): "proof"}),
        ("x mio", {}, {("scale", ""): "proof"}),
        ("x scaled", {}, {("scale", "standardised"): "strong"}),
    ],
)
def test_words_speak_of_their_quantities(heading, changes, clues):
    assert find(heading, **changes) == clues


@pytest.mark.parametrize(("highest", "found"), [(35.0, True), (35.5, False)])
def test_figures_too_large_for_logarithms_are_none(highest, found):
    values = [float(i) for i in range(36)] + [highest] * 4

    assert (("scale", "logarithm") in find("ln x", values)) is found


def test_only_numbers_are_asked():
    assert find("household income", quantity="income", kind="category") == {}


@pytest.mark.parametrize(
    ("quantity", "stock"),
    [
        *((q, True) for q in ("balance", "savings", "investment", "property", "limit",
                              "available credit", "loan", "debt")),
        *((q, False) for q in ("income", "instalment", "fees", "count", "age", "none")),
    ],
)  # fmt: skip
def test_what_there_is_at_one_time_has_no_period(quantity, stock):
    sure = find("x", quantity=quantity)

    assert (sure.get(("per", "point in time")) == "strong") is stock
    assert ("per", "point in time") not in find("x", quantity=quantity, certainty="open")
    assert ("per", "point in time") not in find("x", quantity=quantity, per="month")


@pytest.mark.parametrize(
    ("heading", "quantity", "changes", "found"),
    [
        ("fees last 3 months", "fees", {}, True),
        ("fees 12m", "fees", {}, False),
        ("debt last 3 months", "debt", {}, False),
        ("premium ytd", "premium", {}, True),
        ("instalment last 3 months", "instalment", {}, True),
    ],
)
def test_flows_over_another_time_have_an_open_period(heading, quantity, changes, found):
    clues = find(heading, quantity=quantity, **changes)

    assert (clues.get(("per", "")) == "strong") is found
    if quantity == "instalment":
        assert ("per", "month") not in clues


@pytest.mark.parametrize(
    ("quantity", "changes", "found"),
    [
        ("instalment", {}, True),
        ("instalment", {"per": "year"}, False),
        ("payment", {}, False),
    ],
)
def test_instalments_are_mostly_monthly(quantity, changes, found):
    clues = find("x", quantity=quantity, **changes)

    assert (clues.get(("per", "month")) == "hint") is found


DOUBT = {("quantity", ""): "strong", ("owner", ""): "strong", ("direction", ""): "strong"}


@pytest.mark.parametrize(
    ("heading", "quantity", "beside", "doubted"),
    [
        ("bill", "debt", {}, True),
        ("bill", "debt", {"limit": {"quantity": "limit"}}, False),
        ("bill", "loan", {}, False),
        ("owed", "debt", {}, False),
    ],
)
def test_a_bill_without_a_limit_beside_it_may_be_no_debt(heading, quantity, beside, doubted):
    clues = find(heading, quantity=quantity, beside=beside)

    assert clues == (DOUBT if doubted else STOCK)


@pytest.mark.parametrize(
    ("heading", "quantity", "direction", "strength"),
    [
        ("defaults", "recency", "more is better", "strong"),
        ("defaults", "count", "more is worse", "strong"),
        ("defaults", "frequency", "more is worse", "strong"),
        ("defaults", "arrears", "more is worse", "strong"),
        ("defaults", "payment", "more is worse", "strong"),
        ("defaults", "spending", "more is worse", "strong"),
        ("defaults", "fees", "more is worse", "strong"),
        ("defaults", "ratio", "more is worse", "hint"),
        ("defaults", "none", "more is worse", "hint"),
        ("defaults", "income", "", ""),
        ("satisfaction", "score", "more is better", "hint"),
        ("satisfaction", "none", "more is better", "hint"),
        ("satisfaction", "count", "", ""),
        ("churn risk", "score", "more is worse", "hint"),
        ("churn risk", "none", "more is worse", "hint"),
        ("dti", "ratio", "more is worse", "strong"),
        ("dti", "none", "", ""),
        ("margin", "ratio", "more is better", "hint"),
        ("purchases", "spending", "more is better", "hint"),
        ("purchases", "count", "", ""),
    ],
)
def test_words_say_which_way_is_good_of_some_quantities(heading, quantity, direction, strength):
    found = {v: s for (facet, v), s in find(heading, quantity=quantity).items()
             if facet == "direction"}  # fmt: skip

    assert found == ({direction: strength} if direction else {})


def test_each_quantity_has_the_direction_that_everybody_takes():
    better = {
        "income", "savings", "investment", "property", "limit", "available credit",
        "credit score", "tenure", "employment",
    }  # fmt: skip
    worse = {"debt", "utilisation", "arrears", "recency"}

    assert {q for q, d in DIRECTIONS.items() if d == "more is better"} == better
    assert {q for q, d in DIRECTIONS.items() if d == "more is worse"} == worse


# ---- weighing -----------------------------------------------------------------------------------


def clue(value: str, strength: Any = "strong", why: str = "") -> Clue:
    return Clue(place=0, facet="owner", value=value, strength=strength, why=why or f"{value} said")


@pytest.mark.parametrize(
    ("facet", "clues", "value", "certainty", "contradicted"),
    [
        # What was guessed counts as much as it is certain.
        (("held", "sure"), [clue("owed", "hint")], "held", "sure", False),
        (("held", "likely"), [clue("owed", "hint")], "owed", "open", False),
        (("held", "likely"), [clue("owed", "strong")], "owed", "sure", False),
        (("held", "open"), [clue("owed", "hint")], "owed", "likely", False),
        (("held", "likely"), [clue("held", "hint")], "held", "likely", False),
        (("held", "likely"), [clue("held", "strong")], "held", "sure", False),
        (("held", "sure"), [clue("owed", "strong")], "owed", "open", True),
        (("held", "sure"), [clue("owed", "proof")], "owed", "sure", False),
        (("held", "sure"), [clue("", "hint")], "held", "sure", False),
        (("held", "sure"), [clue("", "strong")], "held", "open", True),
        (("held", "likely"), [clue("", "hint")], "held", "open", False),
        # Nothing speaks for these three.
        (("none", "sure"), [clue("owed", "hint")], "owed", "likely", False),
        (("as is", "sure"), [clue("owed", "hint")], "owed", "likely", False),
        (("none", "sure"), [clue("", "strong")], "none", "open", True),
        (("none", "sure"), [clue("", "hint")], "none", "open", False),
        # Proofs.
        (("", "open"), [clue("held", "proof"), clue("owed", "proof")], "owed", "sure", False),
        (("", "open"), [clue("held", "proof"), clue("", "proof")], "held", "open", True),
        (("", "open"), [clue("held", "proof"), clue("", "strong")], "held", "sure", False),
        # The strongest of several counts, once.
        (("", "open"), [clue("held", "hint"), clue("held", "hint")], "held", "likely", False),
        (("", "open"), [clue("held", "hint"), clue("held", "strong")], "held", "sure", False),
        (("", "open"), [clue("held", "hint"), clue("owed", "hint")], "owed", "open", False),
    ],
)  # fmt: skip
def test_clues_and_guess_are_weighed_against_each_other(
    facet, clues, value, certainty, contradicted
):
    known: Facet[Any] = Facet(value=facet[0], certainty=facet[1], evidence=("guess",))

    found = weigh_clues(known, clues)

    assert (found.value, found.certainty, found.contradicted) == (value, certainty, contradicted)
    assert found.evidence[-1] == "guess"


def test_evidence_comes_the_strongest_first_and_each_once():
    clues = [clue("b", "hint", "z"), clue("b", "hint", "y"), clue("a", "hint", "x"),
             clue("c", "proof", "w"), clue("a", "strong", "x")]  # fmt: skip
    known: Facet[Any] = Facet(value="", evidence=("y", "guess"))

    assert weigh_clues(known, clues).evidence == ("w", "x", "y", "z", "guess")
    assert weigh_clues(known, []) is known


# ---- the beginning ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "quantity", "certainty"),
    [
        ("given", "income", "given"), ("high", "income", "sure"), ("fair", "income", "likely"),
        ("low", "income", "open"), ("high", "none", "likely"), ("fair", "none", "likely"),
        ("given", "none", "given"),
    ],
)  # fmt: skip
def test_a_guess_is_as_certain_as_it_is_confident(confidence, quantity, certainty):
    guess = QuantityGuess(quantity=quantity, unit="none", confidence=confidence, reason="seen")

    measure = start_measure(guess, "lakhs", "month")

    assert measure.quantity == Facet(value=quantity, certainty=certainty, evidence=("seen",))
    assert measure.scale == Facet(value="lakhs", certainty=certainty)
    assert measure.per == Facet(
        value="month", certainty="sure", evidence=("per month, as the heading says",)
    )


@pytest.mark.parametrize(
    ("unit", "scale"),
    [("thousands", "thousands"), ("lakhs", "lakhs"), ("percent", "percent"), ("share", "share"),
     ("currency", "as is"), ("none", "as is"), ("years", "as is")],
)  # fmt: skip
def test_the_scale_is_that_of_the_unit_and_a_doubt_leaves_it_open(unit, scale):
    plain = QuantityGuess(quantity="income", unit="none", confidence="high", reason="")
    doubt = replace(plain, scale_doubt="why", scale=(0.0, 9.0))

    assert start_measure(plain, unit, "").scale == Facet(value=scale, certainty="sure")
    doubted = start_measure(doubt, unit, "")
    assert doubted.scale == Facet(value=scale, evidence=("why",))
    assert doubted.ends == (0.0, 9.0)
    assert (doubted.quantity.evidence, doubted.per) == ((), Measure().per)


OWNERS = {
    "savings": "held", "investment": "held", "property": "held", "loan": "owed", "debt": "owed",
    "income": "flow in", "spending": "flow out", "fees": "flow out", "premium": "flow out",
    "instalment": "flow out", "payment": "flow out", "limit": "limit",
    "available credit": "limit", "age": "", "count": "", "none": "",
}  # fmt: skip


@pytest.mark.parametrize(("quantity", "owner"), OWNERS.items())
@pytest.mark.parametrize("certainty", ["sure", "likely"])
def test_most_kinds_of_money_have_but_one_owner(quantity, owner, certainty):
    columns = make_table(
        {"a": [1.0]}, a={"quantity": quantity, "certainty": certainty, "evidence": "e"}
    ).columns

    (found,) = complete_owners(columns)

    expected: Facet[Any] = Facet(value=owner, certainty=certainty, evidence=("e",))
    assert found.measure.owner == (expected if owner else Facet(value=""))


@pytest.mark.parametrize(
    ("role", "owner"), [("feature", ""), ("descriptor", ""), ("ignore", "held"), ("id", "held")]
)
def test_a_balance_beside_a_limit_that_is_looked_at_may_be_held_or_owed(role, owner):
    known = {"quantity": "balance", "certainty": "likely", "evidence": "e"}
    columns = make_table(
        {"Balance": [1.0], "Limit": [1.0]},
        Balance=known, Limit={"quantity": "limit", "role": role},
    ).columns  # fmt: skip

    found = complete_owners(columns)[0].measure.owner

    assert (found.value, found.certainty) == (owner, "likely" if owner else "open")
    assert found.evidence == (
        ("e",) if owner else ("it may be money that is held, or money that is owed",)
    )


@pytest.mark.parametrize(("values", "said"), [([3.0] * 40, False), ([*[3.0] * 39, 4.0], True)])
def test_what_is_the_same_for_everybody_was_not_standardised(values, said):
    assert (("scale", "standardised") in find("Z_CostContact", values)) == said


@pytest.mark.parametrize(
    ("heading", "whom"),
    [
        ("revenu du foyer", "household"),
        ("renda familiar", "household"),
        ("fam inc", "household"),
        ("dochód rodziny", "household"),
        ("own income", None),
    ],
)
def test_of_whom_an_income_is_is_read_in_every_language(heading, whom):
    found = find(heading, quantity="income")

    assert found.get(("whom", "household")) == ("strong" if whom else None)
