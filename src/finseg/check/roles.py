"""Which columns are not clustered on, and which should be looked at twice?

Rules about roles: earlier segmentations, leaks, protected and personal columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, list_names, report_columns, write_plural
from finseg.document.escape import write_toml_key
from finseg.document.numbers import write_percent, write_whole
from finseg.read.raw import LONGEST_NAME
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
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


def report_earlier_assignments(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that hold an earlier segmentation or an earlier model's scores."""
    yield from report_columns(
        _list_guessed_columns(dataset, "assignment"),
        lambda column: (dataset.rows, f"kept out: {column.reason}"),
        code="D020",
        severity="warn",
        action="not clustered on; it would lead the result back to where it came from",
    )


def report_leaks(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that are known only after the outcome."""
    yield from report_columns(
        (c for c in dataset.columns if c.reason_code == "leak"),
        lambda column: (dataset.rows, f"kept out: {column.reason}"),
        code="D021",
        severity="warn",
        action="described per segment, not clustered on",
    )


def report_protected_features(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note protected attributes that are clustered on: age, and any the settings chose."""
    yield from report_columns(
        (c for c in dataset.features if _is_protected(c)),
        lambda _: (dataset.rows, "clustered on, and a protected attribute in many uses"),
        code="D022",
        severity="note",
        action=lambda c: f'to leave it out: {write_toml_key(c.name)} = "protected" in [read.roles]',
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
        yield Finding(
            code="D023",
            severity="note",
            column="",
            count=len(columns),
            message=f"protected: {list_names([c.name for c in columns])}",
            action="not clustered on",
        )


def report_personal_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note personal columns: never clustered on, never shown."""
    columns = _list_guessed_columns(dataset, "personal")
    dated = [
        rule for rule in dataset.elapsed if dataset.find_column(rule.source).role == "personal"
    ]
    if columns:
        yield Finding(
            code="D024",
            severity="note",
            column="",
            count=len(columns),
            message=f"personal data: {list_names([c.name for c in columns])}",
            action="not clustered on and not shown"
            + "".join(f"; of `{rule.source}` only `{rule.name}` is used" for rule in dated),
        )


def report_several_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note row counters and second ids."""
    ids = dataset.select_by_role("id")
    counters = [c.name for c in ids if c.counts_rows]
    if len(ids) > 1:
        yield Finding(
            code="D025",
            severity="note",
            column="",
            count=len(ids),
            message=f"{len(ids)} columns identify rows: {list_names([c.name for c in ids])}"
            + (
                f"; {write_plural(len(counters), 'of them counts', 'of them count')} rows"
                * bool(counters)
            ),
            action="none is clustered on",
        )


def report_mixed_columns(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Warn of columns that are kept out because of their text, though many values are figures."""
    for column in _find_mixed_columns(dataset, settings):
        typed = read_column(dataset.table[column.name], _make_number_hints(settings))
        unreadable = 0 if typed.unreadable is None else int(typed.unreadable.sum())
        gaps = typed.blanks + sum(count for _, count in typed.spellings)
        present = len(typed.text) - gaps
        first = "" if typed.unreadable is None else str(typed.text.filter(typed.unreadable)[0])
        yield Finding(
            code="D028",
            severity="warn",
            column=column.name,
            count=unreadable,
            message=f"{write_plural(present - unreadable, 'value reads', 'values read')} as numbers "
            f"and {write_whole(unreadable)} do not ({write_percent(unreadable / present)}), for instance "
            f"{show_value(first, column)}",
            action="not clustered on; correct the text, or blank it where it means missing",
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
        if (c.kind == "text" or c.reason_code == "names only")
        and c.reason_code != "constant"
        and c.missing < dataset.rows
    ]
    read = {dates.column for dates in dataset.dates}
    columns += [c for c in _list_guessed_columns(dataset, "date") if c.name not in read]
    said = _find_mixed_columns(dataset, settings)
    for column in columns:
        if column in said:
            continue
        yield Finding(
            code="D026",
            severity="note",
            column=column.name,
            count=dataset.rows,
            message=f"not used: {column.reason}",
            action="give it a role in [read.roles] if it matters",
        )


_KEPT = {
    "existing": ("the bank's own tiers", "kept to compare the segments with"),
    "consent": ("whether customers may be contacted", "nobody is left out of the segments"),
    "weight": ("how many customers a row stands for", "every row counts as one customer"),
}


def report_comparison_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the bank's own tiers, weights and consent: known, and not clustered on."""
    for column in dataset.select_by_role("existing", "consent", "weight"):
        if not column.given:
            what, then = _KEPT[column.role]
            yield Finding(
                code="D029",
                severity="note",
                column=column.name,
                count=dataset.rows,
                message=what,
                action=f"not clustered on; {then}",
            )


def report_renamed_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note headings that were empty, repeated, overlong or unprintable."""
    for column in dataset.columns:
        if column.name != column.original.strip():
            yield Finding(
                code="D027",
                severity="note",
                column=column.name,
                count=1,
                message=_explain_new_name(column),
                action=f"called `{column.name}` here; the model keeps the heading",
            )


def _explain_new_name(column: Column) -> str:
    heading = column.original.strip()
    if not heading:
        return "it has no heading"
    if len(heading) > LONGEST_NAME:
        return f"its heading has {len(heading)} characters"
    return "its heading is not the only one so called, or has unprintable characters"


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
