"""Is what check says the same in every form, and harmless in each?"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from finseg.check import check
from finseg.deliver.checkup_place import check_checkup_place
from finseg.deliver.tables import rejects_table, to_csv
from finseg.document.blocks import Table
from finseg.document.printers import display_width
from finseg.errors import OutputPlaceError
from finseg.journey import check as journey_check
from finseg.read.files import read_raw
from finseg.records.checkup import CheckUp
from finseg.records.finding import Checked, Finding
from finseg.report.checkup import find_form_by_ending, write_checkup
from finseg.settings import ReadSettings, Settings
from finseg.understand import read_source
from tests.builders.pages import HOSTILE, Tree

ROWS = 40
LIVE = re.compile(r"[=+\-@\t\r＝＋－＠]")
A_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def table_with(names: list[str], cells: list[str], rows: int = ROWS) -> dict[str, list[str]]:
    """Columns of numbers under hostile headings; each cell spoils the row of its number."""
    table = {}
    for i, name in enumerate(names):
        column = [str(1.5 + 7 * j * (i + 1)) for j in range(rows)]
        for row, cell in enumerate(cells):
            if row % len(names) == i:
                column[row] = cell
        table[name] = column
    return table


def checked(path: Path) -> CheckUp:
    dataset = read_source(path, Settings())
    return CheckUp(dataset, check(dataset, Settings()))


def write_csv(table: Mapping[str, list[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))


@pytest.fixture
def spoiled(tmp_path: Path) -> CheckUp:
    write_csv(table_with(["income", "debt"], ["n/k?", "much"]), tmp_path / "made.csv")
    return checked(tmp_path / "made.csv")


def test_every_form_says_the_verdict_the_columns_and_the_rejects(spoiled):
    said = "40 rows read = 38 used + 2 rejected; 1 problem stops the run"

    for form in ("text", "markdown", "html"):
        text = write_checkup(spoiled, form).replace("\\", "")
        assert said in text
        assert all(word in text for word in ("D001", "income", "text in a number column"))
        assert text.index(said) < text.index("D001") < text.rindex("Rejected rows")
    told = json.loads(write_checkup(spoiled, "json"))
    assert told["verdict"].startswith(said)
    assert told["rejects"] == {"text in a number column": 2}
    assert told["stops"] is True


@pytest.mark.parametrize("width", [80, 100, 120])
def test_text_fits_the_terminal(width, shared):
    for name in ("BankChurners.csv", "CC GENERAL.csv", "Churn_Modelling.csv"):
        done = journey_check(shared / "data" / name)

        lines = write_checkup(done, "text", width=width).splitlines()

        assert max(map(display_width, lines)) <= width


def tables(found: Checked) -> list[Table]:
    return [block for block in found.blocks() if isinstance(block, Table)]


def test_what_many_columns_have_in_common_is_one_line_that_names_them():
    notes = [
        Finding(code="D033", severity="note", column=f"c{i}", count=i, message=f"{i} missing",
                action="filled")
        for i in range(40)
    ]  # fmt: skip

    (table,) = tables(Checked(findings=tuple(notes)))

    ((column, code, what, action),) = [tuple(map(str, row)) for row in table.rows]
    assert (code, column, action) == ("D033", "40 columns", "filled")
    assert what.startswith("most in `c39`: 39 missing; also in `c0`, `c1`, ")
    assert what.endswith("`c19` and 19 more")
    assert what.count("`c39`") == 1


def test_a_few_findings_of_one_code_keep_a_line_each():
    two = tuple(
        Finding(code="D033", severity="note", column=c, count=1, message=c, action="")
        for c in ("a", "b")
    )

    (table,) = tables(Checked(findings=two))

    assert [row[0] for row in table.rows] == ["a", "b"]


def test_the_page_is_balanced_loads_nothing_and_its_headings_do_not_skip_a_level(spoiled):
    page = write_checkup(spoiled, "html")
    tree = Tree(page)

    assert tree.headings()[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(tree.headings()))
    assert not {tag for tag, _ in tree.elements} & {"script", "link", "iframe", "object", "base"}
    assert not tree.attributes("src")
    assert {href[1:] for href in tree.attributes("href")} <= set(tree.attributes("id"))
    assert "default-src 'none'" in page
    assert not re.findall(r"https?://", page)


def hostile_strings(shared: Path) -> Iterator[str]:
    blns = json.loads((shared / "badinputs/blns/blns.json").read_text(encoding="utf-8"))
    formulas = (shared / "badinputs/csv-injection/payloads.txt").read_text(encoding="utf-8")
    yield from (text for text in [*blns, *formulas.splitlines(), HOSTILE] if text.strip())


def batches(texts: list[str], size: int = 30) -> Iterator[list[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def test_hostile_headings_and_cells_are_inert_in_every_list_and_page(shared, tmp_path):
    texts = list(dict.fromkeys(hostile_strings(shared)))
    rejected = 0

    for batch in batches(texts):
        path = tmp_path / "=made.csv"
        write_csv(table_with(batch[:5], batch, rows=200), path)
        done = checked(path)
        rejected += len(done.dataset.rejects)
        listed = to_csv(rejects_table(done.dataset.rejects, path.name)).decode()

        assert done.dataset.source.rows_read == done.dataset.rows + len(done.dataset.rejects)
        cells = [cell for row in csv.reader(listed.splitlines()) for cell in row]
        assert not [c for c in cells if LIVE.match(c) and not A_NUMBER.fullmatch(c)]
        tree = Tree(write_checkup(done, "html"))
        allowed = {
            "html", "head", "meta", "title", "style", "body", "a", "div", "nav", "p", "ul", "li",
            "main", "header", "h1", "h2", "h3", "section", "details", "summary", "table",
            "caption", "thead", "tbody", "tr", "th", "td", "footer",
        }  # fmt: skip
        assert {tag for tag, _ in tree.elements} <= allowed
        assert not [k for _, attrs in tree.elements for k in attrs if k.startswith("on")]

    assert len(texts) > 500
    assert rejected > 200


def test_the_list_of_rejects_reads_back_as_it_is(tmp_path):
    write_csv(
        table_with(["=income", 'd"e,bt'], ["n/k?", "=1+1", "a,b", '"']), tmp_path / "made.csv"
    )
    listed = rejects_table(checked(tmp_path / "made.csv").dataset.rejects, "made.csv")
    (tmp_path / "rejects.csv").write_bytes(to_csv(listed))

    back = read_raw(tmp_path / "rejects.csv", ReadSettings()).table

    defused = listed.with_columns(pl.col("column").replace("=income", "'=income"))
    assert back.rows() == defused.with_columns(pl.col("line").cast(pl.String)).rows()
    assert len(back) == 4


@pytest.mark.parametrize(
    ("ending", "form"), [("html", "html"), ("md", "markdown"), ("json", "json"), ("txt", "text")]
)
def test_a_file_is_replaced_only_if_check_wrote_it(tmp_path, spoiled, ending, form):
    place = tmp_path / f"made.{ending}"
    check_checkup_place(place)
    assert find_form_by_ending(place) == form
    place.write_text(write_checkup(spoiled, form), encoding="utf-8")
    check_checkup_place(place)

    for foreign in ("", "mine", "<!DOCTYPE html><title>mine</title>", "# notes", "{}"):
        place.write_text(foreign)
        with pytest.raises(OutputPlaceError, match="did not write"):
            check_checkup_place(place)
    with pytest.raises(OutputPlaceError, match="did not write"):
        check_checkup_place(tmp_path)


def test_without_numbers_it_is_said_what_the_columns_are_instead():
    table = {"a": [1, 1, 1], "b": [None] * 3, "town": ["x", "y", "x"], "c": [2, 2, 2]}
    dataset = read_source(pl.DataFrame(table), Settings())

    (stop, *_) = check(dataset, Settings()).stops

    assert stop.code == "D002"
    assert "2 constant (`a`, `c`)" in str(stop.message)
    assert "1 without any value (`b`)" in str(stop.message)
    assert "1 descriptor, category (`town`)" in str(stop.message)


def test_a_column_of_figures_and_text_is_warned_of_with_both_counts():
    table = {
        "income": [
            f"{i}.5" if i % 5 < 3 else f"about {'abcdefghij'[i % 10]}{i}" for i in range(200)
        ],
        "debt": [i / 7 for i in range(200)],
    }
    dataset = read_source(pl.DataFrame(table), Settings())

    findings = {f.code: f for f in check(dataset, Settings()).findings}

    assert findings["D028"].column == "income"
    assert findings["D028"].severity == "warn"
    assert "120 values read as numbers and 80 do not (40.0%)" in str(findings["D028"].message)
    assert "D026" not in findings


def test_levels_that_are_mostly_numbers_are_no_mixed_column():
    table = {"dependents": ["0", "1", "2", "3+"] * 50, "debt": [i / 7 for i in range(200)]}
    dataset = read_source(pl.DataFrame(table), Settings())

    assert "D028" not in {f.code for f in check(dataset, Settings()).findings}


def test_the_first_row_is_shown_to_whoever_has_the_file_and_to_nobody_unasked(spoiled):
    plain, shown = write_checkup(spoiled, "text"), write_checkup(spoiled, "text", first_row=True)

    assert plain == write_checkup(spoiled, "text", first_row=False)
    assert len(shown.splitlines()) > len(plain.splitlines())
