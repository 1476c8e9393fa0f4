"""Is each column taken for what it is, for a reason that is said?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.errors import ColumnKindError, MissingColumnError
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_summary import Look, look_at
from finseg.understand.column_types import read_column
from finseg.understand.guess import Guess
from finseg.understand.roles import counts_rows_of_file, guess_roles

N = 400


@pytest.fixture
def customers(rng):
    """Return two plain features, to which a test adds the column it is about."""
    return {
        "income": rng.normal(50_000, 9_000, N).round(2),
        "balance": rng.exponential(5_000, N).round(2),
    }


def read(table: dict[str, object], **settings: object) -> Dataset:
    return read_source(pl.DataFrame(table), Settings().change_section("read", **settings))


def role(table: dict[str, object], column: str) -> str:
    return read(table).find_column(column).role


CASES: dict[str, tuple[str, object, str]] = {
    "id by name": ("customer_id", lambda r: r.permutation(10**6)[:N], "id"),
    "id with repeats": ("CustomerID", lambda r: r.integers(0, N * 3, N), "id"),
    "id of few branches": ("branch_id", lambda r: r.integers(0, 9, N), "descriptor"),
    "codes one per row": ("ref", lambda _: [f"AB{i:05d}" for i in range(N)], "id"),
    "row counter": ("whatever", lambda _: np.arange(N) + 1, "id"),
    "unnamed index": ("", lambda _: np.arange(N), "id"),
    "unique income": ("salary", lambda r: r.permutation(10**6)[:N], "feature"),
    "flag": ("has_card", lambda r: r.integers(0, 2, N), "descriptor"),
    "flag of other values": ("kind", lambda r: r.integers(1, 3, N), "descriptor"),
    "category": ("city", lambda r: r.choice(["Pune", "Delhi", "Goa"], N), "descriptor"),
    "code": ("job", lambda r: r.integers(0, 6, N), "descriptor"),
    "calendar": ("month", lambda r: r.integers(1, 13, N), "descriptor"),
    "level": ("Edu", lambda r: r.integers(1, 6, N), "descriptor"),
    "count": ("NumOfProducts", lambda r: r.integers(1, 5, N), "feature"),
    "sentinel": (
        "pdays",
        lambda r: np.where(r.random(N) < 0.5, -1, r.integers(0, 99, N)),
        "descriptor",
    ),
    "few sentinels": (
        "gap",
        lambda r: np.where(r.random(N) < 0.05, -1, r.integers(0, 99, N)),
        "feature",
    ),
    "negative balance": ("overdraft", lambda r: r.integers(-5, 99, N), "feature"),
    "outcome": ("churned", lambda r: r.choice(["yes", "no"], N), "outcome"),
    "outcome of codes": ("Exited", lambda r: r.integers(0, 2, N), "outcome"),
    "deposit amount": ("deposit", lambda r: r.normal(5, 1, N), "feature"),
    "protected": ("Gender", lambda r: r.choice(["F", "M"], N), "protected"),
    "age": ("Age", lambda r: r.integers(18, 70, N), "feature"),
    "cluster": ("Cluster", lambda r: r.integers(0, 4, N), "assignment"),
    "score": ("churn_probability", lambda r: r.random(N), "assignment"),
    "tiers by level": ("card", lambda r: r.choice(["Blue", "Silver", "Gold"], N), "existing"),
    "tiers by name": ("Customer_Tier", lambda r: r.integers(1, 4, N), "existing"),
    "segment of the bank": ("segment", lambda r: r.choice(["Mass", "Rich", "HNI"], N), "existing"),
    "segment by number": ("segment", lambda r: r.integers(0, 4, N), "assignment"),
    "segment by label": ("segment", lambda r: r.choice(["C1", "C2", "C3"], N), "assignment"),
    "weight": ("survey_weight", lambda r: r.uniform(0.5, 3, N), "weight"),
    "consent": ("Do_Not_Email", lambda r: r.choice(["Y", "N"], N), "consent"),
    "behaviour score": ("behaviour_score", lambda r: r.random(N), "assignment"),
    "Indian postal code": ("PIN", lambda r: r.integers(110_001, 855_117, N), "ignore"),
    "secret number": ("PIN", lambda r: [f"{n:04d}" for n in r.integers(0, 9999, N)], "personal"),
    "sort code": (
        "sort_code",
        lambda _: [f"20-0{i % 9}-{i % 80 + 10}" for i in range(N)],
        "ignore",
    ),
    "IFSC": ("code7", lambda _: [f"HDFC0{i:06d}" for i in range(N)], "ignore"),
    "long codes": ("ref", lambda r: r.permutation(10**5)[:N] + 4 * 10**11, "id"),
    "number plate": ("plate", lambda _: [f"AB{i % 90 + 10} XYZ" for i in range(N)], "personal"),
    "name": ("Surname", lambda r: r.choice([f"N{i}" for i in range(60)], N), "personal"),
    "e-mail by value": ("kontakt", lambda _: [f"a{i}@b.com" for i in range(N)], "personal"),
    "pan by value": ("tax", lambda _: [f"ABCPK{i:04d}Z" for i in range(N)], "personal"),
    "phone as number": ("phone", lambda r: r.integers(10**9, 10**10, N), "personal"),
    "iso date": ("opened", lambda _: [f"2024-01-{i % 28 + 1:02d}" for i in range(N)], "date"),
    "day first date": ("since", lambda _: [f"{i % 28 + 1}/1/2024" for i in range(N)], "date"),
    "much text": ("remark", lambda _: [f"said thing {i}" for i in range(N)], "ignore"),
    "constant": ("country_code", lambda _: [7] * N, "ignore"),
    "all missing": ("empty", lambda _: pl.Series([None] * N, dtype=pl.Float64), "ignore"),
    "NA everywhere": ("gone", lambda _: ["NA"] * N, "ignore"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_column_is_taken_for_what_it_is(case, customers, rng):
    name, make, expected = CASES[case]

    dataset = read({**customers, name: make(rng)})  # type: ignore[operator]

    column = next(c for c in dataset.columns if c.original == name)
    assert (column.role, bool(column.reason)) == (expected, True)


def test_digits_with_leading_zeros_stay_text(customers):
    codes = [f"{i % 7:05d}" for i in range(N)]

    dataset = read({**customers, "office": codes})

    assert dataset.find_column("office").kind != "number"
    assert dataset.table["office"].to_list() == codes


def test_the_id_is_the_first_that_does_not_count_rows(customers):
    ids = [f"C{i:04d}" for i in range(N)]

    dataset = read({"RowNumber": np.arange(N), "cust_id": ids, "account_id": ids, **customers})

    assert [c.name for c in dataset.select_by_role("id")] == ["RowNumber", "cust_id", "account_id"]
    assert dataset.identifier == dataset.find_column("cust_id")
    assert read(customers).identifier is None


def test_the_reason_of_age_says_that_it_is_protected_elsewhere(customers, rng):
    dataset = read({**customers, "age": rng.integers(18, 80, N)})

    assert "protected" in str(dataset.find_column("age").reason)


def test_the_length_of_the_last_call_is_kept_out_beside_a_campaign(customers, rng):
    calls = {"duration": rng.integers(0, 900, N)}
    company = {"campaign": rng.integers(0, 9, N), "contact": rng.choice(["a", "b", "c"], N)}

    assert role({**customers, **calls, **company}, "duration") == "descriptor"
    assert role({**customers, **calls}, "duration") == "feature"


def clustered(x: np.ndarray, k: int) -> np.ndarray:
    """Return k-means clusters of standardised columns."""
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    centres, nearest = z[:k], np.zeros(len(z), np.int64)
    for _ in range(100):
        nearest = ((z[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        centres = np.array([z[nearest == c].mean(axis=0) for c in range(k)])
    return nearest


@pytest.mark.parametrize("k", [3, 4, 6])
def test_an_earlier_clustering_is_found_under_any_name(rng, k):
    x = rng.random((1000, 4))
    table = {f"f{j}": x[:, j] for j in range(4)}

    dataset = read({**table, "q7": clustered(x, k)})

    assert dataset.find_column("q7").role == "assignment"
    assert "predict" in str(dataset.find_column("q7").reason)
    assert len(dataset.features) == 4


def test_a_clustering_of_logarithms_is_found_too(rng):
    x = rng.lognormal(8, 1.5, (1000, 4))
    table = {f"f{j}": x[:, j] for j in range(4)}

    assert role({**table, "q7": clustered(np.log1p(x), 4)}, "q7") == "assignment"


def test_a_column_cut_into_ranges_is_kept_out_and_its_source_named(customers, rng):
    wealth = rng.normal(10, 3, N)

    dataset = read({**customers, "wealth": wealth, "band": np.digitize(wealth, [8, 10, 12])})

    assert dataset.find_column("band").role == "assignment"
    assert "`wealth`" in str(dataset.find_column("band").reason)


@pytest.mark.parametrize(("name", "expected"), [("q7", "descriptor"), ("NumOfCards", "feature")])
def test_a_true_count_is_no_assignment_and_stays_a_feature_where_its_name_counts(
    rng, name, expected
):
    one, two = rng.integers(0, 4, N), rng.integers(0, 4, N)
    table = {"cards_a": one + 0.0, "cards_b": two + 0.0, "income": rng.normal(9, 2, N)}

    assert role({**table, name: one + two}, name) == expected


def test_independent_codes_are_no_assignment(rng):
    table = {f"f{j}": rng.normal(size=N) for j in range(4)}

    assert role({**table, "q7": rng.integers(0, 4, N)}, "q7") == "descriptor"


def test_a_role_set_in_the_settings_goes_before_the_guess(customers, rng):
    table = {**customers, "cluster": rng.integers(0, 4, N)}

    column = read(table, roles={"cluster": "descriptor"}).find_column("cluster")

    assert (column.role, column.given) == ("descriptor", True)


def test_a_text_column_of_digits_can_be_made_a_feature(customers):
    dataset = read(
        {**customers, "grade": [f"0{i % 9 + 1}" for i in range(N)]}, roles={"grade": "feature"}
    )

    assert dataset.find_column("grade").kind == "number"
    assert dataset.table["grade"][0] == 1.0


def test_a_role_for_an_unknown_column_names_the_nearest(customers):
    with pytest.raises(MissingColumnError) as caught:
        read(customers, roles={"incme": "ignore"})

    assert "`income`" in caught.value.fix


def test_names_cannot_be_made_a_feature_and_words_that_repeat_become_a_category(customers, rng):
    with pytest.raises(ColumnKindError, match="city"):
        read({**customers, "city": [f"town {i}x" for i in range(N)]}, roles={"city": "feature"})

    towns = {"city": rng.choice(["Pune", "Goa"], N)}
    assert read({**customers, **towns}, roles={"city": "feature"}).categories[0].name == "city"


def test_a_unit_set_in_the_settings_goes_before_the_guess(customers):
    assert read(customers, units={"income": "count"}).find_column("income").unit == "count"


def test_columns_may_be_named_by_their_heading_or_their_readable_name():
    text = pl.DataFrame({"a": [1.5, 2.5], "  spaced  out ": [3.5, 4.5]})
    for name in ("spaced out", "  spaced  out "):
        dataset = read_source(text, Settings().change_section("read", roles={name: "ignore"}))

        assert dataset.find_column("spaced out").role == "ignore"


@pytest.mark.parametrize(
    "heading",
    ["Einwilligung Werbung", "Werbeeinwilligung", "Werbesperre", "Marketing_OK", "SMS permission"],
)
def test_who_may_be_contacted_is_found_in_other_words(customers, heading):
    dataset = read({**customers, heading: ["ja", "nein"] * (N // 2)})

    assert dataset.find_column(heading).role == "consent"


def look_of(heading: str, values: object) -> Look:
    return look_at(heading, heading, read_column(pl.Series(list(values), strict=False)))  # type: ignore[call-overload]


def guess(heading: str, values: object, *others: Look) -> Guess:
    return guess_roles([look_of(heading, values), *others])[0]


FEW = [7 * i % 3 + 1.5 for i in range(60)]


@pytest.mark.parametrize(
    ("heading", "values", "role"),
    [
        # Twenty rows, before being consecutive or unique proves anything.
        ("q7", [*range(1, 21)], "id"),
        ("q7", [*range(1, 20)], "feature"),
        ("ref", [f"AB{i:05}" for i in range(20)], "id"),
        ("ref", [f"AB{i:05}" for i in range(19)], "descriptor"),
        # Whole numbers of nine digits, never repeated.
        ("q7", [100_000_000 + 7 * (i * 37 % 60) for i in range(60)], "id"),
        ("q7", [10_000_000 + 7 * (i * 37 % 60) for i in range(60)], "feature"),
        ("q7", [*(100_000_000 + 7 * (i * 37 % 59) for i in range(59)), 99_999_999], "feature"),
        ("income", [100_000_000 + 7 * (i * 37 % 60) for i in range(60)], "feature"),
        # Codes and ids of up to a hundred levels.
        ("shop id", [i % 100 for i in range(300)], "descriptor"),
        ("shop id", [i % 101 for i in range(300)], "id"),
        ("customer id", [i % 100 for i in range(300)], "id"),
        ("shop id", [i % 100 for i in range(199)], "id"),  # more than half of them differ
        # Two to five levels make an outcome.
        ("default", [i % 2 for i in range(60)], "outcome"),
        ("default", [i % 5 for i in range(60)], "outcome"),
        ("default", [i % 6 for i in range(60)], "feature"),
        # Five rows make a flag.
        ("q7", [1.5, 2.5, 1.5, 2.5, 1.5], "descriptor"),
        ("q7", [1.5, 2.5, 1.5, 2.5], "feature"),
        # A weight is never negative.
        ("weight", [0.0, 1.5, 2.5, 1.25] * 15, "weight"),
        ("weight", [-0.5, 1.5, 2.5, 1.25] * 15, "feature"),
        # A fifth of the values stands for something else.
        ("q7", [-1.0] * 21 + [1.5 + i for i in range(79)], "descriptor"),
        ("q7", [-1.0] * 20 + [1.5 + i for i in range(80)], "feature"),
        # Texts of few levels are categories.
        ("q7", [f"town {chr(97 + i % 20)}" for i in range(40)], "descriptor"),
        ("q7", [f"town {chr(97 + i % 20)}{'xy'[i == 0]}" for i in range(60)], "ignore"),
        ("q7", [f"town {chr(97 + i % 26)}{i % 50}" for i in range(10)] * 4, "descriptor"),
        # Earlier segments have up to a hundred levels, consents six, tiers twenty.
        ("cluster", [i % 100 for i in range(300)], "assignment"),
        ("cluster", [i % 101 for i in range(303)], "feature"),
        ("consent", [f"{'abcdef'[i % 6]}{'abcdef'[i % 6]}" for i in range(60)], "consent"),
        ("consent", [f"{'abcdefg'[i % 7]}{'abcdefg'[i % 7]}" for i in range(63)], "descriptor"),
        ("tier", ["Gold", "Silver", "Leeds"] * 20, "existing"),
        ("q7", ["Gold", "Silver", "Leeds"] * 20, "existing"),
        ("q7", ["Gold", "York", "Leeds"] * 20, "descriptor"),
        ("gender", [i % 100 for i in range(300)], "protected"),
        ("gender", [i % 101 for i in range(303)], "feature"),
        ("q7", [None] * 9, "ignore"),
        ("q7", [5.5] * 9, "ignore"),
        ("q7", [5.5], "feature"),
        ("month", [1, 5, 7, 9] * 15, "descriptor"),
        ("month", [1.5, 5, 7, 9] * 15, "feature"),
        ("opened date", [20_240_101 + i for i in range(9)] * 5, "date"),
        ("opened date", [40_000 + i for i in range(9)] * 5, "date"),
        ("q7", [40_000 + i for i in range(9)] * 5, "feature"),
    ],
)
def test_a_column_has_its_role_up_to_the_limits_of_each_rule(heading, values, role):
    assert guess(heading, values).role == role


@pytest.mark.parametrize(("campaigns", "role"), [(2, "descriptor"), (1, "feature")])
def test_a_call_s_length_leaks_where_two_columns_speak_of_a_campaign(campaigns, role):
    others = [look_of(name, FEW) for name in ("campaign", "poutcome")[:campaigns]]

    found = guess("duration", [1.5 + i for i in range(60)], *others)

    assert found.role == role
    assert (found.code == "leak") is (role == "descriptor")


@pytest.mark.parametrize(
    ("heading", "values", "confidence"),
    [
        ("customer id", [*range(5, 104), 7, *range(200, 300)], "high"),  # 199 of 200
        ("customer id", [*range(5, 102), 7, 8, 9, *range(200, 300)], "fair"),  # 197 of 200
        ("row number", [*range(1, 61)], "high"),
        ("q7", [*range(1, 61)], "fair"),
        ("tier", ["Gold", "Silver"] * 30, "high"),
        ("q7", ["Gold", "Silver"] * 30, "fair"),
        ("churned", [0, 1] * 30, "high"),
        ("closed", [0, 1] * 30, "fair"),
        ("fnlwgt", [1.5, 2.5, 3.5] * 20, "high"),
        ("weight", [1.5, 2.5, 3.5] * 20, "fair"),
        ("age", [20.5 + i for i in range(60)], "high"),
        ("q7", [20.5 + i for i in range(60)], "low"),
    ],
)
def test_a_guess_is_as_sure_as_name_and_values_make_it(heading, values, confidence):
    assert guess(heading, values).confidence == confidence


def test_rows_of_a_file_are_counted_whatever_the_name_but_an_id_s():
    assert counts_rows_of_file(look_of("q7", range(1, 9)))
    assert not counts_rows_of_file(look_of("customer id", range(1, 9)))
    assert counts_rows_of_file(look_of("row number", [*range(1, 30), 31]))
    assert not counts_rows_of_file(look_of("q7", [*range(1, 30), 31]))
    # With gaps the range is less than 1.05 times the rows: here 104 and 105 of 100 rows.
    assert counts_rows_of_file(look_of("row number", [*range(1, 96), *range(101, 106)]))
    assert not counts_rows_of_file(look_of("row number", [*range(1, 96), *range(102, 107)]))
    assert not counts_rows_of_file(look_of("row number", [-1, *range(1, 30)]))


def test_a_column_that_others_predict_is_taken_out_with_the_reason(rng):
    levels = np.repeat([0, 1, 2], [100, 200, 300])
    axis = np.repeat([0.0, 40.0, 10.0], [100, 200, 300]) + rng.uniform(-1, 1, 600)
    looks = [look_of("q1", rng.normal(size=600)), look_of("q2", levels), look_of("q3", axis)]

    guesses = guess_roles(looks)

    assert [g.role for g in guesses] == ["feature", "assignment", "feature"]
    assert str(guesses[1].reason) == "only cuts `q3` into 3 ranges"
    named = guess_roles([looks[0], look_of("num products", levels), looks[2]])
    assert named[1].role == "feature"


def reason(heading: str, values: object) -> str:
    return str(guess(heading, values).reason)


def test_an_identifier_is_said_to_repeat_where_one_value_does():
    assert reason("customer id", range(5, 205)).endswith("no value stands twice")
    assert "99.5" in reason("customer id", [5, *range(5, 204)])
    assert "%" in reason("customer id", [5, *range(5, 1004)])


@pytest.mark.parametrize("levels", [6, 7])
def test_six_levels_of_an_order_are_shown(levels):
    said = reason("q7", [f"{i} stars" for i in range(1, levels + 1)] * 9)

    assert "1 stars < 2 stars < 3 stars < 4 stars < 5 stars < 6 stars" in said
    assert said.endswith("…") is (levels > 6)


def test_counts_and_shares_in_a_reason_are_those_of_the_column():
    assert reason("q7", ["red", "blue", "green", "blue"] * 9) == "a category with 3 levels"
    assert "5 values" in reason("default", [i % 5 for i in range(60)])
    assert "-1 stands for something else in 30" in reason(
        "q7", [-1.0] * 30 + [1.5 + i for i in range(70)]
    ).replace("\N{MINUS SIGN}", "-")
    assert reason("q7", [5.5, None, 5.5]) == "every value is the same or missing"
    assert reason("q7", [5.5, 5.5]) == "every value is the same"
    assert reason("q7", range(1, 61)).startswith("counts the rows from 1")
    assert reason("q7", range(60)).startswith("counts the rows from 0")
