"""Each real customer table, from file to results."""

from __future__ import annotations

import polars as pl
import pytest

import finseg
from finseg.journey import check
from finseg.records.dataset import Role

# How many features each has, without those that follow exactly from others, and the columns of
# the other roles that matter.
FILES: dict[str, tuple[int, dict[Role, list[str]]]] = {
    "CC GENERAL": (16, {"id": ["CUST_ID"]}),
    "BankChurners": (13, {"id": ["CLIENTNUM"], "outcome": ["Attrition_Flag"]}),
    "Churn_Modelling": (
        6,
        {"id": ["RowNumber", "CustomerId"], "outcome": ["Exited"], "personal": ["Surname"]},
    ),
    "german_credit_data": (3, {"outcome": ["Risk"], "protected": ["Sex"]}),
    "bank-full": (4, {"id": []}),
    "Cust_Segmentation": (7, {"id": ["Customer Id"], "outcome": ["Defaulted"]}),
    "Mall_Customers": (3, {"id": ["CustomerID"], "protected": ["Gender"]}),
    "customer_segment_data": (5, {"id": []}),
}


@pytest.fixture(scope="module", params=FILES)
def case(request, shared, tmp_path_factory):
    path = shared / "data" / f"{request.param}.csv"
    study = finseg.segment(path)
    folder = study.write(tmp_path_factory.mktemp("study") / "out")
    return request.param, path, study, folder


def test_columns_get_the_roles_a_banker_would_give_them(case):
    name, _, study, _ = case
    features, roles = FILES[name]

    assert len(study.dataset.features) == features
    for role, columns in roles.items():
        assert [c.name for c in study.dataset.named(role)] == columns


def test_every_row_is_used_or_rejected_and_every_segment_can_be_served(case):
    name, path, study, _ = case
    with path.open(encoding="utf-8") as file:
        lines = sum(1 for line in file if line.strip()) - 1

    assert study.dataset.source.rows_read == lines
    assert study.dataset.rows + study.dataset.rows_rejected == lines
    assert sum(s.size for s in study.segments) == study.dataset.rows
    assert min(s.share for s in study.segments) >= 0.03, name


def test_segments_join_back_to_the_input(case):
    name, path, study, folder = case
    ids = FILES[name][1].get("id")
    written = pl.read_csv(folder / "segments.csv", infer_schema=False)

    assert len(written) == study.dataset.rows
    if ids:
        source = pl.read_csv(path, infer_schema=False, separator=",")
        joined = source.join(written, on=ids[-1], how="inner")
        assert len(joined) == len(source) == written[ids[-1]].n_unique()


def test_the_model_gives_the_training_segments_back_exactly(case):
    _, path, study, folder = case

    scored = finseg.load(folder / "model.json").score(path)

    assert scored.equals(study.assignments)


def test_names_are_unique_and_the_report_holds_them(case):
    _, _, study, folder = case
    page = (folder / "report.html").read_text(encoding="utf-8")

    names = [s.name for s in study.segments]
    assert len(set(names)) == len(names)
    assert all(name in page for name in names)


def test_an_earlier_models_scores_are_kept_out_and_reported(shared):
    done = check(shared / "data" / "BankChurners.csv")

    kept_out = [c.name for c in done.dataset.named("assignment")]
    assert len(kept_out) == 2
    reported = {f.column for f in done.checked.findings}
    assert set(kept_out) <= reported


def test_an_earlier_segmentation_is_kept_out_whatever_its_name(shared):
    table = pl.read_csv(shared / "data" / "customer_segment_data.csv")
    labels = finseg.segment(table, k=4).assignments["segment"]

    for name in ("Cluster", "grp_x7"):
        study = finseg.segment(table.with_columns(labels.alias(name)), k=4)

        assert study.dataset.column(name).role == "assignment"
        assert study.assignments["segment"].equals(labels)
