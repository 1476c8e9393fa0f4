"""Is a large file cut between its rows, whatever stands in them?"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from finseg.read import pieces
from finseg.read.packed import SIGNATURES

HEAD = "id,day,amount,what\n"


def write_rows(path: Path, rows: list[str], end: str = "\n") -> Path:
    path.write_text(HEAD + "".join(row + end for row in rows), newline="")
    return path


def split(path: Path, size: int) -> list[tuple[int, str]]:
    folder = path.parent / "pieces"
    folder.mkdir()
    return [
        (piece.before, piece.path.read_bytes().decode())
        for piece in pieces.split_file(path, folder, size)
    ]


def require_whole(path: Path, parts: list[tuple[int, str]]) -> None:
    """Require that the pieces are the file, each with the lines that stand before it."""
    before = 0
    for at, text in parts:
        assert text.startswith(HEAD)
        assert at == before
        before += text.count("\n") - 1
    assert HEAD + "".join(text.removeprefix(HEAD) for _, text in parts) == path.read_text()


def test_a_quote_that_is_text_ends_no_piece_later(tmp_path: Path) -> None:
    rows = [f"C{i % 100},2024-01-01,{i}.50,thing" for i in range(4_000)]
    rows[5] = 'C1,2024-01-01,3.50,5" pipe'
    path = write_rows(tmp_path / "a.csv", rows)

    parts = split(path, 10_000)

    require_whole(path, parts)
    assert max(len(text) for _, text in parts) < 10_000 + 2 * len(HEAD) + 60


@pytest.mark.parametrize(("rows", "short"), [(150, False), (151, True)])
def test_a_field_that_nothing_closes_soon_is_no_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, rows: int, short: bool
) -> None:
    monkeypatch.setattr(pieces, "_LONGEST_FIELD", 150 * 20)
    note = ['C1,2024-01-01,3,"note', *["x" * 19] * (rows - 1), "yyyyyyyyyyyyyyyyyy" + '"']
    path = write_rows(tmp_path / "a.csv", ["C2,2024-01-01,3,none", *note, "C3,2024-01-01,4,none"])

    parts = split(path, 30)

    require_whole(path, parts)
    assert (len(parts[0][1]) < 100) is short


def test_the_lines_of_an_open_field_are_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_LONGEST_FIELD", 1 << 30)
    looked: list[int] = []
    found = pieces._ends_in_quotes

    def note_look(data: bytes) -> bool:
        looked.append(len(data))
        return found(data)

    monkeypatch.setattr(pieces, "_ends_in_quotes", note_look)
    rows = ['C1,2024-01-01,3,"5 inch', *["C2,2024-01-01,3,none"] * 2_000]
    path = write_rows(tmp_path / "a.csv", rows)

    parts = split(path, 4_000)

    require_whole(path, parts)
    assert len(parts) == 11
    assert len(looked) == 1


@pytest.mark.parametrize("size", [1, 30, 200, 1_000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_row_is_cut(tmp_path: Path, size: int, end: str) -> None:
    path = tmp_path / "a.csv"
    rows = [
        [f"C{i}", "2024-01-01", f"{i}", ('said "yes",\nthen, no', 'x "y"', "plain")[i % 3]]
        for i in range(90)
    ]
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator=end).writerows([HEAD.strip().split(","), *rows])
    folder = tmp_path / "pieces"
    folder.mkdir()

    read: list[list[str]] = []
    for piece in pieces.split_file(path, folder, size):
        with piece.path.open(newline="") as file:
            read += list(csv.reader(file))[1:]

    assert read == rows


@pytest.mark.parametrize(("size", "found"), [(100, True), (101, False)])
def test_a_file_is_large_from_a_size_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, size: int, found: bool
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 24)
    monkeypatch.setattr(pieces, "LARGE", size)

    assert (pieces.find_large_file(path) is not None) is found


def test_several_files_and_tables_in_memory_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "LARGE", 1)
    files = [write_rows(tmp_path / name, ["C1,2024-01-01,3,x"]) for name in ("a.csv", "b.csv")]

    assert pieces.find_large_file(files[:1]) is not None
    assert pieces.find_large_file(files) is None
    assert pieces.find_large_file(pl.DataFrame({"id": ["C1"]})) is None


@pytest.mark.parametrize("head", [*SIGNATURES, b"a\x00b", b""])
def test_packed_files_and_wide_characters_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(head + b"x\n" * 50 if head else b"")
    monkeypatch.setattr(pieces, "LARGE", 0)

    assert pieces.find_large_file(path) is None


@pytest.mark.parametrize(
    ("text", "split_up"),
    [
        (b"a,b\r1,2\r3,4\r", False),
        (b'a,b\r1,"x\ny"\r3,4\r', False),
        (b"a,b\r\n1,2\r\n3,4\r\n", True),
        (b'a,b\n1,"x\ry"\n3,4\n', True),
        (b"a,b", True),
    ],
)
def test_lines_that_end_as_on_old_macs_are_not_taken_to_pieces(
    tmp_path: Path, *, text: bytes, split_up: bool
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(text)

    assert pieces.can_be_split(path) is split_up
