from __future__ import annotations

import polars as pl
import pytest

import finseg
from finseg.errors import TooFewRowsError


def customers(n):
    return pl.DataFrame(
        {
            "income": [20_000 + 1_371 * i % 90_000 for i in range(n)],
            "debt": [500 * (i * 7 % 13) for i in range(n)],
        }
    )


@pytest.mark.parametrize(("rows", "k", "needed"), [(3, None, 10), (9, None, 10), (19, 4, 20)])
def test_a_table_with_too_few_customers_for_its_segments_is_refused_in_words(rows, k, needed):
    with pytest.raises(TooFewRowsError) as caught:
        finseg.segment(customers(rows), k=k, quick=True)

    assert f"{rows} usable rows" in caught.value.what
    assert f"need {needed}" in caught.value.what
    assert "fewest_customers" in caught.value.fix


def test_no_segment_of_fewer_than_five_is_made_where_their_number_is_chosen():
    table = pl.concat([customers(30), pl.DataFrame({"income": [9_000_000] * 3, "debt": [0] * 3})])

    study = finseg.segment(table, quick=True)

    assert min(s.size for s in study.segments) >= 5


def test_a_bank_that_wants_it_can_go_below():
    study = finseg.segment(
        customers(8), quick=True, settings={"choose": {"k": 2, "fewest_customers": 1}}
    )

    assert sum(s.size for s in study.segments) == 8
