"""What is said of offers where few customers of a segment are meant?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from finseg.disclose.offers import disclose_offers
from finseg.recommend.barriers import ELIGIBLE, FREE, Asked
from finseg.recommend.matrix import _describe_main_barrier, _write_strained_share
from finseg.recommend.products import Product
from finseg.recommend.targeting import _find_knockouts
from finseg.records.offers import Part
from finseg.records.offers import Test as Condition
from finseg.settings import Settings
from tests.builders.offers import some_offers
from tests.builders.records import an_interpretation

SIZE = 200
NOT_READ = cast("Product", None)


def shown(reasons=(), parts=(), knocked_out=()):
    made = an_interpretation(("Income",), 2)
    segments = tuple(replace(s, size=SIZE) for s in made.segments)
    offers = some_offers(2)
    cell = replace(offers.cells[0], reasons=reasons)
    worth = replace(offers.worth[0], attractiveness=parts, knocked_out=knocked_out)
    offers = replace(offers, cells=(cell, *offers.cells[1:]), worth=(worth, *offers.worth[1:]))
    return disclose_offers(offers, replace(made, segments=segments), 5)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("0.5% of them are beyond a limit", "few of them are beyond a limit"),
        ("99.5 % of them have some Loan", "nearly all of them have some Loan"),
        ("40.0% of them are beyond a limit", "40.0% of them are beyond a limit"),
        ("the most frequent bar (99.5%): income", "the most frequent bar: income"),
        ("the most frequent bar (1,5 %): income", "the most frequent bar: income"),
        ("the most frequent bar (50%): income", "the most frequent bar (50%): income"),
        ("the most frequent bar (100%): income", "the most frequent bar (100%): income"),
        ("only 0.5% of 200 customers may", "only less than 2.5% of 200 customers may"),
        ("99.5% of 200 customers may", "all but less than 2.5% of 200 customers may"),
    ],
)
def test_no_reason_counts_few_customers_or_all_but_few(reason, said):
    assert shown(reasons=(reason,)).cells[0].reasons == (said,)


def test_what_knocks_a_segment_out_does_not_repeat_a_hidden_figure():
    reach = Part(name="reach", weight=1.0, score=0.005, figure="0.5% may be contacted")
    why = ("reach 0.5% may be contacted, below 0.1", "stability 0.2, below 0.5")

    worth = shown(parts=(reach,), knocked_out=why).worth[0]

    assert worth.attractiveness[0].figure == "–"
    assert worth.knocked_out == ("reach too low", "stability 0.2, below 0.5")
    open_ = replace(reach, score=0.05, figure="5.0% may be contacted")
    kept = ("reach 5.0% may be contacted, below 0.1",)
    assert shown(parts=(open_,), knocked_out=kept).worth[0].knocked_out == kept


def test_the_sentences_that_matrix_and_targeting_write_are_the_ones_that_are_read():
    test = Condition(measure="income", code="income>=5", at_least=5.0)
    asked = Asked(product=NOT_READ, reasons=(), eligible=(test,), negative=(), missing=())
    codes = np.array([FREE, *[ELIGIBLE] * (SIZE - 1)], np.int8)
    criteria: dict[str, Sequence[tuple[float, str]] | None] = {
        "stability": None,
        "reach": [(0.005, "0.5% may be contacted")],
    }
    reasons = (
        _describe_main_barrier(asked, codes, 1),
        _write_strained_share(SIZE - 1, SIZE),
        _write_strained_share(1, SIZE),
    )
    out = _find_knockouts(criteria, 0, np.array([200.0, 100.0]), Settings().recommend)

    after = shown(reasons=reasons, knocked_out=out)

    assert out
    assert "0.5%" in reasons[0]
    told = [*after.cells[0].reasons, *after.worth[0].knocked_out]
    assert not [t for t in told if "0.5%" in t or "99.5%" in t]
