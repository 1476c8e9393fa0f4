from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.interpret.existing import compare_existing
from finseg.interpret.holdings import add_up_holdings
from finseg.interpret.outside import compare_outside
from finseg.records.dataset import Role
from finseg.records.outside import OUTSIDE_ROLES, OutsideColumn
from finseg.settings import Settings
from finseg.understand import read_source
from tests.builders.measures import make_sure_measure

N = 900
NAMES = ("A", "B", "C")


def customers(seed=2, **roles):
    """Three segments, two columns that go with them, and two that do not."""
    rng = np.random.default_rng(seed)
    segment = np.arange(N) % 3
    table = pl.DataFrame(
        {
            "income": np.round(rng.lognormal(10, 1, N), 2),
            "loan": np.where(rng.random(N) < 0.3, 0.0, np.round(rng.lognormal(9, 1, N), 2)),
            "channel": np.array(["branch", "web", "app"])[
                np.where(rng.random(N) < 0.6, segment, rng.integers(0, 3, N))
            ],
            "colour": rng.choice(["red", "blue"], N),
            "visits": (rng.poisson(4, N) + 3 * (segment == 2)).astype(float),
            "tier": np.array(["gold", "silver", "bronze"])[segment],
        }
    )
    chosen: dict[str, Role] = {
        "visits": "descriptor",
        "channel": "descriptor",
        "tier": "existing",
        **roles,
    }
    dataset = read_source(table, Settings.from_tree({"read": {"roles": chosen}}))
    return dataset, segment.astype(np.int64)


def test_columns_that_go_with_the_segments_are_found_and_others_are_not():
    dataset, segment = customers()

    outside = compare_outside(dataset, segment, 3)

    clear = {c.outside.column.name: c.is_clear for c in outside.comparisons}
    assert clear == {"channel": True, "visits": True, "colour": False}


def test_shares_and_indices_are_those_counted_by_hand():
    dataset, segment = customers()
    outside = compare_outside(dataset, segment, 3)
    (channel,) = [c for c in outside.comparisons if c.outside.column.name == "channel"]

    told = dataset.table["channel"].to_numpy()
    for s, levels in enumerate(channel.levels):
        for level in levels:
            share = (told[segment == s] == level.level).mean()
            assert level.share == pytest.approx(share)
            assert level.index == pytest.approx(share / (told == level.level).mean())
            assert level.low < share < level.high


def test_no_feature_can_be_tested_and_every_tested_role_is_no_feature():
    dataset, segment = customers()
    for column in dataset.features:
        with pytest.raises(ValueError, match="may be tested"):
            OutsideColumn(column)

    assert {"feature", "assignment", "id"}.isdisjoint(OUTSIDE_ROLES)
    assert set(OUTSIDE_ROLES) <= set(get_args(Role))
    tested = {c.outside.column.name for c in compare_outside(dataset, segment, 3).comparisons}
    assert tested.isdisjoint({c.name for c in dataset.features})


def test_on_noise_hardly_any_set_of_columns_gives_a_false_alarm():
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(60):
        columns = {f"d{j}": rng.normal(size=200) for j in range(8)}
        roles: dict[str, Role] = dict.fromkeys(columns, "descriptor")
        table = pl.DataFrame({**columns, "income": rng.normal(size=200)})
        dataset = read_source(table, Settings.from_tree({"read": {"roles": roles}}))
        found = compare_outside(dataset, rng.integers(0, 4, 200), 4)
        alarms += any(c.is_clear for c in found.comparisons)

    assert alarms <= 8  # 5 % of 60 is 3; more than 8 has a chance below 1 %


def test_a_column_that_cannot_be_compared_is_named_with_its_reason():
    dataset, segment = customers()
    table = dataset.table.with_columns(town=pl.Series([f"town {i % 80}" for i in range(N)]))
    wide = read_source(table, Settings.from_tree({"read": {"roles": {"town": "descriptor"}}}))

    outside = compare_outside(wide, segment, 3)

    assert {name: str(why) for name, why in outside.left_out} == {"town": "it has 80 levels"}
    assert "`town` was not compared" in to_text(outside.blocks(NAMES))


def test_the_shares_of_money_add_up_and_are_those_added_by_hand():
    dataset, segment = customers()

    holdings = add_up_holdings(dataset, segment, 3)

    by_name = {h.column: h for h in holdings.columns}
    loan = dataset.table["loan"].to_numpy()
    assert by_name["loan"].total == pytest.approx(loan.sum())
    assert sum(by_name["loan"].shares) == pytest.approx(1)
    assert by_name["loan"].shares[1] == pytest.approx(loan[segment == 1].sum() / loan.sum())
    most = np.sort(loan)[-N // 10 :].sum() / loan.sum()
    assert by_name["loan"].top_share == pytest.approx(most)
    assert "Who holds the money" in to_text(holdings.blocks(NAMES))


def test_amounts_below_zero_are_counted_and_left_out():
    table = pl.DataFrame({"balance": [float(v) for v in range(-5, 45)]})
    dataset = read_source(table, Settings())
    (balance,) = dataset.columns
    balance = replace(balance, unit="currency", measure=make_sure_measure("balance"))
    dataset = replace(dataset, columns=(balance,))

    (holding,) = add_up_holdings(dataset, np.zeros(50, dtype=np.int64), 1).columns

    assert holding.below_zero == 5
    assert holding.total == sum(range(45))


def test_tiers_that_are_the_segments_agree_fully_and_everyone_stays():
    dataset, segment = customers()

    (existing,) = compare_existing(dataset, segment, 3)

    assert existing.agreement == 1
    assert existing.stay_share == 1
    assert "gold to 0 A (100.0%)" in to_text(existing.blocks(NAMES))


def test_tiers_that_have_nothing_to_do_with_the_segments_do_not_agree():
    dataset, segment = customers()
    mixed = np.random.default_rng(0).permutation(segment)

    (existing,) = compare_existing(dataset, mixed, 3)

    assert abs(existing.agreement) < 0.02
    assert existing.stay_share < 0.45
