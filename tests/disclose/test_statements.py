"""Does any figure of few customers stand in what is printed of disclosed results?

Statements with such figures are put into every record that can hold one; the disclosed results are
printed in every form, and searched.
"""

from __future__ import annotations

import io
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from finseg.deliver.tables import to_csv
from finseg.disclose.statements import withhold_statements
from finseg.disclose.study import disclose
from finseg.document.blocks import Note, Sentence, Table
from finseg.document.printers import to_text
from finseg.document.said import (
    Amount,
    BesideLimit,
    Clause,
    Count,
    Customers,
    Example,
    Interval,
    Level,
    Money,
    Number,
    Rounded,
    Said,
    Share,
    Text,
    Value,
    join_said,
    say,
)
from finseg.report import ReportFacts, ReportPart, build_report, render_report
from finseg.report.markdown import write_markdown
from finseg.report.profile_table import make_profile_table
from finseg.report.summary import make_summary_page
from finseg.report.workbook import write_workbook
from finseg.results import Results
from tests.builders.results import make_figures, make_results

PRIME = 397  # customers: shares of so many look like nothing else in the report
PROSE = {"paragraph", "why", "says", "detail"}  # statements, whatever their type
DIGITS = 735_190  # a figure that stands nowhere else


def make_few_values(n: int) -> dict[str, tuple[Value, str]]:
    """Return values that rest on n customers, each with the pattern that would betray it."""
    figure, short = float(DIGITS), r"735[,.\u202f]190|7[.,]35\d?\s?L|735\s?K"
    return {
        "customers": (Customers(n, "zebra"), rf"(?<!\d){n} zebra"),
        "share": (Share(n / PRIME, of=PRIME, digits=4), rf"{100 * n / PRIME:.4f}%"),
        "all but few": (Share(1 - n / PRIME, of=PRIME, digits=4), rf"{100 - 100 * n / PRIME:.4f}%"),
        "amount": (Amount(figure, "currency", customers=n), short),
        "beside a limit": (BesideLimit(figure, 1.0, "none", customers=n), short),
        "money": (Money(figure, customers=n), short),
        "number": (Number(0.73519, 5, customers=n), r"73519"),
        "rounded": (Rounded(0.73519, 5, customers=n), r"73519"),
        "interval": (Interval(0.73519, 0.8, digits=5, customers=n), r"73519"),
        "level": (Level("quagga", n), "quagga"),
        "example": (Example("okapi"), "okapi"),
    }


def salt_statements(found: Any, salt: Said) -> Any:
    """Add a statement to every field of a record that can hold one, however deep."""
    if isinstance(found, tuple) and not hasattr(found, "_fields"):
        return tuple(salt_statements(part, salt) for part in found)
    if not is_dataclass(found) or isinstance(found, type | Value):
        return found
    changes: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if re.fullmatch(r"(Text|Said)( \| None)?", str(field.type)) or field.name in PROSE:
            changes[field.name] = join_said([value, salt]) if value is not None else salt
        elif re.fullmatch(r"tuple\[(Text|Said), \.\.\.\]", str(field.type)):
            changes[field.name] = (*value, salt)
        else:
            changes[field.name] = salt_statements(value, salt)
    return replace(found, **changes)


def print_everything(shown: Results) -> str:
    """Print results in every form in which they leave, one behind the other."""
    drawn = make_figures()
    facts = build_report(shown, drawn)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(shown, None)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    pages = (render_report(facts), make_summary_page(facts, drawn))
    forms = (
        print_as_text(facts),
        write_markdown(facts),
        *(page.replace("<wbr>", "") for page in pages),
        *cells,
        to_csv(make_profile_table(shown.interpretation)).decode(),
    )
    return "\n".join(forms).replace("\\", "")


def print_as_text(facts: ReportFacts) -> str:
    def list_blocks(part: ReportPart) -> list[Any]:
        return [*part.blocks, *(block for own in part.parts for block in list_blocks(own))]

    parts = (*facts.sections, *facts.annex)
    return to_text([b for part in parts for b in list_blocks(part)], numbers=facts.numbers)


def count_holders(found: Any, salt: Said) -> int:
    def count(part: Any) -> int:
        if isinstance(part, Said):
            told = str(salt)
            return int(part.template == told or any(str(v) == told for _, v in part.values))
        if isinstance(part, tuple):
            return sum(map(count, part))
        if is_dataclass(part) and not isinstance(part, type):
            return sum(count(getattr(part, field.name)) for field in fields(part))
        return 0

    return count(salt_statements(found, salt))


SENTENCES = st.sampled_from(
    [
        "salt of the test {it}",
        "{it} of them, or 12.5% of 200 customers, salt of the test",
        "the median is {it}; salt of the test",
        "salt of the test, for instance {it}",
        "all but {it} – salt of the test (rule x)",
    ]
)


@pytest.mark.parametrize("share", [False, True])
@given(data=st.data())
@trying(max_examples=25)
def test_no_figure_of_few_customers_is_printed_whatever_the_sentence_around_it(share, data):
    k = data.draw(st.integers(2, 4))
    made = make_results(k=k)
    least = made.settings.deliver.smallest_shared_cell if share else 5
    n = data.draw(st.integers(1, least - 1))
    value, betrayed = make_few_values(n)[data.draw(st.sampled_from(sorted(make_few_values(n))))]
    salt: Said = say(data.draw(SENTENCES), it=value)
    if data.draw(st.booleans()):
        salt = say("the rest stays{clause}", clause=Clause(salt))

    printed = print_everything(disclose(salt_statements(made, salt), share=share))

    assert not re.findall(rf".{{0,60}}(?:{betrayed}).{{0,20}}", printed)


def test_statements_are_put_into_many_records():
    salt = say("salt of the test")

    assert count_holders(make_results(), salt) >= 4
    assert "salt of the test" in print_everything(disclose(salt_statements(make_results(), salt)))


@pytest.mark.parametrize("name", sorted(make_few_values(4)))
def test_a_figure_of_as_many_customers_as_the_limit_stays_and_one_less_goes(name):
    enough, few = make_few_values(5)[name][0], make_few_values(4)[name][0]

    def say_after(value: Value) -> Text:
        return withhold_statements(Sentence(say("{it}", it=value)), 5).text

    if name != "example":
        assert say_after(enough) == say("{it}", it=enough)
    assert say_after(few) != say("{it}", it=few)


def test_what_is_left_of_a_document_has_dashes_in_cells_and_no_empty_sentence():
    few = Amount(1.0, "none", customers=2)
    table = Table(("a", "b"), ((few, Count(2)),))
    blocks = (Sentence(say("{it}", it=few)), Note(say("kept")), table)

    left: tuple[object, ...] = withhold_statements(blocks, 5)

    assert left == (Note(say("kept")), Table(("a", "b"), (("–", Count(2)),)))


def test_what_holds_no_statement_is_returned_as_it_is():
    made = make_results().recipe

    assert withhold_statements(made, 5) is made
