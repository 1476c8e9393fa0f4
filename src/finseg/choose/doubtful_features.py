"""Where would other features make other segments, so that the bank has to say which it means?

The table and its features in, at most three `Question`s out. Which categories and flags say what
customers do is seen by their heading, their levels or their kin, and may be wrong. A block of such
columns is asked about where the groups of some customers with it hardly agree with those without
it. Nothing is measured where no column is in doubt, nor of what the settings answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from finseg.settings import Settings
from finseg.vocabulary.words import Vocabulary, load_vocabulary, split_heading

ROWS = 2_000  # customers whose groups are compared
SAME = 0.6  # agreement from which on the groups are much the same, and nothing is asked
_READ_ROWS = 20_000  # of which these are taken
_FEWEST_ROWS = 100
_GROUPS = 4  # into which they are divided, where no number is given
_STARTS = 5
_SEED = (EVIDENCE_SEED, 11)  # its own, as each part of the evidence has
_WEIGHT = 10.0  # of a question whose answer would change the segments altogether
_FLAGS = 2  # columns of 0 and 1 that may be products held; one alone may be anything
_MOST_LEVELS = 12  # of a category that might be clustered on
_SHARED = 2  # levels that the columns of one block have in common
# What says who somebody is, where, when, or what became of them, is never clustered on by itself.
_SETTLED = ("demographic", "place", "calendar", "campaign", "outcome", "decision", "coded", "code")

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
    Five starts of k-means on 2,000 customers, once for the table as it is and once per block.

    """
    blocks = find_doubtful_blocks(read, known_words)
    if not blocks or read.rows < _FEWEST_ROWS:
        return ()
    few = read.thin_rows(_READ_ROWS)
    now, names = _prepare(few, settings)
    if not names:
        return ()
    trial = _Trial(
        few=few,
        rows=sample_rows(now, names, size=ROWS, seed=EVIDENCE_SEED),
        k=settings.choose.k or _GROUPS,
        settings=settings,
    )
    labels = trial.divide(now)
    found = [q for block in blocks if (q := _ask_about_block(block, trial, labels)) is not None]
    return tuple(sorted(found, key=lambda question: -question.weight))


def find_doubtful_blocks(read: Dataset, known_words: Vocabulary | None = None) -> list[Block]:
    """Find the columns of which it is in doubt whether they are features, block by block."""
    vocabulary = known_words or load_vocabulary()
    open_ = [c for c in read.columns if not (c.given or c.derived or c.follows)]
    used = [c for c in open_ if c.role == "feature" and c.reason_code == "used"]
    blocks = [Block(kind="used", columns=part) for part in _find_kin(read, used)]
    left = [
        c
        for c in open_
        if c.role == "descriptor"
        and not c.reason_code
        and c.quantity == "none"
        and not any(vocabulary.says(split_heading(c.original), kind) for kind in _SETTLED)
    ]
    levels = {c.name: _list_levels(read, c) for c in left if c.kind == "category"}
    flags = tuple(name for name, own in levels.items() if own == {"0", "1"})
    if len(flags) >= _FLAGS:
        blocks.append(Block(kind="flags", columns=flags))
    words = tuple(
        name
        for name, own in levels.items()
        if 2 <= len(own) <= _MOST_LEVELS and not all(map(_is_number, own))
    )
    if words:
        blocks.append(Block(kind="categories", columns=words))
    return blocks


def _list_levels(read: Dataset, column: Column) -> set[str]:
    values = read.table[column.name].cast(pl.String).str.strip_chars().str.to_lowercase()
    return set(values.drop_nulls().unique())


def _is_number(level: str) -> bool:
    return level.lstrip("-").replace(".", "", 1).isdigit()


def _find_kin(read: Dataset, used: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    """Put the columns with levels in common together, and those without kin into one block."""
    levels = {c.name: _list_levels(read, c) for c in used}
    parts: list[list[str]] = []
    for name, own in levels.items():
        kin = [p for p in parts if any(len(own & levels[n]) >= _SHARED for n in p)]
        parts = [p for p in parts if p not in kin]
        parts.append([*(n for part in kin for n in part), name])
    alone = {part[0] for part in parts if len(part) == 1}
    order = list(levels)
    for part in parts:
        if len(part) > 1:
            yield tuple(sorted(part, key=order.index))
    if alone:
        yield tuple(name for name in order if name in alone)


def _prepare(few: Dataset, settings: Settings) -> tuple[Floats, tuple[str, ...]]:
    """Prepare the features as a study does; nothing where there are none."""
    dataset = add_derived_columns(few, settings.prepare)
    redundancy = find_redundancy(dataset, settings.prepare)
    dataset = redundancy.apply_to_dataset(dataset)
    try:
        recipe = learn_recipe(dataset, settings.prepare, redundancy.find_shared_weights())
    except NoFeatureError:
        return np.empty((few.rows, 0)), ()
    return apply_recipe(recipe, dataset.build_matrix()), recipe.columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trial:
    """Some customers, and how they are divided with other features."""

    few: Dataset
    rows: Places
    k: int
    settings: Settings

    def divide(self, prepared: Floats) -> Places | None:
        """Divide the customers; None where too few of them differ."""
        x = np.asarray(prepared[self.rows], np.float64)
        if x.shape[1] == 0 or len(np.unique(x, axis=0)) <= self.k:
            return None
        rng = np.random.default_rng(_SEED)
        centres = fit_table(x, self.k, starts=_STARTS, warm=[], rng=rng)
        return label_nearest_centres(x, centres)

    def divide_otherwise(self, block: Block) -> Places | None:
        """Divide the same customers with the block in the other role."""
        columns = [
            replace(c, role=block.other_role) if c.name in block.columns else c
            for c in self.few.columns
        ]
        prepared, _ = _prepare(replace(self.few, columns=tuple(columns)), self.settings)
        return self.divide(prepared)


def _ask_about_block(block: Block, trial: _Trial, labels: Places | None) -> Question | None:
    other = trial.divide_otherwise(block)
    if other is None or labels is None:
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
        customers=Customers(len(trial.rows), "customer"),
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
