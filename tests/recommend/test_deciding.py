"""Which segments count in who gets an offer: stable ones that carry no protected column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.recommend import build_customer_table
from finseg.recommend.deciding import find_protected_features
from finseg.records.dataset import ColumnPart
from finseg.records.deciding import Deciding
from finseg.records.offers import Outcome
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered

FUND = {
    "name": "Fund", "kind": "investment", "what": "x",
    "need": [{"says": "earn more", "axis": "income", "at_least": 0.3}],
    "target": [{"measure": "income", "above": 0.6}],
    "eligible": [{"measure": "age", "at_least": 18, "if_known": True}],
    "negative": [{"measure": "age", "at_least": 75}],
}  # fmt: skip
INCOME = np.concatenate([np.arange(1e4, 3e4, 1e3), np.arange(3e4, 6.9e4, 1e3)[:20]])
SEGMENT = np.repeat([0, 1], 20)


def offers_of(columns, stable=range(9), **given):
    data = dataset(columns, {})
    data = replace(
        data,
        columns=tuple(
            replace(c, role=given[c.name], given=True) if c.name in given else c
            for c in data.columns
        ),
    )
    return offered(data, SEGMENT, catalogue_of([FUND]), Settings(), stable=stable), data


def first_offers(offers):
    return (offers.decisions.offers[:, 0] == 0).tolist()


def test_a_stable_segment_that_is_a_target_lowers_the_limit_and_another_does_not():
    offers, data = offers_of({"Annual_Income": INCOME})
    table = build_customer_table(offers, data, ["A", "B"], Settings().numbers())

    assert first_offers(offers) == [i >= 24 for i in range(40)]  # above the 60th percentile
    assert set(table["codes_1"][24:]) == {"income>p60"}
    assert offers.deciding.describe() == ""


@pytest.mark.parametrize("stable", [(0,), ()])
def test_in_a_segment_that_is_not_stable_the_customer_s_own_figure_decides(stable):
    offers, data = offers_of({"Annual_Income": INCOME}, stable)
    table = build_customer_table(offers, data, ["A", "B"], Settings().numbers())

    assert first_offers(offers) == [i >= 36 for i in range(40)]  # above the 90th percentile
    assert set(table["codes_1"][36:]) == {"income>p90"}
    assert "stable enough to rely on" in str(offers.deciding.describe())
    assert not offers.actions[1].target


def test_a_segment_that_is_not_stable_forbids_nothing():
    poor = {**FUND, "need": [], "against": [{"says": "earn", "axis": "income", "at_least": 0.3}]}
    for stable, offered_to in ((range(9), 0), ((0,), 4)):
        made = offered(
            dataset({"Annual_Income": INCOME}, {}), SEGMENT, catalogue_of([poor]), Settings(),
            stable=stable,
        )  # fmt: skip
        assert made.customers_with_offer == offered_to


def test_the_same_income_gets_the_same_offer_at_any_age_but_for_legal_limits():
    """The segments follow age, and older customers earn more: being in one must count nothing."""
    age = np.concatenate([np.linspace(20, 40, 20), np.linspace(50, 70, 20)])
    made = {}
    for name, ages in (("old", age), ("swapped", age[::-1]), ("limits", np.full(40, 80.0))):
        made[name], _ = offers_of({"Annual_Income": INCOME, "Age": ages})

    assert first_offers(made["old"]) == first_offers(made["swapped"])
    assert first_offers(made["old"]) == [i >= 36 for i in range(40)]
    assert not any(first_offers(made["limits"]))
    assert "`Age`, which is protected" in str(made["old"].deciding.describe())
    rule = next(g.rule for g in made["old"].guards if g.name == "protected attributes")
    assert "`Age`: read only to see who is too young or too old" in str(rule)
    assert "`Age`: the segments are made of it, so the segment counts for nothing" in str(rule)


def test_where_age_is_described_only_the_segments_count():
    offers, _ = offers_of({"Annual_Income": INCOME, "Age": np.full(40, 40.0)}, Age="descriptor")

    assert first_offers(offers) == [i >= 24 for i in range(40)]


@pytest.mark.parametrize(
    ("heading", "found"),
    [("Gender", True), ("Age", True), ("Marital_Status", True), ("Account_Age", False)],
)
def test_a_protected_column_is_one_whatever_role_the_settings_give_it(heading, found):
    data = dataset({"Annual_Income": INCOME}, {"X": ("ignore", ["a"] * 40)})
    first, second = data.columns
    data = replace(data, columns=(replace(first, original=heading), second))

    assert bool(find_protected_features(data)) == found
    # A column made of a protected one carries it, too.
    made = replace(first, original="Made", parts=(ColumnPart(column="X"),))
    data = replace(data, columns=(made, replace(second, original=heading)))
    assert bool(find_protected_features(data)) == found


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ((True, True), ""),
        ((True, False), "Segment 1 is not stable enough to rely on. So offers there"),
        ((False, True, False), "Segments 0 and 2 are not stable enough to rely on."),
        ((False, False), "No segment is stable enough to rely on."),
    ],
)
def test_it_is_said_which_segments_decide_nothing(segments, said):
    assert str(Deciding(segments=segments).describe()).startswith(said)


def test_who_has_a_reason_and_who_has_none_add_up_to_all_who_can_be_asked():
    """The growth table and the summary count by one rule."""
    offers, _ = offers_of(
        {"Annual_Income": INCOME, "Age": np.tile([40.0, 80.0], 20)}, Age="descriptor"
    )
    outcome = offers.decisions.outcome
    shares = [
        next(p.score for p in w.attractiveness if p.name == "demand") * 20 for w in offers.worth
    ]

    assert sum(shares) == pytest.approx(16)  # above the 60th percentile, half of them too old
    assert int((outcome == Outcome.OFFER).sum()) == 8
    assert int((outcome == Outcome.WITHHELD).sum()) == 8
    assert int((outcome == Outcome.NO_REASON).sum()) == 24
