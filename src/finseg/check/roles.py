"""Which columns are not clustered on, and which should be looked at twice?

Rules about roles: earlier segmentations, leaks, protected and personal columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, listed, per_column, plural
from finseg.document.escape import toml_key
from finseg.document.numbers import percent, whole
from finseg.read.raw import LONGEST_NAME
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.settings import Settings
from finseg.understand.column_types import Hints, read_column
from finseg.understand.masking import shown
from finseg.understand.roles import LEAKS, NAMES_ONLY, ROW_COUNTER
from finseg.vocabulary.words import says, words

_PROTECTED = ("age", "protected")  # kinds of words in a heading
_SAMPLE = 1000  # values that show whether a column of text is one of figures
_MANY_NUMBERS = 0.1  # share of them from which on it is worth a word
_LEVELS = 20  # different numbers, up to here they are levels: 0, 1, 2, 3+


def _guessed(dataset: Dataset, role: str) -> list[Column]:
    return [c for c in dataset.columns if c.role == role and not c.given]


def earlier_assignments(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that hold an earlier segmentation or an earlier model's scores."""
    yield from per_column(
        _guessed(dataset, "assignment"),
        lambda column: (dataset.rows, f"kept out: {column.reason}"),
        code="D020",
        severity="warn",
        action="not clustered on; it would lead the result back to where it came from",
    )


def leaking(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that are known only after the outcome."""
    yield from per_column(
        (column for column in dataset.columns if LEAKS in column.reason),
        lambda column: (dataset.rows, f"kept out: {column.reason}"),
        code="D021",
        severity="warn",
        action="described per segment, not clustered on",
    )


def protected_clustered(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note protected attributes that are clustered on: age, and any the settings chose."""
    yield from per_column(
        (c for c in dataset.features if _is_protected(c)),
        lambda _: (dataset.rows, "clustered on, and a protected attribute in many uses"),
        code="D022",
        severity="note",
        action=lambda c: f'to leave it out: {toml_key(c.name)} = "protected" in [read.roles]',
    )


def _is_protected(column: Column) -> bool:
    """Tell age, by whatever words, and what a heading calls by the name of an attribute."""
    return column.quantity == "age" or any(says(words(column.original), k) for k in _PROTECTED)


def protected_kept_out(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note protected columns that are only profiled."""
    columns = _guessed(dataset, "protected")
    if columns:
        yield Finding(
            code="D023",
            severity="note",
            column="",
            count=len(columns),
            message=f"protected: {listed([c.name for c in columns])}",
            action="not clustered on",
        )


def personal_kept_out(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note personal columns: never clustered on, never shown."""
    columns = _guessed(dataset, "personal")
    dated = [rule for rule in dataset.elapsed if dataset.column(rule.source).role == "personal"]
    if columns:
        yield Finding(
            code="D024",
            severity="note",
            column="",
            count=len(columns),
            message=f"personal data: {listed([c.name for c in columns])}",
            action="not clustered on and not shown"
            + "".join(f"; of `{rule.source}` only `{rule.name}` is used" for rule in dated),
        )


def several_ids(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note row counters and second ids."""
    ids = dataset.named("id")
    counters = [c.name for c in ids if c.reason.startswith(ROW_COUNTER)]
    if len(ids) > 1:
        yield Finding(
            code="D025",
            severity="note",
            column="",
            count=len(ids),
            message=f"{len(ids)} columns identify rows: {listed([c.name for c in ids])}"
            + (
                f"; {plural(len(counters), 'of them counts', 'of them count')} rows"
                * bool(counters)
            ),
            action="none is clustered on",
        )


def mixed(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Warn of columns that are kept out because of their text, though many values are figures."""
    for column in _mixed(dataset, settings):
        typed = read_column(dataset.table[column.name], _forced(settings))
        unreadable = 0 if typed.unreadable is None else int(typed.unreadable.sum())
        gaps = typed.blanks + sum(count for _, count in typed.spellings)
        present = len(typed.text) - gaps
        first = "" if typed.unreadable is None else str(typed.text.filter(typed.unreadable)[0])
        yield Finding(
            code="D028",
            severity="warn",
            column=column.name,
            count=unreadable,
            message=f"{plural(present - unreadable, 'value reads', 'values read')} as numbers "
            f"and {whole(unreadable)} do not ({percent(unreadable / present)}), for instance "
            f"{shown(first, column)}",
            action="not clustered on; correct the text, or blank it where it means missing",
        )


def _mixed(dataset: Dataset, settings: Settings) -> list[Column]:
    """Find guessed columns of text of which a sample shows many different numbers."""
    kept_out = [*_guessed(dataset, "ignore"), *_guessed(dataset, "descriptor")]
    return [c for c in kept_out if c.kind != "number" and _sample_is_mixed(dataset, c, settings)]


def _forced(settings: Settings) -> Hints:
    return Hints(decimal=settings.read.decimal or None, force=True)


def _sample_is_mixed(dataset: Dataset, column: Column, settings: Settings) -> bool:
    values = dataset.table[column.name].drop_nulls()
    # Not every n-th value: text in every n-th row would be all of the sample, or none.
    sample = values.sample(min(len(values), _SAMPLE), seed=_SAMPLE)
    typed = read_column(sample, _forced(settings))
    if typed.numbers is None or typed.unreadable is None:
        return False
    numbers = typed.numbers.drop_nulls()
    return len(numbers) >= _MANY_NUMBERS * len(sample) and numbers.n_unique() > _LEVELS


def unused_text(dataset: Dataset, settings: Settings) -> Iterator[Finding]:
    """Note text that is of no use here, dates among it."""
    columns = [
        c
        for c in _guessed(dataset, "ignore")
        if (c.kind == "text" or c.reason.startswith(NAMES_ONLY)) and c.missing < dataset.rows
    ]
    columns = [c for c in columns if "same" not in c.reason]
    read = {dates.column for dates in dataset.dates}
    columns += [c for c in _guessed(dataset, "date") if c.name not in read]
    said = _mixed(dataset, settings)
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


def kept_for_comparison(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the bank's own tiers, weights and consent: known, and not clustered on."""
    for column in dataset.named("existing", "consent", "weight"):
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


def renamed(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note headings that were empty, repeated, overlong or unprintable."""
    for column in dataset.columns:
        if column.name != column.original.strip():
            yield Finding(
                code="D027",
                severity="note",
                column=column.name,
                count=1,
                message=_why_renamed(column),
                action=f"called `{column.name}` here; the model keeps the heading",
            )


def _why_renamed(column: Column) -> str:
    heading = column.original.strip()
    if not heading:
        return "it has no heading"
    if len(heading) > LONGEST_NAME:
        return f"its heading has {len(heading)} characters"
    return "its heading is not the only one so called, or has unprintable characters"


ROLE_RULES: tuple[Rule, ...] = (
    earlier_assignments,
    leaking,
    protected_clustered,
    protected_kept_out,
    personal_kept_out,
    several_ids,
    mixed,
    unused_text,
    kept_for_comparison,
    renamed,
)
