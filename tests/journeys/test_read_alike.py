"""Is a file read for scoring as it was read for the segments?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import finseg
from finseg.document.printers import to_text


def written(heading: str, cells: list[str], *, rows: int = 60) -> str:
    """Write a table with the same cells again and again, and an age that differs."""
    ages = itertools.cycle([23, 31, 44, 58, 67, 71, 29])
    lines = [f"C{i:03};{cell};{next(ages)}" for i, cell in zip(range(rows), itertools.cycle(cells))]
    return "\n".join([f"id;{heading};age", *lines]) + "\n"


TABLES = {
    # Only the column that is no feature shows that the comma is the decimal mark here.
    "decimal mark shown by a column left out": (
        written("income;churn probability", ["1.234;5,25", "8.125;12,5", "9.871;3,75"]),
        {},
    ),
    "a date that stands for none": (
        written("income;opened on", ["100;1901-01-01", "350;2020-05-17", "770;2021-07-30"]),
        {"sentinels": {"opened on": ["1901-01-01"]}},
    ),
    "a word for no date": (
        written("income;opened on", ["100;keine", "350;2020-05-17", "770;2021-07-30"]),
        {"missing": ["keine"]},
    ),
    "a word for no date in one column": (
        written("income;opened on", ["100;keine", "350;2020-05-17", "770;2021-07-30"]),
        {"missing_in": {"opened on": ["keine"]}},
    ),
    "a day in digits that stands for none": (
        written("income;opened on", ["100;99991231", "350;20200517", "770;20210730"]),
        {"sentinels": {"opened on": [99991231]}},
    ),
    "small files one below the other": (
        written("income", ["1000", "8000", "9500"]).replace("\nC0", "\nid;income;age\nC0", 9),
        {},
    ),
    "credit and debit": (written("ledger", ["12 Cr", "7.5 Cr", "3 Dr", "1 Cr"]), {}),
}


def read_for_segments(path, read):
    derived = {"months since opened on": "feature"} if "opened on" in path.read_text() else {}
    settings = {"read": {**read, "roles": derived}}
    return finseg.segment(path, k=2, quick=True, settings=settings)


@pytest.mark.parametrize("case", TABLES)
def test_every_customer_is_scored_into_its_own_segment(tmp_path, case):
    text, read = TABLES[case]
    path = tmp_path / "customers.csv"
    path.write_text(text)
    study = read_for_segments(path, read)

    model = finseg.load(study.save(tmp_path / "model.json"))
    scored = model.score(path, as_of=study.dataset.as_of)

    assert scored.assignments.equals(study.assignments)
    assert scored.share_flagged("filled") == pytest.approx(
        float(np.isnan(study.dataset.build_matrix()).any(axis=1).mean())
    )


def test_a_decimal_mark_is_remembered_where_the_new_customers_do_not_show_it(tmp_path):
    path, new = tmp_path / "customers.csv", tmp_path / "new.csv"
    path.write_text(written("income", ["1.234", "8.125,50", "9.871"]))
    new.write_text("id;income;age\nN1;1.234;23\nN2;9.871;44\n")
    study = finseg.segment(path, k=2, quick=True)

    model = finseg.load(study.save(tmp_path / "model.json"))
    scores = model.score(new)

    same = {row["income"]: row for row in study.dataset.table.to_dicts()}
    assert set(same) == {1234.0, 8125.5, 9871.0}
    assert not scores.share_flagged("far")
    assert "the point separates thousands, as in the customers the model was made from" in to_text(
        scores.blocks()
    )
    assert scores.as_dict()["open_columns"] == ["income"]


def test_what_nothing_decides_is_a_warning_beside_the_scores(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text(written("ratio", ["1.234", "8.125", "9.871"]))
    study = finseg.segment(path, k=2, quick=True)

    scores = finseg.load(study.save(tmp_path / "model.json")).score(path)

    assert "although nothing in the file confirms it" in to_text(scores.blocks())


def test_credit_is_remembered_where_the_new_customers_owe_nothing(tmp_path):
    path, new = tmp_path / "customers.csv", tmp_path / "new.csv"
    path.write_text(written("ledger", ["12 Cr", "7.5 Cr", "3 Dr", "1 Cr"]))
    new.write_text("id;ledger;age\nN1;12 Cr;23\nN2;7.5 Cr;44\n")

    study = finseg.segment(path, k=2, quick=True)
    scores = finseg.load(study.save(tmp_path / "model.json")).score(new)

    assert not scores.share_flagged("far")  # ten million times as much would be


def test_a_rule_holds_for_new_customers_though_nobody_broke_it_before(tmp_path):
    path, new = tmp_path / "customers.csv", tmp_path / "new.csv"
    path.write_text(written("income", ["1000", "8000", "9500"]))
    new.write_text("id;income;age\nN1;1000;150\nN2;9500;44\n")
    study = finseg.segment(path, k=2, quick=True)

    scores = finseg.load(study.save(tmp_path / "model.json")).score(new)

    assert [flags.split(";") for flags in scores.assignments["flags"]] == [["filled:age"], [""]]
