"""What can only the bank say about its columns?

A `Question` is asked of a person: about what, on what evidence, what its answer would change, and
for each `Answer` what it sets. At most five are kept, the weightiest first
(`finseg.check.questions`). What is answered is never asked again.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.escape import write_toml_key, write_toml_text
from finseg.document.numbers import Numbers
from finseg.document.said import Count, Names, Parts, Said, Text, as_plain, join_said, say

MOST_QUESTIONS = 5
TITLE = "Questions only you can answer"
Topic = Literal[
    "quantity",
    "unit",
    "direction",
    "owner",
    "per",
    "whom",
    "scale",
    "levels",  # amounts, or levels that were given numbers
    "dates",
    "date order",  # day or month first
    "running number",
    "outcome",  # known beforehand, or only afterwards
    "blanks",  # none, or not known
    "ratio",  # which reading of its columns is right
    "same debt",  # one debt in two columns, or two debts
    "features",  # whether they say what customers do
]
# Of one column, and of several.
_ASKED: dict[Topic, tuple[str, str]] = {
    "quantity": ("What does {columns} measure?", "What do {columns} measure?"),
    "unit": (
        "Does {columns} count days, months or years?",
        "Do {columns} count days, months or years?",
    ),
    "direction": (
        "Is a high value of {columns} good or bad?",
        "Are high values of {columns} good or bad?",
    ),
    "owner": (
        "Is {columns} money that customers have, or money that they owe?",
        "Are {columns} money that customers have, or money that they owe?",
    ),
    "per": ("Is {columns} per month or per year?", "Are {columns} per month or per year?"),
    "whom": (
        "Is {columns} each customer's own figure, or one of their household or area?",
        "Are {columns} each customer's own figures, or those of their household or area?",
    ),
    "scale": (
        "Is {columns} in single units or in thousands?",
        "Are {columns} in single units or in thousands?",
    ),
    "levels": (
        "Does {columns} hold amounts, or codes that stand for something?",
        "Do {columns} hold amounts, or codes that stand for something?",
    ),
    "dates": ("Does {columns} hold dates?", "Do {columns} hold dates?"),
    "date order": (
        "Does the day or the month come first in {columns}?",
        "Does the day or the month come first in {columns}?",
    ),
    "running number": (
        "Does {columns} only number people, things or places?",
        "Do {columns} only number people, things or places?",
    ),
    "outcome": (
        "Is {columns} known only after the event?",
        "Are {columns} known only after the event?",
    ),
    "ratio": (
        "In which unit, or per what time, is {columns}?",
        "In which unit, or per what time, are {columns}?",
    ),
    "same debt": (
        "Is {columns} part of another debt?",
        "Are {columns} two debts, or is one part of the other?",
    ),
    "features": (
        "Does {columns} say what customers do, so that it should form the segments?",
        "Do {columns} say what customers do, so that they should form the segments?",
    ),
    "blanks": (
        "Where {columns} is blank: does the customer have none, or is it not known?",
        "Where {columns} are blank: does the customer have none, or is it not known?",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value of the settings: where it stands, and what it is."""

    path: tuple[str, ...]  # ("understand", "Account Balance", "owner")
    value: str

    @property
    def section(self) -> str:
        """The section of a settings file that it stands in."""
        return ".".join(map(write_toml_key, self.path[:-1]))

    def write_line(self, above: int) -> str:
        """Write it as a line of a settings file, below a section of the first `above` steps."""
        key = ".".join(map(write_toml_key, self.path[above:]))
        return f"{key} = {write_toml_text(self.value)}"

    def write_place(self) -> str:
        """Write it with its section: [understand.Balance] owner = "held"."""
        return f"[{self.section}] {self.write_line(len(self.path) - 1)}"

    def write_option(self) -> str:
        """Write it as it stands in a shell; "" where no shell could carry the column's name."""
        steps = [_quote_step(step) for step in self.path]
        if not all(steps):
            return ""
        return f"--set {shlex.quote('.'.join(steps) + '=' + self.value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One possible answer, and what it sets."""

    meaning: Text  # "money that customers have"
    changes: tuple[Change, ...]  # one per column asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What hangs on an answer."""

    ratios: tuple[str, ...] = ()  # affordability ratios that the table would allow
    offers: int = 0  # figures and limits of affordability that products ask for
    words: int = 0  # columns whose words in names and claims rest on it
    units: bool = False  # whether it decides in which unit figures are shown
    segments: bool = False  # whether it decides what is clustered on
    share: float = 0.0  # of the distance between customers that its columns make

    def say_dependents(self) -> Said:
        """Say what an answer would change, the weightiest first."""
        parts = (
            "which columns form the segments" if self.segments else "",
            *self.ratios,
            "offers" if self.offers else "",
            "words in the segments' names" if self.words else "",
            "the unit in which figures are shown" if self.units else "",
        )
        return say("What depends on it: {parts}.", parts=Parts(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that only the bank knows."""

    topic: Topic
    columns: tuple[str, ...]  # asked about together: one answer is meant for all of them
    answers: tuple[Answer, ...]  # the likeliest first
    evidence: tuple[Text, ...] = ()
    stakes: Stakes = Stakes()
    weight: float = 0.0  # how much the answer would change (`finseg.check.questions`)

    def say_question(self) -> Said:
        """Ask it in one sentence."""
        one, several = _ASKED[self.topic]
        template = one if len(self.columns) == 1 else several
        return say(template, columns=Names(self.columns))

    def say_evidence(self) -> Said:
        """Say why it is asked; nothing where all of it must be withheld."""
        return join_said(self.evidence)

    def as_dict(self, numbers: Numbers) -> dict[str, Any]:
        """Return it as plain values, fit for JSON."""
        return {
            "topic": self.topic,
            "columns": list(self.columns),
            "question": self.say_question().write(numbers),
            "evidence": [as_plain(text, numbers) for text in self.evidence if text],
            "depends": as_plain(self.stakes, numbers),
            "weight": round(self.weight, 3),
            "answers": [
                {
                    "meaning": as_plain(answer.meaning, numbers),
                    "settings": [
                        {"section": c.section, "key": c.path[-1], "value": c.value}
                        for c in answer.changes
                    ],
                    "options": [c.write_option() for c in answer.changes],
                }
                for answer in self.answers
            ],
        }


def build_question_blocks(questions: Sequence[Question], *, lines: bool = True) -> list[Block]:
    """Ask every question, with its evidence and what answers it.

    With `lines` the lines of the settings are shown, too: on pages, which have room for them.
    """
    if not questions:
        return []
    blocks: list[Block] = [
        Heading(TITLE),
        Sentence(
            "What finseg cannot know, it leaves out or reads as it is mostly written. With your "
            "answers, names, ratios and offers can say more. Add the option of an answer to the "
            "command, or run `finseg init FILE --ask`, which asks you and writes the settings."
        ),
    ]
    for place, question in enumerate(questions, 1):
        asked = say("{n}. {question}", n=Count(place), question=question.say_question())
        blocks += [
            Heading(asked, level=3),
            _tabulate_answers(question, lines=lines),
            Sentence(_say_why(question)),
        ]
    return blocks


def _tabulate_answers(question: Question, *, lines: bool) -> Table:
    """List the answers, one line per column asked about."""
    rows = tuple(
        (
            answer.meaning if change is answer.changes[0] else "",
            change.write_option() or ("–" if lines else change.write_place()),
            *((change.write_place(),) if lines else ()),
        )
        for answer in question.answers
        for change in answer.changes
    )
    if not lines:
        return Table(("If it is", "Add"), rows, ("left", "left"))
    heads = ("If it is", "Add", "Or write in the settings")
    return Table(heads, rows, ("left", "left", "left"))


def _say_why(question: Question) -> Said:
    why = question.say_evidence()
    because = say("Why it is asked: {evidence}. ", evidence=why) if why else ""
    return say(
        "{because}{depends}",
        because=because,
        depends=question.stakes.say_dependents(),
    )


def _quote_step(step: str) -> str:
    """Write a column's name as `--set` reads it; "" where it has both kinds of quotes."""
    if write_toml_key(step) == step:
        return step
    return next((f"{mark}{step}{mark}" for mark in "\"'" if mark not in step), "")
