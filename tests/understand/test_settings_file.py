"""Does the settings file that `finseg init` writes change nothing, and say everything?"""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

import finseg
from finseg import journey
from finseg.errors import OutputPlaceError
from finseg.settings import Settings

N = 200


@pytest.fixture
def customers(rng):
    """Return a table with something of each kind."""
    return pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in range(N)],
            "q7": rng.normal(size=N),
            'a "quoted"\nname': rng.lognormal(8, 1, N),
            "Income\u2028": rng.normal(50_000, 9_000, N),
            "gap": np.where(np.arange(N) < 4, -1, rng.integers(0, 99, N)),
            "opened": [f"2020-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(N)],
            "closed_on": [f"{i % 12 + 1}/{i % 11 + 1}/2020" for i in range(N)],
            "band": rng.choice(["<25", "25-34", "35+"], N),
        }
    )


def uncommented(text: str) -> str:
    """Take the mark away from every guess."""
    return re.sub(r"^# (?=\S+ = |\".*\" = )", "", text, flags=re.MULTILINE)


def told(table, settings=None):
    dataset = journey.check(table, settings=settings).dataset
    columns = [(c.name, c.role, c.kind, c.unit, c.quantity, c.order) for c in dataset.columns]
    return columns, dataset.table, dataset.as_of, dataset.elapsed


@pytest.mark.parametrize("change", [str, uncommented])
def test_a_run_with_the_file_is_as_a_run_without(customers, change):
    text = change(journey.init(customers))

    columns, table, as_of, derived = told(customers, Settings.from_toml(text))

    want, whole, day, made = told(customers)
    assert (columns, as_of, derived) == (want, day, made)
    assert table.equals(whole)


def test_every_column_stands_there_with_its_reason(customers):
    text = journey.init(customers)

    tree = Settings.from_toml(uncommented(text)).read
    dataset = journey.check(customers).dataset
    columns = [c for c in dataset.columns if not c.derived]
    assert tree.roles == {c.name: c.role for c in columns}
    for column in columns:
        assert str(column.reason) in text


def test_what_there_was_little_to_go_by_stands_first_and_is_counted(customers):
    text = journey.init(customers)

    roles = text.partition("[read.roles]")[2].splitlines()
    assert roles[1].startswith("# q7 =")
    assert "listed first" in text


def test_open_dates_and_odd_values_are_there_to_be_decided(customers):
    text = journey.init(customers)

    assert '#? closed_on = "%d/%m/%Y"' in text
    assert '#? closed_on = "%m/%d/%Y"' in text
    assert "−1 in 2.0% of the values" in text


def test_what_was_set_stands_without_a_mark(customers):
    settings = {
        "read": {"roles": {"q7": "ignore"}, "as_of": "2021-01-01"},
        "choose": {"k": 5},
        "deliver": {"title": "Ours"},
        "interpret": {"names": {"0": "Gold"}},
        "recommend": {"most_offers": 2, "weights": {"size": 0.5}, "campaign": {"power": 0.9}},
    }

    text = journey.init(customers, settings=settings)

    assert Settings.from_toml(text) == Settings.from_tree(settings)
    assert '\nq7 = "ignore"' in text
    assert "[recommend.weights]\nsize = 0.5\n" in text


def test_a_file_that_stands_there_is_never_replaced(customers, tmp_path):
    place = tmp_path / "finseg.toml"
    place.write_text("mine")

    with pytest.raises(OutputPlaceError):
        journey.init(customers, place)

    assert place.read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["finseg.toml"]


def test_the_command_writes_the_file_and_says_where(tmp_path):
    command = [sys.executable, "-m", "finseg", "init", str(finseg.example("customers.csv"))]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "→ finseg.toml\n")
    assert again.returncode == 5
    assert "never replaced" in again.stderr
    settings = Settings.from_toml((tmp_path / "finseg.toml").read_text(encoding="utf-8"))
    assert settings == Settings()


@pytest.mark.parametrize("name", ["german_credit_data.csv", "Mall_Customers.csv"])
def test_real_tables_are_read_the_same_with_the_file(shared, name):
    path = shared / "data" / name

    text = uncommented(journey.init(path))

    assert told(path, Settings.from_toml(text))[0] == told(path)[0]
