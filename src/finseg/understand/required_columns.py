"""Does this table have the columns that a model needs, and are they of the right kind?

A raw table and the model's columns in, `Dataset` out: nothing is guessed. A needed column that is
missing, or that holds something else, is an error; text in single rows rejects these rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import polars as pl

from finseg.document.said import ColumnName, Count, Names, say
from finseg.errors import WrongColumnsError, find_near_name
from finseg.read.not_rows import separate_non_customers
from finseg.read.raw import Raw
from finseg.records.dataset import Column, Dataset, Elapsed, Kind, Role
from finseg.records.reading import PLAIN, Decided, Habit, sum_counts
from finseg.settings import ReadSettings
from finseg.understand.column_types import Hints, Typed, Understood, read_column, read_table
from finseg.understand.columns import (
    assemble_dataset,
    build_hints,
    map_column_names,
    resolve_headings,
)
from finseg.understand.elapsed import derive_again
from finseg.understand.masking import show_value
from finseg.understand.sentinels import blank_values
from finseg.vocabulary.words import says, split_heading

_ROLE_OF: dict[Kind, Role] = {"number": "feature", "category": "feature", "text": "id"}
_NAMED = 20  # missing columns that are named
_LOOKED_AT = 1_000  # rows that tell the kind of a column that may be meant
_WRONG_KIND = 0.5  # share of unreadable values from which on it is another column


def understand_for_model(
    raw: Raw,
    settings: ReadSettings,
    kinds: Mapping[str, Kind],
    elapsed: Sequence[Elapsed] = (),
    as_of: str = "",
    habits: Sequence[Habit] = (),
    decided: Sequence[Decided] = (),
) -> Dataset:
    """Read the columns a model names, in its order, then the ids.

    Parameters
    ----------
    raw : Raw
        The table as it came.
    settings : ReadSettings
        The decimal mark, words for "missing" and sentinels are used.
    kinds : mapping of str to Kind
        Column (by name or heading) → kind. `number` and `category` must be there; `text` may.
    elapsed : sequence of Elapsed
        How the model made columns of dates into figures; those among `kinds` are made again.
    as_of : str
        ISO date up to which they are counted.
    habits : sequence of Habit
        How columns were written where the model was made; used where nothing here decides.
    decided : sequence of Decided
        How columns are read of a larger table, some of whose rows these are.

    Raises
    ------
    WrongColumnsError
        If a needed column is missing, or most of its values are no numbers.
    AsOfError
        If a column is counted up to a date, and none is given.

    """
    raw, apart = separate_non_customers(raw)
    known = bridge_letter_case(map_column_names(raw), [*kinds, *(r.source for r in elapsed)])
    again = {rule.name: rule for rule in elapsed if rule.name in kinds}
    _require_columns(_list_source_columns(kinds, again), known, raw)
    found = {name: known[name] for name in kinds if name in known and name not in again}
    places: dict[str, Kind] = dict.fromkeys((known[r.source] for r in again.values()), "category")
    places |= {found[name]: kinds[name] for name in found}
    kept = {found[habit.column]: habit for habit in habits if habit.column in found}
    settled = {found[column.column]: column for column in decided if column.column in found}
    typed = _read_model_columns(raw, resolve_headings(settings, known), places, kept, settled)
    parts = [
        _derive_column_again(typed[known[again[name].source]], again[name], raw.source.name, as_of)
        if name in again
        else _build_model_column(raw, name, found[name], kinds[name], typed[found[name]])
        for name in kinds
        if name in again or name in found
    ]
    taken = {*found.values(), *(known[rule.source] for rule in again.values())}
    if not taken:
        raise WrongColumnsError(
            "none of the columns the model names is in the table",
            where=raw.source.name,
            fix=f"score a table with the columns {', '.join(f'`{k}`' for k in kinds)}",
        )
    return assemble_dataset(raw, [*parts, *_read_id_columns(raw, taken)], apart)


def bridge_letter_case(known: Mapping[str, str], wanted: Collection[str]) -> dict[str, str]:
    """Add wanted columns that stand in the table in other upper and lower case, and nowhere else.

    Parameters
    ----------
    known : mapping of str to str
        Every way to name a column of the table → its name.
    wanted : collection of str
        Names a model uses.

    """
    taken = {known[name] for name in wanted if name in known}
    by_folded: dict[str, set[str]] = {}
    for name, place in known.items():
        by_folded.setdefault(name.casefold(), set()).add(place)
    bridged = {
        name: places
        for name in wanted
        if name not in known and (places := by_folded.get(name.casefold(), set()) - taken)
    }
    return {**known, **{name: min(places) for name, places in bridged.items() if len(places) == 1}}


def _require_columns(kinds: Mapping[str, Kind], known: Mapping[str, str], raw: Raw) -> None:
    missing = [name for name, kind in kinds.items() if kind != "text" and name not in known]
    if not missing:
        return
    columns = Count(len(missing), "column")
    raise WrongColumnsError(
        f"the table lacks {columns} that the model needs: {Names(tuple(missing), _NAMED)}",
        where=raw.source.name,
        fix=_suggest_columns(missing, _find_likely_columns(missing, kinds, known, raw)),
    )


def _list_source_columns(
    kinds: Mapping[str, Kind], again: Mapping[str, Elapsed]
) -> dict[str, Kind]:
    """Return the columns that must stand in the table, with the dates that others are made of."""
    own = {name: kind for name, kind in kinds.items() if name not in again}
    return {**{rule.source: "category" for rule in again.values()}, **own}


def _derive_column_again(typed: Typed, rule: Elapsed, where: str, as_of: str) -> Understood:
    """Derive a column by the model's rule, up to the date given for these customers."""
    column = Column(
        name=rule.name, original=rule.name, role="feature", kind="number", unit="none",
        reason=say("made from {source} by the model's rule", source=ColumnName(rule.source)),
        given=True,
    )  # fmt: skip
    made = derive_again(rule, typed, as_of=as_of, where=where)
    return Understood(column=column, typed=made)


def _suggest_columns(missing: Sequence[str], likely: Mapping[str, str]) -> str:
    """Say which columns may be those that are missing."""
    renamed = [f"rename `{near}` to `{name}`" for name, near in likely.items()]
    if len(renamed) * 2 >= len(missing):  # else it is another table, and a likeness is chance
        return "; ".join(renamed)
    if len(missing) == 1:
        return f"add the column `{missing[0]}`, or give the one that holds it this name"
    return "add the columns, or give those that hold them these names"


def _find_likely_columns(
    missing: Sequence[str], kinds: Mapping[str, Kind], known: Mapping[str, str], raw: Raw
) -> dict[str, str]:
    """Find the column that may be a missing one: of its kind, none of the model's, and no other's.

    Returns
    -------
    dict of str to str
        Missing column → column of the table, where one has a name like it.

    """
    taken = {known[name] for name in kinds if name in known}
    others = [place for place in dict.fromkeys(known.values()) if place not in taken]
    few = {place: read_column(raw.table[place].head(_LOOKED_AT)) for place in others}
    likely: dict[str, str] = {}
    for name in missing[:_NAMED]:
        number = kinds[name] == "number"
        alike = [p for p in others if p not in likely.values() and few[p].is_number == number]
        near = find_near_name(name, alike)
        if near:
            likely[name] = near
    return likely


def _read_model_columns(
    raw: Raw,
    told: ReadSettings,
    kinds: Mapping[str, Kind],
    habits: Mapping[str, Habit],
    decided: Mapping[str, Decided],
) -> dict[str, Typed]:
    """Read each column in its kind, with the gaps the settings know of.

    Columns that only the settings name are no concern of the model.
    """
    numbers = {place for place, kind in kinds.items() if kind == "number"}
    hints = build_hints(raw, told, numbers)
    hints |= {place: replace(hints[place], habit=habit) for place, habit in habits.items()}
    hints |= {place: _settle_hints(hints[place], column) for place, column in decided.items()}
    typed = read_table(raw.table, {place: hints[place] for place in numbers})
    if any(column.reading.is_undecided for column in typed.values()):
        # The other columns may decide, as they did where the model was made.
        typed = read_table(raw.table, hints)
    for place in kinds.keys() - numbers:
        typed[place] = read_as_text(raw.table[place], hints[place])
    return {place: blank_values(typed[place], told.sentinels.get(place, ())) for place in kinds}


def _settle_hints(hints: Hints, decided: Decided) -> Hints:
    """Let what was decided for the whole table hold; the settings go before it."""
    settled = replace(hints, words=decided.words and not hints.force)
    habit = Habit(column=decided.column, decimal=decided.decimal, credit=decided.credit)
    settled = replace(settled, habit=habit)
    if hints.decimal is None:
        settled = replace(settled, decimal=decided.decimal, basis="values")
    return settled


def _build_model_column(raw: Raw, name: str, place: str, kind: Kind, typed: Typed) -> Understood:
    number = kind == "number"
    column = Column(
        name=name,
        original=place,
        role=_ROLE_OF[kind],
        kind=kind,
        unit="none",
        reason="the model needs it" if kind != "text" else "kept as it is",
        given=True,
        missing_spellings=typed.spellings,
        sentinels=typed.sentinels,
        reading=typed.reading,
    )
    if number:
        _require_model_numbers(typed, column, raw.source.name)
    return Understood(place=place, column=column, typed=typed)


def _require_model_numbers(typed: Typed, column: Column, where: str) -> None:
    unreadable = typed.unreadable
    if typed.numbers is None and typed.blanks < len(typed.written):
        raise _make_column_kind_error(column, where, "")
    if unreadable is None:
        return
    count = int(unreadable.sum())
    present = len(typed.written) - typed.blanks
    if count > _WRONG_KIND * present:
        raise _make_column_kind_error(column, where, str(typed.text.filter(unreadable)[0]))


def _make_column_kind_error(column: Column, where: str, example: str) -> WrongColumnsError:
    instance = f", for instance {show_value(example, column)}" if example else ""
    return WrongColumnsError(
        f"the model needs numbers in column `{column.name}`, "
        f"but most of its values are not numbers{instance}",
        where=where,
        fix="give the column as numbers, as the model was made with",
    )


def read_as_text(values: pl.Series, hints: Hints = Hints()) -> Typed:  # noqa: B008 - frozen
    """Keep a column as text, whatever it holds."""
    typed = read_column(values, hints)
    gaps = sum_counts(typed.spellings)
    return Typed(
        written=typed.text,
        blanks=typed.text.null_count() - gaps,
        spellings=typed.spellings,
        temporal=typed.temporal,
        reading=replace(PLAIN, codes=typed.reading.codes, levels=typed.reading.levels),
    )


def _read_id_columns(raw: Raw, taken: Collection[str]) -> list[Understood]:
    """Read the columns named like identifiers that the model does not take."""
    headings = dict(zip(raw.table.columns, raw.originals, strict=True))
    return [
        _read_id_column(raw, name, heading)
        for name, heading in headings.items()
        if name not in taken and says(split_heading(heading), "id")
    ]


def _read_id_column(raw: Raw, name: str, heading: str) -> Understood:
    column = Column(
        name=name, original=heading, role="id", kind="text", unit="none",
        reason="named like an identifier",
    )  # fmt: skip
    return Understood(place=name, column=column, typed=read_as_text(raw.table[name]))
