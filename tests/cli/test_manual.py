"""Does the manual page have every command and option, in the words of the help?"""

from __future__ import annotations

import typer

from finseg.cli.main import app
from finseg.cli.manual import write_manual

PAGE = write_manual(typer.main.get_command(app), "1.2.3")


def list_commands(group, path="finseg"):
    for name, command in group.commands.items():
        yield f"{path} {name}", command
        if hasattr(command, "commands"):
            yield from list_commands(command, f"{path} {name}")


def test_every_command_and_option_stands_on_it_with_its_help():
    plain = PAGE.replace("\\-", "-").replace("\\e", "\\")
    known = dict(list_commands(typer.main.get_command(app)))

    assert {"finseg run", "finseg score", "finseg campaign plan"} <= set(known)
    for path, command in known.items():
        assert f".SS {path}" in plain
        for parameter in command.params:
            assert " ".join((parameter.help or "").split()) in plain
            assert parameter.param_type_name == "argument" or parameter.opts[0] in plain


def test_it_is_a_page_for_man():
    lines = PAGE.splitlines()

    assert lines[0] == '.TH FINSEG 1 "" "finseg 1.2.3" "User Commands"'
    sections = [line[4:] for line in lines if line.startswith(".SH ")]
    assert sections == ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS"]
    known = {".TH", ".SH", ".SS", ".TP"}
    assert {line.split()[0] for line in lines if line.startswith(".")} == known


def test_what_man_would_take_for_a_command_is_escaped():
    class Command:
        help = ".gz files - and \\n"
        params = ()
        commands = {}  # noqa: RUF012

    assert "\n\\&.gz files \\- and \\en\n" in write_manual(Command, "1")
