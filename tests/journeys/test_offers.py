"""The offers of the reference study, read as a product manager would and counted again."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

import finseg

UNSECURED = {"Instalment loan", "Rewards card", "Balance transfer", "Overdraft"}
CREDIT = UNSECURED | {"Home loan", "Secured card"}
SLOTS = ("offer_1", "offer_2", "offer_3")


@pytest.fixture(scope="module")
def customers():
    source = pl.read_csv(finseg.example("customers.csv"))
    return source.with_columns(loan_to_income=pl.col("Loan_Amount") / pl.col("Annual_Income"))


@pytest.fixture(scope="module")
def folder(reference, tmp_path_factory):
    return reference.write(tmp_path_factory.mktemp("offers") / "out")


@pytest.fixture(scope="module")
def written(folder, customers):
    return pl.read_csv(folder / "offers.csv").with_columns(customers)


def offered(rows, products):
    return rows.filter(pl.any_horizontal(pl.col(slot).is_in(list(products)) for slot in SLOTS))


def stances(study, product):
    names = [line.name for line in study.offers.lines]
    place = names.index(product)
    return [study.offers.find_cell(place, s).stance for s in range(len(study.segments))]


def test_no_credit_below_the_floor_or_beyond_the_limit(written):
    got = offered(written, CREDIT)

    assert len(got) > 0
    assert got["Credit_Score"].min() >= 550
    assert got["loan_to_income"].max() <= 0.5
    assert offered(written, UNSECURED)["Credit_Score"].min() >= 650


def test_the_stretched_get_help_and_no_investment_is_sold_against_their_debt(written):
    stretched = written.filter(pl.col("loan_to_income") > 0.5)
    helped = stretched["offer_1"].is_in(["Debt review and repayment plan", "Debt counselling"])

    assert len(stretched) > 200
    assert helped.all()
    assert len(offered(stretched, {"Mutual-fund plan", "Pension plan", "Term deposit"})) == 0
    assert set(stretched.filter(pl.col("loan_to_income") >= 1)["offer_1"]) == {"Debt counselling"}


def test_the_segments_are_made_of_age_so_they_decide_nothing(reference, written):
    assert reference.offers.deciding.protected == ("Customer_Age",)
    assert not any(action.target for action in reference.offers.actions)
    assert set(written["codes_1"].str.extract(r"(?:^|; )(income>p\d+)").drop_nulls()) == {
        "income>p90"
    }


def test_the_segments_get_sensible_actions_that_rest_on_their_customers_own_figures(reference):
    assert [action.product for action in reference.offers.actions] == [
        "Investment advice",
        "Debt review and repayment plan",
        "Savings account",
        "Savings account",
    ]
    assert stances(reference, "Mutual-fund plan")[3] == "target"
    assert stances(reference, "Mutual-fund plan")[1] == "neutral"
    assert stances(reference, "Instalment loan")[:2] == ["not for", "not for"]
    assert stances(reference, "Balance transfer") == ["unknown"] * 4


def test_no_offer_is_a_normal_answer_and_every_customer_has_one_line(reference, written):
    assert len(written) == 1000
    assert written["row"].to_list() == list(range(1, 1001))
    counts = dict(written["outcome"].value_counts().iter_rows())
    assert counts["offer"] == reference.offers.customers_with_offer < 1000
    assert sum(counts.values()) == 1000


def test_every_reason_is_true_when_it_is_counted_again_from_the_file(written):
    sources = {
        "income": "Annual_Income",
        "investment": "Investment",
        "credit score": "Credit_Score",
        "loan to income": "loan_to_income",
    }
    told = 0
    for slot in (1, 2, 3):
        for row in written.filter(pl.col(f"offer_{slot}") != "").iter_rows(named=True):
            for code in row[f"codes_{slot}"].split("; "):
                measure = next(m for m in sources if code.startswith(m))
                values, own = written[sources[measure]].to_numpy(), row[sources[measure]]
                for part in code.removeprefix(measure).split(" and "):
                    told += 1
                    assert true(part, own, values), (code, own)
    assert told > 1500


def true(part, own, values):
    for sign, holds in (
        (">=", lambda limit: own >= limit),
        ("<=", lambda limit: own <= limit),
        (">p", lambda limit: np.mean(values < own) >= limit / 100),
        ("<p", lambda limit: np.mean(values > own) >= 1 - limit / 100),
        (">", lambda limit: own > limit),
    ):
        if part.startswith(sign):
            return holds(float(part.removeprefix(sign)))
    raise AssertionError(part)


def test_manifest_report_and_model_know_of_the_offers(folder, reference):
    outcome = json.loads((folder / "manifest.json").read_text("utf-8"))["outcome"]["offers"]
    page = (folder / "report.html").read_text("utf-8")

    assert outcome["with_offer"] == reference.offers.customers_with_offer
    assert {g["name"] for g in outcome["guardrails"]} >= {"consent", "score floor", "utilisation"}
    assert 'id="offers"' in page
    assert "no utilisation in this table" in page
    assert "not checked" in page
    assert page.count('<span>Offer</span> <a href="#offers">') == 4
    assert (folder / "figures" / "targeting.svg").exists()


def test_renaming_a_segment_renames_it_in_the_offers_too(reference):
    renamed = reference.rename({0: "Gold"})

    assert set(renamed.offers_table.filter(pl.col("segment") == 0)["name"]) == {"Gold"}
    assert renamed.offers_table["offer_1"].equals(reference.offers_table["offer_1"])
