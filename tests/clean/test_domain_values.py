"""Are exactly the values that break a rule found, and is done to them what it asks?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from finseg.clean import apply_domain_rules, mend_new_customers
from finseg.clean.domain_rules import DomainRule, extend_rules
from finseg.clean.domain_values import (
    Hit,
    _show_number,
    find_hits,
    find_values_to_mend,
    list_remedies,
    report_broken_rules,
)
from finseg.document.said import Exact, Said, Share
from finseg.errors import RulesError
from finseg.records.dataset import Dataset
from finseg.records.remedy import Remedy
from tests.builders.tables import make_table

AGE = {"quantity": "age", "unit": "years"}


def a_rule(name: str = "r", **knobs: Any) -> DomainRule:
    return DomainRule(id=name, **{"says": "cannot be", "quantity": "age"} | knobs)


def ages(*values: float | None, **changes: Any) -> Dataset:
    return make_table({"x": list(values)}, x={**AGE, **changes})


def find(dataset: Dataset, *rules: DomainRule) -> list[tuple[str, list[int]]]:
    return [(h.rule.id, h.rows.arg_true().to_list()) for h in find_hits(dataset, rules)]


@pytest.mark.parametrize(
    ("knobs", "rows"),
    [
        ({"below": 5.0}, [0]),
        ({"above": 5.0}, [2, 3]),
        ({"equals": (5.0, 9.0)}, [1, 3]),
        ({"not_whole": True}, [2]),
        ({"below": 5.0, "equals": (9.0,)}, [0, 3]),
    ],
)
def test_a_value_at_the_limit_breaks_no_rule_and_a_gap_never_does(knobs, rows):
    assert find(ages(4, 5, 5.5, 9, None), a_rule(**knobs)) == [("r", rows)]


def test_a_rule_speaks_about_columns_of_its_quantity_unit_and_name():
    rule = a_rule(below=5.0)

    assert find(ages(4, quantity="income"), rule) == []
    assert find(ages(4), a_rule(below=5.0, unit="months")) == []
    assert find(ages(4), a_rule(below=5.0, unit="years")) == [("r", [0])]
    assert find(ages(4, original="my age"), a_rule(below=5.0, column="^age")) == []
    assert find(ages(4, original="age now"), a_rule(below=5.0, column="^age")) == [("r", [0])]
    assert find(ages(4, role="outcome"), rule) == [("r", [0])]
    by_unit = a_rule(quantity=(), unit="years", below=5.0)
    assert find(ages(4, role="outcome"), by_unit) == []
    assert find(ages(4, role="descriptor"), by_unit) == [("r", [0])]


def test_each_value_is_reported_by_the_first_rule_only():
    low, high = a_rule("low", below=5.0), a_rule("high", below=8.0)

    assert find(ages(4, 7, 9), low, high) == [("low", [0]), ("high", [1])]
    assert find(ages(4, 7, 9), high, low) == [("high", [0, 1])]


@pytest.mark.parametrize(("near", "found"), [(5.0, True), (4.9, False), (-4.9, False)])
def test_a_value_stands_apart_where_no_other_is_nearer_than_the_rule_says(near, found):
    rule = a_rule(equals=(0.0, 1.0), apart=5.0)

    hits = find(ages(0, 1, near + (near > 0)), rule)

    rows = hits[0][1] if hits else []
    assert (0 in rows) is (found or near > 0)
    assert (1 in rows) is (found if near > 0 else near <= -4.0)


def test_a_scale_is_the_limit_where_the_column_has_one():
    rule = a_rule(outside="scale")

    assert find(ages(299, 300, 850, 851, ends=(300.0, 850.0)), rule) == [("r", [0, 3])]
    assert find(ages(299), rule) == []


def test_two_times_are_compared_in_months():
    dataset = make_table(
        {"tenure": [36.0, 37.0, 2.0, None], "age": [3.0, 3.0, 1.0, 1.0]},
        tenure={"quantity": "tenure", "unit": "months"},
        age=AGE,
    )
    rule = a_rule(quantity="tenure", beyond="age")

    assert find(dataset, rule) == [("r", [1])]
    days = replace(dataset.columns[0], unit="days")
    dataset = replace(dataset, columns=(days, dataset.columns[1]))
    assert find(dataset, rule) == []
    born = replace(
        make_table({"tenure": [1095.0, 1096.0], "age": [3.0, 3.0]}), columns=dataset.columns
    )
    assert find(born, rule) == [("r", [1])]  # three years are 1095.7 days
    unknown = replace(days, unit="none")
    assert find(replace(dataset, columns=(unknown, dataset.columns[1])), rule) == []


@pytest.mark.parametrize(
    ("per", "unit", "rows"),
    [
        ("", "currency", [1, 2]),  # an instalment is of a month, an income of a year
        ("year", "currency", [2]),
        ("month", "thousands", [0, 1, 2]),
    ],
)
def test_amounts_are_compared_over_one_period_and_in_one_money(per, unit, rows):
    dataset = make_table(
        {"emi": [100.0, 101.0, 1201.0], "income": [1200.0, 1200.0, 1200.0]},
        emi={"quantity": "instalment", "unit": unit, "per": per},
        income={"quantity": "income", "unit": "currency"},
    )

    assert find(dataset, a_rule(quantity="instalment", beyond="income")) == [("r", rows)]


def test_rules_that_compare_do_not_see_what_was_read_as_missing():
    dataset = make_table(
        {"tenure": [50.0, 5.0], "age": [0.0, 40.0]},
        tenure={"quantity": "tenure", "unit": "years"},
        age=AGE,
    )
    compare = a_rule("compare", quantity="tenure", beyond="age")

    noted = find(dataset, compare, a_rule("zero", equals=(0.0,)))
    mended = find(dataset, compare, a_rule("zero", equals=(0.0,), action="missing"))

    assert noted == [("zero", [0]), ("compare", [0])]
    assert mended == [("zero", [0])]


def test_values_become_missing_or_their_rows_rejects_as_the_rule_asks():
    blank = a_rule("blank", below=5.0, action="missing")
    reject, late = (
        a_rule(n, above=m, action="reject row") for n, m in (("out", 90.0), ("far", 60.0))
    )
    dataset = ages(4, 50, 95, 70, None)

    mended, findings = apply_domain_rules(
        dataset, (blank, reject, late, a_rule("n", equals=(50.0,)))
    )

    assert mended.table["x"].to_list() == [None, 50.0, None]
    assert mended.columns[0].missing == 2
    assert mended.columns[0].missing_spellings == (("rule blank", 1),)
    assert [(r.line, r.kind, r.reason) for r in mended.rejects] == [
        (4, "rule", "rule out: cannot be"),
        (5, "rule", "rule far: cannot be"),
    ]
    assert [(f.count, str(f.action)) for f in findings] == [
        (1, "read as missing"),
        (1, "their rows are rejected"),
        (1, "their rows are rejected"),
        (1, "kept"),
    ]
    assert [(r.rule, r.action) for r in mended.remedies] == [
        ("blank", "missing"),
        ("out", "reject row"),
        ("far", "reject row"),
    ]


def test_a_row_that_two_remedies_reject_is_rejected_by_the_first():
    first, second = (
        Remedy(rule=name, column="x", action="reject row", reason="r", below=5.0) for name in "ab"
    )

    mended = mend_new_customers(ages(4, 50), [first, second])

    assert [r.reason for r in mended.rejects] == ["rule a: r"]
    assert mended.rows == 1
    other = Remedy(rule="c", column="none", action="missing", reason="r", below=5.0)
    assert mend_new_customers(ages(4, 50), [other]).table["x"].to_list() == [4, 50]


def test_remedies_are_listed_though_nobody_breaks_a_rule_today():
    rules = [a_rule("a", below=0.0, action="missing"), a_rule("b", above=9.0)]

    (remedy,) = list_remedies(ages(5, 6), rules)

    assert (remedy.rule, remedy.column, remedy.below, remedy.above) == ("a", "x", 0.0, None)
    values = ages(-1, 0, None).table["x"]
    assert find_values_to_mend(remedy, values).to_list() == [True, False, False]


@pytest.mark.parametrize(("count", "named"), [(3, 3), (4, 3)])
def test_three_values_are_named_with_their_lines(count, named):
    dataset = ages(*range(count), 50)
    hits = find_hits(dataset, [a_rule(below=9.0, fix="look", severity="note")])

    (finding,) = report_broken_rules(hits, dataset)

    assert (finding.code, finding.severity, finding.count) == ("D060", "note", count)
    assert str(finding.message).count("in line") == named
    assert "in line 4" in str(finding.message)
    assert str(finding.action) == "kept; look"
    assert isinstance(hits[0], Hit)


def test_a_second_peak_is_told_with_its_factor(rng):
    amounts = np.concatenate([rng.lognormal(11, 0.2, 300), rng.lognormal(11, 0.2, 100) / 12])
    dataset = make_table({"x": amounts.tolist()}, x={"quantity": "income", "unit": "currency"})

    (hit,) = find_hits(dataset, [a_rule(quantity="income", humps=12.0)])

    assert hit.count == pytest.approx(100, abs=3)
    assert find_hits(dataset, [a_rule(quantity="income", humps=100.0)]) == ()


def test_limits_that_meet_are_allowed_and_those_that_cross_are_not():
    text = '[a]\nquantity = "age"\nbelow = {}\nabove = 5\nsays = "s"\n'

    assert "a" in {rule.id for rule in extend_rules(text.format(5), where="w")}
    with pytest.raises(RulesError, match="every value is below 6 or above 5"):
        extend_rules(text.format(6), where="w")
    off = "[age-zero]\noff = true\n"
    assert "age-zero" not in {rule.id for rule in extend_rules(off, where="w")}


def test_the_share_of_a_second_peak_is_of_the_values_present(rng):
    amounts = np.concatenate([rng.lognormal(11, 0.2, 300), rng.lognormal(11, 0.2, 100) / 12])
    dataset = make_table(
        {"x": [*amounts.tolist(), *[None] * 100]}, x={"quantity": "income", "unit": "currency"}
    )

    (hit,) = find_hits(dataset, [a_rule(quantity="income", humps=12.0)])

    assert isinstance(hit.evidence, Said)
    share = dict(hit.evidence.values)["share"]
    assert isinstance(share, Share)
    assert share.of == 400
    assert share.share == pytest.approx(0.25, abs=0.01)


def test_medians_of_two_peaks_rest_on_half_of_those_above_zero_in_either(rng):
    """300 customers around 12,000, 100 around 1,000; zeros and gaps are of neither peak."""
    amounts = [*(12_000 + rng.normal(0, 500, 300)), *(1000 + rng.normal(0, 40, 100))]
    dataset = make_table(
        {"x": [*amounts, *[0.0] * 7, *[0.5] * 4, *[None] * 9]},
        x={"quantity": "income", "unit": "currency"},
    )

    (hit,) = find_hits(dataset, [a_rule(quantity="income", humps=12.0)])

    assert isinstance(hit.evidence, Said)
    told = dict(hit.evidence.values)
    assert hit.column.name == "x"
    main, second, factor = told["main"], told["second"], told["factor"]
    assert isinstance(main, Exact)
    assert isinstance(second, Exact)
    assert isinstance(factor, Exact)
    assert (main.customers, second.customers, factor.customers) == (152, 50, 50)
    assert main.value == pytest.approx(12_000, rel=0.02)
    assert second.value == pytest.approx(1000, rel=0.02)
    assert factor.value == pytest.approx(12, rel=0.02)


def test_a_rule_that_stops_the_run_is_a_finding_that_stops():
    rules = [a_rule("a", below=9.0, action="stop"), a_rule("b", above=60.0)]
    dataset = ages(4, 70)

    stop, warn = report_broken_rules(find_hits(dataset, rules), dataset)

    assert (stop.severity, warn.severity) == ("stop", "warn")
    assert a_rule(below=0.0).conditions == ("below",)


@pytest.mark.parametrize("action", ["missing", "reject row"])
@pytest.mark.parametrize("condition", ['beyond = "age"', "humps = 12"])
def test_a_rule_that_compares_cannot_say_which_figure_is_wrong(condition, action):
    text = f'[a]\nquantity = "tenure"\n{condition}\nsays = "s"\naction = "{{}}"\n'

    assert "a" in {rule.id for rule in extend_rules(text.format("note"), where="w")}
    with pytest.raises(RulesError, match="which of two figures is wrong"):
        extend_rules(text.format(action), where="w")
    with pytest.raises(RulesError, match="beside another condition"):
        extend_rules(text.format("note") + "below = 5\n", where="w")


def test_a_rule_speaks_about_numbers_and_about_columns_that_are_used_unless_it_names_one():
    below, named = (a_rule(quantity=(), below=5.0, **own) for own in ({}, {"column": "^x"}))
    words = make_table({"x": ["4", "5"]}, x={"role": "feature", "quantity": "age"})

    assert find(words, a_rule(equals=(4.0,))) == []
    assert list_remedies(words, [a_rule(equals=(4.0,), action="missing")]) == ()
    for role, found in (("feature", [("r", [0])]), ("descriptor", [("r", [0])]), ("id", [])):
        assert find(ages(4, 5, role=role), below) == found
        assert find(ages(4, 5, role=role), named) == [("r", [0])]
    assert find(ages(4, 5, original="y"), named) == []
    assert find(ages(), below) == []


def test_a_rule_about_a_scale_asks_nothing_of_a_column_without_one():
    rule = a_rule(outside="scale", action="missing")

    assert list_remedies(ages(4, 5), [rule]) == ()
    (remedy,) = list_remedies(ages(4, 5, ends=(5.0, 8.0)), [rule])
    assert (remedy.below, remedy.above) == (5.0, 8.0)


@pytest.mark.parametrize(("role", "shown"), [("feature", "`2.5` in line 3"), ("personal", "in l")])
def test_a_value_is_shown_as_a_number_unless_it_may_name_someone(role, shown):
    dataset = ages(7, 2.5, role=role)
    hits = find_hits(dataset, [a_rule(below=5.0)])

    (finding,) = report_broken_rules(hits, dataset)

    assert shown in str(finding.message)
    assert ("2.5" in str(finding.message)) is (role == "feature")
    assert isinstance(_show_number(2.5, dataset.columns[0]), Said) is (role == "feature")


@pytest.mark.parametrize(("value", "shown"), [(12.34567, True), (1.2345678, False)])
def test_a_value_of_eight_digits_may_be_a_number_of_somebody(value, shown):
    assert (str(value) in str(_show_number(value, ages(1).columns[0]))) is shown


def test_a_value_that_a_first_rule_notes_is_not_compared_once_more():
    dataset = make_table(
        {"tenure": [90.0, 50.0, 30.0], "age": [40.0, 40.0, 40.0]},
        tenure={"quantity": "tenure", "unit": "years"},
        age=AGE,
    )
    rules = (
        a_rule("compare", quantity="tenure", beyond="age"),
        a_rule("long", quantity="tenure", above=80.0),
    )

    assert find(dataset, *rules) == [("long", [0]), ("compare", [1])]
