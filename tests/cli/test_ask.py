"""Are the questions asked one by one on a terminal, and nowhere else?"""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from finseg.cli.ask import ask_questions, require_terminal
from finseg.cli.main import run_command
from finseg.document.said import Number, say
from finseg.errors import UsageError
from finseg.settings import Settings
from tests.records.test_question import make_question

TABLE = "customer_id,Age,Balance,Card limit\n" + "".join(
    f"C{i:03d},{20 + i % 50},{(i * 370) % 9000 + i / 7:.2f},{5000 + 500 * (i % 9)}\n"
    for i in range(60)
)


@pytest.fixture
def type_lines(monkeypatch):
    """Type lines at the prompt; what is raised instead of a line is raised."""

    def prepare(*lines: str | type[BaseException]) -> None:
        left: Iterator[str | type[BaseException]] = iter(lines)

        def answer(*_: object) -> str:
            line = next(left)
            if isinstance(line, type):
                raise line
            return line

        monkeypatch.setattr(builtins, "input", answer)

    return prepare


@pytest.fixture
def terminal(monkeypatch):
    """Pretend that somebody is there."""
    monkeypatch.setattr("finseg.cli.ask.require_terminal", lambda: None)


def test_an_answer_is_a_number_and_sets_every_column(type_lines, capsys):
    type_lines("2")

    settings = ask_questions([make_question("A", "B")], Settings())

    assert {name: own.owner for name, own in settings.understand.items()} == {
        "A": "owed",
        "B": "owed",
    }
    assert "1 of 1. Are `A`, `B` money" in capsys.readouterr().out


def test_an_empty_line_leaves_a_question_open_and_the_next_is_asked(type_lines):
    type_lines("", " 1 ")

    settings = ask_questions([make_question("A"), make_question("B")], Settings())

    assert list(settings.understand) == ["B"]
    assert settings.understand["B"].owner == "held"


@pytest.mark.parametrize(("locale", "written"), [("en-US", "1,234.5"), ("de-DE", "1.234,5")])
def test_figures_are_written_in_the_reader_s_manner(locale, written, type_lines, capsys):
    type_lines("1")
    question = replace(make_question("A"), evidence=(say("up to {most}", most=Number(1234.5, 1)),))

    ask_questions([question], Settings().change_section("deliver", locale=locale))

    assert f"   up to {written}\n" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["0", "3", "held", "1.0", "²"])
def test_anything_else_is_asked_again(wrong, type_lines, capsys):
    type_lines(wrong, "1")

    settings = ask_questions([make_question("A")], Settings())

    assert settings.understand["A"].owner == "held"
    assert "Write one of 1, 2." in capsys.readouterr().out


def test_the_end_of_the_input_keeps_the_answers_and_leaves_the_rest_open(type_lines):
    type_lines("1", EOFError)

    asked = [make_question("A"), make_question("B"), make_question("C")]

    assert list(ask_questions(asked, Settings()).understand) == ["A"]


def test_without_questions_it_says_so(capsys):
    assert ask_questions([], Settings()) == Settings()
    assert capsys.readouterr().out == "There is nothing to ask.\n"


def test_without_a_terminal_it_is_a_usage_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)

    with pytest.raises(UsageError, match="no terminal") as caught:
        require_terminal()
    what, where, fix = caught.value.list_lines()
    assert what == f"{UsageError.code}: there is no terminal to ask on"
    assert where == "  where: --ask"
    assert fix.startswith("  fix:   run it in a terminal; or leave --ask out")
    assert "`finseg check FILE` lists the options" in fix


def init(tmp_path, monkeypatch) -> int:
    (tmp_path / "c.csv").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["finseg", "init", "c.csv", "--ask", "-q"])
    return run_command()


@pytest.mark.usefixtures("terminal")
def test_the_answers_are_written_and_not_asked_again(tmp_path, monkeypatch, type_lines, capsys):
    type_lines("1")

    assert init(tmp_path, monkeypatch) == 0

    text = (tmp_path / "finseg.toml").read_text()
    assert Settings.from_toml(text).understand["Balance"].owner == "held"
    assert "Questions only you" not in text
    assert "1 of 1. Is `Balance` money" in capsys.readouterr().out


@pytest.mark.usefixtures("terminal")
def test_an_interruption_leaves_no_file(tmp_path, monkeypatch, type_lines):
    type_lines(KeyboardInterrupt)

    assert init(tmp_path, monkeypatch) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["c.csv"]


@pytest.mark.usefixtures("terminal")
def test_an_existing_file_is_refused_before_anything_is_asked(tmp_path, monkeypatch, type_lines):
    type_lines()
    (tmp_path / "finseg.toml").write_text("mine")

    assert init(tmp_path, monkeypatch) != 0
    assert (tmp_path / "finseg.toml").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_on_a_real_terminal_ctrl_c_at_a_prompt_ends_it_at_once(tmp_path):
    import pty

    (tmp_path / "c.csv").write_text(TABLE)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "finseg", "init", "c.csv", "--ask", "-q"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as done:
        said = b""
        while b"leave it open" not in said:
            said += os.read(ours, 4096)
        done.send_signal(signal.SIGINT)
        try:
            status = done.wait(timeout=20)
        finally:
            done.kill()
    os.close(ours)
    os.close(theirs)

    assert status == 130
    assert [path.name for path in tmp_path.iterdir()] == ["c.csv"]
