"""What was noticed about the data?

A `Finding` has a code, a severity, a column, a count and what to do; `Checked` is the list of them
after every rule has run. Rules collect; only the edge decides to stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from finseg.document.blocks import Block, Heading, Note, Table
from finseg.document.page import Shown
from finseg.document.said import ColumnName, Count, Names, Said, Text, say
from finseg.records.finding_codes import CODES, FindingCode, Severity
from finseg.records.question import MOST_QUESTIONS, Question, build_question_blocks
from finseg.records.redundancy import Redundancy

_TITLES: dict[Severity, str] = {
    "stop": "Stops the run",
    "warn": "Please check",
    "note": "Good to know",
}
_ONE_BY_ONE = 2  # findings of one code that get a line each
_LISTED = 20  # columns named in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed about the data."""

    code: str  # "D014", one of `finding_codes.CODES`
    severity: Severity
    column: str  # "" where the whole table is concerned
    count: int  # rows, columns or values concerned
    message: Text  # what, with its figures
    action: Text  # what was done, or what to do
    rule: str = ""  # id of the domain rule that was broken

    @property
    def about(self) -> FindingCode:
        """What its code stands for."""
        return CODES[self.code]


def make_finding(
    code: str,
    count: int,
    message: Text,
    action: Text,
    *,
    column: str = "",
    severity: Severity | None = None,
    rule: str = "",
) -> Finding:
    """Make a finding; its code says how severe it is unless the rule does.

    Raises
    ------
    ValueError
        If neither says how severe it is.
    KeyError
        If the table of codes does not have it.

    """
    about = CODES[code]
    grave = severity or about.severity
    if grave is None:
        raise ValueError(f"{code} has no severity of its own: give one")
    return Finding(
        code=code,
        severity=grave,
        column=column,
        count=count,
        message=message,
        action=action,
        rule=rule,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Shown):
    """Everything that was noticed, the most serious first."""

    findings: tuple[Finding, ...] = ()
    redundancy: Redundancy = field(default_factory=Redundancy)
    questions: tuple[Question, ...] = ()  # what only the bank can say, the weightiest first

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that forbid going on."""
        return tuple(f for f in self.findings if f.severity == "stop")

    def write_outcome(self) -> Said:
        """Say in half a sentence whether the run may go on, and how much is worth a look."""
        stops = len(self.stops)
        grave = sum(f.severity == "warn" for f in self.findings)
        return say(
            "{stops}; {warnings}",
            stops=say("{n} the run", n=Count(stops, "problem stops", "problems stop"))
            if stops
            else "nothing stops the run",
            warnings=Count(grave, "warning") if grave else "no warning",
        )

    def ask_also(self, questions: Sequence[Question]) -> Checked:
        """Ask further questions, the weightiest of all first; at most five are kept."""
        asked = sorted((*self.questions, *questions), key=lambda question: -question.weight)
        return replace(self, questions=tuple(asked[:MOST_QUESTIONS]))

    def build_question_blocks(self, *, lines: bool = True) -> list[Block]:
        """Ask what only the bank can say; nothing where nothing is to be asked.

        With `lines` the lines of the settings are shown beside the options of the command.
        """
        return build_question_blocks(self.questions, lines=lines)

    def blocks(self) -> list[Block]:
        """Describe the findings, the most serious first; many of one code become one line."""
        blocks: list[Block] = [Heading("Findings")]
        if not self.findings:
            return [*blocks, Note("No data problems found.", "good")]
        for severity, title in _TITLES.items():
            found = [f for f in self.findings if f.severity == severity]
            if found:
                header = ("Column", "Code", "What was found", "What was done, or what to do")
                blocks.append(Table(header, _build_rows(found), ("left",) * 4, caption=title))
        return blocks


def _build_rows(findings: Sequence[Finding]) -> tuple[tuple[Text, ...], ...]:
    """Write one line per finding; of a code that many columns have, one line for all of them."""
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_code.setdefault((finding.code, finding.rule), []).append(finding)
    rows: list[tuple[Text, ...]] = []
    for (code, _), group in by_code.items():
        columns = {f.column for f in group}
        if "" not in columns and len(columns) > _ONE_BY_ONE:
            rows.append((Count(len(columns), "column"), code, *_summarise_findings(group)))
        else:
            rows += [(f.column or "(table)", code, f.message, f.action) for f in group]
    return tuple(rows)


def _summarise_findings(group: Sequence[Finding]) -> tuple[Text, Text]:
    """Say what several columns have in common, and give the strongest as an example."""
    most = max(group, key=lambda f: f.count)
    same_action = all(f.action == most.action for f in group)
    action = most.action if same_action else say("for instance: {action}", action=most.action)
    if all(f.message == most.message for f in group):
        names = dict.fromkeys(f.column for f in group)
        return say("{names}; {what}", names=Names(tuple(names), _LISTED), what=most.message), action
    others = dict.fromkeys(f.column for f in group if f.column != most.column)
    what = say(
        "{lead} {column}: {what}; also in {others}",
        lead="most in" if len({f.count for f in group}) > 1 else "for instance in",
        column=ColumnName(most.column),
        what=most.message,
        others=Names(tuple(others), _LISTED),
    )
    return what, action
