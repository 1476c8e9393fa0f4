"""One page per segment, and names that people give."""

from __future__ import annotations

import polars as pl
import pytest

import finseg
from finseg.document.printers import to_markdown, to_text
from finseg.errors import SettingsError, UsageError


def test_a_passport_says_all_that_is_known_of_a_segment(reference):
    page = str(reference.passport(1))

    for part in (
        "1 High Loan Seekers",
        "250 customers, 25.0% of all (95% interval",
        "They hold",
        "When the data are resampled, ",
        "High Loan",
        "₹38K against ₹25K for all customers",
        "In plain conditions: ",
        "Nearest segment: ",
        "stand near a border",
        "The customer nearest to the centre, rounded",
    ):
        assert part in page


def test_every_printer_prints_the_same_passport(reference):
    page = reference.passport(0)

    assert str(page) == to_text(page.blocks(), numbers=page.numbers)
    assert page.markdown() == to_markdown(page.blocks(), numbers=page.numbers)
    assert "Affluent Mid-Age Investors" in page._repr_html_()


def test_no_customers_exact_values_are_in_the_typical_customer(reference):
    rows = reference.dataset.table.rows()

    for typical in reference.interpretation.typical:
        assert tuple(value for _, _, value in typical.values) not in rows


def test_an_absent_segment_has_no_passport(reference):
    with pytest.raises(UsageError, match="no segment 4"):
        reference.passport(4)


def test_renaming_changes_names_everywhere_and_nothing_else(reference, tmp_path):
    renamed = reference.rename({1: "Stretched Affluent"})

    assert [s.name for s in renamed.segments] == [
        "Affluent Mid-Age Investors",
        "Stretched Affluent",
        "Frugal Investors",
        "Young Wealth Builders",
    ]
    assert reference.segments[1].name == "High Loan Seekers"
    assert renamed.assignments["segment"].equals(reference.assignments["segment"])
    assert "Stretched Affluent" in renamed.assignments["name"].to_list()
    assert "do not support Affluent (Annual_Income" in str(renamed.segments[1].note)
    assert "do not support" in str(renamed.passport(1))
    renamed.save(tmp_path / "model.json")
    assert "Stretched Affluent" in finseg.load(tmp_path / "model.json").segments
    assert renamed.rename({"1": "Other"}).settings.interpret.names == {"1": "Other"}


def test_a_name_for_an_absent_segment_is_refused(reference):
    with pytest.raises(SettingsError):
        reference.rename({9: "Gold"})


def test_todays_tiers_are_compared_with_the_segments(reference):
    table = reference.dataset.table.with_columns(
        tier=pl.when(pl.col("Annual_Income") > 100_000)
        .then(pl.lit("gold"))
        .otherwise(pl.lit("base"))
    )
    settings = {"read": {"roles": {"tier": "existing"}}, "choose": {"k": 4}}

    study = finseg.segment(table, settings=settings, quick=True)

    (existing,) = study.interpretation.existing
    assert sum(map(sum, existing.counts)) == 1_000
    assert 0 < existing.agreement < 1
    assert "Compared with today's tier" in to_text(study.interpretation.blocks())
