"""What is said of each kind of failure, and the exit status."""

from __future__ import annotations

import json

import click
import pytest
import typer

from finseg.cli.failure import explain_failure
from finseg.cli.interruption import INTERRUPTED
from finseg.cli.output import print_json
from finseg.errors import EnvironmentStopError, FinsegError, ScoreLimitError, UsageError


def test_what_where_and_fix_stand_on_a_line_each(capsys):
    error = UsageError("no form `a`", where="--format", fix="write text")

    assert explain_failure(error) == UsageError.exit_status
    assert capsys.readouterr().err == (
        f"{error.code}: no form `a`\n  where: --format\n  fix:   write text\n"
    )


def test_a_line_with_nothing_on_it_is_left_out(capsys):
    explain_failure(FinsegError("it failed"))
    assert capsys.readouterr().err == f"{FinsegError.code}: it failed\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SystemExit(3), 3),
        (SystemExit(None), 0),
        (typer.Exit(4), 4),
        (KeyboardInterrupt(), INTERRUPTED),
        (typer.Abort(), INTERRUPTED),
        (MemoryError(), EnvironmentStopError.exit_status),
        (click.UsageError("no such option"), UsageError.exit_status),
        (ZeroDivisionError("x"), FinsegError.exit_status),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_each_end_has_its_exit_status(error, status, capsys):
    assert explain_failure(error) == status
    said = capsys.readouterr().err
    assert ("finseg: ZeroDivisionError: x" in said) is isinstance(error, ZeroDivisionError)
    assert ("not enough memory" in said) is isinstance(error, MemoryError)
    assert ("no such option" in said) is isinstance(error, click.UsageError)


def test_an_error_of_ours_that_nobody_expected_is_to_be_reported(capsys):
    explain_failure(ZeroDivisionError("x"))

    assert capsys.readouterr().err == (
        f"{FinsegError.code}: an error inside finseg: ZeroDivisionError: x\n"
        "  fix:   please report it; FINSEG_DEBUG=1 shows the traceback\n"
    )


def test_a_slip_on_the_command_line_names_the_command_whose_help_says_more(capsys):
    context = click.Context(click.Command("score"), info_name="score")

    explain_failure(click.UsageError("no such option", ctx=context))
    explain_failure(click.UsageError("no such option"))

    said = capsys.readouterr().err.splitlines()
    assert said[1:3] == ["  where: command line", "  fix:   see `score --help`"]
    assert said[4:] == ["  where: command line", "  fix:   see `finseg --help`"]


def test_too_little_memory_asks_for_more_of_it_or_fewer_rows(capsys):
    explain_failure(MemoryError())

    assert capsys.readouterr().err.splitlines() == [
        f"{EnvironmentStopError.code}: not enough memory",
        "  fix:   give the program more memory, or fewer rows and columns",
    ]


def test_a_traceback_is_for_those_who_ask_for_it(monkeypatch, capsys):
    monkeypatch.delenv("FINSEG_DEBUG", raising=False)
    explain_failure(ZeroDivisionError("x"))
    assert capsys.readouterr().err.count("ZeroDivisionError: x") == 1
    monkeypatch.setenv("FINSEG_DEBUG", "1")
    explain_failure(ZeroDivisionError("x"))
    assert capsys.readouterr().err.count("ZeroDivisionError: x") == 2


@pytest.mark.parametrize(
    ("words", "as_json"),
    [
        (["score", "--json"], True),
        (["check", "--format", "json"], True),
        (["check", "--format=json"], True),
        (["check", "--format", "html"], False),
        (["score", "a.json"], False),
        (["run", "--log", "json"], False),
    ],
)
def test_an_error_is_a_json_object_where_one_was_asked_for(words, as_json, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["finseg", *words])
    monkeypatch.setattr("finseg.cli.output._PRINTED", [])

    status = explain_failure(UsageError("no form `a`", where="--format", fix="write text"))

    out, err = capsys.readouterr()
    assert err.startswith("FS100: no form")
    assert bool(out) is as_json
    if as_json:
        assert json.loads(out) == {
            "format": "finseg-json",
            "version": 1,
            "error": {
                "code": "FS100",
                "what": "no form `a`",
                "where": "--format",
                "fix": "write text",
                "exit_status": status,
            },
        }


def test_there_is_one_json_object_and_no_second_for_the_error(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["finseg", "score", "--json"])
    monkeypatch.setattr("finseg.cli.output._PRINTED", [])
    print_json({"rows": 3})

    explain_failure(ScoreLimitError("a limit"))

    out, err = capsys.readouterr()
    assert json.loads(out)["rows"] == 3
    assert err == "FS500: a limit\n"
