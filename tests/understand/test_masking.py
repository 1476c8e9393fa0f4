"""What of a rejected row may be seen, and what never?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.read.delimited import read_delimited
from finseg.read.raw import LONGEST_LINE
from finseg.records.dataset import Dataset, Elapsed
from finseg.settings import ReadSettings
from finseg.understand.columns import understand
from finseg.understand.masking import (
    HIDDEN,
    LONGEST,
    Mask,
    is_personal,
    mask_identifier,
    mask_source_rows,
    show_value,
)
from tests.builders.tables import make_table

CANARY = "CANARY-4711"
MASK = Mask(
    personal=(False, True, False, False),
    identifiers=(True, False, False, False),
    figures=(False, False, True, True),
    harmless=frozenset({"urban", "income"}),
    delimiter=",",
)


def read(text: str, delimiter: str = "") -> Dataset:
    knobs = ReadSettings(delimiter=delimiter)
    return understand(read_delimited(text.encode(), "made.csv", knobs), knobs)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("C004711,Ann,5.5,12345678.25", "•••711,•••,5.5,•••"),
        ("12345678,Ann,5.5,7", "•••678,•••,5.5,7"),
        ("7,Ann,urban,NA", "•••,•••,urban,NA"),
        ("7,Ann,Smith,7", "•••,•••,•••,7"),
        ("7,1,2,ann@example.org", "•••,•••,2,•••"),
        ("7,1,2,12 USD", "•••,•••,2,12 USD"),
        ("7,Doe,John,5,6", "•••,•••,•••,5,6"),
        ("7,Doe,44,5,6", "•••,•••,•••,5,6"),  # 44 may be the second half of a name
        ("44,5,6", "•••,•••,6"),  # the id may be missing, so that the name stands first
        ('"7","Ann"', "•••,•••"),
    ],
)
def test_a_line_shows_figures_and_shared_words_and_nothing_that_may_name_someone(line, shown):
    assert MASK.mask_line(line) == shown


def test_a_row_whose_columns_are_known_shows_long_figures_too():
    assert MASK.mask_row(["C004711", "Ann", "12345678.25", "7"]) == "•••711,•••,12345678.25,7"


def test_a_line_too_long_to_be_kept_shows_nothing_where_anything_is_personal():
    assert not set(MASK.mask_line("5," * (LONGEST_LINE // 2))) - set(HIDDEN + ",…")


@given(
    place=st.integers(0, 3),
    others=st.lists(st.sampled_from(["1", "2.5", "urban", "", "NA"]), min_size=3, max_size=3),
    drop=st.none() | st.integers(0, 3),
    more=st.integers(0, 2),
    canary=st.sampled_from([CANARY, "4711"]),
)
def test_a_personal_value_is_hidden_wherever_lost_or_added_fields_have_shifted_it(
    place, others, drop, more, canary
):
    """One field lost or several added: the canary stands in the personal column before."""
    fields = [others[0], canary, *others[1:]]
    if drop is not None and drop != 1:
        del fields[drop]
    else:
        fields[place:place] = ["9"] * more

    assert canary not in MASK.mask_line(",".join(fields))


@given(text=st.text(max_size=3 * LONGEST))
def test_what_is_shown_is_one_short_line(text):
    shown = MASK.mask_line(text)

    assert len(shown) <= LONGEST
    assert not set(shown) & set("\n\r\t\x00\x1b\u2028\u202e")


ROWS = "".join(f"{100 + i},name{i},{'ab'[i % 2]},{i}.5\n" for i in range(30))


@pytest.mark.parametrize(
    ("line", "kind", "raw"),
    [
        ("900,Ann,a", "too few fields", "•••,•••,a"),
        ("900,Ann,a,1,2", "too many fields", "•••,•••,a,1,2"),
        ('900,"Ann,a,1', "unclosed quote", "•••,•••,a,1"),
        ('900,"Ann" x,a,1', "quote out of place", "•••,•••,a,1"),
        ("900,A\0nn,a,1", "damaged text", "•••,•••,a,1"),
        ("900,Ann,a,much", "text in a number column", "•••,•••,a,•••"),
        ("900,Ann,a,", "no values", "•••,•••,a,"),
        ("id,surname,area,income", "repeated header", "id,surname,area,income"),
    ],
)
def test_every_kind_of_reject_is_said_with_its_row(line, kind, raw):
    dataset = read(f"id,surname,area,income\n{ROWS}{line}\n{ROWS}")

    (reject,) = dataset.rejects

    assert (reject.line, reject.kind, reject.raw) == (32, kind, raw)
    assert dataset.source.rows_read == dataset.rows + 1


def test_what_a_model_does_not_need_is_not_shown():
    from finseg.understand.required_columns import understand_for_model

    text = f"income,remark\n{'5.5,fine' * 1}\n" + "6.5,fine\n" * 9 + f"much,{CANARY}\n"
    raw = read_delimited(text.encode(), "new.csv", ReadSettings())

    (reject,) = understand_for_model(raw, ReadSettings(), {"income": "number"}).rejects

    assert (reject.kind, reject.raw) == ("text in a number column", "•••,•••")


CELLS = st.sampled_from(["1", "2.5", "", "NA", "x", "3", "-7", "1e9"])
GOOD = st.tuples(CELLS, CELLS, CELLS).map(",".join)
BAD = st.sampled_from(["1,2", "1,2,3,4", "much,2,3", "a,b,c", ",,", '1,2,x"y"z"', "1,\0,3", "7"])


@given(lines=st.lists(GOOD | BAD, min_size=1, max_size=40), padding=st.integers(40, 60))
def test_rows_read_are_rows_used_and_rejected_and_every_line_is_one_of_them(lines, padding):
    every = [*(f"{i},{i}.5,{i}" for i in range(padding)), *lines]

    dataset = read("a,b,c\n" + "\n".join(every) + "\n", delimiter=",")

    rejected = [r.line for r in dataset.rejects]
    assert dataset.source.rows_read == dataset.rows + len(rejected) == len(every)
    assert sorted([*dataset.lines.tolist(), *rejected]) == list(range(2, len(every) + 2))
    assert all(r.kind and r.reason for r in dataset.rejects)


def a_mask(*kinds: str, harmless: tuple[str, ...] = (), delimiter: str = ",") -> Mask:
    return Mask(
        personal=tuple(kind == "personal" for kind in kinds),
        identifiers=tuple(kind == "id" for kind in kinds),
        figures=tuple(kind == "figure" for kind in kinds),
        harmless=frozenset(harmless),
        delimiter=delimiter,
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [("A1234567", "•••••567"), ("abcdef", "•••def"), ("abcd", "••cd"), ("abc", "••c"), ("a", "•")],
)
def test_of_an_identifier_the_last_three_and_at_most_half_are_shown(value, shown):
    assert mask_identifier(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12 USD", "`12 USD`"),
        ("a", "`a…`"),
        ("5a", "`5a`"),
        ("12 EURO", "`1…`"),  # four letters may be a name
        ("abc", "`a…`"),  # as may be letters without any digit
        ("12345 67", "`12345 67`"),
        ("12345 678", "(not shown: may be personal)"),  # eight digits
        ("a@b", "(not shown: may be personal)"),
        ("1-" * 7 + "......", "`1-1-1-1-1-1-1-......`"),
        ("1-" * 7 + ".......", "`1-1-1-1-1-1-1-......…`"),
    ],
)
def test_a_value_in_a_reason_is_short_and_names_nobody(value, shown):
    column = make_table({"income": [1.0]}).columns[0]

    assert show_value(value, column) == shown


def test_a_column_is_personal_by_its_role_or_by_either_name():
    plain, named, told = make_table(
        {"a": [1.0], "b": [1.0], "c": [1.0]}, b={"original": "Surname"}, c={"role": "personal"}
    ).columns

    assert [is_personal(c) for c in (plain, named, told)] == [False, True, True]


def test_a_row_is_masked_field_by_field():
    mask = a_mask("personal", "id", "figure", "", harmless=("Leeds",))

    assert mask.mask_row(["Ann", "AB1234", "123456789012.5", "Leeds"]) == (
        f"{HIDDEN},{HIDDEN}234,123456789012.5,Leeds"
    )
    assert mask.mask_row(["n/a", "12345", "7", "Park Road"]) == f"n/a,{HIDDEN},7,{HIDDEN}"
    assert mask.mask_row(["", "ABCDEF", "word", "12345678"]) == f",{HIDDEN},{HIDDEN},{HIDDEN}"
    assert mask.mask_row(["Ann", "AB123456", "7", "1.234567"]) == f"{HIDDEN},{HIDDEN}456,7,1.234567"


def test_a_field_of_a_torn_line_is_hidden_wherever_a_personal_one_may_stand():
    mask = a_mask("", "personal", "", "")

    assert mask.mask_line("1,2,3,4") == f"1,{HIDDEN},3,4"
    assert mask.mask_line("1,2,3") == f"{HIDDEN},{HIDDEN},3"  # one is missing somewhere
    assert mask.mask_line("1,2") == f"{HIDDEN},{HIDDEN}"
    assert mask.mask_line("1,2,3,4,5") == f"1,{HIDDEN},{HIDDEN},4,5"  # one is too many
    cut = "1," * (LONGEST_LINE // 2)
    assert mask.mask_line(cut[:LONGEST_LINE]).startswith(f"{HIDDEN},{HIDDEN},{HIDDEN},{HIDDEN}")


@pytest.mark.parametrize(("fields", "cut"), [(100, False), (101, True)])
def test_up_to_two_hundred_characters_of_a_row_are_shown(fields, cut):
    shown = a_mask(*[""] * fields).mask_row(["7"] * fields)

    assert len(shown) == (LONGEST if cut else 2 * fields - 1)
    assert shown.endswith("…") is cut
    assert LONGEST == 200


@pytest.mark.parametrize(("times", "shown"), [(3, True), (2, False)])
def test_a_category_is_harmless_where_three_customers_share_it(times, shown):
    towns = ["Leeds"] * times + ["York"] * 3
    dataset = make_table(
        {"town": towns, "income": [5.0] * len(towns)},
        town={"role": "descriptor", "kind": "category"},
    )

    (row,) = mask_source_rows(dataset, [(0, 2)])

    assert row == ("Leeds,5" if shown else f"{HIDDEN},5")


def test_what_is_made_from_others_is_no_part_of_a_row_as_it_stood():
    plain = make_table({"x": [5.0], "months": [7.0], "ratio": [2.0]}, ratio={"derived": True})
    rule = Elapsed(name="months", source="d", how="months since", form="%Y", as_of="2024-01-01")

    assert mask_source_rows(replace(plain, elapsed=(rule,)), [(0, 2)]) == ["5"]
    assert mask_source_rows(plain, [(0, 2)]) == ["5,7"]
    assert mask_source_rows(plain, []) == []
