"""Are figures that stand for something else found, with evidence, and left alone until told?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.check import check
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_types import read_column
from finseg.understand.sentinels import (
    blank_values,
    find_caps,
    find_date_sentinels,
    find_main_sentinel,
    find_sentinels,
)


def values(*numbers: float) -> pl.Series:
    return pl.Series("x", numbers, dtype=pl.Float64)


ORDINARY = tuple(float(n) for n in range(10, 400, 3))


@pytest.mark.parametrize(
    "code", [-1, -9, -99, -999, 9999, 99999, 999999, 666666, 99999999, 888888, 2147483647]
)
def test_a_lone_code_is_found_with_its_count(code):
    found = find_sentinels(values(*ORDINARY, code, code, code))

    assert [(s.value, s.count) for s in found] == [(code, 3)]


def test_several_codes_are_found_together():
    found = find_sentinels(values(*ORDINARY, 9999, 9999, 9998, 8888, -1, -9, -9))

    assert {s.value for s in found} == {9999, 9998, 8888, -1, -9}


def test_two_digits_must_be_frequent():
    children = [0.0, 1, 2, 3, 4] * 40

    assert not find_sentinels(values(*children, 99))
    assert [s.value for s in find_sentinels(values(*children, *[99.0] * 6))] == [99]


def test_a_code_in_the_middle_must_be_far_more_frequent_than_others():
    incomes = [float(n) for n in range(100, 30_000, 17)]

    assert not find_sentinels(values(*incomes, 9999))
    assert [s.value for s in find_sentinels(values(*incomes, *[9999.0] * 40))] == [9999]


@pytest.mark.parametrize(
    "numbers",
    [
        [-5.0, -1, 3, 7],  # others are negative too
        [900.0, 950, 999],  # nothing is far away
        [-1.0, -1, -1],  # there is nothing else
        [1e9, 5.0, 7],  # far away, but no code
        [0.0, 1, 2],
        [],
    ],
)
def test_ordinary_figures_are_no_codes(numbers):
    assert find_sentinels(values(*numbers)) == ()


def test_a_pile_at_the_end_is_a_cap_and_no_code(rng):
    limits = np.minimum(rng.gamma(2, 9000, 3000).round(0), 34516)

    found = find_caps(pl.Series(limits))

    assert [s.value for s in found] == [34516]
    assert find_sentinels(pl.Series(limits)) == ()


@pytest.mark.parametrize("kind", ["scale", "spread", "zeros"])
def test_scales_and_tails_have_no_caps(kind, rng):
    numbers = {
        "scale": rng.integers(1, 11, 2000).astype(float),
        "spread": rng.normal(size=2000),
        "zeros": np.maximum(rng.normal(size=2000), 0),
    }[kind]

    assert find_caps(pl.Series(numbers)) == ()


def test_dates_for_never_are_found_where_they_repeat():
    dates = pl.Series(
        ["2021-05-01", "1900-01-01", "1900-01-01", "9999-12-31", "31/12/9999", None] * 2
    )

    assert dict(find_date_sentinels(dates)) == {"1900-01-01": 4, "9999-12-31": 2, "31/12/9999": 2}
    assert find_date_sentinels(pl.Series(["1970-01-01", "2020-01-01"])) == ()


@given(
    numbers=st.lists(st.sampled_from(["-1", "-1.0", "5", "7.5", "NA"]), min_size=1),
    codes=st.sets(st.sampled_from([-1.0, 5.0, 99.0])),
)
def test_what_is_turned_into_gaps_is_counted_under_its_spelling(numbers, codes):
    typed = read_column(pl.Series("x", numbers))
    cleaned = blank_values(typed, codes)

    gone = [t for t in numbers if t != "NA" and float(t) in codes]
    assert cleaned.numbers is not None
    assert cleaned.numbers.null_count() == numbers.count("NA") + len(gone)
    assert not cleaned.numbers.drop_nulls().is_in(list(codes)).any()
    assert sum(n for _, n in cleaned.spellings) == numbers.count("NA") + len(gone)
    assert dict(cleaned.sentinels) == {t: gone.count(t) for t in gone}
    assert typed.numbers is not None
    assert typed.numbers.null_count() == numbers.count("NA")


def test_texts_are_turned_into_gaps_too():
    cleaned = blank_values(
        read_column(pl.Series("x", ["1900-01-01", "2020-02-03"])), ["1900-01-01"]
    )

    assert cleaned.text.to_list() == [None, "2020-02-03"]
    assert cleaned.spellings == (("1900-01-01", 1),)


def test_the_settings_turn_a_sentinel_into_a_gap_and_it_is_said(shared):
    settings = Settings().change_section("read", sentinels={"pdays": [-1]})
    dataset = read_source(shared / "data" / "bank-full.csv", settings)

    column = dataset.find_column("pdays")
    assert (column.missing, column.missing_spellings) == (36_954, (("-1", 36_954),))
    codes = {f.code for f in check(dataset, settings).findings if f.column == "pdays"}
    assert "D077" in codes
    assert not codes & {"D034", "D035"}


def test_without_a_word_in_the_settings_nothing_is_turned_into_a_gap(shared):
    dataset = read_source(shared / "data" / "bank-full.csv", Settings())
    findings = {(f.code, f.column): f for f in check(dataset, Settings()).findings}

    assert dataset.find_column("pdays").missing == 0
    assert findings["D035", "pdays"].count == 36_954


@pytest.mark.parametrize(
    ("name", "column", "piles"),
    [
        ("BankChurners.csv", "Credit_Limit", [508, 507]),
        ("BankChurners.csv", "Total_Revolving_Bal", [508]),
        ("Churn_Modelling.csv", "CreditScore", [233]),
    ],
)
def test_caps_of_real_tables_are_noted_and_kept(shared, name, column, piles):
    dataset = read_source(shared / "data" / name, Settings())
    found = check(dataset, Settings()).findings

    assert [f.count for f in found if (f.code, f.column) == ("D078", column)] == piles
    assert not [f for f in found if (f.code, f.column) == ("D035", column)]


def test_a_typed_table_is_searched_like_a_text():
    table = pl.DataFrame({"gap": [-1, -1, *range(60)], "income": [float(i * i) for i in range(62)]})
    dataset = read_source(table, Settings())

    found = {(f.code, f.column): f.count for f in check(dataset, Settings()).findings}
    assert found["D035", "gap"] == 2


@pytest.mark.parametrize(
    ("highest", "code", "found"),
    [
        (499.0, 999.0, True),
        (499.5, 999.0, False),  # not less than half of the code
        (49.0, 99.0, False),  # of two digits, it must be frequent
    ],
)
def test_a_code_lies_more_than_twice_as_high_as_everything_else(highest, code, found):
    numbers = values(1.0, 2.0, highest, code)

    assert (find_main_sentinel(numbers) == code) is found


@pytest.mark.parametrize(
    ("count", "rows", "found"),
    [(5, 100, True), (4, 100, False), (10, 2000, True), (9, 2000, False)],
)
def test_a_short_code_is_on_five_rows_and_one_of_two_hundred(count, rows, found):
    numbers = values(*([99.0] * count), *(float(i % 40) for i in range(rows - count)))

    assert (find_main_sentinel(numbers) == 99.0) is found


@pytest.mark.parametrize(("count", "found"), [(20, True), (19, False)])
def test_a_code_within_the_range_is_ten_times_as_frequent_as_any_other(count, found):
    numbers = values(
        *([999.0] * count), *(float(300 + 7 * (i // 2)) for i in range(400)), *([0.0] * 50)
    )

    assert (find_main_sentinel(numbers) == 999.0) is found


def test_a_negative_code_is_told_where_nothing_else_is_negative():
    assert find_main_sentinel(values(-1, -1, 5, 6)) == -1
    assert find_main_sentinel(values(-1, -1, -2, 6)) is None
    assert find_main_sentinel(values(-1, -9)) is None
    assert [(s.value, s.count) for s in find_sentinels(values(-1, -9, -9, 5))] == [(-9, 2), (-1, 1)]
    assert find_main_sentinel(values(-2, 5)) is None


@pytest.mark.parametrize(("piled", "capped"), [(10, True), (9, False)])
def test_a_pile_is_a_cap_where_it_is_five_times_its_most_frequent_neighbour(piled, capped):
    # The neighbours, within a tenth of the range, stand there twice; values further off more often.
    spread = [float(i) for i in range(1, 100) for _ in range(2 if i > 89 else 4)]

    caps = find_caps(values(*spread, *([100.0] * piled)))

    assert [c.value for c in caps] == ([100.0] if capped else [])


@pytest.mark.parametrize(("different", "capped"), [(51, True), (50, False)])
def test_a_scale_of_fifty_values_has_no_cap(different, capped):
    numbers = [float(i) for i in range(1, different + 1)] + [float(different)] * 9

    assert bool(find_caps(values(*numbers))) is capped


def test_zero_is_no_cap_and_the_lowest_value_may_be_one():
    spread = [float(i) for i in range(1, 100)]

    assert find_caps(values(*spread, *([0.0] * 20))) == ()
    (cap,) = find_caps(values(*spread, *([-5.0] * 20)))
    assert (cap.value, cap.count, cap.reason) == (-5.0, 20, "is the lowest value")
    assert find_caps(values(7.0, 7.0)) == ()


@pytest.mark.parametrize(("times", "found"), [(2, True), (1, False)])
def test_a_date_for_never_stands_there_twice(times, found):
    texts = pl.Series(["9999-12-31"] * times + ["2024-01-01"] * 5)

    assert bool(find_date_sentinels(texts)) is found
