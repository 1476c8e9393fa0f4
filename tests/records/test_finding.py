"""Are findings told so that a person can take them in?"""

from __future__ import annotations

import pytest

from finseg.document.blocks import Table
from finseg.document.said import Customers, say
from finseg.records.finding import Checked, make_finding
from finseg.records.finding_codes import CODES


def find(column, count, *, code="D036", message=None, action="look", rule=""):
    what = say("{n} here", n=Customers(count, "zero")) if message is None else message
    return make_finding(code, count, what, action, column=column, rule=rule)


def rows_of(*findings):
    tables = [b for b in Checked(findings=findings).blocks() if isinstance(b, Table)]
    return [[str(cell) for cell in row] for table in tables for row in table.rows]


def test_the_code_says_how_severe_a_finding_is_unless_the_rule_does():
    assert make_finding("D036", 1, "a", "b").severity == "note"
    assert make_finding("D036", 1, "a", "b", severity="warn").severity == "warn"
    with pytest.raises(ValueError, match="D010"):
        make_finding("D010", 1, "a", "b")
    with pytest.raises(KeyError):
        make_finding("D999", 1, "a", "b", severity="warn")


def test_two_columns_get_a_line_each_and_three_one_for_all():
    two = rows_of(find("a", 3), find("b", 5))
    three = rows_of(find("a", 3), find("b", 5), find("c", 4))

    assert [row[0] for row in two] == ["a", "b"]
    assert three == [["3 columns", "D036", "most in `b`: 5 zeros here; also in `a`, `c`", "look"]]


def test_columns_with_the_same_message_are_only_listed():
    alike = [find(name, 3, message="every value is 0") for name in "abc"]

    assert rows_of(*alike)[0][2] == "`a`, `b`, `c`; every value is 0"


def test_where_no_column_has_most_the_first_is_an_example():
    (row,) = rows_of(*(find(name, 3, message=f"{name} is odd", action=name) for name in "abc"))

    assert row[2] == "for instance in `a`: a is odd; also in `b`, `c`"
    assert row[3] == "for instance: a"


def test_a_finding_about_the_whole_table_is_not_put_together_with_others():
    rows = rows_of(find("a", 1), find("b", 2), find("", 3), find("c", 4))

    assert [row[0] for row in rows] == ["a", "b", "(table)", "c"]


def test_findings_of_different_rules_stay_apart():
    rows = rows_of(*(find(name, 3, rule=name) for name in "abc"))

    assert [row[0] for row in rows] == ["a", "b", "c"]


def test_twenty_columns_are_named_and_the_others_counted():
    (row,) = rows_of(*(find(f"c{i}", 1, message="odd") for i in range(23)))

    assert "`c19` and 3 more" in row[2]
    assert "c20" not in row[2]


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ([], "nothing stops the run; no warning"),
        (["note"], "nothing stops the run; no warning"),
        (["warn", "note"], "nothing stops the run; 1 warning"),
        (["stop", "warn", "warn"], "1 problem stops the run; 2 warnings"),
        (["stop", "stop"], "2 problems stop the run; no warning"),
    ],
)
def test_the_outcome_counts_what_stops_and_what_is_a_warning(severities, said):
    found = [make_finding("D010", 1, "a", "b", severity=severity) for severity in severities]
    checked = Checked(findings=tuple(found))

    assert str(checked.write_outcome()) == said
    assert len(checked.stops) == severities.count("stop")


def test_the_gravest_table_comes_first():
    found = [make_finding("D010", 1, s, "b", severity=s) for s in ("note", "stop", "warn")]

    assert [row[2] for row in rows_of(*found)] == ["stop", "warn", "note"]


def test_every_code_stands_once_and_in_order_and_leads_to_its_page():
    for letter in "DC":
        own = [code for code in CODES if code.startswith(letter)]
        assert own == sorted(own)
    titles = [code.title for code in CODES.values() if code.code[0] == "D"]
    assert len(set(titles)) == len(titles)
    assert CODES["D014"].anchor == "findings.md#d014"


def test_what_is_at_stake_ranks_wrong_figures_before_what_is_handled():
    ranks = [CODES[code].rank for code in ("D035", "D013", "D039", "D030")]

    assert ranks == [0, 1, 2, 3]
    assert CODES["D022"].rank == 0
