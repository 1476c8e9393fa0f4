"""How does a raw table become a Dataset?

Raw columns and settings in, `Dataset` out: columns are typed, roles guessed or taken from the
settings, rows that cannot be used set aside with their reason. Every source ends here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finseg.document.numbers import Unit
from finseg.errors import ColumnKindError, MissingColumnError, nearest
from finseg.read.looks import Look, look_at
from finseg.read.masking import mask_for, shown
from finseg.read.names import NEARLY_ALL
from finseg.read.raw import Raw
from finseg.read.roles import Guess, guess_roles
from finseg.read.sentinels import without
from finseg.read.typed import Hints, Typed, read_table
from finseg.read.units import guess_unit
from finseg.read.words import words
from finseg.records.dataset import Column, Dataset, Kind, Reject, Role
from finseg.settings import ReadSettings

_SHOWN_CELLS = 100  # of a rejected row: more do not fit into what is shown of it
_WITH_HEADER_ROW = ("CSV", "Excel")  # formats whose header is a row like any other
_CATEGORY_LEVELS = 50  # up to here numbers that are no feature are kept as categories


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One column with all that was found out about it."""

    place: str  # its name in `Raw.table`
    column: Column
    typed: Typed


def understand(raw: Raw, settings: ReadSettings) -> Dataset:
    """Type the columns, give each a role, and set unusable rows aside.

    Raises
    ------
    MissingColumnError
        If the settings name a column that is not there.
    ColumnKindError
        If the settings make a column a feature that has no numbers.

    """
    known = known_names(raw)
    roles = {_find(name, known, "roles"): role for name, role in settings.roles.items()}
    units = {_find(name, known, "units"): unit for name, unit in settings.units.items()}
    looks = [
        look_at(name, original, typed)
        for (name, typed), original in zip(
            _typed(raw, settings, known).items(), raw.originals, strict=True
        )
    ]
    guesses = guess_roles(looks)
    understood = [
        _understood(look, original, guess, roles.get(look.name), units.get(look.name))
        for look, original, guess in zip(looks, raw.originals, guesses, strict=True)
    ]
    return assemble(raw, understood)


def _typed(raw: Raw, settings: ReadSettings, known: Mapping[str, str]) -> dict[str, Typed]:
    """Type every column as the settings say."""
    roles = {_find(name, known, "roles"): role for name, role in settings.roles.items()}
    own = {_find(name, known, "missing_in"): w for name, w in settings.missing_in.items()}
    hints = {
        name: Hints(
            phrase=words(original),
            decimal=settings.decimal or None,
            missing=(*settings.missing, *own.get(name, ())),
            force=roles.get(name) == "feature",
        )
        for name, original in zip(raw.table.columns, raw.originals, strict=True)
    }
    typed = read_table(raw.table, hints)
    for name, values in settings.sentinels.items():
        place = _find(name, known, "sentinels")
        typed[place] = without(typed[place], values)
    return typed


def known_names(raw: Raw) -> dict[str, str]:
    """Map every way to name a column to its name; the name itself goes before a heading."""
    by_original = dict(zip(raw.originals, raw.table.columns, strict=True))
    return {**by_original, **{name: name for name in raw.table.columns}}


def _find(name: str, known: Mapping[str, str], key: str) -> str:
    if name in known:
        return known[name]
    raise MissingColumnError(
        f"no column `{name}` in the table",
        where=f"settings, [read.{key}]",
        fix=nearest(name, known.values()),
    )


def _understood(
    look: Look, original: str, guess: Guess, role: Role | None, unit: Unit | None
) -> Understood:
    if role == "feature":
        _require_numbers(look)
    chosen = role or guess.role
    kind = _kind(look, chosen)
    numeric = kind == "number"
    measured = numeric and chosen in ("feature", "descriptor")
    typed = look.typed
    guessed: Unit = "none"
    if measured:
        guessed = typed.reading.unit or guess_unit(look.phrase, look.lowest, look.highest)
    column = Column(
        name=look.name,
        original=original,
        role=chosen,
        kind=kind,
        unit=unit or guessed,
        reason="set in the settings" if role else guess.reason,
        given=role is not None,
        missing=typed.blanks,
        missing_spellings=typed.spellings,
        sentinels=typed.sentinels,
        reading=typed.reading,
    )
    return Understood(place=look.name, column=column, typed=typed)


def _require_numbers(look: Look) -> None:
    typed = look.typed
    unreadable = 0 if typed.unreadable is None else int(typed.unreadable.sum())
    if typed.is_number and look.present >= NEARLY_ALL * (look.present + unreadable):
        return
    raise ColumnKindError(
        f"column `{look.name}` is to be a feature, but most of its values are no numbers",
        where="settings, [read.roles]",
        fix="give it the role `descriptor`, or correct its values",
    )


def _kind(look: Look, role: Role) -> Kind:
    """Say how the values are kept: numbers only where they are figures."""
    if role == "feature":
        return "number"
    if role in ("id", "personal", "date"):
        return "text"
    figures = look.is_number and look.present > 0
    if role == "ignore":
        return "number" if figures else "text"
    if figures and role in ("assignment", "descriptor"):
        return "category" if look.whole and look.few(_CATEGORY_LEVELS) else "number"
    return "category"


def assemble(raw: Raw, understood: Sequence[Understood]) -> Dataset:
    """Set aside the rows that cannot be used, and describe the rest."""
    spoiled = _spoiled(raw, understood)
    usable = np.ones(len(raw.table), bool)
    usable[[row for row, _ in spoiled]] = False
    table = pl.DataFrame([_values(part) for part in understood])
    lines = raw.lines
    if spoiled:
        table, lines = table.filter(pl.Series(usable)), lines[usable]
    columns = tuple(_counted(part, table) for part in understood)
    rejects = _masked(raw, understood, spoiled)
    return Dataset(table=table, columns=columns, lines=lines, source=raw.source, rejects=rejects)


def _masked(
    raw: Raw, understood: Sequence[Understood], spoiled: Sequence[tuple[int, Reject]]
) -> tuple[Reject, ...]:
    """Give every reject its row as it stood, masked now that the columns are understood."""
    if not raw.rejects and not spoiled:
        return ()
    parts = {part.place: part.column for part in understood}
    known = [parts.get(name) for name in raw.table.columns]
    mask = mask_for(known, raw.table, delimiter=raw.delimiter)
    rows = raw.table[:, :_SHOWN_CELLS][[row for row, _ in spoiled]].iter_rows()
    rejects = [replace(reject, raw=mask.line(reject.raw)) for reject in raw.rejects]
    rejects += [
        replace(reject, raw=mask.row(cells))
        for (_, reject), cells in zip(spoiled, rows, strict=True)
    ]
    return tuple(sorted(rejects, key=lambda r: r.line))


def _values(part: Understood) -> pl.Series:
    typed = part.typed
    values = typed.text
    if part.column.kind == "number":
        values = typed.numbers if typed.numbers is not None else values.cast(pl.Float64)
    return values.alias(part.column.name)


def _counted(part: Understood, table: pl.DataFrame) -> Column:
    """Count the gaps in the rows that are used."""
    return replace(part.column, missing=table[part.column.name].null_count())


def _spoiled(raw: Raw, understood: Sequence[Understood]) -> list[tuple[int, Reject]]:
    """Find the rows that cannot be used: one reject each, naming the first reason."""
    found: dict[int, Reject] = {}
    for row in _repeated_headers(raw):
        found[row] = Reject(
            line=int(raw.lines[row]), column="", reason="the header again", kind="repeated header"
        )
    for part in understood:
        if part.column.kind != "number" or part.typed.unreadable is None:
            continue
        for row in part.typed.unreadable.arg_true().to_list():
            found.setdefault(row, _text_reject(raw, part, row))
    for row in _empty_rows(understood):
        reason = "no value in any column that is clustered on"
        reject = Reject(line=int(raw.lines[row]), column="", reason=reason, kind="no values")
        found.setdefault(row, reject)
    return sorted(found.items())


def _text_reject(raw: Raw, part: Understood, row: int) -> Reject:
    value = str(part.typed.text[row])
    return Reject(
        line=int(raw.lines[row]),
        column=part.column.name,
        reason=f"text in a column of numbers: {shown(value, part.column)}",
        kind="text in a number column",
    )


def _repeated_headers(raw: Raw) -> list[int]:
    """Find rows that repeat the header in every column, as in files that were put together.

    Only where the header was a row of text: in a table with one text column a level that bears
    the column's name is a level, and a typed column cannot hold its heading.
    """
    headings = {n: h.strip() for n, h in zip(raw.table.columns, raw.originals, strict=True)}
    all_text = all(dtype in (pl.String, pl.Null) for dtype in raw.table.dtypes)
    named = [name for name, heading in headings.items() if heading]
    if raw.source.format not in _WITH_HEADER_ROW or not all_text or len(named) < 2:
        return []
    rows = np.arange(len(raw.table))
    for name in sorted(headings, key=lambda name: not headings[name]):
        texts = raw.table[name].gather(rows).cast(pl.String).fill_null("")
        rows = rows[(texts.str.strip_chars() == headings[name]).to_numpy()]
        if not len(rows):
            break
    found: list[int] = rows.tolist()
    return found


def _empty_rows(understood: Sequence[Understood]) -> list[int]:
    features = [part.typed.numbers for part in understood if part.column.role == "feature"]
    gaps = [f.is_null() for f in features if f is not None]
    if not gaps or not all(gap.any() for gap in gaps):
        return []
    empty = gaps[0]
    for gap in gaps[1:]:
        empty = empty & gap
    return empty.arg_true().to_list()
