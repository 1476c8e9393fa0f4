"""Is every doubt about how values were written reported, with what was decided?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.check.spellings import (
    report_both_marks,
    report_currencies,
    report_decimal_marks,
    report_letters,
    report_missing_levels,
    report_missing_spellings,
    report_rounded_numbers,
    report_shares_among_percents,
)
from finseg.disclose.withhold import withhold
from finseg.records.reading import Reading
from finseg.records.remedy import Remedy
from finseg.settings import Settings
from tests.builders.tables import make_table

NUMBERS = [1.0, 2.0, 3.0]
WORDS = ["a", "b", "c"]


def run(rule, dataset, **deliver):
    return list(rule(dataset, Settings().change_section("deliver", **deliver)))


def reads(values=NUMBERS, *, role=None, kind=None, **facts):
    changes = {"reading": Reading(**facts)}
    changes |= {"role": role} if role else {}
    changes |= {"kind": kind} if kind else {}
    return make_table({"a": values}, a=changes)


def test_words_for_missing_are_counted_without_those_that_the_settings_or_a_rule_blanked():
    remedy = Remedy(rule="low", column="a", action="missing", reason="too low")
    dataset = make_table(
        {"a": NUMBERS},
        a={
            "missing_spellings": (("?", 4), ("-1", 8), ("rule low", 3), ("NA", 2)),
            "sentinels": (("-1", 8), ("NA", 1)),
        },
    )

    (finding,) = run(report_missing_spellings, replace(dataset, remedies=(remedy,)))

    assert (finding.code, finding.count) == ("D034", 5)
    assert str(finding.message) == "read as missing: `?` 4×, `NA` 1×"


@pytest.mark.parametrize(
    ("role", "kind", "found"),
    [
        ("descriptor", "category", 1),
        ("personal", "category", 0),
        ("id", "category", 0),
        ("ignore", "text", 0),
    ],
)
def test_words_kept_as_a_level_are_reported_of_categories_that_may_be_shown(role, kind, found):
    dataset = reads(WORDS, role=role, kind=kind, levels=(("NA", 9), ("none", 3)))

    findings = run(report_missing_levels, dataset)

    assert [f.count for f in findings] == [12] * found
    assert all('a = ["NA", "none"]' in str(f.action) for f in findings)


def test_a_rare_word_is_not_quoted_where_few_are_hidden():
    (finding,) = run(
        report_missing_levels,
        reads(WORDS, role="descriptor", kind="category", levels=(("NA", 9), ("none", 3))),
    )

    assert "none" not in f"{withhold(finding.message, 5)}{withhold(finding.action, 5)}"
    assert 'a = ["NA"]' in str(withhold(finding.action, 5))


@pytest.mark.parametrize(
    ("basis", "severity"),
    [("nothing", "warn"), ("table", "note"), ("values", None), ("settings", None)],
)
def test_a_decimal_mark_is_in_doubt_where_the_column_does_not_decide(basis, severity):
    found = run(report_decimal_marks, reads(basis=basis, ambiguous=6, example="1.234"))

    assert [f.severity for f in found] == ([severity] if severity else [])
    assert all(f.count == 6 for f in found)


@pytest.mark.parametrize(
    ("decimal", "both"), [(".", "1.234 is 1.234, not 1,234"), (",", "1.234 is 1,234, not 1.234")]
)
def test_both_ways_of_reading_are_told_and_neither_to_others(decimal, both):
    dataset = reads(basis="nothing", ambiguous=6, example="1.234", decimal=decimal)

    (finding,) = run(report_decimal_marks, dataset)

    assert both in str(finding.action)
    withheld = f"{withhold(finding.message, 5)} {withhold(finding.action, 5)}"
    assert "234" not in withheld
    assert "decimal in [read]" in withheld


def test_no_doubt_is_reported_of_text_or_where_every_value_is_clear():
    assert run(report_decimal_marks, reads(WORDS, basis="nothing", ambiguous=6)) == []
    assert run(report_decimal_marks, reads(basis="nothing")) == []


@pytest.mark.parametrize(
    ("values", "done"), [(NUMBERS, "these rows were set aside"), (WORDS, "kept as text")]
)
def test_values_with_the_other_mark_are_set_aside_or_the_column_stays_text(values, done):
    (finding,) = run(report_both_marks, reads(values, otherwise=3))

    assert finding.count == 3
    assert str(finding.action).startswith(done)
    assert run(report_both_marks, reads(values)) == []


def test_several_currencies_in_a_column_are_not_converted():
    findings = run(report_currencies, reads(currencies=(("EUR", 9), ("USD", 2), ("GBP", 1))))

    assert [(f.code, f.count) for f in findings] == [("D073", 3)]


@pytest.mark.parametrize(("chosen", "severity"), [("", "note"), ("EUR", "note"), ("USD", "warn")])
def test_one_currency_is_used_unless_the_settings_name_another(chosen, severity):
    (finding,) = run(report_currencies, reads(currencies=(("EUR", 9),)), currency=chosen)

    assert (finding.code, finding.column, finding.severity) == ("D074", "", severity)
    assert f"written as {chosen or 'EUR'}" in str(finding.action)


@pytest.mark.parametrize(
    ("code", "locale", "told"),
    [("INR", "en-US", True), ("INR", "en-IN", False), ("EUR", "en-US", False)],
)
def test_lakh_and_crore_are_suggested_for_rupees_only(code, locale, told):
    (finding,) = run(report_currencies, reads(currencies=((code, 9),)), locale=locale)

    assert ("en-IN" in str(finding.action)) is told


def test_every_currency_and_every_column_is_told_in_the_order_of_letters_and_of_the_file():
    codes = ("USD", "CHF", "GBP", "EUR")
    readings = {
        n: {"reading": Reading(currencies=((c, 4),))} for n, c in zip("dabc", codes, strict=True)
    }

    (finding,) = run(report_currencies, make_table(dict.fromkeys("dabc", NUMBERS), **readings))

    told = "figures are in CHF, EUR, GBP, USD: `d`, `a`, `b`, `c`"
    assert str(finding.message) == told


@pytest.mark.parametrize(("other", "severity"), [("USD", "warn"), ("", None)])
def test_columns_of_different_currencies_are_warned_of(other, severity):
    reading = Reading(currencies=((other, 4),)) if other else Reading()
    dataset = make_table(
        {"a": NUMBERS, "b": NUMBERS},
        a={"reading": Reading(currencies=(("EUR", 9),))},
        b={"reading": reading},
    )

    (finding,) = run(report_currencies, dataset)

    assert finding.severity == (severity or "note")
    assert finding.count == (2 if other else 1)


def test_without_any_currency_nothing_is_said_of_one():
    assert run(report_currencies, reads()) == []


def test_plain_shares_beside_percents_are_counted():
    (finding,) = run(
        report_shares_among_percents, reads(shares=3, units=(("percent", 40), ("years", 9)))
    )

    assert finding.count == 3
    assert "beside 40 with one: 0.12 may mean 12%" in str(finding.message)
    assert run(report_shares_among_percents, reads(WORDS, shares=3)) == []


@pytest.mark.parametrize(("role", "found"), [("ignore", 1), ("personal", 0), ("id", 0)])
def test_letters_behind_digits_are_reported_where_values_may_be_shown(role, found):
    dataset = reads(WORDS, role=role, letters=(("L", 7), ("K", 2)))

    findings = run(report_letters, dataset)

    assert [f.count for f in findings] == [9] * found


def test_long_numbers_that_were_rounded_are_counted_with_what_is_left_of_them():
    (finding,) = run(report_rounded_numbers, reads([1e17, 1e17, 2e17, None], rounded=3))

    assert finding.count == 3
    assert "3 values have 2 different numbers left" in str(finding.message)
    assert run(report_rounded_numbers, reads()) == []
