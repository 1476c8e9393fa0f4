"""Does a piece of a file speak against what a sample showed?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.build.agreement import are_settled, decide_columns
from finseg.build.plan import plan_building
from finseg.records.dataset import Dataset
from finseg.records.reading import Decided
from finseg.settings import BuildSettings, Settings
from finseg.understand import read_columns, read_source
from finseg.understand.column_types import Hints, read_column


def read_orders(amounts: list[str], shops: list[str]) -> Dataset:
    n = len(amounts)
    return read_source(
        pl.DataFrame(
            {
                "customer_id": [f"C{i % 40:03d}" for i in range(n)],
                "order_date": [f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(n)],
                "amount": amounts,
                "channel": shops,
            }
        ),
        Settings(),
    )


def test_what_a_sample_decided_is_the_mark_and_the_words_of_each_column() -> None:
    sample = read_orders(
        [f"{i % 90},{i % 90 + 10}" for i in range(200)], ["web", "shop", "unknown", "app"] * 50
    )
    recipe = plan_building(sample, BuildSettings(per="customer_id")).recipe

    decided = {column.column: column for column in decide_columns(sample, recipe)}

    assert decided["amount"] == Decided(column="amount", decimal=",")
    assert decided["channel"] == Decided(column="channel", words=True)
    assert decided["order_date"] == Decided(column="order_date")


@pytest.mark.parametrize(("letters", "settled"), [(0, True), (1, False)])
def test_figures_with_letters_that_are_no_magnitude_are_read_at_once(
    letters: int, *, settled: bool
) -> None:
    amounts = [f"{i + 10}" for i in range(200)]
    amounts[:letters] = ["12L"] * letters
    sample = read_source(pl.DataFrame({"size": amounts, "other": amounts[::-1]}), Settings())

    assert are_settled(sample) is settled


@pytest.mark.parametrize(
    ("texts", "decimal", "numbers", "otherwise"),
    [
        (["1.234", "2.500"], ",", [1234.0, 2500.0], 0),
        (["1.234", "12.5"], ",", [1234.0, None], 1),
        (["1.234", "12,5"], ".", [1.234, None], 1),
        (["1.234", "2.500"], ".", [1.234, 2.5], 0),
        (["12", "20", "1.500", "2.500"], ".", [12.0, 20.0, 1.5, 2.5], 0),
    ],
)
def test_a_mark_that_is_decided_goes_before_what_a_part_shows(
    texts: list[str], decimal: str, numbers: list[float | None], otherwise: int
) -> None:
    table = pl.DataFrame({"amount": texts})
    decided = (Decided(column="amount", decimal="," if decimal == "," else "."),)

    part = read_columns(table, Settings(), {"amount": "number"}, decided=decided)

    assert part.table["amount"].to_list() == [n for n in numbers if n is not None]
    assert part.columns[0].reading.otherwise == otherwise


@pytest.mark.parametrize(("words", "gaps"), [(True, 0), (False, 2)])
def test_a_word_for_missing_is_a_value_where_that_is_decided(*, words: bool, gaps: int) -> None:
    typed = read_column(pl.Series(["NA", "NA", None]), Hints(words=words))

    assert typed.text.null_count() == gaps + 1
    assert sum(n for _, n in typed.spellings) == gaps
