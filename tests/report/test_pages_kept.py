"""Do the figures of the report stand where they stood?

`kept/report.txt` has every line of the report of made-up results, without its words: its marks and
its figures. After a change that is meant, run this file with FINSEG_PAGES=new, read what differs,
and commit it.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from finseg.document.blocks import Note, Table
from finseg.document.numbers import Numbers
from finseg.document.printers import to_text
from finseg.document.said import say, write_text
from finseg.records.interpretation import Claim
from finseg.report.annex import _list_origin_blocks
from finseg.report.answer import summarise_answer
from finseg.report.markdown import write_markdown
from finseg.report.passport import _build_name_blocks
from finseg.report.reading import explain_report
from finseg.settings import Settings
from tests.builders.blocks import as_table
from tests.builders.results import make_report, make_results

PLACE = Path(__file__).parent / "kept" / "report.txt"


def list_marks_and_figures(text):
    """Return what is left of each line without its words."""
    lines = (
        " ".join(re.findall(r"^#+|\||[-+−<>≤≥]?\d[\d.,]*%?", line)) for line in text.splitlines()
    )
    return [line for line in lines if line]


def test_the_report_has_its_figures_where_they_were():
    settings = Settings().change_section("choose", k=2)
    settings = settings.change_section("deliver", locale="en-IN", currency="INR", title="Savers")
    lines = list_marks_and_figures(write_markdown(make_report(settings=settings)))
    if os.environ.get("FINSEG_PAGES") == "new":
        PLACE.parent.mkdir(exist_ok=True)
        PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")

    kept = PLACE.read_text(encoding="utf-8").splitlines()
    changed = difflib.unified_diff(kept, lines, lineterm="", n=0)
    assert not list(changed)


def test_where_rejects_are_listed_is_not_said_to_readers_who_do_not_get_them():
    made = make_results()
    shared = replace(made, shared=True)

    assert "rejects.csv" in write_text(summarise_answer(made)[1])
    assert "rejects.csv" not in write_text(summarise_answer(shared)[1])


def test_an_input_without_a_digest_has_a_dash():
    dataset = make_results().dataset
    bare = replace(dataset, source=replace(dataset.source, sha256=""))

    table, *_ = _list_origin_blocks(dataset, Settings(), (("finseg", "1"),))
    assert as_table(table).rows == (
        ("Input", "Savers.csv"), ("SHA-256 of the input", "ab12"), ("finseg", "1"),
    )  # fmt: skip
    table, *_ = _list_origin_blocks(bare, Settings(), ())
    assert as_table(table).rows[1][1] == "–"


def test_only_words_that_are_borne_out_are_listed_with_their_figure():
    own = replace(
        make_results().interpretation.segments[0],
        claims=(
            Claim(says="Affluent", axis="income", figure=say("income high"), deviation=1.0),
            Claim(says="Young", axis="age", figure=say("age"), deviation=0.1, holds=False),
        ),
    )
    (table,) = _build_name_blocks(own)

    assert isinstance(table, Table)
    assert [tuple(map(write_text, row)) for row in table.rows] == [("Affluent", "income high")]


@pytest.mark.parametrize(
    ("least", "hidden", "share", "words"),
    [
        (2, 0, False, ["at least 2 customers", "from 1 to 1 are given as 2"]),
        (5, 1, False, ["1 figure was withheld here", "from 1 to 4 are given as 5"]),
        (11, 3, True, ["3 figures were withheld here", "This copy was made to be shared"]),
    ],
)
def test_what_protects_the_customers_is_said_with_its_numbers(least, hidden, share, words):
    *_, note = explain_report(least, hidden, share=share)

    assert isinstance(note, Note)
    text = write_text(note.text)
    assert all(word in text for word in words)
    assert ("made to be shared" in text) is share
    assert ("withheld here" in text) is (hidden > 0)


def test_without_protection_nothing_is_said_of_it():
    assert not [b for b in explain_report(1, 0, share=False) if isinstance(b, Note)]
    text = to_text(explain_report(1, 0, share=False), numbers=Numbers(), width=2000)
    assert "from 0 (on a border) to 1 shows" in text.replace(",", "")
    assert "0.2 is small, 0.5 is noticeable, 0.8 is large" in text
    assert "is 1 when both are divided in the same way, and 0 when" in text
