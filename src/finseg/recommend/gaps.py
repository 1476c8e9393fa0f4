"""What does the table lack, and what follows from it?

Catalogue, what was asked and the figures in; each gap in one sentence out.
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.document.numbers import counted
from finseg.recommend.barriers import NO_AFFORDABILITY, Asked
from finseg.recommend.measures import Measures
from finseg.recommend.products import Catalogue
from finseg.records.dataset import Dataset


def find_gaps(
    catalogue: Catalogue, asked: Sequence[Asked], measures: Measures, dataset: Dataset
) -> tuple[str, ...]:
    """Say once what the table lacks, and what follows from it."""
    lacking = _lacking(asked)
    gaps = [
        _said(measure, names, measures.unusable.get(measure, ""))
        for measure, names in lacking.items()
    ]
    none = [one.product.name for one in asked if NO_AFFORDABILITY in one.missing]
    if none:
        gaps.append(f"Nothing tells what can be afforded, so there is no offer of {_listed(none)}.")
    unchecked: dict[str, int] = {}
    for product, one in zip(catalogue.products, asked, strict=True):
        if one.missing:
            continue
        open_ = {c.measure for c in product.eligible if c.if_known} | {
            c.measure for c in product.negative
        }
        for measure in open_ - measures.found.keys():
            unchecked[measure] = unchecked.get(measure, 0) + 1
    if unchecked:
        parts = [f"{m} ({counted(n, 'product')})" for m, n in sorted(unchecked.items())]
        gaps.append(f"Limits that could not be checked, for want of a column: {', '.join(parts)}.")
    doubtful = [f"`{column}`" for column in measures.doubtful]
    if doubtful:
        gaps.append(
            f"{' and '.join(doubtful)} may be money that is held or money that is owed, and "
            f"{'is' if len(doubtful) == 1 else 'are'} taken for neither: say which in "
            '[recommend.measures], "savings" or "debt".'
        )
    if not dataset.named("consent"):
        gaps.append(
            "No column says who may be contacted: take out who opted out before offers are sent "
            "(give the column the role `consent` in [read.roles])."
        )
    return tuple(gaps)


def _lacking(asked: Sequence[Asked]) -> dict[str, list[str]]:
    """Return each figure that is lacking, with the products that are not offered for want of it.

    Of figures either of which would do, each is listed; the product then says "or".
    """
    out: dict[str, list[str]] = {}
    for one in asked:
        for missing in one.missing:
            if missing == NO_AFFORDABILITY:
                continue
            either = missing.split(" or ")
            for measure in either:
                others = [m for m in either if m != measure]
                instead = f" (or by {' or '.join(others)})" if others else ""
                out.setdefault(measure, []).append(one.product.name + instead)
    return out


def _said(measure: str, names: Sequence[str], why: str) -> str:
    said_ = f"{measure} cannot be used ({why})" if why else f"no {measure} in this table"
    return f"{said_[:1].upper()}{said_[1:]}, so there is no offer of {_listed(names)}."


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
