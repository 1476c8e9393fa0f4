"""How can a user accept or change, line by line, how finseg understood a file?

A dataset and its settings in, a settings file out. What was set stands as it is; what was guessed
stands as a comment with its reason and how sure it is. Taking the mark away from a line fixes that
guess; changing the line changes it. So the file is short to read and gives the same result as none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from finseg.document.escape import clean_text, write_toml_key, write_toml_text
from finseg.document.numbers import Numbers
from finseg.document.said import NOTHING, Count, Exact, Said, Share, Text, say, write_text
from finseg.records.dataset import Column, Dataset
from finseg.records.dates import Dates
from finseg.records.question import TITLE, Question
from finseg.records.row_weights import find_row_weights
from finseg.settings import Settings
from finseg.understand.dates import describe_date_form
from finseg.understand.sentinels import find_main_sentinel

_WIDTH = 46  # where comments begin
_SURE = {"low": 0, "fair": 1, "high": 2, "given": 3}
_OPEN = "#? "  # before a line that changes the result
_GUESSED = "# "
_MEASURES = "understand"  # the section that says what columns measure
_BY_COLUMN = ("roles", "units", "quantities", "dates")
# Limits that many will want to set: key, value to begin with, what it means. "": the default.
_LIMITS = (
    ("k", "4", "fixes the number of segments"),
    ("k_max", "", "the largest number that is tried"),
    ("smallest_share", "", "share of the customers below which a segment cannot be served"),
    ("fewest_customers", "", "customers below which a segment would show single people"),
    ("most_segments", "6", "the largest number that the team can serve"),
)


def draft_settings(dataset: Dataset, settings: Settings, questions: Sequence[Question] = ()) -> str:
    """Write a settings file for one table.

    Parameters
    ----------
    dataset : Dataset
        The table as it was understood.
    settings : Settings
        What it was understood with.
    questions : sequence of Question, optional
        What only the bank can say; asked first.

    Returns
    -------
    str
        TOML that `Settings.from_toml` reads; its result is that of `settings`.

    """
    told = {
        name: keys
        for name, keys in _find_changed_keys(settings).items()
        if name.partition(".")[0] != _MEASURES  # its answers stand with the questions
    }
    read = told.pop("read", {})
    by_column = {
        "roles": _draft_role_lines(dataset, read.get("roles", {})),
        "units": _draft_unit_lines(dataset, read.get("units", {})),
        "quantities": _draft_quantity_lines(dataset, read.get("quantities", {})),
        "dates": _draft_date_lines(dataset, read.get("dates", {})),
    }
    sections = {
        "read": _draft_read_lines(dataset, read),
        **{f"read.{name}": lines for name, lines in by_column.items()},
        "check": _draft_check_lines(dataset, told.pop("check", {})),
        "choose": _draft_choose_lines(settings, told.pop("choose", {})),
        "deliver": _draft_deliver_lines(dataset, settings, told.pop("deliver", {})),
    }
    sections = {name: lines for name, lines in sections.items() if lines or name != "deliver"}
    sections |= {name: _repeat_user_keys(keys) for name, keys in _split_subtables(told)}
    for name in dict.fromkeys(_list_answer_sections(questions)):
        sections[name] = [*_list_answer_lines(questions, name), *sections.get(name, ())]
    parts = [_write_draft_section(name, lines) for name, lines in sections.items()]
    return "\n".join([_write_draft_head(dataset), *_draft_questions(settings, questions), *parts])


def _find_changed_keys(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the keys whose values are not the defaults, by section."""
    default = Settings().list_sections()
    tree = {
        name: {key: value for key, value in keys.items() if value != default.get(name, {}).get(key)}
        for name, keys in settings.list_sections().items()
    }
    return {name: keys for name, keys in tree.items() if keys}


def _split_subtables(tree: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give tables inside a section a heading of their own."""
    for name, keys in tree.items():
        yield name, {key: value for key, value in keys.items() if not isinstance(value, dict)}
        for key, value in keys.items():
            if isinstance(value, dict):
                yield f"{name}.{key}", value


def _write_draft_head(dataset: Dataset) -> str:
    source = dataset.source
    columns = _list_nameable_columns(dataset)
    low = sum(c.confidence == "low" for c in columns)
    lines = [
        f"How finseg reads {source.write_reading()};",
        f"{Count(source.rows_read, 'row')}, {Count(len(columns), 'column')}, "
        f"{Count(len(dataset.ideas), 'feature')}"
        + (f"; {low} of the columns may be read wrongly and are listed first." if low else "."),
        "",
        ("Lines that begin with `# ` and a name are guesses, with their reason: remove the mark"),
        ("to keep a guess, and edit the line to change it. As it is, this file changes nothing."),
        "Lines that begin with `#? ` would change the result: they are yours to decide.",
    ]
    return "".join(f"# {clean_text(line)}".rstrip() + "\n" for line in lines)


def _draft_questions(settings: Settings, questions: Sequence[Question]) -> list[str]:
    """Ask the questions, and give the answers that are set; nothing where there are neither."""
    lines = [
        f"{write_toml_key(column)}.{key} = {_write_toml_value(value)}"
        for column, own in settings.understand.items()
        for key, value in asdict(own).items()
        if value
    ]
    numbers = settings.numbers()
    for place, question in enumerate(questions, 1):
        lines += ["", f"# {place}. {clean_text(question.say_question().write(numbers))}"]
        lines += [f"#    {clean_text(text)}" for text in _list_evidence(question, numbers)]
        lines += _list_answer_lines([question], _MEASURES)
        lines += [
            f"#    The lines that answer it stand in [{section}]."
            for section in dict.fromkeys(_list_answer_sections([question]))
        ]
    if not lines:
        return []
    head = [f"# {TITLE}. Take the mark away from the line that is right."] if questions else []
    return [_write_draft_section(_MEASURES, [*head, *lines])]


def _list_evidence(question: Question, numbers: Numbers) -> Iterator[str]:
    yield from (write_text(text, numbers) for text in question.evidence if text)
    yield question.stakes.say_dependents().write(numbers)


def _list_answer_sections(questions: Sequence[Question]) -> Iterator[str]:
    """Return the sections that hold answers, but for the one of the questions themselves."""
    for question in questions:
        for answer in question.answers:
            yield from (c.section for c in answer.changes if c.path[0] != _MEASURES)


def _list_answer_lines(questions: Sequence[Question], section: str) -> list[str]:
    """Give the answers to questions that stand in a section, for the reader to choose from."""
    above = section.count(".") + 1
    return [
        _write_with_comment(f"{_OPEN}{change.write_line(above)}", answer.meaning)
        for question in questions
        for answer in question.answers
        for change in answer.changes
        if f"{change.section}.".startswith(f"{section}.")
    ]


def _write_draft_section(name: str, lines: Sequence[str]) -> str:
    return f"[{name}]\n" + "".join(f"{line}\n" for line in lines)


def _write_setting_line(mark: str, key: str, value: Any, comment: Text = "") -> str:  # noqa: ANN401
    return _write_with_comment(f"{mark}{key} = {_write_toml_value(value)}", comment)


def _write_with_comment(line: str, comment: Text) -> str:
    return f"{line:<{_WIDTH}}  # {clean_text(str(comment))}" if comment else line


def _write_toml_value(value: Any) -> str:  # noqa: ANN401 - any TOML value
    """Write a value as TOML."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_write_toml_value, value)) + "]"
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{write_toml_key(k)} = {_write_toml_value(v)}" for k, v in value.items())
            + " }"
        )
    return write_toml_text(value) if isinstance(value, str) else json.dumps(value)


def _repeat_user_keys(keys: Mapping[str, Any]) -> list[str]:
    return [_write_setting_line("", write_toml_key(key), value) for key, value in keys.items()]


def _draft_read_lines(dataset: Dataset, told: Mapping[str, Any]) -> list[str]:
    lines = _repeat_user_keys({k: v for k, v in told.items() if k not in _BY_COLUMN})
    if dataset.as_of and "as_of" not in told:
        lines.append(_write_setting_line(_GUESSED, "as_of", dataset.as_of, dataset.as_of_reason))
    known = dataset.identifier
    by = f"by `{known.name}`" if known else "by their line in the file: no column names them"
    return [*lines, f"# Customers are known {clean_text(by)}."]


def _draft_role_lines(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    """List the columns: those with little to go by first, else in the file's order."""
    columns = sorted(_list_nameable_columns(dataset), key=lambda c: _SURE[c.confidence] > 0)
    used = find_row_weights(dataset)
    lines = [
        _write_column_line(
            c,
            told,
            c.role,
            _write_guess_reason(c.confidence, c.reason),
            # To fix the guess makes rows count by it, which they do not yet.
            guessed=_OPEN if c.role == "weight" and c.name != (used and used.column) else _GUESSED,
        )
        for c in columns
    ]
    marks = [
        f"# `{c.name}`: {found}"
        for c in _list_nameable_columns(dataset)
        for found in [_describe_odd_value(dataset, c)]
        if found
    ]
    head = ["# Values that may stand for something else:"] if marks else []
    return [*lines, *head, *map(clean_text, marks)]


def _list_nameable_columns(dataset: Dataset) -> list[Column]:
    """Return the columns that settings can name: all but the ratios that are derived."""
    return [c for c in dataset.columns if not c.derived]


def _write_column_line(
    column: Column,
    told: Mapping[str, str],
    value: str,
    comment: Text = "",
    *,
    guessed: str = _GUESSED,
) -> str:
    """Write what is set of a column as it is, and what is guessed as a comment."""
    mark = "" if column.name in told or column.original in told else guessed
    return _write_setting_line(mark, write_toml_key(column.name), value, comment)


def _write_guess_reason(confidence: str, reason: Text) -> Text:
    if confidence == "given":
        return reason
    return say("{confidence}: {why}", confidence=confidence, why=reason)


def _describe_odd_value(dataset: Dataset, column: Column) -> Said:
    if column.kind != "number" or column.role not in {"feature", "descriptor"}:
        return NOTHING
    values = dataset.table[column.name].drop_nulls()
    value = find_main_sentinel(values)
    if value is None:
        return NOTHING
    share = Share(int((values == value).sum()) / len(values), of=len(values))
    return say("{value} in {share} of the values", value=Exact(value), share=share)


def _draft_unit_lines(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    return [_write_column_line(c, told, c.unit) for c in _list_quantity_columns(dataset)]


def _draft_quantity_lines(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    return [
        _write_column_line(
            c,
            told,
            c.quantity,
            ""
            if _is_quantity_in_reason(c)
            else _write_guess_reason(c.measure.quantity.certainty, c.quantity_reason),
        )
        for c in _list_quantity_columns(dataset)
    ]


def _is_quantity_in_reason(column: Column) -> bool:
    """Tell whether the reason of the role says already what the column measures."""
    both_set = column.reason_code == "settings" and column.measure.quantity.certainty == "given"
    return column.reason_code == "measured" or both_set


def _list_quantity_columns(dataset: Dataset) -> list[Column]:
    """Return the columns that a quantity is guessed for."""
    return [c for c in _list_nameable_columns(dataset) if c.kind == "number" and c.quantity_reason]


def _draft_date_lines(dataset: Dataset, told: Mapping[str, str]) -> list[str]:
    lines = []
    for dates in dataset.dates:
        key = write_toml_key(dates.column)
        column = dataset.find_column(dates.column)
        if dates.form:
            why = _write_date_reason(dates.form, dates)
            lines.append(_write_column_line(column, told, dates.form, why))
        lines += [
            _write_setting_line(_OPEN, key, form, _write_date_reason(form, dates))
            for form in dates.examples
        ]
    return lines


def _write_date_reason(form: str, dates: Dates) -> Said:
    return say("{form}: {why}", form=describe_date_form(form), why=dates.evidence)


def _draft_check_lines(dataset: Dataset, told: Mapping[str, Any]) -> list[str]:
    default = Settings().check.max_rejected_share
    lines = _repeat_user_keys(told)
    if "max_rejected_share" not in told:
        share = dataset.rows_rejected / max(1, dataset.source.rows_read)
        here = say(
            "{share} of the rows are rejected here", share=Share(share, of=dataset.source.rows_read)
        )
        lines.append(_write_setting_line(_GUESSED, "max_rejected_share", default, here))
    if "rules" not in told:
        lines.append(
            _write_setting_line(_OPEN, "rules", "our-rules.toml", "domain rules of your own")
        )
    return lines


def _draft_deliver_lines(
    dataset: Dataset, settings: Settings, told: Mapping[str, Any]
) -> list[str]:
    lines = _repeat_user_keys(told)
    currency = settings.deliver.currency or dataset.currency
    if currency == "INR" and "locale" not in told:
        lines.append(
            _write_setting_line(
                _OPEN, "locale", "en-IN", "₹1.19L and 1,18,597, as Indian banks write"
            )
        )
    return lines


def _draft_choose_lines(settings: Settings, told: Mapping[str, Any]) -> list[str]:
    lines = _repeat_user_keys(told)
    for key, value, meaning in _LIMITS:
        if key in told:
            continue
        if value:
            lines.append(_write_setting_line(_OPEN, key, int(value), meaning))
        else:
            lines.append(_write_setting_line(_GUESSED, key, getattr(settings.choose, key), meaning))
    return lines
