"""Names and markers go with the customers: not with the order of a file, nor with its units."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.document.printers import to_text

K = 3
SETTINGS = {"choose": {"quick": True}, "fit": {"starts": 10}}


@pytest.fixture(scope="module")
def table():
    """Make 600 customers of three kinds, an outcome and today's tier."""
    rng = np.random.default_rng(5)
    kind = np.repeat(np.arange(K), 200)
    money = {"Annual_Income": (3.0, 0.0, 1.0), "Loan_Amount": (0.0, 2.0, 0.0)}
    columns = {
        name: np.round(np.exp(9 + np.take(shifts, kind) * 0.6 + rng.normal(0, 0.3, len(kind))), 2)
        for name, shifts in money.items()
    }
    columns["Customer_Age"] = np.round(40 + 6.0 * kind + rng.normal(0, 5, len(kind)))
    columns["Investment"] = np.round(np.exp(8 + 0.9 * (kind == 0) + rng.normal(0, 0.4, 600)), 2)
    tiers = np.array(["gold", "silver", "bronze"])[(kind + rng.integers(0, 2, 600)) % K]
    return pl.DataFrame({**columns, "Churned": (rng.random(600) < 0.1).astype(int), "Tier": tiers})


def said(study):
    """Return each customer's segment name, and each name's markers and what its words claim."""
    names = dict(zip(study.assignments["row"], study.assignments["name"], strict=True))
    segments = {
        s.name: (
            s.size,
            {t.column for t in s.markers},
            [(c.says, c.columns, round(c.deviation, 6)) for c in s.claims],
        )
        for s in study.segments
    }
    return names, segments


@pytest.fixture(scope="module")
def plain(table):
    return said(finseg.segment(table, k=K, settings=SETTINGS))


def test_the_order_of_the_rows_changes_no_name_and_no_marker(table, plain):
    order = np.random.default_rng(1).permutation(len(table))

    names, segments = said(finseg.segment(table[order], k=K, settings=SETTINGS))

    assert segments == plain[1]
    assert [names[i + 1] for i in range(len(order))] == [plain[0][j + 1] for j in order]


def test_the_order_of_the_columns_changes_no_name_and_no_marker(table, plain):
    turned = table.select(table.columns[::-1])

    assert said(finseg.segment(turned, k=K, settings=SETTINGS)) == plain


@pytest.mark.parametrize(("order_by", "order"), [("size", "rising"), ("Customer_Age", "rising")])
def test_the_numbers_of_the_segments_change_no_name_and_no_marker(table, plain, order_by, order):
    settings = {**SETTINGS, "fit": {"starts": 10, "order_by": order_by, "order": order}}

    assert said(finseg.segment(table, k=K, settings=settings)) == plain


def test_amounts_in_thousands_change_no_marker_and_only_leave_words_away(table, plain):
    """In thousands it may not be sure any more whose money it is, or how much."""
    money = ["Annual_Income", "Loan_Amount", "Investment"]
    thousands = table.with_columns(pl.col(money) / 1000)

    _, segments = said(finseg.segment(thousands, k=K, settings=SETTINGS))

    assert sorted((n, sorted(markers)) for n, markers, _ in segments.values()) == sorted(
        (n, sorted(markers)) for n, markers, _ in plain[1].values()
    )
    neutral = {"high", "low", "very", "older", "younger", "customers", "loan", "amount"}
    neutral |= {"income", "annual", "investment"}
    for name in segments.keys() - plain[1].keys():
        assert {word.strip(",").casefold() for word in name.split()} <= neutral, name


def test_a_column_that_is_gone_takes_its_claims_along(table, plain):
    study = finseg.segment(table.drop("Investment"), k=K, settings=SETTINGS)

    claimed = {c for _, _, claims in plain[1].values() for _, columns, _ in claims for c in columns}
    assert "Investment" in claimed
    assert all("Investment" not in c.columns for s in study.segments for c in s.claims)
    assert all("Investment" not in {t.column for t in s.markers} for s in study.segments)


def test_noise_without_any_groups_has_segments_near_the_average_and_they_are_called_so():
    rng = np.random.default_rng(2)
    noise = pl.DataFrame({"Annual_Income": rng.normal(50_000, 9_000, 600).round(2)})

    study = finseg.segment(noise, k=3, settings=SETTINGS)

    names = {s.name: s for s in study.segments}
    assert set(names) == {"Low income", "Near the average", "High income"}
    assert names["Near the average"].claims == ()
    assert study.verdict.kind != "natural"


def test_no_figure_of_a_single_customer_is_on_a_page(table):
    alone = table.head(1).with_columns(
        Annual_Income=pl.lit(98_765_432.1), Loan_Amount=pl.lit(87_654_321.9)
    )
    study = finseg.segment(
        pl.concat([table, alone]), k=4, settings={**SETTINGS, "prepare": {"transform": "none"}}
    )
    (few,) = (s for s in study.segments if s.size == 1)

    page = to_text(study.passport(few.id).blocks())

    assert few.name == "Too few to describe"
    assert "1 customer, " in page
    assert "98" not in page.replace("0.98", "")
    assert (
        "M"
        not in to_text(
            [study.interpretation.build_averages_table()], numbers=study.settings.numbers()
        )
        .split("Too few to describe")[1]
        .split("\n")[0]
    )
