"""Does a check-up count columns, rejects and what was noticed as they are?"""

from __future__ import annotations

import pytest

from finseg.disclose.withhold import withhold
from finseg.document.blocks import Heading, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.records.checkup import CheckUp, build_reject_blocks
from finseg.records.dataset import Reject
from finseg.records.finding import Checked, make_finding
from finseg.records.shares import ColumnShare, Shares
from tests.builders.tables import add_rejects, make_table


def check_up(*findings, shares=None, numbers=None, rejects=("no values",) * 3):
    dataset = make_table(
        {"a": [1.0] * 1_200, "b": [2.0] * 1_200, "town": ["x"] * 1_200}, a={"missing": 7}
    )
    dataset = add_rejects(dataset, *rejects)
    return CheckUp(
        dataset=dataset,
        checked=Checked(findings=findings),
        shares=shares,
        numbers=numbers or Numbers(),
    )


def heads(blocks):
    return [str(block.text) for block in blocks if isinstance(block, Heading)]


def reject(line, kind="too few fields", **changes):
    return Reject(**{"line": line, "column": "", "reason": "short", "kind": kind, **changes})


def cells(table):
    return [[str(cell) for cell in row] for row in table.rows]


def test_the_verdict_accounts_for_every_row_in_the_readers_manner():
    stop = make_finding("D003", 1, "a", "b")

    assert check_up().verdict() == (
        "1,203 rows read = 1,200 used + 3 rejected; nothing stops the run; no warning."
    )
    german = check_up(stop, numbers=Numbers(locale="de-DE")).verdict()
    assert german.startswith("1.203 rows read = 1.200 used + 3 rejected; 1 problem stops")


def test_rejects_and_shares_have_a_part_only_where_there_are_any():
    shares = Shares(columns=(ColumnShare(column="a", share=1.0),))

    full = heads(check_up(shares=shares).blocks())
    bare = heads(check_up(rejects=()).blocks())

    assert full[0] == bare[0] == "finseg check: made.csv"
    assert set(full) - set(bare) == {"Rejected rows", "Shares of the distance"}


def test_the_columns_are_counted_by_role_the_most_frequent_first():
    assert "3 columns: 2 to cluster on, 1 ignore." in to_text(check_up().blocks())


def test_examples_of_rejects_are_shown_on_demand_only():
    assert "The first of each kind" not in to_text(check_up().blocks())
    assert "The first of each kind" in to_text(check_up().blocks(examples=True))


def test_plain_values_hold_counts_findings_and_columns():
    stop, note = (
        make_finding("D003", 12, "few", "add"),
        make_finding("D036", 5, "a", "b", column="a"),
    )
    told = check_up(stop, note, rejects=("not a row", "no values", "no values")).as_dict()
    plain = check_up(note).as_dict()

    assert (told["rows_read"], told["rows_used"], told["rows_rejected"]) == (1203, 1200, 3)
    assert (told["stops"], plain["stops"]) == (True, False)
    assert told["rejects"] == {"no values": 2, "not a row": 1}
    assert list(told["rejects"]) == ["no values", "not a row"]
    assert [(f["code"], f["count"]) for f in told["findings"]] == [("D003", 12), ("D036", 5)]
    assert [(c["name"], c["role"], c["missing"]) for c in told["columns"]] == [
        ("a", "feature", 7),
        ("b", "feature", 0),
        ("town", "ignore", 0),
    ]
    assert told["shares"] is None
    assert told["source"]["name"] == "made.csv"
    shares = Shares(columns=(ColumnShare(column="a", share=0.25),))
    assert check_up(shares=shares).as_dict()["shares"]["columns"][0]["share"] == 0.25


def test_kinds_of_rejects_fall_by_count_and_five_lines_of_each_are_named():
    rejects = [reject(1, "no values"), *(reject(i) for i in range(10, 16))]
    rejects += [reject(i, "not a row") for i in range(20, 25)]

    table, example = build_reject_blocks(rejects)

    assert cells(table) == [
        ["too few fields", "6", "10, 11, 12, 13, 14 …"],
        ["not a row", "5", "20, 21, 22, 23, 24"],
        ["no values", "1", "1"],
    ]
    assert isinstance(example, Table)
    assert [row[:2] for row in cells(example)] == [
        ["too few fields", "10"],
        ["not a row", "20"],
        ["no values", "1"],
    ]
    assert build_reject_blocks(rejects, examples=False) == [table]


def test_a_line_names_its_file_and_a_reason_its_column():
    table, example = build_reject_blocks([reject(3, file="b.csv", column="debt", raw="1;2")])

    assert cells(table)[0][2] == "b.csv 3"
    assert cells(example) == [["too few fields", "3", "debt: short", "1;2"]]
    assert cells(build_reject_blocks([reject(3)])[1])[0][2] == "short"


def test_an_example_is_one_customers_own():
    _, example = build_reject_blocks([reject(3, raw="1;2")])
    assert isinstance(example, Table)

    assert [withhold(cell, 5) for cell in example.rows[0][1:]] == [None] * 3


@pytest.mark.parametrize(("length", "shown"), [(100, "x" * 100), (101, "x" * 99 + "…")])
def test_a_row_is_shown_up_to_a_hundred_characters(length, shown):
    _, example = build_reject_blocks([reject(3, raw="x" * length)])

    assert cells(example)[0][3] == shown


def test_a_check_up_is_a_page_in_a_notebook():
    numbers = Numbers(locale="de-DE")

    assert "1.203 rows read" in check_up(numbers=numbers)._repr_html_()
    assert "1,203 rows read" in check_up()._repr_html_()
