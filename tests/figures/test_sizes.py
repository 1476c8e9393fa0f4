from __future__ import annotations

from dataclasses import replace

from finseg.figures.sizes import plan_sizes
from tests.builders.figures import list_words, make_figure_results, write_rows
from tests.builders.records import an_interpretation


def test_every_segment_has_its_customers_and_its_share():
    plan = plan_sizes(make_figure_results())  # 30, 20 and 10 customers

    assert write_rows(plan) == [
        ("0 Segment 0", "30", "50.0%"),
        ("1 Segment 1", "20", "33.3%"),
        ("2 Segment 2", "10", "16.7%"),
    ]
    assert [row["customers"] for row in plan.spec["data"]["values"]] == [30, 20, 10]
    assert "20 customers, 33.3%" in list_words(plan.spec)


def test_a_single_segment_has_a_bar_too():
    assert write_rows(plan_sizes(make_figure_results(k=1))) == [("0 Segment 0", "10", "100.0%")]


def test_counts_are_written_in_the_reader_s_grouping():
    big = an_interpretation(("x",), 1)
    big = replace(big, segments=(replace(big.segments[0], size=1_234_567, share=1.0),))

    plan = plan_sizes(make_figure_results(("x",), 1, interpretation=big))

    assert "12,34,567 customers, 100.0%" in list_words(plan.spec)


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table():
    long = "i" * 60  # with "0 " before it more than 44

    plan = plan_sizes(make_figure_results(("x",), 1, [long]))

    assert f"0 {'i' * 41}…" in list_words(plan.spec)
    assert write_rows(plan)[0][0] == f"0 {long}"
    fits = plan_sizes(make_figure_results(("x",), 1, ["i" * 42]))
    assert f"0 {'i' * 42}" in list_words(fits.spec)
