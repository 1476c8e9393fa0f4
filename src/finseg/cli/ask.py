"""How are the questions asked, one by one, on a terminal?

Questions and settings in, the settings with every answer out. An answer is a number; an empty line
leaves a question open, and the end of the input all that follow. Nothing is written here, so Ctrl-C
leaves everything as it was.
"""

from __future__ import annotations

import select
import sys
from collections.abc import Sequence

from finseg.cli.interruption import listen_again
from finseg.cli.output import print_text
from finseg.cli.set_option import fill_key
from finseg.document.escape import clean_text
from finseg.document.numbers import Numbers
from finseg.document.said import Count, say, write_text
from finseg.errors import UsageError
from finseg.records.question import Answer, Question
from finseg.settings import Settings

_HEARD_WITHIN = 0.2  # seconds


def require_terminal() -> None:
    """Refuse to ask where nobody could answer.

    Raises
    ------
    UsageError
        If there is no terminal to ask on.

    """
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "there is no terminal to ask on",
            where="--ask",
            fix="run it in a terminal; or leave --ask out: the questions then stand first in the "
            "settings file, and `finseg check FILE` lists the options that answer them",
        )


def ask_questions(questions: Sequence[Question], settings: Settings) -> Settings:
    """Ask every question, and return the settings with what was answered."""
    numbers = settings.numbers()
    listen_again()
    if not questions:
        print_text("There is nothing to ask.\n")
    for place, question in enumerate(questions, 1):
        print_text(_write_question(question, place, len(questions), numbers))
        try:
            answer = _read_answer(question.answers)
        except EOFError:
            print_text("\n")
            break
        for change in answer.changes if answer else ():
            settings = fill_key(settings, change.path, change.value, "--ask")
    return settings


def _write_question(question: Question, place: int, last: int, numbers: Numbers) -> str:
    """Write a question with its evidence, what hangs on it, and the answers by number."""
    lines = [
        say(
            "{n} of {last}. {asked}",
            n=Count(place),
            last=Count(last),
            asked=question.say_question(),
        ),
        *(say("   {text}", text=text) for text in question.evidence if text),
        say("   {depends}", depends=question.stakes.say_dependents()),
        *(
            say("   {n}  {meaning}", n=Count(n), meaning=answer.meaning)
            for n, answer in enumerate(question.answers, 1)
        ),
    ]
    written = (clean_text(write_text(line, numbers)) for line in lines)
    return "\n" + "\n".join(written) + "\n"


def _read_answer(answers: Sequence[Answer]) -> Answer | None:
    """Read the number of an answer; None where the line is empty."""
    numbers = {str(n): answer for n, answer in enumerate(answers, 1)}
    while True:
        print_text("   Number of the answer, or Enter to leave it open: ")
        _wait_for_line()
        text = input().strip()
        if not text:
            return None
        if text in numbers:
            return numbers[text]
        print_text(f"   Write one of {', '.join(numbers)}.\n")


def _wait_for_line() -> None:
    """Wait on a terminal until a line is there.

    Ctrl-C that comes just before a read begins is heard after it only: so nothing is read before.
    """
    if sys.platform != "win32" and sys.stdin.isatty():
        while not select.select([sys.stdin], [], [], _HEARD_WITHIN)[0]:
            pass
