"""Is the right column left out, for the right reason, and does the user have the last word?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.check import check
from finseg.check.pairs import find_redundancy
from finseg.records.redundancy import Redundancy
from finseg.settings import Settings
from finseg.understand import read_source

N = 500


def found(table, *, redundant="leave out exact", roles=None) -> Redundancy:
    settings = Settings().change_section("prepare", redundant=redundant)
    settings = settings.change_section("read", roles=roles or {})
    return find_redundancy(read_source(pl.DataFrame(table), settings), settings.prepare)


def left_out(table, **how):
    return [r.column for r in found(table, **how).relations_left_out]


@pytest.fixture
def card(rng):
    limit, balance = rng.gamma(3, 3000, N).round(), rng.gamma(2, 400, N).round()
    return {"Credit_Limit": limit, "Balance": balance, "Avg_Open_To_Buy": limit - balance}


@pytest.fixture
def spending(rng):
    once, instalments = rng.gamma(2, 300, N).round(2), rng.gamma(1, 400, N).round(2)
    return {"spent": once + instalments, "once": once, "in_parts": instalments}


def test_of_a_limit_a_balance_and_what_is_left_the_remainder_is_left_out(card):
    (relation,) = found(card).relations

    assert relation.column == "Avg_Open_To_Buy"
    assert str(relation.formula) == "`Credit_Limit` − `Balance`"
    assert "open to buy" in str(relation.why)


def test_of_a_sum_without_a_telling_name_the_sum_is_left_out(spending):
    (relation,) = found(spending).relations

    assert relation.column == "spent"
    assert str(relation.formula) == "`once` + `in_parts`"


def test_the_order_of_the_columns_does_not_change_which_one_is_left_out(card, spending):
    for table in (card, spending):
        turned = dict(reversed(table.items()))
        assert left_out(turned) == left_out(table)


@pytest.mark.parametrize("given", ["Avg_Open_To_Buy", "Credit_Limit"])
def test_a_column_given_as_a_feature_is_never_left_out(card, given):
    assert given not in left_out(card, roles={given: "feature"})


def test_of_two_copies_the_one_given_as_a_feature_stays(rng):
    table = {"income": rng.gamma(3, 9000, N).round(), "other": rng.gamma(3, 9, N)}
    table["yearly"] = table["income"] * 12

    assert left_out(table) == ["yearly"]
    redundancy = found(table, roles={"yearly": "feature"})
    assert [(r.column, str(r.formula)) for r in redundancy.relations_left_out] == [
        ("income", "0.0833333 × `yearly`")
    ]


@pytest.mark.parametrize(
    ("redundant", "out"),
    [("leave out exact", []), ("leave out", ["wages"]), ("share", []), ("keep", [])],
)
def test_a_near_copy_is_left_out_only_where_that_is_asked_for(rng, redundant, out):
    income = rng.gamma(3, 9000, N)
    table = {
        "income": income,
        "spent": rng.gamma(2, 300, N),
        "wages": income + rng.normal(0, 99, N),
    }

    redundancy = found(table, redundant=redundant)

    assert [r.column for r in redundancy.relations_left_out] == out
    assert [r.kind for r in redundancy.relations] == ["near copy"]
    weights = {"income": 0.5**0.5, "wages": 0.5**0.5} if redundant == "share" else {}
    assert redundancy.find_shared_weights() == pytest.approx(weights)


@pytest.mark.parametrize(("spread", "shared"), [(900, False), (90, True)])
def test_near_copies_by_value_alone_do_not_share_one_weight(spread, shared):
    rng = np.random.default_rng(1)
    money = np.exp(rng.normal(0, 1.6, 2_000)) * 1_000
    table = {
        "visits_amount": money.round(2),
        "spend_total": (money + np.abs(rng.normal(0, spread, 2_000))).round(2),
        "points": rng.normal(50, 9, 2_000),
    }

    redundancy = found(table, redundant="share copies")

    (relation,) = redundancy.relations
    (group,) = redundancy.groups
    assert (relation.kind, group.shared) == ("near copy", shared)
    assert (group.agreement < 0.95) != shared
    assert ("share one weight" in str(relation.why)) == shared
    assert bool(redundancy.find_shared_weights()) == shared


def test_keep_keeps_everything_and_still_says_it(card):
    table = {**card, "limit_again": card["Credit_Limit"]}

    redundancy = found(table, redundant="keep")

    assert redundancy.relations_left_out == ()
    assert [r.kind for r in redundancy.relations] == ["copy", "sum"]


def test_a_utilisation_is_known_as_a_ratio_and_kept(card):
    table = {**card, "Utilisation": (card["Balance"] / card["Credit_Limit"]).round(3)}

    redundancy = found(table)

    ratios = [r for r in redundancy.relations if r.kind == "ratio"]
    assert [(r.column, str(r.formula), r.left_out) for r in ratios] == [
        ("Utilisation", "`Balance` / `Credit_Limit`", False)
    ]


@pytest.mark.parametrize("above", [("Loan",), ("Loan", "Card debt")])
def test_a_debt_ratio_beside_its_parts_is_described_as_derived_ones_are(above, rng):
    table = {name: rng.gamma(2, 9000, N).round() for name in ("Loan", "Card debt", "Income")}
    ratio = sum(table[name] for name in above) / table["Income"] * 100
    table = {**table, "Debt ratio": ratio.round(4)}

    assert left_out(table) == ["Debt ratio"]
    assert left_out(table, redundant="keep") == []
    assert left_out(table, roles={"Debt ratio": "feature"}) == []
    clustered = Settings().change_section("prepare", ratios="cluster")
    dataset = read_source(pl.DataFrame(table), clustered)
    assert find_redundancy(dataset, clustered.prepare).relations_left_out == ()
    assert left_out({**table, "Debt ratio": rng.permutation(ratio)}) == []


def test_columns_of_one_idea_are_grouped_with_their_weight(rng):
    count = rng.poisson(30, N).astype(float)
    table = {
        "amount": count * rng.normal(50, 2, N),
        "count": count,
        "age": rng.integers(18, 80, N),
    }

    (group,) = found(table).groups

    assert group.columns == ("amount", "count")
    assert 1.8 < group.weight <= 2.0


def test_each_idea_is_told_once_however_many_columns_repeat_it(card):
    table = {
        **card,
        "limit_again ": card["Credit_Limit"],  # read as a name without the blank
        "limit_in_cents ": card["Credit_Limit"] * 100,
    }

    assert sorted(left_out(table)) == ["Avg_Open_To_Buy", "limit_again", "limit_in_cents"]


def test_a_sum_that_can_be_split_in_two_ways_is_related_once(rng):
    spent = rng.gamma(4, 900, N).round()
    card, home = (spent * rng.uniform(0.2, 0.8, N)).round(), (spent * rng.uniform(0, 1, N)).round()
    table = {"card": card, "cash": spent - card, "home": home, "abroad": spent - home}

    columns = [r.column for r in found({**table, "spent": spent}).relations]

    assert sorted(columns) == sorted(set(columns))
    assert "spent" in columns


def test_of_three_near_copies_two_are_left_out(rng):
    income = rng.gamma(3, 9000, N)
    near = {f"{name} ": income + rng.normal(0, 99, N) for name in ("wages", "salary")}
    table = {"income ": income, **near, "spent": rng.gamma(2, 300, N)}

    assert sorted(left_out(table, redundant="leave out")) == ["salary", "wages"]


def test_what_is_left_out_is_a_descriptor_with_its_reason_and_no_longer_looked_at_as_a_feature(
    card,
):
    card["Avg_Open_To_Buy"] = pl.Series([None, *card["Avg_Open_To_Buy"][1:]])
    settings = Settings()
    dataset = read_source(pl.DataFrame(card), settings)

    checked = check(dataset, settings)
    settled = checked.redundancy.apply_to_dataset(dataset)

    column = settled.find_column("Avg_Open_To_Buy")
    assert (column.role, str(column.follows)) == ("descriptor", "`Credit_Limit` − `Balance`")
    assert str(column.reason) == "left out: exactly `Credit_Limit` − `Balance`"
    assert [c.name for c in settled.profile_only_columns] == ["Avg_Open_To_Buy"]
    assert "D033" not in {f.code for f in checked.findings}  # nothing of it is filled


def test_more_features_than_are_searched_is_said(rng):
    table = {f"x{j}": rng.normal(size=N) for j in range(61)}
    settings = Settings()

    codes = {f.code for f in check(read_source(pl.DataFrame(table), settings), settings).findings}

    assert "D046" in codes


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_tables_too_small_to_say_anything_have_no_redundancy(rows):
    table = {"a": np.arange(rows) * 1.5, "b": np.arange(rows) * 3.0 + 0.1}

    assert found(table) == Redundancy()
