"""May something be written here? What is ours is told from what is not, to the byte."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from finseg.deliver.checkup_place import check_checkup_place
from finseg.deliver.folder import (
    check_new_place,
    check_place,
    read_omissions,
    write_file,
    write_folder,
    write_new_file,
)
from finseg.deliver.tables import check_scores_place, rejects_table, to_csv
from finseg.errors import OutputPlaceError
from finseg.records.dataset import Reject
from finseg.records.segmentation import ASSIGNMENT_COLUMNS

PAGE = '<!DOCTYPE html><meta name="generator" content="finseg check">'


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("finseg check: mine.csv", True),
        ("# finseg check: mine.csv", True),
        ('{"made_by":"finseg check"', True),
        (PAGE, True),
        ("<!DOCTYPE html><p>mine", False),
        ("finseg checks", False),
        ('<meta name="generator" content="finseg check">', False),
        ("", False),
        ("<!DOCTYPE html>" + " " * 1_939 + PAGE[15:], True),  # ends with byte 2,000
        ("<!DOCTYPE html>" + " " * 1_940 + PAGE[15:], False),
    ],
)
def test_only_a_check_up_is_replaced_by_a_check_up(tmp_path, text, ours):
    place = tmp_path / "checkup"
    check_checkup_place(place)
    place.write_text(text)

    if ours:
        check_checkup_place(place)
    else:
        with pytest.raises(OutputPlaceError, match="did not write"):
            check_checkup_place(place)


def test_a_folder_is_no_check_up_and_its_place_is_made(tmp_path):
    with pytest.raises(OutputPlaceError):
        check_checkup_place(tmp_path)

    check_checkup_place(tmp_path / "new" / "checkup.txt")

    assert (tmp_path / "new").is_dir()


def test_the_folder_above_is_made_for_every_kind_of_result(tmp_path):
    check_place(tmp_path / "a" / "b" / "out")
    check_scores_place(tmp_path / "c" / "scores.csv")

    assert (tmp_path / "a" / "b").is_dir()
    assert (tmp_path / "c").is_dir()
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize(("last", "ours"), [("", True), (",why", True), (",mine", False)])
def test_scores_with_their_reasons_are_scores(tmp_path, last, ours):
    place = tmp_path / "scores.csv"
    place.write_text("who," + ",".join(ASSIGNMENT_COLUMNS) + last + "\n1")

    if ours:
        check_scores_place(place)
    else:
        with pytest.raises(OutputPlaceError, match="no scores"):
            check_scores_place(place)


def test_the_manifest_has_size_and_digest_of_every_file(tmp_path):
    write_folder(tmp_path / "out", {"b.csv": b"abc", "a.csv": b""}, {"left_out": [
        {"name": "summary.pdf", "why": "switched off"}]})  # fmt: skip

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())

    assert manifest["format"] == "finseg-study"
    assert manifest["files"] == [
        {"name": "a.csv", "bytes": 0,
         "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"name": "b.csv", "bytes": 3,
         "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    ]  # fmt: skip
    assert read_omissions(tmp_path / "out") == ("summary.pdf: switched off",)


def test_a_folder_that_leaves_nothing_out_has_no_omissions(tmp_path):
    write_folder(tmp_path / "out", {}, {})

    assert read_omissions(tmp_path / "out") == ()


@pytest.mark.parametrize("text", ["", "[]", '{"format": "finseg-study"}', '{"format": "other"}'])
def test_a_manifest_that_lists_nothing_makes_a_folder_no_results(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(OutputPlaceError, match="not made by finseg"):
        check_place(tmp_path)


def test_a_manifest_of_another_format_owns_no_file(tmp_path):
    write_folder(tmp_path / "out", {"a.csv": b"x"}, {})
    place = tmp_path / "out" / "manifest.json"
    place.write_text(place.read_text().replace("finseg-study", "other"))

    with pytest.raises(OutputPlaceError, match="not made by finseg"):
        check_place(tmp_path / "out")


def test_foreign_files_are_counted_and_three_of_them_named(tmp_path):
    write_folder(tmp_path / "out", {"a.csv": b"x"}, {})
    for name in "ponm":
        (tmp_path / "out" / name).write_text("mine")

    with pytest.raises(OutputPlaceError, match=r"4 file\(s\).*since: m, n, o\n"):
        check_place(tmp_path / "out")


def test_a_link_among_the_results_is_foreign_even_to_the_same_bytes(tmp_path):
    write_folder(tmp_path / "out", {"a.csv": b"x"}, {})
    (tmp_path / "same").write_bytes(b"x")
    (tmp_path / "out" / "a.csv").unlink()
    (tmp_path / "out" / "a.csv").symlink_to(tmp_path / "same")

    with pytest.raises(OutputPlaceError, match=r"a.csv"):
        check_place(tmp_path / "out")


def test_a_new_file_replaces_nothing(tmp_path):
    place = tmp_path / "plan.csv"
    check_new_place(place)
    write_new_file(place, b"first")

    with pytest.raises(OutputPlaceError, match="never replaced"):
        check_new_place(place)
    with pytest.raises(OutputPlaceError, match="never replaced"):
        write_new_file(place, b"second")

    assert place.read_bytes() == b"first"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.csv"]


def test_without_links_a_new_file_is_written_and_still_replaces_nothing(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_new_file(tmp_path / "plan.csv", b"first")

    with pytest.raises(OutputPlaceError):
        write_new_file(tmp_path / "plan.csv", b"second")
    assert (tmp_path / "plan.csv").read_bytes() == b"first"


def test_a_file_is_not_written_over_a_folder(tmp_path):
    with pytest.raises(OutputPlaceError, match="this is a folder"):
        write_file(tmp_path, b"")
    write_file(tmp_path / "new.csv", b"x")

    assert [p.name for p in tmp_path.iterdir()] == ["new.csv"]


def test_where_the_new_folder_cannot_be_put_the_old_one_comes_back(tmp_path, monkeypatch):
    target = tmp_path / "out"
    write_folder(target, {"a.csv": b"old"}, {})
    rename = Path.rename

    def refuse_new(self, other):
        if self.suffix == ".partial":
            raise OSError("no")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(OutputPlaceError, match="could not be written"):
        write_folder(target, {"a.csv": b"new"}, {})

    assert (target / "a.csv").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_rejects_name_their_own_file_or_the_only_one():
    rejects = [
        Reject(line=3, column="x", reason="text", kind="too few fields", file="b.csv", raw="1,2"),
        Reject(line=4, column="", reason="blank"),
    ]

    table = rejects_table(rejects, "only.csv")

    assert table["file"].to_list() == ["b.csv", "only.csv"]
    assert table["line"].to_list() == [3, 4]
    assert table["kind"].to_list()[0] == "too few fields"
    assert table["raw"].to_list()[0] == "1,2"
    assert to_csv(rejects_table([])) == b"file,line,column,kind,reason,raw\n"
