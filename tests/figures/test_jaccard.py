from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.figures.jaccard import plan_jaccard
from finseg.records.assessment import describe_jaccard
from finseg.settings import Settings
from tests.builders.figures import (
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import a_stability, an_assessment

NAN = float("nan")


def assess(*segments, k=3, **changes):
    made = replace(an_assessment(k), segments=segments)
    return plan_jaccard(make_figure_results(k=k, assessment=made, **changes))


@given(null=st.floats(0, 1))
def test_the_words_of_the_bands_do_not_depend_on_the_noise_of_a_segment(null):
    plan = assess(*(replace(a_stability(i), null=null) for i in range(2)), k=2)

    bands = {" ".join(row["says"]) for row in list_values(plan, 0)}
    assert bands == {describe_jaccard(at) for at in (0.3, 0.7, 0.8, 0.9)}


def test_bands_carry_the_record_s_own_words_and_figures_the_reader_s_decimal_sign():
    german = Settings().change_section("deliver", locale="de-DE")

    words = list_words(assess(*an_assessment(4).segments, k=4, settings=german).spec)

    assert {s.word for s in an_assessment(4).segments} <= set(words)
    assert {"0,50", "0,70", "0,80", "0,90"} <= set(words)
    assert "0 Segment 0" in words


def test_every_segment_has_its_own_row():
    plan = assess(a_stability(0, 0.5), a_stability(1, 0.9), a_stability(2, 0.7))

    assert write_rows(plan)[1] == ("1 Segment 1", "0.90", "0.70 … 1.00", "0.40")
    rows = {row["id"]: row for row in list_values(plan, -3)}
    assert (rows[1]["at"], rows[1]["to"]) == pytest.approx((0.7, 1.0))
    assert "100 samples" in write_words(plan.caption)


def test_noise_that_was_not_measured_has_no_tick():
    plan = assess(replace(a_stability(0), null=NAN), a_stability(1), a_stability(2))

    assert [row["id"] for row in list_values(plan, 5)] == [1, 2]
    assert write_rows(plan)[0][3] == "–"


def test_segments_without_measurements_are_left_out():
    unknown = replace(a_stability(0), jaccard=NAN)

    assert [row[0] for row in write_rows(assess(unknown, a_stability(1)))] == ["1 Segment 1"]
    assert assess(unknown) is None


def test_one_segment_is_not_compared():
    assert assess(a_stability(0), k=1) is None
    assert assess(a_stability(0), k=2) is not None
