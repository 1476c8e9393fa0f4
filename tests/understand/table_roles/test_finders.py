"""Columns are told from what they seem by the columns beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.table_sample import TableSample
from tests.understand.table_roles.reading import read, told

N = 600


@pytest.fixture
def customers(rng: np.random.Generator) -> dict[str, Any]:
    return {"income": rng.lognormal(10, 0.5, N).round(2), "savings": rng.lognormal(8, 1, N)}


def choices(rng: np.random.Generator) -> dict[str, Any]:
    first = rng.integers(1, 4, N)
    return {
        "segment": first,
        "name": np.array(["A few", "Some", "Many"])[first - 1],
        "margin": rng.random(N).round(3),
        "second": (first + rng.integers(0, 2, N)) % 3 + 1,
    }


@pytest.mark.parametrize("form", ["{}", "feb_{}", "{}_x", "old {} run"])
def test_what_an_earlier_run_wrote_is_found_whatever_stands_around_the_names(form, customers, rng):
    own = {form.format(name): values for name, values in choices(rng).items()}

    found = read({**customers, **own})

    assert {found[name].role for name in own} == {"assignment"}
    assert {found[name].reason_code for name in own} == {"own output"}
    assert found["income"].role == "feature"


def test_one_name_alone_is_no_earlier_run(customers, rng):
    assert told({**customers, "margin": rng.random(N)}, "margin") == ("feature", "unnamed")


def test_a_second_choice_is_found_under_any_name_and_not_where_it_agrees_once(customers, rng):
    first = rng.integers(1, 4, N)
    second = first % 3 + 1
    once = second.copy()
    once[5] = first[5]
    own = {"a": first, "b": rng.random(N), "c": second}

    assert [told({**customers, **own}, name)[0] for name in own] == ["assignment"] * 3
    assert told({**customers, **own, "c": once}, "b")[0] == "feature"


def test_two_columns_that_chance_would_hardly_make_agree_are_no_choices(rng):
    many = {"income": rng.lognormal(10, 1, 60), "savings": rng.lognormal(9, 1, 60)}
    first = np.arange(60) % 30
    own = {"a": first, "b": (first + 1) % 30}

    assert [told({**many, **own}, name)[0] for name in own] == ["feature"] * 2


@pytest.mark.parametrize(
    ("heading", "beside", "role", "confidence"),
    [
        ("Last contact", True, "date", "fair"),
        ("Last contact", False, "date", "low"),
        ("Last purchase", True, "date", "fair"),
        ("zz", True, "date", "low"),
        ("zz", False, "date", "low"),
        ("salary", True, "feature", "high"),
    ],
)
def test_serial_numbers_are_dates_by_a_word_of_time_or_beside_dates(
    heading, beside, role, confidence, customers, rng
):
    own = {"opening date": rng.integers(43_000, 45_000, N)} if beside else {}

    column = read({**customers, **own, heading: rng.integers(43_500, 45_500, N)})[heading]

    assert (column.role, column.confidence) == (role, confidence)


def test_round_amounts_are_no_dates(customers, rng):
    amounts = rng.integers(4_350, 4_550, N) * 10

    assert told({**customers, "last order": amounts}, "last order")[0] == "feature"


def test_numbers_without_a_repeat_identify_only_where_chance_would_repeat_many(customers, rng):
    few, many = (rng.permutation(width)[:N] + 1000 for width in (10_000, 2_000_000))

    assert told({**customers, "lot": few}, "lot") == ("id", "number")
    assert told({**customers, "lot": many}, "lot") == ("feature", "unnamed")
    assert told({**customers, "lot": [*few[1:], few[1]]}, "lot")[0] == "feature"


def test_long_numbers_of_one_length_identify_unless_they_are_round(customers, rng):
    numbers = rng.permutation(8_000_000)[:N] + 1_000_000

    assert told({**customers, "ref a": numbers}, "ref a") == ("id", "number")
    assert told({**customers, "ref a": numbers // 10 * 10}, "ref a")[0] == "feature"
    assert told({**customers, "ref a": numbers - 999_000}, "ref a")[0] == "feature"


def test_people_numbered_within_households_are_identified_by_both_columns(customers, rng):
    sizes = rng.integers(1, 5, N)
    household = np.repeat(np.arange(N), sizes)[:N] * 3 + 20_000
    person = np.concatenate([np.arange(s) for s in sizes])[:N] + 1
    shuffled = rng.permutation(N)
    own = {"a": household[shuffled], "b": person[shuffled]}

    assert [told({**customers, **own}, name) for name in own] == [("id", "number")] * 2
    own["b"] = rng.permutation(own["b"])
    assert "id" not in [told({**customers, **own}, name)[0] for name in own]


def test_a_household_number_is_found_by_its_word_and_by_having_no_holes(customers, rng):
    number = rng.permutation(np.arange(N) // 3)
    sparse = number * 7

    assert told({**customers, "household no": number}, "household no")[0] == "id"
    assert told({**customers, "zz": number}, "zz")[0] == "feature"
    assert told({**customers, "household": sparse}, "household")[0] == "feature"


def test_what_a_protected_column_determines_is_protected(customers, rng):
    race = rng.integers(0, 4, N)
    table = {**customers, "race": np.array(list("ABCD"))[race]}
    other, others = race.copy(), race.copy()
    other[7] = 3 - other[7]
    others[:20] = 3 - others[:20]

    assert told({**table, "kind": race * 10.5}, "kind") == ("protected", "proxy")
    assert told({**table, "half": race // 2}, "half") == ("protected", "proxy")
    assert told({**table, "finer": race * 3 + rng.integers(0, 3, N)}, "finer")[0] == "protected"
    assert told({**table, "kind": others * 10.5}, "kind")[0] == "feature"
    told_of_one = read({**table, "kind": other * 10.5})["kind"]
    assert (told_of_one.role, told_of_one.reason_code) == ("protected", "proxy")
    assert "(in 599 of 600 rows)" in str(told_of_one.reason)


def test_bands_of_an_age_are_protected(customers, rng):
    age = rng.integers(18, 80, N)
    band = np.array(["young", "middling", "old"])[np.digitize(age, [35, 60])]

    assert told({**customers, "age": age, "phase": band}, "phase") == ("protected", "proxy")
    assert (
        told({**customers, "age": age, "phase": rng.permutation(band)}, "phase")[0] != "protected"
    )


def test_a_code_goes_out_and_its_parts_stay(customers, rng):
    r, f, m = (rng.integers(1, 6, N) for _ in range(3))
    parts = {"R_score": r, "F_score": f, "M_score": m}
    code = 100 * r + 10 * f + m

    found = read({**customers, **parts, "RFM_score": code})

    assert {found[name].role for name in parts} == {"feature"}
    assert (found["RFM_score"].role, found["RFM_score"].reason_code) == ("descriptor", "composite")
    assert "100 × `R_score` + 10 × `F_score` + `M_score`" in str(found["RFM_score"].reason)
    code[3] += 1
    nearly = read({**customers, **parts, "zz": code})["zz"]
    assert (nearly.reason_code, "(in 599 of 600 rows)" in str(nearly.reason)) == ("composite", True)
    code[:20] += 1
    assert told({**customers, **parts, "zz": code}, "zz")[0] == "feature"


def test_a_code_of_scores_alone_is_found_by_its_word_and_its_digits(customers, rng):
    code = rng.integers(1, 6, (3, N)).T @ np.array([100, 10, 1])

    assert told({**customers, "RFM": code}, "RFM") != ("feature", "measured")
    assert told({**customers, "rfm score": code}, "rfm score") == ("descriptor", "composite")
    assert told({**customers, "rfm score": code + 5}, "rfm score")[0] == "feature"


def test_figures_of_a_place_are_told_by_being_the_same_for_everybody_there(customers, rng):
    place = rng.integers(0, 12, N)
    pay = rng.lognormal(9, 0.2, 12).round()[place]
    table = {**customers, "town": np.array([f"T{i}" for i in range(12)])[place]}
    some, many = pay.copy(), pay.copy()
    some[9] += 1
    many[:20] += 1

    assert told({**table, "A11": pay}, "A11") == ("descriptor", "area")
    assert "(in 599 of 600 rows)" in str(read({**table, "A11": some})["A11"].reason)
    assert told({**table, "A11": many}, "A11")[0] == "feature"
    assert told({**table, "A11": rng.permutation(pay)}, "A11")[0] == "feature"


def test_figures_joined_from_a_table_of_places_are_found_without_the_places(customers, rng):
    place = rng.integers(0, 30, N)
    own = {f"A{i}": rng.normal(9, 2, 30).round(5)[place] for i in (4, 5, 6)}

    assert [told({**customers, **own}, name) for name in own] == [("descriptor", "area")] * 3
    two = {name: own[name] for name in ("A4", "A5")}
    assert [told({**customers, **two}, name)[0] for name in two] == ["feature"] * 2


def test_what_is_0_for_everyone_refused_gives_the_outcome_away(customers, rng):
    accepted = rng.integers(0, 2, N)
    spent = np.where(accepted == 1, rng.lognormal(5, 1, N), 0.0)
    table = {**customers, "accepted": accepted, "zz": spent}

    assert told(table, "zz") == ("descriptor", "leak")
    assert "for everyone on one side" in str(read(table)["zz"].reason)
    assert told({**table, "zz": rng.permutation(spent)}, "zz")[0] == "feature"
    assert told({**table, "accepted": rng.permutation(accepted)}, "zz")[0] == "feature"


@pytest.mark.parametrize("heading", ["charges", "Customer Lifetime Value", "CLV"])
def test_what_others_predict_is_kept_out_until_somebody_says(heading, customers, rng):
    assert told({**customers, heading: rng.lognormal(9, 1, N)}, heading) == (
        "outcome",
        "may be outcome",
    )


@pytest.mark.parametrize(
    ("heading", "levels", "role"),
    [
        ("Education", (0, 4), "descriptor"),
        ("Settlement_size", (0, 3), "descriptor"),
        ("Education", (5, 9), "feature"),
        ("Education", (0, 40), "feature"),
        ("years of education", (0, 9), "feature"),
        ("zz", (0, 4), "feature"),
    ],
)
def test_levels_coded_as_numbers_are_described(heading, levels, role, customers, rng):
    column = read({**customers, heading: rng.integers(*levels, N)})[heading]

    assert column.role == role
    if role == "descriptor":
        assert (column.reason_code, column.kind) == ("coded", "category")


def test_a_year_of_birth_is_protected(customers, rng):
    table = {**customers, "Year_Birth": rng.integers(1940, 2002, N)}

    column = read(table)["Year_Birth"]

    assert (column.role, column.quantity) == ("protected", "birth year")
    assert told({**customers, "Year_Birth": rng.integers(0, 60, N)}, "Year_Birth")[0] != "protected"


def test_neither_the_order_of_rows_nor_that_of_columns_changes_a_role(customers, rng):
    r, f = rng.integers(1, 6, N), rng.integers(1, 6, N)
    table = pl.DataFrame(
        {**customers, **choices(rng), "r": r, "f": f, "rf": 10 * r + f, "race": r, "lot": 9 + f * 0}
    )
    turned = table[rng.permutation(N)].select(table.columns[::-1])

    first, second = (
        {c.name: (c.role, c.reason_code) for c in read_source(one, Settings()).columns}
        for one in (table, turned)
    )

    assert first == second


@pytest.mark.parametrize("heading", ["zz", "rfm"])
def test_a_column_of_which_the_sampled_rows_hold_nothing_is_no_code(heading, rng, monkeypatch):
    first = property(lambda sample: None if sample.most is None else np.arange(100))
    monkeypatch.setattr(TableSample, "rows", first)
    values = [None] * 200 + [11 + i % 80 for i in range(40)]
    digits = {name: rng.integers(0, 9, 240) for name in ("a", "b")}

    column = read({**digits, heading: values, "income": rng.lognormal(10, 1, 240)})[heading]

    assert column.reason_code != "composite"
