"""How does a raw table become a Dataset?

Raw columns and settings in, `Dataset` out: columns are typed, roles guessed or taken from the
settings, rows that cannot be used set aside with their reason. Every source ends here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import msgspec
import numpy as np
import polars as pl

from finseg.document.escape import write_toml_key
from finseg.document.numbers import Unit
from finseg.document.said import Text, join_said, say
from finseg.errors import MissingColumnError, suggest_name
from finseg.read.not_rows import separate_non_customers
from finseg.read.raw import Raw
from finseg.read.row_text import get_source_rows
from finseg.records.dataset import Column, Confidence, Dataset, Kind, ReasonCode, Reject, Role
from finseg.settings import MeasureSettings, ReadSettings
from finseg.understand.column_summary import Look, look_at
from finseg.understand.column_types import Hints, Typed, Understood, read_column, read_table
from finseg.understand.elapsed import derive_timeline
from finseg.understand.features import (
    choose_feature_kind,
    describe_unnamed,
    find_words,
    keep_named_features,
    make_feature_error,
    name_features,
)
from finseg.understand.first_row import show_first_row
from finseg.understand.guess import Guess
from finseg.understand.heading_unit import note_heading_currency, take_named_currency
from finseg.understand.masking import mask_lines, mask_source_rows, show_value
from finseg.understand.measures import give_answers, start_measure, weigh_measures
from finseg.understand.quantities import QuantityGuess, guess_quantity, use_quantity_setting
from finseg.understand.roles import counts_rows_of_file, guess_roles
from finseg.understand.row_kinds import find_row_meaning
from finseg.understand.sentinels import blank_values
from finseg.understand.survey_weights import refuse_impossible_weights, refuse_two_weights
from finseg.understand.units import guess_period, guess_unit, refuse_impossible_unit
from finseg.vocabulary.words import Vocabulary, split_heading

_ROWS_PER_FILE = 3  # on average; in shorter files anything may count the rows
_EARLIER_LEVELS = 50  # whole numbers up to here, that an earlier model gave, are its segments
_FEW_LEVELS = 10  # figures up to here are compared level by level, as grades and flags are
# Kinds of headings whose figures only name something, however many there are.
_NAMES_IN_DIGITS = ("code", "id", "postal", "bank_code", "protected")


def understand(
    raw: Raw,
    settings: ReadSettings,
    known_words: Vocabulary | None = None,
    answers: Mapping[str, MeasureSettings] = MappingProxyType({}),
    features: Sequence[str] = (),
    *,
    more: bool = False,
) -> Dataset:
    """Type the columns, give each a role, and set unusable rows aside.

    Parameters
    ----------
    raw : Raw
        The table as it came.
    settings : ReadSettings
        What goes before every guess.
    known_words : Vocabulary, optional
        Word lists for the headings instead of the bundled ones.
    answers : mapping of str to MeasureSettings
        What columns measure, as far as it is given.
    features : sequence of str
        The columns to cluster on; none named: those whose role says so.
    more : bool
        Whether the rows are no customers, and the settings may name columns that are made later.

    Raises
    ------
    MissingColumnError
        If the settings name a column that is not there.
    ColumnKindError
        If the settings make a column a feature that has neither numbers nor levels.
    SettingsError
        If the settings make two columns the weight of rows.

    """
    counters = find_file_counters(raw)
    raw, apart = separate_non_customers(raw)
    known = map_column_names(raw)
    features = tuple(known.get(name, name) for name in features)
    told = name_features(resolve_headings(settings, known), features)
    refuse_two_weights(told.roles)
    answers = {known.get(name, name): answer for name, answer in answers.items()}
    looks = [
        look_at(name, original, typed, known_words)
        for (name, typed), original in zip(
            _type_columns(raw, told).items(), raw.originals, strict=True
        )
    ]
    told = _add_given_quantities(told, answers)
    guesses = [
        _prefer_known_role(counters, told, look, guess)
        for look, guess in zip(looks, guess_roles(looks, customers=not more), strict=True)
    ]
    understood = [
        _understand_column(look, original, guess, told)
        for look, original, guess in zip(looks, raw.originals, guesses, strict=True)
    ]
    roles = [part.column.role for part in understood]
    timeline = derive_timeline(looks, roles, told)
    understood += [_apply_column_settings(made, told) for made in timeline.made]
    if not more:
        _require_known(told, answers, [part.column.name for part in understood], features)
    understood = keep_named_features(understood, features)
    looks += [look_at(p.column.name, p.column.original, p.typed) for p in understood[len(looks) :]]
    understood = _measure_columns(looks, understood, answers)
    dataset = assemble_dataset(raw, understood, apart, events=more)
    found = replace(
        dataset,
        dates=timeline.dates,
        elapsed=timeline.elapsed,
        as_of=timeline.as_of,
        as_of_reason=timeline.as_of_reason,
        as_of_alone=timeline.as_of_alone,
    )
    return replace(found, row=find_row_meaning(found, known_words))


def find_file_counters(raw: Raw) -> frozenset[str]:
    """Find the columns that count the rows of each of several files, and so start again in each."""
    spans = raw.list_file_spans()
    if len(spans) < 2 or len(raw.table) < _ROWS_PER_FILE * len(spans):
        return frozenset()
    return frozenset(
        name
        for name, heading in zip(raw.table.columns, raw.originals, strict=True)
        if all(
            begin < end
            and counts_rows_of_file(look_at(name, heading, read_column(raw.table[name][begin:end])))
            for begin, end in spans
        )
    )


def _prefer_known_role(
    counters: frozenset[str], told: ReadSettings, look: Look, guess: Guess
) -> Guess:
    """Let what is known of the source, and of its dates, go before a guess."""
    if look.name in counters:
        return Guess(role="id", reason="counts the rows of each file", code="row counter")
    if look.name in told.dates and guess.role not in ("date", "personal"):
        return Guess(role="date", reason="its form is set in the settings")
    return guess


def _add_given_quantities(
    told: ReadSettings, answers: Mapping[str, MeasureSettings]
) -> ReadSettings:
    """Let a quantity in [understand] mean what it means in [read.quantities]."""
    given = {name: answer.quantity for name, answer in answers.items() if answer.quantity}
    return msgspec.structs.replace(told, quantities={**told.quantities, **given})


_BY_COLUMN = ("roles", "units", "quantities", "dates", "missing_in", "sentinels")


def resolve_headings(settings: ReadSettings, known: Mapping[str, str]) -> ReadSettings:
    """Return the settings with each column under its name, headings resolved."""
    tree = {
        key: {known.get(name, name): value for name, value in getattr(settings, key).items()}
        for key in _BY_COLUMN
    }
    return msgspec.structs.replace(settings, **tree)


def _require_known(
    told: ReadSettings,
    answers: Mapping[str, MeasureSettings],
    names: Sequence[str],
    features: Sequence[str],
) -> None:
    """Refuse settings that name a column which is not there."""
    named = [("prepare] [features", name) for name in features]
    named += [(f"read.{key}", name) for key in _BY_COLUMN for name in getattr(told, key)]
    named += [(f"understand.{write_toml_key(name)}", name) for name in answers]
    known = set(names)
    for section, name in named:
        if name not in known:
            raise MissingColumnError(
                f"no column `{name}` in the table",
                where=f"settings, [{section}]",
                fix=suggest_name(name, names),
            )


def _measure_columns(
    looks: Sequence[Look], understood: Sequence[Understood], answers: Mapping[str, MeasureSettings]
) -> list[Understood]:
    """Weigh what the columns measure together; what is given goes before it."""
    answered = give_answers([part.column for part in understood], answers)
    columns = give_answers(weigh_measures(looks, answered), answers)
    return [replace(part, column=column) for part, column in zip(understood, columns, strict=True)]


def apply_settings_to_made(
    dataset: Dataset,
    told: ReadSettings,
    answers: Mapping[str, MeasureSettings],
    known: Collection[str],
    features: Sequence[str] = (),
) -> Dataset:
    """Give columns that were made the roles, units and meanings that the settings name.

    Raises
    ------
    MissingColumnError
        If the settings name a column that is neither among these nor `known`.
    ColumnKindError
        If the settings make one a feature that has no numbers.

    """
    _require_known(told, answers, [*dataset.table.columns, *known], features)
    told = name_features(told, features)
    changed = [_change_column(column, told) for column in dataset.columns]
    columns = [describe_unnamed(column, features) for column in changed]
    for column in columns:
        if column.role == "feature" and column.kind != "number":
            raise make_feature_error(column.name, "are not numbers")
    return replace(dataset, columns=tuple(give_answers(columns, answers)))


def _apply_column_settings(made: Understood, told: ReadSettings) -> Understood:
    """Give a derived column the role and the unit that the settings name."""
    return replace(made, column=_change_column(made.column, told))


def _change_column(column: Column, told: ReadSettings) -> Column:
    role = told.roles.get(column.name)
    wished = replace(
        column,
        role=role or column.role,
        reason=join_said([column.reason, "its role is set in the settings" if role else ""]),
        given=role is not None or column.given,
        confidence="given" if role else column.confidence,
        unit=told.units.get(column.name, column.unit),
    )
    if column.name in told.quantities:
        answer = MeasureSettings(quantity=told.quantities[column.name])
        (wished,) = give_answers([wished], {column.name: answer})
    return wished


def _type_columns(raw: Raw, told: ReadSettings) -> dict[str, Typed]:
    """Type every column as the settings say."""
    forced = {name for name, role in told.roles.items() if role == "feature"}
    hints = build_hints(raw, told, forced)
    typed = read_table(raw.table, hints)
    for name in find_words(typed, sorted(forced)):
        typed[name] = read_column(raw.table[name], replace(hints[name], force=False))
    return {
        name: blank_values(column, told.sentinels.get(name, ())) for name, column in typed.items()
    }


def build_hints(raw: Raw, told: ReadSettings, forced: Collection[str]) -> dict[str, Hints]:
    """Return what is known of each column beside its values; `forced` ones are to be figures."""
    return {
        name: Hints(
            phrase=split_heading(original),
            decimal=told.decimal or None,
            missing=(*told.missing, *told.missing_in.get(name, ())),
            force=name in forced,
        )
        for name, original in zip(raw.table.columns, raw.originals, strict=True)
    }


def map_column_names(raw: Raw) -> dict[str, str]:
    """Map every way to name a column to its name; the name itself goes before a heading."""
    by_original = dict(zip(raw.originals, raw.table.columns, strict=True))
    return {**by_original, **{name: name for name in raw.table.columns}}


def _understand_column(look: Look, original: str, guess: Guess, told: ReadSettings) -> Understood:
    role, unit = told.roles.get(look.name), told.units.get(look.name)
    refuse_impossible_unit(look, unit)
    if role == "weight":
        refuse_impossible_weights(look)
    chosen = role or guess.role
    kind = choose_feature_kind(look) if chosen == "feature" else _choose_kind(look, chosen)
    numeric = kind == "number"
    guessed: Unit = "none"
    measured = _UNMEASURED
    if numeric:
        said = guess_unit(look.phrase, look.lowest, look.highest, look.vocabulary)
        guessed = look.typed.reading.unit or take_named_currency(said, original)
        related = role is None and guess.code in _BY_RELATION
        measured = _choose_quantity(look, chosen, unit or guessed, told, related=related)
    typed = look.typed
    per = guess_period(look.phrase, look.vocabulary) if numeric else ""
    column = Column(
        name=look.name,
        original=original,
        role=chosen,
        kind=kind,
        unit=unit or measured.unit,
        reason="set in the settings" if role else _write_role_reason(guess, measured),
        reason_code=_find_reason_code(guess, measured, role),
        given=role is not None,
        confidence="given" if role else _rate_confidence(guess, measured),
        measure=start_measure(measured, unit or measured.unit, per),
        order=guess.order if kind == "category" else (),
        missing=typed.blanks,
        missing_spellings=typed.spellings,
        sentinels=typed.sentinels,
        reading=note_heading_currency(typed.reading, original, unit or measured.unit),
    )
    return Understood(place=look.name, column=column, typed=typed)


_MEASURED: tuple[Role, ...] = ("feature", "descriptor", "protected")
_UNMEASURED = QuantityGuess(quantity="none", unit="none", reason="", confidence="high")


# Kept out because of other columns: that says nothing of what they measure.
_BY_RELATION: tuple[ReasonCode, ...] = ("proxy", "product", "leak", "may be outcome")


def _choose_quantity(
    look: Look, role: Role, unit: Unit, told: ReadSettings, *, related: bool
) -> QuantityGuess:
    if look.name in told.quantities:
        return use_quantity_setting(told.quantities[look.name], look, unit)
    measured = guess_quantity(look, unit) if role in _MEASURED else _UNMEASURED
    # Of what is not clustered on, nothing is in doubt where no word speaks of a quantity.
    known = role == "feature" or related or measured.quantity != "none"
    return measured if known else _UNMEASURED


def _find_reason_code(
    guess: Guess, measured: QuantityGuess, given: Role | None = None
) -> ReasonCode:
    """Tell a plain feature of which it is known what it measures, and a category that is used."""
    if given and not (given == "feature" and guess.code == "used"):
        return "settings"
    return "measured" if guess.code == "unnamed" and measured.quantity != "none" else guess.code


def _write_role_reason(guess: Guess, measured: QuantityGuess) -> Text:
    """Say of a plain feature what it measures rather than that nothing speaks against it."""
    if _find_reason_code(guess, measured) != "measured":
        return guess.reason
    return say("{quantity}: {why}", quantity=measured.quantity, why=measured.reason)


def _rate_confidence(guess: Guess, measured: QuantityGuess) -> Confidence:
    """Be as sure of a feature as of what it measures: numbers without a name may be codes."""
    if guess.code != "unnamed":
        return guess.confidence
    return "high" if measured.confidence == "given" else measured.confidence


def _choose_kind(look: Look, role: Role) -> Kind:
    """Say how the values are kept: numbers only where they are figures."""
    if role in ("id", "personal", "date"):
        return "text"
    if look.is_number and look.present > 0 and _are_figures(look, role):
        return "number"
    return "text" if role == "ignore" else "category"


def _are_figures(look: Look, role: Role) -> bool:
    """Tell whether it makes sense to say that one value is larger than another."""
    if role in ("ignore", "weight"):
        return True
    if role == "assignment":
        return not (look.whole and look.has_few_values(_EARLIER_LEVELS))
    if role not in ("descriptor", "outcome", "protected"):
        return False
    return not (
        look.has_few_values(_FEW_LEVELS) or any(look.says(kind) for kind in _NAMES_IN_DIGITS)
    )


def assemble_dataset(
    raw: Raw, understood: Sequence[Understood], apart: Sequence[Reject], *, events: bool = False
) -> Dataset:
    """Set aside the rows that cannot be used, and describe the rest.

    Parameters
    ----------
    raw : Raw
        Without the rows that are no customers.
    understood : sequence of Understood
        Its columns.
    apart : sequence of Reject
        The rows that are no customers.
    events : bool
        Whether a row without any figure counts: an order without an amount is one.

    """
    spoiled = _find_unusable_rows(raw, understood, events=events)
    usable = np.ones(len(raw.table), bool)
    usable[[row for row, _ in spoiled]] = False
    table = pl.DataFrame([_select_values(part) for part in understood])
    lines, files = raw.lines, raw.files
    if spoiled:
        table, lines = table.filter(pl.Series(usable)), lines[usable]
        files = None if files is None else files[usable]
    columns = tuple(_count_column_gaps(part, table) for part in understood)
    names = {part.place: part.column.name for part in understood}
    dataset = Dataset(
        table=table,
        columns=columns,
        lines=lines,
        source=raw.source,
        first_row=show_first_row(table, columns),
        files=files,
        stood=tuple(
            replace(stood, columns=tuple(names.get(name, "") for name in stood.columns))
            for stood in get_source_rows(raw)
        ),
    )
    whole = [*apart, *(replace(reject, file=raw.find_file_name(row)) for row, reject in spoiled)]
    return replace(dataset, rejects=_add_reject_texts(dataset, raw.rejects, whole))


def _add_reject_texts(
    dataset: Dataset, lines: Sequence[Reject], rows: Sequence[Reject]
) -> tuple[Reject, ...]:
    """Give rejected lines and rows their text, masked now that the columns are understood."""
    source = dataset.source
    own = mask_source_rows(dataset, [source.locate_reject(reject) for reject in rows])
    told = mask_lines(dataset, [(source.locate_reject(r)[0], r.raw) for r in lines])
    pairs = zip([*lines, *rows], [*told, *own], strict=True)
    return source.sort_rejects([replace(reject, raw=text) for reject, text in pairs])


def _select_values(part: Understood) -> pl.Series:
    typed = part.typed
    if part.column.kind != "number":
        values = typed.text
    else:
        values = typed.text.cast(pl.Float64) if typed.numbers is None else typed.numbers
    return values.alias(part.column.name)


def _count_column_gaps(part: Understood, table: pl.DataFrame) -> Column:
    """Count the gaps in the rows that are used."""
    return replace(part.column, missing=table[part.column.name].null_count())


def _find_unusable_rows(
    raw: Raw, understood: Sequence[Understood], *, events: bool
) -> list[tuple[int, Reject]]:
    """Find the rows that cannot be used: one reject each, naming the first reason."""
    found: dict[int, Reject] = {}
    for part in understood:
        if part.column.kind != "number" or part.typed.unreadable is None:
            continue
        for row in part.typed.unreadable.arg_true().to_list():
            found.setdefault(row, _reject_text(raw, part, row))
    without = _find_empty_rows(understood, events=events)
    blank = raw.table[without].select(pl.all_horizontal(pl.all().is_null())).to_series()
    for row, all_empty in zip(without, blank, strict=True):
        found.setdefault(row, _reject_empty_row(raw, row, all_empty=all_empty))
    return sorted(found.items())


def _reject_text(raw: Raw, part: Understood, row: int) -> Reject:
    value = str(part.typed.text[row])
    return Reject(
        line=int(raw.lines[row]),
        column=part.column.name,
        reason="text in a column of numbers",
        value=show_value(value, part.column),
        kind="text in a number column",
    )


def _reject_empty_row(raw: Raw, row: int, *, all_empty: bool) -> Reject:
    """Tell a line of nothing but delimiters from a customer without figures."""
    if all_empty:
        return Reject(line=int(raw.lines[row]), column="", reason="all fields are empty")
    reason = "no value in any column that is clustered on"
    return Reject(line=int(raw.lines[row]), column="", reason=reason, kind="no values")


def _find_empty_rows(understood: Sequence[Understood], *, events: bool) -> list[int]:
    asked = [part for part in understood if events or part.column.role == "feature"]
    gaps = [_select_values(part).is_null() for part in asked]
    if not gaps or not all(gap.any() for gap in gaps):
        return []
    return [int(row) for row in np.flatnonzero(np.logical_and.reduce(gaps))]
