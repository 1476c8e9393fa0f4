"""What of a rejected row may be seen, and what never?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.read.delimited import read_delimited
from finseg.read.raw import LONGEST_LINE
from finseg.records.dataset import Dataset
from finseg.settings import ReadSettings
from finseg.understand.columns import understand
from finseg.understand.masking import HIDDEN, LONGEST, Mask

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
