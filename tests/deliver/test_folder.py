from __future__ import annotations

import json
import os
import resource
import signal
import stat
import subprocess
import sys
import textwrap

import pytest

from finseg.deliver.folder import NewFolder, check_place, write_file, write_folder
from finseg.errors import OutputPlaceError

FILES = {"a.csv": b"x\n1\n", "figures/f.svg": b"<svg/>"}


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_all_files_appear_with_a_manifest_that_lists_them(tmp_path):
    write_folder(tmp_path / "out", FILES, {"seed": 1})

    assert names(tmp_path / "out") == ["a.csv", "figures/f.svg", "manifest.json"]
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert [f["name"] for f in manifest["files"]] == ["a.csv", "figures/f.svg"]
    assert manifest["seed"] == 1


def test_our_own_results_are_replaced_as_a_whole(tmp_path):
    write_folder(tmp_path / "out", FILES, {})
    write_folder(tmp_path / "out", {"b.csv": b"new"}, {})

    assert names(tmp_path / "out") == ["b.csv", "manifest.json"]
    assert names(tmp_path) == ["out/b.csv", "out/manifest.json"]


@pytest.mark.parametrize("spoil", ["added", "changed", "foreign manifest", "no manifest"])
def test_a_folder_with_anything_that_is_not_ours_is_left_alone(tmp_path, spoil):
    target = tmp_path / "out"
    write_folder(target, FILES, {})
    match spoil:
        case "added":
            (target / "notes.txt").write_text("mine")
        case "changed":
            (target / "a.csv").write_text("edited")
        case "foreign manifest":
            (target / "manifest.json").write_text('{"files": []}')
        case "no manifest":
            (target / "manifest.json").unlink()
    before = {name: (target / name).read_bytes() for name in names(target)}

    for attempt in (check_place, lambda t: write_folder(t, FILES, {})):
        with pytest.raises(OutputPlaceError):
            attempt(target)

    assert {name: (target / name).read_bytes() for name in names(target)} == before


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()

    write_folder(tmp_path / "out", FILES, {})

    assert "a.csv" in names(tmp_path / "out")


@pytest.mark.parametrize("kind", ["file", "link", "link to nowhere"])
def test_a_file_or_a_link_in_the_place_is_refused(tmp_path, kind):
    target = tmp_path / "out"
    if kind == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "elsewhere")
    if kind == "link":
        (tmp_path / "elsewhere").mkdir()

    for attempt in (check_place, lambda t: write_folder(t, FILES, {})):
        with pytest.raises(OutputPlaceError, match="not a folder"):
            attempt(target)


def test_a_place_below_a_file_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputPlaceError, match="nothing can be written"):
        check_place(tmp_path / "file" / "out")


@pytest.mark.parametrize("place", ["a\0b", "x" * 300])
def test_a_name_that_no_system_has_is_an_error_of_the_place(tmp_path, place):
    for attempt in (
        check_place,
        lambda t: write_folder(t, FILES, {}),
        lambda t: write_file(t, b""),
    ):
        with pytest.raises(OutputPlaceError):
            attempt(tmp_path / place)

    assert names(tmp_path) == []


def modes(folder):
    return {stat.S_IMODE(p.stat().st_mode) for p in (folder, *folder.rglob("*")) if p.is_dir()}, {
        stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_file()
    }


def test_rights_are_those_of_any_new_file_and_the_umask_is_never_touched(tmp_path, monkeypatch):
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "file").write_bytes(b"")
    monkeypatch.setattr(os, "umask", lambda _: pytest.fail("a moment without umask for all"))

    write_folder(tmp_path / "out", FILES, {})
    write_file(tmp_path / "out" / "one.csv", b"x")

    assert modes(tmp_path / "out") == modes(plain)


def run_limited(tmp_path, code, limit):
    def cap():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        preexec_fn=cap,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("limit", [1, 100, 5_000, 99_999])
def test_a_full_disk_leaves_the_old_results_and_no_litter(tmp_path, limit):
    write_folder(tmp_path / "out", FILES, {})
    before = {name: (tmp_path / "out" / name).read_bytes() for name in names(tmp_path / "out")}

    done = run_limited(
        tmp_path,
        """
        from pathlib import Path
        from finseg.deliver.folder import write_folder
        write_folder(Path("out"), {"a.csv": b"y" * 100_000}, {})
        """,
        limit,
    )

    assert "OutputPlaceError" in done.stderr
    assert "make room" in done.stderr
    assert {
        name: (tmp_path / "out" / name).read_bytes() for name in names(tmp_path / "out")
    } == before
    assert os.listdir(tmp_path) == ["out"]  # noqa: PTH208 - names are all we want


def test_a_single_file_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "scores.csv"
    target.write_bytes(b"old")

    done = run_limited(
        tmp_path,
        """
        from pathlib import Path
        from finseg.deliver.folder import write_file
        write_file(Path("scores.csv"), b"y" * 100_000)
        """,
        1000,
    )

    assert "OutputPlaceError" in done.stderr
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["scores.csv"]
    write_file(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_file_in_pieces_is_the_file_and_its_digest_that_of_the_whole(tmp_path):
    write_folder(tmp_path / "one", {"a.csv": b"12345", "b.csv": b""}, {})
    write_folder(tmp_path / "two", {"a.csv": iter([b"1", b"", b"234", b"5"]), "b.csv": ()}, {})

    assert names(tmp_path / "one") == names(tmp_path / "two")
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_not_finished_is_not_there_whatever_ended_it(tmp_path):
    def make_pieces():
        yield b"x" * 100
        raise KeyboardInterrupt

    def write_until_interrupted():
        with NewFolder(tmp_path / "out") as folder:
            folder.add_file("figures/a.svg", b"<svg/>")
            assert folder.names == ["figures/a.svg"]
            assert not (tmp_path / "out" / "figures").exists()
            folder.add_file("a.csv", make_pieces())

    write_folder(tmp_path / "out", {"old.csv": b"1"}, {})

    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted()

    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert names(tmp_path / "out") == ["manifest.json", "old.csv"]
