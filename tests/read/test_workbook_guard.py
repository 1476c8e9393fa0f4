"""Is a workbook measured as it would be laid out, before it is read?"""

from __future__ import annotations

import pytest

from finseg.errors import LimitError, UnreadableFileError
from finseg.read import workbook_guard as module
from finseg.read.limits import ReadLimits
from finseg.read.workbook_guard import CELL_WEIGHT, MOST_ROWS, _OdsSheet, _Texts
from finseg.settings import ReadSettings


def a_limit(**settings: int) -> ReadLimits:
    return ReadLimits(settings=ReadSettings(**settings))  # type: ignore[arg-type]


def measure(sheet: bytes, texts: _Texts | None = None, **settings: int) -> int:
    facts = module._measure_xlsx(iter([sheet]), texts or _Texts(), "a", a_limit(**settings))
    return facts.empty_formulas


SHEET = b"".join(
    b'<row r="%d"><c r="A%d"><v>1</v></c><c r="AB%d"><v>2</v></c></row>' % (i, i, i)
    for i in (1, 2, 7)
)


def test_rows_and_columns_are_those_of_the_last_reference():
    measure(SHEET, max_rows=7, max_columns=28, max_cells=7 * 28 * CELL_WEIGHT)
    with pytest.raises(LimitError, match="has 7 rows"):
        measure(SHEET, max_rows=6)
    with pytest.raises(LimitError, match="has 28 columns"):
        measure(SHEET, max_columns=27)
    with pytest.raises(LimitError, match="has 196 cells"):
        measure(SHEET, max_cells=7 * 28 * CELL_WEIGHT - 1)
    assert CELL_WEIGHT == 5


@pytest.mark.parametrize(
    ("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"AZ", 52), (b"XFD", 16384)]
)
def test_letters_of_a_column_are_counted_in_twenty_sixes(letters, number):
    assert module._parse_column_letters(letters) == number


def test_a_sheet_has_no_more_rows_than_the_format_has():
    module._require_sheet(MOST_ROWS, "a")
    with pytest.raises(UnreadableFileError, match="more than a workbook can hold"):
        module._require_sheet(MOST_ROWS + 1, "a")


def test_columns_without_wide_references_are_twenty_six_or_counted():
    assert module._find_last_column(b'<row r="1"><c r="B1"><v>1</v></c></row>') == 26
    assert module._find_last_column(b"<row><c/><c/></row><row><c/><c/><c/></row>") == 3


def test_formulas_without_a_result_are_counted():
    cells = (
        b"<c r='A1'><f>B1</f></c><c r='A2'><f>B1</f><v></v></c><c r='A3'><f/><v/></c>"
        b"<c r='A4'><f>B1</f><v>5</v></c><c r='A5'><v>5</v></c>"
    )

    assert measure(b"<row r='1'>" + cells + b"</row>") == 3


def test_shared_texts_are_counted_as_often_as_they_are_used(monkeypatch):
    texts = _Texts()
    texts.measure_texts(iter([b"<si><t>abc</t></si><si><t>", b"a</t></si>"]))
    uses = b"".join(b'<c t="s"><v>%d</v></c>' % i for i in (0, 0, 1))

    assert texts.lengths == [19, 17]
    assert texts.count_bytes_used(uses) == 3 * 19  # few: an upper bound is enough
    monkeypatch.setattr(module, "_STEP", 57)
    assert texts.count_bytes_used(uses) == 19 + 19 + 17
    assert _Texts().count_bytes_used(uses) == 0
    measure(uses, texts, max_bytes=55)
    with pytest.raises(LimitError, match="the texts of a sheet have 55"):
        measure(uses, texts, max_bytes=54)


def lay_out(text: bytes) -> _OdsSheet:
    sheet = _OdsSheet()
    for token in module._ODS_TOKEN.finditer(text):
        sheet.take_token(token)
    sheet._close_row()
    return sheet


def test_repeated_rows_and_cells_are_laid_out_up_to_the_last_filled_one():
    sheet = lay_out(
        b'<table:table-row table:number-rows-repeated="3">'
        b'<table:table-cell table:number-columns-repeated="4"/>'
        b'<table:table-cell office:value="7"/></table:table-row>'
        b"<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        b'<table:table-cell table:number-columns-repeated="99"/></table:table-row>'
        b'<table:table-row table:number-rows-repeated="1000"><table:table-cell/></table:table-row>'
    )

    assert (sheet.height, sheet.width) == (4, 5)


def test_a_large_sheet_of_an_opendocument_workbook_is_refused_at_its_end():
    sheet = _OdsSheet()
    sheet.height, sheet.width = 10, 4
    sheet.finish_sheet("a", a_limit(max_rows=10, max_columns=4, max_cells=40 * CELL_WEIGHT))
    for settings in ({"max_rows": 9}, {"max_columns": 3}, {"max_cells": 40 * CELL_WEIGHT - 1}):
        with pytest.raises(LimitError):
            sheet.finish_sheet("a", a_limit(**settings))


def a_record(kind: int, number: int) -> bytes:
    return bytes([kind, 4]) + number.to_bytes(4, "little")


def test_rows_and_columns_of_a_binary_sheet_are_counted_from_zero():
    data = a_record(0, 0) + a_record(1, 2) + a_record(0, 9) + a_record(11, 6) + a_record(12, 99)

    module._measure_xlsb(data, "a", a_limit(max_rows=10, max_columns=7))
    with pytest.raises(LimitError, match="has 10 rows"):
        module._measure_xlsb(data, "a", a_limit(max_rows=9))
    with pytest.raises(LimitError, match="has 7 columns"):
        module._measure_xlsb(data, "a", a_limit(max_columns=6))


def test_numbers_of_seven_bits_a_byte_are_read():
    assert module._read_varint(bytes([0x81, 0x02, 9]), 0, 4) == (1 + 2 * 128, 2)
    assert module._read_varint(bytes([0x81, 0x82, 0x01]), 0, 2) == (1 + 2 * 128, 2)
    assert module._read_varint(b"", 0, 2) == (0, 0)


def test_an_attribute_is_read_with_its_signs():
    element = b'<sheet name="A &lt;&amp;lt; &quot;B&quot;" r:id="r1"/>'

    assert module._read_attribute(element, "name") == 'A <&lt; "B"'
    assert module._read_attribute(element, r"\w+:id") == "r1"
    assert module._read_attribute(element, "x") == ""
