"""Is a word for "missing" a gap, a code or a level, as its column says?"""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.check import check
from finseg.journey import load, segment
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.column_types import Hints, read_column
from finseg.vocabulary.missing_values import (
    LARGEST,
    count_spellings,
    is_computable,
    is_missing,
    is_user_missing_word,
    read_words,
)


def column(*values: str | None) -> pl.Series:
    return pl.Series("x", values, dtype=pl.String)


def findings(dataset: Dataset) -> dict[tuple[str, str], Finding]:
    return {(f.code, f.column): f for f in check(dataset, Settings()).findings}


@pytest.mark.parametrize(
    ("heading", "others"),
    [
        ("country", ["DE", "FR", "IN"]),
        ("x", ["DE", "FR", "IN", "US"]),
        ("sales region", ["APAC", "EMEA", "LATAM"]),
        ("continent", ["EU", "AS", "AF"]),
    ],
)
def test_na_is_a_code_where_the_others_are(heading, others):
    read = read_column(column(*others * 5, "NA", "NA"), Hints(phrase=heading))

    assert read.text.to_list() == [*others * 5, "NA", "NA"]
    assert read.reading.codes == (("NA", 2),)
    assert not read.reading.levels


@pytest.mark.parametrize(
    "others", [["YES", "NO"], ["little", "rich"], ["M", "F"], ["Graduate", "PhD"]]
)
def test_a_word_among_answers_is_kept_as_a_level_and_counted(others):
    read = read_column(column(*others * 5, "NA", "Unknown", "Unknown"))

    assert read.text.null_count() == 0
    assert read.reading.levels == (("Unknown", 2), ("NA", 1))


def test_a_surname_stays_a_surname():
    names = [
        "None",
        "Null",
        "Na",
        *(f"Name{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(99)),
    ]

    assert read_column(column(*names)).text.to_list() == names


def test_a_word_among_ids_is_a_gap():
    ids = [f"C{i:04d}" for i in range(200)]

    read = read_column(column(*ids, "NULL", "NA", "NA"))

    assert read.spellings == (("NA", 2), ("NULL", 1))
    assert read.text.null_count() == 3


def test_a_word_among_digits_that_are_names_is_a_gap():
    read = read_column(column("00123", "00456", "NA"))

    assert (read.text.to_list(), read.spellings) == (["00123", "00456", None], (("NA", 1),))


def test_blanks_of_any_width_are_gaps_and_no_level():
    blanks = ("", " ", "   ", " " * 5, " " * 40, "\t", "\u00a0")

    read = read_column(column("a", *blanks, "b"))

    assert (read.blanks, read.reading.levels) == (7, ())
    assert read.text.to_list() == ["a", *[None] * 7, "b"]


@pytest.mark.parametrize("word", ["unknown", "Unknown", "UNKNOWN", " unknown", "Unknown "])
def test_a_word_is_known_in_its_usual_cases_and_with_a_blank_on_either_side(word):
    assert read_words(column("a", "b", word), "").levels == ((word.strip(), 1),)


def test_a_number_that_nobody_can_have_is_missing_and_a_gap_is_no_word():
    texts = column("NA", "5", "1e400", "nan", "", None, "word")

    assert is_missing(texts).to_list() == [True, False, True, True, True, None, False]


@pytest.mark.parametrize(
    ("different", "gaps", "found"), [(50, 0, False), (51, 0, True), (51, 2000, True)]
)
def test_among_more_than_fifty_different_ids_a_word_is_a_gap_and_gaps_are_no_ids(
    different, gaps, found
):
    read = read_words(column(*[f"C{i:04d}" for i in range(different)], *[None] * gaps, "NA"), "")

    assert (read.gaps == (("NA", 1),)) is found
    assert read.text.null_count() == gaps + found


@pytest.mark.parametrize(("often", "gap"), [(19, True), (20, False)])
def test_ids_that_come_twenty_times_each_are_categories(often, gap):
    ids = [f"C{i:04d}" for i in range(60)] * often

    assert bool(read_words(column(*ids, "NA"), "").gaps) is gap


def test_without_a_text_nothing_is_counted():
    assert count_spellings(column()) == ()
    assert count_spellings(column("b", " a", "a ", "c", "c", "c")) == (("c", 3), ("a", 2), ("b", 1))


def test_words_of_the_user_are_gaps_everywhere_or_in_one_column():
    table = pl.DataFrame(
        {
            "job": ["clerk", "Keine", "chef", "Unknown"] * 9,
            "income": ["5.5", "keine", "7.5", "0"] * 9,
        }
    )
    settings = Settings().change_section(
        "read", missing=["keine"], missing_in={"job": ["unknown"], "income": ["0"]}
    )

    dataset = read_source(table, settings)

    assert dataset.find_column("job").missing_spellings == (("Keine", 9), ("Unknown", 9))
    assert dataset.find_column("job").missing == 18
    assert dict(dataset.find_column("income").missing_spellings) == {"keine": 9, "0": 9}
    assert dataset.source.rows_read == dataset.rows + dataset.rows_rejected


def test_words_of_the_user_are_found_in_typed_columns_too():
    read = read_column(pl.Series("x", [5, 99, 7]), Hints(missing=("99",)))

    assert read.numbers is not None
    assert read.numbers.to_list() == [5, None, 7]
    assert read.spellings == (("99", 1),)


@given(
    words=st.lists(st.sampled_from(["NA", "Unknown", "None", "-", " ", ""]), max_size=5),
    others=st.lists(st.sampled_from(["DE", "FR", "rich", "C1", "Paris"]), max_size=8),
)
def test_no_value_is_lost_in_a_column_of_words(words, others):
    text = column(*words, *others)
    read = read_words(text, "")

    kept = read.text.drop_nulls().to_list()
    gaps = sum(n for _, n in read.gaps) + sum(w.strip() == "" for w in words)
    assert sorted([*kept]) == sorted(v for v in text if v in kept)
    assert len(kept) + gaps == len(text)


def test_what_comes_typed_has_its_gaps_counted_too():
    infinite = read_column(pl.Series("x", [1.5, float("inf"), float("-inf"), float("nan"), None]))
    decimals = read_column(pl.Series("x", ["1.50", "2.25"]).cast(pl.Decimal(10, 2)))
    long_ids = pl.Series("x", ["12345678901234567", "12345678901234568"]).cast(pl.Decimal(20, 0))
    floats = read_column(pl.Series("x", [1.2345678901234568e16, 2.2345678901234568e16]))

    assert dict(infinite.spellings) == {"inf": 1, "-inf": 1, "NaN": 1}
    assert infinite.blanks == 1
    assert decimals.numbers is not None
    assert decimals.numbers.to_list() == [1.5, 2.25]
    assert read_column(long_ids).text.to_list() == ["12345678901234567", "12345678901234568"]
    assert floats.text.to_list() == ["12345678901234568", "22345678901234568"]


def test_real_tables_keep_their_words_and_say_so(shared):
    credit = read_source(shared / "data" / "german_credit_data.csv", Settings())
    cards = read_source(shared / "data" / "BankChurners.csv", Settings())

    assert credit.find_column("Saving accounts").reading.levels == (("NA", 183),)
    assert findings(credit)["D070", "Checking account"].count == 394
    assert cards.find_column("Education_Level").reading.levels == (("Unknown", 1519),)
    assert cards.find_column("Education_Level").missing == 0


def test_a_model_reads_new_customers_with_the_same_words(rng, tmp_path):
    income = [f"{v:.2f}" for v in rng.normal(50, 9, 200)]
    table = {"income": [*income, *["99"] * 9], "debt": [f"{v:.2f}" for v in rng.normal(9, 2, 209)]}
    settings = {"read": {"missing": ["none of it"], "sentinels": {"income": [99]}}}
    study = segment(pl.DataFrame(table), k=2, quick=True, settings=settings)
    study.save(tmp_path / "model.json")

    new = pl.DataFrame({"income": ["99", "none of it", "50"], "debt": ["9", "9", "9"]})
    scored = load(tmp_path / "model.json").score(new).assignments

    assert scored["flags"].str.contains("filled:income").to_list() == [True, True, False]


@pytest.mark.parametrize(
    ("others", "phrase", "codes"),
    [
        (("DE", "FR", "IT"), "", True),
        (("DE", "FR"), "", False),  # two may be YES and NO
        (("FR", *(f"{a}{b}" for a in "ABCD" for b in "EFGH"), "word"), "", False),  # 17 of 18
        (("FR", "IT", "ES", *(f"{a}{b}" for a in "ABCD" for b in "EFGH"), "word"), "", True),
        (("DEU", "FRA", "ITA"), "country", True),
        (("DEU", "FRA", "ITA"), "product", False),
    ],
)
def test_a_word_is_a_code_where_three_others_have_its_form(others, phrase, codes):
    worded = read_words(column(*others, "NA", "NA"), phrase)

    assert worded.codes == ((("NA", 2),) if codes else ())
    assert worded.levels == (() if codes else (("NA", 2),))
    assert worded.text.null_count() == 0


@pytest.mark.parametrize(
    ("levels", "rows", "gaps"),
    [(51, 51, True), (50, 50, False), (60, 1200, False), (61, 1200, True)],
)
def test_words_are_gaps_among_more_than_fifty_levels_and_a_twentieth_of_the_rows(
    levels, rows, gaps
):
    texts = [f"C{i % levels:03}" for i in range(rows)]

    worded = read_words(column(*texts, "unknown"), "")

    assert (worded.text.null_count() == 1) is gaps


@pytest.mark.parametrize(("wordy", "gaps"), [(3, True), (4, False)])
def test_nineteen_of_twenty_levels_of_ids_hold_digits(wordy, gaps):
    texts = [f"C{i:03}" if i >= wordy else f"word{'abcd'[i]}" for i in range(60)]

    assert (read_words(column(*texts, "unknown"), "").text.null_count() == 1) is gaps


def test_spellings_are_counted_without_the_blanks_around_them():
    assert count_spellings(column("a", " a", "b", "b ", "b", "c")) == (("b", 3), ("a", 2), ("c", 1))
    assert count_spellings(column()) == ()


def test_numbers_of_a_hundred_digits_cannot_be_computed_with():
    assert LARGEST == 1e100
    numbers = pl.Series([9.9e99, 1e100, -1e100, float("inf"), float("nan")])
    assert is_computable(numbers).to_list() == [True, False, False, False, False]


def test_a_gap_is_no_word_of_the_user():
    words = is_user_missing_word(column(" Keine", "eine", None), [" keine "])

    assert words.to_list() == [True, False, False]
