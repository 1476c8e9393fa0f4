"""What does the table lack, and what follows from it?

Catalogue, what was asked and the figures in; each gap in one sentence out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from finseg.recommend.barriers import NO_AFFORDABILITY, Asked
from finseg.recommend.measures import Measures
from finseg.recommend.products import Catalogue
from finseg.records.dataset import Dataset


def find_gaps(
    catalogue: Catalogue, asked: Sequence[Asked], measures: Measures, dataset: Dataset
) -> tuple[str, ...]:
    """Say once what the table lacks, and what follows from it."""
    lacking = _group_missing_measures(asked)
    gaps = [_write_gap(group, names, measures.unusable) for group, names in lacking.items()]
    none = [one.product.name for one in asked if NO_AFFORDABILITY in one.missing]
    if none:
        gaps.append(
            f"Nothing tells what can be afforded, so there is no offer of {_join_with_and(none)}."
        )
    gaps += _list_unchecked_limits(
        catalogue, asked, measures, {m for group in lacking for m in group}
    )
    doubtful = [f"`{column}`" for column in measures.doubtful]
    if doubtful:
        gaps.append(
            f"{' and '.join(doubtful)} may be money that is held or money that is owed, and "
            f"{'is' if len(doubtful) == 1 else 'are'} taken for neither: say which in "
            '[recommend.measures], "savings" or "debt".'
        )
    if not dataset.select_by_role("consent"):
        gaps.append(
            "No column says who may be contacted: take out who opted out before offers are sent "
            "(give the column the role `consent` in [read.roles])."
        )
    return tuple(gaps)


def _group_missing_measures(asked: Sequence[Asked]) -> dict[tuple[str, ...], list[str]]:
    """Return what is lacking, each figure once, with the products that are not offered for it.

    Figures any of which would do stand together, unless they have been said already.
    """
    wants = [
        (one.product.name, missing.split(" or "))
        for one in asked
        for missing in one.missing
        if missing != NO_AFFORDABILITY
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


def _write_gap(group: Sequence[str], names: Sequence[str], unusable: Mapping[str, str]) -> str:
    why = [f"{m} cannot be used ({unusable[m]})" for m in group if m in unusable]
    rest = [m for m in group if m not in unusable]
    if rest:
        why.append(f"no {' or '.join(rest)} in this table")
    said = ", and ".join(why)
    return f"{said[:1].upper()}{said[1:]}, so there is no offer of {_join_with_and(names)}."


def _list_unchecked_limits(
    catalogue: Catalogue, asked: Sequence[Asked], measures: Measures, said: AbstractSet[str]
) -> list[str]:
    """Say which limits of products that are offered could not be checked."""
    open_: set[str] = set()
    for product, one in zip(catalogue.products, asked, strict=True):
        if not one.missing:
            open_ |= {c.measure for c in product.eligible if c.if_known}
            open_ |= {c.measure for c in product.negative}
    open_ -= measures.found.keys()
    again = ["these figures"] if open_ & said else []
    named = [*again, *sorted(open_ - said)]
    return (
        [f"Limits of other products on {_join_with_and(named)} could not be checked."]
        if named
        else []
    )


def _join_with_and(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
