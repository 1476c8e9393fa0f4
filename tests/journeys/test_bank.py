"""Does the example bank show what finseg can do: groups that are there, and who they are later?"""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import finseg

ROOT = Path(__file__).parents[2]
PLANTED = [1240, 330, 250, 180]  # the rest, and the three groups beside it


@pytest.fixture(scope="module")
def bank():
    return finseg.segment(
        finseg.example("bank/customers.csv"), settings=finseg.example("bank/finseg.toml")
    )


def test_the_bundled_files_are_those_the_script_makes(tmp_path):
    runpy.run_path(str(ROOT / "scripts" / "make_bank.py"))["main"](tmp_path)

    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["customers.csv", "next_quarter.csv", "payments.csv"]
    for name in made:
        assert (tmp_path / name).read_bytes() == finseg.example(f"bank/{name}").read_bytes()


def test_the_planted_groups_are_natural_and_found_nearly_one_by_one(bank):
    assert (bank.verdict.word, bank.segmentation.k) == ("natural", 4)
    assert not bank.verdict.doubts
    sizes = [segment.size for segment in bank.segments]
    assert np.abs(np.array(sizes) - PLANTED).max() <= 4


def test_a_loan_that_is_blank_is_none(bank):
    table = pl.read_csv(finseg.example("bank/customers.csv"))

    assert table["loan_amount_eur"].null_count() > 1000
    assert "has a loan" in {trait.column for trait in bank.segments[0].traits}


def test_nobody_without_consent_is_offered_anything(bank):
    table = pl.read_csv(finseg.example("bank/customers.csv"))
    offers = bank.offers_table

    joined = offers.join(table, on="customer_id", suffix="_read")
    refused = joined.filter(pl.col("marketing_consent") == "no")
    assert len(refused) == (table["marketing_consent"] == "no").sum() > 500
    assert refused["outcome"].unique().to_list() == ["no offer: opted out"]
    assert refused["offer_1"].unique().to_list() == [""]


def test_the_young_spenders_leave_most(bank):
    table = pl.read_csv(finseg.example("bank/customers.csv"))
    segment = bank.assignments["segment"].to_numpy()

    left = (table["churned"] == "yes").to_numpy()
    rates = [left[segment == s].mean() for s in range(4)]
    assert int(np.argmax(rates)) == 1
    assert rates[1] > 2 * left[segment != 1].mean()


def test_a_quarter_later_most_are_where_they_were_and_the_spenders_have_grown(bank):
    later = bank.model.score(finseg.example("bank/next_quarter.csv")).assignments

    before = bank.assignments.select("customer_id", "segment")
    both = before.join(later.select("customer_id", "segment"), on="customer_id", suffix="_later")
    stayed = (both["segment"] == both["segment_later"]).mean()
    assert 0.94 <= stayed <= 0.98  # one in 25 was given another group's ways
    shares = later["segment"].value_counts(normalize=True).sort("segment")["proportion"]
    assert shares[1] > PLANTED[1] / 2000


def test_payments_become_customers_with_refunds_taken_off():
    path = finseg.example("bank/payments.csv")

    built = finseg.check(path, settings={"build": {"per": "customer_id"}}).dataset.table

    assert len(built) == pl.read_csv(path)["customer_id"].n_unique()
    one = built.row(by_predicate=pl.col("customer_id") == "B00051", named=True)
    # paid 223.63, 57.15, 102.76 and 177.72; 68.10 came back
    assert one["number of payments"] == 4
    assert one["total amount_eur"] == pytest.approx(493.16)
    assert one["refunded amount_eur"] == pytest.approx(68.10)


def test_an_unknown_example_is_answered_with_those_there_are():
    with pytest.raises(finseg.FinsegError) as refused:
        finseg.example("bank/nothing.csv")

    assert "bank/customers.csv, bank/finseg.toml, bank/next_quarter.csv" in refused.value.fix
