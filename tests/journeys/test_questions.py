"""Do the questions reach the terminal, the pages, the machine and the settings file?"""

from __future__ import annotations

import polars as pl
import pytest

import finseg
from finseg import journey
from finseg.document.printers import to_text
from finseg.records.question import TITLE
from finseg.report.checkup import write_checkup
from finseg.settings import Settings

N = 240
ASKED = "Is `Balance` money that customers have, or money that they owe?"


@pytest.fixture(scope="module")
def customers():
    """Return a table with a balance that may be held or owed."""
    rows = range(N)
    return pl.DataFrame(
        {
            "customer_id": [f"C{i:04d}" for i in rows],
            "Age": [20 + (i * 7) % 50 for i in rows],
            "Balance": [(i * 370) % 9000 + i / 7 for i in rows],
            "Card limit": [5000 + 500 * (i * i % 9) for i in rows],
        }
    )


@pytest.fixture(scope="module")
def study(customers):
    return finseg.segment(customers, k=3, quick=True)


def test_they_come_last_on_a_terminal_and_first_on_a_page(customers):
    done = journey.check(customers)

    text, page = (write_checkup(done, form, first_row=True) for form in ("text", "markdown"))

    assert text.index("Findings") < text.index("The first row") < text.index(TITLE)
    assert page.index(TITLE) < page.index("Findings")
    assert "--set understand.Balance.owner=held" in text
    assert "owner = " not in text
    assert "owner = " in page


def test_a_run_ends_with_them(study):
    text = to_text(study.summary())

    assert ASKED in text[text.index(TITLE) :]


def test_the_report_asks_before_it_speaks_of_the_data(study, tmp_path):
    page = study.report(tmp_path / "r.html").read_text()

    assert page.index('id="questions"') < page.index('id="data"')
    assert "understand.Balance.owner=held" in page.replace("<wbr>", "")


def test_machines_get_them_from_a_check_and_from_a_run(customers, study):
    for told in (journey.check(customers).as_dict(), study.as_dict()):
        (question,) = told["questions"]
        assert question["question"] == ASKED
        assert question["evidence"]


def test_the_settings_file_asks_first_and_changes_nothing_until_answered(customers):
    text = journey.init(customers)

    assert text.index(ASKED) < text.index("[read]")
    assert Settings.from_toml(text).understand == {}
    answered = text.replace('#? Balance.owner = "held"', 'Balance.owner = "held"')
    assert Settings.from_toml(answered).understand["Balance"].owner == "held"


@pytest.mark.parametrize("owner", ["held", "owed"])
def test_what_is_answered_is_not_asked_again_and_stands_in_the_next_file(customers, owner):
    settings = Settings().change_section("understand.Balance", owner=owner)

    asked = journey.check(customers, settings=settings).checked.questions
    assert "owner" not in [question.topic for question in asked]
    text = journey.init(customers, settings=settings)
    assert ASKED not in text
    assert Settings.from_toml(text) == settings
