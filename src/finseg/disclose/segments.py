"""What may be shown of the segments, their names, rules and comparisons?

`Interpretation` in, the same without what tells of few customers out. In each table the counts
below the limit are hidden, and what would give them away with them (`finseg.maths.suppression`);
shares, means and quantiles go with the counts they rest on. A claim or a doubt about a name goes
with the columns it quotes, and with the customers its figures rest on (`finseg.disclose.withhold`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import NamedTuple, TypeVar

import numpy as np

from finseg.disclose.rare_levels import pool_rare_levels
from finseg.disclose.rounding import blank_quantiles, raise_small_count, raise_small_sizes
from finseg.disclose.tiers import disclose_existing
from finseg.disclose.withhold import withhold
from finseg.maths.arrays import Bools, Ints
from finseg.maths.suppression import suppress, suppress_list
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Claim, Doubt, Interpretation, Segment, Trait
from finseg.records.outside import Comparison, LevelShare, Middle, Outside
from finseg.records.rules import Rule, Rules

Number = TypeVar("Number", Trait, Middle, LevelShare)


def disclose_interpretation(interpretation: Interpretation, least: int) -> Interpretation:
    """Return what is known of the segments without what tells of fewer than `least` customers."""
    sizes = [s.size for s in interpretation.segments]
    shown = raise_small_sizes(sizes, least)
    moved = [i for i, (own, said) in enumerate(zip(sizes, shown, strict=True)) if own != said]
    parts = _mask_profiles(interpretation, moved, least)
    holders = {t: counts for t, (_, counts) in parts.items()}
    population = {c: mask[:, -1] for c, (mask, _) in parts.items()}
    segments = tuple(
        _disclose_segment(
            _replace_size(s, shown[s.id], sum(sizes), some_hidden=min(sizes) < least),
            {c: mask[:, s.id] for c, (mask, _) in parts.items()},
            population,
            least,
        )
        for s in interpretation.segments
    )
    return replace(
        interpretation,
        segments=_withhold_names(interpretation.segments, segments),
        population=tuple(
            _disclose_trait(t, population[t.column], least) for t in interpretation.population
        ),
        described=tuple(
            _disclose_trait(t, population[t.column], least) for t in interpretation.described
        ),
        typical=tuple(replace(t, values=()) for t in interpretation.typical),
        rules=_disclose_rules(interpretation.rules, least),
        holdings=_disclose_holdings(
            interpretation.holdings, holders, segments, sum(shown), moved, least
        ),
        existing=tuple(
            told
            for e in interpretation.existing
            if (told := disclose_existing(e, sizes, moved, least)) is not None
        ),
        outside=_disclose_outside(interpretation.outside, sizes, moved, least),
    )


def _replace_size(segment: Segment, size: int, everyone: int, *, some_hidden: bool) -> Segment:
    """Give a segment the size that is shown, and its share.

    What rows stand for tells about how many they are: where one size is hidden, none is said.
    """
    if segment.stands_for is not None and not some_hidden:
        return replace(segment, size=size)
    if segment.weighted:  # a share of those whom rows stand for is none of rows
        return replace(segment, size=size, stands_for=math.nan)
    return replace(segment, size=size, share=size / max(everyone, 1))


def _withhold_names(before: Sequence[Segment], after: Sequence[Segment]) -> tuple[Segment, ...]:
    """Keep of each name only the words whose figures are shown; names that were given stay."""
    kept = [len(s.claims) == len(t.claims) for s, t in zip(before, after, strict=True)]
    taken = {
        s.name for s, whole in zip(after, kept, strict=True) if whole or s.name_kind == "given"
    }
    out: list[Segment] = []
    for s, t, whole in zip(before, after, kept, strict=True):
        name = t.name
        if not whole and t.name_kind != "given":
            name = _write_kept_words(s.claims, t.claims) or f"Segment {t.id}"
            name = f"{name} ({t.id})" if name in taken else name
            taken.add(name)
        out.append(replace(t, name=name))
    return tuple(out)


def _write_kept_words(before: Sequence[Claim], after: Sequence[Claim]) -> str:
    """Join the words of a name all of whose figures are left."""
    said = [claim.says for claim in after]
    every = [claim.says for claim in before]
    words = [word for word in dict.fromkeys(said) if said.count(word) == every.count(word)]
    joined = ", ".join(words)
    return joined[:1].upper() + joined[1:]


_MISSING, _ZERO, _OTHER, _FIGURES = range(4)  # rows of a column's mask: three counts, then means


def _mask_profiles(
    interpretation: Interpretation, moved: Sequence[int], least: int
) -> dict[str, tuple[Bools, Ints]]:
    """Say for each column and segment, everybody last, what is hidden, and who has an amount."""
    segments, k = interpretation.segments, len(interpretation.segments)
    everyone = (*interpretation.population, *interpretation.described)
    found: dict[str, tuple[Bools, Ints]] = {}
    for place, whole in enumerate(everyone):
        own = [(*s.traits, *s.described)[place] for s in segments]
        counts = np.array(
            [_count_trait_parts(t, s.size) for t, s in zip(own, segments, strict=True)]
        ).T
        hidden = suppress(counts, least, known_columns=True, hidden_columns=moved)
        amounts = np.array([[min(n, t.holders) for n, t in zip(counts[_OTHER], own, strict=True)]])
        few = suppress(amounts, least, hidden_columns=moved)
        mask = np.zeros((4, k + 1), bool)
        mask[:3, :k], mask[:3, k] = hidden.cells, hidden.rows
        mask[_FIGURES, :k], mask[_FIGURES, k] = few.columns, few.rows[0]
        if _is_flag(whole):  # its mean is the share of those who have it
            mask[_FIGURES] |= mask[_ZERO] | mask[_OTHER]
        found[whole.column] = mask, counts[_OTHER]
    return found


def _is_flag(trait: Trait) -> bool:
    """Tell a column of 0 and 1: nobody has less or more, and the mean is who has not zero."""
    flag = trait.unit == "yes or no" or bool(trait.category)
    return flag or math.isclose(trait.mean, 1 - trait.zero_share, abs_tol=1e-9)


def _count_trait_parts(trait: Trait, size: int) -> tuple[int, int, int]:
    """Return customers of a segment without the value, with zero, with an amount."""
    if trait.rows is not None:
        return trait.rows.missing, trait.rows.zeros, size - trait.rows.missing - trait.rows.zeros
    missing = round(trait.missing_share * size) if math.isfinite(trait.missing_share) else 0
    present = size - missing
    zero = round(trait.zero_share * present) if math.isfinite(trait.zero_share) else 0
    return missing, zero, present - zero


def _disclose_trait(trait: Trait, mask: Bools, least: int) -> Trait:
    trait = replace(trait, **blank_quantiles(trait.telling, least))  # type: ignore[arg-type]
    if mask[_FIGURES] or mask[_MISSING]:
        trait = replace(trait, present=0)
    if mask[_FIGURES]:
        trait = _blank_record(trait, keep=("zero_share", "missing_share"))
    if mask[_ZERO] or mask[_OTHER]:
        trait = replace(trait, zero_share=math.nan)
    return replace(trait, missing_share=math.nan) if mask[_MISSING] else trait


def _blank_record(record: Number, *, keep: Iterable[str] = ()) -> Number:
    """Return a record with NaN for every figure, also for those that are added to it later."""
    hidden = {f.name: math.nan for f in fields(record) if f.type == "float" and f.name not in keep}
    return replace(record, **hidden)  # type: ignore[arg-type]


class _HiddenColumns(NamedTuple):
    """The columns of which something is hidden in one segment."""

    means: frozenset[str]  # of the segment, or of all customers beside it
    medians: frozenset[str]
    counts: frozenset[str]  # customers without a value, with zero, with an amount


def _disclose_segment(
    segment: Segment, masks: dict[str, Bools], population: dict[str, Bools], least: int
) -> Segment:
    hidden = _HiddenColumns(
        means=frozenset(c for c, m in masks.items() if m[_FIGURES] or population[c][_FIGURES]),
        medians=frozenset(
            t.column for t in (*segment.traits, *segment.described) if t.telling < 2 * least
        ),
        counts=frozenset(c for c, m in masks.items() if m[[_MISSING, _ZERO, _OTHER]].any()),
    )
    return replace(
        segment,
        traits=tuple(_disclose_trait(t, masks[t.column], least) for t in segment.traits),
        described=tuple(_disclose_trait(t, masks[t.column], least) for t in segment.described),
        claims=tuple(_disclose_claims(segment.claims, hidden, least)),
        doubts=tuple(_disclose_doubts(segment.doubts, hidden, least)),
    )


def _disclose_claims(
    claims: Iterable[Claim], hidden: _HiddenColumns, least: int
) -> Iterator[Claim]:
    """Leave out claims on columns that are hidden, or whose figure rests on few customers."""
    for claim in claims:
        columns = {*claim.columns, *claim.more_than}
        gone = hidden.means | (hidden.counts if claim.held or claim.lacked else frozenset())
        gone |= hidden.medians if claim.middle == "median" else frozenset()
        gone = frozenset() if claim.middle == "bound" else gone
        figure = withhold(claim.figure, least)
        if figure is not None and columns.isdisjoint(gone):
            yield replace(claim, figure=figure)


def _disclose_doubts(
    doubts: Iterable[Doubt], hidden: _HiddenColumns, least: int
) -> Iterator[Doubt]:
    """Do the same with doubts, which may quote mean, median or share of any of their columns."""
    gone = frozenset().union(*hidden)
    for doubt in doubts:
        says = withhold(doubt.says, least)
        if says is not None and gone.isdisjoint(doubt.columns):
            yield replace(doubt, says=says)


def _disclose_holdings(
    holdings: Holdings,
    holders: dict[str, Ints],
    segments: Sequence[Segment],
    everyone: int,
    moved: Sequence[int],
    least: int,
) -> Holdings:
    """Leave out columns of money that few hold: their total is that of these few."""
    rows = {
        h.column: np.array(h.rows) if h.rows else holders.get(h.column) for h in holdings.columns
    }
    held = [(h, sum(h.rows) if h.rows else round(h.holders * everyone)) for h in holdings.columns]
    return replace(
        holdings,
        columns=tuple(
            _disclose_holding(h, rows[h.column], total, moved, least)
            for h, total in held
            if total >= least
        ),
        customers=tuple(s.share for s in segments),
    )


def _disclose_holding(
    holding: Holding, holders: Ints | None, total: int, moved: Sequence[int], least: int
) -> Holding:
    shares = np.array(holding.shares)
    if holders is not None:
        shares[suppress(holders[None, :], least, known_rows=True, hidden_columns=moved).columns] = (
            math.nan
        )
    few = round(total / 10) < least
    return replace(
        holding,
        shares=tuple(map(float, shares)),
        top_share=math.nan if few else holding.top_share,
        below_zero=raise_small_count(holding.below_zero, least),
        below_zero_hidden=0 < holding.below_zero < least,
    )


def _disclose_rules(rules: Rules, least: int) -> Rules:
    """Hide how many customers an end of the tree holds where they are few."""
    mask = suppress_list([leaf.customers for leaf in rules.leaves], least)
    leaves = tuple(
        replace(leaf, customers=math.nan, agreement=math.nan) if hide else leaf
        for leaf, hide in zip(rules.leaves, mask, strict=True)
    )
    plain = tuple(_disclose_plain_rule(rule, least) for rule in rules.plain)
    customers = round(sum(leaf.customers for leaf in rules.leaves))
    return replace(
        rules,
        leaves=leaves,
        plain=plain,
        agreement=_hide_share_of_few(rules.agreement, customers, least),
        held_out=_hide_share_of_few(rules.held_out, rules.held_out_rows, least),
    )


def _hide_share_of_few(share: float, of: int, least: int) -> float:
    """Hide a share that leaves out few: NaN says that it is all but those."""
    return math.nan if 0 < round((1 - share) * of) < least else share


def _disclose_plain_rule(rule: Rule, least: int) -> Rule:
    """Hide the share of one wrong segment where it leaves few customers for all other ones."""
    reached = rule.held_out_reached
    named = (rule.precision, rule.confused_share)
    rest = reached - sum(round(share * reached) for share in named if math.isfinite(share))
    rest = rest if rule.others is None else rule.others
    return replace(
        rule,
        customers=raise_small_count(int(rule.customers), least),
        confused_share=math.nan if 0 < rest < least else rule.confused_share,
    )


def _disclose_outside(
    outside: Outside, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Outside:
    comparisons = tuple(_disclose_comparison(c, sizes, moved, least) for c in outside.comparisons)
    return replace(outside, comparisons=comparisons)


def _disclose_comparison(
    c: Comparison, sizes: Sequence[int], moved: Sequence[int], least: int
) -> Comparison:
    if c.middles:
        gone = c.missing_shares or (0.0,) * len(sizes)
        counted = [round(n * (1 - share)) for n, share in zip(sizes, gone, strict=True)]
        present = [c.telling or counted]
        few = suppress(present, least, hidden_columns=moved).columns
        return replace(
            c,
            middles=tuple(
                _blank_record(m) if hide else disclose_middle(m, n, least)
                for m, n, hide in zip(c.middles, present[0], few, strict=True)
            ),
        )
    c = pool_rare_levels(c, least)
    counts = np.array([[level.customers for level in levels] for levels in c.levels]).T
    cells, totals = _mask_levels(counts, sizes, moved, least)
    shown = [i for i, n in enumerate(counts.sum(axis=1)) if not 0 < n < least]
    if not counts[shown].any():
        shown = []  # levels without a customer would say that all others have the one left out
    return replace(
        c,
        levels=tuple(
            tuple(
                _hide_level(levels[i], hide=bool(cells[i, s]), total=bool(totals[i])) for i in shown
            )
            for s, levels in enumerate(c.levels)
        ),
    )


def _mask_levels(
    counts: Ints, sizes: Sequence[int], moved: Sequence[int], least: int
) -> tuple[Bools, Bools]:
    """Say which levels are hidden in which segment, and of which the total is.

    Of each segment its size is known, and that the shares of its levels add up to 1: what is hidden
    must be open in both, with the customers who have no level as a further one, and without them.
    """
    without = np.array(sizes) - counts.sum(axis=0)
    among_all = suppress(
        np.vstack([counts, without]), least, known_columns=True, hidden_columns=moved
    )
    among_levels = suppress(counts, least, known_columns=True, hidden_columns=moved)
    return (
        among_all.cells[:-1] | among_levels.cells,
        among_all.rows[:-1] | among_levels.rows,
    )


def disclose_middle(middle: Middle, present: int, least: int) -> Middle:
    """Hide the quantiles of an outside column that rest on few customers."""
    hidden = blank_quantiles(present, least)
    own = {f.name: hidden[f.name] for f in fields(middle) if f.name in hidden}
    return replace(middle, **own)


def _hide_level(level: LevelShare, *, hide: bool, total: bool) -> LevelShare:
    """Hide a level in one segment; the index gives its total away, and goes with that."""
    if hide:
        return replace(_blank_record(level), customers=0)
    return replace(level, index=math.nan) if total else level
