"""Is a customer who stands in several rows found, said and, if wanted, counted once?"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.check import check, find_stop_error
from finseg.check.duplicates import report_duplicates
from finseg.clean import set_aside_repeats
from finseg.records.dataset import Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand import read_source
from tests.builders.tables import make_table

N = 60


def customers() -> dict[str, Any]:
    rng = np.random.default_rng(np.random.SeedSequence(7))
    return {
        "cust_id": [f"C{i:05d}" for i in rng.permutation(N)],
        "income": rng.normal(50_000, 9_000, N).round(2).tolist(),
        "spending": rng.gamma(9.0, 500, N).round(2).tolist(),
    }


def with_rows(*rows: tuple[Any, ...]) -> Dataset:
    table = {n: [*v, *(r[i] for r in rows)] for i, (n, v) in enumerate(customers().items())}
    return read_source(
        pl.DataFrame(table), Settings.from_tree({"read": {"roles": {"cust_id": "id"}}})
    )


def row(i: int) -> tuple[Any, ...]:
    return tuple(values[i] for values in customers().values())


def found(dataset: Dataset, on_duplicate: str = "keep") -> dict[str, Finding]:
    settings = Settings().change_section("check", on_duplicate=on_duplicate)
    findings = check(set_aside_repeats(dataset, settings), settings).findings
    return {f.code: f for f in findings if f.code in ("D004", "D010", "D012", "D013", "D015")}


def test_a_copied_row_an_id_with_other_values_and_a_twin_are_told_apart():
    dataset = with_rows(row(0), (row(1)[0], 7.5, 8.5), ("C99999", *row(2)[1:]))

    findings = found(dataset)

    assert {code: f.count for code, f in findings.items()} == {"D012": 1, "D013": 1, "D015": 1}
    assert "lines 1 and 61" in str(findings["D015"].message)
    assert "lines 2 and 62" in str(findings["D013"].message)
    assert "lines 3 and 63" in str(findings["D012"].message)
    assert findings["D013"].severity == findings["D015"].severity == "warn"
    assert not any(row(i)[0] in str(f.message) for f in findings.values() for i in range(3))


def test_a_row_that_stands_three_times_is_two_rows_too_many():
    assert found(with_rows(row(0), row(0)))["D015"].count == 2


def test_where_rows_may_be_no_customers_no_rule_for_repeats_speaks():
    several = [(row(i)[0], 100.5 + i, 5.5 * j) for i in range(N) for j in range(2)]

    findings = found(with_rows(*several))

    assert "D013" not in findings
    assert findings["D004"].severity == "warn"
    assert "on_duplicate" not in str(findings["D004"].action)


def test_rows_without_an_id_repeat_each_other_in_every_column():
    table = pl.DataFrame(customers()).drop("cust_id")
    dataset = read_source(pl.concat([table, table.head(2)]), Settings())

    assert found(dataset)["D012"].count == 2
    assert (
        set_aside_repeats(dataset, Settings().change_section("check", on_duplicate="first")).rows
        == N
    )


def test_rows_without_an_id_value_are_no_repeats():
    dataset = with_rows((None, 7.5, 8.5), (None, 9.5, 8.5))

    assert found(dataset) == {}


@pytest.mark.parametrize(("keep", "line", "income"), [("first", 61, row(1)[1]), ("last", 2, 7.5)])
def test_one_row_of_each_customer_is_kept_and_the_other_is_rejected(keep, line, income):
    settings = Settings().change_section("check", on_duplicate=keep)
    dataset = set_aside_repeats(with_rows((row(1)[0], 7.5, 8.5)), settings)

    (reject,) = dataset.rejects

    assert (reject.line, reject.column, reject.kind) == (line, "cust_id", "repeated customer")
    kept = dataset.table.filter(pl.col("cust_id") == row(1)[0])
    assert kept["income"].to_list() == [income]
    assert dataset.source.rows_read == dataset.rows + 1 == N + 1


def test_rows_set_aside_as_asked_do_not_count_as_bad_ones():
    settings = Settings().change_section("check", on_duplicate="first")
    dataset = set_aside_repeats(with_rows(*(row(i) for i in range(20))), settings)

    assert dataset.rows_rejected == 20
    assert not check(dataset, settings).stops
    assert found(dataset)["D010"].severity == "note"


def test_copies_stop_the_run_where_the_settings_say_so():
    settings = Settings().change_section("check", on_duplicate="stop")

    error = find_stop_error(check(with_rows(row(0)), settings), "customers.csv")

    assert error is not None
    assert error.exit_status == 3
    assert find_stop_error(check(with_rows(), settings)) is None


@given(
    ids=st.lists(st.sampled_from(["a", "b", "c", None]), min_size=2, max_size=12),
    values=st.data(),
    keep=st.sampled_from(["first", "last"]),
)
def test_no_row_is_lost_and_no_id_is_left_twice(ids, values, keep):
    income = values.draw(
        st.lists(st.sampled_from([1.5, 2.5, 3.5]), min_size=len(ids), max_size=len(ids))
    )
    settings = Settings.from_tree(
        {"check": {"on_duplicate": keep}, "read": {"roles": {"i": "id", "x": "feature"}}}
    )
    table = pl.DataFrame({"i": ids, "x": income}, schema={"i": pl.String, "x": pl.Float64})

    dataset = set_aside_repeats(read_source(table, settings), settings)

    left = dataset.table["i"].drop_nulls().to_list()
    lines = [*dataset.lines.tolist(), *(r.line for r in dataset.rejects)]
    assert sorted(lines) == list(range(1, len(ids) + 1))
    assert sorted(left) == sorted({i for i in ids if i is not None})
    for value in left:
        where = [place for place, i in enumerate(ids, start=1) if i == value]
        used = where[0] if keep == "first" else where[-1]
        assert used in dataset.lines


def test_a_customer_with_a_row_for_each_month_is_found_however_few_they_are():
    table = {
        "customer_id": [f"C{i // 6:03}" for i in range(120)],
        "branch_id": [i % 7 for i in range(120)],
        "balance": [1000.5 + 7919 * i % 4001 for i in range(120)],
    }

    dataset = read_source(pl.DataFrame(table), Settings())

    assert [c.name for c in dataset.select_by_role("id")] == ["customer_id"]
    assert {f.code for f in check(dataset, Settings()).findings} >= {"D004"}


def run(dataset, on_duplicate="keep"):
    settings = Settings().change_section("check", on_duplicate=on_duplicate)
    return {f.code: f for f in report_duplicates(dataset, settings)}


def known(ids, values, **changes):
    """Three figures of each customer: with one, chance would make them equal."""
    figures = fine(values)
    return make_table({"who": ids, **figures}, **{"who": {"role": "id"}, **changes})


def fine(values):
    """Make three figures that are equal where the value is."""
    return {"x": values, "y": [v * 1.5 for v in values], "z": [v * 0.7 + 3 for v in values]}


OTHERS = [float(i) for i in range(100, 300)]  # of two hundred further customers


def test_ids_and_rows_too_many_are_counted_apart():
    # One id stands in three rows, another in two: two ids, three rows too many.
    dataset = known(["a", "a", "a", "b", "b", *"cdefg"], [float(i) for i in range(10)])

    (finding,) = run(dataset).values()

    assert (finding.code, finding.count, finding.column) == ("D013", 3, "who")
    assert str(finding.message).startswith(
        "2 ids stand in more than one row, with different values (3 rows too many), for instance"
    )


@pytest.mark.parametrize(("copies", "severity"), [(1, "note"), (2, "note"), (3, "warn")])
def test_more_than_a_hundredth_of_the_rows_alike_but_for_their_id_is_a_warning(copies, severity):
    values = [float(i) for i in range(200 - copies)] + [float(i) for i in range(copies)]
    dataset = known([f"c{i}" for i in range(200)], values)

    (finding,) = run(dataset).values()

    assert (finding.code, finding.severity, finding.count) == ("D012", severity, copies)
    assert str(finding.message).startswith(
        f"{copies} row{'s' if copies > 1 else ''} of 200 repeat another row in everything but `who`"
    )


@pytest.mark.parametrize(("copies", "lines"), [(3, 3), (4, 3)])
def test_three_copies_are_named_and_an_ellipsis_stands_for_the_others(copies, lines):
    dataset = make_table(fine([float(i) for i in (*range(9), *range(copies))]))

    (finding,) = run(dataset).values()
    message = str(finding.message)

    assert (finding.count, finding.column) == (copies, "")
    assert message.startswith(f"{copies} rows of {9 + copies} repeat another row: lines 2 and 11;")
    assert message.count("lines") == lines
    assert (" …" in message) is (copies > 3)


@pytest.mark.parametrize(
    ("on_duplicate", "severity", "action"),
    [("stop", "stop", "the run stops"), ("keep", "warn", "kept, so these"), ("first", "warn", "")],
)
def test_the_settings_say_whether_repeats_stop_the_run(on_duplicate, severity, action):
    for dataset in (
        make_table(fine([1.0, 1.0, *OTHERS])),
        known(["a", "a"], [1.0, 1.0]),
        known(["a", "a"], [1.0, 2.0]),
    ):
        (finding,) = run(dataset, on_duplicate).values()

        assert finding.severity == severity
        assert str(finding.action).startswith(action)


def test_twins_with_other_ids_never_stop_the_run():
    ids = [f"c{i}" for i in range(206)]

    assert run(known(ids, [*OTHERS, *OTHERS[:6]]), "stop")["D012"].severity == "warn"


def test_a_table_without_ids_stops_on_repeats_only_where_the_settings_say_so():
    scores = make_table({"r": [1.0, 1.0, 5.0, 1.0], "f": [2.0, 2.0, 3.0, 2.0]})

    assert run(scores)["D012"].severity == "note"
    assert run(scores, "stop")["D012"].severity == "stop"


@pytest.mark.parametrize("levels", [5, 6])
def test_equal_scores_are_no_finding_to_act_on(levels):
    rng = np.random.default_rng(levels)
    scores = {c: rng.integers(1, levels + 1, 300).astype(float).tolist() for c in "rfm"}

    (finding,) = run(make_table({"who": [f"c{i}" for i in range(300)], **scores},
                                who={"role": "id"})).values()  # fmt: skip

    assert finding.severity == "note"
    assert "chance alone would make" in str(finding.message)
    assert "different customers may well have the same figures" in str(finding.action)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dormant_customers_are_equal_by_nature_in_any_order_of_the_rows(seed):
    rng = np.random.default_rng(9)
    active = {
        "spent": np.round(rng.lognormal(5, 1, 1500), 2),
        "visits": rng.integers(1, 90, 1500).astype(float),
        "span": rng.integers(5, 700, 1500).astype(float),
    }
    order = np.random.default_rng(seed).permutation(1530)
    table = {c: np.concatenate([v, np.zeros(30)])[order].tolist() for c, v in active.items()}

    (finding,) = run(make_table(table)).values()

    assert (finding.count, finding.severity) == (29, "note")


def test_those_who_bought_once_are_equal_by_nature():
    # A third never came back: their three figures are 0, and only their age in days differs.
    rng = np.random.default_rng(3)
    again = rng.random(900) < 0.67
    bought = np.where(again, rng.integers(1, 30, 900), 0).astype(float)
    drawn = {
        "times": bought,
        "span": np.where(again, rng.integers(20, 700, 900), 0).astype(float),
        "spent": np.where(again, np.round(rng.lognormal(3, 1, 900), 2), 0.0),
        "age": rng.integers(1, 400, 900).astype(float),
    }
    table = {name: values.tolist() for name, values in drawn.items()}
    ids = [f"c{i}" for i in range(900)]

    (finding,) = run(make_table({"who": ids, **table}, who={"role": "id"})).values()

    assert finding.count > 9  # more than one in a hundred, which would be a warning
    assert finding.severity == "note"


@pytest.mark.parametrize(
    ("changes", "found"), [({}, 0), ({"role": "ignore"}, 1), ({"derived": True}, 1)]
)
def test_columns_that_are_not_used_or_derived_do_not_tell_customers_apart(changes, found):
    dataset = make_table(
        {"who": ["a", "b"], "x": [1.0, 1.0], "y": [1.0, 2.0]}, who={"role": "id"}, y=changes
    )

    assert len(run(dataset)) == found


def test_a_table_of_ids_only_or_of_one_row_has_no_twins():
    assert run(make_table({"who": ["a", "b"]}, who={"role": "id"})) == {}
    assert run(known(["a"], [1.0])) == {}


def test_a_copied_row_is_no_twin_as_well():
    findings = run(known(["a", "a", "b", "c"], [1.0, 1.0, 2.0, 2.0]))

    assert {code: f.count for code, f in findings.items()} == {"D015": 1, "D012": 1}
    assert str(findings["D015"].message).startswith("1 row is a copy of another with the same id")
