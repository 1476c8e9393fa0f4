"""Does what follows from other columns stay out of the clustering, all the way to scoring?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from finseg import journey
from tests.conftest import groups


@pytest.fixture
def table(rng):
    x = np.round(1000 * (groups(rng, k=3, d=3) + 20))
    return pl.DataFrame({"Annual_Income": x[:, 0], "Loan": x[:, 1], "Spending": x[:, 2]})


def study_of(table, **prepare):
    return finseg.segment(table, k=3, quick=True, settings={"prepare": prepare})


def test_an_exact_sum_added_to_a_table_changes_no_segment_and_is_described(table, tmp_path):
    plain = study_of(table, ratios="none")
    more = table.with_columns(everything=pl.col("Loan") + pl.col("Spending"))

    study = study_of(more, ratios="none")

    assert study.assignments.equals(plain.assignments)
    assert study.recipe.columns == plain.recipe.columns
    described = [[t.column for t in s.described] for s in study.segments]
    assert described == [["everything"]] * 3
    first = study.segments[0]
    assert first.described[0].mean == pytest.approx(
        first.find_trait("Loan").mean + first.find_trait("Spending").mean
    )
    folder = study.write(tmp_path / "out")
    profile = pl.read_csv(folder / "profile.csv")
    assert profile.filter(pl.col("column") == "everything")["clustered"].unique().to_list() == [
        False
    ]
    assert "left out: exactly `Loan` + `Spending`" in (folder / "report.html").read_text("utf-8")


def test_scoring_needs_no_column_that_was_left_out(table, tmp_path):
    more = table.with_columns(everything=pl.col("Loan") + pl.col("Spending"))
    study = study_of(more)
    model = finseg.load(study.save(tmp_path / "model.json"))

    assert "everything" not in model.columns
    assert model.score(table).assignments.equals(study.assignments)


def test_shared_weights_stand_in_the_model_and_scoring_applies_them(table, tmp_path, rng):
    noisy = pl.col("Spending") + pl.Series(np.round(rng.normal(0, 300, len(table))))
    more = table.with_columns(count=noisy)
    study = study_of(more, redundant="share")

    assert study.recipe.weights == pytest.approx((1, 1, 0.5**0.5, 0.5**0.5))
    assert study.shares.groups[0].weight == pytest.approx(1, abs=0.1)
    assert all(abs(t.deviation) < 3 for s in study.segments for t in s.traits)
    model = finseg.load(study.save(tmp_path / "model.json"))
    assert model.bundle.recipe == study.recipe
    assert model.score(more).assignments.equals(study.assignments)


def test_ratios_that_are_clustered_on_are_derived_again_by_scoring(table, tmp_path):
    gap = table.with_columns(Annual_Income=pl.Series([None, 0.0, *table["Annual_Income"][2:]]))
    study = study_of(gap, ratios="cluster")

    assert study.recipe.columns[-1] == "loan to income"
    assert "filled:loan to income" in study.assignments["flags"][1]
    model = finseg.load(study.save(tmp_path / "model.json"))
    assert model.columns == ("Annual_Income", "Loan", "Spending")
    assert model.score(gap).assignments.equals(study.assignments)
    assert model.score(gap[5:6]).assignments["segment"][0] == study.assignments["segment"][5]


def test_ratios_are_offered_by_check_and_described_by_default(table):
    plain = study_of(table, ratios="none")

    done = journey.check(table)
    study = study_of(table)

    offered = [f for f in done.checked.findings if f.code == "D045"]
    assert [str(f.message) for f in offered] == ["computed as `Loan` / `Annual_Income`"]
    assert study.assignments.equals(plain.assignments)
    assert [t.column for t in study.interpretation.described] == ["loan to income"]


def test_check_tells_the_shares_without_fitting(table):
    done = journey.check(table)

    assert done.shares is not None
    assert sum(c.share for c in done.shares.columns) == pytest.approx(1)
    assert done.as_dict()["shares"]["columns"][0]["column"] == "Annual_Income"


def test_the_exact_relations_of_real_tables_are_known(shared):
    expected = {
        "CC GENERAL": {("PURCHASES", "`ONEOFF_PURCHASES` + `INSTALLMENTS_PURCHASES`", True)},
        "BankChurners": {
            ("Avg_Open_To_Buy", "`Credit_Limit` − `Total_Revolving_Bal`", True),
            ("Avg_Utilization_Ratio", "`Total_Revolving_Bal` / `Credit_Limit`", False),
        },
        "Cust_Segmentation": {
            ("DebtIncomeRatio", "100 × (`Card Debt` + `Other Debt`) / `Income`", True)
        },
        "Churn_Modelling": set(),
        "bank-full": set(),
        "customer_segment_data": set(),
    }
    for name, relations in expected.items():
        found = journey.check(shared / "data" / f"{name}.csv").checked.redundancy.relations
        assert {
            (r.column, str(r.formula), r.left_out) for r in found if r.kind != "near copy"
        } == relations, name
