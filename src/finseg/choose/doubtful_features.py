"""Where would other features make other segments, so that the bank has to say which it means?

The table and its features in, at most three `Question`s out. Which categories and flags say what
customers do is seen by their heading, their levels or their kin, and may be wrong. A block of such
columns is asked about where the groups of some customers with it hardly agree with those without
it. A block is one column, or several that are kin: they share levels, or their headings a word or
what they name. Strangers are never in one question. Only the three largest blocks are tried, so
that a survey of many batteries costs no more than one of a few. Nothing is measured where no
column is in doubt, nor of what the settings answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from finseg.check.pairs import find_redundancy
from finseg.choose.choice import EVIDENCE_SEED
from finseg.choose.sample import sample_rows
from finseg.derive import add_derived_columns
from finseg.document.said import Count, Customers, Number, Text, say
from finseg.errors import NoFeatureError
from finseg.maths.agreement import compare_groupings
from finseg.maths.arrays import Floats, Places
from finseg.maths.nearest import label_nearest_centres
from finseg.maths.resampling import fit_table
from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.dataset import Column, Dataset, Role
from finseg.records.question import Answer, Change, Question, Stakes
from finseg.records.redundancy import Redundancy
from finseg.settings import Settings
from finseg.understand.table_roles.used import DESCRIBING
from finseg.vocabulary.missing_values import load_levels_of_any_question
from finseg.vocabulary.words import Vocabulary, load_vocabulary, split_heading

ROWS = 2_000  # customers whose groups are compared
SAME = 0.6  # agreement from which on the groups are much the same, and nothing is asked
MOST_TRIED = 3  # blocks, each of which is one more clustering
_LOOKED_AT = 20_000  # customers of whom these are taken
_FEWEST_ROWS = 100
_GROUPS = 4  # into which they are divided, where no number is given
_STARTS = 5
_SEED = (EVIDENCE_SEED, 11)  # its own, as each part of the evidence has
_WEIGHT = 10.0  # of a question whose answer would change the segments altogether
_FLAGS = 2  # columns of 0 and 1 that may be products held; one alone may be anything
_MOST_LEVELS = 12  # of a category that might be clustered on
_SHARED = 2  # levels that the columns of one block have in common
# What only describes is never clustered on by itself, nor what the law protects, nor codes.
_SETTLED = (*DESCRIBING, "protected", "coded", "code")
# What flags name that are kin: whether somebody holds or uses it.
_HELD = ("used", "savings", "balance", "investment", "loan", "debt", "premium", "limit")

_Kind = Literal["used", "flags", "categories"]
_WHY: dict[_Kind, tuple[str, str]] = {
    "used": (
        "it is clustered on, since it seems to say what customers use, hold or answer",
        "they are clustered on, since they seem to say what customers use, hold or answer",
    ),
    "flags": (
        "it is 0 or 1, which may be a product or a service, or say who somebody is",
        "they are 0 or 1, which may be products and services, or say who somebody is",
    ),
    "categories": (
        "it only describes, since nothing shows that it says what customers do",
        "they only describe, since nothing shows that they say what customers do",
    ),
}
_CLUSTER: Text = "it says what customers do, have or answer: cluster on it"
_DESCRIBE: Text = "it does not: describe the segments by it, no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Columns that are in doubt together."""

    kind: _Kind
    columns: tuple[str, ...]

    @property
    def role(self) -> Role:
        """What they are now."""
        return "feature" if self.kind == "used" else "descriptor"

    @property
    def other_role(self) -> Role:
        """What they might be."""
        return "descriptor" if self.kind == "used" else "feature"


def ask_about_features(
    read: Dataset, settings: Settings, known_words: Vocabulary | None = None
) -> tuple[Question, ...]:
    """Ask about the blocks of columns that decide what the segments are, the weightiest first.

    Parameters
    ----------
    read : Dataset
        The table as it was read and cleaned, before columns are derived.
    settings : Settings
        How features are prepared, and the number of segments where one is given.
    known_words : Vocabulary, optional
        Word lists for the headings, in place of the bundled ones.

    Notes
    -----
    Five starts of k-means on 2,000 customers, once for the table as it is and once for each of
    three blocks at most, the largest; which columns say the same is found once.

    """
    blocks = find_doubtful_blocks(read, known_words)
    if not blocks or read.rows < _FEWEST_ROWS:
        return ()
    blocks = sorted(blocks, key=lambda block: -len(block.columns))[:MOST_TRIED]
    few = _take_few(read, {name for block in blocks for name in block.columns})
    trial = _Trial(
        few=few,
        redundancy=_find_redundancy(few, blocks, settings),
        k=settings.choose.k or _GROUPS,
        settings=settings,
    )
    labels = trial.divide(few)
    if labels is None:
        return ()
    found = [q for block in blocks if (q := _ask_about_block(block, trial, labels)) is not None]
    return tuple(sorted(found, key=lambda question: -question.weight))


def _take_few(read: Dataset, names: set[str]) -> Dataset:
    """Take some customers, the same for every order of rows, and none twice."""
    some = read.thin_rows(_LOOKED_AT)
    columns = sorted(c.name for c in some.columns if c.role == "feature" or c.name in names)
    codes = some.table.select(
        column if column.dtype.is_numeric() else column.cast(pl.String).rank("dense")
        for column in some.table.select(columns)
    ).cast(pl.Float64)
    matrix = codes.fill_null(np.nan).to_numpy()
    return some.take_rows(sample_rows(matrix, tuple(columns), size=ROWS, seed=EVIDENCE_SEED))


def _find_redundancy(few: Dataset, blocks: Iterable[Block], settings: Settings) -> Redundancy:
    """Find what says the same among all that may be clustered on."""
    every = few
    for block in blocks:
        every = _give_role(every, block, "feature")
    return find_redundancy(add_derived_columns(every, settings.prepare), settings.prepare)


def _give_role(dataset: Dataset, block: Block, role: Role) -> Dataset:
    columns = (replace(c, role=role) if c.name in block.columns else c for c in dataset.columns)
    return replace(dataset, columns=tuple(columns))


def find_doubtful_blocks(read: Dataset, known_words: Vocabulary | None = None) -> list[Block]:
    """Find the columns of which it is in doubt whether they are features, block by block."""
    vocabulary = known_words or load_vocabulary()
    open_ = [c for c in read.columns if not (c.given or c.derived or c.follows)]
    used = [c for c in open_ if c.role == "feature" and c.reason_code == "used"]
    headings = {c.name: split_heading(c.original) for c in open_}
    own = {c.name: _list_levels(read, c) for c in used}
    parts = _find_kin(own, lambda a, b: own[a] == own[b] or _share_levels(own[a], own[b]))
    blocks = [Block(kind="used", columns=part) for part in parts]
    left = [
        c
        for c in open_
        if c.role == "descriptor"
        and not c.reason_code
        and c.quantity == "none"
        and not any(vocabulary.says(headings[c.name], kind) for kind in _SETTLED)
    ]
    levels = {c.name: _list_levels(read, c) for c in left if c.kind == "category"}
    flags = [name for name, own in levels.items() if own == {"0", "1"}]
    held = {n for n in levels if any(vocabulary.says(headings[n], kind) for kind in _HELD)}

    def say_alike(one: str, other: str) -> bool:
        ends = [{(words := headings[n].split())[0], words[-1]} for n in (one, other)]
        return {one, other} <= held or not ends[0].isdisjoint(ends[1])

    def are_kin(one: str, other: str) -> bool:
        alike = levels[one] == levels[other] and say_alike(one, other)
        return alike or _share_levels(levels[one], levels[other])

    if len(flags) >= _FLAGS:
        blocks += [Block(kind="flags", columns=part) for part in _find_kin(flags, say_alike)]
    words = [
        name
        for name, own in levels.items()
        if 2 <= len(own) <= _MOST_LEVELS and not all(map(_is_number, own))
    ]
    return blocks + [Block(kind="categories", columns=part) for part in _find_kin(words, are_kin)]


def _list_levels(read: Dataset, column: Column) -> set[str]:
    values = read.table[column.name].cast(pl.String).str.strip_chars().str.to_lowercase()
    return set(values.drop_nulls().unique())


def _is_number(level: str) -> bool:
    return level.lstrip("-").replace(".", "", 1).isdigit()


def _share_levels(one: set[str], other: set[str]) -> bool:
    """Tell whether two columns share levels that not any question has."""
    return len((one & other) - load_levels_of_any_question()) >= _SHARED


def _find_kin(
    names: Iterable[str], are_kin: Callable[[str, str], bool]
) -> Iterator[tuple[str, ...]]:
    """Put the columns that are kin together, in their order; the others each stay alone."""
    order = list(names)
    parts: list[list[str]] = []
    for name in order:
        kin = [part for part in parts if any(are_kin(name, other) for other in part)]
        parts = [part for part in parts if part not in kin]
        parts.append([*(other for part in kin for other in part), name])
    for part in parts:
        yield tuple(sorted(part, key=order.index))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trial:
    """Some customers, and how they are divided with other features."""

    few: Dataset
    redundancy: Redundancy
    k: int
    settings: Settings

    def divide(self, dataset: Dataset) -> Places | None:
        """Divide the customers; None where too few of them differ, or nothing tells them apart."""
        x = _prepare(dataset, self.redundancy, self.settings)
        if x.shape[1] == 0 or len(np.unique(x, axis=0)) <= self.k:
            return None
        rng = np.random.default_rng(_SEED)
        centres = fit_table(x, self.k, starts=_STARTS, warm=[], rng=rng)
        return label_nearest_centres(x, centres)


def _prepare(few: Dataset, redundancy: Redundancy, settings: Settings) -> Floats:
    """Prepare the features as a study does; no column where there are none."""
    dataset = redundancy.apply_to_dataset(add_derived_columns(few, settings.prepare))
    there = {c.name for c in dataset.features}
    groups = tuple(
        replace(group, columns=tuple(c for c in group.columns if c in there))
        for group in redundancy.groups
        if not there.isdisjoint(group.columns)
    )
    weights = replace(redundancy, groups=groups).find_shared_weights()
    try:
        recipe = learn_recipe(dataset, settings.prepare, weights)
    except NoFeatureError:
        return np.empty((few.rows, 0))
    return np.asarray(apply_recipe(recipe, dataset.build_matrix()), np.float64)


def _ask_about_block(block: Block, trial: _Trial, labels: Places) -> Question | None:
    other = trial.divide(_give_role(trial.few, block, block.other_role))
    if other is None:
        return None
    agreement = compare_groupings(labels, other)
    if agreement >= SAME:
        return None
    one, several = _WHY[block.kind]
    evidence = say(
        "with and without {them}, {k} groups of {customers} agree by {agreement} only (1: they are "
        "the same; 0: no more than by chance)",
        them="it" if len(block.columns) == 1 else "them",
        k=Count(trial.k),
        customers=Customers(trial.few.rows, "customer"),
        agreement=Number(max(agreement, 0.0), 2),
    )
    meanings = {"feature": _CLUSTER, "descriptor": _DESCRIBE}
    return Question(
        topic="features",
        columns=block.columns,
        answers=tuple(
            Answer(
                meaning=meanings[role],
                changes=tuple(
                    Change(path=("read", "roles", name), value=role) for name in block.columns
                ),
            )
            for role in (block.role, block.other_role)
        ),
        evidence=(one if len(block.columns) == 1 else several, evidence),
        stakes=Stakes(segments=True),
        weight=_WEIGHT * (1 - max(agreement, 0.0)),
    )
