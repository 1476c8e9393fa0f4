"""A study is written in one manner, from the terminal to the axes; what machines read never is."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import polars as pl
import pytest
from typer.testing import CliRunner

from finseg import segment
from finseg.cli.campaign import app as campaign
from finseg.document.printers import to_text
from finseg.document.said import write_text
from finseg.journey import check, example, read_settings
from finseg.report.checkup import write_checkup
from finseg.score import Model

# A point before other than three digits, a comma in what is counted, a percent sign that touches
# its number: no German writes so. Names of files, versions and dates have points, too.
ENGLISH = re.compile(
    r"(?<![\w.,])\d*\.(?:\d{1,2}|\d{4,})(?![\w.])"
    r"|\d,\d{3}(?: (?:rows?|customers?|values?|lines?|of)\b|,\d{3})|\d%"
)
POWERS = re.compile(r"\d[eE][-+−]?\d")
KEYBOARD_MINUS = re.compile(r"(?<![\w\-–])-\d")
NOT_NUMBERS = re.compile(r"\d+\.\d+\.\d+|[\w\-]+\.(?:csv|json|toml|html)|\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module")
def german():
    settings = read_settings(example("finseg.toml"))
    settings = settings.change_section("deliver", locale="de-DE", currency="EUR", title="Customers")
    return segment(example("customers.csv"), settings=settings)


def text_of(html):
    """Take the words of a page, those in figures and those for who cannot see them."""
    shown = re.sub(r"<style.*?</style>|<meta[^>]*>", "", html, flags=re.DOTALL)
    spoken = re.findall(r'aria-label="([^"]*)"', shown)
    pieces = [*re.findall(r">([^<]+)<", shown), *spoken]
    return "\n".join(unescape(piece) for piece in pieces if piece.strip())


def without_settings(html):
    """Settings and versions are quoted as they are typed."""
    return re.sub(r'<section class="part" id="(settings|origin)".*?</section>', "", html,
                  flags=re.DOTALL)  # fmt: skip


def misprints(text):
    bare = NOT_NUMBERS.sub("", text)
    return [
        bare[max(0, m.start() - 40) : m.end() + 20]
        for pattern in (ENGLISH, POWERS, KEYBOARD_MINUS)
        for m in pattern.finditer(bare)
    ]


def test_a_german_study_is_german_on_the_terminal_and_in_the_report(german, tmp_path):
    page = german.report(tmp_path / "report.html").read_text(encoding="utf-8")
    verdict = german.verdict

    assert not misprints(to_text(german.summary(), numbers=german.settings.numbers()))
    assert not misprints(to_text(german.blocks(), numbers=german.settings.numbers()))
    said = [verdict.paragraph, *(e.says for e in verdict.evidence)]
    assert not misprints("\n".join(write_text(text, german.settings.numbers()) for text in said))
    assert not misprints(text_of(without_settings(page)))
    assert "1.000 rows read" in to_text(german.summary(), numbers=german.settings.numbers())


def test_a_german_check_up_is_german_in_every_form():
    settings = {"deliver": {"locale": "de-DE"}}

    done = check(example("customers.csv"), settings=settings)

    for form in ("text", "markdown"):
        assert not misprints(write_checkup(done, form))
    assert not misprints(text_of(write_checkup(done, "html")))


def test_what_machines_read_is_the_same_in_every_manner(german, reference):
    for one in (german, reference):
        told = json.loads(json.dumps(one.as_dict()))
        assert told["rows"] == 1000
        assert isinstance(told["segments"][0]["share"], float)
    assert german.assignments.drop("name").equals(reference.assignments.drop("name"))
    rows = list(csv.DictReader(io.StringIO(german.assignments.write_csv())))
    assert all(0 <= float(row["margin"]) <= 1 for row in rows)


def test_a_campaign_is_german_from_its_plan_to_its_outcomes(german, tmp_path):
    folder, place = german.write(tmp_path / "results"), tmp_path / "campaign.csv"
    asked = ["--product", "Savings account", "--base-rate", "0.1", "--uplift", "0.2", "--anyway"]

    planned = CliRunner().invoke(campaign, ["plan", str(folder), *asked, "--out", str(place)])
    outcomes = pl.read_csv(place).select("row").with_columns(bought=pl.col("row") % 3 == 0)
    outcomes.with_columns(pl.col("bought").cast(pl.Int8)).write_csv(tmp_path / "o.csv")
    found = CliRunner().invoke(campaign, ["read", str(place), str(tmp_path / "o.csv")])

    for done in (planned, found):
        assert done.exit_code == 0, done.output
        assert "\u00a0%" in done.stdout
        assert not misprints(done.stdout)


def test_a_german_model_speaks_german_of_new_customers(german):
    scores = Model(german.bundle).score(example("customers.csv"), why=True)

    assert not misprints(to_text(scores.blocks(), numbers=scores.numbers))
    assert not misprints("\n".join(scores.assignments["why"].head(50)))
