from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.deliver.tables import (
    check_rejects_place,
    check_scores_place,
    rejects_table,
    to_csv,
    to_csv_pieces,
)
from finseg.document.escape import escape_formula
from finseg.errors import OutputPlaceError
from finseg.records.dataset import Reject
from finseg.records.segmentation import ASSIGNMENT_COLUMNS

LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(cells=st.lists(st.text(alphabet="=+-@\t\rab1.,'\"\n＝", max_size=6), min_size=1, max_size=5))
def test_no_text_cell_begins_a_formula_and_nothing_else_is_changed(cells):
    table = pl.DataFrame({"name": cells}, schema={"name": pl.String})

    read = list(csv.reader(io.StringIO(to_csv(table).decode(), newline="")))[1:]

    for cell, row in zip(cells, read, strict=True):
        back = row[0] if row else ""
        assert back in {cell, "'" + cell}
        assert (
            not back.startswith(LIVE)
            or back.lstrip("+-").replace(",", ".").replace(".", "", 1).isdigit()
        )
        assert back == escape_formula(cell)


def test_negative_numbers_stay_numbers():
    table = pl.DataFrame({"amount": [-1.5, 2.0], "text": ["-12,5", "-cmd"]})

    assert to_csv(table).decode() == 'amount,text\n-1.5,"-12,5"\n2.0,\'-cmd\n'


def test_a_column_name_cannot_be_a_formula():
    assert to_csv(pl.DataFrame({"=1+1": [1]})).startswith(b"'=1+1")


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_a_long_table_in_parts_is_the_same_file(size, monkeypatch):
    table = pl.DataFrame({"=a": ["=1", "x,y", None, ""], "b": [1.5, 0.1, 1e20, -2.0]})

    whole = to_csv(table)

    pieces = list(to_csv_pieces(table.iter_slices(size)))
    assert (b"".join(pieces), len(pieces)) == (whole, -(-4 // size))

    monkeypatch.setattr("finseg.deliver.tables._LINES", size)
    pieces = list(to_csv_pieces([table]))
    assert (b"".join(pieces), len(pieces)) == (whole, -(-4 // size))
    assert to_csv(table) == whole


REJECTS = to_csv(rejects_table([Reject(line=3, column="x", reason="text")]))
SCORES = to_csv(pl.DataFrame({name: [1] for name in ASSIGNMENT_COLUMNS}))


@pytest.mark.parametrize(
    ("check", "ours", "other"),
    [(check_scores_place, SCORES, REJECTS), (check_rejects_place, REJECTS, SCORES)],
    ids=["scores", "rejects"],
)
def test_only_a_table_of_the_same_kind_may_be_replaced(tmp_path, check, ours, other):
    place = tmp_path / "there.csv"
    check(place)
    place.write_bytes(ours)
    check(place)

    for foreign in (other, b"", b"mine\n" + ours, b"line,column,reason,mine\n", b"\0" * 5000):
        place.write_bytes(foreign)
        with pytest.raises(OutputPlaceError, match="holds no"):
            check(place)
    with pytest.raises(OutputPlaceError, match="holds no"):
        check(tmp_path)
    with pytest.raises(OutputPlaceError, match="nothing can be written"):
        check(tmp_path / ("x" * 300))
