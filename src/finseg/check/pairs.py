"""Do several columns say the same thing?

Dataset and settings in, `Redundancy` out: copies, exact sums, differences and ratios, near copies,
and groups of columns that measure one idea; with what is done about each, and why. Then the
findings that say so.

Which column is left out: of two copies the later one; of a sum the column that is named like a
remainder (`Avg_Open_To_Buy`), else the sum, since its parts say more. Never one to which the
settings give the role of a feature. An exact ratio is kept: it is no weighted sum of its parts, so
the distance between customers does not count it twice in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.check.rule import Rule, list_names, write_plural
from finseg.document.numbers import write_coefficient, write_fixed, write_percent
from finseg.maths.relations import (
    MOST_COLUMNS,
    Exact,
    Search,
    exact_copies,
    exact_relations,
    group_correlated_columns,
    pairwise_correlations,
)
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation, RelationKind
from finseg.settings import PrepareSettings, Redundant, Settings
from finseg.vocabulary.words import says, split_heading

SAME = 0.98  # correlation, in size, from which on two columns are one
ONE_IDEA = 0.8  # rank correlation, in size, of every two columns of a group
_SAMPLE = 5_000  # rows from which correlations are taken
_SEARCHES: tuple[Search, ...] = ("sums of two", "sums of three", "ratios")

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def find_redundancy(dataset: Dataset, settings: PrepareSettings) -> Redundancy:
    """Find the features that say what others say, and decide what is done about them.

    Returns
    -------
    Redundancy
        The same for any order of rows; which of two copies stays depends on the columns' order.

    Notes
    -----
    O(d²) for copies and groups from 5,000 rows, plus what `exact_relations` states; exact relations
    are verified on all rows.

    """
    table = _FeatureTable(dataset, settings)
    relations = [*_find_copies(table), *_find_sums_and_ratios(table), *_find_near_copies(table)]
    kept = [c.name for c in table.pool]
    groups = tuple(
        ColumnGroup(
            columns=tuple(kept[j] for j in members),
            agreement=least,
            weight=weight,
            shared=settings.redundant == "share",
        )
        for members, least, weight in group_correlated_columns(
            table.measure_rank_correlations(), ONE_IDEA
        )
    )
    return Redundancy(
        relations=tuple(relations), groups=groups, searched=len(table.features) <= MOST_COLUMNS
    )


class _FeatureTable:
    """The features that are clustered on, while relations are found among them."""

    def __init__(self, dataset: Dataset, settings: PrepareSettings) -> None:
        self.redundant = settings.redundant
        self.features = dataset.features
        self.pool = list(dataset.features)  # what is clustered on
        self.told: set[str] = set()  # exact relations are told once, also of what is kept
        self.dataset = dataset
        step = max(1, dataset.rows // _SAMPLE)
        few = dataset.table.select(c.name for c in self.pool).gather_every(step)
        ranks = few.select(pl.all().rank("average")).fill_null(float("nan"))
        self.pearson = pairwise_correlations(few.fill_null(float("nan")).to_numpy())
        self.spearman = pairwise_correlations(ranks.to_numpy())

    def find_places(self, columns: Sequence[Column]) -> list[int]:
        """Return where columns stand in the matrices."""
        order = {c.name: j for j, c in enumerate(self.features)}
        return [order[c.name] for c in columns]

    def select_columns(self, columns: Sequence[Column]) -> _DatasetRows:
        """Return the figures of some columns."""
        return _DatasetRows(self.dataset, [c.name for c in columns])

    def measure_rank_correlations(self) -> Floats:
        """Return the rank correlations of the features still clustered on; near copies count."""
        places = np.ix_(*[self.find_places(self.pool)] * 2)
        pearson, spearman = np.abs(self.pearson[places]), np.abs(self.spearman[places])
        return np.fmax(spearman, np.where(pearson >= SAME, pearson, 0.0))

    def list_similar_pairs(self) -> list[tuple[Column, Column, float]]:
        """Return the pairs of columns that are nearly one, with their |r|."""
        pool = self.list_open_columns()
        places = self.find_places(pool)
        both = np.fmax(np.abs(self.pearson), np.abs(self.spearman))
        return [
            (pool[a], pool[b], float(both[i, j]))
            for (a, i), (b, j) in combinations(enumerate(places), 2)
            if both[i, j] >= SAME
        ]

    def list_open_columns(self) -> list[Column]:
        """Return the columns among which relations are still looked for."""
        return [c for c in self.pool if c.name not in self.told]


class _DatasetRows:
    """Figures of a dataset as `maths.relations` asks for them: all rows only where they are needed.

    As an array a million rows of ten columns take 80 MB.
    """

    def __init__(self, dataset: Dataset, names: Sequence[str]) -> None:
        self.table = dataset.table.select(names)

    @property
    def shape(self) -> tuple[int, int]:
        return self.table.shape

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, rows: slice | Integers) -> Floats:
        some = self.table[rows]
        return some.fill_null(float("nan")).to_numpy(order="fortran")

    @cache  # noqa: B019 - lives as long as the search
    def whole(self) -> Floats:
        return self[:]


def _find_copies(table: _FeatureTable) -> Iterator[Relation]:
    """Find columns that are one up to unit and origin."""
    pairs = [(a, b) for a, b, _ in table.list_similar_pairs() if not (a.derived or b.derived)]
    places = (tuple(table.find_places(pair)) for pair in pairs)
    found = exact_copies(table.select_columns(table.features), ((i, j) for i, j in places))
    for exact in found:
        first, second = table.features[exact.terms[0][0]], table.features[exact.column]
        if {first.name, second.name} & table.told:
            continue  # told with another twin
        slope, offset = exact.slope, exact.offset
        if second.given and not first.given:  # the line read backwards
            first, second, slope, offset = second, first, 1 / slope, -offset / slope
        yield _decide_relation(
            table,
            kind="copy",
            column=second,
            parts=(first,),
            formula=_write_linear_formula(f"`{first.name}`", slope, offset),
            share=exact.share,
            why="of two copies the later one",
        )


def _find_sums_and_ratios(table: _FeatureTable) -> Iterator[Relation]:
    """Find exact sums, then ratios, among what is left."""
    for search in _SEARCHES:
        pool = [c for c in table.list_open_columns() if not c.derived]
        for exact in exact_relations(table.select_columns(pool), search):
            members = [pool[j] for j in sorted(exact.members)]
            if any(c.name in table.told for c in members):
                continue  # told by a simpler relation
            yield _relate_computed_column(table, exact, pool)


def _relate_computed_column(table: _FeatureTable, exact: Exact, pool: Sequence[Column]) -> Relation:
    whole = pool[exact.column]
    terms = [(pool[j], sign) for j, sign in exact.terms]
    if exact.below is not None:
        below = pool[exact.below]
        above = _write_signed_sum(terms)
        above = f"({above})" if len(terms) > 1 else above
        return _decide_relation(
            table,
            kind="ratio",
            column=whole,
            parts=(*(c for c, _ in terms), below),
            formula=_write_linear_formula(f"{above} / `{below.name}`", exact.slope, exact.offset),
            share=exact.share,
            why="a ratio is no sum of its parts",
        )
    plain = exact.slope == 1 and exact.offset == 0
    rest = (
        [c for c, sign in terms if sign > 0 and _find_remainder_word(c) and not c.given]
        if plain
        else []
    )
    if rest and not _find_remainder_word(whole):
        (one,) = rest[:1]
        others = [(c, -sign) for c, sign in terms if c != one]
        turned = [(whole, 1), *others]
        why = f"named like a remainder (`{_find_remainder_word(one)}`)"
        return _decide_relation(
            table,
            kind="sum",
            column=one,
            parts=tuple(c for c, _ in turned),
            formula=_write_signed_sum(turned),
            share=exact.share,
            why=why,
            subtracted=[c for c, sign in turned if sign < 0],
        )
    inner = _write_signed_sum(terms)
    return _decide_relation(
        table,
        kind="sum",
        column=whole,
        parts=tuple(c for c, _ in terms),
        formula=inner if plain else _write_linear_formula(f"({inner})", exact.slope, exact.offset),
        share=exact.share,
        why="its parts say more than the sum",
        subtracted=[c for c, sign in terms if sign * exact.slope < 0],
    )


def _find_near_copies(table: _FeatureTable) -> Iterator[Relation]:
    for first, second, r in table.list_similar_pairs():
        if {first.name, second.name} & table.told:
            continue
        turned = second.given and not first.given
        stays, follows = (second, first) if turned else (first, second)
        yield _decide_relation(
            table,
            kind="near copy",
            column=follows,
            parts=(stays,),
            formula=f"`{stays.name}`",
            share=r,
            why="of two near copies the later one",
        )


def _decide_relation(
    table: _FeatureTable,
    *,
    kind: RelationKind,
    column: Column,
    parts: tuple[Column, ...],
    formula: str,
    share: float,
    why: str,
    subtracted: Sequence[Column] = (),
) -> Relation:
    """Decide by the settings; a column that is left out takes no further part."""
    out, why = _decide_exclusion(table.redundant, kind, column, why)
    if out:
        table.pool.remove(column)
    if kind != "ratio":
        table.told.add(column.name)
    return Relation(
        kind=kind,
        column=column.name,
        parts=tuple(c.name for c in parts),
        formula=formula,
        share=share,
        left_out=out,
        why=why,
        subtracted=tuple(c.name for c in subtracted),
    )


def _decide_exclusion(
    redundant: Redundant, kind: RelationKind, column: Column, why: str
) -> tuple[bool, str]:
    if kind == "ratio":
        return False, why
    if column.given:
        return False, "the settings make it a feature"
    if redundant == "keep":
        return False, 'redundant = "keep" in [prepare]'
    if kind == "near copy" and redundant != "leave out":
        shared = redundant == "share"
        return False, "shares the weight of its idea" if shared else "it is not exactly the same"
    return True, why


def _find_remainder_word(column: Column) -> str:
    return says(split_heading(column.original), "remainder")


def _write_signed_sum(terms: Sequence[tuple[Column, int]]) -> str:
    """Write a sum: `a` + `b` − `c`, beginning with a plus where there is one."""
    ordered = sorted(terms, key=lambda term: term[1] < 0)
    text = " ".join(f"{'+' if sign > 0 else '−'} `{c.name}`" for c, sign in ordered)
    return text.removeprefix("+ ")


def _write_linear_formula(text: str, slope: float, offset: float) -> str:
    if slope == -1 and offset:
        return f"{write_coefficient(offset)} − {text}"
    out = text if slope == 1 else f"{write_coefficient(slope)} × {text}"
    if offset:
        out += f" {'+' if offset > 0 else '−'} {write_coefficient(abs(offset))}"
    return out


# What is said about it.


def report_redundancy(redundancy: Redundancy, dataset: Dataset) -> Iterator[Finding]:
    """Say what was found and what is done about it."""
    for relation in redundancy.relations:
        yield _describe_relation(relation, dataset)
    for group in redundancy.groups:
        yield _describe_idea_group(group)
    if not redundancy.searched:
        yield Finding(
            code="D046",
            severity="note",
            column="",
            count=len(dataset.features),
            message=f"more than {MOST_COLUMNS} features: exact sums and ratios are not looked for",
            action="copies and groups are; give computed columns a role in [read.roles]",
        )


def _describe_relation(relation: Relation, dataset: Dataset) -> Finding:
    rows = f"in {write_percent(relation.share)} of the rows"
    if relation.left_out:
        action = f"not clustered on, but described: {relation.why}"
    else:
        action = (
            f"kept ({relation.why}); see `redundant` in [prepare], and its share of the distance"
        )
    match relation.kind:
        case "near copy":
            return Finding(
                code="D040",
                severity="warn",
                column=relation.column,
                count=dataset.rows,
                message=f"says nearly the same as {relation.formula} "
                f"(correlation {write_fixed(relation.share, 3)}, plain or of ranks)",
                action=action,
            )
        case "sum":
            return Finding(
                code="D041",
                severity="warn",
                column=relation.column,
                count=dataset.rows,
                message=f"is {relation.formula} {rows}",
                action=action,
            )
        case "copy":
            return Finding(
                code="D042",
                severity="warn",
                column=relation.column,
                count=dataset.rows,
                message=f"is {relation.formula} {rows}",
                action=action,
            )
        case "ratio":
            return Finding(
                code="D043",
                severity="note",
                column=relation.column,
                count=dataset.rows,
                message=f"is {relation.formula} {rows}",
                action=f'kept: {relation.why}; the role "descriptor" leaves it out',
            )


def _describe_idea_group(group: ColumnGroup) -> Finding:
    if group.shared:
        action = 'they share the weight of one column (redundant = "share")'
    else:
        action = 'kept; redundant = "share" in [prepare] gives the idea the weight of one column'
    return Finding(
        code="D044",
        severity="warn",
        column="",
        count=len(group.columns),
        message=f"{list_names(group.columns)} rise and fall together (correlation from "
        f"{write_fixed(group.agreement, 2)}, of ranks or nearly 1 plain): one idea that counts like "
        f"{write_fixed(group.weight, 1)} columns",
        action=action,
    )


def report_derived_ratios(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the ratios that can be derived from the columns that are there."""
    for column in dataset.columns:
        if not column.derived:
            continue
        without = write_plural(column.missing, "row")
        used = "clustered on" if column.role == "feature" else "described, not clustered on"
        yield Finding(
            code="D045",
            severity="note",
            column=column.name,
            count=dataset.rows - column.missing,
            message=f"derived: {column.follows}"
            + (f"; {without} without, as a part is missing or divides by 0" * bool(column.missing)),
            action=f'{used}; ratios = "cluster", "describe" or "none" in [prepare]',
        )


PAIR_RULES: tuple[Rule, ...] = (report_derived_ratios,)
