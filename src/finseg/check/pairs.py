"""Do several columns say the same thing?

Dataset and settings in, `Redundancy` out: copies, exact sums, differences and ratios, near copies,
and groups of columns that measure one idea; with what is done about each, and why. And that in,
findings out.

Which column is left out: of two copies the later one; of a sum the column that is named like a
remainder (`Avg_Open_To_Buy`), else the sum, since its parts say more. Never one to which the
settings give the role of a feature. An exact ratio is kept: it is no weighted sum of its parts, so
the distance between customers does not count it twice in full. Unless it is one of debt to income
or the like: those that finseg derives itself are described, and those of the file alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from finseg.check.dataset_rows import DatasetRows
from finseg.check.idea_groups import group_ideas
from finseg.check.level_copies import find_level_copies
from finseg.check.long_sums import find_long_sums
from finseg.check.rule import Rule
from finseg.document.said import (
    Coefficient,
    ColumnName,
    Count,
    Customers,
    Names,
    Number,
    Said,
    Share,
    Text,
    as_said,
    clause,
    join_said,
    say,
)
from finseg.maths.arrays import Floats
from finseg.maths.relations import (
    MOST_COLUMNS,
    Exact,
    Search,
    exact_copies,
    exact_relations,
    pairwise_correlations,
)
from finseg.records.dataset import Column, Dataset
from finseg.records.finding import Finding, make_finding
from finseg.records.redundancy import ColumnGroup, Redundancy, Relation, RelationKind
from finseg.settings import PrepareSettings, Redundant, Settings
from finseg.vocabulary.words import says, split_heading

SAME = 0.98  # correlation, in size, from which on two columns are one
_SAMPLE = 5_000  # rows from which correlations are taken
_DESCRIBED = "its parts are clustered on, and such ratios only described"
_SHARING: tuple[Redundant, ...] = ("share", "share copies")
_SEARCHES: tuple[Search, ...] = ("sums of two", "sums of three", "ratios")


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
    relations = [
        *_find_copies(table),
        *_find_sums_and_ratios(table),
        *_find_long_sums(table),
        *_find_near_copies(table),
    ]
    kept = [c.name for c in table.pool]
    groups = tuple(group_ideas(kept, table.measure_rank_correlations(), settings.redundant))
    if settings.redundant in _SHARING:
        given = {c.name for c in table.features if c.given}
        relations = [_tell_if_shared(r, groups, given) for r in relations]
    return Redundancy(
        relations=tuple(relations),
        groups=(*groups, *find_level_copies(dataset, settings)),
        searched=len(table.features) <= MOST_COLUMNS,
    )


class _FeatureTable:
    """The features that are clustered on, while relations are found among them."""

    def __init__(self, dataset: Dataset, settings: PrepareSettings) -> None:
        self.redundant = settings.redundant
        self.clusters_on_ratios = settings.ratios == "cluster"
        # Whether somebody has a loan is no copy of the loan, with whose blanks it goes.
        # The levels of a category exclude each other by nature.
        self.features = tuple(
            c for c in dataset.features if c.reason_code != "held" and not c.category
        )
        self.pool = list(self.features)  # what is clustered on
        self.related: set[str] = set()  # each column follows from others in one relation only
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

    def select_columns(self, columns: Sequence[Column]) -> DatasetRows:
        """Return the values of some columns."""
        return DatasetRows(self.dataset, [c.name for c in columns])

    def measure_rank_correlations(self) -> Floats:
        """Return the rank correlations, in size, of the features still clustered on."""
        places = np.ix_(*[self.find_places(self.pool)] * 2)
        return np.abs(self.spearman[places])

    def list_similar_pairs(self) -> list[tuple[Column, Column, float]]:
        """Return the pairs of columns that are nearly one, with their |r|."""
        pool = self.list_open_columns()
        places = np.ix_(*[self.find_places(pool)] * 2)
        both = np.fmax(np.abs(self.pearson[places]), np.abs(self.spearman[places]))
        return [
            (pool[i], pool[j], float(both[i, j]))
            for i, j in np.argwhere(np.triu(both >= SAME, 1)).tolist()
        ]

    def list_open_columns(self) -> list[Column]:
        """Return the columns among which relations are still looked for."""
        return [c for c in self.pool if c.name not in self.related]


def _find_copies(table: _FeatureTable) -> Iterator[Relation]:
    """Find columns that are one up to unit and origin."""
    pairs = [(a, b) for a, b, _ in table.list_similar_pairs() if not (a.derived or b.derived)]
    places = (tuple(table.find_places(pair)) for pair in pairs)
    found = exact_copies(table.select_columns(table.features), ((i, j) for i, j in places))
    for exact in found:
        first, second = table.features[exact.terms[0][0]], table.features[exact.column]
        if {first.name, second.name} & table.related:
            continue  # it is a copy of another one already
        slope, offset = exact.slope, exact.offset
        if second.given and not first.given:  # the line read backwards
            first, second, slope, offset = second, first, 1 / slope, -offset / slope
        yield _decide_relation(
            table,
            kind="copy",
            column=second,
            parts=(first,),
            formula=_write_linear_formula(ColumnName(first.name), slope, offset),
            share=exact.share,
            why="it is the later of two copies",
        )


def _find_sums_and_ratios(table: _FeatureTable) -> Iterator[Relation]:
    """Find exact sums, then ratios, among what is left."""
    for search in _SEARCHES:
        pool = [c for c in table.list_open_columns() if not c.derived]
        for exact in exact_relations(table.select_columns(pool), search):
            members = [pool[j] for j in sorted(exact.members)]
            if any(c.name in table.related for c in members):
                continue  # a simpler relation has it
            yield _relate_computed_column(table, exact, pool)


def _find_long_sums(table: _FeatureTable) -> Iterator[Relation]:
    """Find sums of more columns than `exact_relations` looks for."""
    pool = [c for c in table.list_open_columns() if not c.derived]
    for found in find_long_sums(table.select_columns(pool)):
        whole, parts = pool[found.whole], [pool[j] for j in found.parts]
        if not any(c.name in table.related for c in (whole, *parts)):
            yield _decide_relation(
                table,
                kind="sum",
                column=whole,
                parts=tuple(parts),
                formula=_write_signed_sum([(c, 1) for c in parts]),
                share=found.share,
                why="its parts tell more than their sum",
            )


def _relate_computed_column(table: _FeatureTable, exact: Exact, pool: Sequence[Column]) -> Relation:
    whole = pool[exact.column]
    terms = [(pool[j], sign) for j, sign in exact.terms]
    if exact.below is not None:
        below = pool[exact.below]
        above = _write_signed_sum(terms)
        above = say("({sum})", sum=above) if len(terms) > 1 else above
        fraction = say("{above} / {below}", above=above, below=ColumnName(below.name))
        return _decide_relation(
            table,
            kind="ratio",
            column=whole,
            parts=(*(c for c, _ in terms), below),
            formula=_write_linear_formula(fraction, exact.slope, exact.offset),
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
        why = say("its name means a remainder ({word})", word=ColumnName(_find_remainder_word(one)))
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
        formula=inner
        if plain
        else _write_linear_formula(say("({sum})", sum=inner), exact.slope, exact.offset),
        share=exact.share,
        why="its parts tell more than their sum",
        subtracted=[c for c, sign in terms if sign * exact.slope < 0],
    )


def _find_near_copies(table: _FeatureTable) -> Iterator[Relation]:
    for first, second, r in table.list_similar_pairs():
        if {first.name, second.name} & table.related:
            continue
        turned = second.given and not first.given
        stays, follows = (second, first) if turned else (first, second)
        yield _decide_relation(
            table,
            kind="near copy",
            column=follows,
            parts=(stays,),
            formula=as_said(ColumnName(stays.name)),
            share=r,
            why="it is the later of two near copies",
        )


def _tell_if_shared(
    relation: Relation, groups: Sequence[ColumnGroup], given: Collection[str]
) -> Relation:
    """Say of a near copy by value, but not by rank, that it counts by itself."""
    pair = {relation.column, *relation.parts}
    shared = any(g.shared and pair <= set(g.columns) for g in groups)
    if relation.kind != "near copy" or shared or relation.column in given:
        return relation
    return replace(relation, why="by rank they are less alike, and each counts by itself")


def _decide_relation(
    table: _FeatureTable,
    *,
    kind: RelationKind,
    column: Column,
    parts: tuple[Column, ...],
    formula: Said,
    share: float,
    why: Text,
    subtracted: Sequence[Column] = (),
) -> Relation:
    """Decide by the settings; a column that is left out takes no further part."""
    out, why = _decide_exclusion(table, kind, column, why)
    if out:
        table.pool.remove(column)
    if kind != "ratio":
        table.related.add(column.name)
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
    table: _FeatureTable, kind: RelationKind, column: Column, why: Text
) -> tuple[bool, Text]:
    redundant = table.redundant
    described = column.quantity == "ratio" and redundant != "keep" and not table.clusters_on_ratios
    if kind == "ratio" and not (described and not column.given):
        return False, why
    if kind == "ratio":
        return True, _DESCRIBED
    if column.given:
        return False, "the settings make it a feature"
    if redundant == "keep":
        return False, 'redundant = "keep" in [prepare]'
    if kind == "near copy" and redundant != "leave out":
        shared = redundant in _SHARING
        return (
            False,
            "the columns of one idea share one weight" if shared else "it is not exactly the same",
        )
    return True, why


def _find_remainder_word(column: Column) -> str:
    return says(split_heading(column.original), "remainder")


def _write_signed_sum(terms: Sequence[tuple[Column, int]]) -> Said:
    """Write a sum: `a` + `b` − `c`, beginning with a plus where there is one."""
    ordered = sorted(terms, key=lambda term: term[1] < 0)
    signed: list[Text] = [
        say("{sign}{column}", sign="+ " if sign > 0 else "− ", column=ColumnName(c.name))
        for c, sign in ordered
    ]
    first, sign = ordered[0]
    if sign > 0:
        signed[0] = ColumnName(first.name)
    return join_said(signed, " ")


def _write_linear_formula(term: Text, slope: float, offset: float) -> Said:
    """Write slope × term + offset, what changes nothing left out."""
    if slope == -1 and offset:
        return say("{offset} − {term}", offset=Coefficient(offset), term=term)
    factor = "" if slope == 1 else say("{slope} × ", slope=Coefficient(slope))
    added: Text = ""
    if offset:
        sign = "+" if offset > 0 else "−"
        added = say(" {sign} {offset}", sign=sign, offset=Coefficient(abs(offset)))
    return say("{factor}{term}{added}", factor=factor, term=term, added=added)


# The findings that report it.

_CODE_OF: dict[RelationKind, str] = {
    "near copy": "D040",
    "sum": "D041",
    "copy": "D042",
    "ratio": "D043",
}


def report_redundancy(redundancy: Redundancy, dataset: Dataset) -> Iterator[Finding]:
    """Say what was found and what is done about it."""
    for relation in redundancy.relations:
        yield _describe_relation(relation, dataset)
    for group in redundancy.groups:
        yield _describe_idea_group(group)
    if not redundancy.searched:
        yield make_finding(
            "D046",
            len(dataset.features),
            say(
                "finseg did not look for exact sums and ratios: there are more than {most}",
                most=Count(MOST_COLUMNS, "feature"),
            ),
            "it did look for copies and for columns that rise and fall together; give "
            "computed columns a role in [read.roles]",
        )


def _describe_relation(relation: Relation, dataset: Dataset) -> Finding:
    if relation.kind == "near copy":
        message = say(
            "nearly the same as {formula} (correlation {r} of the values or of their ranks)",
            formula=relation.formula,
            r=Number(relation.share, 3),
        )
    else:
        message = say(
            "is {formula} in {share} of the rows",
            formula=relation.formula,
            share=Share(relation.share, of=dataset.rows),
        )
    if relation.kind == "ratio" and relation.left_out:
        template = (
            'not clustered on, but described: {why}; to change that, set ratios = "cluster" in '
            "[prepare]"
        )
    elif relation.kind == "ratio":
        template = 'kept: {why}; to leave it out, give it the role "descriptor"'
    elif relation.left_out:
        template = "not clustered on, but described: {why}"
    else:
        template = "kept ({why}); to change that, set `redundant` in [prepare]"
    return make_finding(
        _CODE_OF[relation.kind],
        dataset.rows,
        message,
        say(template, why=relation.why),
        column=relation.column,
    )


def _describe_idea_group(group: ColumnGroup) -> Finding:
    if group.levels:
        return _describe_level_copies(group)
    if group.shared:
        action = (
            "they share the weight of one column; to let each count by itself, set "
            'redundant = "leave out exact" in [prepare]'
        )
    else:
        action = (
            'kept; to give them the weight of one column together, set redundant = "share" in '
            "[prepare]"
        )
    message = say(
        "{columns} rise and fall together (rank correlation {least}): by rank, "
        "they count like {weight} columns together",
        columns=Names(group.columns),
        least=_say_least(group.agreement),
        weight=Number(group.weight, 1),
    )
    return make_finding("D044", len(group.columns), message, action)


def _say_least(agreement: float) -> Said:
    """Say how alike columns are at least; there is nothing beyond 1."""
    shown = Number(agreement, 2)
    return say("{r}", r=shown) if round(agreement, 2) >= 1 else say("{r} or more", r=shown)


def _describe_level_copies(group: ColumnGroup) -> Finding:
    message = say(
        "{columns} say the same of nearly every customer (correlation {least})",
        columns=Names(group.columns),
        least=_say_least(group.agreement),
    )
    action = (
        "they share the weight of one level; to let each count by itself, set "
        'redundant = "keep" in [prepare]'
    )
    return make_finding("D044", len(group.columns), message, action)


def report_derived_ratios(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the ratios that can be derived from the columns that are there."""
    for column in dataset.columns:
        if not column.derived or not column.follows:
            continue
        used = "clustered on" if column.role == "feature" else "described, not clustered on"
        without = clause(
            "; {rows} no value, as a part is missing or the divisor is 0",
            rows=Customers(column.missing, "row has", "rows have"),
        )
        yield make_finding(
            "D045",
            dataset.rows - column.missing,
            say(
                "computed as {formula}{without}",
                formula=column.follows,
                without=without if column.missing else "",
            ),
            f'{used}; to change that, set ratios = "cluster", "describe" or "none" in [prepare]',
            column=column.name,
        )


PAIR_RULES: tuple[Rule, ...] = (report_derived_ratios,)
