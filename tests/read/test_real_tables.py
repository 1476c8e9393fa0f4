"""Are real customer tables taken for what they are?"""

from __future__ import annotations

from pathlib import Path

import pytest

from finseg.errors import FinsegError
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source


def read(shared: Path, name: str) -> Dataset:
    return read_source(shared / "data" / name, Settings())


def names(dataset: Dataset, role: str) -> list[str]:
    return [c.name for c in dataset.columns if c.role == role]


CARDS = [
    "Customer_Age", "Dependent_count", "Months_on_book", "Total_Relationship_Count",
    "Months_Inactive_12_mon", "Contacts_Count_12_mon", "Credit_Limit", "Total_Revolving_Bal",
    "Avg_Open_To_Buy", "Total_Amt_Chng_Q4_Q1", "Total_Trans_Amt", "Total_Trans_Ct",
    "Total_Ct_Chng_Q4_Q1", "Avg_Utilization_Ratio",
]  # fmt: skip
BANK = ["CreditScore", "Age", "Tenure", "Balance", "NumOfProducts", "EstimatedSalary"]
LOANS = ["Age", "Years Employed", "Income", "Card Debt", "Other Debt", "DebtIncomeRatio"]
MALL = ["Age", "Annual Income (k$)", "Spending Score (1-100)"]

# file: id, features (a count where the list is long), outcome
EXPECTED: dict[str, tuple[str | None, list[str] | int, list[str]]] = {
    "customer_segment_data.csv": (None, 5, []),
    "CC GENERAL.csv": ("CUST_ID", 17, []),
    "BankChurners.csv": ("CLIENTNUM", CARDS, ["Attrition_Flag"]),
    "Churn_Modelling.csv": ("CustomerId", BANK, ["Exited"]),
    "german_credit_data.csv": (
        "column 1",
        ["Age", "Saving accounts", "Checking account", "Credit amount", "Duration"],
        ["Risk"],
    ),
    "bank-full.csv": (None, ["age", "balance", "campaign", "previous"], ["default", "y"]),
    "Cust_Segmentation.csv": ("Customer Id", LOANS, ["Defaulted"]),
    "Mall_Customers.csv": ("CustomerID", MALL, []),
    "variants/BankChurners__21cols_clean.csv": ("CLIENTNUM", CARDS, ["Attrition_Flag"]),
    "variants/BankChurners__7081_bom.csv": ("CLIENTNUM", CARDS, ["Attrition_Flag"]),
    "variants/BankChurners__unquoted.csv": ("CLIENTNUM", CARDS, ["Attrition_Flag"]),
    "variants/CC_GENERAL__lowercase_rounded.csv": ("customer_id", 17, []),
    "variants/CC_GENERAL__recnum.csv": ("CUST_ID", 17, []),
    "variants/Churn_Modelling__10002_with_missing.csv": ("CustomerId", BANK, ["Exited"]),
    "variants/Churn_Modelling__missing_gender_age.csv": ("CustomerId", BANK, ["Exited"]),
    "variants/Cust_Segmentation__two_index_columns.csv": ("Customer Id", LOANS, ["Defaulted"]),
    "variants/Mall_Customers__812.csv": ("CustomerID", MALL, []),
    "variants/bank-full__11435_unquoted.csv": (
        None, ["age", "balance", "campaign", "previous"], ["default", "y"],
    ),
    "variants/german_credit_data__portuguese_headers.csv": (
        "ClienteID",
        ["Idade", "Conta Poupança", "Conta corrente", "Montante de credito", "Duração"],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", EXPECTED)
def test_the_columns_of_a_real_table_get_the_right_roles(shared, file):
    known, features, outcomes = EXPECTED[file]

    dataset = read(shared, file)

    found = dataset.identifier
    assert (found.name if found else None) == known
    wanted = len(dataset.features) if isinstance(features, int) else names(dataset, "feature")
    assert wanted == features
    assert names(dataset, "outcome") == outcomes
    assert dataset.source.rows_read == dataset.rows + dataset.rows_rejected


def test_a_data_dictionary_in_the_first_row_is_the_one_reject(shared):
    dataset = read(shared, "variants/BankChurners__unquoted.csv")

    assert [r.line for r in dataset.rejects] == [2]
    assert dataset.rows == 10_127


def test_earlier_scores_are_kept_out(shared):
    dataset = read(shared, "BankChurners.csv")

    assert len(names(dataset, "assignment")) == 2
    assert all("naive bayes" in str(c.reason) for c in dataset.select_by_role("assignment"))


def test_names_and_addresses_are_personal(shared):
    assert names(read(shared, "Churn_Modelling.csv"), "personal") == ["Surname"]
    assert names(read(shared, "Cust_Segmentation.csv"), "personal") == ["Address"]


def test_na_is_a_category_where_it_is_one(shared):
    dataset = read(shared, "german_credit_data.csv")

    assert (dataset.table["Checking account"] == "NA").sum() == 394
    assert dataset.find_column("Checking account").missing == 0


def test_question_marks_are_gaps_where_numbers_stand(shared):
    dataset = read(shared, "variants/Mall_Customers__812.csv")

    assert dataset.find_column("Spending Score (1-100)").missing_spellings == (("?", 60),)


@pytest.mark.parametrize(
    "corpus", ["csv-spectrum", "polars", "frictionless", "duckdb", "parquet-testing"]
)
def test_bad_files_are_read_in_full_or_refused(shared, corpus):
    files = [path for path in sorted((shared / "badinputs" / corpus).rglob("*")) if path.is_file()]
    assert files
    for path in files:
        dataset = read_or_none(path)
        if dataset is not None:
            lines = {r.line for r in dataset.rejects}
            assert dataset.source.rows_read == dataset.rows + len(lines), path.name


def read_or_none(path: Path) -> Dataset | None:
    """Read a file, or nothing where it is refused; any other error comes through."""
    try:
        return read_source(path, Settings())
    except FinsegError:
        return None
