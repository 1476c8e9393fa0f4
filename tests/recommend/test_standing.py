"""Who has left, has died or does not pay gets no offer; what is not sure is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.errors import MissingColumnError
from finseg.recommend import build_customer_table
from finseg.recommend.standing import read_standing
from finseg.records.dataset import Role
from finseg.records.dates import Dates
from finseg.records.offers import Standing
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

HERE, LEFT, DIED, OWES, OUT = (int(one) for one in Standing)


def read(values, heading="Exited", role: Role = "outcome", **given):
    data = dataset({"Annual_Income": np.arange(len(values)) + 1.0}, {heading: (role, values)})
    return read_standing(data, given)


@pytest.mark.parametrize(
    ("heading", "yes", "no", "standing"),
    [
        ("Exited", "1", "0", LEFT),
        ("Churn", "Yes", "No", LEFT),
        ("Attrition_Flag", "Attrited Customer", "Existing Customer", LEFT),
        ("Customer Status", "Churned", "Stayed", LEFT),
        ("Account_Status", "CLOSED", "ACTIVE", LEFT),
        ("Deceased", "TRUE", "FALSE", DIED),
        ("client_status", "deceased", "active", DIED),
        ("Default", "1.0", "0.0", OWES),
        ("Defaulted", "1", "0", OWES),
        ("loan_status", "Charged Off", "Fully Paid", OWES),
        ("default.payment.next.month", "1", "0", OWES),
    ],
)
def test_a_column_says_it_by_its_heading_or_by_words_among_its_levels(heading, yes, no, standing):
    found = read([yes, no, None, no], heading)

    assert found.code.tolist() == [standing, HERE, HERE, HERE]
    assert found.columns == ((standing, heading),)
    assert found.asked == ()


@pytest.mark.parametrize(
    ("heading", "levels"),
    [
        ("Risk", ["good", "bad"]),
        ("loan_status", ["1", "0"]),  # approved, or not paid back
        ("target", ["1", "0"]),
        ("Churn", ["A", "B"]),
    ],
)
def test_an_outcome_that_is_not_understood_bars_nobody_and_is_asked_about(heading, levels):
    found = read(levels, heading)

    assert not found.code.any()
    assert len(found.asked) == 1
    assert f'[recommend.no_offers]: {heading} = ["' in str(found.asked[0])


@pytest.mark.parametrize(
    ("heading", "levels", "role"),
    [
        ("Personal Loan", ["1", "0"], "outcome"),  # taken up
        ("y", ["yes", "no"], "outcome"),
        ("loan_status", ["Closed", "Current"], "outcome"),  # paid back
        ("cb_person_default_on_file", ["Y", "N"], "descriptor"),  # some time ago
        ("Marital_Status", ["Divorced", "Left"], "descriptor"),
        ("Churn", ["Yes", "No"], "assignment"),  # what a model says
        ("Account_Status", ["never closed", "not in default"], "descriptor"),
        ("Churn_Probability", ["1", "0"], "descriptor"),
    ],
)
def test_what_says_nothing_of_leaving_or_not_paying_bars_nobody(heading, levels, role):
    assert not read(levels, heading, role).code.any()


def test_the_settings_say_which_values_do_and_that_none_does():
    levels = ["good", "bad", "bad", None]

    assert read(levels, "Risk", Risk=["bad"]).code.tolist() == [HERE, OUT, OUT, HERE]
    none = read(levels, "Risk", Risk=[])
    assert not none.code.any()
    assert none.asked == ()
    assert read(["1", "0"], "Exited", Exited=[0]).code.tolist() == [HERE, LEFT]


def test_a_column_that_the_settings_name_must_exist():
    with pytest.raises(MissingColumnError, match="no_offers") as caught:
        read(["1", "0"], "Exited", Exitd=[1])

    assert "`Exited`" in str(caught.value)


def test_of_several_columns_the_graver_counts():
    data = dataset(
        {"Annual_Income": np.arange(4) + 1.0},
        {
            "Exited": ("outcome", ["1", "1", "0", "1"]),
            "Deceased": ("descriptor", ["yes", "no", "yes", "no"]),
            "Default": ("outcome", ["1", "0", "0", "1"]),
        },
    )

    assert read_standing(data, {}).code.tolist() == [DIED, LEFT, DIED, OWES]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (["2024-03-01", None, "2024-07-01", "9999-12-31"], [DIED, HERE, HERE, HERE]),
        (["2024-03-01", "2024-03-02", "2024-03-03", "2024-06-30"], [HERE] * 4),  # tells nobody
    ],
)
def test_a_day_of_death_counts_once_it_has_come_and_not_where_everybody_has_one(days, codes):
    data = dataset({"Annual_Income": np.arange(4) + 1.0}, {"Date of death": ("date", days)})
    data = replace(
        data, dates=(Dates(column="Date of death", form="%Y-%m-%d"),), as_of="2024-06-30"
    )

    assert read_standing(data, {}).code.tolist() == codes


FUND: dict[str, Any] = {
    "name": "Fund", "kind": "investment", "what": "x",
    "target": [{"measure": "income", "at_least": 1}],
}  # fmt: skip
BACK = {**FUND, "name": "Come back", "kind": "advice", "win_back": True}
LEVELS = ["1", "1", "0", "0", "0", "0"]


def offers(*products, consent=None):
    extra: dict[str, Any] = {"Exited": ("outcome", LEVELS)}
    if consent:
        extra["Consent"] = ("consent", consent)
    data = dataset({"Annual_Income": np.arange(6) + 100.0}, extra)
    made = offered(data, np.arange(6) % 2, catalogue_of(list(products)), Settings())
    return made, build_customer_table(made, data, ["A", "B"], Numbers())


def test_who_has_left_gets_no_offer_and_is_told_apart_in_the_list():
    made, table = offers(FUND)

    assert table["offer_1"].to_list() == ["", "", *["Fund"] * 4]
    assert table["outcome"].to_list()[:2] == ["no offer: has left"] * 2
    assert table["withheld"].to_list()[:2] == ["Fund: has left"] * 2
    assert {g.name: g.customers for g in made.guards}["has left"] == 2
    assert "2 have left" in str(made.summarise())


def test_a_product_that_wins_back_is_for_who_has_left_and_nobody_else():
    _, table = offers(FUND, BACK)

    assert table["offer_1"].to_list() == [*["Come back"] * 2, *["Fund"] * 4]
    assert table["withheld"].to_list()[2] == "Come back: only for customers who have left"


def test_who_refused_is_not_won_back():
    _, table = offers(BACK, consent=["no", "yes", *["yes"] * 4])

    assert table["offer_1"].to_list() == ["", "Come back", *[""] * 4]
    assert table["outcome"].to_list()[0] == "no offer: opted out"
