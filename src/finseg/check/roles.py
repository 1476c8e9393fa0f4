"""Which columns are not clustered on, and which should be looked at twice?

Dataset in, findings about roles out: earlier segmentations, leaks, protected and personal columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finseg.check.rule import Rule, report_columns
from finseg.document.escape import write_toml_key
from finseg.document.said import (
    ColumnName,
    Count,
    Customers,
    Example,
    Names,
    Parts,
    Share,
    Text,
    clause,
    say,
)
from finseg.read.raw import LONGEST_NAME
from finseg.records.dataset import Column, Dataset, Role
from finseg.records.finding import Finding, make_finding
from finseg.records.reading import sum_counts
from finseg.settings import Settings
from finseg.understand.column_types import Hints, read_column
from finseg.understand.masking import show_value
from finseg.vocabulary.words import says, split_heading

_PROTECTED = ("age", "protected")  # kinds of words in a heading
_SAMPLE = 1000  # values that show whether a column of text is one of figures
_MANY_NUMBERS = 0.1  # share of them from which on it is worth a word
_LEVELS = 20  # different numbers, up to here they are levels: 0, 1, 2, 3+


def _list_guessed_columns(dataset: Dataset, role: str) -> list[Column]:
    return [c for c in dataset.columns if c.role == role and not c.given]


def _name_columns(columns: Iterable[Column]) -> Names:
    return Names(tuple(c.name for c in columns))


def report_earlier_assignments(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that hold an earlier segmentation or an earlier model's scores."""
    yield from report_columns(
        "D020",
        _list_guessed_columns(dataset, "assignment"),
        lambda column: (dataset.rows, say("left out: {reason}", reason=column.reason)),
        "not clustered on: the new segments would only repeat it",
    )


def report_leaks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that are known only after the outcome."""
    yield from report_columns(
        "D021",
        (column for column in dataset.columns if column.reason_code == "leak"),
        lambda column: (dataset.rows, say("left out: {reason}", reason=column.reason)),
        "described per segment, not clustered on",
    )


def report_protected_features(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note protected attributes that are clustered on: age, and any the settings chose."""
    yield from report_columns(
        "D022",
        (c for c in dataset.select_by_role("feature") if not c.category and _is_protected(c)),
        lambda _: (dataset.rows, "clustered on, although the law protects it in many uses"),
        lambda c: say(
            'to leave it out, write {key} = "protected" in [read.roles]', key=write_toml_key(c.name)
        ),
    )


def _is_protected(column: Column) -> bool:
    """Tell age, by whatever words, and what a heading calls by the name of an attribute."""
    return column.quantity == "age" or any(
        says(split_heading(column.original), k) for k in _PROTECTED
    )


def report_protected_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note protected columns that are only profiled."""
    columns = _list_guessed_columns(dataset, "protected")
    if columns:
        yield make_finding(
            "D023",
            len(columns),
            say("protected: {columns}", columns=_name_columns(columns)),
            "not clustered on",
        )


def report_personal_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note personal columns: never clustered on, never shown."""
    columns = _list_guessed_columns(dataset, "personal")
    dated: list[Text] = [
        say("; only {made} is used of {dates}", dates=ColumnName(r.source), made=ColumnName(r.name))
        for r in dataset.elapsed
        if dataset.find_column(r.source).role == "personal"
    ]
    if columns:
        yield make_finding(
            "D024",
            len(columns),
            say("personal data: {columns}", columns=_name_columns(columns)),
            say("neither clustered on nor shown{dated}", dated=Parts(tuple(dated), "")),
        )


def report_several_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note row counters and second ids."""
    ids = dataset.select_by_role("id")
    counters = sum(column.counts_rows for column in ids)
    counting = say("; {n} the rows", n=Count(counters, "of them counts", "of them count"))
    if len(ids) > 1:
        yield make_finding(
            "D025",
            len(ids),
            say(
                "{n} and no figures of the customer: {columns}{counting}",
                n=Count(len(ids), "column is an identifier", "columns are identifiers"),
                columns=_name_columns(ids),
                counting=counting if counters else "",
            ),
            "not clustered on",
        )


def report_mixed_columns(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Warn of columns that are kept out because of their text, though many values are figures."""
    for column in _find_mixed_columns(dataset, settings):
        typed = read_column(dataset.table[column.name], _make_number_hints(settings))
        unreadable = 0 if typed.unreadable is None else int(typed.unreadable.sum())
        gaps = typed.blanks + sum_counts(typed.spellings)
        present = len(typed.text) - gaps
        first = "" if typed.unreadable is None else str(typed.text.filter(typed.unreadable)[0])
        yield make_finding(
            "D028",
            unreadable,
            say(
                "{numbers} as numbers and {text} not ({share}){first}",
                numbers=Customers(present - unreadable, "value reads", "values read"),
                text=Customers(unreadable, "does", "do"),
                share=Share(unreadable / present, of=present),
                first=clause(", for instance {value}", value=Example(show_value(first, column))),
            ),
            "not clustered on; correct the text, or leave these cells blank if they mean missing",
            column=column.name,
        )


def _find_mixed_columns(dataset: Dataset, settings: Settings) -> list[Column]:
    """Find guessed columns of text of which a sample shows many different numbers."""
    kept_out = [
        *_list_guessed_columns(dataset, "ignore"),
        *_list_guessed_columns(dataset, "descriptor"),
    ]
    return [c for c in kept_out if c.kind != "number" and _is_sample_mixed(dataset, c, settings)]


def _make_number_hints(settings: Settings) -> Hints:
    return Hints(decimal=settings.read.decimal or None, force=True)


def _is_sample_mixed(dataset: Dataset, column: Column, settings: Settings) -> bool:
    values = dataset.table[column.name].drop_nulls()
    # Not every n-th value: text in every n-th row would be all of the sample, or none.
    sample = values.sample(min(len(values), _SAMPLE), seed=_SAMPLE)
    typed = read_column(sample, _make_number_hints(settings))
    if typed.numbers is None or typed.unreadable is None:
        return False
    numbers = typed.numbers.drop_nulls()
    return len(numbers) >= _MANY_NUMBERS * len(sample) and numbers.n_unique() > _LEVELS


def report_unused_text(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Note text that is of no use here, dates among it."""
    columns = [
        c
        for c in _list_guessed_columns(dataset, "ignore")
        if (c.kind == "text" or c.reason_code == "names only") and c.missing < dataset.rows
    ]
    columns = [c for c in columns if c.reason_code != "constant"]
    read = {dates.column for dates in dataset.dates}
    columns += [c for c in _list_guessed_columns(dataset, "date") if c.name not in read]
    mixed = _find_mixed_columns(dataset, settings)  # reported already
    yield from report_columns(
        "D026",
        (c for c in columns if c not in mixed),
        lambda column: (dataset.rows, say("not used: {reason}", reason=column.reason)),
        "if it matters, give it a role in [read.roles]",
    )


_COMPARED: dict[Role, tuple[str, str]] = {
    "existing": ("your existing tiers", "kept to compare the segments with"),
    "consent": ("whether customers may be contacted", "nobody is left out of the segments"),
}


def report_comparison_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the bank's own tiers and consent: known, and not clustered on."""
    yield from report_columns(
        "D029",
        (c for c in dataset.select_by_role(*_COMPARED) if not c.given),
        lambda column: (dataset.rows, _COMPARED[column.role][0]),
        lambda column: f"not clustered on; {_COMPARED[column.role][1]}",
    )


def report_renamed_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note headings that were empty, repeated, overlong or unprintable."""
    yield from report_columns(
        "D027",
        (column for column in dataset.columns if column.name != column.original.strip()),
        lambda column: (1, _explain_new_name(column)),
        lambda column: say(
            "called {name} in all results; the model keeps the heading of the file",
            name=ColumnName(column.name),
        ),
    )


def _explain_new_name(column: Column) -> Text:
    heading = column.original.strip()
    if not heading:
        return "it has no heading"
    if len(heading) > LONGEST_NAME:
        return say("its heading has {length}", length=Count(len(heading), "character"))
    return "another column has the same heading, or the heading has unprintable characters"


ROLE_RULES: tuple[Rule, ...] = (
    report_earlier_assignments,
    report_leaks,
    report_protected_features,
    report_protected_columns,
    report_personal_columns,
    report_several_ids,
    report_mixed_columns,
    report_unused_text,
    report_comparison_columns,
    report_renamed_columns,
)
