"""Is every row that cannot be used counted, and are too few customers noticed?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.check.rows import (
    report_few_rows_per_feature,
    report_missing_ids,
    report_no_feature,
    report_reader_notices,
    report_rejects,
    report_too_few_rows,
    report_too_many_rejects,
)
from finseg.disclose.withhold import withhold
from finseg.records.dataset import Notice, RejectKind
from finseg.settings import Settings
from tests.builders.tables import add_rejects, make_table

TEXT: RejectKind = "text in a number column"


def run(rule, dataset, **sections):
    settings = Settings()
    for section, changes in sections.items():
        settings = settings.change_section(section, **changes)
    return list(rule(dataset, settings))


def with_rejects(used, *kinds, **more):
    return add_rejects(make_table({"a": [float(i) for i in range(used)]}), *kinds, **more)


@pytest.mark.parametrize(("bad", "stops"), [(0, 0), (1, 0), (2, 1)])
def test_more_than_the_allowed_hundredth_of_the_rows_stops_the_run(bad, stops):
    dataset = with_rejects(100 - bad, *[TEXT] * bad)

    assert [f.count for f in run(report_too_many_rejects, dataset)] == [bad] * stops


def test_the_allowed_share_is_a_setting():
    dataset = with_rejects(8, TEXT, TEXT)

    assert run(report_too_many_rejects, dataset, check={"max_rejected_share": 0.19})
    assert not run(report_too_many_rejects, dataset, check={"max_rejected_share": 0.2})


def test_rows_that_were_asked_aside_and_lines_that_are_no_customers_do_not_count():
    dataset = with_rejects(10, "repeated row", "repeated customer", "not a row", "repeated header")

    assert run(report_too_many_rejects, dataset) == []


def test_lines_that_are_no_customers_are_not_among_the_rows_that_were_read():
    """One of 10 rows is 10 %; the two notes below it are no rows."""
    dataset = with_rejects(9, TEXT, "not a row", "not a row")

    assert run(report_too_many_rejects, dataset, check={"max_rejected_share": 0.1}) == []
    assert run(report_too_many_rejects, dataset, check={"max_rejected_share": 0.099})


def test_the_rows_that_stop_the_run_are_counted_by_kind_and_file_and_the_first_is_named():
    dataset = with_rejects(6, TEXT, TEXT, column="debt", file="b.csv")
    dataset = add_rejects(dataset, "too few fields", file="a.csv")

    (finding,) = run(report_too_many_rejects, dataset)
    message = str(finding.message)

    assert message.startswith("3 rows of 9 cannot be used (33.3%; 1.0% are allowed): ")
    assert "2 text in a number column, 1 too few fields" in message
    assert "2 in b.csv, 1 in a.csv" in message
    assert "line 8 of b.csv, column `debt`: `47o15`" in message
    assert "47o15" not in str(withhold(finding.message, 2))


def test_of_many_files_the_three_with_the_most_rows_are_named():
    dataset = make_table({"a": [1.0]})
    for name, rows in [("a", 1), ("b", 4), ("c", 3), ("d", 2), ("e", 1)]:
        dataset = add_rejects(dataset, *[TEXT] * rows, file=name)

    (finding,) = run(report_too_many_rejects, dataset)

    assert "4 in b, 3 in c, 2 in d and in 2 more files" in str(finding.message)


def test_rejected_rows_are_counted_apart_from_those_set_aside():
    dataset = with_rejects(400, TEXT, "repeated row", "repeated row", column="id")

    lost, aside = run(report_rejects, dataset, check={"on_duplicate": "first"})

    assert (lost.severity, lost.count, lost.column) == ("warn", 1, "id")
    assert (aside.severity, aside.count) == ("note", 2)
    assert 'on_duplicate = "first"' in str(aside.action)


def test_what_stops_the_run_is_not_counted_a_second_time():
    dataset = with_rejects(4, TEXT, "not a row")

    (remaining,) = run(report_rejects, dataset)

    assert remaining.count == 1
    assert "not a row" in str(remaining.message)


def test_rejects_of_several_columns_name_none():
    dataset = add_rejects(with_rejects(400, TEXT, column="a"), TEXT, column="b")

    (finding,) = run(report_rejects, dataset)

    assert finding.column == ""


def test_a_table_without_a_feature_says_what_its_columns_are():
    values: dict[str, list[str | None]] = {
        "town": ["x", "y"],
        "gone": [None, None],
        "one": ["k", "k"],
        "who": ["a", "b"],
    }
    dataset = make_table(
        values,
        town={"role": "descriptor", "kind": "category"},
        one={"reason_code": "constant"},
        who={"role": "id"},
    )

    (finding,) = run(report_no_feature, dataset)
    message = str(finding.message)

    assert finding.count == 4
    for words in (
        "1 descriptor, category (`town`)",
        "1 without any value (`gone`)",
        "1 constant (`one`)",
        "1 id (`who`)",
    ):
        assert words in message
    assert run(report_no_feature, make_table({"a": [1.0]})) == []


@pytest.mark.parametrize(
    ("rows", "k", "fewest", "count"),
    [
        (10, None, 5, None),
        (9, None, 5, 9),
        (15, 3, 5, None),
        (14, 3, 5, 14),
        (2, None, 1, None),
        (1, None, 1, 1),
    ],
)
def test_every_segment_needs_its_fewest_customers_and_two_where_their_number_is_open(
    rows, k, fewest, count
):
    dataset = make_table({"a": [float(i) for i in range(rows)]})

    found = run(report_too_few_rows, dataset, choose={"k": k, "fewest_customers": fewest})

    assert [f.count for f in found] == ([] if count is None else [count])


def test_customers_that_are_all_alike_count_as_one():
    dataset = make_table({"a": [3.0] * 40, "b": [4.0] * 40})

    (finding,) = run(report_too_few_rows, dataset)

    assert finding.count == 1
    assert "40 usable rows, only 1 of them different" in str(finding.message)


@pytest.mark.parametrize(("rows", "told"), [(1, False), (2, True)])
def test_that_customers_are_alike_is_said_where_there_would_be_enough_of_them(rows, told):
    (finding,) = run(report_too_few_rows, make_table({"a": [3.0] * rows}))

    assert ("only 1 of them different" in str(finding.message)) is told


def test_customers_who_differ_behind_the_first_ten_thousand_are_different():
    dataset = make_table({"a": [3.0] * 10_000 + [4.0]})

    assert run(report_too_few_rows, dataset) == []
    assert run(report_too_few_rows, make_table({"a": ["text"]})) == []


@pytest.mark.parametrize(("rows", "found"), [(139, 1), (140, 0)])
def test_seventy_customers_are_advised_for_each_feature(rows, found):
    values = [float(i) for i in range(rows)]

    findings = run(report_few_rows_per_feature, make_table({"a": values, "b": values}))

    assert len(findings) == found
    assert all("139 customers for 2 features: 70 per feature" in str(f.message) for f in findings)
    assert run(report_few_rows_per_feature, make_table({"a": ["text"]})) == []


def test_rows_without_an_id_are_counted():
    known = make_table({"who": ["a", None, None], "x": [1, 2, 3]}, who={"role": "id"})

    (finding,) = run(report_missing_ids, known)

    assert (finding.column, finding.count) == ("who", 2)
    assert run(report_missing_ids, make_table({"x": [1, None]})) == []
    assert run(report_missing_ids, make_table({"who": ["a"]}, who={"role": "id"})) == []


@pytest.mark.parametrize(
    ("kind", "code", "severity"),
    [
        ("sheet", "D016", "warn"),
        ("formula", "D017", "warn"),
        ("order", "D018", "note"),
        ("columns", "D019", "warn"),
    ],
)
def test_what_the_reader_noticed_is_passed_on(kind, code, severity):
    dataset = make_table({"a": [1.0]})
    notice = Notice(kind=kind, count=3, message="what", action="do", column="a")
    dataset = replace(dataset, source=replace(dataset.source, notices=(notice,)))

    (finding,) = run(report_reader_notices, dataset)

    assert (finding.code, finding.severity, finding.count) == (code, severity, 3)
    assert (finding.message, finding.action, finding.column) == ("what", "do", "a")
