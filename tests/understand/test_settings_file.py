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
from finseg.understand.settings_file import draft_settings
from tests.builders.tables import add_rejects, make_table

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


@pytest.mark.parametrize(
    ("heading", "mark"), [("wgt", "#? "), ("survey_weight", "# ")], ids=["guessed", "sure"]
)
def test_weights_that_are_not_counted_by_are_the_reader_s_to_decide(rng, heading, mark):
    table = pl.DataFrame({"pay": rng.lognormal(8, 1, N), heading: rng.uniform(2, 9, N).round(2)})

    assert f'\n{mark}{heading} = "weight"' in journey.init(table)


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


def draft(settings: Settings | None = None, **changes: dict[str, object]) -> list[str]:
    table = make_table(
        {"id": ["A", "B"], "q7": [1.5, 2.5], "income": [5.0, 7.0], "made": [1.0, 2.0]},
        id={"role": "id", "confidence": "high", "reason": "named so"},
        q7={"confidence": "low", "reason": "who knows"},
        made={"derived": True, "confidence": "low"},
        **changes,
    )
    return draft_settings(add_rejects(table, "not a row"), settings or Settings()).splitlines()


def test_columns_are_counted_and_the_doubtful_ones_listed_first():
    lines = draft(income={"quantity": "income", "evidence": "says so"})

    assert lines[1] == (
        "# 3 rows, 3 columns, 3 features; "
        "1 of the columns may be read wrongly and are listed first."
    )
    begin = lines.index("[read.roles]") + 1
    assert [line.split(" = ")[0] for line in lines[begin : begin + 3]] == [
        "# q7",
        "# id",
        "# income",
    ]
    assert "low: who knows" in lines[begin]
    quantities = lines.index("[read.quantities]") + 1
    assert lines[quantities].startswith('# income = "income"')
    assert lines[quantities + 1] == "" or lines[quantities + 1].startswith("[")


def test_what_was_set_stands_unmarked_and_the_defaults_stay_guesses():
    settings = Settings().change_section("read", roles={"q7": "descriptor"}, decimal=",")
    settings = settings.change_section("check", max_rejected_share=0.5)
    settings = settings.change_section("choose", k=5)

    lines = draft(settings)

    assert 'decimal = ","' in lines
    assert any(line.startswith("q7 = ") for line in lines)
    assert "max_rejected_share = 0.5" in lines
    assert "k = 5" in lines
    assert not any(line.startswith(("#? k =", "# k =", "# max_rejected_share")) for line in lines)
    plain = draft()
    assert any(line.startswith("#? k = 4 ") for line in plain)
    default = Settings().check.max_rejected_share
    (share,) = (line for line in plain if line.startswith("# max_rejected_share"))
    assert share.startswith(f"# max_rejected_share = {default}")
    assert "33" in share  # one of three rows


@pytest.mark.parametrize(
    ("currency", "locale", "asked"),
    [("INR", "", True), ("EUR", "", False), ("INR", "en-GB", False)],
)
def test_indian_figures_are_offered_where_amounts_are_in_rupees(currency, locale, asked):
    knobs = {"currency": currency} | ({"locale": locale} if locale else {})

    lines = draft(Settings().change_section("deliver", **knobs))

    assert any(line.startswith('#? locale = "en-IN"') for line in lines) is asked


def test_an_odd_value_is_named_with_its_share_of_the_values():
    table = make_table({"q7": [-1.0, -1.0, None, *(5.0 + i for i in range(6))], "x": [1.0] * 9})

    lines = draft_settings(table, Settings()).splitlines()

    (line,) = (line for line in lines if line.startswith("# `q7`:"))
    assert "-1 in 25" in line.replace("−", "-")  # two of eight


def test_rules_of_the_bank_are_offered_unless_they_are_set():
    assert any(line.startswith("#? rules = ") for line in draft())
    lines = draft(Settings().change_section("check", rules="ours.toml"))
    assert 'rules = "ours.toml"' in lines
    assert not any(line.startswith("#? rules") for line in lines)
