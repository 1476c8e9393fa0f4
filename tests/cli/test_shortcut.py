"""Is a file alone checked, and nothing else taken for a file?"""

from __future__ import annotations

import pytest

from finseg.cli.shortcut import complete_command, write_next_steps

COMMANDS = ("run", "check")


@pytest.mark.parametrize(
    ("words", "completed", "alone"),
    [
        (["a.csv"], ["check", "a.csv"], True),
        (["a.csv", "b.csv"], ["check", "a.csv", "b.csv"], True),
        (["a.csv", "--json"], ["check", "a.csv", "--json"], False),
        (["sqlite:///a#b"], ["check", "sqlite:///a#b"], True),
        (["data/*"], ["check", "data/*"], True),
        (["run", "a.csv"], ["run", "a.csv"], False),
        (["frob"], ["frob"], False),
        (["--version"], ["--version"], False),
        ([], [], False),
    ],
)
def test_a_file_alone_is_checked(words, completed, alone):
    assert complete_command(words, COMMANDS) == (completed, alone)


def test_a_file_without_an_ending_counts_where_it_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers").touch()
    (tmp_path / "run").touch()

    assert complete_command(["customers"], COMMANDS)[0] == ["check", "customers"]
    assert complete_command(["run"], COMMANDS)[0] == ["run"]


def test_the_next_lines_can_be_pasted():
    assert "finseg run 'my file.csv' " in write_next_steps(["my file.csv"])
    assert "finseg init a.csv b.csv --ask" in write_next_steps(["a.csv", "b.csv"])
