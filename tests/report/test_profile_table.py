"""Has the profile a row for each segment and column, and null where nothing may be said?"""

from __future__ import annotations

import math
from dataclasses import replace

from finseg.report.profile_table import make_profile_table
from tests.builders.results import make_results


def test_each_segment_and_column_has_a_row_and_all_customers_come_last():
    table = make_profile_table(make_results(k=3).interpretation)

    assert table["segment"].to_list() == [0, 0, 1, 1, 2, 2, None, None]
    assert table["column"].to_list() == ["Income", "Loan"] * 4
    assert table["customers"].to_list() == [5] * 6 + [15] * 2
    assert table["share"].to_list()[-1] == 1.0


def test_the_columns_hold_the_figures_of_their_names():
    made = make_results().interpretation
    first = replace(
        made.segments[0].traits[0], mean=1.0, median=2.0, p5=3.0, p25=4.0, p75=5.0, p95=6.0,
        zero_share=0.1, missing_share=0.2, deviation=0.7, low=0.6, high=0.8,
    )  # fmt: skip
    segment = replace(made.segments[0], traits=(first,))
    row = make_profile_table(replace(made, segments=(segment,))).row(0, named=True)

    figures = ("mean", "median", "p5", "p25", "p75", "p95", "zero_share", "missing_share")
    assert [row[name] for name in figures] == [1, 2, 3, 4, 5, 6, 0.1, 0.2]
    assert (row["deviation_sd"], row["deviation_low"], row["deviation_high"]) == (0.7, 0.6, 0.8)
    assert row["clustered"]


def test_what_is_withheld_is_null_and_what_is_only_described_is_not_clustered():
    made = make_results().interpretation
    hidden = replace(made.segments[0].traits[0], mean=math.nan)
    described = replace(hidden, column="Age", mean=46.0)
    segment = replace(made.segments[0], traits=(hidden,), described=(described,))
    table = make_profile_table(replace(made, segments=(segment,)))

    assert table["mean"].to_list()[:2] == [None, 46.0]
    assert table["clustered"].to_list()[:2] == [True, False]
