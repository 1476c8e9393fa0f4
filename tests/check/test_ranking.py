"""The gravest finding is read first, wherever the first few are all that is read."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from finseg.check.ranking import sort_by_gravity
from finseg.document.printers import to_text
from finseg.journey import check
from finseg.records.finding import Finding
from finseg.records.finding_codes import CODES


def finding(code, *, severity="warn", column="a", count=1):
    return Finding(
        code=code, severity=severity, column=column, count=count, message=code, action=""
    )


found = st.lists(
    st.builds(
        finding,
        st.sampled_from(sorted(CODES)),
        severity=st.sampled_from(["stop", "warn", "note"]),
        column=st.sampled_from(["", "a", "b"]),
        count=st.integers(0, 5),
    ),
    max_size=8,
)


@given(found=found)
def test_order_depends_on_the_findings_alone_and_loses_none(found):
    first = sort_by_gravity(found, {"a"})

    assert sort_by_gravity(found[::-1], {"a"}) == first
    assert sorted(map(repr, first)) == sorted(map(repr, found))
    severities = [f.severity for f in first]
    assert severities == sorted(severities, key=["stop", "warn", "note"].index)


def test_a_code_among_the_amounts_comes_before_a_column_left_out():
    constant = finding("D030", count=1000)
    codes = finding("D035", count=3)

    assert sort_by_gravity([constant, codes], {"a"}) == (codes, constant)


def test_what_is_clustered_on_and_what_concerns_more_comes_first():
    few, many = finding("D035", count=3), finding("D035", column="b", count=30)
    aside = finding("D035", column="other", count=300)

    assert sort_by_gravity([aside, few, many], {"a", "b"}) == (many, few, aside)


def test_every_warning_of_the_table_is_given_something_at_stake():
    warned = [code for code in CODES.values() if code.severity == "warn" and code.code[0] == "D"]

    assert len(warned) > 20
    assert [code.code for code in warned if code.stake is None] == []


def test_the_warning_that_matters_is_among_the_first_that_are_shown():
    rows = 400
    table = pl.DataFrame(
        {
            "income": [float(20_000 + 137 * i % 90_000) for i in range(rows - 12)] + [-1.0] * 12,
            "debt": [float(100 + 91 * i % 5_000) for i in range(rows)],
            **{f"constant_{i}": [1.0] * rows for i in range(4)},
            "tier": ["gold", "silver"] * (rows // 2),
        }
    )

    checked = check(table).checked
    codes = [f.code for f in checked.findings if f.severity == "warn"]

    assert codes[0] == "D035"
    text = to_text(checked.blocks())
    assert text.index("D035") < text.index("D030")
