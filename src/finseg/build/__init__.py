"""How do orders, months or accounts become customers?

A file or table whose rows are no customers in; out come a `Dataset` with one row per customer and
`Built`, the account of the rows. `build_again` builds new rows by the recipe of a model, so that
they are scored as the customers of the study were.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from finseg.build.in_parts import build_in_parts, can_be_built_in_parts
from finseg.build.join import join_again, join_customers
from finseg.build.plan import Plan, plan_building
from finseg.build.rfm import add_rfm
from finseg.build.table import build_table
from finseg.errors import AsOfError, MissingColumnError, WrongColumnsError
from finseg.read import read_any
from finseg.read.pieces import find_large_file, open_sample
from finseg.records.building import BuildRecipe, Built
from finseg.records.dataset import Dataset, Kind
from finseg.records.reading import Habit
from finseg.settings import Settings
from finseg.understand import read_columns
from finseg.understand.columns import apply_settings_to_made, understand
from finseg.vocabulary.words import Vocabulary

__all__ = [
    "build_again",
    "list_needed_columns",
    "read_and_build",
]


def read_and_build(
    source: object,
    settings: Settings,
    known_words: Vocabulary | None = None,
    today: date | None = None,
) -> tuple[Dataset, Built]:
    """Read rows that are no customers, and build one row per customer.

    Parameters
    ----------
    source : path, text, list of them, or a table in memory
        As for `finseg.understand.read_source`.
    settings : Settings
        [build] says whose rows they are, [read] how they are read and up to which day is counted.
    known_words : Vocabulary, optional
        Word lists for the headings, in place of the bundled ones.
    today : date, optional
        Where it is given, what is dated later is no as-of date by itself.

    Raises
    ------
    MissingColumnError
        If the settings name a column that is neither in the table nor made.
    UsageError
        If each row has another customer.
    DataError
        If the file cannot be read.

    """
    rows, plan, (dataset, built) = _build_rows(source, settings, known_words, today)
    undecided = tuple((d.column, d.examples) for d in rows.dates if not d.form)
    built = replace(built, unused=plan.unused, currencies=plan.currencies, undecided=undecided)
    if settings.build.rfm:
        dataset, built = add_rfm(dataset, built)
    known = {*rows.table.columns, *(c.original for c in rows.columns)}
    if settings.build.customers:
        dataset, built, table = join_customers(dataset, built, settings, known_words)
        known |= {*table.table.columns, *(c.original for c in table.columns)}
    _require_made_features(settings.prepare.named_features, dataset, built.recipe, known)
    made = apply_settings_to_made(
        dataset, settings.read, settings.understand, known, settings.prepare.named_features
    )
    return made, built


def _build_rows(
    source: object, settings: Settings, known_words: Vocabulary | None, today: date | None
) -> tuple[Dataset, Plan, tuple[Dataset, Built]]:
    """Read and build; a large file of events piece by piece, planned by a sample of its rows."""
    large = find_large_file(source)
    if large is not None:
        with open_sample(large) as sample:
            rows, plan = _plan_rows(sample, settings, known_words)
        if can_be_built_in_parts(rows, plan.recipe):
            kinds: dict[str, Kind] = dict.fromkeys(rows.table.columns, "text")
            kinds |= _list_kinds(plan.recipe)
            made = build_in_parts(large, rows, plan.recipe, settings, kinds, today)
            if made is not None:
                return rows, plan, made
        del rows, plan
    rows, plan = _plan_rows(source, settings, known_words)
    return rows, plan, build_table(rows, plan.recipe, settings.read.as_of, today=today)


def _plan_rows(
    source: object, settings: Settings, known_words: Vocabulary | None
) -> tuple[Dataset, Plan]:
    raw = read_any(source, settings.read)
    rows = understand(raw, settings.read, known_words, settings.understand, more=True)
    return rows, plan_building(rows, settings.build, known_words)


def _require_made_features(
    features: Sequence[str], dataset: Dataset, recipe: BuildRecipe, known: Collection[str]
) -> None:
    """Refuse to cluster on a column that the rows have and their customers have not."""
    there = dataset.table.columns
    for name in features:
        if name in there or name not in known:
            continue
        made = [f"`{column}`" for column in there if name in column]
        raise MissingColumnError(
            f"`{name}` is a column of the {recipe.nouns}: a customer has several of them",
            where="settings, [prepare] features",
            fix=f"name a column that is made of it: {', '.join(made) or 'finseg check lists them'}",
        )


def build_again(
    source: object,
    settings: Settings,
    recipe: BuildRecipe,
    habits: tuple[Habit, ...] = (),
    as_of: str = "",
    customers: object = None,
    needed: Sequence[str] = (),
    today: date | None = None,
) -> tuple[Dataset, Built]:
    """Build customers of other rows, by the recipe of a model.

    `customers` is the table that is joined by their id, where the model needs (`needed`) columns
    of it.

    Raises
    ------
    WrongColumnsError
        If a column is missing, or has values of another kind.
    AsOfError
        If `as_of` is no date.

    """
    if as_of:
        require_date(as_of)
    rows = read_columns(source, settings, _list_kinds(recipe), (), "", habits)
    _require_numbers(rows, recipe)
    there = tuple(c for c in recipe.carried if c.column in rows.table.columns)
    recipe = replace(recipe, carried=there)
    dataset, built = build_table(rows, recipe, as_of, again=True, today=today)
    return join_again(dataset, built, settings, customers, needed)


def _require_numbers(rows: Dataset, recipe: BuildRecipe) -> None:
    """Require the columns that are read as ids: whose a row is, and which order it belongs to."""
    tells = {recipe.per: "whose a row is"}
    if recipe.number:
        tells[recipe.number] = f"which {recipe.noun} a row belongs to"
    for name, what in tells.items():
        if name not in rows.table.columns:
            raise WrongColumnsError(
                f"the table lacks the column `{name}`, which says {what}",
                where=rows.source.name,
                fix="add it, or give the column that holds it this name",
            )


def require_date(text: str) -> None:
    """Refuse what is no ISO date."""
    try:
        date.fromisoformat(text)
    except ValueError as cause:
        raise AsOfError(f"no such date: {text!r}", fix="write it as 2026-03-31") from cause


def list_needed_columns(recipe: BuildRecipe) -> tuple[str, ...]:
    """Return the columns that other rows must have."""
    may_lack = {recipe.once, *(c.column for c in recipe.carried if c.kind == "text")}
    may_lack -= {recipe.number}
    return tuple(name for name in _list_kinds(recipe) if name not in may_lack)


def _list_kinds(recipe: BuildRecipe) -> Mapping[str, Kind]:
    """Return the columns that the recipe needs, and how they are read."""
    kinds: dict[str, Kind] = {recipe.per: "text"}
    own = [figure.column for figure in recipe.figures]
    kinds |= dict.fromkeys((*(recipe.times or ()), *(own[1:] if recipe.times else own)), "number")
    # Numbers of orders are ids, so that they are masked as these are.
    kinds |= dict.fromkeys(filter(None, (recipe.number, recipe.once)), "text")
    kinds |= dict.fromkeys(filter(None, (recipe.date, recipe.currency_column)), "category")
    kinds |= {column.column: "category" for column in recipe.levels}
    kinds |= {name: "category" for name in recipe.compared if name not in kinds}
    return kinds | {
        c.column: c.kind  # text, as of dates that are kept, may be missing
        for c in recipe.carried
    }
