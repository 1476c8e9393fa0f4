"""Are both counts shown where rows stand for several customers, and neither where one is hidden?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.disclose.segments import disclose_interpretation
from finseg.document.blocks import Sentence
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import write_text
from finseg.figures.sizes import count_bar
from finseg.maths.association import wilson_interval
from finseg.report.answer import make_cards
from finseg.report.closing import summarise_results
from finseg.report.passport import _say_segment_size
from finseg.report.profile_table import make_profile_table
from tests.builders.results import make_results

STAND = (120.0, 30.5)


def weigh(made, stands=STAND):
    whole = sum(stands)
    segments = tuple(
        replace(s, stands_for=customers, share=customers / whole)
        for s, customers in zip(made.interpretation.segments, stands, strict=True)
    )
    return replace(made, interpretation=replace(made.interpretation, segments=segments))


def test_cards_terminal_averages_and_profile_show_rows_and_whom_they_stand_for():
    plain = make_results(k=2)
    made = weigh(plain)

    assert str(make_cards(made)[0].size) == "5 customers that stand for 120"
    closing = to_text(summarise_results(made))
    assert "Stand for" in closing
    assert "79.7%" in closing  # 120 of 150.5
    averages = made.interpretation.build_averages_table()
    assert averages.columns[:4] == ("Segment", "Customers", "Stand for", "Share")
    assert [str(row[2]) for row in averages.rows] == ["120", "30", "150"]
    profile = make_profile_table(made.interpretation)
    assert profile["stand_for"].unique(maintain_order=True).to_list() == [120.0, 30.5, 150.5]
    assert count_bar(made.interpretation.segments[0]) == 120.0

    assert str(make_cards(plain)[0].size) == "5 customers"
    assert "Stand for" not in to_text(summarise_results(plain))
    assert "stand_for" not in make_profile_table(plain.interpretation).columns
    assert count_bar(plain.interpretation.segments[0]) == 5
    assert len(plain.interpretation.build_averages_table().columns) == len(averages.columns) - 1


@pytest.mark.parametrize(("least", "shown"), [(5, True), (6, False)])
def test_where_one_size_is_hidden_nobody_learns_what_rows_stand_for(least, shown):
    made = weigh(make_results(k=2)).interpretation
    larger = replace(made.segments[1], size=80)
    made = replace(made, segments=(made.segments[0], larger))

    segment = disclose_interpretation(made, least).segments[0]

    assert segment.stands_for is not None
    assert math.isnan(segment.stands_for) != shown
    assert ("stand for" in write_text(segment.say_size(), Numbers())) == shown


def test_the_interval_of_a_weighted_share_is_that_of_so_many_equally_weighted_rows():
    made = weigh(make_results(k=2))
    interpretation = replace(made.interpretation, effective_rows=4.0)

    low, high = wilson_interval(120 / 150.5 * 4.0, 4.0)

    said = to_text([Sentence(_say_segment_size(interpretation.segments[0], interpretation))])
    assert f"{100 * low:.1f}% to {100 * high:.1f}%" in said
