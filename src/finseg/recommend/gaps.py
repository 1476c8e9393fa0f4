"""What does the table lack, and what follows from it?

What was asked and the figures in; one statement per gap out, each said once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from finseg.document.said import ColumnName, Text, join_said, say
from finseg.recommend.barriers import Asked
from finseg.recommend.businesses import BusinessFound
from finseg.recommend.metrics import Metrics
from finseg.recommend.opening import describe_opening
from finseg.recommend.standing import StandingFound
from finseg.records.dataset import Dataset


def find_gaps(
    asked: Sequence[Asked],
    metrics: Metrics,
    standing: StandingFound,
    business: BusinessFound,
    dataset: Dataset,
) -> tuple[Text, ...]:
    """Say once what the table lacks, and what follows from it.

    Where no product can be decided on, one sentence says what would open most of them, and others
    only which columns are there and cannot be used.
    """
    chosen = [told] if (told := business.describe()) else []
    doubts = _list_doubtful_balances(metrics)
    lacking = _group_missing_metrics(asked)
    if all(one.missing for one in asked):
        opening = [said] if (said := describe_opening(asked)) else []
        there = [
            _write_gap(group, names, metrics.unusable)
            for group, names in lacking.items()
            if not metrics.unusable.keys().isdisjoint(group)
        ]
        return (*opening, *chosen, *there, *doubts)
    gaps: list[Text] = chosen + [
        _write_gap(group, names, metrics.unusable) for group, names in lacking.items()
    ]
    none = [one.product.name for one in asked if any(m.for_affordability for m in one.missing)]
    if none:
        gaps.append(
            say(
                "There is no offer of {products}: no column shows what a customer can afford.",
                products=_join_with_and(none),
            )
        )
    named = {measure for group in lacking for measure in group}
    gaps += _list_unchecked_limits(asked, named)
    gaps += doubts
    gaps += standing.asked
    if not dataset.select_by_role("consent"):
        gaps.append(
            "No column says who may be contacted. Take out who opted out before you send offers, "
            "or give the column the role `consent` in [read.roles]."
        )
    return tuple(gaps)


def _list_doubtful_balances(metrics: Metrics) -> list[Text]:
    """Ask whose the money of a plain balance is."""
    if not metrics.doubtful:
        return []
    return [
        say(
            "{columns} may be money that customers hold or money that they owe, so finseg uses "
            "{it} as neither. Say which in [understand.{first}]: "
            'owner = "held" or "owed".',
            columns=join_said([ColumnName(name) for name in metrics.doubtful], " and "),
            first=metrics.doubtful[0],
            it="it" if len(metrics.doubtful) == 1 else "them",
        )
    ]


def _group_missing_metrics(asked: Sequence[Asked]) -> dict[tuple[str, ...], list[str]]:
    """Return what is lacking, each figure once, with the products that are not offered for it.

    Figures any of which would do stand together, unless they have been said already.
    """
    wants = [
        (one.product.name, missing.metrics)
        for one in asked
        for missing in one.missing
        if not missing.for_affordability
    ]
    out: dict[tuple[str, ...], list[str]] = {}
    for name, either in sorted(wants, key=lambda want: len(want[1])):
        said = {measure: group for group in out for measure in group}
        group = tuple(m for m in either if m not in said) or said[either[0]]
        if set(either) <= said.keys():
            group = said[either[0]]
        if name not in out.setdefault(group, []):
            out[group].append(name)
    return out


def _write_gap(group: Sequence[str], names: Sequence[str], unusable: Mapping[str, Text]) -> Text:
    why: list[Text] = [
        say("{measure} cannot be used ({why})", measure=m, why=unusable[m])
        for m in group
        if m in unusable
    ]
    rest = [m for m in group if m not in unusable]
    if rest:
        why.append(f"no column of this table holds {' or '.join(rest)}")
    return say(
        "There is no offer of {products}: {why}.",
        products=_join_with_and(names),
        why=join_said(why, ", and "),
    )


def _list_unchecked_limits(asked: Sequence[Asked], named: AbstractSet[str]) -> list[Text]:
    """Say which limits of products that are offered could not be checked."""
    open_: set[str] = set()
    for one in asked:
        if not one.missing:
            asked_for = {test.code for test in (*one.eligible, *one.negative)}
            known = [c for c in one.product.eligible if c.if_known]
            open_ |= {c.measure for c in (*known, *one.product.negative) if c.code not in asked_for}
    again = ["the figures above"] if open_ & named else []
    listed = [*again, *sorted(open_ - named)]
    if not listed:
        return []
    limits = _join_with_and(listed)
    return [f"Products that are offered have limits that could not be checked here: on {limits}."]


def _join_with_and(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
