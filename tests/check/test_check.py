"""Is what is remarkable found, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg import journey
from finseg.check import RULES, check, find_stop_error
from finseg.clean import apply_domain_rules
from finseg.clean.domain_rules import load_bundled_rules
from finseg.clean.domain_values import _DONE
from finseg.document.printers import to_text
from finseg.errors import NoFeatureError, TooFewRowsError, TooManyRejectsError
from finseg.records.finding import Checked, Finding
from finseg.settings import Settings
from finseg.understand import read_source

N = 400
ROOT = Path(__file__).parents[2]


@pytest.fixture
def customers(rng):
    """Return a table nothing is remarkable about."""
    return {
        "cust_id": [f"C{i:05d}" for i in rng.permutation(N)],
        "income": rng.normal(50_000, 9_000, N).round(2),
        "spending": rng.gamma(9.0, 500, N).round(2),
    }


def found(table: dict[str, Any], **check_settings: object) -> dict[str, Finding]:
    settings = Settings().change_section("check", **check_settings)
    dataset, broken = apply_domain_rules(read_source(pl.DataFrame(table), settings))
    checked = check(dataset, settings, broken)
    return {f.code: f for f in checked.findings}


def test_nothing_is_said_about_an_unremarkable_table(customers):
    assert found(customers) == {}


def gaps(values: np.ndarray, share: float) -> pl.Series:
    return pl.Series([None if i < share * N else float(v) for i, v in enumerate(values)])


Change = Callable[[dict[str, Any], np.random.Generator], dict[str, Any]]


# code: what is changed in the table, column and count of the finding
def coded_twice(gender: np.ndarray) -> dict[str, Any]:
    return {"gender": np.array(["F", "M"])[gender], "sort": gender + 1}


def scores(rng: np.random.Generator) -> dict[str, Any]:
    parts = {name: rng.integers(1, 6, N) for name in ("R_score", "F_score")}
    return {**parts, "RF_score": 10 * parts["R_score"] + parts["F_score"]}


CASES: dict[str, tuple[Change, str, int]] = {
    "D012": (
        lambda t, _: {
            "income": [1.5, *t["income"][1:2], 2.5, *t["income"][1:2], *t["income"][4:]],
            "spending": [1.5, 7.5, 2.5, 7.5, *t["spending"][4:]],
        },
        "",
        1,
    ),
    "D013": (lambda t, _: {"cust_id": [t["cust_id"][1], *t["cust_id"][1:]]}, "cust_id", 1),
    "D014": (lambda t, _: {"cust_id": [None, *t["cust_id"][1:]]}, "cust_id", 1),
    "D020": (lambda _, r: {"cluster": r.integers(0, 3, N)}, "cluster", N),
    "D022": (lambda _, r: {"age": r.integers(18, 80, N)}, "age", N),
    "D023": (lambda _, r: {"gender": r.choice(["F", "M"], N)}, "", 1),
    "D024": (lambda _, r: {"surname": r.choice([f"N{i}" for i in range(40)], N)}, "", 1),
    "D025": (lambda _, __: {"RowNumber": np.arange(N)}, "", 2),
    "D026": (lambda _, __: {"remark": [f"said {i}" for i in range(N)]}, "remark", N),
    "D027": (lambda _, r: {"": r.normal(size=N)}, "column 4", 1),
    "D029": (lambda _, r: {"opt_out": r.choice(["Y", "N"], N)}, "opt_out", N),
    "D030": (lambda _, __: {"country": [7] * N}, "country", N),
    "D031": (lambda _, __: {"gone": pl.Series([None] * N, dtype=pl.String)}, "gone", N),
    "D032": (lambda _, r: {"debt": gaps(r.normal(size=N), 0.4)}, "debt", 160),
    "D033": (lambda _, r: {"debt": gaps(r.normal(size=N), 0.1)}, "debt", 40),
    "D034": (lambda _, r: {"debt": ["?", "inf", *map(str, r.normal(size=N - 2))]}, "debt", 2),
    "D035": (lambda _, r: {"gap": [-1, -1, *r.integers(0, 99, N - 2)]}, "gap", 2),
    "D036": (lambda _, r: {"debt": [0.0] * 200 + list(r.normal(9, 1, N - 200))}, "debt", 200),
    "D038": (lambda _, r: {"Education": r.integers(0, 4, N)}, "Education", N),
    "D039": (lambda _, r: {"debt": [1e12, *r.normal(size=N - 1)]}, "debt", 1),
    "D040": (lambda t, r: {"wages": t["income"] + r.normal(0, 9, N)}, "wages", N),
    "D047": (lambda _, r: scores(r), "RF_score", N),
    "D048": (
        lambda _, r: {"district salary": r.choice([8.5, 9.25, 11.75, 12.5, 14.5, 16.25], N)},
        "district salary",
        N,
    ),
    "D049": (lambda _, r: coded_twice(r.integers(0, 2, N)), "sort", N),
    "D050": (
        lambda _, __: {"opened": [f"2020-01-{i % 28 + 1:02d}" for i in range(N)]},
        "opened",
        N,
    ),
    "D051": (lambda _, __: {"opened": [f"{i % 9 + 1}/1/2020" for i in range(N)]}, "opened", N),
    "D052": (
        lambda _, __: {"opened": ["soon"] + [f"2020-01-{i % 28 + 1:02d}" for i in range(N - 1)]},
        "opened",
        1,
    ),
    "D058": (lambda _, r: {"survey_weight": r.uniform(0.5, 3, N)}, "survey_weight", N),
    "D059": (lambda _, r: {"wgt": r.uniform(2, 9, N).round(2)}, "wgt", N),
    "D055": (lambda _, r: {"Last visit": 44_001 + 2 * r.permutation(N)}, "Last visit", N),
    "D061": (lambda _, r: {"CLV": r.lognormal(9, 1, N)}, "CLV", N),
    "D062": (lambda _, r: {"lot": 7000 + r.permutation(N)}, "lot", N),
    "D063": (lambda _, r: {"loan": r.lognormal(3, 0.3, N).round(1)}, "loan", N),
    "D053": (
        lambda _, __: {"opened": ["9999-12-31"] + [f"2020-01-{i % 28 + 1}" for i in range(N - 1)]},
        "opened",
        1,
    ),
    "D054": (
        lambda _, __: {"opened": ["2030-01-01"] + [f"2020-01-{i % 28 + 1}" for i in range(N - 1)]},
        "",
        1,
    ),
    "D060": (lambda _, r: {"frequency": [1.2, *r.random(N - 1)]}, "frequency", 1),
    "D041": (lambda t, _: {"both": t["income"] + t["spending"]}, "both", N),
}


@pytest.mark.parametrize("code", CASES)
def test_what_is_remarkable_is_found_with_column_and_count(code, customers, rng):
    change, column, count = CASES[code]

    finding = found({**customers, **change(customers, rng)})[code]

    assert (finding.column, finding.count) == (column, count)
    assert finding.message
    assert finding.action


def test_standardised_columns_are_reported_together(customers):
    own = {name: customers[name] for name in ("income", "spending")}
    scaled = {name: (v - np.mean(v)) / np.std(v) for name, v in own.items()}

    finding = found({**customers, **scaled})["D064"]

    assert finding.count == 2
    assert "D064" not in found(customers)


def test_leaking_columns_are_reported(customers, rng):
    calls = {
        "duration": rng.integers(0, 900, N),
        "campaign": rng.integers(1, 9, N),
        "contact": rng.choice(["cellular", "telephone"], N),
    }

    assert found({**customers, **calls})["D021"].column == "duration"


def test_too_many_rejects_stop_the_run_with_the_first_reason(customers):
    table = {**customers, "debt": ["abc"] * 8 + [str(i / 7) for i in range(N - 8)]}

    finding = found(table)["D001"]

    assert finding.severity == "stop"
    assert finding.count == 8
    assert "line 1, column `debt`" in str(finding.message)
    assert "D001" not in found(table, max_rejected_share=0.02)
    assert found(table, max_rejected_share=0.02)["D010"].count == 8


def test_few_rows_per_feature_are_warned_of(customers):
    few = {name: values[:100] for name, values in customers.items()}

    assert found(few)["D011"].count == 100


def error_of(table: dict[str, Any], **choose: int) -> Exception | None:
    settings = Settings().change_section("choose", **choose)
    dataset, broken = apply_domain_rules(read_source(pl.DataFrame(table), settings))
    checked = check(dataset, settings, broken)
    return find_stop_error(checked, where="customers.csv")


def test_a_table_without_numbers_stops_the_run():
    assert isinstance(error_of({"city": ["a", "b", "a"]}), NoFeatureError)


def test_fewer_customers_than_segments_stop_the_run(customers):
    three = {name: values[:3] for name, values in customers.items()}

    error = error_of(three, k=4)

    assert isinstance(error, TooFewRowsError)
    assert "3" in str(error)
    assert "4" in str(error)
    fifteen = {name: values[:15] for name, values in customers.items()}
    assert error_of(fifteen, k=3) is None


def test_identical_customers_count_as_one():
    error = error_of({"income": [5.0] * 6 + [6.0] * 6 + [7.0] * 6}, k=4)

    assert isinstance(error, TooFewRowsError)
    assert "only 3 of them different" in str(error)


def test_the_first_stop_becomes_the_error_and_none_where_there_is_none(customers):
    stops = [
        Finding(code=c, severity="stop", column="", count=1, message=c, action="act")
        for c in ("D001", "D002")
    ]

    error = find_stop_error(Checked(findings=tuple(stops)), where="customers.csv")

    assert isinstance(error, TooManyRejectsError)
    assert (error.what, error.where, error.fix) == ("D001", "customers.csv", "act")
    assert error_of(customers) is None


def test_findings_come_the_gravest_first(customers, rng):
    table = {
        **customers,
        "age": rng.integers(18, 80, N),
        "cluster": rng.integers(0, 3, N),
        "debt": ["abc"] * 8 + [str(i / 7) for i in range(N - 8)],
    }
    settings = Settings()

    findings = check(read_source(pl.DataFrame(table), settings), settings).findings

    order = [f.severity for f in findings]
    assert order == sorted(order, key=["stop", "warn", "note"].index)
    assert order[0] == "stop"


def test_ids_are_masked(customers):
    twin = customers["cust_id"][1]

    message = found({**customers, "cust_id": [twin, *customers["cust_id"][1:]]})["D013"].message
    message = str(message)

    assert twin not in message
    assert "in lines 1 and 2" in message


def test_findings_do_not_depend_on_row_order(customers, rng):
    table = {**customers, "age": rng.integers(18, 80, N), "both": customers["income"] + 1.0}
    order = rng.permutation(N)
    shuffled = {name: np.asarray(values)[order] for name, values in table.items()}

    assert {c: f.count for c, f in found(table).items()} == {
        c: f.count for c, f in found(shuffled).items()
    }


def test_every_rule_is_listed_once():
    assert len(set(RULES)) == len(RULES)


@pytest.mark.parametrize(
    ("accounts", "rounded"),
    [
        ([float(12345678901234560 + i) for i in range(N)], N),  # one in four is left
        ([12345678901234560 + i for i in range(N)], 0),
        ([str(12345678901234560 + i) for i in range(N)], 0),
        ([float(1234567890 + i) for i in range(N)], 0),
        ([2.5e15 + 0.5 * i for i in range(N)], 0),
    ],
)
def test_long_numbers_that_were_rounded_before_they_came_are_a_warning(
    customers, accounts, rounded
):
    seen = found({**customers, "account": accounts}).get("D079")

    assert (seen.count if seen else 0) == rounded


@pytest.mark.parametrize(
    ("rows", "spoiled", "codes"),
    [
        (400, 0, {"D010": 2}),
        (60, 0, {"D010": 2}),
        (400, 2, {"D010": 4}),
        (60, 2, {"D001": 2, "D010": 2}),
    ],
)
def test_every_row_that_is_not_used_is_counted_in_a_finding(tmp_path, rows, spoiled, codes):
    lines = [f"C{i},{1000 + 7 * i},{20 + i % 50}" for i in range(rows)]
    lines += [f"X{i},{2000 + i},old" for i in range(spoiled)]
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(["id,income,age", ",INR,years", *lines, "Total,99999,"]))

    checked = journey.check(path).checked

    said = {f.code: f.count for f in checked.findings if f.code in ("D001", "D010")}
    assert said == codes


def test_the_banks_own_words_say_which_amounts_are_monthly_and_which_column_is_age(tmp_path):
    (tmp_path / "ours.toml").write_text(
        '[per_month]\ninside = ["kuukausi"]\n[income]\ninside = ["tulot"]\n'
        '[loan]\ninside = ["laina"]\n[age]\ninside = ["ika"]\n'
    )
    table = {
        "tulot kuukausi": [1000.0 + 7 * i for i in range(99)],
        "laina": [12_000.0 + 84 * i for i in range(99)],
        "ika": [20.0 + i % 50 for i in range(99)],
    }
    settings = {"read": {"words": str(tmp_path / "ours.toml")}}

    done = journey.check(pl.DataFrame(table), settings=settings)

    assert set(done.dataset.table["loan to income"]) == {1.0}
    assert [f.column for f in done.checked.findings if f.code == "D022"] == ["ika"]


def test_what_a_finding_says_was_done_is_what_is_done(customers):
    twice = {name: [*values[:-1], values[0]] for name, values in customers.items()}

    kept, stopped = (found(twice, on_duplicate=how)["D015"] for how in ("keep", "stop"))

    assert (kept.severity, stopped.severity) == ("warn", "stop")
    assert "kept" in str(kept.action)
    assert "kept" not in str(stopped.action)
    assert "on_duplicate" in str(stopped.action)


def test_no_domain_rule_says_twice_what_is_done():
    assert [r.id for r in load_bundled_rules() if r.fix.startswith(tuple(_DONE.values()))] == []


@pytest.mark.parametrize(("locale", "said"), [("en-US", True), ("en-IN", False)])
def test_for_rupees_the_indian_way_of_writing_is_suggested(customers, locale, said):
    rupees = {**customers, "income": [f"₹{value:.0f}" for value in customers["income"]]}
    settings = Settings().change_section("deliver", locale=locale)

    checked = check(read_source(pl.DataFrame(rupees), settings), settings)

    (note,) = (f for f in checked.findings if f.code == "D074")
    assert ('locale = "en-IN"' in str(note.action)) is said


def test_of_a_date_of_birth_it_is_said_what_is_used():
    days = [f"19{50 + i % 50}-03-{1 + i % 28:02d}" for i in range(200)]
    table = {"income": [1000.5 + 7 * i for i in range(200)], "date_of_birth": days}
    settings = {"read": {"as_of": "2026-03-31"}}

    done = journey.check(pl.DataFrame(table), settings=settings)

    (note,) = (f for f in done.checked.findings if f.code == "D024")
    (made,) = done.dataset.elapsed
    assert f"only `{made.name}` is used" in str(note.action)


def test_of_several_files_those_are_named_that_hold_the_rows_that_stop_the_run(tmp_path):
    rows = [f"C{i:03},{1000 + 7 * i},{20 + i % 50}" for i in range(80)]
    spoiled = {"one.csv": 0, "two.csv": 3, "three.csv": 5}
    for name, bad in spoiled.items():
        text = "\n".join(["id,income,age", *rows, *["C999,1"] * bad])
        (tmp_path / name).write_text(text + "\n")

    done = journey.check([tmp_path / name for name in spoiled])

    (stop,) = (f for f in done.checked.findings if f.code == "D001")
    assert "5 in three.csv, 3 in two.csv; the first is line 82 of two.csv" in str(stop.message)


def test_a_column_that_is_found_twice_is_counted_and_named_once():
    twice = [
        Finding(
            code="D078", severity="note", column=column, count=n, message=f"{n} ends", action="kept"
        )
        for column, n in [("limit", 9), ("limit", 3), *((f"c{i}", 1) for i in range(5))]
    ]

    shown = to_text(Checked(findings=tuple(twice)).blocks())

    assert "6 columns" in shown
    assert shown.count("`limit`") == 1
