"""What may be mailed holds no customer's row; the terminal of whoever has the file may show one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg import segment
from finseg.journey import check
from finseg.report.checkup import write_checkup

# Figures that no summary rounds to, in the middle of their columns; a town that many share.
FIRST = {"age": 47.375, "income": 53_123.375, "spending": 5_667.875, "town": "Oberammergau"}
TOLD = ["47.375", "53123.375", "53,123.375", "5667.875", "5,667.875"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(np.random.SeedSequence(5))
    rows = 300
    made = {
        "age": [FIRST["age"], *rng.integers(18, 80, rows).astype(float)],
        "income": [FIRST["income"], *rng.normal(5e4, 9e3, rows).round(2)],
        "spending": [FIRST["spending"], *rng.gamma(9, 500, rows).round(2)],
        "town": [FIRST["town"], *rng.choice(["Bern", "Oberammergau"], rows)],
    }
    path = tmp_path_factory.mktemp("row") / "people.csv"
    text = pl.DataFrame(made).write_csv() + "much,50000.5,1234.5,Bern\n"
    path.write_text(text, encoding="utf-8")
    return path


def leaks(text):
    return [told for told in [*TOLD, "50000.5", "1234.5"] if told in text]


def test_no_row_stands_in_the_report_or_beside_the_lists_of_customers(table, tmp_path):
    settings = {"check": {"max_rejected_share": 0.1}}

    folder = segment(table, k=3, settings=settings).write(tmp_path / "out")

    lists = {"segments.csv", "offers.csv", "rejects.csv"}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in lists and path.suffix in {".html", ".json", ".csv"}:
            assert not leaks(path.read_text(encoding="utf-8")), path.name


def test_a_check_up_shows_rows_on_the_terminal_alone(table):
    done = check(table)

    for form in ("text", "markdown", "html", "json"):
        assert not leaks(write_checkup(done, form)), form
    terminal = write_checkup(done, "text", first_row=True)
    assert {"47.375", "50000.5"} <= set(leaks(terminal))
