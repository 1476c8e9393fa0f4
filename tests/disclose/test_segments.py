"""Are claims and doubts hidden by what they rest on, whatever their words say?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.disclose.segments import disclose_interpretation
from finseg.document.said import BesideLimit, say
from finseg.records.interpretation import Claim, Doubt
from tests.disclose.test_study import LEAST, an_interpretation


def shown(changes, *, sizes=(30, 60), holders=None, kind="claims", column="owed"):
    """Disclose one claim or doubt on a column of the first of two segments."""
    rng = np.random.default_rng(4)
    segment = np.repeat([0, 1], sizes)
    values = rng.lognormal(3, 1, (sum(sizes), 2))
    if holders is not None:
        values[holders : sizes[0], 0] = 0.0
    made = an_interpretation(segment, values, np.zeros(sum(sizes)), 2)
    plain = say("quotes {value}", value=BesideLimit(12.0, 9.0, "currency", 200))
    one: Claim | Doubt
    if kind == "claims":
        facts: dict[str, Any] = {
            "says": "W",
            "axis": "x",
            "figure": plain,
            "deviation": 1.0,
            "columns": (column,),
        }
        one = Claim(**(facts | changes))
    else:
        one = Doubt(**({"says": plain, "columns": (column,)} | changes))
    first = replace(made.segments[0], **{kind: (one,)})
    after = disclose_interpretation(replace(made, segments=(first, made.segments[1])), LEAST)
    return bool(getattr(after.segments[0], kind))


@pytest.mark.parametrize(("customers", "left"), [(LEAST - 1, False), (LEAST, True)])
@pytest.mark.parametrize(("kind", "field"), [("claims", "figure"), ("doubts", "says")])
def test_a_figure_of_few_takes_claim_and_doubt_along(kind, field, customers, left):
    figure = say("any words {x}", x=BesideLimit(12.0, 9.0, "currency", customers))

    assert shown({field: figure}, kind=kind) is left


@pytest.mark.parametrize(("sizes", "left"), [((9, 60), False), ((10, 60), True)])
def test_a_claim_on_a_median_needs_enough_customers_on_either_side(sizes, left):
    assert shown({"middle": "median"}, sizes=sizes) is left
    assert shown({"middle": "mean"}, sizes=sizes) is True


@pytest.mark.parametrize(("holders", "left"), [(LEAST - 1, False), (LEAST, True)])
def test_a_claim_on_a_mean_needs_enough_who_have_an_amount(holders, left):
    # As many of the first segment have an amount; the others' zeros are no amounts.
    assert shown({}, sizes=(60, 90), holders=holders) is left


def test_the_money_a_claim_compares_with_must_be_shown_too():
    assert shown({"columns": ("held",), "more_than": ("owed",)}, sizes=(60, 90), holders=3) is False
    assert shown({"columns": ("held",)}, sizes=(60, 90), holders=3) is True


def test_what_needs_no_customer_stays():
    assert shown({"says": say("a word judges people"), "columns": ()}, kind="doubts") is True


def test_a_mean_of_all_customers_that_is_hidden_is_quoted_beside_no_segment():
    rng = np.random.default_rng(4)
    values = rng.lognormal(3, 1, (90, 2))
    values[3:, 0] = 0.0  # three customers of all owe anything
    made = an_interpretation(np.repeat([0, 1], (30, 60)), values, np.zeros(90), 2)
    figure = say("nothing against {all}", all=BesideLimit(1.0, 0.0, "currency", 90))
    claim = Claim(says="W", axis="x", figure=figure, deviation=-1.0, columns=("owed",))
    second = replace(made.segments[1], claims=(claim,))

    after = disclose_interpretation(replace(made, segments=(made.segments[0], second)), LEAST)

    assert np.isnan(after.population[0].mean)
    assert after.segments[1].claims == ()
