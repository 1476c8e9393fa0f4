"""What columns show of one another holds in all rows, but for a few that are counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.records.measure import Measure
from finseg.settings import Settings
from finseg.understand import read_source

N = 1_000


def read(table: dict[str, Any]) -> dict[str, Measure]:
    return {c.original: c.measure for c in read_source(pl.DataFrame(table), Settings()).columns}


@pytest.mark.parametrize(("above", "owed"), [(0, True), (8, True), (40, False)])
def test_a_few_may_have_drawn_more_than_their_limit(above, owed, rng):
    limit = rng.lognormal(8, 0.6, N).round()
    drawn = (limit * rng.random(N)).round(2)
    drawn[:above] = limit[:above] * 1.05

    owner = read({"Credit limit": limit, "Balance": drawn, "x": rng.normal(size=N)})[
        "Balance"
    ].owner

    assert (owner.value == "owed" and owner.acts) is owed
    if above == 8:
        assert "(in 992 of 1,000 rows)" in " ".join(map(str, owner.evidence))


@pytest.mark.parametrize(("odd", "known"), [(0, True), (2, True), (40, False)])
def test_a_span_is_0_where_the_count_is_but_for_a_few_rows(odd, known, rng):
    count = rng.integers(0, 4, N)
    span = np.where(count > 0, 1 + rng.integers(0, 300, N), 0)
    span[np.flatnonzero(count == 0)[:odd]] = 40
    table = {"frequency": count, "recency": span, "money": rng.lognormal(4, 1, N)}

    found = read(table)["recency"].quantity

    assert (found.certainty == "open") is known
    mixed = read({**table, "recency": rng.permutation(span)})["recency"].quantity
    assert mixed.certainty == "sure"


def test_what_the_sampled_rows_show_must_hold_in_all_of_them(rng):
    rows = 30_000
    limit = rng.lognormal(8, 0.6, rows).round()
    drawn = (limit * rng.random(rows)).round(2)
    drawn[:150] = limit[:150] + 1

    owner = read({"Credit limit": limit, "Balance": drawn, "x": rng.normal(size=rows)})[
        "Balance"
    ].owner

    assert owner.value == "owed"
    assert "(in 29,850 of 30,000 rows)" in " ".join(map(str, owner.evidence))
