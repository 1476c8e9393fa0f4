"""What is said of offers where few customers of a segment are meant?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.deliver.few_offered import disclose_offers
from finseg.records.offers import Part
from tests.deliver.made import an_interpretation
from tests.deliver.offered import some_offers

SIZE = 200


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
